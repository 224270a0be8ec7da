//! Pictures beside references.
#![cfg(feature = "gpu")]

use std::path::Path;

use steepest::render::Image;

/// A picture of a file without transparency.
pub(crate) fn read_png(path: &Path) -> Image {
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
