//! Handing a letter to a mail server, and what became of it.

use std::error::Error;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use lettre::transport::smtp::SmtpTransport;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, Tls as Secret, TlsParameters};
use lettre::{Message, Transport};

use super::settings::{Smtp, Tls};

/// Variable of the environment with the password of the mail account.
pub const PASSWORD: &str = "CHISO_SMTP_PASSWORD";
/// Longest password, and largest certificate, that is read.
const SECRET_MAX: u64 = 1_000;
const CERTIFICATE_MAX: u64 = 1_000_000;

/// Ends a certificate in a file.
const WHOLE: &[u8] = b"-----END CERTIFICATE-----";

/// What became of a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sent {
    /// The server took it over.
    Taken,
    /// The server does not want it, and would not want it again: status of its answer.
    Refused(Option<u16>),
    /// Nothing is certain, or the server asks to come again: status of its answer, and why.
    Later(Option<u16>, Why),
    /// It cannot be sent with these settings.
    Unable(Unable),
}

/// Why a letter has to be sent again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// The server cannot be reached, or broke off.
    Unreachable,
    /// It did not answer in time.
    Silent,
    /// The connection could not be made secret.
    Insecure,
    /// It asks to come again.
    Asked,
}

/// Why settings do not do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unable {
    /// The password is neither in the environment nor in a file.
    NoPassword,
    /// Others may read the file with the password.
    OpenPassword,
    /// The certificate cannot be read.
    Certificate,
    /// The letter cannot be written.
    Letter,
}

impl Why {
    /// Key of the words for it.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Unreachable => "delivery-unreachable",
            Self::Silent => "delivery-silent",
            Self::Insecure => "delivery-insecure",
            Self::Asked => "delivery-asked",
        }
    }
}

impl Unable {
    /// Key of the words for it.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::NoPassword => "delivery-no-password",
            Self::OpenPassword => "delivery-open-password",
            Self::Certificate => "delivery-certificate",
            Self::Letter => "delivery-letter",
        }
    }
}

/// Sends a letter once.
#[must_use]
pub fn send(smtp: &Smtp, letter: &Message) -> Sent {
    let transport = match transport(smtp) {
        Ok(transport) => transport,
        Err(unable) => return Sent::Unable(unable),
    };
    match transport.send(letter) {
        Ok(_) => Sent::Taken,
        Err(error) => judged(&error),
    }
}

/// What the server said is not told on: it may repeat an address.
fn judged(error: &lettre::transport::smtp::Error) -> Sent {
    let status = error.status().map(u16::from);
    if error.is_permanent() || error.is_client() {
        return Sent::Refused(status);
    }
    let why = if error.is_transient() {
        Why::Asked
    } else if error.is_tls() {
        Why::Insecure
    } else {
        match system(error) {
            // A read that took too long would have to block on.
            Some(ErrorKind::TimedOut | ErrorKind::WouldBlock) => Why::Silent,
            // The certificate is only looked at with the first word that is said.
            Some(ErrorKind::InvalidData) => Why::Insecure,
            _ => Why::Unreachable,
        }
    };
    Sent::Later(status, why)
}

/// What the system said, if it was the system.
fn system(error: &(dyn Error + 'static)) -> Option<ErrorKind> {
    let mut cause = Some(error);
    while let Some(error) = cause {
        if let Some(found) = error.downcast_ref::<std::io::Error>() {
            return Some(found.kind());
        }
        cause = error.source();
    }
    None
}

fn transport(smtp: &Smtp) -> Result<SmtpTransport, Unable> {
    let builder = SmtpTransport::builder_dangerous(smtp.server.as_str())
        .port(smtp.port)
        .timeout(Some(smtp.patience))
        .tls(match smtp.tls {
            Tls::Plain => Secret::None,
            Tls::StartTls => Secret::Required(secret(smtp)?),
            Tls::Wrapped => Secret::Wrapper(secret(smtp)?),
        });
    let Some(user) = &smtp.user else { return Ok(builder.build()) };
    let password = password(smtp)?;
    Ok(builder.credentials(Credentials::new(user.clone(), password)).build())
}

fn secret(smtp: &Smtp) -> Result<TlsParameters, Unable> {
    let wrong = |_| Unable::Certificate;
    let builder = TlsParameters::builder(smtp.server.clone());
    let builder = match &smtp.ca {
        None => builder,
        Some(path) => {
            let bytes = bounded(path, CERTIFICATE_MAX).ok_or(Unable::Certificate)?;
            // A file without any certificate would be read as none, and trusted as the system is.
            if !bytes.windows(WHOLE.len()).any(|part| part == WHOLE) {
                return Err(Unable::Certificate);
            }
            builder.add_root_certificate(Certificate::from_pem(&bytes).map_err(wrong)?)
        }
    };
    builder.build().map_err(wrong)
}

/// The password: from the environment, else from a file that nobody else reads.
fn password(smtp: &Smtp) -> Result<String, Unable> {
    if let Some(given) = std::env::var(PASSWORD).ok().filter(|given| !given.is_empty()) {
        return Ok(given);
    }
    let path = smtp.password_file.as_deref().ok_or(Unable::NoPassword)?;
    if is_open(path) {
        return Err(Unable::OpenPassword);
    }
    let bytes = bounded(path, SECRET_MAX).ok_or(Unable::NoPassword)?;
    let text = String::from_utf8(bytes).map_err(|_| Unable::NoPassword)?;
    let line = text.lines().next().unwrap_or_default();
    if line.is_empty() { Err(Unable::NoPassword) } else { Ok(line.to_owned()) }
}

/// Whether others than its owner may do anything with a file.
fn is_open(path: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::metadata(path).is_ok_and(|known| known.permissions().mode() & 0o077 != 0)
    }
    #[cfg(not(unix))]
    {
        let _ = path;
        false
    }
}

fn bounded(path: &Path, most: u64) -> Option<Vec<u8>> {
    let known = fs::metadata(path).ok()?;
    if known.len() > most { None } else { fs::read(path).ok() }
}
