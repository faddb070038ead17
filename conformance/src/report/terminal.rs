use anstyle::{AnsiColor, Style};

use crate::stream::{Cause, Status};

use super::calculation::inputs;
use super::counts::ALL;
use super::lang::plain;
use super::requirements::{Came, families};
use super::told::{cause_size, flow_size};
use super::unproved::unproved;
use super::{Conclusion, Lang, Summary, words};

/// Causes told in full; the others are in the report.
const CAUSES: usize = 5;
/// Width of the names on the left.
const NAMES: usize = 16;
/// Width of the text beside them.
const WIDTH: usize = 78;

const GOOD: Style = AnsiColor::Green.on_default();
const BAD: Style = AnsiColor::Red.on_default();
const DOUBTFUL: Style = AnsiColor::Yellow.on_default();
const FAINT: Style = Style::new().dimmed();
const STRONG: Style = Style::new().bold();
const COMMAND: Style = AnsiColor::Cyan.on_default();

/// A short coloured summary. It always holds ANSI styles: whoever prints it strips them where nobody
/// looks.
#[must_use]
pub fn terminal(summary: &Summary, lang: Lang) -> String {
    let mut screen = Screen {
        text: String::new(),
        lang,
    };
    screen.headline(summary);
    screen.counts(summary);
    screen.money(summary);
    for (rank, cause) in summary.causes().iter().take(CAUSES).enumerate() {
        screen.cause(rank + 1, cause);
    }
    screen.more(summary);
    screen.requirements(summary);
    screen.unproved(summary);
    screen.text
}

struct Screen {
    text: String,
    lang: Lang,
}

impl Screen {
    fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    fn headline(&mut self, summary: &Summary) {
        let lang = self.lang;
        let conclusion = summary.conclusion();
        let colour = match conclusion {
            Conclusion::Conform => AnsiColor::Green,
            Conclusion::Nonconform => AnsiColor::Red,
            Conclusion::Inconclusive | Conclusion::Incomplete => AnsiColor::Yellow,
        };
        let block = Style::new()
            .bold()
            .fg_color(Some(AnsiColor::Black.into()))
            .bg_color(Some(colour.into()));
        let name = summary
            .run()
            .map(|run| format!("{} {}", plain(&run.target.name), plain(&run.target.version)))
            .unwrap_or_default();
        let heading = conclusion.heading(summary, lang);
        self.line(&format!(
            "{} {}",
            styled(block, &format!(" {heading} ")),
            styled(STRONG, &name)
        ));
        self.line(&conclusion.sentence(summary, lang));
        if let Some(run) = summary.run() {
            let line = format!(
                "étalon {} · {} {} · {}",
                plain(&run.etalon),
                lang.pick("graine", "seed"),
                run.seed,
                words::scenarios(&run.scenarios, plain, lang),
            );
            self.line(&styled(FAINT, &line));
            for line in words::terms(run, lang) {
                self.line(&styled(DOUBTFUL, &line));
            }
        }
        self.line("");
    }

    fn counts(&mut self, summary: &Summary) {
        let lang = self.lang;
        let counts = summary.counts();
        for status in ALL {
            let count = counts.of(status);
            let style = match status {
                _ if count == 0 => FAINT,
                Status::Conform => GOOD,
                Status::Nonconform => BAD,
                Status::Tolerated | Status::Skipped | Status::Unknown => DOUBTFUL,
            };
            let line = format!(
                "  {:<NAMES$}{:>9}  {:>7}",
                words::status(status, lang),
                lang.count(count),
                lang.share(count, counts.total()),
            );
            self.line(&styled(style, &line));
        }
        self.line("");
    }

    fn money(&mut self, summary: &Summary) {
        let lang = self.lang;
        let euros = summary.euros();
        let rows = [
            (lang.pick("dû", "due"), euros.expected_total().net(), FAINT),
            (lang.pick("rendu", "given"), euros.got_total().net(), FAINT),
            (lang.pick("trop versé", "overpaid"), euros.overpaid, BAD),
            (
                lang.pick("pas assez versé", "underpaid"),
                euros.underpaid,
                BAD,
            ),
            (
                lang.pick("autre payé", "wrong payee"),
                euros.wrong_payee,
                BAD,
            ),
        ];
        for (name, amount, style) in rows {
            let style = if amount.0 == 0 { FAINT } else { style };
            self.line(&styled(
                style,
                &format!("  {name:<NAMES$}{:>18}", lang.euros(amount)),
            ));
        }
        if euros.gap().0 != 0 {
            let name = lang.pick("écart inexpliqué", "unexplained gap");
            self.line(&styled(
                BAD,
                &format!("  {name:<NAMES$}{:>18}", lang.euros(euros.gap())),
            ));
        }
    }

    fn cause(&mut self, rank: usize, cause: &Cause) {
        let lang = self.lang;
        self.line("");
        let title = format!("{rank}. {}", plain(lang.of(&cause.title)));
        self.line(&format!("{} {}", styled(BAD, "✗"), styled(STRONG, &title)));
        self.told("", FAINT, &cause_size(cause, lang));
        self.told(
            lang.pick("attendu", "expected"),
            GOOD,
            lang.of(&cause.expected),
        );
        self.told(lang.pick("obtenu", "got"), BAD, lang.of(&cause.got));
        for (place, one) in cause.requirements.iter().enumerate() {
            let name = match place {
                0 => lang.pick("exigence", "requirement"),
                _ => "",
            };
            let told = format!("{} ({})", lang.of(&one.text).trim_end_matches('.'), one.id);
            self.told(name, Style::new(), &told);
        }
        self.told(
            lang.pick("règle", "rule"),
            Style::new(),
            lang.of(&cause.rule_text),
        );
        self.told(
            "",
            FAINT,
            &format!("{} · {}", cause.rule, cause.rule_source),
        );
        for (place, step) in cause.steps.iter().enumerate() {
            let name = if place == 0 {
                lang.pick("calcul", "calculation")
            } else {
                ""
            };
            let sure = words::is_sure(&step.confidence);
            let doubt = format!(" [{}]", words::confidence(&step.confidence, lang));
            let line = format!(
                "{}{} {} → {}{}",
                lang.of(&step.label),
                lang.colon(),
                inputs(step, lang),
                words::step_value(&step.result, lang),
                if sure { "" } else { &doubt },
            );
            self.told(name, if sure { Style::new() } else { DOUBTFUL }, &line);
        }
        if let Some(smallest) = &cause.smallest {
            let name = lang.pick("plus petit flux", "smallest flow");
            self.told(name, Style::new(), &flow_size(smallest, lang));
            for file in &smallest.files {
                self.told("", Style::new(), file);
            }
        }
        // In one piece, to be copied.
        let name = format!("{:<NAMES$}", lang.pick("revoir", "replay"));
        let replay = styled(COMMAND, &plain(&cause.replay));
        self.line(&format!("  {} {replay}", styled(FAINT, &name)));
    }

    fn told(&mut self, name: &str, style: Style, what: &str) {
        for (place, piece) in folded(&plain(what)).iter().enumerate() {
            let name = format!("{:<NAMES$}", if place == 0 { name } else { "" });
            self.line(&format!(
                "  {} {}",
                styled(FAINT, &name),
                styled(style, piece)
            ));
        }
    }

    fn more(&mut self, summary: &Summary) {
        let rest = summary.causes().len().saturating_sub(CAUSES);
        if rest > 0 {
            let lang = self.lang;
            let more = lang.counted(
                u64::try_from(rest).unwrap_or(u64::MAX),
                lang.pick("autre cause dans le rapport", "more cause in the report"),
                lang.pick("autres causes dans le rapport", "more causes in the report"),
            );
            self.line("");
            self.line(&format!("  {more}"));
        }
    }

    fn requirements(&mut self, summary: &Summary) {
        let lang = self.lang;
        let families = families(summary, lang);
        if families.is_empty() {
            return;
        }
        self.line("");
        let heading = lang.pick("Exigences", "Requirements");
        self.line(&styled(STRONG, heading));
        for family in families {
            let [kept, broken, open] =
                [Came::Kept, Came::Broken, Came::Open].map(|came| family.many(came));
            let style = match (broken, open) {
                (1.., _) => BAD,
                (0, 1..) => DOUBTFUL,
                (0, 0) => GOOD,
            };
            let title = plain(family.title);
            let words = [
                lang.pick("tenues", "kept"),
                lang.pick("violées", "broken"),
                lang.pick("ouvertes", "open"),
            ];
            let line = format!(
                "  {kept:>4} {} · {broken} {} · {open} {}  {title}",
                words[0], words[1], words[2]
            );
            self.line(&styled(style, &line));
            for (came, shown) in family.requirements {
                if came == Came::Broken {
                    let told = &shown.requirement;
                    let line = format!("{}: {}", told.id, lang.of(&told.text));
                    self.told("", Style::new(), &line);
                }
            }
        }
    }

    fn unproved(&mut self, summary: &Summary) {
        let lang = self.lang;
        let list = unproved(summary, lang);
        if list.is_empty() {
            return;
        }
        self.line("");
        self.line(&styled(STRONG, lang.pick("Non prouvé", "Not proved")));
        for item in list {
            let style = if item.loud { DOUBTFUL } else { Style::new() };
            for (place, piece) in folded(&plain(&item.title)).iter().enumerate() {
                let mark = if place == 0 { "·" } else { " " };
                self.line(&format!(
                    "  {} {}",
                    styled(DOUBTFUL, mark),
                    styled(style, piece)
                ));
            }
        }
    }
}

/// Text in lines of at most [`WIDTH`] characters, cut between words where there are any.
fn folded(text: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut width = 0;
    for word in text.split(' ') {
        let length = word.chars().count();
        if width > 0 && width + 1 + length > WIDTH {
            lines.push(String::new());
            width = 0;
        }
        if let Some(line) = lines.last_mut() {
            if width > 0 {
                line.push(' ');
                width += 1;
            }
            line.push_str(word);
        }
        width += length;
    }
    lines
}

fn styled(style: Style, text: &str) -> String {
    format!("{style}{text}{style:#}")
}
