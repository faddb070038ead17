//! A bill on its way to a décompte, and the head that a décompte bears.

use domain::{
    Beneficiary, Caisse, Day, Decompte, DecompteNumber, Line, MemberNumber, OcNumber, Operation,
    PayeeNature, PsNumber, SmolStr,
};

use crate::bill::Bill;
use crate::outbox::Made;
use crate::settlement::Settlement;

/// Key by which events name a bill: its décompte number is only known to the caisse.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct InvoiceId(pub u64);

/// A care sheet or an invoice as it reaches the caisse.
#[derive(Debug, Clone)]
pub struct Invoice {
    /// Its key.
    pub id: InvoiceId,
    /// Who was cared for.
    pub who: Beneficiary,
    /// Day on which the caisse settles it: the date of the décompte.
    pub processed: Day,
    /// What it bills.
    pub bill: Bill,
    /// The professional or hospital that is paid in the insured's stead, under third-party payment.
    pub third_party: Option<PsNumber>,
    /// The caisse sends to the last OC known although its link ended: its mistake.
    pub past_the_link: bool,
}

/// A décompte that went out for a bill, with what its cancellation must restore.
#[derive(Debug, Clone)]
pub(crate) struct Settled {
    pub(crate) invoice: InvoiceId,
    pub(crate) decompte: Made,
    pub(crate) who: Beneficiary,
    pub(crate) settlement: Settlement,
    pub(crate) third_party: Option<PsNumber>,
    pub(crate) past_the_link: bool,
    pub(crate) cancelled: bool,
}

/// A décompte about to be made.
pub(crate) struct Pending {
    pub(crate) invoice: InvoiceId,
    /// By now: a NIR of today.
    pub(crate) who: Beneficiary,
    pub(crate) date: Day,
    pub(crate) operation: Operation,
    pub(crate) settlement: Settlement,
    pub(crate) third_party: Option<PsNumber>,
    pub(crate) past_the_link: bool,
    /// The one it stands for, where it is a regularisation.
    pub(crate) replaced: Option<Made>,
    /// Whether something may name it once it is queued.
    pub(crate) is_named: bool,
}

/// What the head of a décompte needs.
pub(crate) struct Head<'a> {
    pub(crate) oc: OcNumber,
    pub(crate) member: MemberNumber,
    pub(crate) caisse: Caisse,
    pub(crate) number: DecompteNumber,
    pub(crate) date: Day,
    pub(crate) operation: Operation,
    pub(crate) who: Beneficiary,
    pub(crate) name: &'a SmolStr,
    pub(crate) first_name: &'a SmolStr,
    pub(crate) third_party: Option<PsNumber>,
}

impl Head<'_> {
    /// The décompte of those lines.
    pub(crate) fn decompte(&self, lines: Vec<Line>) -> Decompte {
        Decompte {
            oc: self.oc,
            date: self.date,
            key: self.who.nir.key(),
            beneficiary: self.who,
            name: self.name.clone(),
            first_name: self.first_name.clone(),
            caisse: self.caisse,
            number: self.number,
            member: self.member,
            operation: self.operation,
            payee: self.third_party.unwrap_or_default(),
            payee_nature: if self.third_party.is_some() {
                PayeeNature::ThirdPartyAmo
            } else {
                PayeeNature::Insured
            },
            lines,
        }
    }
}
