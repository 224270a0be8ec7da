//! The table of runs: where each has come to; sorted, highlighted, taken away, copied.

use std::fmt::Write as _;

use egui::{Color32, Response, ScrollArea, Sense, TextStyle, TextWrapMode, Ui};

use super::{CHOSEN, MOST_SHOWN, Told, seen};
use crate::render::Run;
use crate::render::figure::swatch::Dash;
use crate::session::Session;
use crate::words::{brief, grouped, plural};

/// A number of a table, of six digits.
pub(super) fn cell(value: f64) -> String {
    if !value.is_finite() {
        return "not finite".to_owned();
    }
    brief(value, 6)
}

/// What the table is sorted by, each with what heads its column.
const COLUMNS: [&str; 6] = ["start", "optimizer", "f", "|∇f|", "steps", "state"];

/// The column that has what the others leave, and how much of it at least.
const NAMES: usize = 1;
const NARROWEST_NAME: f32 = 96.0;

/// The longest cells of columns whose numbers change while it plays or a start is dragged.
const LONGEST: [&str; 6] = ["−8.888, −8.888", "", "8.88888e−88", "8.88888e−88", "888 888", "not finite"];

/// Points of what stands before each row: its line and what takes it away.
const BEFORE: f32 = 58.0;

/// Points between columns.
const GAP: f32 = 6.0;

/// Room in a heading for the sign of the order.
const SIGN: f32 = 12.0;

/// A column that a table is sorted by, and whether the last comes first.
type Sorting = (usize, bool);

/// How wide the columns are in a table of some width: names have what the numbers leave.
fn widths(ui: &Ui, room: f32) -> [f32; 6] {
    let font = TextStyle::Body.resolve(ui.style());
    let width = |text: &str| ui.painter().layout_no_wrap(text.to_owned(), font.clone(), Color32::PLACEHOLDER).size().x;
    let mut widths = [0, 1, 2, 3, 4, 5].map(|index| width(LONGEST[index]).max(width(COLUMNS[index]) + SIGN));
    let others: f32 = widths.iter().sum::<f32>() - widths[NAMES];
    let gaps = COLUMNS.len() as f32 * GAP;
    widths[NAMES] = (room - BEFORE - others - gaps).max(NARROWEST_NAME);
    widths
}

/// A text in a column of some width, which is read in whole where it is too long for it.
fn column(ui: &mut Ui, text: &str, width: f32, is_strong: bool) -> Response {
    let color = if is_strong { ui.visuals().strong_text_color() } else { ui.visuals().text_color() };
    let text = egui::RichText::new(text).color(color);
    let galley =
        egui::WidgetText::from(text.clone()).into_galley(ui, Some(TextWrapMode::Truncate), width, TextStyle::Body);
    let size = egui::vec2(width, ui.spacing().interact_size.y.max(galley.size().y));
    let (place, response) = ui.allocate_exact_size(size, Sense::click());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, text.text()));
    let at = egui::pos2(place.left(), place.center().y - 0.5 * galley.size().y);
    let is_cut = galley.elided;
    ui.painter().galley(at, galley, color);
    if is_cut { response.on_hover_text(text.text()) } else { response }
}

/// What heads a column: a click sorts by it, and another turns the order round.
fn heading(ui: &mut Ui, index: usize, width: f32, sorting: &mut Option<Sorting>) {
    let font = TextStyle::Body.resolve(ui.style());
    let ink = ui.visuals().strong_text_color();
    let name = ui.painter().layout_no_wrap(COLUMNS[index].to_owned(), font, ink);
    let (place, response) = ui.allocate_exact_size(egui::vec2(width, name.size().y), Sense::click());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, COLUMNS[index]));
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
    let (column, is_reversed) = sorting.map_or((None, false), |(column, is_reversed)| (Some(column), is_reversed));
    let mut order: Vec<usize> = (0..runs.len().min(MOST_SHOWN)).collect();
    let last = |values: &[f64]| values.last().copied().unwrap_or(f64::NAN);
    let number = |row: usize| match column {
        Some(2) => last(&runs[row].f),
        Some(3) => last(&runs[row].gradient_norms),
        _ => 0.0,
    };
    match column {
        Some(1) => order.sort_by_cached_key(|&row| runs[row].described()),
        Some(4) => order.sort_by_key(|&row| runs[row].steps()),
        Some(5) => order.sort_by_key(|&row| runs[row].state()),
        _ => order.sort_by(|&a, &b| number(a).total_cmp(&number(b))),
    }
    if is_reversed {
        order.reverse();
    }
    // What is no number is no least one either, whichever end of the others comes first.
    order.sort_by_key(|&row| !number(row).is_finite());
    order
}

fn cells(run: &Run) -> [String; 6] {
    let last = |values: &[f64]| cell(values.last().copied().unwrap_or(f64::NAN));
    [
        run.start().map(|coordinate| brief(coordinate, 4)).join(", "),
        run.described(),
        last(&run.f),
        last(&run.gradient_norms),
        grouped(run.steps() as u64),
        run.state().to_owned(),
    ]
}

/// All runs as a table that other programs read, in the order of its rows.
fn csv(runs: &[Run], order: &[usize]) -> String {
    let mut text = "start x,start y,optimizer,f,gradient norm,steps,state\n".to_owned();
    let further = order.len()..runs.len();
    for run in order.iter().copied().chain(further).filter_map(|row| runs.get(row)) {
        let last = |values: &[f64]| values.last().copied().unwrap_or(f64::NAN);
        let [x, y] = run.start();
        let name = run.described().replace('"', "\"\"");
        let (f, norm) = (last(&run.f), last(&run.gradient_norms));
        // Writing into a string does not fail.
        let _ = writeln!(text, "{x},{y},\"{name}\",{f:?},{norm:?},{},{}", run.steps(), run.state());
    }
    text
}

/// What a row's button takes away.
#[derive(Clone, Copy)]
enum Taken {
    /// An optimizer, where several go from one start.
    Optimizer(usize),
    /// A start, with the runs of all optimizers from it.
    Start(usize),
}

impl Taken {
    /// What that of a row takes: nothing of a run that was read from a file, which is none of the scene's.
    fn by(session: &Session, row: usize) -> Option<Taken> {
        let descent = &session.scene.descent;
        let (starts, optimizers) = (descent.from.len(), descent.optimizers.len());
        if starts == 0 || row >= starts * (session.runs.len() / starts) {
            return None;
        }
        let is_race = starts == 1 && optimizers > 1 && descent.rule.is_none();
        match is_race {
            true => (row < optimizers).then_some(Taken::Optimizer(row)),
            false => Some(Taken::Start(row % starts)),
        }
    }

    /// Its button's name and hint.
    fn said(self, session: &Session) -> [String; 2] {
        match self {
            Taken::Optimizer(row) => {
                let name = session.runs.get(row).map(|run| run.name.as_str()).unwrap_or_default();
                [format!("Remove {name}"), "Take this optimizer away".to_owned()]
            }
            Taken::Start(start) => {
                let all = session.scene.descent.optimizers.len();
                let runs = if all > 1 { format!(", with its {}", plural(all, "run")) } else { String::new() };
                [format!("Remove start {}", start + 1), format!("Take this start away{runs}")]
            }
        }
    }

    fn take(self, session: &mut Session) {
        let descent = &mut session.scene.descent;
        match self {
            Taken::Optimizer(index) => drop(descent.optimizers.remove(index)),
            Taken::Start(index) => drop(descent.from.remove(index)),
        }
    }
}

/// The line of a run as the picture has it.
fn swatch(ui: &mut Ui, color: Color32, dash: Dash) -> Response {
    const WIDTH: f32 = 2.5;
    let (place, response) = ui.allocate_exact_size(egui::vec2(24.0, 12.0), Sense::click());
    let [left, right] = [place.left() + 1.0, place.right() - 1.0];
    for [first, last] in dash.pieces(0.0, (right - left) / WIDTH) {
        let at = |fraction: f32| egui::pos2(left + fraction * (right - left), place.center().y);
        ui.painter().line_segment([at(first), at(last)], egui::Stroke::new(WIDTH, color));
    }
    response
}

/// Shows the table; `chosen` is the run that is highlighted.
pub(super) fn show(ui: &mut Ui, session: &mut Session, chosen: Option<usize>) {
    let [sorting, choosing] = ["runs are sorted by", CHOSEN].map(egui::Id::unique);
    let mut sorted_by: Option<Sorting> = ui.data(|data| data.get_temp(sorting));
    let told = Told::apart(&session.runs);
    let mut taken = None;
    // The bar of what is scrolled stands beside it.
    let room = ui.available_width() - ui.spacing().scroll.allocated_width();
    let widths = widths(ui, room);
    ScrollArea::both().auto_shrink([false, false]).show(ui, |ui| {
        let rows = sorted(&session.runs, sorted_by);
        // The first row is the head.
        let place = chosen.and_then(|chosen| rows.iter().position(|&row| row == chosen)).map(|place| place + 1);
        let ground = ui.visuals().selection.bg_fill.gamma_multiply(0.4);
        let striped = ui.visuals().faint_bg_color;
        let color = move |row: usize, _: &egui::Style| match Some(row) == place {
            true => Some(ground),
            false => row.is_multiple_of(2).then_some(striped),
        };
        let grid = egui::Grid::new("runs").num_columns(COLUMNS.len() + 1).with_row_color(color);
        grid.spacing([GAP, ui.spacing().item_spacing.y]).show(ui, |ui| {
            if ui.small_button("Copy").on_hover_text("The table as comma-separated values").clicked() {
                ui.ctx().copy_text(csv(&session.runs, &rows));
            }
            (0..COLUMNS.len()).for_each(|index| heading(ui, index, widths[index], &mut sorted_by));
            ui.end_row();
            let is_dark = ui.visuals().dark_mode;
            for row in rows {
                let run = &session.runs[row];
                let mut is_clicked = false;
                ui.horizontal(|ui| {
                    ui.set_min_width(BEFORE);
                    let color = seen(told.color(&session.runs, row), is_dark);
                    is_clicked |= swatch(ui, color, told.dash(&session.runs, row)).clicked();
                    if let Some(takes) = Taken::by(session, row) {
                        let button = ui.small_button("×");
                        let [name, hint] = takes.said(session);
                        button.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &name));
                        if button.on_hover_text(hint).clicked() {
                            taken = Some(takes);
                        }
                    }
                });
                for (text, width) in cells(run).iter().zip(widths) {
                    is_clicked |= column(ui, text, width, chosen == Some(row)).clicked();
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
    if let Some(column) = sorted_by {
        ui.data_mut(|data| data.insert_temp(sorting, column));
    }
    if let Some(takes) = taken {
        takes.take(session);
        ui.data_mut(|data| data.remove::<usize>(choosing));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(name: &str, f: &[f64], norm: f64) -> Run {
        Run::new(name.to_owned(), [255, 0, 0], vec![[1.0, 2.0]; f.len()], f.to_vec(), vec![norm; f.len()])
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
        let text = csv(&runs, &[1, 0]);
        assert_eq!(text.lines().nth(1), Some("1,2,\"adam\",0.5,0.25,2,moving"), "{text}");
        assert_eq!(text.lines().nth(2), Some("1,2,\"gd\",2.0,0.5,1,moving"), "{text}");
        let text = csv(&[run("gd", &[1.0, 2.5e-28], 1e-14)], &[0]);
        assert_eq!(text.lines().nth(1), Some("1,2,\"gd\",2.5e-28,1e-14,1,moving"), "numbers stay short");
        assert_eq!(csv(&runs, &[]).lines().count(), 3, "what is not shown is copied too");
    }

    #[test]
    fn what_is_not_finite_is_last_whichever_order_is_asked_for() {
        let of = |f: f64| run("gd", &[3.0, f], 1.0);
        let runs = [of(f64::NAN), of(2.0), of(-f64::NAN), of(f64::NEG_INFINITY), of(1.0), of(f64::INFINITY)];
        assert_eq!(sorted(&runs, Some((2, false)))[..2], [4, 1]);
        assert_eq!(sorted(&runs, Some((2, true)))[..2], [1, 4]);
    }

    #[test]
    fn a_table_says_what_the_names_of_its_runs_leave_out() {
        let run = Run { numbers: "lr = 0.02".to_owned(), ..run("adam, beta1 = 0.8", &[1.0], 1.0) };
        assert_eq!(cells(&run)[NAMES], "adam, beta1 = 0.8, lr = 0.02");
        assert!(csv(&[run], &[0]).contains("\"adam, beta1 = 0.8, lr = 0.02\""));
    }
}
