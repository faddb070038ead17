//! Under every fault a client that reacts as the catalogue says ends with the right files, each taken once. Over pipes, on
//! a clock that stands still while anybody has something to do: no second of real time is waited for.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use std::collections::BTreeSet;
use std::time::Duration;

use common::client::Client;
use common::rules::{EACH, all_at_once, content};
use common::{MINE, MY_TOKEN, bad_days, day, name, oc, setup};
use generators::{Draws, Subject};
use simulator::door::{HttpHost, HttpSetup};
use simulator::faults::FaultEntry;
use simulator::{Act, Inbox, Journal, Office, Record};
use tokio::time::Instant;

/// An office behind pipes.
struct Piped {
    office: Office,
    inbox: Inbox,
    host: HttpHost,
}

fn piped(seed: u64, rules: &str) -> Piped {
    let (office, inbox) = Office::open(day(), Journal::in_memory(10_000));
    let bad_days = bad_days(seed, rules);
    let setup = HttpSetup {
        bad_days,
        ..setup()
    };
    let host = HttpHost::new(office.clone(), setup);
    Piped {
        office,
        inbox,
        host,
    }
}

impl Piped {
    fn client(&self) -> Client {
        let host = self.host.clone();
        let connect = move || {
            let (here, there) = tokio::io::duplex(1 << 16);
            let host = host.clone();
            tokio::spawn(async move { host.converse(there, std::future::pending()).await });
            let here: Box<dyn common::client::Io> = Box::new(here);
            let ready: std::pin::Pin<Box<dyn Future<Output = _> + Send>> =
                Box::pin(std::future::ready(Ok(here)));
            ready
        };
        Client::new(Box::new(connect), MINE, MY_TOKEN)
    }

    fn deliver(&self, file: &str, reference: u16) {
        let content = content(file);
        let delivered = self
            .office
            .deliver(oc(MINE), name(file), reference, content.into());
        delivered.unwrap();
    }

    fn faults(&self) -> BTreeSet<String> {
        let faults = self.office.records_after(0).into_iter();
        faults
            .filter_map(|record| match record.act {
                Act::Faulted { fault, .. } => Some(fault),
                _ => None,
            })
            .collect()
    }
}

/// Days of a mutuelle: each day files come, there is a round, and a push.
async fn live(seed: u64, rules: &str, days: i32) -> (Piped, Client, Vec<String>) {
    let mut piped = piped(seed, rules);
    let mut client = piped.client();
    let (mut delivered, mut pushed) = (Vec::new(), Vec::new());
    for on in 0..days {
        piped.office.turn_to(day().plus(on)).unwrap();
        if on < days - 10 {
            for (file, reference) in [(format!("{on:02}.303"), 303), (format!("{on:02}.929"), 929)]
            {
                piped.deliver(&file, reference);
                delivered.push(file);
            }
            let push = format!("{on:02}.408");
            client.push(&push, &content(&push)).await;
            pushed.push(push);
        }
        client.round().await;
    }
    for push in pushed {
        let received = piped.inbox.try_next().unwrap();
        assert_eq!(received.name.as_str(), push);
        assert!(received.content.whole().unwrap() == content(&push));
    }
    assert_eq!(piped.inbox.try_next(), None, "each push counts once");
    (piped, client, delivered)
}

/// What every run ends with, whatever befell it.
fn all_is_well(piped: &Piped, client: &Client, delivered: &[String]) {
    let mut order = client.order.clone();
    order.sort();
    assert_eq!(order, delivered, "{:#?}", client.did);
    for file in delivered {
        assert!(client.taken[file] == content(file), "{file}");
        let shelved = piped.office.look(oc(MINE), &name(file)).unwrap();
        assert!(shelved.acknowledged, "{file}");
    }
}

#[tokio::test(start_paused = true)]
async fn under_each_fault_a_right_client_ends_with_the_right_files() {
    let mut seen = BTreeSet::new();
    for (fault, rule) in EACH {
        let rules = format!("  - {{id: only, {rule}}}");
        let (piped, client, delivered) = live(1, &rules, 14).await;
        all_is_well(&piped, &client, &delivered);
        assert_eq!(
            piped.faults(),
            BTreeSet::from([(*fault).to_owned()]),
            "{rule}"
        );
        seen.insert(*fault);
    }
    // The clock is its owner's; files are damaged, or meet adversities, where caisses send them; the certificate has tests
    // of its own.
    let others = ["adversity", "clock-jump", "damage", "expired-certificate"];
    let all: BTreeSet<&str> = FaultEntry::all().map(|entry| entry.id).collect();
    assert_eq!(all, seen.iter().copied().chain(others).collect());
}

#[tokio::test(start_paused = true)]
async fn under_all_of_them_together_too_and_the_same_seed_is_the_same_session() {
    let rules = all_at_once();
    let mut journals: Vec<Vec<Record>> = Vec::new();
    for seed in [1, 2, 3, 1] {
        let (piped, client, delivered) = live(seed, &rules, 24).await;
        all_is_well(&piped, &client, &delivered);
        assert!(piped.faults().len() >= 12, "{:?}", piped.faults());
        journals.push(piped.office.records_after(0));
    }
    assert!(journals[0] == journals[3]);
    assert!(journals[0] != journals[1] && journals[1] != journals[2]);
}

#[tokio::test(start_paused = true)]
async fn what_another_oc_does_changes_nothing_of_what_befalls_one() {
    let rules = "  - {id: a, permille: 500, action: {server-error: {status: 503}}}";
    let mut logs = Vec::new();
    for others in [0, 5] {
        let piped = piped(4, rules);
        piped.deliver("a.303", 303);
        for _ in 0..others {
            let mut other = piped.client();
            other = Client::new(other.into_connect(), common::THEIRS, common::THEIR_TOKEN);
            other.list().await;
        }
        let mut client = piped.client();
        for _ in 0..10 {
            client.list().await;
        }
        logs.push(client.did);
    }
    assert_eq!(logs[0], logs[1]);
    assert!(logs[0].len() > 12, "some were refused");
}

#[tokio::test(start_paused = true)]
async fn waits_are_as_long_as_a_rule_says() {
    let timed = async |rules: &str, what: &str| {
        let piped = piped(1, rules);
        piped.deliver("a.303", 303);
        piped.deliver("b.303", 303);
        let mut client = piped.client();
        let began = Instant::now();
        match what {
            "list" => drop(client.list().await),
            "push" => drop(client.push("a.408", &content("a.408")).await),
            _ => drop(client.ask("GET", what, None, b"").await.unwrap()),
        }
        began.elapsed()
    };
    assert_eq!(timed("  []", "list").await, Duration::ZERO);
    let late = "  - {id: a, action: {latency: {ms: 1234}}}";
    assert_eq!(timed(late, "list").await.as_millis(), 1_234);
    let slow = "  - {id: a, action: {slow-listing: {ms-per-file: 100}}}";
    assert_eq!(timed(slow, "list").await.as_millis(), 200);
    assert_eq!(timed(slow, "files/a.303").await, Duration::ZERO);
    // 150,009 bytes at 50,000 a second; of a push, those that are read before it is known whose it is are not slowed.
    let narrow = "  - {id: a, action: {bandwidth: {bytes-per-second: 50000}}}";
    for (what, range) in [("files/a.303", 2_900..=3_100), ("push", 1_500..=3_100)] {
        let millis = timed(narrow, what).await.as_millis();
        assert!(range.contains(&millis), "{what}: {millis} ms");
    }
}

/// Rules with all their figures drawn, none of which makes a request fail for ever.
fn drawn_rules(seed: u64) -> String {
    let mut draws = Draws::new(seed, 0, Subject::File, 0);
    let mut rules = String::new();
    for number in 0..draws.between(1, 8) {
        let bytes = draws.below(400_000);
        let (permille, small, days) =
            (draws.below(1_001), draws.between(1, 9), draws.between(1, 4));
        let after = if draws.permille(500) {
            format!("after-bytes: {bytes}")
        } else {
            format!("after-permille: {permille}")
        };
        let status = draws.between(500, 599);
        let action = match draws.below(14) {
            0 => format!("{{latency: {{ms: {}, more-ms: {permille}}}}}", small * 500),
            1 => format!("{{bandwidth: {{bytes-per-second: {}}}}}", 20_000 + bytes),
            2 => format!("{{reset: {{{after}}}}}"),
            3 => format!("{{truncated: {{{after}}}}}"),
            4 => format!("{{announced-shorter: {{bytes: {}}}}}", bytes + 1),
            5 => format!("{{announced-longer: {{bytes: {}}}}}", bytes + 1),
            6 => "answer-lost".to_owned(),
            7 => format!("{{server-error: {{status: {status}}}}}"),
            8 => format!("{{too-many-requests: {{retry-after-seconds: {small}}}}}"),
            9 => format!("{{slow-listing: {{ms-per-file: {small}}}}}"),
            10 => format!(
                "{{in-part: {{permille: {}, until: {{days: {days}}}}}}}",
                permille % 1_000
            ),
            11 => format!(
                "{{in-part: {{permille: {}, until: {{fetch: {}}}}}}}",
                permille % 1_000,
                days + 1
            ),
            12 => format!("{{hidden: {{days: {days}}}}}"),
            _ => format!("{{older-after-newer: {{days: {days}}}}}"),
        };
        // What befalls requests ends with the fifth: what lasts ends by itself.
        let lasts = ["{in-part", "{hidden", "{older"]
            .iter()
            .any(|id| action.starts_with(id));
        let place = if lasts {
            "{}"
        } else {
            "{nth: [1, 2, 3, 4, 5]}"
        };
        let often = draws.below(1_001);
        rules += &format!(
            "  - {{id: r{number}, match: {place}, permille: {often}, action: {action}}}\n"
        );
    }
    rules
}

#[tokio::test(start_paused = true)]
async fn under_any_rules_that_end_a_right_client_ends_well() {
    let mut seen = BTreeSet::new();
    for seed in 0..100 {
        let rules = drawn_rules(seed);
        let (piped, client, delivered) = live(seed, &rules, 13).await;
        assert_eq!(client.order.len(), delivered.len(), "{rules}");
        all_is_well(&piped, &client, &delivered);
        seen.extend(piped.faults());
    }
    assert!(seen.len() >= 13, "{seen:?}");
}
