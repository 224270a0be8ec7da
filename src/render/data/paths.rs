//! The trajectories of a picture: followed from the scene's starts, or read from a file.

use crate::descent::{Visit, follow};
use crate::expr::Order;
use crate::field::{Domain, Field};
use crate::render::error::RenderError;
use crate::render::figure::layout::Legend;
use crate::scene::{Scene, read_runs};
use crate::words::text_path;

/// A trajectory and its colour.
#[derive(Debug)]
pub(crate) struct Path {
    pub(crate) visits: Vec<Visit>,
    pub(crate) color: [f32; 4],
}

impl Path {
    /// The points that are drawn: to the last one in the domain, and on towards where the trajectory leaves for good.
    ///
    /// One that diverges jumps from side to side ever farther out; drawn whole, its jumps would streak across the picture,
    /// and coordinates of 1e176 would stand in drawings.
    pub(crate) fn drawn(&self, domain: Domain) -> Vec<[f64; 2]> {
        let point = |visit: &Visit| [visit.point[0], visit.point.get(1).copied().unwrap_or_default()];
        let mut points: Vec<[f64; 2]> = self.visits.iter().map(point).collect();
        // A trajectory of a curve has no y that could leave.
        let is_inside = |visit: &Visit| domain.contains(&visit.point);
        let Some(last) = self.visits.iter().rposition(is_inside) else {
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

/// Colours of a race, told apart on every colormap and by the colour-blind; the first is matplotlib's `r`.
pub(crate) const COLORS: [[f32; 4]; 6] = [
    [0.90, 0.0, 0.04, 1.0],
    [1.0, 1.0, 1.0, 1.0],
    [0.0, 0.0, 0.0, 1.0],
    [1.0, 0.62, 0.0, 1.0],
    [0.94, 0.45, 0.85, 1.0],
    [0.34, 0.85, 1.0, 1.0],
];

/// A trajectory for each of the scene's starts and optimizers, those of files, and the legend of a race.
pub(crate) fn paths(scene: &Scene, field: &Field, domain: Domain) -> Result<(Vec<Path>, Legend), RenderError> {
    let mut paths = Vec::new();
    let mut legend = Legend::new();
    let mut colors = COLORS.iter().copied().cycle();
    let starts = &scene.descent.from;
    if !starts.is_empty() {
        let optimizers = scene.optimizers(field, domain)?;
        let borders = scene.borders(field);
        for ((name, optimizer), color) in optimizers.iter().zip(&mut colors) {
            legend.push((name.clone(), color));
            paths.extend(starts.iter().enumerate().map(|(walker, start)| {
                let visits = follow(field, optimizer, start, scene.descent.steps, walker as u64, borders).visits;
                Path { visits, color }
            }));
        }
    }
    if let Some(file) = &scene.descent.path {
        let file = text_path(file);
        let read = read_runs(&file).map_err(RenderError::Route)?;
        let own = file.file_name().map(|name| name.to_string_lossy().into_owned());
        // A run without a name of its own has that of its file.
        let named = |name: &str| if name.is_empty() { own.clone().unwrap_or_default() } else { name.to_owned() };
        let is_single = read.runs.len() == 1;
        for run in read.runs {
            let name = named(&run.name);
            let known = legend.iter().find(|(known, _)| *known == name).map(|&(_, color)| color);
            let color = match known {
                Some(color) => color,
                None => {
                    let color = if is_single { OWN } else { colors.next().unwrap_or(OWN) };
                    legend.push((name, color));
                    color
                }
            };
            paths.push(Path { visits: visits(field, &run.points), color });
        }
    }
    let own = scene.descent.trajectories.iter().zip(COLORS.iter().cycle());
    paths.extend(own.map(|(points, &color)| Path { visits: visits(field, points), color }));
    if legend.len() == 1 {
        legend.clear();
    }
    Ok((paths, legend))
}

/// The colour of a single run from a file.
const OWN: [f32; 4] = [0.93, 0.35, 0.85, 1.0];

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
        Path { visits: points.iter().map(visit).collect(), color: OWN }
    }

    #[test]
    fn a_run_that_diverges_leaves_in_its_direction_and_ends() {
        let diverges = path(&[[0.5, 0.0], [-0.5, 0.0], [3.0, 0.0], [-40.0, 0.0], [1e176, -1e300]]);
        assert_eq!(diverges.drawn(DOMAIN), [[0.5, 0.0], [-0.5, 0.0], [1.5, 0.0]]);
        let far = path(&[[0.0, 0.0], [1e300, 1e300], [f64::INFINITY, f64::NAN]]);
        assert_eq!(far.drawn(DOMAIN), [[0.0, 0.0], [2.0, 2.0]]);
        let lost = path(&[[0.0, 0.0], [f64::NAN, f64::NAN]]);
        assert_eq!(lost.drawn(DOMAIN), [[0.0, 0.0]]);
    }

    #[test]
    fn a_run_that_comes_back_is_drawn_on_its_way() {
        let returns = [[0.5, 0.0], [1.5, 0.0], [0.0, 0.0]];
        assert_eq!(path(&returns).drawn(DOMAIN), returns);
        let rests = [[0.5, 0.0], [0.25, 0.0]];
        assert_eq!(path(&rests).drawn(DOMAIN), rests);
        assert!(path(&[[5.0, 0.0], [6.0, 0.0]]).drawn(DOMAIN).is_empty(), "it never was there");
    }
}
