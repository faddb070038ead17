//! Every fault: what happens, and which reaction of the client is right.

use oracle::trace::Label;
use schemars::JsonSchema;
use serde::Serialize;

use super::action::Action;
use super::adverse::Adverse;
use super::spec::{Door, Route};

/// What the catalogue says of a fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct FaultEntry {
    /// The name in files, journals and here. It never changes.
    pub id: &'static str,
    /// The action that a rule names it in (`action: {adversity: file-twice}`); none where it is an action itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub named_in: Option<&'static str>,
    /// The doors it can happen at; none where it happens before any.
    pub doors: &'static [Door],
    /// The requests it can befall.
    pub routes: &'static [Route],
    /// What happens.
    pub what: Label,
    /// Which reaction of the client is right.
    pub due: Label,
}

const EVERY: &[Door] = &[Door::Http, Door::Sftp, Door::Folder];
const ASKED: &[Door] = &[Door::Http, Door::Sftp];
const HTTP: &[Door] = &[Door::Http];
const BEFORE: &[Door] = &[];

const ANY: &[Route] = &[Route::List, Route::Fetch, Route::Acknowledge, Route::Push];
const BODIES: &[Route] = &[Route::List, Route::Fetch];
const SHOWN: &[Route] = &[Route::List, Route::Fetch, Route::Acknowledge];
const LIST: &[Route] = &[Route::List];

/// Every entry, with the pattern of its action.
macro_rules! entries {
    ($($pattern:pat => $name:ident $id:literal $doors:ident $routes:expr; $what_fr:literal, $what:literal; $due_fr:literal, $due:literal;)*) => {
        $(const $name: FaultEntry = FaultEntry {
            id: $id,
            named_in: None,
            doors: $doors,
            routes: $routes,
            what: Label { fr: $what_fr, en: $what },
            due: Label { fr: $due_fr, en: $due },
        };)*

        const ALL: &[FaultEntry] = &[$($name),*];

        impl FaultEntry {
            /// The entry of an action.
            pub(super) const fn of(action: &Action) -> &'static Self {
                match action {
                    $($pattern => &$name,)*
                }
            }
        }
    };
}

entries! {
    Action::Latency { .. } => LATENCY "latency" ASKED ANY;
        "La réponse se fait attendre.", "The answer comes late.";
        "Attendre au moins le délai convenu ; au-delà, redemander sans rien supposer de ce qui a été fait.",
        "Wait at least as long as agreed; past that, ask again and assume nothing of what was done.";
    Action::Bandwidth { .. } => BANDWIDTH "bandwidth" ASKED ANY;
        "Les octets passent lentement, dans les deux sens.", "Bytes pass slowly, in both directions.";
        "Juger la liaison à ce qui avance, non à la durée totale ; ne pas ouvrir un second transfert du même fichier.",
        "Judge the link by whether it moves on, not by the time it takes; open no second transfer of the same file.";
    Action::Reset(_) => RESET "reset" ASKED BODIES;
        "La connexion est réinitialisée au milieu d’un corps.", "The connection is reset in the middle of a body.";
        "Garder ce qui est arrivé sans le traiter, reprendre par Range là où cela s’arrête (ou recommencer), n’acquitter que le fichier entier.",
        "Keep what came without processing it, resume by Range where it stops (or begin again), acknowledge only the whole file.";
    Action::Truncated(_) => TRUNCATED "truncated" ASKED BODIES;
        "La connexion est fermée proprement avant la longueur annoncée.", "The connection is closed properly before the announced length has come.";
        "Comparer ce qui est arrivé à la longueur annoncée : une fin de connexion n’est pas une fin de fichier. Reprendre, n’acquitter que le fichier entier.",
        "Compare what came with the announced length: the end of a connection is no end of a file. Resume, acknowledge only the whole file.";
    Action::AnnouncedShorter { .. } => SHORTER "announced-shorter" ASKED BODIES;
        "La longueur annoncée est trop courte, et il ne vient que cela.", "The announced length is too short, and no more comes.";
        "Comparer à la longueur de la liste et au compte de l’entité 999 : demander la suite par Range, n’acquitter que le fichier entier.",
        "Compare with the length in the listing and the count of entity 999: ask for the rest by Range, acknowledge only the whole file.";
    Action::AnnouncedLonger { .. } => LONGER "announced-longer" ASKED BODIES;
        "La longueur annoncée est trop longue : tout vient, puis la connexion est fermée.", "The announced length is too long: all comes, then the connection is closed.";
        "Ne pas se fier à la seule longueur annoncée : comparer à celle de la liste et au compte de l’entité 999 ; un fichier entier d’après elles est traité une fois, tout autre redemandé.",
        "Do not trust the announced length alone: compare with the one in the listing and the count of entity 999; a file that is whole by them is processed once, any other asked for again.";
    Action::AnswerLost => ANSWER_LOST "answer-lost" ASKED ANY;
        "Ce qui est demandé est fait, et la connexion est réinitialisée avant la réponse.", "What is asked for is done, and the connection reset before the answer.";
        "Redemander la même chose sous le même nom : dépôts et acquittements sont idempotents. Ne pas déposer sous un autre nom.",
        "Ask for the same again under the same name: pushes and acknowledgements are idempotent. Do not push under another name.";
    Action::ServerError { .. } => SERVER_ERROR "server-error" ASKED ANY;
        "Rien n’est fait ; la réponse est un état 5xx, avec ou sans Retry-After.", "Nothing is done; the answer is a 5xx status, with or without Retry-After.";
        "Redemander après Retry-After, sinon après un délai qui croît ; ne jamais conclure qu’il n’y a pas de fichier ou que le dépôt est refusé.",
        "Ask again after Retry-After, else after a delay that grows; never conclude that there is no file or that the push was refused.";
    Action::TooManyRequests { .. } => TOO_MANY "too-many-requests" HTTP ANY;
        "Rien n’est fait ; la réponse est 429 avec Retry-After.", "Nothing is done; the answer is 429 with Retry-After.";
        "Attendre Retry-After en entier avant toute nouvelle demande, et demander ensuite moins souvent.",
        "Wait the whole of Retry-After before anything else is asked, and ask less often from then on.";
    Action::SlowListing { .. } => SLOW_LISTING "slow-listing" ASKED LIST;
        "La liste met longtemps, d’autant plus qu’il y a de fichiers.", "The listing takes long, the longer the more files there are.";
        "Attendre ; ne pas lancer une seconde relève à côté de la première, ne pas conclure que rien n’est arrivé.",
        "Wait; begin no second round beside the first, and do not conclude that nothing came.";
    Action::InPart { .. } => IN_PART "in-part" EVERY BODIES;
        "Un fichier est listé, et donné, avant d’être entier.", "A file is listed, and given, before it is whole.";
        "Ne traiter et n’acquitter qu’un fichier fermé par son entité 999 et de compte exact ; sinon le laisser et le reprendre en entier plus tard, où sa longueur a changé.",
        "Process and acknowledge only a file that its entity 999 closes, with the right count; otherwise leave it and fetch it whole later, when its length has changed.";
    Action::ListedTwice => LISTED_TWICE "listed-twice" ASKED LIST;
        "Un fichier figure deux fois dans la liste.", "A file stands twice in the listing.";
        "Le nom fait le fichier : le relever, le traiter et l’acquitter une fois.",
        "The name makes the file: fetch, process and acknowledge it once.";
    Action::OfferedAgain => OFFERED_AGAIN "offered-again" EVERY LIST;
        "Un fichier acquitté est offert comme s’il ne l’était pas.", "An acknowledged file is offered as if it were not.";
        "Le reconnaître (émetteur, référence, date et numéro de l’en-tête), ne rien payer de nouveau, l’acquitter encore.",
        "Know it again (sender, reference, date and number of its header), pay nothing anew, acknowledge it once more.";
    Action::Hidden(_) => HIDDEN "hidden" EVERY SHOWN;
        "La caisse se tait des jours durant, puis tout vient à la fois.", "The caisse is silent for days, then all comes at once.";
        "Signaler le silence, ne rien rejeter ni payer à l’aveugle ; puis traiter l’arriéré dans l’ordre des émissions.",
        "Report the silence, reject and pay nothing blindly; then process the backlog in the order it was sent.";
    Action::OlderAfterNewer { .. } => OLDER "older-after-newer" EVERY LIST;
        "Un fichier (un 929, surtout) est offert après un plus récent que lui.", "A file (a 929 above all) is offered after one that is newer than it.";
        "Ordonner par la date et le numéro de l’en-tête, non par l’arrivée ni par le nom : une réponse ancienne ne remplace jamais l’état qu’une plus récente a laissé.",
        "Order by the date and number of the header, not by arrival or name: an older answer never replaces the state a newer one left.";
    Action::ClockJump { .. } => CLOCK_JUMP "clock-jump" BEFORE &[Route::Clock];
        "Le calendrier saute des jours.", "The calendar leaves days out.";
        "Compter les délais sur les dates des fichiers, non en relèves ; rattraper les jours sautés une seule fois.",
        "Reckon delays by the dates in the files, not in rounds; make up for the days left out once.";
    Action::Damage(_) => DAMAGE "damage" BEFORE &[Route::Deliver];
        "Un fichier est remis abîmé, d’une façon qu’un lecteur constate sous ce code.",
        "A file is delivered broken, in a way that a reader finds under that code.";
        "Faire ce que le constat demande (`etalon explain N011`) : refuser le fichier entier et le redemander, écarter une entité, ou l’accepter en le notant ; ne rien payer de ce qui est refusé.",
        "Do what the finding calls for (`etalon explain N011`): refuse the whole file and ask for it again, leave an entity out, or accept and note it; pay nothing of what is refused.";
    Action::Adversity(_) => ADVERSITY "adversity" BEFORE &[Route::Deliver];
        "Un fichier de décomptes subit en chemin une adversité du catalogue.",
        "A file of décomptes meets an adversity of the catalogue on its way.";
        "Celle que le catalogue des adversités déclare (`etalon adversities`) : pour un fichier remis deux fois, le second est un doublon sans effet ; pour un décompte d’autrui, rien n’est payé.",
        "The one that the catalogue of adversities declares (`etalon adversities`): of a file that is delivered twice the second is a duplicate without effect; of somebody else’s décompte nothing is paid.";
    Action::ExpiredCertificate => EXPIRED "expired-certificate" HTTP &[Route::Connect];
        "La porte présente un certificat expiré.", "The door shows a certificate that has expired.";
        "Refuser la liaison, n’envoyer ni jeton ni fichier, alerter ; ne pas désactiver la vérification. Revenir plus tard.",
        "Refuse the connection, send neither token nor file, raise an alert; do not switch verification off. Come back later.";
}

impl FaultEntry {
    /// Every fault, in the order of the catalogue.
    pub fn all() -> impl ExactSizeIterator<Item = &'static Self> {
        ALL.iter()
    }

    /// Every adversity that a rule can ask for by the action `adversity`, in the order of theirs: `due` is what they declare.
    pub fn adversities() -> impl Iterator<Item = Self> {
        Adverse::all().map(|adverse| {
            let entry = adverse.adversity().entry();
            Self {
                id: entry.id,
                named_in: Some(ADVERSITY.id),
                what: entry.what,
                due: entry.due,
                ..ADVERSITY
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::faults::FaultSpec;
    use crate::faults::examples::ONE_OF_EACH;

    #[test]
    fn every_entry_has_its_words_and_an_id_of_its_own() {
        let ids: BTreeSet<&str> = FaultEntry::all().map(|entry| entry.id).collect();
        assert_eq!(ids.len(), FaultEntry::all().len());
        for entry in FaultEntry::all() {
            for text in [entry.what.fr, entry.what.en, entry.due.fr, entry.due.en] {
                assert!(
                    text.ends_with('.') && text.len() > 20,
                    "{}: {text}",
                    entry.id
                );
            }
            assert!(!entry.routes.is_empty());
        }
    }

    #[test]
    fn the_id_is_what_a_file_says() {
        let mut seen = BTreeSet::new();
        for (expected, action) in ONE_OF_EACH {
            let text = format!("schema-version: 1\nrules: [{{id: a, action: {action}}}]");
            let spec: FaultSpec = domain::load("f", &text).unwrap();
            let id = spec.rules[0].action.id();
            assert_eq!(id, *expected);
            seen.insert(id);
        }
        assert_eq!(seen.len(), FaultEntry::all().len());
    }
}
