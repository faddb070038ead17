//! HTTPS: which certificate the door shows, and whose certificate a client shows.

use std::error::Error;
use std::fmt;
use std::io;
use std::sync::Arc;

use domain::OcNumber;
use rustls::crypto::ring::default_provider;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::server::danger::ClientCertVerifier;
use rustls::{RootCertStore, ServerConfig};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;
use webpki::EndEntityCert;

use crate::SimulatorError;
use crate::door::service::Certified;
use crate::door::wire::{Stream, Wire};

/// How a door speaks TLS (1.2 and 1.3). A clone is the same.
///
/// # Whose certificate it is
/// A client's certificate is of the OC that its subject alternative names say: a DNS name whose first label is the eight
/// digits of the OC, as `99000017.oc.example`. Other names are passed over; a certificate that names two OCs is nobody's.
/// The common name is not read (RFC 9525 gave it up). Such a certificate is as good as the OC's token; where a request
/// bears a token too, both are of one OC or it is refused.
#[derive(Clone)]
pub struct Tls {
    shown: TlsAcceptor,
    expired: Option<TlsAcceptor>,
    clients: Arc<dyn ClientCertVerifier>,
}

/// Whether clients show a certificate. The bytes are the certificates of the authorities that sign them, as PEM.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Clients {
    /// They are not asked for any: tokens alone tell who they are.
    #[default]
    Unasked,
    /// They may show one.
    May(Vec<u8>),
    /// Without one the connection fails.
    Must(Vec<u8>),
}

impl Tls {
    /// A door that shows that certificate (its chain, leaf first, and its private key, both as PEM).
    ///
    /// # Errors
    /// Where they cannot be read or do not belong together.
    pub fn new(chain: &[u8], key: &[u8], clients: &Clients) -> Result<Self, SimulatorError> {
        let clients = verifier(clients)?;
        Ok(Self {
            shown: acceptor(chain, key, &clients)?,
            expired: None,
            clients,
        })
    }

    /// What it shows when the fault `expired-certificate` befalls a connection. Nothing checks here that it has expired.
    ///
    /// # Errors
    /// Where they cannot be read or do not belong together.
    pub fn with_expired(mut self, chain: &[u8], key: &[u8]) -> Result<Self, SimulatorError> {
        self.expired = Some(acceptor(chain, key, &self.clients)?);
        Ok(self)
    }

    /// Whether it has an expired certificate to show.
    #[must_use]
    pub fn has_expired(&self) -> bool {
        self.expired.is_some()
    }

    /// Comes to terms with a client.
    pub(crate) async fn greet<S: Stream>(
        &self,
        stream: Wire<S>,
        expired: bool,
    ) -> io::Result<(TlsStream<Wire<S>>, Option<Certified>)> {
        let acceptor = if expired {
            // A sound certificate in its stead would hide that the fault did not happen.
            self.expired.as_ref().ok_or(io::ErrorKind::NotFound)?
        } else {
            &self.shown
        };
        let stream = acceptor.accept(stream).await?;
        let leaf = stream
            .get_ref()
            .1
            .peer_certificates()
            .and_then(|chain| chain.first());
        let certified = leaf.map(owner);
        Ok((stream, certified))
    }
}

impl fmt::Debug for Tls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tls")
            .field("expired", &self.expired.is_some())
            .field("clients", &self.clients.client_auth_mandatory())
            .finish_non_exhaustive()
    }
}

/// Of whom a certificate is that was found good.
fn owner(leaf: &CertificateDer<'_>) -> Certified {
    let Ok(leaf) = EndEntityCert::try_from(leaf) else {
        return Certified::Nobody;
    };
    let mut named: Option<OcNumber> = None;
    for name in leaf.valid_dns_names() {
        let first = name.split('.').next().unwrap_or_default();
        if let Ok(oc) = first.parse() {
            if named.is_some_and(|other| other != oc) {
                return Certified::Nobody;
            }
            named = Some(oc);
        }
    }
    named.map_or(Certified::Nobody, Certified::Oc)
}

fn failed(what: &'static str) -> impl Fn(Box<dyn Error + Send + Sync>) -> SimulatorError {
    move |source| SimulatorError::Tls { what, source }
}

fn certificates(
    pem: &[u8],
    what: &'static str,
) -> Result<Vec<CertificateDer<'static>>, SimulatorError> {
    let all: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
    let all = all.map_err(|error| failed(what)(error.into()))?;
    if all.is_empty() {
        return Err(failed(what)("there is no certificate in the PEM".into()));
    }
    Ok(all)
}

fn verifier(clients: &Clients) -> Result<Arc<dyn ClientCertVerifier>, SimulatorError> {
    const WHAT: &str = "the authorities of the clients";
    let (Clients::May(pem) | Clients::Must(pem)) = clients else {
        return Ok(WebPkiClientVerifier::no_client_auth());
    };
    let mut roots = RootCertStore::empty();
    for root in certificates(pem, WHAT)? {
        roots
            .add(root)
            .map_err(|error| failed(WHAT)(error.into()))?;
    }
    let provider = Arc::new(default_provider());
    let mut builder = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider);
    if matches!(clients, Clients::May(_)) {
        builder = builder.allow_unauthenticated();
    }
    builder.build().map_err(|error| failed(WHAT)(error.into()))
}

fn acceptor(
    chain: &[u8],
    key: &[u8],
    clients: &Arc<dyn ClientCertVerifier>,
) -> Result<TlsAcceptor, SimulatorError> {
    let chain = certificates(chain, "the certificate of the door")?;
    let key = PrivateKeyDer::from_pem_slice(key)
        .map_err(|error| failed("the private key of the door")(error.into()))?;
    let mut config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .map(|builder| builder.with_client_cert_verifier(clients.clone()))
        .and_then(|builder| builder.with_single_cert(chain, key))
        .map_err(|error| failed("the certificate of the door and its key")(error.into()))?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(TlsAcceptor::from(Arc::new(config)))
}
