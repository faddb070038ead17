//! What an OC is shown of its shelf.

use super::action::{Action, part};
use super::decide::{Ask, AskedFile, Faults, Fired};
use super::spec::Door;
use crate::{FileName, ShelvedFile};

/// What an OC is offered, after what befell its files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// What it is shown, in order.
    pub files: Vec<ShelvedFile>,
    /// What befell which file.
    pub fired: Vec<(FileName, Fired)>,
}

impl Offer {
    /// What a listing shows of a shelf. `next_fetch` tells the number of the next fetch of a file.
    pub(super) fn of(
        faults: &Faults,
        listing: &Ask<'_>,
        shelf: Vec<ShelvedFile>,
        next_fetch: impl Fn(&FileName) -> u64,
    ) -> Self {
        let tells = |file: &ShelvedFile| listing.door == Door::Http || !file.acknowledged;
        let mut offer = Self {
            files: Vec::with_capacity(shelf.len()),
            fired: Vec::new(),
        };
        if faults.is_empty() {
            offer.files = shelf;
            offer.files.retain(tells);
            return offer;
        }
        let mut late: Vec<ShelvedFile> = Vec::new();
        for mut file in shelf {
            let ask = Ask {
                file: Some(AskedFile::on_shelf(&file)),
                ..*listing
            };
            let mut befell = faults.lasting(&ask, next_fetch(&file.name));
            befell.extend(faults.decide(&ask));
            // A folder shows what was acknowledged when its door puts it there once more: that is asked on its own.
            befell.retain(|one| listing.door != Door::Folder || one.action != Action::OfferedAgain);
            let again = |fired: &Fired| fired.action == Action::OfferedAgain;
            if !tells(&file) && !befell.iter().any(again) {
                befell.clear();
            }
            let (mut hidden, mut older, mut copies) = (false, false, 1);
            befell.retain(|fired| match fired.action {
                Action::Hidden(_) => std::mem::replace(&mut hidden, true) != hidden,
                Action::OlderAfterNewer { .. } => std::mem::replace(&mut older, true) != older,
                Action::InPart { permille, .. } => {
                    file.content = file.content.head(part(file.content.len(), permille));
                    true
                }
                Action::ListedTwice => {
                    copies += 1;
                    true
                }
                Action::OfferedAgain => std::mem::replace(&mut file.acknowledged, false),
                _ => false,
            });
            offer
                .fired
                .extend(befell.into_iter().map(|fired| (file.name.clone(), fired)));
            if hidden {
                continue;
            }
            if older {
                late.push(file);
                continue;
            }
            let newer_of = file.reference;
            for _ in 0..copies {
                offer.files.push(file.clone());
            }
            // Those that waited for a newer one of their reference come right after it.
            let (due, wait) = late.into_iter().partition(|old| old.reference == newer_of);
            late = wait;
            offer.files.extend::<Vec<_>>(due);
        }
        // One that is acknowledged lets those come that waited for it, and is not shown itself.
        offer.files.retain(tells);
        offer
    }
}
