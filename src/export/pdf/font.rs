//! A font's subset as a PDF embeds it.

use std::collections::BTreeMap;
use std::io;

use pdf_writer::types::{CidFontType, FontFlags, SystemInfo, UnicodeCmap};
use pdf_writer::{Filter, Finish, Name, Pdf, Ref, Str};
use ttf_parser::{GlyphId, RawFace, Tag};

use super::{Refs, deflated};
use crate::export::drawing::FontFile;
use crate::export::font_subset::FontSubset;

/// Glyphs are numbered by the file itself.
const IDENTITY: SystemInfo<'static> = SystemInfo { registry: Str(b"Adobe"), ordering: Str(b"Identity"), supplement: 0 };

/// A font that a page may use.
pub(super) struct PdfFont<'a> {
    subset: FontSubset<'a>,
    /// What a page calls it.
    key: String,
    /// What the file calls it: a subset's name begins with six letters and a plus.
    name: String,
}

impl<'a> PdfFont<'a> {
    pub(super) fn new(font: &'a FontFile, index: usize) -> io::Result<PdfFont<'a>> {
        let subset = FontSubset::new(font)?;
        let own = subset.face().names().into_iter();
        let own = own.filter(|name| name.name_id == ttf_parser::name_id::POST_SCRIPT_NAME);
        let own = own.into_iter().find_map(|name| name.to_string()).unwrap_or_default();
        let own: String = own.chars().filter(|letter| letter.is_ascii_alphanumeric() || *letter == '-').collect();
        let (key, name) = (format!("F{index}"), format!("STEEPE+{}", if own.is_empty() { "Font" } else { &own }));
        Ok(PdfFont { subset, key, name })
    }

    pub(super) fn key(&self) -> &str {
        &self.key
    }

    pub(super) fn has(&self, letter: char) -> bool {
        self.subset.has(letter)
    }

    pub(super) fn is_used(&self) -> bool {
        self.subset.is_used()
    }

    /// A letter as the subset's code, and its length at size 1. One that the font lacks is its empty box.
    pub(super) fn encode(&mut self, letter: char) -> ([u8; 2], f32) {
        let (glyph, code) = self.subset.encode(letter);
        (code.to_be_bytes(), self.width(glyph) / 1000.0)
    }

    /// How much farther apart than others two letters stand, in thousandths of the font's size.
    pub(super) fn kerning(&self, left: char, right: char) -> f32 {
        self.subset.kerning(left, right).map_or(0.0, |units| self.per_mille(f32::from(units)))
    }

    /// A glyph's width in thousandths of the font's size.
    fn width(&self, glyph: GlyphId) -> f32 {
        self.per_mille(f32::from(self.subset.face().glyph_hor_advance(glyph).unwrap_or(0)))
    }

    fn per_mille(&self, units: f32) -> f32 {
        1000.0 * units / f32::from(self.subset.face().units_per_em())
    }

    /// Writes the font's objects; the first of them is what a page refers to.
    pub(super) fn write(&self, pdf: &mut Pdf, refs: &mut Refs) -> io::Result<Ref> {
        let [font, descendant, descriptor, cmap, file] = [(); 5].map(|()| refs.next());
        let name = Name(self.name.as_bytes());
        let face = self.subset.face();
        // Letters are outlines of TrueType, or of PostScript, which are embedded otherwise.
        let is_postscript = face.tables().cff.is_some();
        pdf.type0_font(font)
            .base_font(name)
            .encoding_predefined(Name(b"Identity-H"))
            .descendant_font(descendant)
            .to_unicode(cmap);
        let mut cid = pdf.cid_font(descendant);
        cid.subtype(if is_postscript { CidFontType::Type0 } else { CidFontType::Type2 });
        cid.base_font(name).system_info(IDENTITY).font_descriptor(descriptor).default_width(0.0);
        if !is_postscript {
            cid.cid_to_gid_map_predefined(Name(b"Identity"));
        }
        cid.widths().consecutive(0, self.subset.glyphs().map(|glyph| self.width(glyph)));
        cid.finish();
        let bounds = face.global_bounding_box();
        let [left, bottom, right, top] =
            [bounds.x_min, bounds.y_min, bounds.x_max, bounds.y_max].map(|units| self.per_mille(f32::from(units)));
        let height = |units: i16| self.per_mille(f32::from(units));
        let mut description = pdf.font_descriptor(descriptor);
        description
            .name(name)
            .flags(FontFlags::SYMBOLIC)
            .bbox(pdf_writer::Rect::new(left, bottom, right, top))
            .italic_angle(0.0)
            .ascent(height(face.ascender()))
            .descent(height(face.descender()))
            .cap_height(height(face.capital_height().unwrap_or(face.ascender())))
            // What readers without the file would draw stems with; ours is embedded.
            .stem_v(80.0);
        if is_postscript {
            description.font_file3(file)
        } else {
            description.font_file2(file)
        };
        description.finish();
        let mut map = UnicodeCmap::<u16>::new(Name(b"Custom"), IDENTITY);
        // A glyph stands for one letter here, the first of those that share it.
        let letters: BTreeMap<u16, char> = self.subset.letters().rev().map(|(letter, code)| (code, letter)).collect();
        letters.iter().for_each(|(&code, &letter)| map.pair(code, letter));
        pdf.cmap(cmap, &map.finish());
        let subset = self.subset.write()?;
        if is_postscript {
            let table = RawFace::parse(&subset, 0).ok().and_then(|face| face.table(Tag::from_bytes(b"CFF ")));
            let table = table.ok_or_else(|| io::Error::other("the font lost its outlines"))?;
            let packed = deflated(table)?;
            pdf.stream(file, &packed).filter(Filter::FlateDecode).pair(Name(b"Subtype"), Name(b"CIDFontType0C"));
            return Ok(font);
        }
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
        let data: &[u8] = include_bytes!("../../../assets/fonts/DejaVuSans.ttf");
        let file = FontFile { name: String::new(), family: String::new(), data: data.into(), index: 0 };
        let mut font = PdfFont::new(&file, 0).unwrap();
        let letters: Vec<([u8; 2], f32)> = "0101".chars().map(|letter| font.encode(letter)).collect();
        let codes: Vec<u8> = letters.iter().flat_map(|(code, _)| *code).collect();
        let length: f32 = letters.iter().map(|(_, length)| length).sum();
        // DejaVu's digits are 1303 of 2048 units wide.
        assert!((length - 4.0 * 1303.0 / 2048.0).abs() < 1e-4, "{length}");
        assert_eq!(codes, [0, 1, 0, 2, 0, 1, 0, 2]);
        assert_eq!(font.encode('\u{4f60}').0, [0, 0], "what is missing is the font's box");
        assert!(!font.has('\u{4f60}') && font.has('Ж'));
    }
}
