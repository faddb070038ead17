//! A life: the products of its contracts, and what happens, line by line.

use std::fmt;

use domain::Day;
use oracle::ambiguity::Choices;
use oracle::product::Product;
use oracle::quote::{Answer, Question, QuoteError, Session};
use serde_json::{Map, Value, json};

/// Product files, then the lines of a batch.
#[derive(Clone)]
pub(crate) struct Life {
    pub(crate) products: Vec<Value>,
    pub(crate) lines: Vec<Value>,
}

/// A line, and what it was answered.
pub(crate) struct Lived {
    pub(crate) question: Question,
    pub(crate) outcome: Result<Answer, QuoteError>,
}

impl fmt::Debug for Life {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for product in &self.products {
            writeln!(f, "\nproduct: {product}")?;
        }
        self.lines.iter().try_for_each(|line| writeln!(f, "{line}"))
    }
}

impl Life {
    /// A session that knows the products.
    pub(crate) fn session(&self) -> Session {
        let products = self.products.iter().map(parsed).collect();
        Session::new(Choices::default(), products)
    }

    /// Lives it, in a session of its own.
    pub(crate) fn lived(&self) -> Vec<Lived> {
        live(&mut self.session(), &self.lines)
    }
}

/// Asks lines one after the other.
pub(crate) fn live(session: &mut Session, lines: &[Value]) -> Vec<Lived> {
    lines.iter().map(|line| ask(session, line)).collect()
}

/// Asks one line.
pub(crate) fn ask(session: &mut Session, line: &Value) -> Lived {
    let question: Question = serde_json::from_value(line.clone()).unwrap();
    let outcome = session.answer(&question);
    Lived { question, outcome }
}

/// Those that were answered.
pub(crate) fn answered(lived: &[Lived]) -> impl Iterator<Item = (&Question, &Answer)> {
    lived
        .iter()
        .filter_map(|lived| Some((&lived.question, lived.outcome.as_ref().ok()?)))
}

/// The product of that file.
pub(crate) fn parsed(file: &Value) -> Product {
    Product::parse("random.yaml", &file.to_string()).unwrap_or_else(|error| panic!("{error}"))
}

/// One mapping with the keys of the other put in its place.
pub(crate) fn with(one: &Value, more: &Value) -> Value {
    let keys = |value: &Value| -> Map<String, Value> { value.as_object().unwrap().clone() };
    let mut all = keys(one);
    all.extend(keys(more));
    Value::Object(all)
}

/// The line that takes another one back.
pub(crate) fn cancellation(of: &Value) -> Value {
    json!({ "person": of["person"], "cancels": of["id"] })
}

/// Days from the first one loaded.
pub(crate) fn day(after_the_first: i32) -> Day {
    Day::new(2023, 1, 1).unwrap().plus(after_the_first)
}
