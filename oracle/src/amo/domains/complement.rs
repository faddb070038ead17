//! Majorations that are lines of their own beside a doctor's act: night, Sunday, endocrinologist (rules
//! §2.1).
//!
//! They follow the main act: its rate, neither a participation nor a majoration out of the parcours of their
//! own (register: `complement-withholding`).

use domain::{ActCode, Convention, CoordinationOption};

use super::{Base, Case, Domain, Local, Participations, code};
use crate::amo::{AmoError, Care, Doctor, base};
use crate::law::ParamId;
use crate::trace::Trace;

/// What is paid beside an act.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Complement {
    /// A GP's night majoration (CRN).
    Night,
    /// The third line of a night consultation, whose letter no document gives: CRN too.
    NightThird,
    /// Sundays and holidays (CRD): the base stands on the line, no figure being printed.
    Sunday,
    /// The endocrinologist's majoration (MCE).
    Endocrinologist,
    /// MCY.
    Mcy,
}

/// A complement of an act of that doctor.
#[derive(Clone, Copy)]
pub(super) struct Beside {
    pub(super) complement: Complement,
    pub(super) doctor: Doctor,
}

impl Domain for Beside {
    fn act(self) -> ActCode {
        const CODES: [ActCode; 5] = [
            code("CRN"),
            code("CRN"),
            code("CRD"),
            code("MCE"),
            code("MCY"),
        ];
        CODES[self.complement as usize]
    }

    fn specialty(self) -> u8 {
        self.doctor.specialty
    }

    fn convention(self) -> Convention {
        self.doctor.convention()
    }

    fn option(self) -> CoordinationOption {
        self.doctor.option
    }

    fn base<T: Trace>(self, case: &Case<'_>, trace: &mut T) -> Result<Base, AmoError> {
        let figure = match self.complement {
            // The figures are those of secteur 1 and OPTAM.
            _ if !self.doctor.keeps_tariffs() => None,
            Complement::Night => Some(ParamId::MajorationNuit),
            Complement::NightThird => Some(ParamId::ComplementNuit),
            Complement::Sunday => None,
            Complement::Endocrinologist => Some(ParamId::MajorationEndocrinologue),
            Complement::Mcy => Some(ParamId::TarifMcy),
        };
        match figure {
            Some(id) => base::fee(case, id, trace),
            None => Err(base::stands_on_the_line(case)),
        }
    }

    fn rate(self) -> ParamId {
        ParamId::TauxMedecin
    }

    fn local(self) -> Local {
        Local::Row("honoraires")
    }

    fn participations(self, _: &Care) -> Participations {
        Participations::OnTheMainAct
    }
}
