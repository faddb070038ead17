//! What befalls a file that is made already: for whoever has files, and no lot that they come from.

use caisse::{settled_twice, taken_back};
use domain::{Day, Decompte, DecompteNumber, Operation};
use noemie::Profiles;
use noemie::framing::Framing;

use super::dues::{DUPLICATE, NO_LONGER_DUE};
use super::fault::Calls;
use super::on_sheets::{declare, informative, last_calls};
use super::{Adversity, Declared, DrawnFor, Plan, Road, Touched, fault, identity, money};
use crate::carried::Written;
use crate::draws::Draws;
use crate::flow::Delivery;
use crate::rates::AdversityRates;
use crate::spec::WorldSpec;

/// What comes in the place of a file that something befell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Befallen {
    /// What comes, day by day; nothing on the file's own day where it is late.
    pub comes: Vec<Delivery>,
    /// What is due to it.
    pub declared: Vec<Declared>,
}

impl Adversity {
    /// Why it cannot befall a file that is made already, where it cannot; and what makes it instead.
    #[must_use]
    pub const fn why_not_by_rule(self) -> Option<&'static str> {
        match (self, self.entry().drawn_for) {
            (_, DrawnFor::Household) => Some(
                "it is of the life of a household, and no file that is made already shows it: a world that is given its \
                 rate does",
            ),
            (_, DrawnFor::Lot) => Some(
                "it is of all files of some weeks: the action hidden keeps files back until a day, and a world that is \
                 given its rate does",
            ),
            (Self::FilesSwapped, _) => Some(
                "it is of two files: the action older-after-newer offers one after the next of its reference, and a world \
                 that is given its rate does",
            ),
            (Self::Regularisation | Self::RegularisedTwice | Self::CrossedRegularisation, _) => {
                Some(
                    "the caisse settles the care anew, and a file says too little of it: a world that is given its rate does",
                )
            }
            _ => None,
        }
    }

    /// Lets it befall a sound file of décomptes that one caisse sent to one OC. None where nothing of the file is such
    /// that it could, or where it [cannot](Self::why_not_by_rule): the file is to come as it is then.
    ///
    /// The file is delivered on its `day`; what comes later comes on working days of the world's calendar. The same
    /// draws give the same bytes. A décompte that follows another bears a number that no lot gives: 999 980 000 and above.
    #[must_use]
    pub fn befall(
        self,
        file: Delivery,
        profiles: &Profiles,
        world: &WorldSpec,
        draws: &mut Draws,
    ) -> Option<Befallen> {
        if self.why_not_by_rule().is_some() {
            return None;
        }
        let plan = Plan::new(&AdversityRates::none());
        let framing = Framing::default();
        let written = Written { profiles, framing };
        let mut road: Road<'_, Vec<u8>> = Road::of_one(&plan, world, written);
        match self.entry().drawn_for {
            DrawnFor::File => road.meets(self, file, draws),
            _ if self.is_put_in() => road.is_put_into_one(self, file, draws)?,
            _ => road.is_followed(self, file, draws)?,
        }
        let late = std::mem::take(&mut road.late).into_values().flatten();
        road.flow.deliveries.extend(late);
        let declared = road.flow.declared;
        // What befalls says what is due.
        (!declared.is_empty()).then_some(Befallen {
            comes: road.flow.deliveries,
            declared,
        })
    }
}

impl Road<'_, Vec<u8>> {
    /// The fault is put into one of the décomptes that it can be put into.
    fn is_put_into_one(
        &mut self,
        adversity: Adversity,
        file: Delivery,
        draws: &mut Draws,
    ) -> Option<()> {
        let mut put: Option<(Decompte, Calls)> = None;
        let first = draws.bits();
        let changed = self.rewritten(&file, None, |mut decomptes| {
            put = in_turn(&decomptes, first).find_map(|place| {
                let decompte = decomptes.get_mut(place)?;
                let mut faulty = decompte.clone();
                let calls = fault::put(adversity, &mut faulty, draws)?;
                // One that was so already shows nothing.
                let is_new = *decompte != faulty;
                decompte.clone_from(&faulty);
                is_new.then_some((faulty, calls))
            });
            decomptes
        })?;
        let (decompte, calls) = put?;
        declare(self, adversity, &decompte, calls);
        self.flow.deliveries.push(changed);
        Some(())
    }

    /// The file comes, and a file of one décompte more, or two, that follow one of it.
    fn is_followed(
        &mut self,
        adversity: Adversity,
        file: Delivery,
        draws: &mut Draws,
    ) -> Option<()> {
        let first = draws.bits();
        let mut original = None;
        self.rewritten(&file, None, |decomptes| {
            original = in_turn(&decomptes, first)
                .filter_map(|place| decomptes.get(place))
                .find(|decompte| can_be_followed(adversity, decompte))
                .cloned();
            Vec::new()
        })?;
        let original = original?;
        let (caisse, number) = (original.caisse, original.number);
        let on = |decompte: &Decompte, nth, due| {
            Touched::Decompte(caisse, decompte.number, decompte.operation, nth, due)
        };
        let mut day = file.day;
        let mut last = original.clone();
        for rank in 0..followers(adversity) {
            day = self.soon(day, draws);
            last = follower(adversity, &original, number_of(number, rank), day);
            let series = Some(series(adversity) - rank);
            let follows = self.rewritten(&file, series, |_| vec![last.clone()])?;
            self.comes(Delivery { day, ..follows });
        }
        match (adversity, last_calls(adversity)) {
            (Adversity::DecompteAgain, _) => {
                self.declare(adversity, on(&original, 2, DUPLICATE));
                self.flow.deliveries.push(file);
            }
            (Adversity::FileAfterCorrection, _) => {
                self.declare(adversity, on(&original, 1, NO_LONGER_DUE));
                self.declare(adversity, on(&last, 1, NO_LONGER_DUE));
                self.comes_after_its_correction(file);
            }
            (Adversity::ParticipationAlone | Adversity::FranchiseAlone, _) => {
                let calls = informative(&last);
                declare(self, adversity, &last, calls);
                self.flow.deliveries.push(file);
            }
            (_, due) => {
                self.declare(adversity, on(&last, 1, due?));
                self.flow.deliveries.push(file);
            }
        }
        Some(())
    }
}

/// All places of a list, from a drawn one on.
fn in_turn<T>(list: &[T], drawn: u64) -> impl Iterator<Item = usize> + use<T> {
    let count = list.len();
    let first = usize::try_from(drawn % (count.max(1) as u64)).unwrap_or(0);
    (first..count).chain(0..first.min(count))
}

/// Whether it is a payment that says all that what follows is made of.
fn can_be_followed(adversity: Adversity, decompte: &Decompte) -> bool {
    let mut acts = decompte.lines.iter();
    decompte.operation == Operation::Payment
        && acts.any(|line| line.act.deduction().is_none() && line.quantity > 0)
        && money::can_follow(adversity, decompte)
}

/// How many décomptes follow.
const fn followers(adversity: Adversity) -> u8 {
    match adversity {
        Adversity::CancelledTwice => 2,
        _ => 1,
    }
}

/// What follows a décompte.
fn follower(
    adversity: Adversity,
    original: &Decompte,
    number: DecompteNumber,
    day: Day,
) -> Decompte {
    let mut follows = match adversity {
        Adversity::DecompteAgain => original.clone(),
        Adversity::CareAgain
        | Adversity::TwoBehindOneKey
        | Adversity::ParticipationAlone
        | Adversity::FranchiseAlone => settled_twice(original, number, day),
        _ => taken_back(original, number, day),
    };
    money::put_after(adversity, original.number, &mut follows);
    if adversity == Adversity::TwoBehindOneKey {
        identity::another_first_name(&mut follows);
    }
    follows
}

/// A number that no lot gives: those of lots end below.
fn number_of(original: DecompteNumber, rank: u8) -> DecompteNumber {
    const FIRST: u32 = 999_980_000;
    const MANY: u32 = 20_000;
    let place = (original.get() + u32::from(rank) * MANY / 2) % MANY;
    DecompteNumber::new(FIRST + place).unwrap_or(original)
}

/// Fifth character of the number of a file that follows. Those of the way stand at 8 and 9, those of the caisse at 0.
const fn series(adversity: Adversity) -> u8 {
    match adversity {
        Adversity::DecompteAgain => b'7',
        Adversity::CareAgain => b'6',
        Adversity::TwoBehindOneKey => b'5',
        Adversity::ParticipationAlone | Adversity::FranchiseAlone => b'4',
        // The second of two stands at 2.
        _ => b'3',
    }
}
