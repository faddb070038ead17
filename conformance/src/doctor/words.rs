//! What is said of a fault, in both languages.

use std::process::ExitStatus;

use super::fault::Fault;
use super::line::TYPES;
use crate::stream::Text;
use protocol::VERSION;

pub(super) fn text(fr: impl Into<String>, en: impl Into<String>) -> Text {
    Text {
        fr: fr.into(),
        en: en.into(),
    }
}

impl Fault {
    /// What happened.
    pub(super) fn what(&self) -> Text {
        match self {
            Self::NoCommand
            | Self::Batch
            | Self::NotFound { .. }
            | Self::NotExecutable { .. }
            | Self::NotStarted { .. }
            | Self::Ended { .. }
            | Self::NotEnded
            | Self::EndedBadly { .. }
            | Self::Http { .. }
            | Self::Stopped => of_process(self),
            Self::Silence { .. }
            | Self::NotFlushed { .. }
            | Self::NoLineEnd { .. }
            | Self::Flood { .. }
            | Self::Noise
            | Self::NoType
            | Self::OnlyNoise { .. }
            | Self::SeveralLines
            | Self::NotJson { .. }
            | Self::ByteOrderMark
            | Self::NotUtf8 { .. } => of_bytes(self),
            _ => of_reply(self),
        }
    }
}

/// How a process ended, as a person says it.
fn ending(status: Option<ExitStatus>) -> (String, String) {
    #[cfg(unix)]
    if let Some(signal) = status.and_then(|status| {
        use std::os::unix::process::ExitStatusExt as _;
        status.signal()
    }) {
        return (
            format!("a été arrêté par le signal {signal}"),
            format!("was ended by signal {signal}"),
        );
    }
    match status.and_then(|status| status.code()) {
        Some(code) => (
            format!("s’est terminé (code {code})"),
            format!("ended (exit code {code})"),
        ),
        None => (
            "a fermé sa sortie standard".to_owned(),
            "closed its standard output".to_owned(),
        ),
    }
}

fn of_process(fault: &Fault) -> Text {
    match fault {
        Fault::NoCommand => text(
            "le fichier de cible ne nomme aucune commande",
            "the target file names no command",
        ),
        Fault::Batch => text(
            "un traitement par lots (`launch: batch`) ne parle pas le protocole : il n’y a rien à examiner pas à pas",
            "a batch (`launch: batch`) does not speak the protocol: there is nothing to examine step by step",
        ),
        Fault::NotFound { program } => text(
            format!("aucun programme `{program}`, ni à cet endroit ni dans le PATH"),
            format!("there is no program `{program}`, neither at that place nor in the PATH"),
        ),
        Fault::NotExecutable { program } => text(
            format!("`{program}` n’a pas le droit d’être exécuté"),
            format!("`{program}` may not be executed"),
        ),
        Fault::NotStarted { command, why } => text(
            format!("`{command}` n’a pas démarré : {why}"),
            format!("`{command}` did not start: {why}"),
        ),
        Fault::Ended { asked, status } => {
            let (fr, en) = ending(*status);
            text(
                format!("l’adaptateur {fr} sans avoir répondu à `{asked}`"),
                format!("the adapter {en} and had not answered `{asked}`"),
            )
        }
        Fault::NotEnded => text(
            "après `bye`, le processus tourne encore, ou sa sortie reste ouverte",
            "after `bye` the process is still running, or its output stays open",
        ),
        Fault::EndedBadly { status } => {
            let (fr, en) = ending(Some(*status));
            text(
                format!("après `bye`, l’adaptateur {fr}, 0 est attendu"),
                format!("after `bye` the adapter {en}, 0 is expected"),
            )
        }
        Fault::Http { why } => text(format!("le serveur : {why}"), format!("the server: {why}")),
        _ => text("examen interrompu", "the examination was interrupted"),
    }
}

fn of_bytes(fault: &Fault) -> Text {
    match fault {
        Fault::Silence { asked, seconds } => text(
            format!("rien n’est venu en {seconds} s, `{asked}` attend sa réponse"),
            format!("nothing came within {seconds} s, `{asked}` waits for its answer"),
        ),
        Fault::NotFlushed { asked } => text(
            format!(
                "la réponse à `{asked}` n’est venue qu’une fois l’entrée fermée : elle attendait dans un tampon"
            ),
            format!(
                "the answer to `{asked}` came only when the input was closed: it had waited in a buffer"
            ),
        ),
        Fault::NoLineEnd { asked, whole: true } => text(
            format!("la réponse à `{asked}` est complète, mais aucune fin de ligne ne la suit"),
            format!("the answer to `{asked}` is whole, but no line end follows it"),
        ),
        Fault::NoLineEnd { asked, .. } => text(
            format!("un début de ligne est venu en réponse à `{asked}`, puis plus rien"),
            format!("the beginning of a line came in answer to `{asked}`, then nothing more"),
        ),
        Fault::Flood { mib } => text(
            format!("plus de {mib} Mio sont venus sans fin de ligne"),
            format!("more than {mib} MiB came without a line end"),
        ),
        Fault::Noise => text(
            "une ligne de la sortie standard n’est pas une réponse",
            "a line on standard output is no reply",
        ),
        Fault::NoType => text(
            "un objet JSON sans `type` est venu sur la sortie standard",
            "a JSON object without `type` came on standard output",
        ),
        Fault::OnlyNoise { lines } => text(
            format!("plus de {lines} lignes de la sortie standard ne sont pas des réponses"),
            format!("more than {lines} lines on standard output are no replies"),
        ),
        Fault::SeveralLines => text(
            "la réponse s’étend sur plusieurs lignes",
            "the reply goes over several lines",
        ),
        Fault::NotJson { why } => text(
            format!("la ligne commence comme du JSON et n’en est pas : {why}"),
            format!("the line begins as JSON and is none: {why}"),
        ),
        Fault::ByteOrderMark => text(
            "une marque d’ordre d’octets (EF BB BF) précède la réponse",
            "a byte order mark (EF BB BF) stands before the reply",
        ),
        Fault::NotUtf8 { at } => text(
            format!("la réponse n’est pas en UTF-8 à partir de son octet {at}"),
            format!("the reply is no UTF-8 from its byte {at} on"),
        ),
        other => of_reply(other),
    }
}

fn of_reply(fault: &Fault) -> Text {
    match fault {
        Fault::UnknownType { word } => text(
            format!("aucune réponse n’est du type `{word}`"),
            format!("no reply is of the type `{word}`"),
        ),
        Fault::BadField { kind, why } => text(
            format!("la réponse `{kind}` a un champ qui ne se lit pas : {why}"),
            format!("the reply `{kind}` has a field that cannot be read: {why}"),
        ),
        Fault::NotCents { amount } => text(
            format!("le montant {amount} n’est pas un nombre entier de centimes"),
            format!("the amount {amount} is no whole number of cents"),
        ),
        Fault::WrongRe { asked, id, re } => text(
            format!("la réponse dit `re` {re}, `{asked}` porte le numéro {id}"),
            format!("the reply says `re` {re}, `{asked}` has the number {id}"),
        ),
        Fault::WrongReply { asked, got, wanted } => text(
            format!("`{asked}` a reçu `{got}` pour réponse, `{wanted}` est attendu"),
            format!("`{asked}` was answered by `{got}`, `{wanted}` is expected"),
        ),
        Fault::Version { found } => text(
            format!("l’adaptateur parle le protocole {found}, étalon parle {VERSION}"),
            format!("the adapter speaks protocol {found}, étalon speaks {VERSION}"),
        ),
        Fault::NoAnswers => text(
            "`hello` n’annonce pas la capacité `answers`",
            "`hello` does not claim the capability `answers`",
        ),
        Fault::UnknownCapability { word } => text(
            format!("la capacité `{word}` n’est pas connue, elle est ignorée"),
            format!("the capability `{word}` is not known, it is ignored"),
        ),
        Fault::SaysError { asked, message } => text(
            format!("l’adaptateur répond par une erreur, `{asked}` étant demandé : {message}"),
            format!("the adapter answers with an error while `{asked}` is asked: {message}"),
        ),
        Fault::Skips { asked, reason } => text(
            format!("l’adaptateur ne traite pas `{asked}` : {reason}"),
            format!("the adapter skips `{asked}`: {reason}"),
        ),
        other => of_answer(other),
    }
}

fn of_answer(fault: &Fault) -> Text {
    match fault {
        Fault::NoAnswer => text(
            "`settled` est venu sans que le fichier ait eu de réponse",
            "`settled` came and the file had no answer",
        ),
        Fault::Refuses { why } => text(
            format!("un fichier sain est refusé : {why}"),
            format!("a sound file is refused: {why}"),
        ),
        Fault::Remembers { restarted: true } => text(
            "redémarré, l’adaptateur prend pour un doublon un fichier qu’il n’a pas encore reçu",
            "started again, the adapter takes a file that it has not received yet for a duplicate",
        ),
        Fault::Remembers { .. } => text(
            "après `reset`, un fichier reçu auparavant est dit doublon",
            "after `reset` a file received before it is called a duplicate",
        ),
        Fault::LineMissing { line } => text(
            format!("la ligne {line} du fichier n’a pas de réponse"),
            format!("the line {line} of the file has no answer"),
        ),
        Fault::LineUnknown { line } => text(
            format!("une réponse porte sur la ligne {line}, que le fichier n’a pas"),
            format!("an answer is about the line {line}, which the file does not have"),
        ),
        Fault::OtherOutcome { line, got, due } => text(
            format!("sur la ligne {line} : {got} ; dû : {due}"),
            format!("on the line {line}: {got}; due: {due}"),
        ),
        Fault::TakesDamaged { reaction } => text(
            format!(
                "un fichier coupé en cours de route est dit `{reaction}`, `refused` est attendu"
            ),
            format!(
                "a file that was cut on the way is said to be `{reaction}`, `refused` is expected"
            ),
        ),
        Fault::UnknownRequest { got } => text(
            format!(
                "une demande d’un type inconnu a reçu `{got}` pour réponse, `skipped` est attendu"
            ),
            format!("a request of an unknown type was answered by `{got}`, `skipped` is expected"),
        ),
        // Told above.
        other => text(other.code(), other.code()),
    }
}

impl Fault {
    /// What to do.
    pub(super) fn advice(&self) -> Text {
        match self {
            Self::Noise | Self::NoType | Self::OnlyNoise { .. } => text(
                "les journaux et les messages vont sur l’erreur standard : la sortie standard ne porte que des réponses, \
                 une par ligne",
                "logs and messages go to standard error: standard output holds replies alone, one a line",
            ),
            Self::NotFlushed { .. } | Self::NoLineEnd { .. } => text(
                "finir chaque réponse par une fin de ligne (\\n) et vider le tampon aussitôt : print(…, flush=True), \
                 out.flush()",
                "end each reply by a line end (\\n) and flush at once: print(…, flush=True), out.flush()",
            ),
            Self::Silence { .. } => text(
                "lire l’entrée ligne à ligne, sans en attendre la fin ; répondre et vider le tampon après chaque ligne ; si \
                 le démarrage est long, augmenter `limits: silence-seconds`",
                "read the input line by line, without waiting for its end; answer and flush after each line; where it starts \
                 slowly, raise `limits: silence-seconds`",
            ),
            Self::Ended { .. } => text(
                "lire son erreur standard ci-dessus ; lancer la commande à la main et y taper la ligne de `hello` \
                 (docs/adapter-protocol.md)",
                "read its standard error above; start the command by hand and type the line of `hello` \
                 (docs/adapter-protocol.md)",
            ),
            Self::SeveralLines
            | Self::NotJson { .. }
            | Self::ByteOrderMark
            | Self::NotUtf8 { .. }
            | Self::Flood { .. } => text(
                "écrire chaque réponse comme un objet JSON sur une seule ligne, en UTF-8 sans marque, avec la \
                     bibliothèque JSON du langage",
                "write each reply as a JSON object on one line, in UTF-8 without a mark, by the JSON library of the \
                     language",
            ),
            Self::NoCommand
            | Self::Batch
            | Self::NotFound { .. }
            | Self::NotExecutable { .. }
            | Self::NotStarted { .. }
            | Self::NotEnded
            | Self::EndedBadly { .. }
            | Self::Http { .. }
            | Self::Stopped => of_process_advice(self),
            _ => of_reply_advice(self),
        }
    }
}

fn of_process_advice(fault: &Fault) -> Text {
    match fault {
        Fault::NotExecutable { program } => text(
            format!("chmod +x {program}, ou nommer l’interpréteur d’abord : [python3, {program}]"),
            format!("chmod +x {program}, or name the interpreter first: [python3, {program}]"),
        ),
        Fault::Batch => text(
            "etalon run smoke --target FICHIER : ce qui manque à l’export, ce qui ne se lit pas et ce qui ne se joint à rien y est dit ligne par ligne",
            "etalon run smoke --target FILE: what the export lacks, what cannot be read and what joins nothing is told there row by row",
        ),
        Fault::NotEnded => text(
            "finir le programme après avoir répondu à `bye` ; une course y met fin de force",
            "end the program after `bye` is answered; a run ends it by force",
        ),
        Fault::EndedBadly { .. } => text(
            "chercher ce qui échoue à la fin : une exception non rattrapée, une sortie déjà fermée",
            "look for what fails at the end: an exception that nobody catches, an output that is closed already",
        ),
        Fault::Http { .. } => text(
            "docs/targets.md, « A server », dit ce qu’un serveur répond et où",
            "docs/targets.md, “A server”, says what a server answers, and where",
        ),
        _ => text(
            "corriger `launch` dans le fichier de cible ; les chemins se lisent depuis le dossier où étalon est lancé",
            "correct `launch` in the target file; paths are read from the folder that étalon is started in",
        ),
    }
}

fn of_reply_advice(fault: &Fault) -> Text {
    match fault {
        Fault::UnknownType { .. } => text(
            format!("les types sont : {}", TYPES.join(", ")),
            format!("the types are: {}", TYPES.join(", ")),
        ),
        Fault::NotCents { .. } => text(
            "dire les montants en centimes, en nombre entier : 7,95 € s’écrit 795",
            "tell amounts in cents, as integers: 7.95 euros are 795",
        ),
        Fault::WrongRe { .. } => text(
            "recopier dans `re` le `id` de la demande, et répondre une seule fois à chacune",
            "copy the `id` of the request into `re`, and answer each once",
        ),
        Fault::Version { .. } => text(
            format!(
                "dire `protocol` {VERSION} dans `hello`, ou prendre la version d’étalon qui parle l’autre"
            ),
            format!(
                "say `protocol` {VERSION} in `hello`, or take the étalon that speaks the other"
            ),
        ),
        Fault::NoAnswers => text(
            "ajouter \"answers\" à `capabilities` : sans réponses, rien ne se juge",
            "add \"answers\" to `capabilities`: without answers nothing can be judged",
        ),
        Fault::Remembers { restarted: true } => text(
            "oublier à `reset` ce qui est gardé sur disque ou en base, aussi au démarrage",
            "forget at `reset` what is kept on a disk or in a database, at a start too",
        ),
        Fault::Remembers { .. } => text(
            "vider à `reset` tout l’état : fichiers reçus, lignes, compteurs, portefeuille",
            "empty all state at `reset`: files received, lines, counters, portfolio",
        ),
        Fault::LineMissing { .. } | Fault::LineUnknown { .. } => text(
            "répondre de chaque ligne 255, sous son identité régime-caisse-centre/décompte/date/ligne/opération \
             (docs/adapter-protocol.md)",
            "answer for each line 255, under its identity régime-caisse-centre/décompte/date/line/operation \
             (docs/adapter-protocol.md)",
        ),
        Fault::OtherOutcome { .. } => text(
            "l’adaptateur parle juste ; ce que calcule le moteur se juge par `etalon run`",
            "the adapter speaks well; what the engine computes is for `etalon run` to judge",
        ),
        Fault::TakesDamaged { .. } => text(
            "refuser un fichier dont la longueur ou les totaux ne tiennent pas : rien n’en compte",
            "refuse a file whose length or totals do not hold: nothing of it counts",
        ),
        Fault::UnknownRequest { .. } => text(
            "répondre `skipped` à un type inconnu et ignorer les champs inconnus : le protocole peut s’enrichir",
            "answer `skipped` to an unknown type and ignore unknown fields: the protocol may grow",
        ),
        _ => text(
            "docs/adapter-protocol.md montre cet échange ; schemas/protocol-reply.schema.json en dit la forme",
            "docs/adapter-protocol.md shows this exchange; schemas/protocol-reply.schema.json says its shape",
        ),
    }
}
