//! What stands between operators: numbers, brackets, names and calls.

use std::ops::Range;

use super::{Parse, Parser, Scope, power};
use crate::expr::graph::NodeId;
use crate::expr::lexer::Kind;
use crate::expr::names::{self, Function, MAX_VARIABLES};
use crate::expr::op::{Binary, Unary};
use crate::words::nearest;

impl Parser<'_> {
    pub(super) fn operand(&mut self, loosest: u8) -> Parse<NodeId> {
        let span = self.span();
        match self.peek() {
            Kind::Number(number) => {
                self.advance();
                Ok(self.graph.constant(number))
            }
            Kind::Name => self.named(loosest),
            Kind::Mark("-") => {
                self.advance();
                let operand = self.expression(power::SIGN)?;
                Ok(self.graph.neg(operand))
            }
            Kind::Mark("+") => {
                self.advance();
                self.expression(power::SIGN)
            }
            Kind::Mark("(") => self.bracketed(false, ")"),
            Kind::Mark("|") => {
                let inside = self.bracketed(true, "|")?;
                Ok(self.graph.unary(Unary::Abs, inside))
            }
            Kind::Mark(")") => self.error(span, "a value is missing before this bracket", None),
            Kind::End if self.tokens.len() == 1 => {
                self.error(span, "the formula is empty", "type one, such as x^2 + y^2".to_owned())
            }
            Kind::End => self.error(span, "the formula ends where a value is expected", None),
            Kind::Superscript(_) => self.error(span, "an exponent needs a value before it", None),
            Kind::Mark(mark) => self.error(span, format!("a value is expected before `{mark}`"), None),
        }
    }

    /// An expression between an opening mark that stands here and `close`.
    fn bracketed(&mut self, bars: bool, close: &'static str) -> Parse<NodeId> {
        let open = self.advance().span;
        let outer = std::mem::replace(&mut self.inside_bars, bars);
        let inside = self.expression(power::LOOSEST)?;
        self.inside_bars = outer;
        if !self.eat(close) {
            return match self.peek() {
                Kind::End => self.error(
                    open,
                    format!("this `{}` is never closed", if bars { "|" } else { "(" }),
                    format!("add `{close}`"),
                ),
                _ => self.error(self.span(), format!("`{close}` or an operator is expected here"), None),
            };
        }
        Ok(inside)
    }

    fn named(&mut self, loosest: u8) -> Parse<NodeId> {
        let span = self.span();
        let name = self.text(&span);
        if name == "not" {
            if loosest > power::NOT {
                return self.error(span, "`not` needs brackets here", "write `(not …)`".to_owned());
            }
            self.advance();
            let operand = self.expression(power::NOT)?;
            return Ok(self.graph.unary(Unary::Not, operand));
        }
        if names::KEYWORDS.contains(&name) {
            return self.error(span, format!("a value is expected before `{name}`"), None);
        }
        if let Some(function) = names::function(name) {
            return self.call(name, function);
        }
        self.advance();
        if let Some(&local) = self.locals.get(name) {
            return Ok(local);
        }
        if let Some(number) = names::constant(name) {
            return Ok(self.graph.constant(number));
        }
        match self.scope {
            Scope::Rule { inputs } => match inputs.iter().position(|input| *input == name) {
                Some(index) => Ok(self.graph.variable(index as u16)),
                None => self.unknown(name, span),
            },
            Scope::Formula { declared } => match names::variable(name) {
                Some(index) => self.variable(name, index, span),
                None if declared.contains(&name) || names::is_parameter(name) => Ok(self.parameter(name)),
                None => self.unknown(name, span),
            },
        }
    }

    fn variable(&mut self, name: &str, index: u16, span: Range<usize>) -> Parse<NodeId> {
        let dimension = usize::from(index) + 1;
        if dimension > MAX_VARIABLES {
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
        if self.is_mark("(") {
            let near = nearest(name, names::function_names());
            let hint = near.map(|near| format!("did you mean `{near}`?")).or_else(|| self.likely_split(name));
            return self.error(span, format!("unknown function `{name}`"), hint);
        }
        let constants = names::CONSTANTS.iter().map(|&(constant, _)| constant);
        let given = self.scope.given().iter().copied();
        let known = self.locals.keys().copied().chain(given).chain(constants).chain(names::function_names());
        let near = nearest(name, known).map(|near| format!("did you mean `{near}`?"));
        let remedy = || match self.scope {
            Scope::Formula { .. } => format!("give it a value with --set {name}=1"),
            Scope::Rule { inputs } => format!("a rule knows {}", inputs.join(", ")),
        };
        let hint = self.likely_split(name).or(near).unwrap_or_else(remedy);
        self.error(span, format!("unknown name `{name}`"), hint)
    }

    fn likely_split(&self, name: &str) -> Option<String> {
        let in_formula = matches!(self.scope, Scope::Formula { .. });
        // Letters that are all undeclared parameters are more likely a misspelt word.
        let is_meant = |piece: &str| {
            in_formula && names::variable(piece).is_some()
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
        (split.split('*').any(is_meant) && name.chars().count() <= 4).then(|| format!("did you mean `{split}`?"))
    }

    fn call(&mut self, name: &str, function: Function) -> Parse<NodeId> {
        let name_span = self.advance().span;
        if !self.is_mark("(") {
            return self.uncalled(name, name_span);
        }
        let mut arguments = Vec::new();
        self.advance();
        let outer = std::mem::replace(&mut self.inside_bars, false);
        while !self.is_mark(")") {
            arguments.push(self.expression(power::LOOSEST)?);
            if !self.eat(",") && !self.is_mark(")") {
                let hint = "add `)`".to_owned();
                return match self.peek() {
                    Kind::End => self.error(name_span, format!("the brackets of `{name}` are never closed"), hint),
                    _ => self.error(self.span(), "`,`, `)` or an operator is expected here", None),
                };
            }
        }
        let span = name_span.start..self.advance().span.end;
        self.inside_bars = outer;
        let graph = &mut self.graph;
        match (function, arguments.as_slice()) {
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
            _ => self.error(
                span,
                format!("`{name}` takes {}, not {}", arity(function), arguments.len()),
                format!("write {}", example(name, function)),
            ),
        }
    }

    fn uncalled(&self, name: &str, span: Range<usize>) -> Parse<NodeId> {
        let exponent = match (self.peek(), self.peek_after(1)) {
            (Kind::Mark("^"), Kind::Number(number)) => Some(number.to_string()),
            (Kind::Superscript(number), _) => Some(number.to_string()),
            _ => None,
        };
        let hint = match (exponent, self.peek()) {
            (Some(exponent), _) => format!("write `{name}(x)^{exponent}`"),
            (None, Kind::Name | Kind::Number(_)) => format!("write `{name}({})`", self.text(&self.span())),
            _ => format!("write {}", example(name, names::function(name).unwrap_or(Function::If))),
        };
        self.error(span, format!("`{name}` is a function and needs brackets"), hint)
    }
}

fn arity(function: Function) -> &'static str {
    match function {
        Function::Unary(_) => "one argument",
        Function::Binary(_) => "two arguments",
        Function::Fold(_) => "two arguments or more",
        Function::Clamp | Function::If => "three arguments",
    }
}

fn example(name: &str, function: Function) -> String {
    match function {
        Function::Unary(_) => format!("`{name}(x)`"),
        Function::Binary(_) | Function::Fold(_) => format!("`{name}(x, y)`"),
        Function::Clamp => "`clamp(v, low, high)`".to_owned(),
        Function::If => "`if(condition, a, b)`".to_owned(),
    }
}
