//! Machines that fail: a clock that is set back, a disk that is full, a folder that may not be written.

use std::fs::Permissions;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use chiso_scoring::measure::plan::Plan;
use chiso_scoring::measure::quality_marks;
use chiso_scoring::rulebook::Rulebooks;
use chiso_store::{Store, live};
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::sync_client::{JSON, Running, Sender, envelope};
use crate::support::{Data, stderr, stdout};
use crate::{Site, dossier, number, verified};

/// The clock of the machine is set back: what is late stays late, revisions go on.
#[test]
fn a_clock_that_is_set_back_changes_nothing() {
    let site = Site::new();
    let mut open = dossier(&number(3));
    open["TrangThaiHoSo"] = json!("4");
    open["NgayKetThucXuLy"] = json!("");
    assert_eq!(site.push(&[open]).codes(), ["0"]);
    let closed = site.close();
    let store = Arc::new(closed.store);
    let rulebooks = Rulebooks::embedded();
    let books: Vec<_> = rulebooks.all().iter().collect();
    // 10/8/2026 and 15/8/2026, 08:00: before and after it was due.
    let (before, after) = (1_786_323_600, 1_786_755_600);
    let opened = live::open(&store, Plan::new(&books, &quality_marks()), before).unwrap();
    let period = "2026-08".parse().unwrap();
    let figures = || {
        let look = |revision, standing: &chiso_scoring::standing::Standing| {
            let live = standing.live();
            (revision, live.now(), format!("{:?}", live.figures("766-2024", period)))
        };
        opened.current.look(look).unwrap()
    };
    let early = figures();
    opened.current.tick(after);
    let late = figures();
    assert_ne!(early.2, late.2, "it has become late");
    for back in [before, after - 1, 0, i64::MIN] {
        opened.current.tick(back);
        assert_eq!(figures(), late);
    }
}

/// A server in a shell that limits the size of files; with `quiet` the signal of the limit is ignored,
/// so that writing fails instead.
fn cramped(data: &Data, kib: u64, quiet: bool) -> Running {
    let chiso = data.command();
    let mut shell = Command::new("bash");
    let trap = if quiet { "trap '' XFSZ; " } else { "" };
    let script = format!("{trap}ulimit -f {kib}; exec \"$0\" \"$@\"");
    shell.arg("-c").arg(script).arg(chiso.get_program()).args(chiso.get_args());
    for (key, value) in chiso.get_envs() {
        match value {
            Some(value) => shell.env(key, value),
            None => shell.env_remove(key),
        };
    }
    Running::start(shell, &data.path().join("said.txt"))
}

/// Dossiers that are acknowledged until the disk is full, one call each; then the status of the
/// first call that was not.
fn fill(sender: &Sender) -> (Vec<String>, Option<u16>) {
    let mut acknowledged = Vec::new();
    for call in 0..400 {
        let numbers: Vec<String> = (0..20).map(|at| number(call * 20 + at)).collect();
        let items: Vec<Value> = numbers.iter().map(|number| dossier(number)).collect();
        let body = envelope("DongBoHoSoMC", true, &items).to_string();
        match sender.try_post("/dongbo", JSON, body) {
            Some(answer) if answer.status == 200 => acknowledged.extend(numbers),
            other => return (acknowledged, other.map(|answer| answer.status)),
        }
    }
    panic!("the disk was never full");
}

#[rstest]
#[case::writing_fails(true)]
#[case::writing_kills(false)]
fn a_full_disk_is_told_and_loses_nothing(#[case] quiet: bool) {
    let data = Data::empty();
    // Made without a limit: what fails later is the intake.
    assert!(Running::start(data.command(), &data.path().join("said.txt")).stop().status.success());
    let server = cramped(&data, 900, quiet);
    let sender = server.sender();
    let (acknowledged, status) = fill(&sender);
    assert!(acknowledged.len() > 40, "{acknowledged:?}");
    if quiet {
        assert!(status.is_some_and(|status| status >= 500), "{status:?}");
        // It still shows what it has.
        assert_eq!(sender.look_up(&acknowledged[0]).as_deref(), Some("9"));
        assert_eq!(sender.get("/tiep-nhan").status, 200);
        server.terminate();
    } else {
        assert_eq!(status, None);
    }
    server.end();
    verified(&data);
    let store = Store::open(data.path()).unwrap();
    for number in &acknowledged {
        assert_eq!(store.versions_of(number).unwrap().len(), 1, "{number}");
    }
    let known = (0..8_000).filter(|at| store.dossier_number(&number(*at)).unwrap().is_some());
    // With the server alive nothing was stored that was not acknowledged.
    let unanswered = known.count() - acknowledged.len();
    assert!(unanswered == 0 || (!quiet && unanswered == 20), "{unanswered}");
    drop(store);
    // With room again, everything goes on.
    let server = Running::start(data.command(), &data.path().join("said.txt"));
    let again = envelope("DongBoHoSoMC", true, &[dossier(&number(9_999))]);
    assert_eq!(server.sender().call(&again).codes(), ["0"]);
}

/// A user that may not do everything: the superuser could write whatever the permissions say.
fn as_nobody(mut command: Command) -> Command {
    if std::fs::metadata("/proc/self").unwrap().uid() == 0 {
        command.uid(65_534).gid(65_534);
    }
    command
}

fn allow(path: &Path, mode: u32) {
    std::fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
}

/// `chiso serve` in a folder where nothing may be written ends with one sentence; nothing changes.
#[rstest]
#[case::database(0o555, 0o444)]
#[case::folder(0o555, 0o666)]
fn what_may_not_be_written_is_told(#[case] folder: u32, #[case] file: u32) {
    let data = Data::empty();
    let server = Running::start(data.command(), &data.path().join("said.txt"));
    let call = envelope("DongBoHoSoMC", true, &[dossier(&number(4))]);
    assert_eq!(server.sender().call(&call).codes(), ["0"]);
    assert!(server.stop().status.success());
    let database = data.path().join(chiso_store::FILE_NAME);
    let before = std::fs::read(&database).unwrap();
    allow(&database, file);
    allow(data.path(), folder);
    let output = as_nobody(data.command()).args(["serve", "--listen", "127.0.0.1:0"]).output();
    allow(data.path(), 0o755);
    let output = output.unwrap();
    assert_eq!(output.status.code(), Some(1), "{}{}", stdout(&output), stderr(&output));
    assert!(stdout(&output).is_empty());
    let said = stderr(&output);
    assert!(said.starts_with("chiso: ") && !said.contains("panicked"), "{said}");
    assert_eq!(std::fs::read(&database).unwrap(), before);
}
