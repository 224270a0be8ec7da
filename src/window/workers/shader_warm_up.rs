//! Pictures are tried out on a device of their own, so that no frame waits for what a software adapter compiles.
//!
//! Such an adapter compiles a shader where it is drawn with first, for a quarter of a second, and everything that was
//! submitted after it waits. What it compiled it keeps on disk, where another device of the same adapter finds it.

use super::threads::background;
use crate::descent::Seeding;
use crate::field::{Field, Kind};
use crate::gpu::{Gpu, GpuError};
use crate::render::{MOST_AS_DISCS, RenderError, Renderer};
use crate::scene::{DescentStyle, Scene};

/// The size of what nobody sees.
const SIZE: [u32; 2] = [480, 320];

/// A second device and a renderer on it. The worker that prepares pictures owns both and drops them when it ends.
pub(crate) struct ShaderWarmUp {
    renderer: Renderer,
    threads: rayon::ThreadPool,
}

impl ShaderWarmUp {
    /// Opens the second device, where the first one is a software adapter's.
    pub(crate) fn open(gpu: &Gpu) -> Result<Option<ShaderWarmUp>, GpuError> {
        gpu.adapter.is_software().then(|| ShaderWarmUp::beside(gpu)).transpose()
    }

    fn beside(gpu: &Gpu) -> Result<ShaderWarmUp, GpuError> {
        let threads = background()?;
        let renderer = threads.install(|| Renderer::new(&gpu.again()?))?;
        Ok(ShaderWarmUp { renderer, threads })
    }

    /// Draws the picture of a formula with all its shaders, if it `goes_on` when half is done.
    pub(crate) fn draw(
        &mut self,
        scene: &Scene,
        field: &Field,
        goes_on: impl Fn() -> bool + Send,
    ) -> Result<(), RenderError> {
        if !matches!(field.kind(), Kind::Formula(_)) {
            return Ok(());
        }
        let (scene, renderer) = (rehearsed(scene), &mut self.renderer);
        self.threads.install(|| renderer.draw_unseen(&scene, field, goes_on))
    }
}

/// A scene with the same shaders, and as little else as can be.
fn rehearsed(scene: &Scene) -> Scene {
    let usual = DescentStyle::default();
    let style = &scene.descent;
    let descent = DescentStyle {
        steps: style.steps.min(1),
        from: usual.from,
        path: usual.path,
        particles: style.particles.min(MOST_AS_DISCS + 1),
        particles_from: Seeding::Quasirandom,
        ..style.clone()
    };
    let dpi = scene.dpi.min(100.0);
    Scene { size: SIZE, dpi, critical: false, basins: None, trust: false, probe: None, descent, ..scene.clone() }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test stops where something is wrong")]
mod tests {
    use super::*;
    use crate::scene::{Arrows, Tint, View};

    #[test]
    fn what_was_tried_out_lacks_no_shader_of_the_picture() {
        let gpu = Gpu::open(None).unwrap();
        let mut warm_up = ShaderWarmUp::beside(&gpu).unwrap();
        type Change = fn(&mut Scene);
        let changes: [Change; 8] = [
            |_| (),
            |scene| scene.descent.particles = 100,
            |scene| scene.descent.particles = 2_000_000,
            |scene| (scene.descent.particles, scene.descent.trail) = (1000, Some(0)),
            |scene| (scene.descent.particles, scene.descent.tint) = (5000, Tint::Minimum),
            |scene| scene.surface.alpha = 0.5,
            |scene| scene.arrows.direction = Arrows::Ascent,
            |scene| (scene.view, scene.size) = (View::Contour, [1280, 720]),
        ];
        for (index, change) in changes.into_iter().enumerate() {
            // Each formula has shaders of its own.
            let field = Field::parse(&format!("x^2 + {index}*y + y^3")).unwrap();
            let mut scene = Scene { critical: true, trust: true, ..Scene::default() };
            change(&mut scene);
            assert!(warm_up.renderer.lacks(&scene, &field), "{index}");
            warm_up.draw(&scene, &field, || true).unwrap();
            assert!(!warm_up.renderer.lacks(&scene, &field), "{index}");
        }
        // What another scene of the same field was drawn with is not all.
        let mut scene = Scene { view: View::Surface, ..Scene::default() };
        let field = Field::parse("x^2 + y^2").unwrap();
        warm_up.draw(&scene, &field, || true).unwrap();
        let changes: [Change; 4] = [
            |scene| scene.surface.alpha = 0.5,
            |scene| scene.view = View::Both,
            |scene| scene.arrows.direction = Arrows::Descent,
            |scene| scene.descent.particles = 1,
        ];
        for (index, change) in changes.into_iter().enumerate() {
            change(&mut scene);
            assert!(warm_up.renderer.lacks(&scene, &field), "{index}");
            warm_up.draw(&scene, &field, || true).unwrap();
            assert!(!warm_up.renderer.lacks(&scene, &field), "{index}");
        }
    }
}
