//! What follows a fault.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::action::Action;

/// What follows a file that was damaged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Then {
    /// The sound file comes so many days after the broken one, or on the next day on which the caisse works, under another
    /// name: its header tells which it is.
    #[schemars(range(min = 1))]
    pub sound_file_after_days: u16,
}

impl Then {
    /// Why it follows nothing, where that is so.
    pub(super) const fn nonsense(self, action: &Action) -> Option<&'static str> {
        match action {
            Action::Damage(_) if self.sound_file_after_days == 0 => {
                Some("sound-file-after-days is 1 or more: on its day the file lies there broken")
            }
            Action::Damage(_) => None,
            Action::Adversity(_) => Some(
                "what follows is part of an adversity, which sends it by itself: leave then out",
            ),
            _ => Some("then goes with damage alone: no other action leaves a broken file behind"),
        }
    }
}
