//! `chiso serve`: the web pages of a store, and the way in for dossiers.

use std::io::Error;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use chiso_scoring::lang::Lang;
use chiso_store::live::{self, Opened};
use chiso_web::App;
use tokio::runtime::Runtime;
use tokio::signal::unix::{Signal, SignalKind, signal};

use super::{alert, user};
use crate::args::{Args, Listen};
use crate::failure::Failure;
use crate::installation::Installation;
use crate::output::{data, message};
use crate::present::seconds_now;
use crate::tell::{Tell, say};

/// How long requests already begun may take once the end was asked for. A browser keeps connections
/// open without asking anything; they must not keep the program.
const GRACE: Duration = Duration::from_secs(2);

/// How often a checkpoint is written: what a start after a crash has to read again.
const CHECKPOINT_EVERY: Duration = Duration::from_secs(600);

/// Gives the moment it is, in seconds since the epoch.
pub type Clock = Arc<dyn Fn() -> i64 + Send + Sync>;

/// Runs the command until it is interrupted.
pub fn run(args: &Args, listen: &Listen) -> Result<ExitCode, Failure> {
    let server = Server::new()?;
    let installation = Installation::open(args)?;
    let site = Site::open(installation, Arc::new(seconds_now))?;
    let checkpoints = Checkpoints::start(site.opened.clone(), args.lang)?;
    let served = server.serve(&site, listen, Opens { path: "/", password: None }, args);
    drop(checkpoints);
    site.opened.writer.shutdown();
    served.map(|()| ExitCode::SUCCESS)
}

/// An installation whose log is followed.
pub struct Site {
    /// The installation.
    pub installation: Installation,
    /// The present and the way in.
    pub opened: Opened,
    /// The clock that both follow.
    pub clock: Clock,
}

impl Site {
    /// Reads the present and starts the writer.
    pub fn open(installation: Installation, clock: Clock) -> Result<Self, Failure> {
        let opened = live::open(&installation.store, installation.plan(), clock())?;
        Ok(Self { installation, opened, clock })
    }
}

/// Writes a checkpoint now and then, and when it is dropped.
struct Checkpoints {
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Checkpoints {
    fn start(opened: Opened, lang: Lang) -> Result<Self, Failure> {
        let (stop, stopped) = channel::<()>();
        let work = move || loop {
            let waited = stopped.recv_timeout(CHECKPOINT_EVERY);
            if let Err(error) = opened.checkpoint() {
                // The next start reads the whole log instead.
                let said = say("cli-no-checkpoint").with("reason", error);
                message(&format!("chiso: {}", said.tell(lang)));
            }
            if waited != Err(RecvTimeoutError::Timeout) {
                return;
            }
        };
        let thread = std::thread::Builder::new().name("checkpoint".to_owned()).spawn(work);
        let thread =
            thread.map_err(|error| Failure::failed(say("fail-start").with("reason", error)))?;
        Ok(Self { stop: Some(stop), thread: Some(thread) })
    }
}

impl Drop for Checkpoints {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // What it had to say it has said.
            drop(thread.join());
        }
    }
}

/// How a site is begun with.
pub struct Opens {
    /// The page whose address is printed.
    pub path: &'static str,
    /// Password of the first account, if it may be one that everybody knows.
    pub password: Option<&'static str>,
}

/// What runs the pages. While it lives, Ctrl-C and SIGTERM no longer kill the process but end
/// [`Server::serve`], so that what was made before can be tidied up.
pub struct Server {
    runtime: Runtime,
    interrupt: Signal,
    terminate: Signal,
}

impl Server {
    /// A server that is not listening yet.
    pub fn new() -> Result<Self, Failure> {
        let fail = |error: Error| Failure::failed(say("fail-start").with("reason", error));
        let runtime =
            tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(fail)?;
        let entered = runtime.enter();
        let interrupt = signal(SignalKind::interrupt()).map_err(fail)?;
        let terminate = signal(SignalKind::terminate()).map_err(fail)?;
        drop(entered);
        Ok(Self { runtime, interrupt, terminate })
    }

    /// Serves a site; prints the address it opens on on stdout once it is ready.
    pub fn serve(
        self,
        site: &Site,
        listening: &Listen,
        opens: Opens,
        args: &Args,
    ) -> Result<(), Failure> {
        let listen = listening.listen;
        let Self { runtime, mut interrupt, mut terminate } = self;
        let Site { installation, opened, clock } = site;
        let alerts = alert::rules_of(installation, listening.alerts.as_deref())?;
        let rulebooks = Arc::new(installation.rulebooks.clone());
        let app = App::new(Arc::clone(&installation.store), rulebooks);
        let app = app.live(opened.clone(), Arc::clone(clock)).sync_secret(secret());
        let app = app.alerts(alerts);
        runtime.block_on(async {
            let taken = |error: Error| {
                Failure::failed(say("fail-listen").plain("address", listen).with("reason", error))
            };
            let listener = tokio::net::TcpListener::bind(listen).await.map_err(taken)?;
            let address = listener.local_addr().map_err(taken)?;
            user::first(args, &installation.store, opens.password)?;
            data(&format!("http://{address}{}\n", opens.path))?;
            message(&args.lang.text("cli-stop"));
            let (stopping, stopped) = tokio::sync::oneshot::channel::<()>();
            let stop = async move {
                tokio::select! {
                    _ = interrupt.recv() => {}
                    _ = terminate.recv() => {}
                }
                drop(stopping);
            };
            let grace = async {
                drop(stopped.await);
                tokio::time::sleep(GRACE).await;
            };
            tokio::select! {
                served = chiso_web::serve(listener, app, stop) => served
                    .map_err(|error| Failure::failed(say("fail-web").with("reason", error))),
                () = grace => Ok(()),
            }
        })
    }
}

/// What senders must give as their password; without one every sender is believed, which is meant for
/// a server that only its own machine or network reaches. Not an argument: those can be read by others.
fn secret() -> Option<String> {
    std::env::var("CHISO_SYNC_SECRET").ok().filter(|secret| !secret.is_empty())
}
