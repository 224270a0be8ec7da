//! Functions and what they are applied to.

use std::ops::Range;
use std::rc::Rc;

use super::operand::is_axis;
use super::term::Term;
use super::{Parse, Parser, Scope, power};
use crate::expr::graph::op::{Binary, Unary};
use crate::expr::text::lexer::{Kind, Token};
use crate::expr::text::names::{self, Function};
use crate::expr::text::spellings;
use crate::expr::text::typeset::Typeset;

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
                self.number(f64::from(exponent), &exponent.to_string().replace('-', "−"))
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

    fn arguments(&mut self, function: Function, name_span: &Range<usize>, close: &'static str) -> Parse<Term> {
        let name = self.text(name_span);
        let mut arguments = Vec::new();
        self.advance();
        let outer = (self.inside_bars, self.after_logic);
        (self.inside_bars, self.after_logic) = (false, false);
        // `max([a, b])`, `norm((a, b))`, `Norm[{a, b}]`: the members of one list.
        let list = match (function, self.peek()) {
            (Function::Fold(_) | Function::Norm, Kind::Mark("[")) => Some("]"),
            (Function::Norm, Kind::Mark("(")) => Some(")"),
            (Function::Fold(_) | Function::Norm, Kind::Mark("{")) => Some("}"),
            _ => None,
        };
        // A group that goes on is the first argument: `\max({x}^{2}, y)`.
        let behind = self.tokens.get(self.at + self.in_brackets_ahead().len() + 2);
        let ends_list = |token: &Token| token.is_mark(close) || token.is_mark(",") && list != Some("}");
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
    fn applied(
        &mut self,
        function: Function,
        arguments: Vec<Term>,
        span: Range<usize>,
        name_span: &Range<usize>,
    ) -> Parse<Term> {
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
    fn takes_axis(&self, name_span: &Range<usize>, second: &Term) -> bool {
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
    fn folded(&mut self, op: Binary, arguments: impl IntoIterator<Item = Term>) -> Term {
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
    fn by_formula(
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
    fn remark_logarithm(&mut self, op: Unary, name_span: &Range<usize>) {
        let name = self.text(name_span);
        if op == Unary::Log && (name == "\\log" || name == "LOG" && !self.is_cell) {
            self.remark(format!("`{name}` is read as the natural logarithm; that of base 10 is `log10`"));
        }
    }

    /// Says that y comes first where a spreadsheet has x first.
    fn remark_order(&mut self, op: Binary, name_span: &Range<usize>) {
        if op == Binary::Atan2 && !self.is_cell && self.text(name_span) == "ATAN2" {
            self.remark("`ATAN2(y, x)` takes y first, where spreadsheets take x first".to_owned());
        }
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

fn example(name: &str, function: Function) -> String {
    match function {
        Function::Unary(_) | Function::Reciprocal(..) => format!("`{name}(x)`"),
        Function::Fold(op) if name.contains('.') || name == "sum" || name == "prod" => fold_example(name, op),
        Function::Binary(_) | Function::Fold(_) | Function::Norm => format!("`{name}(x, y)`"),
        Function::Clamp => format!("`{name}(v, low, high)`"),
        Function::If => format!("`{name}(condition, a, b)`"),
        Function::Formula { parameters, .. } => format!("`{name}({})`", parameters.replace(' ', ", ")),
    }
}
