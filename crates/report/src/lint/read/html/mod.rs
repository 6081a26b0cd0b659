//! Pages: what a browser shows of them, without running anything.
//!
//! The page is read as a stream of tags. A tree, as browsers build it, can become much larger than the page it is
//! built from, and a report needs none.

mod lean;
mod page;

use std::cell::RefCell;

use html5ever::buffer_queue::BufferQueue;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{Tokenizer, TokenizerOpts};

use super::limits::{Budget, HTML_BYTES};
use super::pieces::Builder;
use super::{Refused, Why, layout};
use crate::lint::doc::{Doc, Kind};
use page::Page;

/// Reads a page.
pub(super) fn read(bytes: &[u8]) -> Result<Doc, Refused> {
    if bytes.len() > HTML_BYTES {
        return Err(Refused::with(Why::TooLarge, format!("{} MB", HTML_BYTES >> 20)));
    }
    let text = lean::lean(&decoded(bytes)?)?;
    let budget = RefCell::new(Budget::default());
    let page = Page::new(Builder::new(&budget));
    let tokenizer = Tokenizer::new(page, TokenizerOpts::default());
    let input = BufferQueue::default();
    input.push_back(StrTendril::from(text));
    // Nothing is ever run, so nothing ever stops the tokenizer before the end.
    drop(tokenizer.feed(&input));
    tokenizer.end();
    layout::doc(Kind::Html, tokenizer.sink.finish()?, &budget)
}

/// Bytes at the beginning of a page where it may say its encoding.
const HEAD: usize = 4 << 10;

/// The text of a page in the encoding it names: UTF-8 if it names none.
fn decoded(bytes: &[u8]) -> Result<String, Refused> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(HEAD)]).to_lowercase();
    let label = head
        .split_once("charset=")
        .map_or("", |(_, rest)| rest.trim_start_matches(['"', '\'', ' ']));
    let label: String =
        label.chars().take_while(|l| l.is_ascii_alphanumeric() || matches!(l, '-' | '_')).collect();
    let named = encoding_rs::Encoding::for_label(label.as_bytes());
    let (text, _, broken) = named.unwrap_or(encoding_rs::UTF_8).decode(bytes);
    if broken { Err(Refused::new(Why::Encoding)) } else { Ok(text.into_owned()) }
}
