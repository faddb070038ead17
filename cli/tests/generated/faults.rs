//! The catalogue of faults at the doors, and the shape of their file.

use std::fmt::Write as _;

use simulator::faults::{FaultEntry, FaultSpec};

use super::{HEAD, at, hold, hold_schema, hold_schema_written, row, table, word};

#[test]
fn the_catalogue_of_faults_is_fresh() {
    hold_schema::<FaultSpec>("faults", "étalon: faults at the doors");
    hold_schema_written::<FaultEntry>("fault", "étalon: one fault of the catalogue");
    let example = "docs/examples/bad-week.yaml";
    let text = std::fs::read_to_string(at(example)).expect("the example");
    let spec: FaultSpec = domain::load(example, &text).unwrap_or_else(|error| panic!("{error}"));
    assert!(!spec.rules.is_empty());
    let mut page = format!(
        "{HEAD}# Pannes · faults\n\nCe que les portes font mal sur demande, et quelle réaction du client est la bonne. \
         Une panne qui ne dit pas la bonne réaction n’est pas au catalogue. What the doors do wrong on demand, and which \
         reaction of the client is right. A fault that does not say so is not in the catalogue.\n\n\
         Un fichier de pannes est une liste de règles : où (`match`, `not`), combien de fois pour mille, quoi. A file of \
         faults is a list of rules: where (`match`, `not`), how often per thousand, what: \
         [faults.schema.json](../schemas/faults.schema.json), [an example](examples/bad-week.yaml). What is drawn depends \
         on the seed, the rule's id, the OC, the file and the how-manieth request of it, never on wall time nor on what \
         other OCs do. What lasts (`hidden`, `in-part`, `older-after-newer`) is drawn once a file, and its days are those \
         of delivery. The catalogue as data: [fault.schema.json](../schemas/fault.schema.json).\n\n"
    );
    table(
        &mut page,
        &[
            "id",
            "doors",
            "requests",
            "ce qui arrive",
            "what happens",
            "bonne réaction",
            "right reaction",
        ],
    );
    for entry in FaultEntry::all() {
        let routes: Vec<String> = entry.routes.iter().map(word).collect();
        let doors: Vec<String> = entry.doors.iter().map(word).collect();
        row(
            &mut page,
            &[
                &format!("`{}`", entry.id),
                &doors.join(", "),
                &routes.join(", "),
                entry.what.fr,
                entry.what.en,
                entry.due.fr,
                entry.due.en,
            ],
        );
    }
    let _ = writeln!(
        page,
        "\nA rule that names a door its fault cannot happen at is refused with the reason; one that names none happens at \
         those listed. `clock-jump` befalls no door: the calendar asks for it. `expired-certificate` needs a door that \
         speaks TLS and has one to show. Over SFTP a listing or a file that is cut is told to be at its end (`truncated`), \
         or its connection is reset; the announced length is the one that the server tells of a path or an open file, and \
         a 5xx status is a plain failure. A folder offers an acknowledged file again on a later day, at most once a day; \
         there `nth` is the how-manieth acknowledgement of it.\n\nWhat is counted (`nth`, and how often rules fired) begins \
         anew with each start of a server, with each change of the faults, and where an earlier state is brought back: the \
         journal does not tell at which door something was read.\n\nA file that is damaged is followed by the sound one \
         where the rule says so: `{{action: {{damage: N011}}, then: {{sound-file-after-days: 3}}}}`. What follows a file has \
         its name with `bis` in it: a shelf holds one file of a name, and the header tells which it is. The journal says of \
         each file that something befell on its way what it was, and the SHA-256 of the sound one (`faulted`); what comes \
         later is `put-off` first, and `delivered` on its day."
    );
    let _ = writeln!(
        page,
        "\n## Adversités par règle · adversities by rule\n\nCe qu’une règle peut demander par \
         `action: {{adversity: ID}}` : l’adversité frappe un fichier de décomptes sain, déjà fait, en chemin vers la boîte ; \
         un de ses décomptes où elle est d’un décompte. What a rule can ask for by `action: {{adversity: ID}}`: it befalls a \
         sound file of décomptes that is made already, on its way to the shelf; one of its décomptes where it is of a \
         décompte. Nothing befalls a file that has nothing of the kind, or that something befell in the world itself. The \
         others of [the catalogue](adversities.md) are of lives or portfolios: such a rule is refused with what makes them \
         instead.\n"
    );
    table(
        &mut page,
        &[
            "id",
            "ce qui arrive",
            "what happens",
            "réaction due",
            "reaction due",
        ],
    );
    for entry in FaultEntry::adversities() {
        let (what, due) = (entry.what, entry.due);
        let id = format!("`{}`", entry.id);
        row(&mut page, &[&id, what.fr, what.en, due.fr, due.en]);
    }
    hold("docs/faults.md", &page);
}
