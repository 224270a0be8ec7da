//! Numbers that are dragged or typed, alone or with a slider: how they are written and read, and which of them are refused.

use std::cell::{Cell, RefCell};
use std::ops::RangeInclusive;
use std::rc::Rc;

use egui::emath::{Numeric, format_with_decimals_in_range};
use egui::{DragValue, Response, Slider, SliderClamping, Ui};

use super::refusal::refuse;
use crate::words::{brief, with_minus};

/// A number that is dragged or typed. What is typed is taken once it is left: half of it may be what is refused, and then the rest
/// would be typed into what was there before; or what takes steps and particles away. What is not taken is refused beside it.
///
/// One that is left as it was keeps the digits that are not shown, and none takes another width while somebody types.
pub(crate) struct Number<'a, Control> {
    control: Control,
    value: f64,
    format: Box<Format<'a>>,
    parse: Box<Parse<'a>>,
    check: Rc<Check<'a>>,
}

type Format<'a> = dyn Fn(f64, RangeInclusive<usize>) -> String + 'a;
type Parse<'a> = dyn Fn(&str) -> Result<f64, String> + 'a;
type Check<'a> = dyn Fn(f64) -> Result<(), String> + 'a;
type GetSet<'a> = Box<dyn FnMut(Option<f64>) -> f64 + 'a>;

/// A number that is dragged or typed.
pub(crate) fn drag_value<N: Numeric>(value: &mut N) -> Number<'_, DragValue<'_>> {
    drag_value_where(value, |_| Ok(()))
}

/// The same of what passes a check, which else says what is wrong with it.
pub(crate) fn drag_value_where<'a, N: Numeric>(
    value: &'a mut N,
    check: impl Fn(f64) -> Result<(), String> + 'a,
) -> Number<'a, DragValue<'a>> {
    Number::new(value, check, |get_set| {
        let drag = DragValue::from_get_set(get_set).update_while_editing(false);
        if N::INTEGRAL { drag.max_decimals(0).range(N::MIN..=N::MAX).speed(0.25) } else { drag }
    })
}

/// A number with a slider.
pub(crate) fn range_slider<N: Numeric>(value: &mut N, range: RangeInclusive<N>) -> Number<'_, Slider<'_>> {
    range_slider_where(value, range, |_| Ok(()))
}

/// The same of what passes a check, which else says what is wrong with it.
pub(crate) fn range_slider_where<'a, N: Numeric>(
    value: &'a mut N,
    range: RangeInclusive<N>,
    check: impl Fn(f64) -> Result<(), String> + 'a,
) -> Number<'a, Slider<'a>> {
    Number::new(value, check, |get_set| {
        let range = range.start().to_f64()..=range.end().to_f64();
        let slider = Slider::from_get_set(range, get_set).update_while_editing(false);
        if N::INTEGRAL { slider.integer() } else { slider }
    })
}

/// The check of what must be above 0.
pub(crate) fn positive(name: &str) -> impl Fn(f64) -> Result<(), String> + '_ {
    move |value| if value > 0.0 { Ok(()) } else { Err(format!("{name} must be above 0")) }
}

/// Whether two numbers are the ends of a range, and of one that has logarithms where they are needed.
pub(crate) fn ends([first, last]: [f64; 2], is_logarithmic: bool) -> Result<(), String> {
    let why = match first < last && (last - first).is_finite() {
        true if is_logarithmic && first <= 0.0 => "a logarithm is one of numbers above 0",
        true => return Ok(()),
        false => "the first must be below the last",
    };
    Err(why.to_owned())
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
fn read(text: &str) -> Result<f64, String> {
    let number = text.split_whitespace().collect::<String>().replace('−', "-");
    number.parse().map_err(|_| format!("`{text}` is not a number"))
}

impl<'a, Control> Number<'a, Control> {
    fn new<N: Numeric>(
        value: &'a mut N,
        check: impl Fn(f64) -> Result<(), String> + 'a,
        control: impl FnOnce(GetSet<'a>) -> Control,
    ) -> Number<'a, Control> {
        let (exact, check) = (value.to_f64(), Rc::new(check));
        let passes = Rc::clone(&check);
        let get_set = move |new: Option<f64>| {
            if let Some(new) = new.filter(|&new| passes(new).is_ok()) {
                *value = N::from_f64(new);
            }
            value.to_f64()
        };
        let control = control(Box::new(get_set));
        Number { control, value: exact, format: Box::new(written), parse: Box::new(read), check }
    }

    fn with(self, change: impl FnOnce(Control) -> Control) -> Number<'a, Control> {
        Number { control: change(self.control), ..self }
    }

    /// How it is written.
    pub(crate) fn custom_formatter(
        self,
        format: impl Fn(f64, RangeInclusive<usize>) -> String + 'a,
    ) -> Number<'a, Control> {
        Number { format: Box::new(format), ..self }
    }

    /// How it is read.
    pub(crate) fn custom_parser(self, parse: impl Fn(&str) -> Result<f64, String> + 'a) -> Number<'a, Control> {
        Number { parse: Box::new(parse), ..self }
    }

    /// Adds the control; a number that was typed and taken has changed it, be it the one that was there.
    fn add(
        self,
        ui: &mut Ui,
        add: impl FnOnce(&mut Ui, Control, &Format<'_>, &dyn Fn(&str) -> Option<f64>) -> Response,
    ) -> Response {
        let Number { control, value, format, parse, check } = self;
        let (shown, is_typed, refused) = (RefCell::new(String::new()), Cell::new(false), RefCell::new(None));
        let write = |value, decimals| {
            let text = format(value, decimals);
            shown.replace(text.clone());
            text
        };
        let read = |text: &str| {
            if *shown.borrow() == text {
                return Some(value);
            }
            let number = parse(text).and_then(|number| match number.is_finite() {
                true => check(number).map(|()| number),
                false => Err(format!("`{text}` is no finite number")),
            });
            // Where nothing is typed nothing is meant.
            refused.replace(number.as_ref().err().filter(|_| !text.trim().is_empty()).cloned());
            is_typed.set(number.is_ok());
            number.ok()
        };
        let mut response = add(ui, control, &write, &read);
        if is_typed.get() {
            response.mark_changed();
        }
        if let Some(why) = refused.take() {
            refuse(ui, &response, why);
        }
        response
    }
}

impl<'a> Number<'a, DragValue<'a>> {
    /// How far a point of dragging leads.
    pub(crate) fn speed(self, speed: f64) -> Self {
        self.with(|drag| drag.speed(speed))
    }

    /// What it may be.
    pub(crate) fn range<N: Numeric>(self, range: RangeInclusive<N>) -> Self {
        self.with(|drag| drag.range(range))
    }

    /// Whether a value beyond that, which is there already, is changed.
    pub(crate) fn clamp_existing_to_range(self, clamps: bool) -> Self {
        self.with(|drag| drag.clamp_existing_to_range(clamps))
    }

    /// What stands before it.
    pub(crate) fn prefix(self, prefix: &'a str) -> Self {
        self.with(|drag| drag.prefix(prefix))
    }

    /// What stands behind it.
    pub(crate) fn suffix(self, suffix: &'a str) -> Self {
        self.with(|drag| drag.suffix(suffix))
    }

    /// The most decimals that are shown.
    pub(crate) fn max_decimals(self, decimals: usize) -> Self {
        self.with(|drag| drag.max_decimals(decimals))
    }
}

impl<'a> Number<'a, Slider<'a>> {
    /// What stands beside it.
    pub(crate) fn text(self, text: impl Into<egui::WidgetText>) -> Self {
        self.with(|slider| slider.text(text))
    }

    /// Whether numbers beyond its ends can be typed.
    pub(crate) fn clamping(self, clamping: SliderClamping) -> Self {
        self.with(|slider| slider.clamping(clamping))
    }

    /// Whether it is spread by the logarithm.
    pub(crate) fn logarithmic(self, is_it: bool) -> Self {
        self.with(|slider| slider.logarithmic(is_it))
    }

    /// The least number from which a logarithmic one goes on to 0.
    pub(crate) fn smallest_positive(self, least: f64) -> Self {
        self.with(|slider| slider.smallest_positive(least))
    }

    /// Whether it is whole.
    pub(crate) fn integer(self) -> Self {
        self.with(Slider::integer)
    }

    /// Whether it prefers round numbers where it is dragged.
    pub(crate) fn smart_aim(self, is_it: bool) -> Self {
        self.with(|slider| slider.smart_aim(is_it))
    }
}

impl egui::Widget for Number<'_, DragValue<'_>> {
    fn ui(self, ui: &mut Ui) -> Response {
        self.add(ui, |ui, drag, write, read| {
            // Without what stands before and behind, the line that is typed into would be narrower.
            let id = ui.next_auto_id();
            let is_typed = ui.memory(|memory| memory.has_focus(id));
            let width: Option<f32> = ui.data(|data| data.get_temp(id.with("width"))).filter(|_| is_typed);
            let least = ui.spacing().interact_size;
            let drag = drag.custom_formatter(write).custom_parser(read);
            let response = ui.add(drag.min_size(egui::vec2(width.unwrap_or(least.x), least.y)));
            if !is_typed {
                ui.data_mut(|data| data.insert_temp(id.with("width"), response.rect.width()));
            }
            response
        })
    }
}

impl egui::Widget for Number<'_, Slider<'_>> {
    fn ui(self, ui: &mut Ui) -> Response {
        self.add(ui, |ui, slider, write, read| ui.add(slider.custom_formatter(write).custom_parser(read)))
    }
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
