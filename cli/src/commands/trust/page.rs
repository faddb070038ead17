//! `docs/planted-bugs.md`.

use std::fmt::Write as _;

use conformance::trust::COMMON_PATH;
use mutuelle::Bug;

use super::{Matrix, first, headed};

/// The page of planted bugs and the scenarios that catch them.
pub(super) fn page(matrix: &Matrix) -> String {
    let off = matrix.bugs.iter().filter(|one| one.off_the_common_path);
    let mut page = format!(
        "<!-- Generated: `.ci/trust --write`. Do not edit. -->\n# Fautes plantées · planted bugs\n\n\
         Ce que les scénarios voient : la mutuelle d’exemple avec une faute à la fois (`--bug`), jouée contre tous les \
         scénarios. What the scenarios see: the sample mutuelle with one bug at a time (`--bug`), played against every \
         scenario; the right one passes them all. `etalon trust` prints this table, `etalon trust --json` says every scenario.\n\n\
         {} fautes · bugs, dont {} hors du cas courant · of them off the common path: no line of the ordinary week changes \
         ({}). Un tiret devant une exigence : aucune cause du rapport n’est titrée par elle. A dash before a requirement: no cause of the \
         report is headed by it.\n\n## Par suite · by suite\n\n| suite | scénarios · scenarios | fautes vues · bugs caught |\n| --- | --- | --- |\n",
        matrix.bugs.len(),
        off.count(),
        COMMON_PATH.map(|id| format!("`{id}`")).join(", "),
    );
    for score in &matrix.scores {
        let (name, caught, bugs) = (score.suite.name(), score.caught, score.bugs);
        let percent = (caught * 100).checked_div(bugs).unwrap_or(0);
        let _ = writeln!(
            page,
            "| {name} | {} | {caught}/{bugs} ({percent} %) |",
            score.scenarios
        );
    }
    page.push_str(
        "\n## Par faute · by bug\n\n| faute · bug | ce qu’elle fait · what it does | titre l’exigence · heads | hors du cas courant · off the \
         common path | vue par · caught by | scénarios · scenarios |\n| --- | --- | --- | --- | --- | --- |\n",
    );
    for (bug, one) in Bug::ALL.iter().zip(&matrix.bugs) {
        let _ = writeln!(
            page,
            "| `{bug}` | {} · {} | {} | {} | {} | {} |",
            bug.french(),
            bug.english(),
            headed(*bug, one),
            if one.off_the_common_path { "✓" } else { "" },
            one.scenarios.len(),
            first(&one.scenarios, 8),
        );
    }
    page
}
