use domain::Day;
use rust_decimal::Decimal;

use crate::case::Case;
use crate::input::{Care, DoctorAct, LongDisease, Person, Setting};
use crate::rules::Met;
use crate::{Error, Law};

/// A ground of exemption, by the key of its rows in `exonerations.yaml` (rules §2.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ground {
    Ald,
    UnrelatedToAld,
    Maternity,
    Invalidity,
    WorkAccident,
    C2s,
    Minor,
    Prevention,
    StateMedicalAid,
    MilitaryPension,
    Terrorism,
    LocalScheme,
}

impl Ground {
    fn key(self) -> &'static str {
        match self {
            Self::Ald => "ald",
            Self::UnrelatedToAld => "ald-sans-rapport",
            Self::Maternity => "maternite",
            Self::Invalidity => "invalidite",
            Self::WorkAccident => "at-mp",
            Self::C2s => "c2s",
            Self::Minor => "mineur",
            Self::Prevention => "prevention",
            Self::StateMedicalAid => "aide-medicale-etat",
            Self::MilitaryPension => "pension-militaire",
            Self::Terrorism => "terrorisme",
            Self::LocalScheme => "regime-local",
        }
    }

    /// A minor, or care unrelated to a long disease: no cover that might pay, so a table that does not name them lets
    /// them owe.
    fn exempts_only_what_names_it(self) -> bool {
        matches!(self, Self::Minor | Self::UnrelatedToAld)
    }

    fn rule(self) -> &'static str {
        match self {
            Self::Ald => "ground-ald",
            Self::UnrelatedToAld => "ground-unrelated-to-ald",
            Self::Maternity => "ground-maternity",
            Self::Invalidity => "ground-invalidity",
            Self::WorkAccident => "ground-work-accident",
            Self::C2s => "ground-c2s",
            Self::Minor => "ground-minor",
            Self::Prevention => "ground-prevention",
            Self::StateMedicalAid => "ground-state-medical-aid",
            Self::MilitaryPension => "ground-military-pension",
            Self::Terrorism => "ground-terrorism",
            Self::LocalScheme => "ground-local-scheme",
        }
    }

    /// The parameter that holds the rate of the ground, where it sets one (rules §2.4).
    fn rate(self) -> Option<&'static str> {
        match self {
            Self::Ald => Some("taux.ald"),
            Self::Maternity => Some("taux.maternite"),
            Self::Invalidity => Some("taux.invalidite"),
            Self::WorkAccident => Some("taux.at-mp"),
            Self::Prevention => Some("taux.prevention"),
            Self::UnrelatedToAld
            | Self::C2s
            | Self::Minor
            | Self::StateMedicalAid
            | Self::MilitaryPension
            | Self::Terrorism
            | Self::LocalScheme => None,
        }
    }
}

/// The grounds that hold for an act.
pub(crate) fn of_act(case: &Case, met: &mut Met) -> Result<Vec<Ground>, Error> {
    let act = case.act;
    // Mandatory child examinations are printed at 100 % (rules §2.1): they are prevention.
    let child_examination = matches!(
        act.care,
        Care::Doctor {
            act: DoctorAct::ChildExaminationCoe | DoctorAct::ChildExaminationCoh,
            ..
        }
    );
    let care = Circumstances {
        day: act.date,
        long_disease: act.long_disease,
        work_accident: act.work_accident,
        prevention: act.prevention || child_examination,
        in_hospital: matches!(act.setting, Setting::Stay { .. }),
    };
    of_care(case.law, case.person, &care, met)
}

/// What of care, besides the person, can be a ground.
pub(crate) struct Circumstances {
    pub(crate) day: Day,
    pub(crate) long_disease: LongDisease,
    pub(crate) work_accident: bool,
    pub(crate) prevention: bool,
    pub(crate) in_hospital: bool,
}

/// The grounds that hold for care of a day (rules §2.4).
pub(crate) fn of_care(
    law: &Law,
    person: &Person,
    care: &Circumstances,
    met: &mut Met,
) -> Result<Vec<Ground>, Error> {
    let day = care.day;
    let maternity =
        in_maternity(law, person, day)? || care.in_hospital && is_newborn(law, person, day)?;
    let holds = [
        (Ground::Ald, care.long_disease == LongDisease::Related),
        (
            Ground::UnrelatedToAld,
            care.long_disease == LongDisease::Unrelated,
        ),
        (Ground::Maternity, maternity),
        (Ground::Invalidity, person.invalidity_pension),
        (Ground::WorkAccident, care.work_accident),
        (Ground::C2s, person.c2s),
        (Ground::Minor, is_minor(law, person, day)?),
        (Ground::Prevention, care.prevention),
        (Ground::StateMedicalAid, person.state_medical_aid),
        (Ground::MilitaryPension, person.military_pension),
        (Ground::Terrorism, person.terrorism_victim),
        (Ground::LocalScheme, person.local_scheme),
    ];
    let grounds: Vec<Ground> = holds
        .into_iter()
        .filter_map(|(ground, holds)| holds.then_some(ground))
        .collect();
    for ground in &grounds {
        met.rule(ground.rule());
    }
    Ok(grounds)
}

/// Maternity: from the first day of month 6 to day 12 after the birth, both included (rules §2.4).
pub(crate) fn in_maternity(law: &Law, person: &Person, day: Day) -> Result<bool, Error> {
    let Some(maternity) = person.maternity else {
        return Ok(false);
    };
    let month = whole(law.figure("maternite.debut-mois", day)?);
    let last = whole(law.figure("maternite.fin-jours", day)?);
    let first_day = maternity.began.plus_months(month - 1);
    let over = maternity.birth.is_some_and(|birth| day > birth.plus(last));
    Ok(day >= first_day && !over)
}

/// A newborn in hospital: as in maternity, up to day 12 after the birth (register: newborn-stay).
fn is_newborn(law: &Law, person: &Person, day: Day) -> Result<bool, Error> {
    let last = whole(law.figure("maternite.fin-jours", day)?);
    Ok(day <= person.birth.plus(last))
}

/// Minors: under 18 on 1 January, exempt all that calendar year (rules §2.4).
pub(crate) fn is_minor(law: &Law, person: &Person, day: Day) -> Result<bool, Error> {
    let majority = whole(law.figure("exemption.age-majorite", day)?);
    // 1 January is a day of every year.
    let new_year = Day::new(day.year(), 1, 1).unwrap_or(day);
    Ok(i32::from(new_year.age(person.birth)) < majority)
}

/// The highest rate that a ground gives (rules §2.4): exemptions never lower what is due.
pub(crate) fn rate_of_grounds(
    law: &Law,
    day: Day,
    grounds: &[Ground],
) -> Result<Option<Decimal>, Error> {
    let mut highest = None;
    for ground in grounds {
        if let Some(parameter) = ground.rate() {
            highest = highest.max(Some(law.figure(parameter, day)?));
        }
    }
    Ok(highest)
}

/// Whether the participation forfaitaire is waived: one ground that waives it is enough (rules §2.4, §3).
pub(crate) fn waive_participation(law: &Law, day: Day, grounds: &[Ground]) -> Result<bool, Error> {
    waived(law, "exoneration.participation", day, grounds)
}

/// Whether the franchise is waived (rules §2.4, §4): the persons exempt of the participation, and more.
pub(crate) fn waive_franchise(law: &Law, day: Day, grounds: &[Ground]) -> Result<bool, Error> {
    waived(law, "exoneration.franchise", day, grounds)
}

/// Whether the emergency flat fee is reduced: for a long disease, "etc." A ground that is not named is an error
/// (register: emergency-fee-grounds), beside a long disease too: it may lift the whole fee.
pub(crate) fn reduce_emergency_fee(law: &Law, day: Day, grounds: &[Ground]) -> Result<bool, Error> {
    let mut reduced = false;
    for ground in grounds {
        if !ground.exempts_only_what_names_it() {
            reduced |= !law
                .row("exoneration.forfait-urgences", ground.key(), day)?
                .is_zero();
        }
    }
    Ok(reduced)
}

/// Who pays the daily charge of a day: the AMO for work accidents, maternity and the local regime (rules §2.3), the C2S
/// for its holders (register: c2s-daily-charge), or the person.
pub(crate) fn daily_charge(law: &Law, day: Day, grounds: &[Ground]) -> Result<DailyCharge, Error> {
    let paid_by_amo: Vec<Ground> = grounds
        .iter()
        .copied()
        .filter(|ground| {
            matches!(
                ground,
                Ground::WorkAccident | Ground::Maternity | Ground::LocalScheme
            )
        })
        .collect();
    if waived(law, "exoneration.forfait-journalier", day, &paid_by_amo)? {
        return Ok(DailyCharge::OfTheAmo);
    }
    // A ground that the table does not settle may make the AMO pay.
    let mut of_c2s = false;
    for ground in grounds {
        of_c2s |= waived(law, "exoneration.forfait-journalier", day, &[*ground])?;
    }
    Ok(if of_c2s {
        DailyCharge::OfTheC2s
    } else {
        DailyCharge::OfThePerson
    })
}

/// Who pays a daily charge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DailyCharge {
    OfTheAmo,
    OfTheC2s,
    OfThePerson,
}

/// Whether the participation on heavy acts is waived (rules §2.3).
pub(crate) fn waive_heavy(law: &Law, day: Day, grounds: &[Ground]) -> Result<bool, Error> {
    waived(law, "exoneration.participation-assure", day, grounds)
}

/// A ground that the table does not name, or whose row is a hole, is an error, unless another one waives.
fn waived(law: &Law, table: &str, day: Day, grounds: &[Ground]) -> Result<bool, Error> {
    let mut hole = None;
    for ground in grounds {
        if ground.exempts_only_what_names_it() && !law.names(table, ground.key()) {
            continue;
        }
        match law.row(table, ground.key(), day) {
            Ok(due) if due.is_zero() => return Ok(true),
            Ok(_) => {}
            Err(error) => hole = Some(error),
        }
    }
    hole.map_or(Ok(false), Err)
}

/// A count of the law, a small whole number.
pub(crate) fn whole(count: Decimal) -> i32 {
    i32::try_from(count.trunc()).unwrap_or(i32::MAX)
}
