//! `chiso serve`: the web pages of a store.

use std::io::Error;
use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use chiso_web::App;
use tokio::runtime::Runtime;
use tokio::signal::unix::{Signal, SignalKind, signal};

use crate::args::{Args, Listen};
use crate::failure::Failure;
use crate::installation::Installation;
use crate::output::{data, message};
use crate::tell::say;

/// How long requests already begun may take once the end was asked for. A browser keeps connections
/// open without asking anything; they must not keep the program.
const GRACE: Duration = Duration::from_secs(2);

/// Runs the command until it is interrupted.
pub fn run(args: &Args, listen: &Listen) -> Result<ExitCode, Failure> {
    let server = Server::new()?;
    let installation = Installation::open(args)?;
    server.serve(installation, listen.listen, "/", args)?;
    Ok(ExitCode::SUCCESS)
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

    /// Serves an installation; prints the address of `path` on stdout once it is ready.
    pub fn serve(
        self,
        installation: Installation,
        listen: SocketAddr,
        path: &str,
        args: &Args,
    ) -> Result<(), Failure> {
        let Self { runtime, mut interrupt, mut terminate } = self;
        let Installation { store, rulebooks, .. } = installation;
        let app = App::new(Arc::new(store), Arc::new(rulebooks));
        runtime.block_on(async {
            let taken = |error: Error| {
                Failure::failed(say("fail-listen").plain("address", listen).with("reason", error))
            };
            let listener = tokio::net::TcpListener::bind(listen).await.map_err(taken)?;
            let address = listener.local_addr().map_err(taken)?;
            data(&format!("http://{address}{path}\n"))?;
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
