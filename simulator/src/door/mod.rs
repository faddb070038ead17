//! Where OCs come in.

mod body;
mod http;
mod range;
mod refusal;
mod route;
mod service;
mod tokens;

pub use http::{HttpDoor, Limits};
pub use tokens::Tokens;
pub(crate) use tokens::same;
