//! The closed vocabularies of the verdict stream, said to people.

use domain::{Cents, FileReaction, Outcome, Payee, Reaction, ReasonClass};
use protocol::LinkStatus;

use crate::invariants::Invariant;
use crate::requirements::Weight;
use crate::stream::{Came, Run, Severity, Status, Sum};
use crate::target::{AnswerPart, Grain};

use super::Lang;
use super::summary::Expectation;

pub(crate) fn status(status: Status, lang: Lang) -> &'static str {
    match status {
        Status::Conform => lang.pick("conforme", "conform"),
        Status::Nonconform => lang.pick("non conforme", "nonconform"),
        Status::Tolerated => lang.pick("toléré", "tolerated"),
        Status::Skipped => lang.pick("non essayé", "skipped"),
        Status::Unknown => lang.pick("indéterminé", "unknown"),
    }
}

/// The word of the stream, for classes and filters.
pub(crate) fn tag(status: Status) -> &'static str {
    match status {
        Status::Conform => "conform",
        Status::Nonconform => "nonconform",
        Status::Tolerated => "tolerated",
        Status::Skipped => "skipped",
        Status::Unknown => "unknown",
    }
}

pub(crate) fn severity(severity: Severity, lang: Lang) -> &'static str {
    match severity {
        Severity::Must => lang.pick("enfreint une règle", "breaks a rule"),
        Severity::Should => lang.pick("trompe sans déplacer d’argent", "misleads, moves no money"),
    }
}

/// By reference: templates pass fields so.
pub(crate) fn weight(weight: &Weight, lang: Lang) -> &'static str {
    match weight {
        Weight::Must => lang.pick("doit", "must"),
        Weight::Should => lang.pick("devrait", "should"),
        Weight::May => lang.pick("peut", "may"),
    }
}

pub(crate) fn file_reaction(reaction: FileReaction, lang: Lang) -> &'static str {
    match reaction {
        FileReaction::Accepted => lang.pick("fichier accepté", "file accepted"),
        FileReaction::Refused => lang.pick("fichier refusé en entier", "file refused as a whole"),
        FileReaction::Duplicate => lang.pick("fichier déjà reçu", "file already received"),
    }
}

pub(crate) fn link(status: LinkStatus, lang: Lang) -> &'static str {
    match status {
        LinkStatus::Linked => lang.pick("lien établi", "linked"),
        LinkStatus::Rejected => lang.pick("lien rejeté", "link rejected"),
        LinkStatus::Blocked => {
            lang.pick("lien bloqué par un autre OC", "link blocked by another OC")
        }
        LinkStatus::Noted => lang.pick("signalement sans effet", "signal without effect"),
    }
}

/// What came in one of two flows.
pub(crate) fn came(came: Option<&Came>, lang: Lang) -> String {
    match came {
        Some(Came::Line(line)) => outcome(line, lang),
        Some(Came::File(file)) => file_reaction(*file, lang).to_owned(),
        None => lang.pick("rien", "nothing").to_owned(),
    }
}

/// How the second of two flows is told.
pub(crate) fn invariant(invariant: Invariant, lang: Lang) -> &'static str {
    match invariant {
        Invariant::Again => lang.pick(
            "chaque fichier remis deux fois",
            "each file delivered twice",
        ),
        Invariant::Order => lang.pick(
            "les foyers de chaque fichier dans l’ordre inverse",
            "the households of each file in the opposite order",
        ),
        Invariant::Split => lang.pick("chaque fichier en deux moitiés", "each file in two halves"),
        Invariant::Merged => lang.pick(
            "plusieurs fichiers d’une caisse en un seul",
            "several files of a caisse as one",
        ),
        Invariant::Renamed => lang.pick(
            "chacun sous un autre nom et un autre NIR",
            "everybody under another name and NIR",
        ),
        Invariant::MoreCover => lang.pick(
            "une surcomplémentaire en plus, qui ne paie jamais moins",
            "with a surcomplémentaire on top, which never pays less",
        ),
    }
}

pub(crate) fn reaction(reaction: Reaction, lang: Lang) -> &'static str {
    match reaction {
        Reaction::Paid => lang.pick("payé", "paid"),
        Reaction::SettledZero => lang.pick("soldé à zéro", "settled at zero"),
        Reaction::Refused => lang.pick("refusé", "refused"),
        Reaction::Held => lang.pick("mis en attente", "held"),
        Reaction::Duplicate => lang.pick("doublon sans effet", "duplicate without effect"),
        Reaction::Reversed => lang.pick("repris", "taken back"),
        Reaction::Forwarded => lang.pick("transmis à un autre OC", "forwarded to another OC"),
        Reaction::NoEffect => lang.pick("sans effet", "no effect"),
    }
}

pub(crate) fn reason(reason: ReasonClass, lang: Lang) -> &'static str {
    match reason {
        ReasonClass::Guarantee => lang.pick("selon la garantie", "by the guarantee"),
        ReasonClass::NothingLeft => lang.pick("plus rien à rembourser", "nothing left to refund"),
        ReasonClass::Ceiling => lang.pick("plafond épuisé", "ceiling used up"),
        ReasonClass::AmoRefused => lang.pick(
            "acte refusé par l’Assurance Maladie",
            "refused by the Assurance Maladie",
        ),
        ReasonClass::Condition => lang.pick(
            "condition de la garantie non remplie",
            "condition of the guarantee not met",
        ),
        ReasonClass::WaitingPeriod => lang.pick("délai de carence", "waiting period"),
        ReasonClass::Deductible => lang.pick("franchise du contrat", "deductible"),
        ReasonClass::EarlierInsurer => lang.pick(
            "déjà payé par un autre assureur",
            "already paid by another insurer",
        ),
        ReasonClass::ThirdPartyElsewhere => lang.pick(
            "payé par le flux de tiers payant",
            "paid by the third-party-payment flow",
        ),
        ReasonClass::Informative => lang.pick("ligne d’information", "informative line"),
        ReasonClass::NoCover => lang.pick(
            "aucun contrat à la date des soins",
            "no contract on the day of care",
        ),
        ReasonClass::ActNotCovered => {
            lang.pick("acte sans garantie au contrat", "no guarantee for the act")
        }
        ReasonClass::UnknownBeneficiary => lang.pick("bénéficiaire inconnu", "unknown beneficiary"),
        ReasonClass::TimeBarred => lang.pick("prescrit", "time-barred"),
        ReasonClass::C2s => lang.pick("pris en charge par la C2S", "covered by the C2S"),
        ReasonClass::AlreadyPaid => {
            lang.pick("déjà payé à l’assuré", "already paid to the insured")
        }
        ReasonClass::TwoInsurers => lang.pick(
            "deux organismes actifs pour la personne",
            "two active bodies for the person",
        ),
        ReasonClass::FutureCare => lang.pick("soins à venir", "care still to come"),
        ReasonClass::Inconsistent => lang.pick(
            "montants ou dates contradictoires",
            "contradicting amounts or days",
        ),
        ReasonClass::Identity => lang.pick("identité douteuse", "doubtful identity"),
        ReasonClass::DocumentAwaited => lang.pick("document attendu", "document awaited"),
        ReasonClass::ThirdPartyInvoiceAwaited => lang.pick(
            "facture de tiers payant attendue",
            "third party’s invoice awaited",
        ),
        ReasonClass::UnknownQualifier => lang.pick(
            "qualificatif de la dépense inconnu",
            "unknown qualifier of the expense",
        ),
        ReasonClass::DuplicateSuspected => lang.pick(
            "mêmes soins sous un autre décompte",
            "same care under another décompte",
        ),
        ReasonClass::RightsPending => lang.pick(
            "droits en cours d’établissement",
            "rights being established",
        ),
        ReasonClass::SameIdentity => {
            lang.pick("même identité de ligne", "same identity of the line")
        }
        ReasonClass::Cancellation => lang.pick(
            "annulation par l’Assurance Maladie",
            "cancelled by the Assurance Maladie",
        ),
        ReasonClass::OtherOc => lang.pick("relève d’un autre OC", "another OC is meant"),
    }
}

pub(crate) fn payee(payee: Payee, lang: Lang) -> &'static str {
    match payee {
        Payee::Insured => lang.pick("assuré", "insured"),
        Payee::Professional => lang.pick("professionnel", "professional"),
        Payee::Hospital => lang.pick("hôpital", "hospital"),
        Payee::OtherInsurer => lang.pick("autre assureur", "other insurer"),
    }
}

/// `payé 7,50 € à l’assuré (selon la garantie)`.
pub(crate) fn outcome(outcome: &Outcome, lang: Lang) -> String {
    let mut text = reaction(outcome.reaction, lang).to_owned();
    if outcome.amount != Cents::ZERO {
        text.push(' ');
        text.push_str(&lang.euros(outcome.amount));
    }
    if let Some(payee) = outcome.payee {
        text.push(' ');
        text.push_str(match (payee, lang) {
            (Payee::Insured, Lang::Fr) => "à l’assuré",
            (Payee::Professional, Lang::Fr) => "au professionnel",
            (Payee::Hospital, Lang::Fr) => "à l’hôpital",
            (Payee::OtherInsurer, Lang::Fr) => "à un autre assureur",
            (_, Lang::En) if outcome.reaction == Reaction::Reversed => "from the",
            (_, Lang::En) => "to the",
        });
        if lang == Lang::En {
            text.push(' ');
            text.push_str(self::payee(payee, lang));
        }
    }
    if outcome.reason != ReasonClass::Guarantee || outcome.reaction != Reaction::Paid {
        text.push_str(" (");
        text.push_str(reason(outcome.reason, lang));
        text.push(')');
    }
    text
}

/// What of an answer was not told, to stand behind it; nothing where all was.
pub(crate) fn untold(parts: &[AnswerPart], lang: Lang) -> String {
    if parts.is_empty() {
        return String::new();
    }
    format!(
        " ({} {})",
        lang.pick("non dit, non comparé :", "not told, not compared:"),
        answer_parts(parts, lang)
    )
}

/// That several lines are judged together, to stand behind what a verdict is about.
pub(crate) fn sum(sum: Sum, lang: Lang) -> String {
    let lines = lang.counted(
        sum.lines.into(),
        lang.pick("ligne", "line"),
        lang.pick("lignes", "lines"),
    );
    format!(
        ", {} {lines}, {}",
        lang.pick("somme de", "sum of"),
        match sum.grain {
            Grain::Line => lang.pick("une à une", "one by one"),
            Grain::Decompte => lang.pick("le décompte entier", "the whole décompte"),
        }
    )
}

/// That a target is not judged line by line, in a line of its own; none where it is.
fn grain(run: &Run, lang: Lang) -> Option<String> {
    match run.target.grain {
        Grain::Line => None,
        Grain::Decompte => Some(
            lang.pick(
                "Jugé par décompte : la somme de ses lignes, au centime.",
                "Judged by décompte: the sum of its lines, to the cent.",
            )
            .to_owned(),
        ),
    }
}

/// What a reader has to know of how a target was judged, in lines of their own.
pub(crate) fn terms(run: &Run, lang: Lang) -> impl Iterator<Item = String> {
    grain(run, lang).into_iter().chain(never_told(run, lang))
}

/// What a target never tells, in a line of its own; none where it tells all.
fn never_told(run: &Run, lang: Lang) -> Option<String> {
    let parts = &run.target.not_compared;
    (!parts.is_empty()).then(|| {
        format!(
            "{} {}",
            lang.pick(
                "Jamais dit par l'export de la cible, donc non comparé :",
                "Never told by the target's export, so not compared:",
            ),
            answer_parts(parts, lang)
        )
    })
}

/// Parts of an answer, named.
pub(crate) fn answer_parts(parts: &[AnswerPart], lang: Lang) -> String {
    let each = parts.iter().map(|part| match part {
        AnswerPart::File => lang.pick("sort du fichier", "what becomes of a file"),
        AnswerPart::Reaction => {
            lang.pick("suite donnée sans paiement", "reaction without a payment")
        }
        AnswerPart::Reason => lang.pick("motif", "reason"),
        AnswerPart::Payee => lang.pick("destinataire", "payee"),
    });
    each.collect::<Vec<_>>().join(", ")
}

pub(crate) fn no_answer(lang: Lang) -> &'static str {
    lang.pick("pas de réponse", "no answer")
}

pub(super) fn expectation(expectation: Expectation, lang: Lang) -> String {
    match expectation {
        Expectation::File(reaction) => file_reaction(reaction, lang).to_owned(),
        Expectation::Line(expected) => {
            format!(
                "{}{} {}",
                lang.pick("ligne", "line"),
                lang.colon(),
                reaction(expected, lang)
            )
        }
        Expectation::Link(status) => link(status, lang).to_owned(),
        Expectation::Movement => lang.pick("mouvement 408", "408 movement").to_owned(),
        Expectation::Example => lang.pick("exemple publié", "published example").to_owned(),
        Expectation::Invariant => lang
            .pick("même flux, dit autrement", "same flow, told otherwise")
            .to_owned(),
        Expectation::Target => lang
            .pick("tenue de la cible", "behaviour of the target")
            .to_owned(),
    }
}

/// Name of a figure of a worked example.
pub(crate) fn figure(name: &str, lang: Lang) -> &str {
    match name {
        "amo-gross" => lang.pick("AMO brut", "AMO gross"),
        "deductions" => lang.pick("PF et franchises", "Deductions"),
        "amo-paid" => lang.pick("AMO versé", "AMO paid"),
        "amc-paid" => lang.pick("AMC versé", "AMC paid"),
        "remainder" => lang.pick("Reste à charge", "Left to pay"),
        other => other,
    }
}

/// Kind of a file that took part in a run.
pub(crate) fn input_kind(kind: &str, lang: Lang) -> &str {
    match kind {
        "profile" => lang.pick("profil de format", "layout profile"),
        "law" => lang.pick("paramètres de droit", "law parameters"),
        "product" => lang.pick("produit", "product"),
        "scenario" => lang.pick("scénario", "scenario"),
        "data" => lang.pick("données", "data"),
        other => other,
    }
}

/// Name of what goes into a step of a calculation, as the oracle has it in both languages.
#[must_use]
pub fn step_input(name: &str, lang: Lang) -> &str {
    oracle::trace::input(name).map_or(name, |label| lang.pick(label.fr, label.en))
}

/// A value of a step: a word of the oracle in that language, else the figure, code or day as it is written there.
#[must_use]
pub fn step_value(value: &str, lang: Lang) -> String {
    match oracle::trace::value(value) {
        Some(label) => lang.pick(label.fr, label.en).to_owned(),
        None => lang.number(value),
    }
}

/// The source of a step.
#[must_use]
pub fn step_source(source: &str, lang: Lang) -> String {
    match lang {
        Lang::Fr => oracle::trace::french_source(source),
        Lang::En => source.to_owned(),
    }
}

/// How sure a rule of the catalogue is, where that is to confirm: verdicts that pass rest on it too.
pub(crate) fn doubt_of(rule: &str, lang: Lang) -> Option<&'static str> {
    let sure = oracle::rules::rule(rule)?.confidence?.word();
    (!is_sure(sure)).then(|| confidence(sure, lang))
}

/// How sure a source is.
pub(crate) fn confidence(confidence: &str, lang: Lang) -> &str {
    match confidence {
        "confirmed" => lang.pick("confirmé", "confirmed"),
        "certain" => lang.pick("certain", "certain"),
        "likely" => lang.pick("probable, à confirmer", "likely, to confirm"),
        "inferred" => lang.pick("déduit, à confirmer", "inferred, to confirm"),
        "second-hand" => lang.pick("de seconde main, à confirmer", "second-hand, to confirm"),
        "memory" => lang.pick("de mémoire, à confirmer", "from memory, to confirm"),
        "uncertain" => lang.pick("incertain, à confirmer", "uncertain, to confirm"),
        "assumption" => lang.pick("hypothèse, à confirmer", "assumption, to confirm"),
        other => other,
    }
}

/// Whether nobody has to confirm what rests on such a source.
pub(crate) fn is_sure(confidence: &str) -> bool {
    matches!(confidence, "confirmed" | "certain")
}

/// Scenarios of a run that are named one by one where a run is told in a line: of more, the first and how many.
const NAMED: usize = 8;

/// The scenarios of a run, in a line, each as it is shown.
pub(crate) fn scenarios(ids: &[String], shown: impl Fn(&str) -> String, lang: Lang) -> String {
    let named = ids.iter().take(NAMED).map(|id| shown(id));
    let named = named.collect::<Vec<_>>().join(", ");
    match ids.len().saturating_sub(NAMED) {
        0 => named,
        more => {
            let (and, others) = (lang.pick("et", "and"), lang.pick("autres", "more"));
            format!("{named} {and} {more} {others}")
        }
    }
}
