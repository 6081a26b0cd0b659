//! `/xep-hang`: who stands where, among siblings of one kind.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use chiso_scoring::agency::{Agency, Level};
use chiso_scoring::figure::TOTAL;
use chiso_scoring::sheet::Place;

use crate::App;
use crate::asked::Asked;
use crate::chrome::{Chrome, Here, Link};
use crate::link::isolated;
use crate::respond::respond;
use crate::table::{Order, Table, place_name};
use crate::trouble::Trouble;
use crate::view::View;

/// The page.
pub(crate) async fn page(State(app): State<App>, asked: Asked) -> Response {
    respond(app, asked, |app, asked| XepHang::build(&View::open(app, asked)?)).await
}

#[derive(Template)]
#[template(path = "xep_hang.html")]
struct XepHang {
    chrome: Chrome,
    heading: String,
    parent: Link,
    /// How firm these ranks are.
    fair: Link,
    /// Kinds there are, to show one of them alone.
    kinds: Vec<(Link, bool)>,
    tables: Vec<Table>,
    nation: bool,
}

/// Parameters of this page alone.
const OWN: [&str; 4] = ["parent", "level", "group", "sort"];

impl XepHang {
    fn build(view: &View) -> Result<Self, Trouble> {
        let place = ranked_by(view)?;
        let named = sorted_by_name(view)?;
        let parent = view.scope("parent")?;
        let wanted = view.asked.level()?;
        let (kept, own) = (view.asked.own(&OWN), [("parent", parent.code.as_str())]);
        let own: Vec<(&str, &str)> = match view.asked.value("level") {
            Some(level) => own.into_iter().chain([("level", level)]).collect(),
            None => own.to_vec(),
        };
        let order = Order { place, named, path: "/xep-hang", own: &own, current: "" };
        let tables = tables(view, parent, wanted, order);
        let shown: Vec<&str> = tables
            .iter()
            .flat_map(|table| table.rows.iter().map(|row| row.code.as_str()))
            .collect();
        let shown: Vec<&str> = std::iter::once(parent.code.as_str()).chain(shown).collect();
        let heading = heading(view, parent, place);
        Ok(Self {
            chrome: view.chrome(Here::Ranking, heading.clone(), &kept, &shown),
            nation: tables.iter().any(|table| !table.heads.is_empty()),
            parent: Link { href: view.agency_link(&parent.code), text: parent.name.clone() },
            fair: Link {
                href: view.link("/so-sanh-cong-bang", &[("parent", &parent.code)]),
                text: view.lang.text("fair-link"),
            },
            kinds: kinds(view, parent, wanted),
            heading,
            tables,
        })
    }
}

fn ranked_by(view: &View) -> Result<Place, Trouble> {
    let code = view.asked.value("group").unwrap_or(TOTAL);
    let place = Place::find(view.rulebook(), code);
    let column = place.filter(|place| !matches!(place, Place::Indicator(_)));
    column.ok_or_else(|| Trouble::bad("group", "bad-group", code))
}

fn sorted_by_name(view: &View) -> Result<bool, Trouble> {
    let sort = view.asked.read_as("sort", "bad-sort", |text| (text == "name").then_some(()))?;
    Ok(sort.is_some())
}

fn heading(view: &View, parent: &Agency, place: Place) -> String {
    let period = view.lang.period(view.period());
    let by = place_name(view, place);
    let name = isolated(&parent.name);
    let arguments = [("parent", name.as_str()), ("period", &period), ("by", &by)];
    let key = if place == Place::Total { "rank-heading" } else { "rank-heading-by" };
    view.lang.text_with(key, &arguments)
}

/// One table for each kind of child; a kind further down is listed across its parents.
fn tables(view: &View, parent: &Agency, wanted: Option<Level>, order: Order<'_>) -> Vec<Table> {
    let mut kinds = view.kinds(&parent.code);
    if let Some(wanted) = wanted {
        if !kinds.iter().any(|(level, _)| *level == wanted) {
            kinds.push((wanted, below(view, parent, wanted)));
        }
        kinds.retain(|(level, _)| *level == wanted);
    }
    let table = |(level, agencies): (Level, Vec<&Agency>)| {
        let table = Table::new(view, level, &agencies, order);
        let national = level == Level::Province && parent.level == Level::Nation;
        if national { table.with_nation(view, &view.sheet().nation()) } else { table }
    };
    kinds.into_iter().map(table).collect()
}

/// Agencies of a level anywhere below the parent.
pub(crate) fn below<'v>(view: &'v View, parent: &Agency, level: Level) -> Vec<&'v Agency> {
    let sheet = view.sheet();
    let inside = |agency: &&Agency| {
        let path = sheet.tree.path(agency, sheet.period);
        path.iter().any(|above| above.code == parent.code)
    };
    sheet.tree.of_level(level, sheet.period).into_iter().filter(inside).collect()
}

fn kinds(view: &View, parent: &Agency, wanted: Option<Level>) -> Vec<(Link, bool)> {
    let kinds = view.kinds(&parent.code);
    let link = |level: Option<Level>, text: String| {
        let level_code = level.map(Level::code).unwrap_or_default();
        let href = view.link("/xep-hang", &[("parent", &parent.code), ("level", level_code)]);
        (Link { href, text }, wanted == level)
    };
    let mut links = vec![link(None, view.lang.text("rank-all-kinds"))];
    links.extend(kinds.iter().map(|(level, _)| link(Some(*level), view.lang.level(*level))));
    let deeper = [Level::Department, Level::District, Level::Commune];
    if parent.level == Level::Nation {
        let any = |level: &Level| !view.sheet().tree.of_level(*level, view.period()).is_empty();
        let deeper = deeper.into_iter().filter(any);
        links.extend(deeper.map(|level| link(Some(level), view.lang.level(level))));
    }
    links
}

#[cfg(test)]
mod tests {
    use crate::fixture::Site;

    #[tokio::test]
    async fn one_table_for_each_kind_and_the_unknown_last_without_a_rank() {
        let page = Site::new().get("/xep-hang?parent=H44").await;
        assert_eq!(page.all("table").len(), 2);
        let ranks = page.all("#department tbody .rank");
        assert_eq!(ranks, ["1", "2"]);
        let names = page.all("#commune tbody th bdi");
        assert_eq!(names[..2], ["Phường Việt Trì", "Xã Đỗ Sơn"]);
        assert_eq!(page.all("#commune tbody .rank"), ["1", "2", "—", "—"]);
        let silent = page.all("#commune tr[data-unranked] td");
        assert!(silent.iter().any(|cell| cell == "— chưa có số liệu"), "{silent:?}");
        assert!(!silent.iter().any(|cell| cell.starts_with('0')), "{silent:?}");
    }

    #[tokio::test]
    async fn a_true_zero_is_told_from_a_missing_number() {
        let page = Site::new().get("/xep-hang?parent=H44&level=department").await;
        let cells = page.all("#department tbody tr:last-child td");
        assert!(cells.contains(&"0,00 a bằng 0".to_owned()), "{cells:?}");
    }

    #[tokio::test]
    async fn ranks_by_any_group_and_lists_by_name() {
        let site = Site::new();
        let page = site.get("/xep-hang?parent=H44&level=department&group=CKMB").await;
        assert_eq!(page.all("tbody th bdi"), ["Sở Nội vụ", "Văn phòng UBND tỉnh"]);
        assert_eq!(page.all("th[aria-sort=descending] a").len(), 1);
        let named = site.get("/xep-hang?parent=H44&level=department&sort=name").await;
        assert_eq!(named.all("tbody th bdi"), ["Sở Nội vụ", "Văn phòng UBND tỉnh"]);
        assert_eq!(named.all("tbody .rank"), ["2", "1"]);
    }

    #[tokio::test]
    async fn the_nation_stands_above_the_provinces_as_a_mean() {
        let page = Site::new().get("/xep-hang?parent=VN&level=province").await;
        assert_eq!(page.all("tr.nation").len(), 1);
        assert!(page.one("tr.nation th").contains("2 tỉnh"));
        // (16.11 + 17.01) ÷ 2.
        assert!(page.all("tr.nation td").contains(&"16,56 d".to_owned()));
        assert_eq!(page.all("tbody tr:not(.nation)").len(), 3);
    }

    #[tokio::test]
    async fn a_kind_further_down_is_listed_across_its_parents() {
        let page = Site::new().get("/xep-hang?parent=VN&level=commune&lang=en").await;
        assert_eq!(page.all("tbody tr").len(), 4);
        assert!(page.page_text().contains("no figure yet"));
    }

    #[tokio::test]
    async fn an_axis_published_as_a_whole_has_its_own_column() {
        let page = Site::new().get("/xep-hang?parent=H03&period=2023-08").await;
        assert!(page.all("thead abbr").contains(&"ONLINE_SERVICE".to_owned()));
        assert!(page.all("tbody td").contains(&"14,44 b".to_owned()));
    }

    #[tokio::test]
    async fn text_of_the_page() {
        insta::assert_snapshot!(
            Site::new().get("/xep-hang?parent=H44&level=department").await.outline()
        );
    }
}
