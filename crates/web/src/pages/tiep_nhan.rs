//! `/tiep-nhan`: what became of everything that was sent.

mod sheets;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use chiso_scoring::lang::Lang;
use chiso_store::{Counts, ImportRow, QuarantineRow, ReceiptRow};

use crate::App;
use crate::asked::Asked;
use crate::chrome::{Chrome, Here, Labelled, Mark, inner, nav};
use crate::link::Standing;
use crate::listing::{Sheet, Tabled, respond_tables};
use crate::moment::local;
use crate::reason;
use crate::sync::UNKNOWN_SENDER;
use crate::trouble::Trouble;

/// Lines of days and senders that are shown: some two months of a province.
const DAYS: usize = 400;
/// Quarantined items that are shown.
const QUARANTINE: usize = 100;
/// Codes of unknown agencies that are shown.
const UNPLACED: usize = 50;
/// Imports that are shown.
const IMPORTS: usize = 30;

/// Its address.
const PATH: &str = "/tiep-nhan";

/// The page.
pub(crate) async fn page(State(app): State<App>, asked: Asked) -> Response {
    respond_tables(app, asked, TiepNhan::build).await
}

#[derive(Template)]
#[template(path = "tiep_nhan.html")]
struct TiepNhan {
    chrome: Chrome,
    read_only: bool,
    days: Vec<Day>,
    sums: [String; 5],
    held: Vec<(String, String)>,
    quarantine: Vec<Item>,
    imports: Vec<Import>,
    books: Books,
}

/// The books as they are kept: what the files are made of.
struct Books {
    receipts: Vec<ReceiptRow>,
    held: Vec<(String, u64)>,
    quarantine: Vec<QuarantineRow>,
    imports: Vec<ImportRow>,
}

impl Tabled for TiepNhan {
    fn chrome(&self) -> &Chrome {
        &self.chrome
    }

    fn tables(&self) -> Vec<Sheet> {
        self.books.sheets(self.chrome.lang)
    }
}

/// The items of a sender on a day.
struct Day {
    day: String,
    sender: String,
    format: String,
    counts: [String; 5],
}

/// An item that was not taken in.
struct Item {
    at: String,
    sender: String,
    number: String,
    place: String,
    reason: String,
    code: String,
}

/// A long import.
struct Import {
    file: String,
    kind: String,
    rows: String,
    state: String,
}

impl TiepNhan {
    fn build(app: &App, asked: &Asked) -> Result<Self, Trouble> {
        asked.check()?;
        let lang = asked.lang;
        // The books are written with the revision they name, or are newer: never older.
        let revision = app.store.revision()?;
        let receipts = app.store.receipts(DAYS)?;
        let quarantine = app.store.quarantine(QUARANTINE, 0)?;
        let imports = app.store.imports(IMPORTS)?;
        let held = held(app, lang)?;
        Ok(Self {
            chrome: chrome(app, asked, revision),
            read_only: app.present.is_none(),
            sums: counts(lang, sum(&receipts)),
            days: receipts.iter().map(|row| day(lang, row)).collect(),
            held: held.iter().map(|(why, count)| (why.clone(), integer(lang, *count))).collect(),
            quarantine: quarantine.iter().map(|row| item(lang, row)).collect(),
            imports: imports.iter().map(|row| import(lang, row)).collect(),
            books: Books { receipts, held, quarantine, imports },
        })
    }
}

fn chrome(app: &App, asked: &Asked, revision: u64) -> Chrome {
    let lang = asked.lang;
    let standing = Standing { lang: asked.standing().lang, ..Standing::default() };
    let line = |key: &str, text: String| Labelled { label: lang.text(key), text };
    let now = app.present.as_ref().map(|present| lang.moment(local((present.clock)())));
    let lines = now.map(|now| line("receipts-at", now)).into_iter();
    let lines = lines.chain([line("mark-revision", revision.to_string())]).collect();
    Chrome {
        title: lang.text("receipts-title"),
        nav: nav(lang, &standing, Here::Inner(PATH), "", ""),
        inner: inner(lang, &standing, Here::Inner(PATH), ""),
        mark: Some(Mark {
            brief: String::new(),
            lines,
            note: String::new(),
            permalink: String::new(),
            legend: Vec::new(),
        }),
        ..Chrome::plain(asked)
    }
}

fn day(lang: Lang, row: &ReceiptRow) -> Day {
    Day {
        day: lang.date(row.day),
        sender: sender(lang, &row.sender),
        format: way(lang, &row.format),
        counts: counts(lang, row.counts),
    }
}

fn sender(lang: Lang, sender: &str) -> String {
    if sender == UNKNOWN_SENDER { lang.text("receipts-unknown") } else { sender.to_owned() }
}

/// How something was sent, in words; the name of a call that has none.
fn way(lang: Lang, format: &str) -> String {
    named(lang, "receipts-way", format)
}

fn named(lang: Lang, family: &str, code: &str) -> String {
    let key = format!("{family}-{code}");
    let words = lang.text(&key);
    if words == key { code.to_owned() } else { words }
}

fn counts(lang: Lang, of: Counts) -> [String; 5] {
    let all = [of.received, of.accepted, of.duplicate, of.superseded, of.quarantined];
    all.map(|count| integer(lang, count))
}

fn integer(lang: Lang, count: u64) -> String {
    lang.integer(i64::try_from(count).unwrap_or(i64::MAX))
}

fn sum(rows: &[ReceiptRow]) -> Counts {
    rows.iter().fold(Counts::default(), |sum, row| Counts {
        received: sum.received + row.counts.received,
        accepted: sum.accepted + row.counts.accepted,
        duplicate: sum.duplicate + row.counts.duplicate,
        superseded: sum.superseded + row.counts.superseded,
        quarantined: sum.quarantined + row.counts.quarantined,
    })
}

/// What is kept but not counted, by its reason.
fn held(app: &App, lang: Lang) -> Result<Vec<(String, u64)>, Trouble> {
    let Some(present) = &app.present else { return Ok(Vec::new()) };
    let look = |_, standing: &chiso_scoring::standing::Standing| {
        (standing.held(), standing.live().unplaced())
    };
    let (held, unplaced) = present.opened.current.look(look)?;
    let held =
        held.into_iter().map(|(hold, count)| (lang.text(&format!("hold-{}", hold.code())), count));
    let unplaced = unplaced
        .into_iter()
        .take(UNPLACED)
        .map(|(code, count)| (lang.text_with("hold-unknown_agency", &[("code", &code)]), count));
    Ok(held.chain(unplaced).map(|(reason, count)| (reason, count as u64)).collect())
}

fn item(lang: Lang, row: &QuarantineRow) -> Item {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let of = &row.item;
    Item {
        at: lang.moment(local(row.seen_at)),
        sender: sender(lang, &row.sender),
        number: text(&of.number),
        place: of.place.clone(),
        reason: reason::sentence(&of.code, &text(&of.field), &text(&of.value), lang),
        code: of.code.clone(),
    }
}

fn import(lang: Lang, row: &ImportRow) -> Import {
    let done = integer(lang, row.progress.rows_done);
    let rows = match row.progress.rows {
        Some(all) => {
            let all = integer(lang, all);
            lang.text_with("receipts-rows-of", &[("done", &done), ("all", &all)])
        }
        None => done,
    };
    let (key, at) = match row.finished_at {
        Some(at) => ("receipts-finished", at),
        None => ("receipts-running", row.started_at),
    };
    Import {
        file: row.progress.file_name.clone(),
        kind: named(lang, "receipts-kind", &row.progress.kind),
        rows,
        state: lang.text_with(key, &[("at", &lang.moment(local(at)))]),
    }
}

#[cfg(test)]
mod tests {
    use chiso_store::writer::{ImportProgress, Submission};
    use serde_json::json;

    use crate::fixture::Site;
    use crate::fixture::live::{LiveSite, NOW, dossier, four, registered};

    async fn busy() -> LiveSite {
        let live = LiveSite::filled().await;
        let mut wrong = dossier("H55.243-260806-0041", "4", "");
        wrong["NgayHenTra"] = json!("31/02/2026");
        let registered = registered("H55.243-260806-0042");
        live.push(&[wrong, registered, four()[0].clone()]).await;
        let older = dossier("H55.242-260803-0117", "4", "");
        live.push(&[older]).await;
        live.site.post("/dongbo", "application/json", "{").await;
        live
    }

    #[tokio::test]
    async fn the_outcomes_add_up_for_every_sender() {
        let page = busy().await.site.get("/tiep-nhan").await;
        let number = |text: &String| text.replace('.', "").parse::<u64>().unwrap();
        for row in ["tbody tr:nth-child(1)", "tbody tr:nth-child(2)", "tfoot tr"] {
            let cells: Vec<u64> =
                page.all(&format!("#so-nhan {row} td.n")).iter().map(number).collect();
            assert!(cells[0] > 0);
            assert_eq!(cells[0], cells[1..].iter().sum::<u64>(), "{row}");
        }
        assert_eq!(page.all("#so-nhan tfoot td.n")[0], "9");
    }

    #[tokio::test]
    async fn what_was_held_back_says_why() {
        let page = busy().await.site.get("/tiep-nhan").await;
        assert_eq!(page.all("#cho tbody tr"), ["mới đăng ký, chưa tiếp nhận 1"]);
        let rows = page.all("#giu-lai tbody tr");
        assert!(rows[0].contains("không phải JSON đọc được bad_call"), "{rows:?}");
        assert!(rows[1].contains("H55.243-260806-0041 /data/0 trường NgayHenTra"), "{rows:?}");
    }

    #[tokio::test]
    async fn an_import_shows_how_far_it_is() {
        let live = LiveSite::new();
        let progress = |sha: &str, rows_done, rows, finished| ImportProgress {
            sha256: sha.repeat(64),
            file_name: "hồ sơ tháng 8.csv".to_owned(),
            kind: "dossiers".to_owned(),
            rows_done,
            rows,
            finished,
        };
        for (at, import) in [
            (NOW, progress("a", 20_000, Some(31_500), false)),
            (NOW + 60, progress("b", 412, None, true)),
        ] {
            let submission = Submission {
                sender: "H55".to_owned(),
                format: "csv".to_owned(),
                at,
                items: Vec::new(),
                refused: Vec::new(),
                import: Some(import),
            };
            let writer = &live.site.app().present.as_ref().unwrap().opened.writer;
            writer.submit(submission).unwrap().wait().unwrap();
        }
        let rows = live.site.get("/tiep-nhan").await.all("#nhap tbody tr");
        assert_eq!(rows[0], "hồ sơ tháng 8.csv Hồ sơ 412 xong lúc 09:01 20/08/2026");
        assert!(rows[1].contains("20.000 / 31.500"), "{rows:?}");
    }

    #[tokio::test]
    async fn a_site_without_intake_says_so() {
        let page = Site::new().inside().get("/tiep-nhan?lang=en").await;
        assert!(page.page_text().contains("it takes no dossiers in"));
        assert_eq!(Site::empty().inside().get("/tiep-nhan").await.status, 200);
    }

    #[tokio::test]
    async fn text_of_the_page() {
        insta::assert_snapshot!(busy().await.site.get("/tiep-nhan").await.outline());
    }
}
