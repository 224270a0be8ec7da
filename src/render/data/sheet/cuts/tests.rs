use glam::{Vec2, Vec3};

use super::*;
use crate::field::Spread;

/// The mesh of a formula over [−5, `last`]², of so many patches along a side that bend in one way, where its box has these bounds.
fn mesh(formula: &str, last: f64, bounds: [f64; 2], side: u32, bend: Bend) -> CutMesh {
    let field = Field::parse(formula).unwrap_or_else(|error| panic!("{formula}: {error}"));
    let domain = Domain { x: [-5.0, last], y: [-5.0, last] };
    let world = World { ranges: domain, domain, values: bounds, spreads: [Spread::Linear; 3], half: Vec3::ONE };
    let place = |index: u32| [CELLS * (index % side), CELLS * (index / side)];
    let step = [1.0 / (side * CELLS) as f32; 2];
    let patches = (0..side * side).map(|index| PatchInstance { first: place(index), step, coarser: 0 }).collect();
    Sheet { field: &field, world: &world, bounds }.cut(patches, &vec![bend; (side * side) as usize])
}

/// The triangles of one of 13 patches along a side that bend little.
fn triangles(formula: &str, bounds: [f64; 2]) -> Vec<[SheetPoint; 3]> {
    mesh(formula, 5.0, bounds, 13, Bend::Little).triangles
}

#[test]
fn a_trench_without_a_floor_is_cut_at_the_bottom_of_the_box() {
    // Along a diagonal of the cells, where rounding decides whether f is infinite or a large number.
    let triangles = triangles("log(abs(x^2 - y^2))", [-15.0, 4.0]);
    // Its walls have corners, too: within a rounding of its middle they are as low as f there.
    let in_trench = triangles.iter().flatten().filter(|[x, y, _]| (x - y).abs() < 1e-7 && x.abs() > 0.1);
    let heights: Vec<f32> = in_trench.map(|at| at[2]).collect();
    let highest = heights.iter().copied().fold(-1.0, f32::max);
    assert!(heights.len() > 100 && highest < -0.6, "{} corners reach up to {highest}", heights.len());
}

/// How far what a triangle has of a height is from an upright line.
fn apart_at(corners: &[Vec3; 3], height: f32, line: Vec2) -> Option<f32> {
    let crossings = (0..3).filter_map(|at| {
        let (a, b) = (corners[at], corners[(at + 1) % 3]);
        let part = (height - a.z) / (b.z - a.z);
        (0.0..=1.0).contains(&part).then(|| a.lerp(b, part).truncate())
    });
    let crossings: Vec<Vec2> = crossings.collect();
    let (&from, &to) = crossings.first().zip(crossings.last())?;
    let part = (line - from).dot(to - from) / (to - from).length_squared();
    Some(line.distance(from.lerp(to, if part.is_nan() { 0.0 } else { part.clamp(0.0, 1.0) })))
}

#[test]
fn where_poles_and_jumps_meet_the_sheet_is_upright_from_bottom_to_top() {
    use std::f64::consts::FRAC_PI_2;
    let fields = [
        ("(x^2 - y^2)/(x^2 + y^2)^2", [0.0, 0.0], [-0.5, 0.5]),
        ("(x^3 - 3*x*y^2)/(x^2 + y^2)^3", [0.0, 0.0], [-0.4, 0.4]),
        ("1/x + 1/y + 1/(x + y - 3)", [3.0, 0.0], [-15.0, 18.0]),
        ("1/(x - 0.123) + 1/(y + 0.321)", [0.123, -0.321], [-15.0, 18.0]),
        ("tan(x)*tan(y)", [FRAC_PI_2, 0.0], [-50.0, 50.0]),
        ("tan(x)*tan(y - 0.1)", [0.0, FRAC_PI_2 + 0.1], [-50.0, 50.0]),
        ("x*y/(x^2 + y^2)", [0.0, 0.0], [-0.5, 0.5]),
        ("atan2(y - 0.03, x + 0.02)", [-0.02, 0.03], [-3.1, 3.1]),
    ];
    for (formula, meeting, bounds) in fields {
        let triangles = triangles(formula, bounds);
        let meeting = Vec2::new((meeting[0] / 5.0) as f32, (meeting[1] / 5.0) as f32);
        let triangles: Vec<[Vec3; 3]> = triangles.into_iter().map(|corners| corners.map(Vec3::from)).collect();
        let near: Vec<[Vec3; 3]> =
            triangles.into_iter().filter(|corners| corners[0].truncate().distance(meeting) < 0.05).collect();
        for height in (-19..20).map(|step| step as f32 / 20.0) {
            let apart = near.iter().filter_map(|corners| apart_at(corners, height, meeting));
            let apart = apart.fold(f32::INFINITY, f32::min);
            // A tenth of a cell is less than a third of a pixel.
            assert!(apart < 1e-3, "{formula}: the sheet ends {apart} beside where poles meet, at {height}");
        }
    }
}

#[test]
fn patches_that_need_many_triangles_have_those_that_others_leave() {
    // Walls thinner than any pixel along both axes, and nothing else, among a thousand patches that may be steep.
    let bounds = [-2.2, 0.0];
    let mesh = mesh("-1e-4*(abs(x*y)*1e42 + 1)^0.1", 5.1, bounds, 32, Bend::Steep);
    assert!(!mesh.is_rough);
    // The tops of the wall along x = 0, in each row of patches.
    let wall = 5.0 / 10.1 * 2.0 - 1.0;
    let mut tops = [f32::NEG_INFINITY; 32];
    for &[x, y, z] in mesh.triangles.iter().flatten() {
        if (x - wall).abs() < 1e-4 {
            let row = ((y + 1.0) * 16.0).clamp(0.0, 31.0) as usize;
            tops[row] = tops[row].max(z);
        }
    }
    let top = ((2.0 * (-1e-4 - bounds[0]) / (bounds[1] - bounds[0])) - 1.0) as f32;
    assert!(tops.iter().all(|z| (z - top).abs() < 0.01), "{tops:?} of {top}");
}

#[test]
fn a_strip_narrower_than_an_edge_is_as_wide_as_it_is() {
    // By half its width, of cells of a twentieth.
    let strips = [
        ("if(abs(x - y) < 0.01, 1, 0)", 0.02 * 10.0),
        ("if(abs(x - y - 0.007) < 0.004, 1, 0)", 0.008 * 10.0),
        ("if(abs(x - 0.3*y - 0.1) < 0.003, 1, 0)", 0.006 * 10.0),
        ("(y > 1.234 and y < 1.24)*1", 0.006 * 10.0),
        ("if(x < 1.001, 0, if(x < 1.006, 1, 0))", 0.005 * 10.0),
        ("if(abs(hypot(x, y) - 3) < 0.005, 1, 0)", 0.01 * 6.0 * std::f64::consts::PI),
    ];
    for (formula, area) in strips {
        let triangles = triangles(formula, [0.0, 1.0]);
        let plan = |corners: &[[f32; 3]; 3]| {
            let [a, b, c] = corners.map(|at| [0, 1].map(|axis| 5.0 * f64::from(at[axis])));
            0.5 * ((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])).abs()
        };
        let top = triangles.iter().filter(|corners| corners.iter().all(|at| at[2] > 0.9)).map(plan).sum::<f64>();
        assert!((top - area).abs() < 0.05 * area, "{formula}: {top} of {area}");
        let upright = triangles.iter().filter(|corners| corners.iter().any(|at| at[2].abs() < 0.9)).count();
        assert_eq!(upright, 0, "{formula}");
    }
}

#[test]
fn a_mesh_that_is_cut_nowhere_stays_whole() {
    // No bounds of its parts tell that this is continuous.
    let unsure = "1/(1.5 + x^3*y - 1.0001*x^3*y)";
    let field = Field::parse(unsure).unwrap_or_else(|error| panic!("{error}"));
    assert!(!field.is_continuous(Domain { x: [-5.0, 5.0], y: [-5.0, 5.0] }));
    let cut = |formula: &str, bounds: [f64; 2]| {
        let mesh = mesh(formula, 5.0, bounds, 8, Bend::Little);
        (mesh.triangles.len(), mesh.patches.len())
    };
    assert_eq!(cut(unsure, [-2.0, 2.0]), (0, 64));
    let (triangles, left) = cut("floor(x)", [-5.0, 5.0]);
    assert!(triangles > 0 && left < 64, "{triangles} triangles, {left} patches");
}

#[test]
fn where_jumps_cross_no_triangle_leads_from_one_side_to_another() {
    for formula in
        ["floor(x)*floor(y)", "floor(x + 0.37*y) + 3*floor(y - 0.21*x)", "sign(x - 0.3)*sign(y - 0.1)*3 + floor(x + y)"]
    {
        let triangles = triangles(formula, [-25.0, 25.0]);
        let slanted: Vec<_> = triangles
            .iter()
            .filter(|corners| {
                let heights = corners.map(|at| at[2]);
                heights.iter().any(|height| (height - heights[0]).abs() > 1e-3)
            })
            .collect();
        assert!(
            slanted.is_empty(),
            "{formula}: {} of {}: {:?}",
            slanted.len(),
            triangles.len(),
            &slanted[..slanted.len().min(6)]
        );
    }
}
