//! Fonts' subsets as a style sheet embeds them, so that text looks the same where the fonts are missing.

use std::collections::BTreeMap;
use std::io;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ttf_parser::{RawFace, Tag};

use crate::export::drawing::{Drawing, Shape, Typeface};
use crate::export::font_subset::FontSubset;

/// Where the sum of a whole font stands in its head, and what that and the file's other words come to.
const CHECKSUM_AT: usize = 8;
const CHECKSUM_OF_FILE: u32 = 0xb1b0_afba;

/// The families of a drawing's text as CSS lists them, and a style sheet with the letters that it uses of each.
pub(super) fn families_and_style(drawing: &Drawing) -> io::Result<(String, String)> {
    let Typeface { fonts, fallback } = &drawing.typeface;
    let mut subsets = fonts.iter().map(FontSubset::new).collect::<io::Result<Vec<_>>>()?;
    let shapes = drawing.groups.iter().flat_map(|group| &group.shapes);
    let texts = shapes.filter_map(|shape| if let Shape::Label(label) = shape { Some(&label.text) } else { None });
    for letter in texts.flat_map(|text| text.chars()).map(|letter| if letter.is_control() { ' ' } else { letter }) {
        if let Some(subset) = subsets.iter_mut().find(|subset| subset.has(letter)) {
            subset.encode(letter);
        }
    }
    let (mut names, mut style) = (Vec::new(), String::new());
    for (subset, font) in subsets.iter().zip(fonts) {
        // Fonts of one family differ in their whole names. Readers that take no font from a file know the family.
        let [whole, family] = [&font.name, &font.family].map(|name| css_name(name));
        if subset.is_used() && !names.contains(&whole) {
            let data = STANDARD.encode(with_letters(subset)?);
            style += &format!("@font-face{{font-family:{whole};src:url(data:font/otf;base64,{data})}}\n");
            names.push(whole);
        }
        if !names.contains(&family) {
            names.push(family);
        }
    }
    names.push(fallback.clone());
    Ok((names.join(", "), style))
}

/// A name of a font in quotes, without what ends it or means something in a style sheet or in XML.
fn css_name(name: &str) -> String {
    let plain = |letter: &char| !letter.is_control() && !"'\"\\<>&".contains(*letter);
    format!("'{}'", name.chars().filter(plain).collect::<String>())
}

/// A subset as a font file that says which letter each of its glyphs is.
fn with_letters(subset: &FontSubset<'_>) -> io::Result<Vec<u8>> {
    let file = subset.write()?;
    let face = RawFace::parse(&file, 0).map_err(io::Error::other)?;
    let mut tables: Vec<(Tag, Vec<u8>)> = Vec::new();
    for record in face.table_records {
        let table = face.table(record.tag).ok_or_else(|| io::Error::other("a font's table lies beyond its file"))?;
        tables.push((record.tag, table.to_vec()));
    }
    let os2 = subset.face().raw_face().table(Tag::from_bytes(b"OS/2")).map_or_else(plain_os2, <[u8]>::to_vec);
    tables.extend([(Tag::from_bytes(b"cmap"), cmap(subset)), (Tag::from_bytes(b"OS/2"), os2)]);
    tables.extend(kern(subset).map(|table| (Tag::from_bytes(b"kern"), table)));
    tables.sort_by_key(|(tag, _)| *tag);
    let version = file.get(..4).unwrap_or_default();
    Ok(font_file(version, tables))
}

/// The table of letters, each of them a range of its own.
fn cmap(subset: &FontSubset<'_>) -> Vec<u8> {
    let count = subset.letters().count() as u32;
    let mut table = Vec::new();
    // One encoding, Windows' of all of Unicode, which stands behind these twelve bytes.
    for word in [0_u16, 1, 3, 10, 0, 12] {
        table.extend(word.to_be_bytes());
    }
    table.extend([0, 12, 0, 0]);
    for long in [16 + 12 * count, 0, count] {
        table.extend(long.to_be_bytes());
    }
    for (letter, code) in subset.letters() {
        for long in [u32::from(letter), u32::from(letter), u32::from(code)] {
            table.extend(long.to_be_bytes());
        }
    }
    table
}

/// The table of letters that stand nearer to each other or farther apart than others.
fn kern(subset: &FontSubset<'_>) -> Option<Vec<u8>> {
    // A glyph that stands for two letters has one distance from its neighbours.
    let letters: BTreeMap<u16, char> = subset.letters().map(|(letter, code)| (code, letter)).collect();
    let all = letters.iter().flat_map(|left| letters.iter().map(move |right| (left, right)));
    let pairs: Vec<(u16, u16, i16)> =
        all.filter_map(|((a, &left), (b, &right))| Some((*a, *b, subset.kerning(left, right)?))).collect();
    // A table's length is a number of 16 bits.
    let count = u16::try_from(pairs.len()).ok().filter(|count| (1..10_000).contains(count))?;
    let mut table = Vec::new();
    // One table, horizontal, of pairs.
    for word in [0, 1, 0, 14 + 6 * count, 1].into_iter().chain(search(count, 6)) {
        table.extend(word.to_be_bytes());
    }
    for (left, right, apart) in pairs {
        table.extend([left.to_be_bytes(), right.to_be_bytes(), apart.to_be_bytes()].concat());
    }
    Some(table)
}

/// How many entries of so many bytes there are, and what a search by halves begins with.
fn search(count: u16, size: u16) -> [u16; 4] {
    let log = count.max(1).ilog2() as u16;
    [count, size << log, log, size * count - (size << log)]
}

/// The table that browsers ask for and some old fonts lack: of ordinary weight and width, which are its third and fourth
/// word, and nothing else.
fn plain_os2() -> Vec<u8> {
    let mut table = vec![0; 78];
    table[4..8].copy_from_slice(&[1, 144, 0, 5]);
    table
}

/// Tables in the order of their names as one file.
fn font_file(version: &[u8], tables: Vec<(Tag, Vec<u8>)>) -> Vec<u8> {
    let mut file = version.to_vec();
    for word in search(tables.len() as u16, 16) {
        file.extend(word.to_be_bytes());
    }
    let mut offset = 12 + 16 * tables.len();
    let mut body: Vec<u8> = Vec::new();
    let mut whole = None;
    for (tag, mut table) in tables {
        let length = table.len();
        table.resize(length.next_multiple_of(4), 0);
        if tag == Tag::from_bytes(b"head") && length >= CHECKSUM_AT + 4 {
            table[CHECKSUM_AT..CHECKSUM_AT + 4].fill(0);
            whole = Some(offset + CHECKSUM_AT);
        }
        file.extend(tag.to_bytes());
        for long in [checksum(&table), offset as u32, length as u32] {
            file.extend(long.to_be_bytes());
        }
        offset += table.len();
        body.extend(table);
    }
    file.extend(body);
    if let Some(at) = whole {
        let sum = CHECKSUM_OF_FILE.wrapping_sub(checksum(&file));
        file[at..at + 4].copy_from_slice(&sum.to_be_bytes());
    }
    file
}

fn checksum(bytes: &[u8]) -> u32 {
    let words = bytes.chunks_exact(4).map(|word| word.iter().fold(0, |sum, byte| sum << 8 | u32::from(*byte)));
    words.fold(0, u32::wrapping_add)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test stops where something is wrong")]
mod tests {
    use super::*;
    use crate::export::drawing::{FontFile, Group, Label};

    fn label(text: &str) -> Shape {
        let (at, text) = ([0.0; 2], text.to_owned());
        Shape::Label(Label {
            at,
            text,
            size: 10.0,
            length: 10.0,
            anchor: 0.0,
            angle: 0.0,
            color: [0, 0, 0, 255],
            halo: None,
        })
    }

    #[test]
    fn fonts_of_one_family_are_told_apart_and_those_without_letters_left_out() {
        let data: &[u8] = include_bytes!("../../../assets/fonts/DejaVuSans.ttf");
        let font = |name: &str, family: &str| FontFile {
            name: name.to_owned(),
            family: family.to_owned(),
            data: data.into(),
            index: 0,
        };
        let drawing = |fonts: Vec<FontFile>, text: &str| Drawing {
            size: [10.0; 2],
            title: String::new(),
            background: None,
            typeface: Typeface { fallback: "serif".to_owned(), fonts },
            groups: vec![Group { name: "a", clip: None, shapes: vec![label(text)] }],
        };
        let fonts = vec![font("Mine \"Bold\"", "Mine"), font("DejaVu Sans", "DejaVu Sans")];
        let (families, style) = families_and_style(&drawing(fonts.clone(), "a")).unwrap();
        assert_eq!(families, "'Mine Bold', 'Mine', 'DejaVu Sans', serif");
        assert_eq!(style.matches("@font-face{font-family:'Mine Bold';").count(), 1);
        assert_eq!(style.matches("@font-face").count(), 1, "the second is not used");
        let (families, style) = families_and_style(&drawing(fonts, "\u{4f60}")).unwrap();
        assert_eq!((families.as_str(), style.as_str()), ("'Mine', 'DejaVu Sans', serif", ""));
    }
}
