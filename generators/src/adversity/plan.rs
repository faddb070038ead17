//! What befalls whom in a lot, drawn before the lot is lived.

use std::collections::BTreeMap;

use caisse::InvoiceId;

use super::chances::Chances;
use super::{Adversity, DrawnFor};
use crate::draws::Draws;
use crate::rates::AdversityRates;

/// Who has hold of what. A household, a sheet or a file that an adversity has hold of is left alone by every
/// other that does not go with it ([`super::Entry::goes_with`]).
#[derive(Debug, Clone)]
pub(crate) struct Plan {
    household: Chances,
    sheet: Chances,
    file: Chances,
    lot: Chances,
    /// Of the household that is being settled in.
    home: Option<Adversity>,
    sheets: BTreeMap<InvoiceId, Adversity>,
}

impl Plan {
    pub(crate) fn new(rates: &AdversityRates) -> Self {
        Self {
            household: Chances::new(rates, DrawnFor::Household),
            sheet: Chances::new(rates, DrawnFor::Sheet),
            file: Chances::new(rates, DrawnFor::File),
            lot: Chances::new(rates, DrawnFor::Lot),
            home: None,
            sheets: BTreeMap::new(),
        }
    }

    /// From here on a household is settled in that this one has hold of.
    pub(crate) fn enter_home(&mut self, held_by: Option<Adversity>) {
        self.home = held_by;
    }

    /// What can befall households.
    pub(crate) fn for_households(&self) -> &Chances {
        &self.household
    }

    /// Draws what befalls a sheet of that household; none where nothing does, or what would does not go with
    /// what has hold of the household.
    pub(crate) fn draw_for_sheet(&self, draws: &mut Draws) -> Option<Adversity> {
        self.sheet.draw(draws).filter(|drawn| {
            self.home
                .is_none_or(|home| home.entry().goes_with(drawn.entry()))
        })
    }

    /// It has hold of that sheet from here on.
    pub(crate) fn claim_sheet(&mut self, sheet: InvoiceId, adversity: Adversity) {
        self.sheets.insert(sheet, adversity);
    }

    /// What has hold of a sheet.
    pub(crate) fn of_sheet(&self, sheet: InvoiceId) -> Option<Adversity> {
        self.sheets.get(&sheet).copied()
    }

    /// What can befall files.
    pub(crate) fn for_files(&self) -> &Chances {
        &self.file
    }

    /// What can befall all the files of the lot.
    pub(crate) fn for_lots(&self) -> &Chances {
        &self.lot
    }
}
