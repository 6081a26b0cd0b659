//! Every column: what may stand in it, and why the rest is refused.

use chiso_intake::tables::{Item, TableKind};
use chiso_scoring::dossier::{Channel, Fact, FiledOn, Marks, Paid, Round, Statement, Status, Step};
use chiso_scoring::record::{About, Limit, PetitionStep, Record, ServiceLevel, ServiceState};
use rstest::rstest;

use super::{at, item, record, row, snapshot};

/// The reason and column of a refusal.
fn reason(kind: TableKind, cells: &str) -> (&'static str, &'static str) {
    let refusal = item(kind, cells).unwrap_err();
    (refusal.code.name(), refusal.field)
}

#[test]
fn a_dossier_keeps_every_column() {
    let cells = "received_at=2026-08-03 07:45:10|due_at=2026-08-10 17:00|filed_at=2026-08-02 21:15\
        |ended_at=2026-08-07 15:20|returned_at=2026-08-08 08:05|refused_at=2026-08-06 10:10|status=10\
        |channel=online|filed_on=portal|fee_due=1.000.000đ|paid=local|updating=True\
        |synced_at=2026-08-03 07:46|stated_at=2026-08-09 06:00";
    let Ok(Item::Statement(statement)) = item(TableKind::Dossiers, cells) else { panic!() };
    assert_eq!(&*statement.number, "H55.242-260803-0001");
    assert_eq!(statement.synced_at, Some(at("2026-08-03T07:46:00")));
    let kept = snapshot(cells).unwrap();
    assert_eq!((&*kept.agency, &*kept.procedure), ("H55.242", "1.004222"));
    assert_eq!(kept.received_at, Some(at("2026-08-03T07:45:10")));
    assert_eq!(kept.due_at, Some(at("2026-08-10T17:00:00")));
    assert_eq!(kept.filed_at, Some(at("2026-08-02T21:15:00")));
    assert_eq!(kept.ended_at, Some(at("2026-08-07T15:20:00")));
    assert_eq!(kept.returned_at, Some(at("2026-08-08T08:05:00")));
    assert_eq!(kept.refused_at, Some(at("2026-08-06T10:10:00")));
    assert_eq!(kept.stated_at, at("2026-08-09T06:00:00"));
    assert_eq!((kept.status, kept.progress, kept.updating), (Status::Returned, 9, true));
    assert_eq!((kept.channel, kept.filed_on), (Channel::Online, FiledOn::Portal));
    assert_eq!((kept.fee_due, kept.paid), (1_000_000, Paid::Local));
}

#[rstest]
#[case("result_file", Marks::RESULT_FILE)]
#[case("input_file", Marks::INPUT_FILE)]
#[case("digitised_part", Marks::DIGITISED_PART)]
#[case("digitised_file", Marks::DIGITISED_FILE)]
#[case("reused_file", Marks::REUSED_FILE)]
#[case("personal_store", Marks::PERSONAL_STORE)]
#[case("verified_account", Marks::VERIFIED_ACCOUNT)]
#[case("population_base", Marks::POPULATION_BASE)]
fn marks(#[case] column: &str, #[case] mark: Marks) {
    assert_eq!(snapshot(&format!("{column}=1")).unwrap().marks, mark);
    assert_eq!(snapshot(&format!("{column}=FALSE")).unwrap().marks, Marks::default());
    assert_eq!(reason(TableKind::Dossiers, &format!("{column}=có")).0, "bad_switch");
}

#[rstest]
#[case("", Channel::Direct)]
#[case("channel=", Channel::Direct)]
#[case("channel=1", Channel::Direct)]
#[case("channel=direct", Channel::Direct)]
#[case("channel=2", Channel::Online)]
#[case("channel=Online", Channel::Online)]
#[case("channel=TRỰC TUYẾN", Channel::Online)]
#[case("channel=3", Channel::Post)]
#[case("channel=post", Channel::Post)]
#[case("channel=Bưu chính công ích", Channel::Post)]
fn channels(#[case] cells: &str, #[case] expect: Channel) {
    assert_eq!(snapshot(cells).unwrap().channel, expect);
}

#[rstest]
#[case("", Paid::None, FiledOn::Unknown)]
#[case("paid=0|filed_on=1", Paid::None, FiledOn::Portal)]
#[case("paid=none|filed_on=portal", Paid::None, FiledOn::Portal)]
#[case("paid=1|filed_on=2", Paid::Portal, FiledOn::Local)]
#[case("paid=portal|filed_on=local", Paid::Portal, FiledOn::Local)]
#[case("paid=2", Paid::Local, FiledOn::Unknown)]
#[case("paid=local", Paid::Local, FiledOn::Unknown)]
#[case("paid=3", Paid::Counter, FiledOn::Unknown)]
#[case("paid=counter", Paid::Counter, FiledOn::Unknown)]
fn payment_and_place(#[case] cells: &str, #[case] paid: Paid, #[case] filed_on: FiledOn) {
    let kept = snapshot(cells).unwrap();
    assert_eq!((kept.paid, kept.filed_on), (paid, filed_on));
}

/// Rounds are written as day and hour of August 2026.
#[rstest]
#[case("", "", &[])]
#[case("05/08/2026", "", &[(5, None)])]
#[case("05/08/2026", "06/08/2026", &[(5, Some(6))])]
#[case("05/08/2026;07/08/2026", "06/08/2026", &[(5, Some(6)), (7, None)])]
#[case("05/08/2026;07/08/2026", ";09/08/2026", &[(5, None), (7, Some(9))])]
#[case("07/08/2026; 05/08/2026", "08/08/2026 ;06/08/2026", &[(5, Some(6)), (7, Some(8))])]
fn supplements(#[case] asked: &str, #[case] supplied: &str, #[case] expect: &[(u32, Option<u32>)]) {
    let cells = format!("supplement_requested_at={asked}|supplement_supplied_at={supplied}");
    let day = |day: u32| at(&format!("2026-08-{day:02}T00:00:00"));
    let expect: Vec<Round> = expect
        .iter()
        .map(|(asked, supplied)| Round {
            requested_at: day(*asked),
            supplied_at: supplied.map(day),
        })
        .collect();
    assert_eq!(snapshot(&cells).unwrap().rounds, expect);
}

#[rstest]
#[case(60, None)]
#[case(61, Some("too_many_rounds"))]
fn supplements_are_bounded(#[case] rounds: usize, #[case] expect: Option<&str>) {
    let days: Vec<String> =
        (0..rounds).map(|n| format!("2026-08-05 10:{:02}:{:02}", n / 60, n % 60)).collect();
    let read = snapshot(&format!("supplement_requested_at={}", days.join(";")));
    assert_eq!(read.as_ref().err().map(|refusal| refusal.code.name()), expect);
    assert_eq!(read.map_or(0, |kept| kept.rounds.len()), if expect.is_none() { rounds } else { 0 });
}

#[rstest]
#[case("number=", "empty_field", "number")]
#[case("number=H5", "bad_dossier_number", "number")]
#[case("agency=", "empty_field", "agency")]
#[case("agency=Sở Y tế", "bad_code", "agency")]
#[case("procedure=", "empty_field", "procedure")]
#[case("procedure=1.004222'--", "bad_procedure", "procedure")]
#[case("status=", "empty_field", "status")]
#[case("status=0", "bad_status", "status")]
#[case("status=11", "bad_status", "status")]
#[case("received_at=30/02/2026", "bad_moment", "received_at")]
#[case("due_at=99991231235959", "moment_out_of_range", "due_at")]
#[case("filed_at=hôm qua", "bad_moment", "filed_at")]
#[case("ended_at=2026-13-01", "bad_moment", "ended_at")]
#[case("returned_at=1", "bad_moment", "returned_at")]
#[case("refused_at=x", "bad_moment", "refused_at")]
#[case("synced_at=x", "bad_moment", "synced_at")]
#[case("stated_at=x", "bad_moment", "stated_at")]
#[case("updating=maybe", "bad_switch", "updating")]
#[case("channel=4", "bad_choice", "channel")]
#[case("filed_on=0", "bad_choice", "filed_on")]
#[case("paid=4", "bad_choice", "paid")]
#[case("fee_due=-5", "bad_amount", "fee_due")]
#[case("fee_due=miễn phí", "bad_amount", "fee_due")]
#[case("supplement_supplied_at=06/08/2026", "unpaired_supply", "supplement_supplied_at")]
#[case(
    "supplement_requested_at=05/08/2026|supplement_supplied_at=06/08/2026;07/08/2026",
    "unpaired_supply",
    "supplement_supplied_at"
)]
#[case("supplement_requested_at=05/08/2026;;07/08/2026", "empty_field", "supplement_requested_at")]
#[case("supplement_requested_at=05/08/2026;x", "bad_moment", "supplement_requested_at")]
fn no_dossiers(#[case] cells: &str, #[case] code: &str, #[case] field: &str) {
    assert_eq!(reason(TableKind::Dossiers, cells), (code, field));
}

/// Without a moment of its own, a dossier was stated at the latest moment it speaks of.
#[rstest]
#[case("received_at=2026-08-03|due_at=2026-08-20", "2026-08-03T00:00:00")]
#[case("received_at=2026-08-03|ended_at=2026-08-05 11:00", "2026-08-05T11:00:00")]
#[case("ended_at=2026-08-05|supplement_requested_at=2026-08-06", "2026-08-06T00:00:00")]
#[case("ended_at=2026-08-05|stated_at=2026-08-04", "2026-08-04T00:00:00")]
fn when_a_dossier_was_stated(#[case] cells: &str, #[case] expect: &str) {
    assert_eq!(snapshot(cells).unwrap().stated_at, at(expect));
}

#[test]
fn a_step() {
    let cells = "number=H55.07-260804-0002|at=20260804080105|status=5";
    let step = Step { at: at("2026-08-04T08:01:05"), status: Status::Supplement };
    let number = "H55.07-260804-0002".into();
    let expect = Statement { number, synced_at: None, fact: Fact::Steps(vec![step]) };
    assert_eq!(item(TableKind::Steps, cells), Ok(Item::Statement(expect)));
}

#[rstest]
#[case("at=", "empty_field", "at")]
#[case("at=00000000000000", "empty_field", "at")]
#[case("at=31/04/2026", "bad_moment", "at")]
#[case("status=đã xong", "bad_status", "status")]
#[case("number=Lê Văn Bình 1", "bad_dossier_number", "number")]
fn no_steps(#[case] cells: &str, #[case] code: &str, #[case] field: &str) {
    assert_eq!(reason(TableKind::Steps, cells), (code, field));
}

#[rstest]
#[case("1", true)]
#[case("True", true)]
#[case("RẤT HÀI LÒNG", true)]
#[case("Hài lòng", true)]
#[case("RHL", true)]
#[case("HL", true)]
#[case("BT", true)]
#[case("Ha\u{300}i lo\u{300}ng", true)]
#[case("0", false)]
#[case("false", false)]
#[case("KHÔNG HÀI LÒNG", false)]
#[case("KHL", false)]
fn ratings(#[case] text: &str, #[case] satisfied: bool) {
    let read = item(TableKind::Ratings, &format!("satisfied={text}"));
    let Ok(Item::Statement(Statement { fact, .. })) = read else { panic!("{read:?}") };
    assert_eq!(fact, Fact::Rating { at: at("2026-08-05T09:02:00"), satisfied });
}

#[rstest]
#[case("satisfied=", "empty_field", "satisfied")]
#[case("satisfied=2", "bad_choice", "satisfied")]
#[case("at=", "empty_field", "at")]
fn no_ratings(#[case] cells: &str, #[case] code: &str, #[case] field: &str) {
    assert_eq!(reason(TableKind::Ratings, cells), (code, field));
}

fn service(cells: &str) -> chiso_scoring::record::Service {
    let read = record(TableKind::Services, cells);
    let Ok(Record::Service(service)) = read else { panic!("{read:?}") };
    service
}

#[rstest]
#[case("2", ServiceLevel::Info)]
#[case("info", ServiceLevel::Info)]
#[case("Cung cấp thông tin trực tuyến", ServiceLevel::Info)]
#[case("3", ServiceLevel::Partial)]
#[case("partial", ServiceLevel::Partial)]
#[case("Một phần", ServiceLevel::Partial)]
#[case("4", ServiceLevel::Full)]
#[case("FULL", ServiceLevel::Full)]
#[case("toàn trình", ServiceLevel::Full)]
fn levels(#[case] text: &str, #[case] expect: ServiceLevel) {
    assert_eq!(service(&format!("level={text}")).level, expect);
}

#[rstest]
#[case("", ServiceState::Public)]
#[case("1", ServiceState::Public)]
#[case("public", ServiceState::Public)]
#[case("Đang công khai", ServiceState::Public)]
#[case("2", ServiceState::Amended)]
#[case("amended", ServiceState::Amended)]
#[case("Đang công khai, sửa đổi bổ sung", ServiceState::Amended)]
#[case("3", ServiceState::Abolished)]
#[case("abolished", ServiceState::Abolished)]
#[case("Bãi bỏ", ServiceState::Abolished)]
#[case("4", ServiceState::Stopping)]
#[case("stopping", ServiceState::Stopping)]
#[case("Chờ dừng công khai", ServiceState::Stopping)]
#[case("5", ServiceState::Testing)]
#[case("testing", ServiceState::Testing)]
#[case("Đang kiểm thử", ServiceState::Testing)]
fn states(#[case] text: &str, #[case] expect: ServiceState) {
    assert_eq!(service(&format!("state={text}")).state, expect);
}

#[rstest]
#[case("15 working_days", Limit::WorkingDays(15))]
#[case("16 ngày làm việc", Limit::WorkingDays(16))]
#[case("8 giờ làm việc", Limit::WorkingHours(8))]
#[case("30 ngày", Limit::Days(30))]
#[case("1 tháng", Limit::Months(1))]
fn limits(#[case] text: &str, #[case] expect: Limit) {
    assert_eq!(service(&format!("limit={text}")).limit, Some(expect));
}

#[test]
fn a_service_keeps_every_column() {
    let kept = service("valid_to=31/12/2026|has_fee=1|for_person=True|all_parts=1");
    assert_eq!((&*kept.agency, &*kept.procedure), ("H55", "2.000815"));
    assert_eq!(kept.valid_from, jiff::civil::date(2025, 7, 1));
    assert_eq!(kept.valid_to, Some(jiff::civil::date(2026, 12, 31)));
    assert_eq!((kept.has_fee, kept.for_person, kept.all_parts), (true, true, true));
    assert_eq!(kept.stated_at, at("2026-12-31T00:00:00"));
    let bare = service("");
    assert_eq!((bare.has_fee, bare.for_person, bare.all_parts), (false, false, false));
    assert_eq!((bare.valid_to, bare.limit), (None, None));
    assert_eq!(bare.stated_at, at("2025-07-01T00:00:00"));
    assert_eq!(service("stated_at=2026-01-05 08:00").stated_at, at("2026-01-05T08:00:00"));
}

#[rstest]
#[case("level=1", "bad_choice", "level")]
#[case("level=", "empty_field", "level")]
#[case("state=6", "bad_choice", "state")]
#[case("valid_from=", "empty_field", "valid_from")]
#[case("valid_from=2026-02-29", "bad_moment", "valid_from")]
#[case("valid_to=2025-06-30", "inverted_dates", "valid_to")]
#[case("has_fee=2", "bad_switch", "has_fee")]
#[case("limit=0 ngày", "bad_limit", "limit")]
#[case("agency=", "empty_field", "agency")]
fn no_services(#[case] cells: &str, #[case] code: &str, #[case] field: &str) {
    assert_eq!(reason(TableKind::Services, cells), (code, field));
}

#[test]
fn a_service_may_end_on_its_first_day() {
    assert_eq!(service("valid_to=2025-07-01").valid_to, Some(jiff::civil::date(2025, 7, 1)));
}

#[rstest]
#[case("", None, "2026-08-01T00:00:00")]
#[case("public_at=2026-08-02 16:45", Some("2026-08-02T16:45:00"), "2026-08-02T16:45:00")]
#[case("decided_on=2026-08-03", None, "2026-08-03T00:00:00")]
#[case(
    "public_at=2026-07-22|stated_at=2026-07-23",
    Some("2026-07-22T00:00:00"),
    "2026-07-23T00:00:00"
)]
fn publications(#[case] cells: &str, #[case] public_at: Option<&str>, #[case] stated_at: &str) {
    let read = record(TableKind::Publications, cells);
    let Ok(Record::Publication(kept)) = read else { panic!("{read:?}") };
    assert_eq!(
        (&*kept.agency, &*kept.decision, &*kept.procedure),
        ("H55", "1045/QĐ-UBND", "1.009645")
    );
    assert_eq!(kept.effective_on, jiff::civil::date(2026, 8, 1));
    assert_eq!(kept.public_at, public_at.map(at));
    assert_eq!(kept.stated_at, at(stated_at));
}

#[rstest]
#[case("decision=", "empty_field", "decision")]
#[case("decision=Quyết định 1045", "bad_decision", "decision")]
#[case("decided_on=", "empty_field", "decided_on")]
#[case("effective_on=sớm", "bad_moment", "effective_on")]
#[case("public_at=31/06/2026", "bad_moment", "public_at")]
fn no_publications(#[case] cells: &str, #[case] code: &str, #[case] field: &str) {
    assert_eq!(reason(TableKind::Publications, cells), (code, field));
}

fn petition(cells: &str) -> chiso_scoring::record::Petition {
    let read = record(TableKind::Petitions, cells);
    let Ok(Record::Petition(petition)) = read else { panic!("{read:?}") };
    petition
}

#[rstest]
#[case("waiting", PetitionStep::Waiting)]
#[case("Tiếp nhận ở địa phương", PetitionStep::Waiting)]
#[case("Phản ánh đã bổ sung", PetitionStep::Waiting)]
#[case("Mới tiếp nhận VPCP", PetitionStep::Waiting)]
#[case("handling", PetitionStep::Handling)]
#[case("PAKN đã bổ sung", PetitionStep::Handling)]
#[case("Phản ánh trực tiếp xử lý", PetitionStep::Handling)]
#[case("Xử lý ở địa phương", PetitionStep::Handling)]
#[case("Đã gửi email", PetitionStep::Handling)]
#[case("asked_for_more", PetitionStep::AskedForMore)]
#[case("Chờ bổ sung", PetitionStep::AskedForMore)]
#[case("passed_on", PetitionStep::PassedOn)]
#[case("BNĐP gửi trả lại BNĐP khác", PetitionStep::PassedOn)]
#[case("BNĐP gửi trả VPCP", PetitionStep::PassedOn)]
#[case("Trả lại VPCP", PetitionStep::PassedOn)]
#[case("Từ chối tiếp nhận", PetitionStep::PassedOn)]
#[case("Gửi đơn vị khác bằng phần mềm riêng", PetitionStep::PassedOn)]
#[case("Trả lại tiếp nhận địa phương", PetitionStep::PassedOn)]
#[case("answered", PetitionStep::Answered)]
#[case("Chờ công khai", PetitionStep::Answered)]
#[case("Đã công khai", PetitionStep::Answered)]
fn petition_steps(#[case] text: &str, #[case] expect: PetitionStep) {
    assert_eq!(petition(&format!("step={text}")).step, expect);
}

#[test]
fn a_petition_keeps_every_column() {
    let kept = petition("answered_at=2026-08-10 16:00|about=staff|likes=3|dislikes=5|repeated=1");
    assert_eq!((&*kept.number, &*kept.agency), ("PAKN.260803.17", "H55.13"));
    assert_eq!(kept.received_at, at("2026-08-03T09:12:00"));
    assert_eq!(kept.answered_at, Some(at("2026-08-10T16:00:00")));
    assert_eq!(kept.stated_at, at("2026-08-10T16:00:00"));
    assert_eq!((kept.about, kept.likes, kept.dislikes, kept.repeated), (About::Staff, 3, 5, true));
    let bare = petition("");
    assert_eq!((bare.about, bare.likes, bare.dislikes, bare.repeated), (About::Other, 0, 0, false));
    assert_eq!((bare.stated_at, bare.dossier), (at("2026-08-03T09:12:00"), None));
    assert_eq!(petition("about=1").about, About::Rules);
    assert_eq!(petition("likes=4294967295").likes, u32::MAX);
}

#[test]
fn a_petition_that_names_a_dossier_says_something_of_it_too() {
    let read = row(TableKind::Petitions, "dossier=H55.242-260803-0007");
    let [Ok(Item::Record(Record::Petition(petition))), Ok(second)] = read.as_slice() else {
        panic!("{read:?}")
    };
    assert_eq!(petition.dossier.as_deref(), Some("H55.242-260803-0007"));
    let number = "H55.242-260803-0007".into();
    let complaint = Statement { number, synced_at: None, fact: Fact::Complaint };
    assert_eq!(*second, Item::Statement(complaint));
}

#[rstest]
#[case("number=", "empty_field", "number")]
#[case("received_at=", "empty_field", "received_at")]
#[case("step=", "empty_field", "step")]
#[case("step=xong", "bad_choice", "step")]
#[case("about=3", "bad_choice", "about")]
#[case("likes=-1", "negative_count", "likes")]
#[case("dislikes=4294967296", "count_too_large", "dislikes")]
#[case("likes=1.025", "thousands_separator", "likes")]
#[case("dossier=hồ sơ của tôi", "bad_dossier_number", "dossier")]
fn no_petitions(#[case] cells: &str, #[case] code: &str, #[case] field: &str) {
    assert_eq!(reason(TableKind::Petitions, cells), (code, field));
}

#[rstest]
#[case("2026-08", "2026-08-31T23:59:59")]
#[case("2026-Q3", "2026-09-30T23:59:59")]
#[case("2026", "2026-12-31T23:59:59")]
#[case("2026-07-01..2026-07-15", "2026-07-15T23:59:59")]
#[case("2059", "2059-12-31T23:59:59")]
fn figures_are_stated_at_the_end_of_their_period(#[case] period: &str, #[case] stated_at: &str) {
    let read = record(TableKind::AgencyFigures, &format!("period={period}"));
    let Ok(Record::Agency(kept)) = read else { panic!("{read:?}") };
    assert_eq!((kept.period.to_string().as_str(), kept.stated_at), (period, at(stated_at)));
}

#[test]
fn figures_keep_every_column() {
    let cells = "offers_copies=0|copies_done=11|certifications=12|accounts_verified=13\
        |received_national_report=14|received_previous_year=15|services_growth=-16\
        |stated_at=2026-09-05 08:00";
    let read = record(TableKind::AgencyFigures, cells);
    let Ok(Record::Agency(kept)) = read else { panic!("{read:?}") };
    assert_eq!(kept.offers_copies, Some(false));
    assert_eq!((kept.copies_done, kept.certifications), (Some(11), Some(12)));
    assert_eq!((kept.accounts_verified, kept.received_national_report), (Some(13), Some(14)));
    assert_eq!((kept.received_previous_year, kept.services_growth), (Some(15), Some(-16)));
    assert_eq!(kept.stated_at, at("2026-09-05T08:00:00"));
}

#[rstest]
#[case("copies_done=", "no_figures", "")]
#[case("period=", "empty_field", "period")]
#[case("period=08/2026", "bad_period", "period")]
#[case("period=2026-13", "bad_period", "period")]
#[case("period=2060", "bad_period", "period")]
#[case("certifications=1,025", "thousands_separator", "certifications")]
#[case("copies_done=1000000000001", "count_too_large", "copies_done")]
#[case("services_growth=--1", "bad_number", "services_growth")]
#[case("offers_copies=có", "bad_switch", "offers_copies")]
fn no_figures(#[case] cells: &str, #[case] code: &str, #[case] field: &str) {
    assert_eq!(reason(TableKind::AgencyFigures, cells), (code, field));
}

#[rstest]
#[case("name=  Đăng ký   thường trú ", "Đăng ký thường trú")]
#[case("name=Cấp giấy phép, cấp lại (mức 3)", "Cấp giấy phép, cấp lại (mức 3)")]
#[case("name=Thủ tục theo Nghị định 61/2018/NĐ-CP", "Thủ tục theo Nghị định 61/2018/NĐ-CP")]
fn names_of_procedures_are_kept_as_written(#[case] cells: &str, #[case] expect: &str) {
    let Ok(Record::Procedure(kept)) = record(TableKind::Procedures, cells) else { panic!() };
    assert_eq!((&*kept.procedure, &*kept.name, kept.field), ("2.000815", expect, None));
}

/// A row that is shifted by one column must not bring a person in.
#[rstest]
#[case("name=", "empty_field")]
#[case("name=Nguyễn Thị Hoa 0912345678", "bad_title")]
#[case("name=001186012345", "bad_title")]
#[case("field=0912 345 678", "bad_title")]
#[case("name=một\u{7}hai", "control_character")]
#[case("procedure=Đăng ký", "bad_procedure")]
fn titles_that_are_none_are_refused(#[case] cells: &str, #[case] expect: &str) {
    let refused = record(TableKind::Procedures, cells).unwrap_err();
    assert_eq!(refused.code.name(), expect);
    assert!(!refused.value.contains("0912") && !refused.value.contains("Hoa"), "{refused}");
}

#[rstest]
#[case(1_000, true)]
#[case(1_001, false)]
fn titles_are_bounded(#[case] letters: usize, #[case] fits: bool) {
    let read = record(TableKind::Procedures, &format!("name={}", "đ".repeat(letters)));
    assert_eq!(read.is_ok(), fits);
}
