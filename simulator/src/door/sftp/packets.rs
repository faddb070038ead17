use bytes::Bytes;
use russh_sftp::protocol::{Packet, StatusCode};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};

use crate::door::sftp::visit::Visit;

/// Longest packet, length left out: clients send 32 KiB at a time, some 256 KiB, and a little around it.
const LONGEST: u32 = (256 << 10) + 1_024;

/// Answers packet after packet until either side ends the stream. The library's own loop goes on after a packet that
/// is too long, in the midst of it, and cannot be waited for: hence this one around its codec.
pub(crate) async fn serve(mut stream: impl AsyncRead + AsyncWrite + Unpin, mut visit: Visit) {
    while let Some(packet) = next(&mut stream).await {
        let start = packet.clone();
        let answer = match Packet::try_from(&mut { packet }) {
            Ok(request) => visit.answer(request).await,
            Err(_) => Packet::error(id(&start), StatusCode::BadMessage),
        };
        let Ok(answer) = Bytes::try_from(answer) else {
            return;
        };
        if stream.write_all(&answer).await.is_err() || stream.flush().await.is_err() {
            return;
        }
    }
}

/// The next packet without its length; none where the stream ended, or cannot be followed any more.
async fn next(stream: &mut (impl AsyncRead + Unpin)) -> Option<Bytes> {
    let length = stream.read_u32().await.ok()?;
    if length == 0 || length > LONGEST {
        return None;
    }
    let mut packet = vec![0; usize::try_from(length).ok()?];
    stream.read_exact(&mut packet).await.ok()?;
    Some(packet.into())
}

/// The number of a request that could not be read: after its type, where there is one.
fn id(packet: &[u8]) -> u32 {
    let digits = packet.get(1..5).and_then(|digits| digits.try_into().ok());
    digits.map_or(0, u32::from_be_bytes)
}
