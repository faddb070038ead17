use sha2::{Digest as _, Sha256};

use super::decide::Ask;

/// What a number is drawn for, beside the rule and the request.
#[derive(Clone, Copy)]
pub(super) enum Drawn {
    Whether = 1,
    Latency = 2,
    Rank = 3,
}

/// A number below `bound` (0 where that is 0), by address: seed, rule, OC, file, how-manieth, and what for.
pub(super) fn below(
    seed: u64,
    rule: &str,
    ask: &Ask<'_>,
    nth: u64,
    drawn: Drawn,
    bound: u32,
) -> u32 {
    let file = ask.file.map_or("", |file| file.name.as_str());
    let mut hash = Sha256::new();
    hash.update(seed.to_le_bytes());
    for text in [rule, file] {
        hash.update((text.len() as u64).to_le_bytes());
        hash.update(text.as_bytes());
    }
    // No OC has nine digits.
    let oc = ask.oc.map_or(u32::MAX, domain::OcNumber::get);
    hash.update(oc.to_le_bytes());
    hash.update(nth.to_le_bytes());
    hash.update([drawn as u8]);
    let mut high = [0; 4];
    for (byte, hashed) in high.iter_mut().zip(hash.finalize()) {
        *byte = hashed;
    }
    let scaled = (u64::from(u32::from_le_bytes(high)) * u64::from(bound)) >> 32;
    u32::try_from(scaled).unwrap_or(0)
}
