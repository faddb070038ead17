use serde::Deserialize;
use ureq::Agent;
use ureq::http::Response;

use super::{Door, Offered};

/// The HTTP door.
pub(super) struct Http {
    agent: Agent,
    url: String,
    token: String,
}

/// The largest file that is fetched, in bytes: 1 GiB (assumption: far more than a mutuelle's file has).
const LARGEST: u64 = 1 << 30;

#[derive(Deserialize)]
struct Listing {
    files: Vec<Listed>,
}

#[derive(Deserialize)]
struct Listed {
    name: String,
    reference: u16,
    bytes: u64,
    acknowledged: bool,
}

impl Http {
    pub(super) fn at(url: &str, token: &str) -> Self {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .proxy(None)
            .build();
        Self {
            agent: Agent::new_with_config(config),
            url: url.to_owned(),
            token: format!("Bearer {token}"),
        }
    }

    fn get(&self, path: &str) -> Result<Vec<u8>, String> {
        let url = format!("{}/{path}", self.url);
        let asked = self.agent.get(&url).header("authorization", &self.token);
        body(&url, asked.call())
    }
}

impl Door for Http {
    fn list(&mut self) -> Result<Vec<Offered>, String> {
        let listing: Listing = serde_json::from_slice(&self.get("files")?)
            .map_err(|error| format!("the listing cannot be read: {error}"))?;
        let new = listing.files.into_iter().filter(|file| !file.acknowledged);
        let offered = new.map(|file| Offered {
            name: file.name,
            bytes: file.bytes,
            reference: Some(file.reference),
        });
        Ok(offered.collect())
    }

    fn fetch(&mut self, file: &Offered) -> Result<Option<Vec<u8>>, String> {
        let bytes = self.get(&format!("files/{}", file.name))?;
        Ok((bytes.len() as u64 == file.bytes).then_some(bytes))
    }

    fn acknowledge(&mut self, name: &str) -> Result<(), String> {
        let url = format!("{}/files/{name}/ack", self.url);
        let asked = self.agent.post(&url).header("authorization", &self.token);
        body(&url, asked.send_empty()).map(drop)
    }

    fn push(&mut self, name: &str, bytes: &[u8]) -> Result<(), String> {
        let url = format!("{}/inbox/{name}", self.url);
        let asked = self.agent.put(&url).header("authorization", &self.token);
        body(&url, asked.send(bytes)).map(drop)
    }
}

/// The body of an answer that says it is right.
fn body(url: &str, answer: Result<Response<ureq::Body>, ureq::Error>) -> Result<Vec<u8>, String> {
    let failed = |error| format!("failed to ask {url}: {error}");
    let mut answer = answer.map_err(failed)?;
    if !answer.status().is_success() {
        return Err(format!("{url} answered {}", answer.status()));
    }
    let body = answer.body_mut().with_config().limit(LARGEST);
    body.read_to_vec().map_err(failed)
}
