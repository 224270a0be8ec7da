//! Slopes by stencils, against numbers that tests/data/make_slopes.py computed.

use steepest::field::{Field, Samples, Stencil};

#[test]
fn both_stencils_are_those_of_gdaldem() {
    let z = |i: usize, j: usize| 100.0 + ((i * 7 + j * 13 + i * j) % 17) as f64 + 0.5 * (i * i) as f64;
    let values = (0..42).map(|k| z(k % 6, k / 6)).collect();
    let field = Field::from_samples("z", Samples::new(values, 6, 7, [1000.0, 1150.0], [500.0, 620.0]).unwrap());
    let xs: Vec<f64> = (0..6).map(|i| 1000.0 + 30.0 * f64::from(i)).collect();
    let table = include_str!("../../data/slopes.csv");
    for is_upright in [true, false] {
        // Rows of a map go from the north.
        let mut ys: Vec<f64> = (0..7).map(|j| 500.0 + 20.0 * f64::from(j)).collect();
        if !is_upright {
            ys.reverse();
        }
        let step = if is_upright { 20.0 } else { -20.0 };
        let [horn, thorne] = [Stencil::Horn, Stencil::ZevenbergenThorne]
            .map(|stencil| field.sample_stencil(stencil, &xs, &ys, [30.0, step]));
        for line in table.lines().skip(1) {
            let numbers: Vec<f64> = line.split(',').map(|number| number.parse().unwrap()).collect();
            let (column, row) = (numbers[0] as usize, numbers[1] as usize);
            let at = (if is_upright { row } else { 6 - row }) * 6 + column;
            let slope = |planes: &[Vec<f64>; 3]| planes[1][at].hypot(planes[2][at]).atan().to_degrees();
            assert_eq!(horn[0][at], numbers[2]);
            assert!((slope(&horn) - numbers[3]).abs() < 1e-10, "{line}: {}", slope(&horn));
            assert!((slope(&thorne) - numbers[4]).abs() < 1e-10, "{line}: {}", slope(&thorne));
            let own = field.gradient(&[xs[column], ys[at / 6]]).unwrap();
            assert!((own[0].hypot(own[1]).atan().to_degrees() - numbers[4]).abs() < 1e-10);
        }
        // Beyond the samples there is no neighbour.
        assert!(horn[1][0].is_nan() && thorne[2][5].is_nan() && horn[0][0].is_finite());
    }
}
