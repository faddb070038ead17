use crate::stream::{Cause, Status, Subject};

use super::counts::ALL;
use super::lang::plain;
use super::requirements::{Came, families};
use super::told::{cause_size, flow_size};
use super::unproved::unproved;
use super::{Conclusion, Lang, Summary, words};

/// Between things of one kind on a line.
const SEPARATOR: &str = " · ";

/// A short report in Markdown, as a CI job shows it. What was not proved comes first.
#[must_use]
pub fn markdown(summary: &Summary, lang: Lang) -> String {
    let mut page = Page {
        text: String::new(),
        lang,
    };
    page.heading(summary);
    page.requirements(summary);
    page.unproved(summary);
    page.proved(summary);
    page.money(summary);
    for (rank, cause) in summary.causes().iter().enumerate() {
        page.cause(rank + 1, summary.causes().len(), cause);
    }
    page.examples(summary);
    page.limits();
    page.text
}

struct Page {
    text: String,
    lang: Lang,
}

impl Page {
    fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    fn title(&mut self, level: usize, title: &str) {
        if !self.text.is_empty() {
            self.line("");
        }
        let marks = "#".repeat(level);
        self.line(&format!("{marks} {title}"));
        self.line("");
    }

    fn row(&mut self, cells: &[String]) {
        self.line(&format!("| {} |", cells.join(" | ")));
    }

    /// Headings of a table; those that begin with `>` are aligned right.
    fn table(&mut self, heads: &[&str]) {
        let names: Vec<String> = heads
            .iter()
            .map(|head| head.trim_start_matches('>').to_owned())
            .collect();
        let rule: Vec<&str> = heads
            .iter()
            .map(|head| if head.starts_with('>') { "---:" } else { "---" })
            .collect();
        self.row(&names);
        self.line(&format!("| {} |", rule.join(" | ")));
    }

    fn heading(&mut self, summary: &Summary) {
        let lang = self.lang;
        let conclusion = summary.conclusion();
        let sign = match conclusion {
            Conclusion::Conform => "✅",
            Conclusion::Nonconform => "❌",
            Conclusion::Inconclusive | Conclusion::Incomplete => "⚠️",
        };
        let name = summary
            .run()
            .map(|run| escaped(&run.target.name))
            .unwrap_or_default();
        let heading = conclusion.heading(summary, lang);
        self.title(1, &format!("{sign} {heading} — {name}"));
        let sentence = conclusion.sentence(summary, lang);
        if conclusion == Conclusion::Incomplete {
            self.line("> [!CAUTION]");
            self.line(&format!("> **{sentence}**"));
        } else {
            self.line(&format!("**{sentence}**"));
        }
        if let Some(run) = summary.run() {
            let scenarios = words::scenarios(&run.scenarios, code, lang);
            self.line("");
            self.line(&format!(
                "{} {} {}{SEPARATOR}étalon {}{SEPARATOR}{} {}{SEPARATOR}{} {}",
                lang.pick("Cible", "Target"),
                escaped(&run.target.name),
                escaped(&run.target.version),
                escaped(&run.etalon),
                lang.pick("graine", "seed"),
                code(&run.seed.to_string()),
                lang.pick("scénarios", "scenarios"),
                scenarios,
            ));
            for line in words::terms(run, lang) {
                self.line("");
                self.line(&line);
            }
        }
    }

    fn requirements(&mut self, summary: &Summary) {
        let lang = self.lang;
        let families = families(summary, lang);
        if families.is_empty() {
            return;
        }
        self.line("");
        self.line(&format!("## {}", lang.pick("Exigences", "Requirements")));
        self.line("");
        let names = [
            lang.pick("Famille", "Family"),
            lang.pick("Tenues", "Kept"),
            lang.pick("Violées", "Broken"),
            lang.pick("Ouvertes", "Open"),
        ];
        self.line(&format!("| {} |", names.join(" | ")));
        self.line("|---|---:|---:|---:|");
        for family in families {
            let [kept, broken, open] =
                [Came::Kept, Came::Broken, Came::Open].map(|came| family.many(came));
            let ids = family
                .requirements
                .iter()
                .filter(|(came, _)| *came == Came::Broken);
            let ids: Vec<String> = ids.map(|(_, shown)| code(&shown.requirement.id)).collect();
            let title = escaped(family.title);
            let broken = match broken {
                0 => "0".to_owned(),
                many => format!("**{many}** {}", ids.join(" ")),
            };
            self.line(&format!("| {title} | {kept} | {broken} | {open} |"));
        }
    }

    fn unproved(&mut self, summary: &Summary) {
        let lang = self.lang;
        self.title(
            2,
            lang.pick("Ce qui n’a pas été prouvé", "What was not proved"),
        );
        for item in unproved(summary, lang) {
            let strong = if item.loud { "**" } else { "" };
            self.line(&format!("- {strong}{}{strong}", escaped(&item.title)));
            for detail in &item.details {
                self.line(&format!("  - {}", escaped(detail)));
            }
        }
        let no_approval = lang.pick(
            "Ce rapport n’est pas un agrément de l’Assurance Maladie.",
            "This report is not an approval by the Assurance Maladie.",
        );
        self.line(&format!("- {no_approval}"));
    }

    fn proved(&mut self, summary: &Summary) {
        let lang = self.lang;
        let counts = summary.counts();
        self.title(2, lang.pick("Ce qui a été jugé", "What was judged"));
        self.table(&[
            lang.pick("Verdict", "Verdict"),
            lang.pick(">Nombre", ">Count"),
            ">%",
        ]);
        for status in ALL {
            self.row(&[
                words::status(status, lang).to_owned(),
                lang.count(counts.of(status)),
                lang.share(counts.of(status), counts.total()),
            ]);
        }
        let total = format!("**{}**", lang.count(counts.total()));
        self.row(&[
            format!("**{}**", lang.pick("total", "total")),
            total,
            String::new(),
        ]);
        self.line("");
        self.table(&[
            lang.pick("Attendu", "Expected"),
            lang.pick(">conforme", ">conform"),
            lang.pick(">non conforme", ">nonconform"),
            lang.pick(">autre", ">other"),
        ]);
        for (expectation, counts) in &summary.expectations {
            self.row(&[
                words::expectation(*expectation, lang),
                lang.count(counts.conform),
                lang.count(counts.nonconform),
                lang.count(counts.tolerated + counts.skipped + counts.unknown),
            ]);
        }
    }

    fn money(&mut self, summary: &Summary) {
        let lang = self.lang;
        let euros = summary.euros();
        self.title(2, lang.pick("Argent en jeu", "Money at stake"));
        self.table(&[
            lang.pick(">Dû (net)", ">Due (net)"),
            lang.pick(">Rendu (net)", ">Given (net)"),
            lang.pick(">Trop versé", ">Overpaid"),
            lang.pick(">Pas assez versé", ">Underpaid"),
            lang.pick(">Mauvais destinataire", ">Wrong payee"),
            lang.pick(">Non jugé", ">Not judged"),
        ]);
        self.row(&[
            lang.euros(euros.expected_total().net()),
            lang.euros(euros.got_total().net()),
            lang.euros(euros.overpaid),
            lang.euros(euros.underpaid),
            lang.euros(euros.wrong_payee),
            lang.euros(euros.not_judged),
        ]);
        self.line("");
        self.line(&format!(
            "{} {}",
            lang.pick(
                "Écart de rapprochement inexpliqué :",
                "Unexplained reconciliation gap:"
            ),
            lang.euros(euros.gap()),
        ));
    }

    fn cause(&mut self, rank: usize, of: usize, cause: &Cause) {
        let lang = self.lang;
        let colon = lang.colon();
        let word = lang.pick("Cause", "Cause");
        self.title(
            2,
            &format!(
                "{word} {rank}/{of}{colon} {}",
                escaped(lang.of(&cause.title))
            ),
        );
        self.line(&cause_size(cause, lang));
        self.line("");
        let expected = lang.pick("Attendu", "Expected");
        self.line(&format!(
            "- **{expected}**{colon} {}",
            escaped(lang.of(&cause.expected))
        ));
        let got = lang.pick("Obtenu", "Got");
        self.line(&format!(
            "- **{got}**{colon} {}",
            escaped(lang.of(&cause.got))
        ));
        for one in &cause.requirements {
            self.line(&format!(
                "- **{}** {}{colon} {} *({})*",
                lang.pick("Exigence", "Requirement"),
                code(&one.id),
                escaped(lang.of(&one.text)),
                escaped(&one.source),
            ));
        }
        self.line(&format!(
            "- **{}** {}{colon} {} *({})*",
            lang.pick("Règle", "Rule"),
            code(&cause.rule),
            escaped(lang.of(&cause.rule_text)),
            escaped(&cause.rule_source),
        ));
        self.steps(cause);
        if let Some(smallest) = &cause.smallest {
            let files: Vec<String> = smallest.files.iter().map(|file| code(file)).collect();
            self.line("");
            self.line(&format!(
                "{}{colon} {} — {}",
                lang.pick("Plus petit flux", "Smallest flow"),
                flow_size(smallest, lang),
                files.join(", "),
            ));
        }
        self.line("");
        self.line(&format!(
            "{}{colon}",
            lang.pick("Pour le revoir", "To see it again")
        ));
        self.line("");
        self.line("```sh");
        self.line(&plain(&cause.replay).replace("```", "` ` `"));
        self.line("```");
    }

    fn steps(&mut self, cause: &Cause) {
        if cause.steps.is_empty() {
            return;
        }
        let lang = self.lang;
        self.line("");
        self.table(&[
            lang.pick("Étape", "Step"),
            lang.pick("Entrées", "Inputs"),
            lang.pick(">Résultat", ">Result"),
            lang.pick("Source", "Source"),
            lang.pick("Fiabilité", "Confidence"),
        ]);
        for step in &cause.steps {
            let inputs: Vec<String> = step
                .inputs
                .iter()
                .map(|(name, value)| {
                    let name = words::step_input(name, lang);
                    format!(
                        "{} = {}",
                        escaped(name),
                        escaped(&words::step_value(value, lang))
                    )
                })
                .collect();
            self.row(&[
                format!("{} {}", escaped(lang.of(&step.label)), code(&step.rule)),
                inputs.join(SEPARATOR),
                format!("**{}**", escaped(&words::step_value(&step.result, lang))),
                escaped(&words::step_source(&step.source, lang)),
                escaped(words::confidence(&step.confidence, lang)),
            ]);
        }
    }

    fn examples(&mut self, summary: &Summary) {
        if summary.examples.is_empty() {
            return;
        }
        let lang = self.lang;
        self.title(
            2,
            lang.pick("Exemples publiés", "Published worked examples"),
        );
        self.table(&[
            lang.pick("Ligne", "Row"),
            "Grade",
            lang.pick("Verdict", "Verdict"),
            lang.pick("Chiffres : la ligne → le nôtre", "Figures: the row → ours"),
            lang.pick("La page imprime", "The page prints"),
            "Source",
        ]);
        for verdict in &summary.examples {
            let Subject::Example {
                row,
                grade,
                figures,
                source,
            } = &verdict.subject
            else {
                continue;
            };
            let ours: Vec<String> = figures
                .iter()
                .map(|figure| {
                    let ours = figure.ours.map_or_else(
                        || words::no_answer(lang).to_owned(),
                        |ours| lang.euros(ours),
                    );
                    let strong = if figure.ours == Some(figure.row) {
                        ""
                    } else {
                        "**"
                    };
                    let name = escaped(words::figure(&figure.name, lang));
                    format!("{name} {} → {strong}{ours}{strong}", lang.euros(figure.row))
                })
                .collect();
            let page: Vec<String> = figures
                .iter()
                .filter_map(|figure| figure.page.map(|page| (figure, page)))
                .map(|(figure, page)| {
                    format!(
                        "{} {}",
                        escaped(words::figure(&figure.name, lang)),
                        lang.euros(page)
                    )
                })
                .collect();
            let bad = verdict.status != Status::Conform;
            let word = words::status(verdict.status, lang);
            self.row(&[
                code(row),
                grade_told(grade, lang),
                if bad {
                    format!("**{word}**")
                } else {
                    word.to_owned()
                },
                ours.join(SEPARATOR),
                if page.is_empty() {
                    nothing_printed(grade, lang).to_owned()
                } else {
                    page.join(SEPARATOR)
                },
                escaped(source),
            ]);
        }
    }

    fn limits(&mut self) {
        self.line("");
        self.line("---");
        self.line("");
        self.line(self.lang.pick(
            "Limites : ni agrément ni homologation ; positions du décompte 303 déduites ; France \
             métropolitaine seulement ; données fictives.",
            "Limits: neither approval nor certification by the Assurance Maladie; positions of the \
             303 décompte inferred; metropolitan France only; fictitious data.",
        ));
    }
}

/// `X`, with what it means where a reader has to know.
pub(super) fn grade_told(grade: &str, lang: Lang) -> String {
    match grade {
        "S" => lang.pick("S (imprimé)", "S (printed)").to_owned(),
        "P" => lang
            .pick("P (imprimé en partie)", "P (printed in part)")
            .to_owned(),
        "D" => lang.pick("D (dérivé)", "D (derived)").to_owned(),
        "X" => lang
            .pick("X (la page diffère)", "X (the page differs)")
            .to_owned(),
        other => escaped(other),
    }
}

/// Said where no figure of the page is on record.
pub(super) fn nothing_printed(grade: &str, lang: Lang) -> &'static str {
    match grade {
        "P" => lang.pick(
            "une partie, sans qu’on ait noté laquelle",
            "a part, not recorded which",
        ),
        "X" => lang.pick("voir la source", "see the source"),
        _ => lang.pick("rien : dérivé", "nothing: derived"),
    }
}

/// Text that Markdown shows as it is.
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in plain(text).chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '|' | '*' | '_' | '`' | '[' | ']' | '\\' | '~' | '#' => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out
}

/// Text in a code span, whatever it holds; the bar would end a cell.
fn code(text: &str) -> String {
    format!("`{}`", plain(text).replace('`', "'").replace('|', "¦"))
}
