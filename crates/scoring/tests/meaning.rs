//! What a dossier means to the rules: 2.1 and 4.1–4.5 of the written formulas, and the marks of known tricks.
//!
//! Unless a case says otherwise: received Monday 03/08/2026 08:15, due Friday 14/08 17:00. A step is
//! written `state day/month hour:minute`, states numbered as on the national portal.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use chiso_scoring::dossier::meaning::{FLAGS, NUMBERS, flag};
use chiso_scoring::dossier::{
    Catalogue, Channel, Fact, FiledOn, Hold, Marks, Paid, Round, Seconds, Snapshot, Statement,
    Status, Step, Version,
};
use chiso_scoring::measure::{Cells, NULL};
use rstest::rstest;

const NUMBER: &str = "H55.242-260803-0017";
const PROCEDURE: &str = "1.004222";

/// Knows one procedure; its statutory maximum, where asked for, ends on 21/08 17:00.
struct Catalog {
    states_a_limit: bool,
}

impl Catalogue for Catalog {
    fn knows(&self, procedure: &str) -> bool {
        procedure == PROCEDURE
    }
    fn statutory_due(&self, procedure: &str, _: Seconds) -> Option<Seconds> {
        (self.states_a_limit && self.knows(procedure)).then(|| at("21/08 17:00"))
    }
}

/// `"03/08 08:15"`, in 2026; seconds after a second colon.
fn at(text: &str) -> Seconds {
    let (day, time) = text.trim().split_once(' ').unwrap();
    let (day, month) = day.split_once('/').unwrap();
    let seconds = if time.matches(':').count() == 1 { ":00" } else { "" };
    let utc: jiff::Timestamp = format!("2026-{month}-{day}T{time}{seconds}+07").parse().unwrap();
    utc.as_second()
}

fn state(number: &str) -> Status {
    Status::of(number.parse().unwrap()).unwrap()
}

fn steps(text: &str) -> Vec<Step> {
    let pieces = text.split(';').map(str::trim).filter(|piece| !piece.is_empty());
    let step = |piece: &str| {
        let (status, moment) = piece.split_once(' ').unwrap();
        Step { status: state(status), at: at(moment) }
    };
    pieces.map(step).collect()
}

/// The usual statement of a dossier, made at reception.
fn snapshot(status: Status) -> Snapshot {
    let mut snapshot = Snapshot::new("H55.242", PROCEDURE, status);
    snapshot.received_at = Some(at("03/08 08:15"));
    snapshot.due_at = Some(at("14/08 17:00"));
    snapshot
}

fn heard(facts: impl IntoIterator<Item = Fact>) -> Version {
    let mut version = Version::default();
    for fact in facts {
        version.join(&Statement { number: NUMBER.into(), synced_at: None, fact }).unwrap();
    }
    version
}

fn whole(snapshot: Snapshot) -> Fact {
    Fact::Snapshot(Box::new(snapshot.stated(None)))
}

fn walked(text: &str) -> Version {
    heard([whole(snapshot(Status::Accepted)), Fact::Steps(steps(text))])
}

fn cells(version: &Version) -> Cells {
    version.meaning(NUMBER, &Catalog { states_a_limit: true }).unwrap().cells
}

fn number(cells: &Cells, name: &str) -> Option<i64> {
    let value = cells.numbers[NUMBERS.iter().position(|known| *known == name).unwrap()];
    (value != NULL).then_some(value)
}

fn flags(cells: &Cells) -> Vec<&'static str> {
    FLAGS.iter().enumerate().filter(|(at, _)| cells.flags & (1 << at) != 0).map(|f| *f.1).collect()
}

/// 2.1 as the rulebooks write it, looked at on 31/08.
fn verdict(cells: &Cells) -> &'static str {
    let end = number(cells, "closed_at").unwrap_or(at("31/08 23:59"));
    let in_time =
        end - number(cells, "supplement_seconds").unwrap() <= number(cells, "due_at").unwrap();
    let asked_once = number(cells, "supplement_requests").unwrap() <= 1;
    if in_time && asked_once { "đúng hạn" } else { "quá hạn" }
}

#[rstest]
#[case::unfinished("4 04/08 09:10", "", "quá hạn")]
#[case::done_in_time("4 04/08 09:10; 9 12/08 15:20", "12/08 15:20", "đúng hạn")]
#[case::done_on_the_second("9 14/08 17:00", "14/08 17:00", "đúng hạn")]
#[case::done_a_second_late("9 14/08 17:00:01", "14/08 17:00:01", "quá hạn")]
#[case::done_then_returned("9 13/08 10:00; 10 20/08 08:05", "13/08 10:00", "đúng hạn")]
#[case::done_counts_even_if_later("10 13/08 10:00; 9 20/08 08:05", "20/08 08:05", "quá hạn")]
#[case::returned_only("10 13/08 11:30", "13/08 11:30", "đúng hạn")]
#[case::returned_before_stopped("8 11/08 09:00; 10 19/08 11:30", "19/08 11:30", "quá hạn")]
#[case::done_before_refused("3 05/08 09:00; 9 18/08 11:30", "18/08 11:30", "quá hạn")]
#[case::stopped("8 11/08 09:00", "11/08 09:00", "đúng hạn")]
#[case::refused("3 05/08 14:00", "05/08 14:00", "đúng hạn")]
#[case::later_of_stopped_and_refused("3 05/08 14:00; 8 17/08 09:00", "17/08 09:00", "quá hạn")]
#[case::withdrawn("7 06/08 10:00", "06/08 10:00", "đúng hạn")]
#[case::stopped_before_withdrawn("7 06/08 10:00; 8 17/08 09:00", "17/08 09:00", "quá hạn")]
#[case::refused_before_withdrawn("3 04/08 10:00; 7 18/08 09:00", "04/08 10:00", "đúng hạn")]
#[case::fees_end_nothing("6 06/08 10:00", "", "quá hạn")]
fn the_end_of_handling_follows_the_priority_of_states(
    #[case] course: &str,
    #[case] closed: &str,
    #[case] wanted: &str,
) {
    let cells = cells(&walked(course));
    let closed = (!closed.is_empty()).then(|| at(closed));
    assert_eq!(number(&cells, "closed_at"), closed);
    assert_eq!(verdict(&cells), wanted);
}

/// The same, where the statement itself gives the end: state, then NgayKetThucXuLy, NgayTra, NgayTuChoi.
#[rstest]
#[case::done("9", "12/08 15:20", "", "", "12/08 15:20")]
#[case::returned_ends_with_handling("10", "12/08 15:20", "19/08 09:00", "", "12/08 15:20")]
#[case::returned_without_end("10", "", "19/08 09:00", "", "19/08 09:00")]
#[case::done_handed_over_without_end("9", "", "19/08 09:00", "", "19/08 09:00")]
#[case::stopped("8", "11/08 09:00", "", "10/08 08:00", "11/08 09:00")]
#[case::stopped_without_end("8", "", "", "10/08 08:00", "10/08 08:00")]
#[case::refused("3", "11/08 09:00", "", "10/08 08:00", "10/08 08:00")]
#[case::refused_without_moment("3", "11/08 09:00", "", "", "11/08 09:00")]
#[case::withdrawn("7", "06/08 10:00", "", "", "06/08 10:00")]
#[case::moments_of_another_state("4", "12/08 15:20", "19/08 09:00", "10/08 08:00", "")]
#[case::nothing_given("9", "", "", "", "")]
fn the_end_of_handling_as_stated(
    #[case] status: &str,
    #[case] ended: &str,
    #[case] returned: &str,
    #[case] refused: &str,
    #[case] closed: &str,
) {
    let moment = |text: &str| (!text.is_empty()).then(|| at(text));
    let mut said = snapshot(state(status));
    said.ended_at = moment(ended);
    said.returned_at = moment(returned);
    said.refused_at = moment(refused);
    assert_eq!(number(&cells(&heard([whole(said)])), "closed_at"), moment(closed));
}

/// Supplements told by steps: requests, seconds waited, end, verdict.
#[rstest]
#[case::awaited("5 06/08 09:00", 1, 0, "06/08 09:00", "đúng hạn")]
#[case::awaited_since_after_the_due_date("5 17/08 09:00", 1, 0, "17/08 09:00", "quá hạn")]
#[case::asked_twice("5 06/08 09:00; 4 07/08 09:00; 5 10/08 09:00", 2, 86_400, "", "quá hạn")]
#[case::asked_twice_then_done_early(
    "5 05/08 09:00; 4 05/08 10:00; 5 06/08 09:00; 4 06/08 11:00; 9 07/08 09:00",
    2,
    10_800,
    "07/08 09:00",
    "quá hạn"
)]
#[case::waiting_is_taken_out("5 06/08 09:00; 4 13/08 09:00; 9 21/08 16:00", 1, 7 * 86_400, "21/08 16:00", "đúng hạn")]
#[case::too_late_all_the_same("5 06/08 09:00; 4 13/08 09:00; 9 21/08 17:01", 1, 7 * 86_400, "21/08 17:01", "quá hạn")]
#[case::fees_answer_too("5 06/08 09:00; 6 06/08 12:00", 1, 10_800, "", "quá hạn")]
fn supplements_told_by_steps(
    #[case] course: &str,
    #[case] requests: i64,
    #[case] waited: i64,
    #[case] closed: &str,
    #[case] wanted: &str,
) {
    let cells = cells(&walked(course));
    assert_eq!(number(&cells, "supplement_requests"), Some(requests));
    assert_eq!(number(&cells, "supplement_seconds"), Some(waited));
    assert_eq!(number(&cells, "closed_at"), (!closed.is_empty()).then(|| at(closed)));
    assert_eq!(verdict(&cells), wanted);
}

fn round(requested: &str, supplied: &str) -> Round {
    let supplied_at = (!supplied.is_empty()).then(|| at(supplied));
    Round { requested_at: at(requested), supplied_at }
}

fn with_round(status: Status, requested: &str, supplied: &str, course: &str) -> Version {
    let mut said = snapshot(status);
    said.rounds = vec![round(requested, supplied)];
    heard([whole(said), Fact::Steps(steps(course))])
}

/// Supplements told by one stated round, and steps that came after (or before) the statement.
#[rstest]
#[case::open(Status::Supplement, "", "", 1, 0, Some("06/08 09:00"))]
#[case::answered(Status::Processing, "10/08 14:00", "", 1, 363_600, None)]
#[case::answered_by_a_later_step(Status::Supplement, "", "4 10/08 14:00", 1, 363_600, None)]
#[case::the_same_request_as_a_step(
    Status::Supplement,
    "",
    "5 06/08 09:00:03",
    1,
    0,
    Some("06/08 09:00")
)]
#[case::asked_again_by_a_later_step(
    Status::Processing,
    "10/08 14:00",
    "5 11/08 08:00",
    2,
    363_600,
    None
)]
#[case::asked_again_after_an_answer_by_step(
    Status::Supplement,
    "",
    "4 10/08 14:00; 5 11/08 08:00",
    2,
    363_600,
    None
)]
#[case::steps_before_the_statement_are_in_it(
    Status::Processing,
    "10/08 14:00",
    "5 05/08 08:00; 4 06/08 08:00",
    1,
    363_600,
    None
)]
fn supplements_told_by_rounds(
    #[case] status: Status,
    #[case] supplied: &str,
    #[case] course: &str,
    #[case] requests: i64,
    #[case] waited: i64,
    #[case] closed: Option<&str>,
) {
    let cells = cells(&with_round(status, "06/08 09:00", supplied, course));
    assert_eq!(number(&cells, "supplement_requests"), Some(requests));
    assert_eq!(number(&cells, "supplement_seconds"), Some(waited));
    assert_eq!(number(&cells, "closed_at"), closed.map(at));
}

/// "Done" stated over an open round: nothing is taken out, whatever comes after.
#[test]
fn a_round_left_open_at_the_end_is_no_waiting() {
    let mut said = snapshot(Status::Done);
    said.rounds = vec![round("06/08 09:00", "")];
    said.ended_at = Some(at("18/08 16:00"));
    let version = heard([whole(said), Fact::Steps(steps("10 20/08 08:00"))]);
    let cells = cells(&version);
    assert_eq!(number(&cells, "supplement_seconds"), Some(0));
    assert_eq!(number(&cells, "closed_at"), Some(at("18/08 16:00")));
    assert_eq!(verdict(&cells), "quá hạn");
    assert_eq!(flags(&cells), ["rewritten_to_done"]);
}

#[test]
fn without_a_due_date_the_statutory_maximum_stands_in() {
    let mut said = snapshot(Status::Processing);
    said.due_at = None;
    let version = heard([whole(said)]);
    let meaning = version.meaning(NUMBER, &Catalog { states_a_limit: true }).unwrap();
    assert_eq!(number(&meaning.cells, "due_at"), Some(at("21/08 17:00")));
    assert_eq!(flags(&meaning.cells), ["due_from_statute"]);
    let none = version.meaning(NUMBER, &Catalog { states_a_limit: false });
    assert_eq!(none, Err(Hold::NoDueDate));
}

#[test]
fn what_is_not_counted_yet_says_why() {
    let catalog = Catalog { states_a_limit: true };
    let hold = |facts: Vec<Fact>| heard(facts).meaning(NUMBER, &catalog).map(|_| ()).unwrap_err();
    assert_eq!(hold(vec![Fact::Steps(steps("4 04/08 09:10"))]), Hold::NoSnapshot);
    assert_eq!(hold(vec![Fact::Complaint, Fact::Synced]), Hold::NoSnapshot);
    let mut registered = snapshot(Status::Registered);
    registered.received_at = None;
    assert_eq!(hold(vec![whole(registered.clone())]), Hold::NotReceived);
    // Withdrawn before anybody accepted it: never in the index.
    let withdrawn = Fact::Steps(steps("7 05/08 10:00"));
    assert_eq!(hold(vec![whole(registered.clone()), withdrawn]), Hold::NotReceived);
    let codes = [Hold::NoSnapshot, Hold::NotReceived, Hold::NoDueDate].map(Hold::code);
    assert_eq!(codes, ["no_snapshot", "not_received", "no_due_date"]);
    // Accepted by a step: from the first of these on it counts.
    let accepted = Fact::Steps(steps("2 05/08 10:00; 2 06/08 10:00"));
    let cells = cells(&heard([whole(registered), accepted]));
    assert_eq!(number(&cells, "received_at"), Some(at("05/08 10:00")));
}

#[test]
fn agency_procedure_and_plain_columns_are_those_stated_last() {
    let mut early = snapshot(Status::Accepted);
    early.channel = Channel::Post;
    let mut late = snapshot(Status::Processing);
    late.agency = "H55.08".into();
    late.channel = Channel::Online;
    late.fee_due = 125_000;
    let late = Fact::Snapshot(Box::new(late.stated(Some(at("05/08 10:00")))));
    let steps = Fact::Steps(steps("6 06/08 07:45"));
    let version = heard([late, whole(early), steps]);
    let meaning = version.meaning(NUMBER, &Catalog { states_a_limit: true }).unwrap();
    assert_eq!((meaning.agency, meaning.procedure), ("H55.08", PROCEDURE));
    let of = |name| number(&meaning.cells, name).unwrap();
    assert_eq!((of("channel"), of("fee_due"), of("status")), (2, 125_000, 6));
    assert_eq!(of("started_at"), at("03/08 08:15"));
    assert_eq!(number(&meaning.cells, "synced_at"), None);
}

#[rstest]
#[case::as_stated(Paid::Counter, Paid::Portal, Paid::Counter)]
#[case::by_the_payment_call(Paid::None, Paid::Local, Paid::Local)]
#[case::not_at_all(Paid::None, Paid::None, Paid::None)]
fn payment(#[case] stated: Paid, #[case] called: Paid, #[case] wanted: Paid) {
    let mut said = snapshot(Status::Payment);
    said.paid = stated;
    let cells = cells(&heard([whole(said), Fact::Payment(called)]));
    assert_eq!(number(&cells, "paid"), Some(wanted as i64));
}

/// 4.1–4.5: which marks of files, accounts and data sources make which yes.
#[rstest]
#[case::nothing(Marks::default(), FiledOn::Local, &[])]
#[case::result(Marks::RESULT_FILE, FiledOn::Local, &["result_electronic"])]
#[case::input_alone(Marks::INPUT_FILE, FiledOn::Local, &["component_file"])]
#[case::both(Marks::RESULT_FILE.with(Marks::INPUT_FILE), FiledOn::Local, &["component_file", "digitised", "result_electronic"])]
#[case::reused_file(Marks::REUSED_FILE, FiledOn::Portal, &["reused"])]
#[case::local_part(Marks::DIGITISED_PART, FiledOn::Local, &["reused"])]
#[case::local_file(Marks::DIGITISED_FILE, FiledOn::Local, &[])]
#[case::portal_file(Marks::DIGITISED_FILE, FiledOn::Portal, &["reused"])]
#[case::portal_part(Marks::DIGITISED_PART, FiledOn::Portal, &[])]
#[case::unknown_is_local(Marks::DIGITISED_PART, FiledOn::Unknown, &["reused"])]
#[case::store(Marks::PERSONAL_STORE, FiledOn::Local, &["personal_store", "population_data"])]
#[case::account(Marks::VERIFIED_ACCOUNT, FiledOn::Local, &["population_data"])]
#[case::base(Marks::POPULATION_BASE, FiledOn::Local, &["population_data"])]
fn digitisation(#[case] marks: Marks, #[case] filed_on: FiledOn, #[case] wanted: &[&str]) {
    let mut said = snapshot(Status::Accepted);
    said.marks = marks;
    said.filed_on = filed_on;
    assert_eq!(flags(&cells(&heard([whole(said)]))), wanted);
}

#[rstest]
#[case::quiet(&[], false)]
#[case::petition(&[Fact::Complaint], true)]
#[case::liked(&[rating("12/08 08:00", true)], false)]
#[case::disliked(&[rating("12/08 08:00", false)], true)]
#[case::the_last_rating_holds(&[rating("12/08 08:00", false), rating("13/08 08:00", true)], false)]
#[case::in_any_order(&[rating("13/08 08:00", false), rating("12/08 08:00", true)], true)]
fn complaints(#[case] facts: &[Fact], #[case] complained: bool) {
    let all = [whole(snapshot(Status::Accepted))].into_iter().chain(facts.iter().cloned());
    let cells = cells(&heard(all));
    assert_eq!(flags(&cells).contains(&"complained"), complained);
}

fn rating(moment: &str, satisfied: bool) -> Fact {
    Fact::Rating { at: at(moment), satisfied }
}

/// A dossier as an honest system tells it: one supplement, finished in time, paid at the counter.
#[test]
fn an_honest_dossier_has_no_mark() {
    let mut said = snapshot(Status::Returned);
    said.rounds = vec![round("05/08 09:00", "07/08 10:00")];
    said.ended_at = Some(at("13/08 11:00"));
    said.returned_at = Some(at("14/08 09:00"));
    said.paid = Paid::Counter;
    let course = "2 03/08 08:15; 5 05/08 09:00; 4 07/08 10:00; 9 13/08 11:00; 10 14/08 09:00";
    let version = heard([whole(said), Fact::Steps(steps(course))]);
    assert_eq!(flags(&cells(&version)), [""; 0]);
}

/// Each mark, where the trick was used and where the same thing has an honest course.
#[rstest]
#[case("closed_at_once", walked("9 03/08 08:15:59"), walked("9 03/08 08:16"))]
#[case("closed_at_once", walked("10 03/08 08:15:59"), walked("3 03/08 08:15:59"))]
#[case("dates_disagree", walked("9 01/08 10:00"), walked("9 03/08 10:00"))]
#[case("dates_disagree", due("02/08 17:00"), due("03/08 17:00"))]
#[case("dates_disagree", answered("06/08 08:00"), answered("06/08 09:00"))]
#[case("due_moved", moved("17/08 08:00"), moved("14/08 16:00"))]
#[case("due_moved", moved("17/08 08:00"), walked("4 17/08 08:00"))]
#[case("invented_step", walked("9 03/08 08:15"), walked("9 03/08 08:20"))]
#[case("invented_step", walked("9 03/08 08:15; 9 13/08 10:00"), walked("9 13/08 10:00"))]
#[case(
    "paid_marked_online",
    paid(Paid::Portal, Channel::Direct, FiledOn::Local),
    paid(Paid::Portal, Channel::Online, FiledOn::Local)
)]
#[case(
    "paid_marked_online",
    paid(Paid::Portal, Channel::Direct, FiledOn::Unknown),
    paid(Paid::Local, Channel::Direct, FiledOn::Local)
)]
#[case(
    "paid_marked_online",
    paid(Paid::Portal, Channel::Direct, FiledOn::Local),
    paid(Paid::Portal, Channel::Direct, FiledOn::Portal)
)]
#[case("paused_on_due_day", walked("5 14/08 08:00"), walked("5 13/08 16:59"))]
#[case("paused_on_due_day", walked("5 17/08 08:00"), walked("5 05/08 08:00"))]
#[case(
    "placeholder_identity",
    marked(Marks::PLACEHOLDER_IDENTITY),
    marked(Marks::VERIFIED_ACCOUNT)
)]
#[case("procedure_unknown", asked_for("TS_lop1"), asked_for(PROCEDURE))]
#[case("reopened", walked("9 12/08 10:00; 4 13/08 10:00"), walked("4 12/08 10:00; 9 13/08 10:00"))]
#[case(
    "reopened",
    walked("10 12/08 10:00; 5 13/08 10:00"),
    walked("9 12/08 10:00; 10 13/08 10:00")
)]
#[case("result_is_input", marked(Marks::RESULT_IS_INPUT), marked(Marks::RESULT_FILE))]
#[case("rewritten_to_done", walked("8 11/08 09:00; 9 12/08 09:00"), walked("9 12/08 09:00"))]
#[case("rewritten_to_done", walked("3 05/08 09:00; 10 12/08 09:00"), walked("3 05/08 09:00"))]
#[case(
    "rewritten_to_done",
    walked("5 05/08 09:00; 9 12/08 09:00"),
    walked("5 05/08 09:00; 4 06/08 09:00; 9 12/08 09:00")
)]
#[case("rewritten_to_done", rewritten(Status::Stopped), rewritten(Status::Processing))]
#[case("rewritten_to_done", rewritten(Status::Refused), rewritten(Status::Supplement))]
#[case(
    "rewritten_to_done",
    with_round(Status::Supplement, "05/08 09:00", "", "9 12/08 09:00"),
    with_round(Status::Supplement, "05/08 09:00", "", "4 06/08 09:00; 9 12/08 09:00")
)]
#[case(
    "rewritten_to_done",
    with_round(Status::Done, "05/08 09:00", "", ""),
    with_round(Status::Done, "05/08 09:00", "06/08 10:00", "5 05/08 09:00; 9 12/08 09:00")
)]
fn tricks_leave_marks(#[case] mark: &str, #[case] tricked: Version, #[case] honest: Version) {
    let (tricked, honest) = (cells(&tricked), cells(&honest));
    assert!(flags(&tricked).contains(&mark), "no mark: {:?}", flags(&tricked));
    assert!(!flags(&honest).contains(&mark), "marked: {:?}", flags(&honest));
}

fn due(text: &str) -> Version {
    let mut said = snapshot(Status::Accepted);
    said.due_at = Some(at(text));
    heard([whole(said)])
}

/// A supplement asked for on 06/08 at 09:00.
fn answered(text: &str) -> Version {
    with_round(Status::Processing, "06/08 09:00", text, "")
}

/// Due on 28/08 instead of 14/08, as said at that moment.
fn moved(said_at: &str) -> Version {
    let mut later = snapshot(Status::Processing);
    later.due_at = Some(at("28/08 17:00"));
    let later = Fact::Snapshot(Box::new(later.stated(Some(at(said_at)))));
    heard([whole(snapshot(Status::Accepted)), later])
}

fn paid(paid: Paid, channel: Channel, filed_on: FiledOn) -> Version {
    let mut said = snapshot(Status::Payment);
    (said.paid, said.channel, said.filed_on) = (paid, channel, filed_on);
    heard([whole(said)])
}

fn marked(marks: Marks) -> Version {
    let mut said = snapshot(Status::Accepted);
    said.marks = marks;
    heard([whole(said)])
}

fn asked_for(procedure: &str) -> Version {
    let mut said = snapshot(Status::Accepted);
    said.procedure = procedure.into();
    heard([whole(said)])
}

/// First stated with that state, later as done.
fn rewritten(first: Status) -> Version {
    let mut done = snapshot(Status::Done);
    done.ended_at = Some(at("13/08 10:00"));
    heard([whole(snapshot(first)), whole(done)])
}

/// The day within the number against the day of reception, 03/08/2026.
#[rstest]
#[case("H55.242-260804-0017", true)]
#[case("H55.242-260803-0017", false)]
#[case("000.00.53.H55-260731-0099", false)]
#[case("000.00.53.H55-260901-0099", true)]
#[case("G09.20-20260805-0092637", true)]
#[case("G09.20-20260609-0092637", false)]
#[case::no_such_day("H55.242-269999-0017", false)]
#[case::no_day("48213", false)]
#[case::no_agency("260804-0017", false)]
fn a_number_given_out_after_reception_is_marked(#[case] number: &str, #[case] marked: bool) {
    let version = walked("");
    let meaning = version.meaning(number, &Catalog { states_a_limit: true }).unwrap();
    assert_eq!(flags(&meaning.cells).contains(&"back_dated"), marked);
}

#[test]
fn every_bit_has_the_place_of_its_name() {
    let bits = [
        (flag::BACK_DATED, "back_dated"),
        (flag::DIGITISED, "digitised"),
        (flag::DUE_FROM_STATUTE, "due_from_statute"),
        (flag::REUSED, "reused"),
        (flag::REWRITTEN_TO_DONE, "rewritten_to_done"),
    ];
    for (bit, name) in bits {
        assert_eq!(FLAGS[bit.trailing_zeros() as usize], name);
        assert_eq!(bit.count_ones(), 1);
    }
    assert!(FLAGS.is_sorted() && NUMBERS.is_sorted());
}
