use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A door of the mock Assurance Maladie, for a target that fetches its files itself. It is open for one scenario and lot alone,
/// and on the machine both run on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(
    tag = "kind",
    rename_all = "kebab-case",
    rename_all_fields = "kebab-case"
)]
#[non_exhaustive]
pub enum DoorAddress {
    /// HTTP. `GET url/files` lists, `GET url/files/NAME` fetches, `POST url/files/NAME/ack` acknowledges and
    /// `PUT url/inbox/NAME` hands a 408 in.
    Http {
        /// Where the files of the OC are, without a slash at its end.
        url: String,
        /// For the header `authorization: Bearer TOKEN` of every request.
        token: String,
    },
    /// Folders on a disk: files lie in `out` and are removed once the OC has them, a 408 is put in `in`.
    Folder {
        /// The folder of the OC, in which both are.
        path: String,
    },
    /// SFTP, with the folders `out` and `in` as above.
    Sftp {
        /// Host.
        host: String,
        /// Port.
        port: u16,
        /// User: the number of the OC.
        user: String,
        /// Its password.
        password: String,
        /// SHA-256 of the host key, as OpenSSH prints it.
        fingerprint: String,
    },
}
