//! A file as a person reads it: the tree of its entities, fields by name.

use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::path::Path;

use conformance::report::Lang;
use noemie::inspect::{Kind, Masking, Part, Piece, Raw, Record, Why};
use noemie::profile::{self, Entity, Text};
use noemie::{Charset, LineEnd, Profile};

use crate::commands::words::word_of_layout;
use crate::exit::{BOLD, DIM, RED};

/// Columns of a line, where one can be broken.
const WIDTH: usize = 100;
/// Characters of something that no layout covers which are shown.
const SHOWN: usize = 60;
/// Text held back before it is printed.
const HELD: usize = 64 * 1024;

/// The page of one physical file, printed as it grows.
pub(super) struct Page {
    text: String,
    charset: Charset,
    masking: Masking,
    lang: Lang,
    /// The line end that is due; that of the first record where nothing was asked for.
    due: Option<LineEnd>,
    /// Physical records of the logical file so far.
    blocks: usize,
    /// Level of the group under way.
    level: usize,
    choice: anstream::ColorChoice,
}

impl Page {
    pub(super) fn new(
        path: &Path,
        charset: Charset,
        masking: Masking,
        lang: Lang,
        due: Option<LineEnd>,
    ) -> Self {
        let mut page = Self {
            text: String::new(),
            charset,
            masking,
            lang,
            due,
            blocks: 0,
            level: 0,
            choice: anstream::AutoStream::choice(&io::stdout()),
        };
        let name = printable(&path.display().to_string());
        page.line(&format!("{BOLD}{name}{BOLD:#} ({})", charset.as_str()));
        page
    }

    /// Adds a piece.
    pub(super) fn piece(&mut self, piece: &Piece<'_>) -> io::Result<()> {
        match piece.kind {
            Kind::End => {}
            Kind::File { reference, profile } => self.file(piece.offset, reference, profile),
            Kind::Block { stray, end } => self.block(piece, stray, end),
            Kind::Record(record) => self.record(piece, &record),
            Kind::Raw(raw) => self.raw(piece, raw),
        }
        if self.text.len() > HELD {
            self.print()?;
        }
        Ok(())
    }

    /// Prints what is held back. Taking styles away cuts a text to pieces: it is done before.
    pub(super) fn print(&mut self) -> io::Result<()> {
        let mut plain = anstream::AutoStream::new(Vec::new(), self.choice);
        plain.write_all(self.text.as_bytes())?;
        self.text.clear();
        let mut out = io::stdout().lock();
        out.write_all(&plain.into_inner())?;
        out.flush()
    }

    fn line(&mut self, text: &str) {
        self.text.push_str(text);
        self.text.push('\n');
    }

    fn pick<'t>(&self, text: &'t Text) -> &'t str {
        self.lang.pick(&text.fr, &text.en)
    }

    fn file(&mut self, offset: usize, reference: Option<u16>, profile: Option<&Profile>) {
        self.blocks = 0;
        self.level = 0;
        let lang = self.lang;
        let what = match reference {
            Some(reference) => format!("{} {reference:03}", lang.pick("référence", "reference")),
            None => lang
                .pick("pas d’en-tête lisible", "no readable header")
                .to_owned(),
        };
        let layout = match profile {
            Some(profile) => format!(
                "{} {} ({}){} {}",
                lang.pick("disposition", "layout"),
                printable(profile.name()),
                word_of_layout(profile.status(), lang),
                lang.pick(" :", ":"),
                self.pick(&profile.description().title)
            ),
            None => lang
                .pick("aucune disposition connue", "no layout known")
                .to_owned(),
        };
        let at = lang.pick("octet", "byte");
        self.line(&format!(
            "{BOLD}{what}{BOLD:#}, {layout} {DIM}({at} {offset}){DIM:#}"
        ));
    }

    fn block(&mut self, piece: &Piece<'_>, stray: usize, end: &[u8]) {
        let lang = self.lang;
        if piece.bytes.is_empty() {
            return;
        }
        self.blocks += 1;
        let (before, prefix) = piece.bytes.split_at_checked(stray).unwrap_or_default();
        let number = prefix.len() == 4 && prefix.iter().all(u8::is_ascii_digit);
        let length = self.shown(prefix, !number);
        let mut text = format!(
            "{DIM}{} {}, {} {}, {} {length}",
            lang.pick("enregistrement", "record"),
            self.blocks,
            lang.pick("octet", "byte"),
            piece.offset,
            lang.pick("longueur annoncée", "length announced"),
        );
        if !before.is_empty() {
            let before = self.shown(before, true);
            let label = lang.pick("caractères étrangers", "stray characters");
            let _ = write!(text, ", {label} {before}");
        }
        let found = match end {
            [] => LineEnd::None,
            [b'\r', b'\n', ..] => LineEnd::Crlf,
            _ => LineEnd::Lf,
        };
        if *self.due.get_or_insert(found) != found {
            let label = lang.pick("autre fin", "another end");
            let _ = write!(text, ", {label} ({})", found.word());
        }
        let _ = write!(text, "{DIM:#}");
        self.line(&text);
    }

    fn record(&mut self, piece: &Piece<'_>, record: &Record<'_>) {
        let bytes = piece.bytes;
        let level = std::str::from_utf8(bytes.get(3..5).unwrap_or_default());
        let level: usize = level.ok().and_then(|text| text.parse().ok()).unwrap_or(99);
        let indent = match record.part {
            Part::Header | Part::Trailer => 0,
            // What opens no group stands in the one under way.
            _ if level >= 99 => self.level + 1,
            Part::Entity => {
                self.level = level;
                level
            }
            Part::Closer => {
                self.level = level.saturating_sub(1);
                level
            }
        };
        let number = record.shape.number();
        let described = record.profile.and_then(|profile| {
            let description = profile.description();
            let mut all = description
                .envelope()
                .into_iter()
                .chain(&description.entities);
            all.find(|entity| entity.number == number)
        });
        let described = described.or_else(|| {
            let mut shared = profile::envelope().entities.iter();
            shared.find(|entity| entity.number == number)
        });
        let meaning = described.map(|entity: &Entity| self.pick(&entity.meaning).to_owned());
        let margin = "  ".repeat(indent.min(20) + 1);
        let title = meaning.unwrap_or_default();
        let found = self.charset.text(bytes.get(..3).unwrap_or_default());
        let mut text = format!("{margin}{BOLD}{}{BOLD:#} {title}", printable(&found));
        let mut column = margin.chars().count() + 4 + title.chars().count();
        for slot in record.shape.slots() {
            let value = slot.span.of(bytes);
            if value.iter().all(|byte| *byte == b' ') {
                continue;
            }
            let value = self.shown(value, slot.personal);
            let blank = value.contains(' ') || value.is_empty();
            let value = if blank { format!("\"{value}\"") } else { value };
            let width = slot.name.chars().count() + 1 + value.chars().count();
            if column + 2 + width > WIDTH {
                let _ = write!(text, "\n{margin}   ");
                column = margin.chars().count() + 3;
            }
            let _ = write!(text, "  {DIM}{}={DIM:#}{value}", printable(&slot.name));
            column += 2 + width;
        }
        let end = bytes.last().filter(|_| record.shape.is_delimited());
        if end.is_some_and(|end| *end != b'@') {
            let label = self.lang.pick("sans @", "no @");
            let _ = write!(text, "  {RED}{label}{RED:#}");
        }
        self.line(&text);
    }

    fn raw(&mut self, piece: &Piece<'_>, raw: Raw) {
        let lang = self.lang;
        let bytes = piece.bytes;
        let why = match raw.why {
            Why::ByteOrderMark => lang.pick("marque d’ordre des octets", "byte order mark"),
            Why::LineEnds => lang.pick("fins de ligne", "line ends"),
            Why::Padding => lang.pick(
                "blancs avant la fin de ligne",
                "padding before the line end",
            ),
            Why::WrongLength => lang.pick("longueur fausse", "wrong length"),
            Why::UnknownEntity => lang.pick("entité inconnue", "unknown entity"),
            Why::NoEntity => lang.pick("aucune entité", "no entity"),
            Why::NoProfile => lang.pick("aucune disposition connue", "no layout known"),
            Why::Envelope => lang.pick("ni en-tête ni fin", "neither header nor trailer"),
            Why::AfterTrailer => lang.pick("après la fin", "after the trailer"),
        };
        let characters = lang.pick("caractères", "characters");
        let mut text = format!("    {RED}{why}{RED:#}, {} {characters}", bytes.len());
        if let Some(number) = raw.entity {
            let _ = write!(text, ", {} {number:03}", lang.pick("entité", "entity"));
        }
        if let Some(expected) = raw.expected {
            let _ = write!(text, " ({} {expected})", lang.pick("attendus", "due"));
        }
        let shown = self.shown(&bytes[..bytes.len().min(SHOWN)], raw.why.is_anything());
        let more = if bytes.len() > SHOWN { "…" } else { "" };
        let _ = write!(text, "  {DIM}|{DIM:#}{shown}{more}");
        self.line(&text);
    }

    /// Characters that a terminal may be given, without the blanks around them.
    fn shown(&self, bytes: &[u8], personal: bool) -> String {
        let text = self.masking.show(bytes, personal, self.charset, &mut false);
        printable(text.trim_matches(' '))
    }
}

/// A point for each character that is none a person can read: a terminal may obey them.
fn printable(text: &str) -> String {
    let point = |character: char| {
        if character.is_control() {
            '·'
        } else {
            character
        }
    };
    text.chars().map(point).collect()
}
