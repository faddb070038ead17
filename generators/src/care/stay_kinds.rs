//! Kinds of stays, as `care.yaml` has them: each says what it is drawn from, and nothing that it is not.

use oracle::amo::stay::{Discipline, Mode};
use serde::Deserialize;

use super::rates::Range;

/// A kind of stay and how it is drawn. Prices in euros, shares per thousand.
#[derive(Debug, Clone, Deserialize)]
#[serde(try_from = "StayText")]
pub(crate) struct StayRow {
    pub(crate) kind: StayKind,
    pub(crate) weight: u32,
    pub(crate) nights: Range,
    /// Of the stay (GHS), or of a day.
    pub(crate) price: Range,
    /// Daily tariff of a public hospital.
    pub(crate) daily: Option<Range>,
    pub(crate) related: u32,
    /// Where there are nights.
    pub(crate) room: Option<RoomRates>,
    /// Where there is an operation.
    pub(crate) operation: Option<Operation>,
}

/// A private room.
#[derive(Debug, Clone)]
pub(crate) struct RoomRates {
    pub(crate) share: u32,
    /// Of a day.
    pub(crate) price: Range,
}

/// An operation.
#[derive(Debug, Clone)]
pub(crate) struct Operation {
    /// Tariff of the act.
    pub(crate) act: Range,
    /// Its activity 4, per thousand of activity 1.
    pub(crate) anaesthesia: u32,
}

/// A row as it is written.
#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct StayText {
    kind: StayKind,
    weight: u32,
    nights: Range,
    price: Range,
    related: u32,
    daily: Option<Range>,
    room: Option<u32>,
    room_price: Option<Range>,
    act: Option<Range>,
    anaesthesia: Option<u32>,
}

impl TryFrom<StayText> for StayRow {
    type Error = &'static str;

    fn try_from(text: StayText) -> Result<Self, Self::Error> {
        if text.daily.is_some() != (text.kind == StayKind::Public) {
            return Err("a stay in a public hospital has a `daily` tariff, and no other");
        }
        let room = match (text.room, text.room_price) {
            (Some(share), Some(price)) => Some(RoomRates { share, price }),
            (None, None) => None,
            _ => return Err("`room` and `room-price` go together"),
        };
        if room.is_some() && text.nights.to == 0 {
            return Err("a stay without a night has no `room`");
        }
        let operation = match (text.act, text.anaesthesia) {
            (Some(act), Some(anaesthesia)) => Some(Operation { act, anaesthesia }),
            (None, None) => None,
            _ => return Err("`act` and `anaesthesia` go together"),
        };
        if operation.is_some() != text.kind.is_surgery() {
            return Err("surgery has an `act` and its `anaesthesia`, and no other stay");
        }
        Ok(Self {
            kind: text.kind,
            weight: text.weight,
            nights: text.nights,
            price: text.price,
            daily: text.daily,
            related: text.related,
            room,
            operation,
        })
    }
}

/// A kind of stay.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum StayKind {
    /// In and out of a clinic on one day.
    DaySurgery,
    /// An operation in a clinic.
    Surgery,
    /// A stay in a public hospital.
    Public,
    /// Follow-up care, by the day.
    FollowUp,
    /// Psychiatry, by the day.
    Psychiatry,
}

impl StayKind {
    const fn is_surgery(self) -> bool {
        matches!(self, Self::DaySurgery | Self::Surgery)
    }

    /// In a clinic.
    pub(super) const fn is_private(self) -> bool {
        matches!(self, Self::DaySurgery | Self::Surgery | Self::FollowUp)
    }

    pub(super) const fn mode(self) -> Mode {
        match self {
            Self::DaySurgery => Mode::DaySurgery,
            _ => Mode::Full,
        }
    }

    pub(super) const fn discipline(self) -> Discipline {
        match self {
            Self::Psychiatry => Discipline::Psychiatry,
            _ => Discipline::Health,
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::WorldData;

    fn said(from: &str, to: &str) -> String {
        let text = include_str!("../../data/care.yaml");
        assert!(text.contains(from), "{from}");
        let own = text.replace(from, to);
        let error = WorldData::with(&[("care.yaml", &own)]).unwrap_err();
        error.to_string()
    }

    #[test]
    fn a_row_says_what_its_kind_is_drawn_from_and_nothing_else() {
        for (from, to, why) in [
            (
                "daily: { from: 700, to: 1400 }, ",
                "",
                "a public hospital has a `daily`",
            ),
            (
                "to: 260 }, related",
                "to: 260 }, daily: { from: 1, to: 2 }, related",
                "a public hospital has a `daily`",
            ),
            (
                "related: 150, act",
                "related: 150, room: 1, room-price: { from: 1, to: 2 }, act",
                "without a night",
            ),
            ("room: 500, ", "", "go together"),
            (
                "related: 150, act: { from: 90, to: 320 }, ",
                "related: 150, ",
                "go together",
            ),
            (
                "related: 600, ",
                "related: 600, act: { from: 1, to: 2 }, anaesthesia: 1, ",
                "no other stay",
            ),
        ] {
            let said = said(from, to);
            assert!(said.contains(why), "{said}");
            assert!(said.contains("care.yaml"), "{said}");
        }
    }
}
