//! What the figures were measured on.

use std::fs::read_to_string;

use serde_json::{Value, json};

/// Extensions that the loops over columns are compiled for.
const EXTENSIONS: [&str; 4] = ["avx2", "avx512f", "avx512bw", "avx512_vpopcntdq"];

/// The machine and the build.
pub fn facts() -> Value {
    let info = read_to_string("/proc/cpuinfo").unwrap_or_default();
    let flags = field(&info, "flags");
    let has = |name: &&&str| flags.split(' ').any(|flag| flag == **name);
    let vector: Vec<&&str> = EXTENSIONS.iter().filter(has).collect();
    let memory = read_to_string("/proc/meminfo").unwrap_or_default();
    let kernel = read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    json!({
        "figure": "machine",
        "cores": std::thread::available_parallelism().map_or(0, usize::from),
        "cpu": field(&info, "model name"),
        "vector": vector,
        "memory": field(&memory, "MemTotal"),
        "kernel": kernel.trim(),
        "profile": if cfg!(debug_assertions) { "debug" } else { "release" },
        "version": env!("CARGO_PKG_VERSION"),
        "load": load(),
    })
}

/// Load averages.
pub fn load() -> String {
    let text = read_to_string("/proc/loadavg").unwrap_or_default();
    text.split(' ').take(3).collect::<Vec<_>>().join(" ")
}

/// Memory of a process in KiB, by the name of the line: `VmRSS` now, `VmHWM` the most so far.
pub fn memory(process: u32, name: &str) -> Option<u64> {
    let status = read_to_string(format!("/proc/{process}/status")).ok()?;
    field(&status, name).split(' ').next()?.parse().ok()
}

/// The value behind a name and a colon.
fn field<'a>(text: &'a str, name: &str) -> &'a str {
    let value = text.lines().find_map(|line| line.strip_prefix(name)?.trim().strip_prefix(':'));
    value.unwrap_or_default().trim()
}
