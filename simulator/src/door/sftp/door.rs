use std::fmt;
use std::net::{Shutdown, SocketAddr};
use std::sync::Arc;

use russh::server::{Config, run_stream};
use russh::{Disconnect, MethodKind, MethodSet, SshId};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, oneshot, watch};

use crate::door::listen::{self, Crowd};
use crate::door::sftp::host_key::HostKey;
use crate::door::sftp::limits::SftpLimits;
use crate::door::sftp::ssh::{Guest, Shared};
use crate::door::sftp::uploads::Uploads;
use crate::door::sftp::users::SftpUsers;
use crate::door::wire::{Orders, Wire};
use crate::{Office, SimulatorError, realtime};

/// An office over SFTP, on loopback: a real SSH server for any SFTP client. The folders are those of the
/// [crate]'s page; what goes wrong is what the office says ([`Office::bad_days`]).
///
/// ```
/// use simulator::door::{HostKey, SftpDoor, SftpLimits, SftpUsers};
/// use simulator::{Journal, Office};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
/// # runtime.block_on(async {
/// let oc = "99000017".parse()?;
/// let (office, _inbox) = Office::open("2024-11-04".parse()?, Journal::in_memory(1_000));
/// let users = SftpUsers::default().with_password(oc, "a-password-of-some-length")?;
/// let (key, limits) = (HostKey::generate()?, SftpLimits::default());
/// let door = SftpDoor::bind("127.0.0.1:0".parse()?, office, users, &key, limits).await?;
/// println!("sftp -P {} {oc}@127.0.0.1   # {}", door.address().port(), key.fingerprint());
/// let (close, closed) = tokio::sync::oneshot::channel::<()>();
/// let served = tokio::spawn(door.serve(async { drop(closed.await) }));
/// drop(close);
/// served.await??;
/// # Ok(())
/// # })
/// # }
/// ```
pub struct SftpDoor {
    listener: TcpListener,
    address: SocketAddr,
    shared: Arc<Shared>,
    config: Arc<Config>,
}

/// Bytes a client may send ahead on a channel, and messages of it that wait for their answer.
const WINDOW: u32 = 1 << 20;
const MESSAGES: usize = 32;

impl SftpDoor {
    /// Takes the address; port 0 takes any free one. From then on connections wait for [`SftpDoor::serve`].
    ///
    /// To be called within a tokio runtime with its I/O and time enabled.
    ///
    /// # Errors
    /// Where the address is not on loopback, or cannot be had.
    pub async fn bind(
        address: SocketAddr,
        office: Office,
        users: SftpUsers,
        key: &HostKey,
        limits: SftpLimits,
    ) -> Result<Self, SimulatorError> {
        let (listener, address) = listen::on_loopback(address).await?;
        let bad_days = office.bad_days().clone();
        let shared = Shared {
            bad_days,
            uploads: Arc::new(Uploads::new(limits, office.spool().clone())),
            office,
            users,
            limits,
        };
        Ok(Self {
            listener,
            address,
            shared: Arc::new(shared),
            config: Arc::new(config(key, &limits)),
        })
    }

    /// Where the door is, with its real port.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Serves until the future is done. Then no one comes in any more, clients are told that the door closes (those that
    /// do not leave are cut), what they had not finished is dropped and the journal is flushed.
    ///
    /// # Errors
    /// Where the last flush of the journal fails.
    pub async fn serve(self, until: impl Future<Output = ()>) -> Result<(), SimulatorError> {
        let Self {
            listener,
            shared,
            config,
            ..
        } = self;
        let limits = shared.limits;
        let (alive, mut all_gone) = mpsc::channel::<()>(1);
        let crowd = Crowd {
            connections: limits.connections,
            closing_time: limits.closing_time,
        };
        let office = shared.office.clone();
        let come_in = move |stream, closing| {
            converse(
                stream,
                config.clone(),
                shared.clone(),
                closing,
                alive.clone(),
            )
        };
        listen::serve(listener, crowd, until, come_in).await;
        // What a client had not finished is in the journal before its last flush.
        realtime::within(limits.closing_time, all_gone.recv()).await;
        office.commit().sure().await
    }
}

impl fmt::Debug for SftpDoor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SftpDoor")
            .field("address", &self.address)
            .field("users", &self.shared.users)
            .finish_non_exhaustive()
    }
}

fn config(key: &HostKey, limits: &SftpLimits) -> Config {
    let version = concat!("SSH-2.0-etalon_", env!("CARGO_PKG_VERSION"));
    Config {
        server_id: SshId::Standard(version.into()),
        methods: MethodSet::from(&[MethodKind::PublicKey, MethodKind::Password][..]),
        auth_rejection_time: limits.rejection_time,
        // Clients begin by asking what there is: that is no attempt.
        auth_rejection_time_initial: Some(std::time::Duration::ZERO),
        keys: vec![key.private()],
        window_size: WINDOW,
        channel_buffer_size: MESSAGES,
        max_auth_attempts: limits.auth_attempts.max(1),
        inactivity_timeout: Some(limits.idle_time),
        nodelay: true,
        ..Config::default()
    }
}

/// Cuts a connection in both directions when it is let go of, whoever still reads or writes.
struct Scissors(std::net::TcpStream, Arc<Orders>);

impl Drop for Scissors {
    fn drop(&mut self) {
        if self.1.is_reset() {
            // A proper end would come before the reset: the last one to close it sends that.
            return;
        }
        // A connection that has ended already cannot be cut.
        let _ = self.0.shutdown(Shutdown::Both);
    }
}

/// One connection, until either side ends it.
async fn converse(
    stream: TcpStream,
    config: Arc<Config>,
    shared: Arc<Shared>,
    mut closing: watch::Receiver<()>,
    alive: mpsc::Sender<()>,
) {
    let _ = stream.set_nodelay(true);
    let orders = Arc::new(Orders::default());
    let Ok((stream, _scissors)) = with_scissors(stream, orders.clone()) else {
        return;
    };
    let limits = shared.limits;
    let stream = Wire::new(stream, orders.clone(), limits.idle_time);
    let (known, mut is_known) = oneshot::channel();
    let guest = Guest::new(shared, orders, known, alive);
    // How a connection fails is the client's affair: what it was told is in the journal.
    let greeted = tokio::select! {
        session = realtime::within(limits.login_time, run_stream(config, stream, guest)) => session,
        _ = closing.changed() => return,
    };
    let Some(Ok(mut session)) = greeted else {
        return;
    };
    tokio::select! {
        _ = &mut session => return,
        _ = closing.changed() => {}
        known = realtime::within(limits.login_time, &mut is_known) => {
            if known.is_none() {
                return;
            }
            tokio::select! {
                _ = &mut session => return,
                _ = closing.changed() => {}
            }
        }
    }
    let words = "the door closes".to_owned();
    let handle = session.handle();
    let told = handle.disconnect(Disconnect::ByApplication, words, "en".to_owned());
    if realtime::within(limits.closing_time, told).await.is_some() {
        let _ = session.await;
    }
}

fn with_scissors(stream: TcpStream, orders: Arc<Orders>) -> std::io::Result<(TcpStream, Scissors)> {
    let stream = stream.into_std()?;
    let scissors = Scissors(stream.try_clone()?, orders);
    Ok((TcpStream::from_std(stream)?, scissors))
}
