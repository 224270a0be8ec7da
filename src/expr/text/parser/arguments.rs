//! Arguments in brackets, and functions of them.

use std::ops::Range;
use std::rc::Rc;

use super::term::Term;
use super::unknown::is_axis;
use super::{Parse, Parser, Scope, power};
use crate::expr::graph::op::{Binary, Unary};
use crate::expr::text::lexer::{Kind, Token};
use crate::expr::text::names::Function;
use crate::expr::text::typeset::Typeset;

impl Parser<'_> {
    pub(super) fn arguments(
        &mut self,
        function: Function,
        name_span: &Range<usize>,
        close: &'static str,
    ) -> Parse<Term> {
        if let Some(series) = self.series_ahead(function, name_span)? {
            return self.series(series, name_span);
        }
        let name = self.text(name_span);
        let mut arguments = Vec::new();
        self.advance();
        let outer = (self.inside_bars, self.after_logic);
        (self.inside_bars, self.after_logic) = (false, false);
        // `max([a, b])`, `norm((a, b))`, `Norm[{a, b}]`: the members of one list.
        let list = match (function, self.peek()) {
            (Function::Fold(_) | Function::Norm, Kind::Mark("[")) => Some("]"),
            (Function::Fold(_) | Function::Norm, Kind::Mark("(")) => Some(")"),
            (Function::Fold(_) | Function::Norm, Kind::Mark("{")) => Some("}"),
            _ => None,
        };
        // A group that goes on is the first argument: `\max({x}^{2}, y)`.
        let behind = self.tokens.get(self.at + self.in_brackets_ahead().len() + 2);
        let may_go_on = list == Some("]") || function == Function::Norm && list == Some(")");
        let ends_list = |token: &Token| token.is_mark(close) || token.is_mark(",") && may_go_on;
        let list = list.filter(|_| behind.is_none_or(ends_list));
        let ends = list.unwrap_or(close);
        if list.is_some() {
            self.advance();
        }
        while !self.is_mark(ends) {
            if self.peek() == Kind::Name && self.peek_after(1) == Kind::Mark("=") {
                let (token, span) = (&self.tokens[self.at], self.span());
                if is_axis(token) {
                    return self.no_axis(span);
                }
                let hint = "give arguments by their places alone; to compare write `==`".to_owned();
                return self.error(span, "an argument has no name here", hint);
            }
            arguments.push(self.expression(power::LOOSEST)?);
            if !self.eat(",") && !self.is_mark(ends) {
                let hint = format!("add `{ends}`");
                return match self.peek() {
                    Kind::End => {
                        self.error(name_span.clone(), format!("the brackets of `{name}` are never closed"), hint)
                    }
                    Kind::Mark("=") => {
                        let hint = "give arguments by their places alone; to compare write `==`".to_owned();
                        self.error(self.span(), "an argument has no name here", hint)
                    }
                    Kind::Mark(";") => {
                        self.error(self.span(), "`;` separates no arguments", "write `,` between them".to_owned())
                    }
                    _ => self.error(self.span(), format!("`,`, `{ends}` or an operator is expected here"), None),
                };
            }
        }
        if list.is_some() {
            self.advance();
            if self.is_mark(",") {
                return self.no_axis(self.span());
            }
            if !self.is_mark(close) {
                let hint = "write the members of the list alone".to_owned();
                return self.error(self.span(), format!("`{close}` is expected behind the list"), hint);
            }
        }
        let span = name_span.start..self.advance().span.end;
        (self.inside_bars, self.after_logic) = outer;
        if function == Function::Norm && list.is_none() {
            let hint = "write `hypot(x, y)`, or `norm([x, y])`".to_owned();
            return self.error(span, format!("`{name}` takes the members of a vector"), hint);
        }
        if let (Function::Fold(op), None, [_, second]) = (function, list, arguments.as_slice())
            && self.takes_axis(name_span, second)
        {
            let message =
                format!("the second argument of `{name}` is an axis, and a formula has the numbers of one point");
            return self.error(span, message, format!("write {}", fold_example(name, op)));
        }
        self.applied(function, arguments, span, name_span)
    }

    /// The function's value; `span` is the whole call's.
    pub(super) fn applied(
        &mut self,
        function: Function,
        arguments: Vec<Term>,
        span: Range<usize>,
        name_span: &Range<usize>,
    ) -> Parse<Term> {
        self.remark_name(name_span);
        let count = arguments.len();
        let mut given = arguments.into_iter();
        let mut next = || given.next();
        match (function, count) {
            (Function::Unary(op), 1) => {
                self.remark_logarithm(op, name_span);
                if let Some(a) = next() {
                    let is_common = op == Unary::Log && self.is_cell && self.text(name_span) == "LOG";
                    return Ok(self.unary(if is_common { Unary::Log10 } else { op }, a));
                }
            }
            (Function::Binary(op), 2) => {
                if let (Some(a), Some(b)) = (next(), next()) {
                    self.remark_order(op, name_span);
                    let is_turned = op == Binary::Atan2 && self.is_cell;
                    return Ok(if is_turned { self.binary(op, b, a) } else { self.binary(op, a, b) });
                }
            }
            (Function::Fold(op), 2..) => return Ok(self.folded(op, given)),
            (Function::Norm, 2..) => return Ok(self.folded(Binary::Hypot, given)),
            (Function::Clamp, 3) => {
                if let (Some(value), Some(low), Some(high)) = (next(), next(), next()) {
                    let raised = self.graph.binary(Binary::Max, value.node, low.node);
                    let node = self.graph.binary(Binary::Min, raised, high.node);
                    return Ok(Term { node, text: Typeset::call("clamp", [value.text, low.text, high.text]) });
                }
            }
            (Function::If, 3) => {
                if let (Some(condition), Some(a), Some(b)) = (next(), next(), next()) {
                    return Ok(self.choose(condition, a, b));
                }
            }
            (Function::Reciprocal(name, op), 1) => {
                if let Some(a) = next() {
                    let (value, one) = (self.graph.unary(op, a.node), self.graph.constant(1.0));
                    let node = self.graph.binary(Binary::Div, one, value);
                    return Ok(Term { node, text: Typeset::call(name, [a.text]) });
                }
            }
            (Function::Formula { name, parameters, text }, _) if parameters.split(' ').count() == count => {
                return self.by_formula(name, parameters, text, given.collect());
            }
            _ => {}
        }
        let name = self.text(name_span).trim_start_matches('\\');
        let hint = match (function, count) {
            (Function::Unary(Unary::Atan), 2) => "write `atan2(y, x)`, y first".to_owned(),
            (Function::Unary(Unary::Log), 2) => "write `ln(x)/ln(base)`".to_owned(),
            (Function::Unary(Unary::Round), 2) => "write `round(x*10^n)/10^n`".to_owned(),
            (Function::Formula { name: "heaviside", .. }, 1) => "write `x > 0`, which is 1 or 0".to_owned(),
            _ => format!("write {}", example(name, function)),
        };
        self.error(span, format!("`{name}` takes {}, not {count}", arity(function)), hint)
    }

    /// Whether a function of libraries of arrays takes its second argument for an axis: `np.max(x, 0)`, `sum(x, 1)`.
    pub(super) fn takes_axis(&self, name_span: &Range<usize>, second: &Term) -> bool {
        let (module, name) = self.text(name_span).rsplit_once('.').unwrap_or(("", self.text(name_span)));
        let is_whole = self.graph.as_constant(second.node).is_some_and(|number| number.fract() == 0.0);
        let is_reduction = matches!(name, "sum" | "prod" | "amax" | "amin");
        let is_extreme = matches!(name, "max" | "min");
        match module.rsplit('.').next().unwrap_or_default() {
            "np" | "numpy" | "jnp" | "onp" | "cp" | "cupy" | "xp" => is_reduction || is_extreme,
            "torch" => is_whole && (is_reduction || is_extreme),
            _ => is_whole && is_reduction && !self.is_cell,
        }
    }

    /// A function of two of any number of arguments, one after the other.
    pub(super) fn folded(&mut self, op: Binary, arguments: impl IntoIterator<Item = Term>) -> Term {
        let (nodes, texts): (Vec<_>, Vec<_>) = arguments.into_iter().map(|term| (term.node, term.text)).unzip();
        let folded = nodes.into_iter().reduce(|folded, next| self.graph.binary(op, folded, next));
        let text = match op {
            Binary::Add => texts.into_iter().reduce(Typeset::plus),
            Binary::Mul => texts.into_iter().reduce(Typeset::times),
            _ => Some(Typeset::call(op.name(), texts)),
        };
        // There are two arguments at least.
        let node = folded.unwrap_or_else(|| self.graph.constant(0.0));
        Term { node, text: text.unwrap_or_else(|| Typeset::atom("0")) }
    }

    /// A function of the table of spellings, by the formula that stands there for it.
    pub(super) fn by_formula(
        &mut self,
        name: &str,
        parameters: &'static str,
        formula: &'static str,
        arguments: Vec<Term>,
    ) -> Parse<Term> {
        let mut inner = Parser::new(formula, Scope::Rule { inputs: &[] })?;
        std::mem::swap(&mut inner.graph, &mut self.graph);
        inner.locals = parameters.split(' ').map(Rc::from).zip(arguments.iter().cloned()).collect();
        let value = inner.expression(power::LOOSEST);
        std::mem::swap(&mut inner.graph, &mut self.graph);
        let text = match name {
            // An operator's own mark is shorter.
            "" => value.as_ref().map_or_else(|_| Typeset::atom(formula), |value| value.text.clone()),
            name => Typeset::call(name, arguments.into_iter().map(|argument| argument.text)),
        };
        Ok(Term { node: value?.node, text })
    }

    /// Says that a logarithm without a base is the natural one, where it is often another: in LaTeX, which Desmos and
    /// schools write, and in spreadsheets' capitals.
    pub(super) fn remark_logarithm(&mut self, op: Unary, name_span: &Range<usize>) {
        let name = self.text(name_span);
        if op == Unary::Log && (name == "\\log" || name == "LOG" && !self.is_cell) {
            self.remark(format!("`{name}` is read as the natural logarithm; that of base 10 is `log10`"));
        }
    }

    /// Says which meaning a name has that has another where one may have it from.
    fn remark_name(&mut self, name_span: &Range<usize>) {
        let remark = match self.text(name_span) {
            "frac" => "`frac(x)` keeps the sign of x, as in Maple and PyTorch; HLSL's x − ⌊x⌋ is `fract(x)`",
            "dexp" => "`dexp(x)` is read as Fortran's e^x; R's density is `if(x < 0, 0, exp(-x))`",
            _ => return,
        };
        self.remark(remark.to_owned());
    }

    /// Says that y comes first where a spreadsheet has x first.
    pub(super) fn remark_order(&mut self, op: Binary, name_span: &Range<usize>) {
        if op == Binary::Atan2 && !self.is_cell && self.text(name_span) == "ATAN2" {
            self.remark("`ATAN2(y, x)` takes y first, where spreadsheets take x first".to_owned());
        }
    }
}

/// How two values are written together, where a library of arrays would do it along an axis.
fn fold_example(name: &str, op: Binary) -> String {
    let module = name.rsplit_once('.').map_or_else(String::new, |(module, _)| format!("{module}."));
    match op {
        Binary::Add => "`x + y`".to_owned(),
        Binary::Mul => "`x*y`".to_owned(),
        Binary::Max => format!("`{module}maximum(x, y)`"),
        Binary::Min => format!("`{module}minimum(x, y)`"),
        _ => format!("`{name}(x, y)`"),
    }
}

fn arity(function: Function) -> String {
    match function {
        Function::Unary(_) | Function::Reciprocal(..) => "one argument".to_owned(),
        Function::Binary(_) => "two arguments".to_owned(),
        Function::Fold(_) | Function::Norm => "two arguments or more".to_owned(),
        Function::Clamp | Function::If => "three arguments".to_owned(),
        Function::Formula { parameters, .. } => match parameters.split(' ').count() {
            1 => "one argument".to_owned(),
            count => format!("{} arguments", ["no", "one", "two", "three"].get(count).copied().unwrap_or("more")),
        },
    }
}

pub(super) fn example(name: &str, function: Function) -> String {
    match function {
        Function::Unary(_) | Function::Reciprocal(..) => format!("`{name}(x)`"),
        Function::Fold(op) if name.contains('.') || name == "sum" || name == "prod" => fold_example(name, op),
        Function::Binary(_) | Function::Fold(_) | Function::Norm => format!("`{name}(x, y)`"),
        Function::Clamp => format!("`{name}(v, low, high)`"),
        Function::If => format!("`{name}(condition, a, b)`"),
        Function::Formula { parameters, .. } => format!("`{name}({})`", parameters.replace(' ', ", ")),
    }
}
