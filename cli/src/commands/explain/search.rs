//! What a word on the command line may mean: a reference, a code, a place on the wire, a finding, a rule, a
//! question, a figure of the law.

use noemie::finding::{self, Rule as FindingRule};
use noemie::profile::{self, Confidence, Entity, Field, Profile};
use noemie::tables::{self, Code, CodeTable};
use oracle::ambiguity::{self, Entry};
use oracle::law::{Law, Series, Table};
use oracle::rules::{self, Rule};

use crate::exit::Failure;

/// Something to explain.
#[derive(Debug, Clone, Copy)]
pub(super) enum Found {
    /// A reference, by the profile that lays it out.
    Reference(&'static Profile),
    /// A code of a table.
    Code(&'static CodeTable, &'static Code),
    /// An entity of a layout.
    Entity(Layout, &'static Entity),
    /// A field of an entity.
    Field(Layout, &'static Entity, &'static Field),
    /// A kind of finding.
    Finding(&'static FindingRule),
    /// A rule of the oracle.
    Rule(&'static Rule),
    /// A question of the ambiguity register.
    Ambiguity(&'static Entry),
    /// A parameter of the law, or a row of one of its tables.
    Figure(Series<'static>),
    /// A table of the law.
    Figures(&'static Table),
}

impl Found {
    pub(super) fn is_of_the_law(&self) -> bool {
        matches!(self, Self::Figure(_) | Self::Figures(_) | Self::Rule(_))
    }
}

/// What is asked for: the word before it may say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Whatever has that name.
    Any,
    /// `rule R-AMO-BASE`.
    Rule,
    /// `param pmss`.
    Param,
    /// `law`, whole.
    Law,
}

/// The things asked for, each with its kind. `rule` and `param` bear on the word after them.
pub(super) fn asked(words: &[String]) -> Vec<(Kind, &str)> {
    let mut asked = Vec::new();
    let mut words = words.iter().map(String::as_str);
    while let Some(word) = words.next() {
        let kind = match word {
            "rule" => Kind::Rule,
            "param" => Kind::Param,
            "law" => Kind::Law,
            _ => Kind::Any,
        };
        asked.push(match kind {
            Kind::Rule | Kind::Param => words.next().map_or((Kind::Any, word), |next| (kind, next)),
            Kind::Any | Kind::Law => (kind, word),
        });
    }
    asked
}

/// A shipped profile, or the envelope that every reference shares.
#[derive(Debug, Clone, Copy)]
pub(super) struct Layout {
    /// Name it is shipped under.
    pub(super) name: &'static str,
    /// Reference; none for the envelope.
    pub(super) reference: Option<u16>,
    /// How well it is known as a whole; the envelope says it entity by entity.
    pub(super) status: Option<Confidence>,
    entities: &'static [Entity],
}

impl Layout {
    fn all() -> Vec<Self> {
        let profiles = Profile::embedded_all().map(|profile| Self {
            name: profile.name(),
            reference: Some(profile.reference()),
            status: Some(profile.status()),
            entities: &profile.description().entities,
        });
        let envelope = Self {
            name: "envelope",
            reference: None,
            status: None,
            entities: &profile::envelope().entities,
        };
        profiles.chain([envelope]).collect()
    }

    fn has(&self, entity: u16) -> bool {
        self.entities.iter().any(|known| known.number == entity)
    }

    fn is_named(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
            || self
                .reference
                .is_some_and(|number| name.parse() == Ok(number))
    }
}

/// Everything of that kind that `what` may mean, at least one thing.
pub(super) fn search(kind: Kind, what: &str) -> Result<Vec<Found>, Failure> {
    let found = match (kind, what.split_once(':')) {
        (Kind::Rule, _) => rules_named(what).collect(),
        (Kind::Param, _) => figures(what),
        (_, Some((name, rest))) => within(what, name, rest)?,
        (_, None) => anywhere(what),
    };
    if found.is_empty() {
        return Err(nothing(what));
    }
    Ok(found)
}

/// `table:code` or `profile:entity.field`.
fn within(what: &str, name: &str, rest: &str) -> Result<Vec<Found>, Failure> {
    if let Some(table) = tables::table(name) {
        return match table.code(rest) {
            Some(code) => Ok(vec![Found::Code(table, code)]),
            None => Err(unknown_code(table, rest)),
        };
    }
    let layouts: Vec<Layout> = Layout::all();
    let named: Vec<Layout> = layouts
        .iter()
        .copied()
        .filter(|layout| layout.is_named(name))
        .collect();
    if named.is_empty() {
        let ids: Vec<&str> = tables::all()
            .iter()
            .map(|table| table.id.as_str())
            .collect();
        let names: Vec<&str> = layouts.iter().map(|layout| layout.name).collect();
        return Err(Failure::Usage(
            format!("`{what}` names no code table and no profile"),
            Some(format!(
                "tables: {}; profiles: {}",
                ids.join(", "),
                names.join(", ")
            )),
        ));
    }
    Ok(Place::parse(rest).map_or_else(Vec::new, |place| place.found(&named)))
}

fn anywhere(what: &str) -> Vec<Found> {
    let mut found = Vec::new();
    found.extend(Profile::embedded(what).map(Found::Reference));
    // Two digits are a code: an entity is written with its three.
    if let Some(place) = Place::parse(what).filter(|_| what.len() >= 3) {
        found.extend(place.found(&Layout::all()));
    }
    if let Some(table) = tables::table(what) {
        found.extend(table.entries.iter().map(|code| Found::Code(table, code)));
    }
    found.extend(tables::lookup(what).map(|(table, code)| Found::Code(table, code)));
    found.extend(finding::rule(&what.to_ascii_uppercase()).map(Found::Finding));
    found.extend(rules_named(what));
    let entries = ambiguity::all().iter();
    let entries = entries.filter(|entry| entry.id.eq_ignore_ascii_case(what));
    found.extend(entries.map(Found::Ambiguity));
    found.extend(figures(what));
    found
}

fn rules_named(what: &str) -> impl Iterator<Item = Found> {
    rules::all()
        .iter()
        .filter(move |rule| rule.id.eq_ignore_ascii_case(what))
        .map(Found::Rule)
}

/// The figures of that id, or the table; else the rows under that CCAM code.
fn figures(what: &str) -> Vec<Found> {
    let law = Law::embedded();
    let tables = law.tables().iter();
    let tables = tables.filter(|table| table.id.eq_ignore_ascii_case(what));
    let series = law.all().filter(|series| {
        let code = series.key().bytes().any(|byte| byte.is_ascii_uppercase());
        series.id().eq_ignore_ascii_case(what) || code && series.key().eq_ignore_ascii_case(what)
    });
    tables
        .map(Found::Figures)
        .chain(series.map(Found::Figure))
        .collect()
}

/// An entity, or fields of it: `255`, `255.107`, `255.107-114`, `255.amount`.
struct Place<'a> {
    entity: u16,
    field: Option<&'a str>,
}

impl<'a> Place<'a> {
    fn parse(text: &'a str) -> Option<Self> {
        let (entity, field) = match text.split_once('.') {
            Some((entity, field)) => (entity, Some(field)),
            None => (text, None),
        };
        if entity.len() > 3 || !entity.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let entity = entity.parse().ok()?;
        Some(Self { entity, field })
    }

    fn found(&self, layouts: &[Layout]) -> Vec<Found> {
        let mut found = Vec::new();
        for layout in layouts {
            let entities = layout.entities.iter();
            for entity in entities.filter(|entity| entity.number == self.entity) {
                let Some(wanted) = self.field else {
                    found.push(Found::Entity(*layout, entity));
                    continue;
                };
                let fields = entity.fields.iter().filter(|field| is(field, wanted));
                found.extend(fields.map(|field| Found::Field(*layout, entity, field)));
            }
        }
        found
    }
}

/// Whether a field has that name, or holds one of those columns.
fn is(field: &Field, wanted: &str) -> bool {
    let (from, to) = wanted.split_once('-').unwrap_or((wanted, wanted));
    match (from.parse::<u16>(), to.parse::<u16>()) {
        (Ok(from), Ok(to)) => field.at[0] <= to && from <= field.at[1],
        _ => field.name.eq_ignore_ascii_case(wanted),
    }
}

/// The tables whose codes stand in a field.
pub(super) fn tables_of(layout: Layout, entity: &Entity, field: &Field) -> Vec<&'static str> {
    let [from, to] = field.at;
    let columns = if from == to {
        from.to_string()
    } else {
        format!("{from}-{to}")
    };
    let place = format!("{:03}.{columns}", entity.number);
    let zone = match layout.reference {
        Some(reference) => format!("{reference:03}:{place}"),
        None => place,
    };
    tables::all()
        .iter()
        .filter(|table| table.at.iter().any(|at| at.zone == zone))
        .map(|table| table.id.as_str())
        .collect()
}

/// The page of the dictionary that a profile has.
pub(super) fn dictionary(profile: &Profile) -> String {
    format!("docs/dictionary/{}.md", profile.name())
}

fn unknown_code(table: &CodeTable, code: &str) -> Failure {
    let open = if table.closed {
        ""
    } else {
        "; the list is not known to be complete: such a code may exist"
    };
    Failure::Usage(
        format!("the table {} holds no code `{code}`", table.id),
        Some(format!(
            "`etalon explain {}` lists its {} entries{open}",
            table.id,
            table.entries.len()
        )),
    )
}

fn nothing(what: &str) -> Failure {
    if let Some((id, key)) = what.split_once('/')
        && let Some(table) = Law::embedded().table(id)
    {
        return Failure::Usage(
            format!(
                "the table {id} of the law has no row `{key}`: {}",
                table.others.en
            ),
            Some(format!("`etalon explain {id}` shows its rows")),
        );
    }
    let place = Place::parse(what.rsplit(':').next().unwrap_or(what));
    let entity = place
        .filter(|place| place.field.is_some())
        .map(|place| place.entity);
    let hint = match entity {
        Some(entity) if Layout::all().iter().any(|layout| layout.has(entity)) => format!(
            "`etalon explain {entity:03}` lists the fields of the entity; other columns are its number, its level, \
             its `@` or filler"
        ),
        _ => {
            let near = nearest(what).map_or(String::new(), |name| format!("did you mean {name}? "));
            format!(
                "{near}`etalon explain --list` lists the code tables; a reference is 303, a place 255, 255.107 or 255.amount, \
                 a finding N021, a rule R-AMO-BASE, a figure of the law pmss; `etalon explain law` lists those"
            )
        }
    };
    Failure::Usage(format!("nothing is known of `{what}`"), Some(hint))
}

/// The name closest to what was asked, where one or two letters part them.
fn nearest(what: &str) -> Option<&'static str> {
    let tables = tables::all().iter();
    let names = tables
        .flat_map(|table| {
            let codes = table.entries.iter().map(|entry| &entry.code);
            std::iter::once(&table.id)
                .chain(&table.aliases)
                .chain(codes)
        })
        .map(String::as_str)
        .chain(finding::catalogue().iter().map(|rule| rule.code))
        .chain(rules::all().iter().map(|rule| rule.id.as_str()))
        .chain(ambiguity::all().iter().map(|entry| entry.id.as_str()))
        .chain(Law::embedded().all().map(Series::id))
        .chain(
            Law::embedded()
                .tables()
                .iter()
                .map(|table| table.id.as_str()),
        );
    domain::nearest(what, names)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mistyped_name_is_guessed() {
        assert_eq!(nearest("regimess"), Some("regimes"));
        assert_eq!(nearest("nothing at all like it"), None);
    }

    #[test]
    fn two_digits_are_a_code_and_three_an_entity() {
        let entities = |what: &str| {
            let found = anywhere(what);
            found
                .iter()
                .filter(|f| matches!(f, Found::Entity(..)))
                .count()
        };
        assert_eq!(entities("10"), 0);
        assert_eq!(entities("010"), 4);
        assert_eq!(entities("999"), 1);
    }

    #[test]
    fn columns_are_found_inside_their_field() {
        for what in ["303:255.107", "303:255.110-112", "303-inferred:255.AMOUNT"] {
            let found = search(Kind::Any, what).unwrap();
            assert!(
                matches!(found.as_slice(), [Found::Field(_, _, field)] if field.name == "amount"),
                "{what}: {found:?}"
            );
        }
        assert!(search(Kind::Any, "303:255.146").is_err(), "filler");
        assert!(search(Kind::Any, "303:").is_err());
        assert!(search(Kind::Any, "").is_err());
    }
}
