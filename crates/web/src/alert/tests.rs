//! Alerts in a running server: raised by what comes in and by the clock, told to the feed and to addresses.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use chiso_scoring::alert::{Cause, Event, Hook, Known, Rules};
use chiso_store::Happened;
use serde_json::Value;

use super::post::{Postman, Sent};
use crate::feed::tests::Feed;
use crate::fixture::live::{LiveSite, NOW, dossier};

const RULES: &str = r#"
[[rule]]
id = "qua-han"
kind = "overdue"
above = 0
name = { vi = "Có hồ sơ quá hạn", en = "Dossiers are overdue" }
levels = ["commune"]
owner = "parent"
quiet_hours = 24

[[rule]]
id = "sap-han"
kind = "due_soon"
hours = 8
count = 1
name = { vi = "Có hồ sơ sắp đến hạn", en = "Dossiers fall due" }
levels = ["commune"]
owner = "self"
quiet_hours = 24

[[rule]]
id = "giam-tuan"
kind = "falls"
place = "TDGQ"
by = "1.00"
days = 7
name = { vi = "Tiến độ giảm trong tuần", en = "Progress fell within the week" }
levels = ["commune"]
owner = "self"
quiet_hours = 24
"#;

/// A site with the rules above, and the four dossiers: one of Tân Thành is open and overdue.
pub(crate) async fn site() -> LiveSite {
    let live = LiveSite::with(|app| {
        let known = Known { rulebooks: &app.rulebooks, agencies: None };
        let rules = Rules::read("canh-bao.toml", RULES, &known).unwrap();
        app.alerts(rules)
    });
    live.push(&crate::fixture::live::four()).await;
    live
}

impl LiveSite {
    /// One evaluation, as the server makes it.
    pub(crate) fn evaluate(&self) -> Vec<Happened> {
        let app = self.site.app();
        app.alerts.evaluate(app, app.present.as_ref().unwrap()).unwrap()
    }
}

fn said(happened: &[Happened]) -> Vec<(String, String, &'static str)> {
    let one = |one: &Happened| {
        let what = match one.event {
            Event::Raised(_) => "raised",
            Event::Cleared { cause: Cause::Better, .. } => "better",
            _ => "?",
        };
        (one.alert.finding.key.rule.clone(), one.alert.finding.key.subject.clone(), what)
    };
    happened.iter().map(one).collect()
}

fn line(rule: &str, subject: &str, what: &'static str) -> (String, String, &'static str) {
    (rule.to_owned(), subject.to_owned(), what)
}

#[tokio::test]
async fn an_alert_is_raised_once_and_ends_when_the_dossier_is_done() {
    let live = site().await;
    assert_eq!(said(&live.evaluate()), [line("qua-han", "H55.243", "raised")]);
    assert_eq!(live.evaluate(), []);
    let alert = live.site.app().store.alert(1).unwrap().unwrap();
    assert_eq!((alert.raised_at, &*alert.finding.owner), (NOW, "H55"));
    live.push(&[dossier("H55.243-260804-0031", "9", "20260820085900")]).await;
    assert_eq!(said(&live.evaluate()), [line("qua-han", "H55.243", "better")]);
    assert_eq!(live.evaluate(), []);
}

#[tokio::test]
async fn the_clock_alone_raises_and_ends_alerts() {
    let live = site().await;
    live.evaluate();
    let mut open = dossier("H55.242-260819-0050", "4", "");
    open["NgayTiepNhan"] = "20260819080000".into();
    // Friday 21/8 at 10:00: more than eight working hours from Thursday 09:00 on.
    open["NgayHenTra"] = "20260821100000".into();
    live.push(&[open]).await;
    assert_eq!(live.evaluate(), []);
    // 10:00:01: less than eight hours are left.
    live.at(NOW + 3_601);
    assert_eq!(said(&live.evaluate()), [line("sap-han", "H55.242", "raised")]);
    // Friday 10:00:01: it is overdue now.
    live.at(NOW + 25 * 3_600 + 1);
    let expected = [line("sap-han", "H55.242", "better"), line("qua-han", "H55.242", "raised")];
    assert_eq!(said(&live.evaluate()), expected);
}

#[tokio::test]
async fn a_fall_within_a_week_is_seen_against_what_was_known_then() {
    let live = site().await;
    // A week and a day later nine more dossiers of Phú Bình come in, all of them late.
    live.at(NOW + 8 * 86_400);
    let late: Vec<Value> = (200..209)
        .map(|at| dossier(&format!("H55.242-260804-0{at}"), "9", "20260827100000"))
        .collect();
    let at = NOW + 8 * 86_400;
    live.push(&late).await;
    let happened = live.evaluate();
    let fell: Vec<_> = happened.iter().filter(|one| one.alert.finding.kind == "falls").collect();
    assert_eq!(fell.len(), 1, "{happened:?}");
    let finding = &fell[0].alert.finding;
    assert_eq!((&*finding.key.subject, fell[0].at), ("H55.242", at));
    // 2 of 3 in time then, 2 of 12 now; the other indicators of the group do not move.
    assert!(finding.before.unwrap() - finding.value > "8".parse().unwrap(), "{finding:?}");
}

#[tokio::test]
async fn the_live_feed_tells_of_alerts_below_the_agency() {
    let live = site().await;
    let mut feed = Feed::open(&live, "parent=H55&period=2026-08", None).await;
    let mut other = Feed::open(&live, "parent=H44&period=2026-08", None).await;
    feed.next().await;
    other.next().await;
    live.evaluate();
    let told = feed.next().await;
    assert_eq!((told.kind.as_str(), told.id.as_str()), ("alert", ""));
    assert_eq!(told.data["happened"], "raised");
    assert_eq!((&told.data["subject"], &told.data["owner"]), (&"H55.243".into(), &"H55".into()));
    assert_eq!((&told.data["value"], &told.data["threshold"]), (&"1".into(), &"0".into()));
    assert_eq!(told.data["name"]["vi"], "Có hồ sơ quá hạn");
    // Phú Thọ hears nothing of it: the next thing it is told is a revision.
    live.push(&[dossier("H55.243-260804-0032", "9", "20260811100000")]).await;
    assert_eq!(other.next().await.kind, "revision");
}

/// An address that answers with these statuses, one after the other, and keeps what it was sent. It may be
/// reached from this machine only.
struct Address {
    url: String,
    bodies: Receiver<String>,
}

fn receiver(statuses: Vec<u16>) -> Address {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/canh-bao", listener.local_addr().unwrap());
    let (sender, bodies) = channel();
    std::thread::spawn(move || {
        for status in statuses {
            let (stream, _) = listener.accept().unwrap();
            sender.send(answer(stream, status)).unwrap();
        }
    });
    Address { url, bodies }
}

/// Reads one request and answers; gives its body.
fn answer(mut stream: TcpStream, status: u16) -> String {
    stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    let mut text = String::new();
    let mut buffer = [0; 4096];
    loop {
        let read = stream.read(&mut buffer).unwrap();
        text.push_str(std::str::from_utf8(&buffer[..read]).unwrap());
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let length = head.lines().find_map(|line| {
            let (name, value) = line.split_once(':')?;
            name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse().unwrap())
        });
        if body.len() >= length.unwrap_or(0) {
            break;
        }
    }
    let place = if status == 302 { "Location: http://127.0.0.1:1/\r\n" } else { "" };
    let answer =
        format!("HTTP/1.1 {status} x\r\n{place}Content-Length: 0\r\nConnection: close\r\n\r\n");
    stream.write_all(answer.as_bytes()).unwrap();
    text.split_once("\r\n\r\n").unwrap().1.to_owned()
}

fn hook(url: &str) -> Hook {
    Hook { id: "truc-ban".to_owned(), url: url.to_owned(), rules: Vec::new() }
}

/// Goes once, on a thread that may block.
async fn go(live: &LiveSite, mut postman: Postman, now: i64) -> (Postman, Sent) {
    let app = live.site.app().clone();
    let work = move || {
        let sent = postman.go(&app.store, app.alerts.rules(), now).unwrap();
        (postman, sent)
    };
    tokio::task::spawn_blocking(work).await.unwrap()
}

fn sent(arrived: usize, given_up: usize, again: bool) -> Sent {
    Sent { arrived, given_up, again }
}

#[tokio::test]
async fn an_address_that_fails_first_gets_the_event_later_and_once() {
    let live = site().await;
    live.evaluate();
    let at = receiver(vec![503, 302, 204]);
    let postman = Postman::new(hook(&at.url));
    let (postman, first) = go(&live, postman, NOW).await;
    assert_eq!(first, sent(0, 0, true));
    // A redirection is not followed and counts as a failure: the address of the file is the only one.
    let (postman, second) = go(&live, postman, NOW + 1).await;
    assert_eq!(second, sent(0, 0, true));
    let (postman, third) = go(&live, postman, NOW + 3).await;
    assert_eq!(third, sent(1, 0, false));
    let (_, fourth) = go(&live, postman, NOW + 7).await;
    assert_eq!(fourth, sent(0, 0, false));
    let bodies: Vec<Value> =
        at.bodies.iter().map(|body| serde_json::from_str(&body).unwrap()).collect();
    assert_eq!(bodies.len(), 3);
    assert!(bodies.iter().all(|body| *body == bodies[0]));
    assert_eq!((&bodies[0]["event"], &bodies[0]["happened"]), (&1.into(), &"raised".into()));
    let rows = live.site.app().store.deliveries(9).unwrap();
    assert_eq!(rows.len(), 1);
    assert_eq!((rows[0].attempts, rows[0].delivered, rows[0].answer), (3, true, Some(204)));
}

#[tokio::test]
async fn what_is_refused_for_good_or_too_old_is_given_up() {
    let live = site().await;
    live.evaluate();
    let at = receiver(vec![410]);
    let (_, refused) = go(&live, Postman::new(hook(&at.url)), NOW).await;
    assert_eq!(refused, sent(0, 1, false));
    let rows = live.site.app().store.deliveries(9).unwrap();
    assert_eq!((rows[0].delivered, rows[0].answer), (false, Some(410)));
    // Nobody listens at the other address; after a day nobody tries any more.
    let nobody = Hook { id: "lanh-dao".to_owned(), ..hook("http://127.0.0.1:1/") };
    let (postman, none) = go(&live, Postman::new(nobody), NOW + 86_400).await;
    assert_eq!(none, sent(0, 0, true));
    let (_, old) = go(&live, postman, NOW + 86_401).await;
    assert_eq!(old, sent(0, 1, false));
}

#[tokio::test]
async fn only_the_rules_an_address_wants_are_told() {
    let live = site().await;
    live.evaluate();
    let at = receiver(vec![]);
    let wants = |rule: &str| Hook { rules: vec![rule.to_owned()], ..hook(&at.url) };
    let (_, none) = go(&live, Postman::new(wants("sap-han")), NOW).await;
    assert_eq!(none, sent(0, 0, false));
    // The address takes no connection any more: what it wants would have failed.
    let (_, some) = go(&live, Postman::new(wants("qua-han")), NOW).await;
    assert_eq!(some, sent(0, 0, true));
}

#[tokio::test]
async fn a_server_evaluates_and_tells_by_itself() {
    let at = receiver(vec![500, 204]);
    let live = {
        let url = at.url.clone();
        LiveSite::with(|app| {
            let known = Known { rulebooks: &app.rulebooks, agencies: None };
            let text = format!("{RULES}\n[[webhook]]\nid = \"truc-ban\"\nurl = \"{url}\"\n");
            let rules = Rules::read("canh-bao.toml", &text, &known).unwrap();
            app.alerts(rules)
        })
    };
    live.push(&crate::fixture::live::four()).await;
    let app = live.site.app().clone();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let served = tokio::spawn(crate::serve(listener, app, async {
        drop(stopped.await);
    }));
    let bodies = at.bodies;
    let two = tokio::task::spawn_blocking(move || {
        [0, 1].map(|_| bodies.recv_timeout(Duration::from_secs(60)).unwrap())
    });
    let [first, second] = two.await.unwrap();
    assert_eq!(first, second);
    assert!(first.contains("\"rule\":\"qua-han\""), "{first}");
    drop(stop);
    served.await.unwrap().unwrap();
}
