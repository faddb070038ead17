//! Requirements by family: kept, broken, left open.

use super::summary::Summary;
use super::{Lang, words};
use crate::stream::{Shown, Status};

/// How a requirement came out of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Came {
    /// Something was not as expected.
    Broken,
    /// Nothing was judged, or not all of it could be.
    Open,
    /// All that was judged was as expected, or right under another reading of the register.
    Kept,
}

impl Came {
    pub(super) const fn is_kept(self) -> bool {
        matches!(self, Self::Kept)
    }

    /// The class of its badge.
    pub(super) fn tag(self) -> &'static str {
        words::tag(match self {
            Self::Broken => Status::Nonconform,
            Self::Open => Status::Unknown,
            Self::Kept => Status::Conform,
        })
    }

    pub(super) fn word(self, lang: Lang) -> &'static str {
        match self {
            Self::Broken => lang.pick("violée", "broken"),
            Self::Open => lang.pick("ouverte", "open"),
            Self::Kept => lang.pick("tenue", "kept"),
        }
    }

    pub(super) fn of(shown: &Shown) -> Self {
        let many = |status| shown.verdicts.get(&status).copied().unwrap_or(0);
        if many(Status::Nonconform) > 0 {
            Self::Broken
        } else if many(Status::Unknown) > 0 || many(Status::Conform) + many(Status::Tolerated) == 0
        {
            Self::Open
        } else {
            Self::Kept
        }
    }
}

/// `kept`, `broken` or `open`.
pub(crate) fn came(shown: &Shown) -> &'static str {
    match Came::of(shown) {
        Came::Kept => "kept",
        Came::Broken => "broken",
        Came::Open => "open",
    }
}

impl Shown {
    /// Verdicts that say something of it.
    pub(super) fn cases(&self) -> u64 {
        let many = |status| self.verdicts.get(&status).copied().unwrap_or(0);
        many(Status::Conform) + many(Status::Nonconform) + many(Status::Tolerated)
    }
}

/// The requirements of a family that a run set out to show.
pub(super) struct Family<'a> {
    /// Its title.
    pub(super) title: &'a str,
    /// Each with how it came out, what is broken first.
    pub(super) requirements: Vec<(Came, &'a Shown)>,
}

impl Family<'_> {
    pub(super) fn many(&self, came: Came) -> u64 {
        let own = self.requirements.iter().filter(|(other, _)| *other == came);
        own.count() as u64
    }
}

/// The families, in the order of the catalogue.
pub(super) fn families(summary: &Summary, lang: Lang) -> Vec<Family<'_>> {
    let mut families: Vec<(&str, Family<'_>)> = Vec::new();
    for shown in summary.requirements() {
        let told = &shown.requirement;
        let one = (Came::of(shown), shown);
        match families.last_mut() {
            Some((id, family)) if *id == told.family => family.requirements.push(one),
            _ => {
                let family = Family {
                    title: lang.of(&told.family_title),
                    requirements: vec![one],
                };
                families.push((&told.family, family));
            }
        }
    }
    let mut families: Vec<_> = families.into_iter().map(|(_, family)| family).collect();
    for family in &mut families {
        family.requirements.sort_by_key(|(came, _)| *came);
    }
    families
}
