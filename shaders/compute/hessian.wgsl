// The second derivatives over a band: fxx, fxy and fyy take the planes that f, fx and fy have in a pass before.

@compute @workgroup_size(64)
fn evaluate_hessian(@builtin(global_invocation_id) id: vec3<u32>) {
    if id.x >= band.quads {
        return;
    }
    let x = xs[id.x];
    let y = ys[band.first_row + id.y];
    let a = field_hessian(vec2<f32>(x.x, y));
    let b = field_hessian(vec2<f32>(x.y, y));
    let c = field_hessian(vec2<f32>(x.z, y));
    let d = field_hessian(vec2<f32>(x.w, y));
    let at = id.y * band.quads + id.x;
    values[at] = vec4<f32>(a.x, b.x, c.x, d.x);
    slopes_x[at] = vec4<f32>(a.y, b.y, c.y, d.y);
    slopes_y[at] = vec4<f32>(a.z, b.z, c.z, d.z);
}
