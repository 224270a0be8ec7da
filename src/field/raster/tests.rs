use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

use proptest::prelude::*;

use super::*;
use crate::field::{Field, Kind, OpenOptions, Origin};

const SIZE: [usize; 2] = [300, 171];
const X: [f64; 2] = [2.0, -1.0];
const Y: [f64; 2] = [10.0, 14.0];

/// Waves with a missing value of one sample, one of some blocks and one at a corner.
fn waves() -> Vec<f64> {
    let [nx, ny] = SIZE;
    let is_hole = |i: usize, j: usize| {
        (i, j) == (200, 40) || (120..161).contains(&i) && (57..97).contains(&j) || i > nx - 3 && j > ny - 5
    };
    let value = |i: usize, j: usize| f64::from((3.0 * (i as f64 / 17.0).sin() + (j as f64 / 11.0).cos() * 2.0) as f32);
    (0..nx * ny).map(|at| (at % nx, at / nx)).map(|(i, j)| if is_hole(i, j) { f64::NAN } else { value(i, j) }).collect()
}

fn raster(values: &[f64], nx: usize) -> Raster {
    let values = values.to_vec();
    Raster::new(Source::new(Store::Memory(values, nx), false), X, Y, &|_| ()).unwrap()
}

fn scratch(name: &str) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    (folder, path)
}

fn npy(path: &Path, values: &[f64], shape: [usize; 2], fortran: bool) {
    let [nx, ny] = shape;
    let order = if fortran { "True" } else { "False" };
    let mut header = format!("{{'descr': '<f4', 'fortran_order': {order}, 'shape': ({ny}, {nx}), }}");
    header.extend(std::iter::repeat_n(' ', (128 - (10 + header.len() + 1) % 128) % 128));
    header.push('\n');
    let mut file = File::create(path).unwrap();
    file.write_all(b"\x93NUMPY\x01\x00").unwrap();
    file.write_all(&(header.len() as u16).to_le_bytes()).unwrap();
    file.write_all(header.as_bytes()).unwrap();
    let at = |at: usize| if fortran { values[at % ny * nx + at / ny] } else { values[at] };
    (0..nx * ny).for_each(|index| file.write_all(&(at(index) as f32).to_le_bytes()).unwrap());
}

fn opened(path: &Path, most_held: Option<usize>, origin: Option<Origin>) -> Field {
    let options = OpenOptions { most_held, origin, x: Some(X), y: Some(Y), ..OpenOptions::default() };
    Field::open(path.to_str().unwrap(), &options).unwrap()
}

/// The same values and derivatives, missing value for missing value, at nodes, on the borders of tiles and between.
fn assert_same(a: &Field, b: &Field) {
    let [[x0, x1], [y0, y1]] = [a.domain().x, a.domain().y];
    let [nx, ny] = a.default_grid();
    let mut indices: Vec<[f64; 2]> = Vec::new();
    for i in [
        0.0,
        0.5,
        119.5,
        126.9,
        127.0,
        127.5,
        128.0,
        160.0,
        199.7,
        200.0,
        255.99,
        256.0,
        nx as f64 - 1.5,
        nx as f64 - 1.0,
    ] {
        indices.extend([0.0, 39.5, 40.0, 59.25, 97.0, 127.0, 128.0, 128.25, ny as f64 - 1.0].map(|j| [i, j]));
    }
    for [i, j] in indices {
        let point = [x0 + (x1 - x0) * i / (nx - 1) as f64, y0 + (y1 - y0) * j / (ny - 1) as f64];
        let [a, b] = [a, b].map(|field| field.at(&point, Order::Hessian));
        let is_same = |(a, b): (&f64, &f64)| a == b || a.is_nan() && b.is_nan();
        assert!(a.iter().zip(&b).all(is_same), "at {i}, {j}: {a:?} {b:?}");
    }
    assert!(b.at(&[x0 - 4.0 * (x1 - x0), y0], Order::Value)[0].is_nan(), "there is nothing outside");
}

#[test]
fn a_file_that_is_read_by_parts_is_the_field_that_is_read_whole() {
    for (fortran, origin) in [(false, None), (true, None), (false, Some(Origin::Upper)), (true, Some(Origin::Upper))] {
        let (_folder, path) = scratch("waves.npy");
        npy(&path, &waves(), SIZE, fortran);
        let (whole, parts) = (opened(&path, None, origin), opened(&path, Some(1000), origin));
        assert!(matches!(whole.kind(), Kind::Samples(_)) && matches!(parts.kind(), Kind::Raster(_)));
        assert_same(&whole, &parts);
    }
}

#[test]
fn maps_in_strips_and_in_tiles_are_the_field_that_is_read_whole() {
    use tiff::encoder::{Compression, TiffEncoder, colortype::Gray32Float};
    let [nx, ny] = SIZE;
    let values: Vec<f32> = waves().into_iter().map(|value| value as f32).collect();
    let (_folder, path) = scratch("strips.tif");
    let mut encoder = TiffEncoder::new(File::create(&path).unwrap()).unwrap().with_compression(Compression::Lzw);
    let mut image = encoder.new_image::<Gray32Float>(nx as u32, ny as u32).unwrap();
    image.rows_per_strip(7).unwrap();
    image.write_data(&values).unwrap();
    let (_tiled_folder, tiled) = scratch("tiles.tif");
    std::fs::write(&tiled, tiled_tiff(&values, SIZE, [64, 48])).unwrap();
    let origins = [None, Some(Origin::Lower)];
    for (path, origin) in [&path, &tiled].into_iter().flat_map(|path| origins.map(|origin| (path, origin))) {
        let (whole, parts) = (opened(path, None, origin), opened(path, Some(1000), origin));
        assert!(matches!(parts.kind(), Kind::Raster(_)));
        assert_same(&whole, &parts);
    }
}

/// A TIFF of tiles, whose last ones reach beyond the samples; the encoder of the tests writes strips alone.
fn tiled_tiff(values: &[f32], [nx, ny]: [usize; 2], [width, height]: [usize; 2]) -> Vec<u8> {
    let mut data = Vec::new();
    let mut offsets = Vec::new();
    for down in (0..ny).step_by(height) {
        for along in (0..nx).step_by(width) {
            offsets.push(8 + data.len() as u32);
            for at in 0..width * height {
                let (column, row) = (along + at % width, down + at / width);
                let value = if column < nx && row < ny { values[row * nx + column] } else { -7.0 };
                data.extend(value.to_le_bytes());
            }
        }
    }
    let count = offsets.len() as u32;
    let lists = 8 + data.len() as u32;
    let bytes = [(width * height * 4) as u32; 1].repeat(count as usize);
    data.extend(offsets.iter().chain(&bytes).flat_map(|number| number.to_le_bytes()));
    let directory = 8 + data.len() as u32;
    let entries: [(u16, u32, u32); 11] = [
        (256, 1, nx as u32),
        (257, 1, ny as u32),
        (258, 1, 32),
        (259, 1, 1),
        (262, 1, 1),
        (277, 1, 1),
        (322, 1, width as u32),
        (323, 1, height as u32),
        (324, count, lists),
        (325, count, lists + 4 * count),
        (339, 1, 3),
    ];
    let mut file = b"II*\0".to_vec();
    file.extend(directory.to_le_bytes());
    file.extend(data);
    file.extend((entries.len() as u16).to_le_bytes());
    for (tag, count, value) in entries {
        file.extend(tag.to_le_bytes());
        file.extend(4u16.to_le_bytes());
        file.extend(count.to_le_bytes());
        file.extend(value.to_le_bytes());
    }
    file.extend([0; 4]);
    file
}

#[test]
fn blocks_have_the_mean_the_least_and_the_greatest_of_their_samples() {
    let values = waves();
    let raster = raster(&values, SIZE[0]);
    let [nx, ny] = SIZE;
    for level in FIRST..=raster.pyramid.top() {
        let (blocks, side) = (raster.pyramid.level(level).unwrap(), 1 << level);
        assert_eq!(blocks.size, [nx.div_ceil(side), ny.div_ceil(side)]);
        for at in 0..blocks.mean.len() {
            let (left, bottom) = (at % blocks.size[0] * side, at / blocks.size[0] * side);
            let rows = bottom..(bottom + side).min(ny);
            let of = rows.flat_map(|row| &values[row * nx + left..row * nx + (left + side).min(nx)]);
            let here: Vec<f64> = of.copied().filter(|value| !value.is_nan()).collect();
            let (low, high) =
                (here.iter().copied().fold(f64::NAN, f64::min), here.iter().copied().fold(f64::NAN, f64::max));
            let same = |a: f32, b: f64| f64::from(a) == b || a.is_nan() && b.is_nan();
            assert!(same(blocks.low[at], low) && same(blocks.high[at], high), "{level}: {at}");
            if level == FIRST {
                let area = (side.min(nx - left)) * (side.min(ny - bottom));
                let mean = here.iter().sum::<f64>() / here.len() as f64;
                let is_hole = 2 * here.len() < area;
                assert_eq!(blocks.mean[at].is_nan(), is_hole, "{at}: {} of {area}", here.len());
                assert!(is_hole || (f64::from(blocks.mean[at]) - mean).abs() < 1e-6);
            }
        }
    }
    assert_eq!(
        raster.range(raster.domain()).unwrap().map(|end| end as f32),
        raster.tile_range(raster.root()).unwrap().map(|end| end as f32)
    );
}

#[test]
fn the_least_sample_above_0_is_found_among_others() {
    let values = waves();
    let expected = values.iter().copied().filter(|&value| value > 0.0).fold(f64::INFINITY, f64::min);
    assert_eq!(raster(&values, SIZE[0]).least_positive(), Some(expected));
    assert_eq!(raster(&[-1.0, 0.0, -2.0, f64::NAN], 2).least_positive(), None);
}

#[test]
fn outside_of_the_samples_there_is_no_range() {
    let raster = raster(&waves(), SIZE[0]);
    let beside = Domain { x: [3.0, 5.0], y: Y };
    assert_eq!((raster.range(beside), raster.bounds(beside)), (None, None));
    assert!(raster.range(Domain { x: [1.9, 5.0], y: Y }).is_some());
}

#[test]
fn a_hole_is_a_hole_at_every_level() {
    let raster = raster(&waves(), SIZE[0]);
    for level in 0..=raster.root().level {
        let step = 1 << level;
        // The middle of the missing value, and a place that is none.
        for ([i, j], is_hole) in [([140, 78], true), ([60, 30], false)] {
            let (column, row) = (i / step, j / step);
            let tile = TileId { level, column: column / TILE, row: row / TILE };
            let nodes = raster.tile(tile).unwrap();
            let node = nodes[(row % TILE + 1) * TILE_NODES + column % TILE + 1];
            assert_eq!(node.is_hole(), is_hole, "level {level}");
        }
    }
}

#[test]
fn tiles_meet_in_the_same_nodes() {
    let raster = raster(&waves(), SIZE[0]);
    let [left, right] = [0, 1].map(|column| raster.tile(TileId { level: 0, column, row: 0 }).unwrap());
    for row in 0..TILE_NODES {
        for (beyond, within) in [(TILE, 0), (TILE + 1, 1)] {
            let (a, b) = (left[row * TILE_NODES + beyond], right[row * TILE_NODES + within]);
            assert!(a == b || a.is_hole() && b.is_hole(), "{a:?} {b:?}");
        }
    }
    assert!(!raster.has(TileId { level: 0, column: 3, row: 0 }) && raster.has(TileId { level: 0, column: 2, row: 1 }));
}

#[test]
fn a_plane_is_a_plane_at_every_level_to_its_edges() {
    let (nx, ny) = (520, 260);
    let plane = |i: f64, j: f64| 2.0 * i - 3.0 * j;
    let values: Vec<f64> = (0..nx * ny).map(|at| plane((at % nx) as f64, (at / nx) as f64)).collect();
    let raster = raster(&values, nx);
    for level in 1..=raster.root().level {
        let step = f64::from(1 << level);
        let nodes = raster.tile(TileId { level, column: 0, row: 0 }).unwrap();
        for (column, row) in [(0, 0), (1, 0), (0, 7), (30, 12)] {
            // The node's place among the samples: that before the first is half a block outside.
            let [i, j] = [column, row].map(|at| (at as f64 - 0.5) * step - 0.5);
            let node = nodes[row * TILE_NODES + column];
            assert!((f64::from(node.f) - plane(i, j)).abs() < 1e-2, "level {level}: {node:?} at {i}, {j}");
            assert!((f64::from(node.fx) - 2.0 * step).abs() < 1e-3 && (f64::from(node.fy) + 3.0 * step).abs() < 1e-3);
        }
    }
}

#[test]
fn a_file_that_becomes_shorter_is_a_fault_and_holes() {
    let (_folder, path) = scratch("waves.npy");
    npy(&path, &waves(), SIZE, false);
    let field = opened(&path, Some(1000), None);
    let file = File::options().write(true).open(&path).unwrap();
    // The lowest tile is whole, and the rest of the rows is not.
    file.set_len(file.metadata().unwrap().len() - 30 * 4 * SIZE[0] as u64).unwrap();
    assert!(field.at(&[X[0], Y[0]], Order::Value)[0].is_finite(), "what is there is read");
    assert_eq!(field.fault(), None);
    assert!(field.at(&[X[0], Y[1]], Order::Value)[0].is_nan());
    let fault = field.fault().unwrap();
    assert!(fault.contains("waves.npy") && fault.contains("shorter"), "{fault}");
}

proptest! {
    #[test]
    fn any_part_of_the_domain_has_its_own_range(i in 0usize..299, j in 0usize..170, width in 1usize..300, height in 1usize..171) {
        let values = waves();
        let raster = raster(&values, SIZE[0]);
        let [nx, ny] = SIZE;
        let (last_i, last_j) = ((i + width).min(nx - 1), (j + height).min(ny - 1));
        let x = |i: usize| X[0] + (X[1] - X[0]) * i as f64 / (nx - 1) as f64;
        let y = |j: usize| Y[0] + (Y[1] - Y[0]) * j as f64 / (ny - 1) as f64;
        let domain = Domain { x: [x(i), x(last_i)], y: [y(j), y(last_j)] };
        let within = (j..=last_j).flat_map(|row| values[row * nx + i..=row * nx + last_i].iter().copied());
        let finite: Vec<f64> = within.filter(|value| !value.is_nan()).collect();
        let expected = (!finite.is_empty()).then(|| {
            [finite.iter().copied().fold(f64::NAN, f64::min), finite.iter().copied().fold(f64::NAN, f64::max)]
        });
        prop_assert_eq!(raster.range(domain), expected);
    }
}
