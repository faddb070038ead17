//! When and how files come.

use caisse::CalendarSpec;
use domain::{Caisse, Day, Decompte, FileReaction, FileStamp};

use super::catalogue::entries;
use super::dues::{ACCEPTED, DUPLICATE, OF_ORDER, OF_WHOLE_FILES, REFUSED, TWICE};
use super::on_files::again;
use super::{Adversity, Road, Touched};
use crate::carried::Carried;
use crate::draws::Draws;
use crate::flow::{Delivery, name};
use crate::spec::stranger_oc;

entries! { Delivery;
    LateFile "late-file" File 3 [30] beside OF_ORDER;
        "un fichier arrive plus d’un mois après sa date", "a file comes more than a month after its date";
        "accepté, ses lignes réglées comme les autres", "accepted, its lines settled as usual";
        ACCEPTED;
    TwiceAtOnce "twice-at-once" File 3 [30] beside OF_WHOLE_FILES;
        "un fichier est remis deux fois de suite, le même jour", "a file is delivered twice in a row, on one day";
        "le second est un doublon, sans effet", "the second is a duplicate, without effect";
        TWICE;
    InterruptedFile "interrupted-file" File 3 [30] beside OF_WHOLE_FILES;
        "la remise s’interrompt au milieu, puis reprend du début le même jour",
        "the delivery breaks off in the middle, and starts anew on the same day";
        "le morceau est refusé en entier, le fichier entier accepté",
        "the piece is refused as a whole, the whole file is accepted";
        REFUSED, ACCEPTED;
    EmptyDelivery "empty-delivery" File 3 [] beside OF_WHOLE_FILES;
        "un fichier sans aucun décompte accompagne celui du jour",
        "a file without any décompte comes beside that of the day";
        "accepté : rien à traiter", "accepted: nothing to treat";
        ACCEPTED;
    MonthEndPeak "month-end-peak" Lot 30 [] beside OF_WHOLE_FILES;
        "tout ce qui part du 21 à la fin du mois arrive d’un coup le dernier jour ouvré",
        "all that sets out from the 21st to the end of a month comes at once on the last working day";
        "accepté, dans l’ordre", "accepted, in order";
        ACCEPTED;
    Backlog "backlog" Lot 30 [] beside OF_WHOLE_FILES;
        "rien n’arrive pendant trois à cinq semaines, puis tout d’un coup",
        "nothing comes for three to five weeks, then everything at once";
        "accepté, dans l’ordre", "accepted, in order";
        ACCEPTED;
}

/// Days that a late file takes.
const LATE: (u32, u32) = (32, 60);
/// Days that a file waits whose correction comes first: longer than any correction takes.
const AFTER_ITS_CORRECTION: i32 = 30;

impl<C: Carried> Road<'_, C> {
    /// What befalls a file that comes undamaged.
    pub(super) fn befall(&mut self, adversity: Adversity, clean: Delivery<C>, draws: &mut Draws) {
        match adversity {
            Adversity::TwiceAtOnce => {
                self.expect(adversity, &clean, 2, FileReaction::Duplicate);
                let second = again(&clean, clean.day);
                self.flow.deliveries.extend([clean, second]);
            }
            Adversity::FileTwice => {
                self.expect(adversity, &clean, 2, FileReaction::Duplicate);
                let day = self.soon(clean.day, draws);
                self.comes(again(&clean, day));
                self.flow.deliveries.push(clean);
            }
            Adversity::FileNewName => {
                self.expect(adversity, &clean, 2, FileReaction::Duplicate);
                let second = Delivery {
                    day: self.soon(clean.day, draws),
                    name: named_otherwise(&clean.name),
                    ..clean.clone()
                };
                self.comes(second);
                self.flow.deliveries.push(clean);
            }
            Adversity::FileRenumbered => self.renumbered(clean, draws),
            Adversity::FilesSwapped => self.step_aside(clean),
            Adversity::LateFile => {
                self.expect(adversity, &clean, 1, FileReaction::Accepted);
                let (least, most) = LATE;
                let day = clean.day.plus(draws.between(least, most).cast_signed());
                let day = self.spec().calendar.working_day(day);
                self.comes(Delivery { day, ..clean });
            }
            Adversity::InterruptedFile => self.interrupted(clean, draws),
            Adversity::EmptyDelivery => self.beside_an_empty_one(clean),
            _ => self.flow.deliveries.push(clean),
        }
    }

    /// The file comes after the one that takes some of it back.
    pub(super) fn comes_after_its_correction(&mut self, clean: Delivery<C>) {
        let calendar: &CalendarSpec = &self.spec().calendar;
        let day = calendar.working_day(clean.day.plus(AFTER_ITS_CORRECTION));
        self.comes(Delivery { day, ..clean });
    }

    /// The file lets the next one of its caisse pass.
    fn step_aside(&mut self, clean: Delivery<C>) {
        let waits = clean
            .id
            .sender
            .as_caisse()
            .filter(|caisse| !self.steps_aside.contains_key(caisse));
        match waits {
            Some(caisse) => {
                self.steps_aside.insert(caisse, clean);
            }
            None => self.arrives(clean),
        }
    }

    /// A file of the caisse came: the one that stepped aside for it follows.
    pub(super) fn lets_pass(&mut self, caisse: Caisse, day: Day) {
        if let Some(file) = self.steps_aside.remove(&caisse) {
            self.expect(Adversity::FilesSwapped, &file, 1, FileReaction::Accepted);
            self.flow.deliveries.push(Delivery { day, ..file });
        }
    }

    /// The first part of the file comes, then the whole.
    fn interrupted(&mut self, clean: Delivery<C>, draws: &mut Draws) {
        let length = u32::try_from(clean.bytes.bytes().len()).unwrap_or(u32::MAX);
        let kept = draws.between(length / 4, length / 4 * 3) as usize;
        self.expect(Adversity::InterruptedFile, &clean, 1, FileReaction::Refused);
        self.expect(
            Adversity::InterruptedFile,
            &clean,
            2,
            FileReaction::Accepted,
        );
        let whole = again(&clean, clean.day);
        let mut piece = clean;
        let all = piece.bytes.bytes();
        piece.bytes = C::of_bytes(all.get(..kept).unwrap_or(all).to_vec());
        self.flow.deliveries.extend([piece, whole]);
    }

    /// The file comes, and another of its caisse that holds nothing.
    fn beside_an_empty_one(&mut self, clean: Delivery<C>) {
        let empty = self.rewritten(&clean, EMPTY, |_| Vec::new());
        self.flow.deliveries.push(clean);
        if let Some(empty) = empty {
            self.expect(Adversity::EmptyDelivery, &empty, 1, FileReaction::Accepted);
            self.flow.deliveries.push(empty);
        }
    }

    /// The file comes, and a concentrator sends the same décomptes in a file of its own numbering.
    fn renumbered(&mut self, clean: Delivery<C>, draws: &mut Draws) {
        const THIS: Adversity = Adversity::FileRenumbered;
        if let Some(other) = self.rewritten(&clean, RENUMBERED, |decomptes| decomptes) {
            let day = self.soon(clean.day, draws);
            self.expect(THIS, &other, 1, FileReaction::Accepted);
            for file in noemie::decomptes::read(other.bytes.bytes(), self.profile()) {
                let others = |decompte: &Decompte| decompte.oc == stranger_oc();
                let decomptes = file.decomptes.into_iter().map(|(decompte, _)| decompte);
                // Those of an OC that the mutuelle does not manage are refused once more.
                for decompte in decomptes.filter(|decompte| !others(decompte)) {
                    let (caisse, number) = (decompte.caisse, decompte.number);
                    let on = Touched::Decompte(caisse, number, decompte.operation, 2, DUPLICATE);
                    self.declare(THIS, on);
                }
            }
            self.comes(Delivery { day, ..other });
        }
        self.flow.deliveries.push(clean);
    }

    /// A file of the same caisse, day and receiver with what is made of its décomptes, under another number where a series
    /// is given for its fifth character.
    pub(super) fn rewritten(
        &self,
        file: &Delivery<C>,
        series: Option<u8>,
        change: impl FnOnce(Vec<Decompte>) -> Vec<Decompte>,
    ) -> Option<Delivery<C>> {
        let (profile, framing) = (self.profile(), self.written().framing);
        let bytes = file.bytes.bytes();
        let reading = noemie::decomptes::read(bytes, profile);
        let reading = reading.into_iter().next()?;
        let mut header = reading.header?;
        if let Some(series) = series {
            let [a, b, c, d, _, rank] = header.stamp.0;
            header.stamp = FileStamp([a, b, c, d, series, rank]);
        }
        let decomptes: Vec<_> = reading.decomptes.into_iter().map(|(d, _)| d).collect();
        let kept = change(decomptes);
        let mut bytes = Vec::with_capacity(bytes.len());
        noemie::decomptes::write(profile, &header, &kept, &framing, &mut bytes).ok()?;
        Some(Delivery {
            day: file.day,
            name: name(header.file_id()),
            id: header.file_id(),
            bytes: C::of_bytes(bytes),
        })
    }
}

/// Fifth character of the number of a file that the caisse did not number itself: its own stand at 0.
const RENUMBERED: Option<u8> = Some(b'9');
const EMPTY: Option<u8> = Some(b'8');

/// The name that another house would give the file: its parts the other way round.
fn named_otherwise(name: &str) -> String {
    let stem = name.strip_suffix(".noe").unwrap_or(name);
    let parts: Vec<&str> = stem.rsplit('.').collect();
    format!("{}.noe", parts.join("."))
}
