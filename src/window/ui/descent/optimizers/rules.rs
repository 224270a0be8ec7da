//! The rules that there are: the package's, and those of a file of one's own.

use std::sync::Arc;
use std::time::SystemTime;

use egui::Ui;

use crate::descent::Rule;
use crate::scene::Scene;

/// Rules as they were read, from which file of one's own, when it was written and when it was looked at, in seconds.
#[derive(Clone)]
struct ReadRules {
    path: Option<String>,
    written: Option<SystemTime>,
    looked: f64,
    rules: Arc<Vec<Rule>>,
}

/// Seconds after which a file of one's own is looked at again.
const LOOKED_AFTER: f64 = 1.0;

/// The rules of the package and of the scene's own file, which is read where it is not what it was; whether it was read.
pub(super) fn rules(ui: &Ui, scene: &Scene) -> (Arc<Vec<Rule>>, bool) {
    let (id, now) = (egui::Id::unique("rules"), ui.input(|input| input.time));
    let path = &scene.descent.rules;
    let before = ui.data(|data| data.get_temp::<ReadRules>(id)).filter(|read| read.path == *path);
    if let Some(read) = before.as_ref().filter(|read| path.is_none() || now - read.looked < LOOKED_AFTER) {
        return (Arc::clone(&read.rules), false);
    }
    let written = path.as_ref().and_then(|path| std::fs::metadata(path).and_then(|file| file.modified()).ok());
    let read = || {
        let own = scene.own_rules().unwrap_or_default();
        let package = Rule::catalogue().unwrap_or_default();
        let is_own = |rule: &Rule| own.iter().any(|other| other.name == rule.name);
        let package: Vec<Rule> = package.into_iter().filter(|rule| !is_own(rule)).collect();
        Arc::new([package, own].concat())
    };
    let known = before.filter(|read| read.written == written).map(|read| read.rules);
    let (are_new, rules) = (known.is_none(), known.unwrap_or_else(read));
    let read = ReadRules { path: path.clone(), written, looked: now, rules: Arc::clone(&rules) };
    ui.data_mut(|data| data.insert_temp(id, read));
    (rules, are_new)
}
