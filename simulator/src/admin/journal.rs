//! The journal: searched, and followed as a stream of server-sent events.

use std::convert::Infallible;
use std::ops::ControlFlow;
use std::sync::Arc;

use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::stream::{self, Stream};
use tokio::sync::watch;

use super::Desk;
use super::answers::Found;
use super::refused::Refused;
use crate::{Assurance, AssuranceError, Office, Record, Search, each_record};

/// Records that are shown at most where no limit is given.
const SHOWN: usize = 1_000;

/// The records that are looked for: those in memory, and those of the file where older ones may be meant.
pub(super) async fn searched(assurance: &Assurance, search: Search) -> Result<Found, Refused> {
    let office = assurance.office();
    let limit = search.limit.unwrap_or(SHOWN);
    let at_hand = office.records_after(0);
    let oldest = at_hand.first().map_or(0, |record| record.seq);
    let (last, _) = office.now();
    let is_older = search.after + 1 < oldest;
    let mut found = match assurance.journal().filter(|_| is_older) {
        None => Vec::new(),
        Some(path) => {
            office.commit().sure().await?;
            let (path, search) = (path.to_owned(), search.clone());
            let read = move || {
                let mut older = Vec::new();
                let read = each_record(&path, |record| {
                    let is_over = record.seq >= oldest || older.len() > limit;
                    if is_over {
                        return ControlFlow::Break(());
                    }
                    if search.finds(&record) {
                        older.push(record.without_content());
                    }
                    ControlFlow::Continue(())
                });
                read.map(|()| older)
            };
            let older = tokio::task::spawn_blocking(read).await;
            older
                .map_err(|_| AssuranceError::Gone)?
                .map_err(AssuranceError::from)?
        }
    };
    let rest = at_hand.into_iter().filter(|record| search.finds(record));
    found.extend(rest.take((limit + 1).saturating_sub(found.len())));
    let more = found.len() > limit;
    found.truncate(limit);
    Ok(Found {
        last,
        records: found,
        more,
    })
}

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
