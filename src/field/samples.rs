//! stub
#![allow(missing_docs)]
#[derive(Clone, Copy, Debug, bytemuck::Pod, bytemuck::Zeroable)]
#[repr(C)]
pub struct Node {
    pub f: f32,
    pub fx: f32,
    pub fy: f32,
    pub fxy: f32,
}
#[derive(Clone, Debug)]
pub struct Samples {}
impl Samples {
    pub fn size(&self) -> [usize; 2] {
        [2, 2]
    }
    pub fn nodes(&self) -> &[Node] {
        &[]
    }
    pub fn index_map_x(&self) -> [f64; 2] {
        [1.0, 0.0]
    }
    pub fn index_map_y(&self) -> [f64; 2] {
        [1.0, 0.0]
    }
    pub fn domain(&self) -> ([f64; 2], [f64; 2]) {
        ([0.0, 1.0], [0.0, 1.0])
    }
    pub fn value_and_gradient(&self, _x: f64, _y: f64) -> [f64; 3] {
        [0.0; 3]
    }
    pub fn hessian(&self, _x: f64, _y: f64) -> [f64; 3] {
        [0.0; 3]
    }
}
