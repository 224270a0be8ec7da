// A field of nodes on axes along which x and y spread evenly; nodes_… are in nodes.wgsl.

fn field_value_gradient(p: vec2<f32>) -> vec3<f32> {
    return nodes_value_gradient(p);
}

fn field_value(p: vec2<f32>) -> f32 {
    return nodes_value(p);
}

fn field_hessian(p: vec2<f32>) -> vec3<f32> {
    return nodes_hessian(p);
}
