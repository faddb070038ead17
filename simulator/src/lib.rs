//! The mock Assurance Maladie as a server: what a mutuelle's real software can be pointed at.
//!
//! An [`Assurance`] lives a world on virtual days, and its [`Office`] is what doors open on: the [`Shelf`] of files each OC
//! can fetch, what OCs pushed, the day, and the [`Journal`], which is the truth and is lived again after a stop.
//! [`door::HttpDoor`] opens the office to the mutuelle, [`admin::AdminDoor`] to whoever runs it; a [`Clock`] moves it on.
//! An office alone knows nothing of NOEMIE: a test may take pushes from its [`Inbox`] and deliver what it likes.
//!
//! # Routes of the mutuelle's door
//! All want `Authorization: Bearer …` with the token of the OC in the path, but for `/v1/health`.
//!
//! | Route | Does |
//! |---|---|
//! | `GET /v1/oc/{oc}/files` | lists: `{"files": [{"name", "reference", "day", "bytes", "acknowledged"}]}` in order of delivery |
//! | `GET /v1/oc/{oc}/files/{name}` | the bytes; `Range: bytes=a-b` gives a part (206, or 416 past the end) |
//! | `POST /v1/oc/{oc}/files/{name}/ack` | notes that the OC has the file: 204, however often |
//! | `PUT /v1/oc/{oc}/inbox/{name}` | takes a file: 201, the same again 200, another content under that name 409 |
//! | `GET /v1/health` | version and virtual day |
//!
//! An error is `{"error": "…", "hint": "…"}`. A missing or unknown token is 401. With a valid token,
//! the path of any other OC is 404 in the same words whether that OC exists or not.
//!
//! # Example
//! ```
//! use bytes::Bytes;
//! use http_body_util::{BodyExt as _, Empty};
//! use hyper_util::rt::TokioIo;
//! use simulator::door::{HttpDoor, Limits, Tokens};
//! use simulator::{Journal, Office};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
//! # runtime.block_on(async {
//! // The Assurance Maladie's side: a file is on the shelf, the door is open.
//! let oc = "99000017".parse()?;
//! let (office, _inbox) = Office::open("2024-11-04".parse()?, Journal::in_memory(1_000));
//! office.deliver(oc, "first.noe".parse()?, 303, "000...".into())?;
//! let tokens = Tokens::default().with(oc, "a-token-of-sixteen")?;
//! let door = HttpDoor::bind("127.0.0.1:0".parse()?, office, tokens, Limits::default()).await?;
//! let address = door.address();
//! let (close, closed) = tokio::sync::oneshot::channel::<()>();
//! let served = tokio::spawn(door.serve(async { drop(closed.await) }));
//!
//! // The mutuelle's side: any HTTP client.
//! let stream = tokio::net::TcpStream::connect(address).await?;
//! let (mut client, connection) =
//!     hyper::client::conn::http1::handshake(TokioIo::new(stream)).await?;
//! tokio::spawn(connection);
//! let request = hyper::Request::get("/v1/oc/99000017/files/first.noe")
//!     .header("host", address.to_string())
//!     .header("authorization", "Bearer a-token-of-sixteen")
//!     .body(Empty::<Bytes>::new())?;
//! let answer = client.send_request(request).await?;
//! assert_eq!(answer.status(), 200);
//! assert_eq!(answer.into_body().collect().await?.to_bytes(), "000...");
//!
//! drop(close);
//! served.await?;
//! # Ok(())
//! # })
//! # }
//! ```

pub mod admin;
mod assurance;
mod clock;
mod country;
pub mod door;
mod error;
mod history;
#[cfg(feature = "index")]
mod index;
mod journal;
mod name;
mod office;
mod promise;
mod realtime;
mod record;
mod scribe;
mod search;
mod shelf;

pub use assurance::{Assurance, Founding, Ground, Reached};
pub use clock::Clock;
pub use country::Declares;
pub use error::{AssuranceError, HistoryError, SimulatorError};
pub use history::{History, each_record};
#[cfg(feature = "index")]
pub use index::{Index, IndexError};
pub use journal::Journal;
pub use name::FileName;
pub use office::{Inbox, Office, Push, Received};
pub use promise::Promise;
pub use record::{Act, Record};
pub use search::Search;
pub use shelf::{Shelf, ShelvedFile};
