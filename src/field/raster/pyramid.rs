//! Coarser and coarser views of a raster: the mean, the least and the greatest sample of blocks.

use std::ops::Range;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;

use super::source::Source;

/// The largest magnitude of a sample; what is beyond is a missing value. Means are held in 32 bits, which reach 3.4e38, and no second
/// difference of such samples overflows them.
pub(crate) const LARGEST: f64 = 1e36;
/// The first level that is kept: blocks of 8 × 8 samples, a sixty-fourth of them.
pub(crate) const FIRST: usize = 3;
const BLOCK: usize = 1 << FIRST;

/// Means, least and greatest samples of blocks of 2ᵏ × 2ᵏ samples, from 8 × 8 to all.
///
/// A block of which more than half is missing values is a missing value, so that missing values keep their area.
/// The raster owns it.
#[derive(Debug)]
pub(crate) struct Pyramid {
    levels: Vec<Level>,
    /// The least and greatest sample.
    pub(crate) range: [f64; 2],
    /// The least sample above 0, infinite where there is none.
    pub(crate) least_positive: f64,
    /// The largest error of rounding a sample to 32 bits.
    pub(crate) rounding: f64,
    /// Samples that are missing, and those of them that are numbers, or infinite.
    pub(crate) missing: usize,
    pub(crate) beyond: usize,
}

/// Blocks of one size, row by row; NaN where there is no sample.
#[derive(Debug)]
pub(crate) struct Level {
    /// Columns and rows of blocks.
    pub(crate) size: [usize; 2],
    pub(crate) mean: Vec<f32>,
    pub(crate) low: Vec<f32>,
    pub(crate) high: Vec<f32>,
}

impl Pyramid {
    /// Reads all samples once, on all cores; `progress` hears which fraction of them is read.
    pub(crate) fn build(source: &Source, progress: &(dyn Fn(f64) + Sync)) -> Result<Pyramid, String> {
        let [nx, ny] = source.size();
        let first = Mutex::new(Level::new([nx.div_ceil(BLOCK), ny.div_ceil(BLOCK)]));
        let [width, height] = source.chunk().map(|side| side.next_multiple_of(BLOCK));
        let (across, down) = (nx.div_ceil(width), ny.div_ceil(height));
        // Bits of positive floats are in the order of their values.
        let (missing, beyond) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let (read, worst, least) = (AtomicUsize::new(0), AtomicU64::new(0), AtomicU64::new(f64::INFINITY.to_bits()));
        (0..across * down).into_par_iter().try_for_each(|piece| {
            let (left, bottom) = (piece % across * width, piece / across * height);
            let (columns, rows) = (left..(left + width).min(nx), bottom..(bottom + height).min(ny));
            let samples = source.read(columns.clone(), rows.clone())?;
            let reduced = Level::of(&samples, columns.len(), BLOCK);
            let is_none = samples.iter().filter(|value| value.is_nan()).count();
            let is_beyond = samples.iter().filter(|value| value.abs() > LARGEST).count();
            missing.fetch_add(is_none + is_beyond, Ordering::Relaxed);
            beyond.fetch_add(is_beyond, Ordering::Relaxed);
            least.fetch_min(least_positive(&samples).to_bits(), Ordering::Relaxed);
            worst.fetch_max(rounding(&samples).to_bits(), Ordering::Relaxed);
            first.lock().unwrap_or_else(PoisonError::into_inner).put(&reduced, [left / BLOCK, bottom / BLOCK]);
            progress((1 + read.fetch_add(1, Ordering::Relaxed)) as f64 / (across * down) as f64);
            Ok::<(), String>(())
        })?;
        let mut levels = vec![first.into_inner().unwrap_or_else(PoisonError::into_inner)];
        while let Some(last) = levels.last().filter(|last| last.size != [1, 1]) {
            let halved = last.halved();
            levels.push(halved);
        }
        let range = levels.last().map_or([f64::NAN; 2], |top| [top.low[0].into(), top.high[0].into()]);
        let [least_positive, rounding] = [least, worst].map(|bits| f64::from_bits(bits.into_inner()));
        Ok(Pyramid {
            levels,
            range,
            least_positive,
            rounding,
            missing: missing.into_inner(),
            beyond: beyond.into_inner(),
        })
    }

    /// The last level, of which one block is all samples.
    pub(crate) fn top(&self) -> usize {
        FIRST + self.levels.len() - 1
    }

    /// The blocks of 2ᵏ × 2ᵏ samples, where they are kept.
    pub(crate) fn level(&self, level: usize) -> Option<&Level> {
        self.levels.get(level.checked_sub(FIRST)?)
    }
}

impl Level {
    fn new(size: [usize; 2]) -> Level {
        let nothing = || vec![f32::NAN; size[0] * size[1]];
        Level { size, mean: nothing(), low: nothing(), high: nothing() }
    }

    /// Blocks of so many samples per side, of rows of `width` samples; those at the ends may have fewer.
    pub(crate) fn of(samples: &[f64], width: usize, side: usize) -> Level {
        let rows = samples.len() / width;
        let mut level = Level::new([width.div_ceil(side), rows.div_ceil(side)]);
        let blocks = level.size[0];
        for (down, band) in samples.chunks(width * side).enumerate() {
            let mut sums = vec![Sum::default(); blocks];
            for row in band.chunks(width) {
                for (sum, samples) in sums.iter_mut().zip(row.chunks(side)) {
                    samples.iter().for_each(|&sample| sum.add(sample));
                }
            }
            for (along, sum) in sums.iter().enumerate() {
                level.set(down * blocks + along, sum);
            }
        }
        level
    }

    /// Blocks of twice the side.
    fn halved(&self) -> Level {
        let [columns, rows] = self.size;
        let mut level = Level::new([columns.div_ceil(2), rows.div_ceil(2)]);
        let across = level.size[0];
        for at in 0..level.mean.len() {
            let mut sum = Sum::default();
            let (left, bottom) = (2 * (at % across), 2 * (at / across));
            for row in bottom..(bottom + 2).min(rows) {
                for column in left..(left + 2).min(columns) {
                    let from = row * columns + column;
                    sum.add(self.mean[from].into());
                    // A block that is a missing value may hold samples all the same.
                    sum.low = sum.low.min(self.low[from].into());
                    sum.high = sum.high.max(self.high[from].into());
                }
            }
            level.set(at, &sum);
        }
        level
    }

    fn set(&mut self, at: usize, sum: &Sum) {
        let is_whole = 2 * sum.count >= sum.of && sum.count > 0;
        self.mean[at] = if is_whole { (sum.total / f64::from(sum.count)) as f32 } else { f32::NAN };
        (self.low[at], self.high[at]) =
            if sum.low <= sum.high { (sum.low as f32, sum.high as f32) } else { (f32::NAN, f32::NAN) };
    }

    /// Puts the blocks of a part in their places, from a column and a row on.
    fn put(&mut self, part: &Level, [left, bottom]: [usize; 2]) {
        let [width, rows] = part.size;
        for row in 0..rows {
            let (to, from) = ((bottom + row) * self.size[0] + left, row * width);
            for (all, some) in [(&mut self.mean, &part.mean), (&mut self.low, &part.low), (&mut self.high, &part.high)]
            {
                all[to..to + width].copy_from_slice(&some[from..from + width]);
            }
        }
    }

    /// The least and the greatest of some columns and rows; nothing where all are missing values.
    pub(crate) fn range(&self, columns: Range<usize>, rows: Range<usize>) -> Option<[f64; 2]> {
        let row = |row: usize| row * self.size[0] + columns.start..row * self.size[0] + columns.end.min(self.size[0]);
        let rows = || (rows.start..rows.end.min(self.size[1])).map(row);
        // NaN gives way to any number.
        let low = rows().flat_map(|part| &self.low[part]).copied().fold(f32::INFINITY, f32::min);
        let high = rows().flat_map(|part| &self.high[part]).copied().fold(f32::NEG_INFINITY, f32::max);
        (low <= high).then_some([low.into(), high.into()])
    }

    /// Means of some columns and rows.
    pub(crate) fn means(&self, columns: Range<usize>, rows: Range<usize>) -> Vec<f64> {
        let row = |row: usize| &self.mean[row * self.size[0] + columns.start..row * self.size[0] + columns.end];
        rows.flat_map(row).map(|&mean| f64::from(mean)).collect()
    }
}

/// What a block's samples come to.
#[derive(Clone, Copy, Debug)]
struct Sum {
    total: f64,
    count: u32,
    /// Samples and missing values.
    of: u32,
    low: f64,
    high: f64,
}

impl Default for Sum {
    fn default() -> Sum {
        Sum { total: 0.0, count: 0, of: 0, low: f64::INFINITY, high: f64::NEG_INFINITY }
    }
}

impl Sum {
    fn add(&mut self, sample: f64) {
        self.of += 1;
        // NaN compares with nothing.
        if sample.abs() <= LARGEST {
            self.total += sample;
            self.count += 1;
            self.low = self.low.min(sample);
            self.high = self.high.max(sample);
        }
    }
}

/// The least and the greatest of samples; nothing where all are missing values.
pub(crate) fn range(samples: &[f64]) -> Option<[f64; 2]> {
    let mut sum = Sum::default();
    samples.iter().for_each(|&sample| sum.add(sample));
    (sum.low <= sum.high).then_some([sum.low, sum.high])
}

fn least_positive(samples: &[f64]) -> f64 {
    samples
        .iter()
        .copied()
        .filter(|sample| (0.0..=LARGEST).contains(sample) && *sample > 0.0)
        .fold(f64::INFINITY, f64::min)
}

fn rounding(samples: &[f64]) -> f64 {
    let error = |&sample: &f64| (sample - f64::from(sample as f32)).abs();
    samples.iter().filter(|sample| sample.abs() <= LARGEST).map(error).fold(0.0, f64::max)
}
