//! Numbers that look random and depend on their indices alone, the same on every machine and in every shader.

use std::f64::consts::TAU;

/// Four words from four words: PCG4D (Jarzynski and Olano, Hash Functions for GPU Rendering, JCGT 9(3), 2020).
///
/// shaders/random.wgsl is its counterpart.
fn hash(mut v: [u32; 4]) -> [u32; 4] {
    v = v.map(|word| word.wrapping_mul(1_664_525).wrapping_add(1_013_904_223));
    stir(&mut v);
    v = v.map(|word| word ^ (word >> 16));
    stir(&mut v);
    v
}

fn stir(v: &mut [u32; 4]) {
    for (target, a, b) in [(0, 1, 3), (1, 2, 0), (2, 0, 1), (3, 1, 2)] {
        v[target] = v[target].wrapping_add(v[a].wrapping_mul(v[b]));
    }
}

/// A number between 0 and 1, neither of them; 23 bits, so that f32 holds it exactly.
fn unit(word: u32) -> f64 {
    (f64::from(word >> 9) + 0.5) / f64::from(1 << 23)
}

/// The two split_u64 of a seed.
pub fn split_u64(seed: u64) -> [u32; 2] {
    [seed as u32, (seed >> 32) as u32]
}

/// Two numbers between 0 and 1 with 32 bits each, for point `index` of `seed`.
pub(crate) fn uniform(seed: u64, index: u64) -> [f64; 2] {
    let ([low, high], [first, second]) = (split_u64(seed), split_u64(index));
    let [x, y, ..] = hash([low, first, second, high]);
    [x, y].map(|word| (f64::from(word) + 0.5) / 4_294_967_296.0)
}

/// A draw from the standard normal distribution for a coordinate of a walker at a step, by Box and Muller's transform.
pub(super) fn normal(seed: u64, walker: u64, step: u32, coordinate: usize) -> f64 {
    let [low, high] = split_u64(seed);
    // Coordinates go in pairs, since the transform makes two numbers at once.
    let [first, second, ..] = hash([low, walker as u32, step, high ^ (coordinate / 2) as u32]);
    let (radius, angle) = ((-2.0 * unit(first).ln()).sqrt(), TAU * unit(second));
    radius * if coordinate.is_multiple_of(2) { angle.cos() } else { angle.sin() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn noise_is_normal_and_repeats() {
        let draws: Vec<f64> = (0..20_000).map(|step| normal(7, 3, step, 1)).collect();
        let mean = draws.iter().sum::<f64>() / draws.len() as f64;
        let variance = draws.iter().map(|draw| (draw - mean).powi(2)).sum::<f64>() / draws.len() as f64;
        assert!(mean.abs() < 0.02 && (variance - 1.0).abs() < 0.03, "{mean} {variance}");
        assert_eq!(normal(7, 3, 5, 1), normal(7, 3, 5, 1));
        assert_ne!(normal(7, 3, 5, 1), normal(8, 3, 5, 1));
        assert_ne!(normal(7, 3, 5, 0), normal(7, 3, 5, 1));
    }

    #[test]
    fn uniform_points_fill_the_square() {
        let mut cells = [0u32; 64];
        for index in 0..64_000 {
            let [x, y] = uniform(1, index).map(|u| (u * 8.0) as usize);
            cells[8 * y + x] += 1;
        }
        assert!(cells.iter().all(|count| (850..1150).contains(count)), "{cells:?}");
    }
}
