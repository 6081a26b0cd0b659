//! A million reported rows: ours against the csv crate's bare reading of the same bytes.

use std::fmt::Write;
use std::hint::black_box;

use chiso_intake::{Context, Vocabulary, agencies, reported};
use chiso_scoring::agency::AgencyTree;
use chiso_scoring::rulebook::Rulebooks;
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use csv::ByteRecord;

const ROWS: usize = 1_000_000;
const INDICATORS: [&str; 20] = [
    "1.1", "1.2", "1.3", "1.4", "2.1", "3.1", "3.2", "3.3", "3.5", "3.5b", "3.6", "4.1", "4.2",
    "4.3", "4.4", "4.5a", "4.5b", "5.2", "5.3", "5.4",
];

/// All units of Phú Thọ, 20 indicators, and as many days of capture as it takes.
fn rows(tree: &AgencyTree) -> String {
    let units: Vec<&str> =
        tree.all().filter(|a| a.code.starts_with("H44")).map(|a| a.code.as_str()).collect();
    let mut text = String::from(
        "period,as_of,agency,indicator,numerator,denominator,rate,points,flags,source\n",
    );
    for row in 0..ROWS {
        let indicator = INDICATORS[row % INDICATORS.len()];
        let unit = units[row / INDICATORS.len() % units.len()];
        let capture = row / INDICATORS.len() / units.len();
        let (minute, day) = (capture % 1440, 1 + capture / 1440);
        let (hour, minute) = (minute / 60, minute % 60);
        let (part, of) = (row % 1000, 1000 + row % 777);
        let rate = row % 10_000;
        writeln!(
            text,
            "2026-08,2026-09-{day:02}T{hour:02}:{minute:02},{unit},{indicator},{part},{of},{}.{:02},0.{:02},,\"Cổng DVCQG, chụp 26/9/2026\"",
            rate / 100,
            rate % 100,
            row % 100
        )
        .expect("writing to a string");
    }
    text
}

fn bare(bytes: &[u8]) -> usize {
    let mut reader = csv::Reader::from_reader(bytes);
    let mut record = ByteRecord::new();
    let mut fields = 0;
    while reader.read_byte_record(&mut record).expect("valid CSV") {
        fields += record.len();
    }
    fields
}

fn reported(c: &mut Criterion) {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/agencies/");
    let lists = ["nation", "bac-kan", "thai-nguyen", "phu-tho"].into_iter().flat_map(|name| {
        agencies::csv(&std::fs::read(format!("{folder}{name}.csv")).expect("data")).rows
    });
    let tree = AgencyTree::new(lists.map(|placed| placed.value)).expect("data");
    let vocabulary = Vocabulary::new(&Rulebooks::embedded());
    let context = Context::new(&vocabulary, &tree);
    let text = rows(&tree);
    let taken = reported::csv(text.as_bytes(), &context);
    assert_eq!((taken.rows.len(), taken.refused.len()), (ROWS, 0));
    drop(taken);

    let mut group = c.benchmark_group("reported/1M rows");
    group.sample_size(10).throughput(Throughput::Bytes(text.len() as u64));
    group.bench_function("csv crate, bare", |b| b.iter(|| bare(black_box(text.as_bytes()))));
    group.bench_function("chiso-intake", |b| {
        b.iter_with_large_drop(|| reported::csv(black_box(text.as_bytes()), &context));
    });
    group.finish();
}

criterion_group!(benches, reported);
criterion_main!(benches);
