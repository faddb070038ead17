use std::fmt;

/// Declares the rules once: their names, in the order of the steps.
macro_rules! rules {
    ($($(#[$doc:meta])* $rule:ident = $name:literal,)+) => {
        /// A rule of `docs/products.md` that acted on a line, so that it can be counted.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Rule {
            $($(#[$doc])* $rule,)+
        }

        impl Rule {
            /// Every rule, in the order of the steps.
            pub const ALL: &[Self] = &[$(Self::$rule),+];

            /// Its name.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$rule => $name,)+ }
            }
        }
    };
}

rules! {
    /// The line is computed day by day.
    DayByDay = "day-by-day",
    /// A version is in force.
    Version = "version",
    /// The heading is not covered.
    ActNotCovered = "act-not-covered",
    /// Qualifier G.
    QualifierFree = "qualifier-free",
    /// The price is compared with the limit of its code.
    PriceLimit = "price-limit",
    /// No limit of its price is known.
    PriceLimitNotChecked = "price-limit-not-checked",
    /// The majoration is added back to the AMO amount.
    Majoration = "majoration",
    /// The participation is paid too.
    RefundsParticipation = "refunds-participation",
    /// A document is awaited.
    DocumentAwaited = "document-awaited",
    /// The qualifier is not known.
    UnknownQualifier = "unknown-qualifier",
    /// Per cent of the base, AMO included.
    Br = "br",
    /// Per cent of the base on top of the AMO.
    BrOnTop = "br-on-top",
    /// Per cent of the ticket modérateur.
    Tm = "tm",
    /// Per cent of the overrun.
    Overrun = "overrun",
    /// Per cent of the expense.
    Expense = "expense",
    /// Euros a unit.
    Euros = "euros",
    /// Per cent of the PMSS.
    Pmss = "pmss",
    /// Frais réels.
    RealExpense = "real-expense",
    /// Levels together.
    Sum = "sum",
    /// The lower level.
    LowerOf = "lower-of",
    /// The higher level.
    HigherOf = "higher-of",
    /// The first case that holds.
    Cases = "cases",
    /// A condition of a level does not hold.
    Condition = "condition",
    /// The AMO refused the line, and the level is not for that.
    AmoRefused = "amo-refused",
    /// The amount comes on top of the ticket modérateur.
    TicketModerateurOnTop = "ticket-moderateur-on-top",
    /// The ticket modérateur is excluded.
    TicketModerateurExcluded = "ticket-moderateur-excluded",
    /// A lump sum without expense.
    WithoutExpense = "without-expense",
    /// `at-most` lowers the level.
    AtMost = "at-most",
    /// The person is in the waiting period.
    WaitingPeriod = "waiting-period",
    /// The authorised overrun is not paid.
    CapDa = "cap-da",
    /// The cap on doctors who are not OPTAM.
    CapNonOptam = "cap-non-optam",
    /// The ceiling of a frame.
    CapFrame = "cap-frame",
    /// The ceiling of an equipment.
    CapEquipment = "cap-equipment",
    /// The ceiling of an ear.
    CapAudio = "cap-audio",
    /// A deductible keeps something.
    Deductible = "deductible",
    /// A renewal of the law lets the line pass.
    Renewal = "renewal",
    /// A number lets the line pass.
    Number = "number",
    /// A ceiling lets the line pass.
    Money = "money",
    /// A limit of the law, a number or a ceiling cuts.
    LimitCuts = "limit-cuts",
    /// A complement follows its main act.
    Complement = "complement",
    /// A limit is not looked at: `when`, or the basket.
    LimitPassed = "limit-passed",
    /// A case of a limit changes it.
    LimitCase = "limit-case",
    /// Pro rata from the first day of the membership.
    JoiningProRata = "joining-pro-rata",
    /// Only what this product paid counts.
    ProductChangeReset = "product-change-reset",
    /// Pro rata from the first day of the product.
    ProductChangeProRata = "product-change-pro-rata",
    /// The fallback of a limit.
    Then = "then",
    /// The ticket modérateur of a responsible contract.
    FloorTicketModerateur = "floor-ticket-moderateur",
    /// The whole charge of a responsible contract.
    FloorWhole = "floor-whole",
    /// The 100 % Santé of a responsible contract.
    Floor100Sante = "floor-100-sante",
    /// Judged together with the base.
    JudgedTogether = "judged-together",
    /// What others paid is taken off.
    IncludesEarlier = "includes-earlier",
    /// No more than what is left.
    Indemnity = "indemnity",
    /// Another flow pays.
    ThirdParty = "third-party",
    /// The C2S.
    C2s = "c2s",
    /// A tariff of the C2S.
    C2sTariff = "c2s-tariff",
    /// Paid to whom the AMO paid.
    PayeeAsAmo = "payee-as-amo",
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// The rules that acted on a line, each once, in the order they acted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Met(Vec<Rule>);

impl Met {
    pub(crate) fn rule(&mut self, rule: Rule) {
        if !self.0.contains(&rule) {
            self.0.push(rule);
        }
    }

    pub(crate) fn rule_where(&mut self, acts: bool, rule: Rule) {
        if acts {
            self.rule(rule);
        }
    }

    pub(crate) fn all(&mut self, rules: &[Rule]) {
        for rule in rules {
            self.rule(*rule);
        }
    }

    pub(crate) fn into_rules(self) -> Vec<Rule> {
        self.0
    }
}
