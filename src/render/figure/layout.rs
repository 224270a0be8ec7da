//! Where panels and their titles lie.

use super::annotation::{Mark, Point, Rect, Text};
use super::style::{FULL_SIZE, Style, inches};
use super::text::Typesetter;
use crate::field::Domain;
use crate::scene::{Aspect, Scene, View};

/// How two panels may stand: side by side, or above each other.
pub(crate) const ARRANGEMENTS: [[f32; 2]; 2] = [[2.0, 1.0], [1.0, 2.0]];

/// How a scene's panels of a domain stand, of which `taken` does not belong to them of the height in each arrangement.
pub(crate) fn panels_of(scene: &Scene, domain: Domain, taken: [f32; 2]) -> [f32; 2] {
    let ratio = aspect_ratio(scene.scales.aspect(scene.contour.aspect), domain);
    panels(scene.size, scene.view, scene.dpi, ratio, taken)
}

/// How many panels stand side by side and above each other: whichever makes them larger, where the contours are so many
/// times as high as wide, or fill their panel, and `taken` is what they do not have of the height in each arrangement.
fn panels(size: [u32; 2], view: View, dpi: f64, ratio: Option<f32>, taken: [f32; 2]) -> [f32; 2] {
    /// Height over width of a surface in its box, about.
    const BOX: f32 = 0.8;
    match view {
        View::Surface | View::Contour | View::Loss => return [1.0, 1.0],
        View::Curve => return [2.0, 1.0],
        View::Both => {}
    }
    let [beside, above] = [0, 1].map(|index| {
        let left = [size[0], (size[1] as f32 - taken[index]).max(1.0) as u32];
        let area = |ratio: Option<f32>| {
            let [width, height] = likely_size(left, ARRANGEMENTS[index], dpi, ratio);
            width * height
        };
        area(ratio) + area(Some(BOX))
    });
    ARRANGEMENTS[usize::from(above > beside)]
}

/// About the pixels of a panel of so many side by side and above each other, which is so many times as high as wide, or fills
/// what there is.
pub(crate) fn likely_size(size: [u32; 2], [columns, rows]: [f32; 2], dpi: f64, ratio: Option<f32>) -> [f32; 2] {
    /// Pixels at 100 to an inch beside and above a panel, of its bar, its labels and its title.
    const AROUND: [f32; 2] = [150.0, 110.0];
    let inches = inches(dpi);
    let cell = [size[0] as f32 / columns, size[1] as f32 / rows];
    let fitting = (cell[0] / FULL_SIZE[0]).min(cell[1] / FULL_SIZE[1]) / inches;
    let scale = inches * fitting.clamp(0.55, 1.0);
    let [width, height] = [0, 1].map(|axis| (cell[axis] - scale * AROUND[axis]).max(1.0));
    match ratio {
        Some(ratio) => {
            let width = width.min(height / ratio);
            [width, width * ratio]
        }
        None => [width, height],
    }
}

/// Whether a unit of x is drawn as long as a unit of y.
pub(crate) fn keeps_aspect(aspect: Aspect, domain: Domain) -> bool {
    let [width, height] = domain.size().map(f64::abs);
    match aspect {
        Aspect::Auto => width < 5.0 * height && height < 5.0 * width,
        Aspect::Equal => true,
        Aspect::Fill => false,
    }
}

pub(crate) fn aspect_ratio(aspect: Aspect, domain: Domain) -> Option<f32> {
    let [width, height] = domain.size().map(f64::abs);
    keeps_aspect(aspect, domain).then_some((height / width) as f32)
}

/// The areas of a figure's panels, each with its title above and its colour bar beside.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Areas {
    pub(crate) curve: Option<Rect>,
    pub(crate) surface: Option<Rect>,
    pub(crate) contour: Option<Rect>,
}

/// The lines above the panels: a title and a caption below it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Head {
    /// Each with its font size.
    lines: Vec<(String, f32)>,
    pub(crate) height: f32,
}

/// The most lines of a title, of a panel's title and of a caption.
const TITLE_LINES: usize = 3;
const PANEL_TITLE_LINES: usize = 2;
const CAPTION_LINES: usize = 2;

impl Head {
    /// Breaks a title and a caption into lines that are as wide as a picture.
    pub(crate) fn new([title, caption]: [&str; 2], width: f32, style: &Style, typesetter: &mut Typesetter) -> Head {
        let room = width - 2.0 * style.margin();
        let mut head = Head { lines: Vec::new(), height: 0.0 };
        for (text, size, most) in
            [(title, style.title_font(), TITLE_LINES), (caption, style.tick_font(), CAPTION_LINES)]
        {
            let lines = if text.is_empty() { Vec::new() } else { typesetter.wrap(text, size, room, most) };
            for line in lines {
                head.height += typesetter.measure(&line, size)[1];
                head.lines.push((line, size));
            }
            head.height += if text.is_empty() { 0.0 } else { 0.2 * style.margin() };
        }
        if style.keeps_room && caption.is_empty() {
            head.height += typesetter.measure("0", style.tick_font())[1] + 0.2 * style.margin();
        }
        head
    }

    /// Paints the lines around a middle, from `top` on.
    pub(crate) fn paint(
        &self,
        [middle, top]: Point,
        style: &Style,
        typesetter: &mut Typesetter,
        marks: &mut Vec<Mark>,
    ) {
        let mut top = top;
        for (line, size) in &self.lines {
            marks.push(label(line.clone(), [middle, top], [0.5, 0.0], *size, style));
            top += typesetter.measure(line, *size)[1];
        }
    }
}

/// What of a picture is left for its head and its panels.
pub(crate) fn inner(size: [u32; 2], style: &Style) -> Rect {
    let [width, height] = size.map(|side| side as f32);
    let margin = style.margin();
    Rect { min: [margin, 0.6 * margin], max: [width - margin, height - 0.6 * margin] }
}

/// What may need height in an area.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Needs {
    Contours,
    /// The surface from where one looks at it at first. What stands above and beside it follows this, so that nothing but the
    /// surface moves while it is turned.
    SurfaceAtFirst,
    /// The surface from where one looks at it.
    Surface,
}

/// Divides what is below a head among the panels of a view, which are as high as they need: `needed` says how high that is in
/// an area. Says how far down the head begins, too.
pub(crate) fn divide(
    inner: Rect,
    head: f32,
    view: View,
    style: &Style,
    mut needed: impl FnMut(Needs, Rect) -> f32,
) -> (f32, Areas) {
    let whole = Rect { min: [inner.min[0], inner.min[1] + head], ..inner };
    let gap = 0.5 * style.margin();
    let [across, down] = whole.center();
    let none = Areas { curve: None, surface: None, contour: None };
    let mut height = |what: Needs, area: Rect| needed(what, area).min(area.height()).ceil();
    // Where the head begins, so that as much is free above as below.
    let middle = |height: f32| (inner.min[1] + 0.5 * (whole.height() - height).max(0.0)).floor();
    let cut = |area: Rect, top: f32, height: f32| Rect {
        min: [area.min[0], top],
        max: [area.max[0], (top + height).min(area.max[1].max(inner.max[1]))],
    };
    match view {
        View::Curve | View::Loss => (inner.min[1], Areas { curve: Some(whole), ..none }),
        View::Surface => {
            let top = middle(height(Needs::SurfaceAtFirst, whole));
            (top, Areas { surface: Some(cut(whole, top + head, height(Needs::Surface, whole))), ..none })
        }
        View::Contour => {
            let contour = height(Needs::Contours, whole);
            let top = middle(contour);
            (top, Areas { contour: Some(cut(whole, top + head, contour)), ..none })
        }
        View::Both if style.panels == [1.0, 2.0] => {
            let upper = Rect { max: [whole.max[0], down - gap], ..whole };
            let lower = Rect { min: [whole.min[0], down + gap], ..whole };
            let heights = [height(Needs::SurfaceAtFirst, upper), height(Needs::Contours, lower)];
            let top = middle(heights[0] + 2.0 * gap + heights[1]);
            let surface = cut(whole, top + head, heights[0]);
            let contour = cut(whole, surface.max[1] + 2.0 * gap, heights[1]);
            (top, Areas { surface: Some(surface), contour: Some(contour), ..none })
        }
        View::Both => {
            let left = Rect { max: [across - gap, whole.max[1]], ..whole };
            let right = Rect { min: [across + gap, whole.min[1]], ..whole };
            let contour = height(Needs::Contours, right);
            let top = middle(height(Needs::SurfaceAtFirst, left).max(contour));
            // Whichever is lower stands at the top, where both have their titles.
            let surface = cut(left, top + head, height(Needs::Surface, left).max(contour));
            (top, Areas { surface: Some(surface), contour: Some(cut(right, top + head, contour)), ..none })
        }
    }
}

/// Height of a strip that holds a panel's title in an area of so many pixels.
pub(crate) fn panel_title_height(title: &str, room: f32, style: &Style, typesetter: &mut Typesetter) -> f32 {
    if title.is_empty() {
        return 0.0;
    }
    let size = style.panel_title_font();
    let lines = typesetter.wrap(title, size, room, PANEL_TITLE_LINES);
    lines.iter().map(|line| typesetter.measure(line, size)[1]).sum::<f32>() + 6.0 * style.line
}

/// Paints a panel's title above `rect`, as wide as `area` allows.
pub(crate) fn panel_title(
    rect: Rect,
    area: Rect,
    title: &str,
    style: &Style,
    typesetter: &mut Typesetter,
    marks: &mut Vec<Mark>,
) {
    let size = style.panel_title_font();
    let lines = typesetter.wrap(title, size, area.width(), PANEL_TITLE_LINES);
    let mut bottom = rect.min[1] - 6.0 * style.line;
    for line in lines.into_iter().rev() {
        let [width, height] = typesetter.measure(&line, size);
        // Above its panel's middle, but within the area.
        let [low, high] = [area.min[0] + 0.5 * width, area.max[0] - 0.5 * width];
        let center = if low < high { rect.center()[0].clamp(low, high) } else { area.center()[0] };
        marks.push(label(line, [center, bottom], [0.5, 1.0], size, style));
        bottom -= height;
    }
}

pub(crate) fn label(text: String, at: Point, anchor: [f32; 2], size: f32, style: &Style) -> Mark {
    Mark::Text(Text { text, at, anchor, size, color: style.text, angle: 0.0, halo: None })
}

/// The middle of the nearest pixel, where a line one pixel wide is sharp.
pub(crate) fn snap(coordinate: f32) -> f32 {
    coordinate.floor() + 0.5
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::Theme;

    #[test]
    fn titles_stand_near_panels_of_which_one_is_lower() {
        let style = Style::of(Theme::Light, [1200, 560], [2.0, 1.0], 100.0, None);
        let inner = inner([1200, 560], &style);
        let heights = |what: Needs, _: Rect| if what == Needs::Contours { 300.0 } else { 430.0 };
        let (top, areas) = divide(inner, 30.0, View::Both, &style, heights);
        let (surface, contour) = (areas.surface.unwrap_or(inner), areas.contour.unwrap_or(inner));
        // Both begin below the head, and the contours have no room of their own above them.
        assert_eq!([surface.min[1], contour.min[1]], [top + 30.0; 2]);
        assert_eq!([surface.height(), contour.height()], [430.0, 300.0]);
        // What nobody needs is free on both sides, but for the whole pixel that the head begins at.
        let free = [top - inner.min[1], inner.max[1] - surface.max[1]];
        assert!((free[0] - free[1]).abs() < 2.0, "{free:?}");
    }

    #[test]
    fn nothing_but_the_surface_moves_while_it_is_turned() {
        for size in [[1200, 560], [500, 1000]] {
            let style =
                Style::of(Theme::Light, size, panels(size, View::Both, 100.0, Some(1.0), [0.0; 2]), 100.0, None);
            let inner = inner(size, &style);
            for view in [View::Both, View::Surface] {
                let divided = |seen| {
                    let (top, areas) = divide(inner, 30.0, view, &style, |what, _| match what {
                        Needs::Contours => 300.0,
                        Needs::SurfaceAtFirst => 330.0,
                        Needs::Surface => seen,
                    });
                    (top, areas.contour, areas.surface.map(|area| area.min))
                };
                for seen in [200.0, 400.0, 1e4] {
                    assert_eq!(divided(seen), divided(330.0), "{size:?} {view:?} {seen}");
                }
            }
        }
    }
}
