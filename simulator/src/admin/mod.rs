//! The admin API: whoever runs the simulator moves its calendar, looks into its journal, and brings earlier states back.
//!
//! The accounts of the insured are opened here as well: whoever runs the simulator plays the insured. What they show tells
//! no person unless `?unmasked=true` asks for it.
//!
//! It has a listener of its own, so that no OC's door leads to it, and a token of its own. `GET /admin/v1/openapi.json`
//! describes it.

mod account_forms;
mod accounts;
mod answers;
mod delays;
mod faults;
mod journal;
mod lives;
mod near;
mod payments;
mod refused;
mod routes;
mod scenario;

use std::net::SocketAddr;
use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::sync::watch;

pub use routes::document;

use crate::door::listen;
use crate::{Clock, SimulatorError};

/// The admin API of a simulator, on loopback.
#[derive(Debug)]
pub struct AdminDoor {
    listener: TcpListener,
    address: SocketAddr,
    desk: Arc<Desk>,
    close: watch::Sender<bool>,
}

/// What every request of the API shares.
#[derive(Debug)]
struct Desk {
    clock: Clock,
    token: String,
    closing: watch::Receiver<bool>,
}

impl AdminDoor {
    /// Takes the address; port 0 takes any free one. `token` is what requests carry in `Authorization: Bearer …`: a
    /// page in the user's browser reaches loopback as well.
    ///
    /// # Errors
    /// Where the address is not on loopback, or cannot be had.
    pub async fn bind(
        address: SocketAddr,
        clock: Clock,
        token: String,
    ) -> Result<Self, SimulatorError> {
        let (listener, address) = listen::on_loopback(address).await?;
        let (close, closing) = watch::channel(false);
        Ok(Self {
            listener,
            address,
            desk: Arc::new(Desk {
                clock,
                token,
                closing,
            }),
            close,
        })
    }

    /// Where the API is, with its real port.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Serves until the future is done; requests under way are answered, streams are ended.
    ///
    /// # Errors
    /// Where the system takes the socket away.
    pub async fn serve(
        self,
        until: impl Future<Output = ()> + Send + 'static,
    ) -> Result<(), SimulatorError> {
        let Self {
            listener,
            address,
            desk,
            close,
        } = self;
        let until = async move {
            until.await;
            // Streams end with it.
            close.send_replace(true);
        };
        axum::serve(listener, routes::router(desk))
            .with_graceful_shutdown(until)
            .await
            .map_err(|source| SimulatorError::Bind { address, source })
    }
}
