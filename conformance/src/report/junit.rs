use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

use crate::stream::{Cause, Status, Verdict};

use super::summary::RuleInScenario;
use super::told::Told;
use super::{Completeness, Lang, Summary, words};

/// JUnit XML: a suite for each scenario, a case for each rule in it. It holds no time, so that two
/// equal runs give equal bytes. It is in English: machines read it.
#[must_use]
pub fn junit(summary: &Summary) -> String {
    let mut report = Report::new("etalon");
    let mut whole = TestSuite::new("etalon");
    if let Some(run) = summary.run() {
        whole.add_property(("etalon", run.etalon.as_str()));
        whole.add_property(("seed", run.seed.to_string().as_str()));
        whole.add_property(("target", run.target.name.as_str()));
        whole.add_property(("target.version", run.target.version.as_str()));
    }
    whole.add_test_case(completeness(summary));
    report.add_test_suite(whole);
    for (scenario, rules) in &summary.scenarios {
        let mut suite = TestSuite::new(scenario.as_str());
        for (rule, found) in rules {
            suite.add_test_case(case(summary, scenario, rule, found));
        }
        report.add_test_suite(suite);
    }
    // Serialising to memory does not fail.
    report.to_string().unwrap_or_default()
}

fn completeness(summary: &Summary) -> TestCase {
    let state = summary.completeness();
    let mut status = TestCaseStatus::success();
    if state != Completeness::Complete {
        status = TestCaseStatus::non_success(NonSuccessKind::Error);
        status
            .set_type("incomplete")
            .set_message(state.reason(Lang::En));
    }
    let mut case = TestCase::new("the verdict stream is complete", status);
    case.set_classname("etalon");
    case
}

fn case(summary: &Summary, scenario: &str, rule: &str, found: &RuleInScenario) -> TestCase {
    let counts = found.counts;
    let mut status = if counts.nonconform > 0 {
        let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
        status.set_type("nonconform");
        status.set_message(format!(
            "{} of {} nonconform",
            counts.nonconform,
            counts.total()
        ));
        status
    } else if counts.unknown > 0 {
        let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
        status.set_type("unknown");
        status.set_message(format!("{} of {} unknown", counts.unknown, counts.total()));
        status
    } else if counts.conform + counts.tolerated == 0 {
        let mut status = TestCaseStatus::skipped();
        let note = found.first.iter().find_map(|verdict| verdict.note.clone());
        status.set_message(note.unwrap_or_else(|| "skipped".to_owned()));
        status
    } else {
        TestCaseStatus::success()
    };
    if counts.nonconform + counts.unknown > 0 {
        let causes = summary.causes().iter().filter(|cause| cause.rule == rule);
        let bad = |verdict: &&Verdict| {
            matches!(
                verdict.status,
                Status::Nonconform | Status::Unknown | Status::Tolerated
            )
        };
        let blocks: Vec<String> = causes
            .map(cause_told)
            .chain(found.first.iter().filter(bad).map(verdict_told))
            .collect();
        status.set_description(blocks.join("\n"));
    }
    let passed = matches!(status, TestCaseStatus::Success { .. });
    let mut case = TestCase::new(rule, status);
    case.set_classname(scenario);
    case.set_assertions(usize::try_from(counts.total()).unwrap_or(usize::MAX));
    if passed && counts.tolerated + counts.skipped > 0 {
        let partly = format!("{} tolerated, {} skipped", counts.tolerated, counts.skipped);
        case.set_system_out(partly);
    }
    case
}

fn cause_told(cause: &Cause) -> String {
    let lang = Lang::En;
    let broken = cause.requirements.iter();
    let broken = broken.map(|one| format!("  breaks:   {} ({})\n", lang.of(&one.text), one.id));
    let broken: String = broken.collect();
    format!(
        "{}\n{broken}  expected: {}\n  got:      {}\n  rule:     {} ({})\n  replay:   {}\n",
        lang.of(&cause.title),
        lang.of(&cause.expected),
        lang.of(&cause.got),
        lang.of(&cause.rule_text),
        cause.rule_source,
        cause.replay,
    )
}

fn verdict_told(verdict: &Verdict) -> String {
    let told = Told::of(verdict, Lang::En);
    let mut text = format!(
        "{} [{}]\n",
        verdict.id,
        words::status(verdict.status, Lang::En)
    );
    for (name, value) in [
        ("about", &told.about),
        ("expected", &told.expected),
        ("got", &told.got),
        ("at", &told.place),
        ("note", verdict.note.as_ref().unwrap_or(&String::new())),
    ] {
        if !value.is_empty() {
            text.push_str(&format!("  {:<9} {value}\n", format!("{name}:")));
        }
    }
    text
}
