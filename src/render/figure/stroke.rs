//! Lines and markers in the world, as strokes.wgsl reads them.

use glam::Vec3;

/// A line with round ends, a disc where both ends are the same, or an arrow's head at the end.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, bytemuck::Pod, bytemuck::Zeroable)]
pub(crate) struct Stroke {
    pub(crate) start: [f32; 3],
    pub(crate) end: [f32; 3],
    pub(crate) color: [f32; 4],
    /// Half the width in pixels, 1 for a head, how much nearer to the eye it is drawn in depth, nothing.
    pub(crate) style: [f32; 4],
}

impl Stroke {
    pub(crate) fn line(start: Vec3, end: Vec3, width: f32, color: [f32; 4]) -> Stroke {
        Stroke { start: start.to_array(), end: end.to_array(), color, style: [0.5 * width, 0.0, 0.0, 0.0] }
    }

    pub(crate) fn disc(center: Vec3, diameter: f32, color: [f32; 4]) -> Stroke {
        Stroke::line(center, center, diameter, color)
    }

    /// A head at `end` that points along the line from `start`.
    pub(crate) fn head(start: Vec3, end: Vec3, size: f32, color: [f32; 4]) -> Stroke {
        Stroke { style: [0.5 * size, 1.0, 0.0, 0.0], ..Stroke::line(start, end, size, color) }
    }

    /// The same, drawn nearer to the eye, so that it lies on a surface and not half inside.
    pub(crate) fn raised(self, depth: f32) -> Stroke {
        let [half_width, head, _, _] = self.style;
        Stroke { style: [half_width, head, depth, 0.0], ..self }
    }
}
