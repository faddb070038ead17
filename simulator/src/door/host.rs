use std::convert::Infallible;
use std::pin::pin;
use std::sync::Arc;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};

use crate::door::service::{Line, Service};
use crate::door::setup::{HttpSetup, Limits};
#[cfg(feature = "tls")]
use crate::door::tls::Tls;
use crate::door::wire::{Orders, Stream, Wire};
use crate::faults::{Action, Faults};
use crate::{Office, SimulatorError, realtime};

/// Bytes a connection holds at most, beside the piece it sends or the file it takes.
const BUFFER: usize = 64 << 10;

/// Whoever answers behind an HTTP door: an office that can be spoken with over any stream. A clone is the same.
///
/// [`HttpDoor`](crate::door::HttpDoor) listens for it; a test can hand it one end of a pipe, or the socket of a network
/// that is only simulated.
#[derive(Debug, Clone)]
pub struct HttpHost {
    service: Arc<Service>,
    limits: Limits,
    #[cfg(feature = "tls")]
    tls: Option<Tls>,
}

impl HttpHost {
    /// Answers for that office.
    #[must_use]
    pub fn new(office: Office, setup: HttpSetup) -> Self {
        #[cfg(feature = "tls")]
        if setup.tls.as_ref().is_some_and(Tls::has_expired) {
            setup.bad_days.can_expire();
        }
        Self {
            limits: setup.limits,
            #[cfg(feature = "tls")]
            tls: setup.tls.clone(),
            service: Arc::new(Service::new(office, setup)),
        }
    }

    /// Whether it can make these faults happen.
    ///
    /// # Errors
    /// Where one of them is `expired-certificate`, and it has none to show.
    pub fn can(&self, faults: &Faults) -> Result<(), SimulatorError> {
        #[cfg(feature = "tls")]
        let has_expired = self.tls.as_ref().is_some_and(Tls::has_expired);
        #[cfg(not(feature = "tls"))]
        let has_expired = false;
        if !has_expired && faults.any(|action| *action == Action::ExpiredCertificate) {
            return Err(SimulatorError::NoExpiredCertificate);
        }
        Ok(())
    }

    pub(crate) fn office(&self) -> &Office {
        self.service.office()
    }

    /// Answers all that is asked over a stream, until either side ends it; once `until` is done, what is under way
    /// still.
    ///
    /// How a conversation fails is the client's affair: what it was told is in the journal.
    pub async fn converse(&self, stream: impl Stream, until: impl Future<Output = ()>) {
        let orders = Arc::new(Orders::default());
        let befell = self.service.connection();
        let wire = Wire::new(stream, orders.clone(), self.limits.stalled);
        let expired = befell
            .iter()
            .any(|fired| fired.action == Action::ExpiredCertificate);
        #[cfg(feature = "tls")]
        if let Some(tls) = &self.tls {
            let greeted = realtime::within(self.limits.header_time, tls.greet(wire, expired));
            if let Some(Ok((stream, certified))) = greeted.await {
                let line = Line { orders, certified };
                self.speak(stream, line, until).await;
            }
            return;
        }
        // Without TLS no certificate is shown, expired or not.
        let _ = expired;
        let line = Line {
            orders,
            certified: None,
        };
        self.speak(wire, line, until).await;
    }

    async fn speak<S>(&self, stream: S, line: Line, until: impl Future<Output = ()>)
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let answer = service_fn(|request| {
            let (service, line) = (self.service.clone(), line.clone());
            async move { Ok::<_, Infallible>(service.answer(request, &line).await) }
        });
        let mut connection = pin!(
            http1::Builder::new()
                .timer(realtime::timer())
                .header_read_timeout(self.limits.header_time)
                .max_header_size(self.limits.headers)
                .max_buf_size(BUFFER)
                .auto_date_header(false)
                .serve_connection(TokioIo::new(stream), answer)
        );
        tokio::select! {
            _ = connection.as_mut() => {}
            () = until => {
                connection.as_mut().graceful_shutdown();
                let _ = connection.await;
            }
        }
    }
}
