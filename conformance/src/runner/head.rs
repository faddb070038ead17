//! The first line of a verdict stream: what is run, and on what.

use std::collections::BTreeMap;

use oracle::law::Law;
use oracle::product::Product;
use protocol::Carried;

use super::Runner;
use crate::session::Hello;
use crate::stream::{Input, OnTheWall, Run, STREAM_VERSION, TargetIdentity};
use crate::target::{AnswerPart, Grain};

impl Runner<'_> {
    pub(super) fn head(&self) -> Run {
        let hello = self.hello.clone().unwrap_or(Hello {
            name: self.job.target.name.clone(),
            version: "(not greeted)".to_owned(),
            capabilities: Vec::new(),
        });
        let scenarios = &self.job.scenarios;
        let options: serde_json::Map<String, serde_json::Value> = scenarios
            .iter()
            .filter_map(|loaded| {
                let world = loaded.scenario.world.as_ref()?;
                Some((
                    loaded.scenario.id.clone(),
                    serde_json::to_value(world).ok()?,
                ))
            })
            .collect();
        Run {
            stream: STREAM_VERSION.to_owned(),
            etalon: self.job.version.clone(),
            scenarios: scenarios
                .iter()
                .map(|loaded| loaded.scenario.id.clone())
                .collect(),
            seed: self.job.seed,
            options: options.into(),
            target: TargetIdentity {
                name: hello.name,
                version: hello.version,
                capabilities: hello.capabilities,
                choices: self.job.target.choices.clone(),
                through: self.job.target.through,
                courier: self.job.target.courier,
                grain: self.job.target.grain,
                not_compared: self.not_compared(),
            },
            wall: self.wall(),
            inputs: self.inputs(),
            extra: BTreeMap::new(),
        }
    }

    /// Parts of an answer that the target never tells, or that its grain does not have.
    fn not_compared(&self) -> Vec<AnswerPart> {
        let target = self.target.as_ref();
        let mut parts = target
            .map(|target| target.never_tells())
            .unwrap_or_default();
        if self.job.target.grain == Grain::Decompte {
            parts.extend([AnswerPart::Reaction, AnswerPart::Reason, AnswerPart::Payee]);
        }
        parts.sort_unstable();
        parts.dedup();
        parts
    }

    /// What was moved, for a target that lives by the wall clock.
    fn wall(&self) -> Option<Box<OnTheWall>> {
        let today = self.job.today?;
        let moved = self.moved.iter().flatten().flatten();
        let moved = moved.map(|moved| (moved.loaded.scenario.id.clone(), moved.days));
        Some(Box::new(OnTheWall {
            moved: moved.collect(),
            today: today.is_given.then_some(today.day),
        }))
    }

    fn inputs(&self) -> Vec<Input> {
        let input = |kind: &str, name: &str, text: &str| Input {
            kind: kind.to_owned(),
            name: name.to_owned(),
            sha256: Carried::sha256(text.as_bytes()),
        };
        let mut inputs = Vec::new();
        inputs.extend(
            noemie::profile::EMBEDDED_TEXTS
                .iter()
                .map(|(name, text)| input("profile", name, text)),
        );
        let own = self.job.layouts.iter();
        inputs.extend(own.map(|(name, text)| input("profile", name, text)));
        // One table says what an answer does to a movement; the others only warn.
        inputs.extend(
            noemie::tables::EMBEDDED_TEXTS
                .iter()
                .filter(|(id, _)| *id == noemie::reasons::TABLE)
                .map(|(name, text)| input("profile", name, text)),
        );
        inputs.extend(
            Law::files()
                .iter()
                .map(|(name, text)| input("law", name, text)),
        );
        inputs.extend(
            Product::shipped()
                .iter()
                .chain(&Product::shipped_on_top())
                .map(|(name, text)| input("product", name, text)),
        );
        let scenarios = &self.job.scenarios;
        if scenarios
            .iter()
            .any(|loaded| loaded.scenario.world.is_some())
        {
            let files = generators::DATA_FILES;
            inputs.extend(files.iter().map(|(name, text)| input("data", name, text)));
        }
        if scenarios
            .iter()
            .any(|loaded| loaded.scenario.examples.is_some())
        {
            let (name, text) = crate::scenario::WORKED_EXAMPLES;
            inputs.push(input("data", name, text));
        }
        for loaded in scenarios {
            inputs.push(input("scenario", &loaded.name, &loaded.text));
        }
        inputs
    }
}
