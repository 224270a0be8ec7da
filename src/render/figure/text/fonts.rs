//! The fonts of labels: one of the user's own, the program's, and the system's for letters that both lack.

use std::borrow::Cow;
use std::fs::File;
use std::io::Read;
use std::sync::{Arc, OnceLock};

use fontdb::{Database, Style as Slant};
use ttf_parser::Face;

/// The font of all labels: Latin, Greek, Cyrillic and mathematics.
pub(crate) const FONT: &[u8] = include_bytes!("../../../../assets/fonts/DejaVuSans.ttf");

/// The most bytes of a font's file.
const MOST_BYTES: u64 = 64 << 20;

/// A font as it stands in its file.
#[derive(Clone, PartialEq)]
pub(crate) struct FontFace {
    /// What it is called among others.
    pub(crate) name: String,
    /// A TrueType or OpenType file.
    pub(crate) data: Cow<'static, [u8]>,
    /// Which font of a collection it is.
    pub(crate) index: u32,
}

impl std::fmt::Debug for FontFace {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FontFace").field("name", &self.name).field("index", &self.index).finish_non_exhaustive()
    }
}

/// A file that is no font.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the font {path} cannot be used: {reason}")]
pub struct FontError {
    path: String,
    reason: String,
}

impl FontFace {
    /// The program's own.
    pub(crate) fn own() -> Arc<FontFace> {
        static OWN: OnceLock<Arc<FontFace>> = OnceLock::new();
        let face = || FontFace { name: "DejaVu Sans".to_owned(), data: Cow::Borrowed(FONT), index: 0 };
        Arc::clone(OWN.get_or_init(|| Arc::new(face())))
    }

    /// A font of the user's.
    ///
    /// # Errors
    /// Where the file cannot be read or is no font.
    pub(crate) fn read(path: &str) -> Result<Arc<FontFace>, FontError> {
        let wrong = |reason: String| FontError { path: path.to_owned(), reason };
        let file = crate::words::text_path(path);
        let mut data = Vec::new();
        // A device has no size of its own, and may have no end.
        let read = File::open(&file).and_then(|file| file.take(MOST_BYTES + 1).read_to_end(&mut data));
        let size = read.map_err(|error| wrong(error.to_string()))?;
        if size as u64 > MOST_BYTES {
            return Err(wrong(format!("it is larger than {} MiB", MOST_BYTES >> 20)));
        }
        let face = Face::parse(&data, 0);
        let face = face.map_err(|error| wrong(format!("it is no TrueType or OpenType file ({error})")))?;
        if !has_outlines(&face) {
            return Err(wrong("it has no outlines of letters; a part of it may be missing".to_owned()));
        }
        Ok(Arc::new(FontFace { name: path.to_owned(), data: Cow::Owned(data), index: 0 }))
    }

    /// One of the system's that has a letter: upright, of ordinary weight and not of fixed width where there is one.
    fn of_system(letter: char) -> Option<Arc<FontFace>> {
        static SYSTEM: OnceLock<Database> = OnceLock::new();
        let system = SYSTEM.get_or_init(|| {
            let mut fonts = Database::new();
            fonts.load_system_fonts();
            fonts
        });
        let has =
            |data: &[u8], index: u32| Face::parse(data, index).is_ok_and(|face| face.glyph_index(letter).is_some());
        let rank = |face: &&fontdb::FaceInfo| {
            (face.style != Slant::Normal, face.monospaced, face.weight.0.abs_diff(400), face.post_script_name.clone())
        };
        let mut faces: Vec<&fontdb::FaceInfo> = system.faces().collect();
        faces.sort_by_key(rank);
        let has_letter = |face: &&&fontdb::FaceInfo| system.with_face_data(face.id, has).unwrap_or_default();
        let found = faces.iter().find(has_letter)?;
        let copy = |data: &[u8], index: u32| FontFace {
            name: found.post_script_name.clone(),
            data: Cow::Owned(data.to_vec()),
            index,
        };
        system.with_face_data(found.id, copy).map(Arc::new)
    }

    /// The family that it names itself by.
    pub(crate) fn family(&self) -> Option<String> {
        self.own_name(ttf_parser::name_id::FAMILY)
    }

    /// The name that it has among those of its family.
    pub(crate) fn whole_name(&self) -> Option<String> {
        self.own_name(ttf_parser::name_id::FULL_NAME)
    }

    fn own_name(&self, id: u16) -> Option<String> {
        let face = Face::parse(&self.data, self.index).ok()?;
        face.names().into_iter().filter(|name| name.name_id == id).find_map(|name| name.to_string())
    }

    /// Whether it has a letter.
    pub(crate) fn has(&self, letter: char) -> bool {
        Face::parse(&self.data, self.index).is_ok_and(|face| face.glyph_index(letter).is_some())
    }
}

/// Whether a font has a letter that can be drawn; the first glyph is that of what is missing.
fn has_outlines(face: &Face<'_>) -> bool {
    (1..face.number_of_glyphs()).any(|glyph| face.glyph_bounding_box(ttf_parser::GlyphId(glyph)).is_some())
}

/// The fonts that a text needs, the first that has a letter draws it; and the letters that none has, each once.
pub(crate) fn faces_for(own: Option<&Arc<FontFace>>, text: &str) -> (Vec<Arc<FontFace>>, Vec<char>) {
    let mut faces: Vec<Arc<FontFace>> = own.cloned().into_iter().chain([FontFace::own()]).collect();
    let mut letters: Vec<char> = text.chars().filter(|letter| !letter.is_control()).collect();
    letters.sort_unstable();
    letters.dedup();
    let mut missing = Vec::new();
    for letter in letters {
        if letter.is_ascii() || faces.iter().any(|face| face.has(letter)) {
            continue;
        }
        match FontFace::of_system(letter) {
            Some(face) => faces.push(face),
            None => missing.push(letter),
        }
    }
    (faces, missing)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test stops where something is wrong")]
mod tests {
    use super::*;

    #[test]
    fn the_programs_font_has_latin_greek_cyrillic_and_mathematics() {
        for letter in "Aäßřα Ωψ Жя∇∂√≤·²⁻⁹₁ₓ".chars() {
            assert!(FontFace::own().has(letter), "{letter}");
        }
        assert!(faces_for(None, "Скорость ∇f, μm").1.is_empty());
        assert_eq!(faces_for(None, "x").0.len(), 1);
    }

    #[test]
    fn a_letter_that_no_font_has_is_told_once() {
        // A code point of the private use area.
        assert_eq!(faces_for(None, "\u{f8a1} x \u{f8a1}").1.len(), 1);
    }

    #[test]
    fn a_file_that_is_no_font_says_so() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("no.ttf");
        std::fs::write(&path, "text").unwrap();
        let error = FontFace::read(&path.to_string_lossy()).unwrap_err().to_string();
        assert!(error.contains("no TrueType"), "{error}");
        assert!(FontFace::read("/nowhere/font.ttf").is_err());
        // One whose letters are missing, as at the end of a file that was cut.
        let mut without = FONT.to_vec();
        let table = without.windows(4).position(|tag| tag == b"glyf").unwrap();
        without[table..table + 4].copy_from_slice(b"none");
        std::fs::write(&path, &without).unwrap();
        let error = FontFace::read(&path.to_string_lossy()).unwrap_err().to_string();
        assert!(error.contains("no outlines"), "{error}");
        std::fs::write(&path, FONT).unwrap();
        assert!(FontFace::read(&path.to_string_lossy()).is_ok());
    }

    #[cfg(unix)]
    #[test]
    fn a_font_without_an_end_is_read_no_further_than_one_may_be() {
        let error = FontFace::read("/dev/zero").unwrap_err().to_string();
        assert!(error.contains("larger than 64 MiB"), "{error}");
    }
}
