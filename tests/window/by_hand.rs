//! The window by hand, each of its bullets once.
#![cfg(target_os = "linux")]

use std::fs;

use steepest::scene::{ColorBy, View};

use super::display::wait_for;
use super::hands::{Desk, Hands, read};
use super::reader::Control;

#[test]
fn a_curve_is_traced_zoomed_seeded_and_its_start_dragged() {
    let gpu = gpu_or_skip!();
    let desk = Desk::new();
    let hands = desk.open(&["x^2"]);
    hands.type_into("f(x, y) =", "sin(x)");
    let scene = hands.kept("the curve", |scene| scene.field == "sin(x)" && scene.view == View::Curve);
    let [at] = hands.pixels(gpu, &scene, &[[1.0, 0.0]])[..] else { panic!() };
    hands.point_at(at);
    // f and f′ are read out in the status line.
    hands.wait_written("f′ 0.5");
    hands.click_at(at);
    let scene = hands.kept("a start", |scene| scene.descent.from.len() == 1);
    assert!((scene.descent.from[0][0] - 1.0).abs() < 0.05, "{:?}", scene.descent.from);
    // The curve of a start has the room of f′ as well.
    let points = [scene.descent.from[0], [-2.0, 0.0], [3.0, 0.0]];
    let [start, away, far] = hands.pixels(gpu, &scene, &points)[..] else { panic!() };
    hands.drag(start, away);
    hands.kept("the dragged start", |scene| (scene.descent.from[0][0] + 2.0).abs() < 0.1);
    hands.point_at(far);
    hands.window.mouse(&["click", "4"]);
    let zoomed = hands.kept("a narrower x", |scene| scene.x.is_some_and(|[first, last]| last - first < 9.5));
    let [first, last] = zoomed.x.unwrap();
    assert!(first < 3.0 && last > 3.0, "about the pointer: {:?}", zoomed.x);
    // One step after the other.
    hands.window.key("0");
    hands.window.key("Right");
    hands.window.key("Right");
    hands.kept("two steps", |scene| scene.descent.steps == 2);
    hands.click("central difference, h");
    hands.kept("the central difference", |scene| scene.curve.h == Some(0.5));
}

#[test]
fn starts_the_pin_and_its_arrow_are_dragged_and_what_is_done_is_undone() {
    let gpu = gpu_or_skip!();
    let desk = Desk::new();
    fs::write(
        desk.path().join("pinned.toml"),
        "field = \"x^2 + y^2\"\nview = \"contour\"\nprobe = [1.0, 1.0]\n[descent]\nfrom = [[-3.0, -2.0]]\n",
    )
    .unwrap();
    let hands = desk.open(&["pinned.toml"]);
    let scene = read(&desk.path().join("pinned.toml")).unwrap();
    // The arrow reaches 0.16 of ten units along x.
    let points = [[-3.0, -2.0], [-4.0, 3.0], [1.0, 1.0], [2.0, 3.0], [3.6, 3.0], [2.0, 0.0]];
    let [start, elsewhere, pin, above, tip, below] = hands.pixels(gpu, &scene, &points)[..] else { panic!() };
    hands.drag(start, elsewhere);
    hands.kept("the start", |scene| (scene.descent.from[0][0] + 4.0).abs() < 0.1);
    hands.drag(pin, above);
    hands.kept("the pin", |scene| scene.probe.is_some_and(|[x, y]| (x - 2.0).abs() < 0.1 && (y - 3.0).abs() < 0.1));
    hands.drag(tip, below);
    let scene = hands.kept("the direction", |scene| (scene.probe_angle + 90.0).abs() < 3.0);
    assert!(scene.x.is_none() && scene.descent.from.len() == 1, "nothing else moved: {scene:?}");
    for (what, angle) in [("undone", 0.0), ("done again", -90.0)] {
        hands.click(if angle == 0.0 { "Undo" } else { "Redo" });
        hands.kept(what, |scene| (scene.probe_angle - angle).abs() < 3.0);
    }
}

#[test]
fn runs_are_sorted_copied_and_removed_and_the_time_line_goes_backwards() {
    let _gpu = gpu_or_skip!();
    let desk = Desk::new();
    let text = "field = \"x^2 + y^2\"\n[descent]\noptimizer = [\"gd\", \"adam\"]\nfrom = [[4.0, 4.0], [-3.0, 1.0]]\nsteps = 150\n";
    fs::write(desk.path().join("race.toml"), text).unwrap();
    let hands = desk.open(&["race.toml"]);
    hands.click("Runs");
    let [table, ..] = hands.reader.place(&hands.control("Copy"));
    // The optimizers of its rows, from above.
    let rows = || {
        let mut rows: Vec<(i32, String)> = Vec::new();
        for control in hands
            .reader
            .controls()
            .into_iter()
            .filter(|control| ["gd, lr = 0.1", "adam, lr = 0.001"].contains(&&*control.name))
        {
            let [x, y, ..] = hands.reader.place(&control);
            if x > table {
                rows.push((y, control.name.split(',').next().unwrap().to_owned()));
            }
        }
        rows.sort();
        rows.into_iter().map(|(_, name)| name).collect::<Vec<_>>()
    };
    wait_for("the table", || rows().len() == 4);
    assert_eq!(rows(), ["gd", "gd", "adam", "adam"]);
    let heading = hands.reader.controls().into_iter().filter(|control| control.name == "optimizer");
    let heading = heading.map(|control| hands.reader.place(&control)).find(|[x, ..]| *x > table).unwrap();
    hands.click_at([heading[0] + 4, heading[1] + heading[3] / 2]);
    wait_for("the sorted table", || rows() == ["adam", "adam", "gd", "gd"]);
    hands.click("Copy");
    hands.click("title");
    hands.window.key("ctrl+v");
    let copied =
        hands.kept("the copied table", |scene| scene.title.as_ref().is_some_and(|title| title.contains("start x")));
    let copied = copied.title.clone().unwrap();
    assert!(
        copied.contains("start x,start y,optimizer,f,gradient norm,steps,state")
            && copied.contains("4,4,\"gd, lr = 0.1\","),
        "{copied}"
    );
    hands.window.key("Escape");
    hands.click("Remove start 2");
    hands.kept("one start", |scene| scene.descent.from == [[4.0, 4.0]]);
    // Its handle is at three quarters of the line. The number beside it has the same name.
    hands.seen("iterations");
    let line = |control: &Control| control.name == "iterations" && control.role == "slider";
    let line = hands.reader.controls().into_iter().find(line).unwrap();
    let [x, y, width, height] = hands.reader.place(&line);
    let at = |fraction: f64| [x + (f64::from(width.min(80)) * fraction) as i32, y + height / 2];
    hands.drag(at(0.7), at(0.2));
    let back = hands.kept("an earlier step", |scene| scene.descent.steps < 80).descent.steps;
    // Steps that are played are kept once they rest.
    hands.click("Play");
    wait_for("steps", || hands.reader.value(&line) > back as f64);
    hands.click("Pause");
    hands.kept("a later step", |scene| scene.descent.steps > back);
}

#[test]
fn the_map_of_fates_follows_the_pointer_and_gives_its_numbers() {
    let _gpu = gpu_or_skip!();
    let desk = Desk::new();
    let text = "field = \"x^2/2 + 10*y^2\"\n[descent]\noptimizer = \"momentum\"\nfrom = [[4.0, 3.0]]\n";
    fs::write(desk.path().join("momentum.toml"), text).unwrap();
    let hands = desk.open(&["momentum.toml"]);
    hands.click("Fates");
    let fastest = hands.reader.place(&hands.wait_written("fastest:"));
    // The map is above what is said of it, and beneath the number that goes up.
    let top = hands.reader.place(&hands.control("upwards"));
    let middle = [fastest[0] + 200, (top[1] + top[3] + fastest[1]) / 2 - 20];
    hands.point_at([600, 860]);
    desk.display.converge();
    let picture = |hands: &Hands<'_>| {
        let [x, y, width, height] = hands.reader.place(&hands.control("Picture"));
        desk.display.pixels([x, y, width, height])
    };
    let before = picture(&hands);
    hands.point_at(middle);
    hands.wait_written("momentum 0.");
    wait_for("the run of the point under the pointer", || picture(&hands) != before);
    hands.click_at(middle);
    hands.kept("the numbers of the map", |scene| scene.descent.lr.is_some() && !scene.descent.parameters.is_empty());
}

#[test]
fn terrain_is_opened_shaded_and_saved_and_nothing_is_overwritten_unasked() {
    let _gpu = gpu_or_skip!();
    let desk = Desk::new();
    fs::copy("tests/data/jacksboro_fault_dem.npz", desk.path().join("hills.npz")).unwrap();
    fs::copy("tests/data/inputs/lonlat.tif", desk.path().join("lonlat.tif")).unwrap();
    let hands = desk.open(&["himmelblau"]);
    hands.click("Open…");
    hands.click("hills.npz");
    hands.click("Open");
    hands.kept("the terrain", |scene| scene.field.ends_with("hills.npz"));
    hands.click("Colours and contours");
    hands.click("colours show");
    hands.click("hillshade");
    hands.kept("the hillshade", |scene| scene.color.by == ColorBy::Hillshade);
    // Metres from degrees at once, and how much higher the ground is drawn than it is.
    hands.window.answer("ctrl+o", "lonlat.tif");
    hands.kept("the geographic raster", |scene| scene.field.ends_with("lonlat.tif"));
    hands.wait_written("slopes in metres");
    let [x, y, width, height] = hands.reader.place(&hands.control("Picture"));
    // Where nothing has moved since the picture came, nothing is under the pointer yet.
    let mut across = 0;
    wait_for("the slope", || {
        across = 1 - across;
        hands.point_at([x + width * 3 / 4 + across, y + height / 2]);
        hands.reader.written("slope 0.7°").is_some()
    });
    // What is there is kept until it is said that it may be replaced.
    let kept = desk.path().join("kept.png");
    fs::write(&kept, "mine").unwrap();
    hands.click("Save picture…");
    hands.type_into("Name", "kept.png");
    hands.click("Save");
    hands.wait_written("kept.png is there already. Replace it?");
    hands.click("Keep it");
    assert_eq!(fs::read_to_string(&kept).unwrap(), "mine");
    hands.click("Save");
    hands.click("Replace");
    wait_for("the picture", || fs::read(&kept).unwrap().starts_with(b"\x89PNG"));
}

#[test]
fn what_is_wrong_stands_until_it_is_mended_and_what_is_on_top_is_closed_first() {
    let _gpu = gpu_or_skip!();
    let desk = Desk::new();
    let hands = desk.open(&["himmelblau"]);
    // A formula's error stays while the pointer is elsewhere, and the last good field with it.
    hands.type_into("f(x, y) =", "x^2 + sni(y)");
    hands.window.key("Escape");
    hands.wait_written("did you mean");
    hands.point_at([800, 400]);
    desk.display.converge();
    hands.wait_written("did you mean");
    hands.type_into("f(x, y) =", "sin(1e7*x*y)");
    hands.kept("the mended formula", |scene| scene.field == "sin(1e7*x*y)");
    assert!(hands.reader.written("did you mean").is_none());
    // Where 32 bits are off, a click shows where.
    let doubt = hands.wait_written("32 bits are visibly off");
    hands.click_at(hands.reader.middle(&doubt));
    hands.kept("the overlay", |scene| scene.trust);
    // A file that cannot be opened is told of until that is dismissed.
    fs::write(desk.path().join("broken.toml"), "field = 3\n").unwrap();
    hands.window.answer("ctrl+o", "broken.toml");
    hands.wait_written("broken.toml");
    // It is told in the dialog that asked for it, which is there again, and stays after it.
    hands.control("Name");
    hands.window.key("Escape");
    hands.point_at([800, 420]);
    hands.window.key("3");
    hands.kept("the contours", |scene| scene.view == View::Contour);
    hands.wait_written("broken.toml");
    hands.click("Dismiss");
    wait_for("nothing is said", || hands.reader.written("broken.toml").is_none());
    // F1 and ? list the keys; Escape closes the dialog over them, then them.
    for key in ["F1", "question"] {
        hands.window.key(key);
        hands.wait_written("full screen");
        hands.window.key("ctrl+s");
        hands.control("Name");
        hands.window.key("Escape");
        wait_for("the dialog is closed", || hands.reader.written("scene.toml").is_none());
        hands.wait_written("full screen");
        hands.window.key("Escape");
        wait_for("the help is closed", || hands.reader.written("full screen").is_none());
    }
}
