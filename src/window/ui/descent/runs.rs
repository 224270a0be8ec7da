//! The runs that a picture shows, below it: f against the step, and a table of where each has come to.

mod table;

use egui::{Color32, Sense, TextStyle, Ui};
use egui_plot::{AxisHints, GridMark, HoverPosition, Line, LineStyle, Plot, PlotPoints, Points, VLine};

use self::table::cell;
use crate::render::data::runs::paths::line_style;
use crate::render::figure::annotation::color_of;
use crate::render::figure::ground::contrast;
use crate::render::figure::swatch::Dash;
use crate::render::panels::plot::LEAST_CONTRAST;
use crate::render::ticks::{linear_ticks, log_ticks};
use crate::render::{LossCurve, LossCurves, Run, loss_values};
use crate::scene::LossOf;
use crate::session::Session;
use crate::words::brief;

/// Runs of which curves are drawn and rows are written; more are neither told apart nor read.
const MOST_SHOWN: usize = 200;

/// The most numbers beside an axis.
pub(crate) const MOST_MARKS: usize = 5;

/// Marks of an axis between two ends, all of them written, as if they were far apart.
pub(crate) fn written(values: impl Iterator<Item = f64>, [first, last]: [f64; 2]) -> Vec<GridMark> {
    values.map(|value| GridMark { value, step_size: 0.5 * (last - first) }).collect()
}

/// Points for the numbers beside an axis, as wide as `-2e121`, and its name.
pub(crate) const AXIS: f32 = 72.0;

/// The axis below a plot, with room for its numbers and its name from the first frame on, which may be the last for long.
pub(crate) fn x_axis(ui: &Ui, name: &str) -> Vec<AxisHints<'static>> {
    let line = ui.text_style_height(&TextStyle::Body);
    // A quarter of a line is between both, and letters are laid out to whole pixels.
    vec![AxisHints::new_x().label(name).min_thickness(2.25 * line + 1.0)]
}

/// The part of the room that the table has, and how many points at most: more than long names take are the plot's.
const TABLE: f32 = 0.63;
const MOST_OF_TABLE: f32 = 800.0;

/// The run whose row was clicked.
const CHOSEN: &str = "chosen run";

/// The number of the run that is highlighted, here and in the picture.
pub(crate) fn highlighted(ui: &Ui, session: &Session) -> Option<usize> {
    let chosen = ui.data(|data| data.get_temp::<usize>(egui::Id::unique(CHOSEN)));
    chosen.filter(|&chosen| session.shows_runs && chosen < session.runs.len())
}

/// Shows f against the step beside the table; `pointed` is the step that the pointer was at.
pub(crate) fn show(ui: &mut Ui, session: &mut Session, pointed: Option<usize>) {
    let chosen = ui.data(|data| data.get_temp::<usize>(egui::Id::unique(CHOSEN)));
    let (room, _) = ui.allocate_exact_size(ui.available_size(), Sense::hover());
    let (left, right) = room.split_left_right_at_x(room.right() - (TABLE * room.width()).min(MOST_OF_TABLE));
    let mut part = |rect| ui.new_child(egui::UiBuilder::new().max_rect(rect));
    plot(&mut part(left.with_max_x(left.right() - 8.0)), session, chosen, pointed);
    table::show(&mut part(right), session, chosen);
}

/// What tells runs apart in a plot of losses, here and in the picture; found once for all of them.
#[derive(Clone, Copy)]
pub(crate) struct Told {
    /// Whether all are of one optimizer, so that only their starts differ.
    pub(crate) by_start: bool,
}

impl Told {
    pub(crate) fn apart(runs: &[Run]) -> Told {
        Told { by_start: runs.len() > 1 && runs.iter().all(|run| run.name == runs[0].name) }
    }

    /// What a run is called beside others: by its optimizer, by its start where all have one, by both where several have either.
    pub(crate) fn name(self, runs: &[Run], index: usize) -> String {
        let run = &runs[index];
        let [x, y] = run.start().map(|coordinate| brief(coordinate, 5));
        let has_twin = || runs.iter().enumerate().any(|(other, twin)| other != index && twin.name == run.name);
        match self.by_start {
            true => format!("from ({x}, {y})"),
            false if has_twin() => format!("{} from ({x}, {y})", run.name),
            false => run.name.clone(),
        }
    }

    /// The colour of its line: starts of one optimizer differ, too.
    pub(crate) fn color(self, runs: &[Run], index: usize) -> [u8; 3] {
        match self.by_start {
            true => {
                let [r, g, b, _] = color_of(line_style(index).color);
                [r, g, b]
            }
            false => runs[index].color,
        }
    }

    /// The gaps of its line.
    fn dash(self, runs: &[Run], index: usize) -> Dash {
        if self.by_start { line_style(index).dash } else { runs[index].dash }
    }
}

/// A colour that is seen on the ground of the plot: what is too near to it is grey.
fn seen(color: [u8; 3], is_dark: bool) -> Color32 {
    let (ground, grey) = if is_dark { (10, 150) } else { (255, 130) };
    let [r, g, b] = if contrast(color, [ground; 3]) < LEAST_CONTRAST { [grey; 3] } else { color };
    Color32::from_rgb(r, g, b)
}

/// Gaps like those of the picture's line.
fn gaps(dash: Dash) -> LineStyle {
    match dash {
        Dash::Solid => LineStyle::Solid,
        Dash::Dashed => LineStyle::Dashed { length: 6.0 },
        Dash::Dotted => LineStyle::Dotted { spacing: 4.0 },
        Dash::Mixed => LineStyle::Dashed { length: 14.0 },
    }
}

fn plot(ui: &mut Ui, session: &mut Session, chosen: Option<usize>, pointed: Option<usize>) {
    let runs = || session.runs.iter().take(MOST_SHOWN);
    if runs().next().is_none() {
        ui.weak("f against the step: a click in the picture starts a run.");
        return;
    }
    let of = session.scene.loss.of;
    let name = if of == LossOf::F { "f" } else { "|∇f|" };
    let LossCurves { curves, is_logarithmic: is_log, values: [least, most], .. } = LossCurves::new(runs(), of);
    let scale = move |f: f64| if is_log { f.log10() } else { f };
    let value = move |y: f64| if is_log { 10f64.powf(y) } else { y };
    let told = Told::apart(&session.runs);
    let plot = Plot::new("f against step")
        .height(ui.available_height())
        .allow_scroll(false)
        // As wide from the first frame on, so that the plot does not move under the pointer.
        .y_axis_min_width(AXIS)
        .custom_x_axes(x_axis(ui, "step"))
        .y_axis_label(name)
        .x_grid_spacer(|input| {
            let (first, last) = input.bounds;
            written(linear_ticks(first, last, MOST_MARKS).into_iter().filter(|step| step.fract() == 0.0), [first, last])
        })
        .y_grid_spacer(move |input| {
            let (first, last) = input.bounds;
            let ticks = match is_log {
                true => log_ticks(value(first), value(last), MOST_MARKS),
                false => linear_ticks(first, last, MOST_MARKS),
            };
            written(ticks.into_iter().map(scale), [first, last])
        })
        .y_axis_formatter(move |mark, _| brief(value(mark.value), 3))
        .label_formatter(|hover| match hover {
            HoverPosition::NearDataPoint { plot_name, position, .. } => {
                Some(format!("{plot_name}\nstep {:.0}\n{name} {}", position.x, cell(value(position.y))))
            }
            HoverPosition::Elsewhere { .. } => None,
        });
    let is_dark = ui.visuals().dark_mode;
    let shown = plot.show(ui, |plot| {
        for LossCurve { run: index, points } in curves {
            let Some(run) = session.runs.get(index) else { continue };
            let points: PlotPoints<'_> = points.into_iter().map(|[step, f]| [step, scale(f)]).collect();
            let width = if chosen == Some(index) { 3.5 } else { 1.5 };
            let color = seen(told.color(&session.runs, index), is_dark);
            let line = Line::new(told.name(&session.runs, index), points).color(color).width(width);
            plot.line(line.style(gaps(told.dash(&session.runs, index))));
            let value = pointed.and_then(|step| Some((step, *loss_values(run, of).get(step)?)));
            let value = value
                .filter(|(_, value)| (least..=most).contains(value))
                .map(|(step, value)| [step as f64, scale(value)]);
            if let Some(at) = value.filter(|at| at[1].is_finite()) {
                plot.points(Points::new("", vec![at]).color(color).radius(4.5));
            }
        }
        if let Some(step) = pointed {
            let ink = if is_dark { Color32::from_gray(160) } else { Color32::from_gray(110) };
            plot.vline(VLine::new("", step as f64).color(ink).width(1.0));
        }
        plot.pointer_coordinate()
    });
    // The step under the pointer is marked in the picture, too.
    let most = session.runs.iter().map(Run::steps).max().unwrap_or(0);
    if let Some(at) = shown.inner.filter(|_| shown.response.hovered()) {
        session.pointed_step = Some(at.x.round().clamp(0.0, most as f64) as usize);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::data::runs::paths::palette::COLORS;

    fn run(name: &str, f: &[f64], norm: f64) -> Run {
        Run::new(name.to_owned(), [255, 0, 0], vec![[1.0, 2.0]; f.len()], f.to_vec(), vec![norm; f.len()])
    }

    #[test]
    fn curves_are_seen_on_light_and_on_dark_ground() {
        for (color, is_dark, grey) in [([0, 0, 0], true, 150), ([255, 255, 255], false, 130)] {
            assert_eq!(seen(color, is_dark), Color32::from_gray(grey));
        }
        // What is seen keeps its colour: every one of a race but black.
        for is_dark in [false, true] {
            for [r, g, b, _] in COLORS.map(|color| color.map(|channel| (255.0 * channel).round() as u8)) {
                let is_lost = is_dark && [r, g, b] == [0; 3];
                assert_eq!(seen([r, g, b], is_dark) == Color32::from_rgb(r, g, b), !is_lost, "{r} {g} {b} {is_dark}");
            }
        }
    }

    #[test]
    fn starts_of_one_optimizer_are_told_apart() {
        let from = |name: &str, start: [f64; 2]| Run { points: vec![start], ..run(name, &[1.0], 1.0) };
        let one = [from("gd", [-4.0, 4.0]), from("gd", [0.0, 0.5])];
        let called = |runs: &[Run], index| Told::apart(runs).name(runs, index);
        let color = |runs: &[Run], index| Told::apart(runs).color(runs, index);
        assert_eq!([0, 1].map(|index| called(&one, index)), ["from (−4, 4)", "from (0, 0.5)"]);
        assert_ne!(color(&one, 0), color(&one, 1));
        let race = [one[0].clone(), one[1].clone(), from("adam", [-4.0, 4.0])];
        assert_eq!([0, 2].map(|index| called(&race, index)), ["gd from (−4, 4)", "adam"]);
        assert_eq!(color(&race, 1), race[1].color, "a race has the colours of its optimizers");
        assert_eq!(called(&race[2..], 0), "adam");
    }
}
