//! `chiso serve`: the web pages of a store.

use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;

use chiso_web::App;

use crate::args::{Args, Listen};
use crate::failure::Failure;
use crate::installation::Installation;
use crate::output::{data, message};

/// Runs the command until it is interrupted.
pub fn run(args: &Args, listen: &Listen) -> Result<ExitCode, Failure> {
    let installation = Installation::open(args)?;
    serve(installation, listen.listen, "/", args)?;
    Ok(ExitCode::SUCCESS)
}

/// Serves an installation; prints the address of `path` on stdout once it is ready.
pub fn serve(
    installation: Installation,
    listen: SocketAddr,
    path: &str,
    args: &Args,
) -> Result<(), Failure> {
    let Installation { store, rulebooks, .. } = installation;
    let app = App::new(Arc::new(store), Arc::new(rulebooks));
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::Failed(format!("cannot start: {error}")))?;
    runtime.block_on(async {
        let taken = |error| Failure::Failed(format!("cannot listen on {listen}: {error}"));
        let listener = tokio::net::TcpListener::bind(listen).await.map_err(taken)?;
        let address = listener.local_addr().map_err(taken)?;
        data(&format!("http://{address}{path}\n"))?;
        message(&args.lang.text("cli-stop"));
        chiso_web::serve(listener, app, stopped())
            .await
            .map_err(|error| Failure::Failed(format!("the web server failed: {error}")))
    })
}

/// Resolves on Ctrl-C or SIGTERM.
async fn stopped() {
    let interrupt = tokio::signal::ctrl_c();
    match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        Ok(mut terminate) => {
            tokio::select! {
                _ = interrupt => {}
                _ = terminate.recv() => {}
            }
        }
        Err(_) => drop(interrupt.await),
    }
}
