//! How far something long is, on a terminal; nothing where stderr is none.

use indicatif::{ProgressBar, ProgressStyle};

/// A line that tells how many bytes of a file are done.
pub fn of_bytes(bytes: u64, what: &str) -> ProgressBar {
    line(bytes, what, "{msg}  {bar:30}  {bytes}/{total_bytes}  {bytes_per_sec}  {eta}")
}

/// A line that tells how many of something are done.
pub fn of_items(items: u64, what: &str) -> ProgressBar {
    line(items, what, "{msg}  {bar:30}  {human_pos}/{human_len}  {per_sec}  {eta}")
}

fn line(length: u64, what: &str, template: &str) -> ProgressBar {
    let style = ProgressStyle::with_template(template);
    let style = style.unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::new(length).with_style(style).with_message(what.to_owned())
}
