//! Values that are a list of what stands in a lot: people, care.

use caisse::{Event, Invoice};
use oracle::law::Law;

use super::knobs::{Knobs, smaller as smaller_knobs};
use super::smaller::without_runs;
use super::{Sampled, data};
use crate::lot::{Lot, lot};
use crate::options::Options;
use crate::people::{Household, LifeEvent};

/// The lot of those options.
pub(super) fn drawn(options: &Options) -> Lot {
    let lot = lot(options.seed, &options.world, 0, Law::embedded(), data());
    // Knobs are checked by none but the test's author.
    lot.unwrap_or_else(|error| {
        panic!(
            "the world of a property test cannot be made: {error}\n{}",
            options.to_yaml()
        )
    })
}

/// Structs of one list each: what makes it, the list, how it is taken from a lot, and what may be taken out of one
/// item.
macro_rules! listed {
    ($($(#[$doc:meta])* $name:ident { $(#[$list_doc:meta])* $list:ident: $item:ty } $of:expr, $fewer:expr;)*) => {
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

                fn with(&self, $list: Vec<$item>) -> Self {
                    Self { trimmed: true, $list, ..self.clone() }
                }
            }

            impl Sampled for $name {
                fn sample(seed: u64, knobs: &Knobs) -> Self {
                    Self::of(knobs.options(seed))
                }

                fn smaller(&self) -> Box<dyn Iterator<Item = Self>> {
                    let knobs = if self.trimmed { Vec::new() } else { smaller_knobs(&self.options) };
                    let whole = self.clone();
                    let fewer = without_runs(&self.$list, 1).map(move |list| whole.with(list));
                    let whole = self.clone();
                    let thinned = (0..self.$list.len()).flat_map(move |place| {
                        let whole = whole.clone();
                        let fewer: fn(&$item) -> Vec<$item> = $fewer;
                        fewer(&whole.$list[place]).into_iter().map(move |item| {
                            let mut list = whole.$list.clone();
                            list[place] = item;
                            whole.with(list)
                        })
                    });
                    Box::new(knobs.into_iter().map(Self::of).chain(fewer).chain(thinned))
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
    } |lot| lot.households, |home| {
        (0..home.events.len()).map(|nth| without_event(home, nth)).collect()
    };
    /// Months of care: the bills that reach the caisse.
    CareYear {
        /// In order of the days on which they are settled.
        bills: Invoice
    } |lot| {
        let happenings = lot.timeline.into_iter();
        let bills = happenings.filter_map(|happening| match happening.event {
            Event::Invoice(bill) => Some(bill),
            _ => None,
        });
        bills.collect()
    }, |_| Vec::new();
}

/// The household where that does not happen: who would be born is not there, who would die lives.
fn without_event(home: &Household, nth: usize) -> Household {
    let mut home = home.clone();
    match home.events.remove(nth).1 {
        LifeEvent::Died(person) => {
            if let Some(person) = home.persons.get_mut(person) {
                person.died = None;
            }
        }
        LifeEvent::Born(child) => {
            home.persons.remove(child);
            home.events.retain_mut(|(_, event)| match person_of(event) {
                Some(person) if *person == child => false,
                Some(person) => {
                    *person -= usize::from(*person > child);
                    true
                }
                None => true,
            });
        }
        LifeEvent::OfAge(..) | LifeEvent::NirGiven(..) | LifeEvent::Moved(_) => {}
    }
    home
}

/// The place of the person that it happens to; none where it happens to all.
fn person_of(event: &mut LifeEvent) -> Option<&mut usize> {
    match event {
        LifeEvent::Born(person)
        | LifeEvent::Died(person)
        | LifeEvent::OfAge(person, _)
        | LifeEvent::NirGiven(person, _) => Some(person),
        LifeEvent::Moved(_) => None,
    }
}
