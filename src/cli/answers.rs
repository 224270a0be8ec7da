//! What to say for an option that there is not: which one does what it does elsewhere, in matplotlib, PyTorch, optax,
//! SciPy and other programs.

use clap::{Arg, Command};
use steepest::descent::Rule;

/// One sentence on the option that does it; nothing where none is known.
///
/// `name` is the unknown option as it was typed, and `command` the subcommand that was given it.
pub(crate) fn answer(command: &Command, all: &Command, name: &str) -> Option<String> {
    let plain = name.split('=').next().unwrap_or_default().trim_start_matches('-').replace('_', "-").to_lowercase();
    if is_number(name) {
        return Some(format!("numbers that belong together are one word with commas between them, such as -5,{name}"));
    }
    if !name.starts_with('-') {
        return None;
    }
    let has = |command: &Command, name: &str| command.get_arguments().any(|argument| longs(argument).contains(&name));
    let sentence = match plain.as_str() {
        name if OUTPUT.contains(&name) => Some(output(command).to_owned()),
        name => {
            let listed = ANSWERS.iter().filter(|(names, _)| names.contains(&name));
            // What a sentence names first is an option that this command has.
            let mut usable = listed.filter(|(_, sentence)| options_in(sentence).all(|option| has(command, option)));
            usable.next().map(|(_, sentence)| (*sentence).to_owned())
        }
    };
    sentence.or_else(|| elsewhere(command, all, &plain)).or_else(|| parameter(&plain.replace('-', "_")))
}

/// The names of an option that help shows.
fn longs(argument: &Arg) -> Vec<&str> {
    argument.get_long_and_visible_aliases().unwrap_or_default()
}

fn is_number(text: &str) -> bool {
    // Words such as nan are numbers to the parser.
    text.trim_end_matches([']', ')', ',']).parse::<f64>().is_ok_and(f64::is_finite)
}

/// Names that ask for a file.
const OUTPUT: &[&str] = &[
    "o",
    "output",
    "outfile",
    "out-file",
    "output-file",
    "file",
    "filename",
    "save",
    "savefig",
    "save-as",
    "save-to",
    "save-scene",
    "export",
    "write",
    "dest",
    "out",
];

/// How a command's result comes into a file.
fn output(command: &Command) -> &'static str {
    match command.get_name() {
        "view" => "`steepest render FIELD -o FILE` draws into a file, with the same options",
        "render" => "-o FILE names the file: a .png, .svg or .pdf, or a .toml for the scene itself",
        _ if command.get_arguments().any(|argument| argument.get_long() == Some("out")) => "-o FILE names the file",
        _ => "results go to standard output; `> FILE` behind the command puts them into a file",
    }
}

/// The options that a sentence names, without their dashes.
fn options_in(sentence: &str) -> impl Iterator<Item = &str> {
    let words = sentence.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-'));
    words.filter_map(|word| word.strip_prefix("--")).filter(|word| !word.is_empty())
}

/// An option that other commands have.
fn elsewhere(command: &Command, all: &Command, name: &str) -> Option<String> {
    let has = |command: &&Command| {
        command.get_arguments().any(|argument| argument.get_long() == Some(name) && !argument.is_hide_set())
    };
    let others: Vec<String> =
        all.get_subcommands().filter(has).map(|other| format!("`{}`", other.get_name())).collect();
    let (last, first) = others.split_last()?;
    let list = if first.is_empty() { last.clone() } else { format!("{} and {last}", first.join(", ")) };
    let verb = if first.is_empty() { "takes" } else { "take" };
    Some(format!("`{}` has no such option; {list} {verb} it", command.get_name()))
}

/// A parameter of optimizers, such as PyTorch's `weight_decay`.
fn parameter(name: &str) -> Option<String> {
    let rules = Rule::catalogue().ok()?;
    let having: Vec<&str> =
        rules.iter().filter(|rule| rule.parameters.contains_key(name)).map(|rule| rule.name.as_str()).collect();
    let (first, _) = having.split_first()?;
    Some(format!(
        "--opt {name}=VALUE sets it, a parameter of {}: `--optimizer {first} --opt {name}=…`",
        having.join(", ")
    ))
}

/// What people type, and what does it here. Of several sentences for one name the first holds whose options the command has.
#[rustfmt::skip]
const ANSWERS: &[(&[&str], &str)] = &[
    // Size and place.
    (&["figsize", "fig-size"],
        "--size WxH is width and height in pixels; matplotlib's inches are 100 pixels, so figsize=(12, 6) is --size 1200x600"),
    (&["width", "height", "w", "img-size", "image-size", "window-size", "geometry"], "--size WxH is width and height in pixels"),
    (&["resolution", "res"],
        "--size WxH is the picture's pixels, --dpi N pixels to an inch, and --grid N the nodes that the field is taken at"),
    (&["resolution", "res"], "--grid N or NXxNY is the nodes along x and y"),
    (&["xlim", "xrange", "x-range", "x-lim", "xbound", "xmin", "xmax", "x-min", "x-max", "x0-x1"],
        "--x MIN,MAX is the first and last x, such as --x -5,5"),
    (&["ylim", "yrange", "y-range", "y-lim", "ybound", "ymin", "ymax", "y-min", "y-max"],
        "--y MIN,MAX is the first and last y, such as --y -5,5"),
    (&["zlim", "zrange", "z-range", "z-lim", "zmin", "zmax", "z-min", "z-max"],
        "--z MIN,MAX is the bottom and the top of the box; --clim MIN,MAX the ends of the colours"),
    (&["bounds", "domain", "range", "limits", "lims", "region", "bbox", "xlim-ylim", "window", "interval", "axis"],
        "--x MIN,MAX and --y MIN,MAX say what is looked at"),
    (&["n", "num", "samples", "points", "npoints", "n-points", "num-points", "nx", "ny", "n-grid", "ngrid", "gridsize", "grid-size", "bins", "mesh"],
        "--grid N or NXxNY is the nodes along x and y, both ends included"),
    // Colours.
    (&["vmin", "vmax", "color-range", "crange", "cmin", "cmax", "color-limits"],
        "--clim MIN,MAX is the values at the ends of the colours, vmin and vmax in one"),
    (&["palette", "color-map", "colourmap", "colour-map", "colors", "colours", "colorscale", "cmap-name"],
        "--colormap NAME takes matplotlib's names; --cmap is the same"),
    (&["norm", "log", "logscale", "log-scale", "lognorm", "log-color"],
        "--color-scale log spreads values over the colours by their logarithms"),
    (&["dark", "dark-mode", "style", "template", "background", "facecolor", "bg"], "--theme dark or light"),
    (&["opacity", "transparency"], "--alpha from 0 to 1 is the surface's opacity; --transparent leaves the background out"),
    (&["nlevels", "n-levels", "num-levels", "contours", "ncontours", "level"],
        "--levels N is about so many intervals, --levels 0,1,5 these levels"),
    (&["clabel", "clabels", "inline-labels"], "--contour-labels writes values on contour lines"),
    (&["linewidth", "linewidths", "lw", "contour-width"], "--line-width PIXELS is the width of contour lines, 0 for none"),
    (&["colorbar", "cbar", "show-colorbar"], "a colour bar is drawn beside the contours by itself"),
    (&["legend-loc", "loc", "legend-location", "legend-position"], "--legend says where the legend stands, best by itself"),
    (&["equal", "axis-equal"], "--aspect equal makes a unit of x as long as one of y"),
    // Panels.
    (&["contour", "contourf", "heatmap", "imshow", "pcolormesh", "2d", "filled"], "--view contour draws the contours alone"),
    (&["surface", "plot-surface", "3d", "plot3d", "surf"], "--view surface draws the surface alone"),
    (&["wireframe", "plot-wireframe", "edgecolor", "edges", "show-edges", "surfcontours"],
        "--surface-lines mesh draws lines of x and y on the surface, contour those of levels"),
    (&["loss", "loss-curve", "losses", "training-curve", "learning-curve", "convergence"],
        "--view loss draws f of each trajectory against its steps, with --loss-of norm |∇f|"),
    (&["curve", "1d", "line", "plot"], "--view curve draws a field of x alone as a curve"),
    (&["projection-type", "mode", "kind", "plot-type", "type"], "--view is both, surface, contour, curve or loss"),
    // The camera.
    (&["elev", "azim", "elevation", "azimuth", "view-init", "view-angle", "angle", "viewpoint", "eye", "rotation", "roll"],
        "--camera AZIMUTH,ELEVATION is matplotlib's azim and elev in one, in degrees"),
    (&["dist", "distance", "camera-distance"], "--camera AZIMUTH,ELEVATION,DISTANCE takes the distance as its third number"),
    (&["proj-type", "ortho", "orthographic", "perspective"], "--projection is perspective or orthographic"),
    (&["zaspect", "z-aspect", "set-box-aspect", "aspect-ratio", "daspect", "pbaspect"],
        "--box-aspect X:Y:Z is how long the sides of the box are, or equal"),
    (&["logx", "logy", "logz", "log-x", "log-y", "log-z", "loglog", "semilogx", "semilogy"],
        "--xscale log, --yscale log and --zscale log draw axes by their logarithms"),
    (&["vertical-exaggeration", "vert-exag", "z-scale", "z-factor", "z-stretch"],
        "--height-scale FACTOR stretches the surface's height, --exaggeration the heights of hillshades"),
    (&["hillshade", "shaded-relief", "relief"],
        "--color-by hillshade colours by the sun's light, --shade shades the colours of the contours, --sun AZ,EL sets the sun"),
    (&["lightsource", "light-source", "azdeg", "altdeg", "lighting"],
        "--light AZ,EL is where the surface's light comes from, --sun AZ,EL that of hillshades, in degrees"),
    // Arrows.
    (&["quiver", "vectors", "gradient", "grad", "show-gradient", "gradients", "vector-field"],
        "--arrows ascent or descent draws the gradient's arrows, --density N so many along each axis"),
    (&["stride", "rstride", "cstride", "rcount", "ccount", "skip", "step", "every", "decimate", "subsample"],
        "--density N is the arrows along each axis; the surface is as fine as pixels are, without a stride"),
    (&["scale", "quiver-scale", "scale-units"],
        "--arrow-scale S is |∇f| that is drawn one inch long, as quiver's scale with scale_units='inches'"),
    (&["streamplot", "stream", "stream-density", "flow-lines", "streamline"],
        "--streamlines D draws lines along the gradient, as dense as streamplot's density D"),
    (&["quiverkey", "key-arrow"], "--arrow-key draws an arrow of a round |∇f| beside the contours"),
    // Words.
    (&["suptitle", "caption", "label", "name"], "--title TEXT stands above the picture"),
    (&["xlab", "x-label", "xname"], "--xlabel TEXT names the x axis"),
    (&["ylab", "y-label", "yname"], "--ylabel TEXT names the y axis"),
    (&["zlab", "z-label", "zname"], "--zlabel TEXT names the values"),
    (&["font-size", "text-size", "labelsize", "label-size"], "--fontsize POINTS is the height of letters"),
    // Animations.
    (&["nframes", "n-frames", "num-frames", "animate", "animation", "gif", "movie", "video", "duration", "record"],
        "--frames 0..48 draws 48 frames into a .gif, an .mp4 or a folder, --fps N of them a second"),
    (&["rotate", "spin", "orbit", "turntable"], "--turn DEGREES turns the camera from frame to frame"),
    (&["fps", "framerate", "frame-rate", "interval-ms"], "`render --frames 0..48 -o movie.gif` draws an animation"),
    // Descent.
    (&["learning-rate", "learningrate", "learning-rate-init", "step-size", "stepsize", "eta", "eta0", "rate", "init-lr", "base-lr"],
        "--lr is the learning rate"),
    (&["alpha"], "--lr is the learning rate"),
    (&["iterations", "iters", "iter", "n-iter", "niter", "max-iter", "maxiter", "max-iterations", "num-steps", "n-steps", "nsteps", "num-iterations", "epochs", "max-epochs", "max-steps", "num-epochs", "t"],
        "--steps N is how many steps are taken"),
    (&["start", "x0", "init", "initial", "initial-point", "init-point", "start-point", "starting-point", "startpoint", "p0", "guess", "theta0", "origin-point", "point"],
        "--from X,Y is where a trajectory starts; repeat it for more"),
    (&["maximize", "maximise", "max", "ascent", "uphill", "climb", "gradient-ascent"], "--ascend climbs, as maximize=True does"),
    (&["minimize", "minimise", "min", "downhill", "descent"], "it descends by itself; --ascend climbs"),
    (&["betas"], "--opt beta1=0.9 --opt beta2=0.999 set both, such as with --optimizer adam"),
    (&["nesterov"], "--optimizer nesterov is SGD with nesterov=True; --opt momentum=0.9 sets its momentum"),
    (&["momentum"], "--optimizer momentum is SGD with momentum; --opt momentum=0.9 sets it"),
    (&["amsgrad"], "--optimizer amsgrad is Adam with amsgrad=True"),
    (&["epsilon"], "--opt eps=1e-8 sets it, a parameter of adam and its like"),
    (&["b1", "beta-1"], "--opt beta1=0.9 sets it, a parameter of adam and its like"),
    (&["b2", "beta-2"], "--opt beta2=0.999 sets it, a parameter of adam and its like"),
    (&["decay", "wd", "l2", "weightdecay"], "--opt weight_decay=0.01 sets it, a parameter of adamw and most others"),
    (&["optim", "method", "algorithm", "algo", "solver", "opt-name", "optimiser", "minimizer"],
        "--optimizer NAME chooses it; `steepest optimizers` lists the names"),
    (&["scheduler", "lr-scheduler", "lr-schedule", "annealing", "cosine", "gamma", "step-lr"],
        "--schedule is constant, step:EVERY,GAMMA, exponential:GAMMA or cosine:STEPS"),
    (&["warmup-steps", "lr-warmup"], "--warmup N is the steps over which the learning rate grows"),
    (&["clip-grad", "clip-grad-norm", "max-norm", "max-grad-norm", "grad-clip", "clipnorm", "clip-norm", "gradient-clip"],
        "--clip LENGTH shortens gradients that are longer"),
    (&["random-state", "random-seed", "rng", "rng-seed", "manual-seed"], "--seed N is what noise and random starts are drawn from"),
    (&["sigma", "temperature", "grad-noise", "batch-size", "batch", "stochastic"],
        "--noise SIGMA adds normal noise to the gradient, as a batch does"),
    (&["tol", "tolerance", "ftol", "gtol", "xtol", "rtol", "atol", "threshold"],
        "--steps N are taken whole; `steepest basins` and `fate` tell what has converged"),
    (&["num-particles", "n-particles", "nparticles", "population", "agents", "walkers", "swarm", "count"],
        "--particles N moves so many particles"),
    (&["trajectory", "run", "history", "trace", "csv-path", "points-file"], "--path FILE.csv draws a trajectory of your own"),
    (&["boundary", "border", "clamp", "project"], "--outside is keep, clamp or retire"),
    // Parameters, files, devices.
    (&["param", "parameter", "params", "parameters", "args", "define", "let", "value", "d"],
        "--set NAME=VALUE gives a parameter of the formula a value"),
    (&["array", "dataset", "variable", "var", "column", "field-name", "arr", "layer"],
        "--key NAME chooses the array, the column or the variable of a file"),
    (&["bands", "channel", "bidx"], "--band N chooses the band of a GeoTIFF"),
    (&["origin-upper", "flip", "flipud", "invert-y", "yreverse"], "--origin upper or lower says where a file's first row lies"),
    (&["cuda", "gpu", "cpu", "backend", "use-gpu", "use-cpu", "no-gpu", "dtype", "precision", "float64", "float32", "double"],
        "--device gpu computes in 32 bits on the adapter, --device cpu in 64"),
    (&["cuda", "gpu", "cpu", "backend", "use-gpu", "device"], "--adapter NAME chooses the adapter, the software one included"),
    (&["cuda", "gpu", "cpu", "backend", "use-gpu", "device", "adapter", "dtype", "precision", "float64", "double"],
        "this is computed in 64 bits on the CPU"),
    (&["threads", "jobs", "j", "num-threads", "n-jobs", "workers", "parallel"],
        "all cores are used; the environment's RAYON_NUM_THREADS limits them"),
    (&["json", "csv", "yaml", "table", "print", "output-format", "fmt"], "--format says how results are printed: text, json or csv"),
    (&["direction", "dir", "vector", "along-direction", "v"], "--along DX,DY is the derivative in this direction"),
    (&["finite-difference", "fd", "epsilon-fd", "delta", "dx"], "--h H draws the central difference with this step"),
    (&["debug", "trace-log", "log-level", "loglevel", "info", "progress"], "--verbose says what is done"),
    (&["silent", "no-progress", "s"], "--quiet says nothing but errors"),
    (&["show", "display", "gui", "interactive", "open", "plot-window"], "`steepest FIELD` opens a window"),
    (&["no-display", "headless", "offscreen", "no-window", "batch-mode"], "`steepest render FIELD -o a.png` needs no display"),
    (&["sep", "delimiter", "header", "skip-header", "skiprows", "skip-rows", "usecols", "delim", "decimal"],
        "a table says itself what it holds; `steepest describe FILE` tells what was understood"),
    (&["nodata", "fill-value", "missing", "na", "nan"],
        "NaN and what a file names as no data are missing; `steepest describe FILE` counts them"),
    (&["crs", "srs", "epsg", "projection-crs"],
        "x and y are those of the file, whatever its coordinate system; `steepest describe FILE` names it"),
    (&["usage", "man", "examples", "options"], "--help lists everything, with examples"),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn command() -> Command {
        let mut command = <crate::cli::Cli as clap::CommandFactory>::command();
        command.build();
        command
    }

    fn said(command: &Command, name: &str, option: &str) -> String {
        let own = command.find_subcommand(name).map_or_else(Command::default, Clone::clone);
        answer(&own, command, option).unwrap_or_default()
    }

    #[test]
    fn names_from_elsewhere_are_answered_with_the_option_that_does_it() {
        let all = command();
        for (command, option, expected) in [
            ("render", "--figsize", "--size"),
            ("render", "--xlim", "--x MIN,MAX"),
            ("view", "--ylim=-1,1", "--y MIN,MAX"),
            ("render", "--zlim", "--z MIN,MAX"),
            ("render", "--vmin", "--clim MIN,MAX"),
            ("render", "--elev", "--camera"),
            ("view", "--azim", "--camera"),
            ("render", "--stride", "--density"),
            ("render", "--quiver", "--arrows"),
            ("descend", "--learning-rate", "--lr"),
            ("descend", "--learning_rate", "--lr"),
            ("descend", "--alpha", "--lr"),
            ("render", "--momentum", "--optimizer momentum"),
            ("descend", "--betas", "--opt beta1"),
            ("descend", "--weight-decay", "--opt weight_decay"),
            ("descend", "--eps", "--opt eps"),
            ("descend", "--nesterov", "--optimizer nesterov"),
            ("descend", "--epochs", "--steps"),
            ("descend", "--maximize", "--ascend"),
            ("descend", "--x0", "--from"),
            ("render", "--output", "-o FILE"),
            ("at", "--output", "> FILE"),
            ("view", "-o", "`steepest render FIELD -o FILE`"),
            ("render", "--width", "--size"),
            ("eval", "--resolution", "--grid"),
            ("render", "--save-scene", ".toml"),
            ("eval", "--theme", "`render`"),
            ("at", "--steps", "`descend`"),
            ("render", "--device", "--adapter"),
            ("descend", "--device", "64 bits"),
            ("render", "--wireframe", "--surface-lines mesh"),
            ("render", "--hillshade", "--color-by hillshade"),
            ("render", "--set-box-aspect", "--box-aspect"),
            ("view", "--loss", "--view loss"),
            ("render", "--loc", "--legend"),
            ("render", "5", "such as -5,5"),
        ] {
            let said = said(&all, command, option);
            assert!(said.contains(expected), "{command} {option}: {said}");
        }
        assert_eq!(said(&all, "render", "--frobnicate"), "");
        for word in ["nan", "inf", "-inf", "NaN", "infinity"] {
            assert_eq!(said(&all, "render", word), "", "{word} is no number of a pair");
        }
    }

    /// A name that every command has which a sentence is of would never be asked for.
    #[test]
    fn names_of_answers_are_no_options() {
        let all = command();
        let mut idle: Vec<&str> = Vec::new();
        for (names, sentence) in ANSWERS.iter().filter(|(_, sentence)| options_in(sentence).next().is_some()) {
            let has = |command: &Command, name: &str| command.get_arguments().any(|it| longs(it).contains(&name));
            let usable = |command: &&Command| options_in(sentence).all(|option| has(command, option));
            let is_idle = |name: &&&str| all.get_subcommands().filter(usable).all(|command| has(command, name));
            idle.extend(names.iter().filter(is_idle).copied());
        }
        assert_eq!(idle, [""; 0]);
    }

    /// An answer must not lead to another error.
    #[test]
    fn options_of_answers_are_there() {
        let all = command();
        let known: Vec<&str> = all.get_subcommands().flat_map(Command::get_arguments).flat_map(longs).collect();
        for (names, sentence) in ANSWERS {
            assert!(options_in(sentence).all(|option| known.contains(&option)), "{names:?}: {sentence}");
        }
    }
}
