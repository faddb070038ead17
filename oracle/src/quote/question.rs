use domain::{ActCode, Cents, CoordinationOption, Day, Heading, ParseError, PsNumber};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::amc::Side;
use crate::product::{AmoStatus, CarePlace, Lenses};

/// An act of care as one would tell it, a stay in hospital, or the cancellation of an earlier one. Amounts are
/// whole cents.
///
/// What is left out is as in the least remarkable case: an adult of the general régime, in the parcours de
/// soins, exempt of nothing, who pays at the desk.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(
    rename_all = "kebab-case",
    deny_unknown_fields,
    default,
    expecting = "an object"
)]
pub struct Question {
    /// Name of this act, by which a later one names it.
    pub id: Option<String>,
    /// The person: counters, ceilings and debts are carried from one act to the next of the same person. An act
    /// without person stands alone.
    pub person: Option<String>,
    /// Takes an earlier act of the same person back, by its `id`; nothing else is said then.
    pub cancels: Option<String>,

    /// Date of care.
    pub date: Option<Day>,
    /// Act code: `G`, `CS`, `PH7`, `AMS`, `SDE`… Left out where the AMO knows no such act (`heading` then says
    /// what it is) and for a stay.
    pub act: Option<ActCode>,
    /// What the act code does not decide.
    pub detail: Option<Detail>,
    /// CCAM or LPP code, or the word of the law's price list (`detartrage`, `verre-unifocal`).
    pub code: Option<String>,
    /// Heading of the tableau de garanties, where the act does not decide it.
    pub heading: Option<Heading>,
    /// Acts, boxes, sessions, ears, days: 1 where it is left out.
    #[schemars(range(min = 1, max = 99))]
    pub quantity: Option<u8>,
    /// Coefficient of a key letter: a whole number, or text with at most two decimals (`"9.5"`).
    pub coefficient: Option<Coefficient>,
    /// Dénombrement: examinations of a biology line.
    #[schemars(range(min = 1, max = 99))]
    pub examinations: Option<u8>,
    /// What was spent on the line; the base where it is left out.
    pub fee: Option<Cents>,
    /// Reimbursement base of the whole line, where it stands on the line: it prevails over any tariff.
    pub base: Option<Cents>,
    /// Tarif forfaitaire de responsabilité of a drug's generic group, a box.
    pub tfr: Option<Cents>,
    /// Price of the dearest generic of the group, a box, substitution having been refused without a medical reason.
    pub refused_generic: Option<Cents>,
    /// Tariffs of the other technical acts that the practitioner did in the same session, together: they may make it
    /// heavy (a participation replaces its ticket modérateur). Told on each of them.
    pub same_session: Option<Cents>,
    /// What the AMO did, where it is known: nothing of the AMO is computed then.
    pub given: Option<Given>,
    /// A stay in hospital, instead of an act.
    pub stay: Option<super::StayTold>,

    /// Who executes it.
    pub practitioner: Practitioner,
    /// How the person stands to the parcours de soins.
    pub parcours: ParcoursTold,
    /// Who is cared for.
    pub patient: PatientTold,
    /// The professional is paid in the patient's stead.
    pub third_party: bool,

    /// Contracts by id of their product: the base, then the options and surcomplémentaires that stand on it, in any
    /// order. One of these alone says in `earlier` what its base paid.
    pub products: Vec<String>,
    /// A guarantee in words instead of products: `200 % BR`, `frais réels`, `100 % BR + 150 €`.
    pub guarantee: Option<String>,
    /// What insurers before these contracts paid on the act; on a stay, on its lines in their order. Nothing where
    /// it is left out.
    pub earlier: Option<Cents>,
    /// What else a guarantee may ask of the line.
    pub facts: FactsTold,
}

/// What an act code does not decide by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Detail {
    /// A specialist seen without the treating doctor's letter, in direct access: the tariff of direct consultations.
    Direct,
    /// A complex consultation.
    Complexe,
    /// A very complex consultation.
    TresComplexe,
    /// Melanoma screening by a dermatologist.
    DepistageMelanome,
    /// A long consultation by the treating doctor.
    ConsultationLongue,
    /// A geriatrician's coordinated consultation: the tables of specialities have none for them.
    Geriatre,
    /// A coordinated consultation of physical medicine, likewise.
    MedecinePhysique,
    /// The third line of a night consultation.
    ThirdLine,
    /// A sampling whose analysis of the same day is billed too.
    Analysed,
    /// A frame or lenses of class A (100 % Santé).
    ClassA,
    /// A frame or lenses of class B.
    ClassB,
    /// First year of orthodontic retention.
    FirstRetention,
    /// Second year of orthodontic retention.
    SecondRetention,
    /// An urgent transport, called by the SAMU.
    Urgent,
}

/// A coefficient, in hundredths: 60 is 6 000.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Coefficient(pub u32);

/// A coefficient as it is written.
#[derive(Deserialize, JsonSchema)]
#[serde(untagged)]
#[schemars(rename = "Coefficient")]
enum CoefficientText {
    Whole(u16),
    Text(String),
}

impl<'de> Deserialize<'de> for Coefficient {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match CoefficientText::deserialize(deserializer)? {
            CoefficientText::Whole(whole) => Ok(Self(u32::from(whole) * 100)),
            CoefficientText::Text(text) => text.parse().map_err(serde::de::Error::custom),
        }
    }
}

impl JsonSchema for Coefficient {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Coefficient".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        CoefficientText::json_schema(generator)
    }
}

impl std::str::FromStr for Coefficient {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        // A coefficient is written as an amount is: at most two decimals.
        let hundredths = text.parse::<Cents>().ok();
        hundredths
            .and_then(|hundredths| u32::try_from(hundredths.0).ok())
            .filter(|hundredths| (1..=999_999).contains(hundredths))
            .map(Self)
            .ok_or_else(|| {
                ParseError::new(
                    "a coefficient",
                    text,
                    "it is not in 0.01..=9999.99, with two decimals at most",
                )
            })
    }
}

/// What the AMO did on a line.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(
    rename_all = "kebab-case",
    deny_unknown_fields,
    default,
    expecting = "an object"
)]
pub struct Given {
    /// Paid after the majoration and before participation and franchise.
    pub amo: Cents,
    /// Majoration out of the parcours.
    pub majoration: Cents,
    /// Participation kept back.
    pub participation: Cents,
    /// Franchise kept back.
    pub franchise: Cents,
}

/// Who executes an act.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(
    rename_all = "kebab-case",
    deny_unknown_fields,
    default,
    expecting = "an object"
)]
pub struct Practitioner {
    /// Secteur of a doctor, 1 to 3: 1 where it is left out.
    #[schemars(range(min = 1, max = 3))]
    pub sector: Option<u8>,
    /// Whether a doctor of secteur 2 signed OPTAM.
    pub optam: bool,
    /// The option, where it is another than OPTAM.
    pub option: Option<CoordinationOption>,
    /// Speciality (noemie-format §10): that of the act where it is left out.
    #[schemars(range(min = 1, max = 99))]
    pub specialty: Option<u8>,
    /// Number, which daily caps are counted by.
    pub number: Option<PsNumber>,
}

/// Who is cared for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(
    rename_all = "kebab-case",
    deny_unknown_fields,
    default,
    expecting = "an object"
)]
pub struct PatientTold {
    /// Day of birth: forty years before the date of care where it is left out.
    pub birth: Option<Day>,
    /// What lifts the ticket modérateur.
    pub exemption: ExemptionTold,
    /// Whose tariffs and rates hold; `overseas` for care in an overseas department or of somebody insured there.
    pub regime: RegimeTold,
    /// What frees the person of participation and franchise.
    pub cover: CoverTold,
    /// Start of the membership of the mutuelle: long ago where it is left out.
    pub member_since: Option<Day>,
    /// Day the present product began: that of the membership where it is left out.
    pub product_since: Option<Day>,
    /// Household, for ceilings of a family: that of the person's first question where it is left out, else the
    /// person's own. It does not change.
    pub household: Option<String>,
}

/// Declares an enum of a question that has a counterpart in the oracle.
macro_rules! told {
    ($(#[$about:meta])* $name:ident = $of:path { $($variant:ident),+ }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
        #[serde(rename_all = "kebab-case")]
        #[allow(missing_docs, reason = "the words of the type it stands for")]
        pub enum $name {
            #[default]
            $($variant),+
        }

        impl From<$name> for $of {
            fn from(told: $name) -> Self {
                match told { $($name::$variant => <$of>::$variant),+ }
            }
        }
    };
}

told!(
    /// What lifts the ticket modérateur.
    ExemptionTold = crate::amo::Exemption {
        None, AldRelated, Maternity, WorkAccident, Invalidity, Prevention
    }
);
told!(
    /// How the person stands to the parcours de soins.
    ParcoursTold = crate::amo::Parcours { In, Out, Urgency, Away, Locum, AuthorisedOverrun }
);
told!(
    /// Whose tariffs and rates hold: those of overseas departments are not loaded.
    RegimeTold = crate::amo::Regime { General, AlsaceMoselle, Overseas }
);
told!(
    /// What frees a person of participation and franchise.
    CoverTold = crate::amo::Cover { None, C2s, StateAid, MilitaryPension, Terrorism }
);

/// What else a guarantee may ask of a line (docs/products.md, "What a line brings").
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(
    rename_all = "kebab-case",
    deny_unknown_fields,
    default,
    expecting = "an object"
)]
pub struct FactsTold {
    /// Last day of care.
    pub end: Option<Day>,
    /// Delivery or fitting.
    pub delivery: Option<Day>,
    /// Prescription.
    pub prescription: Option<Day>,
    /// What the AMO does with it, where its amounts do not tell.
    pub amo_status: Option<AmoStatus>,
    /// Where.
    pub place: Option<CarePlace>,
    /// In the partner network.
    pub network: bool,
    /// Prescribed.
    pub prescribed: bool,
    /// With the AMO's prior agreement.
    pub prior_agreement: bool,
    /// Prescribed change of correction.
    pub correction_changed: bool,
    /// Qualifier of the expense.
    pub qualifier: Option<String>,
    /// The main act of a complement, by its `id`.
    pub complement_of: Option<String>,
    /// The equipment it is a part of.
    pub equipment: Option<String>,
    /// The stay it is a part of.
    pub stay: Option<String>,
    /// The décompte it is a part of.
    pub decompte: Option<String>,
    /// The pregnancy it is about.
    pub pregnancy: Option<String>,
    /// Teeth, in the two digits of dentists.
    pub teeth: Vec<u8>,
    /// Eyes.
    pub eyes: Vec<Side>,
    /// Ears.
    pub ears: Vec<Side>,
    /// Class of the two lenses of the equipment.
    pub lenses: Option<Lenses>,
    /// Children born or adopted at once.
    pub children: Option<u16>,
    /// Documents received.
    pub documents: Vec<String>,
}
