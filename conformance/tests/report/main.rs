//! The reports, made from a small verdict stream as anyone would write it.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test")]

mod browser;
mod fixture;
mod forms;
mod page;

use conformance::report::{
    Completeness, Conclusion, Lang, ReportError, Summary, html, junit, markdown, terminal,
};
use conformance::stream::{Record, Status, StreamError};
use domain::{Cents, Outcome, Payee};

use fixture::{jsonl, line, records, summary, whole};

fn plain(text: &str) -> String {
    let mut out = String::new();
    let mut parts = text.split("\u{1b}[");
    out.push_str(parts.next().unwrap());
    for part in parts {
        out.push_str(part.split_once('m').unwrap().1);
    }
    out
}

fn everything(summary: &Summary) -> Vec<(&'static str, String)> {
    vec![
        ("markdown fr", markdown(summary, Lang::Fr)),
        ("markdown en", markdown(summary, Lang::En)),
        ("html fr", html(summary, Lang::Fr)),
        ("html en", html(summary, Lang::En)),
        ("terminal fr", terminal(summary, Lang::Fr)),
        ("terminal en", terminal(summary, Lang::En)),
        ("junit", junit(summary)),
    ]
}

#[test]
fn the_report_of_record() {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../../../golden");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!("report", markdown(&summary(records()), Lang::Fr)));
}

#[test]
fn other_renderings() {
    let summary = summary(records());
    insta::assert_snapshot!("junit", junit(&summary));
    insta::assert_snapshot!("terminal_fr", plain(&terminal(&summary, Lang::Fr)));
    insta::assert_snapshot!("terminal_en", plain(&terminal(&summary, Lang::En)));
}

#[test]
fn each_language_writes_amounts_its_own_way() {
    let summary = summary(records());
    for page in [markdown(&summary, Lang::Fr), html(&summary, Lang::Fr)] {
        assert!(page.contains("11,00 €") && !page.contains("€11.00"));
    }
    for page in [markdown(&summary, Lang::En), html(&summary, Lang::En)] {
        assert!(page.contains("€11.00") && !page.contains("11,00 €"));
    }
}

#[test]
fn a_stream_read_back_gives_the_same_reports() {
    let folded = summary(records());
    let read = Summary::read(jsonl(&records()).as_bytes()).unwrap();
    assert_eq!(read.completeness(), Completeness::Complete);
    assert_eq!(read.conclusion(), Conclusion::Nonconform);
    assert_eq!(everything(&read), everything(&folded));
}

#[test]
fn another_major_version_is_refused() {
    let stream = jsonl(&records()).replacen("\"stream\":\"1.0\"", "\"stream\":\"2.0\"", 1);
    let error = Summary::read(stream.as_bytes()).unwrap_err();
    assert!(
        matches!(error, ReportError::Stream(StreamError::OtherVersion { .. })),
        "{error}"
    );
}

#[test]
fn what_a_later_minor_version_adds_is_let_through() {
    let stream = jsonl(&records())
        .replacen(
            "\"stream\":\"1.0\"",
            "\"stream\":\"1.1\",\"weather\":\"fair\"",
            1,
        )
        .replace(
            "\"record\":\"verdict\"",
            "\"record\":\"verdict\",\"mood\":[1]",
        )
        .replace("\"columns\"", "\"ink\":\"blue\",\"columns\"");
    let read = Summary::read(stream.as_bytes()).unwrap();
    assert_eq!(read.completeness(), Completeness::Complete);
    assert!(read.run().unwrap().extra.contains_key("weather"));
    assert_eq!(
        markdown(&read, Lang::Fr),
        markdown(&summary(records()), Lang::Fr)
    );
}

#[test]
fn an_unknown_field_of_this_version_counts_in_the_digest() {
    let mut verdicts = vec![line("s/0/f#1/1", Status::Conform, nine(), Some(nine()))];
    verdicts[0].extra.insert("mood".into(), 1.into());
    let read = Summary::read(jsonl(&whole(verdicts, vec![])).as_bytes()).unwrap();
    assert_eq!(read.completeness(), Completeness::Complete);
}

#[test]
fn a_stream_without_its_end_is_incomplete_everywhere() {
    let mut cut = records();
    cut.pop();
    let summary = summary(cut);
    assert_eq!(summary.conclusion(), Conclusion::Incomplete);
    for (name, text) in everything(&summary) {
        let loud = text.matches("INCOMPLET").count();
        assert!(loud >= 1, "{name} hides that it is incomplete");
    }
    for (name, text) in everything(&self::summary(records())) {
        assert!(
            !text.contains("INCOMPLET"),
            "{name} says incomplete of a whole run"
        );
    }
}

#[test]
fn a_line_cut_in_the_middle_is_an_interrupted_run() {
    let stream = jsonl(&records());
    let cut = &stream[..stream.len() - 20];
    let read = Summary::read(cut.as_bytes()).unwrap();
    assert_eq!(read.completeness(), Completeness::EndMissing);
    let broken = stream.replacen("{\"record\":\"cause\"", "{\"record\"", 1);
    let error = Summary::read(broken.as_bytes()).unwrap_err();
    assert!(
        matches!(error, ReportError::Stream(StreamError::Unreadable { .. })),
        "{error}"
    );
}

#[test]
fn an_interrupted_run_says_so() {
    let mut records = records();
    let Some(Record::End(end)) = records.last_mut() else {
        panic!("no end")
    };
    end.interrupted = true;
    let summary = summary(records);
    assert_eq!(summary.completeness(), Completeness::Interrupted);
    assert!(markdown(&summary, Lang::Fr).contains("INCOMPLET"));
}

#[test]
fn a_verdict_lost_or_changed_is_found() {
    let mut lost = records();
    lost.remove(2);
    assert_eq!(summary(lost).completeness(), Completeness::Altered);
    let mut changed = records();
    let Record::Verdict(verdict) = &mut changed[2] else {
        panic!("no verdict")
    };
    verdict.note = Some("nothing to see".into());
    assert_eq!(summary(changed).completeness(), Completeness::Altered);
}

#[test]
fn a_stream_begins_with_its_run_and_holds_one() {
    let stream = jsonl(&records()[1..]);
    assert!(matches!(
        Summary::read(stream.as_bytes()),
        Err(ReportError::NoRun)
    ));
    assert!(matches!(Summary::read(&b""[..]), Err(ReportError::NoRun)));
    let twice = jsonl(&records()).repeat(2);
    assert!(matches!(
        Summary::read(twice.as_bytes()),
        Err(ReportError::SecondRun { line: 16 })
    ));
}

#[test]
fn money_is_not_netted_and_leaves_no_gap() {
    let euros = summary(records()).euros().clone();
    assert_eq!((euros.overpaid, euros.underpaid), (Cents(200), Cents::ZERO));
    assert_eq!(
        (euros.tolerated_under, euros.not_judged),
        (Cents(900), Cents(900))
    );
    assert_eq!(euros.gap(), Cents::ZERO);
}

#[test]
fn the_sample_of_passing_lines_does_not_depend_on_order() {
    let id = |number: u32| format!("s/0/f#1/{number}");
    let lines = |numbers: &mut dyn Iterator<Item = u32>| {
        let verdicts = numbers
            .map(|number| line(&id(number), Status::Conform, nine(), Some(nine())))
            .collect();
        html(&summary(whole(verdicts, vec![])), Lang::Fr)
    };
    let forward = lines(&mut (0..200));
    assert_eq!(forward, lines(&mut (0..200).rev()));
    let shown = (0..200)
        .filter(|number| forward.contains(&format!("{}<br>", id(*number))))
        .count();
    assert_eq!(shown, 30);
}

#[test]
fn past_the_cap_verdicts_are_counted() {
    let bad = |number: u32| {
        let got = Outcome::paid(Cents(901), Payee::Insured);
        line(
            &format!("s/0/f#1/{number}"),
            Status::Nonconform,
            nine(),
            Some(got),
        )
    };
    let summary = summary(whole((0..1700).map(bad).collect(), vec![]));
    let page = html(&summary, Lang::En);
    assert_eq!(
        page.matches("<tr data-item").count(),
        500 + 1,
        "and the scenario"
    );
    assert!(page.contains("1,200 more verdicts are counted"));
    assert_eq!(summary.euros().overpaid, Cents(1700));
    assert_eq!(summary.counts().nonconform, 1700);
}

#[test]
fn what_tolerated_or_unknown_leave_open_is_no_pass() {
    let one = |status| {
        let got = (status != Status::Unknown).then(nine);
        summary(whole(vec![line("s/0/f#1/1", status, nine(), got)], vec![])).conclusion()
    };
    assert_eq!(one(Status::Conform), Conclusion::Conform);
    assert_eq!(one(Status::Tolerated), Conclusion::Conform);
    assert_eq!(one(Status::Unknown), Conclusion::Inconclusive);
    assert_eq!(one(Status::Skipped), Conclusion::Inconclusive);
    assert_eq!(
        summary(whole(vec![], vec![])).conclusion(),
        Conclusion::Inconclusive
    );
}

fn nine() -> Outcome {
    Outcome::paid(Cents(900), Payee::Insured)
}
