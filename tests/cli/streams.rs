//! Standard input and output in place of files, and names that people bring from elsewhere.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::Stdio;

use tempfile::TempDir;

use crate::common::process::*;

/// Runs with these bytes as standard input; its output as bytes, and what it said.
fn piped(folder: &Path, arguments: &[&str], input: &[u8]) -> (Option<i32>, Vec<u8>, String) {
    let mut child =
        command(folder, arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // A command that is refused reads nothing.
    let _ = child.stdin.take().unwrap().write_all(input);
    let output = child.wait_with_output().unwrap();
    (output.status.code(), output.stdout, String::from_utf8(output.stderr).unwrap())
}

#[test]
fn a_field_comes_in_by_what_it_begins_with() {
    let folder = TempDir::new().unwrap();
    let at = |input: &[u8], point: &str| {
        let (code, stdout, stderr) = piped(folder.path(), &["at", "-", point, "--format", "json"], input);
        assert_eq!(code, Some(0), "{}: {stderr}", String::from_utf8_lossy(input));
        numbers_of(&String::from_utf8(stdout).unwrap(), "f")[0]
    };
    assert_eq!(at(b"x^2 + y^2\n", "1,2"), 5.0);
    assert_eq!(at(b"version = 2\nfield = \"x*y + a\"\n[set]\na = 3\n", "2,5"), 13.0);
    assert_eq!(at(b"1,2,3\n4,5,6\n7,8,9\n", "0,0"), 5.0);
    assert_eq!(at(b"0,5;1,5\n2,5;3,5\n", "-5,-5"), 0.5);
    assert_eq!(at(b"x y z\n0 0 1\n1 0 2\n0 1 3\n1 1 4\n", "1,0"), 2.0);
    assert_eq!(at(b"ncols 2\nnrows 2\nxllcorner 0\nyllcorner 0\ncellsize 1\n1 2\n3 4\n", "0.5,0.5"), 3.0);
    assert_eq!(at(&npy_f64([3, 3], |row, column| (10 * row + column) as f64), "0,0"), 11.0);
    for name in ["scale_offset.tif", "meshgrid.npz"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/inputs").join(name);
        let point = if name.ends_with("tif") { "10.5,16.5" } else { "50,5" };
        let input = fs::read(&path).unwrap();
        let (code, stdout, stderr) = piped(folder.path(), &["at", "-", point, "--format", "json"], &input);
        assert_eq!(code, Some(0), "{stderr}");
        let from_file = run_in(folder.path(), &["at", path.to_str().unwrap(), point, "--format", "json"]);
        assert_eq!(String::from_utf8(stdout).unwrap(), from_file.stdout, "{name}");
    }
    assert_eq!(names_in(folder.path()), [""; 0]);
}

#[test]
fn what_cannot_come_in_says_why() {
    let folder = TempDir::new().unwrap();
    for (arguments, input, code, words) in [
        (&["at", "-", "1,2"][..], "", 2, &["standard input is empty"][..]),
        (&["at", "-", "1,2"], "sin(x", 2, &["never closed"]),
        (&["at", "-", "1,2"], "1,2\n3\n", 1, &["standard input.csv"]),
        (&["render", "-", "-o", "a.toml"], "1,2\n3,4\n", 2, &["what came in through standard input has no name"]),
        (&["render", "-", "--path", "-", "-o", "a.png"], "x^2", 2, &["standard input is FIELD already", "--path"]),
    ] {
        let (found, stdout, stderr) = piped(folder.path(), arguments, input.as_bytes());
        assert_eq!((found, stdout.len()), (Some(code), 0), "{stderr}");
        assert!(words.iter().all(|word| stderr.contains(word)), "{stderr}");
    }
    assert_eq!(names_in(folder.path()), [""; 0]);
}

#[test]
fn a_formula_or_a_scene_that_comes_in_is_written_as_a_scene_that_opens() {
    let folder = TempDir::new().unwrap();
    let value = |arguments: &[&str]| numbers_of(&run_in(folder.path(), arguments).result(), "f")[0];
    for (input, name, field) in [("x^2\n", "a.toml", "x^2"), ("field = \"x*y\"\nview = \"contour\"\n", "b.toml", "x*y")]
    {
        let (code, _, stderr) = piped(folder.path(), &["render", "-", "-o", name], input.as_bytes());
        assert_eq!((code, stderr.as_str()), (Some(0), ""), "{input}");
        let point = ["at", name, "3,2", "--format", "json"];
        assert_eq!(value(&point), value(&["at", field, "3,2", "--format", "json"]), "{input}");
    }
    // It shows what it would show if it had been an argument.
    run_in(folder.path(), &["render", "x^2", "-o", "c.toml"]).result();
    let text = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
    assert_eq!(text("a.toml"), text("c.toml"));
    assert!(text("a.toml").contains("view = \"curve\"") && text("b.toml").contains("view = \"contour\""));
}

#[test]
fn a_font_is_found_from_the_folder_of_the_scene_that_names_it() {
    let folder = TempDir::new().unwrap();
    let font = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/fonts/DejaVuSans.ttf");
    fs::copy(font, folder.path().join("mine.ttf")).unwrap();
    fs::create_dir(folder.path().join("kept")).unwrap();
    run_in(folder.path(), &["render", "x", "--font", "mine.ttf", "--size", "90x70", "-o", "kept/a.toml"]).result();
    // What is written holds from everywhere, and what was written by hand is beside its scene.
    fs::write(folder.path().join("b.toml"), "field = \"x\"\nfont = \"mine.ttf\"\nsize = [90, 70]\n").unwrap();
    run_in(&folder.path().join("kept"), &["render", "a.toml", "-o", "a.png"]).result();
    run_in(&folder.path().join("kept"), &["render", "../b.toml", "-o", "b.png"]).result();
}

#[test]
fn results_go_out_as_files_would_hold_them() {
    let folder = TempDir::new().unwrap();
    let out = |arguments: &[&str]| {
        let (code, stdout, stderr) = piped(folder.path(), arguments, b"");
        assert_eq!((code, stderr.as_str()), (Some(0), ""), "{arguments:?}");
        stdout
    };
    let eval = |out: &'static str, more: &[&'static str]| {
        [&["eval", "x*y^2 + 1e-9", "--grid", "3x2", "--device", "cpu", "-o", out][..], more].concat()
    };
    for ending in ["csv", "npy", "npz", "json", "tif"] {
        let name: &'static str = format!("a.{ending}").leak();
        out(&eval(name, &[]));
        let file = fs::read(folder.path().join(name)).unwrap();
        assert!(file == out(&eval("-", &["--format", ending])), "{ending}");
        assert!(file.len() > 20);
    }
    assert_eq!(out(&eval("-", &[])), fs::read(folder.path().join("a.csv")).unwrap(), "CSV where nothing is said");
    let json = json(&fs::read_to_string(folder.path().join("a.json")).unwrap());
    assert_eq!((json["x"][2].as_f64(), json["fx"][1][0].as_f64()), (Some(5.0), Some(25.0)));

    let render = |out: &'static str, more: &[&'static str]| {
        [&["render", "x*y", "--size", "160x100", "--view", "contour", "-o", out][..], more].concat()
    };
    for (ending, begins) in [("png", &b"\x89PNG"[..]), ("svg", b"<?xml"), ("pdf", b"%PDF"), ("toml", b"version")] {
        let name: &'static str = format!("b.{ending}").leak();
        out(&render(name, &[]));
        let file = fs::read(folder.path().join(name)).unwrap();
        let piped = out(&render("-", &["--format", ending]));
        assert!(file.starts_with(begins) && piped.starts_with(begins), "{ending}");
        assert!(ending == "pdf" || file == piped, "{ending}");
    }
    assert!(out(&render("-", &[])).starts_with(b"\x89PNG"), "PNG where nothing is said");
    assert!(out(&render("-", &["--frames", "0..2", "--format", "gif"])).starts_with(b"GIF89a"));
    assert!(out(&render("odd.name", &["--format", "svg"])).is_empty());
    assert!(fs::read(folder.path().join("odd.name")).unwrap().starts_with(b"<?xml"));
    let redirected = fs::File::create(folder.path().join("c.png")).unwrap();
    assert!(command(folder.path(), &render("-", &[])).stdout(redirected).status().unwrap().success());
    assert!(fs::read(folder.path().join("c.png")).unwrap() == fs::read(folder.path().join("b.png")).unwrap());
}

#[test]
fn whoever_reads_no_further_ends_it_quietly() {
    let folder = TempDir::new().unwrap();
    for arguments in [
        &["eval", "x*y", "--grid", "1500", "--device", "cpu", "-o", "-"][..],
        &["eval", "x*y", "--grid", "700", "--device", "cpu", "-o", "-", "--format", "npz"],
        &["render", "x*y", "--size", "900x700", "-o", "-"],
        &["descend", "x^2 + y^2", "--from", "1,1", "--steps", "20000"],
    ] {
        let mut child =
            command(folder.path(), arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!((output.status.code(), output.stderr.len()), (Some(0), 0), "{arguments:?}");
    }
}

#[test]
fn what_goes_nowhere_is_refused() {
    run(&["basins", "x^2 + y^2", "-o", "-"]).refused(2, &["standard output", "name a file"]);
    run(&["fate", "x^2", "--from", "1,1", "--over", "lr=0..1", "--over", "a=0..1", "-o", "-"])
        .refused(2, &["standard output", "name a file"]);
    run(&["render", "x", "-o", "-", "--format", "jpg"]).refused(2, &["JPEG blurs"]);
    run(&["render", "x", "-o", "-", "--format", "foo"]).refused(2, &["give --format png, svg or pdf"]);
    run(&["render", "x", "-o", "-", "--frames", "0..2"]).refused(2, &["give --format gif, apng, mp4 or webm"]);
    run(&["eval", "x", "-o", "-", "--format", "png"]).refused(2, &["give --format npz, npy, csv, json or tif"]);
    run(&["render", "x", "-o", "a.toml", "--frames", "0..2"]).refused(2, &["leave --frames out"]);
    for (name, why) in [
        ("a.jpg", "JPEG"),
        ("a.JPEG", "JPEG"),
        ("a.webp", "as sharp"),
        ("a.bmp", "same pixels"),
        ("a.eps", "no opacity"),
        ("a.tif", "GeoTIFF"),
        ("a.html", ".svg"),
        ("a.npz", "`eval`"),
        ("a.avi", ".mp4"),
    ] {
        let refused = run(&["render", "x", "-o", name]);
        refused.refused(2, &[name, why]);
        assert_eq!(refused.stderr.lines().count(), 1, "{}", refused.stderr);
    }
    run(&["basins", "x^2", "-o", "a.jpg"]).refused(2, &["JPEG"]);
}

#[cfg(target_os = "linux")]
#[test]
fn a_terminal_takes_text_alone() {
    // `script` runs a command on a terminal of its own.
    let on_terminal = |arguments: &str| {
        let line = format!("'{}' {arguments}", env!("CARGO_BIN_EXE_steepest"));
        let script =
            std::process::Command::new("script").args(["-qec", &line, "/dev/null"]).stdin(Stdio::null()).output();
        script.ok().map(|output| String::from_utf8_lossy(&output.stdout).into_owned())
    };
    let Some(refused) = on_terminal("eval x -o - --format npy") else { return };
    assert!(refused.contains("a .npy is no text for a terminal") && refused.contains("> FILE"), "{refused}");
    assert!(on_terminal("render x -o -").unwrap().contains("a .png is no text for a terminal"));
    assert!(on_terminal("eval x -o - --grid 2 --device cpu").unwrap().contains("x,y,f,fx,fy"));
}

#[test]
fn the_output_may_stand_at_its_option_whatever_its_ending() {
    let folder = TempDir::new().unwrap();
    let names = ["a.png", "a.svg", "a.pdf", "a.toml", "b.PNG", "x-y.png", "1.png", "frames"];
    for name in names {
        let mut arguments = vec!["render".to_owned(), "x".to_owned(), "--size".to_owned(), "90x70".to_owned()];
        arguments.push(format!("-o{name}"));
        if name == "frames" {
            arguments.extend(["--frames", "0..1"].map(str::to_owned));
        }
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        run_in(folder.path(), &arguments).result();
    }
    for name in ["a.csv", "a.npy", "a.npz", "a.tif", "a.json"] {
        run_in(folder.path(), &["eval", "x", "--grid", "3", "--device", "cpu", &format!("-o{name}")]).result();
    }
    assert_eq!(names_in(folder.path()).len(), names.len() + 5);
}

#[cfg(target_os = "linux")]
#[test]
fn names_need_not_be_text() {
    use std::os::unix::ffi::OsStrExt;
    let folder = TempDir::new().unwrap();
    let name = |bytes: &[u8]| std::ffi::OsStr::from_bytes(bytes).to_owned();
    fs::write(folder.path().join(name(b"d\xe4ta.csv")), "1,2\n3,4\n").unwrap();
    for (arguments, written) in [
        (&[&b"render"[..], b"d\xe4ta.csv", b"--size", b"90x70", b"-o", b"\xff.png"][..], &b"\xff.png"[..]),
        (&[b"render", b"d\xe4ta.csv", b"-o", b"\xff.toml"], b"\xff.toml"),
        (&[b"render", b"\xff.toml", b"--size", b"90x70", b"-o\xfe.svg"], b"\xfe.svg"),
        (&[b"eval", b"d\xe4ta.csv", b"-o", b"\xff.npz"], b"\xff.npz"),
        (&[b"at", b"d\xe4ta.csv", b"0,0"], b"d\xe4ta.csv"),
    ] {
        let mut command = command(folder.path(), &[]);
        let output = command.args(arguments.iter().map(|word| name(word))).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        assert!(folder.path().join(name(written)).exists(), "{written:?}");
    }
}

#[test]
fn names_from_elsewhere_are_answered() {
    for (arguments, words) in [
        (&["render", "x", "-o", "a.png", "--figsize", "12,6"][..], &["--figsize", "--size WxH"][..]),
        (&["render", "x", "-o", "a.png", "--xlim", "-1,1"], &["--x MIN,MAX"]),
        (&["render", "x", "-o", "a.png", "--x", "-5", "5"], &["`5`", "-5,5"]),
        (&["render", "x", "--output", "a.png"], &["-o FILE"]),
        (&["descend", "x", "--from", "1,1", "--learning-rate", "0.1"], &["--lr"]),
        (&["descend", "x", "--from", "1,1", "--maximize"], &["--ascend"]),
        (&["x^2", "--save", "a.png"], &["`steepest render FIELD -o FILE`"]),
        (&["at", "x", "1,2", "--theme", "dark"], &["`render`", "take it"]),
    ] {
        let refused = run(arguments);
        refused.refused(2, words);
        assert_eq!(refused.stderr.lines().count(), 1, "{}", refused.stderr);
    }
    // What nothing is known of is told as ever.
    run(&["render", "x", "-o", "a.png", "--frobnicate"]).refused(2, &["--frobnicate", "--help"]);
}

#[test]
fn optimizers_are_known_by_pytorchs_names() {
    let last = |arguments: &[&str]| {
        let text = run(&[&["descend", "x^2 + 3*y^2", "--from", "1,2", "--steps", "4"], arguments].concat()).result();
        text.lines().last().unwrap().to_owned()
    };
    for (theirs, ours) in [
        (&["--optimizer", "SGD", "--lr", "0.1"][..], &["--optimizer", "gd", "--lr", "0.1"][..]),
        (&["--optimizer", "SGD", "--opt", "momentum=0.9"], &["--optimizer", "momentum"]),
        (&["--optimizer", "SGD:momentum=0.8,nesterov=True"], &["--optimizer", "nesterov:momentum=0.8"]),
        (&["--optimizer", "torch.optim.Adam"], &["--optimizer", "adam"]),
        (&["--optimizer", "RMSprop"], &["--optimizer", "rmsprop"]),
        (&["--optimizer", "AdamW"], &["--optimizer", "adamw"]),
        (&["--optimizer", "Adam:amsgrad=1"], &["--optimizer", "amsgrad"]),
    ] {
        assert_eq!(last(theirs), last(ours), "{theirs:?}");
    }
    run(&["descend", "x", "--from", "1,1", "--optimizer", "LBFGS"]).refused(2, &["LBFGS", "there are: "]);
    run(&["descend", "x", "--from", "1,1", "--optimizer", "gd:momentum=0.5"]).refused(2, &["`gd` has no parameter"]);
}

#[test]
fn a_saved_scene_is_the_scene_and_holds_from_everywhere() {
    let folder = TempDir::new().unwrap();
    let picture = ["--from", "1,1", "--theme", "dark", "--size", "200x120", "--x", "-4,4"];
    run_in(folder.path(), &[&["render", "himmelblau", "-o", "a.png"][..], &picture].concat()).result();
    fs::create_dir(folder.path().join("kept")).unwrap();
    run_in(folder.path(), &[&["render", "himmelblau", "-o", "kept/a.toml"][..], &picture].concat()).result();
    run_in(folder.path(), &["render", "kept/a.toml", "-o", "b.png"]).result();
    let bytes = |name: &str| fs::read(folder.path().join(name)).unwrap();
    assert!(bytes("a.png") == bytes("b.png"));
    fs::write(folder.path().join("d.csv"), "1,2\n3,4\n").unwrap();
    run_in(folder.path(), &["render", "d.csv", "-o", "kept/d.toml"]).result();
    let kept = run_in(&folder.path().join("kept"), &["at", "d.toml", "0,0", "--format", "json"]).result();
    assert_eq!(numbers_of(&kept, "f"), [2.5]);
}

/// A terminal does what control characters tell it, wherever they come from.
#[test]
fn nothing_that_is_brought_commands_the_terminal() {
    let folder = TempDir::new().unwrap();
    let scene = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    scene("field.toml", "field = \"x\\u001b]0;owned\\u0007\"\n");
    scene("title.toml", "field = \"x\"\ntitle = \"\\u001b[2J\"\nsize = [90, 70]\n");
    scene("key.toml", "\"\\u001b[31m\" = 1\n");
    scene("optimizer.toml", "field = \"x\"\n[descent]\noptimizer = [\"\\u001b[2J\"]\nfrom = [[1.0, 1.0]]\n");
    fs::write(folder.path().join("e.csv"), "1,\u{1b}[2J\n").unwrap();
    for arguments in [
        &["at", "x\u{1b}[2J", "1,2"][..],
        &["at", "field.toml", "1,2"],
        &["describe", "field.toml"],
        &["render", "title.toml", "-o", "a.png"],
        &["render", "title.toml", "-o", "-", "--format", "toml"],
        &["render", "key.toml", "-o", "a.png"],
        &["render", "optimizer.toml", "-o", "a.png"],
        &["render", "x", "-o", "\u{1b}[2J.xyz"],
        &["at", "e.csv", "0,0"],
        &["at", "\u{1b}[2J.csv", "0,0"],
        &["at", "x", "\u{1b}[2J"],
        &["render", "x", "-o", "a.png", "--\u{1b}[2J"],
        &["descend", "x", "--from", "1,1", "--optimizer", "\u{1b}[2J"],
        &["\u{1b}[2J", "--help"],
        &["fields", "\u{1b}[2J"],
    ] {
        let run = run_in(folder.path(), arguments);
        assert!(!run.stdout.contains('\u{1b}') && !run.stderr.contains('\u{1b}'), "{arguments:?}: {}", run.stderr);
    }
}

#[test]
fn doubts_of_a_formula_are_notes_of_a_picture() {
    let folder = TempDir::new().unwrap();
    let said = |formula: &str| {
        let run = run_in(folder.path(), &["render", formula, "--size", "90x70", "-o", "a.png"]);
        assert_eq!(run.code, Some(0), "{}", run.stderr);
        run.stderr
    };
    assert_eq!(said("1/2x"), "note: `1/2x` is read as `(1/2)*x`\n");
    assert_eq!(said("k*x + y"), "note: the parameter `k` has no value and is 1; give it one with --set k=VALUE\n");
    assert!(said("3").starts_with("note: the formula has no x and no y: it is the same everywhere\n"));
    let field = steepest::Field::parse("k*x + 1/2y").unwrap();
    assert_eq!(field.remarks(), ["`1/2y` is read as `(1/2)*y`", "the parameter `k` has no value and is 1"]);
}

#[test]
fn a_formula_is_described_as_it_was_read() {
    let text = run(&["describe", "x**2 + 1e12*y/np.sqrt(a)"]).result();
    for line in ["formula      x² + 1e12·y/√(a)", "kind         formula", "parameter    a = 1"] {
        assert!(text.lines().any(|found| found == line), "{line} is missing in\n{text}");
    }
    let catalogued = run(&["describe", "rosenbrock"]).result();
    assert!(catalogued.contains("field        rosenbrock\n") && catalogued.contains("(1 − x)² + 100·(y − x²)²"));
}
