//! Lives on every core, heard in their order.

use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};

/// Lives that are lived before the next are begun.
const BATCH: u64 = 256;

/// Lives number 0, 1, 2…, and hears them in that order until `hear` has enough: what is heard depends on no thread.
pub(crate) fn until<T: Send>(live: impl Fn(u64) -> T + Sync, mut hear: impl FnMut(T) -> bool) {
    for first in (0..).step_by(usize::try_from(BATCH).unwrap_or(1)) {
        let lived: Vec<T> = (first..first + BATCH).into_par_iter().map(&live).collect();
        for life in lived {
            if !hear(life) {
                return;
            }
        }
    }
}
