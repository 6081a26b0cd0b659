//! From what intake read to what the writer says became of it.

use std::sync::Arc;

use chiso_intake::{Place, Refusal};
use chiso_scoring::dossier::Seconds;
use chiso_store::writer::{ItemOutcome, Quarantined, Receipt, Submission, Submitted};
use tokio::sync::oneshot;

use super::UNKNOWN_SENDER;
use super::trouble::Failed;
use crate::live::Present;

/// Items of one call in their order, each with what it says or why it says nothing.
#[derive(Default)]
pub(crate) struct Batch {
    items: Vec<Submitted>,
    refused: Vec<Quarantined>,
    order: Vec<Result<usize, Refusal>>,
}

/// What became of one item.
#[derive(Debug)]
pub(crate) enum Became<'a> {
    /// The writer's answer.
    Outcome(ItemOutcome),
    /// It could not be read.
    Refused(&'a Refusal),
}

/// A batch that is on disk.
pub(crate) struct Taken {
    receipt: Receipt,
    order: Vec<Result<usize, Refusal>>,
}

impl Batch {
    /// Adds an item.
    pub fn add(&mut self, item: Submitted) {
        self.order.push(Ok(self.items.len()));
        self.items.push(item);
    }

    /// Adds an item that cannot be read; `number` is its dossier's, as far as it has one.
    pub fn refuse(&mut self, number: Option<&str>, refusal: Refusal) {
        let given = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        self.refused.push(Quarantined {
            number: number.map(str::to_owned),
            place: place(&refusal.place),
            code: refusal.code.name().to_owned(),
            field: given(refusal.field),
            value: given(&refusal.value),
        });
        self.order.push(Err(refusal));
    }

    /// Items so far.
    pub fn len(&self) -> usize {
        self.order.len()
    }

    /// Hands the batch to the writer and waits until it is on disk.
    pub async fn submit(
        self,
        present: &Arc<Present>,
        sender: Option<&str>,
        format: &str,
        at: Seconds,
    ) -> Result<Taken, Failed> {
        let Self { items, refused, order } = self;
        let sender = sender.unwrap_or(UNKNOWN_SENDER).to_owned();
        let format = format.to_owned();
        let submission = Submission { sender, format, at, items, refused, import: None };
        let (done, answer) = oneshot::channel();
        // A sender that is gone is not told; its items are on disk all the same.
        let done = Box::new(move |receipt| drop(done.send(receipt)));
        present.opened.writer.submit_with(submission, done);
        let receipt = answer.await.map_err(Failed::internal)??;
        Ok(Taken { receipt, order })
    }
}

impl Taken {
    /// Revision of the store with the batch in it.
    pub fn revision(&self) -> u64 {
        self.receipt.revision
    }

    /// What became of each item, in their order.
    pub fn items(&self) -> impl Iterator<Item = Became<'_>> {
        self.order.iter().map(|slot| match slot {
            Ok(at) => Became::Outcome(
                self.receipt.outcomes.get(*at).copied().unwrap_or(ItemOutcome::Quarantined("lost")),
            ),
            Err(refusal) => Became::Refused(refusal),
        })
    }
}

/// A place without words: the same in every language.
fn place(place: &Place) -> String {
    match place {
        Place::File => String::new(),
        Place::Line(line) => line.to_string(),
        Place::Position { line, column } => format!("{line}:{column}"),
        Place::Pointer(pointer) => pointer.to_string(),
    }
}
