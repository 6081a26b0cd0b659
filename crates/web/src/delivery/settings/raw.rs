//! From the text of `giao-nhan.toml` to checked settings.

use std::collections::BTreeSet;
use std::net::IpAddr;
use std::path::Path;
use std::time::Duration;

use chiso_scoring::problem::{Problem, Source};
use lettre::Address;
use lettre::message::Mailbox;
use serde::Deserialize;
use toml::Spanned;

use super::{Attach, FOLDER, LETTER, LETTER_MAX, RECIPIENTS_MAX, Recipient, Settings, Smtp, Tls};

/// Seconds a server may take to answer, if nothing else is said.
const PATIENCE: u64 = 30;
/// Most seconds that may be asked for.
const PATIENCE_MAX: u64 = 300;
/// Longest id.
const ID_MAX: usize = 40;
/// Most agencies of a recipient.
const AGENCIES_MAX: usize = 5_000;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    folder: Folder,
    templates: Option<String>,
    smtp: Option<RawSmtp>,
    #[serde(default)]
    recipient: Vec<Spanned<RawRecipient>>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Folder {
    path: Option<String>,
    archive: Option<bool>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawSmtp {
    server: Spanned<String>,
    port: Option<u16>,
    tls: Option<Spanned<String>>,
    ca: Option<String>,
    user: Option<Spanned<String>>,
    password_file: Option<String>,
    from: Spanned<String>,
    timeout: Option<Spanned<u64>>,
    largest: Option<Spanned<u64>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRecipient {
    id: String,
    address: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    agencies: Vec<String>,
    attach: Option<String>,
}

pub(super) fn read(source: Source<'_>, data: &Path) -> Result<Settings, Problem> {
    let file: File = toml::from_str(source.text).map_err(|error: toml::de::Error| {
        let at = error.span().map_or(0, |span| span.start);
        source.problem(at, error.message().to_owned(), None)
    })?;
    let check = Check { source, data };
    let smtp = file.smtp.map(|smtp| check.smtp(smtp)).transpose()?;
    let recipients = check.recipients(file.recipient, smtp.is_some())?;
    Ok(Settings {
        folder: data.join(file.folder.path.as_deref().unwrap_or(FOLDER)),
        archive: file.folder.archive.unwrap_or(true),
        templates: file.templates.map(|path| data.join(path)),
        smtp,
        recipients,
    })
}

struct Check<'a> {
    source: Source<'a>,
    data: &'a Path,
}

impl Check<'_> {
    fn problem<T>(&self, at: usize, reason: impl Into<String>) -> Result<T, Problem> {
        Err(self.source.problem(at, reason.into(), None))
    }

    fn smtp(&self, raw: RawSmtp) -> Result<Smtp, Problem> {
        let tls = self.tls(&raw)?;
        let near = is_this_machine(raw.server.get_ref());
        if let Some(user) = raw.user.as_ref().filter(|_| tls == Tls::Plain && !near) {
            let reason = "an account needs a connection that nobody reads along: tls = \"starttls\" or \"tls\"";
            return self.problem(user.span().start, reason);
        }
        if raw.server.get_ref().trim().is_empty() {
            return self.problem(raw.server.span().start, "the server has no name");
        }
        let standard = if tls == Tls::Wrapped { 465 } else { 587 };
        let patience = self.within(raw.timeout, "timeout", PATIENCE, 1..=PATIENCE_MAX)?;
        Ok(Smtp {
            port: raw.port.unwrap_or(standard),
            tls,
            ca: raw.ca.map(|path| self.data.join(path)),
            user: raw.user.map(Spanned::into_inner),
            password_file: raw.password_file.map(|path| self.data.join(path)),
            from: self.from(&raw.from)?,
            patience: Duration::from_secs(patience),
            largest: self.within(raw.largest, "largest", LETTER, 10_000..=LETTER_MAX)?,
            server: raw.server.into_inner(),
        })
    }

    /// Without a word everything but this machine has to keep the connection secret.
    fn tls(&self, raw: &RawSmtp) -> Result<Tls, Problem> {
        let Some(said) = &raw.tls else {
            let near = is_this_machine(raw.server.get_ref());
            return Ok(if near { Tls::Plain } else { Tls::StartTls });
        };
        match said.get_ref().as_str() {
            "starttls" => Ok(Tls::StartTls),
            "tls" => Ok(Tls::Wrapped),
            "plain" => Ok(Tls::Plain),
            other => self.problem(
                said.span().start,
                format!("'{other}' is none of \"starttls\", \"tls\", \"plain\""),
            ),
        }
    }

    fn within(
        &self,
        said: Option<Spanned<u64>>,
        name: &str,
        standard: u64,
        bounds: std::ops::RangeInclusive<u64>,
    ) -> Result<u64, Problem> {
        let Some(said) = said else { return Ok(standard) };
        if bounds.contains(said.get_ref()) {
            return Ok(said.into_inner());
        }
        let (least, most) = bounds.into_inner();
        self.problem(said.span().start, format!("{name} lies between {least} and {most}"))
    }

    fn from(&self, said: &Spanned<String>) -> Result<Mailbox, Problem> {
        said.get_ref().parse().or_else(|_| {
            self.problem(
                said.span().start,
                "from is no address such as 'Văn phòng <vp@tinh.gov.vn>'",
            )
        })
    }

    fn recipients(
        &self,
        raw: Vec<Spanned<RawRecipient>>,
        smtp: bool,
    ) -> Result<Vec<Recipient>, Problem> {
        let mut ids = BTreeSet::new();
        let mut recipients = Vec::new();
        for (at, raw) in raw.into_iter().map(|raw| (raw.span().start, raw.into_inner())) {
            if !smtp {
                return self.problem(at, "recipients need a mail server: [smtp]");
            }
            if recipients.len() == RECIPIENTS_MAX {
                return self.problem(at, format!("more than {RECIPIENTS_MAX} recipients"));
            }
            if !ids.insert(raw.id.clone()) {
                return self.problem(at, format!("the id '{}' stands twice", raw.id));
            }
            recipients.push(self.recipient(at, raw)?);
        }
        Ok(recipients)
    }

    fn recipient(&self, at: usize, raw: RawRecipient) -> Result<Recipient, Problem> {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if raw.id.is_empty() || raw.id.len() > ID_MAX || !raw.id.chars().all(plain) {
            return self.problem(at, "an id is small Latin letters, digits and '-', at most 40");
        }
        if raw.id == super::super::FOLDER_TARGET {
            return self.problem(at, format!("the id '{}' is that of the folder", raw.id));
        }
        if raw.agencies.len() > AGENCIES_MAX {
            return self.problem(at, format!("more than {AGENCIES_MAX} agencies"));
        }
        let Ok(address) = raw.address.parse::<Address>() else {
            return self.problem(at, format!("'{}' has no mail address", raw.id));
        };
        let name = Some(raw.name).filter(|name| !name.trim().is_empty());
        let attach = match raw.attach.as_deref() {
            None | Some("archive") => Attach::Archive,
            Some("documents") => Attach::Documents,
            Some("nothing") => Attach::Nothing,
            Some(other) => {
                let known = "\"archive\", \"documents\", \"nothing\"";
                return self.problem(at, format!("'{other}' is none of {known}"));
            }
        };
        let mailbox = Mailbox::new(name, address);
        Ok(Recipient { id: raw.id, mailbox, agencies: raw.agencies, attach })
    }
}

/// Whether a server is this machine, by its name or address.
fn is_this_machine(server: &str) -> bool {
    let address = server.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    server == "localhost" || address.is_ok_and(|address| address.is_loopback())
}
