//! What help adds to the options: examples, and what stands above the list of commands.

use std::fmt::Write;

use clap::{Command, CommandFactory};

use super::Cli;
use steepest::field::data_endings;

/// A command line and what it does.
type Example = (&'static str, &'static str);

/// Examples of the program as a whole, the main job first.
const MAIN: &[Example] = &[
    ("steepest \"sin(x)*cos(y)\"", "explore a formula in a window"),
    ("steepest render himmelblau --from -1,-1 -o picture.png", "a picture, without a display"),
    ("steepest at \"x^2 + y^2\" 1,2", "f, its gradient and more at a point"),
];

/// Examples by subcommand; a test runs every one of them, but for those that open a window or stay.
const EXAMPLES: &[(&str, &[Example])] = &[
    (
        "view",
        &[
            ("steepest view himmelblau", "one of the classic test functions"),
            ("steepest view \"x^2 - y^2\" --from 2,0.1 --theme dark", "with a trajectory"),
            ("steepest view tests/data/jacksboro_fault_dem.npz", "a data file"),
        ],
    ),
    (
        "render",
        &[
            ("steepest render \"x^2 + y^2\" -o bowl.png", "surface and contours"),
            ("steepest render rosenbrock --from -1.5,2 --optimizer gd --optimizer adam:lr=0.05 -o race.png", "a race"),
            ("steepest render \"sin(a*x)*cos(y)\" --set a=2 --view contour -o print.pdf", "for print"),
            ("steepest render himmelblau --particles 500 --frames 0..8 --size 480x270 -o swarm.gif", "an animation"),
            ("steepest render himmelblau --x -6,6 --theme dark -o scene.toml", "the scene itself, to be opened again"),
            ("steepest render \"x*y\" --size 320x180 -o - > picture.png", "into a pipe or a redirection"),
        ],
    ),
    (
        "eval",
        &[
            ("steepest eval rosenbrock --grid 200 -o rosenbrock.npz", "x, y, f, fx and fy for NumPy"),
            ("steepest eval \"sin(x)*y\" --x 0,1 --y 0,1 --grid 3 --device cpu -o -", "a table to read"),
            ("steepest eval tests/data/inputs/lonlat.tif --quantity slope -o slope.tif", "a map of slopes"),
        ],
    ),
    (
        "at",
        &[
            ("steepest at himmelblau 1,2", "f, ∇f, |∇f|, the Hessian and its eigenvalues"),
            ("steepest at \"x^2*y\" 1,2 3,4 --format csv", "a row for each point"),
            ("steepest at \"x^2 + y^2\" 1,2 --along 1,1 --h 0.01", "a directional derivative, a central difference"),
            ("steepest at \"x*y + z*w\" 1,2,3,4", "any number of variables"),
        ],
    ),
    (
        "descend",
        &[
            ("steepest descend \"x^2 + 10*y^2\" --from 4,1 --lr 0.05", "gradient descent"),
            (
                "steepest descend rosenbrock --from -1.5,2 --optimizer adam --lr 0.05 --steps 200 --format csv",
                "Adam, as a table",
            ),
            ("steepest descend \"4 - (x^2 + y^2)\" --from 1,1 --ascend --steps 10", "uphill"),
        ],
    ),
    (
        "critical",
        &[
            ("steepest critical himmelblau", "its minima, maxima and saddles"),
            ("steepest critical \"sin(x)*sin(y)\" --x 0,6 --y 0,6 --format json", "for a program"),
        ],
    ),
    (
        "basins",
        &[
            ("steepest basins himmelblau --grid 64", "the minima and their shares"),
            ("steepest basins himmelblau --grid 64 --optimizer momentum --lr 0.01 -o basins.png", "a picture"),
        ],
    ),
    (
        "fate",
        &[(
            "steepest fate \"x^2+9*y^2\" --from 4,3 --optimizer adam --over lr=1e-3..1,log --over beta1=0..0.9",
            "steps to converge",
        )],
    ),
    (
        "describe",
        &[
            ("steepest describe tests/data/inputs/scale_offset.tif", "a file: format, type, extent, samples"),
            ("steepest describe \"1/2x + y**2\"", "how a formula was read"),
        ],
    ),
    (
        "fields",
        &[("steepest fields", "all of them"), ("steepest fields himmelblau", "one, with its stationary points")],
    ),
    (
        "optimizers",
        &[("steepest optimizers", "all of them"), ("steepest optimizers adam --format json", "one, for a program")],
    ),
    ("doctor", &[("steepest doctor", "the adapters, and the one that is used")]),
    ("bench", &[("steepest bench eval --grid 256 --runs 2", "f and its gradient over a grid")]),
    ("completions", &[("steepest completions bash", "for the shell's own folder of completions")]),
];

/// The command line with what help says beside the options.
pub(crate) fn command() -> Command {
    let command = Cli::command();
    let about = format!(
        "See a scalar field f(x, y), its gradient and what follows the gradient.\n\n\
         FIELD is a formula, a name from `steepest fields`, a data file ({}) or a scene (.toml). `steepest FIELD` is short for \
         `steepest view FIELD`.",
        data_endings()
    );
    let command = command
        .long_about(about)
        .override_usage("steepest [FIELD] [OPTIONS]      opens a window\n       steepest COMMAND …              does one of the things below")
        .after_help(format!(
            "{}\n`steepest COMMAND --help` lists a command's options. More is in docs/guide.md.",
            examples(&Cli::command(), MAIN)
        ));
    let command = EXAMPLES.iter().fold(command, |command, (name, lines)| {
        command.mut_subcommand(name, |command| {
            let said = command.get_after_help().map(|said| format!("{said}\n\n")).unwrap_or_default();
            let help = said + &examples(&command, lines);
            command.after_help(help)
        })
    });
    GRIDS.iter().fold(command, |command, (name, help)| {
        command.mut_subcommand(name, |command| command.mut_arg("grid", |argument| argument.help(*help)))
    })
}

/// What `--grid` is where it is not a picture's, and its own default.
const GRIDS: &[(&str, &str)] = &[
    ("critical", "Starts of Newton's method along x and y [default: 256x256, of samples two per cell]"),
    ("basins", "Starts along x and y [default: 512x512]"),
    ("fate", "Values of each hyperparameter [default: 256x256]"),
];

/// Lines of a help text, what each does behind it, or below it where that is too long for a line.
fn examples(command: &Command, lines: &[Example]) -> String {
    const WIDE: usize = 94;
    let header = command.get_styles().get_header();
    let mut text = format!("{header}Examples:{header:#}\n");
    let length = |(line, what): &Example| (line.chars().count(), what.chars().count());
    let fits = |example: &&Example| length(example).0 + length(example).1 <= WIDE;
    let column = lines.iter().filter(fits).map(|example| length(example).0).max().unwrap_or(0);
    for example in lines {
        let ((line, what), (wide, said)) = (example, length(example));
        let _ = match wide <= column && column + said <= WIDE {
            true => writeln!(text, "  {line}{}{what}", " ".repeat(column + 2 - wide)),
            false => writeln!(text, "  {line}\n      {what}"),
        };
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Defaults that are not an option's own, so that nothing else keeps them true.
    #[test]
    fn stated_defaults_are_the_real_ones() -> Result<(), Box<dyn std::error::Error>> {
        use steepest::descent::default_starts;
        use steepest::field::{Field, OpenOptions};
        use steepest::scene::{BasinStyle, DescentStyle, Scene, keys::KEYS};

        let stated =
            |flag: &str| KEYS.iter().find(|key| key.flag == flag).and_then(|key| key.default()).unwrap_or_default();
        let (scene, formula) = (Scene::default(), Field::parse("x*y")?);
        let read = |name: &str, text: &str| Field::from_bytes(name, text.as_bytes(), &OpenOptions::default());
        let table = read("a.csv", "1,2\n3,4\n")?;
        let map = read("a.asc", "ncols 2\nnrows 2\nxllcorner 0\nyllcorner 0\ncellsize 1\n1 2\n3 4\n")?;

        for (command, text) in GRIDS {
            let [nx, ny] = match *command {
                "critical" => default_starts(&formula),
                "basins" => BasinStyle::default().grid,
                _ => [crate::cli::commands::fate::SIDE; 2],
            };
            assert!(text.contains(&format!("[default: {nx}x{ny}")), "{command}: {text}");
        }
        assert_eq!(stated("grid"), "512x512, of a file its samples");
        assert_eq!((formula.default_grid(), table.default_grid()), ([512, 512], [2, 2]));
        for axis in ["x", "y"] {
            assert!(stated(axis).ends_with("-5,5"));
        }
        assert_eq!((scene.domain(&formula).x, scene.domain(&formula).y), ([-5.0, 5.0], [-5.0, 5.0]));
        assert_eq!(stated("origin"), "upper for .asc, GeoTIFF and PNG, else lower");
        assert_eq!((map.value(&[0.5, 0.5])?, table.value(&[-5.0, -5.0])?), (3.0, 1.0));
        assert_eq!(stated("optimizer"), "gd, on data normalized");
        for (field, name) in [(&formula, "gd"), (&table, "normalized")] {
            assert_eq!(scene.optimizers(field, field.domain())?[0].0, name);
        }
        assert_eq!(stated("outside"), "keep, on data retire");
        assert!(scene.borders(&formula).is_none() && scene.borders(&table).is_some());
        assert!(stated("trail").ends_with("24 of up to 5000, none of more"));
        let trail = |particles| DescentStyle { particles, ..DescentStyle::default() }.trail();
        assert_eq!((trail(5_000), trail(5_001)), (24, 0));
        assert_eq!(stated("basin-steps"), BasinStyle::default().steps.to_string());
        Ok(())
    }

    #[test]
    fn every_command_has_examples() {
        for command in command().get_subcommands() {
            let listed = EXAMPLES.iter().any(|(name, lines)| *name == command.get_name() && !lines.is_empty());
            assert!(listed, "{}", command.get_name());
            // Longer ones would be broken by the width of help.
            let lines = EXAMPLES.iter().flat_map(|(_, lines)| *lines).chain(MAIN);
            lines.for_each(|(line, _)| assert!(line.chars().count() <= 96, "{line}"));
        }
    }
}
