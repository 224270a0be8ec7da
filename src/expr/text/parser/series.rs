//! Sums and products over an index, written out: `sum(sin(k*x)/k, k, 1, 8)`.

use std::ops::Range;
use std::rc::Rc;

use super::term::Term;
use super::{MAX_NODES, Parse, Parser, power};
use crate::expr::graph::op::Binary;
use crate::expr::text::lexer::Kind;
use crate::expr::text::names::Function;
use crate::expr::text::typeset::Typeset;
use crate::words::with_minus;

/// How many names, numbers and signs the sums and products of a formula may have together, written out.
const MAX_WRITTEN: usize = 500_000;

/// The tokens of a sum over an index.
pub(super) struct Series {
    op: Binary,
    body: Range<usize>,
    index: usize,
    /// From 0, where nothing stands there.
    first: Option<Range<usize>>,
    last: Range<usize>,
    /// Whether the last number is left out, as in Python.
    is_exclusive: bool,
    /// Whether the same text would be a list of numbers.
    has_two_readings: bool,
}

impl Parser<'_> {
    /// The sum or product over an index whose opening bracket stands here: Maxima's and SymPy's `sum(f, k, 1, 8)`,
    /// `Sum(f, (k, 1, 8))`, Mathematica's `Sum[f, {k, 1, 8}]`, Python's `sum(f for k in range(1, 9))`.
    pub(super) fn series_ahead(&self, function: Function, name_span: &Range<usize>) -> Parse<Option<Series>> {
        let name = self.text(name_span).rsplit('.').next().unwrap_or_default();
        let op = match function {
            Function::Fold(op @ (Binary::Add | Binary::Mul)) if !matches!(name, "plus" | "times" | "Mul") => op,
            _ => return Ok(None),
        };
        let start = self.at + 1;
        let whole = start..start + self.in_brackets_ahead().len();
        if self.tokens.get(whole.end).is_none_or(|token| token.kind == Kind::End) {
            return Ok(None);
        }
        let series = |body: &Range<usize>, index: &Range<usize>, first: &Range<usize>, last: &Range<usize>| Series {
            op,
            body: body.clone(),
            index: index.start,
            first: Some(first.clone()),
            last: last.clone(),
            is_exclusive: false,
            has_two_readings: true,
        };
        let parts = self.parted(whole);
        match parts.as_slice() {
            [body, index, first, last] if self.is_index_of(index, body) => Ok(Some(series(body, index, first, last))),
            [index, first, last, body] if self.is_index_of(index, body) => {
                let [f, index, first, last] = [body, index, first, last].map(|part| self.text(&self.bytes(part)));
                let hint =
                    format!("write `{name}({f}, {index}, {first}, {last})`, or `+` between the numbers of a list");
                self.error(name_span.clone(), format!("what `{name}` goes over is not clear"), hint)
            }
            [body, group] => match self.parted(self.unwrapped(group)).as_slice() {
                [index, first, last] if self.is_name(index) => {
                    Ok(Some(Series { has_two_readings: false, ..series(body, index, first, last) }))
                }
                _ => Ok(None),
            },
            [comprehension] => Ok(self.comprehension(op, self.unwrapped(comprehension))),
            _ => Ok(None),
        }
    }

    /// Python's `f for k in range(1, 9)`.
    fn comprehension(&self, op: Binary, tokens: Range<usize>) -> Option<Series> {
        let word = |at: usize| if self.tokens[at].kind == Kind::Name { &*self.tokens[at].name } else { "" };
        let mut depth = 0;
        let at = tokens.clone().find(|&at| {
            depth += self.tokens[at].kind.nesting();
            depth == 0 && word(at) == "for"
        })?;
        let [index, is_in, range, open] = [1, 2, 3, 4].map(|count| at + count);
        if open >= tokens.end || word(index).is_empty() || word(is_in) != "in" || word(range) != "range" {
            return None;
        }
        let numbers = self.parted(self.unwrapped(&(open..tokens.end)));
        let (first, last) = match numbers.as_slice() {
            [last] => (None, last),
            [first, last] => (Some(first.clone()), last),
            _ => return None,
        };
        let (body, last) = (tokens.start..at, last.clone());
        Some(Series { op, body, index, first, last, is_exclusive: true, has_two_readings: false })
    }

    /// The terms, one after the other; the place is that of the opening bracket, and then behind the closing one.
    pub(super) fn series(&mut self, series: Series, name_span: &Range<usize>) -> Parse<Term> {
        let behind = self.at + 2 + self.in_brackets_ahead().len();
        let outer = (self.inside_bars, self.after_logic);
        (self.inside_bars, self.after_logic) = (false, false);
        let Series { op, body, index, first, last, is_exclusive, has_two_readings } = series;
        let first = first.map_or(Ok(0), |first| self.whole(first))?;
        let last = self.whole(last)? - i32::from(is_exclusive);
        let count = usize::try_from(last - first + 1).unwrap_or(0);
        self.written = self.written.saturating_add(count.saturating_mul(body.len()));
        let word = if op == Binary::Add { "sum" } else { "prod" };
        let span = name_span.start..self.tokens[behind - 1].span.end;
        if count == 0 {
            let message = format!("this `{word}` from {first} to {last} has no terms");
            return self.error(span, message, "give the smaller number first".to_owned());
        }
        if self.written > MAX_WRITTEN {
            let message =
                format!("written out the sums of this formula have more than {MAX_WRITTEN} names, numbers and signs");
            return self.error(span, message, "give fewer terms".to_owned());
        }
        let name = self.tokens[index].name.clone();
        let hidden = self.locals.remove(&name);
        let mut folded: Option<Term> = None;
        for value in first..=last {
            let node = self.graph.constant(f64::from(value));
            self.locals.insert(Rc::clone(&name), Term { node, text: Typeset::atom(&*name) });
            let term = self.part(&body)?;
            folded = Some(match folded {
                None => term,
                Some(Term { node, text }) => Term { node: self.graph.binary(op, node, term.node), text },
            });
            if self.graph.len() > MAX_NODES {
                return self.error(span, format!("the formula comes to more than {MAX_NODES} nodes"), None);
            }
        }
        self.locals.remove(&name);
        self.locals.extend(hidden.map(|hidden| (Rc::clone(&name), hidden)));
        if has_two_readings {
            let (whole, f) = (self.text(&span), self.text(&self.bytes(&body)));
            let kind = if op == Binary::Add { "sum" } else { "product" };
            self.remark(format!("`{whole}` is read as the {kind} of `{f}` for {name} from {first} to {last}"));
        }
        self.at = behind;
        (self.inside_bars, self.after_logic) = outer;
        let numbers = [first, last].map(|number| Typeset::atom(with_minus(&number.to_string())));
        let [first, last] = numbers;
        // There is one term at least.
        let Term { node, text } = folded.unwrap_or_else(|| self.number(0.0, "0"));
        Ok(Term { node, text: Typeset::call(word, [text, Typeset::atom(&*name), first, last]) })
    }

    /// The expression of these tokens.
    fn part(&mut self, tokens: &Range<usize>) -> Parse<Term> {
        self.at = tokens.start;
        // A word such as `for` would be a factor.
        let end = self.tokens[tokens.end].kind;
        self.tokens[tokens.end].kind = Kind::Mark(",");
        let term = self.expression(power::LOOSEST)?;
        self.tokens[tokens.end].kind = end;
        match self.at == tokens.end {
            true => Ok(term),
            false => self.error(self.span(), "`,` or an operator is expected here", None),
        }
    }

    /// The whole number of these tokens.
    fn whole(&mut self, tokens: Range<usize>) -> Parse<i32> {
        let term = self.part(&tokens)?;
        let number = self.graph.as_constant(term.node).filter(|number| number.fract() == 0.0 && number.abs() < 1e9);
        match number {
            Some(number) => Ok(number as i32),
            None => {
                let hint = "write whole numbers, such as `sum(sin(k*x)/k, k, 1, 8)`".to_owned();
                self.error(self.bytes(&tokens), "a sum goes from one whole number to another", hint)
            }
        }
    }

    /// Tokens between commas that stand in no further brackets.
    fn parted(&self, tokens: Range<usize>) -> Vec<Range<usize>> {
        let mut depth = 0;
        let mut start = tokens.start;
        let mut parts = Vec::new();
        for at in tokens.clone() {
            depth += self.tokens[at].kind.nesting();
            if depth == 0 && self.tokens[at].is_mark(",") {
                parts.push(start..at);
                start = at + 1;
            }
        }
        parts.push(start..tokens.end);
        if parts.iter().all(|part| !part.is_empty()) { parts } else { Vec::new() }
    }

    /// What stands in the brackets around all of these tokens, or the tokens themselves.
    fn unwrapped(&self, tokens: &Range<usize>) -> Range<usize> {
        let mut depth = 0;
        let mut closes = tokens.clone().map(|at| {
            depth += self.tokens[at].kind.nesting();
            depth == 0
        });
        match closes.position(|is_closed| is_closed) {
            Some(end) if end > 0 && end + 1 == tokens.len() => tokens.start + 1..tokens.end - 1,
            _ => tokens.clone(),
        }
    }

    fn bytes(&self, tokens: &Range<usize>) -> Range<usize> {
        self.tokens[tokens.start].span.start..self.tokens[tokens.end - 1].span.end
    }

    fn is_name(&self, tokens: &Range<usize>) -> bool {
        tokens.len() == 1 && self.tokens[tokens.start].kind == Kind::Name
    }

    /// Whether these tokens are a name that others are a function of, and no coordinate.
    fn is_index_of(&self, index: &Range<usize>, body: &Range<usize>) -> bool {
        let name = &self.tokens[index.start].name;
        let is_in = |at: usize| self.tokens[at].kind == Kind::Name && self.tokens[at].name == *name;
        self.is_name(index) && self.coordinates.index(name).is_none() && body.clone().any(is_in)
    }
}
