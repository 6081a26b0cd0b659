//! A month of 3,900 agencies as a snapshot: sealed, opened, verified. The bound beside it is hashing the same bytes once.
#![allow(clippy::unwrap_used, reason = "a benchmark fails by panicking")]

#[path = "../tests/snapshot/world.rs"]
#[allow(dead_code, reason = "the tests use the rest")]
mod world;

use chiso_report::snapshot::{open, seal, verify};
use criterion::{Criterion, criterion_group, criterion_main};
use sha2::{Digest, Sha256};

fn snapshot(criterion: &mut Criterion) {
    let frozen = world::counted(&mut world::Draw(2_026), 3_898, 900);
    let sealed = seal(&frozen, &world::key()).unwrap();
    eprintln!("{} rows, {} bytes", sealed.rows, sealed.full.len());
    let mut group = criterion.benchmark_group("snapshot of 3,900 agencies");
    group.sample_size(10);
    group.bench_function("bound: SHA-256 of its bytes", |bench| {
        bench.iter(|| Sha256::digest(&sealed.full));
    });
    group.bench_function("seal", |bench| bench.iter(|| seal(&frozen, &world::key()).unwrap()));
    group.bench_function("open", |bench| bench.iter(|| open(&sealed.full).unwrap()));
    group.bench_function("verify", |bench| {
        bench.iter(|| assert!(verify(&sealed.full, None).unwrap().holds()));
    });
    group.bench_function("verify what everybody has", |bench| {
        bench.iter(|| assert!(verify(&sealed.public, None).unwrap().holds()));
    });
}

criterion_group!(benches, snapshot);
criterion_main!(benches);
