//! The faults that hold at all doors of an office: part of its state, and so of its journal.

use domain::{Day, OcNumber};

use super::Office;
use crate::faults::{BadDays, FaultSpec, Faults, Fired};
use crate::promise::Promise;
use crate::record::Act;
use crate::{FileName, SimulatorError};

impl Office {
    /// What goes wrong at the doors: what each of them is to be opened with, so that [`Office::change_faults`] changes it
    /// everywhere.
    #[must_use]
    pub fn bad_days(&self) -> &BadDays {
        &self.room.bad_days
    }

    /// Has other faults hold from now on, doors open or not; the same again begin their counts anew.
    ///
    /// # Errors
    /// Where no door can make them happen, or the journal could not be written: then those of before hold.
    pub fn change_faults(&self, spec: FaultSpec) -> Result<Promise<()>, SimulatorError> {
        self.room.bad_days.can(&Faults::new(spec.clone()))?;
        let mut desk = self.desk();
        let act = Act::FaultsChanged {
            faults: spec.clone(),
        };
        desk.note(None, act)?;
        // In the order of the journal: the desk is not left between the two.
        self.hold(spec);
        let sure = desk.journal.commit();
        self.tell(desk);
        Ok(Promise::new((), sure))
    }

    /// Notes that a fault befell a request of an OC.
    ///
    /// # Errors
    /// Where the journal could not be written.
    pub fn faulted(
        &self,
        oc: OcNumber,
        fired: &Fired,
        name: Option<FileName>,
    ) -> Result<(), SimulatorError> {
        let mut desk = self.desk();
        desk.note(Some(oc), faulted(fired, name))?;
        self.tell(desk);
        Ok(())
    }

    /// Notes that the calendar leaves the days before that one out, before it does.
    pub(crate) fn left_out(&self, fired: &Fired, until: Day) -> Result<(), SimulatorError> {
        let mut act = faulted(fired, None);
        if let Act::Faulted { until: lands, .. } = &mut act {
            *lands = Some(until);
        }
        let mut desk = self.desk();
        desk.note(None, act)?;
        self.tell(desk);
        Ok(())
    }

    /// These faults hold, as the journal says already.
    pub(crate) fn hold(&self, spec: FaultSpec) {
        self.room.bad_days.set(Faults::new(spec));
    }
}

fn faulted(fired: &Fired, name: Option<FileName>) -> Act {
    Act::Faulted {
        rule: fired.rule.to_string(),
        fault: fired.action.id().to_owned(),
        name,
        which: None,
        sound: None,
        until: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Journal;

    fn spec(action: &str) -> FaultSpec {
        let text = format!("schema-version: 1\nrules: [{{id: a, action: {action}}}]");
        domain::load("faults.yaml", &text).unwrap()
    }

    #[test]
    fn a_change_is_journaled_and_what_no_door_can_do_changes_nothing() {
        let (office, _inbox) = Office::open(Day::new(2024, 11, 4).unwrap(), Journal::in_memory(10));
        let bad_days = office.bad_days().clone();
        let changed = office.change_faults(spec("listed-twice")).unwrap();
        changed.wait().unwrap();
        assert_eq!(bad_days.faults().spec(), spec("listed-twice"));
        office
            .change_faults(spec("expired-certificate"))
            .unwrap_err();
        assert_eq!(bad_days.faults().spec(), spec("listed-twice"));
        let acts: Vec<Act> = office.records_after(0).into_iter().map(|r| r.act).collect();
        let faults = spec("listed-twice");
        assert_eq!(acts, [Act::FaultsChanged { faults }]);
    }
}
