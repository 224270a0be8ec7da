//! What stands between operators: numbers, brackets and names.

use std::ops::Range;
use std::rc::Rc;

use super::term::Term;
use super::{Parse, Parser, SQUARE, Scope, power};
use crate::expr::graph::op::{Binary, Unary};
use crate::expr::text::lexer::{Kind, Token};
use crate::expr::text::names::{self, MAX_VARIABLES};
use crate::expr::text::spellings;
use crate::expr::text::typeset::{Typeset, letter};

impl Parser<'_> {
    pub(super) fn operand(&mut self, loosest: u8) -> Parse<Term> {
        let span = self.span();
        self.is_logical = false;
        match self.peek() {
            Kind::Number(number) => {
                self.advance();
                self.literal(number, &span)
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
                let minus = self.at;
                self.advance();
                let operand = self.expression(power::SIGN)?;
                self.no_negative_power(minus, operand.node)?;
                self.is_logical = false;
                Ok(self.unary(Unary::Neg, operand))
            }
            Kind::Mark("+") => {
                self.advance();
                self.expression(power::SIGN)
            }
            Kind::Mark("!") => {
                self.advance();
                let operand = self.expression(power::SIGN)?;
                self.is_logical = true;
                Ok(self.unary(Unary::Not, operand))
            }
            Kind::Mark("(") => self.bracketed(")"),
            Kind::Mark("{") => self.bracketed("}"),
            Kind::Mark("|") => {
                let inside = self.bracketed("|")?;
                self.is_logical = false;
                Ok(self.unary(Unary::Abs, inside))
            }
            Kind::Mark("⌊") => {
                let inside = self.bracketed("⌋")?;
                Ok(self.unary(Unary::Floor, inside))
            }
            Kind::Mark("⌈") => {
                let inside = self.bracketed("⌉")?;
                Ok(self.unary(Unary::Ceil, inside))
            }
            Kind::Mark("[") if !self.follows_a_name() => self.bracketed("]"),
            Kind::Mark(")" | "}" | "⌋" | "⌉") => self.error(span, "a value is missing before this bracket", None),
            Kind::Mark("[" | "]") => self.error(span, "square brackets mean nothing here", SQUARE.to_owned()),
            Kind::Mark("@") => {
                let hint = "write `@(x, y)` before a formula as Matlab does, or the formula alone".to_owned();
                self.error(span, "`@` means nothing here", hint)
            }
            Kind::Mark("°") => self.error(span, "a number is expected before `°`", None),
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

    pub(super) fn is_after(&self, mark: &str) -> bool {
        self.at.checked_sub(1).is_some_and(|before| self.tokens[before].is_mark(mark))
    }

    /// An expression between an opening mark that stands here and `close`.
    pub(super) fn bracketed(&mut self, close: &'static str) -> Parse<Term> {
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
                Kind::Mark(":") => self.colon(),
                Kind::Mark(",") if close == "]" => {
                    let hint = "a formula has one value: write the sum, or the function of them, out".to_owned();
                    self.error(open, "a list is no value here", hint)
                }
                Kind::Mark(",") if close == ")" && self.is_decimal_comma() => self.comma(),
                _ => self.error(self.span(), format!("`{close}` or an operator is expected here"), None),
            };
        }
        Ok(inside)
    }

    /// `\frac{a}{b}`, and as LaTeX has it `\frac12`.
    fn fraction(&mut self) -> Parse<Term> {
        let span = self.advance().span;
        let Some(a) = self.group()? else { return self.no_groups(span) };
        let Some(b) = self.group()? else { return self.no_groups(span) };
        self.is_logical = false;
        Ok(self.binary(Binary::Div, a, b))
    }

    fn no_groups(&self, span: Range<usize>) -> Parse<Term> {
        self.error(span, "a fraction needs two groups in braces", "write `\\frac{a}{b}`, or `a/b`".to_owned())
    }

    /// What a command of LaTeX takes: a group in braces, or a single digit or letter.
    pub(super) fn group(&mut self) -> Parse<Option<Term>> {
        let span = self.span();
        match self.peek() {
            Kind::Mark("{") => self.bracketed("}").map(Some),
            Kind::Number(_) if self.text(&span).bytes().all(|byte| byte.is_ascii_digit()) => {
                let (digit, rest) = (span.start..span.start + 1, span.start + 1..span.end);
                match self.text(&rest).parse() {
                    Ok(number) => {
                        // What is left of the digits is the next token.
                        let token = &mut self.tokens[self.at];
                        (token.kind, token.span) = (Kind::Number(number), rest);
                    }
                    Err(_) => drop(self.advance()),
                }
                let digit = self.text(&digit);
                Ok(digit.parse().ok().map(|number| self.number(number, digit)))
            }
            Kind::Name if self.name().chars().count() == 1 => self.named(power::POWER).map(Some),
            _ => Ok(None),
        }
    }

    fn named(&mut self, loosest: u8) -> Parse<Term> {
        let (span, name) = (self.span(), self.name());
        if &*name == "not" {
            if loosest > power::NOT {
                return self.error(span, "`not` needs brackets here", "write `(not …)`".to_owned());
            }
            self.advance();
            let operand = self.logical(power::NOT)?;
            return Ok(self.unary(Unary::Not, operand));
        }
        if names::KEYWORDS.contains(&&*name) {
            return self.error(span, format!("a value is expected before `{name}`"), None);
        }
        if let Some(function) = names::function(&name) {
            return self.call(function);
        }
        self.advance();
        if let Some(local) = self.locals.get(&name) {
            return Ok(local.clone());
        }
        if let Some(number) = names::constant(&name) {
            return Ok(self.constant(number, &name));
        }
        match self.scope {
            Scope::Rule { inputs } => match inputs.iter().position(|input| **input == *name) {
                Some(index) => Ok(Term { node: self.graph.variable(index as u16), text: Typeset::atom(&*name) }),
                None => self.spelled(&name, span),
            },
            Scope::Formula { declared } if declared.contains(&&*name) => Ok(self.parameter(&name)),
            Scope::Formula { .. } => match self.coordinates.index(&name) {
                Some(index) => {
                    self.no_call_of(&name, &span)?;
                    self.variable(index, span)
                }
                None if &*name == "E" && self.coordinates.is_mathematica() => {
                    Ok(self.constant(std::f64::consts::E, "e"))
                }
                None if matches!(&*name, "i" | "j") || &*name == "I" && self.coordinates.is_mathematica() => {
                    let hint = format!("formulas are real; for a constant give it a value, such as `{name} = 2; …`");
                    self.error(span, format!("`{name}` is no imaginary unit here"), hint)
                }
                None if spellings::constant(&name).is_some() => self.spelled(&name, span),
                None if self.is_cell && is_cell_name(&name) && !self.is_mark("(") => {
                    let hint = format!("write `x` and `y` for cells, or give it a value: `{name} = 1; …`");
                    self.error(span, format!("`{name}` is a cell of a spreadsheet"), hint)
                }
                None if matches!(&*name, "y2" | "y3" | "z2" | "z3") => {
                    let power = name.replace(['y', 'z'], "^");
                    let letter = &name[..1];
                    let hint =
                        format!("for the power write `{letter}{power}`; a constant needs a value: `{name} = 1; …`");
                    self.error(span, format!("`{name}` has two readings"), hint)
                }
                None if names::is_parameter(&name) && !self.is_called_spelling(&name) => Ok(self.parameter(&name)),
                None => self.spelled(&name, span),
            },
        }
    }

    /// Whether a name that could be a parameter is a function by another spelling, such as `log_2`, or one that there is
    /// not here, such as `j0`. A letter alone is one of several arguments: `c(x, y)` is R's, and `c(x + y)` a product.
    fn is_called_spelling(&self, name: &str) -> bool {
        let is_answered = || name.len() > 1 || self.has_comma_ahead();
        self.is_mark("(") && (spellings::function(name).is_some() || spellings::answer(name).is_some() && is_answered())
    }

    /// A constant by its name; spreadsheets and databases call it as a function: `PI()`.
    fn constant(&mut self, number: f64, name: &str) -> Term {
        if self.is_mark("(") && self.peek_after(1) == Kind::Mark(")") {
            self.at += 2;
        }
        Term { node: self.graph.constant(number), text: Typeset::atom(letter(name)) }
    }

    /// A function or a constant behind a module's name.
    fn qualified(&mut self) -> Parse<Term> {
        let (span, name) = (self.span(), self.name());
        if let Some(function) = names::function(&name).or_else(|| spellings::function(&name)) {
            return self.call(function);
        }
        self.advance();
        let euler = || (&*name == "E").then_some(std::f64::consts::E);
        match names::constant(&name).or_else(|| spellings::constant(&name)).or_else(euler) {
            Some(number) => Ok(self.constant(number, &name)),
            None => self.unknown(&name, span),
        }
    }

    /// A name that means nothing as it stands: a function or a constant by another spelling, or an error.
    fn spelled(&mut self, name: &Rc<str>, span: Range<usize>) -> Parse<Term> {
        if let Some(number) = spellings::constant(name) {
            return Ok(self.constant(number, name));
        }
        match spellings::function(name) {
            Some(function) => {
                self.at -= 1;
                self.call(function)
            }
            None => self.unknown(name, span),
        }
    }

    fn variable(&mut self, index: u16, span: Range<usize>) -> Parse<Term> {
        let dimension = usize::from(index) + 1;
        if dimension > MAX_VARIABLES {
            let name = self.text(&span);
            return self.error(span, format!("`{name}` is beyond the limit of {MAX_VARIABLES} variables"), None);
        }
        self.dimension = self.dimension.max(dimension);
        let text = Typeset::coordinate(index, self.coordinates.is_beyond_letters());
        Ok(Term { node: self.graph.variable(index), text })
    }

    fn parameter(&mut self, name: &str) -> Term {
        let known = self.parameters.iter().position(|parameter| parameter == name);
        let index = known.unwrap_or_else(|| {
            self.parameters.push(name.to_owned());
            self.parameters.len() - 1
        });
        // More than 65535 parameters do not fit into a formula of MAX_LENGTH bytes.
        Term { node: self.graph.parameter(index as u16), text: Typeset::atom(name) }
    }

    /// The tokens inside the brackets that open here.
    pub(super) fn in_brackets_ahead(&self) -> &[Token] {
        let ahead = &self.tokens[self.at..];
        let mut depth = 0;
        let inside = ahead.iter().take_while(|token| {
            depth += token.kind.nesting();
            depth > 0
        });
        let length = inside.count();
        ahead.get(1..length).unwrap_or_default()
    }

    fn has_comma_ahead(&self) -> bool {
        let mut depth = 0;
        self.in_brackets_ahead().iter().any(|token| {
            depth += token.kind.nesting();
            depth == 0 && token.is_mark(",")
        })
    }
}

/// Whether a name is a cell's, such as `A1`.
fn is_cell_name(name: &str) -> bool {
    let digits = name.trim_start_matches(|c: char| c.is_ascii_uppercase());
    digits.len() < name.len() && !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}
