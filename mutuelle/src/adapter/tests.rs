use domain::{Cents, Decompte, FileStamp, LineId, Outcome, Party, Payee, Reaction, ReasonClass};
use noemie::{Framing, Header, Profile};
use protocol::{LineAnswer, Software};

use super::*;
use crate::fixture::*;

/// What the mutuelle says to those requests, numbered from 1.
fn talk(bugs: &[Bug], requests: Vec<RequestBody>) -> Vec<Reply> {
    let mut input = Vec::new();
    for (id, body) in (1..).zip(requests) {
        protocol::write_line(&Request { id, body }, &mut input);
    }
    replies(bugs, &input)
}

fn replies(bugs: &[Bug], input: &[u8]) -> Vec<Reply> {
    let mut output = Vec::new();
    serve(input, &mut output, bugs).unwrap();
    let output = String::from_utf8(output).unwrap();
    output
        .lines()
        .map(|line| protocol::read_reply(line).unwrap())
        .collect()
}

fn hello_request() -> RequestBody {
    RequestBody::Hello {
        protocol: protocol::VERSION.to_owned(),
        runner: Software {
            name: "étalon".to_owned(),
            version: "0".to_owned(),
        },
    }
}

/// The requests that open a scenario: ids 1 to 4.
fn opening() -> Vec<RequestBody> {
    vec![
        hello_request(),
        RequestBody::Reset {
            scenario: "s".to_owned(),
            lot: 0,
            door: None,
        },
        RequestBody::Products {
            products: products(),
        },
        RequestBody::Portfolio {
            members: vec![member()],
        },
    ]
}

fn header(reference: u16, stamp: &[u8; 6]) -> Header {
    let member = member();
    Header {
        sender: Party::caisse(member.caisse),
        receiver: Party::mutuelle(member.oc),
        exchange: *b"TR",
        reference,
        date: day("2024-11-21"),
        stamp: FileStamp(*stamp),
    }
}

fn file_303(stamp: &[u8; 6], decomptes: &[Decompte]) -> Vec<u8> {
    let mut bytes = Vec::new();
    noemie::decomptes::write(
        Profile::decomptes(),
        &header(303, stamp),
        decomptes,
        &Framing::default(),
        &mut bytes,
    )
    .unwrap();
    bytes
}

fn delivered(reference: &str, bytes: &[u8]) -> RequestBody {
    RequestBody::File(Carried::inline(reference, bytes))
}

/// Request, reaction of the file, lines.
type FileLines = (u64, Option<FileReaction>, Vec<(LineId, Outcome)>);

/// The answers to files, in order.
fn answers(replies: &[Reply]) -> Vec<FileLines> {
    let of = |reply: &Reply| match reply {
        Reply::Answer {
            re, file, lines, ..
        } => Some((
            *re,
            file.as_ref().map(|file| file.reaction),
            lines
                .iter()
                .map(|LineAnswer { line, outcome, .. }| (*line, *outcome))
                .collect(),
        )),
        _ => None,
    };
    replies.iter().filter_map(of).collect()
}

fn paid(cents: i64) -> Outcome {
    Outcome::paid(Cents(cents), Payee::Insured)
}

fn held() -> Outcome {
    Outcome::without_money(Reaction::Held, ReasonClass::DuplicateSuspected)
}

#[test]
fn a_dialogue_from_hello_to_bye() {
    let old = decompte(1, vec![gp(1)]);
    let new = regularisation(3, &old, vec![act(1, "G", 4_000, 2_650, 1_855)]);
    let back = cancellation(2, &old);
    let line = |decompte: &Decompte| decompte.line_id(&decompte.lines[0]);
    let mut requests = opening();
    requests.extend([
        delivered("303", &file_303(b"000001", std::slice::from_ref(&old))),
        delivered("303", &file_303(b"000002", std::slice::from_ref(&new))),
        delivered("303", &file_303(b"000003", std::slice::from_ref(&back))),
        RequestBody::Settle {
            day: day("2024-12-31"),
        },
        RequestBody::Bye,
        // Nobody reads this any more.
        RequestBody::Bye,
    ]);
    let replies = talk(&[], requests);
    let Reply::Hello {
        re: 1,
        name,
        references,
        capabilities,
        ..
    } = &replies[0]
    else {
        panic!("hello comes first: {replies:?}")
    };
    assert_eq!(name, "mutuelle-exemple");
    assert_eq!(references.join(" "), "303 408 929");
    assert_eq!(capabilities.join(" "), "answers links");
    let done = [2, 3, 4].map(|re| Reply::Done { re });
    assert_eq!(replies[1..4], done);
    let accepted = Some(FileReaction::Accepted);
    assert_eq!(
        answers(&replies),
        [
            (5, accepted, vec![(line(&old), paid(795))]),
            (6, accepted, vec![(line(&new), held())]),
            (
                7,
                accepted,
                vec![(line(&back), Outcome::reversed(Cents(795), Payee::Insured))]
            ),
            // The amendment answers the request that carried the held line.
            (6, None, vec![(line(&new), paid(1_458))]),
        ]
    );
    assert_eq!(
        replies[8..],
        [Reply::Settled { re: 8 }, Reply::Bye { re: 9 }]
    );
}

#[test]
fn a_damaged_file_is_refused_and_its_clean_resend_accepted() {
    let clean = file_303(b"000001", &[decompte(1, vec![gp(1)])]);
    // One character of the act's entity is lost on the way.
    let mut damaged = clean.clone();
    let at = clean.windows(5).position(|five| five == b"25599").unwrap();
    damaged.remove(at + 60);
    let mut requests = opening();
    requests.extend([
        delivered("303", &damaged),
        delivered("303", b"nothing of a file"),
        delivered("303", &clean),
        delivered("303", &clean),
        delivered("929", &clean),
    ]);
    let reactions: Vec<_> = answers(&talk(&[], requests))
        .into_iter()
        .map(|(_, reaction, lines)| (reaction, lines.len()))
        .collect();
    assert_eq!(
        reactions,
        [
            (Some(FileReaction::Refused), 0),
            (Some(FileReaction::Refused), 0),
            (Some(FileReaction::Accepted), 1),
            (Some(FileReaction::Duplicate), 0),
            (Some(FileReaction::Refused), 0),
        ]
    );
}

#[test]
fn members_are_declared_once_before_the_clock_is_answered() {
    let clock = |text| RequestBody::Clock { day: day(text) };
    let mut requests = opening();
    requests.extend([clock("2024-11-01"), clock("2024-11-02")]);
    let replies = talk(&[], requests);
    let Reply::File { id: 1, file } = &replies[4] else {
        panic!("a 408 comes first: {replies:?}")
    };
    assert_eq!(file.reference, "408");
    let bytes = Carried::bytes(file, |_| Err(io::Error::other("inline"))).unwrap();
    let header = noemie::peek_header(&bytes).unwrap();
    assert_eq!((header.reference, header.date), (408, day("2024-11-01")));
    assert_eq!(replies[5..], [Reply::Done { re: 5 }, Reply::Done { re: 6 }]);
}

#[test]
fn a_929_says_how_the_links_stand() {
    let member = member();
    let movement = noemie::links::Movement {
        oc: member.oc,
        nir: member.nir,
        key: member.key,
        insured_name: "".into(),
        insured_first_name: "".into(),
        birth: member.birth,
        rank: member.rank,
        name: member.name,
        first_name: member.first_name,
        member: member.member,
        kind: noemie::links::MovementKind::Create,
        contract_type: *b"01",
        start: member.start,
        end: member.end,
    };
    let mut bytes = Vec::new();
    noemie::links::write_answers(
        Profile::answers(),
        &header(929, b"000009"),
        &[noemie::links::LinkAnswer::new(movement, 33)],
        &Framing::default(),
        &mut bytes,
    )
    .unwrap();
    let mut requests = opening();
    requests.extend([
        delivered("929", &bytes[..bytes.len() - 40]),
        delivered("929", &bytes),
    ]);
    let replies = talk(&[], requests);
    assert_eq!(answers(&replies)[0].1, Some(FileReaction::Refused));
    let Reply::Answer { file, links, .. } = &replies[5] else {
        panic!("an answer: {replies:?}")
    };
    assert_eq!(file, &accepted());
    assert_eq!(
        links[..],
        [protocol::PersonLink {
            nir: member.nir,
            birth: member.birth,
            rank: member.rank,
            status: protocol::LinkStatus::Linked,
        }]
    );
}

#[test]
fn a_scenario_forgets_the_one_before() {
    let file = file_303(b"000001", &[decompte(1, vec![gp(1)])]);
    let mut requests = opening();
    requests.push(delivered("303", &file));
    requests.extend(opening().into_iter().skip(1));
    requests.push(delivered("303", &file));
    let outcomes: Vec<_> = answers(&talk(&[], requests))
        .into_iter()
        .flat_map(|(_, _, lines)| lines)
        .map(|(_, outcome)| outcome)
        .collect();
    assert_eq!(outcomes, [paid(795), paid(795)]);
}

#[test]
fn a_bug_goes_through_the_dialogue() {
    let file = |stamp| file_303(stamp, &[decompte(1, vec![gp(1)])]);
    let mut requests = opening();
    requests.push(delivered("303", &file(b"000001")));
    requests.push(delivered("303", &file(b"000002")));
    let replies = talk(&[Bug::PaysDuplicateTwice], requests);
    let outcomes: Vec<_> = answers(&replies)
        .into_iter()
        .flat_map(|(_, _, lines)| lines)
        .map(|(_, outcome)| outcome)
        .collect();
    assert_eq!(outcomes, [paid(795), paid(795)]);
}

#[test]
fn what_is_not_understood_is_answered_and_the_dialogue_goes_on() {
    let input = b"\n{\"id\":1,\"type\":\"dance\",\"how\":\"slowly\"}\nnot json\n\xff\n{\"id\":2,\"type\":\"clock\"}\n\
        {\"id\":3,\"type\":\"file\",\"reference\":\"580\",\"sha256\":\"\"}\n\
        {\"id\":4,\"type\":\"file\",\"reference\":\"303\",\"base64\":\"MDAw\",\"sha256\":\"00\"}\n\
        {\"id\":5,\"type\":\"statement\",\"kind\":\"invoice\",\"amount\":100}\n\
        {\"id\":6,\"type\":\"products\",\"products\":[{\"id\":\"p\"}]}\n\
        {\"id\":7,\"type\":\"hello\",\"protocol\":\"2.0\",\"runner\":{\"name\":\"r\",\"version\":\"0\"}}\n\
        {\"id\":8,\"type\":\"settle\",\"day\":\"2024-12-31\",\"more\":true}\n";
    let short = |reply: &Reply| match reply {
        Reply::Skipped { re, .. } => format!("skipped {re}"),
        Reply::Error { re, .. } => format!("error {re:?}"),
        other => format!("{other:?}"),
    };
    let replies: Vec<_> = replies(&[], input).iter().map(short).collect();
    assert_eq!(
        replies,
        [
            "skipped 1",
            "error None",
            "error None",
            "error Some(2)",
            "skipped 3",
            "error Some(4)",
            "skipped 5",
            "error Some(6)",
            "error Some(7)",
            "Settled { re: 8 }",
        ]
    );
}
