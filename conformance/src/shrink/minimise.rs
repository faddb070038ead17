//! The smallest part of a list that still does something.

/// The smallest sublist that still passes `test`, by taking halves, quarters… and single items away
/// (Zeller and Hildebrandt's delta debugging, complements only).
pub fn minimise<T: Clone>(items: Vec<T>, mut test: impl FnMut(&[T]) -> bool) -> Vec<T> {
    let mut kept = items;
    let mut chunk = kept.len().div_ceil(2).max(1);
    loop {
        let mut start = 0;
        let mut shrunk = false;
        while start < kept.len() {
            let end = (start + chunk).min(kept.len());
            let mut without = kept[..start].to_vec();
            without.extend_from_slice(&kept[end..]);
            if !without.is_empty() && test(&without) {
                kept = without;
                shrunk = true;
            } else {
                start = end;
            }
        }
        if chunk > 1 {
            chunk = chunk.div_ceil(2);
        } else if !shrunk {
            return kept;
        }
    }
}

#[cfg(test)]
mod tests {
    use quickcheck_macros::quickcheck;

    use super::minimise;

    #[quickcheck]
    fn two_needed_items_are_found(length: u8, a: u8, b: u8) -> bool {
        let items: Vec<usize> = (0..=usize::from(length)).collect();
        let (a, b) = (usize::from(a) % items.len(), usize::from(b) % items.len());
        let kept = minimise(items, |some| some.contains(&a) && some.contains(&b));
        let mut wanted = vec![a, b];
        wanted.sort_unstable();
        wanted.dedup();
        kept == wanted
    }

    #[test]
    fn a_large_list_takes_few_tests() {
        let mut tests = 0;
        let kept = minimise((0..100_000).collect(), |some: &[i32]| {
            tests += 1;
            some.contains(&77_777)
        });
        assert_eq!(kept, [77_777]);
        assert!(tests < 60, "{tests}");
    }
}
