//! The trajectories of a picture: followed from the scene's starts, or read from a file.

pub(crate) mod palette;

pub(crate) use palette::{COLORS, line_style};

use std::sync::Arc;

use rayon::prelude::*;

use crate::descent::{End, Optimizer, Trajectory, Visit, follow, parse_choice};
use crate::expr::Order;
use crate::field::{Domain, Field, Scales};
use crate::render::data::remark::Remark;
use crate::render::error::RenderError;
use crate::render::figure::annotation::color_of;
use crate::render::figure::legend::DEPARTS;
use crate::render::figure::swatch::{Dash, Legend, LineStyle, Swatch};
use crate::render::run::Run;
use crate::scene::{Scene, View, read_runs};
use crate::words::{plural, short, text_path, with_minus};

/// A trajectory, how its line looks, and what is moved along it; without a name where there is only one.
#[derive(Debug)]
pub(crate) struct Path {
    pub(crate) visits: Vec<Visit>,
    pub(crate) style: LineStyle,
    pub(crate) name: String,
    /// What its name does not say of its numbers.
    pub(crate) numbers: String,
    /// After how many steps it diverges, if it does.
    pub(crate) diverges: Option<usize>,
}

/// The trajectories of a whole animation, which the layout of every frame goes by.
#[derive(Clone, Debug)]
pub struct Courses(pub(crate) Arc<[Path]>);

/// How a trajectory leaves the picture for good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Departure {
    /// It goes on outside.
    Leaves,
    /// It goes to where numbers end, or far away.
    Diverges,
}

/// Domains that lie between a picture and what is far away from it.
const FAR: f64 = 10.0;

impl Path {
    /// The places that are drawn, of scales: to the last one in the domain, and on towards where the trajectory leaves for good.
    ///
    /// One that diverges jumps from side to side ever farther out; drawn whole, its jumps would streak across the picture,
    /// and coordinates of 1e176 would stand in drawings.
    pub(crate) fn drawn(&self, domain: Domain, scales: Scales) -> Vec<[f64; 2]> {
        let place = |visit: &Visit| scales.place([visit.point[0], visit.point.get(1).copied().unwrap_or_default()]);
        let mut points: Vec<[f64; 2]> = self.visits.iter().map(place).collect();
        let Some(last) = points.iter().rposition(|place| domain.contains(place)) else {
            return Vec::new();
        };
        points.truncate(last + 2);
        if let Some(&next) = points.get(last + 1) {
            match beyond(domain, points[last], next) {
                Some(end) => points[last + 1] = end,
                None => points.truncate(last + 1),
            }
        }
        points
    }
}

impl Path {
    /// After how many steps it goes to where numbers end or far away; nothing where it does not.
    fn divergence(&self, domain: Domain) -> Option<usize> {
        match self.departure(domain) {
            Some((Departure::Diverges, after)) => Some(after),
            _ => self.visits.iter().position(|visit| !visit.f.is_finite()),
        }
    }

    /// How it leaves the picture for good and after how many steps; nothing where it stays, or never was there.
    fn departure(&self, domain: Domain) -> Option<(Departure, usize)> {
        let last = self.visits.iter().rposition(|visit| domain.contains(&visit.point))?;
        let after = last + 1;
        let beyond = self.visits.get(after..)?;
        let is_lost = |visit: &Visit| !visit.f.is_finite() || visit.point.iter().any(|at| !at.is_finite());
        let is_far = |visit: &Visit| {
            let mut axes = visit.point.iter().zip([domain.x, domain.y]);
            axes.any(|(&at, [first, last])| ((at - 0.5 * (first + last)) / (last - first)).abs() > FAR)
        };
        // It has diverged where numbers end; of a run that was not followed so far, where it is far away.
        let diverged = beyond.iter().position(is_lost).or_else(|| beyond.iter().position(is_far));
        match (beyond, diverged) {
            ([], _) => None,
            (_, Some(more)) => Some((Departure::Diverges, after + more)),
            (_, None) => Some((Departure::Leaves, after)),
        }
    }
}

/// What a legend says of trajectories that leave the picture; nothing where none does. One of values over steps shows those
/// that go on outside of the domain, too.
fn departures(paths: &[Path], domain: Domain, view: View) -> String {
    let departures = paths.iter().filter_map(|path| path.departure(domain));
    let found: Vec<(Departure, usize)> =
        departures.filter(|(how, _)| view != View::Loss || *how == Departure::Diverges).collect();
    let diverging = found.iter().filter(|(how, _)| *how == Departure::Diverges).count();
    match (found.as_slice(), paths.len()) {
        ([], _) => String::new(),
        (&[(_, after)], 1) => {
            let verb = if diverging == 1 { "diverges" } else { "leaves the picture" };
            format!("{verb} after {}", plural(after, "step"))
        }
        (found, all) => {
            let (count, verb) = if diverging > 0 { (diverging, "diverge") } else { (found.len(), "leave the picture") };
            format!("{count} of {} {verb}", plural(all, "start"))
        }
    }
}

/// What an optimizer was chosen by, as people write it: `momentum, lr = 0.0005`.
pub(crate) fn readable(choice: &str) -> String {
    let Ok((name, settings)) = parse_choice(choice) else { return choice.to_owned() };
    let settings = settings.iter().map(|(name, value)| format!(", {name} = {}", with_minus(&short(*value))));
    name + &settings.collect::<String>()
}

/// An optimizer's step size and what was set for all of them, as far as its own choice does not say it.
fn shared_numbers(scene: &Scene, choice: &str, optimizer: &Optimizer) -> String {
    let own = parse_choice(choice).map(|(_, settings)| settings).unwrap_or_default();
    let is_told = |name: &str| name == "lr" || scene.descent.parameters.contains_key(name);
    let numbers = optimizer.rule.parameters.keys().zip(&optimizer.values);
    let numbers = numbers.filter(|(name, _)| is_told(name) && !own.contains_key(*name));
    numbers.map(|(name, value)| format!("{name} = {}", with_minus(&short(*value)))).collect::<Vec<_>>().join(", ")
}

/// Where a step that leaves a domain ends, cut at a border around it that is as far out again as the domain is wide; none
/// where the step goes nowhere that can be drawn.
fn beyond(domain: Domain, from: [f64; 2], to: [f64; 2]) -> Option<[f64; 2]> {
    let size = domain.size().map(f64::abs);
    // Divided first, since the difference of two large numbers may be none.
    let step = [0, 1].map(|axis| 0.5 * to[axis] - 0.5 * from[axis]);
    let reach = (0..2).filter(|&axis| step[axis] != 0.0).map(|axis| size[axis] / step[axis].abs() * 0.5);
    let fraction = reach.fold(1.0, f64::min);
    let end = [0, 1].map(|axis| from[axis] + fraction * 2.0 * step[axis]);
    end.iter().all(|coordinate| coordinate.is_finite()).then_some(end)
}

/// A trajectory for each of the scene's starts and optimizers, those of files, and the legend of a race; what is to be known of
/// them joins `remarks`.
pub(crate) fn paths(
    scene: &Scene,
    field: &Field,
    domain: Domain,
    remarks: &mut Vec<Remark>,
) -> Result<(Vec<Path>, Legend), RenderError> {
    let mut groups: Vec<(String, LineStyle, Vec<Path>)> = Vec::new();
    let starts = &scene.descent.from;
    if !starts.is_empty() {
        let optimizers = scene.optimizers(field, domain)?;
        let borders = scene.borders(field);
        let run = |run: usize| {
            let (optimizer, walker) = (&optimizers[run / starts.len()].1, run % starts.len());
            follow(field, optimizer, &starts[walker], scene.descent.steps, walker as u64, borders)
        };
        let followed: Vec<Trajectory> = (0..optimizers.len() * starts.len()).into_par_iter().map(run).collect();
        let mut followed = followed.into_iter();
        for (index, (choice, optimizer)) in optimizers.iter().enumerate() {
            let (name, style) = (readable(choice), line_style(index));
            let numbers = shared_numbers(scene, choice, optimizer);
            let path = |(start, Trajectory { visits, end, .. }): (&[f64; 2], Trajectory)| {
                if end == End::NotFinite && visits.len() > 1 {
                    let (optimizer, steps) = (name.clone(), visits.len() - 1);
                    remarks.push(Remark::Diverges { optimizer, start: *start, steps });
                }
                Path { visits, style, name: name.clone(), numbers: numbers.clone(), diverges: None }
            };
            let paths = starts.iter().zip(&mut followed).map(path).collect();
            groups.push((name.clone(), style, paths));
        }
    }
    if let Some(name) = &scene.descent.path {
        let file = text_path(name);
        let read = read_runs(&file).map_err(RenderError::Trajectory)?;
        // One run is what was expected; how several were told apart is worth a look.
        let summary = (read.runs.len() != 1).then(|| read.summary());
        let texts = summary.into_iter().chain(read.remarks.iter().cloned());
        remarks.extend(texts.map(|text| Remark::Runs { file: name.clone(), text }));
        let own = file.file_name().map(|name| name.to_string_lossy().into_owned());
        // A run without a name of its own has that of its file.
        let named = |name: &str| if name.is_empty() { own.clone().unwrap_or_default() } else { readable(name) };
        let is_single = read.runs.len() == 1;
        for run in read.runs {
            let name = named(&run.name);
            let at = groups.iter().position(|(known, ..)| *known == name).unwrap_or_else(|| {
                let style = if is_single { OWN } else { line_style(groups.len()) };
                groups.push((name.clone(), style, Vec::new()));
                groups.len() - 1
            });
            let (_, style, paths) = &mut groups[at];
            let visits = visits(field, &run.points);
            paths.push(Path { visits, style: *style, name, numbers: String::new(), diverges: None });
        }
    }
    let is_race = groups.len() > 1;
    let mut legend = Legend::new();
    for (name, style, paths) in &mut groups {
        let departs = departures(paths, domain, scene.view);
        if is_race || !departs.is_empty() {
            let between = if departs.is_empty() { "" } else { DEPARTS };
            legend.push((format!("{name}{between}{departs}"), Swatch::Line(*style)));
        }
        if !is_race {
            paths.iter_mut().for_each(|path| path.name.clear());
        }
    }
    let mut paths: Vec<Path> = groups.into_iter().flat_map(|(.., paths)| paths).collect();
    let own = scene.descent.trajectories.iter().enumerate();
    paths.extend(own.map(|(index, points)| Path {
        visits: visits(field, points),
        style: line_style(index),
        name: String::new(),
        numbers: String::new(),
        diverges: None,
    }));
    paths.iter_mut().for_each(|path| path.diverges = path.divergence(domain));
    Ok((paths, legend))
}

/// The line of a single run from a file.
const OWN: LineStyle = LineStyle { color: COLORS[3], dash: Dash::Solid };

/// A trajectory by numbers.
pub(crate) fn run_of(path: &Path) -> Run {
    let [r, g, b, _] = color_of(path.style.color);
    let point = |visit: &Visit| [0, 1].map(|axis| visit.point.get(axis).copied().unwrap_or_default());
    let points = path.visits.iter().map(point).collect();
    let norm = |gradient: &[f64]| gradient.iter().fold(0f64, |norm, part| norm.hypot(*part));
    let f = path.visits.iter().map(|visit| visit.f).collect();
    let norms = path.visits.iter().map(|visit| norm(&visit.gradient)).collect();
    let run = Run::new(path.name.clone(), [r, g, b], points, f, norms);
    let diverges = run.diverges || path.diverges.is_some();
    Run { numbers: path.numbers.clone(), dash: path.style.dash, diverges, ..run }
}

/// Points with f and its gradient where they are.
fn visits(field: &Field, points: &[[f64; 2]]) -> Vec<Visit> {
    let visit = |point: &[f64; 2]| {
        let values = field.at(point, Order::Gradient);
        Visit { point: point.to_vec(), f: values[0], gradient: values[1..].to_vec() }
    };
    points.iter().map(visit).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOMAIN: Domain = Domain { x: [-1.0, 1.0], y: [-2.0, 2.0] };

    fn path(points: &[[f64; 2]]) -> Path {
        let visit = |point: &[f64; 2]| Visit { point: point.to_vec(), f: 0.0, gradient: vec![0.0; 2] };
        Path {
            visits: points.iter().map(visit).collect(),
            style: OWN,
            name: String::new(),
            numbers: String::new(),
            diverges: None,
        }
    }

    #[test]
    fn a_run_that_diverges_leaves_in_its_direction_and_ends() {
        let diverges = path(&[[0.5, 0.0], [-0.5, 0.0], [3.0, 0.0], [-40.0, 0.0], [1e176, -1e300]]);
        assert_eq!(diverges.drawn(DOMAIN, Scales::LINEAR), [[0.5, 0.0], [-0.5, 0.0], [1.5, 0.0]]);
        let far = path(&[[0.0, 0.0], [1e300, 1e300], [f64::INFINITY, f64::NAN]]);
        assert_eq!(far.drawn(DOMAIN, Scales::LINEAR), [[0.0, 0.0], [2.0, 2.0]]);
        let lost = path(&[[0.0, 0.0], [f64::NAN, f64::NAN]]);
        assert_eq!(lost.drawn(DOMAIN, Scales::LINEAR), [[0.0, 0.0]]);
    }

    #[test]
    fn a_legend_says_what_leaves_the_picture() {
        let diverges = || path(&[[0.5, 0.0], [-0.5, 0.0], [3.0, 0.0], [-40.0, 0.0], [1e176, -1e300]]);
        let leaves = || path(&[[0.5, 0.0], [1.5, 0.0]]);
        let stays = || path(&[[0.5, 0.0], [0.4, 0.0]]);
        let said = |paths: &[Path]| departures(paths, DOMAIN, View::Both);
        assert_eq!(said(&[diverges()]), "diverges after 3 steps");
        assert_eq!(said(&[leaves()]), "leaves the picture after 1 step");
        assert_eq!(said(&[stays()]), "");
        assert_eq!(said(&[stays(), leaves(), stays()]), "1 of 3 starts leave the picture");
        assert_eq!(said(&[stays(), leaves(), diverges()]), "1 of 3 starts diverge", "the other goes on outside");
        let lost = path(&[[0.0, 0.0], [f64::NAN, f64::NAN]]);
        assert_eq!(said(&[lost]), "diverges after 1 step");
        // Values over steps are seen wherever they are.
        let said = |paths: &[Path]| departures(paths, DOMAIN, View::Loss);
        assert_eq!([said(&[leaves()]), said(&[leaves(), diverges()])], ["", "1 of 2 starts diverge"]);
    }

    #[test]
    fn optimizers_are_named_as_people_write_them() {
        assert_eq!(readable("momentum:lr=5e-4"), "momentum, lr = 0.0005");
        assert_eq!(readable("adam:lr=0.1,beta1=0.8"), "adam, beta1 = 0.8, lr = 0.1");
        assert_eq!(readable("gd"), "gd");
    }

    #[test]
    fn a_run_that_comes_back_is_drawn_on_its_way() {
        let returns = [[0.5, 0.0], [1.5, 0.0], [0.0, 0.0]];
        assert_eq!(path(&returns).drawn(DOMAIN, Scales::LINEAR), returns);
        let rests = [[0.5, 0.0], [0.25, 0.0]];
        assert_eq!(path(&rests).drawn(DOMAIN, Scales::LINEAR), rests);
        assert!(path(&[[5.0, 0.0], [6.0, 0.0]]).drawn(DOMAIN, Scales::LINEAR).is_empty(), "it never was there");
    }
}
