//! The optimizers of a scene.

use std::collections::BTreeMap;

use super::Scene;
use super::file::{MOST_TEXT, read_text};
use crate::descent::{
    Conditions, Optimizer, OptimizerError, Outside, Rule, as_pytorch_means, optimizer_for, parse_choice,
};
use crate::field::{Domain, Field, Kind};
use crate::words::text_path;

impl Scene {
    /// What happens to gradients and step sizes.
    pub fn conditions(&self) -> Conditions {
        let descent = &self.descent;
        Conditions {
            schedule: descent.schedule,
            warmup: descent.warmup,
            clip: descent.clip,
            noise: descent.noise,
            seed: descent.seed,
            ascend: descent.ascend,
        }
    }

    /// What happens outside of the domain: samples end there, and a formula goes on where nothing else is said.
    pub fn outside(&self, field: &Field) -> Outside {
        let default = match field.kind() {
            Kind::Formula(_) | Kind::Function(_) => Outside::Keep,
            Kind::Samples(_) | Kind::Raster(_) => Outside::Retire,
        };
        self.descent.outside.unwrap_or(default)
    }

    /// The borders of the descent, and what happens there; none where nothing is outside. They are those of what is shown,
    /// for trajectories and particles alike.
    pub fn borders(&self, field: &Field) -> Option<(Domain, Outside)> {
        match self.outside(field) {
            Outside::Keep => None,
            outside => Some((self.domain(field).ascending(), outside)),
        }
    }

    /// The scene's optimizers, each with what it was chosen by; one at least.
    ///
    /// # Errors
    /// Where an optimizer is not known, has no such parameter or does not take its value.
    pub fn optimizers(&self, field: &Field, domain: Domain) -> Result<Vec<(String, Optimizer)>, OptimizerError> {
        let descent = &self.descent;
        let conditions = self.conditions();
        let mut shared = descent.parameters.clone();
        shared.extend(descent.lr.map(|lr| ("lr".to_owned(), lr)));
        let [width, height] = domain.size().map(f64::abs);
        if let Some(source) = &descent.rule {
            let rule = Rule::inline(source, &shared)?;
            return Ok(vec![("rule".to_owned(), Optimizer::new(rule, &shared, width.max(height), conditions)?)]);
        }
        let own = self.own_rules()?;
        let with = |name: Option<&str>, settings: &BTreeMap<String, f64>| match own
            .iter()
            .find(|rule| Some(rule.name.as_str()) == name)
        {
            Some(rule) => Ok(Optimizer::new(rule.clone(), settings, width.max(height), conditions)?),
            None => optimizer_for(field, domain, name, settings, conditions),
        };
        if descent.optimizers.is_empty() {
            let optimizer = with(None, &shared)?;
            return Ok(vec![(optimizer.rule.name.clone(), optimizer)]);
        }
        let chosen = |text: &String| {
            let (name, settings) = parse_choice(text)?;
            let settings = shared.clone().into_iter().chain(settings).collect();
            let (name, settings) = match own.iter().any(|rule| rule.name == name) {
                true => (name, settings),
                false => as_pytorch_means(&name, settings),
            };
            Ok((text.trim().to_owned(), with(Some(&name), &settings)?))
        };
        descent.optimizers.iter().map(chosen).collect()
    }

    /// The optimizers of the scene's own file.
    pub(crate) fn own_rules(&self) -> Result<Vec<Rule>, OptimizerError> {
        let Some(path) = &self.descent.rules else { return Ok(Vec::new()) };
        let path = text_path(path);
        let text = read_text(&path, MOST_TEXT)
            .map_err(|error| OptimizerError::Read { path: path.clone(), reason: error.to_string() })?;
        Ok(Rule::read_all(&text)?)
    }
}
