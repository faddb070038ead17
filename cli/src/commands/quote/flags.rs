use domain::ActCode;
use oracle::quote::{
    ExemptionTold, FactsTold, Given, ParcoursTold, PatientTold, Practitioner, Question, StayTold,
};

use crate::args::QuestionArgs;
use crate::exit::Failure;

/// The question that the flags tell, under products of those ids.
pub(super) fn question(args: &QuestionArgs, products: Vec<String>) -> Result<Question, Failure> {
    let act = args
        .act
        .as_ref()
        .map(|act| act.to_uppercase().parse::<ActCode>());
    let act = act
        .transpose()
        .map_err(|error| Failure::usage(error.to_string()))?;
    let parcours = match args.parcours {
        Some(told) => told,
        None if args.out_of_parcours => ParcoursTold::Out,
        None => ParcoursTold::In,
    };
    Ok(Question {
        date: args.date,
        act,
        detail: args.detail,
        code: args.code.clone(),
        heading: args.heading,
        quantity: args.quantity,
        coefficient: args.coefficient,
        examinations: args.count,
        fee: args.fee,
        base: args.base,
        tfr: args.tfr,
        refused_generic: args.refused_generic,
        same_session: args.same_session,
        given: args.amo.map(|amo| Given {
            amo,
            majoration: args.majoration.unwrap_or_default(),
            participation: args.participation.unwrap_or_default(),
            franchise: args.franchise.unwrap_or_default(),
        }),
        stay: stay(args)?,
        practitioner: Practitioner {
            sector: args.sector,
            optam: args.optam,
            option: args.option,
            specialty: args.specialty,
            number: None,
        },
        parcours,
        patient: patient(args),
        third_party: args.third_party,
        products,
        guarantee: args.guarantee.clone(),
        earlier: args.earlier,
        facts: facts(args),
        ..Question::default()
    })
}

fn stay(args: &QuestionArgs) -> Result<Option<StayTold>, Failure> {
    let Some(file) = &args.stay else {
        return Ok(None);
    };
    let text = std::fs::read_to_string(file).map_err(Failure::reading("the stay", file))?;
    let stay = domain::load(&file.to_string_lossy(), &text);
    stay.map(Some)
        .map_err(|error| Failure::usage(error.to_string()))
}

fn patient(args: &QuestionArgs) -> PatientTold {
    let exemption = match args.exemption {
        Some(told) => told,
        None if args.ald => ExemptionTold::AldRelated,
        None => ExemptionTold::None,
    };
    // Of that age since the day before.
    let of_age = |age: u8| {
        let date = args.date?;
        Some(date.plus_months(-12 * i32::from(age)).plus(-1))
    };
    PatientTold {
        birth: args.birth.or_else(|| of_age(args.age?)),
        exemption,
        regime: args.regime.unwrap_or_default(),
        cover: args.cover.unwrap_or_default(),
        member_since: args.member_since,
        product_since: args.product_since,
        household: None,
    }
}

fn facts(args: &QuestionArgs) -> FactsTold {
    FactsTold {
        end: args.end,
        delivery: args.delivery,
        prescription: args.prescription,
        amo_status: args.amo_status,
        place: args.place,
        network: args.network,
        prescribed: args.prescribed,
        prior_agreement: args.prior_agreement,
        correction_changed: args.correction_changed,
        qualifier: args.qualifier.clone(),
        teeth: args.tooth.clone(),
        eyes: args.eye.clone(),
        ears: args.ear.clone(),
        lenses: args.lenses,
        children: args.children,
        documents: args.document.clone(),
        ..FactsTold::default()
    }
}
