//! The part of a font that a drawing needs.

use std::collections::BTreeMap;
use std::io;

use subsetter::GlyphRemapper;
use ttf_parser::{Face, GlyphId};

use super::drawing::FontFile;

/// Letters of a font that were asked for so far.
pub(super) struct FontSubset<'a> {
    font: &'a FontFile,
    face: Face<'a>,
    glyphs: GlyphRemapper,
    /// The glyph of each letter, as the subset numbers it.
    letters: BTreeMap<char, u16>,
}

impl<'a> FontSubset<'a> {
    pub(super) fn new(font: &'a FontFile) -> io::Result<FontSubset<'a>> {
        let face = Face::parse(&font.data, font.index).map_err(io::Error::other)?;
        Ok(FontSubset { font, face, glyphs: GlyphRemapper::new(), letters: BTreeMap::new() })
    }

    /// The whole font.
    pub(super) fn face(&self) -> &Face<'a> {
        &self.face
    }

    pub(super) fn has(&self, letter: char) -> bool {
        self.face.glyph_index(letter).is_some()
    }

    pub(super) fn is_used(&self) -> bool {
        !self.letters.is_empty()
    }

    /// A letter's glyph, and its number in the subset. One that the font lacks is its empty box.
    pub(super) fn encode(&mut self, letter: char) -> (GlyphId, u16) {
        let glyph = self.face.glyph_index(letter).unwrap_or(GlyphId(0));
        let code = self.glyphs.remap(glyph.0);
        self.letters.insert(letter, code);
        (glyph, code)
    }

    /// How much farther apart than others two letters stand, in units of the font, where it has a table that tells.
    pub(super) fn kerning(&self, left: char, right: char) -> Option<i16> {
        let [left, right] = [self.face.glyph_index(left)?, self.face.glyph_index(right)?];
        let tables = self.face.tables().kern?.subtables.into_iter();
        let plain = tables.filter(|table| table.horizontal && !table.variable);
        plain.filter_map(|table| table.glyphs_kerning(left, right)).reduce(i16::saturating_add)
    }

    /// The glyphs in the order of their numbers.
    pub(super) fn glyphs(&self) -> impl Iterator<Item = GlyphId> {
        self.glyphs.remapped_gids().map(GlyphId)
    }

    /// The letters with the numbers of their glyphs.
    pub(super) fn letters(&self) -> impl DoubleEndedIterator<Item = (char, u16)> {
        self.letters.iter().map(|(&letter, &code)| (letter, code))
    }

    /// The subset as a font file, which says nothing of letters.
    pub(super) fn write(&self) -> io::Result<Vec<u8>> {
        subsetter::subset(&self.font.data, self.font.index, &self.glyphs).map_err(io::Error::other)
    }
}
