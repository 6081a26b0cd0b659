//! Killed at any moment: what was acknowledged is there, once, and nothing is there that nobody sent.
//!
//! `CHISO_CRASHES` sets how many rounds there are, `CHISO_CRASH_SEED` their chance.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use chiso_scoring::dossier::{Seconds, Version};
use chiso_store::Store;
use chiso_store::live::CHECKPOINT_NAME;
use jiff::Timestamp;
use jiff::tz::Offset;
use rstest::rstest;
use serde_json::{Value, json};
use support::sync_client::{Answer, Running, Sender, envelope};
use support::{Data, stderr, stdout};

/// 3/8/2026 08:00:00 in Vietnam: when every dossier here was received.
const RECEIVED: Seconds = 1_785_718_800;
/// Senders at work at once.
const SENDERS: usize = 3;
/// Dossiers of one sender: kills are many, the store stays small.
const DOSSIERS: usize = 700;
/// Rounds between two looks at everything.
const CHECK_EVERY: u64 = 20;

/// Chance that is the same in every run with the same seed (splitmix64).
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % bound
    }

    /// The one wait that is meant: how long a process lives.
    fn wait(&mut self, from: u64, to: u64) {
        std::thread::sleep(Duration::from_millis(from + self.below(to - from)));
    }
}

/// What is said of a dossier; every moment in it is another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Said {
    Created { due: Seconds },
    Ended { at: Seconds },
    Step { at: Seconds },
}

/// All that was sent of one dossier, and whether it was acknowledged.
struct Told {
    number: String,
    items: Vec<(Said, bool)>,
}

/// One sender with its own dossiers.
struct Office {
    name: usize,
    chance: Chance,
    clock: Seconds,
    told: Vec<Told>,
    acknowledged: usize,
    repeated: usize,
}

fn stamp(at: Seconds) -> String {
    let at = Offset::constant(7).to_datetime(Timestamp::from_second(at).unwrap());
    at.strftime("%Y%m%d%H%M%S").to_string()
}

impl Told {
    fn due(&self) -> Seconds {
        let due = self.items.iter().find_map(|(said, _)| match said {
            Said::Created { due } => Some(*due),
            _ => None,
        });
        due.unwrap()
    }

    /// An item as it is sent.
    fn json(&self, said: Said) -> Value {
        let (status, ended) = match said {
            Said::Step { at } => {
                return json!({
                    "MaHoSo": self.number, "ThoiDiemXuLy": stamp(at), "TrangThai": "4",
                });
            }
            Said::Created { .. } => ("2", String::new()),
            Said::Ended { at } => ("9", stamp(at)),
        };
        json!({
            "MaHoSo": self.number, "MaTTHC": "1.004222", "NgayTiepNhan": stamp(RECEIVED),
            "NgayHenTra": stamp(self.due()), "TrangThaiHoSo": status, "NgayKetThucXuLy": ended,
            "ChuHoSo": "Nông Thị Lả", "KenhThucHien": "2",
        })
    }

    fn sent(&self, acknowledged: bool) -> impl Iterator<Item = Said> {
        let all = move |(said, known): &(Said, bool)| (*known || !acknowledged).then_some(*said);
        self.items.iter().filter_map(all)
    }

    fn steps(&self, acknowledged: bool) -> BTreeSet<Seconds> {
        let step = |said| if let Said::Step { at } = said { Some(at) } else { None };
        self.sent(acknowledged).filter_map(step).collect()
    }

    /// When it ended, by all that was sent; [`None`] as long as only its beginning was.
    fn ends(&self, acknowledged: bool) -> BTreeSet<Option<Seconds>> {
        let end = |said| match said {
            Said::Created { .. } => Some(None),
            Said::Ended { at } => Some(Some(at)),
            Said::Step { .. } => None,
        };
        self.sent(acknowledged).filter_map(end).collect()
    }

    /// Whether the versions in the log say what was acknowledged, and nothing that was not sent.
    fn check(&self, versions: &[Version]) {
        let number = &self.number;
        let Some(last) = versions.last() else {
            assert_eq!(self.sent(true).next(), None, "{number} was acknowledged and is lost");
            return;
        };
        assert!(versions.windows(2).all(|pair| pair[0] != pair[1]), "{number} is there twice");
        assert!(versions.len() <= self.items.len(), "{number} grew by itself");
        let steps: BTreeSet<Seconds> = last.steps.iter().map(|step| step.at).collect();
        assert_eq!(steps.len(), last.steps.len(), "{number} has a step twice: {:?}", last.steps);
        let (known, sent) = (self.steps(true), self.steps(false));
        assert!(steps.is_superset(&known) && steps.is_subset(&sent), "{number}: {steps:?}");
        let known = self.ends(true).last().copied();
        let Some(snapshot) = &last.snapshot else {
            assert_eq!(known, None, "{number} lost what was said of the whole");
            return;
        };
        assert!(known <= Some(snapshot.ended_at), "{number} ended {:?}", snapshot.ended_at);
        assert!(self.ends(false).contains(&snapshot.ended_at), "{number}: nobody said so");
        assert_eq!((snapshot.due_at, &*last.dues), (Some(self.due()), &[self.due()][..]));
    }
}

impl Office {
    fn new(name: usize, seed: u64) -> Self {
        let chance = Chance(seed.wrapping_add(name as u64 * 1_000_003));
        let clock = RECEIVED + 1 + name as Seconds;
        Self { name, chance, clock, told: Vec::new(), acknowledged: 0, repeated: 0 }
    }

    /// A moment that no other item has, of no other office either.
    fn moment(&mut self) -> Seconds {
        self.clock += SENDERS as Seconds;
        self.clock
    }

    /// Sends until nobody answers any more.
    fn work(&mut self, host: &str) {
        let sender = Sender::to(host);
        while self.one_call(&sender) {}
    }

    fn one_call(&mut self, sender: &Sender) -> bool {
        match self.chance.below(10) {
            0..=4 if self.told.len() < DOSSIERS => self.create(sender),
            kind if self.told.is_empty() || kind == 9 => self.repeat(sender),
            kind => self.go_on(sender, kind % 2 == 0),
        }
    }

    /// New dossiers, up to three in a call.
    fn create(&mut self, sender: &Sender) -> bool {
        let first = self.told.len();
        for _ in 0..=self.chance.below(3) {
            let unit = if self.told.len().is_multiple_of(2) { "H55.X01840" } else { "H55.X01906" };
            let number = format!("{unit}-260803-{}{:04}", self.name, self.told.len());
            let due = self.moment() + 9 * 86_400;
            self.told.push(Told { number, items: vec![(Said::Created { due }, false)] });
        }
        let items: Vec<_> = (first..self.told.len()).map(|at| (at, 0)).collect();
        self.send(sender, &items).is_some()
    }

    /// Something new about a dossier that was sent before, acknowledged or not.
    fn go_on(&mut self, sender: &Sender, ends: bool) -> bool {
        let at = self.moment();
        let which = self.chance.below(self.told.len() as u64) as usize;
        let said = if ends { Said::Ended { at } } else { Said::Step { at } };
        self.told[which].items.push((said, false));
        self.send(sender, &[(which, self.told[which].items.len() - 1)]).is_some()
    }

    /// The same again: what is known already, or what nobody answered.
    fn repeat(&mut self, sender: &Sender) -> bool {
        if self.told.is_empty() {
            return self.create(sender);
        }
        let which = self.chance.below(self.told.len() as u64) as usize;
        let item = self.chance.below(self.told[which].items.len() as u64) as usize;
        let (said, known) = self.told[which].items[item];
        let Some(answer) = self.send(sender, &[(which, item)]) else { return false };
        if known {
            let created = matches!(said, Said::Created { .. });
            assert_eq!(answer.codes(), [if created { "3" } else { "0" }], "{}", answer.text);
            self.repeated += 1;
        }
        true
    }

    /// One call with items of one kind; notes what was acknowledged.
    fn send(&mut self, sender: &Sender, items: &[(usize, usize)]) -> Option<Answer> {
        let said = |(which, item): &(usize, usize)| self.told[*which].items[*item].0;
        let (service, updating) = match items.first().map(said)? {
            Said::Created { .. } => ("DongBoHoSoMC", false),
            Said::Ended { .. } => ("DongBoHoSoMC", true),
            Said::Step { .. } => ("CapNhatTienDoHoSoMC", false),
        };
        let list: Vec<Value> = items.iter().map(|at| self.told[at.0].json(said(at))).collect();
        let body = envelope(service, updating, &list).to_string();
        let answer = sender.try_post("/dongbo", support::sync_client::JSON, body)?;
        assert_eq!(answer.status, 200, "{}", answer.text);
        let codes = answer.codes();
        assert_eq!(codes.len(), items.len());
        for ((which, item), code) in items.iter().zip(codes) {
            assert!(code == "0" || code == "3", "{}", answer.text);
            self.told[*which].items[*item].1 = true;
            self.acknowledged += 1;
        }
        Some(answer)
    }

    /// Sends everything that was acknowledged once more, in large calls.
    fn send_all_again(&mut self, sender: &Sender) {
        let kind = |said: Said| std::mem::discriminant(&said);
        let mut kinds: BTreeMap<u8, Vec<(usize, usize)>> = BTreeMap::new();
        for (which, told) in self.told.iter().enumerate() {
            for (item, (said, _)) in told.items.iter().enumerate().filter(|(_, item)| item.1) {
                let order = u8::from(kind(*said) == kind(Said::Ended { at: 0 }))
                    + 2 * u8::from(kind(*said) == kind(Said::Step { at: 0 }));
                kinds.entry(order).or_default().push((which, item));
            }
        }
        for (order, items) in kinds {
            for call in items.chunks(500) {
                let expected = if order == 0 { "3" } else { "0" };
                let codes = self.send(sender, call).unwrap().codes();
                assert!(codes.iter().all(|code| code == expected), "{codes:?}");
            }
        }
    }
}

/// A file that is taken in between kills: its first part is large enough to be stored on its own.
struct Import {
    path: PathBuf,
    sha256: String,
    /// The numbers of its rows with their due dates; those of the second part stand in no other.
    parts: [Vec<(String, Seconds)>; 2],
    done: u64,
}

const PART: u64 = 10_000;

impl Import {
    fn new(data: &Data, which: usize) -> Self {
        let row = |at: usize| {
            let number = format!("H55.X01849-260803-F{which:02}{at:02}");
            (number, RECEIVED + (which * 100 + at) as Seconds + 12 * 86_400)
        };
        let parts = [(0..30).map(row).collect::<Vec<_>>(), (30..50).map(row).collect()];
        let rows = parts[0].iter().cycle().take(PART as usize).chain(&parts[1]);
        let mut text = "number,agency,procedure,status,received_at,due_at\n".to_owned();
        for (number, due) in rows {
            let (received, due) = (stamp(RECEIVED), stamp(*due));
            text += &format!("{number},H55.X01849,1.004222,4,{received},{due}\n");
        }
        let path = data.file(&format!("ho-so-{which}.csv"), &text);
        let sha256 = chiso_sha256(text.as_bytes());
        Self { path, sha256, parts, done: 0 }
    }

    /// Takes the file in until the end or the kill; gives whether it came to the end.
    fn run(&self, data: &Data, chance: &mut Chance) -> bool {
        let mut command = data.command();
        command.args(["intake", "dossiers", "--sender", "H55"]).arg(&self.path);
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        chance.wait(5, 500);
        child.kill().unwrap();
        let output = child.wait_with_output().unwrap();
        let ended = output.status.code();
        assert!(ended.is_none_or(|code| code == 0), "{}", stderr(&output));
        ended.is_some()
    }

    /// Whether the rows that the books call done are there, and progress never went back.
    fn check(&mut self, store: &Store, log: &mut Log) {
        let done = store.import(&self.sha256).unwrap().map_or(0, |known| known.progress.rows_done);
        assert!(done >= self.done, "progress went back from {} to {done}", self.done);
        self.done = done;
        for ((number, due), least) in self
            .parts
            .iter()
            .zip([PART, PART + 1])
            .flat_map(|(rows, least)| rows.iter().map(move |row| (row, least)))
        {
            let versions = log.remove(number).unwrap_or_default();
            assert_eq!(versions.len(), usize::from(done >= least), "{number} of {done} rows");
            let dues = versions.iter().map(|version| version.dues.clone());
            assert!(dues.into_iter().all(|dues| dues == [*due]), "{number}");
        }
    }
}

fn chiso_sha256(bytes: &[u8]) -> String {
    use sha2::Digest;
    sha2::Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Every version of every dossier, the earliest first.
type Log = BTreeMap<String, Vec<Version>>;

fn log(store: &Store) -> Log {
    let mut log = Log::new();
    let add = &mut |logged: chiso_store::Logged<'_>| {
        log.entry(logged.code.to_owned()).or_default().push(logged.version);
    };
    store.versions_since(0, add).unwrap();
    log
}

/// Looks at everything while nobody works in the folder.
fn check(data: &Data, offices: &[Office], imports: &mut [Import]) {
    let store = Store::open(data.path()).unwrap();
    let mut log = log(&store);
    let whole = |versions: &&Vec<Version>| versions.last().is_some_and(|v| v.snapshot.is_some());
    let received = log.values().filter(whole).count();
    for told in offices.iter().flat_map(|office| &office.told) {
        told.check(&log.remove(&told.number).unwrap_or_default());
    }
    imports.iter_mut().for_each(|import| import.check(&store, &mut log));
    assert!(log.is_empty(), "nobody sent {:?}", log.keys());
    let rows = store.receipts(1_000).unwrap();
    let booked: u64 = rows.iter().map(|row| row.counts.received).sum();
    let acknowledged: usize = offices.iter().map(|office| office.acknowledged).sum();
    assert!(booked >= acknowledged as u64, "{booked} booked, {acknowledged} acknowledged");
    drop(store);
    verify(data, &["--period", "2026-08"]);
    let counted = data.json("dossiers --agency H55 --period 2026-08 --measure received --limit 0");
    assert_eq!(counted["count"], received, "{counted}");
}

fn verify(data: &Data, options: &[&str]) {
    let output = data.command().arg("verify").args(options).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}{}", stdout(&output), stderr(&output));
}

/// How a server's round ends.
fn round(data: &Data, number: u64, chance: &mut Chance, offices: &mut [Office]) {
    let said = data.path().join("said.txt");
    let mut command = data.command();
    command.env("TMPDIR", data.path());
    if number % 10 == 5 {
        // While it starts.
        let starting = Running::spawn(command, &said);
        chance.wait(0, 120);
        starting.kill();
        return;
    }
    let server = Running::start(command, &said);
    std::thread::scope(|scope| {
        for office in offices {
            let host = server.host.clone();
            scope.spawn(move || office.work(&host));
        }
        chance.wait(5, 150);
        match number % 10 {
            // While it ends: a checkpoint is being written.
            8 => {
                server.terminate();
                chance.wait(0, 30);
                server.kill();
            }
            0 => assert!(server.stop().status.success()),
            _ => drop(server.kill()),
        }
    });
}

#[test]
fn what_was_acknowledged_survives_every_kill() {
    let number =
        |name: &str, default| std::env::var(name).map_or(default, |text| text.parse().unwrap());
    let (rounds, seed) = (number("CHISO_CRASHES", 200), number("CHISO_CRASH_SEED", 766));
    println!("seed {seed}, {rounds} rounds");
    let data = Data::empty();
    let mut chance = Chance(seed);
    let mut offices: Vec<Office> = (0..SENDERS).map(|name| Office::new(name, seed)).collect();
    let mut imports = vec![Import::new(&data, 0)];
    for at in 1..=rounds {
        if at % 4 == 3 {
            if imports.last().unwrap().run(&data, &mut chance) {
                imports.push(Import::new(&data, imports.len()));
            }
        } else {
            round(&data, at, &mut chance, &mut offices);
        }
        if at % CHECK_EVERY == 0 || at == rounds {
            check(&data, &offices, &mut imports);
        }
    }
    let acknowledged: usize = offices.iter().map(|office| office.acknowledged).sum();
    let repeated: usize = offices.iter().map(|office| office.repeated).sum();
    println!("{acknowledged} acknowledged, {repeated} repeats, {} files", imports.len() - 1);
    assert!(acknowledged as u64 > rounds, "the servers were hardly used: {acknowledged}");
    everything_again(&data, &mut offices, &mut imports);
}

/// Whatever is sent again is known, and nothing grows.
fn everything_again(data: &Data, offices: &mut [Office], imports: &mut [Import]) {
    let last = imports.last().unwrap();
    let output = data.run(&format!("intake dossiers --sender H55 {}", last.path.display()));
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let sizes = || {
        let store = Store::open(data.path()).unwrap();
        (store.revision().unwrap(), log(&store).values().map(Vec::len).sum::<usize>())
    };
    let before = sizes();
    let server = Running::start(data.command(), &data.path().join("said.txt"));
    let sender = server.sender();
    offices.iter_mut().for_each(|office| office.send_all_again(&sender));
    drop(sender);
    assert!(server.stop().status.success());
    assert_eq!(sizes(), before);
    check(data, offices, imports);
    verify(data, &[]);
}

/// A folder that was never used: the schema is made, the agencies are taken in.
#[test]
fn a_first_start_that_is_killed_is_begun_again() {
    let mut chance = Chance(2_026);
    for _ in 0..12 {
        let data = Data::empty();
        let said = data.path().join("said.txt");
        for _ in 0..2 {
            let starting = Running::spawn(data.command(), &said);
            chance.wait(0, 100);
            starting.kill();
        }
        let mut office = Office::new(0, chance.below(1_000));
        let server = Running::start(data.command(), &said);
        assert!(office.create(&server.sender()));
        server.kill();
        let store = Store::open(data.path()).unwrap();
        let log = log(&store);
        assert_eq!(log.len(), office.told.len());
        office.told.iter().for_each(|told| told.check(&log[&told.number]));
        assert!(store.agencies(None).unwrap().len() > 500);
    }
}

/// What a power cut may leave of a checkpoint is not believed; without it the log is read.
#[rstest]
#[case::nothing(|_: &mut Vec<u8>| ())]
#[case::empty(|bytes: &mut Vec<u8>| bytes.clear())]
#[case::cut_in_its_head(|bytes: &mut Vec<u8>| bytes.truncate(37))]
#[case::cut_in_the_middle(|bytes: &mut Vec<u8>| bytes.truncate(bytes.len() / 2))]
#[case::one_bit(|bytes: &mut Vec<u8>| { let at = bytes.len() - 20; bytes[at] ^= 4; })]
#[case::all_zero(|bytes: &mut Vec<u8>| bytes.fill(0))]
fn a_torn_checkpoint_costs_nothing(#[case] tear: impl Fn(&mut Vec<u8>)) {
    let data = Data::empty();
    let said = data.path().join("said.txt");
    let mut office = Office::new(1, 31);
    let server = Running::start(data.command(), &said);
    (0..4).for_each(|_| assert!(office.create(&server.sender())));
    assert!(server.stop().status.success());
    let path = data.path().join(CHECKPOINT_NAME);
    let mut bytes = std::fs::read(&path).unwrap();
    tear(&mut bytes);
    std::fs::write(&path, bytes).unwrap();
    std::fs::write(path.with_extension("checkpoint-draft"), "nửa chừng").unwrap();
    let server = Running::start(data.command(), &said);
    assert!(office.go_on(&server.sender(), true));
    let number = office.told.iter().find(|told| told.items.len() > 1).unwrap().number.clone();
    assert_eq!(server.sender().look_up(&number).as_deref(), Some("9"));
    server.kill();
    check(&data, &[office], &mut []);
}

/// The looks at the end can fail: each of these is what a broken store would show.
#[rstest]
#[case::lost("lost", |versions: &mut Vec<Version>| versions.clear())]
#[case::twice("twice", |versions: &mut Vec<Version>| versions.push(versions[0].clone()))]
#[case::by_itself("by itself", |versions: &mut Vec<Version>| {
    let mut grown = versions[0].clone();
    grown.complained = true;
    versions.push(grown);
})]
#[case::another_due("left: (Some(", |versions: &mut Vec<Version>| versions[0].dues.clear())]
#[case::unsaid("nobody said so", |versions: &mut Vec<Version>| {
    versions[0].snapshot.as_mut().unwrap().ended_at = Some(RECEIVED + 5);
})]
fn a_broken_log_is_noticed(#[case] told: &str, #[case] damage: impl Fn(&mut Vec<Version>)) {
    let data = Data::empty();
    let mut office = Office::new(2, 8);
    let server = Running::start(data.command(), &data.path().join("said.txt"));
    assert!(office.create(&server.sender()));
    drop(server);
    let first = &office.told[0];
    let mut versions = log(&Store::open(data.path()).unwrap())[&first.number].clone();
    first.check(&versions);
    damage(&mut versions);
    let noticed = std::panic::catch_unwind(|| first.check(&versions)).unwrap_err();
    let said = noticed.downcast_ref::<String>().unwrap();
    assert!(said.contains(told), "{said}");
}
