//! What a stranger may try: other addresses, other sites, guessing.

use super::*;

#[rstest]
#[case::a_page("/don-vi/H55?period=2026-08", "/don-vi/H55?period=2026-08")]
#[case::encoded_slashes("/%2F%2Fke-gian.example", "/%2F%2Fke-gian.example")]
#[case::nothing("", "/")]
#[case::another_host("//ke-gian.example", "/")]
#[case::backslash("/\\ke-gian.example", "/")]
#[case::a_tab("/\t/ke-gian.example", "/")]
#[case::a_scheme("https://ke-gian.example/viec", "/")]
#[case::a_script("javascript:alert(1)", "/")]
#[case::a_header("/viec\r\nSet-Cookie: chiso=x", "/")]
#[case::a_loop("/dang-nhap?tiep=/dang-nhap", "/")]
#[tokio::test]
async fn one_is_led_to_this_site_only(#[case] then: &str, #[case] led: &str) {
    let live = site().await;
    let entered = enter(&live.public(), "quan-tri", PASSWORD, then).await;
    assert_eq!((entered.status, entered.header("location")), (303, led));
    // Who is signed in already is led on at once, by the same rule.
    let uri = format!("/dang-nhap?tiep={}", crate::link::encoded(then));
    let onward = live.site.get(&uri).await;
    assert_eq!((onward.status, onward.header("location")), (303, led));
    let page = live.public().get(&uri).await;
    assert_eq!(page.attributes("#dang-nhap input[name=tiep]", "value"), [led]);
}

#[tokio::test]
async fn a_page_of_another_site_neither_signs_in_nor_out() {
    let live = site().await;
    let open = format!("chiso={}", Secret::known([7; 32]).text());
    for foreign in [
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
        ("origin", "http://ke-gian.example"),
    ] {
        let entered = enter_with(&live.public(), "quan-tri", PASSWORD, "", &[foreign]).await;
        assert_eq!((entered.status, entered.header("set-cookie")), (403, ""), "{foreign:?}");
        let headers = [foreign, ("cookie", &open)];
        let left = send(&live.public(), "/dang-xuat", &headers, String::new()).await;
        assert_eq!((left.status, left.header("set-cookie")), (403, ""), "{foreign:?}");
    }
    assert!(is_inside(&live, &open).await);
    for uri in ["/dang-xuat", "/dang-xuat?lang=en"] {
        // A link or a picture must not sign anybody out.
        assert_eq!(live.site.get(uri).await.status, 405, "{uri}");
    }
}

#[tokio::test]
async fn guessing_is_slowed_down_and_waiting_helps() {
    let live = site().await;
    let wrong = |n: usize| format!("sai mật khẩu lần {n}");
    for n in 0..5 {
        assert_eq!(enter(&live.public(), "quan-tri", &wrong(n), "").await.status, 401);
    }
    for password in [&wrong(5), PASSWORD] {
        let answer = enter(&live.public(), "quan-tri", password, WORK).await;
        assert_eq!((answer.status, answer.header("retry-after")), (429, "1"));
        assert_eq!(answer.header("set-cookie"), "");
        assert!(answer.one("#loi").contains("Hãy thử lại sau 1 giây"));
        // What one wanted is not lost.
        assert_eq!(answer.attributes("#dang-nhap input[name=tiep]", "value"), [WORK]);
    }
    live.wall.store(NOW + 1, Ordering::SeqCst);
    assert_eq!(enter(&live.public(), "quan-tri", PASSWORD, WORK).await.status, 303);
}

#[tokio::test]
async fn many_guesses_at_once_are_not_free_either() {
    let live = site().await;
    let guesses: Vec<_> = (0..12)
        .map(|n| {
            let site = live.public();
            tokio::spawn(async move {
                enter(&site, "quan-tri", &format!("đoán mò lần {n}"), "").await.status
            })
        })
        .collect();
    let mut told = Vec::new();
    for guess in guesses {
        told.push(guess.await.unwrap());
    }
    told.sort_unstable();
    assert_eq!(told, [vec![401; 5], vec![429; 7]].concat());
}

#[tokio::test]
async fn an_unknown_account_costs_the_same_proof() {
    let live = site().await;
    let store = &live.site.app().store;
    store.add_account("da-khoa", &HASH, NOW).unwrap();
    store.disable_account("da-khoa", NOW).unwrap();
    for (account, known) in
        [("quan-tri", true), ("ke-gian", false), ("da-khoa", false), ("", false)]
    {
        let mut proofs = Vec::new();
        // Even a proof that says yes begins no session where there is no account.
        let begun = begin(store, account, "x", NOW, |password, hash| {
            proofs.push((password.to_owned(), hash.map(str::to_owned)));
            true
        });
        assert_eq!(proofs, [("x".to_owned(), known.then(|| HASH.clone()))], "{account}");
        assert_eq!(begun.unwrap().is_some(), known, "{account}");
    }
}

#[tokio::test]
async fn programs_are_told_what_people_are_led_to() {
    let live = site().await;
    let answer = live.public().get("/api/v1/worklists?agency=H55&lang=en").await;
    assert_eq!((answer.status, answer.header("www-authenticate")), (401, "Session"));
    assert_eq!(answer.header("content-type"), "application/problem+json");
    assert_eq!(answer.header("cache-control"), "no-store");
    assert_eq!(answer.json()["type"], "urn:chiso:problem:sign-in");
    assert_eq!(answer.json()["title"], "Sign in first");
    // A form that was open too long leads back to the page it stands on.
    let sent = send(&live.public(), "/canh-bao/1?lang=en", &[], "viec=dong".to_owned()).await;
    assert_eq!(
        (sent.status, sent.header("location")),
        (303, "/dang-nhap?lang=en&tiep=%2Fcanh-bao")
    );
}

#[rstest]
#[case("/ho-so")]
#[case("/ho-so/H55.242-260803-0118")]
#[case("/viec")]
#[case("/kich-ban")]
#[case("/doi-soat")]
#[case("/chat-luong")]
#[case("/chi-dao")]
#[case("/chi-dao/nhap")]
#[case("/chi-dao/1")]
#[case("/canh-bao")]
#[case("/canh-bao/feed.xml")]
#[case("/api/v1/dossiers")]
#[case("/api/v1/dossiers/H55.242-260803-0118")]
#[case("/api/v1/next")]
#[case("/api/v1/projection")]
#[case("/api/v1/worklists")]
#[case("/api/v1/worklists/due")]
#[case("/api/v1/reconciliation")]
#[case("/api/v1/quality")]
#[case("/lanh-dao")]
#[case("/tiep-nhan")]
#[case("/api/v1/alerts")]
#[case("/api/v1/directives")]
#[case("/api/v1/directives/draft")]
#[case("/api/v1/directives/1")]
#[tokio::test]
async fn an_internal_address_is_not_answered_to_strangers(#[case] uri: &str) {
    let live = LiveSite::outside();
    let answer = live.site.get(&format!("{uri}?agency=H55&period=2026-08")).await;
    let api = uri.starts_with("/api/");
    assert_eq!(answer.status, if api { 401 } else { 303 });
    assert_eq!(answer.header("location").starts_with("/dang-nhap?tiep="), !api);
    assert!(answer.header("content-security-policy").contains("default-src 'none'"));
}

#[tokio::test]
async fn what_somebody_inside_sees_is_kept_nowhere() {
    let live = site().await;
    for uri in ["/don-vi/H55?period=2026-08&nguon=ho-so", "/cong-thuc", "/xep-hang?parent=H55"] {
        assert_eq!(live.public().get(uri).await.header("cache-control"), "no-cache", "{uri}");
        assert_eq!(live.site.get(uri).await.header("cache-control"), "no-store", "{uri}");
    }
    let css = live.site.get("/cong-thuc").await.attributes("link[rel=stylesheet]", "href");
    assert!(live.site.get(&css[0]).await.header("cache-control").contains("immutable"));
}

#[tokio::test]
async fn each_page_says_who_is_signed_in_and_how_to_become_so() {
    let live = site().await;
    let uri = "/don-vi/H55?period=2026-08&nguon=ho-so&lang=en";
    let outside = live.public().get(uri).await;
    let link = outside.links().into_iter().find(|link| link.starts_with("/dang-nhap")).unwrap();
    let page = live.public().get(&link).await;
    assert_eq!(page.attributes("html", "lang"), ["en"]);
    assert_eq!(page.attributes("#dang-nhap input[name=tiep]", "value"), [uri]);
    // The page itself leads not to itself over and over.
    let again = page.links().into_iter().filter(|link| link.starts_with("/dang-nhap"));
    assert!(again.clone().all(|link| link.matches("tiep").count() < 2), "{:?}", page.links());
    assert!(outside.all("form[action^='/dang-xuat']").is_empty());
    let inside = live.site.get(uri).await;
    assert!(!inside.all("form[method=post][action='/dang-xuat?lang=en']").is_empty());
    assert!(inside.page_text().contains(ACCOUNT));
    assert!(!inside.links().iter().any(|link| link.starts_with("/dang-nhap")));
}

#[tokio::test]
async fn two_accounts_have_two_sessions() {
    let live = site().await;
    let other = signed_in(live.site.app(), "van-phong", [9; 32]);
    let page = live.public().asked_with(Some(other)).get("/cong-thuc").await;
    assert!(page.page_text().contains("van-phong") && !page.page_text().contains(ACCOUNT));
}
