//! What starts each reason of a 929, and each life that can be told.

use caisse::reasons::{CHOSEN, DRAWN, Origin, REASONS};

use super::{HEAD, hold, row, table};

#[test]
fn what_starts_each_reason_is_fresh() {
    let mut page = format!(
        "{HEAD}# Motifs et ce qui les déclenche · reasons and what starts them\n\n\
         Every reason of a 929 (noemie-format §6.3) and what makes the mock caisse give it. **408**: it answers a movement \
         that a mutuelle declares. **world**: the lives that a world draws bring it (moves, definitive NIRs, majority, an OC \
         that is taken in). **account**: a choice in the insured’s account (`POST /admin/v1/accounts/{{nir}}/choice`). \
         **life**: the lives so called, which a world has as data (`world.lives`, dated) or a running server is told \
         (`POST /admin/v1/lives`): [options.schema.json](../schemas/options.schema.json) says what each holds. \
         A reason that nothing starts says why.\n\n"
    );
    table(
        &mut page,
        &[
            "code",
            "408",
            "world",
            "account",
            "life",
            "what makes it, or why nothing does",
        ],
    );
    for reason in REASONS {
        let mark = |is: bool| if is { "yes" } else { "" };
        let lives: Vec<String> = reason
            .lives
            .iter()
            .map(|life| format!("`{life}`"))
            .collect();
        row(
            &mut page,
            &[
                &format!("{:02}", reason.code),
                mark(reason.origin == Origin::Movement),
                mark(DRAWN.contains(&reason.code)),
                mark(CHOSEN.contains(&reason.code)),
                &lives.join(", "),
                reason.why,
            ],
        );
    }
    page.push_str(
        "\nThree lives are no OC’s business, and no reason tells of them: `born`, `died` and `doctor-declared`.\n\n\
         A contract is named by its OC, and by its first day where the OC has several of the person that have not ended. \
         What would change nothing is refused with the reason; in a world, `generate` stops at it, and `serve` writes \
         `unheeded` in the journal.\n",
    );
    hold("docs/starters.md", &page);
}
