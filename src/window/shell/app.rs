//! Events of the window, and what each frame does.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use egui_winit::accesskit_winit::{self, Adapter};
use winit::application::ApplicationHandler;
use winit::event::{StartCause, WindowEvent};
use winit::event_loop::{ActiveEventLoop, ControlFlow, EventLoopProxy};
use winit::window::{Fullscreen, Window, WindowId};

use super::fates::FateWorker;
use super::frame::live::{Live, title};
use super::frame::screen::SurfaceAction;
use super::kept::autosave::{Autosave, LeftBehind};
use super::kept::place::WindowPlace;
use crate::compute::HyperparameterMap;
use crate::field::{Field, is_data_path};
use crate::scene::SceneFile;
use crate::session::{Answer, PathPurpose, Request, Session, SessionError, Work};
use crate::window::options::{Next, Options, Pilot, WindowError};

/// A thread has something for the window.
#[derive(Debug)]
pub(crate) enum Wake {
    /// A scene was measured.
    Prepared,
    /// A dialog was answered, with a path unless it was left.
    Chosen(PathPurpose, Option<PathBuf>),
    /// How far the animation has come that is being recorded.
    Recording(Work),
    /// It was recorded, or could not be.
    Recorded(Result<PathBuf, String>),
    /// How far the file of a number was read.
    Reading(u32, f32),
    /// The field of the file of a number was opened, or could not be.
    Opened(u32, Box<SceneFile>, Result<Arc<Field>, SessionError>),
    /// What becomes of a start was found, or why it was not.
    Fates(Result<Arc<HyperparameterMap>, String>),
    /// Assistive technology asks for the controls, or uses one.
    Accessibility(accesskit_winit::WindowEvent),
    /// A picture was saved, or could not be.
    Saved(Result<PathBuf, String>),
    /// The program is ended from outside.
    Close,
}

/// The program while its window is open.
pub(crate) struct App<'p> {
    pub(crate) session: Session,
    pub(crate) options: Options,
    pub(crate) proxy: EventLoopProxy<Wake>,
    pub(crate) live: Option<Live>,
    pub(crate) failure: Option<WindowError>,
    pub(super) start: Instant,
    pub(super) pilot: Option<&'p mut dyn Pilot>,
    pub(super) recoveries: usize,
    /// When the last frame was over, and when the event loop woke last.
    pub(super) ended: Option<Instant>,
    pub(super) woke: Instant,
    /// Whether assistive technology reads the controls.
    pub(super) is_read: bool,
    /// Where the window is, or was before it filled its screen.
    pub(super) place: Option<WindowPlace>,
    /// Threads that write files.
    pub(crate) writers: Vec<JoinHandle<()>>,
    /// Whether the animation that is being recorded is to be left off.
    pub(crate) cancels: Arc<AtomicBool>,
    /// What becomes of starts, one question at a time.
    pub(crate) fates: Option<FateWorker>,
    /// Keeps the scene for the next window, should this one not end properly, and what another one left.
    pub(super) autosave: Option<Autosave>,
    pub(super) left_behind: Option<LeftBehind>,
    /// What was asked to be restored and is not shown, and what is shown of it and not yet kept by this window.
    pub(super) restoring: Option<LeftBehind>,
    pub(super) restored: Option<LeftBehind>,
}

impl From<accesskit_winit::Event> for Wake {
    fn from(event: accesskit_winit::Event) -> Wake {
        Wake::Accessibility(event.window_event)
    }
}

impl ApplicationHandler<Wake> for App<'_> {
    fn resumed(&mut self, event_loop: &ActiveEventLoop) {
        if self.live.is_some() {
            return;
        }
        let opened = self.open_window(event_loop).and_then(|(window, reader)| self.open_device(window, Some(reader)));
        self.leave_if_failed(event_loop, opened);
    }

    fn new_events(&mut self, _: &ActiveEventLoop, cause: StartCause) {
        self.woke = Instant::now();
        if let (StartCause::ResumeTimeReached { .. }, Some(live)) = (cause, &mut self.live) {
            live.controls_due |= live.next_controls.is_some_and(|due| due <= Instant::now());
            live.window.request_redraw();
        }
    }

    fn user_event(&mut self, event_loop: &ActiveEventLoop, wake: Wake) {
        match wake {
            Wake::Prepared => {
                let doubt = self.session.status.doubt;
                let is_there = self.live.as_mut().is_some_and(|live| live.take(&mut self.session));
                // The frame that asked for it may have taken it already, and says what of it the controls show.
                if !is_there && self.session.status.doubt == doubt {
                    return;
                }
            }
            Wake::Chosen(purpose, Some(path)) => self.answer(purpose, &path),
            Wake::Chosen(_, None) => {
                self.session.status.message = Some("no file was chosen, or this desktop has no dialog".to_owned());
            }
            Wake::Recording(work) => self.session.status.recording = Some(work),
            Wake::Recorded(saved) => {
                self.session.status.recording = None;
                self.saved(saved);
            }
            Wake::Reading(number, fraction) => self.session.read_on(number, fraction),
            Wake::Opened(number, file, opened) => {
                let is_left_behind = self.restoring.as_ref().is_some_and(|left| left.file == *file);
                if self.session.show_read(number, *file, opened) && is_left_behind {
                    self.restored = self.restoring.take();
                }
            }
            Wake::Fates(found) => self.fates_found(found),
            Wake::Accessibility(event) => self.accessibility(event),
            Wake::Saved(saved) => self.saved(saved),
            Wake::Close => event_loop.exit(),
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
            WindowEvent::Moved(_) => self.place = Some(WindowPlace::of(&live.window, self.place)),
            WindowEvent::Resized(size) => {
                self.place = Some(WindowPlace::of(&live.window, self.place));
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
                self.answer(PathPurpose::Open, &path);
            }
            _ => {}
        }
    }
}

impl App<'_> {
    /// Opens the window, and what assistive technology reads it by.
    fn open_window(&mut self, event_loop: &ActiveEventLoop) -> Result<(Arc<Window>, Adapter), WindowError> {
        let attributes = match self.options.size {
            Some([width, height]) => {
                Window::default_attributes().with_inner_size(winit::dpi::PhysicalSize::new(width, height))
            }
            // What is measured is as large everywhere.
            None => {
                self.place = self.pilot.is_none().then(WindowPlace::read).flatten();
                WindowPlace::attributes(event_loop, self.place)
            }
        };
        let attributes =
            attributes.with_title(title(&self.session)).with_min_inner_size(winit::dpi::LogicalSize::new(480.0, 320.0));
        let attributes = attributes.with_visible(false);
        let window = event_loop.create_window(attributes).map_err(|error| WindowError::System(error.to_string()))?;
        // It is shown once whoever reads it can.
        let reader = Adapter::with_event_loop_proxy(event_loop, &window, self.proxy.clone());
        window.set_visible(true);
        Ok((Arc::new(window), reader))
    }

    fn open_device(&mut self, window: Arc<Window>, reader: Option<Adapter>) -> Result<(), WindowError> {
        let proxy = self.proxy.clone();
        // A window that has closed is not woken.
        let wake = move || drop(proxy.send_event(Wake::Prepared));
        let mut live = Live::open(window, &self.options, &self.session, wake)?;
        live.input.accesskit = reader;
        if self.is_read {
            live.context.enable_accesskit();
        }
        self.session.status.adapter = format!("{} ({})", live.gpu.adapter.name, live.gpu.adapter.kind);
        self.live = Some(live);
        Ok(())
    }

    /// Draws a frame, and says when the next one is due.
    fn frame(&mut self, event_loop: &ActiveEventLoop) {
        let Some(live) = &mut self.live else { return };
        if live.gpu.is_lost() {
            self.recreate(event_loop);
            return;
        }
        if !live.is_visible {
            event_loop.set_control_flow(ControlFlow::Wait);
            return;
        }
        if let Some(pilot) = &mut self.pilot {
            let frame = live.frame(&mut self.session, Duration::ZERO, self.start, self.recoveries);
            live.controls_due |= pilot.begin(frame);
        }
        if live.controls_due {
            live.controls(&mut self.session);
        }
        self.requests(event_loop);
        self.autosave();
        let Some(live) = &mut self.live else { return };
        live.follow(&mut self.session);
        let is_moving = live.play(&mut self.session);
        let gpu = live.gpu.clone();
        let (turn, failure) = gpu.observed(|| live.draw(&self.session));
        match turn {
            SurfaceAction::Recreate => {
                self.recreate(event_loop);
                return;
            }
            SurfaceAction::Sleep => live.is_visible = false,
            SurfaceAction::Skip | SurfaceAction::Configure => live.window.request_redraw(),
            SurfaceAction::Present | SurfaceAction::PresentAndConfigure => {}
        }
        if let Some(error) = failure.or_else(|| gpu.take_unclaimed()) {
            self.session.status.picture_message = Some(error.to_string());
        }
        // From the end of the frame before, so that waiting for the device counts, unless there was nothing to do since.
        let began = self.ended.replace(Instant::now()).map(|ended| ended.max(self.woke));
        let took = began.map_or(Duration::ZERO, |began| began.elapsed());
        // After a rest it is no frame's time.
        if took < Duration::from_millis(500) {
            self.session.status.frame_ms += 0.2 * (took.as_secs_f64() * 1e3 - self.session.status.frame_ms);
        }
        let next = self
            .pilot
            .as_mut()
            .map_or(Next::Rest, |pilot| pilot.end(live.frame(&mut self.session, took, self.start, self.recoveries)));
        if next == Next::Close {
            event_loop.exit();
            return;
        }
        live.controls_due |= next == Next::Controls;
        if let Next::RestUntil(due) = next {
            live.next_controls = Some(live.next_controls.map_or(due, |controls| controls.min(due)));
        }
        live.schedule(event_loop, is_moving || next == Next::Frame);
    }

    /// Opens everything that hangs on the device once more.
    fn recreate(&mut self, event_loop: &ActiveEventLoop) {
        let Some(mut live) = self.live.take() else { return };
        let (window, reader) = (Arc::clone(&live.window), live.input.accesskit.take());
        // A window has one surface at a time.
        drop(live);
        self.recoveries += 1;
        self.session.status.message = Some("the device was lost and opened again".to_owned());
        window.request_redraw();
        let opened = self.open_device(window, reader);
        self.leave_if_failed(event_loop, opened);
    }

    /// Keeps the scene for the next window; steps that are played are no change.
    fn autosave(&mut self) {
        let Some(mut autosave) = self.autosave.take() else { return };
        let mut file = self.session.file();
        if self.session.is_playing {
            file.scene.descent.steps = autosave.last().scene.descent.steps;
        }
        let restored = self.restored.take();
        autosave.keep(file, || self.saved_scene(), restored);
        autosave.keep_recent(&self.session.recent);
        self.autosave = Some(autosave);
    }

    /// Shows what another window left behind, or forgets it. It is kept there until it is kept here.
    fn restore(&mut self, is_wanted: bool) {
        self.session.left_behind = None;
        let Some(left) = self.left_behind.take() else { return };
        if !is_wanted {
            left.forget();
        } else if is_data_path(&left.file.source.text) {
            self.session.choose(left.file.clone());
            self.restoring = Some(left);
        } else if self.session.show(left.file.clone()) {
            self.restored = Some(left);
        } else {
            self.restoring = Some(left);
        }
    }

    fn saved(&mut self, saved: Result<PathBuf, String>) {
        let said = saved.map_or_else(|error| error, |path| format!("saved {}", path.display()));
        self.session.status.message = Some(said);
    }

    /// Tells assistive technology what there is, or lets it use a control.
    fn accessibility(&mut self, event: accesskit_winit::WindowEvent) {
        use accesskit_winit::WindowEvent::{AccessibilityDeactivated, ActionRequested, InitialTreeRequested};
        // It may ask before the device is there.
        self.is_read = !matches!(event, AccessibilityDeactivated);
        let Some(live) = &mut self.live else { return };
        match event {
            InitialTreeRequested => live.context.enable_accesskit(),
            ActionRequested(request) => live.input.on_accesskit_action_request(request),
            AccessibilityDeactivated => live.context.disable_accesskit(),
        }
    }

    fn leave_if_failed(&mut self, event_loop: &ActiveEventLoop, opened: Result<(), WindowError>) {
        if let Err(error) = opened {
            self.failure = Some(error);
            event_loop.exit();
        }
    }

    /// Does what the session asked for.
    fn requests(&mut self, event_loop: &ActiveEventLoop) {
        for request in self.session.take_requests() {
            match request {
                Request::Quit => event_loop.exit(),
                Request::Fates(question) => self.find_fates(*question),
                Request::Cancel => self.cancels.store(true, Ordering::Relaxed),
                Request::Restore(is_wanted) => self.restore(is_wanted),
                Request::Read(number, file) => self.read(number, *file),
                Request::CopyCommand => {
                    let file = SceneFile { source: self.session.source(), scene: self.as_shown() };
                    let Ok(text) = file.command_line() else { continue };
                    self.session.status.message = Some(format!("copied: {text}"));
                    if let Some(live) = &mut self.live {
                        live.context.copy_text(text);
                        live.controls_due = true;
                    }
                }
                Request::Seed => {
                    if let Some(live) = &mut self.live {
                        live.seeded = None;
                        live.asked = None;
                    }
                }
                Request::Step(count) => {
                    let steps = self.session.scene.descent.steps;
                    self.session.go_to(steps.saturating_add_signed(count as isize));
                }
                Request::LeaveFullScreen => {
                    if let Some(live) = &self.live {
                        live.window.set_fullscreen(None);
                    }
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
                Answer::Path(purpose, path) => self.answer(purpose, &path),
                Answer::Browse(purpose, folder) => self.browse(purpose, folder),
            }
        }
    }
}
