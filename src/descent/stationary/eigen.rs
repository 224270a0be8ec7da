//! Eigenvalues and eigenvectors of small symmetric matrices.

/// A symmetric matrix taken apart: `values` ascending, `vectors[k]` the unit eigenvector of `values[k]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Eigen {
    /// Eigenvalues, ascending.
    pub values: Vec<f64>,
    /// A unit eigenvector for each.
    pub vectors: Vec<Vec<f64>>,
}

/// More sweeps than any matrix needs: convergence is quadratic.
const MAX_SWEEPS: usize = 60;

/// Roundings that an eigenvalue may have come through, each as large as what was added up.
const ROUNDINGS: f64 = 8.0;

/// What an eigenvalue that is 0 within rounding counts as in Newton's step, beside the largest.
const FLAT: f64 = 1e-3;

impl Eigen {
    /// By Jacobi's rotations (Golub and Van Loan, Matrix Computations, §8.5); nothing where an entry is not finite.
    pub fn of(matrix: &[Vec<f64>]) -> Option<Eigen> {
        if matrix.iter().flatten().any(|entry| !entry.is_finite()) {
            return None;
        }
        let size = matrix.len();
        let mut a = matrix.to_vec();
        let unit = |index: usize| (0..size).map(|k| if k == index { 1.0 } else { 0.0 }).collect();
        let mut vectors: Vec<Vec<f64>> = (0..size).map(unit).collect();
        for _sweep in 0..MAX_SWEEPS {
            let mut rotated = false;
            for p in 0..size {
                for q in p + 1..size {
                    // Beside the entries of its own row and column, so that a small eigenvalue keeps its digits too.
                    if a[p][q].abs() > 1e-17 * (a[p][p].abs().sqrt() * a[q][q].abs().sqrt()) {
                        rotate(&mut a, &mut vectors, p, q);
                        rotated = true;
                    }
                }
            }
            if !rotated {
                break;
            }
        }
        let mut pairs: Vec<(f64, Vec<f64>)> = vectors.into_iter().enumerate().map(|(k, v)| (a[k][k], v)).collect();
        pairs.sort_by(|left, right| left.0.total_cmp(&right.0));
        let (values, vectors) = pairs.into_iter().unzip();
        Some(Eigen { values, vectors })
    }

    /// (A + shift·I)⁻¹·b.
    pub fn solve(&self, shift: f64, b: &[f64]) -> Vec<f64> {
        let mut solution = vec![0.0; b.len()];
        for (value, vector) in self.values.iter().zip(&self.vectors) {
            let along: f64 = vector.iter().zip(b).map(|(v, b)| v * b).sum();
            let fraction = along / (value + shift);
            solution.iter_mut().zip(vector).for_each(|(out, v)| *out += fraction * v);
        }
        solution
    }

    /// Newton's step (A + damping·I)⁻¹·b, kept downhill, and whether that took a change of A, which this is taken from.
    ///
    /// An eigenvalue that is positive beyond its rounding stays what it is, however small. One below 0 counts by its
    /// modulus, and one that cannot be told from 0 as 10⁻³ of the largest.
    pub(crate) fn downhill(&self, matrix: &[Vec<f64>], damping: f64, b: &[f64]) -> (Vec<f64>, bool) {
        let largest = self.values.iter().fold(0.0f64, |largest, value| largest.max((value + damping).abs()));
        let mut step = vec![0.0; b.len()];
        let mut is_lifted = false;
        for (&value, vector) in self.values.iter().zip(&self.vectors) {
            let value = value + damping;
            let curvature = curvature(value, entries_along(matrix, vector), largest);
            let along: f64 = vector.iter().zip(b).map(|(v, b)| v * b).sum();
            is_lifted |= curvature != value;
            if along != 0.0 {
                step.iter_mut().zip(vector).for_each(|(out, v)| *out += along / curvature * v);
            }
        }
        (step, is_lifted)
    }
}

/// What an eigenvalue counts as in Newton's step, by what was added up to make it and by the largest.
fn curvature(value: f64, added_up: f64, largest: f64) -> f64 {
    if value.abs() > ROUNDINGS * f64::EPSILON * added_up { value.abs() } else { FLAT * largest }
}

/// [`Eigen::downhill`] for a matrix [[a, b], [b, d]]; NaN where an entry is not finite.
pub(crate) fn downhill(matrix: [f64; 3], damping: f64, [gx, gy]: [f64; 2]) -> [f64; 2] {
    let Some(pairs) = planar(matrix) else { return [f64::NAN; 2] };
    let largest = (pairs[0].0 + damping).abs().max((pairs[1].0 + damping).abs());
    pairs.iter().fold([0.0; 2], |[sx, sy], &(value, [x, y])| {
        let along = gx * x + gy * y;
        let curvature = curvature(value + damping, added_up(matrix, [x, y]), largest);
        // Where there is no slope there is no step, whatever the curvature.
        let step = if along == 0.0 { 0.0 } else { along / curvature };
        [sx + step * x, sy + step * y]
    })
}

/// |v|ᵀ|A||v|: what is added up, signs aside, to make the eigenvalue of `v`.
fn entries_along(matrix: &[Vec<f64>], vector: &[f64]) -> f64 {
    let row = |row: &Vec<f64>| -> f64 { row.iter().zip(vector).map(|(a, v)| (a * v).abs()).sum() };
    matrix.iter().zip(vector).map(|(entries, v)| v.abs() * row(entries)).sum()
}

/// Eigenvalues and unit eigenvectors of [[a, b], [b, d]], the weaker one, of the smaller magnitude, first.
///
/// By one of Jacobi's rotations, which leaves a small diagonal entry its digits; nothing where an entry is not finite.
pub(crate) fn planar([a, b, d]: [f64; 3]) -> Option<[(f64, [f64; 2]); 2]> {
    if !(a.is_finite() && b.is_finite() && d.is_finite()) {
        return None;
    }
    let tangent = if b == 0.0 {
        0.0
    } else {
        let tau = (0.5 * d - 0.5 * a) / b;
        tau.signum() / (tau.abs() + tau.hypot(1.0))
    };
    let cosine = 1.0 / tangent.hypot(1.0);
    let sine = tangent * cosine;
    let (first, second) = ((a - tangent * b, [cosine, -sine]), (d + tangent * b, [sine, cosine]));
    Some(if first.0.abs() <= second.0.abs() { [first, second] } else { [second, first] })
}

/// What is added up, signs aside, to make the eigenvalue of a vector of [[a, b], [b, d]].
fn added_up([a, b, d]: [f64; 3], [x, y]: [f64; 2]) -> f64 {
    (a * x * x).abs() + 2.0 * (b * x * y).abs() + (d * y * y).abs()
}

/// Whether an eigenvalue of [[a, b], [b, d]] may be nothing but what rounding leaves of larger entries.
pub(crate) fn is_rounding(matrix: [f64; 3], value: f64, vector: [f64; 2]) -> bool {
    value.abs() <= 64.0 * f64::EPSILON * added_up(matrix, vector)
}

/// One rotation that makes `a[p][q]` zero; `vectors` turn along.
fn rotate(a: &mut [Vec<f64>], vectors: &mut [Vec<f64>], p: usize, q: usize) {
    let tau = (a[q][q] - a[p][p]) / (2.0 * a[p][q]);
    let tangent = if tau < 0.0 { -1.0 } else { 1.0 } / (tau.abs() + tau.hypot(1.0));
    let cosine = 1.0 / tangent.hypot(1.0);
    let sine = tangent * cosine;
    let turn = |along_p: f64, along_q: f64| (cosine * along_p - sine * along_q, sine * along_p + cosine * along_q);
    let shift = tangent * a[p][q];
    a[p][p] -= shift;
    a[q][q] += shift;
    (a[p][q], a[q][p]) = (0.0, 0.0);
    for k in 0..a.len() {
        if k != p && k != q {
            let (new_p, new_q) = turn(a[k][p], a[k][q]);
            (a[k][p], a[p][k]) = (new_p, new_p);
            (a[k][q], a[q][k]) = (new_q, new_q);
        }
        (vectors[p][k], vectors[q][k]) = turn(vectors[p][k], vectors[q][k]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(found: &[f64], expected: &[f64]) -> bool {
        found.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-12 * b.abs().max(1.0))
    }

    #[test]
    fn eigenvalues_of_known_matrices() {
        let values = |matrix: &[Vec<f64>]| Eigen::of(matrix).map(|eigen| eigen.values).unwrap_or_default();
        assert_eq!(values(&[vec![2.0, 0.0], vec![0.0, -3.0]]), [-3.0, 2.0]);
        assert!(close(&values(&[vec![2.0, 1.0], vec![1.0, 2.0]]), &[1.0, 3.0]));
        let root = 2f64.sqrt();
        let three = [vec![2.0, -1.0, 0.0], vec![-1.0, 2.0, -1.0], vec![0.0, -1.0, 2.0]];
        assert!(close(&values(&three), &[2.0 - root, 2.0, 2.0 + root]));
        assert_eq!(Eigen::of(&[vec![f64::NAN]]), None);
    }

    #[test]
    fn a_planar_matrix_keeps_the_digits_of_a_small_entry() {
        assert_eq!(planar([2.0, 0.0, 1e-30]), Some([(1e-30, [0.0, 1.0]), (2.0, [1.0, 0.0])]));
        let pair = planar([1.0, -3.0, 4.0]).unwrap_or_default();
        let general = Eigen::of(&[vec![1.0, -3.0], vec![-3.0, 4.0]]).map(|eigen| eigen.values).unwrap_or_default();
        assert!(close(&[pair[0].0, pair[1].0], &general));
        for (value, [x, y]) in pair {
            assert!(close(&[x - 3.0 * y, -3.0 * x + 4.0 * y], &[value * x, value * y]));
        }
        assert_eq!(planar([1.0, f64::INFINITY, 1.0]), None);
    }

    #[test]
    fn a_system_is_solved() {
        let matrix = [vec![4.0, 1.0, -2.0], vec![1.0, 3.0, 0.5], vec![-2.0, 0.5, 5.0]];
        let solution = Eigen::of(&matrix).map(|eigen| eigen.solve(0.25, &[1.0, -2.0, 3.0])).unwrap_or_default();
        let back = |row: usize| -> f64 {
            matrix[row].iter().zip(&solution).map(|(a, x)| a * x).sum::<f64>() + 0.25 * solution[row]
        };
        assert!(close(&[back(0), back(1), back(2)], &[1.0, -2.0, 3.0]));
    }
}
