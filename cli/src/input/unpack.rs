//! Unpacking gzip and zstd as they come, members and frames one after the other.

use std::error::Error;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};

use flate2::bufread::MultiGzDecoder;
use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};

use super::{Corrupt, Format};

/// What is in a packed file.
pub(super) fn unpacked(file: File, format: Format) -> Box<dyn Read> {
    let source = NotEmpty {
        source: BufReader::new(file),
        begun: false,
    };
    match format {
        Format::Gzip => Box::new(Unpack {
            source: MultiGzDecoder::new(source),
            format,
        }),
        Format::Zstd => Box::new(Unpack {
            source: Frames {
                source,
                decoder: FrameDecoder::new(),
                open: false,
            },
            format,
        }),
    }
}

/// Says of every error that is not the system's that the file is damaged.
struct Unpack<R> {
    source: R,
    format: Format,
}

impl<R: Read> Read for Unpack<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.source.read(buffer).map_err(|error| {
            if is_of_the_system(&error) {
                return error;
            }
            let corrupt = Corrupt {
                format: self.format,
                source: error,
            };
            io::Error::new(io::ErrorKind::InvalidData, corrupt)
        })
    }
}

fn is_of_the_system(error: &io::Error) -> bool {
    let mut next: Option<&(dyn Error + 'static)> = Some(error);
    while let Some(error) = next {
        if let Some(error) = error.downcast_ref::<io::Error>()
            && (error.raw_os_error().is_some() || error.kind() == io::ErrorKind::Interrupted)
        {
            return true;
        }
        next = error.source();
    }
    false
}

/// A source of which nothing at all is an error: a packed nothing is not empty.
struct NotEmpty<R> {
    source: R,
    begun: bool,
}

impl<R: BufRead> Read for NotEmpty<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let held = self.fill_buf()?;
        let read = held.len().min(buffer.len());
        buffer[..read].copy_from_slice(&held[..read]);
        self.consume(read);
        Ok(read)
    }
}

impl<R: BufRead> BufRead for NotEmpty<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        let held = self.source.fill_buf()?;
        if held.is_empty() && !self.begun {
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "it is empty"));
        }
        self.begun = true;
        Ok(held)
    }

    fn consume(&mut self, bytes: usize) {
        self.source.consume(bytes);
    }
}

/// The frames of a zstd file.
struct Frames<R> {
    source: R,
    decoder: FrameDecoder,
    /// Whether a frame is under way.
    open: bool,
}

impl<R: BufRead> Read for Frames<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        loop {
            if !self.open && !self.next()? {
                return Ok(0);
            }
            while self.decoder.can_collect() == 0 && !self.decoder.is_finished() {
                let one = BlockDecodingStrategy::UptoBlocks(1);
                self.decoder
                    .decode_blocks(&mut self.source, one)
                    .map_err(io::Error::other)?;
            }
            let read = self.decoder.read(buffer)?;
            if read > 0 {
                return Ok(read);
            }
            self.open = false;
            let due = self.decoder.get_checksum_from_data();
            if due.is_some() && due != self.decoder.get_calculated_checksum() {
                return Err(io::Error::other("the checksum is another"));
            }
        }
    }
}

impl<R: BufRead> Frames<R> {
    /// Opens the next frame that holds anything; false where there is none.
    fn next(&mut self) -> io::Result<bool> {
        while !self.source.fill_buf()?.is_empty() {
            match self.decoder.reset(&mut self.source) {
                Ok(()) => {
                    self.open = true;
                    return Ok(true);
                }
                Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame {
                    length,
                    ..
                })) => {
                    let mut skipped = self.source.by_ref().take(u64::from(length));
                    if io::copy(&mut skipped, &mut io::sink())? < u64::from(length) {
                        return Err(io::ErrorKind::UnexpectedEof.into());
                    }
                }
                Err(error) => return Err(io::Error::other(error)),
            }
        }
        Ok(false)
    }
}
