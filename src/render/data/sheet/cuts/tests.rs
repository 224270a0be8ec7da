use glam::Vec3;

use super::*;
use crate::field::Spread;

/// Triangles that stand in for patches, and how many patches are left of 64.
fn cut(formula: &str, bounds: [f64; 2]) -> (usize, usize) {
    let field = Field::parse(formula).unwrap_or_else(|error| panic!("{formula}: {error}"));
    let domain = Domain { x: [-5.0, 5.0], y: [-5.0, 5.0] };
    let world = World { ranges: domain, domain, values: bounds, spreads: [Spread::Linear; 3], half: Vec3::ONE };
    let place = |index: u32| [CELLS * (index % 8), CELLS * (index / 8)];
    let patches = (0..64)
        .map(|index| PatchInstance { first: place(index), step: [1.0 / (8 * CELLS) as f32; 2], coarser: 0 })
        .collect();
    let mesh = Sheet { field: &field, world: &world, bounds }.cut(patches, &[Bend::Little; 64]);
    (mesh.triangles.len(), mesh.patches.len())
}

#[test]
fn a_trench_without_a_floor_is_cut_at_the_bottom_of_the_box() {
    // Along a diagonal of the cells, where rounding decides whether f is infinite or a large number.
    let field = Field::parse("log(abs(x^2 - y^2))").unwrap_or_else(|error| panic!("{error}"));
    let (domain, bounds) = (Domain { x: [-5.0, 5.0], y: [-5.0, 5.0] }, [-15.0, 4.0]);
    let world = World { ranges: domain, domain, values: bounds, spreads: [Spread::Linear; 3], half: Vec3::ONE };
    let place = |index: u32| [CELLS * (index % 13), CELLS * (index / 13)];
    let patches = (0..169)
        .map(|index| PatchInstance { first: place(index), step: [1.0 / (13 * CELLS) as f32; 2], coarser: 0 })
        .collect();
    let triangles = Sheet { field: &field, world: &world, bounds }.cut(patches, &[Bend::Little; 169]).triangles;
    // Its walls have corners, too: within a rounding of its middle they are as low as f there.
    let in_trench = triangles.iter().flatten().filter(|[x, y, _]| (x - y).abs() < 1e-7 && x.abs() > 0.1);
    let heights: Vec<f32> = in_trench.map(|at| at[2]).collect();
    let highest = heights.iter().copied().fold(-1.0, f32::max);
    assert!(heights.len() > 100 && highest < -0.6, "{} corners reach up to {highest}", heights.len());
}

#[test]
fn patches_that_need_many_triangles_have_those_that_others_leave() {
    // Walls thinner than any pixel along both axes, and nothing else, among a thousand patches that may be steep.
    let field = Field::parse("-1e-4*(abs(x*y)*1e42 + 1)^0.1").unwrap_or_else(|error| panic!("{error}"));
    let (domain, bounds) = (Domain { x: [-5.0, 5.1], y: [-5.0, 5.1] }, [-2.2, 0.0]);
    let world = World { ranges: domain, domain, values: bounds, spreads: [Spread::Linear; 3], half: Vec3::ONE };
    let place = |index: u32| [CELLS * (index % 32), CELLS * (index / 32)];
    let patches = (0..1024)
        .map(|index| PatchInstance { first: place(index), step: [1.0 / (32 * CELLS) as f32; 2], coarser: 0 })
        .collect();
    let mesh = Sheet { field: &field, world: &world, bounds }.cut(patches, &[Bend::Steep; 1024]);
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
    let top = world.height(-1e-4) as f32;
    assert!(tops.iter().all(|z| (z - top).abs() < 0.01 * world.half.z), "{tops:?} of {top}");
}

#[test]
fn a_mesh_that_is_cut_nowhere_stays_whole() {
    // No bounds of its parts tell that this is continuous.
    let unsure = "1/(1.5 + x^3*y - 1.0001*x^3*y)";
    let field = Field::parse(unsure).unwrap_or_else(|error| panic!("{error}"));
    assert!(!field.is_continuous(Domain { x: [-5.0, 5.0], y: [-5.0, 5.0] }));
    assert_eq!(cut(unsure, [-2.0, 2.0]), (0, 64));
    let (triangles, left) = cut("floor(x)", [-5.0, 5.0]);
    assert!(triangles > 0 && left < 64, "{triangles} triangles, {left} patches");
}

#[test]
fn where_jumps_cross_no_triangle_leads_from_one_side_to_another() {
    for formula in
        ["floor(x)*floor(y)", "floor(x + 0.37*y) + 3*floor(y - 0.21*x)", "sign(x - 0.3)*sign(y - 0.1)*3 + floor(x + y)"]
    {
        let field = Field::parse(formula).unwrap_or_else(|error| panic!("{error}"));
        let (domain, bounds) = (Domain { x: [-5.0, 5.0], y: [-5.0, 5.0] }, [-25.0, 25.0]);
        let world = World { ranges: domain, domain, values: bounds, spreads: [Spread::Linear; 3], half: Vec3::ONE };
        let place = |index: u32| [CELLS * (index % 13), CELLS * (index / 13)];
        let patches = (0..169)
            .map(|index| PatchInstance { first: place(index), step: [1.0 / (13 * CELLS) as f32; 2], coarser: 0 })
            .collect();
        let triangles = Sheet { field: &field, world: &world, bounds }.cut(patches, &[Bend::Little; 169]).triangles;
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
