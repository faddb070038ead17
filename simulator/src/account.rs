//! The accounts of the insured: what is looked at and asked through them, on the calendar of the Assurance Maladie.
//!
//! All of it is done on the thread of the caisses, between two nights. What changes something is a record of the
//! journal ([`Act::Chosen`], [`Act::Exchanges`], [`Act::HandedIn`], [`Act::AskedAgain`]), told once that is sure, and
//! done again where the journal is lived again. Looks are not recorded.

mod form;

use caisse::{Account, Attestation};
use domain::{Beneficiary, Day, DecompteNumber, Nir, OcNumber};
use tokio::sync::oneshot;

pub use form::{DecompteForm, LineForm, PaperDecompte, Person};

use crate::country::Country;
use crate::record::Act;
use crate::{Assurance, AssuranceError, FileName, Office};

/// Something of an account, once the caisses have seen to it.
#[derive(Debug)]
#[must_use = "it is seen to on another thread: whether it was is known when it is asked"]
pub struct Told<T>(oneshot::Receiver<Result<T, AssuranceError>>);

impl<T> Told<T> {
    /// Waits for it among other tasks.
    ///
    /// # Errors
    /// Where it is refused, the world is over, or the caisses stopped.
    pub async fn told(self) -> Result<T, AssuranceError> {
        self.0.await.map_err(|_| AssuranceError::Gone)?
    }

    /// Waits for it on a thread that may wait; in the midst of other tasks it panics.
    ///
    /// # Errors
    /// As [`Told::told`].
    pub fn wait(self) -> Result<T, AssuranceError> {
        self.0.blocking_recv().map_err(|_| AssuranceError::Gone)?
    }
}

/// Something to be done on the thread of the caisses.
pub(crate) type Errand = Box<dyn for<'a> FnOnce(&Office, &mut Country<'a>) + Send>;

/// Something done that stands in the journal before it is told.
pub(crate) struct Noted<T> {
    pub(crate) told: T,
    pub(crate) oc: Option<OcNumber>,
    pub(crate) act: Act,
}

/// A file that is sent again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SentAgain {
    /// The name under which it comes.
    pub name: FileName,
    /// The night on which it leaves.
    pub night: Day,
}

impl Assurance {
    /// Everybody who has an account, in the order of their NIRs, as their attestations show them today.
    pub fn insured(&self) -> Told<Vec<Attestation>> {
        self.look(|country, day| country.insured(day))
    }

    /// What the account of an insured shows today.
    pub fn account(&self, nir: Nir) -> Told<Account> {
        self.look(move |country, day| country.account(&nir, day))
    }

    /// The attestation of rights of an insured, made today.
    pub fn attestation(&self, nir: Nir) -> Told<Attestation> {
        self.look(move |country, day| country.attestation(&nir, day))
    }

    /// The insured chooses the OC that receives the décomptes of a beneficiary; gives the night on which the choice takes
    /// effect, 4 to 5 days on unless the world says otherwise (`world.account`). It takes the place of one that waits.
    pub fn choose(&self, who: Beneficiary, oc: OcNumber) -> Told<Day> {
        self.noted(move |country, day| country.choose(who, oc, day))
    }

    /// From now on the insured wants no exchanges with any OC, or wants them again.
    pub fn refuse_exchanges(&self, nir: Nir, refused: bool) -> Told<()> {
        self.noted(move |country, _| country.refuse_exchanges(nir, refused))
    }

    /// The insured hands a décompte of the account to an OC, on paper.
    pub fn hand_in(&self, nir: Nir, number: DecompteNumber, oc: OcNumber) -> Told<PaperDecompte> {
        self.noted(move |country, day| country.hand_in(nir, number, oc, day))
    }

    /// The décomptes that were handed to an OC on paper, or to any: the earliest first.
    pub fn papers(&self, oc: Option<OcNumber>) -> Told<Vec<PaperDecompte>> {
        self.look(move |country, _| Ok(country.papers(oc)))
    }

    /// A file that was delivered to an OC is sent again on the next working night, under another name: the caisse's own bytes, whatever
    /// befell the first on its way.
    pub fn send_again(&self, oc: OcNumber, name: FileName) -> Told<SentAgain> {
        self.noted(move |country, day| country.send_again(oc, &name, day))
    }

    fn look<T: Send + 'static>(
        &self,
        look: impl FnOnce(&Country<'_>, Day) -> Result<T, AssuranceError> + Send + 'static,
    ) -> Told<T> {
        self.send(|office, country| look(country, office.today()))
    }

    pub(crate) fn noted<T: Send + 'static>(
        &self,
        act: impl FnOnce(&mut Country<'_>, Day) -> Result<Noted<T>, AssuranceError> + Send + 'static,
    ) -> Told<T> {
        self.send(|office, country| {
            let Noted { told, oc, act } = act(country, office.today())?;
            // Where this fails, so does every later record: nothing follows from what the journal does not know.
            office.note(oc, act)?.wait()?;
            Ok(told)
        })
    }

    fn send<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Office, &mut Country<'_>) -> Result<T, AssuranceError> + Send + 'static,
    ) -> Told<T> {
        let (reply, told) = oneshot::channel();
        let errand: Errand = Box::new(move |office, country| {
            // Who asked may have gone.
            let _ = reply.send(work(office, country));
        });
        self.errand(errand);
        Told(told)
    }
}
