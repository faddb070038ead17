use std::net::SocketAddr;

use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::door::host::HttpHost;
use crate::door::listen::{self, Crowd};
use crate::door::setup::{HttpSetup, Limits};
use crate::door::tokens::Tokens;
use crate::{Office, SimulatorError};

/// An office over HTTP/1.1, on loopback; over HTTPS anywhere, where it is set up so. The routes are those of the
/// [crate]'s page.
#[derive(Debug)]
pub struct HttpDoor {
    listener: TcpListener,
    address: SocketAddr,
    host: HttpHost,
    limits: Limits,
}

impl HttpDoor {
    /// As [`HttpDoor::open`], without faults and without TLS.
    ///
    /// # Errors
    /// Where the address is not on loopback, or cannot be had.
    pub async fn bind(
        address: SocketAddr,
        office: Office,
        tokens: Tokens,
        limits: Limits,
    ) -> Result<Self, SimulatorError> {
        let setup = HttpSetup {
            tokens,
            limits,
            ..HttpSetup::default()
        };
        Self::open(address, office, setup).await
    }

    /// Takes the address; port 0 takes any free one. From then on connections wait for [`HttpDoor::serve`].
    ///
    /// To be called within a tokio runtime with its I/O and time enabled.
    ///
    /// # Errors
    /// Where the address is not on loopback and the door has no TLS: tokens would pass in the open. Where it cannot be
    /// had, or a fault asks for what the door has not ([`HttpHost::can`]).
    pub async fn open(
        address: SocketAddr,
        office: Office,
        setup: HttpSetup,
    ) -> Result<Self, SimulatorError> {
        #[cfg(feature = "tls")]
        let secret = setup.tls.is_some();
        #[cfg(not(feature = "tls"))]
        let secret = false;
        let (listener, address) = if secret {
            listen::anywhere(address).await?
        } else {
            listen::on_loopback(address).await?
        };
        let (limits, faults) = (setup.limits, setup.bad_days.faults());
        let host = HttpHost::new(office, setup);
        host.can(&faults)?;
        Ok(Self {
            listener,
            address,
            host,
            limits,
        })
    }

    /// Whoever answers behind the door.
    #[must_use]
    pub fn host(&self) -> &HttpHost {
        &self.host
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
            host,
            limits,
            ..
        } = self;
        let crowd = Crowd {
            connections: limits.connections,
            closing_time: limits.closing_time,
        };
        let converse = |stream, mut closing: watch::Receiver<()>| {
            let host = host.clone();
            async move {
                let until = async { drop(closing.changed().await) };
                host.converse(stream, until).await;
            }
        };
        listen::serve(listener, crowd, until, converse).await;
        host.office().commit().sure().await
    }
}
