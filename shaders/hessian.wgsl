// The second derivatives over a band: fxx, fxy and fyy take the planes that f, fx and fy have in a pass before.

@compute @workgroup_size(256)
fn evaluate_hessian(@builtin(global_invocation_id) id: vec3<u32>) {
    if id.x >= band.size.x {
        return;
    }
    let at = id.y * band.size.x + id.x;
    let hessian = field_hessian(node(id.x, id.y));
    values[at] = hessian.x;
    slopes_x[at] = hessian.y;
    slopes_y[at] = hessian.z;
}
