use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;

use domain::OcNumber;
use russh::client::{Config, Handle, Handler, connect};
use russh::keys::{HashAlg, PublicKeyOrCertificate};
use russh_sftp::client::RawSftpSession;
use russh_sftp::client::error::Error;
use russh_sftp::protocol::{FileAttributes, OpenFlags, StatusCode};
use simulator::FileName;

use crate::doors::DoorError;
use crate::doors::courier::Listed;

/// A client of the SFTP door.
pub(super) struct SftpCourier {
    session: RawSftpSession,
    /// The connection lasts as long as this.
    _handle: Handle<Knowing>,
}

/// Bytes asked for, or sent, at a time: what every server takes.
const PIECE: usize = 32_768;

/// Knows the door by its key.
struct Knowing {
    fingerprint: String,
}

impl Handler for Knowing {
    type Error = russh::Error;

    async fn check_server_key(
        &mut self,
        shown: &PublicKeyOrCertificate,
    ) -> Result<bool, Self::Error> {
        Ok(match shown {
            PublicKeyOrCertificate::PublicKey { key, .. } => {
                key.fingerprint(HashAlg::Sha256).to_string() == self.fingerprint
            }
            PublicKeyOrCertificate::Certificate(_) => false,
        })
    }
}

impl SftpCourier {
    pub(super) async fn enter(
        address: SocketAddr,
        fingerprint: String,
        oc: OcNumber,
        password: &str,
    ) -> Result<Self, DoorError> {
        let knowing = Knowing { fingerprint };
        let config = Config {
            // One small request after the other: waiting to fill packets would only delay them.
            nodelay: true,
            ..Config::default()
        };
        let mut handle = connect(Arc::new(config), address, knowing)
            .await
            .map_err(failed("connect"))?;
        let entered = handle
            .authenticate_password(oc.to_string(), password)
            .await
            .map_err(failed("come in"))?;
        if !entered.success() {
            return Err(failed("come in")("the password was refused"));
        }
        let channel = handle
            .channel_open_session()
            .await
            .map_err(failed("open a channel"))?;
        channel
            .request_subsystem(true, "sftp")
            .await
            .map_err(failed("ask for SFTP"))?;
        let session = RawSftpSession::new(channel.into_stream());
        session.init().await.map_err(failed("begin"))?;
        Ok(Self {
            session,
            _handle: handle,
        })
    }

    pub(super) async fn list(&self) -> Result<Vec<Listed>, DoorError> {
        let what = "list out";
        let handle = self.session.opendir("out").await.map_err(failed(what))?;
        let mut files = Vec::new();
        loop {
            let told = match self.session.readdir(handle.handle.as_str()).await {
                Ok(told) => told,
                Err(error) if is_end(&error) => break,
                Err(error) => return Err(failed(what)(error)),
            };
            for file in told.files {
                if let (false, Ok(name)) = (file.attrs.is_dir(), file.filename.parse()) {
                    files.push(Listed {
                        name,
                        bytes: file.attrs.size,
                        acknowledged: false,
                    });
                }
            }
        }
        let closed = self.session.close(handle.handle).await;
        closed.map_err(failed(what))?;
        Ok(files)
    }

    pub(super) async fn fetch(&self, file: &Listed) -> Result<Vec<u8>, DoorError> {
        let what = format!("fetch {}", file.name);
        let path = format!("out/{}", file.name);
        let (flags, as_is) = (OpenFlags::READ, FileAttributes::empty());
        let open = self.session.open(path, flags, as_is).await;
        let handle = open.map_err(failed(&what))?.handle;
        let mut came = Vec::new();
        loop {
            let at = came.len() as u64;
            let length = u32::try_from(PIECE).unwrap_or(u32::MAX);
            match self.session.read(handle.as_str(), at, length).await {
                Ok(part) => came.extend(part.data),
                Err(error) if is_end(&error) => break,
                Err(error) => return Err(failed(&what)(error)),
            }
        }
        let closed = self.session.close(handle).await;
        closed.map_err(failed(&what))?;
        Ok(came)
    }

    pub(super) async fn acknowledge(&self, name: &FileName) -> Result<(), DoorError> {
        let removed = self.session.remove(format!("out/{name}")).await;
        removed.map_err(failed(&format!("remove {name}")))?;
        Ok(())
    }

    /// Under a name that waits, then renamed: nobody takes a part of it for the whole.
    pub(super) async fn push(&self, name: &FileName, content: &[u8]) -> Result<(), DoorError> {
        let what = format!("push {name}");
        let unfinished = format!("in/{name}.part");
        let flags = OpenFlags::WRITE | OpenFlags::CREATE | OpenFlags::TRUNCATE;
        let as_is = FileAttributes::empty();
        let open = self.session.open(unfinished.as_str(), flags, as_is).await;
        let handle = open.map_err(failed(&what))?.handle;
        for (piece, at) in content.chunks(PIECE).zip((0..).step_by(PIECE)) {
            let written = self.session.write(handle.as_str(), at, piece.to_vec());
            written.await.map_err(failed(&what))?;
        }
        let closed = self.session.close(handle).await;
        closed.map_err(failed(&what))?;
        let renamed = self.session.rename(unfinished, format!("in/{name}")).await;
        renamed.map_err(failed(&what))?;
        Ok(())
    }
}

fn is_end(error: &Error) -> bool {
    matches!(error, Error::Status(status) if status.status_code == StatusCode::Eof)
}

fn failed<E: fmt::Display>(what: &str) -> impl FnOnce(E) -> DoorError {
    move |error| DoorError::Sftp {
        what: what.to_owned(),
        why: error.to_string(),
    }
}
