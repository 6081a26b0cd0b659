//! Every route of the site on one screen.

use axum::routing::{get, post};
use axum::{Router, middleware};

use crate::pages::bao_cao;
use crate::pages::bien_dong;
use crate::pages::dang_nhap;
use crate::pages::doi_soat;
use crate::pages::du_lieu_mo;
use crate::pages::goi_bao_cao;
use crate::pages::kich_ban;
use crate::pages::kieu;
use crate::pages::ky_da_chot;
use crate::pages::lanh_dao;
use crate::pages::nhung;
use crate::pages::so_sanh;
use crate::pages::soat_bao_cao;
use crate::pages::{
    canh_bao, chi_so, cong_thuc, don_vi, health, statics, tiep_nhan, tong_quan, xep_hang,
};
use crate::pages::{chat_luong, chi_dao};
use crate::pages::{ho_so, mot_ho_so, tim, tthc};
use crate::pages::{so_sanh_cong_bang, viec};
use crate::sync::{national, tables};
use crate::{App, feed, headers, packed, sign_in, trouble};

/// The routes.
pub(crate) fn all(app: App) -> Router {
    let internal = internal().merge(changes()).layer(middleware::from_fn(sign_in::gate));
    // Whom the gate turns away gets the headers as well.
    let internal = internal.layer(middleware::from_fn(headers::plain));
    let read = Router::new().merge(pages()).merge(api()).merge(internal).merge(visitors());
    let read = read.layer(middleware::from_fn_with_state(app.clone(), sign_in::identify));
    // What systems send is answered in a few bytes: not worth packing.
    let read = read.merge(shared()).layer(packed::layer());
    read.merge(intake()).with_state(app)
}

/// What other pages show in a frame or read: it knows no visitor, so no cookie is looked at.
fn shared() -> Router<App> {
    let frames = Router::new()
        .route("/nhung/diem/{code}", get(nhung::score))
        .route("/nhung/xep-hang/{code}", get(nhung::ranking))
        .layer(middleware::from_fn(headers::framed));
    let data = Router::new()
        .route("/du-lieu/{file}", get(du_lieu_mo::file))
        .layer(middleware::from_fn(headers::open));
    frames.merge(data).layer(middleware::from_fn(headers::write))
}

/// Signing in and out.
fn visitors() -> Router<App> {
    Router::new()
        .route(sign_in::SIGN_IN, get(dang_nhap::page).post(dang_nhap::enter))
        .route(sign_in::SIGN_OUT, post(dang_nhap::leave))
        .method_not_allowed_fallback(trouble::wrong_method)
        .layer(middleware::from_fn(headers::plain))
}

/// What those read who work with dossiers: pages that show their codes, and the same for systems.
fn internal() -> Router<App> {
    Router::new()
        // What rules found, who has to answer, what became of it; as a page, for programs, as a feed.
        .route("/canh-bao", get(canh_bao::page))
        .route("/canh-bao/feed.xml", get(canh_bao::feed))
        .route("/api/v1/alerts", get(canh_bao::api))
        // What became of everything that was sent: no item without an outcome.
        .route("/tiep-nhan", get(tiep_nhan::page))
        // What a number counts, one by one; one dossier with the numbers that count it; numbers by procedure.
        .route("/ho-so", get(ho_so::page))
        .route("/ho-so/{code}", get(mot_ho_so::page))
        .route("/api/v1/dossiers", get(ho_so::api))
        .route("/api/v1/dossiers/{code}", get(mot_ho_so::api))
        .route("/api/v1/procedures", get(tthc::api))
        // One screen and one sheet of paper for whoever leads an agency.
        .route(lanh_dao::PATH, get(lanh_dao::page))
        // What a unit can do today, most points at stake first; the same for systems.
        .route("/viec", get(viec::page))
        // What to do first, what if it were done, the way to a grade, the end of the period.
        .route(kich_ban::PATH, get(kich_ban::page))
        .route("/api/v1/next", get(kich_ban::api_next))
        .route("/api/v1/projection", get(kich_ban::api_projection))
        .route("/api/v1/worklists", get(viec::api))
        .route("/api/v1/worklists/{list}", get(viec::api_list))
        // Why a number moved between two sides, for systems.
        .route("/api/v1/movement", get(bien_dong::api))
        // One-stop system, chiso and portal, dossier by dossier; the same for systems.
        .route("/doi-soat", get(doi_soat::page))
        .route("/api/v1/reconciliation", get(doi_soat::api))
        // What in a report cannot be right: a file is handed in and forgotten.
        .route(soat_bao_cao::PATH, get(soat_bao_cao::page))
        // What the numbers rest on: sources, their silence and refusals, marks of units.
        .route("/chat-luong", get(chat_luong::page))
        .route("/api/v1/quality", get(chat_luong::api))
        // Directives, the longest overdue first; one of them; a draft from a fall.
        .route("/chi-dao", get(chi_dao::page))
        .route("/chi-dao/nhap", get(chi_dao::draft))
        .route("/chi-dao/{number}", get(chi_dao::one))
        .route("/api/v1/directives", get(chi_dao::api))
        .route("/api/v1/directives/draft", get(chi_dao::api_draft))
        .route("/api/v1/directives/{number}", get(chi_dao::api_one))
        // A period before it is closed, with what the checks find; what changed since a closing.
        .route(ky_da_chot::LOOK, get(ky_da_chot::look))
        .route("/ky-da-chot/{number}/thay-doi", get(ky_da_chot::changes))
        // The report pack of a closing, whole and file by file.
        .route("/ky-da-chot/{number}/goi.zip", get(goi_bao_cao::archive))
        .route("/ky-da-chot/{number}/goi/{*name}", get(goi_bao_cao::file))
        .layer(middleware::from_fn(headers::write))
}

/// What those send who work with dossiers: forms of the pages above, and the same from programs. Each reads
/// its own body, within bounds and from our own pages only.
fn changes() -> Router<App> {
    Router::new()
        // What if: nothing is stored, but what is asked does not fit into an address.
        .route("/api/v1/what-if", post(kich_ban::api_what_if))
        // A report to be checked: read, answered, forgotten.
        .route(soat_bao_cao::PATH, post(soat_bao_cao::check))
        // Taking an alert up, closing it.
        .route("/canh-bao/{number}", post(canh_bao::submit))
        .route("/api/v1/alerts/{number}/ack", post(canh_bao::ack))
        .route("/api/v1/alerts/{number}/close", post(canh_bao::close))
        // Issuing a directive, closing it.
        .route("/chi-dao", post(chi_dao::issue))
        .route("/chi-dao/{number}/dong", post(chi_dao::close))
        .route("/api/v1/directives", post(chi_dao::api_issue))
        .route("/api/v1/directives/{number}/close", post(chi_dao::api_close))
        // Closing a period, reopening it.
        .route("/ky-da-chot/chot", post(ky_da_chot::close))
        .route("/ky-da-chot/{number}/mo-lai", post(ky_da_chot::reopen))
        .method_not_allowed_fallback(trouble::wrong_method)
        .layer(middleware::from_fn(headers::plain))
}

/// What people read. There is no body to send and nothing to change.
fn pages() -> Router<App> {
    Router::new()
        // An official's first look: one agency's score, bars, best and worst children, differences.
        .route("/", get(tong_quan::page))
        // Who stands where: siblings of one kind, by the total or by any group.
        .route("/xep-hang", get(xep_hang::page))
        // Two moments side by side, in the form of the annex to the monthly letter.
        .route(so_sanh::PATH, get(so_sanh::page))
        // Reports of an agency, period by period; one of them as a file.
        .route(bao_cao::PATH, get(bao_cao::page))
        .route("/bao-cao/{agency}/{file}", get(bao_cao::file))
        // What is open, how it is read and recomputed, cards for other pages.
        .route(du_lieu_mo::PATH, get(du_lieu_mo::page))
        // Why a number moved between two sides: of published figures for everybody.
        .route(bien_dong::PATH, get(bien_dong::page))
        // How firm the ranks are, and who stands where among agencies of the same kind and size.
        .route("/so-sanh-cong-bang", get(so_sanh_cong_bang::page))
        // One agency: its indicators with counts, its children, the change since another capture.
        .route("/don-vi/{code}", get(don_vi::page))
        // Why one number is what it is, and the same number of the agencies beside and below.
        .route("/chi-so/{code}", get(chi_so::page))
        // Procedures: what came in, what is on time, how long it takes; one of them by unit.
        .route("/tthc", get(tthc::page))
        // Agencies of all times, procedures, indicators, pages and words, by name or code.
        .route("/tim", get(tim::page))
        // Closed periods; one of them with its frozen figures; its files.
        .route(ky_da_chot::PATH, get(ky_da_chot::page))
        .route("/ky-da-chot/{number}", get(ky_da_chot::one))
        .route("/ky-da-chot/{number}/tep/{file}", get(ky_da_chot::file))
        // The rules themselves, for whoever wants to recompute: one rulebook, or two side by side.
        .route("/cong-thuc", get(cong_thuc::page))
        // Every component with its states, for whoever changes one.
        .route("/kieu", get(kieu::page))
        // Style sheet, icon and script, asked by browsers.
        .route("/static/{name}", get(statics::file))
        // Asked by load balancers and service managers.
        .route("/healthz", get(health::check))
        .fallback(trouble::no_page)
        .method_not_allowed_fallback(trouble::wrong_method)
        .layer(middleware::from_fn(headers::write))
}

/// What systems read.
fn api() -> Router<App> {
    Router::new()
        // Scores of an agency and its children, told whenever they move.
        .route("/api/v1/live", get(feed::open))
        // What one dossier moves, how firm ranks are, cohorts.
        .route("/api/v1/fairness", get(so_sanh_cong_bang::api))
        .layer(middleware::from_fn(headers::write))
}

/// What systems send.
fn intake() -> Router<App> {
    Router::new()
        // The national call: login, dossiers, steps and look-ups, told apart by `service`.
        .route("/dongbo", post(national::envelope))
        // The same without an envelope: an address for each service.
        .route("/dongbo/ho-so", post(national::new_dossiers))
        .route("/dongbo/ho-so/cap-nhat", post(national::known_dossiers))
        .route("/dongbo/tien-do", post(national::steps))
        // The variant of 2026.
        .route("/api/ho-so", post(national::rest_dossiers))
        .route("/api/ho-so/tien-trinh", post(national::rest_steps))
        .route("/api/ho-so/trang-thai", post(national::rest_states))
        .route("/api/ho-so/thanh-toan", post(national::rest_payments))
        // Tables of events, as files have them.
        .route("/api/v1/intake/{kind}", post(tables::take))
        .method_not_allowed_fallback(national::wrong_method)
        .layer(middleware::from_fn(headers::plain))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use crate::fixture::live::LiveSite;
    use crate::fixture::{Answer, Site, hostile};

    /// Follows every link from a page, within bounds; each must answer 200, or lead a stranger to the sign-in.
    async fn crawl(site: &Site, start: &str, bound: usize) -> usize {
        let mut known: BTreeSet<String> = BTreeSet::from([start.to_owned()]);
        let mut waiting = vec![start.to_owned()];
        let mut seen = 0;
        while let Some(link) = waiting.pop() {
            let (address, anchor) = link.split_once('#').unwrap_or((&link, ""));
            let answer = site.get(address).await;
            if answer.status == 303 && site.is_stranger() {
                // What is not for everybody leads to the sign-in, and so to where one wanted to go.
                assert!(answer.header("location").starts_with("/dang-nhap?"), "{link}");
                seen += 1;
                continue;
            }
            assert_eq!(answer.status, 200, "{link}");
            if !anchor.is_empty() {
                let ids = answer.attributes("[id]", "id");
                assert!(ids.contains(&anchor.to_owned()), "{link} has no such place");
            }
            seen += 1;
            for next in answer.links().into_iter().filter(|next| next.starts_with('/')) {
                if seen + waiting.len() < bound && known.insert(next.clone()) {
                    waiting.insert(0, next);
                }
            }
        }
        seen
    }

    #[tokio::test]
    async fn every_link_of_every_page_answers() {
        let site = Site::new();
        for start in [
            "/",
            "/?lang=en",
            "/xep-hang?parent=VN",
            "/xep-hang?parent=H44&level=commune&group=CKMB",
            "/don-vi/H44?so-voi=2026-07",
            "/don-vi/H55?period=2026-08",
            "/don-vi/H03?period=2023-08&lang=en",
            "/chi-so/2.1?agency=H44",
            "/cong-thuc?voi=766-2022",
            "/xep-hang?parent=H03&period=2023-08",
        ] {
            assert!(crawl(&site, start, 80).await > 10, "{start}");
        }
    }

    #[tokio::test]
    async fn every_link_of_the_live_pages_answers() {
        let live = LiveSite::filled().await;
        for start in [
            "/?agency=H55&nguon=ho-so&period=2026-08",
            "/xep-hang?parent=H55&period=2026-08",
            "/don-vi/H55.242?period=2026-08&nguon=ho-so&lang=en",
            "/don-vi/H55?nguon=ho-so&period=2026-08&so-voi=2026-07",
            "/chi-so/2.1?agency=H55&period=2026-08&nguon=ho-so",
            "/xep-hang?parent=VN&period=2026-08&nguon=ho-so",
            "/tiep-nhan",
            "/viec?agency=H55&period=2026-08&list=no_result",
            "/kich-ban?agency=H55&period=2026-08&view=what-if&issue=no-result",
            "/so-sanh-cong-bang?parent=H55&period=2026-08&nguon=ho-so",
        ] {
            assert!(crawl(&live.site, start, 60).await > 10, "{start}");
        }
    }

    #[tokio::test]
    async fn links_keep_what_the_page_stands_on() {
        let site = Site::new();
        let uri = "/don-vi/H44?period=2026-08&as_of=2026-09-02&rulebook=766-2022&basis=published&known_at=3&lang=en";
        let answer = site.get(uri).await;
        let links = answer.links();
        let rows = links.iter().filter(|link| link.starts_with("/chi-so/"));
        assert!(rows.clone().count() > 20);
        for link in rows {
            for kept in [
                "period=2026-08",
                "as_of=2026-09-02",
                "rulebook=766-2022",
                "basis=published",
                "known_at=3",
                "lang=en",
            ] {
                assert!(link.contains(kept), "{link} lost {kept}");
            }
        }
    }

    #[tokio::test]
    async fn a_hostile_name_stays_a_name() {
        let site = Site::new();
        for uri in [
            "/xep-hang?parent=H44",
            "/don-vi/H44.103",
            "/don-vi/H44",
            "/?agency=H44.103",
            "/chi-so/2.1?agency=H44.103",
            "/xep-hang?parent=H44.103",
            "/don-vi/%3Cscript%3E",
            "/?period=%3Cscript%3E",
        ] {
            let answer = site.get(uri).await;
            // Our own script, and no other.
            let scripts = answer.all("script").len();
            assert_eq!(scripts, answer.all("script[src^='/static/app.js']").len(), "{uri}");
            assert_eq!(scripts, answer.text.matches("<script").count(), "{uri}");
            assert!(!answer.text.contains("<script>alert"), "{uri}");
            assert!(answer.attributes("[style]", "style").is_empty(), "{uri}");
        }
        let page = site.get("/don-vi/H44.103").await;
        assert_eq!(page.one("h1 bdi"), hostile().split_whitespace().collect::<Vec<_>>().join(" "));
    }

    #[tokio::test]
    async fn each_page_is_sound_html_for_everybody() {
        let site = Site::new();
        for (path, more) in [
            ("/", ""),
            ("/xep-hang", ""),
            ("/so-sanh-cong-bang", "&parent=H44&level=department&agency=H44.02"),
            ("/don-vi/H44", "&so-voi=2026-07"),
            ("/chi-so/2.1", ""),
            ("/cong-thuc", "&voi=766-2022"),
        ] {
            for lang in ["vi", "en"] {
                let uri = format!("{path}?lang={lang}{more}");
                sound(&site.get(&uri).await, lang, &uri);
            }
        }
    }

    #[tokio::test]
    async fn each_live_page_is_sound_html_for_everybody() {
        let live = LiveSite::filled().await;
        let more = "period=2026-08&nguon=ho-so";
        for (path, more) in [
            ("/", more),
            ("/xep-hang", more),
            ("/don-vi/H55", more),
            ("/chi-so/2.1", more),
            ("/ho-so", "period=2026-08"),
            ("/ho-so/H55.242-260803-0118", "period=2026-08"),
            ("/tthc", "period=2026-08&units=1"),
            ("/tiep-nhan", ""),
            ("/doi-soat", "agency=H55&period=2026-08"),
            ("/viec", "agency=H55&period=2026-08&list=due&hours=100"),
            ("/kich-ban", "agency=H55&period=2026-08"),
            ("/kich-ban", "agency=H55&period=2026-08&view=what-if&issue=no-result&close=nham"),
            ("/kich-ban", "agency=H55&period=2026-08&view=target&points=50"),
            ("/kich-ban", "agency=H55&period=2026-08&view=projection"),
            ("/so-sanh-cong-bang", "parent=H55&period=2026-08&nguon=ho-so"),
        ] {
            for lang in ["vi", "en"] {
                let uri = format!("{path}?lang={lang}&{more}");
                sound(&live.site.get(&uri).await, lang, &uri);
            }
        }
    }

    fn sound(answer: &Answer, lang: &str, uri: &str) {
        assert_eq!(answer.status, 200, "{uri}");
        assert_eq!(answer.attributes("html", "lang"), [lang]);
        assert!(answer.one("title").ends_with("chiso"));
        assert_eq!(answer.all("h1").len(), 1, "{uri}");
        assert_eq!(answer.all("table").len(), answer.all("table > caption").len(), "{uri}");
        assert!(answer.all("th:not([scope])").is_empty(), "{uri}");
        assert_eq!(answer.all("select").len(), answer.all("label select").len(), "{uri}");
        // The one thing to send from such a page is signing out.
        assert!(answer.all("form:not([method=get]):not([action^='/dang-xuat'])").is_empty());
        let ids = answer.attributes("[id]", "id");
        assert_eq!(ids.len(), ids.iter().collect::<BTreeSet<_>>().len(), "{uri}: ids repeat");
    }
}
