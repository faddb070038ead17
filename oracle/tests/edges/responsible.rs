//! What a responsible product may not say (docs/products.md).

use oracle::product::{Product, ProductError};

use crate::least::least_beside;

/// The rule that a responsible product breaks once it says that of a family or heading; none where it is sound.
fn breaks(key: &str, level: &str) -> Option<&'static str> {
    let file = format!(
        "schema-version: 2\nid: p\nname: {{ fr: P, en: P }}\nresponsible: true\nguarantees:{}  {key}: {level}\n",
        least_beside(&[key])
    );
    match Product::parse("p.yaml", &file) {
        Ok(_) => None,
        Err(ProductError::Responsible { id, .. }) => Some(id),
        Err(error) => panic!("{file}{error}"),
    }
}

/// The floors of class B "bind only where the level of `verre-b` is something else than `br: 100` or `tm: 100`".
#[test]
fn the_floors_of_glasses_bind_who_pays_beyond() {
    let limited = |level: &str, euros: &str, lenses: &str| {
        let limit =
            format!("{{ euros: \"{euros}\", per: equipment, when: {{ lenses: [{lenses}] }} }}");
        breaks("verre-b", &format!("{{ {level}, limits: [ {limit} ] }}"))
    };
    let floor = Some("resp-optics-floor");
    for level in ["br: 100", "tm: 100"] {
        assert_eq!(limited(level, "49.99", "simple"), None, "{level}");
    }
    for level in [
        "br: 101",
        "tm: 101",
        "real-expense: true",
        "sum: [ { br: 100 }, { euros: \"10.00\" } ]",
        "br-on-top: 40",
    ] {
        assert_eq!(limited(level, "49.99", "simple"), floor, "{level}");
        assert_eq!(limited(level, "50.00", "simple"), None, "{level}");
    }
    // The highest floor of the classes named, and each class's own.
    let beyond = "real-expense: true";
    for (class, least, most) in [
        ("simple", "50.00", "420.00"),
        ("complexe", "200.00", "700.00"),
        ("tres-complexe", "200.00", "800.00"),
        ("simple-complexe", "125.00", "560.00"),
        ("simple-tres-complexe", "125.00", "610.00"),
        ("complexe-tres-complexe", "200.00", "750.00"),
    ] {
        let cents = |euros: &str, more: i64| {
            let cents: domain::Cents = euros.parse().unwrap();
            domain::Cents(cents.0 + more).to_string()
        };
        assert_eq!(limited(beyond, least, class), None, "{class}");
        assert_eq!(limited(beyond, &cents(least, -1), class), floor, "{class}");
        assert_eq!(limited(beyond, most, class), None, "{class}");
        let above = limited(beyond, &cents(most, 1), class);
        assert_eq!(above, Some("resp-optics-ceiling"), "{class}");
    }
    assert_eq!(limited(beyond, "199.99", "simple, complexe"), floor);
    assert_eq!(limited(beyond, "200.00", "simple, complexe"), None);
    let above = limited(beyond, "420.01", "simple, complexe");
    assert_eq!(above, Some("resp-optics-ceiling"));
}

/// An option pays the ticket modérateur of glasses, and less at most: no floor binds it, as none binds `br: 100`.
#[test]
fn a_level_at_most_so_many_euros_pays_no_more_beyond() {
    let breaks = |level: &str| {
        let file = format!(
            "schema-version: 2\nid: p\nname: {{ fr: P, en: P }}\nresponsible: true\non-top-of: {{ kind: option }}\n\
             guarantees:\n  verre-b: {{ {level}, limits: [ {{ euros: \"49.99\", per: equipment, when: {{ lenses: \
             [simple] }} }} ] }}\n"
        );
        match Product::parse("p.yaml", &file) {
            Ok(_) => None,
            Err(ProductError::Responsible { id, .. }) => Some(id),
            Err(error) => panic!("{file}{error}"),
        }
    };
    assert_eq!(breaks("br: 100, at-most: \"75.00\""), None);
    assert_eq!(breaks("tm: 100, at-most: \"75.00\""), None);
    let beyond = breaks("br: 101, at-most: \"75.00\"");
    assert_eq!(beyond, Some("resp-optics-floor"));
}

/// Without classes a limit is held to the ceiling of the highest, and to no floor.
#[test]
fn a_limit_of_glasses_without_classes_has_the_highest_ceiling() {
    let limited = |limit: &str| breaks("verre-b", &format!("{{ br: 200, limits: [ {limit} ] }}"));
    let ceiling = Some("resp-optics-ceiling");
    assert_eq!(limited("{ euros: \"0.01\", per: equipment }"), None);
    assert_eq!(limited("{ euros: \"800.00\", per: equipment }"), None);
    assert_eq!(limited("{ euros: \"800.01\", per: equipment }"), ceiling);
    // Not an equipment's: no rule of equipments.
    assert_eq!(limited("{ euros: \"800.01\" }"), None);
    // A size that a case gives is held to the same.
    let case = |euros: &str, when: &str| {
        limited(&format!(
            "{{ euros: \"100.00\", per: equipment, cases: [ {{ when: {{ {when} }}, euros: \"{euros}\" }} ] }}"
        ))
    };
    assert_eq!(case("800.00", "network: true"), None);
    assert_eq!(case("800.01", "network: true"), ceiling);
    assert_eq!(case("420.01", "lenses: [simple]"), ceiling);
    assert_eq!(case("49.99", "lenses: [simple]"), Some("resp-optics-floor"));
}

/// A frame at 100.00, an ear at 1,700.00, and no less often than the law renews.
#[test]
fn frames_ears_and_renewals_are_held_to_the_law() {
    for (key, level, limit, rule) in [
        (
            "monture-b",
            "br: 200",
            "{ euros: \"100.00\", per: equipment }",
            None,
        ),
        (
            "monture-b",
            "br: 200",
            "{ euros: \"100.01\", per: equipment }",
            Some("resp-frame"),
        ),
        (
            "monture-b",
            "br: 200",
            "{ euros: \"100.01\", per: line }",
            None,
        ),
        (
            "monture-b",
            "br: 200",
            "{ euros: \"50.00\", per: equipment, cases: [ { when: { network: true }, euros: \"100.01\" } ] }",
            Some("resp-frame"),
        ),
        (
            "audio-2",
            "br: 200",
            "{ euros: \"1700.00\", per: ear }",
            None,
        ),
        (
            "audio-2",
            "br: 200",
            "{ euros: \"1700.01\", per: ear }",
            Some("resp-audio"),
        ),
        ("audio-2", "br: 200", "{ euros: \"1700.01\" }", None),
        (
            "audio-entretien",
            "br: 200",
            "{ euros: \"1700.01\", per: ear }",
            None,
        ),
        (
            "verre-b",
            "br: 200",
            "{ number: 1, of: equipment, over: { months: 24 } }",
            None,
        ),
        (
            "verre-b",
            "br: 200",
            "{ number: 1, of: equipment, over: { months: 23 } }",
            Some("resp-renewal"),
        ),
        (
            "verre-b",
            "br: 200",
            "{ number: 2, of: equipment, over: { months: 24 } }",
            Some("resp-renewal"),
        ),
        (
            "verre-b",
            "br: 200",
            "{ number: 1, of: equipment }",
            Some("resp-renewal"),
        ),
        (
            "verre-b",
            "br: 200",
            "{ number: 1, of: equipment, over: event }",
            None,
        ),
        (
            "verre-b",
            "br: 200",
            "{ number: 2, over: { months: 6 } }",
            None,
        ),
        (
            "audio-2",
            "br: 200",
            "{ number: 1, per: ear, over: { months: 48 } }",
            None,
        ),
        (
            "audio-2",
            "br: 200",
            "{ number: 1, per: ear, over: { months: 47 } }",
            Some("resp-renewal"),
        ),
        (
            "audio-2",
            "br: 200",
            "{ number: 2, per: ear, over: { months: 48 } }",
            Some("resp-renewal"),
        ),
        (
            "audio-2",
            "br: 200",
            "{ number: 1, over: { months: 12 } }",
            None,
        ),
        ("lentilles", "br: 200", "{ number: 1, of: equipment }", None),
    ] {
        let told = breaks(key, &format!("{{ {level}, limits: [ {limit} ] }}"));
        assert_eq!(told, rule, "{key} {limit}");
    }
}

/// "Every Due heading's level covers the TM".
#[test]
fn a_level_covers_the_ticket_moderateur_or_is_refused() {
    let (level, other) = (Some("resp-level"), Some("resp-level-other"));
    for (key, told, rule) in [
        ("kine", "{ br: 100 }", None),
        ("kine", "{ br: 99 }", level),
        ("medecins", "{ br: { optam: 100, non-optam: 100 } }", None),
        ("medecins", "{ br: { optam: 200, non-optam: 99 } }", level),
        ("medecins", "{ br: { optam: 99, non-optam: 200 } }", level),
        ("kine", "{ tm: 100 }", None),
        ("kine", "{ tm: 99 }", other),
        ("kine", "{ br-on-top: 40 }", None),
        ("kine", "{ br-on-top: 39 }", other),
        ("generaliste", "{ br-on-top: 30 }", None),
        ("generaliste", "{ br-on-top: 29 }", other),
        ("sejour", "{ br-on-top: 20 }", None),
        ("sejour", "{ br-on-top: 19 }", other),
        ("transport", "{ br-on-top: 45 }", None),
        ("transport", "{ br-on-top: 44 }", other),
        ("pharmacie-65", "{ br-on-top: 35 }", None),
        ("pharmacie-65", "{ br-on-top: 34 }", other),
        ("pharmacie-100", "{ br-on-top: 0 }", None),
        ("appareillage", "{ br-on-top: 300 }", other),
        (
            "appareillage",
            "{ br-on-top: 0, ticket-moderateur: on-top }",
            None,
        ),
        (
            "kine",
            "{ br-on-top: 40, ticket-moderateur: excluded }",
            other,
        ),
        ("kine", "{ real-expense: true }", None),
        ("kine", "{ euros: \"10.00\" }", other),
        (
            "kine",
            "{ euros: \"10.00\", ticket-moderateur: on-top }",
            None,
        ),
        ("kine", "{ pmss: 1, ticket-moderateur: on-top }", None),
        ("kine", "{ expense: 10, ticket-moderateur: on-top }", None),
        ("kine", "{ expense: 100 }", other),
        ("kine", "{ overrun: 100 }", other),
        (
            "kine",
            "{ sum: [ { euros: \"1.00\" }, { br: 100 } ] }",
            None,
        ),
        (
            "kine",
            "{ sum: [ { euros: \"1.00\" }, { br: 99 } ] }",
            other,
        ),
        (
            "kine",
            "{ sum: [ { br: 100, when: { network: true } } ] }",
            other,
        ),
        (
            "kine",
            "{ higher-of: [ { euros: \"1.00\" }, { br: 100 } ] }",
            None,
        ),
        ("kine", "{ lower-of: [ { br: 200 }, { br: 100 } ] }", None),
        (
            "kine",
            "{ lower-of: [ { euros: \"1.00\" }, { br: 100 } ] }",
            other,
        ),
        (
            "kine",
            "{ lower-of: [ { br: 200, when: { network: true } }, { br: 100 } ] }",
            other,
        ),
        (
            "kine",
            "{ cases: [ { br: 200, when: { network: true } }, { br: 100 } ] }",
            None,
        ),
        (
            "kine",
            "{ cases: [ { br: 99, when: { network: true } }, { br: 100 } ] }",
            other,
        ),
        (
            "kine",
            "{ cases: [ { br: 200, when: { network: true } } ] }",
            other,
        ),
        ("kine", "{ br: 100, at-most: \"900.00\" }", other),
        (
            "kine",
            "{ sum: [ { br: 300, at-most: \"9.00\" }, { br: 100 } ] }",
            None,
        ),
        (
            "kine",
            "{ br: 100, when: { network: true } }",
            Some("resp-when"),
        ),
        ("kine", "{ covered: false }", Some("resp-left-out")),
        ("pharmacie-100", "{ covered: false }", Some("resp-left-out")),
        ("pharmacie-30", "{ covered: false }", None),
        ("pharmacie-30", "{ br: 10 }", None),
        ("audio-1", "{ br: 100 }", Some("resp-100-sante")),
        (
            "audio-1",
            "{ real-expense: true, at-most: \"1.00\" }",
            Some("resp-100-sante"),
        ),
        (
            "audio-1",
            "{ sum: [ { br: 100 }, { real-expense: true } ] }",
            None,
        ),
        (
            "audio-1",
            "{ real-expense: true, limits: [ { euros: \"1.00\" } ] }",
            None,
        ),
        ("forfait-journalier", "{ br: 100 }", Some("resp-whole")),
        (
            "forfait-journalier",
            "{ real-expense: true, limits: [] }",
            None,
        ),
        (
            "forfait-journalier",
            "{ real-expense: true, limits: [ { euros: \"9.00\" } ] }",
            Some("resp-whole"),
        ),
        (
            "forfait-journalier",
            "{ real-expense: true, deductible: { euros: \"9.00\" } }",
            Some("resp-whole"),
        ),
    ] {
        assert_eq!(breaks(key, told), rule, "{key}: {told}");
    }
}

/// What a responsible product says at least is no more than it must.
#[test]
fn no_family_of_the_least_can_be_left_out() {
    for family in domain::Family::DUE {
        let covered = "{ covered: false }";
        assert_eq!(breaks(family.word(), covered), Some("resp-left-out"));
    }
    for heading in domain::Heading::WITHOUT_REMAINDER {
        let told = breaks(heading.word(), "{ br: 100 }");
        let rules = [Some("resp-100-sante"), Some("resp-whole")];
        assert!(rules.contains(&told), "{heading}: {told:?}");
    }
}
