//! The house's rules, read off the sources: who imports whom, and who knows no device and no window.

use std::fs;
use std::path::{Path, PathBuf};

/// From the roof down: each imports only what stands after it.
const ORDER: &[&str] = &[
    "main", "cli", "window", "session", "render", "compute", "memory", "scene", "optimize", "descent", "field", "expr",
];
/// What all of those may import, and what imports nothing but words.
const GROUND: &[&str] = &["gpu", "export", "colormap"];
/// What everyone may import, and what imports nothing.
const BEDROCK: &str = "words";
/// Tests that look into all of them.
const TESTS: &[&str] = &["layout_tests", "shader_tests"];
/// What knows neither a device nor a window.
const PURE: &[&str] = &["expr", "field", "descent", "scene"];
/// What the pure ones never name; `gpu` would be wgpu by another name.
const UNNAMEABLE: &[&str] = &["wgpu", "winit", "egui", "egui_wgpu", "egui_winit", "epaint"];

/// What speaks of options; the others speak of keys, which these name in their own words.
const FACES: &[&str] = &["main", "cli"];
/// Files whose subject are options: the copied command, the page of the documentation.
const OF_FLAGS: &[&str] = &["scene/command.rs", "scene/page.rs"];
/// Options of other programs.
const FOREIGN_FLAGS: &[&str] = &["--config"];

/// What is wrong with the source of a file that belongs to `folder`, a line for each fault.
fn faults(folder: &str, source: &str) -> Vec<String> {
    let code = without_comments(source);
    let mut faults = Vec::new();
    for imported in imports(&code).into_iter().filter(|imported| imported != folder) {
        let rank = |name: &str| ORDER.iter().position(|&ordered| ordered == name);
        let is_allowed = match (rank(folder), rank(&imported)) {
            _ if imported == BEDROCK => true,
            _ if folder == BEDROCK || GROUND.contains(&folder) => false,
            (Some(_), None) => GROUND.contains(&imported.as_str()),
            (Some(importer), Some(imported)) => importer < imported,
            (None, _) => false,
        };
        if !is_allowed {
            faults.push(format!("{folder} imports {imported}"));
        }
        if PURE.contains(&folder) && imported == "gpu" {
            faults.push(format!("{folder} imports gpu, which is a device"));
        }
    }
    if !FACES.contains(&folder) {
        faults.extend(flags(&code).into_iter().map(|flag| format!("{folder} speaks of {flag}")));
    }
    if PURE.contains(&folder) {
        let named = UNNAMEABLE.iter().filter(|name| words(&code).any(|word| word == **name));
        faults.extend(named.map(|name| format!("{folder} names {name}")));
    }
    faults
}

/// The code without `//` comments, whose links may point anywhere.
fn without_comments(source: &str) -> String {
    source.lines().map(|line| line.split("//").next().unwrap_or_default()).flat_map(|line| [line, "\n"]).collect()
}

/// The options that code speaks of, and those that it makes of a name.
fn flags(code: &str) -> Vec<&str> {
    let word = |at: usize| {
        let name = &code[at + 2..];
        let end = name.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '{' | '}')));
        &code[at..at + 2 + end.unwrap_or(name.len())]
    };
    let all = code.match_indices("--").filter(|(at, _)| !code[..*at].ends_with('-')).map(|(at, _)| word(at));
    let begins = |flag: &&str| flag[2..].starts_with(|c: char| c.is_ascii_lowercase() || c == '{');
    all.filter(begins).filter(|flag| !FOREIGN_FLAGS.contains(flag)).collect()
}

fn words(code: &str) -> impl Iterator<Item = &str> {
    code.split(|c: char| !c.is_alphanumeric() && c != '_')
}

/// The first segment of every path from the crate's root: `crate::X`, `steepest::X` and `crate::{X, Y::Z}`.
fn imports(code: &str) -> Vec<String> {
    let mut imports = Vec::new();
    for root in ["crate::", "steepest::"] {
        for (at, _) in code.match_indices(root) {
            let before = code[..at].chars().next_back();
            if before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '$') {
                continue;
            }
            let rest = code[at + root.len()..].trim_start();
            match rest.strip_prefix('{') {
                Some(list) => imports.extend(list_heads(list)),
                None => imports.extend(words(rest).next().map(str::to_owned)),
            }
        }
    }
    imports.retain(|name| !name.is_empty());
    imports
}

/// The heads of `a::b, c::{d, e}, f}`: a, c, f.
fn list_heads(list: &str) -> Vec<String> {
    let (mut heads, mut depth, mut head, mut is_in_head) = (Vec::new(), 0, String::new(), true);
    for c in list.chars() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                heads.push(std::mem::take(&mut head));
                is_in_head = true;
            }
            c if is_in_head && (c.is_alphanumeric() || c == '_') => head.push(c),
            c if !c.is_whitespace() => is_in_head = false,
            _ => {}
        }
    }
    heads.push(head);
    heads
}

/// Every Rust file under `folder`, with what it belongs to: the first folder or file name below src.
fn sources(folder: &Path, owner: Option<&str>) -> Vec<(String, PathBuf)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let owner = owner.map_or(name, str::to_owned);
        if path.is_dir() {
            found.extend(sources(&path, Some(&owner)));
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push((owner, path));
        }
    }
    found
}

fn all_sources() -> Vec<(String, PathBuf)> {
    let mut sources = sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), None);
    sources.sort();
    sources
}

#[test]
fn a_folder_imports_only_folders_below_it() {
    let mut wrong = Vec::new();
    // lib.rs only declares the folders, and some tests look into all of them.
    for (owner, path) in all_sources().iter().filter(|(owner, _)| owner != "lib" && !TESTS.contains(&owner.as_str())) {
        let source = fs::read_to_string(path).unwrap();
        let is_of_flags = OF_FLAGS.iter().any(|file| path.ends_with(file));
        let is_fault = |fault: &String| !is_of_flags || !fault.contains(" speaks of ");
        let found = faults(owner, &source).into_iter().filter(is_fault);
        wrong.extend(found.map(|fault| format!("{}: {fault}", path.display())));
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn a_shader_names_its_counterparts_where_they_are() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut folders = vec![root.join("shaders")];
    let mut wrong = Vec::new();
    while let Some(folder) = folders.pop() {
        for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let source = fs::read_to_string(&path).unwrap();
            let ends_name = |c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '/' | '.'));
            let named = source.split(ends_name).map(|word| word.trim_end_matches('.'));
            let missing = named.filter(|word| word.starts_with("src/") && !root.join(word).exists());
            wrong.extend(missing.map(|word| format!("{}: {word}", path.display())));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// The rooms of a picture from the top down; what stands beside them is between output and panels.
const ROOMS_OF_RENDER: &[&str] = &["output", "panels", "data", "passes", "figure"];

/// The rooms above a file's own that its source imports.
fn rooms_above<'a>(room: &str, source: &str, rooms: &[&'a str]) -> Vec<&'a str> {
    let code = without_comments(source);
    let own = rooms.iter().position(|name| *name == room).unwrap_or(rooms.len());
    rooms[..own].iter().copied().filter(|above| code.contains(&format!("render::{above}::"))).collect()
}

#[test]
fn a_room_of_render_imports_only_rooms_below_it() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/render");
    let mut wrong = Vec::new();
    for room in ROOMS_OF_RENDER {
        for (_, path) in sources(&src.join(room), Some(room)) {
            let source = fs::read_to_string(&path).unwrap();
            wrong.extend(
                rooms_above(room, &source, ROOMS_OF_RENDER).iter().map(|above| format!("{}: {above}", path.display())),
            );
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    let made_up = "use crate::render::figure::layout::Style;\nuse crate::render::panels::surface::SurfacePanel;";
    assert_eq!(rooms_above("data", made_up, ROOMS_OF_RENDER), ["panels"]);
    assert_eq!(rooms_above("output", made_up, ROOMS_OF_RENDER), [""; 0]);
}

#[test]
fn every_folder_has_a_place_in_the_order() {
    let sources = all_sources();
    assert!(sources.len() > 40, "only {} files were found", sources.len());
    for (owner, path) in sources {
        let is_placed = ORDER.iter().chain(GROUND).chain(TESTS).chain(&[BEDROCK, "lib"]).any(|name| *name == owner);
        assert!(is_placed, "{} stands nowhere in the order", path.display());
    }
    for folder in PURE {
        assert!(ORDER.contains(folder));
    }
}

#[test]
fn the_check_finds_what_it_looks_for() {
    let made_up = "use std::fmt;\nuse crate::render::Frame;\nuse crate::{expr::Order, cli::{at, eval}, gpu};\n\
                   fn f() { let _ = crate::compute::evaluate(); }\n";
    let found = faults("field", made_up);
    for fault in
        ["field imports render", "field imports cli", "field imports compute", "field imports gpu, which is a device"]
    {
        assert!(found.iter().any(|line| line == fault), "`{fault}` was not found: {found:?}");
    }
    assert!(!found.iter().any(|line| line.contains("expr")), "{found:?}");
    assert_eq!(faults("expr", "fn f(device: &wgpu::Device) {}"), ["expr names wgpu"]);
    assert_eq!(faults("gpu", "use crate::expr::emit;"), ["gpu imports expr"]);
    assert_eq!(faults("words", "use crate::colormap::Colormap;"), ["words imports colormap"]);
    assert_eq!(faults("elsewhere", "use crate::expr::emit;"), ["elsewhere imports expr"]);
    let made_up = "const HELP: &str = \"give --arrow-scale S, or --{axis} MIN,MAX\"; // --x";
    assert_eq!(faults("field", made_up), ["field speaks of --arrow-scale", "field speaks of --{axis}"]);
    assert_eq!(faults("cli", made_up), [""; 0]);
}

#[test]
fn the_check_passes_what_is_right() {
    let code = "//! See [`crate::render`], which needs wgpu.\nuse crate::expr::{Order, emit};\nuse crate::field::{Grid, Kind};\n\
                use crate::{colormap::Colormap, gpu::Gpu};\nuse super::shader; // crate::cli\n";
    assert_eq!(faults("compute", code), Vec::<String>::new());
    assert_eq!(faults("field", "use crate::field::Domain;\nlet wgpus = 1;"), Vec::<String>::new());
    assert_eq!(faults("gpu", "use crate::words::nearest;"), Vec::<String>::new());
    assert_eq!(faults("main", "fn main() { steepest::cli::run(); }"), Vec::<String>::new());
}
