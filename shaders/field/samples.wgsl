// Nodes of a grid of samples that is held; the field between them is in nodes.wgsl.

struct SamplesUniform {
    /// Columns and rows.
    size: vec2<f32>,
    /// Index steps per unit of data, negative where an extent runs backwards.
    index_per_unit: vec2<f32>,
}

@group(1) @binding(0) var<uniform> samples: SamplesUniform;
/// f, fx, fy, fxy per index step; a missing value is NaN.
@group(1) @binding(1) var samples_nodes: texture_2d<f32>;

fn nodes_place(p: vec2<f32>) -> NodesPlace {
    let last = samples.size - 1.0;
    let inside = clamp(p, vec2<f32>(0.0), last);
    return NodesPlace(nodes_inside(p, samples.size), 0u, inside, last - 1.0, samples.index_per_unit);
}

fn nodes_load(layer: u32, column_row: vec2<f32>) -> vec4<f32> {
    return textureLoad(samples_nodes, vec2<i32>(column_row), 0);
}

fn nodes_cell(corner: vec2<f32>) -> vec2<f32> {
    return vec2<f32>(1.0);
}
