//! What stands around the body: letterhead, title, legal bases, closing, signature, imprint.

use chiso_scoring::lang::Lang;
use chiso_scoring::rulebook::{Rulebook, Status};

use super::month::Month;
use super::names::{capital, place};
use super::phrases::{say, say_with};
use super::{Context, Profile};
use crate::model::{Block, Letterhead, Paragraph, Report, Signature, Title};

pub(super) fn letterhead(month: &Month<'_>) -> Letterhead {
    letterhead_of(&month.profile)
}

/// The letterhead of any document.
pub(super) fn letterhead_of(profile: &Profile) -> Letterhead {
    let (number, symbol) = match profile.number.split_once('/') {
        Some((number, symbol)) => (number, symbol),
        None => (profile.number.as_str(), profile.symbol.as_str()),
    };
    let filled = |text: &str| (!text.trim().is_empty()).then(|| text.trim().to_owned());
    Letterhead {
        parent: filled(&profile.issuer_parent),
        own: profile.issuer.clone(),
        number: filled(number),
        symbol: symbol.trim().to_owned(),
        place: profile.place.clone(),
        date: profile.date,
        addressees: profile.addressee.clone(),
    }
}

pub(super) fn title(month: &Month<'_>) -> Title {
    Title {
        kind: say("kind-report"),
        subject: say_with("subject", &[("period", &month.period)]),
        period: capital(&month.period),
    }
}

/// Legal bases, then the sentence that opens the report.
pub(super) fn intro(month: &Month<'_>) -> Vec<Paragraph> {
    let (profile, decision) = (&month.profile, say("decision"));
    let basis = match profile.plan.as_str() {
        "" => say_with("basis-decision", &[("decision", &decision)]),
        plan => {
            let values = [("plan", plan), ("by", &profile.plan_by), ("decision", &decision)];
            say_with("basis-plan", &values)
        }
    };
    let opening = say_with("opening", &named(month, &place(month.own.agency)));
    let as_of = Lang::Vi.moment(month.context.as_of);
    let source = [("figures", month.figures().code()), ("as_of", &*as_of)];
    vec![basis.into(), say_with("basis-source", &source).into(), opening.into()]
}

pub(super) fn closing(month: &Month<'_>) -> Paragraph {
    say_with("closing", &named(month, &place(month.own.agency))).into()
}

fn named<'v>(month: &'v Month<'_>, place: &'v str) -> [(&'static str, &'v str); 3] {
    let reporter = month.profile.reporter.as_str();
    [("reporter", reporter), ("period", &month.period), ("place", place)]
}

pub(super) fn signature(month: &Month<'_>) -> Signature {
    signature_of(&month.profile)
}

/// The signature of any document.
pub(super) fn signature_of(profile: &Profile) -> Signature {
    Signature {
        authority: profile
            .sign_authority
            .lines()
            .filter(|line| !line.trim().is_empty())
            .map(str::to_owned)
            .collect(),
        title: profile.sign_title.clone(),
        name: profile.signer.clone(),
    }
}

pub(super) fn imprint(month: &Month<'_>) -> String {
    imprint_of(month.context, month.rulebook())
}

/// The imprint of any document.
pub(super) fn imprint_of(context: &Context, rulebook: &Rulebook) -> String {
    let status = say(match rulebook.status {
        Status::Official => "official",
        Status::Unofficial => "unofficial",
    });
    let values = [
        ("as_of", Lang::Vi.moment(context.as_of)),
        ("revision", context.revision.to_string()),
        ("rules", rulebook.id.clone()),
        ("status", status),
        ("hash", context.rulebook_hash.clone()),
        ("closing", part("imprint-closing", context.snapshot.as_deref())),
        ("own", part("imprint-own", context.phrases.hash())),
    ];
    let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
    say_with("imprint", &values)
}

/// A part of the imprint that stands only if there is something to name.
fn part(key: &str, hash: Option<&str>) -> String {
    hash.map(|hash| say_with(key, &[("hash", hash)])).unwrap_or_default()
}

/// A report without footnotes and annexes around its sections; `subject` is the phrase that says what it is about.
pub(super) fn around(month: &Month<'_>, subject: &str, sections: Vec<Block>) -> Report {
    let place = place(month.own.agency);
    let values = [("period", month.period.as_str()), ("place", &place)];
    Report {
        head: letterhead(month),
        title: Title {
            kind: say("kind-report"),
            subject: say_with(subject, &values),
            period: capital(&month.period),
        },
        intro: intro(month),
        sections,
        annexes: Vec::new(),
        closing: closing(month),
        sign: signature(month),
        recipients: month.profile.recipients.clone(),
        footnotes: Vec::new(),
        imprint: imprint(month),
        created: month.context.created,
    }
}
