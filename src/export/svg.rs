//! Drawings as SVG, with their text as text and the letters of its fonts.

mod font;

use std::fmt::{self, Write};
use std::io::Write as _;
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use self::font::families_and_style;
use super::atomic::{AtomicError, write_atomically};
use super::drawing::{Drawing, Ends, Group, Label, Position, Rgba, Shape};
use super::png::{encode_png, has_opacity};

/// Writes a drawing as an SVG file.
///
/// # Errors
/// Where the file cannot be written, or an image or a font cannot be packed into it.
pub fn write_svg(path: &Path, drawing: &Drawing) -> Result<(), AtomicError> {
    let io = |error| AtomicError::Io { path: path.to_owned(), error };
    let text = svg(drawing).map_err(io)?;
    write_atomically(path, |output| output.write_all(text.as_bytes()).map_err(io))
}

/// A drawing as the text of an SVG file.
fn svg(drawing: &Drawing) -> std::io::Result<String> {
    let [width, height] = drawing.size.map(short);
    let (families, style) = families_and_style(drawing)?;
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let head = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" width=\"{width}pt\" \
         height=\"{height}pt\" viewBox=\"0 0 {width} {height}\" font-family=\"{families}\">\n<title>{}</title>\n\
         <style>\n{style}</style>\n",
        escaped(&drawing.title)
    );
    out.push_str(&head);
    if let Some([r, g, b]) = drawing.background {
        out.push_str(&format!("<rect width=\"{width}\" height=\"{height}\" fill=\"#{r:02x}{g:02x}{b:02x}\"/>\n"));
    }
    for group in &drawing.groups {
        write_group(&mut out, group)?;
    }
    out.push_str("</svg>\n");
    Ok(out)
}

fn write_group(out: &mut String, group: &Group) -> std::io::Result<()> {
    let name = group.name;
    let wrong = |_: fmt::Error| std::io::Error::other("a drawing could not be written as text");
    if let Some([left, top, right, bottom]) = group.clip {
        let [x, y, width, height] = [left, top, right - left, bottom - top].map(short);
        let rect = format!("<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\"/>");
        out.push_str(&format!("<clipPath id=\"{name}-clip\">{rect}</clipPath>\n"));
        out.push_str(&format!("<g id=\"{name}\" clip-path=\"url(#{name}-clip)\">\n"));
    } else {
        out.push_str(&format!("<g id=\"{name}\">\n"));
    }
    for shape in &group.shapes {
        match shape {
            Shape::Image { rect, size, pixels } => write_image(out, *rect, *size, pixels)?,
            shape => write_shape(out, shape).map_err(wrong)?,
        }
    }
    out.push_str("</g>\n");
    Ok(())
}

fn write_shape(out: &mut String, shape: &Shape) -> fmt::Result {
    match shape {
        Shape::Line { points, is_closed, width, ends, color } => {
            write!(out, "<path d=\"{}\" fill=\"none\"", path(points, *is_closed))?;
            write!(out, "{} stroke-width=\"{}\"", paint("stroke", *color), short(*width))?;
            if *ends == Ends::Round {
                out.push_str(" stroke-linecap=\"round\" stroke-linejoin=\"round\"");
            }
            out.push_str("/>\n");
        }
        Shape::Area { points, color } => {
            writeln!(out, "<path d=\"{}\"{}/>", path(points, true), paint("fill", *color))?;
        }
        Shape::Disc { at: [x, y], radius, color } => {
            let [x, y, radius] = [*x, *y, *radius].map(short);
            writeln!(out, "<circle cx=\"{x}\" cy=\"{y}\" r=\"{radius}\"{}/>", paint("fill", *color))?;
        }
        Shape::Label(label) => write_label(out, label)?,
        // Written by `write_image`, which can fail otherwise.
        Shape::Image { .. } => {}
    }
    Ok(())
}

fn write_label(out: &mut String, label: &Label) -> fmt::Result {
    let [x, y] = label.at.map(short);
    let anchor = match label.anchor {
        ..0.25 => "start",
        0.75.. => "end",
        _ => "middle",
    };
    write!(out, "<text x=\"{x}\" y=\"{y}\" font-size=\"{}\" text-anchor=\"{anchor}\"", short(label.size))?;
    // Another font, where ours is missing, is squeezed to the length that the layout made room for.
    write!(out, " textLength=\"{}\" lengthAdjust=\"spacingAndGlyphs\"", short(label.length))?;
    if label.angle != 0.0 {
        write!(out, " transform=\"rotate({} {x} {y})\"", short(-label.angle))?;
    }
    if let Some((reach, ground)) = label.halo {
        let width = short(2.0 * reach);
        let stroke = paint("stroke", ground);
        write!(out, "{stroke} stroke-width=\"{width}\" stroke-linejoin=\"round\" paint-order=\"stroke\"")?;
    }
    writeln!(out, "{} xml:space=\"preserve\">{}</text>", paint("fill", label.color), escaped(&label.text))
}

fn write_image(out: &mut String, rect: [f32; 4], [width, height]: [u32; 2], pixels: &[u8]) -> std::io::Result<()> {
    let png = encode_png([width, height], has_opacity(pixels), pixels)?;
    let [left, top, right, bottom] = rect;
    let [x, y, width, height] = [left, top, right - left, bottom - top].map(short);
    out.push_str(&format!(
        "<image x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" preserveAspectRatio=\"none\" \
         xlink:href=\"data:image/png;base64,"
    ));
    STANDARD.encode_string(png, out);
    out.push_str("\"/>\n");
    Ok(())
}

/// The attributes of a colour.
fn paint(what: &str, [r, g, b, a]: Rgba) -> String {
    let color = format!(" {what}=\"#{r:02x}{g:02x}{b:02x}\"");
    if a == 255 { color } else { format!("{color} {what}-opacity=\"{}\"", short(f32::from(a) / 255.0)) }
}

fn path(points: &[Position], is_closed: bool) -> String {
    let mut text = String::new();
    for (index, point) in points.iter().enumerate() {
        let [x, y] = point.map(short);
        text.push(match index {
            0 => 'M',
            _ => 'L',
        });
        text.push_str(&x);
        text.push(' ');
        text.push_str(&y);
    }
    if is_closed {
        text.push('Z');
    }
    text
}

/// A number with three decimals at most: a thousandth of a point is beyond any printer.
fn short(value: f32) -> String {
    let text = format!("{value:.3}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

/// Text as XML has it; control characters, which it has not, are blanks.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_xml_whatever_it_says() {
        assert_eq!(escaped("a < b & \"c\"\u{1}>"), "a &lt; b &amp; &quot;c&quot; &gt;");
        assert_eq!([1.0, -0.0001, 2.5, 1e3].map(short), ["1", "0", "2.5", "1000"]);
    }
}
