//! Frames of a scene that moves, one after the other.

use super::still::{Canvas, Image};
use crate::compute::ParticleSystem;
use crate::field::{Field, FieldError};
use crate::gpu::Gpu;
use crate::render::data::precomputed::Precomputed;
use crate::render::error::RenderError;
use crate::render::picture::Picture;
use crate::render::renderer::Renderer;
use crate::scene::Scene;

/// Why a frame cannot be drawn.
#[derive(Debug, thiserror::Error)]
pub enum MovieError {
    /// The picture.
    #[error(transparent)]
    Render(#[from] RenderError),
    /// The field, whose parameter moves.
    #[error(transparent)]
    Field(Box<FieldError>),
}

impl From<FieldError> for MovieError {
    fn from(error: FieldError) -> MovieError {
        MovieError::Field(Box::new(error))
    }
}

/// Draws frames in the order of their numbers; particles go on from frame to frame.
#[derive(Debug)]
pub struct Movie {
    gpu: Gpu,
    renderer: Renderer,
    canvas: Canvas,
    scene: Scene,
    /// The particles as they were in the last frame.
    particle_system: Option<ParticleSystem>,
}

impl Movie {
    /// A movie of a scene.
    pub fn new(gpu: &Gpu, scene: &Scene) -> Result<Movie, MovieError> {
        let renderer = Renderer::new(gpu).map_err(RenderError::from)?;
        let canvas = Canvas::new(gpu, scene.size).map_err(RenderError::from)?;
        Ok(Movie { gpu: gpu.clone(), renderer, canvas, scene: scene.clone(), particle_system: None })
    }

    /// Frame `index`, which depends on its number and on the scene alone.
    pub fn frame(&mut self, field: &Field, index: u32) -> Result<Image, MovieError> {
        let scene = self.scene.at_frame(field, index);
        let swept;
        let field = match &self.scene.animation.sweep {
            Some(_) => {
                swept = scene.open_field()?.checked_planar()?;
                &swept
            }
            None => field,
        };
        // Particles over a field or a domain that changes begin anew in every frame.
        let is_still = self.scene.animation.sweep.is_none() && !self.scene.animation.moves_domain();
        let goes_on =
            |particle_system: &ParticleSystem| is_still && particle_system.steps() as usize <= scene.descent.steps;
        let mut kept = self.particle_system.take().filter(goes_on);
        let measured = self.renderer.measure(&scene, field, kept.is_none(), Precomputed::default())?;
        if let Some(particle_system) = &mut kept {
            let steps = (scene.descent.steps as u32).saturating_sub(particle_system.steps());
            let moved = self.gpu.scoped(|| {
                particle_system.advance(&self.gpu, steps);
                particle_system.look(&self.gpu);
            });
            moved.map_err(RenderError::from)?;
        }
        let picture = self.renderer.finish(measured, field, kept)?;
        let image = self.canvas.draw(&self.gpu, &mut self.renderer, &picture).map_err(RenderError::from)?;
        self.particle_system = Picture::into_swarm(picture);
        Ok(image)
    }
}
