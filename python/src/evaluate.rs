//! f and its derivatives over arrays, in 64 bits on all cores.

use std::sync::atomic::{AtomicBool, Ordering};

use numpy::{PyArray1, PyArrayMethods, PyReadonlyArray1};
use pyo3::prelude::*;
use rayon::prelude::*;
use steepest::Field;
use steepest::expr::{Order, Scratch};

use crate::call::{interruptible, quick};
use crate::error::{Raise, value};

/// Points that a thread takes at once.
const CHUNK: usize = 8192;
/// So few points are done at once, on this thread.
const FEW: usize = 4096;

/// The planes of derivatives, for each of which an array is asked for: f alone, the gradient's or the Hessian's triangle's.
pub(crate) fn evaluate<'py>(
    py: Python<'py>,
    field: &Field,
    points: &[PyReadonlyArray1<'py, f64>],
    order: u8,
) -> PyResult<Vec<Bound<'py, PyArray1<f64>>>> {
    let given = points.len();
    field.check_point(&vec![0.0; given]).map_err(Raise::raise)?;
    let known = field.dimension().max(2);
    let order = match order {
        0 => Order::Value,
        1 => Order::Gradient,
        _ => Order::Hessian,
    };
    if order == Order::Hessian && known > 64 {
        return Err(value(format!("a formula of {known} variables has no Hessian; 64 variables are the most")));
    }
    let planes = match order {
        Order::Value => 1,
        Order::Gradient => 1 + known,
        Order::Hessian => 1 + known + known * (known + 1) / 2,
    };
    let wanted = wanted(order, known, given);
    let coordinates = points.iter().map(|points| points.as_slice()).collect::<Result<Vec<_>, _>>()?;
    let count = coordinates.first().map_or(0, |values| values.len());
    if coordinates.iter().any(|values| values.len() != count) {
        return Err(value("coordinates differ in number"));
    }
    let arrays: Vec<_> = wanted.iter().map(|_| PyArray1::<f64>::zeros(py, count, false)).collect();
    {
        let mut written: Vec<_> = arrays.iter().map(|array| array.readwrite()).collect();
        let outputs = written.iter_mut().map(|array| array.as_slice_mut()).collect::<Result<Vec<_>, _>>()?;
        let work = Work { field, coordinates: &coordinates, order, planes, wanted: &wanted };
        match count <= FEW {
            true => quick(|| work.chunk(&mut Memory::default(), 0, outputs))?,
            false => interruptible(py, |stop| work.all(outputs, stop))?,
        }
    }
    Ok(arrays)
}

/// The planes that are asked for.
fn wanted(order: Order, known: usize, given: usize) -> Vec<usize> {
    match order {
        Order::Value => vec![0],
        Order::Gradient => (1..=given).collect(),
        Order::Hessian => {
            let place = |row: usize, column: usize| 1 + known + row * known - row * (row + 1) / 2 + column;
            (0..given).flat_map(|row| (row..given).map(move |column| place(row, column))).collect()
        }
    }
}

struct Work<'a> {
    field: &'a Field,
    coordinates: &'a [&'a [f64]],
    order: Order,
    planes: usize,
    wanted: &'a [usize],
}

/// What a thread keeps from chunk to chunk: registers, and planes that nobody asked for.
#[derive(Default)]
struct Memory {
    scratch: Scratch,
    unwanted: Vec<Vec<f64>>,
}

impl Work<'_> {
    fn all(&self, outputs: Vec<&mut [f64]>, stop: &AtomicBool) {
        let count = outputs.first().map_or(0, |output| output.len());
        let mut chunks: Vec<Vec<&mut [f64]>> = (0..count.div_ceil(CHUNK)).map(|_| Vec::new()).collect();
        for output in outputs {
            output.chunks_mut(CHUNK).zip(&mut chunks).for_each(|(piece, chunk)| chunk.push(piece));
        }
        chunks.into_par_iter().enumerate().for_each_init(Memory::default, |memory, (index, chunk)| {
            if !stop.load(Ordering::Relaxed) {
                self.chunk(memory, index * CHUNK, chunk);
            }
        });
    }

    fn chunk(&self, memory: &mut Memory, start: usize, outputs: Vec<&mut [f64]>) {
        let count = outputs.first().map_or(0, |output| output.len());
        let coordinates: Vec<&[f64]> = self.coordinates.iter().map(|values| &values[start..start + count]).collect();
        let Memory { scratch, unwanted } = memory;
        unwanted.resize_with(self.planes - self.wanted.len(), Vec::new);
        unwanted.iter_mut().for_each(|plane| plane.resize(count, 0.0));
        let (mut outputs, mut unwanted) = (outputs.into_iter(), unwanted.iter_mut());
        let plane = |plane| match self.wanted.contains(&plane) {
            true => outputs.next(),
            false => unwanted.next().map(Vec::as_mut_slice),
        };
        let mut planes: Vec<&mut [f64]> = (0..self.planes).filter_map(plane).collect();
        self.field.points_of(scratch, &coordinates, self.order, &mut planes);
    }
}
