//! Badges as SVG: made here, nothing is loaded from outside.

use super::requirements::{Came, families};
use super::{Conclusion, Lang, Summary};

/// Width of a character of 11 px Verdana, in pixels: wide enough for all, the text is then set to the width that is left.
const CHARACTER: usize = 7;

/// Name of a file and the badge it holds: how the run came out, what share of the verdicts given is conform, and how many of
/// the requirements shown are kept.
#[must_use]
pub fn badges(summary: &Summary, lang: Lang) -> Vec<(&'static str, String)> {
    let conclusion = summary.conclusion();
    let colour = match conclusion {
        Conclusion::Conform => GOOD,
        Conclusion::Nonconform => BAD,
        Conclusion::Inconclusive | Conclusion::Incomplete => DOUBTFUL,
    };
    let counts = summary.counts();
    // Tolerated and unknown never count as conform; what was not tried is no part of the score.
    let tried = counts.total() - counts.skipped;
    let score = lang.share(counts.conform, tried);
    let mut all = vec![
        (
            "conformity.svg",
            badge("étalon", conclusion.heading(summary, lang), colour),
        ),
        (
            "score.svg",
            badge(
                lang.pick("verdicts conformes", "conform verdicts"),
                &score,
                colour,
            ),
        ),
    ];
    let families = families(summary, lang);
    let many = |came| families.iter().map(|family| family.many(came)).sum::<u64>();
    let [kept, broken, open] = [Came::Kept, Came::Broken, Came::Open].map(many);
    if kept + broken + open > 0 {
        let told = format!("{kept} / {}", kept + broken + open);
        let colour = match (broken, open) {
            (1.., _) => BAD,
            (0, 1..) => DOUBTFUL,
            (0, 0) => GOOD,
        };
        let label = lang.pick("exigences tenues", "requirements kept");
        all.push(("requirements.svg", badge(label, &told, colour)));
    }
    all
}

const GOOD: &str = "#1d7048";
const BAD: &str = "#b3261e";
const DOUBTFUL: &str = "#8a5a00";

/// Two boxes side by side: what, and how.
fn badge(label: &str, value: &str, colour: &str) -> String {
    let width = |text: &str| text.chars().count() * CHARACTER + 12;
    let (left, right) = (width(label), width(value));
    let (label, value) = (escaped(label), escaped(value));
    let (whole, middle) = (left + right, left + right / 2);
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{whole}\" height=\"20\" role=\"img\" aria-label=\"{label}: {value}\">\
         <title>{label}: {value}</title>\
         <rect width=\"{left}\" height=\"20\" fill=\"#444b57\"/><rect x=\"{left}\" width=\"{right}\" height=\"20\" fill=\"{colour}\"/>\
         <g fill=\"#fff\" text-anchor=\"middle\" font-family=\"Verdana,DejaVu Sans,sans-serif\" font-size=\"11\">\
         <text x=\"{}\" y=\"14\" textLength=\"{}\">{label}</text><text x=\"{middle}\" y=\"14\" textLength=\"{}\">{value}</text></g></svg>\n",
        left / 2,
        left - 12,
        right - 12,
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
