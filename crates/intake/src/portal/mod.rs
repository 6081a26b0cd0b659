//! Saved answers of the national portal's evaluation pages.
//!
//! What the answer holds decides how it is read, not the file's name. Numbers are taken from their
//! own text, null stays null, and a figure that is null altogether is no figure. The portal prints
//! points and rates with two decimals; JSON drops trailing zeros, so they are put back.
//!
//! Sums are not proved here: a group whose points are not the sum of its metrics is stored as
//! published, and comparing it with our own computation shows the difference.

mod answer;
mod fields;
mod forms;
mod request;

use std::borrow::Cow;

use chiso_scoring::figure::{Figure, Reported};
use chiso_scoring::period::Period;
use jiff::civil::DateTime;

use crate::code::Code;
use crate::context::Context;
use crate::limits;
use crate::outcome::{Outcome, Place};
use crate::refusal::{Fault, Refusal};
use crate::reported::{Gather, Key, check};
use crate::text;
use answer::Answer;
use fields::Fields;

/// Source of figures read from an answer, unless another is given.
const SOURCE: &str = "Cổng DVCQG";

/// What an answer of the portal does not say about itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct JsonContext {
    /// Period; stands above what the saved request and the file's name say.
    pub period: Option<Period>,
    /// Time of capture, Vietnam time; stands above what the file says.
    pub as_of: Option<DateTime>,
    /// When the file was last changed, Vietnam time; stands for the time of capture where neither the
    /// caller nor the file says it.
    pub file_changed: Option<DateTime>,
    /// Name of the file, which may tell the period.
    pub file_name: Option<String>,
    /// Source; "Cổng DVCQG" unless given.
    pub source: Option<String>,
}

/// Reads an answer of the portal: a group with `overview` and `evaluation`, a group with `parent` and
/// `children`, or the national overview; bare, in the portal's envelope, or beside its request.
/// A list of such is read one by one.
///
/// A unit that cannot be identified is one refused item, whatever it holds.
#[must_use]
pub fn json(bytes: &[u8], given: &JsonContext, context: &Context<'_>) -> Outcome<Reported> {
    let mut gather = Gather::with_capacity(0);
    let answers = match text::decode(bytes, limits::JSON_BYTES).and_then(answer::split) {
        Ok(answers) => answers,
        Err(refusal) => return Outcome::refused_whole(refusal),
    };
    for (pointer, raw) in answers {
        let read = Answer::open(pointer, raw).and_then(|answer| {
            let mut reader = Reader::new(&answer, given, context, &mut gather)?;
            forms::read(&answer, &mut reader)
        });
        if let Err(refusal) = read {
            gather.refuse(refusal);
        }
    }
    gather.into_outcome()
}

/// The portal's identifiers of units with the codes beside them, for
/// [`Context::learn`](crate::Context::learn): some answers name their units by identifier alone.
#[must_use]
pub fn portal_ids(bytes: &[u8]) -> Vec<(String, String)> {
    let answers = text::decode(bytes, limits::JSON_BYTES).and_then(answer::split);
    let opened = answers.unwrap_or_default().into_iter();
    let opened = opened.filter_map(|(pointer, raw)| Answer::open(pointer, raw).ok());
    opened.flat_map(|answer| forms::identifiers(&answer)).collect()
}

/// What the figures of one agency in one answer share.
type Scope = (Period, DateTime, String);

/// Takes the figures of one answer.
struct Reader<'r, 'c> {
    context: &'r Context<'c>,
    gather: &'r mut Gather<Scope>,
    period: Period,
    as_of: DateTime,
    source: Cow<'r, str>,
}

impl<'r, 'c> Reader<'r, 'c> {
    fn new(
        answer: &Answer<'_>,
        given: &'r JsonContext,
        context: &'r Context<'c>,
        gather: &'r mut Gather<Scope>,
    ) -> Result<Self, Refusal> {
        let refuse = |fault: Fault| fault.at(answer.place());
        let file_name = given.file_name.as_deref().unwrap_or_default();
        if let Some(filter) = answer.filter.as_deref().or(request::filter_of_name(file_name)) {
            return Err(refuse(Fault::of(Code::FilteredByProcedure, "", filter)));
        }
        let named = || request::period_of_name(file_name);
        let period = given.period.or(answer.period).or_else(named);
        let period = period.ok_or_else(|| refuse(Fault::new(Code::NoPeriod)))?;
        let as_of = given.as_of.or(answer.captured_at).or(given.file_changed);
        let as_of = as_of.ok_or_else(|| refuse(Fault::new(Code::NoAsOf)))?;
        if as_of.date() < period.first() {
            let fault = Fault::of(Code::AsOfBeforePeriod, "as_of", &as_of.to_string());
            return Err(refuse(fault.detail(period.first().to_string())));
        }
        let source = text::field("source", given.source.as_deref().unwrap_or(SOURCE));
        let source = source.map_err(refuse)?;
        Ok(Self { context, gather, period, as_of, source })
    }

    /// The code of the agency a row is about: by its code, by the portal's identifier, by its name.
    fn agency(&self, row: &Fields<'_>, root: Option<&str>) -> Result<String, Fault> {
        if let Some(code) = row.text("departmentCode")? {
            return self.context.agency(&code, self.period).map(|agency| agency.code.clone());
        }
        let id = row.text("departmentId")?.unwrap_or_default();
        if let Some(code) = self.context.code_of(&id) {
            return self.context.agency(code, self.period).map(|agency| agency.code.clone());
        }
        let name = row.text("departmentName")?.unwrap_or_default();
        match self.context.by_name(&name, self.period, root) {
            Some(agency) => Ok(agency.code.clone()),
            None => {
                let fault = Fault::of(Code::UnknownAgency, "departmentName", &name);
                let id = if id.is_empty() { id } else { format!("portal_id {id}") };
                Err(fault.detail(id))
            }
        }
    }

    /// Takes one figure of an agency. A figure that is null altogether is passed over.
    fn put(&mut self, pointer: String, agency: &str, name: &str, figure: Result<Figure, Fault>) {
        if figure.as_ref().is_ok_and(|figure| *figure == Figure::default()) {
            return;
        }
        let judged = figure.and_then(|figure| self.judge(agency, name, figure));
        self.gather.put(Place::Pointer(pointer.into_boxed_str()), judged);
    }

    fn judge(
        &self,
        agency: &str,
        name: &str,
        figure: Figure,
    ) -> Result<(Key<Scope>, Reported), Fault> {
        let entry = self.context.vocabulary.get(name).ok_or_else(|| {
            let more = self.gather.refusals() < limits::SUGGESTIONS;
            let nearest = more.then(|| self.context.vocabulary.nearest(name)).flatten();
            Fault::of(Code::UnknownIndicator, "code", name).detail(nearest.unwrap_or_default())
        })?;
        check(entry.kind, &figure)?;
        let reported = Reported {
            period: self.period,
            as_of: self.as_of,
            agency: agency.to_owned(),
            indicator: entry.code.clone(),
            figure,
            source: self.source.clone().into_owned(),
        };
        let indicator = self.context.vocabulary.position(name).unwrap_or_default();
        Ok((((self.period, self.as_of, agency.to_owned()), indicator), reported))
    }
}
