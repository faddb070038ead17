use std::collections::VecDeque;

use protocol::{Reply, Request, RequestBody};

use crate::target::{Target, TargetError};

/// What a mutuelle in this process says to a request; none where it is gone.
pub type Answering = Box<dyn FnMut(Request) -> Option<Vec<Reply>>>;

/// A target in this very process: the messages are those of the protocol, nothing is written or read.
pub struct Here {
    answers: Answering,
    replies: VecDeque<Reply>,
    is_gone: bool,
    next: u64,
}

impl Here {
    /// A mutuelle that answers so.
    #[must_use]
    pub fn new(answers: Answering) -> Self {
        Self {
            answers,
            replies: VecDeque::new(),
            is_gone: false,
            next: 1,
        }
    }

    fn gone() -> TargetError {
        TargetError::Gone { how: String::new() }
    }
}

impl Target for Here {
    fn send(&mut self, body: RequestBody) -> Result<u64, TargetError> {
        let id = self.next;
        self.next += 1;
        if self.is_gone {
            return Err(Self::gone());
        }
        match (self.answers)(Request { id, body }) {
            Some(replies) => self.replies.extend(replies),
            None => self.is_gone = true,
        }
        Ok(id)
    }

    fn receive(&mut self) -> Result<Reply, TargetError> {
        self.replies.pop_front().ok_or_else(Self::gone)
    }

    fn last_words(&mut self) -> Vec<String> {
        Vec::new()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop")]

    use super::*;

    #[test]
    fn who_is_gone_answers_what_it_said_before_and_no_more() {
        let mut left = 1;
        let mut here = Here::new(Box::new(move |request| {
            left -= 1;
            (left >= 0).then(|| vec![Reply::Bye { re: request.id }])
        }));
        assert_eq!(here.send(RequestBody::Bye).unwrap(), 1);
        assert_eq!(here.receive().unwrap(), Reply::Bye { re: 1 });
        assert_eq!(here.send(RequestBody::Bye).unwrap(), 2);
        assert!(matches!(here.receive(), Err(TargetError::Gone { .. })));
        assert!(matches!(
            here.send(RequestBody::Bye),
            Err(TargetError::Gone { .. })
        ));
    }
}
