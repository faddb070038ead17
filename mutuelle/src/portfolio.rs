use std::collections::{HashMap, HashSet};

use domain::{Beneficiary, Day, Member, Nir, OcNumber};

use crate::Bug;
use crate::facts::Person;

/// Members and contracts, as the mutuelle was given them.
#[derive(Debug, Default)]
pub struct Portfolio {
    members: Vec<Member>,
    by_nir: HashMap<Nir, Vec<usize>>,
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
    /// These contracts of one OC cover the day (rules N1, N5).
    By(Vec<&'a Member>),
}

impl Portfolio {
    /// The portfolio of those rows, in their order.
    #[must_use]
    pub fn new(members: Vec<Member>) -> Self {
        let mut by_nir: HashMap<Nir, Vec<usize>> = HashMap::new();
        for (row, member) in members.iter().enumerate() {
            by_nir.entry(member.nir).or_default().push(row);
        }
        let ocs = members.iter().map(|member| member.oc).collect();
        Self {
            members,
            by_nir,
            ocs,
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
        let Some(rows) = self.by_nir.get(&person.nir) else {
            return Cover::UnknownNir;
        };
        let mut contracts: Vec<&Member> = rows
            .iter()
            .map(|&row| &self.members[row])
            .filter(|member| member.beneficiary() == *person)
            .collect();
        if contracts.is_empty() {
            let alike = rows.iter().map(|&row| &self.members[row]);
            contracts = alike.filter(|member| may_be(member, person)).collect();
            // Several persons of one month: none of them for sure.
            let several = contracts
                .windows(2)
                .any(|pair| pair[0].beneficiary() != pair[1].beneficiary());
            if contracts.is_empty() || several {
                return Cover::OtherPerson;
            }
        }
        // A stable sort: the order of the portfolio is kept within an OC.
        contracts.sort_by_key(|member| member.oc != oc);
        let day = if bugs.contains(&Bug::FileDateForCareDate) {
            processed
        } else {
            care
        };
        let covering = contracts.iter().copied();
        let mut covering: Vec<&Member> = covering.filter(|member| member.covers(day)).collect();
        if let Some(first) = covering.first().copied() {
            covering.retain(|member| member.oc == first.oc);
            return Cover::By(covering);
        }
        if bugs.contains(&Bug::PaysAfterEnd) {
            let started = contracts.iter().filter(|member| member.start <= day);
            if let Some(member) = started.max_by_key(|member| member.start) {
                return Cover::By(vec![member]);
            }
        }
        Cover::None
    }
    /// The person of a row, as counters and conditions know it. The membership goes back over the rows of the OC
    /// that follow each other without a day between them; the product over those of them that name it.
    pub(crate) fn person(&self, member: &Member) -> Person {
        let rows = self.by_nir.get(&member.nir).into_iter().flatten();
        let rows: Vec<&Member> = rows
            .map(|&row| &self.members[row])
            .filter(|row| row.oc == member.oc && row.beneficiary() == member.beneficiary())
            .collect();
        let of_product = rows.iter().copied();
        let of_product: Vec<&Member> = of_product
            .filter(|row| row.product == member.product)
            .collect();
        let rights = &member.rights;
        Person {
            id: person_id(&member.beneficiary()),
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
                .clone(),
        }
    }
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

/// Whether month, year and rank are the same where one of the two births has no day of the calendar (noemie-format
/// §11.1, 1).
fn may_be(member: &Member, person: &Beneficiary) -> bool {
    let is_a_day = |text: &[u8; 6]| Day::from_jjmmaa(text, 1900).is_some();
    let (one, other) = (&member.birth.0, &person.birth.0);
    member.rank == person.rank && one[2..] == other[2..] && (!is_a_day(one) || !is_a_day(other))
}

/// The day of birth, in the hundred years that end with the one in which the row starts. The régime's text of a
/// birth may be no day (noemie-format §2.4).
fn birth_day(member: &Member) -> Option<Day> {
    Day::from_jjmmaa(&member.birth.0, member.start.year() - 99)
}
