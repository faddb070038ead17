//! What is asked through the insured's account, and what it shows.

use std::collections::VecDeque;

use domain::{Beneficiary, Day, Decompte, DecompteNumber, FileId, Nir, OcNumber};

use super::{Effect, OutgoingFile, State};
use crate::account::{
    Account, AccountBeneficiary, AccountDecompte, AccountSpec, Attestation, Choice, LinkStatus,
    Paper, Refusal,
};
use crate::registry::{InsuredState, PersonState};
use crate::{CaisseError, CalendarSpec};

impl State<'_> {
    /// The same caisse, with accounts of that kind; choices made in them take effect on a working day of that calendar.
    #[must_use]
    pub fn with_accounts(self, account: AccountSpec, calendar: CalendarSpec) -> Self {
        Self {
            account,
            calendar,
            ..self
        }
    }

    /// Everybody who has an account, in the order of their NIRs: those of today.
    #[must_use]
    pub fn insured(&self) -> Vec<Nir> {
        let mut nirs: Vec<Nir> = self.registry.nirs().collect();
        nirs.sort_unstable();
        nirs
    }

    /// What the account of an insured shows on that day, choices of the nights before included. None of whom the caisse
    /// does not know.
    #[must_use]
    pub fn account(&self, nir: &Nir, day: Day) -> Option<Account> {
        let nir = self.registry.nir_of_today(nir);
        let file = self.registry.file(&nir)?;
        Some(Account {
            nir,
            caisse: file.caisse,
            refuses_exchanges: file.refuses_exchanges,
            beneficiaries: self.all_shown(nir, file, day),
            decomptes: file.decomptes.iter().cloned().collect(),
        })
    }

    /// The attestation of rights of an insured on that day.
    #[must_use]
    pub fn attestation(&self, nir: &Nir, day: Day) -> Option<Attestation> {
        let nir = self.registry.nir_of_today(nir);
        let file = self.registry.file(&nir)?;
        Some(Attestation {
            day,
            nir,
            key: nir.key(),
            caisse: file.caisse,
            beneficiaries: self.all_shown(nir, file, day),
        })
    }

    fn all_shown(&self, nir: Nir, file: &InsuredState, day: Day) -> Vec<AccountBeneficiary> {
        let persons = file.persons.iter();
        persons
            .map(|person| self.shown(nir, person, file.refuses_exchanges, day))
            .collect()
    }

    fn shown(
        &self,
        nir: Nir,
        state: &PersonState,
        refuses_exchanges: bool,
        day: Day,
    ) -> AccountBeneficiary {
        let person = &state.person;
        let who = Beneficiary {
            nir,
            birth: person.birth,
            rank: person.rank,
        };
        let status = if refuses_exchanges {
            LinkStatus::None
        } else if state.is_blocked(day) {
            LinkStatus::Blocked(state.claimants(day))
        } else {
            let link = state.link_on(day, day);
            link.map_or(LinkStatus::None, |link| LinkStatus::Active(link.oc))
        };
        let mut choices = self.choices.iter();
        let chosen = choices.find(|(_, of, _)| self.registry.today(of) == who);
        AccountBeneficiary {
            who,
            name: person.name.clone(),
            first_name: person.first_name.clone(),
            regime: person.regime,
            cover: person.cover,
            doctor: state.doctor,
            status,
            chosen: chosen.map(|(on, _, oc)| (*oc, *on)),
        }
    }

    /// A choice waits for its day; it takes the place of one that still waits.
    pub(super) fn choose(&mut self, choice: &Choice, effects: &mut Vec<Effect>) {
        let who = self.registry.today(&choice.who);
        if let Err(refusal) = self.may_choose(&who, choice) {
            effects.push(Effect::Refused(refusal));
            return;
        }
        let takes = self.account.choice_takes(choice.draw);
        let on = self.calendar.working_day(choice.asked.plus(takes));
        let registry = &self.registry;
        self.choices.retain(|(_, of, _)| registry.today(of) != who);
        self.choices.push((on, who, choice.oc));
        effects.push(Effect::ChoiceTaken {
            who,
            oc: choice.oc,
            on,
        });
    }

    fn may_choose(&mut self, who: &Beneficiary, choice: &Choice) -> Result<(), Refusal> {
        if self.registry.file(&who.nir).is_none() {
            return Err(Refusal::UnknownInsured(who.nir));
        }
        if self.registry.person_mut(who).is_none() {
            return Err(Refusal::UnknownBeneficiary(choice.who));
        }
        let has = self.registry.has_contract(who, choice.oc, choice.asked);
        if has {
            Ok(())
        } else {
            Err(Refusal::NoContract(choice.oc, *who))
        }
    }

    /// The insured wants no exchanges, or wants them again.
    pub(super) fn refuse_exchanges(&mut self, nir: &Nir, refuses: bool, effects: &mut Vec<Effect>) {
        if !self.registry.refuse_exchanges(nir, refuses) {
            effects.push(Effect::Refused(Refusal::UnknownInsured(*nir)));
        }
    }

    /// The first day on which a choice takes effect.
    pub(super) fn next_choice(&self) -> Option<Day> {
        self.choices.iter().map(|(on, _, _)| *on).min()
    }

    /// Carries out the choices whose day has come, in the order in which they were made.
    pub(super) fn carry_out_choices(
        &mut self,
        day: Day,
        effects: &mut Vec<Effect>,
    ) -> Result<(), CaisseError> {
        if self.choices.is_empty() {
            return Ok(());
        }
        let (due, later): (Vec<_>, Vec<_>) =
            self.choices.drain(..).partition(|(on, _, _)| *on <= day);
        self.choices = later;
        for (_, who, oc) in due {
            let notices = self.registry.choose(&who, oc, day);
            self.notify(&who, notices, day, effects)?;
        }
        Ok(())
    }

    /// The insured hands a décompte of the account to an OC, on paper.
    pub(super) fn hand_over(
        &self,
        nir: &Nir,
        number: DecompteNumber,
        oc: OcNumber,
        day: Day,
    ) -> Effect {
        let nir = self.registry.nir_of_today(nir);
        let Some(file) = self.registry.file(&nir) else {
            return Effect::Refused(Refusal::UnknownInsured(nir));
        };
        let mut listed = file.decomptes.iter().rev();
        let Some(one) = listed.find(|one| one.decompte.number == number) else {
            return Effect::Refused(Refusal::UnknownDecompte(number));
        };
        let who = self.registry.today(&one.decompte.beneficiary);
        let persons = self.registry.file(&who.nir).map(|file| &file.persons);
        let person = persons.and_then(|persons| persons.iter().find(|person| person.is(&who)));
        let links = person
            .map(|person| person.links.as_slice())
            .unwrap_or_default();
        let link = links.iter().rev().find(|link| link.oc == oc);
        let member = link.map(|link| link.member).unwrap_or_default();
        let decompte = Decompte {
            oc,
            member,
            ..one.decompte.clone()
        };
        Effect::Paper(Box::new(Paper {
            day,
            decompte,
            sent_to: one.sent_to,
        }))
    }

    /// Lists a décompte in the account it is of.
    pub(super) fn list(&mut self, decompte: &Decompte, sent_to: Option<OcNumber>) {
        let kept = usize::from(self.account.kept_decomptes);
        if kept == 0 {
            return;
        }
        if let Some(file) = self.registry.insured_mut(&decompte.beneficiary.nir) {
            let decompte = decompte.clone();
            keep(
                &mut file.decomptes,
                AccountDecompte { decompte, sent_to },
                kept,
            );
        }
    }

    /// A décompte of the account goes to an OC after all.
    pub(super) fn list_as_sent(&mut self, nir: &Nir, number: DecompteNumber, to: OcNumber) {
        if let Some(file) = self.registry.insured_mut(nir) {
            let mut listed = file.decomptes.iter_mut().rev();
            if let Some(one) = listed.find(|one| one.decompte.number == number) {
                (one.decompte.oc, one.sent_to) = (to, Some(to));
            }
        }
    }

    /// A file leaves; it is kept to be sent again where files are.
    pub(super) fn send(&mut self, file: OutgoingFile, effects: &mut Vec<Effect>) {
        let kept = usize::from(self.account.kept_files);
        if kept > 0 {
            keep(&mut self.files, file.clone(), kept);
        }
        effects.push(Effect::File(file));
    }

    /// The same file once more, as it was.
    pub(super) fn send_file_again(&self, id: FileId) -> Effect {
        let file = self.files.iter().rev().find(|file| file.id == id);
        file.map_or(Effect::Refused(Refusal::UnknownFile(id)), |file| {
            Effect::File(file.clone())
        })
    }
}

/// Keeps one more, and no more than so many.
fn keep<T>(kept: &mut VecDeque<T>, one: T, most: usize) {
    while kept.len() >= most {
        kept.pop_front();
    }
    kept.push_back(one);
}
