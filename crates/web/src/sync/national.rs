//! The national synchronisation calls at the addresses senders know, answered as the portal answers.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Instant;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use chiso_intake::sync::answer::{
    ItemAnswer, failed, logged_in, login_refused, looked_up, pushed, pushed_rest,
};
use chiso_intake::sync::{Call, CallContext, CallKind, Secret, agency_code, read_call};
use chiso_scoring::dossier::Seconds;
use chiso_scoring::lang::Lang;
use chiso_store::writer::{ItemOutcome, Submitted};
use tokio::task::spawn_blocking;

use super::body::Room;
use super::taken::{Batch, Became, Taken};
use super::trouble::Failed;
use super::unread::Place;
use super::{content, declared, foreign, lookup, parameter, present, sender, session_header};
use crate::App;
use crate::live::Present;
use crate::reason;

/// What an address says about the calls that come to it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Address {
    /// What a call asks for that does not name its service.
    pub hint: Option<CallKind>,
    /// Whether every item is answered on a line of its own.
    pub lines: bool,
}

/// What an address and its headers say about one call.
struct About {
    hint: Option<CallKind>,
    sender: Option<Box<str>>,
    session: Option<String>,
    at: Seconds,
}

/// A call as it is to be carried out.
enum Read {
    Login(Secret, Secret),
    LookUp(Box<str>),
    Push(Push),
}

/// Items on their way to the writer.
struct Push {
    batch: Batch,
    numbers: Vec<Option<Box<str>>>,
    kind: CallKind,
    sender: Option<Box<str>>,
}

/// Answers one call.
pub(crate) async fn answer(app: App, address: Address, request: Request) -> Response {
    match serve(&app, address, request).await {
        Ok((text, place)) => json(StatusCode::OK, place.body(text)),
        Err(failed) => refuse(&failed),
    }
}

/// A method other than POST.
pub(crate) async fn wrong_method() -> Response {
    json(StatusCode::METHOD_NOT_ALLOWED, failed(&Lang::Vi.text("send-method")))
}

fn json(status: StatusCode, text: impl Into<Body>) -> Response {
    let kind = [(header::CONTENT_TYPE, "application/json; charset=utf-8")];
    (status, kind, text.into()).into_response()
}

fn refuse(reason: &Failed) -> Response {
    let mut response = json(reason.status(), failed(&reason.reason(Lang::Vi)));
    if let Some(seconds) = reason.retry_after() {
        response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
    }
    response
}

async fn serve(app: &App, address: Address, request: Request) -> Result<Told, Failed> {
    let (parts, body) = request.into_parts();
    let present = present(app)?;
    check(&parts.headers)?;
    let whole = app.intake.gate.read(body, declared(&parts.headers)).await?;
    let (bytes, room) = (whole.bytes, whole.room);
    let about = About::new(address, &parts, (present.clock)());
    let at = about.at;
    let session = about.session.clone();
    let reading = app.clone();
    let read = aside(&room, move || read(&reading, &about, &bytes)).await;
    match read {
        Ok(Read::Login(name, password)) => Ok((login(app, &name, &password), Place::default())),
        Ok(Read::LookUp(number)) => {
            Ok((look_up(app.clone(), present, number).await?, Place::default()))
        }
        Ok(Read::Push(push)) => push.carry_out(app, &present, address, &room, at).await,
        Err(Failed::Refused(refusal)) => {
            note(app, &present, session.as_deref(), refusal.clone(), at).await?;
            Err(Failed::Refused(refusal))
        }
        Err(other) => Err(other),
    }
}

/// Senders declare JSON, text, or nothing; what is none of it was not meant for here.
fn check(headers: &HeaderMap) -> Result<(), Failed> {
    if foreign(headers) {
        return Err(Failed::Foreign);
    }
    let Some(kind) = content(headers) else { return Ok(()) };
    let known = ["application/json", "text/json", "text/plain", "application/octet-stream", ""];
    let fits = known.contains(&kind.as_str()) || kind.ends_with("+json");
    if fits { Ok(()) } else { Err(Failed::Content) }
}

impl About {
    fn new(address: Address, parts: &Parts, at: Seconds) -> Self {
        let updating = parameter(&parts.uri, "isUpdating")
            .map(|said| matches!(said.trim().to_ascii_lowercase().as_str(), "true" | "1"));
        let by_query = updating.map(|updating| CallKind::Dossiers { updating: Some(updating) });
        let sender = parameter(&parts.uri, "MaDinhDanhDV").and_then(|code| agency_code(&code));
        let session = session_header(&parts.headers).map(str::to_owned);
        Self { hint: address.hint.or(by_query), sender, session, at }
    }
}

/// Runs `work` here, or on a thread that may block if the call is large.
async fn aside<T: Send + 'static>(
    room: &Room,
    work: impl FnOnce() -> Result<T, Failed> + Send + 'static,
) -> Result<T, Failed> {
    if room.is_large() { spawn_blocking(work).await.map_err(Failed::internal)? } else { work() }
}

fn read(app: &App, about: &About, bytes: &[u8]) -> Result<Read, Failed> {
    let tree = app.intake.tree(app)?;
    let context = CallContext { at: about.at, sender: about.sender.as_deref(), tree: &tree };
    let call = read_call(bytes, about.hint, &context)?;
    if let Some((name, password)) = call.login {
        return Ok(Read::Login(name, password));
    }
    let session = call.session.as_ref().map(Secret::reveal).or(about.session.as_deref());
    let logged_in = app.intake.pass(session)?;
    if let Some(number) = call.look_up {
        return Ok(Read::LookUp(number));
    }
    let said = [about.sender.as_deref(), call.agency.as_deref(), logged_in.as_deref()];
    let sender = sender(&tree, said).map(Box::from);
    Ok(Read::Push(Push::new(call, sender)))
}

fn login(app: &App, name: &Secret, password: &Secret) -> String {
    // A user name that is no agency's code is forgotten here: it may be a person's.
    let agency = agency_code(name.reveal());
    let session = app.intake.sessions.open(agency, password.reveal(), Instant::now());
    session.map_or_else(login_refused, |session| logged_in(&session))
}

async fn look_up(app: App, present: Arc<Present>, number: Box<str>) -> Result<String, Failed> {
    let find = move || {
        let status = lookup::status(&app, &present, &number)?;
        Ok(looked_up(status.map(|status| (&*number, status))))
    };
    spawn_blocking(find).await.map_err(Failed::internal)?
}

/// Enters a call that is refused as a whole in the books, as one item.
async fn note(
    app: &App,
    present: &Arc<Present>,
    session: Option<&str>,
    refusal: chiso_intake::Refusal,
    at: Seconds,
) -> Result<(), Failed> {
    app.intake.pass(session)?;
    let mut batch = Batch::default();
    batch.refuse(None, refusal);
    batch.submit(present, None, "dongbo", at).await.map(|_| ())
}

impl Push {
    fn new(call: Call, sender: Option<Box<str>>) -> Self {
        let mut batch = Batch::default();
        let mut numbers = Vec::with_capacity(call.items.len());
        for item in call.items {
            match item.outcome {
                Ok(statement) => batch.add(Submitted::Statement(statement)),
                Err(refusal) => batch.refuse(item.number.as_deref(), refusal),
            }
            numbers.push(item.number);
        }
        Self { batch, numbers, kind: call.kind, sender }
    }

    async fn carry_out(
        self,
        app: &App,
        present: &Arc<Present>,
        address: Address,
        room: &Room,
        at: Seconds,
    ) -> Result<Told, Failed> {
        let Self { batch, numbers, kind, sender } = self;
        let taken = batch.submit(present, sender.as_deref(), format(kind), at).await?;
        let place = if address.lines { app.intake.unread.place(numbers.len()) } else { None };
        let lines = place.is_some();
        let text = aside(room, move || Ok(told(&taken, &numbers, kind, lines))).await?;
        Ok((text, place.unwrap_or_default()))
    }
}

/// An answer, and its place among those on their way.
type Told = (String, Place);

/// The answer to a push, with a line for every item or in short.
fn told(taken: &Taken, numbers: &[Option<Box<str>>], kind: CallKind, lines: bool) -> String {
    let creating = kind == CallKind::Dossiers { updating: Some(false) };
    let answers = taken.items().map(|became| item(became, creating));
    let results: Vec<_> = numbers.iter().map(Option::as_deref).zip(answers).collect();
    if lines { pushed(&results) } else { pushed_rest(&results) }
}

/// A dossier sent as new that was known is told so, as the portal does; what it says is joined all
/// the same.
fn item(became: Became<'_>, creating: bool) -> ItemAnswer<'_> {
    match became {
        Became::Refused(refusal) => ItemAnswer::refused(refusal),
        Became::Outcome(ItemOutcome::Quarantined(code)) => ItemAnswer::Refused {
            field: "",
            reason: Cow::Owned(reason::sentence(code, "", "", Lang::Vi)),
        },
        Became::Outcome(ItemOutcome::Accepted { new: true }) => ItemAnswer::Taken,
        Became::Outcome(_) if creating => ItemAnswer::Known,
        Became::Outcome(_) => ItemAnswer::Taken,
    }
}

/// How the books name what was sent.
fn format(kind: CallKind) -> &'static str {
    match kind {
        CallKind::Dossiers { .. } => "DongBoHoSoMC",
        CallKind::Progress => "CapNhatTienDoHoSoMC",
        CallKind::StatusChange => "CapNhatTrangThai",
        CallKind::Payment => "CapNhatTrangThaiThanhToan",
        CallKind::LookUp | CallKind::Login => "dongbo",
    }
}

/// A handler of one address.
macro_rules! handlers {
    ($($(#[$doc:meta])* $name:ident $hint:expr, $lines:literal;)*) => {
        $($(#[$doc])*
        pub(crate) async fn $name(State(app): State<App>, request: Request) -> Response {
            answer(app, Address { hint: $hint, lines: $lines }, request).await
        })*
    };
}

handlers! {
    /// `/dongbo`: the envelope names its service; a bare list comes with `isUpdating` in the address.
    envelope None, true;
    /// `/dongbo/ho-so`: new dossiers.
    new_dossiers Some(CallKind::Dossiers { updating: Some(false) }), true;
    /// `/dongbo/ho-so/cap-nhat`: dossiers that are known.
    known_dossiers Some(CallKind::Dossiers { updating: Some(true) }), true;
    /// `/dongbo/tien-do`: steps of handling.
    steps Some(CallKind::Progress), true;
    /// `/api/ho-so`: dossiers, new or known.
    rest_dossiers Some(CallKind::Dossiers { updating: None }), false;
    /// `/api/ho-so/tien-trinh`: steps of handling.
    rest_steps Some(CallKind::Progress), false;
    /// `/api/ho-so/trang-thai`: states.
    rest_states Some(CallKind::StatusChange), false;
    /// `/api/ho-so/thanh-toan`: payments.
    rest_payments Some(CallKind::Payment), false;
}
