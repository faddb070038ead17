use super::Label;

/// Every name that goes into a step, with what people read instead. In order of the alphabet.
const NAMES: &[(&str, Label)] = &[
    ("act", label("acte", "act")),
    ("acts", label("actes", "acts")),
    ("admitted", label("admis", "admitted")),
    ("age", label("âge", "age")),
    (
        "age of majority",
        label("âge de la majorité", "age of majority"),
    ),
    ("amo", label("AMO", "AMO")),
    ("amo amount", label("montant AMO", "AMO amount")),
    ("amount", label("montant AMO", "AMO amount")),
    ("amount-due", label("montant", "amount")),
    ("assiette", label("assiette", "assiette")),
    ("at-least", label("au moins", "at least")),
    ("at-most", label("au plus", "at most")),
    ("base", label("base", "base")),
    ("beneficiary", label("bénéficiaire", "beneficiary")),
    (
        "besides-tm",
        label("ticket modérateur en plus", "besides the ticket modérateur"),
    ),
    ("beyond", label("au-delà", "beyond")),
    ("birth", label("naissance", "birth")),
    ("boxes", label("boîtes", "boxes")),
    ("cap", label("plafond", "cap")),
    ("care", label("soins du", "care of")),
    ("case", label("cas", "case")),
    ("code", label("code", "code")),
    ("coefficient", label("coefficient", "coefficient")),
    (
        "coefficient-from",
        label("seuil du coefficient", "coefficient threshold"),
    ),
    (
        "complement (255/25-26, inferred)",
        label(
            "complément (255/25-26, position déduite)",
            "complement (255/25-26, inferred)",
        ),
    ),
    (
        "daily-charges",
        label("forfaits journaliers", "daily charges"),
    ),
    ("daily-tariff", label("tarif journalier", "daily tariff")),
    ("day", label("jour", "day")),
    ("day-of-stay", label("jour du séjour", "day of the stay")),
    ("days", label("jours", "days")),
    (
        "dearest generic",
        label("générique le plus cher", "dearest generic"),
    ),
    ("debtor", label("débiteur", "debtor")),
    ("document", label("pièce", "document")),
    ("earlier", label("déjà payé par d’autres", "earlier")),
    ("euros", label("euros", "euros")),
    ("exempt", label("exonéré", "exempt")),
    ("exit", label("sortie", "exit")),
    ("expense", label("dépense", "expense")),
    ("fee", label("honoraire", "fee")),
    ("franchise", label("franchise", "franchise")),
    ("from", label("du", "from")),
    ("gp tariff", label("tarif du généraliste", "GP tariff")),
    ("heading", label("poste", "heading")),
    ("highest-of", label("le plus haut de", "the highest of")),
    ("kept", label("retenu", "kept")),
    ("left", label("reste", "left")),
    (
        "left this year",
        label("reste de l’année", "left this year"),
    ),
    ("left today", label("reste du jour", "left today")),
    (
        "left-by-the-amo",
        label("laissé par l’AMO", "left by the AMO"),
    ),
    (
        "left-out",
        label("participation laissée à part", "participation left out"),
    ),
    ("letter", label("lettre-clé", "key letter")),
    ("limit", label("limite", "limit")),
    ("line", label("ligne", "line")),
    ("list", label("liste de niveaux", "list of levels")),
    ("lowest-of", label("le plus bas de", "the lowest of")),
    ("majoration", label("majoration", "majoration")),
    ("of-base", label("soit", "that is")),
    ("original", label("ligne d’origine", "original line")),
    (
        "outside-the-limits",
        label("hors limites", "outside the limits"),
    ),
    ("overrun", label("dépassement", "overrun")),
    (
        "paid to the insured",
        label("payé à l’assuré", "paid to the insured"),
    ),
    ("participation", label("participation", "participation")),
    ("payer", label("payeur", "payer")),
    (
        "per-cent-of-base",
        label(
            "de la base, part AMO déduite",
            "of the base, less the AMO share",
        ),
    ),
    (
        "per-cent-of-expense",
        label("de la dépense", "of the expense"),
    ),
    (
        "per-cent-of-overrun",
        label("du dépassement", "of the overrun"),
    ),
    ("per-cent-of-pmss", label("du PMSS", "of the PMSS")),
    (
        "per-cent-of-tm",
        label("du ticket modérateur", "of the ticket modérateur"),
    ),
    (
        "per-cent-on-top",
        label(
            "de la base, en complément",
            "of the base, on top of the AMO",
        ),
    ),
    ("percent", label("niveau en %", "level in %")),
    ("pmss", label("PMSS", "PMSS")),
    ("prevails", label("l’emporte", "prevails")),
    ("price", label("prix", "price")),
    ("price-of", label("prix du", "price of")),
    ("product", label("produit", "product")),
    ("qualifier", label("qualificatif", "qualifier")),
    ("quantity", label("quantité", "quantity")),
    ("rate", label("taux", "rate")),
    ("real-expense", label("frais réels", "real expense")),
    ("reduced", label("réduit", "reduced")),
    ("sector", label("secteur", "sector")),
    (
        "sessions before",
        label("séances déjà comptées", "sessions before"),
    ),
    (
        "sessions covered",
        label("séances prises en charge", "sessions covered"),
    ),
    ("spared", label("épargné", "spared")),
    ("still-to-keep", label("reste à retenir", "still to keep")),
    ("taken", label("déjà prise", "taken already")),
    ("tariff", label("tarif", "tariff")),
    (
        "tariffs-together",
        label("tarifs ensemble", "tariffs together"),
    ),
    ("tfr", label("TFR", "TFR")),
    ("theoretical", label("part théorique", "theoretical share")),
    ("threshold", label("seuil", "threshold")),
    (
        "ticket-moderateur",
        label("ticket modérateur", "ticket modérateur"),
    ),
    ("to", label("au", "to")),
    ("unit", label("unité", "unit")),
    ("units", label("unités", "units")),
    ("until", label("jusqu’au", "until")),
    (
        "until-cancelled",
        label("jusqu’à l’annulation de", "until cancelled"),
    ),
    (
        "without-tm",
        label("ticket modérateur exclu", "without the ticket modérateur"),
    ),
];

/// Every word that is a value of a step, with what people read instead. In order of the alphabet.
const VALUES: &[(&str, Label)] = &[
    (
        "APC",
        label("avis ponctuel de consultant (APC)", "one-off opinion (APC)"),
    ),
    (
        "APC psychiatre",
        label(
            "avis ponctuel de consultant, psychiatre",
            "one-off opinion, psychiatrist",
        ),
    ),
    ("C2S", label("C2S", "C2S")),
    (
        "a locum",
        label("remplaçant du médecin traitant", "a locum"),
    ),
    (
        "aide-medicale-etat",
        label("aide médicale de l’État", "State medical aid"),
    ),
    ("ald", label("ALD", "long disease (ALD)")),
    (
        "an authorised overrun",
        label("dépassement autorisé", "an authorised overrun"),
    ),
    (
        "at-mp",
        label(
            "accident du travail ou maladie professionnelle",
            "work accident or occupational disease",
        ),
    ),
    (
        "away from home",
        label("loin du domicile", "away from home"),
    ),
    ("c2s", label("C2S", "C2S")),
    ("cardiologue", label("cardiologue", "cardiologist")),
    (
        "complexe",
        label("consultation complexe", "complex consultation"),
    ),
    (
        "consultation longue",
        label("consultation longue", "long consultation"),
    ),
    (
        "daily charges",
        label("les forfaits journaliers", "daily charges"),
    ),
    ("death", label("décès", "death")),
    (
        "direct access to a psychiatrist",
        label(
            "accès direct au psychiatre",
            "direct access to a psychiatrist",
        ),
    ),
    (
        "direct access to that speciality",
        label(
            "accès direct à cette spécialité",
            "direct access to that speciality",
        ),
    ),
    (
        "dépistage mélanome",
        label("dépistage du mélanome", "melanoma screening"),
    ),
    (
        "examen de l'enfant COE",
        label("examen de l’enfant (COE)", "child examination (COE)"),
    ),
    (
        "examen de l'enfant COH",
        label("examen de l’enfant (COH)", "child examination (COH)"),
    ),
    ("gynécologue", label("gynécologue", "gynaecologist")),
    (
        "gynécologue direct",
        label("gynécologue, accès direct", "gynaecologist, direct access"),
    ),
    ("généraliste", label("généraliste", "general practitioner")),
    ("gériatre", label("gériatre", "geriatrician")),
    ("heavy", label("acte lourd", "heavy act")),
    ("heavy act", label("l’acte lourd", "heavy act")),
    ("held", label("mis en attente", "held")),
    ("home", label("domicile", "home")),
    ("insured", label("assuré", "insured")),
    (
        "invalidite",
        label("pension d’invalidité", "invalidity pension"),
    ),
    ("maternite", label("maternité", "maternity")),
    ("maternity", label("maternité", "maternity")),
    ("mineur", label("mineur", "minor")),
    (
        "médecine physique",
        label("médecine physique", "physical medicine"),
    ),
    ("no", label("non", "no")),
    ("not heavy", label("acte non lourd", "not a heavy act")),
    (
        "pension-militaire",
        label("pension militaire", "military pension"),
    ),
    ("prevention", label("prévention", "prevention")),
    ("psychiatre", label("psychiatre", "psychiatrist")),
    ("pédiatre", label("pédiatre", "paediatrician")),
    (
        "regime-local",
        label(
            "régime local d’Alsace-Moselle",
            "local régime of Alsace-Moselle",
        ),
    ),
    (
        "related to a long disease",
        label("en rapport avec une ALD", "related to a long disease"),
    ),
    ("régime", label("régime", "régime")),
    ("régime local", label("régime local", "local régime")),
    (
        "spécialiste coordonné",
        label("spécialiste, coordonné", "specialist, coordinated"),
    ),
    (
        "spécialiste direct",
        label("spécialiste, accès direct", "specialist, direct access"),
    ),
    (
        "terrorisme",
        label("acte de terrorisme", "act of terrorism"),
    ),
    (
        "ticket modérateur",
        label("le ticket modérateur", "ticket modérateur"),
    ),
    ("transfer", label("transfert", "transfer")),
    (
        "très complexe",
        label("consultation très complexe", "very complex consultation"),
    ),
    (
        "téléconsultation",
        label("téléconsultation", "teleconsultation"),
    ),
    (
        "under the age of the parcours",
        label("sous l’âge du parcours", "under the age of the parcours"),
    ),
    ("urgency", label("urgence", "urgency")),
    ("yes", label("oui", "yes")),
];

const fn label(fr: &'static str, en: &'static str) -> Label {
    Label { fr, en }
}

/// What people read for the name of an input of a step; none where the name is not one of the oracle's.
#[must_use]
pub fn input(name: &str) -> Option<Label> {
    let place = NAMES.binary_search_by_key(&name, |(name, _)| name).ok()?;
    NAMES.get(place).map(|(_, label)| *label)
}

/// What people read for a value of a step that is a word; none where it is a figure, a day, a code, or no word
/// of the oracle's.
#[must_use]
pub fn value(word: &str) -> Option<Label> {
    let place = VALUES.binary_search_by_key(&word, |(word, _)| word).ok()?;
    VALUES.get(place).map(|(_, label)| *label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_are_in_order_and_once() {
        assert!(NAMES.is_sorted_by(|a, b| a.0 < b.0));
        for (name, _) in NAMES {
            assert!(input(name).is_some(), "{name}");
        }
        assert!(VALUES.is_sorted_by(|a, b| a.0 < b.0));
        for (word, _) in VALUES {
            assert!(value(word).is_some(), "{word}");
        }
    }
}
