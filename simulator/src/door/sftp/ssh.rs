use std::collections::HashMap;
use std::sync::Arc;

use domain::OcNumber;
use russh::server::{
    Auth, ChannelOpenHandle, Handler, Msg, PublicKeyOffer, Session, VerifiedPublicKey,
};
use russh::{Channel, ChannelId, ChannelOpenFailure, Pty};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc, oneshot};

use crate::Office;
use crate::door::sftp::limits::SftpLimits;
use crate::door::sftp::miss::stranger;
use crate::door::sftp::packets;
use crate::door::sftp::uploads::Uploads;
use crate::door::sftp::users::SftpUsers;
use crate::door::sftp::visit::Visit;
use crate::door::wire::Orders;
use crate::faults::BadDays;

/// What every connection of a door shares.
pub(crate) struct Shared {
    pub(crate) office: Office,
    pub(crate) bad_days: BadDays,
    pub(crate) users: SftpUsers,
    pub(crate) uploads: Arc<Uploads>,
    pub(crate) limits: SftpLimits,
}

/// One SSH connection: who it is, and the channels it opened. It is let do SFTP and nothing else: no shell, no command, no
/// forwarding.
pub(crate) struct Guest {
    shared: Arc<Shared>,
    /// What the connection is told.
    orders: Arc<Orders>,
    oc: Option<OcNumber>,
    /// Told once the guest is known.
    known: Option<oneshot::Sender<()>>,
    channels: HashMap<ChannelId, (Channel<Msg>, OwnedSemaphorePermit)>,
    places: Arc<Semaphore>,
    /// Held as long as something of the guest goes on.
    alive: mpsc::Sender<()>,
}

/// Channels of a connection at a time.
const CHANNELS: usize = 4;

impl Guest {
    pub(crate) fn new(
        shared: Arc<Shared>,
        orders: Arc<Orders>,
        known: oneshot::Sender<()>,
        alive: mpsc::Sender<()>,
    ) -> Self {
        Self {
            shared,
            orders,
            oc: None,
            known: Some(known),
            channels: HashMap::new(),
            places: Arc::new(Semaphore::new(CHANNELS)),
            alive,
        }
    }
}

fn verdict(oc: Option<OcNumber>) -> Auth {
    oc.map_or_else(Auth::reject, |_| Auth::Accept)
}

impl Handler for Guest {
    type Error = russh::Error;

    async fn auth_password(&mut self, user: &str, password: &str) -> Result<Auth, Self::Error> {
        self.oc = self.shared.users.by_password(user, password);
        if self.oc.is_none() {
            let Shared { office, users, .. } = &*self.shared;
            stranger(office, user, users.knows(user), "password");
        }
        Ok(verdict(self.oc))
    }

    async fn auth_publickey_offered(
        &mut self,
        user: &str,
        offer: PublicKeyOffer<'_>,
    ) -> Result<Auth, Self::Error> {
        Ok(verdict(self.shared.users.by_key(user, offer.public_key)))
    }

    async fn auth_publickey(
        &mut self,
        user: &str,
        key: VerifiedPublicKey<'_>,
    ) -> Result<Auth, Self::Error> {
        self.oc = self.shared.users.by_key(user, key.public_key);
        Ok(verdict(self.oc))
    }

    async fn auth_succeeded(&mut self, _: &mut Session) -> Result<(), Self::Error> {
        if let Some(known) = self.known.take() {
            // Nobody waits any more where the door closes.
            let _ = known.send(());
        }
        Ok(())
    }

    async fn channel_open_session(
        &mut self,
        channel: Channel<Msg>,
        reply: ChannelOpenHandle,
        _: &mut Session,
    ) -> Result<(), Self::Error> {
        match self.places.clone().try_acquire_owned() {
            Ok(place) => {
                self.channels.insert(channel.id(), (channel, place));
                reply.accept().await;
            }
            Err(_) => reply.reject(ChannelOpenFailure::ResourceShortage).await,
        }
        Ok(())
    }

    async fn channel_close(
        &mut self,
        channel: ChannelId,
        _: &mut Session,
    ) -> Result<(), Self::Error> {
        self.channels.remove(&channel);
        Ok(())
    }

    async fn subsystem_request(
        &mut self,
        channel: ChannelId,
        name: &str,
        session: &mut Session,
    ) -> Result<(), Self::Error> {
        let (Some(oc), true) = (self.oc, name == "sftp") else {
            return session.channel_failure(channel);
        };
        let Some((stream, place)) = self.channels.remove(&channel) else {
            return session.channel_failure(channel);
        };
        session.channel_success(channel)?;
        let visit = Visit::new(&self.shared, self.orders.clone(), oc);
        let (handle, alive) = (session.handle(), self.alive.clone());
        tokio::spawn(async move {
            packets::serve(stream.into_stream(), visit).await;
            // Where the connection has gone there is nobody to tell.
            let _ = handle.eof(channel).await;
            let _ = handle.close(channel).await;
            drop((place, alive));
        });
        Ok(())
    }

    async fn shell_request(
        &mut self,
        channel: ChannelId,
        session: &mut Session,
    ) -> Result<(), Self::Error> {
        session.channel_failure(channel)
    }

    async fn exec_request(
        &mut self,
        channel: ChannelId,
        _: &[u8],
        session: &mut Session,
    ) -> Result<(), Self::Error> {
        session.channel_failure(channel)
    }

    async fn env_request(
        &mut self,
        channel: ChannelId,
        _: &str,
        _: &str,
        session: &mut Session,
    ) -> Result<(), Self::Error> {
        session.channel_failure(channel)
    }

    async fn pty_request(
        &mut self,
        channel: ChannelId,
        _: &str,
        _: u32,
        _: u32,
        _: u32,
        _: u32,
        _: &[(Pty, u32)],
        session: &mut Session,
    ) -> Result<(), Self::Error> {
        session.channel_failure(channel)
    }
}
