//! What befalls whom in a lot, drawn before the lot is lived.

use std::collections::{BTreeMap, BTreeSet};

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
    /// Whether the mutuelle runs the C2S of that household.
    runs_the_c2s: bool,
    sheets: BTreeMap<InvoiceId, Adversity>,
    /// Those among them that are of a C2S that the mutuelle runs.
    of_the_c2s: BTreeSet<InvoiceId>,
}

impl Plan {
    pub(crate) fn new(rates: &AdversityRates) -> Self {
        Self {
            household: Chances::new(rates, DrawnFor::Household),
            sheet: Chances::new(rates, DrawnFor::Sheet),
            file: Chances::new(rates, DrawnFor::File),
            lot: Chances::new(rates, DrawnFor::Lot),
            home: None,
            runs_the_c2s: false,
            sheets: BTreeMap::new(),
            of_the_c2s: BTreeSet::new(),
        }
    }

    /// From here on a household is settled in that this one has hold of, and whose C2S the mutuelle runs or not.
    pub(crate) fn enter_home(&mut self, held_by: Option<Adversity>, runs_the_c2s: bool) {
        self.home = held_by;
        self.runs_the_c2s = runs_the_c2s;
    }

    /// What can befall households.
    pub(crate) fn for_households(&self) -> &Chances {
        &self.household
    }

    /// Draws what befalls a sheet of that household; none where nothing does, or what would does not go with
    /// what has hold of the household.
    pub(crate) fn draw_for_sheet(&self, draws: &mut Draws) -> Option<Adversity> {
        self.sheet.draw(draws).filter(|drawn| {
            let may = !self.runs_the_c2s || drawn.goes_with_the_c2s();
            may && self
                .home
                .is_none_or(|home| home.entry().goes_with(drawn.entry()))
        })
    }

    /// It has hold of that sheet from here on.
    pub(crate) fn claim_sheet(&mut self, sheet: InvoiceId, adversity: Adversity) {
        self.sheets.insert(sheet, adversity);
        if self.runs_the_c2s {
            self.of_the_c2s.insert(sheet);
        }
    }

    /// Whether the mutuelle runs the C2S of the household that is being settled in.
    pub(crate) fn runs_the_c2s(&self) -> bool {
        self.runs_the_c2s
    }

    /// Whether that sheet is of a C2S that the mutuelle runs.
    pub(crate) fn is_of_the_c2s(&self, sheet: InvoiceId) -> bool {
        self.of_the_c2s.contains(&sheet)
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
