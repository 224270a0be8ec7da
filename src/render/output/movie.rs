//! Frames of a scene that moves, one after the other.

use std::collections::BTreeMap;

use super::size::check_whole;
use super::still::{Canvas, Image};
use crate::compute::ParticleSystem;
use crate::field::{Field, FieldError, Kind, Spread};
use crate::gpu::Gpu;
use crate::render::data::lines::curve_ends::CurveEnds;
use crate::render::data::precomputed::Precomputed;
use crate::render::data::range::WholeRange;
use crate::render::data::remark::Remark;
use crate::render::data::runs::paths::{Courses, paths};
use crate::render::error::RenderError;
use crate::render::picture::Picture;
use crate::render::renderer::Renderer;
use crate::scene::{AnimationStyle, Scene, SceneError, View};

/// Why a frame cannot be drawn.
#[derive(Debug, thiserror::Error)]
pub enum MovieError {
    /// The picture.
    #[error(transparent)]
    Render(#[from] RenderError),
    /// The field, whose parameter moves.
    #[error(transparent)]
    Field(Box<FieldError>),
    /// What moves goes too far.
    #[error(transparent)]
    Scene(#[from] SceneError),
}

impl From<FieldError> for MovieError {
    fn from(error: FieldError) -> MovieError {
        MovieError::Field(Box::new(error))
    }
}

/// Draws frames in the order of their numbers; particles go on from frame to frame.
#[derive(Debug)]
pub struct Movie<'f> {
    gpu: Gpu,
    renderer: Renderer,
    canvas: Canvas,
    scene: Scene,
    field: &'f Field,
    /// The last frame's picture, which the next frame's is written over, and its field where a parameter moves.
    shown: Option<(Picture, Option<Field>)>,
    /// The values of all frames, where the domain stands still and a parameter moves.
    whole: Option<WholeRange>,
    /// Where trajectories go, where the domain stands still.
    courses: Option<Courses>,
    /// How high a curve and its derivative reach in all frames.
    curve_ends: Option<CurveEnds>,
    /// What is to be known of frames so far, each once.
    remarks: Vec<Remark>,
}

impl<'f> Movie<'f> {
    /// A movie of a scene over a field.
    ///
    /// # Errors
    /// Where the device or the memory that is free cannot hold pictures of this size.
    pub fn new(gpu: &Gpu, scene: &Scene, field: &'f Field) -> Result<Movie<'f>, MovieError> {
        check_whole(gpu, scene.size).map_err(RenderError::from)?;
        let renderer = Renderer::new(gpu).map_err(RenderError::from)?;
        let canvas = Canvas::new(gpu, scene.size).map_err(RenderError::from)?;
        let whole = whole_range(scene, field)?;
        let courses = courses(scene, field)?;
        Ok(Movie {
            whole,
            courses,
            curve_ends: curve_ends(scene, field)?,
            gpu: gpu.clone(),
            renderer,
            canvas,
            scene: scene.clone(),
            field,
            shown: None,
            remarks: Vec::new(),
        })
    }

    /// What is to be known of the frames so far, each once.
    pub fn remarks(&self) -> &[Remark] {
        &self.remarks
    }

    /// Frame `index`, which depends on its number, the scene and the field alone. Where a parameter moves it is this
    /// field's.
    ///
    /// # Errors
    /// Where the frame is beyond what can be drawn, or the field has no such parameter.
    pub fn frame(&mut self, index: u32) -> Result<Image, MovieError> {
        self.scene.check_frames(self.field, [index, index.saturating_add(1)])?;
        let scene = self.scene.at_frame(self.field, index);
        let swept =
            self.scene.animation.swept(index).map(|(name, value)| swept(self.field, name, value)).transpose()?;
        let field = swept.as_ref().unwrap_or(self.field);
        // Particles over a field or a domain that changes begin anew in every frame.
        let is_still = self.scene.animation.sweep.is_none() && !self.scene.animation.moves_domain();
        let goes_on =
            |particle_system: &ParticleSystem| is_still && particle_system.steps() as usize <= scene.descent.steps;
        let mut kept = self.shown.as_ref().and_then(|(shown, _)| shown.shared_particles()).filter(goes_on);
        let value = self.scene.animation.swept(index);
        let (whole, courses) = (self.whole.as_ref(), self.courses.as_ref());
        let curve_ends = self.curve_ends;
        let found = Precomputed { whole, courses, curve_ends, swept: value, ..Precomputed::default() };
        let measured = self.renderer.measure(&scene, field, kept.is_none(), found)?;
        if let Some(particle_system) = &mut kept {
            let steps = (scene.descent.steps as u32).saturating_sub(particle_system.steps());
            let moved = self.gpu.scoped(|| {
                particle_system.advance(&self.gpu, steps);
                particle_system.check_convergence(&self.gpu);
            });
            moved.map_err(RenderError::from)?;
        }
        let picture = match self.shown.take() {
            Some((mut picture, before)) => {
                let before = before.as_ref().unwrap_or(self.field);
                self.renderer.renew(&mut picture, before, measured, field, kept)?;
                picture
            }
            None => self.renderer.finish(measured, field, kept)?,
        };
        let is_new = |remark: &Remark| {
            // However many bands of however many frames say so, it is one thing to know.
            let is_known = |known: &Remark| match (known, remark) {
                (Remark::OneBand(_), Remark::OneBand(_)) => true,
                (
                    Remark::Diverges { optimizer: a, start: from, .. },
                    Remark::Diverges { optimizer: b, start: other, .. },
                ) => (a, from) == (b, other),
                (known, remark) => known == remark,
            };
            !self.remarks.iter().any(is_known)
        };
        let new: Vec<Remark> = picture.remarks().into_iter().filter(is_new).collect();
        self.remarks.extend(new);
        let image = self.canvas.draw(&self.gpu, &mut self.renderer, &picture).map_err(RenderError::from)?;
        self.shown = Some((picture, swept));
        Ok(image)
    }
}

/// How many frames of an animation its range is taken from, evenly over its length.
const MEASURED: u32 = 33;

/// Frames evenly over the length of an animation.
fn measured(animation: &AnimationStyle) -> Vec<u32> {
    let last = animation.length.saturating_sub(1);
    let frame = |step: u32| (u64::from(step) * u64::from(last) / u64::from(MEASURED - 1)) as u32;
    let mut frames: Vec<u32> = (0..MEASURED).map(frame).collect();
    frames.dedup();
    frames
}

/// The trajectories of all frames of an animation over a domain that stands still: those of its last one, or where a parameter
/// moves, those of many.
fn courses(scene: &Scene, field: &Field) -> Result<Option<Courses>, MovieError> {
    let animation = &scene.animation;
    if scene.descent.from.is_empty() || animation.moves_domain() {
        return Ok(None);
    }
    let frames = match animation.sweep {
        Some(_) => measured(animation),
        None => vec![animation.length.saturating_sub(1)],
    };
    let mut all = Vec::new();
    for frame in frames {
        let swept = animation.swept(frame).map(|(name, value)| swept(field, name, value)).transpose()?;
        let (scene, field) = (scene.at_frame(field, frame), swept.as_ref().unwrap_or(field));
        // What is to be known of them is told when they are drawn.
        all.extend(paths(&scene, field, scene.domain(field).ascending(), &mut Vec::new())?.0);
    }
    Ok(Some(Courses(all.into())))
}

/// The values of all frames of an animation in which a parameter moves over a domain that stands still, so that colours and
/// heights mean the same in all of them, whichever frames are drawn.
fn whole_range(scene: &Scene, field: &Field) -> Result<Option<WholeRange>, MovieError> {
    let Some(fields) = swept_fields(scene, field)? else { return Ok(None) };
    let scales = scene.scales.of_plane(scene.view);
    let domain = scales.places(scene.domain(field).ascending());
    if !scales.is_linear() {
        let placed = fields.iter().map(|field| field.placed(scales, Spread::Linear)).collect::<Result<Vec<_>, _>>();
        return Ok(WholeRange::of(&placed.map_err(RenderError::from)?, domain));
    }
    Ok(WholeRange::of(&fields, domain))
}

/// How high a curve and its derivative reach in all frames of such an animation.
fn curve_ends(scene: &Scene, field: &Field) -> Result<Option<CurveEnds>, MovieError> {
    if scene.view != View::Curve {
        return Ok(None);
    }
    let fields = swept_fields(scene, field)?.unwrap_or_default();
    let of = |field: &Field| CurveEnds::of(field, scene.domain(field).ascending(), scene.scales);
    Ok(fields.iter().map(of).reduce(CurveEnds::joined))
}

/// The fields of frames evenly over an animation in which a parameter moves over a domain that stands still.
fn swept_fields(scene: &Scene, field: &Field) -> Result<Option<Vec<Field>>, MovieError> {
    let animation = &scene.animation;
    if animation.sweep.is_none() || animation.moves_domain() {
        return Ok(None);
    }
    let swept = |frame: u32| animation.swept(frame).map(|(name, value)| swept(field, name, value));
    measured(animation).into_iter().filter_map(swept).collect::<Result<_, _>>().map(Some).map_err(MovieError::from)
}

/// The field with another value of one parameter, and those that it has of all others.
fn swept(field: &Field, name: &str, value: f64) -> Result<Field, FieldError> {
    let mut values = BTreeMap::new();
    if let Kind::Formula(formula) = field.kind() {
        values.extend(formula.formula().parameters().iter().cloned().zip(formula.values().iter().copied()));
    }
    values.insert(name.to_owned(), value);
    field.with_parameters(&values)
}
