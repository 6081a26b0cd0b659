//! Alerts come back as they were written, begin once, are taken up once, end once.

use chiso_scoring::alert::{Alert, Cause, Change, Event, Finding, Hook, Key, Refused, Step};
use chiso_store::{DeliveryRow, Happened, Store};

use crate::LIMITS;

/// 20/8/2026 09:00 in Vietnam.
const NOW: i64 = 1_787_191_200;

fn finding(rule: &str, subject: &str) -> Finding {
    Finding {
        key: Key { rule: rule.to_owned(), subject: subject.to_owned(), place: "TDGQ".to_owned() },
        kind: "falls".to_owned(),
        agency: subject.to_owned(),
        owner: "H55".to_owned(),
        period: Some("2026-08".parse().unwrap()),
        value: "14.20".parse().unwrap(),
        before: Some("17.05".parse().unwrap()),
        threshold: "2.50".parse().unwrap(),
    }
}

fn raise(store: &Store, rule: &str, subject: &str, at: i64) -> Vec<Happened> {
    store.change_alerts(&[Change::Raise(finding(rule, subject))], at, 31).unwrap()
}

fn clear(alert: u64) -> Change {
    Change::Clear { alert, cause: Cause::Better, value: Some("16.80".parse().unwrap()) }
}

fn ack(note: &str) -> Event {
    Event::Acknowledged { by: "H55.17".to_owned(), note: note.to_owned() }
}

fn close(reason: &str) -> Event {
    Event::Closed { by: "H55".to_owned(), reason: reason.to_owned() }
}

fn numbers(alerts: &[Alert]) -> Vec<u64> {
    alerts.iter().map(|alert| alert.number).collect()
}

pub fn an_alert_comes_back_as_it_was(store: &Store) {
    let begun = raise(store, "so-giam", "H55.17", NOW);
    assert_eq!((begun[0].id, begun[0].at, begun[0].revision), (1, NOW, 31));
    let acked = store.answer_alert(1, &ack("Giao tổ một cửa"), NOW + 7, 32).unwrap().unwrap().0;
    assert_eq!(acked.step(), Step::Acknowledged);
    store.change_alerts(&[clear(1)], NOW + 11, 33).unwrap();
    let found = store.alert(1).unwrap().unwrap();
    assert_eq!(
        (found.finding, found.raised_at, found.revision),
        (finding("so-giam", "H55.17"), NOW, 31)
    );
    let acknowledged = found.acknowledged.unwrap();
    assert_eq!(
        (acknowledged.at, &*acknowledged.by, &*acknowledged.note),
        (NOW + 7, "H55.17", "Giao tổ một cửa")
    );
    let ended = found.ended.unwrap();
    assert_eq!((ended.at, ended.revision, ended.cause), (NOW + 11, 33, Some(Cause::Better)));
    assert_eq!((ended.by, ended.reason, ended.value), (None, None, Some("16.80".parse().unwrap())));
    // Alerts are derived: they make no revision.
    assert_eq!(store.revision().unwrap(), 0);
}

pub fn a_key_is_open_once(store: &Store) {
    assert_eq!(raise(store, "so-giam", "H55.17", NOW).len(), 1);
    assert_eq!(raise(store, "so-giam", "H55.17", NOW + 1), []);
    assert_eq!(raise(store, "so-giam", "H55.18", NOW + 2).len(), 1);
    assert_eq!(raise(store, "xa-giam", "H55.17", NOW + 3).len(), 1);
    store.answer_alert(1, &close("Trùng"), NOW + 4, 31).unwrap().unwrap();
    assert_eq!(raise(store, "so-giam", "H55.17", NOW + 5)[0].alert.number, 4);
    assert_eq!(numbers(&store.open_alerts().unwrap()), [2, 3, 4]);
    // Of the key that ended and began again only the newest counts for what comes next.
    assert_eq!(numbers(&store.known_alerts().unwrap()), [2, 3, 4]);
    assert_eq!(numbers(&store.ended_alerts(9, 0).unwrap()), [1]);
    assert_eq!(store.ended_alerts_count().unwrap(), 1);
}

pub fn the_end_of_a_key_is_known_until_it_begins_again(store: &Store) {
    for (at, subject) in (0..).zip(["H55.17", "H55.18", "H55.19"]) {
        raise(store, "so-giam", subject, NOW + at);
    }
    store.change_alerts(&[clear(3), clear(1)], NOW + 9, 34).unwrap();
    assert_eq!(numbers(&store.known_alerts().unwrap()), [1, 2, 3]);
    assert_eq!(numbers(&store.open_alerts().unwrap()), [2]);
    // The one that ended last comes first.
    assert_eq!(numbers(&store.ended_alerts(9, 0).unwrap()), [1, 3]);
    assert_eq!(numbers(&store.ended_alerts(1, 1).unwrap()), [3]);
}

pub fn the_same_answer_twice_is_one(store: &Store) {
    raise(store, "so-giam", "H55.17", NOW);
    let say = |event: &Event| store.answer_alert(1, event, NOW + 1, 31).unwrap();
    assert!(say(&ack("Giao tổ một cửa")).unwrap().1.is_some());
    assert!(say(&ack("Giao tổ một cửa")).unwrap().1.is_none());
    assert_eq!(say(&ack("Giao Văn phòng")).unwrap_err(), Refused::Taken);
    assert_eq!(say(&close(" ")).unwrap_err(), Refused::NoReason);
    assert!(say(&close("Đã bổ sung nhân lực")).unwrap().1.is_some());
    assert!(say(&close("Đã bổ sung nhân lực")).unwrap().1.is_none());
    assert_eq!(say(&close("Lý do khác")).unwrap_err(), Refused::Ended);
    for number in [0, 2, u64::MAX] {
        let answer = store.answer_alert(number, &ack("x"), NOW, 31).unwrap();
        assert_eq!(answer.unwrap_err(), Refused::Unknown);
    }
    let kinds: Vec<usize> = [1, 2].map(|of| store.events_of_alert(of).unwrap().len()).to_vec();
    assert_eq!(kinds, [3, 0]);
}

pub fn what_was_closed_meanwhile_is_left_alone(store: &Store) {
    raise(store, "so-giam", "H55.17", NOW);
    store.answer_alert(1, &close("Trùng"), NOW + 1, 31).unwrap().unwrap();
    assert_eq!(store.change_alerts(&[clear(1), clear(7)], NOW + 2, 32).unwrap(), []);
    assert_eq!(store.alert(1).unwrap().unwrap().ended.unwrap().cause, None);
}

pub fn an_address_is_told_of_each_event_once(store: &Store) {
    for (at, subject) in (0..).zip(["H55.17", "H55.18", "H55.19"]) {
        raise(store, "so-giam", subject, NOW + 10 * at);
    }
    let ids = |hook: &str, since, limit| -> Vec<u64> {
        let hook = Hook { id: hook.to_owned(), url: String::new(), rules: Vec::new() };
        store.untold_events(&hook, since, limit).unwrap().iter().map(|event| event.id).collect()
    };
    assert_eq!(ids("truc-ban", NOW, 9), [1, 2, 3]);
    assert_eq!(ids("truc-ban", NOW + 10, 9), [2, 3]);
    assert_eq!(ids("truc-ban", NOW, 2), [1, 2]);
    let told = |event, hook: &str, delivered, answer| DeliveryRow {
        event,
        hook: hook.to_owned(),
        at: NOW + 40,
        attempts: 3,
        delivered,
        answer,
    };
    let arrived = told(1, "truc-ban", true, Some(204));
    store.add_delivery(&arrived).unwrap();
    // A second word about it changes nothing.
    store.add_delivery(&told(1, "truc-ban", false, None)).unwrap();
    let given_up = told(2, "truc-ban", false, None);
    store.add_delivery(&given_up).unwrap();
    assert_eq!(ids("truc-ban", NOW, 9), [3]);
    assert_eq!(ids("lanh-dao", NOW, 9), [1, 2, 3]);
    assert_eq!(store.deliveries(9).unwrap(), [given_up, arrived]);
    assert!(store.add_delivery(&told(9, "truc-ban", true, None)).is_err());
    raise(store, "xa-giam", "H55.242", NOW);
    for (rules, wanted) in
        [(vec!["xa-giam"], vec![4]), (vec!["so-giam"], vec![3]), (vec!["khác"], vec![])]
    {
        let rules = rules.into_iter().map(str::to_owned).collect();
        let hook = Hook { id: "truc-ban".to_owned(), url: String::new(), rules };
        let found = store.untold_events(&hook, NOW, 9).unwrap();
        assert_eq!(found.iter().map(|event| event.id).collect::<Vec<_>>(), wanted);
    }
}

pub fn the_newest_event_comes_first(store: &Store) {
    raise(store, "so-giam", "H55.17", NOW);
    store.answer_alert(1, &ack(""), NOW + 1, 35).unwrap().unwrap();
    store
        .change_alerts(&[Change::Clear { alert: 1, cause: Cause::Gone, value: None }], NOW + 2, 36)
        .unwrap();
    let events = store.alert_events(9).unwrap();
    let cleared = Event::Cleared { cause: Cause::Gone, value: None };
    let said: Vec<Event> = events.iter().map(|event| event.event.clone()).collect();
    assert_eq!(said, [cleared, ack(""), Event::Raised(finding("so-giam", "H55.17"))]);
    assert_eq!(events.iter().map(|event| event.revision).collect::<Vec<_>>(), [36, 35, 31]);
    assert_eq!(store.alert_events(1).unwrap().len(), 1);
}

pub fn findings_that_cannot_be_read_back_are_refused(store: &Store) {
    for broken in [
        Finding { agency: String::new(), ..finding("so-giam", "H55.17") },
        Finding { owner: "H\n55".to_owned(), ..finding("so-giam", "H55.17") },
        Finding {
            key: Key { rule: "r".repeat(501), ..finding("x", "y").key },
            ..finding("x", "y")
        },
    ] {
        let both = [Change::Raise(finding("x", "H55")), Change::Raise(broken)];
        assert!(store.change_alerts(&both, NOW, 1).is_err());
    }
    assert_eq!(store.open_alerts().unwrap(), []);
    let many = |count: usize| -> Vec<Change> {
        (0..count).map(|at| Change::Raise(finding("x", &format!("H55.{at}")))).collect()
    };
    assert!(store.change_alerts(&many(LIMITS.batch + 1), NOW, 1).is_err());
    assert_eq!(store.change_alerts(&many(LIMITS.answer), NOW, 1).unwrap().len(), LIMITS.answer);
    assert_eq!(store.open_alerts().unwrap().len(), LIMITS.answer);
    raise(store, "y", "H55", NOW);
    assert!(store.open_alerts().is_err() && store.known_alerts().is_err());
}

pub fn a_revision_is_known_from_its_moment_on(store: &Store) {
    let agency = crate::sample::agency("H44", None);
    let at = |text: &str| text.parse::<jiff::Timestamp>().unwrap().as_second();
    store.add_agencies(std::slice::from_ref(&agency), "2026-08-20T02:00:00Z").unwrap();
    let renamed =
        chiso_scoring::agency::Agency { name: "Tỉnh Phú Thọ mới".to_owned(), ..agency };
    store.add_agencies(&[renamed], "2026-08-21T02:00:00Z").unwrap();
    let known = [
        "2026-08-20T01:59:59Z",
        "2026-08-20T02:00:00Z",
        "2026-08-21T01:59:59Z",
        "2030-01-01T00:00:00Z",
    ];
    assert_eq!(known.map(|text| store.revision_at(at(text)).unwrap()), [0, 1, 1, 2]);
}
