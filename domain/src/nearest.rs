/// The name closest to a word, where one or two letters part them: what a person who mistyped it meant.
///
/// ```
/// assert_eq!(domain::nearest("amuont", ["amount", "amount-sign"]), Some("amount"));
/// assert_eq!(domain::nearest("price", ["amount", "amount-sign"]), None);
/// ```
pub fn nearest<'n>(word: &str, names: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    let most = if word.len() < 5 { 1 } else { 2 };
    let word = word.to_ascii_uppercase();
    names
        .into_iter()
        // A name of one or two characters is near everything.
        .filter(|name| name.len() > 2)
        .map(|name| (distance(&name.to_ascii_uppercase(), &word), name))
        .filter(|(far, _)| *far <= most)
        .min()
        .map(|(_, name)| name)
}

/// Letters to add, drop or change between two words.
fn distance(one: &str, other: &str) -> usize {
    let mut row: Vec<usize> = (0..=other.chars().count()).collect();
    for (rank, a) in one.chars().enumerate() {
        let mut left = rank + 1;
        let mut above_left = rank;
        let mut next = vec![left];
        for (b, above) in other.chars().zip(row.iter().skip(1).copied()) {
            left = (above_left + usize::from(a != b))
                .min(above + 1)
                .min(left + 1);
            above_left = above;
            next.push(left);
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_distance_counts_letters() {
        assert_eq!(distance("PH7", "PH7"), 0);
        assert_eq!(distance("PH7", "PH"), 1);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("kitten", "sitting"), 3);
    }

    #[test]
    fn case_does_not_matter_and_short_names_are_not_guessed() {
        assert_eq!(nearest("AMUONT", ["amount"]), Some("amount"));
        assert_eq!(nearest("ac", ["ab"]), None);
        assert_eq!(nearest("nir-kye", ["nir", "nir-key"]), Some("nir-key"));
    }
}
