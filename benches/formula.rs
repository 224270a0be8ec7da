//! What a formula costs before and between pictures: reading, differentiating, evaluating in f64, and writing WGSL.
#![allow(missing_docs, reason = "criterion's macros make the functions")]
#![allow(clippy::unwrap_used, reason = "a benchmark stops where something is wrong")]

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use steepest::expr::{Formula, Order, emit};
use steepest::field::{Field, Grid, OpenOptions, catalogue};

/// A small formula of the catalogue and a large one.
const NAMES: [&str; 2] = ["himmelblau", "muller_brown"];

/// Nodes per side.
const SIDE: usize = 256;

fn text(criterion: &mut Criterion) {
    for name in NAMES {
        let source = &catalogue::find(name).unwrap().formula;
        let formula = Formula::parse(source).unwrap();
        let (graph, roots) = formula.differentiate(Order::Gradient).unwrap();
        let mut group = criterion.benchmark_group("formula");
        group.bench_function(BenchmarkId::new("parse", name), |bencher| {
            bencher.iter(|| Formula::parse(black_box(source)));
        });
        group.bench_function(BenchmarkId::new("differentiate to the Hessian", name), |bencher| {
            bencher.iter(|| black_box(&formula).differentiate(Order::Hessian));
        });
        group.bench_function(BenchmarkId::new("emit WGSL of f and its gradient", name), |bencher| {
            bencher.iter(|| emit(black_box(&graph), black_box(&roots), &["p.x", "p.y"]));
        });
        group.finish();
    }
}

fn numbers(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group(format!("f64 on {SIDE}x{SIDE}, all cores"));
    group.throughput(Throughput::Elements((SIDE * SIDE) as u64));
    for name in NAMES {
        let field = Field::open(name, &OpenOptions::default()).unwrap();
        let grid = Grid { nx: SIDE, ny: SIDE, domain: field.domain() };
        for (what, order) in
            [("f", Order::Value), ("f and gradient", Order::Gradient), ("to the Hessian", Order::Hessian)]
        {
            group.bench_function(BenchmarkId::new(what, name), |bencher| {
                bencher.iter(|| black_box(&field).sample(&grid, order));
            });
        }
    }
    group.finish();
}

criterion_group!(benches, text, numbers);
criterion_main!(benches);
