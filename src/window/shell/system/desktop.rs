//! Whether the desktop has dialogs of its own for files.

/// Whether a portal shows dialogs: a session bus, its service, and a desktop's part of it.
#[cfg(all(unix, not(target_os = "macos")))]
pub(crate) fn has_dialogs(variable: impl Fn(&str) -> Option<std::ffi::OsString>) -> bool {
    use std::path::{Path, PathBuf};
    let given = |name: &str| variable(name).filter(|value| !value.is_empty());
    let runtime = given("XDG_RUNTIME_DIR").map(PathBuf::from);
    let has_bus = given("DBUS_SESSION_BUS_ADDRESS").is_some() || runtime.is_some_and(|path| path.join("bus").exists());
    let data = given("XDG_DATA_DIRS").unwrap_or_else(|| "/usr/local/share:/usr/share".into());
    let data: Vec<PathBuf> = std::env::split_paths(&data).collect();
    let has_service =
        data.iter().any(|folder| folder.join("dbus-1/services/org.freedesktop.portal.Desktop.service").is_file());
    let has_any = |folder: &Path| std::fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some());
    has_bus && has_service && data.iter().any(|folder| has_any(&folder.join("xdg-desktop-portal/portals")))
}

/// Other systems always have them.
#[cfg(not(all(unix, not(target_os = "macos"))))]
pub(crate) fn has_dialogs(_: impl Fn(&str) -> Option<std::ffi::OsString>) -> bool {
    true
}

#[cfg(all(test, unix, not(target_os = "macos")))]
#[allow(clippy::unwrap_used, reason = "a test stops where something is wrong")]
mod tests {
    use super::*;

    #[test]
    fn dialogs_need_a_bus_a_service_and_a_desktop() {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().to_owned();
        let found = |bus: &str| {
            has_dialogs(|name| match name {
                "XDG_DATA_DIRS" => Some(data.clone().into()),
                "DBUS_SESSION_BUS_ADDRESS" => Some(bus.into()),
                _ => None,
            })
        };
        assert!(!found("unix:path=/run/bus"));
        std::fs::create_dir_all(data.join("dbus-1/services")).unwrap();
        std::fs::write(data.join("dbus-1/services/org.freedesktop.portal.Desktop.service"), "").unwrap();
        assert!(!found("unix:path=/run/bus"), "nobody shows them");
        std::fs::create_dir_all(data.join("xdg-desktop-portal/portals")).unwrap();
        std::fs::write(data.join("xdg-desktop-portal/portals/gtk.portal"), "").unwrap();
        assert!(found("unix:path=/run/bus") && !found(""));
    }
}
