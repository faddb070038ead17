use domain::Cents;

/// An act once both insurers have settled it. Every amount is positive.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SettledAct {
    /// What was spent.
    pub expense: Cents,
    /// Reimbursement base.
    pub base: Cents,
    /// Theoretical AMO share: in the parcours, before participation and franchise.
    pub theoretical: Cents,
    /// Majoration out of the parcours.
    pub majoration: Cents,
    /// Participation forfaitaire.
    pub participation: Cents,
    /// Franchise.
    pub franchise: Cents,
    /// Third-party payment: participation and franchise are recovered later.
    pub deferred: bool,
    /// Paid by the mutuelle.
    pub amc: Cents,
    /// Whether the contract pays the participation too.
    pub refunds_participation: bool,
}

impl SettledAct {
    /// What the AMO paid for the act: under third-party payment, nothing is kept back from it.
    #[must_use]
    pub fn amo(&self) -> Cents {
        let paid = self.theoretical - self.majoration;
        if self.deferred {
            paid
        } else {
            paid - self.participation - self.franchise
        }
    }
}

/// What stays with the person, cause by cause (rules §12 bis 19).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Remainder {
    /// Participation forfaitaire that nobody refunds. Negative where it is both refunded by the contract
    /// and still owed.
    pub participation: Cents,
    /// Franchise.
    pub franchise: Cents,
    /// Majoration out of the parcours.
    pub majoration: Cents,
    /// Ticket modérateur that the mutuelle leaves.
    pub ticket_moderateur: Cents,
    /// Expense beyond the base that the mutuelle leaves.
    pub overrun: Cents,
    /// Participation and franchise still to be recovered: apart, and no part of the total.
    pub owed_to_amo: Cents,
}

impl Remainder {
    /// What the person is out of pocket: the sum of the parts, without what is owed to the AMO.
    #[must_use]
    pub fn total(&self) -> Cents {
        self.participation
            + self.franchise
            + self.majoration
            + self.ticket_moderateur
            + self.overrun
    }
}

/// The remainder as the sum of its named parts. The mutuelle's money goes to the ticket modérateur first,
/// then to the participation where the contract refunds it, then to the overrun.
///
/// ```
/// use domain::Cents;
/// use oracle::amc::{SettledAct, remainder};
/// let act = SettledAct {
///     expense: Cents(5000),
///     base: Cents(2500),
///     theoretical: Cents(1750),
///     participation: Cents(100),
///     amc: Cents(750),
///     ..SettledAct::default()
/// };
/// let left = remainder(&act);
/// assert_eq!((left.participation, left.overrun), (Cents(100), Cents(2500)));
/// assert_eq!(left.total(), act.expense - act.amo() - act.amc);
/// ```
#[must_use]
pub fn remainder(act: &SettledAct) -> Remainder {
    let ticket_moderateur = (act.expense.min(act.base) - act.theoretical).floor_zero();
    let overrun = act.expense - act.theoretical - ticket_moderateur;

    let to_moderateur = act.amc.min(ticket_moderateur);
    let beyond = act.amc - to_moderateur;
    let to_participation = if act.refunds_participation {
        beyond.min(act.participation)
    } else {
        Cents::ZERO
    };
    let to_overrun = beyond - to_participation;

    let (participation, franchise, owed_to_amo) = if act.deferred {
        (Cents::ZERO, Cents::ZERO, act.participation + act.franchise)
    } else {
        (act.participation, act.franchise, Cents::ZERO)
    };
    Remainder {
        participation: participation - to_participation,
        franchise,
        majoration: act.majoration,
        ticket_moderateur: ticket_moderateur - to_moderateur,
        overrun: overrun - to_overrun,
        owed_to_amo,
    }
}
