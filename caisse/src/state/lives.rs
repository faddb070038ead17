//! What happens in the lives of the insured, and what the OCs are told of it.

use std::borrow::Cow;
use std::collections::BTreeMap;

use domain::{Beneficiary, BirthDate, Caisse, Day, Nir, OcNumber, Party, PsNumber};
use noemie::links::{LinkAnswer, Movement};

use super::{Effect, State};
use crate::registry::{LinkChange, Notice, Person, Transposed};
use crate::{CaisseError, Notified};

/// What a caisse learns of a life.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Life {
    /// A child is born.
    Born {
        /// The NIR of the parent.
        parent: Nir,
        /// The child.
        child: Person,
    },
    /// An insured moves to another caisse. The former tells the OCs (929, reason 38); links start anew.
    Moved {
        /// The NIR.
        nir: Nir,
        /// The new caisse.
        to: Caisse,
    },
    /// An insured is given another NIR, as a definitive one for a provisional. The OCs are told (929, reason
    /// 40); links stay.
    NirGiven {
        /// The former.
        from: Nir,
        /// The new one.
        to: Nir,
    },
    /// A child comes of age and passes to a NIR of their own. The OCs are told that the link under the
    /// parents' is cancelled (929, reason 43).
    OfAge {
        /// The child, under a parent.
        child: Beneficiary,
        /// The NIR of the other parent, where the child stands under that too.
        second: Option<Nir>,
        /// The child's own.
        nir: Nir,
    },
    /// An OC passes to another number on that day, its own or that of the OC that takes it in: links follow. The OC is
    /// told (929, reason 75).
    OcChanged {
        /// The former.
        from: OcNumber,
        /// The new one.
        to: OcNumber,
    },
    /// The birth date of a person is corrected; the OCs are told (929, reason 41, the former in the label). Links stay.
    BirthCorrected {
        /// Who, as they were known.
        who: Beneficiary,
        /// The right date, régime text.
        birth: BirthDate,
        /// The right day, which ages are counted from.
        born: Day,
    },
    /// A person declares a treating doctor, another one, or none any more.
    DoctorDeclared {
        /// Who.
        who: Beneficiary,
        /// The doctor.
        doctor: Option<PsNumber>,
    },
    /// The caisse changes a contract by itself; the OCs are told (929: [`LinkChange`] says which reason).
    LinkChanged {
        /// Whose.
        who: Beneficiary,
        /// What changes.
        change: LinkChange,
    },
    /// A person died on that day: the links end with it.
    Died {
        /// Who.
        who: Beneficiary,
        /// When.
        on: Day,
    },
}

/// Reasons of a 929 that the caisse sends by itself (noemie-format §6.3).
const CAISSE_CHANGED: u8 = 38;
const NIR_CHANGED: u8 = 40;
const BIRTH_CHANGED: u8 = 41;
const LINK_CANCELLED: u8 = 43;
const OC_CHANGED: u8 = 75;

impl State<'_> {
    pub(super) fn live(
        &mut self,
        life: Life,
        day: Day,
        effects: &mut Vec<Effect>,
    ) -> Result<Vec<Notified>, CaisseError> {
        let mut told = Vec::new();
        match life {
            Life::Born { parent, child } => self.registry.add(&parent, child),
            Life::Moved { nir, to } => {
                if let Some(from) = self.caisse_of(&nir) {
                    let linked = self.registry.move_to(&nir, to, day);
                    let label = format!("CHANGEMENT DE CAISSE {from} {to}");
                    told = self.tell(linked, CAISSE_CHANGED, label, from, day, effects)?;
                }
            }
            Life::NirGiven { from, to } => {
                if let Some(caisse) = self.caisse_of(&from) {
                    let linked = self.registry.give_nir(from, to, day);
                    let label = format!("CHANGEMENT DE NIR {from}");
                    told = self.tell(linked, NIR_CHANGED, label, caisse, day, effects)?;
                }
            }
            Life::OfAge { child, second, nir } => {
                if let Some(caisse) = self.caisse_of(&child.nir) {
                    let linked = self.registry.come_of_age(&child, second, nir, day);
                    let label = "BENEFICIAIRE MAJEUR";
                    told = self.tell(linked, LINK_CANCELLED, label, caisse, day, effects)?;
                }
            }
            Life::OcChanged { from, to } => {
                let label = format!("CHANGEMENT IDENTIFIANT OC {from} {to}");
                let change = Transposed { from, to, on: day };
                let choices = self.choices.iter_mut().map(|(_, _, oc)| oc);
                choices.filter(|oc| **oc == from).for_each(|oc| *oc = to);
                for (caisse, linked) in self.registry.transpose(change) {
                    let here =
                        self.tell(linked, OC_CHANGED, label.clone(), caisse, day, effects)?;
                    told.extend(here);
                }
            }
            Life::BirthCorrected { who, birth, born } => {
                if let Some(caisse) = self.caisse_of(&who.nir) {
                    let linked = self.registry.correct_birth(&who, birth, born, day);
                    let label = format!("CHANGEMENT DE DATE DE NAISSANCE {}", who.birth);
                    told = self.tell(linked, BIRTH_CHANGED, label, caisse, day, effects)?;
                }
            }
            Life::DoctorDeclared { who, doctor } => {
                if let Some(person) = self.registry.person_mut(&who) {
                    person.doctor = doctor;
                }
            }
            Life::LinkChanged { who, change } => {
                let notices = self.registry.change_link(&who, change, day);
                told = self.notify(&who, notices, day, effects)?;
            }
            Life::Died { who, on } => self.registry.close(&who, on),
        }
        Ok(told)
    }

    fn caisse_of(&mut self, nir: &Nir) -> Option<Caisse> {
        self.registry.insured_mut(nir).map(|insured| insured.caisse)
    }

    /// One 929 an OC about links of that reason.
    fn tell(
        &mut self,
        linked: Vec<Movement>,
        reason: u8,
        label: impl Into<Cow<'static, str>>,
        caisse: Caisse,
        day: Day,
        effects: &mut Vec<Effect>,
    ) -> Result<Vec<Notified>, CaisseError> {
        let label = label.into();
        let answers = linked.into_iter().map(|movement| LinkAnswer {
            label: label.clone(),
            ..LinkAnswer::new(movement, reason)
        });
        self.write_to_each(answers.collect(), caisse, day, effects)
    }

    /// One 929 an OC about the links of a person.
    pub(super) fn notify(
        &mut self,
        who: &Beneficiary,
        notices: Vec<Notice>,
        day: Day,
        effects: &mut Vec<Effect>,
    ) -> Result<Vec<Notified>, CaisseError> {
        let Some(caisse) = self.caisse_of(&who.nir) else {
            return Ok(Vec::new());
        };
        let answers = notices.into_iter().map(|notice| {
            let answer = LinkAnswer::new(notice.movement, notice.reason);
            match notice.label {
                Some(label) => LinkAnswer {
                    label: label.into(),
                    ..answer
                },
                None => answer,
            }
        });
        self.write_to_each(answers.collect(), caisse, day, effects)
    }

    fn write_to_each(
        &mut self,
        answers: Vec<LinkAnswer>,
        caisse: Caisse,
        day: Day,
        effects: &mut Vec<Effect>,
    ) -> Result<Vec<Notified>, CaisseError> {
        let mut by_oc: BTreeMap<OcNumber, Vec<LinkAnswer>> = BTreeMap::new();
        let mut told: BTreeMap<(OcNumber, u8), u32> = BTreeMap::new();
        for answer in answers {
            *told.entry((answer.movement.oc, answer.reason)).or_default() += 1;
            by_oc.entry(answer.movement.oc).or_default().push(answer);
        }
        for (oc, answers) in by_oc {
            let receiver = Party::oc(oc).number;
            let file = self.write_links(caisse, receiver, answers, day)?;
            self.send(file, effects);
        }
        let told = told.into_iter();
        let told = told.map(|((oc, reason), links)| Notified { oc, reason, links });
        Ok(told.collect())
    }
}
