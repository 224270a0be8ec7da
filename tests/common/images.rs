//! Pictures beside references.
#![cfg(feature = "gpu")]

use std::path::{Path, PathBuf};

use steepest::export::write_png;
use steepest::render::Image;

/// A picture of a file without transparency.
fn read_png(path: &Path) -> Image {
    let file = std::fs::File::open(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut reader = png::Decoder::new(std::io::BufReader::new(file)).read_info().unwrap();
    let mut rgb = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut rgb).unwrap();
    let pixels = rgb[..info.buffer_size()].chunks(3).flat_map(|pixel| [pixel[0], pixel[1], pixel[2], 255]).collect();
    Image { width: info.width, height: info.height, pixels }
}

/// How two pictures differ.
#[derive(Debug)]
pub(crate) struct Difference {
    /// Pixels with a channel further apart than the threshold.
    pub(crate) pixels: usize,
    /// The largest distance of a channel.
    pub(crate) largest: u8,
}

pub(crate) fn compare(a: &Image, b: &Image, threshold: u8) -> Difference {
    assert_eq!((a.width, a.height), (b.width, b.height));
    let distances = a.pixels.chunks(4).zip(b.pixels.chunks(4)).map(|(a, b)| {
        let channels = a.iter().zip(b).map(|(&a, &b)| a.abs_diff(b));
        channels.max().unwrap_or(0)
    });
    let distances: Vec<u8> = distances.collect();
    Difference {
        pixels: distances.iter().filter(|&&distance| distance > threshold).count(),
        largest: distances.iter().copied().max().unwrap_or(0),
    }
}

/// Pictures that others are to look like; `STEEPEST_BLESS=1` draws them anew.
pub(crate) struct References {
    /// Their folder in the package.
    pub(crate) folder: &'static str,
    /// How far a channel may be from the reference's, and in how many pixels of a picture it may be further.
    pub(crate) threshold: u8,
    pub(crate) most: fn(&Image) -> usize,
}

impl References {
    fn path(&self, name: &str) -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join(self.folder).join(format!("{name}.png"))
    }

    /// Whether a picture looks like the reference of this name; how it differs, where it does not.
    pub(crate) fn agrees(&self, name: &str, image: &Image) -> Result<(), String> {
        let difference = compare(image, &read_png(&self.path(name)), self.threshold);
        match difference.pixels <= (self.most)(image) {
            true => Ok(()),
            false => Err(format!("{} pixels differ, by up to {}", difference.pixels, difference.largest)),
        }
    }

    /// Compares all of them, and keeps what differs.
    #[track_caller]
    pub(crate) fn check<'a>(&self, pictures: impl IntoIterator<Item = (&'a str, Image)>) {
        let bless = std::env::var("STEEPEST_BLESS").is_ok_and(|value| value == "1");
        let mut failures = Vec::new();
        for (name, image) in pictures {
            let write = |path: &Path| write_png(path, image.width, image.height, &image.pixels).unwrap();
            if bless {
                write(&self.path(name));
            }
            if let Err(difference) = self.agrees(name, &image) {
                let kept = std::env::temp_dir().join(format!("steepest-{}-{name}.png", self.folder.replace('/', "-")));
                write(&kept);
                failures.push(format!("{name}: {difference}; drawn: {}", kept.display()));
            }
        }
        assert!(!bless, "the references are drawn anew; look at them, and run the tests without STEEPEST_BLESS");
        assert!(failures.is_empty(), "{}", failures.join("\n"));
    }
}
