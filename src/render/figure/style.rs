//! How large letters and lines are, and their colours.

use super::annotation::{Color, Rect};
use crate::scene::{LegendPlace, Theme};

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
    /// Those of titles, which are larger.
    pub(crate) titles: f32,
    /// Width of a thin line in pixels.
    pub line: f32,
    /// How many panels stand side by side and above each other.
    pub(crate) panels: [f32; 2],
    /// Whether the picture is so small that titles and bars give way to its panels.
    pub(crate) is_small: bool,
    /// Pixels of the usual resolution of 100 to an inch.
    pub(crate) inches: f32,
    /// Where the legend stands.
    pub(crate) legend: LegendPlace,
    /// Whether there is room for a caption and for longer numbers beside bars where there are none, so that panels stand still
    /// when they come: in a window.
    pub(crate) keeps_room: bool,
}

/// The shorter side of a picture, in pixels at 100 to an inch, below which titles give way, and the width of a panel's
/// area below which its bar does.
const SMALL: f32 = 400.0;
const SMALL_PANEL: f32 = 300.0;

/// The smallest panel, in pixels, whose letters have their full size.
pub(super) const FULL_SIZE: [f32; 2] = [560.0, 420.0];
/// Height of the letters of axes' names there, in pixels.
const NAME_SIZE: f32 = 14.0;
/// The lowest letters of ticks that nobody asked for, in points: what journals print.
const LEAST_POINTS: f64 = 6.0;
/// Height of the letters of ticks there.
pub(crate) const TICK_SIZE: f32 = 13.0;
/// Points, which letters and pages are measured in.
pub(crate) const POINTS_PER_INCH: f64 = 72.0;

/// Pixels that are one at the usual resolution.
pub(crate) fn inches(dpi: f64) -> f32 {
    (dpi / 100.0) as f32
}

impl Style {
    /// The colours of a theme, at sizes that fit a picture's panels.
    ///
    /// `dpi` scales letters, lines and marks together; 100 is usual. Where `fontsize` is given, names of axes are so many
    /// points high, whatever room there is.
    pub(crate) fn of(
        theme: Theme,
        [width, height]: [u32; 2],
        panels: [f32; 2],
        dpi: f64,
        fontsize: Option<f64>,
    ) -> Style {
        let [columns, rows] = panels;
        let panel = [width as f32 / columns, height as f32 / rows];
        let inches = inches(dpi);
        let fitting = (panel[0] / FULL_SIZE[0]).min(panel[1] / FULL_SIZE[1]) / inches;
        let scale = inches * fitting.clamp(0.55, 1.0);
        let points = |points: f64| (points * dpi / POINTS_PER_INCH) as f32 / NAME_SIZE;
        let titles = fontsize.map_or(scale, points);
        let letters = fontsize.map_or(scale.max(points(LEAST_POINTS) * NAME_SIZE / TICK_SIZE), points);
        // Thin lines cover whole pixels, which keeps them sharp.
        let line = inches.round().max(1.0);
        let [text, grid] = match theme {
            Theme::Light => [[20, 20, 20], [205, 205, 205]],
            Theme::Dark => [[232, 232, 232], [74, 78, 86]],
        };
        let opaque = |[r, g, b]: [u8; 3]| [r, g, b, 255];
        Style {
            text: opaque(text),
            grid: opaque(grid),
            background: background(theme),
            scale,
            letters,
            titles,
            line,
            panels,
            is_small: (width.min(height) as f32) < SMALL * inches,
            inches,
            legend: LegendPlace::Best,
            keeps_room: false,
        }
    }

    /// How many points high names of axes are at so many pixels to an inch.
    #[cfg(feature = "window")]
    pub(crate) fn fontsize(&self, dpi: f64) -> f64 {
        f64::from(self.letters * NAME_SIZE) * POINTS_PER_INCH / dpi
    }

    /// Whether a bar has room in the area of a panel.
    pub(crate) fn has_room_for_bar(&self, area: Rect) -> bool {
        !self.is_small || area.width() >= SMALL_PANEL * self.inches
    }

    /// Font size of tick labels, in pixels.
    pub(crate) fn tick_font(&self) -> f32 {
        (TICK_SIZE * self.letters).round()
    }

    /// Font size of axis names.
    pub(crate) fn name_font(&self) -> f32 {
        (NAME_SIZE * self.letters).round()
    }

    /// Font size of titles above panels.
    pub(crate) fn panel_title_font(&self) -> f32 {
        (17.0 * self.titles).round()
    }

    /// Font size of the title above all.
    pub(crate) fn title_font(&self) -> f32 {
        (18.0 * self.titles).round()
    }

    /// Space around things.
    pub(crate) fn margin(&self) -> f32 {
        14.0 * self.scale
    }

    /// Length of a tick, and the gap to its label.
    pub(crate) fn tick(&self) -> f32 {
        (4.0 * self.scale).round()
    }

    /// Length of a tick without a label.
    pub(crate) fn minor_tick(&self) -> f32 {
        (0.5 * self.tick()).round()
    }

    /// Width of a colour bar.
    pub(crate) fn bar_width(&self) -> f32 {
        (18.0 * self.scale).round()
    }
}

/// The colour behind everything.
pub(crate) fn background(theme: Theme) -> [u8; 3] {
    match theme {
        Theme::Light => [255; 3],
        Theme::Dark => [22, 24, 28],
    }
}
