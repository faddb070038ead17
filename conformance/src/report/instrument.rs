//! What shows that étalon itself can be trusted: facts of its own tests, each with its day, its command and its limits.
//! They were measured beside the run, not by it; TESTING.md tells them at length.

use super::Lang;

/// Something that was tried.
pub(super) struct Fact {
    fr: [&'static str; 3],
    en: [&'static str; 3],
    /// What tries it again.
    pub(super) command: &'static str,
}

impl Fact {
    /// What was tried, what came of it, what it does not show.
    pub(super) fn told(&self, lang: Lang) -> [&'static str; 3] {
        match lang {
            Lang::Fr => self.fr,
            Lang::En => self.en,
        }
    }
}

/// The facts of 21 and 22 November 2026.
pub(super) const FACTS: [Fact; 5] = [
    Fact {
        fr: [
            "Deux moteurs AMC écrits à part, sous des produits et des lignes tirés au hasard",
            "10 000 058 décisions comparées au centime, 0 désaccord (22/11/2026)",
            "Les deux lisent les mêmes textes : une erreur de lecture commune ne se voit pas",
        ],
        en: [
            "Two AMC engines written apart, under random products and lines",
            "10,000,058 decisions compared to the cent, 0 disagreed (2026-11-22)",
            "Both read the same texts: a misreading that they share goes unseen",
        ],
        command: "AGREEMENT_DECISIONS=10000000 AGREEMENT_SEED=20261122 cargo test --release -p agreement --test products",
    },
    Fact {
        fr: [
            "Deux moteurs AMO écrits à part, sur des soins de ville et des séjours tirés au hasard",
            "10 000 000 actes et 10 000 001 factures et passages comparés, 0 désaccord (22/11/2026)",
            "Les deux lisent le même document de règles et les mêmes paramètres de droit",
        ],
        en: [
            "Two AMO engines written apart, on random care in town and random stays",
            "10,000,000 acts and 10,000,001 invoices and visits compared, 0 disagreed (2026-11-22)",
            "Both read the same rules document and the same figures of the law",
        ],
        command: "AGREEMENT_DECISIONS=10000000 AGREEMENT_SEED=20261122 cargo test --release -p agreement --test town --test stays",
    },
    Fact {
        fr: [
            "La mutuelle d’exemple et l’oracle sur de petits flux hostiles",
            "100 000 flux, 0 désaccord (21/11/2026)",
            "Elles partagent le lecteur 303 : une faute de celui-ci ne se voit pas",
        ],
        en: [
            "The sample mutuelle and the oracle on hostile little flows",
            "100,000 flows, 0 disagreed (2026-11-21)",
            "They share the 303 reader: a fault of it goes unseen",
        ],
        command: "cargo test --release -p conformance --test agreement",
    },
    Fact {
        fr: [
            "Modifications glissées dans l’oracle, une à une, que ses tests doivent voir",
            "2 390 vues sur 2 426, soit 98,5 % (22/11/2026)",
            "59 autres qu’aucun test ne peut voir, 841 qui ne se compilent pas ne comptent pas",
        ],
        en: [
            "Changes slipped into the oracle, one by one, that its tests have to see",
            "2,390 of 2,426 seen, 98.5% (2026-11-22)",
            "59 more that no test can see and 841 that do not build are not counted",
        ],
        command: "cargo run --manifest-path mutants/Cargo.toml -- --package oracle",
    },
    Fact {
        fr: [
            "Bogues plantés dans la mutuelle d’exemple, un à la fois",
            "Chacun trouvé et réduit à son plus petit flux, sur trois graines",
            "Un bogue auquel personne n’a pensé n’est pas planté",
        ],
        en: [
            "Bugs planted in the sample mutuelle, one at a time",
            "Each found and shrunk to its smallest flow, from three seeds",
            "A bug that nobody thought of is not planted",
        ],
        command: "cargo test -p conformance --test planted_bugs",
    },
];
