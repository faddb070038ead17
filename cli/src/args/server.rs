//! What is asked of a server, and of what it leaves behind.

use std::path::PathBuf;

use clap::{Args, value_parser};

use super::{OutputArgs, WorldArgs};
use crate::input::ProfileArgs;

#[derive(Debug, Args)]
pub(crate) struct FaultsArgs {
    /// Only those whose id or words contain this, in either language; all where none is given.
    #[arg(value_name = "WORD")]
    pub(crate) word: Option<String>,
    #[command(flatten)]
    pub(crate) output: OutputArgs,
}

#[derive(Debug, Args)]
pub(crate) struct JournalArgs {
    /// The file.
    #[arg(value_name = "FILE", default_value = "etalon-journal.jsonl")]
    pub(crate) journal: PathBuf,
    /// Only of that OC.
    #[arg(long)]
    pub(crate) oc: Option<domain::OcNumber>,
    /// Only that act: opened, night, turned, delivered, listed, fetched, acknowledged, received, unreadable…
    #[arg(long)]
    pub(crate) act: Option<String>,
    /// Only files whose name contains this.
    #[arg(long, value_name = "TEXT")]
    pub(crate) file: Option<String>,
    /// Only from that virtual day on.
    #[arg(long, value_name = "DAY")]
    pub(crate) from: Option<domain::Day>,
    /// Only up to that virtual day.
    #[arg(long, value_name = "DAY")]
    pub(crate) to: Option<domain::Day>,
    /// Only records with a larger number.
    #[arg(long, value_name = "NUMBER", default_value_t = 0)]
    pub(crate) after: u64,
    /// At most so many.
    #[arg(long, value_name = "COUNT")]
    pub(crate) limit: Option<usize>,
    /// Live it again, and hold every file that was delivered to what is made again.
    #[arg(long, conflicts_with_all = ["oc", "act", "file", "from", "to", "after", "limit", "content", "json"])]
    pub(crate) replay: bool,
    /// How many days each OC takes to fetch, to acknowledge and to pay its files, and what piled up meanwhile.
    #[arg(long, conflicts_with_all = ["oc", "act", "file", "from", "to", "after", "limit", "content", "replay"])]
    pub(crate) delays: bool,
    /// With --delays: also the files with décomptes that were not paid so many days after their delivery. No source fixes the
    /// term, a contract does.
    #[arg(long, value_name = "DAYS", requires = "delays")]
    pub(crate) due_days: Option<u16>,
    #[command(flatten)]
    pub(crate) layouts: ProfileArgs,
    /// One JSON object a line.
    #[arg(long)]
    pub(crate) json: bool,
    /// With the content of the files that were received, in base64, and with whom the accounts are of: personal data.
    #[arg(long)]
    pub(crate) content: bool,
    /// Ask in SQL instead: table `records` with seq, day, oc, act, file, reference, bytes, sha256, record. The database
    /// stays beside the journal (FILE.sqlite).
    #[cfg(feature = "index")]
    #[arg(long, value_name = "SELECT", conflicts_with_all = ["oc", "act", "file", "from", "to", "after", "limit", "content"])]
    pub(crate) sql: Option<String>,
}

/// Who declares the members of the mutuelle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum DeclaresArg {
    /// étalon, in its stead: for software that only reads décomptes.
    Etalon,
    /// The mutuelle: nothing is sent of anybody whom no 408 of its own declares.
    Mutuelle,
}

impl From<DeclaresArg> for simulator::Declares {
    fn from(who: DeclaresArg) -> Self {
        match who {
            DeclaresArg::Etalon => Self::Etalon,
            DeclaresArg::Mutuelle => Self::Mutuelle,
        }
    }
}

#[derive(Debug, Args)]
pub(crate) struct ServeArgs {
    #[command(flatten)]
    pub(crate) world: WorldArgs,
    /// Address of the mutuelle's door; loopback only, unless it speaks HTTPS (--tls, in a binary with that feature).
    #[arg(long, default_value = "127.0.0.1:8408")]
    pub(crate) listen: std::net::SocketAddr,
    /// File whose first line is the OC's token, and its password over SFTP: 16 to 256 letters, digits and -._~+/=. Without it
    /// a token that everybody knows is printed, for loopback alone.
    #[arg(long, value_name = "FILE")]
    pub(crate) token: Option<PathBuf>,
    /// Address of the mutuelle's SFTP door; loopback only.
    #[cfg(feature = "sftp")]
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8422")]
    pub(crate) sftp: std::net::SocketAddr,
    /// File with the host key of the SFTP door, as ssh-keygen writes it; a new one at each start where none is given.
    #[cfg(feature = "sftp")]
    #[arg(long, value_name = "FILE")]
    pub(crate) host_key: Option<PathBuf>,
    /// Folder that the same files are laid out in: DIR/OC/out and DIR/OC/in.
    #[arg(long, value_name = "DIR")]
    pub(crate) folder: Option<PathBuf>,
    /// Address of the admin API; loopback only.
    #[arg(long, default_value = "127.0.0.1:8409")]
    pub(crate) admin: std::net::SocketAddr,
    /// File of the journal, JSON lines: gone on with where it is there, begun where it is not.
    #[arg(long, value_name = "FILE", default_value = "etalon-journal.jsonl")]
    pub(crate) journal: PathBuf,
    /// Certificate (its chain, leaf first) and private key of the mutuelle's door, as PEM: it then speaks HTTPS alone, and
    /// opens on any address.
    #[cfg(feature = "tls")]
    #[arg(long, num_args = 2, value_names = ["CERT", "KEY"])]
    pub(crate) tls: Option<Vec<PathBuf>>,
    /// Certificates of the authorities, as PEM, that sign those of clients: a certificate of such a client is asked for,
    /// and is as good as the OC's token where it names it (docs of the crate simulator). Without one no client comes in.
    #[cfg(feature = "tls")]
    #[arg(long, value_name = "FILE", requires = "tls")]
    pub(crate) client_ca: Option<PathBuf>,
    /// Certificate and private key that the fault expired-certificate shows, as PEM.
    #[cfg(feature = "tls")]
    #[arg(long, num_args = 2, value_names = ["CERT", "KEY"], requires = "tls")]
    pub(crate) expired: Option<Vec<PathBuf>>,
    /// What goes wrong at the doors, as schemas/faults.schema.json says (`etalon faults`, docs/examples/bad-week.yaml). A
    /// journal that is gone on with has the faults it had, unless others are given.
    #[arg(long, value_name = "FILE")]
    pub(crate) faults: Option<PathBuf>,
    /// Virtual days that pass before the doors open.
    #[arg(long, value_name = "DAYS", default_value_t = 0)]
    pub(crate) advance: u16,
    /// Let days pass by themselves, so many times faster than real ones: with 86400 a day takes a second.
    #[arg(long, value_name = "TIMES", value_parser = value_parser!(u32).range(1..))]
    pub(crate) factor: Option<u32>,
    /// Who declares the members by 408 files: étalon in the mutuelle's stead, or the mutuelle.
    #[arg(long, value_enum, default_value = "etalon")]
    pub(crate) declares: DeclaresArg,
    #[command(flatten)]
    pub(crate) layouts: ProfileArgs,
}
