//! The page of the documentation that says what a scene file holds, made from the table of its keys.

use std::fmt::Write;

use super::key::usual;
use super::keys::{Group, KEYS, Key, Kind};

const BEGIN: &str = "\
# Scene files

A scene file (`.toml`) holds everything that a picture depends on. `steepest render scene.toml -o picture.png` draws
it, and any option of the command line changes what the file says; the window saves one and copies the command that
draws what it shows. Every key may be left out, and a key that is not known is an error. Files that a scene names are
beside it.

    version = 2
    field = \"himmelblau\"
    size = [1200, 560]

    [color]
    map = \"magma\"
    scale = \"log\"

    [descent]
    optimizer = [\"adam:lr=0.2\", \"gd\"]
    from = [[4.0, 4.0], [-1.0, 2.0]]
    steps = 60

`version` is the version of the format, and `field` a name from `steepest fields`, a data file or a formula; on the
command line it stands without an option. All other keys are below: where a key stands in the file, the tables before
a dot; its option on the command line; its name in Python; what its value may be; and what holds where nothing is said.

This page is made from the table in `src/scene/keys.rs`; `STEEPEST_WRITE_DOCS=1 cargo test --test core scenes` writes it.
";

/// The page, as Markdown.
pub fn page() -> String {
    let mut text = BEGIN.to_owned();
    for group in Group::ALL {
        let _ = write!(text, "\n## {}\n\n", group.heading());
        text += "| key | option | Python | value | default | meaning |\n| --- | --- | --- | --- | --- | --- |\n";
        for key in KEYS.iter().filter(|key| key.group == group) {
            text += &row(key);
        }
    }
    let _ = write!(
        text,
        "\n## Values\n\n| value | in a scene file | on the command line |\n| --- | --- | --- |\n{}",
        KINDS.map(|[what, file, line]| format!("| {what} | {file} | {line} |\n")).concat()
    );
    text
}

fn row(key: &Key) -> String {
    let paths: Vec<String> = key.paths().iter().map(|path| format!("`{path}`")).collect();
    let default = match key.default() {
        None if matches!(key.kind, Kind::Switch) => "no".to_owned(),
        None => "none".to_owned(),
        // What a scene has of its own is written as it is typed; other defaults are words.
        Some(default) if key.value(usual()).is_some() => format!("`{default}`"),
        Some(default) => default,
    };
    let (flag, keyword, value) = (key.flag, key.keyword(), value(key));
    let meaning = key.meaning(|other| format!("`{}`", other.path));
    let cells = [paths.join(", "), format!("`--{flag}`"), format!("`{keyword}`"), value, default, meaning];
    format!("| {} |\n", cells.map(|cell| cell.replace('|', "\\|")).join(" | "))
}

/// What a key's value may be, in the words of the table below.
fn value(key: &Key) -> String {
    match key.kind {
        Kind::Choice(names) => names().iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", "),
        Kind::Switch => "yes or no".to_owned(),
        Kind::Number => "number".to_owned(),
        Kind::Whole(_) => "whole number".to_owned(),
        Kind::Pair => "two numbers".to_owned(),
        Kind::PairOr(words) => {
            let words = words.iter().map(|word| format!(", `{word}`"));
            "two numbers".to_owned() + &words.collect::<String>()
        }
        Kind::Extent => "two ranges".to_owned(),
        Kind::Sides => "two whole numbers".to_owned(),
        Kind::Levels => "levels".to_owned(),
        Kind::Limits => "limits".to_owned(),
        Kind::Camera => "camera".to_owned(),
        Kind::Sweep => "sweep".to_owned(),
        Kind::Text | Kind::Form(_) => "text".to_owned(),
        Kind::Path => "file".to_owned(),
        Kind::Settings => "settings".to_owned(),
        Kind::Texts => "texts".to_owned(),
        Kind::Points => "points".to_owned(),
    }
}

const KINDS: [[&str; 3]; 14] = [
    ["yes or no", "`true`", "the option alone"],
    ["number", "`0.5`", "`0.5`"],
    ["whole number", "`20`", "`20`"],
    ["two numbers", "`[-5.0, 5.0]`", "`-5,5`"],
    ["two ranges", "`[[0.0, 10.0], [0.0, 5.0]]`", "`0,10,0,5`"],
    ["two whole numbers", "`[1280, 720]`", "`1280x720`, or `20` for both"],
    ["levels", "`20`, or `[0.0, 1.0, 5.0]`", "`20`, or `0,1,5`; `5,`, `0` and `0.5` are lists of one"],
    ["limits", "`\"robust\"`, or `[0.0, 1.0]`", "`robust`, or `0,1`"],
    ["camera", "`azimuth = -60.0`, `elevation = 30.0`, `distance = 3.0`", "`-60,30`, or `-60,30,3`"],
    ["sweep", "`{ name = \"a\", range = [0.0, 3.0] }`", "`a=0..3`"],
    ["text", "`\"log\"`", "`log`"],
    ["file", "its name; `-` is the standard input", "the same"],
    ["settings", "`{ a = 2.0, b = 3.0 }`", "`a=2`, and the option once more for `b=3`"],
    ["texts, points", "`[\"adam\", \"gd\"]`, `[[1.0, 2.0]]`", "`adam`, `1,2`, the option once for each"],
];
