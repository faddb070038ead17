//! Randomness by address: a value depends on the seed and on *what is drawn for*, never on what was
//! drawn before elsewhere. Any lot can so be made alone, on any thread, in any order.

/// What draws are for. The numbers are part of what a seed means: they never change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// A household: its persons, contract and troubles.
    Household = 1,
    /// The professionals of a lot.
    Professionals = 2,
    /// The care of a person.
    Care = 3,
    /// What befalls a care sheet.
    Adversity = 4,
    /// What befalls a file.
    File = 5,
    /// The caisses of a lot.
    Caisses = 6,
    /// The knobs of a world that a seed chooses.
    Options = 7,
    /// The fault put into a décompte.
    Fault = 20,
    /// When a person's care reaches the caisse.
    Schedule = 54,
    /// The treating doctor of a person.
    TreatingDoctor = 40,
    /// A person's long disease.
    Chronic = 41,
    /// A woman's pregnancy.
    Pregnancy = 42,
    /// The stay of a birth: of the household, since mother and child share it.
    Delivery = 70,
    /// What the stay of a birth costs: a person's.
    BirthStay = 71,
    /// A woman's visits to a midwife.
    Midwife = 43,
    /// A child's examinations.
    Children = 44,
    /// A person's teeth.
    Dental = 45,
    /// A child's orthodontics.
    Orthodontics = 46,
    /// A person's glasses.
    Optics = 47,
    /// A person's hearing aids.
    Hearing = 48,
    /// A person's stays.
    Hospital = 49,
    /// A person's transport.
    Transport = 50,
    /// A person's sessions at the physiotherapist's.
    Physiotherapist = 51,
    /// A person's sessions at the speech therapist's.
    SpeechTherapist = 52,
    /// A person's sessions at the psychologist's.
    Psychologist = 53,
    /// An accident of a person that somebody else is liable for.
    Accident = 72,
    /// The daily nursing of a person who depends on it.
    Dependence = 73,
    /// What the visits of a person to doctors are.
    Visits = 74,
    /// What befalls all the files of a lot.
    Peaks = 61,
    /// What befalls a household.
    Trouble = 62,
    /// Whether the mutuelle under test runs a household's C2S, and that contract.
    C2s = 75,
    /// How long a choice in the account takes: by its number among those of the lot.
    Choice = 76,
}

/// A stream of draws for one subject: splitmix64 on a key mixed from the address.
///
/// Splitmix64 is Steele, Lea and Flood's generator ("Fast splittable pseudorandom number generators",
/// 2014); the tests hold it to its published first outputs.
#[derive(Debug, Clone)]
pub struct Draws {
    state: u64,
}

const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;

fn mix(z: u64) -> u64 {
    let z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

impl Draws {
    /// The draws of that address.
    #[must_use]
    pub fn new(seed: u64, lot: u32, subject: Subject, number: u64) -> Self {
        let mut state = mix(seed.wrapping_add(GOLDEN));
        for part in [u64::from(lot), subject as u64, number] {
            state = mix(state ^ part.wrapping_mul(GOLDEN)).wrapping_add(GOLDEN);
        }
        Self { state }
    }

    /// The next 64 bits.
    pub fn bits(&mut self) -> u64 {
        self.state = self.state.wrapping_add(GOLDEN);
        mix(self.state)
    }

    /// Passes over so many draws.
    pub(crate) fn skip(&mut self, many: u32) {
        self.state = self.state.wrapping_add(GOLDEN.wrapping_mul(many.into()));
    }

    /// A number below `bound` (0 where `bound` is 0), by multiply and shift.
    pub fn below(&mut self, bound: u32) -> u32 {
        let high = self.bits() >> 32;
        u32::try_from((high * u64::from(bound)) >> 32).unwrap_or(0)
    }

    /// A number from `low` to `high`, both included.
    pub fn between(&mut self, low: u32, high: u32) -> u32 {
        low + self.below(high.saturating_sub(low) + 1)
    }

    /// True `rate` times in a thousand.
    pub fn permille(&mut self, rate: u32) -> bool {
        self.below(1_000) < rate
    }

    /// One of `items`; none where there are none.
    pub fn pick<'a, T>(&mut self, items: &'a [T]) -> Option<&'a T> {
        let index = self.below(u32::try_from(items.len()).unwrap_or(u32::MAX));
        items.get(index as usize)
    }

    /// One of `items`, as often as its weight says; none where no weight is positive.
    pub fn weighted<'a, T>(
        &mut self,
        items: impl IntoIterator<Item = &'a T> + Clone,
        weight: impl Fn(&T) -> u32,
    ) -> Option<&'a T> {
        let total = items.clone().into_iter().map(&weight).sum();
        let mut left = self.below(total);
        items.into_iter().find(|item| {
            let own = weight(item);
            let found = left < own;
            left = left.saturating_sub(own);
            found
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splitmix64_gives_its_published_outputs() {
        // First outputs for the seed 1234567 in Vigna's reference implementation.
        let mut draws = Draws { state: 1_234_567 };
        let outputs: Vec<u64> = (0..5).map(|_| draws.bits()).collect();
        assert_eq!(
            outputs,
            [
                6_457_827_717_110_365_317,
                3_203_168_211_198_807_973,
                9_817_491_932_198_370_423,
                4_593_380_528_125_082_431,
                16_408_922_859_458_223_821
            ]
        );
    }

    #[test]
    fn addresses_do_not_share_draws() {
        let first = |lot, number| Draws::new(42, lot, Subject::Care, number).bits();
        assert_ne!(first(0, 1), first(1, 0));
        assert_eq!(first(3, 9), first(3, 9));
    }

    #[test]
    fn weights_are_kept() {
        let mut draws = Draws::new(1, 0, Subject::Care, 0);
        let items = [(1_u32, 'a'), (9, 'b'), (0, 'c')];
        let mut seen = [0_u32; 3];
        for _ in 0..10_000 {
            let (_, letter) = draws.weighted(&items, |item| item.0).unwrap();
            seen[(*letter as usize) - ('a' as usize)] += 1;
        }
        assert!((900..1_100).contains(&seen[0]), "{seen:?}");
        assert_eq!(seen[2], 0);
    }
}
