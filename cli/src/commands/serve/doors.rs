//! The doors of a server, opened together and shut together.

use std::path::PathBuf;

use domain::OcNumber;
use simulator::admin::AdminDoor;
use simulator::door::{FolderDoor, FolderLimits, HttpDoor, HttpSetup, Tokens};
#[cfg(feature = "sftp")]
use simulator::door::{HostKey, SftpDoor, SftpLimits, SftpUsers};
use simulator::{Clock, Office};
use tokio::sync::watch;

use super::faults::faults;
use super::token::Token;
use super::{ADMIN_TOKEN, failed};
use crate::args::ServeArgs;
use crate::exit::Failure;

/// Every door that was asked for.
pub(super) struct Doors {
    http: HttpDoor,
    /// http or https.
    scheme: &'static str,
    curl: String,
    token: Token,
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
    /// With `http://` or `https://` before it.
    pub(super) http: String,
    /// How curl is called for it.
    pub(super) curl: String,
    pub(super) token: Token,
    pub(super) admin: String,
    pub(super) folder: Option<PathBuf>,
    /// Address and fingerprint; none in a binary without it.
    pub(super) sftp: Option<(std::net::SocketAddr, String)>,
}

impl Doors {
    /// Opens them. `is_resumed` where the office goes on from an earlier session.
    pub(super) async fn open(
        args: &ServeArgs,
        token: Token,
        oc: OcNumber,
        clock: Clock,
        is_resumed: bool,
    ) -> Result<Self, Failure> {
        let office: Office = clock.assurance().office().clone();
        let tokens = Tokens::default().with(oc, &token.secret);
        let tokens = tokens.map_err(failed)?;
        let setup = HttpSetup {
            tokens,
            bad_days: office.bad_days().clone(),
            #[cfg(feature = "tls")]
            tls: super::tls::tls(args)?,
            ..HttpSetup::default()
        };
        #[cfg(feature = "tls")]
        let scheme = if setup.tls.is_some() { "https" } else { "http" };
        #[cfg(not(feature = "tls"))]
        let scheme = "http";
        let http = HttpDoor::open(args.listen, office.clone(), setup);
        let http = http.await.map_err(failed)?;
        // A session that goes on has the faults it had, unless others are said.
        if let Some(spec) = faults(args)?.filter(|_| is_resumed)
            && spec != office.bad_days().faults().spec()
        {
            let changed = office.change_faults(spec).map_err(failed)?;
            changed.sure().await.map_err(failed)?;
        }
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
                .with_password(oc, &token.secret)
                .map_err(failed)?;
            let door = SftpDoor::bind(args.sftp, office, users, &key, SftpLimits::default());
            door.await.map_err(failed)?
        };
        Ok(Self {
            http,
            scheme,
            curl: curl(args),
            token,
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
            http: format!("{}://{}", self.scheme, self.http.address()),
            curl: self.curl.clone(),
            token: self.token.clone(),
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

/// `curl`, and the certificate that it is to trust; where clients show one, it is theirs to add.
fn curl(args: &ServeArgs) -> String {
    #[cfg(feature = "tls")]
    if let Some(chain) = args.tls.iter().flatten().next() {
        let own = match args.client_ca {
            Some(_) => " --cert CLIENT.pem --key CLIENT.key",
            None => "",
        };
        return format!("curl --cacert {}{own}", chain.display());
    }
    let _ = args;
    "curl".to_owned()
}

#[cfg(feature = "sftp")]
fn host_key(args: &ServeArgs) -> Result<HostKey, Failure> {
    let Some(path) = &args.host_key else {
        return HostKey::generate().map_err(failed);
    };
    let text = std::fs::read_to_string(path).map_err(Failure::reading("host key", path))?;
    HostKey::read(&text).map_err(failed)
}
