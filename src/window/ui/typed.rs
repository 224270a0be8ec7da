//! Lines of text that take effect as they are typed; while one cannot be read, what was there stays.

use egui::{Color32, Id, RichText, TextEdit, Ui};

use super::widgets::{Number, drag_value};
use crate::words::{finite, short};

/// A text as it is typed.
#[derive(Clone)]
struct Draft {
    text: String,
    /// What the scene has instead of it, once that was seen: something else means that it changed from elsewhere.
    stands: Option<String>,
    /// Why it was not taken.
    refused: Option<String>,
}

/// When a text is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum When {
    /// With every character.
    Typed,
    /// Once it is left, for what takes long.
    Left,
}

/// A line with a name, in which `shown` stands; what `take` says is wrong with another text is said under it.
pub(crate) fn line(ui: &mut Ui, names: [&str; 2], shown: &str, take: impl FnOnce(&str) -> Result<(), String>) {
    line_when(ui, names, When::Typed, shown, take);
}

/// The same, of which it is said when its text is taken.
pub(crate) fn line_when(
    ui: &mut Ui,
    [name, hint]: [&str; 2],
    when: When,
    shown: &str,
    take: impl FnOnce(&str) -> Result<(), String>,
) {
    let id = ui.scope_id().with(("typed", name));
    let draft: Option<Draft> = ui.data(|data| data.get_temp(id));
    let draft = draft.filter(|draft| draft.stands.as_ref().is_none_or(|stands| stands == shown));
    let mut text = draft.as_ref().map_or(shown, |draft| &draft.text).to_owned();
    let response = ui
        .horizontal(|ui| {
            let label = ui.label(name);
            // It keeps the keys where controls come or go above it.
            let edit = TextEdit::singleline(&mut text).id(id.with("edit")).hint_text(hint);
            ui.add(edit.desired_width(ui.available_width() - 8.0)).labelled_by(label.id)
        })
        .inner;
    let is_due = match when {
        When::Typed => response.changed(),
        When::Left => response.lost_focus() && text != shown,
    };
    let draft = if is_due {
        let refused = take(&text).err();
        // What becomes of one that was taken is seen in the next frame.
        Some(Draft { text, stands: refused.is_some().then(|| shown.to_owned()), refused })
    } else if response.changed() {
        Some(Draft { text, stands: Some(shown.to_owned()), refused: None })
    } else {
        let draft = draft.filter(|draft| response.has_focus() || draft.refused.is_some());
        draft.map(|draft| Draft { stands: Some(shown.to_owned()), ..draft })
    };
    if let Some(error) = draft.as_ref().and_then(|draft| draft.refused.as_ref()) {
        wrong(ui, &response, error);
    }
    keep(ui, id, draft);
}

fn keep(ui: &Ui, id: Id, draft: Option<Draft>) {
    ui.data_mut(|data| match draft {
        Some(draft) => {
            data.insert_temp(id, draft);
        }
        None => data.remove::<Draft>(id),
    });
}

/// The colour of what is wrong.
pub(crate) fn red(ui: &Ui) -> Color32 {
    if ui.visuals().dark_mode { Color32::from_rgb(255, 120, 110) } else { Color32::from_rgb(176, 0, 16) }
}

/// What is wrong with a text, over what follows its line: nothing moves while somebody types.
fn wrong(ui: &Ui, line: &egui::Response, error: &str) {
    let area = egui::Area::new(line.id.with("wrong")).order(egui::Order::Foreground).interactable(false);
    area.fixed_pos(line.rect.left_bottom() + egui::vec2(0.0, 2.0)).show(ui.ctx(), |ui| {
        egui::Frame::popup(ui.style()).inner_margin(4.0).show(ui, |ui| {
            ui.set_max_width(300.0);
            ui.label(RichText::new(error).monospace().size(11.0).color(red(ui)));
        });
    });
}

/// Room for what is wrong with the formula, with carets under the columns that are meant, or for what is remarked on it;
/// it is there when there is nothing to say, too, so that nothing below it moves.
pub(crate) fn reserved(ui: &mut Ui, error: Option<&str>, remarks: &str) {
    const LINES: f32 = 3.0;
    const LETTERS: f32 = 11.0;
    let height = LINES * (LETTERS + 3.0);
    let size = egui::vec2(ui.available_width(), height);
    let (rect, response) = ui.allocate_exact_size(size, egui::Sense::hover());
    let (text, color) = match error {
        Some(error) => (error, red(ui)),
        None => (remarks, ui.visuals().weak_text_color()),
    };
    if text.is_empty() {
        return;
    }
    let mut job = egui::text::LayoutJob::simple(text.to_owned(), egui::FontId::monospace(LETTERS), color, rect.width());
    job.wrap.max_rows = LINES as usize;
    let galley = ui.painter().layout_job(job);
    ui.painter_at(rect).galley(rect.min, galley, color);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, text));
    response.on_hover_text(RichText::new(text).monospace());
}

/// A number that is dragged or typed, as a formula of constants if need be: 2*pi.
pub(crate) fn value(
    ui: &mut Ui,
    value: &mut f64,
    style: impl for<'a> FnOnce(Number<'a>) -> Number<'a>,
) -> egui::Response {
    let read = |text: &str| {
        let formula = crate::field::FormulaField::parse(text, &Default::default()).ok()?;
        let number = formula.at(&[0.0, 0.0], crate::expr::Order::Value)[0];
        // A formula with x in it, or with a name that has no value, is no number.
        (formula.formula().dimension() == 0 && formula.defaulted().is_empty() && number.is_finite()).then_some(number)
    };
    ui.add(style(drag_value(value)).custom_parser(read)).on_hover_text("Drag, or click and type: 2*pi")
}

/// Numbers between commas; points are set apart by semicolons, each read by this.
pub(crate) fn numbers(text: &str) -> Result<Vec<f64>, String> {
    let read = |word: &str| finite(word).ok_or_else(|| format!("`{}` is not a number", word.trim()));
    text.split(',').filter(|word| !word.trim().is_empty()).map(read).collect()
}

/// What [`ranges`] reads.
pub(crate) fn written([x, y]: [[f64; 2]; 2]) -> String {
    let write = |[first, last]: [f64; 2]| format!("{}, {}", short(first), short(last));
    format!("{}; {}", write(x), write(y))
}

/// A range of x and one of y, with a semicolon between them; none where nothing is written.
pub(crate) fn ranges(text: &str) -> Result<Option<[[f64; 2]; 2]>, String> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    let ranges: Vec<Vec<f64>> = text.split(';').map(numbers).collect::<Result<_, _>>()?;
    match ranges.iter().map(Vec::as_slice).collect::<Vec<_>>().as_slice() {
        &[&[x0, x1], &[y0, y1]] if x0 != x1 && y0 != y1 => Ok(Some([[x0, x1], [y0, y1]])),
        _ => Err("the ends of x, then of y: 0, 10; 0, 5".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stand_between_commas() {
        assert_eq!(numbers("1, −2.5,3e2,"), Ok(vec![1.0, -2.5, 300.0]));
        assert_eq!(numbers(" "), Ok(Vec::new()));
        assert_eq!(numbers("1; 2"), Err("`1; 2` is not a number".to_owned()));
        assert!(numbers("nan").is_err());
        assert_eq!(ranges("0, 10; −5, 5"), Ok(Some([[0.0, 10.0], [-5.0, 5.0]])));
        assert_eq!(ranges(&written([[0.0, 1e-9], [2.5, -3.0]])), Ok(Some([[0.0, 1e-9], [2.5, -3.0]])));
        assert_eq!(ranges(" "), Ok(None));
        assert!(ranges("0, 10").is_err() && ranges("1, 1; 0, 1").is_err());
    }
}
