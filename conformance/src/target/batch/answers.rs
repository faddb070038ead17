//! What a command left in the folder of answers, as replies.

use std::collections::BTreeMap;

use domain::{Day, FileReaction};
use protocol::{FileAnswer, LineAnswer, Reply};

use super::{Batch, folder, json_lines};
use crate::target::mapping::{Export, Mapping};
use crate::target::untold::Untold;

impl Batch {
    pub(super) fn read_json_lines(&mut self, day: Day, exports: Vec<folder::Found>) {
        let Some(play) = &self.play else {
            return;
        };
        for (name, bytes) in exports {
            let (said, wrong) = match bytes {
                Ok(bytes) => json_lines::read(&name, &bytes, &play.files),
                Err(why) => (Vec::new(), vec![format!("{name}: {why}")]),
            };
            for why in wrong {
                self.notes.add("unreadable", false, format!("{day} {why}"));
            }
            for (re, one) in said {
                let why = one.why;
                self.replies.push_back(Reply::Answer {
                    re,
                    file: one
                        .reaction
                        .map(|reaction: FileReaction| FileAnswer { reaction, why }),
                    lines: one.lines,
                    links: Vec::new(),
                });
            }
        }
    }

    pub(super) fn read_rows(&mut self, day: Day, mapping: &Mapping, exports: Vec<folder::Found>) {
        let Some(play) = self.play.as_mut() else {
            return;
        };
        let mut read: Vec<(String, Export)> = Vec::new();
        for (name, bytes) in exports {
            let export = match bytes {
                Ok(bytes) => mapping.read(&name, &bytes),
                Err(why) => Export::unreadable(&name, why),
            };
            read.push((name, export));
        }
        let joined = play.lines.join(mapping, &read);
        for (kind, rows) in [
            ("unreadable", joined.unreadable),
            ("stranger", joined.strangers),
            ("ambiguous", joined.ambiguous),
        ] {
            for row in rows {
                self.notes.add(kind, false, format!("{day} {row}"));
            }
        }
        self.aside.unread.extend(joined.unread);
        let mut by_file: BTreeMap<u64, Vec<LineAnswer>> = BTreeMap::new();
        for (at, outcome, untold) in joined.answers {
            let (re, line, nth) = at;
            let lines = by_file.entry(re).or_default();
            // The n-th word on an identity is about its n-th line: those before it are said again.
            let said = lines.iter().filter(|one| one.line == line).count();
            let said = u32::try_from(said).unwrap_or(u32::MAX);
            let before: Option<Vec<LineAnswer>> = (said..nth)
                .map(|nth| play.said.get(&(re, line, nth)).copied())
                .collect();
            let Some(before) = before else {
                let why = "of the lines of one identity in its file only a later one has a row"
                    .to_owned();
                self.aside.unread.push((at, why));
                continue;
            };
            lines.extend(before);
            let answer = LineAnswer::new(line, outcome);
            play.said.insert(at, answer);
            lines.push(answer);
            if untold != Untold::default() {
                self.aside.untold.push((at, untold));
            }
        }
        for (re, lines) in by_file {
            self.replies.push_back(Reply::Answer {
                re,
                file: None,
                lines,
                links: Vec::new(),
            });
        }
    }
}
