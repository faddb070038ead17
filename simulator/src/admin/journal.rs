//! The journal as a stream of server-sent events.

use std::convert::Infallible;
use std::sync::Arc;

use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::stream::{self, Stream};
use tokio::sync::watch;

use super::Desk;
use crate::{Office, Record, Search};

/// A stream of records, as they come.
struct Follower {
    office: Office,
    search: Search,
    news: watch::Receiver<u64>,
    closing: watch::Receiver<bool>,
    /// Records that are to be sent, the last first.
    left: Vec<Record>,
}

/// Every record after `search.after` that is looked for, and each later one as it comes; an event's id is the record's
/// number. It ends with the simulator.
pub(super) fn follow(
    desk: &Arc<Desk>,
    search: Search,
) -> Sse<impl Stream<Item = Result<Event, Infallible>> + use<>> {
    let office = desk.clock.assurance().office().clone();
    let mut news = office.watch();
    // What there is already is looked at first.
    news.mark_changed();
    let follower = Follower {
        office,
        search,
        news,
        closing: desk.closing.clone(),
        left: Vec::new(),
    };
    let records = stream::unfold(follower, |mut follower| async {
        let record = follower.next().await?;
        let event = Event::default()
            .id(record.seq.to_string())
            .event(record.act.word())
            // A record is plain data: it always serialises.
            .json_data(&record)
            .unwrap_or_default();
        Some((Ok(event), follower))
    });
    Sse::new(records).keep_alive(KeepAlive::default())
}

impl Follower {
    async fn next(&mut self) -> Option<Record> {
        loop {
            if let Some(record) = self.left.pop() {
                return Some(record);
            }
            if *self.closing.borrow() {
                return None;
            }
            tokio::select! {
                changed = self.news.changed() => changed.ok()?,
                _ = self.closing.changed() => return None,
            }
            let records = self.office.records_after(self.search.after);
            let last = records.last().map(|record| record.seq);
            let found = records.into_iter().filter(|one| self.search.finds(one));
            self.left = found.collect();
            self.left.reverse();
            self.search.after = last.unwrap_or(self.search.after);
        }
    }
}
