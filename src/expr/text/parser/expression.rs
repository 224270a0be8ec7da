//! Operators and what they bind.

use super::term::Term;
use super::{MAX_NESTING, MAX_NODES, Parse, Parser, SQUARE, power};
use crate::expr::graph::NodeId;
use crate::expr::graph::op::Binary;
use crate::expr::text::lexer::{Kind, Token};

impl Parser<'_> {
    /// An expression whose operators bind at least as tightly as `loosest`.
    pub(super) fn expression(&mut self, loosest: u8) -> Parse<Term> {
        self.depth += 1;
        if self.depth > MAX_NESTING {
            return self.error(
                self.span(),
                format!("the formula nests deeper than {MAX_NESTING} levels"),
                "name parts of it: `r = …; …`".to_owned(),
            );
        }
        let start = self.span().start;
        let mut left_start = self.at;
        let mut left = self.operand(loosest)?;
        // The right side of the last comparison, which the next one of a chain compares.
        let mut compared = None;
        // Where the product begins that a quotient is multiplied with, as in `1/2x`.
        let mut after_quotient: Option<usize> = None;
        let mut is_quotient = false;
        while let Some((binding, op)) = self.operator(left_start)?.filter(|&(binding, _)| binding >= loosest) {
            if op == Operator::SideBySide {
                after_quotient = after_quotient.or(is_quotient.then(|| self.span().start));
            } else if let Some(right) = after_quotient.take() {
                self.remark_product(self.since(start), right);
            }
            is_quotient = op == Operator::Infix(Binary::Div);
            if op == Operator::Compare {
                left = self.compare(left, &mut compared)?;
            } else {
                compared = None;
                left = self.apply(left, start, binding, op)?;
            }
            left_start = self.at.saturating_sub(1);
            if self.graph.len() > MAX_NODES {
                return self.error(self.span(), format!("the formula comes to more than {MAX_NODES} nodes"), None);
            }
        }
        if let Some(right) = after_quotient {
            self.remark_product(self.since(start), right);
        }
        self.depth -= 1;
        Ok(left)
    }

    /// The operator that stands here, if one does, with its binding power.
    fn operator(&self, left_start: usize) -> Parse<Option<(u8, Operator)>> {
        Ok(Some(match self.peek() {
            Kind::End => return Ok(None),
            Kind::Superscript(_) => (power::POWER, Operator::Superscript),
            Kind::Number(_) if matches!(self.tokens[left_start].kind, Kind::Number(_)) && left_start + 1 == self.at => {
                return self.error(self.span(), "two numbers side by side", "write `*` between them".to_owned());
            }
            Kind::Number(_) if !self.is_after("}") => {
                // A raised digit that lost its height when it was copied looks the same, and so does `5 x 3`.
                let hint = "write `*` between them, or `^` for a power".to_owned();
                return self.error(self.span(), "a number behind a value has two readings", hint);
            }
            Kind::Number(_) | Kind::Qualified | Kind::Index(_) | Kind::Fraction => {
                (power::PRODUCT, Operator::SideBySide)
            }
            Kind::Name => match &*self.name() {
                "and" => (power::AND, Operator::Infix(Binary::And)),
                "or" => (power::OR, Operator::Infix(Binary::Or)),
                "not" => return self.error(self.span(), "`not` cannot follow a value", "write `and not`".to_owned()),
                "else" => return Ok(None),
                "if" if self.tokens[self.at..].iter().any(|token| &*token.name == "else") => {
                    (power::LOOSEST, Operator::IfElse)
                }
                _ => (power::PRODUCT, Operator::SideBySide),
            },
            Kind::Mark(mark) => match mark {
                "+" => (power::SUM, Operator::Infix(Binary::Add)),
                "-" => (power::SUM, Operator::Infix(Binary::Sub)),
                "*" => (power::PRODUCT, Operator::Infix(Binary::Mul)),
                "/" => (power::PRODUCT, Operator::Infix(Binary::Div)),
                "^" => (power::POWER, Operator::Power),
                "<" | "<=" | ">" | ">=" | "==" | "!=" => (power::COMPARE, Operator::Compare),
                "?" => (power::LOOSEST, Operator::Condition),
                "(" | "{" | "⌊" | "⌈" => (power::PRODUCT, Operator::SideBySide),
                "[" if self.is_index_of_value() => {
                    let hint = "a formula has the numbers of one point: leave the index out".to_owned();
                    return self.error(self.span(), "an index is of arrays", hint);
                }
                "[" if !self.follows_a_name() => (power::PRODUCT, Operator::SideBySide),
                "°" => (power::POWER, Operator::Degrees),
                "|" if self.is_double_bar() && (self.after_logic || self.is_logical) => (power::OR, Operator::Bars),
                "|" if !self.inside_bars && self.is_logical => match self.bar_after_logic()? {
                    Operator::Bar => (power::OR, Operator::Bar),
                    other => (power::PRODUCT, other),
                },
                "|" if !self.inside_bars => (power::PRODUCT, Operator::SideBySide),
                "!" => {
                    let hint = "a factorial is unknown here; write the product, such as 5*4*3*2".to_owned();
                    return self.error(self.span(), "`!` follows a value", hint);
                }
                "[" => return self.error(self.span(), "square brackets mean nothing here", SQUARE.to_owned()),
                "@" => return self.error(self.span(), "`@` means nothing here", "write the product out".to_owned()),
                "=>" | "->" => {
                    let hint = "to compare write `>=`; of a function write the formula alone".to_owned();
                    return self.error(self.span(), format!("`{mark}` means nothing here"), hint);
                }
                _ => return Ok(None),
            },
        }))
    }

    /// Whether two bars stand here without room between them.
    fn is_double_bar(&self) -> bool {
        let next = self.tokens.get(self.at + 1);
        self.is_mark("|") && next.is_some_and(|next| next.is_mark("|") && next.span.start == self.span().end)
    }

    /// Whether an index stands right behind a bracket: `np.cos(x)[0]`.
    fn is_index_of_value(&self) -> bool {
        let before = self.at.checked_sub(1).map(|before| &self.tokens[before]);
        let whole = |kind| matches!(kind, Kind::Number(number) if number.fract() == 0.0);
        let is_number = whole(self.peek_after(1)) && self.peek_after(2) == Kind::Mark("]");
        let is_value = |token: &Token| matches!(token.kind, Kind::Mark(")" | "]" | "}"));
        is_number && before.is_some_and(|token| is_value(token) && token.span.end == self.span().start)
    }

    /// Whether a name stands right before, without room between.
    pub(super) fn follows_a_name(&self) -> bool {
        let before = self.at.checked_sub(1).map(|before| &self.tokens[before]);
        before.is_some_and(|token| token.kind == Kind::Name && token.span.end == self.span().start)
    }

    /// What a single bar is behind a condition: `or`, as NumPy and R have it, where no other bar could close it; bars around
    /// a condition could be either.
    fn bar_after_logic(&self) -> Parse<Operator> {
        let (mut depth, mut has_condition) = (0, false);
        for token in &self.tokens[self.at + 1..] {
            let Kind::Mark(mark) = token.kind else { continue };
            match mark {
                "(" | "{" | "[" => depth += 1,
                ")" | "}" | "]" if depth == 0 => break,
                ")" | "}" | "]" => depth -= 1,
                "," | ";" | "?" | ":" if depth == 0 => break,
                "<" | "<=" | ">" | ">=" | "==" | "!=" => has_condition = true,
                "|" if depth == 0 && has_condition => {
                    let hint = "write `or`, or `abs(…)`".to_owned();
                    return self.error(self.span(), "`|` has two readings behind a condition", hint);
                }
                "|" if depth == 0 => return Ok(Operator::SideBySide),
                _ => {}
            }
        }
        Ok(Operator::Bar)
    }

    /// What follows a logical operator or a comparison, in which two bars are `or`.
    pub(super) fn logical(&mut self, loosest: u8) -> Parse<Term> {
        let outer = std::mem::replace(&mut self.after_logic, true);
        let right = self.expression(loosest);
        self.after_logic = outer;
        self.is_logical = true;
        right
    }

    /// A comparison; one that follows another compares the right side of that one: `-1 < x < 1`.
    fn compare(&mut self, left: Term, compared: &mut Option<NodeId>) -> Parse<Term> {
        let Kind::Mark(mark) = self.advance().kind else { return Ok(left) };
        let Term { node: right, text } = self.logical(power::COMPARE + 1)?;
        let first = compared.replace(right);
        let a = first.unwrap_or(left.node);
        let (op, a, b) = match mark {
            "<" => (Binary::Less, a, right),
            ">" => (Binary::Less, right, a),
            "<=" => (Binary::LessEqual, a, right),
            ">=" => (Binary::LessEqual, right, a),
            "==" => (Binary::Equal, a, right),
            _ => (Binary::NotEqual, a, right),
        };
        let comparison = self.graph.binary(op, a, b);
        let text = left.text.compare(mark, text, first.is_some());
        let node = if first.is_some() { self.graph.binary(Binary::And, left.node, comparison) } else { comparison };
        Ok(Term { node, text })
    }

    fn apply(&mut self, left: Term, start: usize, binding: u8, operator: Operator) -> Parse<Term> {
        let value = match operator {
            Operator::SideBySide => {
                let power = self.loose_power.take().filter(|(end, _)| *end == self.at);
                let right_start = self.span().start;
                let brace = self.is_mark("{").then(|| self.span());
                let right = self.expression(binding + 1)?;
                if let Some(brace) = brace.filter(|_| self.is_logical) {
                    let hint = "write `if(condition, a, b)`: braces say nothing of the value elsewhere".to_owned();
                    return self.error(brace, "a condition in braces is no factor", hint);
                }
                if let Some((_, power)) = power {
                    self.remark_product(self.since(power.start), right_start);
                }
                self.binary(Binary::Mul, left, right)
            }
            Operator::Superscript => {
                let Kind::Superscript(exponent) = self.advance().kind else { return Ok(left) };
                self.power(left, i32::from(exponent))
            }
            Operator::Degrees => {
                self.advance();
                let (pi, half_turn) = (self.graph.constant(std::f64::consts::PI), self.graph.constant(180.0));
                let product = self.graph.binary(Binary::Mul, left.node, pi);
                Term { node: self.graph.binary(Binary::Div, product, half_turn), text: left.text.degrees() }
            }
            Operator::Power => {
                let is_of_arrays = self.text(&self.span()).starts_with('.');
                self.advance();
                let exponent_at = self.at;
                let exponent = self.exponent()?;
                if self.is_cell || is_of_arrays {
                    self.one_power(start, exponent_at)?;
                }
                self.watch_power(left.node, start, exponent_at);
                self.binary(Binary::Pow, left, exponent)
            }
            Operator::Infix(op @ (Binary::And | Binary::Or)) => {
                // LaTeX and spreadsheets have another meaning for it.
                if !self.is_logical && self.text(&self.span()) == "&" {
                    let hint = "write `and` where both are conditions; else leave the mark out".to_owned();
                    return self.error(self.span(), "`&` stands behind a number, and not behind a condition", hint);
                }
                self.advance();
                let right = self.logical(binding + 1)?;
                return Ok(self.binary(op, left, right));
            }
            Operator::Bar | Operator::Bars => {
                self.at += if operator == Operator::Bars { 2 } else { 1 };
                let right = self.logical(binding + 1)?;
                return Ok(self.binary(Binary::Or, left, right));
            }
            Operator::Infix(op) => {
                self.advance();
                let right = self.expression(binding + 1)?;
                self.binary(op, left, right)
            }
            Operator::Condition => {
                let question = self.advance().span;
                let yes = self.expression(power::LOOSEST)?;
                if !self.eat(":") {
                    let hint = "write `condition ? a : b`, or `if(condition, a, b)`".to_owned();
                    return self.error(question, "this `?` has no `:`", hint);
                }
                let no = self.expression(power::LOOSEST)?;
                self.choose(left, yes, no)
            }
            Operator::IfElse => {
                let word = self.advance().span;
                let condition = self.expression(power::OR)?;
                if !self.is_word("else") {
                    let hint = "write `a if condition else b`, or `if(condition, a, b)`".to_owned();
                    return self.error(word, "this `if` has no `else`", hint);
                }
                self.advance();
                let no = self.expression(power::LOOSEST)?;
                self.choose(condition, left, no)
            }
            Operator::Compare => return Ok(left),
        };
        self.is_logical = false;
        Ok(value)
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Operator {
    SideBySide,
    Superscript,
    Power,
    Compare,
    Infix(Binary),
    /// `||`, which is `or` after a comparison.
    Bars,
    /// `|`, which is `or` after a condition where it closes nothing.
    Bar,
    /// `°` behind a number of degrees.
    Degrees,
    /// C's `condition ? a : b`.
    Condition,
    /// Python's `a if condition else b`.
    IfElse,
}
