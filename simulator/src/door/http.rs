use std::convert::Infallible;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::door::service::Service;
use crate::door::tokens::Tokens;
use crate::{Office, SimulatorError, realtime};

/// An office over HTTP/1.1, on loopback. The routes are those of the [crate]'s page.
#[derive(Debug)]
pub struct HttpDoor {
    listener: TcpListener,
    address: SocketAddr,
    service: Arc<Service>,
    limits: Limits,
}

/// What a client may take up. Past a limit it is refused or cut, and the others go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of a pushed file.
    pub body: usize,
    /// Bytes of a request's line and headers.
    pub headers: usize,
    /// From the end of one request to the end of the next one's headers.
    pub header_time: Duration,
    /// From the end of the headers to the end of the body.
    pub body_time: Duration,
    /// Connections at a time; further ones wait for their turn.
    pub connections: usize,
    /// Pushed files being read at a time; further ones wait for their turn.
    pub uploads: usize,
    /// From the end of the door to the cut of the requests that it still answers.
    pub closing_time: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body: 16 << 20,
            headers: 16 << 10,
            header_time: Duration::from_secs(30),
            body_time: Duration::from_secs(60),
            connections: 256,
            uploads: 16,
            closing_time: Duration::from_secs(5),
        }
    }
}

/// Bytes a connection holds at most, beside the file it sends or takes.
const BUFFER: usize = 64 << 10;

impl HttpDoor {
    /// Takes the address; port 0 takes any free one. From then on connections wait for [`HttpDoor::serve`].
    ///
    /// To be called within a tokio runtime with its I/O and time enabled.
    ///
    /// # Errors
    /// Where the address is not on loopback, or cannot be had.
    pub async fn bind(
        address: SocketAddr,
        office: Office,
        tokens: Tokens,
        limits: Limits,
    ) -> Result<Self, SimulatorError> {
        if !address.ip().to_canonical().is_loopback() {
            return Err(SimulatorError::NotLoopback(address));
        }
        let failed = |source| SimulatorError::Bind { address, source };
        let listener = TcpListener::bind(address).await.map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let service = Arc::new(Service::new(office, tokens, limits));
        Ok(Self {
            listener,
            address,
            service,
            limits,
        })
    }

    /// Where the door is, with its real port.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Serves until the future is done. Then no one comes in any more, requests under way are answered
    /// (those that take too long are cut) and the journal is flushed.
    ///
    /// # Errors
    /// Where the last flush of the journal fails.
    pub async fn serve(self, until: impl Future<Output = ()>) -> Result<(), SimulatorError> {
        let Self {
            listener,
            service,
            limits,
            ..
        } = self;
        let mut until = pin!(until);
        let (close, closing) = watch::channel(());
        let mut connections = JoinSet::new();
        loop {
            tokio::select! {
                () = &mut until => break,
                Some(_) = connections.join_next() => {}
                accepted = listener.accept(), if connections.len() < limits.connections.max(1) => {
                    match accepted {
                        Ok((stream, _)) => {
                            let connection = converse(stream, service.clone(), limits, closing.clone());
                            connections.spawn(connection);
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
        if realtime::within(limits.closing_time, done).await.is_none() {
            connections.shutdown().await;
        }
        service.office().commit().sure().await
    }
}

/// One connection, until either side ends it.
async fn converse(
    stream: TcpStream,
    service: Arc<Service>,
    limits: Limits,
    mut closing: watch::Receiver<()>,
) {
    // Answers are whole when they are written: waiting to fill packets would only delay them.
    let _ = stream.set_nodelay(true);
    let answer = service_fn(move |request| {
        let service = service.clone();
        async move { Ok::<_, Infallible>(service.answer(request).await) }
    });
    let mut connection = pin!(
        http1::Builder::new()
            .timer(realtime::timer())
            .header_read_timeout(limits.header_time)
            .max_header_size(limits.headers)
            .max_buf_size(BUFFER)
            .auto_date_header(false)
            .serve_connection(TokioIo::new(stream), answer)
    );
    // How a connection fails is the client's affair: what it was told is in the journal.
    tokio::select! {
        _ = connection.as_mut() => {}
        _ = closing.changed() => {
            connection.as_mut().graceful_shutdown();
            let _ = connection.await;
        }
    }
}
