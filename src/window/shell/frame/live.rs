//! A window while its device lives: it follows the session, lays pictures out, moves particles and presents.

use std::sync::Arc;
use std::time::{Duration, Instant};

use winit::event_loop::{ActiveEventLoop, ControlFlow};
use winit::window::Window;

use super::passes;
use super::screen::{PlaceUniform, Screen, SurfaceAction};
use crate::field::{Domain, Field};
use crate::gpu::{Gpu, GpuError, new_texture};
use crate::render::figure::style::background;
use crate::render::{COLOR_FORMAT, Picture, Remark, Renderer, Stale, TARGET_USAGES, enlarge};
use crate::scene::{Scene, Theme};
use crate::session::Session;
use crate::window::options::{Frame, Options};
use crate::window::ui;
use crate::window::workers::prepare_worker::PrepareWorker;
use crate::window::workers::preparing::{Done, Job};

/// What a lost device takes with it; all of it comes back from the session.
pub(crate) struct Live {
    pub(crate) window: Arc<Window>,
    pub(crate) gpu: Gpu,
    pub(crate) screen: Screen,
    pub(crate) context: egui::Context,
    pub(crate) input: egui_winit::State,
    pub(crate) renderer: Renderer,
    pub(crate) prepare_worker: PrepareWorker,
    pub(crate) picture: Option<Picture>,
    /// The field that the picture shows.
    field: Arc<Field>,
    /// The picture as it was drawn last.
    target: wgpu::TextureView,
    target_size: [u32; 2],
    /// The picture's place in pixels.
    first: [i32; 2],
    pub(crate) size: [u32; 2],
    /// The scene and the field that were asked for last.
    pub(crate) asked: Option<(Scene, Arc<Field>)>,
    /// The scene and the field that the particles that are shown, or asked for, were seeded by.
    pub(crate) seeded: Option<(Scene, Arc<Field>)>,
    /// Whether particles that were to be seeded were lost on the way.
    has_lost_seeding: bool,
    /// Whether something of the picture changed since it was drawn.
    pub(crate) is_stale: bool,
    /// Whether the panels take turns at being drawn, since frames are slow.
    pub(crate) takes_turns: bool,
    pub(crate) controls_due: bool,
    pub(crate) next_controls: Option<Instant>,
    /// When the picture was turned, or a parameter dragged, last; it is coarse until it rests.
    moved: Option<Instant>,
    pub(crate) counted: Instant,
    pub(crate) animated: Instant,
    pub(crate) is_visible: bool,
    title: String,
}

/// The size of what is there before the first picture.
const NO_PICTURE: [u32; 2] = [1, 1];
/// Time without a turn after which the surface is drawn finely again.
const REST: Duration = Duration::from_millis(180);
/// What takes no longer is waited for by the frame that asks for it.
const AT_ONCE: Duration = Duration::from_millis(25);
/// Tiles of a large file that a frame has time for: a millisecond each, or two.
const TILES_PER_FRAME: usize = 16;

impl Live {
    /// Opens all that hangs on the device; `wake` is called when a scene was measured.
    pub(crate) fn open(
        window: Arc<Window>,
        options: &Options,
        session: &Session,
        wake: impl Fn() + Clone + Send + 'static,
    ) -> Result<Live, GpuError> {
        let (gpu, screen) = Screen::open(&window, options.adapter.as_deref())?;
        let [triangles, tiles] = options.detail;
        let gpu = gpu.with_detail(triangles, tiles);
        let (prepare_worker, renderer) = rayon::join(|| PrepareWorker::new(&gpu, wake), || Renderer::new(&gpu));
        let mut renderer = renderer?;
        renderer.build_annotations();
        renderer.set_tiles_per_frame(TILES_PER_FRAME);
        let context = egui::Context::default();
        ui::install_style(&context);
        let side = gpu.adapter.max_texture_side as usize;
        let id = egui::ViewportId::ROOT;
        let input = egui_winit::State::new(context.clone(), id, &window, None, None, Some(side));
        let target = target(&gpu, NO_PICTURE);
        let now = Instant::now();
        Ok(Live {
            window,
            gpu,
            screen,
            context,
            input,
            renderer,
            prepare_worker: prepare_worker?,
            picture: None,
            field: Arc::clone(&session.field),
            target,
            target_size: NO_PICTURE,
            first: [0, 0],
            size: [0, 0],
            asked: None,
            seeded: None,
            has_lost_seeding: false,
            is_stale: false,
            takes_turns: false,
            controls_due: true,
            next_controls: None,
            moved: None,
            counted: now,
            animated: now,
            is_visible: true,
            title: title(session),
        })
    }

    /// A frame, for who pilots the window.
    pub(crate) fn frame<'a>(
        &'a self,
        session: &'a mut Session,
        took: Duration,
        start: Instant,
        recoveries: usize,
    ) -> Frame<'a> {
        let shown = self.picture.as_ref().map(|_| &*self.field);
        let is_busy = self.prepare_worker.is_busy();
        let shown_scene = self.picture.as_ref().map(Picture::scene);
        Frame { session, gpu: &self.gpu, shown, shown_scene, is_busy, took, since_start: start.elapsed(), recoveries }
    }

    /// Runs and paints the controls.
    pub(crate) fn controls(&mut self, session: &mut Session) {
        let raw = self.input.take_egui_input(&self.window);
        // While a file is prepared the picture is of another, of which nothing is read.
        let is_of_it = !session.field.is_data() || session.field.source() == self.field.source();
        let picker = self.picture.as_ref().filter(|_| is_of_it).map(Picture::picker);
        let mut area = egui::Rect::ZERO;
        self.context.set_theme(match session.scene.theme {
            Theme::Light => egui::Theme::Light,
            Theme::Dark => egui::Theme::Dark,
        });
        session.status.is_working = self.prepare_worker.is_working();
        let output = passes::run(&self.context, raw, |ui| area = ui::show(ui, session, picker));
        self.input.handle_platform_output(&self.window, output.platform_output);
        self.screen.controls.paint(&self.gpu, &self.context, output.shapes, &output.textures_delta);
        let delay = output.viewport_output.get(&egui::ViewportId::ROOT).map(|viewport| viewport.repaint_delay);
        self.next_controls = delay.and_then(|delay| Instant::now().checked_add(delay));
        self.controls_due = false;
        // A field that was opened changes it, and one that is undone, whatever came first.
        let title = title(session);
        if title != self.title {
            self.window.set_title(&title);
            self.title = title;
        }
        let scale = self.context.pixels_per_point();
        let corner = [area.left(), area.top()].map(|side| (side * scale).round() as i32);
        let size = [area.width(), area.height()].map(|side| ((side * scale).round() as u32).max(64));
        (self.first, self.size) = (corner, size);
        session.shown_size = [area.width(), area.height()].map(|side| side.round() as u32);
        // What is still being dragged or typed is not a change yet.
        let is_busy = self.context.egui_is_using_pointer()
            || self.context.egui_wants_keyboard_input()
            || self.context.input(|input| input.pointer.any_down() || input.smooth_scroll_delta() != egui::Vec2::ZERO);
        if !is_busy && session.animated.is_none() {
            session.commit();
        }
    }

    /// The scene as it is drawn here.
    fn wanted(&self, session: &Session) -> Scene {
        let zoom = f64::from(self.context.zoom_factor());
        let dpi = session.scene.dpi * f64::from(self.context.pixels_per_point()) / zoom;
        // A window has nothing behind it that should show.
        let mut scene = Scene { size: self.size, dpi, transparent: false, ..session.scene.clone() };
        enlarge(&mut scene, session.domain(), zoom);
        // Where the field has no value by now, nothing starts and nothing is pinned.
        scene.descent.from.retain(|&start| session.read(start).is_some());
        scene.probe = scene.probe.filter(|&point| session.read(point).is_some());
        scene
    }

    /// Asks for what changed, or does it here where it is quick.
    pub(crate) fn follow(&mut self, session: &mut Session) {
        if self.size[0] < 64 || self.size[1] < 64 {
            return;
        }
        let wanted = self.wanted(session);
        let since = |scene: &Scene, field: &Field| Stale::between((scene, field), (&wanted, &session.field));
        let has_begun_anew = self.seeded.as_ref().is_none_or(|(scene, field)| since(scene, field).seeds);
        let Some((asked, asked_field)) = &self.asked else {
            self.ask(session, wanted, true);
            return;
        };
        let stale = since(asked, asked_field);
        let drags = stale == Stale { starts: true, ..Stale::default() };
        if let Some(picture) = &mut self.picture {
            let shown = since(picture.scene(), &self.field);
            if shown.view || stale.values || drags {
                self.moved = Some(Instant::now());
            }
            let has_come_to_rest = self.moved.is_some_and(|moved| moved.elapsed() >= REST);
            if has_come_to_rest {
                self.moved = None;
            }
            if shown.view || shown.size || has_come_to_rest {
                self.renderer.set_coarse(picture, self.moved.is_some());
                if let Err(error) = self.renderer.turn(picture, &self.field, wanted.camera, wanted.size) {
                    session.status.picture_message = Some(error.to_string());
                }
                self.is_stale = true;
            }
        }
        // Where the camera is and how large the picture is needs no measuring.
        let has_paths = !wanted.descent.from.is_empty();
        // Particles go back to an earlier state of theirs, and where none is kept they start anew.
        let steps = wanted.descent.steps;
        let mut rewinds = false;
        if let Some(particle_system) = self.picture.as_mut().and_then(Picture::particle_system)
            && particle_system.steps() as usize > steps
        {
            rewinds = !particle_system.rewind(&self.gpu, steps as u32);
            self.is_stale = true;
        }
        if stale.is_measured_again(has_paths) || has_begun_anew || rewinds && !self.prepare_worker.is_busy() {
            self.ask(session, wanted, has_begun_anew || rewinds);
            let slides = stale == Stale { values: true, seeds: true, ..Stale::default() };
            let plays = stale == Stale { steps: true, ..Stale::default() };
            if slides || plays || drags {
                // Mostly it is there at once, and two frames would show one after the other what one shows.
                self.prepare_worker.wait(AT_ONCE);
                let before = session.status.clone();
                // The controls of this frame were painted without what is said of it.
                self.controls_due |= self.take(session) && (session.status != before || !session.runs.is_empty());
            }
        }
    }

    fn ask(&mut self, session: &Session, scene: Scene, seeds: bool) {
        let asked = (scene.clone(), Arc::clone(&session.field));
        (self.seeded, self.asked) = (Some(asked.clone()), Some(asked));
        let seeds = seeds || std::mem::take(&mut self.has_lost_seeding);
        let (field, is_typed) = (Arc::clone(&session.field), session.is_typed);
        self.prepare_worker.ask(Job { scene, field, seeds, is_typed });
    }

    /// The session's scene with its particles where they are, though something else is looked at by now.
    pub(crate) fn as_shown(&self, session: &Session) -> Scene {
        let mut scene = session.scene.clone();
        let particles_in = self.picture.as_ref().and_then(Picture::particles_in);
        if let Some(Domain { x, y }) =
            particles_in.filter(|particles_in| *particles_in != scene.seeding_domain(&session.field))
        {
            scene.descent.particles_in = Some([x, y]);
        }
        scene
    }

    /// Takes what was measured, and lays it out; whether there was anything.
    pub(crate) fn take(&mut self, session: &mut Session) -> bool {
        session.status.doubt = self.prepare_worker.doubt();
        let Some(Done { field, scene, seeds, measured, remark }) = self.prepare_worker.take() else { return false };
        let mut measured = match measured {
            Ok(measured) => measured,
            Err(error) => {
                session.status.picture_message = Some(error);
                self.has_lost_seeding |= seeds;
                return true;
            }
        };
        if self.picture.is_some() {
            // The camera may have turned since it was asked for.
            let Scene { camera, size, .. } = self.wanted(session);
            measured.seen(camera, size, self.moved.is_some());
        }
        // The picture that is shown keeps its particles until the next one is there, which may fail.
        let particle_system = self.picture.as_ref().and_then(Picture::shared_particles);
        let particle_system = particle_system.filter(|_| scene.descent.particles > 0);
        let shown = match &mut self.picture {
            Some(picture) => self.renderer.renew(picture, &self.field, measured, &field, particle_system),
            none => self.renderer.finish(measured, &field, particle_system).map(|picture| *none = Some(picture)),
        };
        if let Err(error) = shown {
            session.status.picture_message = Some(error.to_string());
            self.has_lost_seeding |= seeds;
            return true;
        }
        session.status.picture_message = remark;
        if let Some(picture) = &self.picture {
            session.take_runs(picture.runs());
            // What its pixels cannot hold is known once it is laid out.
            let noted = || picture.remarks().first().map(remedied);
            session.status.picture_message = session.status.picture_message.take().or_else(noted);
        }
        self.field = field;
        self.is_stale = true;
        self.count(session);
        true
    }

    /// Draws the picture where it is stale, and presents.
    pub(crate) fn draw(&mut self, session: &Session) -> SurfaceAction {
        if let Some(picture) = self.picture.as_ref().filter(|_| self.is_stale) {
            let size = picture.scene().size;
            if size != self.target_size {
                self.target = target(&self.gpu, size);
                self.target_size = size;
            }
            let mut encoder = self.gpu.device.create_command_encoder(&Default::default());
            self.renderer.encode(picture, &mut encoder, &self.target);
            self.gpu.queue.submit([encoder.finish()]);
            self.is_stale = false;
        }
        let [r, g, b] = background(session.scene.theme).map(|channel| f32::from(channel) / 255.0);
        // Until there is a picture its place is ground.
        let size = if self.target_size == NO_PICTURE { [0, 0] } else { self.size.map(|side| side as i32) };
        let place = PlaceUniform::new(self.first, size, [r, g, b, 1.0], self.target_size);
        self.screen.present(&self.gpu, &self.window, &self.target, place)
    }

    /// Asks for the next frame: now where something moves, when the controls are due, or when something happens.
    pub(crate) fn schedule(&mut self, event_loop: &ActiveEventLoop, is_moving: bool) {
        if is_moving || self.controls_due {
            // Nothing wakes what does not rest.
            self.controls_due |= self.next_controls.is_some_and(|controls| controls <= Instant::now());
            self.window.request_redraw();
            event_loop.set_control_flow(ControlFlow::Wait);
            return;
        }
        let rest = self.moved.map(|moved| moved + REST);
        let due = [rest, self.next_controls].into_iter().flatten().min();
        match due {
            Some(due) if due <= Instant::now() => {
                self.controls_due |= self.next_controls.is_some_and(|controls| controls <= Instant::now());
                self.window.request_redraw();
                event_loop.set_control_flow(ControlFlow::Wait);
            }
            Some(due) => event_loop.set_control_flow(ControlFlow::WaitUntil(due)),
            None => event_loop.set_control_flow(ControlFlow::Wait),
        }
    }
}

pub(crate) fn title(session: &Session) -> String {
    format!("steepest: {}", session.source().text)
}

/// A remark on a picture, with what helps by the name of its control.
fn remedied(remark: &Remark) -> String {
    match remark {
        Remark::OneBand(_) => format!("{remark}; logarithmic colours or robust limits spread the others"),
        Remark::Diverges { .. } => format!("{remark}; a smaller learning rate may help"),
        Remark::DrawnLinear(_)
        | Remark::Means
        | Remark::NoLegend
        | Remark::Rough
        | Remark::Runs { .. }
        | Remark::TooManyDecades(_) => remark.to_string(),
    }
}

fn target(gpu: &Gpu, size: [u32; 2]) -> wgpu::TextureView {
    let usage = TARGET_USAGES | wgpu::TextureUsages::TEXTURE_BINDING;
    new_texture(gpu, "window picture", size, 1, COLOR_FORMAT, usage).create_view(&Default::default())
}
