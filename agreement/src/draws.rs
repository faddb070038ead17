/// Random draws by address: those of a life depend on the seed and its number, and on nothing else.
pub(crate) struct Draws {
    state: u64,
}

const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;

/// The finalizer of splitmix64.
fn mix(z: u64) -> u64 {
    let z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

impl Draws {
    pub(crate) fn new(seed: u64, number: u64) -> Self {
        let state = mix(mix(seed.wrapping_add(GOLDEN)) ^ number.wrapping_mul(GOLDEN));
        Self { state }
    }

    fn bits(&mut self) -> u64 {
        self.state = self.state.wrapping_add(GOLDEN);
        mix(self.state)
    }

    /// A number below `bound`.
    pub(crate) fn below(&mut self, bound: u32) -> u32 {
        let high = self.bits() >> 32;
        u32::try_from((high * u64::from(bound)) >> 32).unwrap_or(0)
    }

    /// A number from `low` to `high`, both included.
    pub(crate) fn between(&mut self, low: i32, high: i32) -> i32 {
        low + self.below((high - low + 1).unsigned_abs()).cast_signed()
    }

    /// A small number from 1 to `high`.
    pub(crate) fn upto(&mut self, high: u8) -> u8 {
        u8::try_from(1 + self.below(u32::from(high))).unwrap_or(1)
    }

    /// An amount from `low` to `high` cents.
    pub(crate) fn cents(&mut self, low: u32, high: u32) -> domain::Cents {
        domain::Cents(i64::from(low + self.below(high - low + 1)))
    }

    /// True `rate` times in a hundred.
    pub(crate) fn percent(&mut self, rate: u32) -> bool {
        self.below(100) < rate
    }

    /// A place among so many.
    pub(crate) fn index(&mut self, among: usize) -> usize {
        self.below(u32::try_from(among).unwrap_or(u32::MAX)) as usize
    }

    /// One of `items`.
    pub(crate) fn pick<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.index(items.len())]
    }
}
