//! The trajectories of a picture: followed from the scene's starts, or read from a file.

use crate::descent::{Visit, follow};
use crate::expr::Order;
use crate::field::{Domain, Field};
use crate::render::error::RenderError;
use crate::render::figure::layout::Legend;
use crate::scene::{Scene, read_route};
use crate::words::text_path;

/// A trajectory and its colour.
#[derive(Debug)]
pub(crate) struct Path {
    pub(crate) visits: Vec<Visit>,
    pub(crate) color: [f32; 4],
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

/// A trajectory for each of the scene's starts and optimizers, and the legend of a race.
pub(crate) fn paths(scene: &Scene, field: &Field, domain: Domain) -> Result<(Vec<Path>, Legend), RenderError> {
    let starts = &scene.descent.from;
    let route = scene.descent.path.as_deref().map(|path| route(field, path)).transpose()?;
    let own = scene.descent.trajectories.iter().zip(COLORS.iter().cycle());
    let own = own.map(|(points, &color)| Path { visits: visits(field, points), color });
    if starts.is_empty() {
        return Ok((route.into_iter().chain(own).collect(), Legend::new()));
    }
    let optimizers = scene.optimizers(field, domain)?;
    let mut paths = Vec::new();
    let mut legend = Legend::new();
    for ((name, optimizer), &color) in optimizers.iter().zip(COLORS.iter().cycle()) {
        legend.push((name.clone(), color));
        paths.extend(starts.iter().enumerate().map(|(walker, start)| {
            let visits = follow(field, optimizer, start, scene.descent.steps, walker as u64, None).visits;
            Path { visits, color }
        }));
    }
    if let Some(route) = route {
        let path = scene.descent.path.as_deref().map(text_path);
        let name = path.as_deref().and_then(std::path::Path::file_name);
        legend.push((name.map_or_else(String::new, |name| name.to_string_lossy().into_owned()), route.color));
        paths.push(route);
    }
    paths.extend(own);
    if legend.len() == 1 {
        legend.clear();
    }
    Ok((paths, legend))
}

/// A run from a file, with f where it went.
fn route(field: &Field, path: &str) -> Result<Path, RenderError> {
    const COLOR: [f32; 4] = [0.93, 0.35, 0.85, 1.0];
    let points = read_route(&text_path(path)).map_err(RenderError::Route)?;
    Ok(Path { visits: visits(field, &points), color: COLOR })
}

/// Points with f and its gradient where they are.
fn visits(field: &Field, points: &[[f64; 2]]) -> Vec<Visit> {
    let visit = |point: &[f64; 2]| {
        let values = field.at(point, Order::Gradient);
        Visit { point: point.to_vec(), f: values[0], gradient: values[1..].to_vec() }
    };
    points.iter().map(visit).collect()
}
