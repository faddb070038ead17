//! Files that a target sends by their path.

/// A file that the target sent by its path: an ordinary file of a size that a 408 can have.
pub(crate) fn sent_file(path: &str) -> std::io::Result<Vec<u8>> {
    const MOST: u64 = 64 * 1024 * 1024;
    let found = std::fs::metadata(path)?;
    if !found.is_file() {
        return Err(std::io::Error::other("it is no ordinary file"));
    }
    if found.len() > MOST {
        return Err(std::io::Error::other("it is larger than 64 MiB"));
    }
    std::fs::read(path)
}
