// The same as spread.wgsl where all scales are even: a software adapter computes what no scale asks for, too.

fn spread_place(value: f32, code: f32) -> f32 {
    return value;
}

fn spread_rate(value: f32, code: f32) -> f32 {
    return 1.0;
}

fn spread_value(place: f32, code: f32) -> f32 {
    return place;
}
