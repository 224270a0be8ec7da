//! The runs that a picture shows, below it: f against the step, and a table of where each has come to.

use std::fmt::Write as _;

use egui::{Color32, RichText, ScrollArea, Sense, TextStyle, Ui};
use egui_plot::{AxisHints, GridMark, HoverPosition, Legend, Line, Plot, PlotPoints, Points, VLine};

use crate::render::data::runs::paths::line_style;
use crate::render::figure::annotation::color_of;
use crate::render::figure::ground::contrast;
use crate::render::panels::plot::LEAST_CONTRAST;
use crate::render::ticks::{linear_ticks, log_ticks};
use crate::render::{LossCurve, LossCurves, Run, loss_values};
use crate::scene::LossOf;
use crate::session::Session;
use crate::words::{brief, grouped};

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

/// Points of width that a row of the table needs, and the part of the room that it has at most while the room is narrower.
const ROW: f32 = 540.0;
const MOST_OF_ROOM: f32 = 0.55;

/// The run whose row was clicked.
const CHOSEN: &str = "chosen run";

/// The run that is highlighted, here and in the picture.
pub(super) fn highlighted<'a>(ui: &Ui, session: &'a Session) -> Option<&'a Run> {
    let chosen = ui.data(|data| data.get_temp::<usize>(egui::Id::unique(CHOSEN)));
    session.runs.get(chosen.filter(|_| session.shows_runs)?)
}

/// Shows f against the step beside the table; `pointed` is the step that the pointer was at.
pub(crate) fn show(ui: &mut Ui, session: &mut Session, pointed: Option<usize>) {
    let chosen = ui.data(|data| data.get_temp::<usize>(egui::Id::unique(CHOSEN)));
    let (room, _) = ui.allocate_exact_size(ui.available_size(), Sense::hover());
    let width = (0.5 * room.width()).max(ROW.min(MOST_OF_ROOM * room.width()));
    let (left, right) = room.split_left_right_at_x(room.right() - width);
    let mut part = |rect| ui.new_child(egui::UiBuilder::new().max_rect(rect));
    plot(&mut part(left.with_max_x(left.right() - 8.0)), session, chosen, pointed);
    table(&mut part(right), session, chosen);
}

/// What tells runs apart in a plot of losses, here and in the picture; found once for all of them.
#[derive(Clone, Copy)]
pub(super) struct Told {
    /// Whether all are of one optimizer, so that only their starts differ.
    by_start: bool,
}

impl Told {
    pub(super) fn apart(runs: &[Run]) -> Told {
        Told { by_start: runs.len() > 1 && runs.iter().all(|run| run.name == runs[0].name) }
    }

    /// What a run is called beside others: by its optimizer, by its start where all have one, by both where several have either.
    pub(super) fn name(self, runs: &[Run], index: usize) -> String {
        let run = &runs[index];
        let [x, y] = run.start().map(|coordinate| brief(coordinate, 5));
        let has_twin = || runs.iter().enumerate().any(|(other, twin)| other != index && twin.name == run.name);
        match self.by_start {
            true => format!("from ({x}, {y})"),
            false if has_twin() => format!("{} from ({x}, {y})", run.name),
            false => run.name.clone(),
        }
    }

    /// What it is called in a legend, in which the starts of one of several optimizers are one.
    fn in_legend(self, runs: &[Run], index: usize) -> String {
        if self.by_start { self.name(runs, index) } else { runs[index].name.clone() }
    }

    /// The colour of its line: starts of one optimizer differ, too.
    pub(super) fn color(self, runs: &[Run], index: usize) -> [u8; 3] {
        match self.by_start {
            true => {
                let [r, g, b, _] = color_of(line_style(index).color);
                [r, g, b]
            }
            false => runs[index].color,
        }
    }
}

/// A colour that is seen on the ground of the plot: what is too near to it is grey.
fn seen(color: [u8; 3], is_dark: bool) -> Color32 {
    let (ground, grey) = if is_dark { (10, 150) } else { (255, 130) };
    let [r, g, b] = if contrast(color, [ground; 3]) < LEAST_CONTRAST { [grey; 3] } else { color };
    Color32::from_rgb(r, g, b)
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
    let in_legend = |index: usize| told.in_legend(&session.runs, index);
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
                // Lines of one name are those of its starts.
                let is_it = |&index: &usize| {
                    let run = &session.runs[index];
                    let there = loss_values(run, of).get(position.x.round() as usize);
                    in_legend(index) == *plot_name && there.is_some_and(|&there| scale(there) == position.y)
                };
                let found = (0..runs().count()).find(is_it);
                let line = found.map_or_else(|| (*plot_name).to_owned(), |index| told.name(&session.runs, index));
                Some(format!("{line}\nstep {:.0}\n{name} {}", position.x, cell(value(position.y))))
            }
            HoverPosition::Elsewhere { .. } => None,
        });
    // A legend without room for all of its lines would hide the curves; the table beside it has the same colours.
    let names: std::collections::BTreeSet<String> = (0..runs().count()).map(in_legend).collect();
    let row = ui.text_style_height(&TextStyle::Body) + ui.spacing().item_spacing.y;
    let has_room = names.len() as f32 * row < ui.available_height() - 3.0 * row;
    let plot = if names.len() > 1 && has_room { plot.legend(Legend::default()) } else { plot };
    let is_dark = ui.visuals().dark_mode;
    let shown = plot.show(ui, |plot| {
        for LossCurve { run: index, points } in curves {
            let Some(run) = session.runs.get(index) else { continue };
            let points: PlotPoints<'_> = points.into_iter().map(|[step, f]| [step, scale(f)]).collect();
            let width = if chosen == Some(index) { 3.5 } else { 1.5 };
            let color = seen(told.color(&session.runs, index), is_dark);
            plot.line(Line::new(in_legend(index), points).color(color).width(width));
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

/// A number of a table, of six digits.
fn cell(value: f64) -> String {
    if !value.is_finite() {
        return "not finite".to_owned();
    }
    brief(value, 6)
}

/// What the table is sorted by, each with what heads its column.
const COLUMNS: [&str; 6] = ["start", "optimizer", "f", "|∇f|", "steps", "state"];

/// The longest cells of columns whose numbers change while it plays.
const LONGEST: [&str; 6] = ["", "", "8.88888e−88", "8.88888e−88", "888 888", "not finite"];

/// A column that a table is sorted by, and whether the last comes first.
type Sorting = (usize, bool);

/// What heads a column, as wide as the longest of its cells: a click sorts by it, and another turns the order round.
fn heading(ui: &mut Ui, index: usize, sorting: &mut Option<Sorting>) {
    const SIGN: f32 = 12.0;
    let font = TextStyle::Body.resolve(ui.style());
    let [name, longest] = [COLUMNS[index], LONGEST[index]]
        .map(|text| ui.painter().layout_no_wrap(text.to_owned(), font.clone(), ui.visuals().strong_text_color()));
    let size = egui::vec2((name.size().x + SIGN).max(longest.size().x), name.size().y);
    let (place, response) = ui.allocate_exact_size(size, Sense::click());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, COLUMNS[index]));
    let ink = ui.visuals().strong_text_color();
    let end = place.left() + name.size().x;
    ui.painter().galley(place.left_top(), name, ink);
    if let Some((_, is_reversed)) = sorting.filter(|&(column, _)| column == index) {
        let middle = egui::pos2(end + 0.6 * SIGN, place.center().y);
        let up = if is_reversed { -1.0 } else { 1.0 };
        let corners = [[-3.5, -1.5], [3.5, -1.5], [0.0, 3.5]].map(|[x, y]| middle + egui::vec2(x, -up * y));
        ui.painter().add(egui::Shape::convex_polygon(corners.to_vec(), ink, egui::Stroke::NONE));
    }
    if response.on_hover_text("Click to sort, and again for the other order").clicked() {
        *sorting = Some((index, *sorting == Some((index, false))));
    }
}

/// The order of the rows where one column was clicked.
fn sorted(runs: &[Run], sorting: Option<Sorting>) -> Vec<usize> {
    let mut order = ascending(runs, sorting.map(|(column, _)| column));
    if sorting.is_some_and(|(_, is_reversed)| is_reversed) {
        order.reverse();
    }
    order
}

fn ascending(runs: &[Run], column: Option<usize>) -> Vec<usize> {
    let mut order: Vec<usize> = (0..runs.len().min(MOST_SHOWN)).collect();
    let last = |values: &[f64]| values.last().copied().unwrap_or(f64::NAN);
    match column {
        Some(1) => order.sort_by(|&a, &b| runs[a].name.cmp(&runs[b].name)),
        Some(2) => order.sort_by(|&a, &b| last(&runs[a].f).total_cmp(&last(&runs[b].f))),
        Some(3) => order.sort_by(|&a, &b| last(&runs[a].gradient_norms).total_cmp(&last(&runs[b].gradient_norms))),
        Some(4) => order.sort_by_key(|&row| runs[row].steps()),
        Some(5) => order.sort_by_key(|&row| runs[row].state()),
        _ => {}
    }
    order
}

fn cells(run: &Run) -> [String; 6] {
    let last = |values: &[f64]| cell(values.last().copied().unwrap_or(f64::NAN));
    [
        run.start().map(cell).join(", "),
        run.name.clone(),
        last(&run.f),
        last(&run.gradient_norms),
        grouped(run.steps() as u64),
        run.state().to_owned(),
    ]
}

/// All runs as a table that other programs read.
fn csv(runs: &[Run]) -> String {
    let mut text = "start x,start y,optimizer,f,gradient norm,steps,state\n".to_owned();
    for run in runs {
        let last = |values: &[f64]| values.last().copied().unwrap_or(f64::NAN);
        let [x, y] = run.start();
        let name = run.name.replace('"', "\"\"");
        let (f, norm) = (last(&run.f), last(&run.gradient_norms));
        // Writing into a string does not fail.
        let _ = writeln!(text, "{x},{y},\"{name}\",{f:?},{norm:?},{},{}", run.steps(), run.state());
    }
    text
}

fn table(ui: &mut Ui, session: &mut Session, chosen: Option<usize>) {
    let [sorting, choosing] = ["runs are sorted by", CHOSEN].map(egui::Id::unique);
    let mut column: Option<Sorting> = ui.data(|data| data.get_temp(sorting));
    let told = Told::apart(&session.runs);
    let starts = session.scene.descent.from.len();
    let mut removed = None;
    ScrollArea::both().auto_shrink([false, false]).show(ui, |ui| {
        let rows = sorted(&session.runs, column);
        // The first row is the head.
        let place = chosen.and_then(|chosen| rows.iter().position(|&row| row == chosen)).map(|place| place + 1);
        let ground = ui.visuals().selection.bg_fill.gamma_multiply(0.4);
        let striped = ui.visuals().faint_bg_color;
        let color = move |row: usize, _: &egui::Style| match Some(row) == place {
            true => Some(ground),
            false => row.is_multiple_of(2).then_some(striped),
        };
        egui::Grid::new("runs").num_columns(COLUMNS.len() + 1).with_row_color(color).show(ui, |ui| {
            if ui.small_button("Copy").on_hover_text("The table as comma-separated values").clicked() {
                ui.ctx().copy_text(csv(&session.runs));
            }
            (0..COLUMNS.len()).for_each(|index| heading(ui, index, &mut column));
            ui.end_row();
            let is_dark = ui.visuals().dark_mode;
            for row in rows {
                let run = &session.runs[row];
                let mut is_clicked = false;
                ui.horizontal(|ui| {
                    let (place, swatch) = ui.allocate_exact_size(egui::vec2(16.0, 12.0), Sense::click());
                    let color = seen(told.color(&session.runs, row), is_dark);
                    ui.painter().rect_filled(place.shrink2(egui::vec2(1.0, 4.0)), 1.0, color);
                    is_clicked |= swatch.clicked();
                    // A run of a file is no start of the scene's.
                    if starts > 0 && row < starts * (session.runs.len() / starts) {
                        let button = ui.small_button("×");
                        let name = format!("Remove start {}", row % starts + 1);
                        button.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &name));
                        if button.on_hover_text("Take this start away").clicked() {
                            removed = Some(row % starts);
                        }
                    }
                });
                for text in cells(run) {
                    let text = RichText::new(text);
                    let text = if chosen == Some(row) { text.strong() } else { text };
                    is_clicked |= ui.add(egui::Label::new(text).sense(Sense::click())).clicked();
                }
                ui.end_row();
                if is_clicked {
                    ui.data_mut(|data| match chosen == Some(row) {
                        true => data.remove::<usize>(choosing),
                        false => {
                            data.insert_temp(choosing, row);
                        }
                    });
                }
            }
        });
    });
    if let Some(column) = column {
        ui.data_mut(|data| data.insert_temp(sorting, column));
    }
    if let Some(start) = removed {
        session.scene.descent.from.remove(start);
        ui.data_mut(|data| data.remove::<usize>(choosing));
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

    #[test]
    fn a_table_is_sorted_by_a_column_and_copied_as_it_stands() {
        let runs = [run("gd", &[3.0, 2.0], 0.5), run("adam", &[3.0, 1.0, 0.5], 0.25)];
        assert_eq!(sorted(&runs, None), [0, 1]);
        for column in [1, 2, 3] {
            assert_eq!(sorted(&runs, Some((column, false))), [1, 0], "{}", COLUMNS[column]);
            assert_eq!(sorted(&runs, Some((column, true))), [0, 1], "{}", COLUMNS[column]);
        }
        assert_eq!(sorted(&runs, Some((4, false))), [0, 1]);
        let text = csv(&runs);
        assert_eq!(text.lines().nth(1), Some("1,2,\"gd\",2.0,0.5,1,moving"), "{text}");
        let text = csv(&[run("gd", &[1.0, 2.5e-28], 1e-14)]);
        assert_eq!(text.lines().nth(1), Some("1,2,\"gd\",2.5e-28,1e-14,1,moving"), "numbers stay short");
    }
}
