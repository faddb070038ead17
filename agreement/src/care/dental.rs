//! What dentists do.

use domain::Day;
use oracle::amo::{Dental, Kind, LawCode};
use second_amo::{CcamCode, DentalAct, OrthodonticsPart};

use super::Done;
use crate::draws::Draws;

const DENTAL_CARE: [(&str, DentalAct); 8] = [
    ("detartrage", DentalAct::Scaling),
    ("carie", DentalAct::Caries),
    ("carie-2-faces", DentalAct::CariesTwoFaces),
    ("racine-premolaire", DentalAct::PremolarRootCanal),
    ("extraction", DentalAct::Extraction),
    ("scellement", DentalAct::Sealing),
    ("soin-4097", DentalAct::CareAt4097),
    ("soin-8194", DentalAct::CareAt8194),
];

pub(super) fn dental(draws: &mut Draws, day: Day, birth: Day) -> Done {
    let done = |dental, act| Done::new(Kind::Dental(dental), second_amo::Care::Dentist(act));
    let of = |code: &str| LawCode::new(code);
    // Agreed on in time: the first oracle leaves the age of the agreement to its caller.
    let agreed = birth.plus(365 * 15).min(day);
    let orthodontics = |part| DentalAct::Orthodontics { part, agreed };
    let quantity = draws.upto(2);
    let done = match draws.below(16) {
        ..3 => done(Dental::Consultation, DentalAct::Consultation),
        3..7 => {
            let (code, act) = draws.pick(&DENTAL_CARE);
            done(Dental::Care(of(code)), act)
        }
        7 => done(Dental::Care(None), DentalAct::OtherCare).on(draws.cents(0, 10_000)),
        8 => done(Dental::Prosthesis(of("couronne")), DentalAct::Crown),
        9 => done(
            Dental::ProsthesisWithoutRemainder(of("inlay-core")),
            DentalAct::InlayCore,
        ),
        10 => {
            let code = draws.pick(&["HBLD038", "HBLD350", "HBLD490", "HBLD000"]);
            match CcamCode::new(code) {
                Some(act) => done(Dental::Prosthesis(of(code)), DentalAct::ByCode(act)),
                None => done(Dental::Prosthesis(None), DentalAct::OtherProsthesis),
            }
        }
        11 => {
            let done = done(Dental::Prosthesis(None), DentalAct::OtherProsthesis);
            if draws.percent(20) {
                done
            } else {
                done.on(draws.cents(0, 30_000))
            }
        }
        12 => Done::new(
            Kind::Dental(Dental::Implant),
            second_amo::Care::NotReimbursed,
        ),
        13 => done(
            Dental::Orthodontics,
            orthodontics(OrthodonticsPart::Semester),
        ),
        14 => done(
            Dental::Retention1,
            orthodontics(OrthodonticsPart::RetentionFirstYear),
        ),
        _ => done(
            Dental::Retention2,
            orthodontics(OrthodonticsPart::RetentionSecondYear),
        ),
    };
    done.times(quantity)
}
