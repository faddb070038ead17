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
use crate::doors::tries::{TRIES, gave_up, growing};
use crate::watchdog::Patience;

/// A client of the SFTP door. Where the connection ends it comes in again, and goes on where it was.
pub(super) struct SftpCourier {
    address: SocketAddr,
    fingerprint: String,
    oc: OcNumber,
    password: String,
    /// The connection, while it is good for another request.
    line: Option<Line>,
}

/// One connection.
struct Line {
    session: RawSftpSession,
    /// The connection lasts as long as this.
    _handle: Handle<Knowing>,
}

/// Why a request did not succeed.
enum Missed {
    /// The connection ended, or nothing came in time.
    Lost,
    /// There is no such file.
    Nothing,
    /// Not now: there are no words for when.
    Later,
    /// The door will not.
    Never(String),
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
    pub(super) fn new(
        address: SocketAddr,
        fingerprint: String,
        oc: OcNumber,
        password: String,
    ) -> Self {
        Self {
            address,
            fingerprint,
            oc,
            password,
            line: None,
        }
    }

    /// What `out` holds. Nothing tells a listing that was cut from a whole one: it is whoever asks that looks twice.
    pub(super) async fn list(&mut self) -> Result<Vec<Listed>, DoorError> {
        let what = "list out";
        for tries in 0..TRIES {
            if let Some(line) = self.come_in(tries).await? {
                match line.list().await {
                    Ok(files) => return Ok(files),
                    Err(missed) => self.once_more(missed, tries, what).await?,
                }
            }
        }
        Err(gave_up(what))
    }

    /// As many bytes as the listing says, what broke off gone on with; none where the door does not show the file.
    pub(super) async fn fetch(&mut self, file: &Listed) -> Result<Option<Vec<u8>>, DoorError> {
        let what = format!("fetch {}", file.name);
        let mut came = Vec::new();
        let is_whole = |came: &[u8]| file.bytes.is_none_or(|bytes| came.len() as u64 >= bytes);
        for tries in 0..TRIES {
            if tries > 0 && is_whole(&came) {
                return Ok(Some(came));
            }
            let Some(line) = self.come_in(tries).await? else {
                continue;
            };
            match line.read_on(&file.name, &mut came).await {
                Ok(()) if is_whole(&came) => return Ok(Some(came)),
                // An end of a file before its end: there is more of it, says the listing.
                Ok(()) => Patience::pause(growing(tries)).await,
                Err(Missed::Nothing) => return Ok(None),
                Err(missed) => self.once_more(missed, tries, &what).await?,
            }
        }
        Err(gave_up(&what))
    }

    /// That there is no such file any more is as good as its removal: the answer to the first one may have been lost.
    pub(super) async fn acknowledge(&mut self, name: &FileName) -> Result<(), DoorError> {
        let what = format!("remove {name}");
        for tries in 0..TRIES {
            if let Some(line) = self.come_in(tries).await? {
                let removed = line.session.remove(format!("out/{name}")).await;
                match removed.map_err(Missed::of) {
                    Ok(_) | Err(Missed::Nothing) => return Ok(()),
                    Err(missed) => self.once_more(missed, tries, &what).await?,
                }
            }
        }
        Err(gave_up(&what))
    }

    /// Under a name that waits, then renamed: nobody takes a part of it for the whole. The same again under the same name
    /// changes nothing.
    pub(super) async fn push(&mut self, name: &FileName, content: &[u8]) -> Result<(), DoorError> {
        let what = format!("push {name}");
        for tries in 0..TRIES {
            if let Some(line) = self.come_in(tries).await? {
                match line.push(name, content).await {
                    Ok(()) => return Ok(()),
                    // The unfinished file went with the connection that was writing it.
                    Err(Missed::Nothing) => self.once_more(Missed::Later, tries, &what).await?,
                    Err(missed) => self.once_more(missed, tries, &what).await?,
                }
            }
        }
        Err(gave_up(&what))
    }

    /// The connection; none where there was none to be had, which was waited for.
    async fn come_in(&mut self, tries: u32) -> Result<Option<&Line>, DoorError> {
        if self.line.is_none() {
            match self.enter().await {
                Ok(line) => self.line = Some(line),
                Err(Missed::Never(why)) => return Err(failed("come in", why)),
                Err(_) => Patience::pause(growing(tries)).await,
            }
        }
        Ok(self.line.as_ref())
    }

    /// What there is to do before the same is asked once more.
    async fn once_more(&mut self, missed: Missed, tries: u32, what: &str) -> Result<(), DoorError> {
        match missed {
            Missed::Lost => self.line = None,
            Missed::Later => {}
            Missed::Nothing => return Err(failed(what, "there is no such file".to_owned())),
            Missed::Never(why) => return Err(failed(what, why)),
        }
        Patience::pause(growing(tries)).await;
        Ok(())
    }

    async fn enter(&self) -> Result<Line, Missed> {
        let knowing = Knowing {
            fingerprint: self.fingerprint.clone(),
        };
        let config = Config {
            // One small request after the other: waiting to fill packets would only delay them.
            nodelay: true,
            ..Config::default()
        };
        let mut handle = match connect(Arc::new(config), self.address, knowing).await {
            Ok(handle) => handle,
            Err(russh::Error::UnknownKey) => {
                return Err(Missed::Never("the host key is another one".to_owned()));
            }
            Err(_) => return Err(Missed::Lost),
        };
        let entered = handle
            .authenticate_password(self.oc.to_string(), self.password.as_str())
            .await
            .map_err(Missed::lost)?;
        if !entered.success() {
            return Err(Missed::Never("the password was refused".to_owned()));
        }
        let channel = handle.channel_open_session().await.map_err(Missed::lost)?;
        let asked = channel.request_subsystem(true, "sftp").await;
        asked.map_err(Missed::lost)?;
        let session = RawSftpSession::new(channel.into_stream());
        session.init().await.map_err(Missed::of)?;
        Ok(Line {
            session,
            _handle: handle,
        })
    }
}

impl Line {
    async fn list(&self) -> Result<Vec<Listed>, Missed> {
        let open = self.session.opendir("out").await;
        let handle = open.map_err(Missed::of)?.handle;
        let mut files = Vec::new();
        loop {
            let told = match self.session.readdir(handle.as_str()).await {
                Ok(told) => told,
                Err(error) if is_end(&error) => break,
                Err(error) => return Err(Missed::of(error)),
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
        self.session.close(handle).await.map_err(Missed::of)?;
        Ok(files)
    }

    /// Reads a file from where it was left, until the door says that it ends. What came before the connection ended is kept.
    async fn read_on(&self, name: &FileName, came: &mut Vec<u8>) -> Result<(), Missed> {
        let (flags, as_is) = (OpenFlags::READ, FileAttributes::empty());
        let open = self.session.open(format!("out/{name}"), flags, as_is).await;
        let handle = open.map_err(Missed::of)?.handle;
        loop {
            let at = came.len() as u64;
            let length = u32::try_from(PIECE).unwrap_or(u32::MAX);
            match self.session.read(handle.as_str(), at, length).await {
                Ok(part) => came.extend(part.data),
                Err(error) if is_end(&error) => break,
                Err(error) => return Err(Missed::of(error)),
            }
        }
        self.session.close(handle).await.map_err(Missed::of)?;
        Ok(())
    }

    async fn push(&self, name: &FileName, content: &[u8]) -> Result<(), Missed> {
        let unfinished = format!("in/{name}.part");
        let flags = OpenFlags::WRITE | OpenFlags::CREATE | OpenFlags::TRUNCATE;
        let as_is = FileAttributes::empty();
        let open = self.session.open(unfinished.as_str(), flags, as_is).await;
        let handle = open.map_err(Missed::of)?.handle;
        for (piece, at) in content.chunks(PIECE).zip((0..).step_by(PIECE)) {
            let written = self.session.write(handle.as_str(), at, piece.to_vec());
            written.await.map_err(Missed::of)?;
        }
        self.session.close(handle).await.map_err(Missed::of)?;
        let renamed = self.session.rename(unfinished, format!("in/{name}")).await;
        renamed.map_err(Missed::of)?;
        Ok(())
    }
}

impl Missed {
    fn of(error: Error) -> Self {
        match error {
            Error::Status(status) => match status.status_code {
                StatusCode::NoSuchFile => Self::Nothing,
                StatusCode::Failure => Self::Later,
                StatusCode::NoConnection | StatusCode::ConnectionLost => Self::Lost,
                _ => Self::Never(status.error_message),
            },
            _ => Self::Lost,
        }
    }

    fn lost<E>(_: E) -> Self {
        Self::Lost
    }
}

fn is_end(error: &Error) -> bool {
    matches!(error, Error::Status(status) if status.status_code == StatusCode::Eof)
}

fn failed(what: &str, why: String) -> DoorError {
    DoorError::Sftp {
        what: what.to_owned(),
        why,
    }
}
