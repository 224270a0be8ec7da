//! Lines of text that take effect as they are typed; while one cannot be read, what was there before it was typed stays.

use std::sync::Arc;

use egui::{DragValue, Id, RichText, TextEdit, Ui};

use super::number::Number;
use super::refusal::{red, wrong};
use crate::session::SessionError;
use crate::words::{exact, finite};

/// A text as it is typed.
#[derive(Clone)]
struct Draft<T> {
    text: String,
    /// What the scene has instead of it, once that was seen: something else means that it changed from elsewhere.
    stands: Option<String>,
    /// Why it was not taken.
    refused: Option<String>,
    /// The text and the state that there were before the first letter of it.
    before: Arc<(String, T)>,
}

/// When a text is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum When {
    /// With every character.
    Typed,
    /// Once it is left, for what takes long.
    Left,
}

/// A line with a name, in which `shown` stands for a state; what `take` says is wrong with another text is said under it, and the
/// state is as it was before then.
pub(crate) fn line<T: Clone + Send + Sync + 'static>(
    ui: &mut Ui,
    names: [&str; 2],
    shown: &str,
    state: &mut T,
    take: impl FnMut(&mut T, &str) -> Result<(), String>,
) {
    line_when(ui, names, When::Typed, shown, state, take);
}

/// The same, of which it is said when its text is taken.
pub(crate) fn line_when<T: Clone + Send + Sync + 'static>(
    ui: &mut Ui,
    [name, hint]: [&str; 2],
    when: When,
    shown: &str,
    state: &mut T,
    mut take: impl FnMut(&mut T, &str) -> Result<(), String>,
) {
    let id = ui.scope_id().with(("typed", name));
    let draft: Option<Draft<T>> = ui.data(|data| data.get_temp(id));
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
    // What goes on from another text that was taken belongs to it; what replaces it, or was refused, begins with what there is.
    let before = |state: &T| match &draft {
        Some(draft) if draft.refused.is_none() && text.starts_with(&draft.text) => Arc::clone(&draft.before),
        _ => Arc::new((shown.to_owned(), state.clone())),
    };
    let draft = if is_due {
        let before = before(state);
        let refused = take(state, &text).err();
        // The beginning of what cannot be read was meant by nobody.
        if refused.is_some() {
            *state = before.1.clone();
        }
        // What becomes of one that was taken is seen in the next frame.
        Some(Draft { text, stands: refused.is_some().then(|| before.0.clone()), refused, before })
    } else if response.changed() {
        let before = before(state);
        Some(Draft { text, stands: Some(shown.to_owned()), refused: None, before })
    } else {
        let draft = draft.filter(|draft| response.has_focus() || draft.refused.is_some());
        draft.map(|draft| Draft { stands: Some(shown.to_owned()), ..draft })
    };
    if let Some(error) = draft.as_ref().and_then(|draft| draft.refused.as_ref()) {
        wrong(ui, &response, error);
    }
    keep(ui, id, draft);
}

fn keep<T: Clone + Send + Sync + 'static>(ui: &Ui, id: Id, draft: Option<Draft<T>>) {
    ui.data_mut(|data| match draft {
        Some(draft) => {
            data.insert_temp(id, draft);
        }
        None => data.remove::<Draft<T>>(id),
    });
}

/// Room for what is wrong with the formula, with carets under the columns that are meant, or for what is remarked on it;
/// it is there when there is nothing to say, too, so that nothing below it moves.
pub(crate) fn reserved(ui: &mut Ui, error: Option<&SessionError>, remarks: &str) {
    const LINES: f32 = 3.0;
    const LETTERS: f32 = 11.0;
    let height = LINES * (LETTERS + 3.0);
    let size = egui::vec2(ui.available_width(), height);
    let (rect, response) = ui.allocate_exact_size(size, egui::Sense::hover());
    let font = egui::FontId::monospace(LETTERS);
    let (text, shown, color) = match error {
        Some(error) => {
            let letter = ui.fonts_mut(|fonts| fonts.glyph_width(&font, '0'));
            (error.to_string(), error.within((rect.width() / letter) as usize), red(ui))
        }
        None => (remarks.to_owned(), remarks.to_owned(), ui.visuals().weak_text_color()),
    };
    if text.is_empty() {
        return;
    }
    let mut job = egui::text::LayoutJob::simple(shown, font, color, rect.width());
    job.wrap.max_rows = LINES as usize;
    let galley = ui.painter().layout_job(job);
    ui.painter_at(rect).galley(rect.min, galley, color);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, &text));
    response.on_hover_text(RichText::new(text).monospace());
}

/// A number that is dragged or typed, as a formula of constants if need be: 2*pi.
pub(crate) fn value(ui: &mut Ui, number: Number<'_, DragValue<'_>>) -> egui::Response {
    let read = |text: &str| {
        let formula = crate::field::FormulaField::parse(text, &Default::default());
        let formula = formula.map_err(|error| error.to_string())?;
        let number = formula.at(&[0.0, 0.0], crate::expr::Order::Value)[0];
        let is_constant = formula.formula().dimension() == 0 && formula.defaulted().is_empty();
        if is_constant { Ok(number) } else { Err(format!("`{text}` is no number: a name in it has no value")) }
    };
    ui.add(number.custom_parser(read)).on_hover_text("Drag, or click and type: 2*pi")
}

/// Numbers between commas; points are set apart by semicolons, each read by this.
pub(crate) fn numbers(text: &str) -> Result<Vec<f64>, String> {
    let read = |word: &str| finite(word).ok_or_else(|| format!("`{}` is not a number", word.trim()));
    text.split(',').filter(|word| !word.trim().is_empty()).map(read).collect()
}

/// What [`ranges`] reads.
pub(crate) fn written([x, y]: [[f64; 2]; 2]) -> String {
    let write = |[first, last]: [f64; 2]| format!("{}, {}", exact(first), exact(last));
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
