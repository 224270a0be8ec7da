//! Where panels, axes, titles and colour bars lie.

use super::annotation::{Color, Mark, Point, Rect, Text};
use super::swatch::Swatch;
use super::text::Typesetter;
use crate::field::Domain;
use crate::scene::{Aspect, Theme, View};

/// Colours and sizes of lines and letters.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Style {
    /// Letters and frames.
    pub text: Color,
    /// The grid of the box.
    pub grid: Color,
    /// Behind everything, opaque.
    pub background: [u8; 3],
    /// Sizes relative to those of a panel with plenty of room.
    pub scale: f32,
    /// Sizes of letters relative to those of a panel with plenty of room.
    pub letters: f32,
    /// Width of a thin line in pixels.
    pub line: f32,
}

/// The smallest panel, in pixels, whose letters have their full size.
const FULL_SIZE: [f32; 2] = [560.0, 420.0];
/// Height of the letters of axes' names there, in pixels.
const NAME_SIZE: f32 = 14.0;
/// Points, which letters and pages are measured in.
pub(crate) const POINTS_PER_INCH: f64 = 72.0;

impl Style {
    /// The colours of a theme, at sizes that fit a picture's panels.
    ///
    /// `dpi` scales letters, lines and marks together; 100 is usual. Where `fontsize` is given, names of axes are so many
    /// points high, whatever room there is.
    pub fn of(theme: Theme, [width, height]: [u32; 2], view: View, dpi: f64, fontsize: Option<f64>) -> Style {
        let [columns, rows] = panels([width, height], view);
        let panel = [width as f32 / columns, height as f32 / rows];
        let inches = (dpi / 100.0) as f32;
        let fitting = (panel[0] / FULL_SIZE[0]).min(panel[1] / FULL_SIZE[1]) / inches;
        let scale = inches * fitting.clamp(0.55, 1.0);
        let points = |points: f64| (points * dpi / POINTS_PER_INCH) as f32 / NAME_SIZE;
        let letters = fontsize.map_or(scale, points);
        // Thin lines cover whole pixels, which keeps them sharp.
        let line = inches.round().max(1.0);
        let [text, grid, background] = match theme {
            Theme::Light => [[20, 20, 20], [205, 205, 205], [255, 255, 255]],
            Theme::Dark => [[232, 232, 232], [74, 78, 86], [22, 24, 28]],
        };
        let opaque = |[r, g, b]: [u8; 3]| [r, g, b, 255];
        Style { text: opaque(text), grid: opaque(grid), background, scale, letters, line }
    }

    /// Font size of tick labels, in pixels.
    pub(crate) fn tick_font(&self) -> f32 {
        (13.0 * self.letters).round()
    }

    /// Font size of axis names.
    pub(crate) fn name_font(&self) -> f32 {
        (NAME_SIZE * self.letters).round()
    }

    /// Font size of titles above panels.
    pub(crate) fn panel_title_font(&self) -> f32 {
        (17.0 * self.letters).round()
    }

    /// Font size of the title above all.
    pub(crate) fn title_font(&self) -> f32 {
        (18.0 * self.letters).round()
    }

    /// Space around things.
    pub(crate) fn margin(&self) -> f32 {
        14.0 * self.scale
    }

    /// Length of a tick, and the gap to its label.
    pub(crate) fn tick(&self) -> f32 {
        (4.0 * self.scale).round()
    }

    /// Width of a colour bar.
    pub(crate) fn bar_width(&self) -> f32 {
        (18.0 * self.scale).round()
    }
}

/// How many panels stand side by side and above each other: one above the other where a picture is higher than wide.
pub(crate) fn panels([width, height]: [u32; 2], view: View) -> [f32; 2] {
    match view {
        View::Surface | View::Contour | View::Loss => [1.0, 1.0],
        View::Curve => [2.0, 1.0],
        View::Both if height > width => [1.0, 2.0],
        View::Both => [2.0, 1.0],
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

/// Divides a figure; the title and a caption below it take a strip at the top.
pub(crate) fn areas(
    size: [u32; 2],
    view: View,
    [title, caption]: [&str; 2],
    style: &Style,
    typesetter: &mut Typesetter,
    marks: &mut Vec<Mark>,
) -> Areas {
    let [width, height] = size.map(|side| side as f32);
    let mut top = style.margin() * 0.6;
    if !title.is_empty() {
        let text = typesetter.shorten(title, style.title_font(), width - 2.0 * style.margin());
        let [_, line] = typesetter.measure(&text, style.title_font());
        marks.push(label(text, [0.5 * width, top], [0.5, 0.0], style.title_font(), style));
        top += line + 0.2 * style.margin();
    }
    if !caption.is_empty() {
        let text = typesetter.shorten(caption, style.tick_font(), width - 2.0 * style.margin());
        let [_, line] = typesetter.measure(&text, style.tick_font());
        marks.push(label(text, [0.5 * width, top], [0.5, 0.0], style.tick_font(), style));
        top += line + 0.2 * style.margin();
    }
    let whole = Rect { min: [style.margin(), top], max: [width - style.margin(), height - 0.6 * style.margin()] };
    let gap = 0.5 * style.margin();
    let [across, down] = whole.center();
    match view {
        View::Curve | View::Loss => Areas { curve: Some(whole), surface: None, contour: None },
        View::Surface => Areas { curve: None, surface: Some(whole), contour: None },
        View::Contour => Areas { curve: None, surface: None, contour: Some(whole) },
        View::Both if panels(size, view) == [1.0, 2.0] => Areas {
            curve: None,
            surface: Some(Rect { max: [whole.max[0], down - gap], ..whole }),
            contour: Some(Rect { min: [whole.min[0], down + gap], ..whole }),
        },
        View::Both => Areas {
            curve: None,
            surface: Some(Rect { max: [across - gap, whole.max[1]], ..whole }),
            contour: Some(Rect { min: [across + gap, whole.min[1]], ..whole }),
        },
    }
}

/// Height of a strip that holds a panel's title.
pub(crate) fn panel_title_height(title: &str, style: &Style, typesetter: &mut Typesetter) -> f32 {
    if title.is_empty() { 0.0 } else { typesetter.measure(title, style.panel_title_font())[1] + 6.0 * style.line }
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
    let center = rect.center()[0];
    let room = 2.0 * (center - area.min[0]).min(area.max[0] - center);
    let text = typesetter.shorten(title, style.panel_title_font(), room);
    marks.push(label(text, [center, rect.min[1] - 6.0 * style.line], [0.5, 1.0], style.panel_title_font(), style));
}

/// Paints who has which colour into a corner of a panel (whether at the right, whether at the bottom), on a ground of its
/// own, and says where that is.
pub(crate) fn legend(
    panel: Rect,
    [right, bottom]: [bool; 2],
    entries: &[(String, Swatch)],
    style: &Style,
    typesetter: &mut Typesetter,
    marks: &mut Vec<Mark>,
) -> Option<Rect> {
    if entries.is_empty() {
        return None;
    }
    let (pad, sample) = (0.5 * style.margin(), 1.6 * style.margin());
    let room = panel.width() - 5.0 * pad - sample;
    let names: Vec<String> =
        entries.iter().map(|(name, _)| typesetter.shorten(name, style.tick_font(), room.max(1.0))).collect();
    let sizes: Vec<[f32; 2]> = names.iter().map(|name| typesetter.measure(name, style.tick_font())).collect();
    let (widest, line) = sizes.iter().fold((0.0f32, 0.0f32), |(w, h), size| (w.max(size[0]), h.max(size[1])));
    let width = (3.0 * pad + sample + widest).round();
    let height = (2.0 * pad + line * names.len() as f32).round();
    let at = |far: bool, first: f32, last: f32, size: f32| (if far { last - pad - size } else { first + pad }).round();
    let left = at(right, panel.min[0], panel.max[0], width);
    let top = at(bottom, panel.min[1], panel.max[1], height);
    let rect = Rect::new(left, top, width, height);
    // A middle grey lets white and black lines be seen in both themes.
    let [r, g, b] = [150, 154, 160];
    marks.push(Mark::Column { rect, colors: vec![(0.0, [r, g, b])] });
    marks.push(Mark::Frame { rect, width: style.line, color: style.text });
    for (index, (name, (_, swatch))) in names.into_iter().zip(entries).enumerate() {
        let y = top + pad + (index as f32 + 0.5) * line;
        let place = Rect::new(left + pad, y - 0.5 * line, sample, line);
        swatch.paint(place, (2.6 * style.scale).max(2.0), marks);
        let text = Text {
            text: name,
            at: [left + 2.0 * pad + sample, y],
            anchor: [0.0, 0.5],
            size: style.tick_font(),
            color: [0, 0, 0, 255],
            angle: 0.0,
            halo: None,
        };
        marks.push(Mark::Text(text));
    }
    Some(rect)
}

pub(crate) fn label(text: String, at: Point, anchor: [f32; 2], size: f32, style: &Style) -> Mark {
    Mark::Text(Text { text, at, anchor, size, color: style.text, angle: 0.0, halo: None })
}

/// The middle of the nearest pixel, where a line one pixel wide is sharp.
pub(crate) fn snap(coordinate: f32) -> f32 {
    coordinate.floor() + 0.5
}
