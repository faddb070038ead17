//! How the mutuelle's door speaks HTTPS.

use std::path::{Path, PathBuf};

use simulator::door::{Clients, Tls};

use super::failed;
use crate::args::ServeArgs;
use crate::exit::Failure;

/// What `--tls`, `--client-ca` and `--expired` say; none where the door speaks HTTP.
pub(super) fn tls(args: &ServeArgs) -> Result<Option<Tls>, Failure> {
    let Some((chain, key)) = pair(args.tls.as_deref())? else {
        return Ok(None);
    };
    let clients = match &args.client_ca {
        Some(path) => Clients::Must(read("client authorities", path)?),
        None => Clients::Unasked,
    };
    let tls = Tls::new(&chain, &key, &clients).map_err(failed)?;
    Ok(Some(match pair(args.expired.as_deref())? {
        Some((chain, key)) => tls.with_expired(&chain, &key).map_err(failed)?,
        None => tls,
    }))
}

/// A certificate and its private key, as PEM.
type Pair = (Vec<u8>, Vec<u8>);

fn pair(paths: Option<&[PathBuf]>) -> Result<Option<Pair>, Failure> {
    let Some([chain, key]) = paths else {
        return Ok(None);
    };
    Ok(Some((
        read("certificate", chain)?,
        read("private key", key)?,
    )))
}

fn read(what: &'static str, path: &Path) -> Result<Vec<u8>, Failure> {
    std::fs::read(path).map_err(Failure::reading(what, path))
}
