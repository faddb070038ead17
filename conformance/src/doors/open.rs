use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use domain::{Day, OcNumber};
use protocol::DoorAddress;
use simulator::door::{FolderDoor, FolderLimits, HttpDoor, HttpSetup, Limits, Looks, Tokens};
use simulator::faults::{FaultSpec, Faults};
use simulator::{Inbox, Journal, Office, SimulatorError};
use tempfile::TempDir;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::doors::DoorError;
use crate::doors::courier::Courier;
use crate::doors::folder::FolderCourier;
use crate::doors::http::HttpCourier;
use crate::target::Through;

/// An office with one door on it, and the courier of one OC. The door is served while the courier is waited for: there is
/// one thread, and nothing happens behind the runner's back. Only where the target itself comes there is another.
pub(super) struct Open {
    pub(super) office: Office,
    pub(super) inbox: Inbox,
    pub(super) courier: Courier,
    /// Where a target that fetches itself finds the door.
    pub(super) address: DoorAddress,
    /// Where the door is a moment behind its office.
    pub(super) looks: Option<Looks>,
    pub(super) runtime: Runtime,
    /// Its end closes the door.
    close: oneshot::Sender<()>,
    served: JoinHandle<Result<(), SimulatorError>>,
    /// Where the door is made of folders: they go with it.
    _folders: Option<TempDir>,
}

/// Records that the office keeps in memory: those of a courier's round, read after it to count its bad days.
const RECORDS: usize = 20_000;

/// The largest file that passes: far more than a movement file can have.
const BODY: u64 = 256 << 20;

/// How often the folders are looked at where the system tells nothing of them.
const LOOK: Duration = Duration::from_millis(20);

/// A door on loopback, and who is on the other side of it.
struct Standing {
    courier: Courier,
    address: DoorAddress,
    looks: Option<Looks>,
    served: JoinHandle<Result<(), SimulatorError>>,
    folders: Option<TempDir>,
}

/// Who comes to a door.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Comes {
    /// The courier of this side: the door is served while it is waited for.
    Courier,
    /// The target, when it likes: the door is served on a thread of its own.
    Target,
}

impl Open {
    /// Opens that door for that OC, on that day.
    pub(super) fn on(
        day: Day,
        through: Through,
        oc: OcNumber,
        faults: Option<FaultSpec>,
        comes: Comes,
    ) -> Result<Self, DoorError> {
        let mut building = match comes {
            Comes::Courier => Builder::new_current_thread(),
            Comes::Target => Builder::new_multi_thread(),
        };
        let runtime = building
            .worker_threads(1)
            .enable_all()
            .build()
            .map_err(DoorError::io("start a runtime"))?;
        let (office, inbox) = Office::open(day, Journal::in_memory(RECORDS));
        office
            .bad_days()
            .set(Faults::new(faults.unwrap_or_default()));
        let (close, closed) = oneshot::channel::<()>();
        let until = async { drop(closed.await) };
        let Standing {
            courier,
            address,
            looks,
            served,
            folders,
        } = runtime.block_on(async {
            match through {
                Through::Http => http(&office, oc, until).await,
                Through::Folder => folder(&office, oc, until),
                #[cfg(feature = "sftp")]
                Through::Sftp => sftp(&office, oc, until).await,
                #[cfg(not(feature = "sftp"))]
                Through::Sftp => Err(DoorError::NoSftp),
            }
        })?;
        Ok(Self {
            office,
            inbox,
            courier,
            address,
            looks,
            runtime,
            close,
            served,
            _folders: folders,
        })
    }

    /// Closes the door, and says how it ended.
    pub(super) fn close(self) -> Result<(), DoorError> {
        let Self {
            courier,
            runtime,
            close,
            served,
            ..
        } = self;
        drop(courier);
        drop(close);
        runtime
            .block_on(served)
            .map_err(|error| DoorError::Io {
                what: "close the door".to_owned(),
                source: error.into(),
            })?
            .map_err(DoorError::from)
    }
}

async fn http(
    office: &Office,
    oc: OcNumber,
    until: impl Future<Output = ()> + Send + 'static,
) -> Result<Standing, DoorError> {
    let token = secret();
    let mut setup = HttpSetup {
        tokens: Tokens::default().with(oc, &token)?,
        limits: Limits {
            body: BODY,
            ..Limits::default()
        },
        ..HttpSetup::default()
    };
    setup.bad_days = office.bad_days().clone();
    let door = HttpDoor::open(loopback(), office.clone(), setup).await?;
    let address = DoorAddress::Http {
        url: format!("http://{}/v1/oc/{oc}", door.address()),
        token: token.clone(),
    };
    let courier = HttpCourier::new(door.address(), oc, token);
    Ok(Standing {
        courier: Courier::Http(courier),
        address,
        looks: None,
        served: tokio::spawn(door.serve(until)),
        folders: None,
    })
}

fn folder(
    office: &Office,
    oc: OcNumber,
    until: impl Future<Output = ()> + Send + 'static,
) -> Result<Standing, DoorError> {
    let dir = tempfile::tempdir().map_err(DoorError::io("make a folder for the door"))?;
    let limits = FolderLimits {
        body: BODY,
        look: LOOK,
    };
    let door = FolderDoor::open(dir.path(), [oc], office.clone(), limits)?;
    let courier = FolderCourier::new(door.path(), oc, door.looks());
    let home = door.path().join(oc.to_string());
    Ok(Standing {
        courier: Courier::Folder(courier),
        address: DoorAddress::Folder {
            path: home.display().to_string(),
        },
        looks: Some(door.looks()),
        served: tokio::spawn(door.serve(until)),
        folders: Some(dir),
    })
}

#[cfg(feature = "sftp")]
async fn sftp(
    office: &Office,
    oc: OcNumber,
    until: impl Future<Output = ()> + Send + 'static,
) -> Result<Standing, DoorError> {
    use simulator::door::{HostKey, SftpDoor, SftpLimits, SftpUsers};

    let password = secret();
    let users = SftpUsers::default().with_password(oc, &password)?;
    let key = HostKey::generate()?;
    let limits = SftpLimits {
        body: BODY,
        held: BODY,
        ..SftpLimits::default()
    };
    let door = SftpDoor::bind(loopback(), office.clone(), users, &key, limits).await?;
    let (at, fingerprint) = (door.address(), key.fingerprint());
    let address = DoorAddress::Sftp {
        host: at.ip().to_string(),
        port: at.port(),
        user: oc.to_string(),
        password: password.clone(),
        fingerprint: fingerprint.clone(),
    };
    let courier = crate::doors::sftp::SftpCourier::new(at, fingerprint, oc, password);
    Ok(Standing {
        courier: Courier::Sftp(Box::new(courier)),
        address,
        looks: None,
        served: tokio::spawn(door.serve(until)),
        folders: None,
    })
}

/// Any free port of this machine alone.
fn loopback() -> SocketAddr {
    SocketAddr::from((Ipv4Addr::LOCALHOST, 0))
}

/// What lets the courier in, and nobody else on this machine: 32 hexadecimal digits that are drawn for this door. They reach no
/// verdict, so nothing that is repeatable depends on them.
pub(crate) fn secret() -> String {
    let draw = || RandomState::new().build_hasher().finish();
    format!("{:016x}{:016x}", draw(), draw())
}
