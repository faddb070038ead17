//! The doors of a server, opened together and shut together.

use std::path::PathBuf;

use domain::OcNumber;
use simulator::admin::AdminDoor;
use simulator::door::{FolderDoor, FolderLimits, HttpDoor, HttpSetup, Tokens};
#[cfg(feature = "sftp")]
use simulator::door::{HostKey, SftpDoor, SftpLimits, SftpUsers};
use simulator::faults::{BadDays, FaultSpec, Faults};
use simulator::{Clock, Office};
use tokio::sync::watch;

use super::{ADMIN_TOKEN, TOKEN, failed};
use crate::args::ServeArgs;
use crate::exit::Failure;

/// Every door that was asked for.
pub(super) struct Doors {
    http: HttpDoor,
    admin: AdminDoor,
    folder: Option<FolderDoor>,
    #[cfg(feature = "sftp")]
    sftp: SftpDoor,
    /// Fingerprint of its host key.
    #[cfg(feature = "sftp")]
    fingerprint: String,
}

/// Where they are, as text.
pub(super) struct Addresses {
    pub(super) http: String,
    pub(super) admin: String,
    pub(super) folder: Option<PathBuf>,
    /// Address and fingerprint; none in a binary without it.
    pub(super) sftp: Option<(std::net::SocketAddr, String)>,
}

impl Doors {
    /// Opens them. `is_resumed` where the office goes on from an earlier session.
    pub(super) async fn open(
        args: &ServeArgs,
        oc: OcNumber,
        clock: Clock,
        is_resumed: bool,
    ) -> Result<Self, Failure> {
        let office: Office = clock.assurance().office().clone();
        let tokens = Tokens::default().with(oc, TOKEN).map_err(failed)?;
        let setup = HttpSetup {
            tokens,
            bad_days: BadDays::new(faults(args)?),
            ..HttpSetup::default()
        };
        let http = HttpDoor::open(args.listen, office.clone(), setup);
        let http = http.await.map_err(failed)?;
        let admin = AdminDoor::bind(args.admin, clock, ADMIN_TOKEN.to_owned());
        let admin = admin.await.map_err(failed)?;
        let folder = args.folder.as_ref().map(|dir| {
            let limits = FolderLimits::default();
            if is_resumed {
                FolderDoor::resume(dir, [oc], office.clone(), limits)
            } else {
                FolderDoor::open(dir, [oc], office.clone(), limits)
            }
        });
        let folder = folder.transpose().map_err(failed)?;
        #[cfg(feature = "sftp")]
        let key = host_key(args)?;
        #[cfg(feature = "sftp")]
        let sftp = {
            let users = SftpUsers::default()
                .with_password(oc, TOKEN)
                .map_err(failed)?;
            let door = SftpDoor::bind(args.sftp, office, users, &key, SftpLimits::default());
            door.await.map_err(failed)?
        };
        Ok(Self {
            http,
            admin,
            folder,
            #[cfg(feature = "sftp")]
            sftp,
            #[cfg(feature = "sftp")]
            fingerprint: key.fingerprint(),
        })
    }

    pub(super) fn addresses(&self) -> Addresses {
        #[cfg(feature = "sftp")]
        let sftp = Some((self.sftp.address(), self.fingerprint.clone()));
        #[cfg(not(feature = "sftp"))]
        let sftp = None;
        Addresses {
            http: self.http.address().to_string(),
            admin: self.admin.address().to_string(),
            folder: self.folder.as_ref().map(|door| door.path().to_owned()),
            sftp,
        }
    }

    /// Serves until `stop` says so.
    pub(super) async fn serve(self, stop: watch::Receiver<bool>) -> Result<(), Failure> {
        let stopped = || {
            let mut stop = stop.clone();
            async move {
                // Also where nobody is left to stop it.
                let _ = stop.wait_for(|is_over| *is_over).await;
            }
        };
        let folder = async {
            match self.folder {
                Some(door) => door.serve(stopped()).await,
                None => Ok(()),
            }
        };
        #[cfg(feature = "sftp")]
        let sftp = self.sftp.serve(stopped());
        #[cfg(not(feature = "sftp"))]
        let sftp = async { Ok(()) };
        let all = tokio::try_join!(
            self.http.serve(stopped()),
            self.admin.serve(stopped()),
            folder,
            sftp
        );
        all.map(|_| ()).map_err(failed)
    }
}

/// What is to go wrong: nothing where no file says so.
fn faults(args: &ServeArgs) -> Result<Faults, Failure> {
    let Some(path) = &args.faults else {
        return Ok(Faults::default());
    };
    let text = std::fs::read_to_string(path).map_err(Failure::reading("faults", path))?;
    let spec: FaultSpec = domain::load(&path.display().to_string(), &text).map_err(|error| {
        let hint = "schemas/faults.schema.json is its shape; docs/faults.md tells each action";
        Failure::Usage(error.to_string(), Some(hint.to_owned()))
    })?;
    Ok(Faults::new(spec))
}

#[cfg(feature = "sftp")]
fn host_key(args: &ServeArgs) -> Result<HostKey, Failure> {
    let Some(path) = &args.host_key else {
        return HostKey::generate().map_err(failed);
    };
    let text = std::fs::read_to_string(path).map_err(Failure::reading("host key", path))?;
    HostKey::read(&text).map_err(failed)
}
