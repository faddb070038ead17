use crate::stream::{Cause, Figure, Smallest, Subject, Text, Verdict};

use super::{Lang, words};

/// A verdict told to a person.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Told {
    /// What it is about.
    pub(super) about: String,
    /// What was expected.
    pub(super) expected: String,
    /// What came.
    pub(super) got: String,
    /// File of the report that holds it, as its records name it.
    pub(super) file: Option<String>,
    /// Where in that file.
    pub(super) place: String,
}

impl Told {
    pub(super) fn of(verdict: &Verdict, lang: Lang) -> Self {
        Self::of_subject(&verdict.subject, lang)
    }

    pub(super) fn of_subject(subject: &Subject, lang: Lang) -> Self {
        let no_answer = || words::no_answer(lang).to_owned();
        match subject {
            Subject::File {
                file,
                expected,
                got,
            } => Self {
                about: format!("{} {file}", lang.pick("fichier", "file")),
                expected: words::file_reaction(*expected, lang).to_owned(),
                got: got.map_or_else(no_answer, |got| words::file_reaction(got, lang).to_owned()),
                file: Some(file.clone()),
                ..Self::default()
            },
            Subject::Line {
                at,
                care,
                expected,
                got,
                untold,
                sum,
                ..
            } => {
                let fr = lang == Lang::Fr;
                let mut about = format!(
                    "{} {} {}, {}{}",
                    care.act,
                    if fr { "du" } else { "of" },
                    lang.day(care.day),
                    care.person,
                    care.product
                        .as_ref()
                        .map(|name| format!(" ({name})"))
                        .unwrap_or_default(),
                );
                about.push_str(&format!(
                    ", {} {}, {} {}, AMO {}",
                    lang.pick("dépense", "expense"),
                    lang.euros(care.spent),
                    lang.pick("base", "base"),
                    lang.euros(care.base),
                    lang.euros(care.amo),
                ));
                if let Some(sum) = sum {
                    about.push_str(&words::sum(*sum, lang));
                }
                Self {
                    about,
                    expected: words::outcome(expected, lang),
                    got: got.as_ref().map_or_else(no_answer, |got| {
                        words::outcome(got, lang) + &words::untold(untold, lang)
                    }),
                    file: Some(at.file.clone()),
                    place: format!(
                        "{} · {} {} · 255 {} {} · {} {}-{} · {} {}",
                        at.file,
                        lang.pick("ligne", "line"),
                        at.line,
                        lang.pick("rang", "rank"),
                        at.rank,
                        lang.pick("positions", "positions"),
                        at.columns.0,
                        at.columns.1,
                        lang.pick("octet", "byte"),
                        at.offset,
                    ),
                }
            }
            Subject::Link {
                person,
                reason,
                expected,
                got,
            } => Self {
                about: format!(
                    "{} {person}, {} {reason:02}",
                    lang.pick("lien de", "link of"),
                    lang.pick("929 motif", "929 reason"),
                ),
                expected: words::link(*expected, lang).to_owned(),
                got: got.map_or_else(no_answer, |got| words::link(got, lang).to_owned()),
                ..Self::default()
            },
            Subject::Movement { person, detail } => Self {
                about: format!(
                    "{} {person}",
                    lang.pick("mouvement 408 de", "408 movement of")
                ),
                got: detail.clone(),
                ..Self::default()
            },
            Subject::Example {
                row,
                grade,
                figures,
                ..
            } => Self {
                about: format!(
                    "{} {row} ({} {grade})",
                    lang.pick("exemple publié", "published example"),
                    lang.pick("grade", "grade"),
                ),
                expected: figures_told(figures, lang, |figure| lang.euros(figure.row)),
                got: figures_told(figures, lang, |figure| {
                    figure.ours.map_or_else(no_answer, |ours| lang.euros(ours))
                }),
                ..Self::default()
            },
            Subject::Invariant {
                invariant,
                flows,
                at,
                care,
                lines,
                expected,
                got,
            } => {
                let mut about = words::invariant(*invariant, lang).to_owned();
                match care {
                    Some(care) => about.push_str(&format!(
                        ", {} {} {}, {}",
                        care.act,
                        lang.pick("du", "of"),
                        lang.day(care.day),
                        care.person
                    )),
                    None => about.push_str(&format!(
                        ", {}",
                        lang.counted(
                            *lines,
                            lang.pick("ligne", "line"),
                            lang.pick("lignes", "lines")
                        )
                    )),
                }
                Self {
                    about,
                    expected: words::came(expected.as_ref(), lang),
                    got: words::came(got.as_ref(), lang),
                    file: at.as_ref().map(|at| at.file.clone()),
                    place: format!("{} · {}", flows[0], flows[1]),
                }
            }
            Subject::Target { detail } => Self {
                about: lang
                    .pick("la cible elle-même", "the target itself")
                    .to_owned(),
                got: detail.clone(),
                ..Self::default()
            },
        }
    }
}

/// What a verdict is about, in both languages.
pub(crate) fn told_about(verdict: &Verdict) -> Text {
    let [fr, en] = [Lang::Fr, Lang::En].map(|lang| Told::of(verdict, lang).about);
    Text { fr, en }
}

/// What was expected and what came, in both languages.
pub(crate) fn told_sides(verdict: &Verdict) -> (Text, Text) {
    let [fr, en] = [Lang::Fr, Lang::En].map(|lang| Told::of(verdict, lang));
    let both = |fr, en| Text { fr, en };
    (both(fr.expected, en.expected), both(fr.got, en.got))
}

/// How much a cause weighs, in one line.
pub(super) fn cause_size(cause: &Cause, lang: Lang) -> String {
    format!(
        "{}, {} · {} {} · {} {}",
        lang.counted(
            cause.count,
            lang.pick("écart", "difference"),
            lang.pick("écarts", "differences"),
        ),
        lang.counted(
            cause.persons,
            lang.pick("personne", "person"),
            lang.pick("personnes", "persons"),
        ),
        lang.pick("trop versé", "overpaid"),
        lang.euros(cause.overpaid),
        lang.pick("pas assez versé", "underpaid"),
        lang.euros(cause.underpaid),
    )
}

/// How small the smallest flow is.
pub(super) fn flow_size(smallest: &Smallest, lang: Lang) -> String {
    format!(
        "{}, {}, {}",
        lang.counted(
            u64::from(smallest.members),
            lang.pick("adhérent", "member"),
            lang.pick("adhérents", "members"),
        ),
        lang.counted(u64::from(smallest.decomptes), "décompte", "décomptes"),
        lang.counted(
            u64::from(smallest.lines),
            lang.pick("ligne", "line"),
            lang.pick("lignes", "lines"),
        ),
    )
}

fn figures_told(figures: &[Figure], lang: Lang, value: impl Fn(&Figure) -> String) -> String {
    let differ = |figure: &&Figure| figure.ours != Some(figure.row);
    let told: Vec<String> = figures
        .iter()
        .filter(differ)
        .map(|figure| format!("{} {}", words::figure(&figure.name, lang), value(figure)))
        .collect();
    if told.is_empty() {
        return lang
            .pick("les chiffres de la ligne", "the figures of the row")
            .to_owned();
    }
    told.join(", ")
}
