//! Functions and what they are applied to.

use std::ops::Range;

use super::{Parse, Parser, power};
use crate::expr::graph::NodeId;
use crate::expr::lexer::Kind;
use crate::expr::names::{self, Function};
use crate::expr::op::{Binary, Unary};

impl Parser<'_> {
    /// A function that stands here, applied: `f(…)`, `f^2(…)`, `f|…|`.
    pub(super) fn call(&mut self, function: Function) -> Parse<NodeId> {
        let name_span = self.advance().span;
        let exponent = self.exponent_of_function(&name_span)?;
        let value = if self.is_mark("|") && !matches!(function, Function::Fold(_) | Function::If | Function::Clamp) {
            self.applied_to_bars(function, &name_span)?
        } else {
            match self.peek() {
                Kind::Mark("(") => self.arguments(function, &name_span, ")")?,
                Kind::Mark("{") => self.arguments(function, &name_span, "}")?,
                _ => return self.uncalled(function, name_span),
            }
        };
        self.is_logical = false;
        Ok(match exponent {
            Some(exponent) => self.graph.pow(value, exponent),
            None => value,
        })
    }

    /// The exponent between a function and its bracket: `sin^2(x)`, `cos²(y)`; a negative one is refused.
    fn exponent_of_function(&mut self, name_span: &Range<usize>) -> Parse<Option<NodeId>> {
        let before = self.at;
        let exponent = match self.peek() {
            Kind::Superscript(exponent) => {
                self.advance();
                self.graph.constant(f64::from(exponent))
            }
            Kind::Mark("^") => {
                self.advance();
                match self.peek() {
                    Kind::Mark("{") => self.bracketed("}")?,
                    Kind::Mark("(") => self.bracketed(")")?,
                    Kind::Number(number) => {
                        self.advance();
                        self.graph.constant(number)
                    }
                    Kind::Mark("-") if matches!(self.peek_after(1), Kind::Number(_)) => {
                        self.advance();
                        let Kind::Number(number) = self.advance().kind else { return Ok(None) };
                        self.graph.constant(-number)
                    }
                    Kind::Name if names::function(&self.name()).is_none() => self.operand(power::POWER)?,
                    _ => return self.error(self.span(), "an exponent is expected here", None),
                }
            }
            _ => return Ok(None),
        };
        let name = self.text(name_span).trim_start_matches('\\');
        let whole = name_span.start..self.since(name_span.start).end;
        if !matches!(self.peek(), Kind::Mark("(" | "{" | "|")) {
            let power = self.text(&(self.tokens[before].span.start..whole.end));
            let argument = self.argument_ahead().unwrap_or("x");
            return self.error(
                whole,
                format!("`{name}` is a function and needs brackets"),
                format!("write `{name}({argument}){power}`"),
            );
        }
        if let Some(number) = self.graph.as_constant(exponent).filter(|&number| number < 0.0) {
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
    fn applied_to_bars(&mut self, function: Function, name_span: &Range<usize>) -> Parse<NodeId> {
        let bars = self.span().start;
        let inside = self.bracketed("|")?;
        let argument = self.graph.unary(Unary::Abs, inside);
        let whole = self.since(name_span.start);
        if let Kind::Mark("^") | Kind::Superscript(_) = self.peek() {
            let (name, bars) = (self.text(name_span), self.text(&(bars..whole.end)));
            let hint = format!("write `{name}({bars}^n)` or `{name}({bars})^n`");
            return self.error(whole, "a power behind these bars has two readings", hint);
        }
        self.applied(function, &[argument], whole, name_span)
    }

    fn arguments(&mut self, function: Function, name_span: &Range<usize>, close: &'static str) -> Parse<NodeId> {
        let name = self.text(name_span);
        let mut arguments = Vec::new();
        self.advance();
        let outer = (self.inside_bars, self.after_logic);
        (self.inside_bars, self.after_logic) = (false, false);
        while !self.is_mark(close) {
            arguments.push(self.expression(power::LOOSEST)?);
            if !self.eat(",") && !self.is_mark(close) {
                let hint = format!("add `{close}`");
                return match self.peek() {
                    Kind::End => {
                        self.error(name_span.clone(), format!("the brackets of `{name}` are never closed"), hint)
                    }
                    Kind::Mark("=") => {
                        let hint = "give arguments by their places alone".to_owned();
                        self.error(self.span(), "an argument has no name here", hint)
                    }
                    _ => self.error(self.span(), format!("`,`, `{close}` or an operator is expected here"), None),
                };
            }
        }
        let span = name_span.start..self.advance().span.end;
        (self.inside_bars, self.after_logic) = outer;
        self.applied(function, &arguments, span, name_span)
    }

    /// The function's value; `span` is the whole call's.
    fn applied(
        &mut self,
        function: Function,
        arguments: &[NodeId],
        span: Range<usize>,
        name_span: &Range<usize>,
    ) -> Parse<NodeId> {
        let graph = &mut self.graph;
        match (function, arguments) {
            (Function::Unary(op), &[a]) => Ok(graph.unary(op, a)),
            (Function::Binary(op), &[a, b]) => Ok(graph.binary(op, a, b)),
            (Function::Fold(op), &[first, second, ref rest @ ..]) => {
                let start = graph.binary(op, first, second);
                Ok(rest.iter().fold(start, |folded, &next| graph.binary(op, folded, next)))
            }
            (Function::Clamp, &[value, low, high]) => {
                let raised = graph.binary(Binary::Max, value, low);
                Ok(graph.binary(Binary::Min, raised, high))
            }
            (Function::If, &[condition, a, b]) => Ok(graph.select(condition, a, b)),
            (Function::Reciprocal(op), &[a]) => {
                let value = graph.unary(op, a);
                let one = graph.constant(1.0);
                Ok(graph.binary(Binary::Div, one, value))
            }
            (Function::Square, &[a]) => Ok(graph.powi(a, 2)),
            _ => {
                let name = self.text(name_span);
                let hint = match (function, arguments.len()) {
                    (Function::Unary(Unary::Atan), 2) => "write `atan2(y, x)`".to_owned(),
                    (Function::Unary(Unary::Log), 2) => "write `ln(x)/ln(base)`".to_owned(),
                    (Function::Unary(Unary::Round), 2) => "write `round(x*10^n)/10^n`".to_owned(),
                    _ => format!("write {}", example(name, function)),
                };
                self.error(span, format!("`{name}` takes {}, not {}", arity(function), arguments.len()), hint)
            }
        }
    }

    fn uncalled(&self, function: Function, span: Range<usize>) -> Parse<NodeId> {
        let name = self.text(&span);
        let hint = match self.argument_ahead() {
            Some(argument) => format!("write `{name}({argument})`"),
            None => format!("write {}", example(name, function)),
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

fn arity(function: Function) -> &'static str {
    match function {
        Function::Unary(_) | Function::Reciprocal(_) | Function::Square => "one argument",
        Function::Binary(_) => "two arguments",
        Function::Fold(_) => "two arguments or more",
        Function::Clamp | Function::If => "three arguments",
    }
}

fn example(name: &str, function: Function) -> String {
    match function {
        Function::Unary(_) | Function::Reciprocal(_) | Function::Square => format!("`{name}(x)`"),
        Function::Binary(_) | Function::Fold(_) => format!("`{name}(x, y)`"),
        Function::Clamp => format!("`{name}(v, low, high)`"),
        Function::If => format!("`{name}(condition, a, b)`"),
    }
}
