//! Text: its fonts, measured for the layout, without a device.

pub(crate) mod fonts;
pub(crate) mod formula;
pub(crate) mod markup;

use std::collections::BTreeMap;
use std::sync::Arc;

use epaint::text::{FontData, FontDefinitions, Fonts, TextOptions, ViewportKey};
use epaint::{Color32, FontFamily, FontId, Galley};

use super::annotation::{Mark, Text};
use fonts::{FontError, FontFace, faces_for};
use markup::{End, Run, ends, has_markup, plain, runs};

/// A blank that no line is broken at.
const NO_BREAK: char = '\u{a0}';

/// The most texts that are kept laid out while nothing is painted; a figure has fewer than a hundred.
const MOST_LAID_OUT: usize = 1000;

/// Measures text, and keeps the letters that are painted. It is kept for the whole run of the program.
pub struct Typesetter {
    fonts: Fonts,
    /// What draws a letter: the first that has it.
    faces: Vec<Arc<FontFace>>,
    /// The user's own.
    own: Option<Arc<FontFace>>,
}

impl std::fmt::Debug for Typesetter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Typesetter").finish_non_exhaustive()
    }
}

impl Default for Typesetter {
    fn default() -> Self {
        let faces = vec![FontFace::own()];
        Typesetter { fonts: fonts(&faces), faces, own: None }
    }
}

fn fonts(faces: &[Arc<FontFace>]) -> Fonts {
    let names: Vec<String> = (0..faces.len()).map(|index| index.to_string()).collect();
    let data = |face: &Arc<FontFace>| FontData {
        index: face.index,
        ..match &face.data {
            std::borrow::Cow::Borrowed(data) => FontData::from_static(data),
            std::borrow::Cow::Owned(data) => FontData::from_owned(data.clone()),
        }
    };
    let definitions = FontDefinitions {
        font_data: names.iter().cloned().zip(faces.iter().map(|face| Arc::new(data(face)))).collect(),
        families: BTreeMap::from([(FontFamily::Proportional, names.clone()), (FontFamily::Monospace, names)]),
    };
    Fonts::new(TextOptions::default(), definitions)
}

impl Typesetter {
    /// Has the letters of a text: those of the font in a file first, where one is given, then the program's own, then the
    /// system's.
    ///
    /// # Errors
    /// Where the file is no font.
    pub(crate) fn use_fonts(&mut self, file: Option<&str>, text: &str) -> Result<(), FontError> {
        if self.own.as_ref().map(|own| own.name.as_str()) != file {
            self.own = file.map(FontFace::read).transpose()?;
        }
        let (faces, _) = faces_for(self.own.as_ref(), &plain(text));
        if faces != self.faces {
            self.fonts = fonts(&faces);
            self.faces = faces;
        }
        Ok(())
    }

    /// The fonts, the first that has a letter draws it.
    pub(crate) fn faces(&self) -> &[Arc<FontFace>] {
        &self.faces
    }

    /// A text with mathematics as texts without, each in its place; every other mark as it is.
    pub(crate) fn without_markup(&mut self, mark: Mark) -> Vec<Mark> {
        let text = match mark {
            Mark::Text(text) if has_markup(&text.text) => text,
            other => return vec![other],
        };
        let whole = self.measure(&text.text, text.size);
        let baseline = self.baseline("0", text.size);
        let mut left = 0.0;
        let (mut grounds, mut pieces) = (Vec::new(), Vec::new());
        for Run { text: letters, scale, rise } in runs(&text.text) {
            let size = text.size * scale;
            let [width, height] = self.line(&letters, size);
            let top = baseline - rise * text.size - self.baseline(&letters, size);
            let middle = [left + 0.5 * width - 0.5 * whole[0], top + 0.5 * height - 0.5 * whole[1]];
            let at = text.turned(whole, middle);
            let piece = Text { text: letters, at, anchor: [0.5; 2], size, ..text.clone() };
            // The ground of a piece must not cover the letters beside it, so that all grounds come first.
            let ground = text.halo.map(|(_, color)| Mark::Text(Text { color, ..piece.clone() }));
            grounds.extend(ground);
            pieces.push(Mark::Text(Text { halo: None, ..piece }));
            left += width;
        }
        grounds.extend(pieces);
        grounds
    }

    /// Width and height of a line of text in pixels.
    pub fn measure(&mut self, text: &str, size: f32) -> [f32; 2] {
        if !has_markup(text) {
            return self.line(text, size);
        }
        let [_, height] = self.line("0", size);
        let width = runs(text).iter().map(|run| self.line(&run.text, size * run.scale)[0]).sum();
        [width, height]
    }

    fn line(&mut self, text: &str, size: f32) -> [f32; 2] {
        let galley = self.measured(text, size);
        [galley.size().x, galley.size().y]
    }

    /// How far the baseline of a line of text is below its top.
    pub(crate) fn baseline(&mut self, text: &str, size: f32) -> f32 {
        let galley = self.measured(text, size);
        let first = galley.rows.first().and_then(|row| Some(row.pos.y + row.glyphs.first()?.pos.y));
        first.unwrap_or(0.8 * galley.size().y)
    }

    /// The text in at most so many lines that are no wider than `room` pixels: broken at blanks, else behind signs; the last
    /// one is shortened with `…` where it is too long.
    pub(crate) fn wrap(&mut self, text: &str, size: f32, room: f32, most: usize) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        let mut rest = text.trim();
        while lines.len() + 1 < most && self.measure(rest, size)[0] > room {
            let end = self.break_of(rest, size, room);
            let (line, more) = rest.split_at(end);
            if line.trim().is_empty() || more.trim().is_empty() {
                break;
            }
            lines.push(line.trim().to_owned());
            rest = more.trim();
        }
        if !rest.is_empty() {
            lines.push(self.shorten(rest, size, room));
        }
        lines
    }

    /// Where a line ends that is too long: behind the last blank that fits, else behind the last sign, else anywhere.
    fn break_of(&mut self, text: &str, size: f32, room: f32) -> usize {
        let mut found = [0; 3];
        for end in ends(text).into_iter().filter(|end| !end.is_within).map(|end| end.at) {
            if self.measure(text[..end].trim_end(), size)[0] > room {
                break;
            }
            found[2] = end;
            if text[..end].ends_with(|last| "+-−*·/,;)".contains(last)) {
                found[1] = end;
            }
            if text[..end].ends_with(|last: char| last.is_whitespace() && last != NO_BREAK) {
                found[0] = end;
            }
        }
        found.into_iter().find(|&end| end > 0).unwrap_or(text.len())
    }

    /// The text, shortened with `…` so that it is no wider than `room` pixels.
    pub fn shorten(&mut self, text: &str, size: f32, room: f32) -> String {
        if self.measure(text, size)[0] <= room {
            return text.to_owned();
        }
        let shortened = |end: End| format!("{}{}…", &text[..end.at], if end.is_within { "$" } else { "" });
        let shorter = ends(text).into_iter().rev().map(shortened);
        shorter.into_iter().find(|shorter| self.measure(shorter, size)[0] <= room).unwrap_or_default()
    }

    /// Forgets what was laid out before the last call and not since, and all letters where they fill their image.
    ///
    /// A text that was laid out before it must not be painted after it.
    pub(crate) fn begin_pass(&mut self) {
        self.fonts.begin_pass(TextOptions::default(), ViewportKey::default());
    }

    /// A line of text as letters, which hold until the next pass begins.
    pub(crate) fn layout(&mut self, text: &str, size: f32) -> Arc<Galley> {
        let font = FontId::new(size, FontFamily::Proportional);
        self.fonts.with_pixels_per_point(1.0).layout_no_wrap(text.to_owned(), font, Color32::PLACEHOLDER)
    }

    /// The image of all letters so far and its changes, for a painter.
    pub(crate) fn fonts(&mut self) -> &mut Fonts {
        &mut self.fonts
    }

    /// A line of text that is not painted: who only measures begins no pass otherwise.
    fn measured(&mut self, text: &str, size: f32) -> Arc<Galley> {
        if self.fonts.num_galleys_in_cache() > MOST_LAID_OUT {
            self.begin_pass();
        }
        self.layout(text, size)
    }
}

/// The characters of a text that no font has, each once.
///
/// # Errors
/// Where the file of the user's own font is none.
pub(crate) fn missing(file: Option<&str>, text: &str) -> Result<Vec<char>, FontError> {
    let own = file.map(FontFace::read).transpose()?;
    Ok(faces_for(own.as_ref(), &plain(text)).1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shortened_text_keeps_its_mathematics() {
        let mut typesetter = Typesetter::default();
        let mut cut = |text: &str, kept: &str| {
            let room = typesetter.measure(kept, 20.0)[0] + 0.1;
            typesetter.shorten(text, 20.0, room)
        };
        assert_eq!(cut("x² + y² + 1", "x² + y…"), "x² + y…");
        assert_eq!(cut("a $x^{2}y$ b", "a $x^{2}$…"), "a $x^{2}$…");
        assert_eq!(cut("$\\alpha\\beta\\gamma\\delta$", "αβ…"), "$\\alpha\\beta$…");
        assert_eq!(cut("from $5 to $10", "from $5…"), "from $5…");
        // A long exponent goes as a whole.
        assert_eq!(cut("e$^{−x − y}$", "e−x…"), "e…");
    }

    #[test]
    fn a_price_in_a_title_does_not_keep_it_on_one_line() {
        let mut typesetter = Typesetter::default();
        let room = typesetter.measure("what costs $5 today", 20.0)[0] + 0.1;
        let lines = typesetter.wrap("what costs $5 today and tomorrow and later", 20.0, room, 3);
        assert_eq!(lines, ["what costs $5 today", "and tomorrow and", "later"]);
        // What belongs together stays on one line.
        let room = typesetter.measure("a difference with h = ", 20.0)[0] + 0.1;
        let lines = typesetter.wrap("a difference with h\u{a0}=\u{a0}0.5", 20.0, room, 3);
        assert_eq!(lines, ["a difference with", "h\u{a0}=\u{a0}0.5"]);
    }

    #[test]
    fn measuring_ever_new_labels_keeps_few_of_them() {
        let mut typesetter = Typesetter::default();
        for number in 0..20_000 {
            typesetter.measure(&format!("{number}.5"), 14.0);
            typesetter.baseline(&format!("a {number}"), 14.0);
        }
        let kept = typesetter.fonts.num_galleys_in_cache();
        assert!(kept <= 2 * MOST_LAID_OUT, "{kept} texts are kept");
        // Sizes of letters are as many as a window's sizes.
        for tenth in 100..2_000 {
            typesetter.measure("0123456789 abcdefghijklmnopqrstuvwxyz", tenth as f32 * 0.1);
        }
        let kept = typesetter.fonts.num_galleys_in_cache();
        assert!(kept <= 2 * MOST_LAID_OUT, "{kept} texts are kept");
        // One more picture's pass begins with room for its letters.
        typesetter.begin_pass();
        assert!(typesetter.fonts.font_atlas_fill_ratio() < 0.8);
    }
}
