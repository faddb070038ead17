//! Where a door stands: an address that is taken.

use std::net::SocketAddr;

use tokio::net::TcpListener;

use crate::SimulatorError;

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
