//! Drawings as wide as a column of a journal, 85 mm: what is legible there, and what is whole.

use super::*;

/// The SVG of these arguments, 85 mm wide and so many hundredths of an inch high.
fn column(arguments: &[&str], height: u32) -> String {
    let folder = TempDir::new().unwrap();
    let size = format!("335x{height}");
    let out = ["-o", "a.svg", "--size", &size];
    assert_eq!(run_in(folder.path(), &[&["render"], arguments, &out].concat()).result(), "");
    fs::read_to_string(folder.path().join("a.svg")).unwrap()
}

const BOWL: [&str; 3] = ["x^2 + y^2", "--arrows", "off"];

#[test]
fn contour_lines_are_whole_where_two_of_them_fit_between_neighbours() {
    gpu_or_skip!();
    let svg = column(&BOWL, 156);
    let document = Document::parse(&svg).unwrap();
    let lines: Vec<Vec<[f32; 2]>> = paths(group(&document, "contours").unwrap()).map(points).collect();
    // Ten circles, up to 25, which touches the sides, and nine levels in the corners, of which the last are specks.
    let closed = lines.iter().filter(|line| line.first() == line.last()).count();
    assert_eq!(closed, 10);
    let [left, top, right, bottom] = clip(&document, "contours");
    let is_at_side =
        |[x, y]: [f32; 2]| [x - left, right - x, y - top, bottom - y].into_iter().any(|distance| distance < 0.05);
    let open = lines.iter().filter(|line| line.first() != line.last());
    assert!(
        open.clone().all(|line| is_at_side(line[0]) && is_at_side(line[line.len() - 1])),
        "a line ends in the midst"
    );
    assert!(open.count() >= 4 * 8, "{} lines", lines.len());
}

#[test]
fn a_line_beside_a_wide_band_is_whole_however_narrow_the_other_is() {
    gpu_or_skip!();
    let svg = column(&["rosenbrock", "--color-scale", "log", "--arrows", "off", "--view", "contour"], 230);
    let document = Document::parse(&svg).unwrap();
    let [left, top, right, bottom] = clip(&document, "contours");
    let lines: Vec<Vec<[f32; 2]>> = paths(group(&document, "contours").unwrap()).map(points).collect();
    let distance = |at: [f32; 2], pair: &[[f32; 2]]| {
        let [along, from] = [0, 1].map(|end: usize| [0, 1].map(|axis| [pair[1], at][end][axis] - pair[0][axis]));
        let square = along[0] * along[0] + along[1] * along[1];
        let part = ((from[0] * along[0] + from[1] * along[1]) / square.max(1e-12)).clamp(0.0, 1.0);
        (from[0] - part * along[0]).hypot(from[1] - part * along[1])
    };
    // (1 − x)² + 100 (y − x²)² is 10 above and below the valley, and 1 nearer to its ground.
    for (level, xs) in [(10.0, [-1.6, -1.2, -0.6, 0.0, 0.6, 1.2, 1.6]), (1.0, [0.2, 0.4, 0.6, 0.8, 1.2, 1.4, 1.6])] {
        for (x, side) in xs.into_iter().flat_map(|x: f32| [(x, -1.0), (x, 1.0)]) {
            let y = x * x + side * (level - (1.0 - x).powi(2)).sqrt() / 10.0;
            let at = [left + (x + 2.0) / 4.0 * (right - left), bottom - (y + 1.0) / 4.0 * (bottom - top)];
            let away = lines.iter().flat_map(|line| line.windows(2)).map(|pair| distance(at, pair));
            let away = away.fold(f32::INFINITY, f32::min);
            assert!(y > 3.0 || away < 0.1, "the line of {level} is {away} pt away from ({x}, {y})");
        }
    }
}

#[test]
fn particles_lie_on_the_contours() {
    gpu_or_skip!();
    let swarm = column(&["x^2 + y^2", "--arrows", "off", "--particles", "2000"], 156);
    let document = Document::parse(&swarm).unwrap();
    assert!(group(&document, "contours").is_none(), "lines that are shapes would lie on the particles");
    assert!(group(&Document::parse(&column(&BOWL, 156)).unwrap(), "contours").is_some());
}

#[test]
fn letters_are_as_high_as_journals_print_and_as_asked_for() {
    gpu_or_skip!();
    let least = |arguments: &[&str]| {
        let svg = column(arguments, 156);
        let document = Document::parse(&svg).unwrap();
        let texts = document.descendants().filter(|node| node.has_tag_name("text"));
        texts.map(|text| number(text, "font-size")).fold(f32::INFINITY, f32::min)
    };
    let found = least(&BOWL);
    assert!((5.9..6.2).contains(&found), "{found}");
    // Those of ticks beside names of 5 points.
    let asked = least(&[&BOWL[..], &["--fontsize", "5"]].concat());
    assert!((4.4..4.9).contains(&asked), "{asked}");
}

#[test]
fn axes_have_as_many_numbers_as_matplotlib_gives_them() {
    gpu_or_skip!();
    // Matplotlib 3.11 has −5.0 to 2.5 upwards at 85 mm and 6 points, where −5 and 0 stood.
    let svg = column(&["4 - x^2", "--x", "-3,3", "--view", "curve", "--from", "-2", "--from", "2", "--ascend"], 144);
    let document = Document::parse(&svg).unwrap();
    let count = |number: &str| texts(&document).into_iter().filter(|text| *text == number).count();
    assert_eq!(["−5.0", "−2.5", "0.0", "2.5"].map(count), [2; 4]);
    // Nothing is cut off at the left.
    let left = |text: Node<'_, '_>| text.attribute("x").and_then(|x| x.parse::<f32>().ok()).unwrap_or(9.0);
    let most = document.descendants().filter(|node| node.has_tag_name("text")).map(left).fold(f32::INFINITY, f32::min);
    assert!(most > 3.0, "{most}");
}

#[test]
fn the_last_number_of_an_axis_stays_within_the_page() {
    gpu_or_skip!();
    // Half of 0.001 is wider than the margin.
    let svg =
        column(&["x^2 - y^2", "--x", "-1e-3,1e-3", "--y", "-1e-3,1e-3", "--view", "both", "--arrows", "off"], 156);
    let document = Document::parse(&svg).unwrap();
    let reach = |text: Node<'_, '_>| number(text, "x") + 0.5 * number(text, "textLength");
    let middles = document.descendants().filter(|node| node.attribute("text-anchor") == Some("middle"));
    let farthest = middles.map(reach).fold(0.0, f32::max);
    assert!(farthest > 200.0 && farthest < 241.2 - 1.5, "{farthest}");
}

#[test]
fn a_small_plot_has_its_bar_where_most_of_it_is_left() {
    gpu_or_skip!();
    let has_bar = |field: &[&str], number: &str, height: u32| {
        let svg = column(field, height);
        texts(&Document::parse(&svg).unwrap()).contains(&number)
    };
    // The axis upwards has 25 and 50, or 20 and 40.
    assert!(has_bar(&BOWL, "30", 156));
    // A higher plot gives up more of its width, one beside a bar with a name too much.
    assert!(has_bar(&BOWL, "30", 230));
    assert!(!has_bar(&["himmelblau", "--arrows", "off", "--zlabel", "energy / eV"], "800", 188));
    // Longer numbers of axes and bar, and an axis upwards to 200 by hundreds.
    let wide = [&BOWL[..], &["--x", "-10,10", "--y", "-10,10", "--from", "8,8"]].concat();
    assert!(has_bar(&wide, "160", 156));
}

#[test]
fn heights_have_numbers_where_a_larger_box_would_leave_them_no_room() {
    gpu_or_skip!();
    let place = ["--x", "-84.41,-84.08", "--y", "36.45,36.73", "--height-scale", "0.45", "--arrows", "off"];
    let svg = column(&[&["650+400*sin(10*x)*cos(12*y)"][..], &place].concat(), 188);
    let document = Document::parse(&svg).unwrap();
    for number in ["500", "1000"] {
        assert!(texts(&document).contains(&number), "{number} of {:?}", texts(&document));
    }
}

#[test]
fn a_derivative_is_called_by_no_name_that_the_axes_do_not_have() {
    gpu_or_skip!();
    let curve = ["4*(1/x^12 - 1/x^6)", "--x", "0.98,2.5", "--view", "curve"];
    let named = column(&[&curve[..], &["--xlabel", "r", "--ylabel", "V"]].concat(), 195);
    let named = texts(&Document::parse(&named).unwrap()).concat();
    assert!(named.contains("derivative") && !named.contains('′'), "{named}");
    let run = ["--from", "1.9", "--xlabel", "r", "--ylabel", "V"];
    let run = column(&[&curve[..], &run].concat(), 195);
    let run = texts(&Document::parse(&run).unwrap()).concat();
    assert!(run.contains("from 1.9") && !run.contains("x shrinks") && !run.contains("x grows"), "{run}");
    let plain = column(&curve, 195);
    assert!(texts(&Document::parse(&plain).unwrap()).concat().contains("f′(x)"));
}

#[test]
fn bars_of_one_picture_are_written_in_one_form() {
    gpu_or_skip!();
    let svg = svg(&["himmelblau", "--color-scale", "log", "--arrows", "off"]);
    let document = Document::parse(&svg).unwrap();
    // The surface's would be 0.01 to 100, the contours' are 10⁻³ to 10³: each has its 10¹ and 10².
    let found = texts(&document);
    let of_decade = |power: &str| found.windows(2).filter(|pair| pair == &["10", power]).count();
    assert_eq!([of_decade("−2"), of_decade("0"), of_decade("2")], [2; 3], "{found:?}");
    assert!(!found.contains(&"0.01"), "{found:?}");
}

#[test]
fn a_legend_that_hides_the_race_stands_below_it() {
    gpu_or_skip!();
    let race = ["rosenbrock", "--color-scale", "log", "--arrows", "off", "--from", "-1.5,2.5", "--steps", "300"];
    let optimizers = ["gd:lr=5e-4", "momentum:lr=5e-4", "adam:lr=0.05", "newton"].map(|name| ["--optimizer", name]);
    let svg = column(&[&race[..], &optimizers.concat()].concat(), 156);
    let document = Document::parse(&svg).unwrap();
    let name = document.descendants().find(|node| node.text() == Some("momentum, lr = 0.0005")).unwrap();
    let [_, _, _, bottom] = clip(&document, "paths");
    assert!(number(name, "y") > bottom, "{} is not below {bottom}", number(name, "y"));
}

#[test]
fn streamlines_are_finer_where_they_are_near_each_other_and_can_be_printed() {
    gpu_or_skip!();
    let svg = column(&["himmelblau", "--streamlines", "1"], 156);
    let document = Document::parse(&svg).unwrap();
    let [left, _, right, _] = clip(&document, "paths");
    // As many as in a large panel, but none nearer than 7 hundredths of an inch.
    let apart = ((right - left) / 30.0).max(0.07 * 72.0);
    let (lines, heads): (Vec<_>, Vec<_>) =
        paths(group(&document, "paths").unwrap()).partition(|path| path.attribute("fill") == Some("none"));
    let widths: Vec<f32> = lines.into_iter().map(|path| number(path, "stroke-width")).collect();
    assert!(widths.len() > 40 && widths.iter().all(|width| (0.33..0.2 * apart).contains(width)), "{widths:?}");
    let longest = |corners: Vec<[f32; 2]>| {
        let side = |a: [f32; 2], b: [f32; 2]| (a[0] - b[0]).hypot(a[1] - b[1]);
        side(corners[0], corners[1]).max(side(corners[1], corners[2]))
    };
    let largest = heads.into_iter().map(|head| longest(points(head))).fold(0.0, f32::max);
    assert!(largest > 0.3 * apart && largest < apart, "heads of {largest} pt on lines {apart} pt apart");
}
