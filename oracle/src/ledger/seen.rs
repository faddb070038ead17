//! Which lines of a décompte were delivered: a bit a line number.

use domain::Operation;

/// The line numbers that a décompte brought, operation by operation.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Seen([Numbers; 3]);

type Numbers = [u64; 4];

impl Seen {
    /// Notes a line; false where it was there already.
    pub(super) fn note(&mut self, operation: Operation, line: u8) -> bool {
        let Self([payments, regularisations, cancellations]) = self;
        let numbers = match operation {
            Operation::Payment => payments,
            Operation::Regularisation => regularisations,
            Operation::Cancellation => cancellations,
        };
        let bit = 1 << (line % 64);
        let word = &mut numbers[usize::from(line / 64)];
        let is_new = *word & bit == 0;
        *word |= bit;
        is_new
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_line_of_each_operation_is_new_once() {
        let mut seen = Seen::default();
        for again in [false, true] {
            for operation in [
                Operation::Payment,
                Operation::Regularisation,
                Operation::Cancellation,
            ] {
                for line in 0..=u8::MAX {
                    assert_eq!(seen.note(operation, line), !again);
                }
            }
        }
    }
}
