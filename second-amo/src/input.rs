use domain::{Cents, Day, PsNumber};
use rust_decimal::Decimal;

/// Who is cared for: what holds of the person whatever the act. Nothing has a default.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Date of birth: minority, parcours, brackets of age.
    pub birth: Day,
    /// Local regime of Alsace-Moselle (rules §8 bis).
    pub local_scheme: bool,
    /// A pregnancy, whether it has come to its end or not (rules §2.4).
    pub maternity: Option<Maternity>,
    /// Holds an invalidity pension.
    pub invalidity_pension: bool,
    /// Holds the complémentaire santé solidaire.
    pub c2s: bool,
    /// Holds the aide médicale de l'État.
    pub state_medical_aid: bool,
    /// Holds a military pension.
    pub military_pension: bool,
    /// Victim of an act of terrorism.
    pub terrorism_victim: bool,
}

/// A pregnancy. Its sixth month begins five months after `began`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Maternity {
    /// First day of the first month.
    pub began: Day,
    /// Day of the birth, where it has come.
    pub birth: Option<Day>,
}

/// One line of care.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Act {
    /// Number of the line, unique for the person: debts and cancellations name it.
    pub id: u64,
    /// The reference date of rules §2.2: the act, the dispensing, the delivery (optics, hearing aids), the
    /// fitting (dental prosthesis), the first day of the semester (orthodontics).
    pub date: Day,
    /// Where.
    pub place: Place,
    /// What.
    pub care: Care,
    /// Units on the line: acts, boxes, transports, lenses, eyes, ears. From 1.
    pub quantity: u32,
    /// Expense of the whole line.
    pub fee: Cents,
    /// Base of the whole line, where it is given; it then prevails over the tariff (rules §12 bis 20).
    pub base_on_line: Option<Cents>,
    /// Who executed: the participation has a cap per day and professional.
    pub professional: PsNumber,
    /// How the care stands to a long disease.
    pub long_disease: LongDisease,
    /// Care of a work accident or an occupational disease.
    pub work_accident: bool,
    /// Prevention or screening.
    pub prevention: bool,
    /// The parcours de soins.
    pub pathway: Pathway,
    /// In town or during a stay.
    pub setting: Setting,
    /// The AMO share goes to the professional, and what it keeps back becomes a debt.
    pub third_party_payment: bool,
}

/// Where care is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Metropolitan France.
    Metropolitan,
    /// Overseas: refused until its tariffs are loaded (rules §12 bis 10).
    Overseas,
    /// Abroad: the AMO amount is forced (rules §2.2).
    Abroad {
        /// What the AMO pays for the line.
        amount: Cents,
    },
}

/// Care and a long disease (rules §2.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LongDisease {
    /// The person has none.
    None,
    /// Care of the protocol.
    Related,
    /// Other care of a person who has one.
    Unrelated,
}

/// How a doctor was reached (rules §5).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pathway {
    /// In the parcours de soins.
    Within,
    /// Out of it, without one of the reasons below.
    Outside,
    /// Out of it, in urgency.
    Urgent,
    /// Out of it, away from home.
    AwayFromHome,
    /// At the locum of the treating doctor.
    Locum,
    /// Out of it, at a specialist of secteur 1 who may then bill an overrun (DA).
    AuthorisedOverrun,
}

/// In town or during a stay (rules §2.2, §2.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Setting {
    /// In town, consultations in hospital included.
    Town,
    /// During a stay.
    Stay {
        /// Number of the stay, as in [`Stay::number`]: the participation on heavy acts is due once.
        number: u32,
        /// Day of the stay, 1 for the admission.
        day: u32,
        /// Whether the stay holds a heavy act.
        heavy: bool,
    },
}

/// What is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Care {
    /// A doctor's act.
    Doctor {
        /// Speciality of who executes.
        specialty: Specialty,
        /// How the doctor stands to the convention.
        sector: Sector,
        /// The act.
        act: DoctorAct,
    },
    /// Biology: key letter B.
    Biology {
        /// Coefficient of the line.
        coefficient: Decimal,
        /// Examinations that the line covers (its dénombrement).
        examinations: u32,
    },
    /// Boxes of one drug.
    Drug {
        /// Rate of the label.
        label: DrugRate,
        /// Base of one box.
        box_base: Cents,
        /// Base of one box in a TFR group.
        tfr: Option<Cents>,
        /// Base of the dearest generic, where substitution was refused without a medical reason.
        refused_generic: Option<Cents>,
    },
    /// A fee of the pharmacist.
    PharmacyFee(PharmacyFee),
    /// An auxiliary's act.
    Auxiliary(AuxiliaryAct),
    /// A midwife's act.
    Midwife(MidwifeAct),
    /// A dentist's act.
    Dentist(DentalAct),
    /// Transports.
    Transport {
        /// Called by the SAMU.
        urgent: bool,
    },
    /// Glasses and contact lenses.
    Optics(Optics),
    /// Hearing aids; the quantity is the number of ears.
    HearingAid,
    /// A session of "Mon soutien psy".
    Psychologist,
    /// The emergency flat fee: no share of the AMO.
    EmergencyFlatFee,
    /// What the AMO does not reimburse: implant, osteopath, single room.
    NotReimbursed,
}

/// Specialities that the tables of rules §2.1 and §5 tell apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Specialty {
    /// General practitioner.
    GeneralPractitioner,
    /// Paediatrician.
    Paediatrician,
    /// Psychiatrist.
    Psychiatrist,
    /// Neurologist.
    Neurologist,
    /// Cardiologist.
    Cardiologist,
    /// Gynaecologist.
    Gynaecologist,
    /// Geriatrician.
    Geriatrician,
    /// Physical medicine.
    PhysicalMedicine,
    /// Ophthalmologist.
    Ophthalmologist,
    /// Stomatologist.
    Stomatologist,
    /// Endocrinologist.
    Endocrinologist,
    /// Dermatologist.
    Dermatologist,
    /// Any other speciality.
    Other,
}

/// How a doctor stands to the convention.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sector {
    /// Secteur 1.
    One,
    /// Secteur 2 with an option (CAS, OPTAM, OPTAM-CO, OPTAM-ACO).
    TwoWithOption,
    /// Secteur 2 without option.
    TwoWithoutOption,
    /// Secteur 3: not contracted.
    Three,
}

/// Acts of doctors (rules §2.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DoctorAct {
    /// A consultation in the office.
    Consultation {
        /// Sent by the treating doctor. Of no effect for general practitioners and paediatricians.
        coordinated: bool,
    },
    /// A consultation at a distance.
    Teleconsultation,
    /// One-off expert opinion (APC).
    ExpertOpinion,
    /// Complex consultation.
    Complex,
    /// Very complex consultation.
    VeryComplex,
    /// Mandatory child examination COE.
    ChildExaminationCoe,
    /// Mandatory child examination COH.
    ChildExaminationCoh,
    /// Melanoma consultation (CDE).
    Melanoma,
    /// Long consultation of the treating doctor, over 80, once a year.
    LongConsultation,
    /// Night majoration, a line beside its consultation.
    NightMajoration,
    /// Third line of the night consultation.
    NightComplement,
    /// Endocrinology majoration MCE, a line beside its consultation.
    EndocrinologyMajoration,
    /// MCY, a line beside its consultation.
    Mcy,
    /// A technical act; its base stands on the line.
    Technical {
        /// Its coefficient, where it has one.
        coefficient: Option<Decimal>,
        /// Bases of all technical acts of that practitioner in that session, this line included.
        session_total: Cents,
    },
    /// Radiology and other imaging; its base stands on the line.
    Imaging,
    /// A sample taken by the director of a laboratory (PB): biology, at its rate and out of the parcours; its base
    /// stands on the line.
    Sampling {
        /// Whether it is analysed the same day.
        analysed_same_day: bool,
    },
}

impl DoctorAct {
    /// A majoration billed on a line of its own: what is withheld follows the main act (register:
    /// complement-withholding).
    #[must_use]
    pub fn is_complement(self) -> bool {
        matches!(
            self,
            Self::NightMajoration
                | Self::NightComplement
                | Self::EndocrinologyMajoration
                | Self::Mcy
        )
    }
}

impl AuxiliaryAct {
    /// A majoration or a travel fee billed on a line of its own (register: complement-withholding).
    #[must_use]
    pub fn is_complement(self) -> bool {
        matches!(self, Self::NurseSingleAct | Self::NurseTravel)
    }
}

/// Rate of a drug by its label (rules §2.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DrugRate {
    /// 100 %.
    R100,
    /// 65 %.
    R65,
    /// 30 %.
    R30,
    /// 15 %.
    R15,
}

/// Dispensing fees (rules §2.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PharmacyFee {
    /// Per box, at the rate of the drug (HD1, HD7, HD4, HD2).
    Box(DrugRate),
    /// Large pack, at the rate of the drug (HG1, HG7, HG4, HG2).
    LargePack(DrugRate),
    /// Per prescription (HDR).
    Prescription,
    /// By age (HDA).
    Age,
    /// Special drugs (HDE).
    Special,
    /// Complex prescription (HC).
    Complex,
}

/// Acts of auxiliaries (rules §2.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AuxiliaryAct {
    /// Physiotherapist: AMK, AMC, AMS.
    Physiotherapist(Coefficient),
    /// Nurse: AMI.
    Nurse(Coefficient),
    /// Nurse's majoration for a single act (MAU), a line beside its act.
    NurseSingleAct,
    /// Nurse's flat travel fee (IFD), a line beside its act.
    NurseTravel,
    /// Speech therapist: AMO.
    SpeechTherapist(Coefficient),
    /// Another auxiliary; the base stands on the line.
    Other,
}

/// Coefficient of a key letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Coefficient {
    /// As on the line.
    Given(Decimal),
    /// The physiotherapist's act that was planned at AMS 8.1.
    PlannedAms81,
    /// The physiotherapist's act at AMS 9.5, planned at 9.8.
    PlannedAms95,
    /// Speech therapy of written language.
    WrittenLanguage,
}

/// Acts of midwives (rules §2.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MidwifeAct {
    /// Consultation.
    Consultation,
    /// Key letter SF or SP with its coefficient.
    KeyLetter(Decimal),
}

/// Acts of dentists (rules §2.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DentalAct {
    /// Consultation (CD).
    Consultation,
    /// Scaling.
    Scaling,
    /// Caries at 26.97.
    Caries,
    /// Caries on two faces.
    CariesTwoFaces,
    /// Root canal of a premolar.
    PremolarRootCanal,
    /// Extraction.
    Extraction,
    /// Sealing.
    Sealing,
    /// Care at 40.97; the document does not name it.
    CareAt4097,
    /// Care at 81.94; the document does not name it.
    CareAt8194,
    /// Other care; the base stands on the line.
    OtherCare,
    /// A prosthesis by its code, the base of which stands in the table by code.
    ByCode(CcamCode),
    /// Crown.
    Crown,
    /// Inlay-core.
    InlayCore,
    /// Another prosthesis; the base stands on the line.
    OtherProsthesis,
    /// Orthodontics, of a treatment whose prior agreement was given on that day.
    Orthodontics {
        /// What is billed.
        part: OrthodonticsPart,
        /// Day of the prior agreement.
        agreed: Day,
    },
}

/// A code of the CCAM: seven capitals or digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CcamCode([u8; 7]);

impl CcamCode {
    /// That code, where it has seven capitals or digits.
    #[must_use]
    pub fn new(code: &str) -> Option<Self> {
        let bytes = <[u8; 7]>::try_from(code.as_bytes()).ok()?;
        bytes
            .iter()
            .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
            .then_some(Self(bytes))
    }

    /// Its seven characters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        // Only ASCII was let in by `new`.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

/// What is billed of a treatment of orthodontics.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OrthodonticsPart {
    /// A semester (TO90).
    Semester,
    /// First year of retention.
    RetentionFirstYear,
    /// Second year of retention.
    RetentionSecondYear,
}

/// Optics (rules §2.2); the quantity is the number of items, of eyes for contact lenses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Optics {
    /// Frame of class A.
    FrameA,
    /// Unifocal lens of class A at the first price.
    LensAFirstPrice,
    /// Lens of class A at the highest price.
    LensAHighestPrice,
    /// Another item of class A; the base stands on the line.
    OtherA,
    /// A frame or a lens of class B.
    ItemB,
    /// Contact lenses of listed conditions.
    ContactLens,
}

/// A hospital stay, or one of its invoices; day surgery and hospitalisation at home included (rules §2.3). Days are
/// counted from the admission, whatever the invoice (field notes §1.20).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stay {
    /// Number of the stay, unique for the person; fees of the stay name it.
    pub number: u32,
    /// Where.
    pub place: Place,
    /// First day of the stay.
    pub admission: Day,
    /// First day of the invoice: the admission, but for the later ones of a stay.
    pub invoiced_from: Day,
    /// Last day of the invoice.
    pub invoiced_to: Day,
    /// How the person left, or that the stay goes on.
    pub end: EndOfStay,
    /// Full hospitalisation or not: only it bears the daily charge.
    pub kind: KindOfStay,
    /// What for: the daily charge hangs on it.
    pub discipline: Discipline,
    /// On what the AMO pays.
    pub tariff: StayTariff,
    /// Day of the stay, from 1, of its first heavy act.
    pub heavy_act_on_day: Option<u32>,
    /// How the stay stands to a long disease.
    pub long_disease: LongDisease,
    /// Stay of a work accident or an occupational disease.
    pub work_accident: bool,
    /// Prevention or screening.
    pub prevention: bool,
}

/// A technical act of a stay, billed apart or contained in its price, that may be heavy (rules §2.3). Imaging, biology,
/// transports and dental prostheses are none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TechnicalAct {
    /// Date of care.
    pub date: Day,
    /// Who executed: acts of one practitioner on one day add up.
    pub professional: PsNumber,
    /// Its tariff, quantity included.
    pub tariff: Cents,
    /// Its coefficient, where it has one.
    pub coefficient: Option<Decimal>,
}

/// All that was billed of one stay, by one or several invoices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WholeStay {
    /// Number of the stay.
    pub number: u32,
    /// First day of the stay.
    pub admission: Day,
    /// How the stay stands to a long disease.
    pub long_disease: LongDisease,
    /// Stay of a work accident or an occupational disease.
    pub work_accident: bool,
    /// Prevention or screening.
    pub prevention: bool,
    /// Its invoices of days.
    pub invoices: Vec<Stay>,
    /// Fees of doctors and auxiliaries and biology, each with its base on the line.
    pub fees: Vec<Act>,
    /// Its technical acts.
    pub acts: Vec<TechnicalAct>,
}

/// How a stay ends: the exit day bears the daily charge but for death and transfer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EndOfStay {
    /// Back home.
    Home,
    /// Death.
    Death,
    /// Transfer to another establishment.
    Transfer,
    /// The stay goes on after the invoice: its last day is no exit day.
    GoesOn,
}

/// Kinds of stay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KindOfStay {
    /// Nights in hospital.
    Full,
    /// In and out the same day.
    DaySurgery,
    /// Hospitalisation at home.
    AtHome,
}

/// What a person is taken in for, as far as the daily charge hangs on it (rules §2.3, §6).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Discipline {
    /// A health establishment, psychiatry apart.
    Health,
    /// Psychiatry: a lower daily charge.
    Psychiatry,
    /// A medico-social establishment: no daily charge.
    MedicoSocial,
}

/// On what the AMO pays a stay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StayTariff {
    /// Public hospital: the AMO pays on the GHS, the ticket modérateur is a share of the daily tariff.
    Public {
        /// Tariff of the GHS.
        ghs: Cents,
        /// Daily tariff.
        daily: Cents,
    },
    /// Clinic paid by GHS.
    ClinicGhs {
        /// Tariff of the GHS.
        ghs: Cents,
        /// Coefficient of the clinic, by which the tariff is multiplied; 1 for none.
        coefficient: Decimal,
    },
    /// Clinic paid by the day.
    ClinicDaily {
        /// Tariff of a day.
        daily: Cents,
    },
    /// Only charges that the AMO has no share in are looked at.
    None,
}
