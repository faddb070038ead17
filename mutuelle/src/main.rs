//! The sample mutuelle as a process: the adapter protocol on standard input and output.

use std::io;
use std::process::ExitCode;

use mutuelle::Bug;

/// Exit code for an argument that is none.
const USAGE: u8 = 2;
/// Exit code for a broken pipe.
const ENVIRONMENT: u8 = 4;

fn main() -> ExitCode {
    let bugs = match bugs_of(std::env::args().skip(1)) {
        Ok(bugs) => bugs,
        Err(error) => {
            eprintln!("{error}");
            eprintln!("usage: mutuelle-exemple [--bug NAME]...");
            for bug in Bug::ALL {
                eprintln!("  {bug:<25} {}", bug.english());
            }
            return ExitCode::from(USAGE);
        }
    };
    match mutuelle::serve(io::stdin().lock(), io::stdout().lock(), &bugs) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("mutuelle-exemple: {error}");
            ExitCode::from(ENVIRONMENT)
        }
    }
}

fn bugs_of(mut arguments: impl Iterator<Item = String>) -> Result<Vec<Bug>, String> {
    let mut bugs = Vec::new();
    while let Some(argument) = arguments.next() {
        let name = match argument.strip_prefix("--bug=") {
            Some(name) => name.to_owned(),
            None if argument == "--bug" => arguments.next().ok_or("--bug awaits a name")?,
            None => return Err(format!("`{argument}` is not an argument")),
        };
        bugs.push(name.parse().map_err(|error| format!("{error}"))?);
    }
    Ok(bugs)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(arguments: &[&str]) -> Result<Vec<Bug>, String> {
        bugs_of(arguments.iter().map(|argument| (*argument).to_owned()))
    }

    #[test]
    fn bugs_are_named_on_the_command_line() {
        assert_eq!(read(&[]), Ok(vec![]));
        assert_eq!(
            read(&["--bug", "truncates", "--bug=pays-after-end"]),
            Ok(vec![Bug::Truncates, Bug::PaysAfterEnd])
        );
        for wrong in [&["--bug"][..], &["--bug", "none"], &["truncates"]] {
            assert!(read(wrong).is_err());
        }
    }
}
