//! A disagreement as small as it gets: fewer events, fewer keys.

use serde_json::Value;

use super::life::{Event, Life, judged};
use super::play::{Apart, Heard, both};

/// A disagreement in words.
pub(super) fn told(mut life: Life) -> String {
    let Some(apart) = disagrees(&life) else {
        return "nothing".to_owned();
    };
    life.events.truncate(apart.at + 1);
    loop {
        let before = size(&life);
        without_events(&mut life);
        without_readings(&mut life);
        for at in 0..life.products.len() {
            while let Some(smaller) = without_a_key(&life, at) {
                life = smaller;
            }
        }
        if size(&life) == before {
            break;
        }
    }
    let mut words = format!("{:?}", life.chosen);
    for product in &life.products {
        words += &format!("\n{}", product.written);
    }
    for event in &life.events {
        words += &match event {
            Event::Line(told) => format!("\n{:?}\n{:?}", told.facts, told.person),
            Event::Cancelled(_, line) => format!("\n{line:?} cancelled"),
            Event::Product(product) => format!("\nfrom here {}", product.written),
        };
    }
    let apart = disagrees(&life).map_or_else(String::new, |apart| apart.words);
    format!("{words}\n{apart}")
}

fn disagrees(life: &Life) -> Option<Apart> {
    both(life, &mut Heard(None)).err()
}

fn size(life: &Life) -> usize {
    let files: usize = life
        .products
        .iter()
        .map(|file| file.written.to_string().len())
        .sum();
    files + life.events.len() + life.chosen.len()
}

fn without_events(life: &mut Life) {
    for at in (0..life.events.len()).rev() {
        let mut smaller = life.clone();
        smaller.events.remove(at);
        if disagrees(&smaller).is_some() {
            *life = smaller;
        }
    }
}

fn without_readings(life: &mut Life) {
    for at in (0..life.chosen.len()).rev() {
        let mut smaller = life.clone();
        smaller.chosen.remove(at);
        if disagrees(&smaller).is_some() {
            *life = smaller;
        }
    }
}

/// The same without one key or item of a product, where both still read it and disagree.
fn without_a_key(life: &Life, at: usize) -> Option<Life> {
    let smaller = |path: &[usize]| {
        let mut smaller = life.clone();
        let mut written = life.products[at].written.clone();
        remove(&mut written, path);
        smaller.products[at] = judged(written).ok()?.ok()?;
        disagrees(&smaller).is_some().then_some(smaller)
    };
    paths(&life.products[at].written)
        .iter()
        .find_map(|path| smaller(path))
}

/// The way to every key and item, by places.
fn paths(value: &Value) -> Vec<Vec<usize>> {
    let children: Vec<&Value> = match value {
        Value::Object(keys) => keys.values().collect(),
        Value::Array(items) => items.iter().collect(),
        _ => Vec::new(),
    };
    let mut all = Vec::new();
    for (at, child) in children.into_iter().enumerate() {
        all.push(vec![at]);
        all.extend(paths(child).into_iter().map(|mut path| {
            path.insert(0, at);
            path
        }));
    }
    all
}

fn remove(value: &mut Value, path: &[usize]) {
    let Some((&first, rest)) = path.split_first() else {
        return;
    };
    match value {
        Value::Object(keys) => {
            let Some(key) = keys.keys().nth(first).cloned() else {
                return;
            };
            if rest.is_empty() {
                keys.remove(&key);
            } else if let Some(child) = keys.get_mut(&key) {
                remove(child, rest);
            }
        }
        Value::Array(items) if first < items.len() => {
            if rest.is_empty() {
                items.remove(first);
            } else {
                remove(&mut items[first], rest);
            }
        }
        _ => {}
    }
}
