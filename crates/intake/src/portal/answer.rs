//! From a file to the data of each answer in it: lists, wrappers, the portal's envelope.

use chiso_scoring::period::Period;
use jiff::civil::DateTime;
use serde_json::value::RawValue;

use super::fields::Fields;
use super::request;
use crate::code::Code;
use crate::limits;
use crate::moment;
use crate::outcome::Place;
use crate::refusal::{Fault, Refusal};

/// Wrappers inside one another that are opened: an answer kept as `response.body`, and no more.
const WRAPPERS: usize = 2;

/// The data of one answer, and what stands beside it.
pub(super) struct Answer<'a> {
    /// JSON pointer of the data.
    pub(super) pointer: String,
    pub(super) data: Fields<'a>,
    /// Period of the request.
    pub(super) period: Option<Period>,
    /// The one procedure the request asked for.
    pub(super) filter: Option<String>,
    pub(super) captured_at: Option<DateTime>,
}

/// The answers of a file with their JSON pointers. Nothing is taken from a file that is cut.
pub(super) fn split(text: &str) -> Result<Vec<(String, &RawValue)>, Refusal> {
    let whole: &RawValue = serde_json::from_str(text).map_err(|error| damaged(&error))?;
    if !whole.get().starts_with('[') {
        return Ok(vec![(String::new(), whole)]);
    }
    let list: Vec<&RawValue> =
        serde_json::from_str(whole.get()).map_err(|error| damaged(&error))?;
    if list.is_empty() || list.len() > limits::ANSWERS {
        let fault = Fault::of(Code::UnknownAnswer, "", &format!("a list of {}", list.len()));
        return Err(fault.at(Place::File));
    }
    Ok(list.into_iter().enumerate().map(|(at, raw)| (format!("/{at}"), raw)).collect())
}

fn damaged(error: &serde_json::Error) -> Refusal {
    let reason = error.to_string();
    let reason = reason.split(" at line ").next().unwrap_or_default();
    let place = Place::Position { line: error.line() as u64, column: error.column() as u64 };
    Fault::of(Code::BadJson, "", reason).at(place)
}

impl<'a> Answer<'a> {
    /// Opens wrappers and envelope; anything but the code OK refuses the answer.
    pub(super) fn open(pointer: String, raw: &'a RawValue) -> Result<Self, Refusal> {
        let place = Place::Pointer(pointer.clone().into_boxed_str());
        let mut answer = Self {
            pointer,
            data: Fields::default(),
            period: None,
            filter: None,
            captured_at: None,
        };
        answer.unwrap(raw).map_err(|fault| fault.at(place))?;
        Ok(answer)
    }

    pub(super) fn place(&self) -> Place {
        Place::Pointer(self.pointer.clone().into_boxed_str())
    }

    fn unwrap(&mut self, raw: &'a RawValue) -> Result<(), Fault> {
        let mut fields = Fields::read(raw)?;
        for _ in 0..WRAPPERS {
            self.note(&fields)?;
            let Some(name) = ["response", "body"].into_iter().find(|name| fields.has(name)) else {
                break;
            };
            self.pointer = format!("{}/{name}", self.pointer);
            fields = fields.object(name)?.unwrap_or_default();
        }
        self.data = self.envelope(fields)?;
        Ok(())
    }

    /// Notes what a wrapper says of the request and the time.
    fn note(&mut self, wrapper: &Fields<'_>) -> Result<(), Fault> {
        if let Some(request) = wrapper.object("request")? {
            let body = request.object("body")?;
            let body = body.as_ref().unwrap_or(&request);
            self.period = request::period(body)?;
            self.filter = request::filter(body);
        }
        for name in ["capturedAt", "captured_at"] {
            if let Some(text) = wrapper.text(name)? {
                let at = moment::captured(&text);
                let at = at.ok_or_else(|| Fault::of(Code::BadAsOf, name, &text))?;
                self.captured_at = Some(at);
            }
        }
        Ok(())
    }

    fn envelope(&mut self, fields: Fields<'a>) -> Result<Fields<'a>, Fault> {
        if !fields.has("code") && !fields.has("data") {
            return Ok(fields);
        }
        let code = fields.text("code")?.unwrap_or_default();
        let data = fields.object("data")?;
        match data.filter(|_| code == "OK") {
            Some(data) => {
                self.pointer.push_str("/data");
                Ok(data)
            }
            None => {
                let said = if code == "OK" { "OK without data" } else { &code };
                let message = fields.text("message").ok().flatten().unwrap_or_default();
                Err(Fault::of(Code::PortalError, "code", said).detail(message))
            }
        }
    }
}
