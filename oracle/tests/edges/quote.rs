//! What a question says, and what reaches each half (docs/quote.md).

use domain::{Cents, CoordinationOption, Heading, PsNumber};
use oracle::ambiguity::Choices;
use oracle::amo::{Care, Doctor, Exemption, Kind, Parcours, Sector, Tariff, base};
use oracle::law::Law;
use oracle::product::Product;
use oracle::quote::{Answer, LineTold, Question, Session};

use crate::amc::day;

pub(crate) fn told(yaml: &str) -> Question {
    domain::load("question", yaml).unwrap_or_else(|error| panic!("{yaml}: {error}"))
}

pub(crate) fn ask(session: &mut Session, yaml: &str) -> Answer {
    session
        .answer(&told(yaml))
        .unwrap_or_else(|error| panic!("{yaml}: {error}"))
}

pub(crate) fn alone(yaml: &str) -> LineTold {
    ask(&mut Session::default(), yaml).lines.remove(0)
}

/// The line is told under the code that was asked, at the AMO's rate, and the contracts see it under its heading.
#[test]
fn each_code_has_its_line_heading_and_rate() {
    use Heading as H;
    for (asked, heading, rate) in [
        ("G", H::Generaliste, 70),
        ("GS", H::Generaliste, 70),
        ("C", H::Generaliste, 70),
        ("CS", H::Specialiste, 70),
        ("CNP", H::Specialiste, 70),
        ("APC", H::Specialiste, 70),
        ("V", H::Generaliste, 70),
        ("VGS", H::Generaliste, 70),
        ("VS", H::Specialiste, 70),
        ("K", H::ActesTechniques, 70),
        ("KC", H::ActesTechniques, 70),
        ("Z", H::Imagerie, 70),
        ("ZN", H::Imagerie, 70),
        ("AIS", H::Infirmier, 60),
        ("AMX", H::Infirmier, 60),
        ("DI", H::Infirmier, 60),
        ("BP", H::Biologie, 60),
        ("TC", H::Specialiste, 70),
        ("TCG", H::Generaliste, 70),
        ("ATM", H::ActesTechniques, 70),
        ("ADC", H::ActesTechniques, 70),
        ("ACO", H::ActesTechniques, 70),
        ("ADA", H::ActesTechniques, 70),
        ("ADE", H::Imagerie, 70),
        ("ADI", H::Imagerie, 70),
        ("CRN", H::Generaliste, 70),
        ("CRD", H::Generaliste, 70),
        ("MCE", H::Specialiste, 70),
        ("MCY", H::Specialiste, 70),
        ("PH1", H::Pharmacie100, 100),
        ("PH7", H::Pharmacie65, 65),
        ("PH4", H::Pharmacie30, 30),
        ("PH2", H::Pharmacie15, 15),
        ("HD1", H::Pharmacie100, 100),
        ("HD7", H::Pharmacie65, 65),
        ("HD4", H::Pharmacie30, 30),
        ("HD2", H::Pharmacie15, 15),
        ("HG1", H::Pharmacie100, 100),
        ("HG7", H::Pharmacie65, 65),
        ("HG4", H::Pharmacie30, 30),
        ("HG2", H::Pharmacie15, 15),
        ("HDR", H::Pharmacie65, 65),
        ("HDA", H::Pharmacie65, 65),
        ("HDE", H::Pharmacie65, 65),
        ("HC", H::Pharmacie100, 100),
        ("B", H::Biologie, 60),
        ("PB", H::Biologie, 60),
        ("AMS", H::Kine, 60),
        ("AMK", H::Kine, 60),
        ("AMC", H::Kine, 60),
        ("AMI", H::Infirmier, 60),
        ("AMO", H::Orthophoniste, 60),
        ("MAU", H::Infirmier, 60),
        ("IFD", H::Infirmier, 60),
        ("SF", H::SageFemme, 70),
        ("CD", H::SoinsDentaires, 60),
        ("SDE", H::SoinsDentaires, 60),
        ("TDS", H::SoinsDentaires, 60),
        ("END", H::SoinsDentaires, 60),
        ("PF0", H::Dentaire100Sante, 60),
        ("SPR", H::DentaireLibre, 60),
        ("PFC", H::DentaireLibre, 60),
        ("INO", H::DentaireLibre, 60),
        // IN1 is of the moderated basket by its code.
        ("IN1", H::DentaireMaitrise, 60),
        ("IMP", H::Implant, 60),
        ("TO", H::Orthodontie, 100),
        ("OPT", H::VerreB, 60),
        ("LEN", H::Lentilles, 60),
        ("PAU", H::Audio2, 60),
        // PAZ is class I, without remainder.
        ("PAZ", H::Audio1, 60),
        ("ABA", H::Transport, 55),
        ("VSL", H::Transport, 55),
        ("TXI", H::Transport, 55),
        ("VP", H::Transport, 55),
        ("PSY", H::Psychologue, 60),
    ] {
        let line = alone(&format!(
            "{{date: 2025-03-01, act: {asked}, fee: 5000, base: 5000}}"
        ));
        let act_told = line.act.map(|act| act.to_string());
        assert_eq!(
            (act_told.as_deref(), line.heading, line.rate),
            (Some(asked), Some(heading), Some(rate)),
            "{asked}"
        );
    }
}

#[test]
fn a_detail_says_what_the_code_does_not() {
    let of = |yaml: &str| {
        let line = alone(&format!(
            "{{date: 2025-03-01, fee: 5000, base: 5000, {yaml}}}"
        ));
        (
            line.act.unwrap().to_string(),
            line.heading.unwrap(),
            line.rate.unwrap(),
            line.participation.0,
        )
    };
    let is = |act: &str, heading, rate, kept| (act.to_owned(), heading, rate, kept);
    assert_eq!(
        of("act: LUN, detail: class-a"),
        is("LUN", Heading::MontureA, 60, 0)
    );
    assert_eq!(
        of("act: LUN, detail: class-b"),
        is("LUN", Heading::MontureB, 60, 0)
    );
    let lens = "act: VER, code: verre-unifocal, detail:";
    assert_eq!(
        of(&format!("{lens} class-a")),
        is("VER", Heading::VerreA, 60, 0)
    );
    assert_eq!(
        of(&format!("{lens} class-b")),
        is("VER", Heading::VerreB, 60, 0)
    );
    assert_eq!(of("act: PB"), is("PB", Heading::Biologie, 60, 200));
    assert_eq!(
        of("act: PB, detail: analysed"),
        is("PB", Heading::Biologie, 60, 0)
    );
    assert_eq!(of("act: ABA, detail: urgent").2, 100);
    assert_eq!(of("act: TO, detail: first-retention").2, 100);
    assert_eq!(of("act: TO, detail: second-retention").2, 60);
    // By whom: a dentist's C, a midwife's C.
    assert_eq!(
        of("act: C, practitioner: {specialty: 19}"),
        is("C", Heading::SoinsDentaires, 60, 0)
    );
    assert_eq!(
        of("act: C, practitioner: {specialty: 21}"),
        is("C", Heading::SageFemme, 70, 0)
    );
    // The mandatory examinations of a child are paid whole.
    for act in ["COE", "COH"] {
        let line = alone(&format!(
            "{{date: 2025-03-01, fee: 5000, base: 5000, act: {act}}}"
        ));
        assert_eq!(
            (line.act.unwrap().as_str(), line.heading, line.rate),
            (act, Some(Heading::Generaliste), Some(100))
        );
    }
}

/// The base asked is that of the tariff.
#[test]
fn a_consultation_is_paid_as_who_gives_it_and_how() {
    use Tariff as T;
    let on = "2025-03-01";
    let by_tariff = |tariff, specialty| {
        let care = Care {
            day: day(on),
            kind: Kind::Consultation {
                tariff,
                doctor: Doctor {
                    sector: Sector::One,
                    option: CoordinationOption::None,
                    specialty,
                },
            },
            fee: Cents(20_000),
            quantity: 1,
            coefficient: 100,
            count: 0,
            base: None,
            parcours: Parcours::In,
            exemption: Exemption::None,
            executor: PsNumber::default(),
            third_party: false,
        };
        base(Law::embedded(), day("1940-01-01"), &care).map_err(|error| error.to_string())
    };
    for (yaml, tariff, specialty) in [
        ("act: G", T::Generaliste, 1),
        ("act: CS", T::SpecialisteCoordonne, 8),
        ("act: CS, detail: direct", T::SpecialisteDirect, 8),
        ("act: CS, parcours: out", T::SpecialisteDirect, 8),
        ("act: CNP", T::Psychiatre, 33),
        ("act: CS, practitioner: {specialty: 32}", T::Psychiatre, 32),
        ("act: CNP, detail: direct", T::SpecialisteDirect, 33),
        ("act: CS, practitioner: {specialty: 3}", T::Cardiologue, 3),
        (
            "act: CS, detail: direct, practitioner: {specialty: 3}",
            T::SpecialisteDirect,
            3,
        ),
        ("act: CS, practitioner: {specialty: 7}", T::Gynecologue, 7),
        (
            "act: CS, detail: direct, practitioner: {specialty: 7}",
            T::GynecologueDirect,
            7,
        ),
        (
            "act: CS, parcours: out, practitioner: {specialty: 7}",
            T::GynecologueDirect,
            7,
        ),
        ("act: CS, practitioner: {specialty: 12}", T::Pediatre, 12),
        ("act: APC", T::Apc, 8),
        (
            "act: APC, practitioner: {specialty: 33}",
            T::ApcPsychiatre,
            33,
        ),
        ("act: TC", T::Teleconsultation, 8),
        ("act: CS, detail: complexe", T::Complexe, 8),
        ("act: CS, detail: tres-complexe", T::TresComplexe, 8),
        (
            "act: G, detail: consultation-longue",
            T::ConsultationLongue,
            1,
        ),
        (
            "act: CS, detail: depistage-melanome, practitioner: {specialty: 5}",
            T::DepistageMelanome,
            5,
        ),
        ("act: CS, detail: geriatre", T::Geriatre, 8),
        ("act: CS, detail: medecine-physique", T::MedecinePhysique, 8),
    ] {
        let question = told(&format!(
            "{{date: {on}, fee: 20000, patient: {{birth: 1940-01-01}}, {yaml}}}"
        ));
        let answer = Session::default().answer(&question);
        let paid_on = answer
            .map(|answer| answer.lines[0].base)
            .map_err(|error| error.to_string());
        // Where the tariff is unknown on that day, the error names it.
        assert_eq!(paid_on, by_tariff(tariff, specialty), "{yaml}");
    }
}

/// Every fact that a guarantee may ask of a line gets to it.
#[test]
fn facts_of_the_question_reach_the_contract() {
    let paid = |guarantee: &str, yaml: &str| {
        let product = format!(
            "schema-version: 2\nid: asks\nname: {{ fr: D, en: A }}\nresponsible: false\nguarantees: {{ implant: {guarantee} }}\n"
        );
        let product = Product::parse("p.yaml", &product).unwrap();
        let mut session = Session::new(Choices::default(), vec![product]);
        let question = format!(
            "{{date: 2025-03-01, heading: implant, fee: 100000, products: [asks], {yaml}}}"
        );
        ask(&mut session, &question).amc.0
    };
    for (guarantee, without, with) in [
        (
            "{ euros: \"10.00\", when: { network: true } }",
            "",
            "facts: {network: true}",
        ),
        (
            "{ euros: \"10.00\", when: { prescribed: true } }",
            "",
            "facts: {prescribed: true}",
        ),
        (
            "{ euros: \"10.00\", when: { prior-agreement: true } }",
            "",
            "facts: {prior-agreement: true}",
        ),
        (
            "{ euros: \"10.00\", when: { correction-changed: true } }",
            "",
            "facts: {correction-changed: true}",
        ),
        (
            "{ euros: \"10.00\", when: { place: [clinic] } }",
            "",
            "facts: {place: clinic}",
        ),
        (
            "{ euros: \"10.00\", when: { qualifier: [DE] } }",
            "",
            "facts: {qualifier: DE}",
        ),
        (
            "{ euros: \"10.00\", when: { amo: [refused] } }",
            "",
            "facts: {amo-status: refused}",
        ),
        (
            "{ euros: \"10.00\", when: { lenses: [complexe] } }",
            "",
            "facts: {lenses: complexe}",
        ),
        (
            "{ euros: \"10.00\", when: { children: { from: 2 } } }",
            "",
            "facts: {children: 2}",
        ),
        (
            "{ euros: \"10.00\", when: { code: [HBLD038] } }",
            "",
            "code: HBLD038",
        ),
        (
            "{ euros: \"10.00\", when: { specialty: [\"19\"] } }",
            "practitioner: {specialty: 18}",
            "practitioner: {specialty: 19}",
        ),
        // 100 % of a base that the line carries.
        ("{ br: 1 }", "", "base: 100000"),
        (
            "{ euros: \"10.00\", when: { age: { below: 20 } } }",
            "",
            "patient: {birth: 2010-01-01}",
        ),
        (
            "{ euros: \"10.00\", when: { membership-months: { below: 6 } } }",
            "",
            "patient: {member-since: 2025-01-01}",
        ),
    ] {
        assert_eq!(paid(guarantee, without), 0, "{guarantee}");
        assert_eq!(paid(guarantee, with), 1_000, "{guarantee}");
    }
    let each = |per: &str, yaml: &str| paid(&format!("{{ euros: \"10.00\", per: {per} }}"), yaml);
    assert_eq!(each("act", "quantity: 3"), 3_000);
    assert_eq!(each("examination", "examinations: 4"), 4_000);
    assert_eq!(each("tooth", "facts: {teeth: [14, 15]}"), 2_000);
    assert_eq!(each("eye", "facts: {eyes: [left, right]}"), 2_000);
    assert_eq!(each("ear", "facts: {ears: [left, right]}"), 2_000);
    assert_eq!(
        paid(
            "{ euros: \"10.00\", documents: [facture] }",
            "facts: {documents: [autre]}"
        ),
        0
    );
    assert_eq!(
        paid(
            "{ euros: \"10.00\", documents: [facture] }",
            "facts: {documents: [facture]}"
        ),
        1_000
    );
    // What an earlier insurer paid is not paid twice.
    assert_eq!(paid("{ real-expense: true }", "earlier: 40000"), 60_000);
}

/// Who a ceiling is of: things that the question names.
#[test]
fn things_with_one_name_share_a_ceiling() {
    for (per, key) in [
        ("equipment", "equipment"),
        ("stay", "stay"),
        ("decompte", "decompte"),
        ("pregnancy", "pregnancy"),
    ] {
        let product = format!(
            "schema-version: 2\nid: asks\nname: {{ fr: D, en: A }}\nresponsible: false\nguarantees: {{ implant: {{ real-expense: true, limits: [ {{ euros: \"50.00\", per: {per} }} ] }} }}\n"
        );
        let product = Product::parse("p.yaml", &product).unwrap();
        let mut session = Session::new(Choices::default(), vec![product]);
        let mut paid = |name: &str| {
            let question = format!(
                "{{person: p, date: 2025-03-01, heading: implant, fee: 4000, products: [asks], facts: {{{key}: {name}}}}}"
            );
            ask(&mut session, &question).amc.0
        };
        assert_eq!(
            [paid("a"), paid("a"), paid("b")],
            [4_000, 1_000, 4_000],
            "{per}"
        );
    }
}

/// The answer to a cancellation is the opposite of the answer, figure by figure.
#[test]
fn a_cancellation_is_the_opposite_of_the_act() {
    let product = "schema-version: 2\nid: tm\nname: { fr: T, en: T }\nresponsible: false\nguarantees: { generaliste: { br: 100 }, pharmacie-65: { br: 80 } }\n";
    let product = Product::parse("p.yaml", product).unwrap();
    for act in [
        "act: G, fee: 5000, parcours: out",
        "act: PH7, fee: 1500, base: 1000",
        "act: PH7, fee: 1500, base: 1000, third-party: true",
        "stay: {entry: 2025-03-01, last: 2025-03-03, price: {clinic: {ghs: 100000}}}",
    ] {
        let mut session = Session::new(Choices::default(), vec![product.clone()]);
        let paid = ask(
            &mut session,
            &format!("{{id: a, person: p, date: 2025-03-01, products: [tm], {act}}}"),
        );
        let back = ask(&mut session, "{id: b, person: p, cancels: a}");
        assert_eq!(
            (back.expense, back.amo, back.amc),
            (-paid.expense, -paid.amo, -paid.amc)
        );
        let (left, owed) = (paid.remainder, back.remainder);
        for (one, other) in [
            (left.total, owed.total),
            (left.participation, owed.participation),
            (left.franchise, owed.franchise),
            (left.majoration, owed.majoration),
            (left.ticket_moderateur, owed.ticket_moderateur),
            (left.hospital_charges, owed.hospital_charges),
            (left.overrun, owed.overrun),
            (left.owed_to_amo, owed.owed_to_amo),
        ] {
            assert_eq!(one, -other);
        }
        let (line, undone) = (&paid.lines[0], &back.lines[0]);
        for (one, other) in [
            (line.expense, undone.expense),
            (line.base, undone.base),
            (line.theoretical, undone.theoretical),
            (line.majoration, undone.majoration),
            (line.participation, undone.participation),
            (line.franchise, undone.franchise),
            (line.contracts[0].amount, undone.contracts[0].amount),
        ] {
            assert_eq!(one, -other);
        }
        assert_eq!(
            (line.act, line.heading, line.rate),
            (undone.act, undone.heading, undone.rate)
        );
        assert_eq!(
            (back.id.as_deref(), back.cancels.as_deref()),
            (Some("b"), Some("a"))
        );
    }
}

/// What is left of a stay is the sum of what is left of its lines, cause by cause; who is paid is told where
/// something is.
#[test]
fn a_stay_leaves_the_sum_of_its_lines() {
    let stay = "{date: 2025-03-01, guarantee: \"none\", stay: {entry: 2025-03-01, last: 2025-03-04, \
        price: {clinic: {ghs: 100000}}, acts: [], room: {days: 3, price: 4000}}}";
    let left = ask(&mut Session::default(), stay).remainder;
    assert_eq!(left.ticket_moderateur, Cents(20_000));
    assert_eq!(left.hospital_charges, Cents(2_000));
    assert_eq!(left.overrun, Cents(12_000));
    assert_eq!(left.total, Cents(34_000));
    let visit = |guarantee: &str| {
        let line = alone(&format!(
            "{{date: 2025-03-01, act: G, fee: 3000, guarantee: \"{guarantee}\"}}"
        ));
        (line.contracts[0].amount.0, line.contracts[0].payee)
    };
    assert_eq!(visit("100 % BR"), (900, Some(domain::Payee::Insured)));
    assert_eq!(visit("50 % BR"), (0, None));
}
