//! The mock Assurance Maladie as a server: what a mutuelle's real software can be pointed at.
//!
//! An [`Assurance`] lives a world on virtual days, and its [`Office`] is what doors open on: the [`Shelf`] of files each OC
//! can fetch, what OCs pushed, the day, and the [`Journal`], which is the truth and is lived again after a stop.
//! [`door::HttpDoor`], `door::SftpDoor` (feature `sftp`) and [`door::FolderDoor`] open the office to the mutuelle,
//! [`admin::AdminDoor`] to whoever runs it; a [`Clock`] moves it on.
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
//! | `POST /v1/oc/{oc}/files/{name}/paid` | notes that the OC paid the file (303), or `{"decomptes": ["000000123"]}` of it: 200, however often. No NOEMIE message says so: the route is étalon's own, for delays |
//! | `PUT /v1/oc/{oc}/inbox/{name}` | takes a file: 201, the same again 200, another content under that name 409 |
//! | `GET /v1/health` | version and virtual day |
//!
//! Over HTTPS (feature `tls`, `door::Tls`) a client's certificate that names an OC is as good as its token. Without TLS a
//! door opens on loopback alone.
//!
//! What goes wrong at the doors on demand is in [`faults`]; [`Office::change_faults`] changes it while they are open, and the
//! journal keeps it. What clients asked for in vain, and probably meant, is in [`Office::near_misses`].
//!
//! # The accounts of the insured
//! Whoever runs the simulator plays the insured: accounts are opened at the admin's listener, under
//! `/admin/v1/accounts/{nir}`. What the account of a real insured offers to a machine is told by no source; what it does is
//! that of seeds 001 and 004: it shows who is linked to which OC, a choice takes effect 4 to 5 days later on a night of the
//! calendar, an attestation and décomptes can be had, and a décompte handed in on paper ([`PaperDecompte`], a form of
//! étalon's own) may tell an OC what a 303 told it. `world.account` says how long a choice takes, what becomes of what was
//! held back, and how much is kept to be shown or sent again. Personal data are masked unless `?unmasked=true` asks.
//!
//! An error is `{"error": "…", "hint": "…"}`. A missing or unknown token is 401. With a valid token,
//! the path of any other OC is 404 in the same words whether that OC exists or not.
//!
//! # Folders
//! Over SFTP and on a disk an OC has the same two folders: on a disk below a folder of its eight digits, over SFTP at
//! the root of the one tree that its user (the eight digits again) can reach.
//!
//! | Folder | Holds |
//! |---|---|
//! | `out` | what the OC can fetch and did not acknowledge; the time of a file is midnight (UTC) of its virtual day |
//! | `out/ack` | over SFTP: what it acknowledged, to be fetched again |
//! | `in` | what the OC pushes, until it is whole |
//! | `in/taken` | on a disk: what was received |
//! | `in/refused` | on a disk: what was not, each file with a `.txt` beside it that says why |
//!
//! **Acknowledging** is removing a file from `out`; over SFTP moving it to `out/ack` does the same, on a disk moving it
//! anywhere. These are what file exchanges usually do (inferred: no source says what a caisse's own mailbox does).
//!
//! **Pushing**: a file whose name ends in `.part`, `.tmp`, `.filepart` or `.partial` (in any case), or on a disk begins
//! with a dot, waits until it is renamed. Another one is received over SFTP when its handle is closed, and on a disk when
//! its writer closes it, when it is renamed into `in`, or, where the system tells nothing of it, when it is the same at
//! two looks; an empty file on a disk waits. A client that closes an upload it broke off cannot be told from one that has
//! done: that is what the names that wait are for.
//!
//! **Broken off**: what is open when its SFTP connection ends is dropped, and the journal says so ([`Act::Dropped`]); what
//! was closed under a name that waits stays, for as long as the door is open, and can be gone on with. A file of which a part
//! was refused (too large, too much at once) is never taken for the whole.
//!
//! **On a disk** a file comes into `out` by a rename, synced, so that what can be seen is whole; files of a day are a
//! second apart, in the order of their delivery. Opened over folders that exist, the door leaves what is there already, puts
//! there what is not, and touches nothing it does not know; [`door::FolderDoor::resume`] also acknowledges what was removed
//! while no door was open. `in/.hand` and `.placed` are the door's own.
//!
//! **Over SFTP** there is no shell, no command, no forwarding, no link, and no folder can be made. What cannot be
//! reached is "no such file", whoever has it.
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

mod account;
pub mod admin;
mod assurance;
mod clock;
mod content;
mod country;
mod delays;
pub mod door;
mod error;
pub mod faults;
mod history;
#[cfg(feature = "index")]
mod index;
mod journal;
mod lives;
mod name;
mod near;
mod office;
mod parts;
mod promise;
mod realtime;
mod record;
mod scribe;
mod search;
mod shelf;
mod spool;

pub use account::{DecompteForm, LineForm, PaperDecompte, Person, SentAgain, Told};
pub use assurance::{Assurance, Founding, Ground, Reached};
pub use clock::Clock;
pub use content::{Content, OnDisk, PIECE, Source};
pub use country::Declares;
pub use delays::{Delays, Overdue, Spread};
pub use error::{AssuranceError, HistoryError, SimulatorError};
pub use history::{History, each_record};
#[cfg(feature = "index")]
pub use index::{Index, IndexError};
pub use journal::Journal;
pub use lives::Lived;
pub use name::FileName;
pub use near::NearMiss;
pub use office::{Inbox, Office, Paid, Push, Received};
pub use parts::InParts;
pub use promise::Promise;
pub use record::{Act, Record};
pub use search::Search;
pub use shelf::{Shelf, ShelvedFile};
