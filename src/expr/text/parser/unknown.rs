//! What is refused among values: names that mean nothing, and marks that separate nothing.

use std::ops::Range;

use super::term::Term;
use super::{Parse, Parser, Scope};
use crate::expr::text::lexer::{Kind, Token};
use crate::expr::text::{names, spellings};
use crate::words::nearest;

impl Parser<'_> {
    pub(super) fn unknown(&self, name: &str, span: Range<usize>) -> Parse<Term> {
        if let Some(axis) = self.in_brackets_ahead().windows(2).find(|pair| is_axis(&pair[0]) && pair[1].is_mark("=")) {
            return self.no_axis(axis[0].span.clone());
        }
        let base = name.strip_prefix("log_").filter(|base| base.parse::<f64>().is_ok());
        let logarithm = base.map(|base| format!("write `ln(x)/ln({base})`"));
        let answer = logarithm.or_else(|| spellings::answer(name).map(str::to_owned));
        if self.is_mark("(") {
            let near = || nearest(name, names::function_names()).map(|near| format!("did you mean `{near}`?"));
            let hint = answer.or_else(|| self.factor_before(name)).or_else(near).or_else(|| self.likely_split(name));
            return self.error(span, format!("unknown function `{name}`"), hint);
        }
        let constants = names::CONSTANTS.iter().map(|&(constant, _)| constant);
        let given = self.scope.given().iter().copied();
        let locals = self.locals.keys().map(|local| &**local);
        let known = locals.chain(given).chain(constants).chain(names::function_names());
        let near = nearest(name, known).map(|near| format!("did you mean `{near}`?"));
        let remedy = || match self.scope {
            Scope::Formula { .. } => format!("give it a value, such as `{name} = 1; …`"),
            Scope::Rule { inputs } => format!("a rule knows {}", inputs.join(", ")),
        };
        let hint = answer.or_else(|| argument_behind(name)).or_else(|| self.likely_split(name)).or(near);
        self.error(span, format!("unknown name `{name}`"), hint.unwrap_or_else(remedy))
    }

    pub(super) fn likely_split(&self, name: &str) -> Option<String> {
        let in_formula = self.scope.is_formula();
        // Letters that are all undeclared parameters are more likely a misspelt word.
        let is_meant = |piece: &str| {
            in_formula && (names::variable(piece).is_some() || self.coordinates.index(piece).is_some())
                || self.locals.contains_key(piece)
                || !in_formula && self.scope.given().contains(&piece)
        };
        let is_known = |piece: &str| {
            is_meant(piece)
                || names::constant(piece).is_some()
                || self.scope.given().contains(&piece)
                || in_formula && names::is_parameter(piece) && piece.chars().count() == 1
        };
        let split = names::split(name, is_known)?;
        let is_short = name.chars().count() <= 4 || split.split('*').all(is_meant);
        (split.split('*').any(is_meant) && is_short).then(|| format!("did you mean `{split}`?"))
    }

    /// `xsin(…)`, where the product's mark is missing.
    pub(super) fn factor_before(&self, name: &str) -> Option<String> {
        let ends = name.char_indices().skip(1).map(|(end, _)| name.split_at(end));
        let mut products = ends.filter(|(factor, function)| {
            let is_factor = self.scope.is_formula() && self.coordinates.index(factor).is_some()
                || names::constant(factor).is_some()
                || self.locals.contains_key(*factor);
            is_factor && names::function(function).is_some()
        });
        products.next().map(|(factor, function)| format!("did you mean `{factor}*{function}(…)`?"))
    }

    /// Refuses the axis of an array.
    pub(super) fn no_axis<T>(&self, span: Range<usize>) -> Parse<T> {
        let hint = "write the sum, the mean or the greatest value out, such as `(x + y)/2`".to_owned();
        self.error(span, "an axis is of arrays, and a formula has the numbers of one point", hint)
    }

    /// Refuses a colon that no `?` asked for.
    pub(super) fn colon<T>(&self) -> Parse<T> {
        let hint = "write `if(condition, a, b)` for a choice, `/` to divide".to_owned();
        self.error(self.span(), "a colon means nothing here", hint)
    }

    /// Refuses a comma that separates nothing.
    pub(super) fn comma<T>(&self) -> Parse<T> {
        let hint = match self.is_decimal_comma() {
            true => "a decimal point is `.`, and thousands have no mark".to_owned(),
            false => "a formula has one value; what is named before it ends in `;`: `r = …; …`".to_owned(),
        };
        self.error(self.span(), "a comma outside a function's arguments", hint)
    }

    /// Whether the comma that stands here has a digit on both sides and no room.
    pub(super) fn is_decimal_comma(&self) -> bool {
        let span = self.span();
        let is_digit = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_digit);
        let bytes = self.source.as_bytes();
        span.start.checked_sub(1).is_some_and(|before| is_digit(bytes.get(before))) && is_digit(bytes.get(span.end))
    }

    /// Refuses `x(1)`, the first of several variables elsewhere and 1·x here.
    pub(super) fn no_call_of(&self, name: &str, span: &Range<usize>) -> Parse<()> {
        let Kind::Number(number) = self.peek_after(1) else { return Ok(()) };
        let is_index = self.is_mark("(") && self.peek_after(2) == Kind::Mark(")") && number.fract() == 0.0;
        if !is_index || !name.eq_ignore_ascii_case("x") {
            return Ok(());
        }
        let whole = span.start..self.tokens[self.at + 2].span.end;
        let hint = format!("write `x{number}` for a numbered variable, `{name}*{number}` for a product");
        self.error(whole, format!("`{name}({number})` has two readings"), hint)
    }
}

/// Whether a name is what libraries of arrays call the axis of a sum, or of the like.
pub(super) fn is_axis(token: &Token) -> bool {
    token.kind == Kind::Name && matches!(&*token.name, "axis" | "dim" | "dims" | "keepdims" | "keepdim")
}

/// `sinx` or `cos2x`, where the brackets are missing.
fn argument_behind(name: &str) -> Option<String> {
    let ends = name.char_indices().skip(1).map(|(end, _)| name.split_at(end));
    let mut calls = ends.filter(|(function, argument)| {
        let letters = argument.trim_start_matches(|c: char| c.is_ascii_digit());
        let is_argument =
            letters.len() == 1 && names::variable(letters).is_some() || names::constant(letters).is_some();
        is_argument && names::function(function).is_some()
    });
    calls.next().map(|(function, argument)| format!("did you mean `{function}({argument})`?"))
}
