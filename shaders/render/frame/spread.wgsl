// How values spread along a scale: evenly, by their logarithms, or by those on both sides of 0.

/// The place of a value on a scale of this code: evenly where it is 0, by its logarithm where it is 1, by those on both sides
/// of 0 where it is below 0, evenly up to that size. CPU counterpart: src/field/view/spread.rs.
fn spread_place(value: f32, code: f32) -> f32 {
    if code > 0.5 {
        return log2(max(value, 1.1754944e-38)) * 0.30102999;
    }
    if code < 0.0 {
        // A decade and a ninth is linear, as in matplotlib's SymLogNorm.
        let size = abs(value) / -code;
        return sign(value) * select(1.1111112 + log2(max(size, 1.0)) * 0.30102999, size * 1.1111112, size <= 1.0);
    }
    return value;
}

/// How fast the place goes with the value.
fn spread_rate(value: f32, code: f32) -> f32 {
    if code > 0.5 {
        return 0.43429448 / value;
    }
    if code < 0.0 {
        return select(0.43429448 / abs(value), -1.1111112 / code, abs(value) <= -code);
    }
    return 1.0;
}

/// The value at a place of a scale.
fn spread_value(place: f32, code: f32) -> f32 {
    if code > 0.5 {
        return exp2(place * 3.3219281);
    }
    if code < 0.0 {
        let beyond = max(abs(place) - 1.1111112, 0.0);
        return -code * sign(place) * select(exp2(beyond * 3.3219281), abs(place) * 0.9, abs(place) <= 1.1111112);
    }
    return place;
}
