//! What a reader takes: at most twice the numbers that it decodes, as f64, and 64 MB.
#![allow(clippy::unwrap_used, reason = "a test stops where something is wrong")]

use std::fmt::Write as _;
use std::io::Cursor;
use std::path::Path;

use peak_alloc::PeakAlloc;
use steepest::field::{Field, OpenOptions};
use tiff::encoder::colortype::{Gray8, Gray32Float, Gray64Float};
use tiff::encoder::{Compression, DeflateLevel, TiffEncoder};

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// A sample that no run of equal bytes packs away.
fn sample(index: usize) -> f32 {
    (index * 7 % 1000) as f32 + 0.25
}

/// Samples along a side of the grids that are read.
const SIDE: usize = 3000;
/// Rows and columns of a grid of points, which are three numbers each.
const POINTS: usize = 1500;
/// The same of a file that is read fast.
const MANY_POINTS: usize = 2300;

fn tif(compression: Compression, bits: usize) -> Vec<u8> {
    let mut file = Cursor::new(Vec::new());
    let mut encoder = TiffEncoder::new(&mut file).unwrap().with_compression(compression);
    let samples = 0..SIDE * SIDE;
    let side = SIDE as u32;
    match bits {
        8 => encoder.write_image::<Gray8>(side, side, &samples.map(|k| sample(k) as u8).collect::<Vec<_>>()),
        32 => encoder.write_image::<Gray32Float>(side, side, &samples.map(sample).collect::<Vec<_>>()),
        _ => encoder.write_image::<Gray64Float>(side, side, &samples.map(|k| sample(k).into()).collect::<Vec<_>>()),
    }
    .unwrap();
    file.into_inner()
}

fn png(depth: png::BitDepth, color: png::ColorType) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, SIDE as u32, SIDE as u32);
    encoder.set_color(color);
    encoder.set_depth(depth);
    let length = SIDE * SIDE * color.samples() * (depth as usize).div_ceil(8);
    let data: Vec<u8> = (0..length).map(|k| sample(k) as u8).collect();
    encoder.write_header().unwrap().write_image_data(&data).unwrap();
    bytes
}

/// Points as NumPy keeps them, in rows of three numbers or in three rows.
fn npy(shape: [usize; 2], number: impl Fn(usize, usize) -> f32) -> Vec<u8> {
    let header = format!("{{'descr': '<f8', 'fortran_order': False, 'shape': ({}, {}), }}\n", shape[0], shape[1]);
    let length = u16::try_from(header.len()).unwrap().to_le_bytes();
    let numbers = (0..shape[0]).flat_map(|row| (0..shape[1]).map(move |column| (row, column)));
    let numbers = numbers.flat_map(|(row, column)| f64::from(number(row, column)).to_le_bytes());
    [b"\x93NUMPY\x01\0".as_slice(), &length, header.as_bytes()].concat().into_iter().chain(numbers).collect()
}

/// Numbers by rows, with a text before them.
fn table(head: &str, separator: char, [rows, columns]: [usize; 2], number: impl Fn(usize, usize) -> f32) -> Vec<u8> {
    let mut text = head.to_owned();
    for row in 0..rows {
        for column in 0..columns {
            let mark = if column + 1 < columns { separator } else { '\n' };
            let _ = write!(text, "{}{mark}", number(row, column));
        }
    }
    text.into_bytes()
}

/// The most bytes that reading a file took beyond what was there before.
fn taken(path: &Path) -> usize {
    let before = MEMORY.current_usage();
    MEMORY.reset_peak_usage();
    let field = Field::open(path.to_str().unwrap(), &OpenOptions::default()).unwrap();
    let taken = MEMORY.peak_usage().saturating_sub(before);
    assert!(field.is_data());
    taken
}

#[test]
fn readers_take_at_most_twice_what_they_decode_and_64_megabytes() {
    let folder = tempfile::tempdir().unwrap();
    let grid = [POINTS, POINTS];
    let in_rows = |row: usize, column: usize| sample(POINTS * row + column);
    let point = |index: usize, column: usize| match column {
        0 => (index % POINTS) as f32,
        1 => (index / POINTS) as f32,
        _ => sample(index),
    };
    let deflate = || Compression::Deflate(DeflateLevel::Fast);
    let header = format!("ncols {POINTS}\nnrows {POINTS}\nxllcorner 0\nyllcorner 0\ncellsize 1\n");
    type Made<'a> = Box<dyn Fn() -> Vec<u8> + 'a>;
    let many = MANY_POINTS * MANY_POINTS;
    let many_points = |index: usize, column: usize| match column {
        0 => (index % MANY_POINTS) as f32,
        1 => (index / MANY_POINTS) as f32,
        _ => sample(index),
    };
    let files: [(&str, usize, Made<'_>); 11] = [
        ("a.tif", SIDE * SIDE, Box::new(|| tif(deflate(), 8))),
        ("a.tif", SIDE * SIDE, Box::new(|| tif(deflate(), 32))),
        ("a.tif", SIDE * SIDE, Box::new(|| tif(Compression::Uncompressed, 64))),
        ("a.png", SIDE * SIDE, Box::new(|| png(png::BitDepth::Eight, png::ColorType::Grayscale))),
        ("a.png", SIDE * SIDE, Box::new(|| png(png::BitDepth::Sixteen, png::ColorType::GrayscaleAlpha))),
        ("a.csv", POINTS * POINTS, Box::new(|| table("", ',', grid, in_rows))),
        ("a.asc", POINTS * POINTS, Box::new(|| table(&header, ' ', grid, in_rows))),
        ("a.csv", 3 * POINTS * POINTS, Box::new(|| table("x,y,z\n", ',', [POINTS * POINTS, 3], point))),
        ("a.csv", 3 * POINTS * POINTS, Box::new(|| table("", ';', [POINTS * POINTS, 3], point))),
        ("a.npy", 3 * many, Box::new(|| npy([many, 3], many_points))),
        ("a.npy", 3 * many, Box::new(|| npy([3, many], |row, column| many_points(column, row)))),
    ];
    let mut beyond = Vec::new();
    for (index, (name, numbers, made)) in files.iter().enumerate() {
        let path = folder.path().join(name);
        std::fs::write(&path, made()).unwrap();
        let (taken, most) = (taken(&path), 2 * 8 * numbers + (64 << 20));
        if taken > most {
            beyond.push(format!("{index} {name}: {} MB, more than {}", taken >> 20, most >> 20));
        }
    }
    assert!(beyond.is_empty(), "{beyond:#?}");
}
