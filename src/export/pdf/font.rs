//! The part of a font that a page needs, as a PDF embeds it.

use std::collections::BTreeMap;
use std::io;

use pdf_writer::types::{CidFontType, FontFlags, SystemInfo, UnicodeCmap};
use pdf_writer::{Filter, Finish, Name, Pdf, Ref, Str};
use subsetter::GlyphRemapper;
use ttf_parser::{Face, GlyphId};

use super::{Refs, deflated};

/// Glyphs are numbered by the file itself.
const IDENTITY: SystemInfo<'static> = SystemInfo { registry: Str(b"Adobe"), ordering: Str(b"Identity"), supplement: 0 };
/// A subset's name begins with six letters and a plus.
const NAME: Name<'static> = Name(b"STEEPE+DejaVuSans");

/// Glyphs of a font that were asked for so far.
pub(super) struct FontSubset<'a> {
    data: &'a [u8],
    face: Face<'a>,
    glyphs: GlyphRemapper,
    /// What each glyph of the subset stands for.
    letters: BTreeMap<u16, char>,
}

impl<'a> FontSubset<'a> {
    pub(super) fn new(data: &'a [u8]) -> io::Result<FontSubset<'a>> {
        let face = Face::parse(data, 0).map_err(io::Error::other)?;
        Ok(FontSubset { data, face, glyphs: GlyphRemapper::new(), letters: BTreeMap::new() })
    }

    pub(super) fn is_used(&self) -> bool {
        !self.letters.is_empty()
    }

    /// A text as the subset's codes, and its length at size 1. A letter that the font lacks is its empty box.
    pub(super) fn encode(&mut self, text: &str) -> (Vec<u8>, f32) {
        let mut codes = Vec::new();
        let mut length = 0.0;
        for letter in text.chars() {
            let glyph = self.face.glyph_index(letter).unwrap_or(GlyphId(0));
            let code = self.glyphs.remap(glyph.0);
            self.letters.entry(code).or_insert(letter);
            codes.extend(code.to_be_bytes());
            length += self.width(glyph.0) / 1000.0;
        }
        (codes, length)
    }

    /// A glyph's width in thousandths of the font's size.
    fn width(&self, glyph: u16) -> f32 {
        self.per_mille(f32::from(self.face.glyph_hor_advance(GlyphId(glyph)).unwrap_or(0)))
    }

    fn per_mille(&self, units: f32) -> f32 {
        1000.0 * units / f32::from(self.face.units_per_em())
    }

    /// Writes the font's objects; the first of them is what a page refers to.
    pub(super) fn write(&self, pdf: &mut Pdf, refs: &mut Refs) -> io::Result<Ref> {
        let [font, descendant, descriptor, cmap, file] = [(); 5].map(|()| refs.next());
        pdf.type0_font(font)
            .base_font(NAME)
            .encoding_predefined(Name(b"Identity-H"))
            .descendant_font(descendant)
            .to_unicode(cmap);
        let mut cid = pdf.cid_font(descendant);
        cid.subtype(CidFontType::Type2).base_font(NAME).system_info(IDENTITY).font_descriptor(descriptor);
        cid.cid_to_gid_map_predefined(Name(b"Identity")).default_width(0.0);
        cid.widths().consecutive(0, self.glyphs.remapped_gids().map(|glyph| self.width(glyph)));
        cid.finish();
        let bounds = self.face.global_bounding_box();
        let [left, bottom, right, top] =
            [bounds.x_min, bounds.y_min, bounds.x_max, bounds.y_max].map(|units| self.per_mille(f32::from(units)));
        let height = |units: i16| self.per_mille(f32::from(units));
        pdf.font_descriptor(descriptor)
            .name(NAME)
            .flags(FontFlags::SYMBOLIC)
            .bbox(pdf_writer::Rect::new(left, bottom, right, top))
            .italic_angle(0.0)
            .ascent(height(self.face.ascender()))
            .descent(height(self.face.descender()))
            .cap_height(height(self.face.capital_height().unwrap_or(self.face.ascender())))
            // What readers without the file would draw stems with; ours is embedded.
            .stem_v(80.0)
            .font_file2(file);
        let mut map = UnicodeCmap::<u16>::new(Name(b"Custom"), IDENTITY);
        self.letters.iter().for_each(|(&code, &letter)| map.pair(code, letter));
        pdf.cmap(cmap, &map.finish());
        let subset = subsetter::subset(self.data, 0, &self.glyphs).map_err(io::Error::other)?;
        let packed = deflated(&subset)?;
        pdf.stream(file, &packed).filter(Filter::FlateDecode).pair(Name(b"Length1"), subset.len() as i32);
        Ok(font)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test stops where something is wrong")]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_as_long_as_its_glyphs_and_a_letter_has_one_code() {
        let mut font = FontSubset::new(include_bytes!("../../../assets/fonts/DejaVuSans.ttf")).unwrap();
        let (codes, length) = font.encode("0101");
        // DejaVu's digits are 1303 of 2048 units wide.
        assert!((length - 4.0 * 1303.0 / 2048.0).abs() < 1e-4, "{length}");
        assert_eq!(codes, [0, 1, 0, 2, 0, 1, 0, 2]);
        assert_eq!(font.encode("\u{4f60}").0, [0, 0], "what is missing is the font's box");
    }
}
