//! Quadtrees that are fine where they are seen near.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

/// A leaf, in the order of how coarse it looks.
#[derive(Clone, Copy, Debug)]
struct Seen<T> {
    leaf: T,
    coarseness: f32,
}

impl<T: Ord> Ord for Seen<T> {
    fn cmp(&self, other: &Seen<T>) -> Ordering {
        self.coarseness.total_cmp(&other.coarseness).then_with(|| other.leaf.cmp(&self.leaf))
    }
}

impl<T: Ord> PartialOrd for Seen<T> {
    fn partial_cmp(&self, other: &Seen<T>) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<T: Ord> PartialEq for Seen<T> {
    fn eq(&self, other: &Seen<T>) -> bool {
        self.cmp(other).is_eq()
    }
}

impl<T: Ord> Eq for Seen<T> {}

/// The leaves of a quadtree with how coarse each looks: the coarsest gives way to its four parts until none is coarser than
/// `fine`, or no more fit among `most`.
///
/// `parts` has nothing for a leaf that cannot be divided; it stays however coarse it looks, and others are divided still.
pub(crate) fn refined<T: Copy + Ord, P: IntoIterator<Item = T>>(
    roots: impl IntoIterator<Item = T>,
    most: usize,
    fine: f32,
    coarseness: impl Fn(T) -> f32,
    parts: impl Fn(T) -> Option<P>,
) -> Vec<(T, f32)> {
    let seen = |leaf: T| Seen { leaf, coarseness: coarseness(leaf) };
    let mut open: BinaryHeap<Seen<T>> = roots.into_iter().map(seen).collect();
    let mut finished = Vec::new();
    while let Some(coarsest) = open.pop() {
        let is_enough = coarsest.coarseness <= fine || open.len() + finished.len() + 4 > most;
        match parts(coarsest.leaf).filter(|_| !is_enough) {
            Some(parts) => open.extend(parts.into_iter().map(seen)),
            None => finished.push(coarsest),
        }
        if is_enough {
            break;
        }
    }
    finished.into_iter().chain(open).map(|seen| (seen.leaf, seen.coarseness)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Intervals of a line, halved in two and then in two: the place and the depth of a leaf.
    fn split_u64((depth, at): (u32, u32)) -> Option<[(u32, u32); 2]> {
        (depth < 4).then(|| [(depth + 1, 2 * at), (depth + 1, 2 * at + 1)])
    }

    #[test]
    fn what_cannot_be_divided_keeps_nothing_else_from_it() {
        // The first leaf looks coarse at any depth, the others as coarse as they are wide.
        let coarseness = |(depth, at): (u32, u32)| if at == 0 { 100.0 } else { 0.5f32.powi(depth as i32) };
        let leaves = refined([(0, 0)], 100, 0.1, coarseness, split_u64);
        assert_eq!(leaves.len(), 16, "{leaves:?}");
        assert!(leaves.iter().all(|((depth, at), coarse)| *depth == 4 && (*at == 0 || *coarse <= 0.1)));
    }

    #[test]
    fn no_more_leaves_are_made_than_fit() {
        for most in [1, 5, 9, 100] {
            let leaves = refined([(0, 0)], most, 0.0, |(depth, _)| 1.0 / (1.0 + depth as f32), split_u64);
            assert!(leaves.len() <= most && leaves.len() + 4 > most.min(16), "{most}: {}", leaves.len());
        }
    }
}
