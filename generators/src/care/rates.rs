//! `generators/data/care.yaml`: how often care happens, what it costs.

use domain::ActCode;
use oracle::amo::Technique;
use serde::Deserialize;

use super::sheet::code;
use super::stay_kinds::StayRow;
use crate::distributions::{NumberWeight, Sourced};

/// Declares records of the file.
macro_rules! records {
    ($($(#[$doc:meta])* $name:ident { $($(#[$attr:meta])* $field:ident: $type:ty,)+ })+) => {
        $(
            $(#[$doc])*
            #[derive(Debug, Clone, Deserialize)]
            #[serde(rename_all = "kebab-case", deny_unknown_fields)]
            pub(crate) struct $name {
                $($(#[$attr])* pub(crate) $field: $type,)+
            }
        )+
    };
}

records! {
    /// How care is drawn. Rates are per thousand, prices of drugs and tariffs in cents, other prices in euros.
    CareRates {
        #[cfg_attr(not(test), expect(dead_code, reason = "what tests hold the rest to"))]
        line_mix: Sourced<LineMix>,
        days: Sourced<Days>,
        visits_per_month: Sourced<Visits>,
        related: Sourced<u32>,
        after_a_visit: Sourced<AfterAVisit>,
        out_of_parcours: Sourced<OutOfParcours>,
        sectors: Sourced<Sectors>,
        overruns: Sourced<Overruns>,
        generalists: Sourced<Generalists>,
        specialists: Sourced<Specialists>,
        third_party: Sourced<ThirdParty>,
        drugs: Sourced<Drugs>,
        biology: Sourced<Biology>,
        chronic: Sourced<Chronic>,
        nurse: Sourced<Nurse>,
        physiotherapist: Sourced<Sessions>,
        speech_therapist: Sourced<Sessions>,
        pregnancy: Sourced<Pregnancy>,
        midwife: Sourced<MidwifeVisits>,
        children: Sourced<Children>,
        dental: Sourced<Teeth>,
        orthodontics: Sourced<Orthodontics>,
        optics: Sourced<Glasses>,
        hearing: Sourced<Hearing>,
        hospital: Sourced<Hospital>,
        transport: Sourced<Transport>,
        psychologist: Sourced<Psychologist>,
        accident: Sourced<Accident>,
    }
    /// Shares of all lines, in per cent.
    #[cfg_attr(not(test), expect(dead_code, reason = "what tests hold the rest to"))]
    LineMix {
        pharmacy: u32,
        biology: u32,
        consultations: u32,
        auxiliaries: u32,
        technical_acts: u32,
        dental: u32,
        lpp_optics: u32,
        transport: u32,
        hospital: u32,
    }
    /// From one number to another, both included, all alike.
    Range {
        from: u32,
        to: u32,
    }
    /// Under 18, under 65, older.
    ByAge {
        child: u32,
        adult: u32,
        senior: u32,
    }
    /// When people come.
    Days {
        /// Of the twelve months, 1000 on average.
        season: Vec<u32>,
        /// Of the seven days from Monday, 1000 the busiest.
        weekday: Vec<u32>,
    }
    Visits {
        generaliste: ByAge,
        specialiste: ByAge,
    }
    AfterAVisit {
        pharmacy: u32,
        biology: u32,
        imaging: u32,
    }
    OutOfParcours {
        generaliste: u32,
        specialiste: u32,
    }
    Sectors {
        generaliste: SectorWeights,
        specialiste: SectorWeights,
    }
    SectorWeights {
        #[serde(rename = "secteur-1")]
        secteur_1: u32,
        optam: u32,
        #[serde(rename = "secteur-2")]
        secteur_2: u32,
        #[serde(rename = "secteur-3")]
        secteur_3: u32,
    }
    /// Overruns per thousand of the tariff; in secteur 3 the fee in euros.
    Overruns {
        generaliste: SectorOverruns,
        specialiste: SectorOverruns,
        #[serde(rename = "secteur-3")]
        secteur_3: Range,
        /// What those of specialists of secteur 2 come to on average, per thousand of the tariff.
        #[cfg_attr(not(test), expect(dead_code, reason = "what tests hold the rest to"))]
        mean: u32,
    }
    SectorOverruns {
        optam: Range,
        #[serde(rename = "secteur-2")]
        secteur_2: Range,
    }
    Generalists {
        visits: Vec<VisitRow>,
        /// Of the visits of who is old enough, once a year.
        long_consultation: u32,
    }
    /// What a visit is, and its weight.
    VisitRow {
        visit: SpecialVisit,
        weight: u32,
    }
    Specialists {
        paediatrician_of_a_child: u32,
        gynaecologist_of_a_woman: u32,
        /// A technical act in the place of the consultation.
        technical: u32,
        /// Of those to other specialists, in the parcours.
        visits: Vec<VisitRow>,
        acts: Vec<TechnicalRow>,
        imaging: Vec<TechnicalRow>,
    }
    /// A technical act and its tariff in cents.
    TechnicalRow {
        what: Imaged,
        tariff: u32,
        weight: u32,
    }
    ThirdParty {
        pharmacy: u32,
        biology: u32,
        nurse: u32,
        sessions: u32,
        devices: u32,
        transport: u32,
    }
    Drugs {
        /// Drugs of a prescription.
        drugs: Vec<NumberWeight>,
        labels: LabelWeights,
        boxes: Vec<NumberWeight>,
        /// Of a box, in cents.
        price: Range,
        above_base: u32,
    }
    LabelWeights {
        cent: u32,
        soixante_cinq: u32,
        trente: u32,
        quinze: u32,
    }
    Biology {
        lines: Vec<NumberWeight>,
        coefficient: Range,
        most_examinations: u32,
        sampling: u32,
        /// In cents.
        sampling_price: u32,
    }
    Chronic {
        /// Days between renewals, give or take `slack`.
        every: u32,
        slack: u32,
        renewals_an_analysis: u32,
        nursed: ByAge,
    }
    Nurse {
        /// Days between visits.
        every: Range,
        /// In hundredths.
        coefficients: Vec<NumberWeight>,
        acts: Vec<NumberWeight>,
        packages: Packages,
    }
    /// Daily packages of nursing, for who depends on it.
    Packages {
        /// Of who is nursed.
        share: u32,
        levels: Vec<PackageRow>,
    }
    /// A level of dependence: its code, and its price of a day in cents.
    PackageRow {
        level: Package,
        price: u32,
        weight: u32,
    }
    Sessions {
        begin_a_month: ByAge,
        sessions: Range,
        apart: Range,
        billed_together: u32,
        /// In hundredths.
        coefficients: Vec<NumberWeight>,
    }
    Pregnancy {
        exempt_after_months: i32,
        exempt_days_after: i32,
        followed_by_a_midwife: u32,
        ultrasounds: Vec<TechnicalRow>,
        sessions: Range,
        /// In hundredths.
        session_coefficient: u32,
        nights: Range,
        ghs: Range,
        newborn_ghs: Range,
        in_a_clinic: u32,
        /// Of the obstetrician's act, in cents.
        delivery_tariff: u32,
        room: u32,
        /// Of a day.
        room_price: Range,
    }
    MidwifeVisits {
        ages: Range,
        visits_a_month: u32,
    }
    Children {
        attendance: u32,
        /// Days after the due one, at most.
        late: u32,
        examinations: Vec<Examination>,
    }
    Examination {
        /// Age in days.
        days: u32,
        /// One of the three with a certificate.
        #[serde(default)]
        certificate: bool,
    }
    Teeth {
        from_age: i16,
        goes: ByAge,
        /// Months between check-ups.
        every: Range,
        appointments: Vec<NumberWeight>,
        most_acts: u32,
        care: Vec<ItemWeight>,
        child_care: Vec<ItemWeight>,
        crown: u32,
        crowns: Vec<Crown>,
    }
    /// A word of the law's tables and its weight.
    ItemWeight {
        item: String,
        weight: u32,
    }
    Crown {
        basket: Basket,
        item: String,
        price: Range,
        weight: u32,
    }
    Orthodontics {
        treated: u32,
        age_in_days: Range,
        semesters: Range,
        /// Of a semester.
        price: Range,
        /// Of a year of retention, per cent of a semester.
        retention: u32,
    }
    Glasses {
        wearers: ByAge,
        legal: LegalMonths,
        /// Months beyond the legal ones, at most.
        longer: u32,
        class_a: u32,
        /// In cents.
        frame_a: u32,
        /// In cents.
        lens_a: u32,
        complex: ByAge,
        frame_b: Range,
        lens_simple: Range,
        lens_complex: Range,
        contacts: u32,
        contacts_price: Range,
    }
    /// Months between two pairs of glasses.
    LegalMonths {
        #[serde(rename = "under-6")]
        under_6: u32,
        #[serde(rename = "under-16")]
        under_16: u32,
        adult: u32,
    }
    Hearing {
        equipped: ByAge,
        /// Months.
        every: Range,
        one_ear: u32,
        class_1: u32,
        price_1: Range,
        price_2: Range,
    }
    Hospital {
        stays_a_year: ByAge,
        emergencies_a_year: ByAge,
        kinds: Vec<StayRow>,
    }
    Transport {
        /// Scheduled transport at 100 %.
        #[cfg_attr(not(test), expect(dead_code, reason = "what tests hold the rest to"))]
        at_100: u32,
        series: ByAge,
        series_of_a_long_disease: u32,
        rides: Range,
        means: Vec<MeansWeight>,
        price: Range,
        urgent: ByAge,
    }
    MeansWeight {
        by: Carried,
        weight: u32,
    }
    Psychologist {
        begin_a_month: ByAge,
        sessions: Range,
        apart: Range,
    }
    /// An accident with a liable third party.
    Accident {
        a_year: ByAge,
        /// Of those of working age: the others are of private life.
        on_the_way_to_work: u32,
        drugs: u32,
        imaging: u32,
        sessions: u32,
    }
}

impl ByAge {
    pub(crate) fn at(&self, age: i16) -> u32 {
        match age {
            ..18 => self.child,
            18..65 => self.adult,
            _ => self.senior,
        }
    }
}

/// What a technical act is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Imaged {
    Medical,
    Surgery,
    Ultrasound,
    Imaging,
}

impl Imaged {
    pub(super) const fn technique(self) -> Technique {
        match self {
            Self::Medical => Technique::Medical,
            Self::Surgery => Technique::Surgery,
            Self::Ultrasound => Technique::Ultrasound,
            Self::Imaging => Technique::Imaging,
        }
    }
}

/// A visit, by its tariff (rules §2.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum SpecialVisit {
    /// Of the doctor at hand.
    Ordinary,
    Teleconsultation,
    /// At night, by another general practitioner.
    Night,
    Psychiatrist,
    Neurologist,
    Cardiologist,
    /// With the majoration MCE.
    Endocrinologist,
    /// By a dermatologist (CDE).
    MelanomaScreening,
    /// Once (APC).
    ExpertOpinion,
}

/// A basket of dental prostheses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Basket {
    WithoutRemainder,
    Moderated,
    Free,
}

/// A daily package of nursing (noemie-format §10.1): light, medium, heavy care.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub(crate) enum Package {
    Bsa,
    Bsb,
    Bsc,
}

impl Package {
    pub(crate) const fn code(self) -> ActCode {
        match self {
            Self::Bsa => code("BSA"),
            Self::Bsb => code("BSB"),
            Self::Bsc => code("BSC"),
        }
    }
}

/// By what somebody is carried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Carried {
    Ambulance,
    Vsl,
    Taxi,
}
