use super::told;
use crate::bug::Told;

/// Reading the wire.
pub(crate) const READING: &[Told] = told! {
    TrustsFileTotal "trusts-file-total" ["WIRE-TOTAL-TRUSTED"]
        "Croit le total du fichier sans additionner ses lignes."
        "Believes the total of a file without adding its lines up.";
    SkipsGroupTotals "skips-group-totals" ["WIRE-GROUP-TOTAL"]
        "Ne compare pas le total des groupes à leurs lignes."
        "Does not compare the totals of groups with their lines.";
    SkipsCounts "skips-counts" ["WIRE-COUNTS"]
        "Ne vérifie aucun des comptes annoncés : entités, enregistrements, groupes."
        "Checks none of the announced counts: entities, records, groups.";
    TakesCutFiles "takes-cut-files" ["WIRE-TRUNCATED"]
        "Règle ce qui est arrivé d’un fichier coupé, ou suivi d’autre chose."
        "Settles what came of a file that is cut, or followed by something else.";
    SkipsTrailer "skips-trailer" ["WIRE-ENVELOPE"]
        "Ne compare pas la fin de fichier à son en-tête."
        "Does not compare the trailer of a file with its header.";
    SkipsEntityLength "skips-entity-length" ["WIRE-ENTITY-LENGTH"]
        "Saute une entité mal formée et règle le reste du fichier."
        "Leaves a malformed entity out and settles the rest of the file.";
    SkipsNesting "skips-nesting" ["WIRE-SEQUENCE"]
        "Ne vérifie pas l’emboîtement des groupes."
        "Does not check how groups are nested.";
    KeepsRefusedLines "keeps-refused-lines" ["WIRE-REFUSED-UNPAID" "WIRE-REFUSED-NOT-LOADED"]
        "Refuse un fichier abîmé, mais garde en mémoire les lignes qui s’y lisent."
        "Refuses a damaged file, but keeps the lines that can be read in it.";
    RefusedCountsAsLoaded "refused-counts-as-loaded" ["WIRE-REFUSED-NOT-LOADED"]
        "Tient un fichier refusé pour chargé : sa version saine est un doublon."
        "Takes a refused file for loaded: its sound version is a duplicate.";
    MonthBeforeDay "month-before-day" ["WIRE-DATES-ORDER"]
        "Lit les dates de soins mois, jour, année quand c’est possible."
        "Reads dates of care month, day, year where that is possible.";
    LargeAmountsOverflow "large-amounts-overflow" ["WIRE-CENTS"]
        "Lit zéro une dépense de 100 000 € et plus."
        "Reads an expense of 100,000 € and more as zero.";
    DropsLastLine "drops-last-line" ["WIRE-EVERY-LINE"]
        "Oublie la dernière ligne d’un fichier de plusieurs décomptes."
        "Forgets the last line of a file of several décomptes.";
};

/// Doors, delays, personal data.
pub(crate) const DOORS: &[Told] = told! {
    DiesOnUnreadable "dies-on-unreadable" ["DOORS-BAD-INPUT"]
        "S’arrête sur un fichier dont l’en-tête ne se lit pas."
        "Dies of a file whose header cannot be read.";
    RefusesLateFiles "refuses-late-files" ["DELAYS-LATE-FILE"]
        "Refuse un fichier daté d’avant le dernier chargé de sa caisse."
        "Refuses a file dated before the last one loaded of its caisse.";
    AnswersTheNextDay "answers-the-next-day" ["DELAYS-ANSWERED"]
        "Ne dit ce qu’il est devenu d’un fichier que le jour suivant."
        "Tells what became of a file on the next day only.";
    RemembersAcrossScenarios "remembers-across-scenarios" ["PERSONAL-DATA-RESET"]
        "Garde d’un essai à l’autre les fichiers chargés et les lignes réglées."
        "Keeps loaded files and settled lines from one trial to the next.";
    NamesakeForPerson "namesake-for-person" ["PERSONAL-DATA-WRONG-PERSON"]
        "Reconnaît une personne à sa seule date de naissance."
        "Recognises a person by the birth date alone.";
    OtherPersonOfNir "other-person-of-nir" ["IDENTITY-SEVERAL" "IDENTITY-MISMATCH"]
        "Règle à l’assuré les soins d’une personne inconnue sous son NIR."
        "Settles care of a person unknown under a NIR as the insured’s.";
};
