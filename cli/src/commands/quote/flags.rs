use domain::ActCode;
use oracle::quote::{
    ExemptionTold, FactsTold, Given, ParcoursTold, PatientTold, Practitioner, Question,
};

use crate::args::QuoteArgs;
use crate::exit::Failure;

/// The question that the flags tell, under products of those ids.
pub(super) fn question(args: &QuoteArgs, products: Vec<String>) -> Result<Question, Failure> {
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
    let exemption = match args.exemption {
        Some(told) => told,
        None if args.ald => ExemptionTold::AldRelated,
        None => ExemptionTold::None,
    };
    Ok(Question {
        date: args.date,
        act,
        detail: args.detail,
        code: args.code.clone(),
        heading: args.heading,
        quantity: Some(args.quantity),
        coefficient: args.coefficient,
        examinations: args.count,
        fee: args.fee,
        base: args.base,
        same_session: args.same_session,
        given: args.amo.map(|amo| Given {
            amo,
            ..Given::default()
        }),
        practitioner: Practitioner {
            sector: Some(args.sector),
            optam: args.optam,
            specialty: args.specialty,
            ..Practitioner::default()
        },
        parcours,
        patient: PatientTold {
            birth: args
                .date
                .map(|date| date.plus_months(-12 * i32::from(args.age)).plus(-1)),
            exemption,
            regime: args.regime.unwrap_or_default(),
            cover: args.cover.unwrap_or_default(),
            member_since: args.member_since,
            ..PatientTold::default()
        },
        third_party: args.third_party,
        products,
        guarantee: args.guarantee.clone(),
        earlier: args.earlier,
        facts: FactsTold {
            network: args.network,
            prescribed: args.prescribed,
            ..FactsTold::default()
        },
        ..Question::default()
    })
}
