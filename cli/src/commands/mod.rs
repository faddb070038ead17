//! One module a command.

pub(crate) mod catalogue;
pub(crate) mod check;
pub(crate) mod compare;
pub(crate) mod demo;
pub(crate) mod doctor;
pub(crate) mod encode;
pub(crate) mod explain;
#[cfg(feature = "http")]
pub(crate) mod faults;
pub(crate) mod generate;
pub(crate) mod init;
pub(crate) mod inspect;
#[cfg(feature = "http")]
pub(crate) mod journal;
pub(crate) mod layout;
pub(crate) mod portfolio;
pub(crate) mod quote;
pub(crate) mod requirements;
pub(crate) mod run;
pub(crate) mod sample;
pub(crate) mod scenarios;
#[cfg(feature = "http")]
pub(crate) mod serve;
mod tree;
pub(crate) mod trust;
mod words;
