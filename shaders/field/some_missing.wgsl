// Of a field that may have no value somewhere.

/// Whether a value is there.
fn is_there(f: f32) -> bool {
    return math_is_finite(f);
}
