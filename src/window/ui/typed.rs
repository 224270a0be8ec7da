//! Lines of text that take effect as they are typed; while one cannot be read, what was there stays.

use egui::{Color32, Id, RichText, TextEdit, Ui};

use crate::words::short;

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
        wrong(ui, error);
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

/// What is wrong with a text, with carets under the columns that are meant.
pub(crate) fn wrong(ui: &mut Ui, error: &str) {
    let red = if ui.visuals().dark_mode { Color32::from_rgb(255, 120, 110) } else { Color32::from_rgb(176, 0, 16) };
    ui.label(RichText::new(error).monospace().size(11.0).color(red));
}

/// Numbers between commas; points are set apart by semicolons, each read by this.
pub(crate) fn numbers(text: &str) -> Result<Vec<f64>, String> {
    let read = |word: &str| {
        let number: Result<f64, _> = word.trim().replace('−', "-").parse();
        number.ok().filter(|number| number.is_finite()).ok_or_else(|| format!("`{}` is not a number", word.trim()))
    };
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
