//! The HTML page in a browser: filters work, nothing loads from outside, nothing is wider than a phone.
//!
//! Skipped, with a message, where there is no headless Chromium; `.ci/run` installs one.

use std::fs;
use std::path::Path;
use std::process::Command;

use conformance::report::{Lang, html};
use conformance::stream::{Severity, Status};
use domain::{Cents, Outcome, Payee};
use serde_json::Value;

use crate::fixture::{cause, line, records, summary, whole};

/// Names it goes by.
const BROWSERS: [&str; 4] = [
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
];

/// Before anything else of the page: what its own policy stopped.
const BEFORE: &str = "<script>var stopped = 0; document.addEventListener('securitypolicyviolation', \
                      function () { stopped += 1; });</script>";

/// After all of it: what there is to see, told to the page around it.
const AFTER: &str = r##"<script>window.addEventListener("load", function () {
  window.setTimeout(function () {
    var seen = function (selector) {
      return Array.prototype.filter.call(document.querySelectorAll(selector), function (one) {
        return one.getClientRects().length > 0;
      }).length;
    };
    var root = document.documentElement;
    parent.postMessage(JSON.stringify({
      rows: seen("#verdict-table tbody tr"), causes: seen("article.cause"), scenarios: seen("#scenario-table tbody tr"),
      told: (document.querySelector("#filter output") || {}).textContent,
      family: (document.querySelector("#filter [name=family]") || {}).value,
      scroll: root.scrollWidth, width: root.clientWidth,
      loads: performance.getEntriesByType("resource").length, stopped: stopped
    }), "*");
  }, 100);
});</script></body>"##;

/// The page around it: an exact width, and a place for what is told.
fn around(width: u32, fragment: &str) -> String {
    format!(
        "<!DOCTYPE html><meta charset=utf-8><pre id=told></pre><script>window.addEventListener('message', function (event) {{ \
         document.getElementById('told').textContent = event.data; }});</script>\
         <iframe src=\"page.html{fragment}\" width={width} height=844 style=\"border:0\"></iframe>"
    )
}

fn browser() -> Option<&'static str> {
    let found = BROWSERS.into_iter().find(|name| {
        let asked = Command::new(name).arg("--version").output();
        asked.is_ok_and(|said| said.status.success())
    });
    if found.is_none() {
        eprintln!("skipped: no headless Chromium ({})", BROWSERS.join(", "));
    }
    found
}

/// What a browser tells of a page.
fn look(browser: &str, page: &str, width: u32, fragment: &str) -> Value {
    let folder = tempfile::tempdir().unwrap();
    let policy = "form-action 'none'\">\n";
    assert!(page.contains(policy), "the page has its policy");
    let probed = page
        .replacen(policy, &format!("{policy}{BEFORE}"), 1)
        .replace("</body>", AFTER);
    fs::write(folder.path().join("page.html"), probed).unwrap();
    let outer = folder.path().join("around.html");
    fs::write(&outer, around(width, fragment)).unwrap();
    let dom = dom(browser, folder.path(), &outer);
    let told = dom
        .split_once("<pre id=\"told\">")
        .and_then(|(_, rest)| rest.split_once("</pre>"))
        .map(|(told, _)| told.replace("&quot;", "\"").replace("&amp;", "&"));
    let told = told.unwrap_or_default();
    serde_json::from_str(&told).unwrap_or_else(|error| panic!("{error}: {told:?} in {dom:.400}"))
}

fn dom(browser: &str, folder: &Path, page: &Path) -> String {
    // A browser that hangs is ended by `timeout`.
    let run = Command::new("timeout")
        .args(["--kill-after=5", "120", browser])
        .args([
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
        ])
        .args([
            "--no-first-run",
            "--disable-background-networking",
            "--hide-scrollbars",
        ])
        .arg(format!(
            "--user-data-dir={}",
            folder.join("profile").display()
        ))
        .args([
            "--window-size=1400,1000",
            "--virtual-time-budget=20000",
            "--dump-dom",
        ])
        .arg(format!("file://{}", page.display()))
        .output()
        .unwrap();
    assert!(
        run.status.success(),
        "{}",
        String::from_utf8_lossy(&run.stderr)
    );
    String::from_utf8_lossy(&run.stdout).into_owned()
}

/// As many verdicts as a long run gives: three causes' worth of failures, unknown ones, and the rest conform.
fn long() -> String {
    let due = Outcome::paid(Cents(900), Payee::Insured);
    let verdicts = (0..27_000_u32).map(|number| {
        let id = format!(
            "family-{}/0/F{:03}.303#1/{number}",
            number % 400,
            number / 100
        );
        let (status, got) = match number % 20 {
            0 => (
                Status::Nonconform,
                Some(Outcome::paid(Cents(901), Payee::Insured)),
            ),
            1 => (Status::Unknown, None),
            _ => (Status::Conform, Some(due)),
        };
        let mut verdict = line(&id, status, due, got);
        if number % 40 == 0 {
            verdict.severity = Some(Severity::Should);
        }
        verdict
    });
    html(&summary(whole(verdicts.collect(), vec![cause()])), Lang::Fr)
}

#[test]
fn filters_work_and_are_told_by_the_address() {
    let Some(browser) = browser() else { return };
    let page = html(&summary(records()), Lang::Fr);
    let told = |fragment: &str| look(browser, &page, 1200, fragment);
    let all = told("");
    assert_eq!(
        (&all["rows"], &all["causes"], &all["scenarios"]),
        (&3.into(), &1.into(), &2.into())
    );
    let only = told("#?outcome=unknown");
    assert_eq!((&only["rows"], &only["causes"]), (&1.into(), &0.into()));
    assert_eq!(told("#?severity=must")["rows"], 1);
    assert_eq!(told("#?scenario=worked-examples")["scenarios"], 1);
    assert_eq!(told("#?scenario=worked-examples")["rows"], 0);
    // Accents and order of the words do not matter.
    assert_eq!(told("#?text=TOLERE%20303")["rows"], 1);
    let family = told("#?family=counters");
    assert_eq!(
        (&family["family"], &family["causes"]),
        (&"counters".into(), &1.into())
    );
    // What nobody can choose leaves nothing out.
    assert_eq!(told("#?family=no-such-family")["rows"], 3);
    assert!(
        only["told"].as_str().unwrap().ends_with(" montrés sur 6"),
        "{}",
        only["told"]
    );
}

#[test]
fn a_phone_shows_the_whole_page_and_nothing_is_loaded() {
    let Some(browser) = browser() else { return };
    let pages = [
        html(&summary(records()), Lang::Fr),
        html(&summary(records()), Lang::En),
        long(),
    ];
    for page in pages {
        let told = look(browser, &page, 390, "");
        assert_eq!(told["width"], 390, "{told}");
        assert_eq!(told["scroll"], told["width"], "wider than a phone: {told}");
        assert_eq!(
            (&told["loads"], &told["stopped"]),
            (&0.into(), &0.into()),
            "{told}"
        );
    }
}

#[test]
fn a_long_run_is_still_filtered() {
    let Some(browser) = browser() else { return };
    let page = long();
    assert!(page.len() < 3_000_000, "{} bytes", page.len());
    assert_eq!(look(browser, &page, 1200, "")["rows"], 1000);
    assert_eq!(
        look(browser, &page, 1200, "#?outcome=nonconform&severity=should")["rows"],
        250
    );
}

/// What the tests above rest on.
#[test]
fn a_wide_page_or_one_that_loads_is_found_out() {
    let Some(browser) = browser() else { return };
    let page = html(&summary(records()), Lang::En);
    let wide = page.replace(
        "<main id=\"main\">",
        "<main id=\"main\"><div style=\"width:900px\">x</div>",
    );
    let told = look(browser, &wide, 390, "");
    assert!(told["scroll"].as_u64() > told["width"].as_u64(), "{told}");
    let loads = page.replace(
        "<main id=\"main\">",
        "<main id=\"main\"><img src=\"http://127.0.0.1:9/x.png\" alt=\"\">",
    );
    assert_eq!(look(browser, &loads, 390, "")["stopped"], 1);
}
