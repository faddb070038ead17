use std::io::Write as _;
use std::sync::atomic::Ordering;

use anstyle::{AnsiColor, Style};
use conformance::doctor::{Finding, Mark, Step, examine};
use conformance::report::Lang;
use conformance::stream::Text;

use super::words::colon;
use crate::args::DoctorArgs;
use crate::exit::{BOLD, DIM, Exit, Failure, GREEN, RED};
use crate::progress::interrupt_flag;

const YELLOW: Style = AnsiColor::Yellow.on_default().bold();

/// Examines an adapter step by step.
pub(crate) fn doctor(args: &DoctorArgs) -> Result<Exit, Failure> {
    let target = super::run::target(&args.target)?;
    let own = std::env::current_exe().map_err(Failure::io("failed to find this program"))?;
    let sample = [own.display().to_string(), "sample-mutuelle".to_owned()];
    let stop = interrupt_flag()?;
    let mut worst = Mark::Fine;
    let mut written = Ok(());
    let mut page = Page {
        lang: args.lang,
        last: None,
    };
    let version = env!("CARGO_PKG_VERSION");
    examine(&target, &sample, version, &stop, &mut |finding| {
        worst = worst.max(finding.mark);
        if args.json {
            let line = serde_json::to_string(finding).unwrap_or_default();
            let told = writeln!(std::io::stdout(), "{line}");
            if written.is_ok() {
                written = told;
            }
        } else {
            anstream::eprint!("{}", page.told(finding));
        }
    });
    written.map_err(Failure::io("failed to write"))?;
    if stop.load(Ordering::Relaxed) {
        return Ok(Exit::Interrupted);
    }
    if !args.json {
        anstream::eprintln!("\n{}", conclusion(worst, args));
    }
    Ok(if worst == Mark::Wrong {
        Exit::Undriven
    } else {
        Exit::Fine
    })
}

fn conclusion(worst: Mark, args: &DoctorArgs) -> String {
    let target = args.target.display();
    let next = format!("etalon run smoke --target {target}");
    match worst {
        Mark::Wrong => args
            .lang
            .pick(
                "quelque chose ne va pas : corriger ce qui est marqué ✗, puis recommencer",
                "something is wrong: mend what is marked ✗, then try again",
            )
            .to_owned(),
        Mark::Warning => {
            args.lang
                .pick(
                    "rien n’empêche une course ; voir ce qui est marqué !. Ensuite : ",
                    "nothing prevents a run; see to what is marked !. Next: ",
                )
                .to_owned()
                + &next
        }
        Mark::Fine | Mark::NotTried => {
            args.lang
                .pick("tout va bien. Ensuite : ", "all is well. Next: ")
                .to_owned()
                + &next
        }
    }
}

/// The findings as a person reads them.
struct Page {
    lang: Lang,
    /// The step that was told of last.
    last: Option<Step>,
}

/// Characters of the column of steps.
const WIDTH: usize = 26;

impl Page {
    fn told(&mut self, finding: &Finding) -> String {
        let (sign, style) = match finding.mark {
            Mark::Fine => ("✓", GREEN),
            Mark::NotTried => ("–", DIM),
            Mark::Warning => ("!", YELLOW),
            Mark::Wrong => ("✗", RED),
        };
        let is_first = self.last.replace(finding.step) != Some(finding.step);
        let step = if is_first {
            name(finding.step, self.lang)
        } else {
            ""
        };
        let what = self.pick(&finding.what);
        let mut text = format!("{style}{sign}{style:#} {step:<WIDTH$} {what}\n");
        let mut row = |head: &str, told: &str, style: Style| {
            let colon = colon(self.lang);
            text += &format!("{:WIDTH$}   {style}{head}{style:#}{colon}{told}\n", "");
        };
        if let Some(saw) = &finding.saw {
            row(self.lang.pick("vu", "saw"), saw, DIM);
        }
        for line in &finding.stderr {
            row(
                self.lang.pick("erreur standard", "standard error"),
                line,
                DIM,
            );
        }
        if let Some(advice) = &finding.advice {
            row(self.lang.pick("à faire", "to do"), self.pick(advice), BOLD);
        }
        text
    }

    fn pick<'t>(&self, text: &'t Text) -> &'t str {
        self.lang.pick(&text.fr, &text.en)
    }
}

fn name(step: Step, lang: Lang) -> &'static str {
    let (fr, en) = match step {
        Step::Start => ("démarre", "starts"),
        Step::Handshake => ("se présente", "greets"),
        Step::Portfolio => ("prend un portefeuille", "takes a portfolio"),
        Step::Decompte => ("répond d’un décompte", "answers a décompte"),
        Step::Damaged => ("refuse un fichier coupé", "refuses a cut file"),
        Step::Unknown => ("passe sur l’inconnu", "reads over the unknown"),
        Step::Reset => ("oublie à `reset`", "forgets at `reset`"),
        Step::Stop => ("s’arrête", "stops"),
        Step::Restart => ("redémarre", "starts again"),
    };
    lang.pick(fr, en)
}
