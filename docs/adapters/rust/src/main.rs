//! The adapter protocol of étalon in Rust: one JSON object a line, on standard input and output.
//!
//! Keep this file and replace `engine::Toy` by your software: `treat` is the call to make yours.

mod engine;

use std::error::Error;
use std::io::{self, BufRead, Write};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use engine::{NotTaken, Toy};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

fn main() -> Result<(), Box<dyn Error>> {
    let mut engine = Toy::default();
    for line in io::stdin().lock().lines() {
        let mut request: Value = serde_json::from_str(&line?)?;
        let (kind, re) = (request["type"].as_str().unwrap_or_default().to_owned(), &request["id"].clone());
        match kind.as_str() {
            "hello" => say(&json!({"type": "hello", "re": re, "protocol": "1.0", "name": "toy-rust", "version": "0.1",
                "references": ["303"], "capabilities": ["answers"]}))?,
            "reset" => engine = Toy::default(),
            "products" => engine.products = taken(&mut request["products"]),
            "portfolio" => engine.members = taken(&mut request["members"]),
            "file" => file(&mut engine, re, &request)?,
            "settle" => say(&json!({"type": "settled", "re": re}))?,
            "bye" => return Ok(say(&json!({"type": "bye", "re": re}))?),
            "clock" => {}
            _ => say(&json!({"type": "skipped", "re": re, "reason": format!("{kind} is not taken")}))?,
        }
        if let "reset" | "products" | "portfolio" | "clock" = kind.as_str() {
            say(&json!({"type": "done", "re": re}))?;
        }
    }
    Ok(())
}

fn file(engine: &mut Toy, re: &Value, request: &Value) -> Result<(), Box<dyn Error>> {
    let content = match request["path"].as_str() {
        Some(path) => std::fs::read(path)?,
        None => STANDARD.decode(request["base64"].as_str().unwrap_or_default())?,
    };
    let hash: String = Sha256::digest(&content).iter().map(|byte| format!("{byte:02x}")).collect();
    if request["sha256"] != hash {
        let message = "the content has another hash than announced";
        return Ok(say(&json!({"type": "error", "re": re, "message": message}))?);
    }
    match engine.treat(re.as_u64().unwrap_or_default(), &content) {
        Ok((reaction, mut answers)) => {
            let lines = re.as_u64().and_then(|re| answers.remove(&re)).unwrap_or_default();
            say(&json!({"type": "answer", "re": re, "file": {"reaction": reaction}, "lines": lines}))?;
            for (earlier, lines) in answers {
                say(&json!({"type": "answer", "re": earlier, "lines": lines}))?; // held before, now decided
            }
            Ok(())
        }
        Err(NotTaken(reason)) => Ok(say(&json!({"type": "skipped", "re": re, "reason": reason}))?),
    }
}

/// Writes a line and flushes it. Nothing else may be printed: logs go to standard error.
fn say(reply: &Value) -> io::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "{reply}")?;
    out.flush()
}

fn taken(list: &mut Value) -> Vec<Value> {
    match list.take() {
        Value::Array(items) => items,
        _ => Vec::new(),
    }
}
