//! `/kieu`: every component of the pages with its states and its edge cases, drawn by the very parts that the
//! pages use. Who changes a part looks here first; the browser tests hold it against light, dark and 360 px.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use chiso_report::listing::Item;
use chiso_scoring::figure;
use chiso_scoring::lang::Lang;
use chiso_scoring::rulebook::Rulebook;
use chiso_scoring::score::{Origin, Points};
use rust_decimal::Decimal;

use crate::App;
use crate::asked::Asked;
use crate::chart::{Chart, examples};
use crate::chrome::{Choice, Chrome, Link, Picker, field};
use crate::listing::{Cell, Listed, Sheet, Tabled, respond_tables};
use crate::number::Num;
use crate::table::Grade;
use crate::trouble::Trouble;

/// Every letter that a Vietnamese font must have stands in one of the two.
const PANGRAM: &str = "Ở đây, quỷ dữ kiểm toán gửi hồ sơ ẵm ngửa: 1.234,56 ₫ – ỗ ẫ ễ ỡ ữ ỹ ặ ợ ự";

/// Colours with a meaning: class, key of the words.
const COLOURS: [&str; 10] =
    ["fill", "rail", "mean", "good", "bad", "notice", "mark", "here", "stale", "band"];

/// States without points.
const MISSING: [figure::State; 3] =
    [figure::State::NotApplicable, figure::State::NoDossiers, figure::State::SourceSilent];

/// Edge cases of the data that come with chiso: key of the words, address, agency and period it needs.
const REAL: [(&str, &str, &str, &str); 5] = [
    ("style-real-ended", "/don-vi/H03?period=2023-08", "H03", "2023-08"),
    ("style-real-merged", "/so-sanh?agency=H55&truoc=2023@2023-08-31&sau=2026", "H55", "2026"),
    ("style-real-differs", "/?agency=H44&period=2026-08", "H44", "2026-08"),
    ("style-real-silent", "/xep-hang?parent=H44&period=2026-08&level=commune", "H44", "2026-08"),
    ("style-real-long", "/xep-hang?parent=VN&period=2026&level=commune", "VN", "2026"),
];

/// The page.
pub(crate) async fn page(State(app): State<App>, asked: Asked) -> Response {
    respond_tables(app, asked, Kieu::build).await
}

#[derive(Template)]
#[template(path = "kieu.html")]
struct Kieu {
    chrome: Chrome,
    pangram: &'static str,
    colours: Vec<(&'static str, String)>,
    samples: Vec<(String, Num)>,
    grades: Vec<Option<Grade>>,
    up: String,
    down: String,
    crumbs: Vec<Link>,
    tabs: Vec<(Link, bool)>,
    form: Picker,
    edges: Listed,
    nothing: Listed,
    real: Vec<Link>,
    charts: Vec<Chart>,
}

impl Tabled for Kieu {
    fn chrome(&self) -> &Chrome {
        &self.chrome
    }

    fn tables(&self) -> Vec<Sheet> {
        std::iter::once(self.edges.sheet()).chain(self.charts.iter().map(Chart::sheet)).collect()
    }
}

impl Kieu {
    fn build(app: &App, asked: &Asked) -> Result<Self, Trouble> {
        asked.check()?;
        let lang = asked.lang;
        let title = lang.text("style-title");
        let rulebook = app.rulebooks.all().last().ok_or(Trouble::Empty)?;
        Ok(Self {
            chrome: Chrome { title, ..Chrome::plain(asked) },
            pangram: PANGRAM,
            colours: COLOURS
                .map(|name| (name, lang.text(&format!("style-colour-{name}"))))
                .to_vec(),
            samples: samples(lang),
            grades: grades(lang, rulebook),
            up: lang.signed(hundredths(48)),
            down: lang.signed(hundredths(-131)),
            crumbs: vec![
                Link { href: "#chon".into(), text: lang.text("style-crumb") },
                Link { href: "#chon".into(), text: long_name() },
            ],
            tabs: ["style-tab-a", "style-tab-b"].map(|key| tab(lang, key)).to_vec(),
            form: form(lang),
            edges: edges(lang, asked),
            nothing: Listed::new(lang, "trong", lang.text("style-nothing"), &[("col-unit", false)]),
            real: real(app, asked)?,
            charts: examples(lang),
        })
    }
}

/// The edge cases that this store has.
fn real(app: &App, asked: &Asked) -> Result<Vec<Link>, Trouble> {
    let known = app.shelf.known(&app.store, app.store.published_revision(None)?)?;
    let there = |agency: &str, period: &str| {
        period.parse().is_ok_and(|period| {
            let published = known.periods.iter().any(|summary| summary.period == period);
            published && known.tree.find(agency, period).is_ok()
        })
    };
    let standing = asked.standing();
    let lang = standing.lang.map(|lang| format!("&lang={lang}")).unwrap_or_default();
    let real = REAL.iter().filter(|(.., agency, period)| there(agency, period));
    let link = |(key, path, ..): &(&str, &str, &str, &str)| Link {
        href: format!("{path}{lang}"),
        text: asked.lang.text(key),
    };
    Ok(real.map(link).collect())
}

fn hundredths(value: i64) -> Decimal {
    Decimal::new(value, 2)
}

/// A score in each of the eight states.
fn samples(lang: Lang) -> Vec<(String, Num)> {
    let points = |at: usize, state: figure::State| {
        let known = !MISSING.contains(&state);
        let value = if state == figure::State::Zero {
            0
        } else {
            1_000 + 137 * i64::try_from(at).unwrap_or(0)
        };
        Points {
            points: known.then(|| hundredths(value)),
            state,
            origin: if known { Origin::Counts } else { Origin::None },
        }
    };
    let sample = |(at, state): (usize, &figure::State)| {
        (lang.state(*state), Num::new(lang, points(at, *state), 20))
    };
    figure::State::ALL.iter().enumerate().map(sample).collect()
}

fn grades(lang: Lang, rulebook: &Rulebook) -> Vec<Option<Grade>> {
    let grade = |grade: &chiso_scoring::rulebook::Grade| {
        Some(Grade { code: grade.code.clone(), name: lang.pick(&grade.name).to_owned() })
    };
    rulebook.grades.iter().map(grade).chain([None]).collect()
}

fn tab(lang: Lang, key: &str) -> (Link, bool) {
    (Link { href: "#chon".into(), text: lang.text(key) }, key == "style-tab-a")
}

fn form(lang: Lang) -> Picker {
    let choice = |(at, key): (usize, &str)| Choice {
        value: at.to_string(),
        text: lang.text(key),
        chosen: at == 1,
    };
    let choices = ["style-tab-a", "style-tab-b"].into_iter().enumerate().map(choice).collect();
    let hidden = vec![("lang".to_owned(), lang.code().to_owned())];
    let fields = vec![field(lang, "chon", "style-choice", choices)];
    Picker { action: "/kieu".to_owned(), hidden, fields }
}

/// A name as long as a name may be, and longer than any line.
fn long_name() -> String {
    format!(
        "Ban Quản lý dự án đầu tư xây dựng các công trình {}",
        "giao thông và nông nghiệp, ".repeat(9)
    )
}

/// Names that tables must survive, with numbers in every state.
fn edges(lang: Lang, asked: &Asked) -> Listed {
    let columns = [("col-unit", false), ("col-points", true), ("explain-state", false)];
    let mut listed = Listed::new(lang, "bien", lang.text("style-edges"), &columns);
    let hostile = "Xã <script>alert(\"1\")</script> '&\u{202e}txet\u{202c} Đỗ Sơn";
    let row = |name: &str, value: Item, state: &str| {
        vec![Cell::text(name), Cell::new(lang, value), Cell::text(lang.text(state))]
    };
    let points = |value: i64| Item::Decimal(hundredths(value));
    listed.rows = vec![
        row(&long_name(), points(6_821), "state-value"),
        row(hostile, points(0), "state-zero"),
        row(&lang.text("style-silent"), Item::Missing, "state-source_silent"),
        row(&lang.text("style-idle"), Item::Missing, "state-no_dossiers"),
        row(&lang.text("style-merged"), Item::Missing, "state-not_applicable"),
        row(&"Ư".repeat(60), points(10_000), "state-provisional"),
    ];
    listed.downloads(asked, Vec::new())
}

#[cfg(test)]
mod tests {
    use crate::fixture::Site;

    #[tokio::test]
    async fn every_state_grade_and_kind_of_chart_is_there() {
        let page = Site::new().get("/kieu").await;
        assert_eq!(page.status, 200);
        assert_eq!(page.all("#diem .card").len(), 8);
        assert_eq!(page.all("#xep-loai li").len(), 6);
        let kinds = page.attributes("figure.chart", "data-chart");
        for kind in ["bars", "radar", "trend", "waterfall", "heat", "calendar", "slope", "map"] {
            assert!(kinds.iter().any(|shown| shown == kind), "{kind}: {kinds:?}");
        }
    }

    #[tokio::test]
    async fn hostile_names_stay_names_in_the_page_and_in_its_files() {
        let site = Site::new();
        let page = site.get("/kieu?lang=en").await;
        assert!(!page.text.contains("<script>alert"));
        let file = site.get("/kieu?bang=bien&dang=csv").await;
        assert_eq!(file.status, 200);
        assert!(file.text.contains("<script>alert(\"\"1\"\")</script>"), "{}", file.text);
        assert_eq!(file.text.lines().count(), 7);
    }
}
