//! The requirement catalogue as a page, with the scenarios that show each.

use conformance::requirements::{coverage, families, scenarios};

use super::{HEAD, hold, row, table};

#[test]
fn the_page_of_requirements_is_fresh() {
    let all = coverage().expect("the catalogue is read");
    let shown = all.iter().filter(|one| !one.scenarios.is_empty()).count();
    let excused = all.iter().filter(|one| one.untested.is_some()).count();
    let many = scenarios().expect("the scenarios are read").len();
    let mut page = format!(
        "{HEAD}# Exigences · requirements\n\n\
         What a mutuelle’s software must, should or may do (`scenarios/requirements/`), and the scenarios that show it. \
         `etalon requirements` searches them, `--csv` is for a spreadsheet.\n\n\
         {} requirements: {shown} shown by one of {many} scenarios, {excused} that none can show, with the reason, {} still \
         without either.\n",
        all.len(),
        all.len() - shown - excused
    );
    for family in families().expect("the catalogue is read") {
        page.push_str(&format!(
            "\n## {} · {}\n\n",
            family.title.fr, family.title.en
        ));
        table(
            &mut page,
            &["id", "weight", "requirement", "source", "scenarios"],
        );
        for one in all.iter().filter(|one| one.family == family.family) {
            let scenarios: Vec<String> = one.scenarios.iter().map(|id| format!("`{id}`")).collect();
            let scenarios = match &one.untested {
                Some(why) => format!("none: {why}"),
                None => scenarios.join(", "),
            };
            row(
                &mut page,
                &[
                    &format!("`{}`", one.id),
                    one.severity.name(),
                    &format!("{}<br>{}", one.text.fr, one.text.en),
                    &one.source,
                    &scenarios,
                ],
            );
        }
    }
    hold("docs/requirements.md", &page);
}
