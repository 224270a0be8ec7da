//! The fonts that a drawing has with it.

use super::*;
use ttf_parser::{Face, OutlineBuilder};

const DEJAVU: &[u8] = include_bytes!("../../../assets/fonts/DejaVuSans.ttf");

/// What a glyph is drawn by, as text.
#[derive(Default)]
struct Outline(String);

impl OutlineBuilder for Outline {
    fn move_to(&mut self, x: f32, y: f32) {
        self.0 += &format!("M{x} {y}");
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.0 += &format!("L{x} {y}");
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        self.0 += &format!("Q{x1} {y1} {x} {y}");
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        self.0 += &format!("C{x1} {y1} {x2} {y2} {x} {y}");
    }

    fn close(&mut self) {
        self.0.push('Z');
    }
}

/// How a font draws a letter, and how far it goes on then; nothing where it lacks it.
fn drawn(face: &Face<'_>, letter: char) -> Option<(String, Option<u16>)> {
    let glyph = face.glyph_index(letter)?;
    let mut outline = Outline::default();
    face.outline_glyph(glyph, &mut outline);
    Some((outline.0, face.glyph_hor_advance(glyph)))
}

#[test]
fn an_svg_has_the_letters_that_it_uses() {
    gpu_or_skip!();
    let text = svg(&["x^2 + y^2", "--density", "6x5", "--title", "Two Größe $x^2$ Ж é"]);
    let document = Document::parse(&text).unwrap();
    let style = document.descendants().find(|node| node.has_tag_name("style")).and_then(|node| node.text()).unwrap();
    assert_eq!(style.matches("@font-face").count(), 1, "there is one font");
    let families = document.root_element().attribute("font-family").unwrap();
    assert!(style.contains("font-family:'DejaVu Sans';") && families.starts_with("'DejaVu Sans', "), "{families}");
    let data = style.split_once("base64,").and_then(|(_, rest)| rest.split_once(')')).unwrap().0;
    let data = base64::engine::general_purpose::STANDARD.decode(data).unwrap();
    assert!(data.len() < 60_000, "a subset, not {} bytes", data.len());
    let (found, whole) = (Face::parse(&data, 0).unwrap(), Face::parse(DEJAVU, 0).unwrap());
    for letter in texts(&document).concat().chars() {
        assert!(drawn(&whole, letter).is_some(), "{letter} is DejaVu's");
        assert_eq!(drawn(&found, letter), drawn(&whole, letter), "{letter}");
    }
    assert_eq!(drawn(&found, 'Q'), None, "no text has a Q");
    let apart = |face: &Face<'_>| {
        let [left, right] = ['T', 'w'].map(|letter| face.glyph_index(letter).unwrap());
        face.tables().kern.unwrap().subtables.into_iter().find_map(|table| table.glyphs_kerning(left, right))
    };
    assert!(apart(&whole).is_some_and(|apart| apart < 0), "DejaVu's w stands beneath its T");
    assert_eq!(apart(&found), apart(&whole));
    // What browsers ask for beside the glyphs.
    let tables = [b"OS/2", b"cmap", b"head", b"hhea", b"hmtx", b"maxp", b"name", b"post"];
    for table in tables {
        assert!(found.raw_face().table(ttf_parser::Tag::from_bytes(table)).is_some(), "{table:?}");
    }
    let sum = data.chunks_exact(4).map(|word| u32::from_be_bytes([word[0], word[1], word[2], word[3]]));
    assert_eq!(sum.fold(0, u32::wrapping_add), 0xb1b0_afba, "the sum of a whole font");
}
