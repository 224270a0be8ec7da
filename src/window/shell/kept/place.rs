//! Where the window is on the screen and how large, kept from one window to the next.

use serde::{Deserialize, Serialize};
use winit::dpi::{LogicalSize, PhysicalPosition};
use winit::event_loop::ActiveEventLoop;
use winit::window::{Window, WindowAttributes};

use super::recent::state_folder;
use crate::export::write_text;

/// The size of the first window, in logical pixels.
const FIRST: [f64; 2] = [1280.0, 800.0];
/// The least size, and what bars of a desktop may take of the screen.
const LEAST: [f64; 2] = [480.0, 320.0];
const BARS: [f64; 2] = [16.0, 72.0];

/// The place of a window: logical pixels for its size, and physical ones for its corner where the system tells.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct WindowPlace {
    size: [f64; 2],
    corner: Option<[i32; 2]>,
    is_maximized: bool,
}

/// A screen in physical pixels, and how many of them are a logical one.
#[derive(Clone, Copy, Debug)]
struct ScreenArea {
    corner: [i32; 2],
    size: [u32; 2],
    scale: f64,
}

impl ScreenArea {
    fn holds(&self, [x, y]: [i32; 2]) -> bool {
        let within = |at: i32, axis: usize| {
            (i64::from(self.corner[axis])..i64::from(self.corner[axis]) + i64::from(self.size[axis]) - 64)
                .contains(&i64::from(at))
        };
        within(x, 0) && within(y, 1)
    }
}

impl WindowPlace {
    /// That of the last window, where it was kept.
    pub(crate) fn read() -> Option<WindowPlace> {
        let text = std::fs::read_to_string(state_folder()?.join("window.toml")).ok()?;
        toml::from_str(&text).ok()
    }

    /// That of a window which had this one last.
    pub(crate) fn of(window: &Window, last: Option<WindowPlace>) -> WindowPlace {
        let size: LogicalSize<f64> = window.inner_size().to_logical(window.scale_factor());
        let corner = window.outer_position().ok().map(|corner| [corner.x, corner.y]);
        let now = WindowPlace { size: [size.width, size.height], corner, is_maximized: window.is_maximized() };
        now.after(last, now.is_maximized || window.fullscreen().is_some())
    }

    /// The place to be kept: of a window that `fills` its screen the size and the corner are those that it goes back to.
    fn after(self, last: Option<WindowPlace>, fills: bool) -> WindowPlace {
        match last.filter(|_| fills) {
            Some(last) => WindowPlace { is_maximized: self.is_maximized, ..last },
            None => self,
        }
    }

    /// Keeps it for the next window.
    pub(crate) fn write(&self) {
        // A place that cannot be kept spoils nothing.
        let _ = state_folder().zip(toml::to_string(self).ok()).map(|(folder, text)| {
            let _ = std::fs::create_dir_all(&folder);
            write_text(&folder.join("window.toml"), &text)
        });
    }

    /// How the window is opened: as large as the last one, on a screen that is there and no larger than it.
    pub(crate) fn attributes(event_loop: &ActiveEventLoop, kept: Option<WindowPlace>) -> WindowAttributes {
        let screens: Vec<ScreenArea> = event_loop
            .primary_monitor()
            .into_iter()
            .chain(event_loop.available_monitors())
            .map(|monitor| {
                let (corner, size) = (monitor.position(), monitor.size());
                let scale = monitor.scale_factor();
                ScreenArea { corner: [corner.x, corner.y], size: [size.width, size.height], scale }
            })
            .filter(|screen| screen.size.iter().all(|&side| side > 0))
            .collect();
        let (size, corner) = fitted(kept, &screens);
        let attributes = Window::default_attributes()
            .with_inner_size(LogicalSize::new(size[0], size[1]))
            .with_maximized(kept.is_some_and(|kept| kept.is_maximized));
        match corner {
            Some([x, y]) => attributes.with_position(PhysicalPosition::new(x, y)),
            None => attributes,
        }
    }
}

/// The size of a window in logical pixels, and its corner where that is on a screen.
fn fitted(kept: Option<WindowPlace>, screens: &[ScreenArea]) -> ([f64; 2], Option<[i32; 2]>) {
    let corner = kept.and_then(|kept| kept.corner);
    let on = corner.and_then(|corner| screens.iter().find(|screen| screen.holds(corner)));
    let size = kept.map_or(FIRST, |kept| kept.size);
    let size = [0, 1].map(|axis| {
        let most = on
            .or(screens.first())
            .map_or(f64::INFINITY, |screen| f64::from(screen.size[axis]) / screen.scale - BARS[axis]);
        let side = if size[axis].is_finite() { size[axis] } else { FIRST[axis] };
        side.min(most).max(LEAST[axis])
    });
    // All of it is seen, on a screen that may be smaller than the last.
    let inwards = |(screen, corner): (&ScreenArea, [i32; 2])| {
        [0, 1].map(|axis| {
            let most = f64::from(screen.size[axis]) - (size[axis] + BARS[axis]) * screen.scale;
            corner[axis].min(screen.corner[axis].saturating_add(most.max(0.0) as i32))
        })
    };
    (size, on.zip(corner).map(inwards))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn screen(size: [u32; 2], scale: f64) -> ScreenArea {
        ScreenArea { corner: [0, 0], size, scale }
    }

    #[test]
    fn a_window_that_fills_its_screen_goes_back_to_the_size_that_it_had() {
        let usual = WindowPlace { size: [1000.0, 700.0], corner: Some([40, 30]), is_maximized: false };
        let filling = WindowPlace { size: [1920.0, 1080.0], corner: Some([0, 0]), is_maximized: true };
        let maximized = filling.after(Some(usual), true);
        assert_eq!(maximized, WindowPlace { is_maximized: true, ..usual });
        // It is closed while it is maximized, and opened so; then it goes back, and is full screen.
        assert_eq!(filling.after(Some(maximized), true), maximized);
        let back = usual.after(Some(maximized), false);
        assert_eq!(back, usual);
        assert_eq!(WindowPlace { is_maximized: false, ..filling }.after(Some(back), true), usual);
        // Of one that was never smaller nothing else is known.
        assert_eq!(filling.after(None, true), filling);
    }

    #[test]
    fn a_window_is_no_larger_than_its_screen_and_opens_where_it_was() {
        assert_eq!(fitted(None, &[screen([2560, 1600], 2.0)]), ([1264.0, 728.0], None));
        assert_eq!(fitted(None, &[screen([3840, 2160], 2.0)]), ([1280.0, 800.0], None));
        assert_eq!(fitted(None, &[]), ([1280.0, 800.0], None));
        let kept = WindowPlace { size: [1600.0, 900.0], corner: Some([100, 50]), is_maximized: false };
        assert_eq!(fitted(Some(kept), &[screen([1920, 1080], 1.0)]), ([1600.0, 900.0], Some([100, 50])));
        assert_eq!(fitted(Some(kept), &[screen([1640, 1000], 1.0)]), ([1600.0, 900.0], Some([24, 28])));
        assert_eq!(fitted(Some(kept), &[screen([1280, 800], 1.0)]), ([1264.0, 728.0], Some([0, 0])));
        // The screen that it was on is gone.
        let far = WindowPlace { corner: Some([4000, 50]), ..kept };
        assert_eq!(fitted(Some(far), &[screen([1366, 768], 1.0)]), ([1350.0, 696.0], None));
    }
}
