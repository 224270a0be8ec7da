//! Files that lie, are damaged or mean harm: each is read or refused in a line, without a panic and without memory that its
//! size does not warrant. `PROPTEST_CASES` sets how many are tried.
#![allow(clippy::unwrap_used, reason = "a test stops where something is wrong")]

use std::io::{Cursor, Write};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use npyz::WriterBuilder;
use npyz::zip::write::FileOptions;
use peak_alloc::PeakAlloc;
use proptest::prelude::*;
use proptest::test_runner::{TestCaseError, TestRunner};
use steepest::expr::Order;
use steepest::field::{Field, FieldError, Georeference, OpenOptions};
use steepest::scene::SceneFile;
use tempfile::TempDir;
use tiff::encoder::colortype::{Gray8, Gray32Float, GrayI16};
use tiff::encoder::{Compression, DeflateLevel, TiffEncoder};
use tiff::tags::Tag;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// What a file of a few kilobytes may take: a TIFF's first directory claims what it likes up to 256 MiB, deflate makes a
/// thousand bytes of one, and a sample of a byte takes 24.
const MOST_BYTES: usize = 384 << 20;

/// Reads a file whole, and by parts as files of more samples than memory holds are read.
fn open_both_ways(path: &str) -> Result<Field, FieldError> {
    let by_parts = Field::open(path, &OpenOptions { most_held: Some(16), ..OpenOptions::default() });
    let whole = Field::open(path, &OpenOptions::default())?;
    // A part that a TIFF does not use may be damaged, or none at all: what is read whole is read by parts.
    if let Ok(field) = by_parts {
        let domain = field.domain();
        let _ = field.at(&[domain.x[1], domain.y[1]], Order::Hessian);
    }
    Ok(whole)
}

/// Reads a file of this ending; what it says where it is refused.
fn read(folder: &Path, ending: &str, bytes: &[u8]) -> Result<Option<String>, String> {
    static TURN: Mutex<()> = Mutex::new(());
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    let path = folder.join(format!("file.{ending}"));
    std::fs::write(&path, bytes).unwrap();
    let before = MEMORY.current_usage();
    MEMORY.reset_peak_usage();
    let said = match ending {
        "toml" => SceneFile::read(&path).err().map(|error| error.to_string()),
        _ => match open_both_ways(path.to_str().unwrap()) {
            Ok(field) => {
                let [x, y] = [field.domain().x, field.domain().y];
                field.domain().checked().map_err(|error| format!("a domain that cannot be looked at: {error}"))?;
                let _ = field.at(&[0.5 * (x[0] + x[1]), 0.5 * (y[0] + y[1])], Order::Hessian);
                None
            }
            Err(error) => Some(error.to_string()),
        },
    };
    if ending == "tif" {
        let _ = Georeference::of(&path);
    }
    let taken = MEMORY.peak_usage().saturating_sub(before);
    if taken > MOST_BYTES {
        return Err(format!("{taken} bytes of memory for a file of {}: {said:?}", bytes.len()));
    }
    match &said {
        Some(text) if text.is_empty() || (text.contains('\n') && ending != "toml") => {
            Err(format!("not a line: {text:?}"))
        }
        _ => Ok(said),
    }
}

fn npy(descr: &str, shape: &str, values: &[u8]) -> Vec<u8> {
    let header = format!("{{'descr': '{descr}', 'fortran_order': False, 'shape': {shape}, }}\n");
    let mut bytes = b"\x93NUMPY\x01\0".to_vec();
    bytes.extend((header.len() as u16).to_le_bytes());
    bytes.extend(header.as_bytes());
    bytes.extend(values);
    bytes
}

fn npz(compression: npyz::zip::CompressionMethod) -> Vec<u8> {
    let mut archive = npyz::npz::NpzWriter::new(Cursor::new(Vec::new()));
    for (name, shape) in [("f", &[4u64, 5][..]), ("x", &[5]), ("y", &[4])] {
        let options = FileOptions::default().compression_method(compression);
        let mut writer = archive.array(name, options).unwrap().default_dtype().shape(shape).begin_nd().unwrap();
        writer.extend((0..shape.iter().product::<u64>()).map(|k| k as f64)).unwrap();
        writer.finish().unwrap();
    }
    archive.zip_writer().finish().unwrap().into_inner()
}

fn tif(compression: Compression) -> Vec<u8> {
    let mut file = Cursor::new(Vec::new());
    let mut encoder = TiffEncoder::new(&mut file).unwrap().with_compression(compression);
    let mut image = encoder.new_image::<Gray32Float>(6, 5).unwrap();
    image.encoder().write_tag(Tag::Unknown(33550), &[0.5, 0.25, 0.0][..]).unwrap();
    image.encoder().write_tag(Tag::Unknown(33922), &[0.0, 0.0, 0.0, 10.0, 50.0, 0.0][..]).unwrap();
    image.encoder().write_tag(Tag::Unknown(34735), &[1u16, 1, 0, 1, 1024, 0, 1, 2][..]).unwrap();
    image.encoder().write_tag(Tag::Unknown(42113), "-9999").unwrap();
    image.write_data(&(0..30).map(|k| k as f32).collect::<Vec<_>>()).unwrap();
    file.into_inner()
}

fn png(width: u32, height: u32, data: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::Sixteen);
    encoder.write_header().unwrap().write_image_data(data).unwrap();
    bytes
}

/// Files that are read, by their endings.
fn valid_files() -> Vec<(&'static str, Vec<u8>)> {
    let values: Vec<u8> = (0..20).flat_map(|k| f64::from(k).to_le_bytes()).collect();
    let asc = "ncols 3\nnrows 2\nxllcorner 10\nyllcorner 20\ncellsize 2\nNODATA_value -9999\n1 2 3\n4 -9999 6\n";
    let scene = "field = \"x^2 + y^2\"\nx = [-1.0, 1.0]\nsize = [300, 200]\n[set]\na = 2.0\n[descent]\nfrom = [[1.0, 1.0]]\noptimizer = [\"gd:lr=0.1\"]\n[contour]\nlevels = [1.0, 2.0]\n";
    let inputs = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/inputs");
    let input = |name: &str| std::fs::read(inputs.join(name)).unwrap();
    let mut files = vec![
        ("npy", npy("<f8", "(4, 5)", &values)),
        ("npy", npy(">i2", "(4, 5)", &values[..40])),
        ("npz", npz(npyz::zip::CompressionMethod::Stored)),
        ("npz", npz(npyz::zip::CompressionMethod::Deflated)),
        ("csv", b"1,2,3\n4,nan,6\n7,8,9\n".to_vec()),
        ("txt", b"# grid\n1 2 3\n4 -5e3 6\n".to_vec()),
        ("asc", asc.as_bytes().to_vec()),
        ("tif", tif(Compression::Uncompressed)),
        ("tif", tif(Compression::Deflate(DeflateLevel::Fast))),
        ("tif", tif(Compression::Lzw)),
        ("tif", tif(Compression::Packbits)),
        ("png", png(4, 3, &(0..24).collect::<Vec<u8>>())),
        ("toml", scene.as_bytes().to_vec()),
        ("npz", input("uneven.npz")),
        ("tif", input("zstd_floats.tif")),
        ("tif", input("masked.tif")),
        ("tif", input("sparse.tif")),
    ];
    if cfg!(feature = "netcdf") {
        for name in ["classic.nc", "turned.nc", "one.nc", "one.h5"] {
            files.push((if name.ends_with("h5") { "h5" } else { "nc" }, input(name)));
        }
    }
    files
}

/// A change to a file: where, as a fraction of its length, what is done, and a number for it.
type Change = (f64, u8, u32);

/// Numbers that headers lie with.
const EXTREMES: [u32; 8] = [0, 1, 0x7fff_ffff, 0x8000_0000, u32::MAX, 0xffff, 0x1000_0000, 0x0001_0001];

fn change(bytes: &mut Vec<u8>, (fraction, kind, number): Change) {
    let at = (fraction * bytes.len() as f64) as usize;
    let put = |bytes: &mut Vec<u8>, new: &[u8]| {
        for (byte, new) in bytes.iter_mut().skip(at).zip(new) {
            *byte = *new;
        }
    };
    let few = (number % 23) as usize;
    match kind % 8 {
        0 => put(bytes, &[number as u8]),
        1 => put(bytes, &EXTREMES[number as usize % 8].to_le_bytes()),
        2 => put(bytes, &EXTREMES[number as usize % 8].to_be_bytes()),
        3 => bytes.truncate(at),
        4 => drop(bytes.drain(at..(at + few).min(bytes.len()))),
        5 => {
            let again = bytes[at..(at + few).min(bytes.len())].to_vec();
            bytes.splice(at..at, again);
        }
        6 => put(
            bytes,
            &f64::from_bits([f64::NAN, f64::INFINITY, 1e308, -0.0][number as usize % 4].to_bits()).to_le_bytes(),
        ),
        _ => {
            let words: [&[u8]; 8] = [b"nan", b"1e999", b"-", b"99999999999", b"\n", b",", b"inf", b"\xff\xfe"];
            let word = words[number as usize % 8];
            bytes.splice(at..at, word.iter().copied());
        }
    }
}

/// Gives a PNG's chunks the checksums of what they hold, so that more than checksums is tried.
fn mend_png(bytes: &mut [u8]) {
    let mut at = 8;
    while at + 12 <= bytes.len() {
        let length = u32::from_be_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]]) as usize;
        let Some(end) = at.checked_add(8 + length).filter(|end| end + 4 <= bytes.len()) else { return };
        let sum = crc32fast::hash(&bytes[at + 4..end]);
        bytes[end..end + 4].copy_from_slice(&sum.to_be_bytes());
        at = end + 4;
    }
}

fn runner() -> TestRunner {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|text| text.parse().ok()).unwrap_or(400);
    TestRunner::new(ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() })
}

#[test]
fn what_is_changed_is_fit_to_be_read() {
    let folder = TempDir::new().unwrap();
    for (ending, bytes) in valid_files() {
        assert_eq!(read(folder.path(), ending, &bytes), Ok(None), "{ending}");
    }
}

#[test]
fn a_damaged_file_is_read_or_refused() {
    let folder = TempDir::new().unwrap();
    let files = valid_files();
    let changes = prop::collection::vec((0.0..1.0f64, any::<u8>(), any::<u32>()), 1..6);
    let strategy = (0..files.len(), changes, any::<bool>());
    let result = runner().run(&strategy, |(file, changes, mends)| {
        let (ending, mut bytes) = files[file].clone();
        changes.into_iter().for_each(|one| change(&mut bytes, one));
        if ending == "png" && mends {
            mend_png(&mut bytes);
        }
        read(folder.path(), ending, &bytes).map(drop).map_err(TestCaseError::fail)
    });
    result.unwrap();
}

#[test]
fn bytes_of_no_file_are_refused() {
    let folder = TempDir::new().unwrap();
    let starts: [(&str, &[u8]); 13] = [
        ("npy", b"\x93NUMPY\x01\0"),
        ("npz", b"PK\x03\x04"),
        ("csv", b""),
        ("txt", b"1 "),
        ("asc", b"ncols 2\n"),
        ("tif", b"II*\0\x08\0\0\0"),
        ("tif", b"MM\0+\0\x08\0\0"),
        ("png", b"\x89PNG\r\n\x1a\n"),
        ("nc", b"CDF\x01\0\0\0\0"),
        ("nc", b"CDF\x02\0\0\0\0\0\0\0\x0a\0\0\0\x01"),
        ("h5", b"\x89HDF\r\n\x1a\n\0\0\0\0\0\x08\x08\0\x04\0\x10\0"),
        ("toml", b"field = "),
        ("toml", b""),
    ];
    let strategy = (0..starts.len(), prop::collection::vec(any::<u8>(), 0..600));
    let result = runner().run(&strategy, |(start, rest)| {
        let (ending, start) = starts[start];
        read(folder.path(), ending, &[start, &rest].concat()).map(drop).map_err(TestCaseError::fail)
    });
    result.unwrap();
}

/// A TIFF of these entries (tag, type, count, value), and what follows them.
fn tiff_of(entries: &[(u16, u16, u32, u32)], next: u32, rest: &[u8]) -> Vec<u8> {
    let mut bytes = b"II*\0\x08\0\0\0".to_vec();
    bytes.extend((entries.len() as u16).to_le_bytes());
    for &(tag, kind, count, value) in entries {
        bytes.extend(tag.to_le_bytes());
        bytes.extend(kind.to_le_bytes());
        bytes.extend(count.to_le_bytes());
        bytes.extend(value.to_le_bytes());
    }
    bytes.extend(next.to_le_bytes());
    bytes.extend(rest);
    bytes
}

#[track_caller]
fn refused(ending: &str, bytes: &[u8], word: &str) {
    let folder = TempDir::new().unwrap();
    let said = read(folder.path(), ending, bytes).unwrap().unwrap_or_else(|| panic!("a field of {ending}"));
    assert!(said.contains(word), "`{word}` is missing in: {said}");
}

#[test]
fn headers_that_claim_more_than_is_there() {
    refused("npy", &npy("<f8", "(2147483648, 2147483648)", &[0; 64]), "truncated");
    refused("npy", &npy("<f8", "(16384, 16384)", &[0; 64]), "truncated");
    refused("asc", b"ncols 16384\nnrows 16384\n1 2 3", "16384x16384");
    let tiff = |side: u32, bits: u32| {
        let entries = [
            (256, 4, 1, side),
            (257, 4, 1, side),
            (258, 3, 1, bits),
            (259, 3, 1, 1),
            (262, 3, 1, 1),
            (273, 4, 1, 8),
            (277, 3, 1, 1),
            (278, 4, 1, side),
            (279, 4, 1, 64),
        ];
        tiff_of(&entries, 0, &[0; 64])
    };
    refused("tif", &tiff(16_384, 8), "larger than");
    refused("tif", &tiff(1 << 31, 8), "cannot be used");
    let mut large = png(2, 2, &[0; 8]);
    large[16..24].copy_from_slice(&[0, 0, 0x40, 0, 0, 0, 0x40, 0]);
    mend_png(&mut large);
    refused("png", &large, "larger than");
}

/// Precomputed by changing bytes: an error in two lines.
#[test]
fn a_type_with_a_line_break_is_told_in_one_line() {
    refused("npy", &npy(">i\n2", "(4, 5)", &[0; 40]), "something unknown");
}

/// Precomputed by changing bytes: a tag that claims 16,777,472 values.
#[test]
fn a_tag_that_claims_more_values_than_the_file_has_bytes() {
    let mut bytes = tif(Compression::Packbits);
    let entry = bytes.windows(2).rposition(|tag| tag == 42113u16.to_le_bytes()).unwrap();
    bytes[entry + 4..entry + 8].copy_from_slice(&0x0100_0100u32.to_le_bytes());
    let folder = TempDir::new().unwrap();
    assert_eq!(read(folder.path(), "tif", &bytes), Ok(None));
}

#[test]
fn extents_that_are_no_numbers() {
    let with = |scale: [f64; 3], tie: [f64; 6]| {
        let mut file = Cursor::new(Vec::new());
        let mut encoder = TiffEncoder::new(&mut file).unwrap();
        let mut image = encoder.new_image::<Gray8>(3, 3).unwrap();
        image.encoder().write_tag(Tag::Unknown(33550), &scale[..]).unwrap();
        image.encoder().write_tag(Tag::Unknown(33922), &tie[..]).unwrap();
        image.write_data(&[1, 2, 3, 4, 5, 6, 7, 8, 9]).unwrap();
        file.into_inner()
    };
    for scale in [f64::NAN, f64::INFINITY, 0.0, 1e308] {
        refused("tif", &with([scale, 1.0, 0.0], [0.0; 6]), "x");
    }
    refused("tif", &with([1.0; 3], [0.0, 0.0, 0.0, f64::NAN, 0.0, 0.0]), "x");
    refused("asc", b"ncols 2\nnrows 2\nxllcorner nan\nyllcorner 0\ncellsize 1\n1 2\n3 4\n", "x");
    refused("asc", b"ncols 2\nnrows 2\nxllcorner 0\nyllcorner 0\ncellsize 0\n1 2\n3 4\n", "x");
}

#[test]
fn a_little_of_deflate_that_is_a_lot_of_zeros() {
    // 4 MiB of zeros in 4 KiB: a file that says it holds more than that is refused, one that holds it is read.
    let zeros = vec![0u8; 2 * 1448 * 1448];
    let bomb = png(1448, 1448, &zeros);
    assert!(bomb.len() < 20_000, "{}", bomb.len());
    let folder = TempDir::new().unwrap();
    assert_eq!(read(folder.path(), "png", &bomb), Ok(None));
    let mut archive = npyz::zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = FileOptions::default().compression_method(npyz::zip::CompressionMethod::Deflated);
    archive.start_file("f.npy", options).unwrap();
    archive.write_all(&npy("<f8", "(65536, 65536)", &zeros)).unwrap();
    refused("npz", &archive.finish().unwrap().into_inner(), "does not fit into memory");
}

#[test]
fn directories_that_lead_to_themselves() {
    let mut file = Cursor::new(Vec::new());
    TiffEncoder::new(&mut file).unwrap().write_image::<GrayI16>(2, 2, &[1, 2, 3, 4]).unwrap();
    let mut bytes = file.into_inner();
    let first = u32::from_le_bytes([bytes[4], bytes[5], bytes[6], bytes[7]]) as usize;
    let entries = usize::from(u16::from_le_bytes([bytes[first], bytes[first + 1]]));
    let next = first + 2 + 12 * entries;
    bytes[next..next + 4].copy_from_slice(&(first as u32).to_le_bytes());
    refused("tif", &bytes, "cycle");
    bytes[4..8].copy_from_slice(&4u32.to_le_bytes());
    refused("tif", &bytes, "tif");
}
