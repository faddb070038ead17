//! A mutuelle on the other end of two pipes, in a thread: the protocol is the real one, the process is
//! spared. Tests of processes themselves are in `targets.rs`.

use std::io::BufReader;
use std::thread;

use conformance::target::Stdio;
use conformance::watchdog::Limits;
use mutuelle::Bug;

pub(crate) fn limits() -> Limits {
    Limits {
        silence_seconds: 60,
        ..Limits::default()
    }
}

pub(crate) fn mutuelle(bugs: &[Bug]) -> Stdio {
    let (requests, to_target) = std::io::pipe().unwrap();
    let (from_target, replies) = std::io::pipe().unwrap();
    let bugs = bugs.to_vec();
    thread::spawn(move || mutuelle::serve(BufReader::new(requests), replies, &bugs));
    Stdio::over(from_target, to_target, limits())
}

/// The lot, whether or not making one can fail.
pub(crate) fn lot_of(lot: impl MaybeLot) -> generators::Lot {
    lot.lot()
}

pub(crate) trait MaybeLot {
    fn lot(self) -> generators::Lot;
}

impl MaybeLot for generators::Lot {
    fn lot(self) -> generators::Lot {
        self
    }
}

impl MaybeLot for Result<generators::Lot, generators::FlowError> {
    fn lot(self) -> generators::Lot {
        self.unwrap()
    }
}
