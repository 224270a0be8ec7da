//! Events of the window, and what each frame does.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use winit::application::ApplicationHandler;
use winit::event::{StartCause, WindowEvent};
use winit::event_loop::{ActiveEventLoop, ControlFlow, EventLoop, EventLoopProxy};
use winit::window::{Fullscreen, Window, WindowId};

use super::controls;
use super::prompt::{Answer, Prompt, Purpose};
use super::screen::{PlaceUniform, Screen, Turn};
use super::session::{Request, Session};
use super::studio::{Done, Job, Studio};
use crate::export::{Container, Timing, check_writable, write_animation, write_png, write_text};
use crate::field::{Field, is_data_path};
use crate::gpu::{Gpu, GpuError};
use crate::render::{COLOR_FORMAT, Movie, Picture, Renderer, render};
use crate::scene::{DescentStyle, MAX_STEPS, Scene, Theme};

/// Why there is no window.
#[derive(Debug, thiserror::Error)]
pub enum WindowError {
    /// The system has no place for windows.
    #[error("no window can be opened: {0}; `steepest render` draws without a display")]
    System(String),
    /// The device.
    #[error(transparent)]
    Gpu(#[from] GpuError),
    /// The scene.
    #[error("{0}")]
    Scene(String),
}

/// How a window is opened.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Part of the adapter's name.
    pub adapter: Option<String>,
    /// Frames to draw, and what moves in them; the window closes after them.
    pub frames: Option<Frames>,
    /// Width and height of the window in pixels.
    pub size: Option<[u32; 2]>,
}

/// Frames of a window that moves by itself, for measurements and tests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Frames {
    /// How many.
    pub count: usize,
    /// Whether the camera turns.
    pub turns: bool,
    /// Whether the descent plays.
    pub plays: bool,
}

/// A thread has something for the window.
#[derive(Debug)]
enum Wake {
    /// A scene was measured.
    Measured,
    /// A dialog was answered, with a path unless it was left.
    Chosen(Purpose, Option<PathBuf>),
    /// A picture was saved, or could not be.
    Saved(Result<PathBuf, String>),
}

/// Milliseconds of the frames, where they were asked for, the time to the first picture before them.
#[derive(Clone, Debug, Default)]
pub struct Measured {
    /// From the start to the first picture.
    pub first_picture_ms: f64,
    /// Each frame.
    pub frames_ms: Vec<f64>,
    /// The adapter.
    pub adapter: String,
}

/// Opens a window on a scene, until it is closed; what the frames took, where they were asked for.
pub fn run(scene: Scene, options: Options) -> Result<Measured, WindowError> {
    let start = Instant::now();
    let session = Session::new(scene).map_err(WindowError::Scene)?;
    let system = |error: &dyn std::fmt::Display| WindowError::System(error.to_string());
    let event_loop = EventLoop::<Wake>::with_user_event().build().map_err(|error| system(&error))?;
    let mut app = App {
        session,
        options,
        proxy: event_loop.create_proxy(),
        live: None,
        failure: None,
        start,
        measured: Measured::default(),
        writers: Vec::new(),
    };
    event_loop.run_app(&mut app).map_err(|error| system(&error))?;
    // What is being written is written whole.
    for writer in app.writers.drain(..) {
        if writer.join().is_err() {
            return Err(WindowError::System("a file could not be written".to_owned()));
        }
    }
    match app.failure {
        Some(error) => Err(error),
        None => Ok(app.measured),
    }
}

/// The program while its window is open.
struct App {
    session: Session,
    options: Options,
    proxy: EventLoopProxy<Wake>,
    live: Option<Live>,
    failure: Option<WindowError>,
    start: Instant,
    measured: Measured,
    /// Threads that write files.
    writers: Vec<JoinHandle<()>>,
}

/// What a lost device takes with it; all of it comes back from the session.
struct Live {
    window: Arc<Window>,
    gpu: Gpu,
    screen: Screen,
    context: egui::Context,
    input: egui_winit::State,
    renderer: Renderer,
    studio: Studio,
    picture: Option<Picture>,
    /// The field that the picture shows.
    field: Arc<Field>,
    /// The picture as it was drawn last.
    target: wgpu::TextureView,
    target_size: [u32; 2],
    /// The picture's place in pixels.
    first: [i32; 2],
    size: [u32; 2],
    /// The scene that was asked for last.
    asked: Option<Scene>,
    /// What the particles that are shown, or asked for, were sown by.
    sown: Option<(String, DescentStyle)>,
    /// Whether particles that were to be sown were lost on the way.
    has_lost_sowing: bool,
    /// Whether something of the picture changed since it was drawn.
    is_stale: bool,
    controls_due: bool,
    next_controls: Option<Instant>,
    /// When the picture was turned last; it is coarse until it rests.
    turned: Option<Instant>,
    counted: Instant,
    animated: Instant,
    is_visible: bool,
}

/// Time without a turn after which the surface is drawn finely again.
const REST: Duration = Duration::from_millis(180);
/// Time between two paints of the controls while only the picture moves, and between two counts of particles.
const CONTROLS_EVERY: Duration = Duration::from_millis(120);
const COUNT_EVERY: Duration = Duration::from_millis(250);

impl ApplicationHandler<Wake> for App {
    fn resumed(&mut self, event_loop: &ActiveEventLoop) {
        if self.live.is_none()
            && let Err(error) = self.open(event_loop)
        {
            self.failure = Some(error);
            event_loop.exit();
        }
    }

    fn new_events(&mut self, _: &ActiveEventLoop, cause: StartCause) {
        if let (StartCause::ResumeTimeReached { .. }, Some(live)) = (cause, &mut self.live) {
            live.controls_due |= live.next_controls.is_some_and(|due| due <= Instant::now());
            live.window.request_redraw();
        }
    }

    fn user_event(&mut self, _: &ActiveEventLoop, wake: Wake) {
        match wake {
            Wake::Measured => {
                if let Some(live) = &mut self.live {
                    live.take(&mut self.session);
                }
            }
            Wake::Chosen(purpose, Some(path)) => self.answer(purpose, &path),
            Wake::Chosen(_, None) => {
                self.session.status.message = Some("no file was chosen, or this desktop has no dialog".to_owned());
            }
            Wake::Saved(Ok(path)) => self.session.status.message = Some(format!("saved {}", path.display())),
            Wake::Saved(Err(error)) => self.session.status.message = Some(error),
        }
        if let Some(live) = &mut self.live {
            live.controls_due = true;
            live.window.request_redraw();
        }
    }

    fn window_event(&mut self, event_loop: &ActiveEventLoop, _: WindowId, event: WindowEvent) {
        if matches!(event, WindowEvent::RedrawRequested) {
            self.frame(event_loop);
            return;
        }
        let Some(live) = &mut self.live else { return };
        let response = live.input.on_window_event(&live.window, &event);
        if response.repaint {
            live.controls_due = true;
            live.window.request_redraw();
        }
        match event {
            WindowEvent::CloseRequested => event_loop.exit(),
            WindowEvent::Resized(size) => {
                live.is_visible = size.width > 0 && size.height > 0;
                live.screen.resize(&live.gpu, [size.width, size.height]);
                live.controls_due = true;
                live.window.request_redraw();
            }
            WindowEvent::Occluded(is_hidden) => {
                live.is_visible = !is_hidden;
                live.window.request_redraw();
            }
            WindowEvent::DroppedFile(path) => {
                self.answer(Purpose::Open, &path);
            }
            _ => {}
        }
    }
}

impl App {
    fn open(&mut self, event_loop: &ActiveEventLoop) -> Result<(), WindowError> {
        let [width, height] = self.options.size.unwrap_or([1280, 800]);
        let attributes = Window::default_attributes()
            .with_title(title(&self.session))
            .with_inner_size(winit::dpi::PhysicalSize::new(width, height))
            .with_min_inner_size(winit::dpi::LogicalSize::new(480.0, 320.0));
        let window = event_loop.create_window(attributes).map_err(|error| WindowError::System(error.to_string()))?;
        let window = Arc::new(window);
        let (gpu, screen) = Screen::open(&window, self.options.adapter.as_deref())?;
        let proxy = self.proxy.clone();
        // A window that has closed is not woken.
        let wake = move || drop(proxy.send_event(Wake::Measured));
        let (studio, renderer) = rayon::join(|| Studio::new(&gpu, wake), || Renderer::new(&gpu));
        let context = egui::Context::default();
        controls::install_fonts(&context);
        let side = gpu.adapter.max_texture_side as usize;
        let id = egui::ViewportId::ROOT;
        let input = egui_winit::State::new(context.clone(), id, &window, None, None, Some(side));
        self.session.status.adapter = format!("{} ({})", gpu.adapter.name, gpu.adapter.kind);
        self.measured.adapter = gpu.adapter.name.clone();
        let target = target(&gpu, [1, 1]);
        let now = Instant::now();
        self.live = Some(Live {
            window,
            gpu,
            screen,
            context,
            input,
            renderer: renderer?,
            studio: studio?,
            picture: None,
            field: Arc::clone(&self.session.field),
            target,
            target_size: [1, 1],
            first: [0, 0],
            size: [0, 0],
            asked: None,
            sown: None,
            has_lost_sowing: false,
            is_stale: false,
            controls_due: true,
            next_controls: None,
            turned: None,
            counted: now,
            animated: now,
            is_visible: true,
        });
        Ok(())
    }

    /// Draws a frame, and says when the next one is due.
    fn frame(&mut self, event_loop: &ActiveEventLoop) {
        let begun = Instant::now();
        let Some(live) = &mut self.live else { return };
        if live.gpu.is_lost() {
            self.recreate(event_loop);
            return;
        }
        if !live.is_visible {
            event_loop.set_control_flow(ControlFlow::Wait);
            return;
        }
        if let Some(frames) = self.options.frames {
            if frames.turns && live.picture.is_some() {
                self.session.scene.camera.azimuth = (self.session.scene.camera.azimuth + 2.0) % 180.0;
            }
            self.session.is_playing = frames.plays;
        }
        if live.controls_due {
            live.controls(&mut self.session);
        }
        self.requests(event_loop);
        let Some(live) = &mut self.live else { return };
        live.follow(&mut self.session);
        let is_moving = live.play(&mut self.session);
        let turn = live.draw(&self.session);
        match turn {
            Turn::Recreate => {
                self.recreate(event_loop);
                return;
            }
            Turn::Sleep => live.is_visible = false,
            Turn::Skip | Turn::Configure => live.window.request_redraw(),
            Turn::Present | Turn::PresentAndConfigure => {}
        }
        if let Err(error) = live.gpu.check() {
            self.session.status.message = Some(error.to_string());
        }
        let took = begun.elapsed().as_secs_f64() * 1e3;
        let is_drawn = live.picture.is_some();
        self.session.status.frame_ms += 0.2 * (took - self.session.status.frame_ms);
        if is_drawn && self.measured.first_picture_ms == 0.0 {
            self.measured.first_picture_ms = self.start.elapsed().as_secs_f64() * 1e3;
        } else if let (Some(frames), true) = (self.options.frames, is_drawn) {
            self.measured.frames_ms.push(took);
            if self.measured.frames_ms.len() >= frames.count {
                event_loop.exit();
                return;
            }
        }
        let runs = self.options.frames.is_some() && is_drawn;
        let Some(live) = &mut self.live else { return };
        live.schedule(event_loop, is_moving || runs);
    }

    /// Opens everything that hangs on the device once more.
    fn recreate(&mut self, event_loop: &ActiveEventLoop) {
        self.live = None;
        self.session.status.message = Some("the device was lost and opened again".to_owned());
        self.resumed(event_loop);
    }

    /// Does what the session asked for.
    fn requests(&mut self, event_loop: &ActiveEventLoop) {
        for request in self.session.take_requests() {
            match request {
                Request::Quit => event_loop.exit(),
                Request::Open => self.session.prompt = Some(Prompt::new(Purpose::Open)),
                Request::SaveScene => self.session.prompt = Some(Prompt::new(Purpose::SaveScene)),
                Request::Record => self.session.prompt = Some(Prompt::new(Purpose::Record)),
                Request::SavePicture => self.session.prompt = Some(Prompt::new(Purpose::SavePicture)),
                Request::Copy(text) => {
                    self.session.status.message = Some(format!("copied: {text}"));
                    if let Some(live) = &mut self.live {
                        live.context.copy_text(text);
                        live.controls_due = true;
                    }
                }
                Request::Sow => {
                    if let Some(live) = &mut self.live {
                        live.sown = None;
                        live.asked = None;
                    }
                }
                Request::Step(count) => {
                    let steps = &mut self.session.scene.descent.steps;
                    *steps = (*steps + count as usize).min(MAX_STEPS);
                }
                Request::FullScreen => {
                    if let Some(live) = &self.live {
                        let is_full = live.window.fullscreen().is_some();
                        live.window.set_fullscreen((!is_full).then_some(Fullscreen::Borderless(None)));
                    }
                }
            }
            if let Some(live) = &mut self.live {
                live.controls_due = true;
            }
        }
        for answer in std::mem::take(&mut self.session.answers) {
            match answer {
                Answer::Path(purpose, path) => self.answer(purpose, Path::new(&path)),
                Answer::Browse(purpose) => self.browse(purpose),
            }
        }
    }

    /// Has the desktop ask for a path, on a thread of its own.
    fn browse(&self, purpose: Purpose) {
        let proxy = self.proxy.clone();
        std::thread::spawn(move || {
            let dialog = rfd::FileDialog::new();
            let path = match purpose {
                Purpose::Open => dialog
                    .add_filter("scenes and data", &["toml", "npy", "npz", "csv", "txt", "asc", "tif", "tiff", "png"])
                    .pick_file(),
                Purpose::SaveScene => dialog.set_file_name("scene.toml").save_file(),
                Purpose::SavePicture => dialog.set_file_name("picture.png").save_file(),
                Purpose::Record => dialog.set_file_name("movie.gif").save_file(),
            };
            // A window that has closed is not told.
            drop(proxy.send_event(Wake::Chosen(purpose, path)));
        });
    }

    /// Does with a path what it was asked for.
    fn answer(&mut self, purpose: Purpose, path: &Path) {
        match purpose {
            Purpose::Open => self.open_path(path),
            Purpose::SaveScene => {
                let scene = self.saved_scene();
                let saved = scene.to_toml().and_then(|text| write_text(path, &text).map_err(|error| error.to_string()));
                self.session.status.message =
                    Some(saved.map_or_else(|error| error, |()| format!("saved {}", path.display())));
            }
            Purpose::SavePicture => self.save_picture(path.to_owned()),
            Purpose::Record => self.record(path.to_owned()),
        }
        if let Some(live) = &mut self.live {
            live.controls_due = true;
        }
    }

    /// The scene as its file has it: as large as it is shown, in points, and with paths that hold from everywhere.
    fn saved_scene(&self) -> Scene {
        let mut scene = self.session.scene.clone();
        if let Some(live) = &self.live {
            let scale = live.context.pixels_per_point();
            scene.size = live.size.map(|side| ((side as f32 / scale).round() as u32).max(64));
        }
        let absolute = |path: &str| {
            std::path::absolute(path).map_or_else(|_| path.to_owned(), |path| path.to_string_lossy().into_owned())
        };
        if is_data_path(&scene.field) {
            scene.field = absolute(&scene.field);
        }
        scene.descent.rules = scene.descent.rules.as_deref().map(absolute);
        scene.descent.path = scene.descent.path.as_deref().map(absolute);
        scene
    }

    fn open_path(&mut self, path: &Path) {
        let is_scene = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("toml"));
        let text = path.to_string_lossy().into_owned();
        if is_scene {
            match Scene::read(path).and_then(Scene::checked) {
                Ok(scene) => {
                    self.session.show(scene);
                }
                Err(error) => self.session.status.message = Some(error.to_string()),
            }
        } else if is_data_path(&text) {
            let usual = Scene::default();
            let (view, theme, color) = (self.session.scene.view, self.session.scene.theme, self.session.scene.color);
            self.session.show(Scene { field: text, view, theme, color, ..usual });
        } else {
            self.session.status.message =
                Some(format!("{text} is neither a scene (.toml) nor data (.npy, .npz, .csv, .txt, .asc, .tif, .png)"));
        }
    }

    /// Draws the picture at the scene's size, on a thread of its own.
    fn save_picture(&mut self, path: PathBuf) {
        let Some(live) = &self.live else { return };
        let (gpu, field, scene) = (live.gpu.clone(), Arc::clone(&self.session.field), self.session.scene.clone());
        let proxy = self.proxy.clone();
        self.session.status.message = Some(format!("drawing {}…", path.display()));
        self.keep(move || {
            let is_png = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("png"));
            let draw = || {
                if !is_png {
                    return Err(format!("cannot draw into {}; let its name end in .png", path.display()));
                }
                check_writable(&path).map_err(|error| error.to_string())?;
                let scene = scene.checked().map_err(|error| error.to_string())?;
                let image = render(&gpu, &scene, &field).map_err(|error| error.to_string())?;
                write_png(&path, image.width, image.height, &image.pixels).map_err(|error| error.to_string())?;
                Ok(path.clone())
            };
            // A window that has closed is not told.
            drop(proxy.send_event(Wake::Saved(draw())));
        });
    }
}

impl App {
    /// Runs what writes a file on a thread that the program waits for before it ends.
    fn keep(&mut self, work: impl FnOnce() + Send + 'static) {
        self.writers.retain(|writer| !writer.is_finished());
        self.writers.push(std::thread::spawn(work));
    }

    /// Draws the frames of an animation, on a thread of its own.
    fn record(&mut self, path: PathBuf) {
        const FPS: f64 = 25.0;
        let Some(live) = &self.live else { return };
        let (gpu, field, scene) = (live.gpu.clone(), Arc::clone(&self.session.field), self.session.scene.clone());
        let (proxy, count) = (self.proxy.clone(), self.session.record_frames);
        self.session.status.message = Some(format!("recording {}…", path.display()));
        self.keep(move || {
            let draw = || {
                let container = Container::of(&path)
                    .ok_or_else(|| format!("{} ends in none of .gif, .apng, .mp4 and .webm", path.display()))?;
                let scene = scene.checked().map_err(|error| error.to_string())?;
                let mut movie = Movie::new(&gpu, &scene).map_err(|error| error.to_string())?;
                let timing = Timing { range: [0, count], fps: FPS, size: scene.size };
                let frame = |index| movie.frame(&field, index).map(|image| image.pixels);
                write_animation(&path, container, &timing, frame).map_err(|error| error.to_string())?;
                Ok(path.clone())
            };
            // A window that has closed is not told.
            drop(proxy.send_event(Wake::Saved(draw())));
        });
    }
}

impl Live {
    /// Runs and paints the controls.
    fn controls(&mut self, session: &mut Session) {
        let raw = self.input.take_egui_input(&self.window);
        let picker = self.picture.as_ref().map(Picture::picker);
        let mut area = egui::Rect::ZERO;
        self.context.set_theme(match session.scene.theme {
            Theme::Light => egui::Theme::Light,
            Theme::Dark => egui::Theme::Dark,
        });
        session.status.is_working = self.studio.is_busy();
        let field_before = session.scene.field.clone();
        let output = self.context.run_ui(raw, |ui| area = controls::show(ui, session, picker));
        self.input.handle_platform_output(&self.window, output.platform_output);
        self.screen.paint_controls(&self.gpu, &self.context, output.shapes, &output.textures_delta);
        let delay = output.viewport_output.get(&egui::ViewportId::ROOT).map(|viewport| viewport.repaint_delay);
        self.next_controls = delay.and_then(|delay| Instant::now().checked_add(delay));
        self.controls_due = false;
        if field_before != session.scene.field {
            self.window.set_title(&title(session));
        }
        let scale = self.context.pixels_per_point();
        let corner = [area.left(), area.top()].map(|side| (side * scale).round() as i32);
        let size = [area.width(), area.height()].map(|side| ((side * scale).round() as u32).max(64));
        (self.first, self.size) = (corner, size);
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
        let dpi = session.scene.dpi * f64::from(self.context.pixels_per_point());
        let mut scene = Scene { size: self.size, dpi, ..session.scene.clone() };
        // Where the field has no value by now, nothing starts and nothing is pinned.
        scene.descent.from.retain(|&start| session.read(start).is_some());
        scene.probe = scene.probe.filter(|&point| session.read(point).is_some());
        scene
    }

    /// Asks for what changed, or does it here where it is quick.
    fn follow(&mut self, session: &mut Session) {
        if self.size[0] < 64 || self.size[1] < 64 {
            return;
        }
        let wanted = self.wanted(session);
        let stale_sowing = self.sown.as_ref().is_none_or(|sown| *sown != sowing(&wanted));
        let Some(asked) = &self.asked else {
            self.ask(session, wanted, true);
            return;
        };
        if let Some(picture) = &mut self.picture {
            let camera = wanted.camera;
            if picture.scene().camera != camera || picture.scene().size != wanted.size {
                let is_turn = picture.scene().camera != camera;
                self.turned = is_turn.then(Instant::now).or(self.turned);
                self.renderer.set_coarse(picture, self.turned.is_some());
                if let Err(error) = self.renderer.turn(picture, &self.field, camera, wanted.size) {
                    session.status.message = Some(error.to_string());
                }
                self.is_stale = true;
            } else if self.turned.is_some_and(|turned| turned.elapsed() >= REST) {
                self.turned = None;
                self.renderer.set_coarse(picture, false);
                if let Err(error) = self.renderer.turn(picture, &self.field, camera, wanted.size) {
                    session.status.message = Some(error.to_string());
                }
                self.is_stale = true;
            }
        }
        // Where the camera is and how large the picture is needs no measuring, and steps of particles are taken here.
        let has_paths = !wanted.descent.from.is_empty();
        let mut same = asked.clone();
        (same.camera, same.size) = (wanted.camera, wanted.size);
        if !has_paths {
            same.descent.steps = wanted.descent.steps;
        }
        let rewinds = self
            .picture
            .as_mut()
            .and_then(Picture::swarm)
            .is_some_and(|swarm| swarm.steps() as usize > wanted.descent.steps);
        if same != wanted || stale_sowing || rewinds && !self.studio.is_busy() {
            self.ask(session, wanted, stale_sowing || rewinds);
        }
    }

    fn ask(&mut self, session: &Session, scene: Scene, sows: bool) {
        self.sown = Some(sowing(&scene));
        self.asked = Some(scene.clone());
        let sows = sows || std::mem::take(&mut self.has_lost_sowing);
        self.studio.ask(Job { scene, field: Arc::clone(&session.field), sows });
    }

    /// Takes what was measured, and lays it out.
    fn take(&mut self, session: &mut Session) {
        let Some(Done { field, scene, sows, measured }) = self.studio.take() else { return };
        let measured = match measured {
            Ok(measured) => measured,
            Err(error) => {
                session.status.message = Some(error);
                self.has_lost_sowing |= sows;
                return;
            }
        };
        let swarm = self.picture.take().and_then(Picture::into_swarm);
        let swarm = swarm.filter(|_| scene.descent.particles > 0);
        match self.renderer.finish(measured, &field, swarm) {
            Ok(mut picture) => {
                if self.turned.is_some() || picture.scene().camera != session.scene.camera {
                    self.renderer.set_coarse(&mut picture, self.turned.is_some());
                    let wanted = self.wanted(session);
                    if let Err(error) = self.renderer.turn(&mut picture, &field, wanted.camera, wanted.size) {
                        session.status.message = Some(error.to_string());
                    }
                }
                session.curves = picture.curves();
                if session.status.message.as_deref().is_some_and(|message| !message.starts_with("saved")) {
                    session.status.message = None;
                }
                self.picture = Some(picture);
                self.field = field;
                self.is_stale = true;
                self.count(session);
            }
            Err(error) => {
                session.status.message = Some(error.to_string());
                self.has_lost_sowing = true;
            }
        }
    }

    /// Counts particles by what became of them.
    fn count(&mut self, session: &mut Session) {
        self.counted = Instant::now();
        session.status.census.clear();
        let Some(picture) = &mut self.picture else { return };
        let Some(swarm) = picture.swarm() else { return };
        let steps = swarm.steps();
        match swarm.census(&self.gpu) {
            Ok(census) => {
                picture.recount(steps, &census);
                session.status.census = census;
            }
            Err(error) => session.status.message = Some(error.to_string()),
        }
    }

    /// Takes the steps that the scene is ahead of its particles; whether anything goes on moving.
    fn play(&mut self, session: &mut Session) -> bool {
        let per_frame = session.steps_per_frame as usize;
        // Trajectories are measured off the frame, so they wait for each other.
        let waits = !session.scene.descent.from.is_empty() && self.studio.is_busy();
        if session.is_playing && !waits && self.picture.is_some() {
            session.scene.descent.steps = (session.scene.descent.steps + per_frame).min(MAX_STEPS);
        }
        let descent = &session.scene.descent;
        let has_anything = descent.particles > 0 || !descent.from.is_empty();
        session.is_playing &= has_anything && descent.steps < MAX_STEPS;
        let mut is_moving = session.is_playing;
        let wanted = session.scene.descent.steps;
        let is_busy = self.studio.is_busy();
        if let Some(swarm) = self.picture.as_mut().and_then(Picture::swarm) {
            const MOST: usize = 64;
            let behind = wanted.saturating_sub(swarm.steps() as usize);
            let now = behind.min(MOST.max(per_frame));
            if now > 0 && !is_busy {
                swarm.advance(&self.gpu, now as u32);
                self.is_stale = true;
                is_moving |= behind > now;
            }
        }
        let is_due = self.counted.elapsed() >= COUNT_EVERY || !is_moving;
        if self.is_stale && is_due && !session.status.census.is_empty() {
            self.count(session);
        }
        if is_moving && self.animated.elapsed() >= CONTROLS_EVERY {
            self.animated = Instant::now();
            self.controls_due = true;
        }
        is_moving || session.animated.is_some()
    }

    /// Draws the picture where it is stale, and presents.
    fn draw(&mut self, session: &Session) -> Turn {
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
        let ground = match session.scene.theme {
            Theme::Light => [1.0; 4],
            Theme::Dark => [22.0 / 255.0, 24.0 / 255.0, 28.0 / 255.0, 1.0],
        };
        let place = PlaceUniform { first: self.first, size: self.size.map(|side| side as i32), ground };
        self.screen.present(&self.gpu, &self.window, &self.target, place)
    }

    /// Asks for the next frame: now where something moves, when the controls are due, or when something happens.
    fn schedule(&mut self, event_loop: &ActiveEventLoop, is_moving: bool) {
        if is_moving || self.controls_due {
            self.window.request_redraw();
            event_loop.set_control_flow(ControlFlow::Wait);
            return;
        }
        let rest = self.turned.map(|turned| turned + REST);
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

fn title(session: &Session) -> String {
    format!("steepest: {}", session.scene.field)
}

/// What particles depend on: the field, and all of the descent but its steps and given starts.
fn sowing(scene: &Scene) -> (String, DescentStyle) {
    let descent = DescentStyle { steps: 0, from: Vec::new(), ..scene.descent.clone() };
    let set: Vec<String> = scene.set.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let Scene { field, key, origin, extent, view, .. } = scene;
    (format!("{field}\n{}\n{key:?}{origin:?}{extent:?}{view:?}", set.join(",")), descent)
}

fn target(gpu: &Gpu, [width, height]: [u32; 2]) -> wgpu::TextureView {
    let texture = gpu.device.create_texture(&wgpu::TextureDescriptor {
        label: Some("window picture"),
        size: wgpu::Extent3d { width, height, depth_or_array_layers: 1 },
        mip_level_count: 1,
        sample_count: 1,
        dimension: wgpu::TextureDimension::D2,
        format: COLOR_FORMAT,
        usage: wgpu::TextureUsages::RENDER_ATTACHMENT | wgpu::TextureUsages::TEXTURE_BINDING,
        view_formats: &[],
    });
    texture.create_view(&wgpu::TextureViewDescriptor::default())
}
