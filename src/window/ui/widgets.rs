//! What the controls are made of: buttons, sections, windows in the window.

use std::cell::RefCell;
use std::ops::RangeInclusive;
use std::rc::Rc;

use egui::emath::{Numeric, format_with_decimals_in_range};
use egui::{DragValue, RichText, Role, Slider, Ui, WidgetInfo};

use super::entry::refusal::refuse;
use crate::words::{brief, with_minus};

/// What holds a number or a choice has the ground of a line of text, and an edge; what is pushed keeps that of a button.
pub(crate) fn fields_look_like_fields(ui: &mut Ui) {
    let visuals = ui.visuals_mut();
    let (ground, edge) = (visuals.extreme_bg_color, visuals.widgets.noninteractive.bg_stroke);
    visuals.widgets.inactive.weak_bg_fill = ground;
    visuals.widgets.inactive.bg_stroke = edge;
}

/// A number that is dragged or typed. What is typed is taken once it is left: half of it may be what is refused, and then the rest
/// would be typed into what was there before; or what takes steps and particles away.
///
/// One that is left as it was keeps the digits that are not shown, and none takes another width while somebody types.
pub(crate) struct Number<'a> {
    drag: DragValue<'a>,
    value: f64,
    format: Box<Format<'a>>,
    parse: Box<Parse<'a>>,
}

type Format<'a> = dyn Fn(f64, RangeInclusive<usize>) -> String + 'a;
type Parse<'a> = dyn Fn(&str) -> Result<f64, String> + 'a;

/// A number that is dragged or typed.
pub(crate) fn drag_value<N: Numeric>(value: &mut N) -> Number<'_> {
    let (exact, drag) = (value.to_f64(), DragValue::new(value).update_while_editing(false));
    Number { value: exact, drag, format: Box::new(written), parse: Box::new(read) }
}

/// A number as it is usually written; one that so many decimals would show as 0 has an exponent, but for rests of rounding.
fn written(value: f64, decimals: RangeInclusive<usize>) -> String {
    const ROUNDING: f64 = 1e-15;
    let text = format_with_decimals_in_range(value, decimals);
    match value.abs() > ROUNDING && text.parse() == Ok(0.0) {
        true => brief(value, 3),
        false => with_minus(&text),
    }
}

/// A number as it is typed, with blanks between its thousands if need be.
pub(crate) fn read(text: &str) -> Result<f64, String> {
    let number = text.split_whitespace().collect::<String>().replace('−', "-");
    number.parse().map_err(|_| format!("`{text}` is not a number"))
}

/// Says why a number stays as it was, if something was typed that cannot be read.
fn say_refused(ui: &Ui, number: &egui::Response, refused: &RefCell<Option<String>>) {
    if let Some(why) = refused.take() {
        refuse(ui, number, why);
    }
}

/// Reads what was typed; what cannot be read is kept to be said.
fn taken(text: &str, read: &dyn Fn(&str) -> Result<f64, String>, refused: &RefCell<Option<String>>) -> Option<f64> {
    match read(text) {
        Ok(number) => Some(number),
        Err(why) => {
            refused.replace(Some(why).filter(|_| !text.trim().is_empty()));
            None
        }
    }
}

impl<'a> Number<'a> {
    fn with(self, change: impl FnOnce(DragValue<'a>) -> DragValue<'a>) -> Number<'a> {
        Number { drag: change(self.drag), ..self }
    }

    /// How far a point of dragging leads.
    pub(crate) fn speed(self, speed: f64) -> Number<'a> {
        self.with(|drag| drag.speed(speed))
    }

    /// What it may be.
    pub(crate) fn range<N: Numeric>(self, range: RangeInclusive<N>) -> Number<'a> {
        self.with(|drag| drag.range(range))
    }

    /// Whether a value beyond that, which is there already, is changed.
    pub(crate) fn clamp_existing_to_range(self, clamps: bool) -> Number<'a> {
        self.with(|drag| drag.clamp_existing_to_range(clamps))
    }

    /// What stands before it.
    pub(crate) fn prefix(self, prefix: &'a str) -> Number<'a> {
        self.with(|drag| drag.prefix(prefix))
    }

    /// What stands behind it.
    pub(crate) fn suffix(self, suffix: &'a str) -> Number<'a> {
        self.with(|drag| drag.suffix(suffix))
    }

    /// The most decimals that are shown.
    pub(crate) fn max_decimals(self, decimals: usize) -> Number<'a> {
        self.with(|drag| drag.max_decimals(decimals))
    }

    /// How it is written.
    pub(crate) fn custom_formatter(self, format: impl Fn(f64, RangeInclusive<usize>) -> String + 'a) -> Number<'a> {
        Number { format: Box::new(format), ..self }
    }

    /// How it is read.
    pub(crate) fn custom_parser(self, parse: impl Fn(&str) -> Result<f64, String> + 'a) -> Number<'a> {
        Number { parse: Box::new(parse), ..self }
    }
}

impl egui::Widget for Number<'_> {
    fn ui(self, ui: &mut Ui) -> egui::Response {
        let Number { drag, value, format, parse } = self;
        let (shown, refused) = (RefCell::new(String::new()), RefCell::new(None));
        let drag = drag
            .custom_formatter(|value, decimals| {
                let text = format(value, decimals);
                shown.replace(text.clone());
                text
            })
            .custom_parser(|text| {
                let is_as_it_was = *shown.borrow() == text;
                if is_as_it_was { Some(value) } else { taken(text, &*parse, &refused) }
            });
        // Without what stands before and behind, the line that is typed into would be narrower.
        let id = ui.next_auto_id();
        let is_typed = ui.memory(|memory| memory.has_focus(id));
        let width: Option<f32> = ui.data(|data| data.get_temp(id.with("width"))).filter(|_| is_typed);
        let least = ui.spacing().interact_size;
        let response = ui.add(drag.min_size(egui::vec2(width.unwrap_or(least.x), least.y)));
        if !is_typed {
            ui.data_mut(|data| data.insert_temp(id.with("width"), response.rect.width()));
        }
        say_refused(ui, &response, &refused);
        response
    }
}

/// A number with a slider, of which is said, too, why what was typed cannot be read.
pub(crate) struct Ranged<'a> {
    slider: Slider<'a>,
    refused: Rc<RefCell<Option<String>>>,
}

impl<'a> Ranged<'a> {
    /// The same with another look or manner.
    pub(crate) fn with(self, change: impl FnOnce(Slider<'a>) -> Slider<'a>) -> Ranged<'a> {
        Ranged { slider: change(self.slider), ..self }
    }

    /// What stands beside it.
    pub(crate) fn text(self, text: impl Into<egui::WidgetText>) -> Ranged<'a> {
        self.with(|slider| slider.text(text))
    }

    /// Whether numbers beyond its ends can be typed.
    pub(crate) fn clamping(self, clamping: egui::SliderClamping) -> Ranged<'a> {
        self.with(|slider| slider.clamping(clamping))
    }

    /// How it is read.
    pub(crate) fn custom_parser(self, read: impl Fn(&str) -> Result<f64, String> + 'a) -> Ranged<'a> {
        let kept = Rc::clone(&self.refused);
        self.with(|slider| slider.custom_parser(move |text| taken(text, &read, &kept)))
    }

    /// Whether it is spread by the logarithm.
    pub(crate) fn logarithmic(self, is_it: bool) -> Ranged<'a> {
        self.with(|slider| slider.logarithmic(is_it))
    }
}

impl egui::Widget for Ranged<'_> {
    fn ui(self, ui: &mut Ui) -> egui::Response {
        let response = ui.add(self.slider);
        say_refused(ui, &response, &self.refused);
        response
    }
}

/// A number with a slider.
pub(crate) fn range_slider<N: Numeric>(value: &mut N, range: RangeInclusive<N>) -> Ranged<'_> {
    slider_of(value, range, written)
}

/// The same, with how its number is written.
pub(crate) fn slider_of<'a, N: Numeric>(
    value: &'a mut N,
    range: RangeInclusive<N>,
    format: impl Fn(f64, RangeInclusive<usize>) -> String + 'a,
) -> Ranged<'a> {
    let (exact, shown) = (value.to_f64(), Rc::new(RefCell::new(String::new())));
    let (known, refused) = (Rc::clone(&shown), Rc::new(RefCell::new(None)));
    let kept = Rc::clone(&refused);
    let format = move |value, decimals| {
        let text = format(value, decimals);
        shown.replace(text.clone());
        text
    };
    let parse = move |text: &str| {
        let is_as_it_was = *known.borrow() == text;
        if is_as_it_was { Some(exact) } else { taken(text, &read, &kept) }
    };
    let slider = Slider::new(value, range).update_while_editing(false);
    Ranged { slider: slider.custom_formatter(format).custom_parser(parse), refused }
}

/// A button of the panel.
pub(crate) fn push(ui: &mut Ui, text: impl Into<String>) -> egui::Response {
    let fill = ui.visuals().widgets.inactive.bg_fill;
    ui.add(egui::Button::new(text.into()).fill(fill))
}

/// A button as high as a line of text.
pub(crate) fn push_small(ui: &mut Ui, text: impl Into<String>) -> egui::Response {
    let fill = ui.visuals().widgets.inactive.bg_fill;
    ui.add(egui::Button::new(text.into()).small().fill(fill))
}

/// A button that stays pushed.
pub(crate) fn toggle(ui: &mut Ui, is_on: &mut bool, text: &str) -> egui::Response {
    let button = egui::Button::selectable(*is_on, text).frame_when_inactive(true);
    let button = if *is_on { button } else { button.fill(ui.visuals().widgets.inactive.bg_fill) };
    let mut response = ui.add(button);
    if response.clicked() {
        *is_on = !*is_on;
        response.mark_changed();
    }
    response
}

/// A section that opens and closes.
pub(crate) fn section(ui: &mut Ui, title: &str, is_open: bool, contents: impl FnOnce(&mut Ui)) {
    egui::CollapsingHeader::new(RichText::new(title).strong()).default_open(is_open).show(ui, contents);
}

/// A file that a scene names, with what takes it away again; whether one is to be chosen.
pub(crate) fn file(ui: &mut Ui, name: &str, path: &mut Option<String>) -> bool {
    ui.horizontal(|ui| {
        let is_asked = push(ui, format!("{name}…")).clicked();
        if let Some(shown) = path.clone() {
            let last =
                std::path::Path::new(&shown).file_name().map_or(shown.clone(), |name| name.to_string_lossy().into());
            ui.add(egui::Label::new(last).truncate()).on_hover_text(shown);
            let button = push_small(ui, "×");
            button.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("Without {name}")));
            if button.clicked() {
                *path = None;
            }
        }
        is_asked
    })
    .inner
}

/// A button whose name is not what is written on it.
pub(crate) fn named(ui: &mut Ui, sign: &str, name: &str, hint: &str) -> bool {
    let button = ui.button(sign);
    button.widget_info(|| WidgetInfo::labeled(Role::Button, true, name));
    button.on_hover_text(format!("{name} ({hint})")).clicked()
}

/// A window in the window, over the picture rather than over what is being set.
pub(crate) fn over_picture(title: &str, area: egui::Rect) -> egui::Window<'_> {
    let window = egui::Window::new(title).collapsible(false).resizable(false);
    window.pivot(egui::Align2::CENTER_CENTER).default_pos(area.center())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_nothing_is_not_written_as_0() {
        assert_eq!(written(1e-6, 0..=2), "1e−6");
        assert_eq!(written(-2.5e-9, 2..=4), "−2.5e−9");
        assert_eq!([written(0.0, 2..=4), written(5.6e-17, 2..=4), written(0.25, 2..=4)], ["0.00", "0.00", "0.25"]);
    }
}
