//! Every reason of a 929 (noemie-format §6.3) and what makes the caisse give it. Where the meaning of a code does not say
//! what makes it, it is not made, and why is told here.

/// Where a reason comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// It answers a movement of a 408.
    Movement,
    /// The caisse, or the insured in the account, did something: no movement asked for it.
    Caisse,
    /// The caisse does not give it.
    NotMade,
}

/// A reason and what makes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reason {
    /// 290/15-16.
    pub code: u8,
    /// Where it comes from.
    pub origin: Origin,
    /// What makes it, or why nothing does. What is ours to read in the code's meaning says "inferred".
    pub why: &'static str,
    /// The lives that make it, by the words of [`LifeSpec`](crate::LifeSpec): none of one that only a movement makes.
    pub lives: &'static [&'static str],
}

/// What makes the reason of that code; none of a code that no table knows.
///
/// ```
/// use caisse::reasons::{Origin, reason};
/// assert_eq!(reason(53).map(|reason| reason.origin), Some(Origin::Movement));
/// assert_eq!(reason(36).map(|reason| reason.origin), Some(Origin::NotMade));
/// assert!(reason(99).is_none());
/// ```
#[must_use]
pub fn reason(code: u8) -> Option<&'static Reason> {
    REASONS.iter().find(|reason| reason.code == code)
}

const fn movement(code: u8, why: &'static str) -> Reason {
    let (origin, lives) = (Origin::Movement, [].as_slice());
    Reason {
        code,
        origin,
        why,
        lives,
    }
}

const fn caisse(code: u8, lives: &'static [&'static str], why: &'static str) -> Reason {
    let origin = Origin::Caisse;
    Reason {
        code,
        origin,
        why,
        lives,
    }
}

const fn not_made(code: u8, why: &'static str) -> Reason {
    let (origin, lives) = (Origin::NotMade, [].as_slice());
    Reason {
        code,
        origin,
        why,
        lives,
    }
}

const UNREAD: &str = "a movement is read before the caisse sees it: one whose letter or dates are none has no value to \
                      treat or to echo, and is a finding of the reader";
const RESERVED: &str = "reserved to the caisse: what for is not said";

/// Reasons that the lives of a drawn world make: moves, definitive NIRs, majority, an OC that is taken in.
pub const DRAWN: &[u8] = &[38, 40, 43, 75];

/// Reasons that a choice in the account makes: to the OCs that lose the link, and to the one that has it.
pub const CHOSEN: &[u8] = &[43, 73];

/// Every reason, by code.
pub const REASONS: &[Reason] = &[
    movement(1, "the birth date is zeros"),
    movement(
        2,
        "the NIR begins with no sex: neither 1 to 4, nor 7 or 8 of a provisional one",
    ),
    not_made(3, UNREAD),
    movement(4, "the file comes from another OC than its 010 names"),
    movement(5, "the contract type is none of noemie-format §6.5"),
    not_made(6, UNREAD),
    not_made(7, UNREAD),
    movement(8, "the contract ends before it starts"),
    movement(
        9,
        "the birth date has a day past 31, which no date has and no lunar one (inferred)",
    ),
    movement(
        10,
        "someone of the file was born that day, of another rank (inferred; of nobody born that day it is 31 or 20)",
    ),
    not_made(11, RESERVED),
    not_made(13, RESERVED),
    movement(
        14,
        "an A about a contract that the person has not, who has others",
    ),
    movement(
        15,
        "nineteen other beneficiaries of the insured have contracts that have not ended",
    ),
    movement(
        16,
        "three other OCs have contracts of persons of the insured that have not ended: OCs are counted, as the code \
                  says, whatever the number of contracts and persons (inferred: what has ended does not fill the file)",
    ),
    movement(
        17,
        "the caisse was told which OCs there are, and it is none of them (inferred)",
    ),
    movement(18, "nobody insured bears the NIR"),
    not_made(19, RESERVED),
    movement(20, "nobody of the file is like the one that is named"),
    movement(
        21,
        "the insured is managed by another caisse than the file is addressed to",
    ),
    movement(
        22,
        "a C whose first day has not come, at a caisse that takes none before (inferred: whether it takes any is \
                  the scenario's)",
    ),
    movement(
        23,
        "an M or A about an insured who has no contract at all (inferred: the more precise reason than 14 and 25)",
    ),
    movement(24, "the same about a dependant"),
    movement(
        25,
        "an M about a contract that the person has not, who has others",
    ),
    not_made(26, RESERVED),
    movement(
        27,
        "the movement stands, but the beneficiary's name or first name is not the caisse's; where two OCs overlap, 53 \
                  is said",
    ),
    not_made(28, "which entries are for Vitale alone is not said"),
    not_made(29, "neither the origin of a flow nor the option is said"),
    movement(30, "the key is not the NIR's"),
    movement(
        31,
        "someone of the file of that rank was born in that month, on another day",
    ),
    movement(32, "an M that is done"),
    movement(
        33,
        "a C that is done; the same once more changes what it carries",
    ),
    movement(
        34,
        "an A that is done: with an end the contract ends then, without one it never was",
    ),
    movement(
        35,
        "the insured refuses the exchanges: a C or M is not done, an A is",
    ),
    not_made(
        36,
        "it is in no group: whether it rejects or reports is not said",
    ),
    not_made(
        37,
        "it is in no group: whether it rejects or reports is not said",
    ),
    caisse(38, &["moved"], "the insured moves to another caisse"),
    caisse(40, &["nir-given"], "the insured is given another NIR"),
    caisse(
        41,
        &["birth-corrected"],
        "the birth date of a person is corrected",
    ),
    caisse(
        43,
        &["of-age"],
        "to the OC that loses the link: the insured chose another, or the child came of age",
    ),
    movement(
        53,
        "the movement stands, but another OC has a contract of the person over some of the same days",
    ),
    movement(
        55,
        "a movement about the C2S that the caisse itself granted (inferred: one that an OC declared is that OC's to \
                  change)",
    ),
    movement(
        56,
        "a C2S beside the C2S of another OC (inferred: of the same OC it is renewed)",
    ),
    not_made(
        59,
        "of which contracts only the number may change is not said",
    ),
    caisse(
        60,
        &["c2s-granted"],
        "the caisse grants the C2S with an OC that had a contract of the person",
    ),
    caisse(
        61,
        &["c2s-extended"],
        "the caisse puts the end of the C2S off",
    ),
    caisse(
        62,
        &["c2s-modified"],
        "the caisse changes the member's number of the C2S",
    ),
    caisse(
        63,
        &["c2s-granted"],
        "the caisse grants the C2S with an OC that had no contract of the person",
    ),
    caisse(64, &["c2s-cancelled"], "the caisse takes the C2S back"),
    caisse(65, &["c2s-renewed"], "the caisse renews the C2S"),
    not_made(
        66,
        "whether it answers the OC that renews or tells of it is not said: that OC's C is answered by 33",
    ),
    movement(
        67,
        "two contracts of the person that run together already meet the period (inferred: of any OC)",
    ),
    caisse(
        72,
        &["link-modified"],
        "the caisse changes number or end of a contract",
    ),
    caisse(
        73,
        &["link-created"],
        "the caisse makes a contract, or carries out the choice of its OC",
    ),
    caisse(
        74,
        &["c2s-granted", "link-cancelled", "link-created"],
        "the caisse cancels a contract, or cuts the one that its own meets",
    ),
    caisse(75, &["oc-changed"], "the OC changed its number"),
    movement(78, "a contract of type 85, 87 or 88 without an end"),
    movement(
        80,
        "a contract of someone who leaves the C2S (85, 87) and had none before (inferred)",
    ),
    movement(81, "a contract of type 85, 87 or 88 over days of another"),
    movement(82, "another contract over days of one of type 85, 87 or 88"),
    caisse(
        84,
        &["link-retyped"],
        "the caisse changes the type of a contract",
    ),
    movement(
        85,
        "the OC still uses the number that it gave up (inferred: field notes §1.2, \"408 under the new number\")",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_of_the_table_is_made_or_says_why_not() {
        let known = noemie::reasons::reasons().iter().map(|reason| reason.code);
        let told = REASONS.iter().map(|reason| reason.code);
        assert_eq!(told.collect::<Vec<_>>(), known.collect::<Vec<_>>());
        assert!(REASONS.iter().all(|reason| !reason.why.is_empty()));
    }
}
