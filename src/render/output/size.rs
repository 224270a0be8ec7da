//! How pictures of any size are drawn: in one piece, or in tiles that fit the device and the memory that is free.

use crate::gpu::{AdapterSummary, Gpu};
use crate::memory::{Shortage, check_drawing, pixels};

/// Pixels of a picture that is drawn whole.
const MOST_WHOLE: u64 = 1 << 24;
/// The longest sides of a tile, the fewest rows of one, and pixels of a band of them.
const TILE: [u32; 2] = [4096, 2048];
const LEAST_ROWS: u32 = 64;
const BAND: u32 = 1 << 25;

/// Bytes that a pixel takes while it is drawn: of a device of its own, those that come back; of an adapter that draws in
/// this machine's memory, its samples, their depth, and the triangles that wait for it as well (measured: up to 75).
fn bytes_of_pixel(adapter: &AdapterSummary) -> u64 {
    if adapter.is_software() { 96 } else { 16 }
}

/// Bytes of the mesh and of what else a picture of tiles keeps beside its pixels.
const BESIDE_TILES: u64 = 512 << 20;

/// Bytes that a picture takes which is drawn in tiles: a tile, the band that it is part of, and the band that is written.
fn tiled(bytes: u64, width: u32, tile: [u32; 2]) -> u64 {
    BESIDE_TILES + bytes * pixels(tile) + 8 * pixels([width, tile[1]])
}

/// Whether a picture is best drawn in one piece.
pub fn fits_whole(gpu: &Gpu, size: [u32; 2]) -> bool {
    size[0].max(size[1]) <= gpu.adapter.max_texture_side && pixels(size) <= MOST_WHOLE && check_whole(gpu, size).is_ok()
}

/// Refuses a picture that is drawn whole and takes more memory than is free.
///
/// # Errors
/// Where it does.
pub(crate) fn check_whole(gpu: &Gpu, size: [u32; 2]) -> Result<(), Shortage> {
    check_drawing(size, bytes_of_pixel(&gpu.adapter).saturating_mul(pixels(size)))
}

/// The tiles that a picture of a size is cut into, as high as memory is free for; even sides keep pairs of pixels together,
/// which shaders compare.
///
/// # Errors
/// Where there is too little memory for the lowest tiles.
pub fn tile_size(gpu: &Gpu, size: [u32; 2]) -> Result<[u32; 2], Shortage> {
    let (most, bytes) = (gpu.adapter.max_texture_side, bytes_of_pixel(&gpu.adapter));
    tiles_that_fit(most, bytes, size, |needed| check_drawing(size, needed))
}

/// The same, of sides of `most` pixels, of `bytes` each, where `check` refuses more than is free.
fn tiles_that_fit<E>(
    most: u32,
    bytes: u64,
    [width, height]: [u32; 2],
    check: impl Fn(u64) -> Result<(), E>,
) -> Result<[u32; 2], E> {
    let side = |size: u32, limit: u32| {
        let limit = limit.min(most);
        if size <= limit { size } else { limit.max(2) & !1 }
    };
    let mut rows = TILE[1];
    loop {
        let tile = [side(width, TILE[0]), side(height, rows.min(BAND / width.max(1)))];
        match check(tiled(bytes, width, tile)) {
            Ok(()) => return Ok(tile),
            Err(error) if rows <= LEAST_ROWS => return Err(error),
            Err(_) => rows /= 2,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tiles_are_as_high_as_memory_is_free_for() {
        let tile = |bytes, size, free: u64| {
            tiles_that_fit(16_384, bytes, size, |needed| if needed > free { Err(needed) } else { Ok(()) })
        };
        assert_eq!(tile(96, [16_000; 2], 8 << 30), Ok([4096, 2048]));
        assert_eq!(tile(96, [16_000; 2], 1 << 30), Ok([4096, 1024]));
        assert_eq!(tile(96, [65_536; 2], 700 << 20), Ok([4096, 128]));
        assert!(tile(96, [16_000; 2], 500 << 20).is_err());
        assert_eq!(tile(16, [16_000; 2], 900 << 20), Ok([4096, 2048]));
        // A picture that is lower than a tile is one.
        assert_eq!(tile(96, [9000, 60], 1 << 30), Ok([4096, 60]));
    }
}
