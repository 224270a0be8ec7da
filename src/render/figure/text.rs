//! Text: one font, measured for the layout, without a device.

use std::collections::BTreeMap;
use std::sync::Arc;

use epaint::text::{FontData, FontDefinitions, Fonts, TextOptions, ViewportKey};
use epaint::{Color32, FontFamily, FontId, Galley};
use ttf_parser::Face;

/// The font of all labels; it has ∇, superscripts and the true minus.
pub(crate) const FONT: &[u8] = include_bytes!("../../../assets/fonts/DejaVuSans.ttf");

/// The most texts that are kept laid out while nothing is painted; a figure has fewer than a hundred.
const MOST_LAID_OUT: usize = 1000;

/// Measures text, and keeps the letters that are painted. It is kept for the whole run of the program.
pub struct Typesetter {
    fonts: Fonts,
}

impl std::fmt::Debug for Typesetter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Typesetter").finish_non_exhaustive()
    }
}

impl Default for Typesetter {
    fn default() -> Self {
        let name = "DejaVu Sans".to_owned();
        let definitions = FontDefinitions {
            font_data: BTreeMap::from([(name.clone(), Arc::new(FontData::from_static(FONT)))]),
            families: BTreeMap::from([
                (FontFamily::Proportional, vec![name.clone()]),
                (FontFamily::Monospace, vec![name]),
            ]),
        };
        Typesetter { fonts: Fonts::new(TextOptions::default(), definitions) }
    }
}

impl Typesetter {
    /// Width and height of a line of text in pixels.
    pub fn measure(&mut self, text: &str, size: f32) -> [f32; 2] {
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
        let mut ends = [0; 3];
        let mut in_mathematics = false;
        for (start, character) in text.char_indices() {
            let end = start + character.len_utf8();
            in_mathematics ^= character == '$';
            if in_mathematics {
                continue;
            }
            if self.measure(text[..end].trim_end(), size)[0] > room {
                break;
            }
            ends[2] = end;
            if "+-−*·/,;)".contains(character) {
                ends[1] = end;
            }
            if character.is_whitespace() {
                ends[0] = end;
            }
        }
        ends.into_iter().find(|&end| end > 0).unwrap_or(text.len())
    }

    /// The text, shortened with `…` so that it is no wider than `room` pixels.
    pub fn shorten(&mut self, text: &str, size: f32, room: f32) -> String {
        if self.measure(text, size)[0] <= room {
            return text.to_owned();
        }
        let mut characters: Vec<char> = text.chars().collect();
        while !characters.is_empty() {
            characters.pop();
            let shorter: String = characters.iter().chain(&['…']).collect();
            if self.measure(&shorter, size)[0] <= room {
                return shorter;
            }
        }
        String::new()
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

/// The characters of a text that the font lacks, each once.
pub(crate) fn missing(text: &str) -> Vec<char> {
    // The font is part of the program, so that it can be read.
    let Ok(face) = Face::parse(FONT, 0) else { return Vec::new() };
    let is_missing = |letter: &char| !letter.is_control() && face.glyph_index(*letter).is_none();
    let mut missing: Vec<char> = text.chars().filter(is_missing).collect();
    missing.sort_unstable();
    missing.dedup();
    missing
}

#[cfg(test)]
mod tests {
    use super::*;

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
