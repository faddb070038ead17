//! Which refused requests over HTTP were near misses, and what each was near to.

use domain::OcNumber;
use hyper::Request;
use hyper::header::{AUTHORIZATION, HeaderMap};

use crate::door::refusal::Refusal;
use crate::door::route::{Place, Route, route};
use crate::door::service::{Certified, Service};
use crate::faults::Door;
use crate::near::{NearMiss, nearest_word};

/// What is remembered of a request while it is answered.
pub(crate) struct Asked {
    method: String,
    path: String,
    /// `Authorization` alone: it is looked at, and told to nobody.
    authorization: HeaderMap,
    certified: Option<Certified>,
}

impl Asked {
    pub(crate) fn of<B>(request: &Request<B>, certified: Option<Certified>) -> Self {
        let mut authorization = HeaderMap::new();
        for value in request.headers().get_all(AUTHORIZATION) {
            authorization.append(AUTHORIZATION, value.clone());
        }
        Self {
            method: request.method().to_string(),
            path: request.uri().path().to_owned(),
            authorization,
            certified,
        }
    }
}

impl Service {
    /// Remembers a refusal where something was nearly right. Faults that were asked for and failures of our own are none.
    pub(crate) fn miss(&self, asked: &Asked, refusal: &Refusal) {
        if matches!(refusal, Refusal::Fault(..) | Refusal::Failed(_)) {
            return;
        }
        let caller = self.caller(&asked.authorization, asked.certified).ok();
        let (refused, hint) = refusal.words();
        let nearest = self.nearest(asked, caller, refusal);
        self.office.missed(|number, day| NearMiss {
            number,
            day,
            door: Some(Door::Http),
            oc: caller,
            asked: format!("{} {}", asked.method, asked.path),
            nearest,
            refused,
            hint,
        });
    }

    fn nearest(
        &self,
        asked: &Asked,
        caller: Option<OcNumber>,
        refusal: &Refusal,
    ) -> Option<String> {
        match (refusal, route(&asked.path), caller) {
            (Refusal::NoToken, ..) => Some(self.token(asked)),
            (Refusal::NoRoute, ..) => nearest_word(ROUTES, &asked.path).map(str::to_owned),
            (Refusal::NotYours, Route::Oc(of, _), Some(caller)) if of != caller.to_string() => {
                Some(format!("the token is of OC {caller}, and the path of {of}"))
            }
            (Refusal::NotYours, Route::Oc(of, Place::Nowhere), Some(_)) => {
                let routes = ROUTES.map(|route| route.replace("{oc}", of));
                nearest_word(routes.iter().map(String::as_str), &asked.path).map(str::to_owned)
            }
            (
                Refusal::NoFile(oc),
                Route::Oc(_, Place::File(name) | Place::Ack(name) | Place::Paid(name)),
                _,
            ) => self.office.nearest_file(*oc, name.as_str()),
            _ => None,
        }
    }

    /// What is not right about a token, without it.
    fn token(&self, asked: &Asked) -> String {
        let mut values = asked.authorization.get_all(AUTHORIZATION).iter();
        let (Some(value), None) = (values.next(), values.next()) else {
            let count = asked.authorization.len();
            return format!("{count} headers `Authorization`: one is expected");
        };
        let Some((scheme, token)) = value.to_str().ok().and_then(|text| text.split_once(' '))
        else {
            return "a header `Authorization` without a scheme before the token".to_owned();
        };
        if !scheme.eq_ignore_ascii_case("bearer") {
            return "a header `Authorization` of another scheme than Bearer".to_owned();
        }
        match (
            self.tokens.owner(token.trim()),
            self.tokens.nearest(token.trim()),
        ) {
            (Some(oc), _) => format!("the token of OC {oc}, and a certificate of somebody else"),
            (None, Some(oc)) => format!("the token of OC {oc}, but for small and capital letters"),
            (None, None) => format!(
                "a token of {} characters that no OC has",
                token.trim().len()
            ),
        }
    }
}

const ROUTES: [&str; 6] = [
    "/v1/health",
    "/v1/oc/{oc}/files",
    "/v1/oc/{oc}/files/{name}",
    "/v1/oc/{oc}/files/{name}/ack",
    "/v1/oc/{oc}/files/{name}/paid",
    "/v1/oc/{oc}/inbox/{name}",
];
