//! The order of what was found: by f, but where f is equal up to rounding by place, so that last bits decide nothing.

use crate::expr::{Order, Scratch};
use crate::field::Field;

/// Roundings that values of f come through, about.
const ROUNDINGS: f64 = 256.0;

/// Places nearer than this, as a fraction of the domain's side, lie side by side.
const BESIDE: f64 = 1e-6;

/// What f may be off by at a point where it is `f`: rounding of the values around it, `reach` away.
pub(crate) fn rounding_about(field: &Field, [x, y]: [f64; 2], [dx, dy]: [f64; 2], f: f64) -> f64 {
    let (xs, ys) = ([x - dx, x + dx, x - dx, x + dx], [y - dy, y - dy, y + dy, y + dy]);
    let mut values = [0.0; 4];
    field.points(&mut Scratch::default(), &xs, &ys, Order::Value, &mut [&mut values]);
    let largest =
        values.into_iter().filter(|value| value.is_finite()).fold(f.abs(), |most, value| most.max(value.abs()));
    ROUNDINGS * f64::EPSILON * largest
}

/// Puts items in order by what `ranked` says of each: what comes first whatever f is, the place, f, and what f may be off
/// by. `sides` are the domain's.
pub(crate) fn in_order<T>(items: &mut [T], sides: [f64; 2], ranked: impl Fn(&T) -> (u8, [f64; 2], f64, f64)) {
    let keys = |item: &T| {
        let (class, [x, y], f, slack) = ranked(item);
        [(f64::from(class), 0.0), (f, slack), (x, BESIDE * sides[0].abs()), (y, 0.0)]
    };
    let keys: Vec<[Key; 4]> = items.iter().map(keys).collect();
    let mut order: Vec<usize> = (0..items.len()).collect();
    sort(&mut order, &keys, 0);
    for place in 0..order.len() {
        // What belongs here may have gone to where another one came from.
        let mut from = order[place];
        while from < place {
            from = order[from];
        }
        items.swap(place, from);
    }
}

/// A number, and what it may be off by.
type Key = (f64, f64);

/// Sorts by the keys of a level, and what is equal there by the next level's.
fn sort(order: &mut [usize], keys: &[[Key; 4]], level: usize) {
    let key = |index: usize| keys[index][level].0;
    order.sort_by(|&a, &b| key(a).total_cmp(&key(b)));
    let mut rest = order;
    while let Some(&first) = rest.first().filter(|_| level < 3) {
        let slack = keys[first][level].1;
        let count = rest.iter().take_while(|&&index| key(index) - key(first) <= slack).count().max(1);
        let (tied, behind) = std::mem::take(&mut rest).split_at_mut(count);
        sort(tied, keys, level + 1);
        rest = behind;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn last_bits_of_f_and_of_x_decide_nothing() {
        let mut points = vec![
            ([1.0, 2.0], 3e-16),
            ([-1.0, 2.0], 5e-16),
            ([-1.0 + 1e-12, -2.0], 1e-16),
            ([0.0, 0.0], -1.0),
            ([-3.0, 0.0], 1e-3),
            ([1.0 - 1e-12, 3.0], 0.0),
        ];
        let expected = [3, 2, 1, 0, 5, 4].map(|index: usize| points[index]);
        for _ in 0..points.len() {
            points.rotate_left(1);
            in_order(&mut points, [10.0, 10.0], |&(point, f)| (0, point, f, 1e-14));
            assert_eq!(points, expected);
        }
    }
}
