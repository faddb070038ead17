//! Where a door stands: an address that is taken, and whoever comes in there.

use std::net::SocketAddr;
use std::pin::pin;
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::{SimulatorError, realtime};

/// Takes an address of this machine alone; port 0 takes any free one. Gives it with its real port.
///
/// # Errors
/// Where the address is not on loopback, or cannot be had.
pub(crate) async fn on_loopback(
    address: SocketAddr,
) -> Result<(TcpListener, SocketAddr), SimulatorError> {
    if !address.ip().to_canonical().is_loopback() {
        return Err(SimulatorError::NotLoopback(address));
    }
    anywhere(address).await
}

/// Takes any address: for a door whose secrets do not pass in the open.
///
/// # Errors
/// Where it cannot be had.
pub(crate) async fn anywhere(
    address: SocketAddr,
) -> Result<(TcpListener, SocketAddr), SimulatorError> {
    let failed = |source| SimulatorError::Bind { address, source };
    let listener = TcpListener::bind(address).await.map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    Ok((listener, address))
}

/// How many come in at a time, and how long they have to leave.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Crowd {
    pub(crate) connections: usize,
    pub(crate) closing_time: Duration,
}

/// Lets in whoever comes, and holds a conversation with each, until that future is done. Then no one comes in any more,
/// what each conversation was given to watch is closed, and those that do not end in time are cut.
pub(crate) async fn serve<C>(
    listener: TcpListener,
    crowd: Crowd,
    until: impl Future<Output = ()>,
    converse: impl Fn(TcpStream, watch::Receiver<()>) -> C,
) where
    C: Future<Output = ()> + Send + 'static,
{
    let mut until = pin!(until);
    let (close, closing) = watch::channel(());
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            () = &mut until => break,
            Some(_) = connections.join_next() => {}
            accepted = listener.accept(), if connections.len() < crowd.connections.max(1) => {
                match accepted {
                    Ok((stream, _)) => {
                        // Answers are whole when they are written: waiting to fill packets would only delay them.
                        let _ = stream.set_nodelay(true);
                        connections.spawn(converse(stream, closing.clone()));
                    }
                    // The client has gone, or there are no more descriptors: neither ends the door.
                    Err(_) => realtime::breathe().await,
                }
            }
        }
    }
    drop(listener);
    drop(close);
    let done = async { while connections.join_next().await.is_some() {} };
    if realtime::within(crowd.closing_time, done).await.is_none() {
        connections.shutdown().await;
    }
}
