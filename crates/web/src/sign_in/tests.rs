//! Signing in and out, and who gets where without it.

use std::sync::LazyLock;
use std::sync::atomic::Ordering;
use std::time::Duration;

use axum::body::Body;
use axum::http::Request;
use chiso_store::{SESSION_LASTS, SESSION_RESTS};
use rstest::rstest;

use super::desk::begin;
use super::password::hashed;
use super::secret::Secret;
use crate::fixture::live::{ACCOUNT, LiveSite, NOW, signed_in};
use crate::fixture::{Answer, Site};

mod doors;

const FORM: &str = "application/x-www-form-urlencoded";
const PASSWORD: &str = "một-cửa-liên-thông";
/// A page with codes of dossiers.
const WORK: &str = "/viec?agency=H55&period=2026-08&list=no_result";

static HASH: LazyLock<String> = LazyLock::new(|| hashed(PASSWORD).unwrap());

/// The four dossiers, and an account `quan-tri` with the password above.
async fn site() -> LiveSite {
    let live = LiveSite::filled().await;
    assert!(live.site.app().store.add_account("quan-tri", &HASH, NOW).unwrap());
    live
}

async fn enter(site: &Site, account: &str, password: &str, then: &str) -> Answer {
    enter_with(site, account, password, then, &[]).await
}

async fn enter_with(
    site: &Site,
    account: &str,
    password: &str,
    then: &str,
    headers: &[(&str, &str)],
) -> Answer {
    let encoded = crate::link::encoded;
    let pairs = [("tai-khoan", account), ("mat-khau", password), ("tiep", then)];
    let body: Vec<String> =
        pairs.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
    send(site, "/dang-nhap", headers, body.join("&")).await
}

async fn send(site: &Site, uri: &str, headers: &[(&str, &str)], body: String) -> Answer {
    let mut request = Request::post(uri).header("content-type", FORM);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    site.answer(request.body(Body::from(body)).unwrap()).await
}

/// The cookie an answer sets, as a browser sends it back.
fn cookie(answer: &Answer) -> String {
    answer.header("set-cookie").split(';').next().unwrap().to_owned()
}

/// Whether somebody with this cookie sees codes of dossiers.
async fn is_inside(live: &LiveSite, cookie: &str) -> bool {
    let page = live.public().asked_with(Some(cookie.to_owned())).get(WORK).await;
    assert_eq!(page.header("cache-control"), "no-store");
    assert_eq!(page.status == 200, page.text.contains("H55.242-26"));
    page.status == 200
}

#[tokio::test]
async fn a_right_password_leads_back_to_where_one_wanted_to_go() {
    let (live, stranger) = (site().await, site().await.public());
    let sent_away = live.public().get(WORK).await;
    assert_eq!((sent_away.status, sent_away.header("cache-control")), (303, "no-store"));
    assert!(!sent_away.text.contains("H55.242-26"));
    let page = live.public().get(sent_away.header("location")).await;
    assert_eq!((page.status, page.header("cache-control")), (200, "no-store"));
    assert!(page.header("content-security-policy").contains("form-action 'self'"));
    assert_eq!(page.attributes("#dang-nhap input[name=tiep]", "value"), [WORK]);
    let entered = enter(&live.public(), " Quan-Tri ", PASSWORD, WORK).await;
    assert_eq!((entered.status, entered.header("location")), (303, WORK));
    let set = entered.header("set-cookie");
    assert!(set.ends_with("; HttpOnly; SameSite=Lax; Path=/"), "{set}");
    assert!(is_inside(&live, &cookie(&entered)).await);
    // It is a session of that server only.
    let elsewhere = stranger.asked_with(Some(cookie(&entered)));
    assert_eq!(elsewhere.get(WORK).await.status, 303);
}

#[rstest]
#[case::another_password("quan-tri", "một-cửa-liên-thông-2", 401)]
#[case::without_accents("quan-tri", "mot-cua-lien-thong", 401)]
#[case::an_unknown_account("ke-gian", PASSWORD, 401)]
#[case::a_disabled_account("da-khoa", PASSWORD, 401)]
#[case::a_hash_as_a_password("mot-cua", "-", 401)]
#[case::sql("quan-tri' or '1'='1", PASSWORD, 401)]
#[case::a_long_account(&"a".repeat(500), PASSWORD, 401)]
#[case::a_long_password("quan-tri", &"đ".repeat(1_000), 401)]
#[case::no_password("quan-tri", "", 400)]
#[case::no_account("", PASSWORD, 400)]
#[tokio::test]
async fn what_is_wrong_signs_nobody_in_and_is_not_said_back(
    #[case] account: &str,
    #[case] password: &str,
    #[case] status: u16,
) {
    let live = site().await;
    let store = &live.site.app().store;
    store.add_account("da-khoa", &HASH, NOW).unwrap();
    store.disable_account("da-khoa", NOW).unwrap();
    for lang in ["vi", "en"] {
        let uri = format!("/dang-nhap?lang={lang}");
        let encoded = crate::link::encoded;
        let body = format!("tai-khoan={}&mat-khau={}", encoded(account), encoded(password));
        let answer = send(&live.public(), &uri, &[], body).await;
        assert_eq!((answer.status, answer.header("set-cookie")), (status, ""));
        let said = match (lang, status) {
            ("vi", 401) => "Tài khoản hoặc mật khẩu không đúng.",
            ("en", 401) => "Account or password is wrong.",
            ("vi", _) => "Hãy nhập đủ tài khoản và mật khẩu.",
            _ => "Enter both account and password.",
        };
        // The same for a wrong password, an unknown and a disabled account.
        assert_eq!(answer.one("#loi"), said);
        assert_eq!(answer.attributes("html", "lang"), [lang]);
        for typed in [account, password] {
            assert!(typed.len() < 3 || !answer.text.contains(typed), "{typed}");
        }
        assert_eq!(answer.attributes("#dang-nhap input[name=tai-khoan]", "value"), [""; 0]);
    }
    assert_eq!(store.accounts(NOW).unwrap().iter().map(|row| row.sessions).sum::<u64>(), 1);
}

#[tokio::test]
async fn a_form_that_cannot_be_read_is_not_said_back() {
    let live = site().await;
    for (kind, body) in [
        ("text/plain", format!("mat-khau={PASSWORD}")),
        ("application/json", format!("{{\"mat-khau\": \"{PASSWORD}\"")),
        ("application/json", format!("[\"{PASSWORD}\"]")),
        (FORM, format!("tai-khoan=quan-tri&mat-khau={PASSWORD}\u{1}%")),
        (FORM, "a".repeat(crate::form::FORM_BYTES + 1)),
    ] {
        let answer = live.public().post("/dang-nhap", kind, body).await;
        assert!((400..500).contains(&answer.status), "{}", answer.status);
        assert!(!answer.text.contains("liên") && answer.header("set-cookie").is_empty());
    }
}

#[tokio::test]
async fn signing_out_ends_the_session_and_no_other() {
    let live = site().await;
    let first = cookie(&enter(&live.public(), "quan-tri", PASSWORD, "").await);
    let second = cookie(&enter(&live.public(), "quan-tri", PASSWORD, "").await);
    assert_ne!(first, second);
    let out =
        send(&live.public(), "/dang-xuat?lang=en", &[("cookie", &first)], String::new()).await;
    assert_eq!((out.status, out.header("location")), (303, "/?lang=en"));
    assert!(out.header("set-cookie").starts_with("chiso=; HttpOnly;"));
    assert!(out.header("set-cookie").contains("Max-Age=0"));
    assert!(!is_inside(&live, &first).await);
    assert!(is_inside(&live, &second).await);
    // Once more, and without any session, is nobody's problem.
    for headers in [&[("cookie", &*first)][..], &[]] {
        let again = send(&live.public(), "/dang-xuat", headers, String::new()).await;
        assert_eq!((again.status, again.header("location")), (303, "/"));
    }
}

#[tokio::test]
async fn every_sign_in_has_a_new_secret_and_ends_the_browsers_old_one() {
    let live = site().await;
    let old = cookie(&enter(&live.public(), "quan-tri", PASSWORD, "").await);
    let headers = [("cookie", &*old), ("x-forwarded-proto", "https")];
    let entered = enter_with(&live.public(), "quan-tri", PASSWORD, "", &headers).await;
    assert_eq!((entered.status, entered.header("location")), (303, "/"));
    assert!(entered.header("set-cookie").ends_with("; Path=/; Secure"));
    let new = cookie(&entered);
    assert_ne!(new, old);
    assert!(is_inside(&live, &new).await && !is_inside(&live, &old).await);
    // A secret that somebody else planted is never taken over.
    let planted = format!("chiso={}", "ab".repeat(32));
    let headers = [("cookie", &*planted)];
    let entered = enter_with(&live.public(), "quan-tri", PASSWORD, "", &headers).await;
    assert_ne!(cookie(&entered), planted);
    assert!(!is_inside(&live, &planted).await);
}

#[tokio::test]
async fn a_changed_password_and_a_disabled_account_end_what_is_open() {
    let live = site().await;
    let store = &live.site.app().store;
    let open = cookie(&enter(&live.public(), "quan-tri", PASSWORD, "").await);
    assert!(is_inside(&live, &open).await);
    store.set_password("quan-tri", &hashed("mật khẩu khác hẳn").unwrap()).unwrap();
    assert!(!is_inside(&live, &open).await);
    assert_eq!(enter(&live.public(), "quan-tri", PASSWORD, "").await.status, 401);
    let entered = enter(&live.public(), "quan-tri", "mật khẩu khác hẳn", "").await;
    assert!(is_inside(&live, &cookie(&entered)).await);
    store.disable_account("quan-tri", NOW).unwrap();
    assert!(!is_inside(&live, &cookie(&entered)).await);
}

#[tokio::test]
async fn a_session_ends_after_twelve_hours_however_busy() {
    let live = site().await;
    let open = cookie(&enter(&live.public(), "quan-tri", PASSWORD, "").await);
    let mut now = NOW;
    while now < NOW + SESSION_LASTS {
        live.wall.store(now, Ordering::SeqCst);
        assert!(is_inside(&live, &open).await, "{}", now - NOW);
        now += SESSION_RESTS / 2;
    }
    live.wall.store(NOW + SESSION_LASTS - 1, Ordering::SeqCst);
    assert!(is_inside(&live, &open).await);
    live.wall.store(NOW + SESSION_LASTS, Ordering::SeqCst);
    assert!(!is_inside(&live, &open).await);
}

#[tokio::test]
async fn a_session_ends_after_two_hours_without_use() {
    let live = site().await;
    let open = cookie(&enter(&live.public(), "quan-tri", PASSWORD, "").await);
    let mut now = NOW + SESSION_RESTS - 1;
    live.wall.store(now, Ordering::SeqCst);
    assert!(is_inside(&live, &open).await);
    now += SESSION_RESTS - 1;
    live.wall.store(now, Ordering::SeqCst);
    // A public page is a use as well.
    assert_eq!(live.site.asked_with(Some(open.clone())).get("/cong-thuc").await.status, 200);
    now += SESSION_RESTS;
    live.wall.store(now, Ordering::SeqCst);
    assert!(!is_inside(&live, &open).await);
    // Turning the clock back does not bring it back for the pages of the time after.
    assert!(!is_inside(&live, &open).await);
}

/// The last use outlives the server.
#[tokio::test]
async fn a_use_is_written_down() {
    let live = site().await;
    let key = Secret::known([7; 32]).key();
    let seen = || live.site.app().store.session(&key).unwrap().unwrap().seen_at;
    live.wall.store(NOW + 59, Ordering::SeqCst);
    assert_eq!(live.site.get(WORK).await.status, 200);
    live.wall.store(NOW + 60, Ordering::SeqCst);
    assert_eq!(live.site.get(WORK).await.status, 200);
    let written = async {
        while seen() == NOW {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), written).await.unwrap();
    assert_eq!(seen(), NOW + 60);
}

#[tokio::test]
async fn no_cookie_but_the_very_secret_opens_anything() {
    let live = site().await;
    let good = Secret::known([7; 32]);
    assert!(is_inside(&live, &format!("chiso={}", good.text())).await);
    let digest = good.key().iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let flipped = good.text().replacen("07", "06", 1);
    for bad in [
        String::new(),
        flipped,
        // Who has read the database still has no secret.
        digest,
        good.text().to_uppercase().replace("07", "0G"),
        format!("{}00", good.text()),
        good.text()[2..].to_owned(),
        ACCOUNT.to_owned(),
    ] {
        assert!(!is_inside(&live, &format!("chiso={bad}")).await, "{bad}");
    }
    let twice = format!("chiso={}; chiso={}", good.text(), "ab".repeat(32));
    assert!(!is_inside(&live, &twice).await);
}
