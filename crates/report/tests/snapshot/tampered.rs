//! A file that was changed anywhere is refused, and the row is named.

use chiso_report::snapshot::{Fault, Key, PublicKey, Refused, Step, limits, open, seal, verify};
use proptest::prelude::*;
use rstest::rstest;

use crate::world::{self, Draw};

fn files() -> [Vec<u8>; 2] {
    let frozen = world::counted(&mut Draw(2_026), 3, 70);
    let sealed = seal(&frozen, &world::key()).unwrap();
    assert!(sealed.withheld > 0);
    [sealed.full, sealed.public]
}

fn lines(bytes: &[u8]) -> Vec<String> {
    let text = std::str::from_utf8(bytes).unwrap().strip_suffix('\n').unwrap();
    text.split('\n').map(str::to_owned).collect()
}

fn file(lines: &[String]) -> Vec<u8> {
    (lines.join("\n") + "\n").into_bytes()
}

/// What is wrong with lines.
fn faults(lines: &[String]) -> Vec<Fault> {
    let bytes = file(lines);
    assert!(open(&bytes).is_err());
    verify(&bytes, None).unwrap().faults
}

/// The place of a line that begins a row of a section about an agency's number.
fn place(lines: &[String], like: &str) -> usize {
    lines.iter().position(|line| line.contains(like)).unwrap_or_else(|| panic!("no {like}"))
}

fn steps(faults: &[Fault]) -> Vec<Step> {
    let mut steps: Vec<Step> = faults.iter().map(|fault| fault.step).collect();
    steps.dedup();
    steps
}

#[test]
fn whole_files_verify() {
    for bytes in files() {
        let verdict = verify(&bytes, Some(&world::key().public())).unwrap();
        assert!(verdict.holds(), "{:?}", verdict.faults);
    }
}

/// A digit of a row is changed: the row is named with agency and number.
#[rstest]
#[case::count("figure\tsubtree\tH55.249\t2.1", "H55.249", "2.1")]
#[case::points("points\tH55.249\tindicator\t2.1", "H55.249", "2.1")]
#[case::measures("tally\tsubtree\tH55.242", "H55.242", "")]
#[case::agency("agency\tH55.242\t", "H55.242", "")]
#[case::head("head\trevision\t", "", "revision")]
fn one_digit(#[case] row: &str, #[case] agency: &str, #[case] number: &str) {
    let mut lines = lines(&files()[0]);
    let at = place(&lines, row);
    let start = lines[at].find(row).unwrap() + row.len();
    let end = lines[at].rsplitn(3, '\t').last().unwrap().len();
    let digit = lines[at][start..end].find(|letter: char| letter.is_ascii_digit());
    let digit = start + digit.unwrap_or_else(|| panic!("{}", lines[at]));
    let other = if &lines[at][digit..=digit] == "7" { "8" } else { "7" };
    lines[at].replace_range(digit..=digit, other);
    let faults = faults(&lines);
    assert_eq!(faults[0].step, Step::Hashes);
    assert_eq!(faults[0].line, Some(at + 1));
    assert_eq!((&*faults[0].agency, &*faults[0].number), (agency, number));
}

/// Whoever changes a count and its hash, too, is told by what follows from the count, and by the root.
#[test]
fn a_count_with_a_new_hash() {
    use chiso_report::snapshot::tree;
    let mut lines = lines(&files()[0]);
    let at =
        lines.iter().position(|line| line.contains("figure\tsubtree\tH55.9\t2.1\tknown")).unwrap();
    let mut fields: Vec<String> = lines[at].split('\t').map(str::to_owned).collect();
    let count: i64 = fields[6].parse().unwrap();
    fields[6] = (count + 100).to_string();
    fields.pop();
    let row = fields.join("\t");
    let leaf: String =
        tree::leaf(row.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
    lines[at] = format!("{row}\t{leaf}");
    let faults = faults(&lines);
    let steps = steps(&faults);
    assert!(!steps.contains(&Step::Hashes));
    for step in [Step::Root, Step::Signature, Step::Ratios] {
        assert!(steps.contains(&step), "{step:?} of {steps:?}");
    }
    let ratio = faults.iter().find(|fault| fault.step == Step::Ratios).unwrap();
    assert_eq!((ratio.line, &*ratio.agency, &*ratio.number), (Some(at + 1), "H55.9", "2.1"));
    assert!(ratio.should.starts_with(&format!("{count} = ")), "{}", ratio.should);
}

#[test]
fn a_row_less() {
    for bytes in files() {
        let mut lines = lines(&bytes);
        let at = place(&lines, "\tpoints\tH55.249\ttotal");
        lines.remove(at);
        let faults = faults(&lines);
        assert_eq!((faults[0].step, faults[0].line), (Step::Numbers, Some(at + 1)));
        let steps = steps(&faults);
        assert!(steps.contains(&Step::Root) && steps.contains(&Step::Rows), "{steps:?}");
    }
}

#[test]
fn a_row_more() {
    let mut lines = lines(&files()[1]);
    let at = place(&lines, "\tpoints\tH55.249\ttotal");
    let row = lines[at].clone();
    lines.insert(at + 1, row);
    let faults = faults(&lines);
    assert_eq!((faults[0].step, faults[0].line), (Step::Numbers, Some(at + 2)));
}

#[test]
fn two_rows_swapped() {
    let mut lines = lines(&files()[0]);
    let at = place(&lines, "\tcheck\t");
    lines.swap(at, at + 1);
    let faults = faults(&lines);
    assert_eq!((faults[0].step, faults[0].line), (Step::Numbers, Some(at + 1)));
    assert_eq!((faults[1].step, faults[1].line), (Step::Numbers, Some(at + 2)));
}

#[test]
fn one_byte_of_the_signature() {
    let mut lines = lines(&files()[0]);
    let last = lines.len() - 1;
    let other = if lines[last].ends_with('0') { "1" } else { "0" };
    let end = lines[last].len() - 1;
    lines[last].replace_range(end.., other);
    let faults = faults(&lines);
    assert_eq!(steps(&faults), [Step::Signature]);
    assert_eq!(faults[0].line, Some(last + 1));
}

/// A file that somebody made up and signed with a key of their own holds together; only the expected key tells.
#[test]
fn signed_by_somebody_else() {
    let frozen = world::counted(&mut Draw(2_026), 3, 70);
    let theirs = Key::new([99; 32]);
    let sealed = seal(&frozen, &theirs).unwrap();
    let ours = world::key().public();
    assert!(verify(&sealed.full, None).unwrap().holds());
    let verdict = verify(&sealed.full, Some(&ours)).unwrap();
    assert_eq!(steps(&verdict.faults), [Step::Key]);
    assert_eq!(verdict.faults[0].should, ours.to_hex());
    assert_ne!(theirs.public().fingerprint(), ours.fingerprint());
    assert_eq!(theirs.public().fingerprint().len(), 19);
}

#[test]
fn keys_are_read_as_they_are_written() {
    let key = world::key();
    let again = Key::from_pem(&key.to_pem()).unwrap();
    assert_eq!(again.public(), key.public());
    assert!(key.to_pem().starts_with("-----BEGIN PRIVATE KEY-----\n"));
    for text in [key.public().to_pem(), key.public().to_hex(), key.public().to_hex().to_uppercase()]
    {
        assert_eq!(PublicKey::read(&text), Some(key.public()));
    }
    assert!(!format!("{key:?}").contains(&"29".repeat(8)), "the private half is never shown");
    for text in ["", "0", "-----BEGIN PUBLIC KEY-----\n", &key.to_pem()] {
        assert_eq!(PublicKey::read(text), None, "{text}");
    }
    assert!(Key::from_pem(&key.public().to_pem()).is_none());
}

#[rstest]
#[case::nothing(b"", Refused::NotSnapshot)]
#[case::other(b"agency,period\n", Refused::NotSnapshot)]
#[case::version(b"chiso-snapshot\t2\n", Refused::Version("2".to_owned()))]
#[case::cut(b"chiso-snapshot\t1\n1\thead\n", Refused::Cut(3))]
#[case::binary(b"chiso-snapshot\t1\n\xff\xfe", Refused::NotText)]
fn what_is_no_snapshot(#[case] bytes: &[u8], #[case] expected: Refused) {
    assert_eq!(verify(bytes, None).unwrap_err(), expected);
    assert_eq!(open(bytes).unwrap_err(), expected);
}

#[test]
fn bounds_of_what_is_read() {
    let tail = "root\t0\t0\nkey\t0\nsignature\t0\n";
    let rows = |rows: usize| format!("chiso-snapshot\t1\n{}{tail}", "\n".repeat(rows)).into_bytes();
    assert!(verify(&rows(limits::ROWS), None).is_ok());
    assert_eq!(verify(&rows(limits::ROWS + 1), None).unwrap_err(), Refused::TooManyRows);
    let long =
        |bytes: usize| format!("chiso-snapshot\t1\n{}\n{tail}", "x".repeat(bytes)).into_bytes();
    assert!(verify(&long(limits::ROW_BYTES), None).is_ok());
    assert_eq!(verify(&long(limits::ROW_BYTES + 1), None).unwrap_err(), Refused::LongRow(2));
    let bytes = |bytes: usize| verify(&vec![b'x'; bytes], None).unwrap_err();
    assert_eq!(bytes(limits::BYTES), Refused::NotSnapshot);
    assert_eq!(bytes(limits::BYTES + 1), Refused::TooLong);
    let verdict = verify(&rows(5_000), None).unwrap();
    assert_eq!(verdict.faults.len(), limits::FAULTS);
    assert!(verdict.faults_all > 5_000);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// One bit of one byte anywhere, of either file: never accepted.
    #[test]
    fn one_byte_anywhere(at in any::<prop::sample::Index>(), bit in 0..8_u8, public in any::<bool>()) {
        let mut bytes = files()[usize::from(public)].clone();
        let at = at.index(bytes.len());
        bytes[at] ^= 1 << bit;
        prop_assert!(open(&bytes).is_err());
        let verdict = verify(&bytes, None);
        prop_assert!(verdict.is_err() || !verdict.unwrap().holds(), "byte {}", at);
    }

    /// Whatever a file says, reading it ends, with an answer.
    #[test]
    fn rows_of_anything(rows in "((head|rule|agency|unit|points|figure|tally)(\t[-a-zA-Z0-9.=]{0,6}){0,9}\n){0,12}") {
        let text = format!("chiso-snapshot\t1\n{rows}root\t1\t0\nkey\t0\nsignature\t0\n");
        prop_assert!(!verify(text.as_bytes(), None).unwrap().holds());
    }
}
