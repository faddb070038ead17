use std::convert::Infallible;
use std::net::{Ipv4Addr, TcpListener};
use std::sync::mpsc::Sender;
use std::thread;

use bytes::Bytes;
use http_body_util::{BodyExt as _, Empty, Limited};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::runtime::Builder;
use tokio::sync::oneshot;

use crate::doors::secret;
use crate::target::TargetError;
use crate::target::posted::{Heard, lines};

/// An address on loopback where a target posts its replies; it is closed when this value is dropped.
pub(super) struct Callback {
    /// The whole of it: nobody else on this machine knows its last part.
    pub(super) address: String,
    /// Its end closes the address.
    _close: oneshot::Sender<()>,
}

impl Callback {
    /// Takes a free port. Bodies of more than `most` bytes are refused.
    pub(super) fn open(heard: Sender<Heard>, most: usize) -> Result<Self, TargetError> {
        let failed = |why: std::io::Error| TargetError::Http {
            url: "the address for callbacks".to_owned(),
            why: format!("could not be opened: {why}"),
        };
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).map_err(failed)?;
        listener.set_nonblocking(true).map_err(failed)?;
        let path = format!("/callback/{}", secret());
        let address = format!("http://{}{path}", listener.local_addr().map_err(failed)?);
        let runtime = Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(failed)?;
        let (close, closed) = oneshot::channel::<()>();
        let desk = Desk {
            heard,
            path,
            address: address.clone(),
            most,
        };
        thread::spawn(move || {
            runtime.block_on(async {
                tokio::select! {
                    _ = closed => {}
                    _ = desk.listen(listener) => {}
                }
            });
        });
        Ok(Self {
            address,
            _close: close,
        })
    }
}

#[derive(Clone)]
struct Desk {
    heard: Sender<Heard>,
    path: String,
    address: String,
    most: usize,
}

impl Desk {
    async fn listen(&self, listener: TcpListener) -> std::io::Result<()> {
        let listener = tokio::net::TcpListener::from_std(listener)?;
        loop {
            let (stream, _) = listener.accept().await?;
            let desk = self.clone();
            let service = service_fn(move |request| {
                let desk = desk.clone();
                async move { Ok::<_, Infallible>(desk.take(request).await) }
            });
            // How a connection ends is the target's affair.
            tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
        }
    }

    async fn take(&self, request: Request<Incoming>) -> Response<Empty<Bytes>> {
        let status = if request.uri().path() != self.path {
            StatusCode::NOT_FOUND
        } else if request.method() != Method::POST {
            StatusCode::METHOD_NOT_ALLOWED
        } else {
            match Limited::new(request.into_body(), self.most).collect().await {
                Ok(body) => self.told(&body.to_bytes()),
                Err(_) => StatusCode::PAYLOAD_TOO_LARGE,
            }
        };
        let mut answer = Response::new(Empty::new());
        *answer.status_mut() = status;
        answer
    }

    fn told(&self, body: &[u8]) -> StatusCode {
        match lines(&self.address, body) {
            Ok(replies) => {
                for reply in replies {
                    // Where nobody listens any more the run has ended.
                    let _ = self.heard.send(Ok(reply));
                }
                StatusCode::NO_CONTENT
            }
            Err(error) => {
                let _ = self.heard.send(Err(error));
                StatusCode::BAD_REQUEST
            }
        }
    }
}
