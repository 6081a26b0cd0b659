//! The columns that `chiso bench --export` wrote, partitioned by agency.

use std::fs::{read, read_to_string};
use std::path::Path;

/// Yes-or-no columns, in the order of their bits.
pub const FLAGS: [&str; 6] =
    ["result_electronic", "digitised", "reused", "personal_store", "population_data", "complained"];

/// A missing time.
pub const NULL: i32 = i32::MAX;

/// The rows of one agency, ordered by reception. A handling that took out time for a supplement is kept as its
/// sum: the measures ask for nothing else.
#[derive(Default)]
pub struct Part {
    pub agency: usize,
    pub received: Vec<i32>,
    pub closed: Vec<i32>,
    pub due: Vec<i32>,
    pub synced: Vec<i32>,
    pub waited: Vec<i32>,
    pub requests: Vec<u8>,
    pub status: Vec<u8>,
    pub channel: Vec<u8>,
    pub paid: Vec<u8>,
    pub fee: Vec<u8>,
    pub flags: Vec<u8>,
    pub procedure: Vec<u16>,
}

/// A period.
#[derive(Clone, Copy)]
pub struct Period {
    pub from: i32,
    pub to: i32,
    pub asof: i32,
}

/// Everything that is read.
pub struct Data {
    pub parts: Vec<Part>,
    pub periods: Vec<Period>,
    /// For each agency itself and those above it.
    pub above: Vec<Vec<usize>>,
    pub procedures: usize,
}

impl Data {
    pub fn read(dir: &Path) -> Self {
        let column = |name: &str| ints(dir, name);
        let [agency, procedure] = ["agency", "procedure"].map(column);
        let [received, closed, due] = ["received_at", "closed_at", "due_at"].map(column);
        let [synced, waited] = ["synced_at", "supplement_seconds"].map(column);
        let [requests, fee] = ["supplement_requests", "fee_due"].map(column);
        let [status, channel, paid] = ["status", "channel", "paid"].map(column);
        let flags = FLAGS.map(column);
        let mut order: Vec<usize> = (0..agency.len()).collect();
        order.sort_by_key(|at| (agency[*at], received[*at]));
        let mut parts: Vec<Part> = Vec::new();
        for at in order {
            let owner = agency[at] as usize;
            if parts.last().is_none_or(|part| part.agency != owner) {
                parts.push(Part { agency: owner, ..Part::default() });
            }
            let part = parts.last_mut().unwrap();
            part.received.push(received[at]);
            part.closed.push(closed[at]);
            part.due.push(due[at]);
            part.synced.push(synced[at]);
            part.waited.push(waited[at]);
            part.requests.push(requests[at].min(255) as u8);
            part.status.push(status[at] as u8);
            part.channel.push(channel[at] as u8);
            part.paid.push(paid[at] as u8);
            part.fee.push(u8::from(fee[at] > 0));
            let bits = flags.iter().enumerate().map(|(bit, flag)| (flag[at] as u8) << bit);
            part.flags.push(bits.sum());
            part.procedure.push(procedure[at] as u16);
        }
        // The largest first, so that no thread is left with one at the end.
        parts.sort_by_key(|part| std::cmp::Reverse(part.received.len()));
        let procedures = procedure.iter().max().map_or(0, |most| *most as usize + 1);
        Self { parts, periods: periods(dir), above: above(dir), procedures }
    }
}

/// A column of any kind; what does not fit is missing.
fn ints(dir: &Path, name: &str) -> Vec<i32> {
    let bytes = read(dir.join(format!("{name}.npy"))).expect("a column of chiso bench --export");
    let head = usize::from(u16::from_le_bytes([bytes[8], bytes[9]]));
    let (head, values) = bytes[10..].split_at(head);
    match &head[11..14] {
        b"|b1" | b"|u1" => values.iter().map(|value| i32::from(*value)).collect(),
        b"<i4" => {
            values.chunks_exact(4).map(|v| i32::from_le_bytes(v.try_into().unwrap())).collect()
        }
        _ => {
            let wide = |v: &[u8]| i64::from_le_bytes(v.try_into().unwrap());
            values.chunks_exact(8).map(|v| wide(v).min(i64::from(NULL)) as i32).collect()
        }
    }
}

/// Numbers behind `"from":` and the like, in the order of the file.
fn periods(dir: &Path) -> Vec<Period> {
    let text = read_to_string(dir.join("periods.json")).expect("periods.json");
    let numbers = |key: &str| -> Vec<i32> {
        let key = format!("\"{key}\":");
        let parts = text.split(&key).skip(1);
        parts
            .map(|part| part.split([',', '\n', '}']).next().unwrap().trim().parse().unwrap())
            .collect()
    };
    let (from, to, asof) = (numbers("from"), numbers("to"), numbers("asof"));
    (0..from.len()).map(|at| Period { from: from[at], to: to[at], asof: asof[at] }).collect()
}

fn above(dir: &Path) -> Vec<Vec<usize>> {
    let text = read_to_string(dir.join("closure.csv")).expect("closure.csv");
    let mut above: Vec<Vec<usize>> = Vec::new();
    for line in text.lines().skip(1) {
        let (agency, node) = line.split_once(',').unwrap();
        let agency: usize = agency.parse().unwrap();
        above.resize(above.len().max(agency + 1), Vec::new());
        above[agency].push(node.parse().unwrap());
    }
    above
}

/// The total that must come out.
pub fn expected(dir: &Path, id: &str) -> i64 {
    let text = read_to_string(dir.join("expected.json")).expect("expected.json");
    let rest = text.split(&format!("\"{id}\":")).nth(1).expect("a total of that measure");
    rest.split([',', '\n', '}']).next().unwrap().trim().parse().unwrap()
}
