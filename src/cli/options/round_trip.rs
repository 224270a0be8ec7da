//! A scene's command line, read by the command line's own parser, is the same scene.

use std::ffi::OsString;

use clap::Parser;
use proptest::prelude::*;

use crate::cli::arguments::escape_leading_minus;
use crate::cli::{Cli, Command};
use steepest::scene::SceneFile;

#[path = "../../../tests/common/scenes.rs"]
mod scenes;

/// The words that a POSIX shell makes of a line of plain and single-quoted text.
fn words(line: &str) -> Vec<OsString> {
    let (mut words, mut word, mut is_quoted, mut is_word) = (Vec::new(), String::new(), false, false);
    let mut characters = line.chars();
    while let Some(character) = characters.next() {
        match character {
            '\'' => (is_quoted, is_word) = (!is_quoted, true),
            '\\' if !is_quoted => word.extend(characters.next()),
            ' ' if !is_quoted => {
                if std::mem::take(&mut is_word) {
                    words.push(std::mem::take(&mut word).into());
                }
            }
            other => {
                word.push(other);
                is_word = true;
            }
        }
    }
    words.extend(is_word.then(|| word.into()));
    words
}

/// The scene that a command line describes.
fn read(line: &str) -> Result<SceneFile, String> {
    let cli = Cli::try_parse_from(escape_leading_minus(words(line))).map_err(|error| error.to_string())?;
    match cli.command {
        Command::Render(arguments) => arguments.scene().map_err(|error| error.to_string()),
        other => Err(format!("no picture: {other:?}")),
    }
}

/// The keys in which two scenes differ.
fn difference(read: &SceneFile, written: &SceneFile) -> String {
    let [read, written] = [read, written].map(|scene| scene.to_toml().unwrap_or_default());
    read.lines().filter(|line| !written.lines().any(|other| other == *line)).collect::<Vec<_>>().join("; ")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn a_scenes_command_line_is_read_as_the_same_scene(scene in scenes::scenes()) {
        let line = scene.command_line().unwrap_or_else(|error| panic!("{error}"));
        let read = read(&line).unwrap_or_else(|error| panic!("{line}: {error}"));
        prop_assert!(read == scene, "{line}: {}", difference(&read, &scene));
    }
}
