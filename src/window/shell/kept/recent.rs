//! Fields that were shown, kept from one window to the next in the user's own folder of states.

use std::path::PathBuf;

use crate::export::write_text;
use crate::field::is_data_path;
use crate::session::MAX_RECENT;

/// The user's own folder of states; none for a user who has no folders.
pub(crate) fn state_folder() -> Option<PathBuf> {
    let folders = directories::ProjectDirs::from("", "", "steepest")?;
    Some(folders.state_dir().unwrap_or(folders.data_local_dir()).to_owned())
}

/// Where they are kept, one per line.
fn path() -> Option<PathBuf> {
    state_folder().map(|folder| folder.join("recent.txt"))
}

/// The fields of earlier windows, the newest first.
pub(crate) fn read() -> Vec<String> {
    // Without the list, or with one that cannot be read, there is nothing to be told.
    let text = path().and_then(|path| std::fs::read_to_string(path).ok()).unwrap_or_default();
    text.lines().filter(|line| !line.trim().is_empty()).take(MAX_RECENT).map(str::to_owned).collect()
}

/// Keeps the fields of this window before those of others.
pub(crate) fn write(recent: &[String]) {
    let Some(path) = path() else { return };
    let absolute = |field: &String| match is_data_path(field) {
        true => std::path::absolute(field).map_or_else(|_| field.clone(), |path| path.to_string_lossy().into_owned()),
        false => field.clone(),
    };
    let text = merged(recent.iter().map(absolute).collect(), read()).join("\n") + "\n";
    // A list that cannot be kept spoils nothing.
    let _ = path.parent().map(std::fs::create_dir_all);
    let _ = write_text(&path, &text);
}

/// Those of this window, then those that other windows have kept meanwhile.
pub(crate) fn merged(ours: Vec<String>, theirs: Vec<String>) -> Vec<String> {
    let mut fields = Vec::new();
    for field in ours.into_iter().chain(theirs) {
        if !field.contains('\n') && !fields.contains(&field) {
            fields.push(field);
        }
    }
    fields.truncate(MAX_RECENT);
    fields
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_keep_their_fields_beside_each_other() {
        let fields = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(merged(fields("a b"), fields("c a d")), fields("a b c d"));
        let many: Vec<String> = (0..30).map(|index| format!("x + {index}")).collect();
        assert_eq!(merged(many.clone(), fields("a")), many[..MAX_RECENT]);
    }
}
