//! Gray levels of PNGs: what their headers claim is kept, or said.

use super::{at, of};

/// A PNG of 4 × 3 gray levels 0 … 11 with more chunks before them.
fn png(color: png::ColorType, depth: png::BitDepth, more: impl Fn(&mut png::Encoder<'_, &mut Vec<u8>>)) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, 4, 3);
    encoder.set_color(color);
    encoder.set_depth(depth);
    more(&mut encoder);
    let per_pixel = color.samples() * if depth == png::BitDepth::Sixteen { 2 } else { 1 };
    let levels: Vec<u8> = (0..12u8)
        .flat_map(|level| {
            let mut pixel = vec![0; per_pixel];
            pixel[per_pixel - 1] = level;
            pixel
        })
        .collect();
    encoder.write_header().unwrap().write_image_data(&levels).unwrap();
    bytes
}

#[test]
fn what_a_png_claims_is_kept_or_said() {
    use png::{BitDepth, ColorType};
    for depth in [BitDepth::Eight, BitDepth::Sixteen] {
        let field = of("a.png", &png(ColorType::Grayscale, depth, |_| ())).unwrap();
        // The first row is the topmost.
        assert_eq!((at(&field, -5.0, 5.0)[0], at(&field, 5.0, -5.0)[0], field.remarks().len()), (0.0, 11.0, 0));
        let clear = |encoder: &mut png::Encoder<'_, &mut Vec<u8>>| encoder.set_trns(vec![0, 11]);
        let field = of("a.png", &png(ColorType::Grayscale, depth, clear)).unwrap();
        assert!(at(&field, 5.0, -5.0)[0].is_nan() && at(&field, -5.0, -5.0)[0] == 8.0);
        assert!(field.remarks()[0].contains("gray level 11 is transparent"), "{:?}", field.remarks());
        let gamma =
            |encoder: &mut png::Encoder<'_, &mut Vec<u8>>| encoder.set_source_gamma(png::ScaledFloat::new(0.45));
        let field = of("a.png", &png(ColorType::Grayscale, depth, gamma)).unwrap();
        assert!(
            at(&field, 5.0, -5.0)[0] == 11.0 && field.remarks()[0].contains("gamma of 0.45"),
            "{:?}",
            field.remarks()
        );
    }
    for (color, name) in [(ColorType::Rgb, "Rgb"), (ColorType::Rgba, "Rgba")] {
        let error = of("a.png", &png(color, BitDepth::Eight, |_| ())).map(|field| field.domain()).unwrap_err();
        assert!(error.contains(&format!("this is {name} with 8")) && error.contains("magick"), "{error}");
    }
}

#[test]
fn gray_levels_of_a_few_bits_are_numbers_and_clear_ones_are_missing() {
    use png::{BitDepth, ColorType};
    let png = |color, depth, [nx, ny]: [u32; 2], rows: &[u8]| {
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, nx, ny);
        encoder.set_color(color);
        encoder.set_depth(depth);
        encoder.write_header().unwrap().write_image_data(rows).unwrap();
        of("a.png", &bytes).unwrap()
    };
    // Five levels a row, the last byte of each with room left.
    for (depth, rows, levels) in [
        (BitDepth::One, &[0b1011_0000, 0b0100_1000][..], [[1.0, 0.0, 1.0, 1.0, 0.0], [0.0, 1.0, 0.0, 0.0, 1.0]]),
        (
            BitDepth::Two,
            &[0b0001_1011, 0b1000_0000, 0b1111_0000, 0b0100_0000],
            [[0.0, 1.0, 2.0, 3.0, 2.0], [3.0, 3.0, 0.0, 0.0, 1.0]],
        ),
        (
            BitDepth::Four,
            &[0x0f, 0x3a, 0x50, 0x12, 0x34, 0xf0],
            [[0.0, 15.0, 3.0, 10.0, 5.0], [1.0, 2.0, 3.0, 4.0, 15.0]],
        ),
    ] {
        let field = png(ColorType::Grayscale, depth, [5, 2], rows);
        for (row, levels) in levels.iter().enumerate() {
            for (column, level) in levels.iter().enumerate() {
                let point = [-5.0 + 2.5 * column as f64, 5.0 - 10.0 * row as f64];
                assert_eq!(at(&field, point[0], point[1])[0], *level, "{depth:?} {row} {column}");
            }
        }
    }
    for (depth, rows) in [
        (BitDepth::Eight, &[1, 255, 2, 1, 3, 0, 4, 255][..]),
        (BitDepth::Sixteen, &[0, 1, 255, 255, 0, 2, 0, 1, 0, 3, 0, 0, 0, 4, 1, 0]),
    ] {
        let field = png(ColorType::GrayscaleAlpha, depth, [2, 2], rows);
        assert!(
            at(&field, -5.0, -5.0)[0].is_nan() && at(&field, 5.0, 5.0)[0] == 2.0 && at(&field, 5.0, -5.0)[0] == 4.0
        );
        assert!(field.remarks()[0].contains("1 of its samples are transparent"), "{:?}", field.remarks());
    }
}
