//! What becomes of a start over two of the optimizer's numbers, beside the picture: which two, and the values under the
//! pointer.

use std::sync::Arc;

use super::state::Session;
use crate::compute::{HyperparameterMap, HyperparameterMapStyle};
use crate::descent::{Sweep, follow, parse_choice};
use crate::field::{Domain, Field};
use crate::scene::{DescentStyle, Scene};

/// Values of each number along a side of the map, and the most steps of each.
const SIDE: usize = 96;
const STEPS: u32 = 1000;

/// A question of fates: a scene, its field, and what is varied.
#[derive(Clone, Debug)]
pub struct FateQuestion {
    /// The scene, of which only what moves a point matters.
    pub scene: Scene,
    /// The field.
    pub field: Arc<Field>,
    /// What is varied, and the start.
    pub style: HyperparameterMapStyle,
}

impl PartialEq for FateQuestion {
    fn eq(&self, other: &FateQuestion) -> bool {
        Arc::ptr_eq(&self.field, &other.field) && self.scene == other.scene && self.style == other.style
    }
}

/// The numbers of an optimizer, by what they follow from: the descent, which of its optimizers, the field's step size, the
/// domain, and whether the field is data.
pub(super) type KnownNumbers = ((DescentStyle, usize, Option<f64>, Domain, bool), Arc<[(String, f64)]>);

/// The points of a run, each with its f.
pub type FollowedRun = Vec<([f64; 2], f64)>;

/// A map of fates beside the picture.
#[derive(Clone, Debug, Default)]
pub struct FateMap {
    /// Which of several optimizers it is about, counted from 0; the last, where there are fewer.
    pub of: usize,
    /// The number across and the one upwards, by name.
    pub over: Vec<Sweep>,
    /// The question that was asked last.
    pub asked: Option<FateQuestion>,
    /// What was found last, or why nothing was; `None` until then.
    pub found: Option<Result<Arc<HyperparameterMap>, String>>,
    /// The values under the pointer, and the run that they make.
    pub pointed: Option<([f64; 2], FollowedRun)>,
}

impl Session {
    /// Which of the optimizers the map of fates is about.
    pub fn fates_of(&self) -> usize {
        let last = self.scene.descent.optimizers.len().saturating_sub(1);
        self.fates.as_ref().map_or(0, |fates| fates.of.min(last))
    }

    /// The numbers of the optimizer that the map of fates is about, with their values. They are worked out where something of them has changed, since
    /// that reads the file of rules.
    pub fn numbers(&mut self) -> Arc<[(String, f64)]> {
        let descent = DescentStyle { steps: 0, particles: 0, from: Vec::new(), ..self.scene.descent.clone() };
        let index = self.fates_of();
        let of = (descent, index, self.field.step_size(), self.domain(), self.field.is_data());
        if let Some((_, numbers)) = self.known_numbers.as_ref().filter(|(known, _)| *known == of) {
            return Arc::clone(numbers);
        }
        let optimizer =
            self.scene.optimizers(&self.field, self.domain()).ok().and_then(|all| all.into_iter().nth(index));
        let numbers: Arc<[(String, f64)]> = optimizer.map_or_else(Arc::default, |(_, optimizer)| {
            optimizer.rule.parameters.keys().cloned().zip(optimizer.values.iter().copied()).collect()
        });
        self.known_numbers = Some((of, Arc::clone(&numbers)));
        numbers
    }

    /// The file of rules is not what it was: numbers of its optimizers are read anew.
    pub fn forget_numbers(&mut self) {
        self.known_numbers = None;
    }

    /// Opens the map of fates over two numbers of an optimizer, or closes it.
    pub fn toggle_fates(&mut self) {
        self.fates = match self.fates {
            Some(_) => None,
            None => Some(FateMap::default()),
        };
        if self.fates.is_some() && self.scene.descent.from.is_empty() {
            self.add_start();
        }
    }

    /// Makes the map one of another optimizer, over the numbers that are looked for first of it.
    pub fn show_fates_of(&mut self, of: usize) {
        self.fates = Some(FateMap { of, ..FateMap::default() });
    }

    /// What is to be asked by now, where an optimizer has two numbers and there is a start; numbers that the optimizer does
    /// not have give way to those that it has.
    pub fn fate_question(&mut self) -> Option<FateQuestion> {
        let (numbers, of) = (self.numbers(), self.fates_of());
        let from = *self.scene.descent.from.first()?;
        let fates = self.fates.as_mut()?;
        let is_known = |sweep: &Sweep| numbers.iter().any(|(name, _)| *name == sweep.name);
        fates.over.retain(is_known);
        // The step size is what is looked for first, and what is off by itself last.
        let mut usual: Vec<&(String, f64)> = numbers.iter().collect();
        usual.sort_by_key(|(name, value)| (name != "lr", *value == 0.0));
        for (name, value) in usual {
            if fates.over.len() < 2 && fates.over.iter().all(|sweep| sweep.name != *name) {
                fates.over.push(usual_sweep(name, *value));
            }
        }
        let over = <[Sweep; 2]>::try_from(fates.over.clone()).ok()?;
        let usual = DescentStyle::default();
        let descent = DescentStyle {
            steps: usual.steps,
            from: Vec::new(),
            path: None,
            particles: 0,
            particles_from: usual.particles_from,
            particles_in: None,
            trail: None,
            tint: usual.tint,
            optimizers: self.scene.descent.optimizers.get(of).cloned().into_iter().collect(),
            ..self.scene.descent.clone()
        };
        let (x, y) = (self.scene.x, self.scene.y);
        let scene = Scene { x, y, descent, ..Scene::default() };
        let style = HyperparameterMapStyle { from, over, grid: [SIDE; 2], steps: STEPS };
        Some(FateQuestion { scene, field: Arc::clone(&self.field), style })
    }

    /// The scene with other values of the numbers of the optimizer that the map of fates is about.
    pub fn with_numbers(&self, values: &[(String, f64)]) -> Scene {
        let (mut scene, of) = (self.scene.clone(), self.fates_of());
        let style = &mut scene.descent;
        let is_race = style.optimizers.len() > 1 && style.rule.is_none();
        let choice = style.optimizers.get_mut(of).filter(|_| style.rule.is_none());
        if let Some((name, mut own)) = choice.as_ref().and_then(|choice| parse_choice(choice).ok()) {
            // In a race the others keep theirs.
            let (of_its_own, shared): (Vec<_>, Vec<_>) =
                values.iter().cloned().partition(|(name, _)| is_race || own.contains_key(name));
            own.extend(of_its_own);
            if let Some(choice) = choice {
                let settings: Vec<String> = own.iter().map(|(name, value)| format!("{name}={value}")).collect();
                *choice = if own.is_empty() { name } else { format!("{name}:{}", settings.join(",")) };
            }
            set(style, shared);
        } else {
            set(style, values.to_vec());
        }
        scene
    }

    /// Follows the start with the values under the pointer.
    pub fn point_at_fate(&mut self, values: Option<[f64; 2]>) {
        let Some(fates) = &self.fates else { return };
        if fates.pointed.as_ref().map(|(known, _)| *known) == values {
            return;
        }
        let named =
            |values: [f64; 2]| fates.over.iter().map(|sweep| sweep.name.clone()).zip(values).collect::<Vec<_>>();
        let pointed = values.and_then(|values| {
            let start = self.scene.descent.from.first()?;
            let scene = self.with_numbers(&named(values));
            let (_, optimizer) = scene.optimizers(&self.field, self.domain()).ok()?.into_iter().nth(self.fates_of())?;
            let steps = self.end().min(STEPS as usize);
            let followed = follow(&self.field, &optimizer, start, steps, 0, scene.borders(&self.field));
            let visits = followed
                .visits
                .into_iter()
                .map(|visit| ([0, 1].map(|axis| visit.point.get(axis).copied().unwrap_or_default()), visit.f));
            Some((
                values,
                visits.take_while(|(point, f)| point.iter().all(|x| x.is_finite()) && f.is_finite()).collect(),
            ))
        });
        if let Some(fates) = &mut self.fates {
            fates.pointed = pointed;
        }
    }

    /// Takes the values under the pointer over.
    pub fn take_fate(&mut self) {
        let pointed = self.fates.as_ref().and_then(|fates| fates.pointed.as_ref());
        if let Some(values) = pointed.map(|(values, _)| *values) {
            self.take_values(values);
        }
    }

    /// Takes two values of a map over, one of each number.
    pub fn take_values(&mut self, values: [f64; 2]) {
        let Some(fates) = &self.fates else { return };
        // No more digits than a pointer means.
        let round = |value: f64| format!("{value:.3e}").parse().unwrap_or(value);
        let values: Vec<(String, f64)> =
            fates.over.iter().map(|sweep| sweep.name.clone()).zip(values.map(round)).collect();
        self.scene = self.with_numbers(&values);
    }
}

fn set(style: &mut DescentStyle, values: Vec<(String, f64)>) {
    for (name, value) in values {
        match name.as_str() {
            "lr" => style.lr = Some(value),
            _ => drop(style.parameters.insert(name, value)),
        }
    }
}

/// Where a number is looked at that has this value.
pub fn usual_sweep(name: &str, value: f64) -> Sweep {
    let (range, logarithmic) = match value {
        value if name == "lr" && value > 0.0 => ([value / 100.0, value * 100.0], true),
        value if value > 0.0 && value < 1e-3 => ([value / 1e3, value * 1e3], true),
        value if (0.9..1.0).contains(&value) => ([0.0, 1.0 - 0.01 * (1.0 - value)], false),
        value if (0.0..1.0).contains(&value) => ([0.0, 1.0], false),
        value => ([0.0, 2.0 * value.abs()], false),
    };
    Sweep { name: name.to_owned(), range, logarithmic }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::SceneFile;

    fn session(optimizers: &[&str]) -> Session {
        let mut file = SceneFile { source: "x^2/2 + 10*y^2".into(), ..SceneFile::default() };
        file.scene.descent.optimizers = optimizers.iter().map(|&name| name.to_owned()).collect();
        file.scene.descent.from = vec![[4.0, 3.0]];
        Session::new(file).unwrap_or_else(|error| panic!("{error}"))
    }

    #[test]
    fn a_map_opens_over_the_numbers_that_the_optimizer_has() {
        let mut session = session(&["momentum"]);
        session.toggle_fates();
        let question = session.fate_question().unwrap_or_else(|| panic!("it has two numbers"));
        let names = question.style.over.each_ref().map(|sweep| sweep.name.clone());
        assert_eq!(names, ["lr", "momentum"]);
        assert_eq!(Some(&question), session.fate_question().as_ref(), "nothing has changed");
        session.scene.descent.optimizers = vec!["adam".to_owned()];
        let over =
            session.fate_question().map(|question| question.style.over.each_ref().map(|sweep| sweep.name.clone()));
        assert!(over.is_some_and(|[first, second]| first == "lr" && second.starts_with("beta")));
    }

    #[test]
    fn values_under_the_pointer_are_followed_and_taken() {
        let mut session = session(&["momentum:lr=0.05"]);
        session.toggle_fates();
        session.fate_question();
        session.point_at_fate(Some([0.01, 0.5]));
        let run =
            session.fates.as_ref().and_then(|fates| fates.pointed.clone()).map(|(_, run)| run).unwrap_or_default();
        assert_eq!((run[0].0, run.len()), ([4.0, 3.0], session.end() + 1));
        assert!(run[run.len() - 1].1 < run[0].1, "f falls");
        session.take_fate();
        assert_eq!(session.scene.descent.optimizers, ["momentum:lr=0.01"]);
        assert_eq!(session.scene.descent.parameters.values().copied().collect::<Vec<_>>(), [0.5]);
    }

    #[test]
    fn in_a_race_the_others_keep_their_numbers() {
        let session = session(&["momentum", "gd:lr=0.1"]);
        let scene = session.with_numbers(&[("lr".to_owned(), 0.25)]);
        assert_eq!(scene.descent.optimizers, ["momentum:lr=0.25", "gd:lr=0.1"]);
        assert_eq!(scene.descent.lr, None);
    }

    #[test]
    fn a_map_is_about_any_optimizer_of_a_race() {
        let mut session = session(&["gd:lr=0.01", "momentum:lr=0.05,momentum=0.5", "adam"]);
        session.toggle_fates();
        let names = |session: &mut Session| {
            let question = session.fate_question().unwrap_or_else(|| panic!("it has two numbers"));
            (question.scene.descent.optimizers, question.style.over.map(|sweep| sweep.name))
        };
        assert_eq!(names(&mut session).0, ["gd:lr=0.01"]);
        session.show_fates_of(1);
        let (of, over) = names(&mut session);
        assert_eq!((of[0].as_str(), over), ("momentum:lr=0.05,momentum=0.5", ["lr", "momentum"].map(str::to_owned)));
        session.point_at_fate(Some([0.01, 0.75]));
        session.take_fate();
        assert_eq!(session.scene.descent.optimizers, ["gd:lr=0.01", "momentum:lr=0.01,momentum=0.75", "adam"]);
        // The one that is left takes the place of those that are gone.
        session.show_fates_of(2);
        session.scene.descent.optimizers.truncate(1);
        assert_eq!(names(&mut session).0, ["gd:lr=0.01"]);
    }

    #[test]
    fn the_file_of_rules_is_read_once_for_its_numbers() {
        let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
        let path = folder.path().join("rules.toml");
        let write = |part: f64| {
            let text = format!("[part]\nparameters = {{ lr = 1.0, part = {part:?} }}\nrule = \"p = p - lr*g/part\"\n");
            std::fs::write(&path, text).unwrap_or_else(|error| panic!("{error}"));
        };
        write(2.0);
        let mut session = session(&[]);
        session.scene.descent.rules = Some(path.to_string_lossy().into_owned());
        session.scene.descent.optimizers = vec!["part".to_owned()];
        session.toggle_fates();
        let part =
            |session: &mut Session| session.numbers().iter().find(|(name, _)| name == "part").map(|(_, part)| *part);
        assert_eq!(part(&mut session), Some(2.0));
        write(3.0);
        assert_eq!(part(&mut session), Some(2.0), "it is not looked at in every frame");
        session.scene.descent.steps += 1;
        assert_eq!(part(&mut session), Some(2.0), "nor with every step");
        session.forget_numbers();
        assert_eq!(part(&mut session), Some(3.0));
        session.scene.descent.parameters = [("part".to_owned(), 4.0)].into();
        assert_eq!(part(&mut session), Some(4.0));
    }
}
