//! Functions and what they are applied to.

use std::ops::Range;

use super::arguments::example;
use super::term::Term;
use super::{Parse, Parser, power};
use crate::expr::graph::op::{Binary, Unary};
use crate::expr::text::lexer::Kind;
use crate::expr::text::names::{self, Function};
use crate::expr::text::spellings;
use crate::words::with_minus;

impl Parser<'_> {
    /// A function that stands here, applied: `f(…)`, `f^2(…)`, `f|…|`, `f[…]`, and of LaTeX and roots `\sin x`, `√x`.
    pub(super) fn call(&mut self, function: Function) -> Parse<Term> {
        let name_span = self.advance().span;
        let exponent = self.exponent_of_function(&name_span)?;
        let group = self.bare_group(function, &name_span);
        let value = if self.is_mark("|") && !matches!(function, Function::Fold(_) | Function::If | Function::Clamp) {
            self.applied_to_bars(function, &name_span)?
        } else {
            match self.peek() {
                Kind::Mark("(") => self.arguments(function, &name_span, ")")?,
                Kind::Mark("{") if self.is_list_in_braces() => {
                    self.advance();
                    let value = self.arguments(function, &name_span, ")")?;
                    self.advance();
                    value
                }
                Kind::Mark("{") => self.arguments(function, &name_span, "}")?,
                Kind::Mark("[") if self.is_order_of_root(&name_span) => self.root(&name_span)?,
                Kind::Mark("[") => self.arguments(function, &name_span, "]")?,
                _ if self.is_order_of_root(&name_span) && self.is_letter_or_digit() => match self.group()? {
                    Some(inside) => self.unary(Unary::Sqrt, inside),
                    None => return self.uncalled(function, name_span),
                },
                _ => match self.bare_argument(function, &name_span)? {
                    Some(value) => value,
                    None => return self.uncalled(function, name_span),
                },
            }
        };
        self.is_logical = false;
        if let (Some(group), Kind::Mark("^") | Kind::Superscript(_)) = (group, self.peek()) {
            let name = self.text(&name_span);
            let inside = self.text(&group).trim_start_matches('{').trim_end_matches('}');
            let hint = format!("write `{name}({inside}^n)` or `{name}({inside})^n`");
            return self.error(self.since(name_span.start), "a power behind these braces has two readings", hint);
        }
        Ok(match exponent {
            Some(exponent) => self.binary(Binary::Pow, value, exponent),
            None => value,
        })
    }

    /// The exponent between a function and its bracket: `sin^2(x)`, `cos²(y)`; a negative one is refused.
    fn exponent_of_function(&mut self, name_span: &Range<usize>) -> Parse<Option<Term>> {
        let before = self.at;
        let exponent = match self.peek() {
            Kind::Superscript(exponent) => {
                self.advance();
                self.number(f64::from(exponent), &with_minus(&exponent.to_string()))
            }
            Kind::Mark("^") => {
                self.advance();
                let span = self.span();
                match self.peek() {
                    Kind::Mark("{") => self.bracketed("}")?,
                    Kind::Mark("(") => self.bracketed(")")?,
                    Kind::Number(number) => {
                        self.advance();
                        let digits = self.text(&span);
                        self.number(number, digits)
                    }
                    Kind::Mark("-") if matches!(self.peek_after(1), Kind::Number(_)) => {
                        self.advance();
                        let operand = self.operand(power::POWER)?;
                        self.unary(Unary::Neg, operand)
                    }
                    Kind::Name if names::function(&self.name()).is_none() => self.operand(power::POWER)?,
                    _ => return self.error(self.span(), "an exponent is expected here", None),
                }
            }
            _ => return Ok(None),
        };
        let name = self.text(name_span).trim_start_matches('\\');
        let whole = name_span.start..self.since(name_span.start).end;
        let is_bare = self.is_latex(name_span) && self.bare_argument_ahead().is_some();
        if !matches!(self.peek(), Kind::Mark("(" | "{" | "|" | "[")) && !is_bare {
            let power = self.text(&(self.tokens[before].span.start..whole.end));
            let argument = self.argument_ahead().unwrap_or("x");
            return self.error(
                whole,
                format!("`{name}` is a function and needs brackets"),
                format!("write `{name}({argument}){power}`"),
            );
        }
        if let Some(number) = self.graph.as_constant(exponent.node).filter(|&number| number < 0.0) {
            let inverse = match &*name.to_ascii_lowercase() {
                "sin" => "asin(x)",
                "cos" => "acos(x)",
                "tan" | "tg" => "atan(x)",
                "sinh" => "asinh(x)",
                "cosh" => "acosh(x)",
                "tanh" => "atanh(x)",
                "exp" => "ln(x)",
                "ln" | "log" => "exp(x)",
                "sqrt" => "x^2",
                _ => "the inverse function",
            };
            let shown = self.text(&whole);
            return match number {
                -1.0 => self.error(
                    whole,
                    format!("`{shown}(x)` has two readings"),
                    match inverse {
                        "the inverse function" => format!("write `1/{name}(x)`, or the inverse function by its name"),
                        _ => format!("write `{inverse}` or `1/{name}(x)`"),
                    },
                ),
                _ => self.error(
                    whole,
                    format!("`{shown}(x)` has a negative power of a function"),
                    format!("write `{name}(x)^({number})`"),
                ),
            };
        }
        Ok(Some(exponent))
    }

    /// `ln|x|`; a power behind it would be the bars' or the function's.
    fn applied_to_bars(&mut self, function: Function, name_span: &Range<usize>) -> Parse<Term> {
        let bars = self.span().start;
        let inside = self.bracketed("|")?;
        let argument = self.unary(Unary::Abs, inside);
        let whole = self.since(name_span.start);
        if let Kind::Mark("^") | Kind::Superscript(_) = self.peek() {
            let (name, bars) = (self.text(name_span), self.text(&(bars..whole.end)));
            let hint = format!("write `{name}({bars}^n)` or `{name}({bars})^n`");
            return self.error(whole, "a power behind these bars has two readings", hint);
        }
        self.applied(function, vec![argument], whole, name_span)
    }

    /// Whether a `[` behind `\sqrt` says which root it is.
    fn is_order_of_root(&self, name_span: &Range<usize>) -> bool {
        self.text(name_span) == "\\sqrt"
    }

    /// Whether what stands here is all that TeX takes without braces: `\sqrt2 x` is √2·x.
    fn is_letter_or_digit(&self) -> bool {
        matches!(self.peek(), Kind::Number(_)) || self.peek() == Kind::Name && self.name().chars().count() == 1
    }

    /// `\sqrt[3]{x}`.
    fn root(&mut self, name_span: &Range<usize>) -> Parse<Term> {
        let order = self.bracketed("]")?;
        if !self.is_mark("{") {
            let hint = "write `\\sqrt[n]{x}`, or `x^(1/n)`".to_owned();
            return self.error(name_span.clone(), "a root needs a group in braces", hint);
        }
        let inside = self.bracketed("}")?;
        match self.graph.as_constant(order.node) {
            Some(2.0) => Ok(self.unary(Unary::Sqrt, inside)),
            Some(3.0) => Ok(self.unary(Unary::Cbrt, inside)),
            _ => {
                let one = self.number(1.0, "1");
                let exponent = self.binary(Binary::Div, one, order);
                Ok(self.binary(Binary::Pow, inside, exponent))
            }
        }
    }

    /// The group in braces that a function of LaTeX is applied to, where no brackets are seen around it: `\sin{x}`.
    fn bare_group(&self, function: Function, name_span: &Range<usize>) -> Option<Range<usize>> {
        let inside = self.in_brackets_ahead();
        let is_bracketed = inside.first().is_some_and(|token| token.is_mark("(") || token.is_mark("["));
        let is_bare =
            self.is_mark("{") && self.is_latex(name_span) && !is_bracketed && !self.is_order_of_root(name_span);
        let end =
            inside.last().filter(|_| is_bare && matches!(function, Function::Unary(_) | Function::Reciprocal(..)))?;
        Some(self.span().start..end.span.end)
    }

    /// Whether braces hold arguments in brackets of their own, as SymPy writes them: `{\left(y, x\right)}`.
    fn is_list_in_braces(&self) -> bool {
        let [open, inside @ .., close] = self.in_brackets_ahead() else { return false };
        let mut depth = 0;
        let mut has_comma = false;
        let is_closed_early = inside.iter().any(|token| {
            depth += token.kind.nesting();
            has_comma |= depth == 0 && token.is_mark(",");
            depth < 0
        });
        open.is_mark("(") && close.is_mark(")") && has_comma && !is_closed_early
    }

    fn is_latex(&self, name_span: &Range<usize>) -> bool {
        self.text(name_span).starts_with('\\')
    }

    /// An argument without brackets where nobody could read it otherwise: `\sin 2\pi x`, `√x`.
    fn bare_argument(&mut self, function: Function, name_span: &Range<usize>) -> Parse<Option<Term>> {
        let is_root = matches!(self.text(name_span), "√" | "∛");
        let is_unary = matches!(function, Function::Unary(_) | Function::Reciprocal(..));
        if !is_unary || !(is_root || self.is_latex(name_span)) {
            return Ok(None);
        }
        let Some(count) = self.bare_argument_ahead().filter(|&count| count == 1 || !is_root) else { return Ok(None) };
        let end = self.at + count;
        let mut argument = self.operand(power::POWER)?;
        while self.at < end {
            let factor = self.operand(power::POWER)?;
            argument = self.binary(Binary::Mul, argument, factor);
        }
        let span = self.since(name_span.start);
        self.applied(function, vec![argument], span, name_span).map(Some)
    }

    /// How many tokens are a function's argument without brackets: a number, constants, at most one other name, and then
    /// what ends a product.
    fn bare_argument_ahead(&self) -> Option<usize> {
        let is_function = |name: &str| names::function(name).is_some() || spellings::function(name).is_some();
        let mut count = 0;
        let mut is_named = false;
        loop {
            let token = self.tokens.get(self.at + count)?;
            match token.kind {
                Kind::Number(_) if count == 0 => {}
                Kind::Name if names::KEYWORDS.contains(&&*token.name) || is_function(&token.name) => break,
                Kind::Name if names::constant(&token.name).is_some() && !is_named => {}
                Kind::Name if !is_named => is_named = true,
                Kind::Mark("+" | "-" | ")" | "}" | "]" | "," | ";" | "|" | "<" | "<=" | ">" | ">=" | "==" | "!=")
                | Kind::End => break,
                _ => return None,
            }
            count += 1;
        }
        (count > 0).then_some(count)
    }

    fn uncalled(&self, function: Function, span: Range<usize>) -> Parse<Term> {
        let name = self.text(&span);
        let hint = match self.argument_ahead() {
            _ if matches!(name, "√" | "∛") => format!("write `{name}(…)` around all that the root is of"),
            Some(argument) if matches!(function, Function::Unary(_) | Function::Reciprocal(..)) => {
                format!("write `{name}({argument})`")
            }
            _ => format!("write {}", example(name, function)),
        };
        self.error(span, format!("`{name}` is a function and needs brackets"), hint)
    }

    /// What a function without brackets was likely meant to be applied to: `x`, `2x`.
    fn argument_ahead(&self) -> Option<&str> {
        let here = self.span();
        match (self.peek(), self.tokens.get(self.at + 1)) {
            (Kind::Number(_), Some(next)) if next.kind == Kind::Name && next.span.start == here.end => {
                Some(self.text(&(here.start..next.span.end)))
            }
            (Kind::Name | Kind::Number(_), _) => Some(self.text(&here)),
            _ => None,
        }
    }
}
