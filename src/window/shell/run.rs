//! A window from its opening to its end: what is read before it, and what is kept of it.

use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use winit::event_loop::{EventLoop, EventLoopProxy};

use super::app::{App, Wake};
use super::kept::autosave::{Autosave, LeftBehind};
use super::kept::place::WindowPlace;
use super::kept::recent;
use super::system::desktop::has_dialogs;
use crate::scene::SceneFile;
use crate::session::Session;
use crate::window::options::{Options, Pilot, WindowError};

/// Opens a window on a scene, until it is closed.
///
/// # Errors
/// Where the scene's field cannot be opened, where there is no display or no adapter that presents to it, and where the
/// device or the system fails.
pub fn run(file: SceneFile, options: Options) -> Result<(), WindowError> {
    open(file, options, None)
}

/// The same for a pilot, who closes it.
///
/// # Errors
/// As [`run`].
#[doc(hidden)]
pub fn run_piloted(file: SceneFile, options: Options, pilot: &mut dyn Pilot) -> Result<(), WindowError> {
    open(file, options, Some(pilot))
}

/// The window that is open, for who ends the program from outside.
static OPEN: Mutex<Option<EventLoopProxy<Wake>>> = Mutex::new(None);

/// Has the window that is open close as if by hand; whether there is one that was not asked yet.
#[doc(hidden)]
pub fn close() -> bool {
    let open = OPEN.lock().unwrap_or_else(PoisonError::into_inner).take();
    open.is_some_and(|open| open.send_event(Wake::Close).is_ok())
}

fn open(file: SceneFile, options: Options, pilot: Option<&mut dyn Pilot>) -> Result<(), WindowError> {
    let start = Instant::now();
    let mut session = Session::new(file)?;
    let is_kept = pilot.is_none();
    let kept = recent::state_folder().filter(|_| is_kept).map(|folder| folder.join("open"));
    let left_behind = kept.as_deref().and_then(LeftBehind::find);
    session.left_behind = left_behind.as_ref().map(|left| left.file.source.text.clone());
    if is_kept {
        session.has_desktop_dialogs = has_dialogs(|name| std::env::var_os(name));
        // What was typed last need not have been left by the time.
        session.recent = recent::merged(session.left_behind.iter().cloned().collect(), recent::read());
    }
    session.remember();
    let event_loop = event_loop()?;
    // What is measured is not cut short as if it were whole.
    *OPEN.lock().unwrap_or_else(PoisonError::into_inner) = is_kept.then(|| event_loop.create_proxy());
    let autosave = kept.and_then(|folder| Autosave::begin(&folder, session.file()));
    let mut app = App {
        session,
        options,
        proxy: event_loop.create_proxy(),
        live: None,
        failure: None,
        start,
        pilot,
        recoveries: 0,
        ended: None,
        woke: start,
        is_read: false,
        place: None,
        writers: Vec::new(),
        cancels: Arc::default(),
        fates: None,
        autosave,
        left_behind,
        restoring: None,
        restored: None,
    };
    let ended = event_loop.run_app(&mut app);
    OPEN.lock().unwrap_or_else(PoisonError::into_inner).take();
    ended.map_err(|error| WindowError::System(error.to_string()))?;
    if is_kept {
        app.session.remember();
        match &mut app.autosave {
            Some(autosave) => autosave.keep_recent(&app.session.recent),
            // Where nothing can be locked scenes are not kept, and fields are.
            None => recent::write(&app.session.recent),
        }
        // A size that was asked for is that of this window alone.
        let window = app.live.as_ref().filter(|_| app.options.size.is_none()).map(|live| &live.window);
        window.map(|window| WindowPlace::of(window, app.place)).inspect(WindowPlace::write);
    }
    // A window that closes writes what it is writing, but leaves off what can be.
    app.cancels.store(true, Ordering::Relaxed);
    // What is being written is written whole.
    for writer in app.writers.drain(..) {
        if writer.join().is_err() {
            return Err(WindowError::System("a file could not be written".to_owned()));
        }
    }
    // What failed may be what the scene asks for, which is offered again.
    if let Some(autosave) = app.autosave.take() {
        match &app.failure {
            None => autosave.end(),
            Some(_) => autosave.leave(),
        }
    }
    match app.failure {
        Some(error) => Err(error),
        None => Ok(()),
    }
}

/// The system's events, from the display that windows are opened on.
#[cfg(all(unix, not(target_os = "macos")))]
fn event_loop() -> Result<EventLoop<Wake>, WindowError> {
    use super::system::display::{Display, NoDisplay, choose};
    use winit::platform::{wayland::EventLoopBuilderExtWayland, x11::EventLoopBuilderExtX11};
    let display = choose(|name| std::env::var_os(name)).map_err(WindowError::NoDisplay)?;
    let (mut builder, variable) = (EventLoop::<Wake>::with_user_event(), display.variable());
    let builder = match display {
        Display::Wayland => EventLoopBuilderExtWayland::with_wayland(&mut builder),
        Display::X11 => EventLoopBuilderExtX11::with_x11(&mut builder),
    };
    // What winit says names lines of its source.
    builder.build().map_err(|_| {
        let value = std::env::var_os(variable).unwrap_or_default().to_string_lossy().into_owned();
        WindowError::NoDisplay(NoDisplay::Silent { variable, value })
    })
}

/// The system's events.
#[cfg(not(all(unix, not(target_os = "macos"))))]
fn event_loop() -> Result<EventLoop<Wake>, WindowError> {
    EventLoop::<Wake>::with_user_event().build().map_err(|error| WindowError::System(error.to_string()))
}
