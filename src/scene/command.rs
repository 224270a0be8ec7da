//! A scene as the command line that draws it.

use super::key::usual;
use super::keys::{KEYS, Kind};
use super::{SceneError, SceneFile};

impl SceneFile {
    /// The words that a command line says this scene with: the field, and options for what differs from the defaults.
    ///
    /// # Errors
    /// Where the scene cannot be written, as in its file.
    pub fn arguments(&self) -> Result<Vec<String>, SceneError> {
        let table = self.to_table()?;
        let mut words = vec![self.source.text.clone()];
        for key in KEYS {
            let value = key.value(&table);
            // A rule stands in place of optimizers.
            let is_read = self.scene.descent.rule.is_none() || key.path != "descent.optimizer";
            let Some(value) = value.filter(|value| is_read && Some(value) != key.value(usual()).as_ref()) else {
                continue;
            };
            if matches!(key.kind, Kind::Switch) {
                words.push(format!("--{}", key.flag));
                continue;
            }
            for text in key.kind.write(&value) {
                // What begins with a dash might be taken for an option.
                if key.kind.is_free_text() && text.starts_with('-') {
                    words.push(format!("--{}={text}", key.flag));
                } else {
                    words.extend([format!("--{}", key.flag), text]);
                }
            }
        }
        Ok(words)
    }

    /// The command that draws this scene into `picture.png`, with what differs from the defaults.
    ///
    /// # Errors
    /// Where the scene cannot be written, as in its file.
    pub fn command_line(&self) -> Result<String, SceneError> {
        let words: Vec<String> = self.arguments()?.iter().map(|word| quoted(word)).collect();
        let (field, options) = words.split_first().map_or(("", &[][..]), |(field, options)| (field.as_str(), options));
        let words = ["steepest", "render", field, "-o", "picture.png"].into_iter();
        Ok(words.chain(options.iter().map(String::as_str)).collect::<Vec<_>>().join(" "))
    }
}

/// An argument that a POSIX shell reads as it is.
fn quoted(text: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "_./:=,+-@%".contains(c);
    if !text.is_empty() && text.chars().all(is_plain) {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', "'\\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(scene: &SceneFile) -> String {
        scene.command_line().unwrap_or_else(|error| panic!("{error}"))
    }

    #[test]
    fn a_command_says_what_differs_from_the_defaults_and_quotes_what_a_shell_would_read() {
        let mut file = SceneFile { source: "x^2 + it's".into(), ..SceneFile::default() };
        assert_eq!(line(&file), "steepest render 'x^2 + it'\\''s' -o picture.png");
        file.source = "himmelblau".into();
        let scene = &mut file.scene;
        scene.x = Some([-1.0, 2.5]);
        scene.descent.from = vec![[1.0, -2.0]];
        scene.descent.optimizers = vec!["adam:lr=0.1".to_owned()];
        scene.labels.y = Some(String::new());
        scene.title = Some("-x".to_owned());
        assert_eq!(
            line(&file),
            "steepest render himmelblau -o picture.png --x -1,2.5 --title=-x --ylabel '' --from 1,-2 --optimizer adam:lr=0.1"
        );
    }
}
