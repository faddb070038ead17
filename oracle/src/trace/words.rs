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
    ("beyond", label("au-delà", "beyond")),
    ("birth", label("naissance", "birth")),
    ("boxes", label("boîtes", "boxes")),
    ("cap", label("plafond", "cap")),
    ("care", label("soins du", "care of")),
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
    ("exempt", label("exonéré", "exempt")),
    ("exit", label("sortie", "exit")),
    ("expense", label("dépense", "expense")),
    ("fee", label("honoraire", "fee")),
    ("franchise", label("franchise", "franchise")),
    ("from", label("du", "from")),
    ("gp tariff", label("tarif du généraliste", "GP tariff")),
    ("heading", label("poste", "heading")),
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
    ("majoration", label("majoration", "majoration")),
    ("of-base", label("soit", "that is")),
    ("original", label("ligne d’origine", "original line")),
    (
        "outside-the-limits",
        label("hors limites", "outside the limits"),
    ),
    (
        "paid to the insured",
        label("payé à l’assuré", "paid to the insured"),
    ),
    ("participation", label("participation", "participation")),
    ("payer", label("payeur", "payer")),
    ("percent", label("niveau en %", "level in %")),
    ("prevails", label("l’emporte", "prevails")),
    ("price", label("prix", "price")),
    ("price-of", label("prix du", "price of")),
    ("product", label("produit", "product")),
    ("qualifier", label("qualificatif", "qualifier")),
    ("quantity", label("quantité", "quantity")),
    ("rate", label("taux", "rate")),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_are_in_order_and_once() {
        assert!(NAMES.is_sorted_by(|a, b| a.0 < b.0));
        for (name, _) in NAMES {
            assert!(input(name).is_some(), "{name}");
        }
    }
}
