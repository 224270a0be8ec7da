//! What stands between operators: numbers, brackets and names.

use std::ops::Range;
use std::rc::Rc;

use super::{Parse, Parser, SQUARE, Scope, power};
use crate::expr::graph::NodeId;
use crate::expr::lexer::Kind;
use crate::expr::names::{self, MAX_VARIABLES};
use crate::expr::op::{Binary, Unary};
use crate::expr::spellings;
use crate::words::nearest;

impl Parser<'_> {
    pub(super) fn operand(&mut self, loosest: u8) -> Parse<NodeId> {
        let span = self.span();
        self.is_logical = false;
        match self.peek() {
            Kind::Number(number) => {
                self.advance();
                Ok(self.graph.constant(number))
            }
            Kind::Name => self.named(loosest),
            Kind::Qualified => self.qualified(),
            Kind::Index(number) => {
                let name = self.advance().name;
                match self.coordinates.numbered(number).filter(|_| self.scope.is_formula()) {
                    Some(index) => self.variable(index, span),
                    None => self.error(span, format!("`{name}` has no numbered parts here"), None),
                }
            }
            Kind::Fraction => self.fraction(),
            Kind::Mark("-") => {
                self.advance();
                let operand = self.expression(power::SIGN)?;
                self.is_logical = false;
                Ok(self.graph.neg(operand))
            }
            Kind::Mark("+") => {
                self.advance();
                self.expression(power::SIGN)
            }
            Kind::Mark("!") => {
                self.advance();
                let operand = self.expression(power::SIGN)?;
                self.is_logical = true;
                Ok(self.graph.unary(Unary::Not, operand))
            }
            Kind::Mark("(") => self.bracketed(")"),
            Kind::Mark("{") => self.bracketed("}"),
            Kind::Mark("|") => {
                let inside = self.bracketed("|")?;
                self.is_logical = false;
                Ok(self.graph.unary(Unary::Abs, inside))
            }
            Kind::Mark(")" | "}") => self.error(span, "a value is missing before this bracket", None),
            Kind::Mark("[" | "]") => self.error(span, "square brackets mean nothing here", SQUARE.to_owned()),
            Kind::Mark("/") if self.is_after("/") => {
                self.error(span, "a value is expected before `/`", "write `floor(a/b)`".to_owned())
            }
            Kind::End if self.tokens.len() == 1 => {
                self.error(span, "the formula is empty", "type one, such as x^2 + y^2".to_owned())
            }
            Kind::End => self.error(span, "the formula ends where a value is expected", None),
            Kind::Superscript(_) => self.error(span, "an exponent needs a value before it", None),
            Kind::Mark(mark) => self.error(span, format!("a value is expected before `{mark}`"), None),
        }
    }

    fn is_after(&self, mark: &str) -> bool {
        self.at.checked_sub(1).is_some_and(|before| self.tokens[before].is_mark(mark))
    }

    /// An expression between an opening mark that stands here and `close`.
    pub(super) fn bracketed(&mut self, close: &'static str) -> Parse<NodeId> {
        let open = self.advance().span;
        let outer = (self.inside_bars, self.after_logic);
        (self.inside_bars, self.after_logic) = (close == "|", false);
        let inside = self.expression(power::LOOSEST)?;
        (self.inside_bars, self.after_logic) = outer;
        if !self.eat(close) {
            return match self.peek() {
                Kind::End => {
                    let message = format!("this `{}` is never closed", self.text(&open));
                    self.error(open, message, format!("add `{close}`"))
                }
                Kind::Mark(":") if close == "}" => {
                    let hint = "write `if(condition, a, b)`".to_owned();
                    self.error(self.span(), "a colon means nothing here", hint)
                }
                _ => self.error(self.span(), format!("`{close}` or an operator is expected here"), None),
            };
        }
        Ok(inside)
    }

    /// `\frac{a}{b}`.
    fn fraction(&mut self) -> Parse<NodeId> {
        let span = self.advance().span;
        let mut parts = [None; 2];
        for part in &mut parts {
            if !self.is_mark("{") {
                let hint = "write `\\frac{a}{b}`, or `a/b`".to_owned();
                return self.error(span, "a fraction needs two groups in braces", hint);
            }
            *part = Some(self.bracketed("}")?);
        }
        self.is_logical = false;
        match parts {
            [Some(a), Some(b)] => Ok(self.graph.binary(Binary::Div, a, b)),
            _ => self.error(span, "a fraction needs two groups in braces", None),
        }
    }

    fn named(&mut self, loosest: u8) -> Parse<NodeId> {
        let (span, name) = (self.span(), self.name());
        if &*name == "not" {
            if loosest > power::NOT {
                return self.error(span, "`not` needs brackets here", "write `(not …)`".to_owned());
            }
            self.advance();
            let operand = self.logical(power::NOT)?;
            return Ok(self.graph.unary(Unary::Not, operand));
        }
        if names::KEYWORDS.contains(&&*name) {
            return self.error(span, format!("a value is expected before `{name}`"), None);
        }
        if let Some(function) = names::function(&name) {
            return self.call(function);
        }
        self.advance();
        if let Some(&local) = self.locals.get(&name) {
            return Ok(local);
        }
        if let Some(number) = names::constant(&name) {
            return Ok(self.graph.constant(number));
        }
        match self.scope {
            Scope::Rule { inputs } => match inputs.iter().position(|input| **input == *name) {
                Some(index) => Ok(self.graph.variable(index as u16)),
                None => self.spelled(&name, span),
            },
            Scope::Formula { declared } if declared.contains(&&*name) => Ok(self.parameter(&name)),
            Scope::Formula { .. } => match self.coordinates.index(&name) {
                Some(index) => {
                    self.no_call_of(&name, &span)?;
                    self.variable(index, span)
                }
                None if matches!(&*name, "i" | "j") => {
                    let hint = format!("formulas are real; for a constant give it a value, such as `{name} = 2; …`");
                    self.error(span, format!("`{name}` is no imaginary unit here"), hint)
                }
                None if names::is_parameter(&name) && !self.is_called_spelling(&name) => Ok(self.parameter(&name)),
                None => self.spelled(&name, span),
            },
        }
    }

    /// Whether a name that could be a parameter is a function by another spelling, such as `log_2`.
    fn is_called_spelling(&self, name: &str) -> bool {
        self.is_mark("(") && spellings::function(name).is_some()
    }

    /// A function or a constant behind a module's name.
    fn qualified(&mut self) -> Parse<NodeId> {
        let (span, name) = (self.span(), self.name());
        if let Some(function) = names::function(&name).or_else(|| spellings::function(&name)) {
            return self.call(function);
        }
        self.advance();
        match names::constant(&name).or_else(|| spellings::constant(&name)) {
            Some(number) => Ok(self.graph.constant(number)),
            None => self.unknown(&name, span),
        }
    }

    /// A name that means nothing as it stands: a function or a constant by another spelling, or an error.
    fn spelled(&mut self, name: &Rc<str>, span: Range<usize>) -> Parse<NodeId> {
        if let Some(number) = spellings::constant(name) {
            return Ok(self.graph.constant(number));
        }
        match spellings::function(name) {
            Some(function) => {
                self.at -= 1;
                self.call(function)
            }
            None => self.unknown(name, span),
        }
    }

    /// Refuses `x(1)`, the first of several variables elsewhere and 1·x here.
    fn no_call_of(&self, name: &str, span: &Range<usize>) -> Parse<()> {
        let Kind::Number(number) = self.peek_after(1) else { return Ok(()) };
        let is_index = self.is_mark("(") && self.peek_after(2) == Kind::Mark(")") && number.fract() == 0.0;
        if !is_index || !name.eq_ignore_ascii_case("x") {
            return Ok(());
        }
        let whole = span.start..self.tokens[self.at + 2].span.end;
        let hint = format!("write `x{number}` for a numbered variable, `{name}*{number}` for a product");
        self.error(whole, format!("`{name}({number})` has two readings"), hint)
    }

    fn variable(&mut self, index: u16, span: Range<usize>) -> Parse<NodeId> {
        let dimension = usize::from(index) + 1;
        if dimension > MAX_VARIABLES {
            let name = self.text(&span);
            return self.error(span, format!("`{name}` is beyond the limit of {MAX_VARIABLES} variables"), None);
        }
        self.dimension = self.dimension.max(dimension);
        Ok(self.graph.variable(index))
    }

    fn parameter(&mut self, name: &str) -> NodeId {
        let known = self.parameters.iter().position(|parameter| parameter == name);
        let index = known.unwrap_or_else(|| {
            self.parameters.push(name.to_owned());
            self.parameters.len() - 1
        });
        // More than 65535 parameters do not fit into a formula of MAX_LENGTH bytes.
        self.graph.parameter(index as u16)
    }

    fn unknown(&self, name: &str, span: Range<usize>) -> Parse<NodeId> {
        let answer = spellings::answer(name).map(str::to_owned);
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

    fn likely_split(&self, name: &str) -> Option<String> {
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
    fn factor_before(&self, name: &str) -> Option<String> {
        let ends = name.char_indices().skip(1).map(|(end, _)| name.split_at(end));
        let mut products = ends.filter(|(factor, function)| {
            let is_factor = self.scope.is_formula() && self.coordinates.index(factor).is_some()
                || names::constant(factor).is_some()
                || self.locals.contains_key(*factor);
            is_factor && names::function(function).is_some()
        });
        products.next().map(|(factor, function)| format!("did you mean `{factor}*{function}(…)`?"))
    }
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
