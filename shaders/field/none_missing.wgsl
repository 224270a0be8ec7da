// Of a field that surely has a value everywhere: no neighbours are asked in place of a missing one.

/// Whether a value is there.
fn is_there(f: f32) -> bool {
    return true;
}
