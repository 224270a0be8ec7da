//! Drawings as PDF: text with its font.

use super::*;

/// The streams of a PDF, unpacked where they are packed by zlib.
fn streams(pdf: &[u8]) -> Vec<Vec<u8>> {
    let find = |from: usize, word: &[u8]| pdf[from..].windows(word.len()).position(|at| at == word).map(|at| at + from);
    let mut streams = Vec::new();
    let mut from = 0;
    while let Some(start) = find(from, b"\nstream\n") {
        let start = start + 8;
        let end = find(start, b"\nendstream").unwrap();
        let mut bytes = Vec::new();
        match flate2::read::ZlibDecoder::new(&pdf[start..end]).read_to_end(&mut bytes) {
            Ok(_) => streams.push(bytes),
            Err(_) => streams.push(pdf[start..end].to_vec()),
        }
        from = end;
    }
    streams
}

#[test]
fn a_pdf_has_its_letters_as_text_with_their_font() {
    gpu_or_skip!();
    let folder = TempDir::new().unwrap();
    let arguments = ["--title", "wqj", "--size", "640x320", "--dpi", "60", "--density", "6x5"];
    run_in(folder.path(), &[&["render", "x^2 + y^2", "-o", "a.pdf"], &arguments[..]].concat()).result();
    let pdf = fs::read(folder.path().join("a.pdf")).unwrap();
    assert!(pdf.starts_with(b"%PDF-1.") && pdf.trim_ascii_end().ends_with(b"%%EOF"));
    let streams = streams(&pdf);
    let font = streams.iter().find(|bytes| bytes.starts_with(&[0, 1, 0, 0])).expect("a TrueType font");
    assert!(font.len() < 60_000, "a subset, not {} bytes", font.len());
    // The codes of the title's letters, which no other text has, are shown, and say what they are.
    let cmap = streams.iter().find(|bytes| bytes.windows(9).any(|at| at == b"beginbfch")).unwrap();
    let cmap = String::from_utf8_lossy(cmap);
    let code = |letter: char| {
        let wanted = format!("<{:04X}>", u32::from(letter));
        let line = cmap.lines().find(|line| line.ends_with(&wanted)).unwrap_or_else(|| panic!("{letter}: {cmap}"));
        u16::from_str_radix(&line[1..5], 16).unwrap().to_be_bytes()
    };
    let title = ['w', 'q', 'j'].map(code).concat();
    let content = streams.iter().find(|bytes| bytes.starts_with(b"1 0 0 -1 0 230.4 cm")).unwrap();
    let shown = shown_strings(content);
    assert_eq!(shown.iter().filter(|text| **text == title).count(), 1);
    assert!(pdf.windows(5).any(|at| at == b"(wqj)"), "the document has a title");
}

#[test]
fn letters_of_a_pdf_stand_as_near_to_each_other_as_their_font_says() {
    gpu_or_skip!();
    let folder = TempDir::new().unwrap();
    let arguments = ["--view", "contour", "--arrows", "off", "--title", "Two", "--size", "640x320"];
    run_in(folder.path(), &[&["render", "x", "-o", "a.pdf"], &arguments[..]].concat()).result();
    let streams = streams(&fs::read(folder.path().join("a.pdf")).unwrap());
    let content = streams.iter().find(|bytes| bytes.starts_with(b"1 0 0 -1 0 ")).unwrap();
    // What stands between two strings of an array is taken off the way, in thousandths of the letters' size.
    let text = String::from_utf8_lossy(content);
    let arrays = text.lines().filter_map(|line| line.strip_suffix("] TJ"));
    let moved: Vec<f32> =
        arrays.flat_map(|array| array.split([' ', '[', ')', '>'])).filter_map(|word| word.parse().ok()).collect();
    // DejaVu's w is 339 of 2048 units nearer to its T.
    assert_eq!(moved.len(), 1, "{moved:?}");
    assert!((moved[0] - 1000.0 * 339.0 / 2048.0).abs() < 0.01, "{moved:?}");
}

/// The strings that a page shows.
fn shown_strings(content: &[u8]) -> Vec<Vec<u8>> {
    let mut strings = Vec::new();
    let mut at = 0;
    while at < content.len() {
        let mut string = Vec::new();
        match content[at] {
            b'(' => {
                at += 1;
                while content[at] != b')' {
                    let escaped = content[at] == b'\\';
                    at += usize::from(escaped);
                    if escaped && content[at].is_ascii_digit() {
                        let digits = std::str::from_utf8(&content[at..at + 3]).unwrap();
                        string.push(u8::from_str_radix(digits, 8).unwrap());
                        at += 3;
                        continue;
                    }
                    string.push(match (escaped, content[at]) {
                        (true, b'n') => b'\n',
                        (true, b'r') => b'\r',
                        (true, b't') => b'\t',
                        (true, b'b') => 8,
                        (true, b'f') => 12,
                        (_, byte) => byte,
                    });
                    at += 1;
                }
                strings.push(string);
            }
            b'<' => {
                let end = at + content[at..].iter().position(|byte| *byte == b'>').unwrap();
                let digits = std::str::from_utf8(&content[at + 1..end]).unwrap();
                let byte = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).unwrap();
                strings.push((0..digits.len() / 2).map(|index| byte(2 * index)).collect());
                at = end;
            }
            _ => {}
        }
        at += 1;
    }
    strings
}
