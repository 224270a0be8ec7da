//! Drawings as PDF, with their font's subset embedded so that text stays text.

mod font;
mod image;

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::Path;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use pdf_writer::types::{LineCapStyle, LineJoinStyle, TextRenderingMode};
use pdf_writer::{Content, Filter, Finish, Name, Pdf, Ref, Str, TextStr};

use self::font::PdfFont;
use self::image::write_image;
use super::atomic::{AtomicError, write_atomically};
use super::drawing::{Drawing, Ends, Group, Label, Position, Rgba, Shape};

/// Writes a drawing as a PDF of one page.
///
/// # Errors
/// Where the file cannot be written, or an image or a font cannot be packed into it.
pub fn write_pdf(path: &Path, drawing: &Drawing) -> Result<(), AtomicError> {
    let io = |error| AtomicError::Io { path: path.to_owned(), error };
    let bytes = pdf(drawing).map_err(io)?;
    write_atomically(path, |output| output.write_all(&bytes).map_err(io))
}

/// Numbers of the file's objects, one after the other.
struct Refs(i32);

impl Refs {
    fn next(&mut self) -> Ref {
        self.0 += 1;
        Ref::new(self.0)
    }
}

/// What the page's shapes are written into, and what they refer to.
struct Page<'a> {
    content: Content,
    fonts: Vec<PdfFont<'a>>,
    /// Opacities, each by the name of its graphics state.
    opacities: BTreeMap<u8, String>,
    images: Vec<(String, Ref)>,
}

fn pdf(drawing: &Drawing) -> io::Result<Vec<u8>> {
    let mut refs = Refs(0);
    let (catalog, pages, page_id, content_id, info) = (refs.next(), refs.next(), refs.next(), refs.next(), refs.next());
    let mut pdf = Pdf::new();
    pdf.catalog(catalog).pages(pages);
    pdf.pages(pages).kids([page_id]).count(1);
    pdf.document_info(info).title(TextStr(&drawing.title)).creator(TextStr("steepest"));
    let [width, height] = drawing.size;
    let mut page = Page {
        content: Content::new(),
        fonts: drawing
            .typeface
            .fonts
            .iter()
            .enumerate()
            .map(|(index, font)| PdfFont::new(font, index))
            .collect::<io::Result<_>>()?,
        opacities: BTreeMap::new(),
        images: Vec::new(),
    };
    // A drawing's points run down, a page's up.
    page.content.transform([1.0, 0.0, 0.0, -1.0, 0.0, height]);
    if let Some([r, g, b]) = drawing.background {
        let whole = [[0.0, 0.0], [width, 0.0], [width, height], [0.0, height]];
        page.area(&whole, [r, g, b, 255]);
    }
    for group in &drawing.groups {
        page.group(group, &mut pdf, &mut refs)?;
    }
    let Page { content, fonts, opacities, images } = page;
    let content = deflated(&content.finish())?;
    pdf.stream(content_id, &content).filter(Filter::FlateDecode);
    let used = fonts.iter().filter(|font| font.is_used());
    let font_ids: Vec<(&str, Ref)> =
        used.map(|font| Ok((font.key(), font.write(&mut pdf, &mut refs)?))).collect::<io::Result<_>>()?;
    let mut out = pdf.page(page_id);
    out.parent(pages).contents(content_id).media_box(pdf_writer::Rect::new(0.0, 0.0, width, height));
    let mut resources = out.resources();
    let mut dictionary = resources.fonts();
    font_ids.iter().for_each(|(key, id)| {
        dictionary.pair(Name(key.as_bytes()), id);
    });
    dictionary.finish();
    let mut objects = resources.x_objects();
    images.iter().for_each(|(name, id)| {
        objects.pair(Name(name.as_bytes()), id);
    });
    objects.finish();
    let mut states = resources.ext_g_states();
    for (opacity, name) in &opacities {
        let fraction = f32::from(*opacity) / 255.0;
        let mut state = states.insert(Name(name.as_bytes())).start::<pdf_writer::writers::ExtGraphicsState<'_>>();
        state.stroking_alpha(fraction).non_stroking_alpha(fraction);
    }
    states.finish();
    resources.finish();
    out.finish();
    Ok(pdf.finish())
}

/// Bytes as zlib packs them.
fn deflated(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes)?;
    encoder.finish()
}

impl Page<'_> {
    fn group(&mut self, group: &Group, pdf: &mut Pdf, refs: &mut Refs) -> io::Result<()> {
        self.content.save_state();
        if let Some([left, top, right, bottom]) = group.clip {
            self.content.rect(left, top, right - left, bottom - top).clip_nonzero().end_path();
        }
        for shape in &group.shapes {
            match shape {
                Shape::Line { points, is_closed, width, ends, color } => {
                    self.line(points, *is_closed, *width, *ends, *color);
                }
                Shape::Area { points, color } => self.area(points, *color),
                Shape::Disc { at, radius, color } => self.disc(*at, *radius, *color),
                Shape::Label(label) => self.label(label),
                Shape::Image { rect: [left, top, right, bottom], size, pixels } => {
                    let id = write_image(pdf, refs, *size, pixels)?;
                    let name = format!("I{}", self.images.len());
                    self.content.save_state();
                    self.content.transform([right - left, 0.0, 0.0, top - bottom, *left, *bottom]);
                    self.content.x_object(Name(name.as_bytes())).restore_state();
                    self.images.push((name, id));
                }
            }
        }
        self.content.restore_state();
        Ok(())
    }

    fn set_opacity(&mut self, opacity: u8) {
        let name = self.opacities.entry(opacity).or_insert_with(|| format!("A{opacity}"));
        self.content.set_parameters(Name(name.as_bytes()));
    }

    fn set_fill(&mut self, color: Rgba) {
        let [r, g, b, a] = color.map(|channel| f32::from(channel) / 255.0);
        self.set_opacity((255.0 * a) as u8);
        self.content.set_fill_rgb(r, g, b);
    }

    fn path(&mut self, points: &[Position]) {
        for (index, &[x, y]) in points.iter().enumerate() {
            match index {
                0 => self.content.move_to(x, y),
                _ => self.content.line_to(x, y),
            };
        }
    }

    fn line(&mut self, points: &[Position], is_closed: bool, width: f32, ends: Ends, color: Rgba) {
        let [r, g, b, _] = color.map(|channel| f32::from(channel) / 255.0);
        self.set_opacity(color[3]);
        let (cap, join) = match ends {
            Ends::Butt => (LineCapStyle::ButtCap, LineJoinStyle::MiterJoin),
            Ends::Round => (LineCapStyle::RoundCap, LineJoinStyle::RoundJoin),
        };
        self.content.set_stroke_rgb(r, g, b).set_line_width(width).set_line_cap(cap).set_line_join(join);
        self.path(points);
        if is_closed {
            self.content.close_path();
        }
        self.content.stroke();
    }

    fn area(&mut self, points: &[Position], color: Rgba) {
        self.set_fill(color);
        self.path(points);
        self.content.close_path().fill_nonzero();
    }

    fn disc(&mut self, [x, y]: Position, radius: f32, color: Rgba) {
        // The usual four cubics, which are a circle to three parts in ten thousand.
        const KNOB: f32 = 0.552_284_8;
        self.set_fill(color);
        let at = |across: f32, down: f32| [x + across * radius, y + down * radius];
        self.content.move_to(x + radius, y);
        for (from, to) in
            [([1.0, 0.0], [0.0, 1.0]), ([0.0, 1.0], [-1.0, 0.0]), ([-1.0, 0.0], [0.0, -1.0]), ([0.0, -1.0], [1.0, 0.0])]
        {
            let [a, b, end] = [
                at(from[0] + KNOB * to[0], from[1] + KNOB * to[1]),
                at(to[0] + KNOB * from[0], to[1] + KNOB * from[1]),
                at(to[0], to[1]),
            ];
            self.content.cubic_to(a[0], a[1], b[0], b[1], end[0], end[1]);
        }
        self.content.fill_nonzero();
    }

    fn label(&mut self, label: &Label) {
        if label.text.is_empty() {
            return;
        }
        self.set_fill(label.color);
        let pieces = self.encode(&label.text);
        let natural: f32 = pieces.iter().map(|piece| piece.length).sum();
        // What is left between the layout's length and that of the letters is spread over them.
        let count = pieces.iter().map(|piece| piece.glyphs.len()).sum::<usize>().max(1) as f32;
        let spacing = (label.length - natural * label.size) / count;
        let start = label.anchor * label.length;
        let [x, y] = label.at;
        let (sin, cos) = label.angle.to_radians().sin_cos();
        let matrix = [cos, -sin, -sin, -cos, x - start * cos, y + start * sin];
        self.content.begin_text().set_char_spacing(spacing).set_text_matrix(matrix);
        if let Some((reach, [r, g, b, _])) = label.halo {
            let [r, g, b] = [r, g, b].map(|channel| f32::from(channel) / 255.0);
            self.content.set_stroke_rgb(r, g, b).set_line_width(2.0 * reach).set_line_join(LineJoinStyle::RoundJoin);
            self.content.set_text_rendering_mode(TextRenderingMode::Stroke);
            self.show(&pieces, label.size);
            self.content.set_text_rendering_mode(TextRenderingMode::Fill).set_text_matrix(matrix);
        }
        self.show(&pieces, label.size);
        self.content.end_text();
    }

    /// A text as codes of the fonts that have its letters, one piece after the other.
    fn encode(&mut self, text: &str) -> Vec<Piece> {
        let mut pieces: Vec<Piece> = Vec::new();
        let mut before = None;
        for letter in text.chars() {
            let font = self.fonts.iter().position(|font| font.has(letter)).unwrap_or(0);
            let Some(own) = self.fonts.get_mut(font) else { continue };
            let (code, length) = own.encode(letter);
            match (pieces.last_mut().filter(|piece| piece.font == font), before) {
                (Some(piece), Some(before)) => {
                    let apart = own.kerning(before, letter);
                    piece.glyphs.push((apart, code));
                    piece.length += length + apart / 1000.0;
                }
                _ => pieces.push(Piece { font, glyphs: vec![(0.0, code)], length }),
            }
            before = Some(letter);
        }
        pieces
    }

    /// Shows pieces of text where the last one ended.
    fn show(&mut self, pieces: &[Piece], size: f32) {
        for piece in pieces {
            let Some(font) = self.fonts.get(piece.font) else { continue };
            self.content.set_font(Name(font.key().as_bytes()), size);
            let mut shown = self.content.show_positioned();
            let mut items = shown.items();
            // Letters between which nothing is to be moved are one string.
            for run in piece.glyphs.chunk_by(|_, (apart, _)| *apart == 0.0) {
                if let Some(apart) = run.first().map(|(apart, _)| *apart).filter(|apart| *apart != 0.0) {
                    items.adjust(-apart);
                }
                items.show(Str(&run.iter().flat_map(|(_, code)| *code).collect::<Vec<u8>>()));
            }
        }
    }
}

/// A part of a text that has one font.
struct Piece {
    font: usize,
    /// Each with how much farther it stands from the one before, in thousandths of the font's size.
    glyphs: Vec<(f32, [u8; 2])>,
    /// At size 1.
    length: f32,
}
