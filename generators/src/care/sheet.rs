//! What a professional or a hospital sends the caisse.

use caisse::{Act, Bill};
use domain::{ActCode, Day, LineDetails, PsNumber};
use oracle::amo::Care;

use crate::professionals::Professional;

/// A care sheet or an invoice before it reaches the caisse.
#[derive(Debug, Clone)]
pub(crate) struct Sheet {
    /// Last day of the care: nothing is sent before it.
    pub(crate) day: Day,
    /// Who sends it.
    pub(crate) executor: PsNumber,
    pub(crate) bill: Bill,
    /// Who is paid in the insured's stead.
    pub(crate) third_party: Option<PsNumber>,
}

impl Sheet {
    /// Acts of one professional in town; none where there is no act.
    pub(crate) fn town(acts: Vec<Act>) -> Option<Self> {
        let last = acts.iter().map(|act| act.care.day).max()?;
        let care = acts.first()?.care;
        Some(Self {
            day: last,
            executor: care.executor,
            bill: Bill::Town(acts),
            third_party: care.third_party.then_some(care.executor),
        })
    }

    /// The sheet without what goes on past a last day, where it begins by then: another body is told of that. A stay
    /// that goes on is none of its own any more.
    pub(crate) fn cut_at(self, last: Option<Day>) -> Option<Self> {
        let goes_on = |last: &Day| self.day > *last;
        let Some(last) = last.filter(goes_on) else {
            return Some(self);
        };
        if self.bill.first_day().is_none_or(|first| first > last) {
            return Some(self);
        }
        match self.bill {
            Bill::Town(mut acts) => {
                acts.retain(|act| act.care.day <= last);
                Self::town(acts)
            }
            Bill::Stay(_) | Bill::Emergency(_) => None,
        }
    }
}

/// A prescription: by whom, when.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Prescription {
    pub(crate) by: Professional,
    pub(crate) day: Day,
    /// 1 by the treating doctor, 2 by another of the parcours (noemie-format §7.3).
    pub(crate) origin: u8,
}

impl Prescription {
    /// The act, prescribed.
    pub(crate) fn act(&self, care: Care) -> Act {
        let details = LineDetails {
            prescriber: self.by.number,
            prescriber_specialty: self.by.specialty,
            prescription_origin: self.origin,
            prescribed: Some(self.day),
            ..LineDetails::default()
        };
        Act {
            details,
            ..Act::from(care)
        }
    }
}

/// The act under that code of the line.
pub(crate) fn coded(act: Act, code: ActCode) -> Act {
    Act {
        code: Some(code),
        ..act
    }
}

/// An act code.
pub(crate) const fn code(text: &str) -> ActCode {
    match ActCode::new(text) {
        Some(code) => code,
        // Evaluated when compiling: a misspelt constant does not build.
        None => panic!("not an act code"),
    }
}
