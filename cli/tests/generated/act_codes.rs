//! The act codes by the heading they are paid as: `docs/act-codes.md`, from the one table that says it.

use std::fmt::Write as _;

use domain::{ActCode, Heading};

use super::{HEAD, hold, table};

fn codes(list: &[&str]) -> String {
    list.join(", ")
}

#[test]
fn act_codes() {
    let mut page = format!(
        "{HEAD}# Codes acte par poste · act codes by heading\n\n\
         Ce qu'un code acte d'une ligne de décompte fait payer, quand rien d'autre ne le dit. What an act code of a \
         décompte line is paid as, where nothing else says it: the headings are those of [products.md](products.md), \
         the codes those of [codes.md](codes.md#acts). Where that page gives no meaning to a code, the heading is ours.\n\n"
    );
    table(&mut page, &["heading", "act codes"]);
    for &heading in Heading::ALL {
        if !heading.codes().is_empty() {
            let _ = writeln!(page, "| `{heading}` | {} |", codes(heading.codes()));
        }
    }
    let _ = write!(
        page,
        "\n## By their executor\n\n{}: `generaliste` by specialities 01, 22, 23; `sage-femme` by 21; `specialiste` by \
         any other, but C by 19 (a dentist): `soins-dentaires`.\n\n\
         ## Complements\n\n{}: the heading of the main act that the line names; where it names none, that of its \
         executor's own acts (doctors, midwives, dentists, nurses 24, physiotherapists 26, chiropodists 27, speech \
         therapists 28, orthoptists 29): entry `complement-without-main` of the [register](ambiguities.md).\n\n",
        codes(Heading::CONSULTATIONS),
        codes(Heading::COMPLEMENTS)
    );
    let acts = noemie::tables::table("acts").expect("the table of acts is shipped");
    let held: Vec<&str> = acts
        .entries
        .iter()
        .map(|entry| entry.code.as_str())
        .filter(|code| {
            let act = ActCode::new(code).expect("codes of the table are codes");
            act.deduction().is_none()
                && Heading::of(act, 1).is_none()
                && !Heading::COMPLEMENTS.contains(code)
        })
        .collect();
    let _ = write!(
        page,
        "## Held\n\nKnown on the wire and paid as nothing that is sure: a line of one of them is held (rule \
         `ACT-UNKNOWN`), the others of its décompte are paid. {}.\n\n\
         PFH, PFT, FRH and FRT are no acts.\n",
        codes(&held)
    );
    hold("docs/act-codes.md", &page);
}

/// Every code that a heading holds is in the table of the wire, be it that the rules alone name it.
#[test]
fn no_code_is_of_our_own() {
    let acts = noemie::tables::table("acts").expect("the table of acts is shipped");
    let all = Heading::CONSULTATIONS.iter().chain(Heading::COMPLEMENTS);
    let all = all.chain(Heading::ALL.iter().flat_map(|heading| heading.codes()));
    let unknown: Vec<&str> = all
        .copied()
        .filter(|code| acts.code(code).is_none())
        .collect();
    assert_eq!(unknown, Vec::<&str>::new());
}
