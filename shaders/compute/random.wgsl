// Numbers that look random and depend on their indices alone; counterpart of src/descent/random.rs.

/// PCG4D (Jarzynski and Olano 2020).
fn random_hash(words: vec4<u32>) -> vec4<u32> {
    var v = random_stir(words * 1664525u + 1013904223u);
    v = v ^ (v >> vec4<u32>(16u));
    return random_stir(v);
}

fn random_stir(words: vec4<u32>) -> vec4<u32> {
    var v = words;
    v.x += v.y * v.w;
    v.y += v.z * v.x;
    v.z += v.x * v.y;
    v.w += v.y * v.z;
    return v;
}

/// Two draws from the standard normal distribution, by Box and Muller's transform.
fn random_normal(seed: vec2<u32>, walker: u32, step: u32) -> vec2<f32> {
    let words = random_hash(vec4<u32>(seed.x, walker, step, seed.y));
    let unit = (vec2<f32>(words.xy >> vec2<u32>(9u)) + 0.5) / 8388608.0;
    let radius = math_sqrt(-2.0 * math_log(unit.x));
    let angle = 6.2831853 * unit.y;
    return radius * vec2<f32>(math_cos(angle), math_sin(angle));
}
