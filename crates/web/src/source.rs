//! Published figures or dossiers: what a page shows, and what stands beside it.

use std::cmp::Reverse;
use std::sync::Arc;

use chiso_scoring::agency::{Agency, Level};
use chiso_scoring::expr::Entity;
use chiso_scoring::period::Period;
use chiso_scoring::sheet::Sheet;

use crate::App;
use crate::asked::Asked;
use crate::at::Seen;
use crate::link::SOURCE;
use crate::loaded::{Key, Known, Loaded};
use crate::moment::local;
use crate::trouble::Trouble;

/// What `nguon` can say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// What somebody published.
    Published,
    /// What is counted from dossiers now.
    Dossiers,
}

impl Wanted {
    /// Its value in an address.
    pub fn code(self) -> &'static str {
        match self {
            Self::Published => "cong-bo",
            Self::Dossiers => "ho-so",
        }
    }

    /// Reads a value.
    pub fn read(text: &str) -> Option<Self> {
        [Self::Published, Self::Dossiers].into_iter().find(|wanted| wanted.code() == text)
    }
}

/// What a page shows.
pub(crate) struct Found {
    /// The sheet.
    pub loaded: Arc<Loaded>,
    /// What is published, beside what is counted.
    pub beside: Option<Arc<Loaded>>,
    /// Whether there is a choice.
    pub both: bool,
    /// What dossiers are looked at, if it is counted from them.
    pub seen: Option<Seen>,
}

/// Periods that are counted from dossiers, the latest first; none as long as there are none.
pub(crate) fn counted_periods(app: &App) -> Result<Vec<Period>, Trouble> {
    let Some(present) = &app.present else { return Ok(Vec::new()) };
    let mut periods = present.opened.current.look(|_, standing| {
        let live = standing.live();
        let some = live.rows(Entity::Dossier) > 0;
        live.periods().filter(|_| some).collect::<Vec<_>>()
    })?;
    periods.sort_by_key(|period| Reverse((period.last(), period.first())));
    Ok(periods)
}

/// The month it is, if it is counted.
pub(crate) fn usual(app: &App, counted: &[Period]) -> Option<Period> {
    let now = local((app.present.as_ref()?.clock)());
    let month = Period::Month { year: now.year(), month: now.month() };
    Some(month).filter(|month| counted.contains(month)).or_else(|| counted.first().copied())
}

/// The sheet of a period from dossiers; [`None`] if they are not counted for it.
pub(crate) fn counted(
    app: &App,
    known: &Known,
    seen: &Seen,
    (period, rulebook): (Period, usize),
) -> Result<Option<Arc<Loaded>>, Trouble> {
    app.shelf.counted(seen, &app.rulebooks, known, (period, rulebook))
}

/// Finds what to show: what is asked for, else what is published of the agency's province, else what
/// is counted of it.
pub(crate) fn find(
    app: &App,
    asked: &Asked,
    known: &Known,
    key: Key,
    scope: Option<&str>,
) -> Result<Found, Trouble> {
    let wanted = asked.source()?;
    let past = ["as_of", "known_at"].into_iter().any(|name| asked.value(name).is_some());
    let published = app.shelf.sheet(&app.store, &app.rulebooks, known, key)?;
    let plainly = |published| Found { loaded: published, beside: None, both: false, seen: None };
    if app.present.is_none() {
        return match wanted {
            Some(Wanted::Dossiers) => Err(Trouble::bad(SOURCE, "bad-source-none", "ho-so")),
            _ => Ok(plainly(published)),
        };
    }
    // Whoever asks for a moment without saying of what means what was published then.
    if past && wanted != Some(Wanted::Dossiers) {
        return Ok(plainly(published));
    }
    let is_published = speaks(published.sheet(), scope, province);
    let is_counted = covers(app, published.sheet(), scope)?;
    let both = is_published && is_counted;
    let live = match wanted {
        Some(wanted) => wanted == Wanted::Dossiers,
        None => is_counted && !is_published,
    };
    if !live {
        return Ok(Found { both, ..plainly(published) });
    }
    let seen = Seen::open(app, asked)?;
    let loaded = counted(app, known, &seen, (key.period, key.rulebook))?;
    let period = || Trouble::bad("period", "bad-source-period", &key.period.to_string());
    let beside = Some(published).filter(|_| is_published);
    Ok(Found { loaded: loaded.ok_or_else(period)?, beside, both, seen: Some(seen) })
}

/// Whether a sheet has any figure of the agency of a code, or of what `of` makes of it and everything
/// below that; without a code, of anybody.
fn speaks<'a>(
    sheet: &Sheet<'a>,
    scope: Option<&str>,
    of: impl Fn(&Sheet<'a>, &'a Agency) -> &'a Agency,
) -> bool {
    let agency = scope.and_then(|code| sheet.tree.find(code, sheet.period).ok());
    let Some(agency) = agency else { return sheet.agencies().next().is_some() };
    let top = of(sheet, agency);
    let below = |other: &Agency| {
        let path = sheet.tree.path(other, sheet.period);
        other.code == top.code || path.iter().any(|above| above.code == top.code)
    };
    sheet.agencies().any(below)
}

/// The province or ministry of an agency; of the nation itself.
fn province<'a>(sheet: &Sheet<'a>, agency: &'a Agency) -> &'a Agency {
    let tops = |at: &Agency| matches!(at.level, Level::Province | Level::Ministry);
    sheet.tree.ancestor(agency, sheet.period, tops).unwrap_or(agency)
}

/// Whether dossiers are counted for the agency of a code; without a code, for anybody.
fn covers(app: &App, sheet: &Sheet<'_>, scope: Option<&str>) -> Result<bool, Trouble> {
    let Some(present) = &app.present else { return Ok(false) };
    let id = &sheet.rulebook().id;
    let found = present.opened.current.look(|_, standing| {
        let live = standing.live();
        let known = scope.filter(|code| sheet.tree.find(code, sheet.period).is_ok());
        match known {
            Some(code) => !live.figures_of(id, sheet.period, std::iter::once(code)).is_empty(),
            None => {
                let counted = live.periods().any(|period| period == sheet.period);
                counted && live.rows(Entity::Dossier) > 0
            }
        }
    });
    Ok(found?)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use serde_json::json;

    use crate::fixture::Site;
    use crate::fixture::live::{LiveSite, dossier, envelope};

    /// Phú Thọ has published figures of August; now one of its communes sends dossiers as well.
    async fn both() -> LiveSite {
        let live = LiveSite::filled().await;
        let sent = ["0007", "0008", "0009"]
            .map(|number| dossier(&format!("H44.100-260803-{number}"), "9", "20260811150000"));
        let body = envelope("DongBoHoSoMC", &sent).to_string();
        let answer = live.site.post("/dongbo", "application/json", body).await;
        assert_eq!(answer.json()["error_code"], json!("0"), "{}", answer.text);
        live
    }

    #[tokio::test]
    async fn dossiers_are_shown_where_nothing_is_published() {
        let live = LiveSite::filled().await;
        let page = live.site.get("/don-vi/H55.242?period=2026-08").await;
        assert_eq!(page.all(".source a[aria-current]"), ["Tính trực tiếp từ hồ sơ"]);
        let row = &page.all("#TDGQ tbody tr")[0];
        assert!(row.contains("2 / 3 66,67 % 13,33 a /20"), "{row}");
        assert!(page.one("#truc-tiep").starts_with("cập nhật lúc 09:00:00, phiên bản "));
        let mark = page.one(".mark");
        assert!(mark.contains("tính từ hồ sơ nhận được") && mark.contains("766-2024"), "{mark}");
        assert!(mark.contains("09:00 20/08/2026"), "{mark}");
    }

    #[tokio::test]
    async fn published_figures_come_first_and_the_other_source_is_one_click_away() {
        let live = both().await;
        let published = live.site.get("/xep-hang?parent=H44&period=2026-08").await;
        assert_eq!(published.all(".source a[aria-current]"), ["Số đã công bố"]);
        assert!(published.all("#truc-tiep").is_empty() && published.all("[data-feed]").is_empty());
        let other = published.attributes(".source a:not([aria-current])", "href");
        assert_eq!(other, ["/xep-hang?parent=H44&period=2026-08&nguon=ho-so"]);
        let counted = live.site.get(&other[0]).await;
        assert_eq!(counted.all(".source a[aria-current]"), ["Tính trực tiếp từ hồ sơ"]);
        assert!(counted.all("#commune thead th").contains(&"Đã công bố".to_owned()));
        let row = counted.all("#commune tbody tr");
        let row = row.iter().find(|row| row.contains("Phường Việt Trì")).unwrap();
        // Nothing but dossiers is known here: no total. 17.41 + 18.30 + 11.42 + 7.43 + 16.44 + 20.45.
        assert!(row.starts_with("— Phường Việt Trì — chưa có số liệu 91,45"), "{row}");
    }

    #[tokio::test]
    async fn a_page_of_dossiers_names_the_published_number_beside_its_own() {
        let live = both().await;
        let page = live.site.get("/?agency=H44.100&period=2026-08&nguon=ho-so").await;
        let rows = page.all("tbody tr");
        let both = |row: &String| {
            row.contains("TDGQ") && row.contains("20,00") && row.contains("18,30 lệch")
        };
        assert!(rows.iter().any(both), "{rows:?}");
        assert!(!page.page_text().contains("không khớp"));
        let unit = live.site.get("/don-vi/H44.100?period=2026-08&nguon=ho-so").await;
        assert!(unit.one("#TDGQ .group-points").contains("đã công bố 18,30"));
        let marks = unit.all("#chat-luong tbody tr");
        assert_eq!(marks.len(), 15);
        assert!(marks.iter().any(|mark| mark.ends_with(" 3")), "{marks:?}");
    }

    #[rstest]
    #[case("/?nguon=xyz", "cong-bo")]
    #[case("/?nguon=ho-so&period=2026-08&as_of=2026-08-21", "Thời điểm này chưa tới")]
    #[case("/?nguon=ho-so&period=2026-08&known_at=99", "known_at")]
    #[case("/?nguon=ho-so&period=2023-08&agency=H03", "không có số tính từ hồ sơ")]
    #[tokio::test]
    async fn what_cannot_be_shown_from_dossiers_is_said(#[case] uri: &str, #[case] said: &str) {
        let page = LiveSite::filled().await.site.get(uri).await;
        assert_eq!(page.status, 400);
        assert!(page.page_text().contains(said), "{}", page.page_text());
    }

    #[tokio::test]
    async fn a_server_without_intake_shows_what_is_published() {
        let site = Site::new();
        assert_eq!(site.get("/?nguon=ho-so").await.status, 400);
        assert_eq!(site.get("/?nguon=cong-bo").await.status, 200);
        assert!(site.get("/").await.all(".source").is_empty());
    }

    #[tokio::test]
    async fn the_page_moves_with_the_dossiers_and_with_the_clock() {
        let live = LiveSite::filled().await;
        let uri = "/chi-so/2.1?agency=H55&period=2026-08&nguon=ho-so";
        let fact = |page: &crate::fixture::Answer| page.all(".score p.big")[0].clone();
        let before = fact(&live.site.get(uri).await);
        live.push(&[dossier("H55.243-260805-0033", "9", "20260811120000")]).await;
        let after = fact(&live.site.get(uri).await);
        assert_ne!(before, after);
        assert_eq!(fact(&live.site.get(uri).await), after);
    }

    #[tokio::test]
    async fn the_permalink_of_the_present_means_the_same_for_ever() {
        let live = LiveSite::filled().await;
        let uri = "/chi-so/2.1?agency=H55&period=2026-08&nguon=ho-so";
        let page = live.site.get(uri).await;
        let keeps = |link: &String| link.contains("known_at=") && link.contains("as_of=");
        let link = page.links().into_iter().find(keeps).expect("a permalink");
        let facts = |page: &crate::fixture::Answer| page.all(".score p, .mark dd");
        live.push(&[dossier("H55.243-260805-0033", "9", "20260811120000")]).await;
        live.at(crate::fixture::live::NOW + 86_400);
        let then = live.site.get(&link).await;
        assert_eq!(facts(&then), facts(&page));
        assert_ne!(facts(&live.site.get(uri).await), facts(&page));
        assert!(then.all("[data-feed]").is_empty(), "the past does not move");
    }

    #[tokio::test]
    async fn dossiers_are_compared_with_what_was_published() {
        let live = both().await;
        let uri = "/don-vi/H44.100?period=2026-08&nguon=ho-so&so-voi=2026-09-26";
        let page = live.site.get(uri).await;
        let line = page.all("tr.line-indicator").into_iter().find(|row| row.starts_with("2.1"));
        assert!(line.as_ref().is_some_and(|line| line.contains("910 / 1.000")), "{line:?}");
    }
}
