use std::collections::{HashMap, HashSet};

use domain::{Beneficiary, BirthDate, Day, Member, Nir, OcNumber, Rank, Role, SuspensionEnd};

use crate::Bug;
use crate::facts::Person;

/// Members and contracts, as the mutuelle was given them.
#[derive(Debug, Default)]
pub struct Portfolio {
    bugs: Vec<Bug>,
    members: Vec<Member>,
    by_person: HashMap<Beneficiary, Vec<usize>>,
    /// Whoever was ever named, by each identity they were named under: their first one (field notes §1.7, §1.8).
    persons: HashMap<Beneficiary, Beneficiary>,
    nirs: HashSet<Nir>,
    ocs: HashSet<OcNumber>,
}

/// Who a line is about, and by what right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cover<'a> {
    /// Nobody is declared under the NIR (rules N8).
    UnknownNir,
    /// The NIR is known; the birth date or the rank is another one's (rules N9).
    OtherPerson,
    /// The person is known; no contract covers the day (rules N6, N7).
    None,
    /// Another body is active for the person too (rules N4).
    TwoInsurers,
    /// The premium of the contract is awaited (field notes §1.25).
    Suspended,
    /// These contracts of one OC cover the day (rules N1, N5).
    By(Vec<&'a Member>),
}

impl Portfolio {
    /// The portfolio of those rows, in their order.
    #[must_use]
    pub fn new(members: Vec<Member>) -> Self {
        let mut portfolio = Self::default();
        portfolio.replace(members);
        portfolio
    }

    /// An empty one, with those planted bugs.
    pub(crate) fn of(bugs: &[Bug]) -> Self {
        Self {
            bugs: bugs.to_vec(),
            ..Self::default()
        }
    }

    /// Other rows in place of the former. Who was ever named is still recognised.
    pub fn replace(&mut self, members: Vec<Member>) {
        self.ocs.extend(members.iter().map(|member| member.oc));
        for member in &members {
            self.recognise(member);
        }
        self.by_person.clear();
        self.members = members;
        for row in 0..self.members.len() {
            let person = self.first_identity(&self.members[row].beneficiary());
            self.by_person.entry(person).or_default().push(row);
        }
    }

    /// The other parent's NIR and the NIRs that a person had are the person's too.
    fn recognise(&mut self, member: &Member) {
        let rights = &member.rights;
        let nirs = std::iter::once(&member.nir)
            .chain(&rights.second_nir)
            .chain(&rights.earlier_nirs);
        let names: Vec<Beneficiary> = nirs
            .map(|&nir| Beneficiary {
                nir,
                ..member.beneficiary()
            })
            .collect();
        let known = names.iter().find_map(|name| self.persons.get(name));
        let first = known.copied().unwrap_or(member.beneficiary());
        for name in names {
            self.nirs.insert(name.nir);
            if let Some(other) = self.persons.insert(name, first)
                && other != first
            {
                for person in self.persons.values_mut().filter(|p| **p == other) {
                    *person = first;
                }
            }
        }
    }

    /// The first identity that a person was named under: counters and duplicates go by it.
    #[must_use]
    pub(crate) fn first_identity(&self, person: &Beneficiary) -> Beneficiary {
        let first = self.known_identity(person);
        if self.bugs.contains(&Bug::TwinsConfused) {
            return Beneficiary {
                rank: Rank::FIRST,
                ..first
            };
        }
        first
    }

    fn known_identity(&self, person: &Beneficiary) -> Beneficiary {
        if self.bugs.contains(&Bug::NamesakeForPerson) {
            let mut namesakes = self.members.iter().filter(|row| row.birth == person.birth);
            return namesakes.next().map_or(*person, Member::beneficiary);
        }
        if let Some(known) = self.persons.get(person) {
            return *known;
        }
        let alike = self
            .persons
            .iter()
            .filter(|(other, _)| may_be(other, person));
        let mut alike = alike.map(|(_, first)| *first);
        // Several persons of one month: none of them for sure.
        match (alike.next(), alike.next()) {
            (Some(one), _) if self.bugs.contains(&Bug::FirstOfSeveral) => one,
            (Some(one), None) => one,
            (Some(one), Some(other)) if one == other && alike.all(|more| more == one) => one,
            _ => *person,
        }
    }

    /// Its rows, in the order they were given.
    #[must_use]
    pub fn members(&self) -> &[Member] {
        &self.members
    }

    /// Whether the OC is managed here (field notes §1.1).
    #[must_use]
    pub fn manages(&self, oc: OcNumber) -> bool {
        self.ocs.contains(&oc)
    }

    /// The contracts that cover that person on the first day of care. The day the file arrives plays
    /// no part (rules §0.3). Of several OCs, the one the décompte was sent to, then the first.
    #[must_use]
    pub fn cover(
        &self,
        person: &Beneficiary,
        oc: OcNumber,
        care: Day,
        processed: Day,
        bugs: &[Bug],
    ) -> Cover<'_> {
        if !self.nirs.contains(&person.nir) {
            return Cover::UnknownNir;
        }
        let rows = self.by_person.get(&self.first_identity(person));
        let mut contracts: Vec<&Member> = match rows {
            Some(rows) => rows.iter().map(|&row| &self.members[row]).collect(),
            None if bugs.contains(&Bug::OtherPersonOfNir) => {
                let of_nir = self.members.iter().filter(|row| row.nir == person.nir);
                of_nir.filter(|row| row.role == Role::Insured).collect()
            }
            None => return Cover::OtherPerson,
        };
        if bugs.contains(&Bug::ChildrenUnknown)
            && contracts.iter().all(|row| row.role != Role::Insured)
        {
            return Cover::OtherPerson;
        }
        // A stable sort: the order of the portfolio is kept within an OC.
        contracts.sort_by_key(|member| member.oc != oc);
        let day = if bugs.contains(&Bug::FileDateForCareDate) {
            processed
        } else {
            care
        };
        let covering = contracts.iter().copied();
        let mut covering: Vec<&Member> = covering.filter(|row| covers(row, day, bugs)).collect();
        if bugs.contains(&Bug::LatestProduct) && !covering.is_empty() {
            covering = contracts.clone();
            covering.sort_by_key(|row| std::cmp::Reverse(row.start));
            covering.truncate(1);
        }
        let elsewhere = |row: &&Member| row.rights.other_body.iter().any(|one| one.holds(day));
        if covering.iter().any(elsewhere) && !bugs.contains(&Bug::PaysBlocked) {
            return Cover::TwoInsurers;
        }
        if let Some(first) = covering.first().copied() {
            covering.retain(|member| member.oc == first.oc);
            // Of two parents, the one whose card was shown.
            let shown = covering.iter().find(|row| row.nir == person.nir);
            let nir = shown.unwrap_or(&first).nir;
            covering.retain(|member| member.nir == nir);
            let suspensions = covering.iter().flat_map(|row| &row.rights.suspensions);
            let pays_suspended = bugs.contains(&Bug::PaysSuspended);
            return match suspensions
                .copied()
                .find(|one| one.holds(day) && !pays_suspended)
                .map(|one| one.ended)
            {
                None | Some(Some(SuspensionEnd::Regularised)) => Cover::By(covering),
                Some(None) => Cover::Suspended,
                Some(Some(SuspensionEnd::Lost)) => Cover::None,
            };
        }
        if bugs.contains(&Bug::PaysAfterEnd) {
            let started = contracts.iter().filter(|member| member.start <= day);
            if let Some(member) = started.max_by_key(|member| member.start) {
                return Cover::By(vec![member]);
            }
        }
        if bugs.contains(&Bug::PaysBeforeStart) {
            let to_start = contracts.iter().filter(|member| member.start > day);
            if let Some(member) = to_start.min_by_key(|member| member.start) {
                return Cover::By(vec![member]);
            }
        }
        Cover::None
    }

    /// The person of a row, as counters and conditions know it. The membership goes back over the rows of the OC
    /// that follow each other without a day between them; the product over those of them that name it.
    pub(crate) fn person(&self, member: &Member) -> Person {
        let who = self.first_identity(&member.beneficiary());
        let rows = self.by_person.get(&who).into_iter().flatten();
        let rows: Vec<&Member> = rows
            .map(|&row| &self.members[row])
            .filter(|row| row.oc == member.oc)
            .collect();
        let of_product = rows.iter().copied();
        let of_product: Vec<&Member> = of_product
            .filter(|row| row.product == member.product)
            .collect();
        let rights = &member.rights;
        Person {
            id: person_id(&who),
            birth: birth_day(member),
            member_since: rights
                .member_since
                .unwrap_or_else(|| first_day(member.start, &rows)),
            product_since: Some(
                rights
                    .product_since
                    .unwrap_or_else(|| first_day(member.start, &of_product)),
            ),
            waits_until: rights.waits_until,
            household: rights
                .household
                .as_ref()
                .unwrap_or(&member.contract)
                .to_string(),
        }
    }
}

/// Whether a row covers that day, the months of portability included (rules N14).
fn covers(row: &Member, day: Day, bugs: &[Bug]) -> bool {
    if bugs.contains(&Bug::LastDayExcluded) && row.end == Some(day) {
        return false;
    }
    let portability = row.rights.portability;
    row.covers(day) && portability.is_none_or(|months| months.covers(row.start, day))
}

/// A person's name in the journals.
pub(crate) fn person_id(person: &Beneficiary) -> String {
    format!("{}/{}/{}", person.nir, person.birth, person.rank.get())
}

/// The first day of the rows that go on, without a day between them, to the one that starts on that day.
fn first_day(start: Day, rows: &[&Member]) -> Day {
    let mut first = start;
    while let Some(earlier) = rows
        .iter()
        .find(|row| row.start < first && row.end.is_none_or(|end| end.plus(1) >= first))
    {
        first = earlier.start;
    }
    first
}

/// Whether NIR, month, year and rank are the same where one of the two births has no day of the calendar
/// (noemie-format §11.1, 1).
fn may_be(one: &Beneficiary, other: &Beneficiary) -> bool {
    let is_a_day = |birth: &BirthDate| Day::from_jjmmaa(&birth.0, 1900).is_some();
    one.nir == other.nir
        && one.rank == other.rank
        && one.birth.0[2..] == other.birth.0[2..]
        && (!is_a_day(&one.birth) || !is_a_day(&other.birth))
}

/// The day of birth, in the hundred years that end with the one in which the row starts. The régime's text of a
/// birth may be no day (noemie-format §2.4).
fn birth_day(member: &Member) -> Option<Day> {
    Day::from_jjmmaa(&member.birth.0, member.start.year() - 99)
}
