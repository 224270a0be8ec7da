//! Which display a window is opened on, and what is said where there is none.

use std::ffi::OsString;

/// Why nobody shows windows.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NoDisplay {
    /// Neither variable of the environment names one.
    #[error("neither DISPLAY nor WAYLAND_DISPLAY names a display")]
    Unnamed,
    /// The display that is named does not answer.
    #[error("the display that {variable}={value} names does not answer")]
    Silent {
        /// The variable.
        variable: &'static str,
        /// Its value.
        value: String,
    },
}

/// A display that windows may be opened on.
#[cfg(all(unix, not(target_os = "macos")))]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Display {
    Wayland,
    X11,
}

#[cfg(all(unix, not(target_os = "macos")))]
impl Display {
    /// The variable that names it.
    pub(crate) fn variable(self) -> &'static str {
        match self {
            Display::Wayland => "WAYLAND_DISPLAY",
            Display::X11 => "DISPLAY",
        }
    }
}

/// The display to open a window on: Wayland's where it answers, else X's, since a variable outlives its compositor.
#[cfg(all(unix, not(target_os = "macos")))]
pub(crate) fn choose(variable: impl Fn(&str) -> Option<OsString>) -> Result<Display, NoDisplay> {
    let given = |name: &str| variable(name).filter(|value| !value.is_empty());
    // A socket that was handed over is open already.
    if given("WAYLAND_SOCKET").is_some() {
        return Ok(Display::Wayland);
    }
    let wayland = given("WAYLAND_DISPLAY");
    if let Some(name) = &wayland {
        // An absolute name stands alone.
        let socket = std::path::Path::new(&given("XDG_RUNTIME_DIR").unwrap_or_default()).join(name);
        if std::os::unix::net::UnixStream::connect(socket).is_ok() {
            return Ok(Display::Wayland);
        }
    }
    match (given("DISPLAY"), wayland) {
        (Some(_), _) => Ok(Display::X11),
        (None, Some(name)) => {
            Err(NoDisplay::Silent { variable: "WAYLAND_DISPLAY", value: name.to_string_lossy().into_owned() })
        }
        (None, None) => Err(NoDisplay::Unnamed),
    }
}

#[cfg(all(test, unix, not(target_os = "macos")))]
#[allow(clippy::unwrap_used, reason = "a test stops where something is wrong")]
mod tests {
    use super::*;

    fn chosen(variables: &[(&str, &str)]) -> Result<Display, NoDisplay> {
        choose(|name| variables.iter().find(|(of, _)| *of == name).map(|(_, value)| OsString::from(value)))
    }

    #[test]
    fn a_display_that_does_not_answer_gives_way_to_one_that_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let runtime = folder.path().to_str().unwrap();
        let listener = std::os::unix::net::UnixListener::bind(folder.path().join("wayland-7")).unwrap();
        let in_folder = ("XDG_RUNTIME_DIR", runtime);
        assert_eq!(chosen(&[("WAYLAND_DISPLAY", "wayland-7"), in_folder, ("DISPLAY", ":0")]), Ok(Display::Wayland));
        let absolute = format!("{runtime}/wayland-7");
        assert_eq!(chosen(&[("WAYLAND_DISPLAY", &absolute)]), Ok(Display::Wayland));
        drop(listener);
        // The socket is still there, and nobody behind it.
        for name in ["wayland-7", "wayland-8"] {
            assert_eq!(chosen(&[("WAYLAND_DISPLAY", name), in_folder, ("DISPLAY", ":0")]), Ok(Display::X11), "{name}");
            let silent = NoDisplay::Silent { variable: "WAYLAND_DISPLAY", value: name.to_owned() };
            assert_eq!(chosen(&[("WAYLAND_DISPLAY", name), in_folder]), Err(silent));
        }
        assert_eq!(chosen(&[("DISPLAY", ":0")]), Ok(Display::X11));
        assert_eq!(chosen(&[("DISPLAY", ""), ("WAYLAND_DISPLAY", "")]), Err(NoDisplay::Unnamed));
        assert_eq!(chosen(&[]), Err(NoDisplay::Unnamed));
    }
}
