//! Which rules contradict themselves.

use super::action::Action;
use super::place::Place;
use super::spec::{PUSHED, Route};

/// Why no request that the action can befall is such a place, where that can be told.
pub(super) fn contradiction(place: &Place, action: &Action) -> Option<String> {
    let id = action.id();
    if let (Some(from), Some(to)) = (place.from, place.to)
        && to < from
    {
        return Some(format!("it would end ({to}) before it begins ({from})"));
    }
    if place.nth.contains(&0) {
        return Some("nth counts from 1".to_owned());
    }
    if let Some(route) = place.route
        && !action.routes().contains(&route)
    {
        return Some(format!("{id} never befalls {route:?}").to_lowercase());
    }
    if let Some(door) = place.door {
        let never = action.why_not(door);
        let why = never.or_else(|| action.why_not_so(door, place.route?));
        if let Some(why) = why {
            let door = format!("{door:?}").to_lowercase();
            return Some(format!("{id} never happens at the door {door} so: {why}"));
        }
    }
    let of_file = place.file.is_some() || place.reference.is_some();
    let of_listing =
        place.route == Some(Route::List) || matches!(action, Action::SlowListing { .. });
    match action {
        _ if action.lasts() && !place.nth.is_empty() => {
            Some(format!("{id} lasts for days: nth does not go with it"))
        }
        _ if of_file && of_listing && !action.is_of_entry() => Some(format!(
            "{id} befalls a listing as a whole: file and reference do not go with it"
        )),
        _ if place.route == Some(Route::Push) && place.reference.is_some_and(|it| it != PUSHED) => {
            Some(format!("the reference of what is pushed is {PUSHED}"))
        }
        Action::ExpiredCertificate | Action::ClockJump { .. } if of_file || place.oc.is_some() => {
            Some(format!(
                "{id} befalls no OC and no file of its own: leave oc, file and reference out"
            ))
        }
        Action::ClockJump { .. } | Action::Damage(_) | Action::Adversity(_)
            if !place.nth.is_empty() =>
        {
            Some(format!(
                "{id} befalls no request, which could be counted: leave nth out"
            ))
        }
        _ => None,
    }
}
