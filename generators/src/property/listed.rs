//! Values that are a list of what stands in a lot: people, contracts, care.

use caisse::{Event, Invoice};
use domain::Member;
use oracle::law::Law;

use super::knobs::{Knobs, smaller as smaller_knobs};
use super::smaller::without_runs;
use super::{Sampled, data};
use crate::lot::{Lot, lot};
use crate::options::Options;
use crate::people::Household;

/// The lot of those options.
fn drawn(options: &Options) -> Lot {
    let lot = lot(options.seed, &options.world, 0, Law::embedded(), data());
    // Knobs are checked by none but the test's author.
    lot.unwrap_or_else(|error| {
        panic!(
            "the world of a property test cannot be made: {error}\n{}",
            options.to_yaml()
        )
    })
}

/// Structs of one list each: what makes it, the list, and how it is taken from a lot.
macro_rules! listed {
    ($($(#[$doc:meta])* $name:ident { $(#[$list_doc:meta])* $list:ident: $item:ty } $of:expr;)*) => {
        $(
            $(#[$doc])*
            #[derive(Debug, Clone)]
            pub struct $name {
                /// What makes it, before anything was taken out.
                pub options: Options,
                /// Whether something was taken out.
                pub trimmed: bool,
                $(#[$list_doc])*
                pub $list: Vec<$item>,
            }

            impl $name {
                fn of(options: Options) -> Self {
                    let of: fn(Lot) -> Vec<$item> = $of;
                    let $list = of(drawn(&options));
                    Self { options, trimmed: false, $list }
                }
            }

            impl Sampled for $name {
                fn sample(seed: u64, knobs: &Knobs) -> Self {
                    Self::of(knobs.options(seed))
                }

                fn smaller(&self) -> Box<dyn Iterator<Item = Self>> {
                    let knobs = if self.trimmed { Vec::new() } else { smaller_knobs(&self.options) };
                    let whole = self.clone();
                    let fewer = without_runs(&self.$list, 1).map(move |$list| Self {
                        trimmed: true,
                        $list,
                        ..whole.clone()
                    });
                    Box::new(knobs.into_iter().map(Self::of).chain(fewer))
                }
            }
        )*
    };
}

listed! {
    /// Households and what happens to them, whoever covers them.
    People {
        /// In their order in the lot.
        households: Household
    } |lot| lot.households;
    /// The portfolio of a mutuelle: persons and contracts as they stand when the world begins.
    Portfolio {
        /// One row a person and contract.
        members: Member
    } |lot| lot.members;
    /// Months of care: the bills that reach the caisse.
    CareYear {
        /// In order of the days on which they are settled.
        bills: Invoice
    } |lot| {
        let happenings = lot.timeline.into_values().flatten();
        let bills = happenings.filter_map(|happening| match happening.event {
            Event::Invoice(bill) => Some(bill),
            _ => None,
        });
        bills.collect()
    };
}
