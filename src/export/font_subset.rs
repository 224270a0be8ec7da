//! The part of a font that a drawing needs.

use std::collections::BTreeMap;
use std::io;

use subsetter::GlyphRemapper;
use ttf_parser::{Face, GlyphId, Permissions};

use super::drawing::FontFile;

/// A font that does not allow its letters to be part of another file.
#[derive(Debug, thiserror::Error)]
#[error(
    "the font {0} does not allow its letters to be embedded (fsType of its OS/2 table), which an SVG or a PDF does: draw a PNG, or use another font"
)]
struct NotEmbeddable(String);

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
    ///
    /// # Errors
    /// Where the font says that its letters must not be part of another file.
    pub(super) fn write(&self) -> io::Result<Vec<u8>> {
        // A font without that table says nothing.
        let is_allowed = self.face.tables().os2.is_none_or(|os2| {
            let is_restricted = os2.permissions() == Some(Permissions::Restricted);
            !is_restricted && os2.is_subsetting_allowed() && os2.is_outline_embedding_allowed()
        });
        if !is_allowed {
            return Err(io::Error::new(io::ErrorKind::PermissionDenied, NotEmbeddable(self.font.name.clone())));
        }
        subsetter::subset(&self.font.data, self.font.index, &self.glyphs).map_err(io::Error::other)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test stops where something is wrong")]
mod tests {
    use super::*;

    /// The program's font with this word for what embedding it allows.
    fn with_permissions(version: u16, word: u16) -> FontFile {
        let mut data = include_bytes!("../../assets/fonts/DejaVuSans.ttf").to_vec();
        let record = data[12..].chunks(16).position(|record| record.starts_with(b"OS/2")).unwrap();
        let place = 12 + 16 * record + 8;
        let table = u32::from_be_bytes(data[place..place + 4].try_into().unwrap()) as usize;
        // At the end of the file there is room for one of any version.
        let end = data.len() as u32;
        data[place..place + 8].copy_from_slice(&[end.to_be_bytes(), 100u32.to_be_bytes()].concat());
        data.extend(version.to_be_bytes());
        data.extend_from_within(table + 2..table + 8);
        data.extend(word.to_be_bytes());
        data.extend_from_within(table + 10..table + 100);
        FontFile { name: "Mine".to_owned(), family: "Mine".to_owned(), data: data.into(), index: 0 }
    }

    #[test]
    fn a_font_that_must_not_be_embedded_is_not() {
        // The words of OpenType's fsType: installable, preview and print, editable; restricted, no subsets, bitmaps alone.
        // The last two came with version 2 of its table.
        let of_words = [(0, true), (4, true), (8, true), (2, false), (0x104, false), (0x208, false)];
        let of_old = [(2, false), (0x104, true)];
        let all = of_words.map(|word| (3, word)).into_iter().chain(of_old.map(|word| (1, word)));
        for (version, (word, is_allowed)) in all {
            let font = with_permissions(version, word);
            let mut subset = FontSubset::new(&font).unwrap();
            subset.encode('a');
            let found = subset.write();
            assert_eq!(found.is_ok(), is_allowed, "{word:#x} of version {version}");
            if let Err(error) = found {
                assert!(error.to_string().contains("the font Mine does not allow"), "{error}");
            }
        }
    }
}
