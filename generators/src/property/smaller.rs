//! Lists made smaller: what the shrinker tries, in order.

/// Every list that lacks a run of items: halves first, then quarters, down to single items. Empty lists and
/// lists of fewer than `least` items are not tried.
pub(super) fn without_runs<T: Clone>(
    items: &[T],
    least: usize,
) -> impl Iterator<Item = Vec<T>> + use<T> {
    let items = items.to_vec();
    let count = items.len();
    let mut run = count.div_ceil(2);
    let mut from = 0;
    std::iter::from_fn(move || {
        loop {
            if run == 0 || count <= least {
                return None;
            }
            if from >= count {
                from = 0;
                run = if run == 1 { 0 } else { run.div_ceil(2) };
                continue;
            }
            let to = (from + run).min(count);
            let start = std::mem::replace(&mut from, to);
            if count - (to - start) < least {
                continue;
            }
            let mut left = items.clone();
            left.drain(start..to);
            return Some(left);
        }
    })
}

#[cfg(test)]
mod tests {
    use super::without_runs;

    #[test]
    fn halves_then_quarters_then_items() {
        let all: Vec<Vec<u8>> = without_runs(&[1, 2, 3, 4], 1).collect();
        let expected: [&[u8]; 6] = [
            &[3, 4],
            &[1, 2],
            &[2, 3, 4],
            &[1, 3, 4],
            &[1, 2, 4],
            &[1, 2, 3],
        ];
        assert_eq!(all, expected);
        assert_eq!(without_runs(&[1], 1).count(), 0);
        assert_eq!(
            without_runs(&[1], 0).collect::<Vec<_>>(),
            [Vec::<u8>::new()]
        );
    }
}
