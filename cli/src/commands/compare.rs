use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Write as _};
use std::path::Path;

use conformance::compare::{Comparison, Kind, html, markdown, terminal};

use crate::args::CompareArgs;
use crate::exit::{Exit, Failure};

/// Two runs side by side. A nonconformity that the first did not have ends with 1.
pub(crate) fn compare(args: &CompareArgs) -> Result<Exit, Failure> {
    let standard = [&args.before, &args.after].map(|path| path.as_os_str() == "-");
    if standard == [true, true] {
        return Err(Failure::usage(
            "standard input holds one of the two runs, not both",
        ));
    }
    let (before, after) = (opened(&args.before)?, opened(&args.after)?);
    let of = Comparison::of(before, after).map_err(|error| Failure::usage(error.to_string()))?;
    let lang = args.lang;
    if !of.is_comparable() && args.anyway.is_none() {
        let blocks = of.heads.iter().filter(|one| one.blocks);
        let told = blocks.map(|one| {
            let what = lang.pick(&one.what.fr, &one.what.en);
            format!("{what}: {} / {}", one.before, one.after)
        });
        return Err(Failure::Usage(
            format!(
                "the two runs did not run the same: {}",
                told.collect::<Vec<_>>().join("; ")
            ),
            Some("run both alike, or say why they are compared: --anyway WHY".to_owned()),
        ));
    }
    let why = args.anyway.as_deref().filter(|_| !of.is_comparable());
    if let Some(why) = why {
        let words = lang.pick(
            "comparés malgré des têtes différentes :",
            "compared although their heads differ:",
        );
        anstream::eprintln!("  {words} {why}");
    }
    anstream::eprint!("{}", terminal(&of, lang));
    if let Some(folder) = &args.report {
        let failed = || Failure::io(format!("failed to write to {}", folder.display()));
        fs::create_dir_all(folder).map_err(failed())?;
        fs::write(folder.join("compare.md"), markdown(&of, why, lang)).map_err(failed())?;
        fs::write(folder.join("compare.html"), html(&of, why, lang)).map_err(failed())?;
    }
    if args.json {
        let text = serde_json::to_string(&of).unwrap_or_default();
        writeln!(io::stdout(), "{text}").map_err(Failure::io("failed to write"))?;
    }
    Ok(if of.count(Kind::NewFailure) > 0 {
        Exit::Nonconform
    } else {
        Exit::Fine
    })
}

/// The stream of a run: of a report folder, of a file, or what standard input brings.
fn opened(path: &Path) -> Result<Box<dyn BufRead>, Failure> {
    if path.as_os_str() == "-" {
        return Ok(Box::new(BufReader::new(io::stdin())));
    }
    let stream = if path.is_dir() {
        path.join("verdicts.jsonl")
    } else {
        path.to_owned()
    };
    let file = File::open(&stream).map_err(Failure::reading("verdict stream", &stream))?;
    Ok(Box::new(BufReader::new(file)))
}
