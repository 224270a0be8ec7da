//! What of a scene can be told wrong before a device is opened.

use crate::expr::Order;
use crate::field::{Field, narrowest};
use crate::render::error::RenderError;
use crate::render::figure::text::missing;
use crate::scene::{Scene, View};

/// The characters that the font lacks among those of a scene's title and labels.
pub fn missing_letters(scene: &Scene, field: &Field) -> Vec<char> {
    let labels = &scene.labels;
    let title = scene.title.as_deref().unwrap_or(field.name());
    let texts =
        [Some(title), scene.panel_titles.as_deref(), labels.x.as_deref(), labels.y.as_deref(), labels.z.as_deref()];
    missing(scene.font.as_deref(), &texts.map(Option::unwrap_or_default).concat()).unwrap_or_default()
}

/// Refuses what is wrong with a scene before a device is opened: its domain, its optimizer and its starts.
///
/// # Errors
/// What is wrong with it.
pub fn check(scene: &Scene, field: &Field) -> Result<(), RenderError> {
    if let Some(font) = &scene.font {
        missing(Some(font), "")?;
    }
    let domain = scene.domain(field).checked()?.ascending();
    let scales = scene.scales.of_axes(scene.view);
    for (axis, [first, _], spread) in [('x', domain.x, scales.x), ('y', domain.y, scales.y)] {
        if !spread.place(first).is_finite() {
            return Err(RenderError::NotPositive { axis, first });
        }
    }
    for (axis, range) in [('x', domain.x), ('y', domain.y)] {
        let ([first, last], least) = (range, narrowest(range));
        if last - first < least {
            return Err(RenderError::Narrow { axis, first, last, least });
        }
    }
    if scene.view == View::Curve && field.dimension() > 1 {
        return Err(RenderError::NotACurve(field.name().to_owned()));
    }
    if scene.view == View::Loss && !scene.has_runs() {
        return Err(RenderError::NoRuns);
    }
    scene.optimizers(field, domain)?;
    for &[x, y] in &scene.descent.from {
        if !field.at(&[x, y], Order::Value)[0].is_finite() {
            return Err(RenderError::Start(x, y));
        }
    }
    if let Some([x, y]) = scene.probe.filter(|point| !field.at(point, Order::Value)[0].is_finite()) {
        return Err(RenderError::Probe(x, y));
    }
    Ok(())
}
