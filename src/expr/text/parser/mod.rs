//! Tokens straight to graph nodes, by precedence climbing.
//!
//! From loosest to tightest: `? :`, `or`, `and`, `not`, comparisons, `+ -`, `* /` and things side by side, unary minus,
//! `^`.

mod call;
mod operand;
mod statements;
mod term;

use std::collections::HashMap;
use std::ops::Range;
use std::rc::Rc;

use super::coordinates::Coordinates;
use super::lexer::{Kind, Token, tokenize};
use crate::expr::error::FormulaError;
use crate::expr::graph::op::{Binary, Unary};
use crate::expr::graph::{Graph, Node, NodeId};
use term::Term;

/// The longest formula, in bytes.
pub const MAX_LENGTH: usize = 65_536;
/// How deep brackets, signs and exponents may nest.
pub const MAX_NESTING: usize = 200;
/// How many nodes a formula and its derivatives may come to.
pub const MAX_NODES: usize = 200_000;

/// Binding powers, loosest first.
mod power {
    pub(in crate::expr) const LOOSEST: u8 = 0;
    pub(in crate::expr) const OR: u8 = 1;
    pub(in crate::expr) const AND: u8 = 2;
    pub(in crate::expr) const NOT: u8 = 3;
    pub(in crate::expr) const COMPARE: u8 = 4;
    pub(in crate::expr) const SUM: u8 = 5;
    pub(in crate::expr) const PRODUCT: u8 = 6;
    pub(in crate::expr) const SIGN: u8 = 7;
    pub(in crate::expr) const POWER: u8 = 8;
}

/// What reading a formula gives.
pub(in crate::expr) struct Parsed {
    pub graph: Graph,
    pub root: NodeId,
    pub parameters: Vec<String>,
    /// The number of coordinates: the highest variable used.
    pub dimension: usize,
    /// What should be known of how it was read.
    pub remarks: Vec<String>,
    /// How it was read, set as mathematics.
    pub reading: String,
}

/// Reads a formula, which may be a spreadsheet's; `declared` are names that are parameters because they were given a value.
pub(in crate::expr) fn parse(source: &str, declared: &[&str], is_cell: bool) -> Result<Parsed, FormulaError> {
    let mut parser = Parser::new(source, Scope::Formula { declared })?;
    parser.is_cell = is_cell;
    parser.coordinates = Coordinates::survey(source, &mut parser.tokens, declared)?;
    let Term { node: root, text } = parser.statements()?;
    let Parser { graph, parameters, dimension, remarks, assigned, .. } = parser;
    Ok(Parsed { graph, root, parameters, dimension, remarks, reading: assigned + &text.into_text() })
}

/// Reads statements that assign; `inputs` are the names they may read, the variables of the graph in that order.
///
/// Returns the graph and the last value of every name that was assigned.
pub(in crate::expr) fn parse_rule(
    source: &str,
    inputs: &[&str],
) -> Result<(Graph, HashMap<String, NodeId>), FormulaError> {
    let mut parser = Parser::new(source, Scope::Rule { inputs })?;
    parser.assignments()?;
    let assigned = parser.locals.iter().map(|(name, value)| (name.to_string(), value.node)).collect();
    Ok((parser.graph, assigned))
}

/// Which names mean something.
#[derive(Clone, Copy, Debug)]
enum Scope<'a> {
    /// Coordinates, and parameters by their form or because they are declared.
    Formula { declared: &'a [&'a str] },
    /// These and no others.
    Rule { inputs: &'a [&'a str] },
}

impl<'a> Scope<'a> {
    /// The names that were given from outside.
    fn given(self) -> &'a [&'a str] {
        match self {
            Scope::Formula { declared } => declared,
            Scope::Rule { inputs } => inputs,
        }
    }

    fn is_formula(self) -> bool {
        matches!(self, Scope::Formula { .. })
    }
}

struct Parser<'a> {
    source: &'a str,
    scope: Scope<'a>,
    /// Whether the formula is a spreadsheet's.
    is_cell: bool,
    coordinates: Coordinates,
    tokens: Vec<Token>,
    at: usize,
    depth: usize,
    /// Whether a `|` after an operand closes an absolute value.
    inside_bars: bool,
    /// Whether a comparison or a logical operand stands to the left, inside the same brackets.
    after_logic: bool,
    /// Whether what was read last is a comparison or a logical operand.
    is_logical: bool,
    /// The token behind a power whose exponent has no brackets, and the power's bytes.
    loose_power: Option<(usize, Range<usize>)>,
    graph: Graph,
    locals: HashMap<Rc<str>, Term>,
    /// The assignments before the formula, set as mathematics.
    assigned: String,
    parameters: Vec<String>,
    dimension: usize,
    remarks: Vec<String>,
}

type Parse<T> = Result<T, FormulaError>;

impl<'a> Parser<'a> {
    fn new(source: &'a str, scope: Scope<'a>) -> Parse<Parser<'a>> {
        if source.len() > MAX_LENGTH {
            let message = format!("the formula is {} bytes long; the limit is {MAX_LENGTH}", source.len());
            return Err(FormulaError { message, hint: None, span: 0..1, source: source.chars().take(40).collect() });
        }
        Ok(Parser {
            source,
            scope,
            is_cell: false,
            coordinates: Coordinates::default(),
            tokens: tokenize(source)?,
            at: 0,
            depth: 0,
            inside_bars: false,
            after_logic: false,
            is_logical: false,
            loose_power: None,
            graph: Graph::default(),
            locals: HashMap::new(),
            assigned: String::new(),
            parameters: Vec::new(),
            dimension: 0,
            remarks: Vec::new(),
        })
    }

    fn peek(&self) -> Kind {
        self.tokens[self.at].kind
    }

    fn peek_after(&self, count: usize) -> Kind {
        self.tokens[(self.at + count).min(self.tokens.len() - 1)].kind
    }

    fn span(&self) -> Range<usize> {
        self.tokens[self.at].span.clone()
    }

    /// What the name that stands here is called; empty for what is no name.
    fn name(&self) -> Rc<str> {
        self.tokens[self.at].name.clone()
    }

    fn text(&self, span: &Range<usize>) -> &'a str {
        &self.source[span.clone()]
    }

    /// The bytes from `start` to the end of what was read last.
    fn since(&self, start: usize) -> Range<usize> {
        let end = self.at.checked_sub(1).map_or(start, |last| self.tokens[last].span.end);
        start..end.max(start)
    }

    fn advance(&mut self) -> Token {
        let token = self.tokens[self.at].clone();
        self.at = (self.at + 1).min(self.tokens.len() - 1);
        token
    }

    fn is_mark(&self, mark: &str) -> bool {
        self.tokens[self.at].is_mark(mark)
    }

    fn is_word(&self, word: &str) -> bool {
        self.peek() == Kind::Name && *self.tokens[self.at].name == *word
    }

    fn eat(&mut self, mark: &str) -> bool {
        let found = self.is_mark(mark);
        if found {
            self.advance();
        }
        found
    }

    fn error<T>(&self, span: Range<usize>, message: impl Into<String>, hint: impl Into<Option<String>>) -> Parse<T> {
        Err(FormulaError { message: message.into(), hint: hint.into(), span, source: self.source.to_owned() })
    }

    /// Says something once.
    fn remark(&mut self, remark: String) {
        if !self.remarks.contains(&remark) {
            self.remarks.push(remark);
        }
    }

    /// Says once that `whole` is a product of what stands before `right` and the rest.
    fn remark_product(&mut self, whole: Range<usize>, right: usize) {
        let left = self.text(&(whole.start..right)).trim_end();
        let (whole, right) = (self.text(&whole), self.text(&(right..whole.end)));
        self.remark(format!("`{whole}` is read as `({left})*{right}`"));
    }

    /// An expression whose operators bind at least as tightly as `loosest`.
    fn expression(&mut self, loosest: u8) -> Parse<Term> {
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
    fn follows_a_name(&self) -> bool {
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
    fn logical(&mut self, loosest: u8) -> Parse<Term> {
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

    /// Whether a power stands among the tokens from `first` to here, outside of brackets.
    fn has_power_since(&self, first: usize) -> bool {
        let mut depth = 0;
        self.tokens[first..self.at].iter().any(|token| {
            match token.kind {
                Kind::Mark("(" | "{" | "[") => depth += 1,
                Kind::Mark(")" | "}" | "]") => depth -= 1,
                Kind::Mark("^") | Kind::Superscript(_) => return depth == 0,
                _ => {}
            }
            false
        })
    }

    /// Refuses a power in an exponent, where spreadsheets and Matlab go from left to right.
    fn one_power(&self, start: usize, exponent_at: usize) -> Parse<()> {
        if !self.has_power_since(exponent_at) {
            return Ok(());
        }
        let (whole, exponent) = (self.since(start), self.since(self.tokens[exponent_at].span.start));
        let (base, exponent) = (self.text(&(whole.start..exponent.start)), self.text(&exponent));
        let message = format!("`{base}{exponent}` has two readings");
        self.error(whole, message, format!("write `{base}({exponent})`, or brackets around the first power"))
    }

    /// Refuses the negative of a power in a spreadsheet's formula, where a sign binds more tightly than a power.
    fn no_negative_power(&self, minus: usize, power: NodeId) -> Parse<()> {
        let odd = |exponent: f64| exponent.rem_euclid(2.0) == 1.0;
        let is_odd = match self.graph.node(power) {
            Node::Binary(Binary::Pow, _, exponent) => self.graph.as_constant(exponent).is_some_and(odd),
            _ => false,
        };
        if !self.is_cell || is_odd || !self.has_power_since(minus) {
            return Ok(());
        }
        let whole = self.since(self.tokens[minus].span.start);
        let (text, inside) = (self.text(&whole), self.text(&(whole.start + 1..whole.end)));
        let base = inside.split(['^', '²']).next().unwrap_or_default();
        let hint = format!("write `-({inside})`, or as a spreadsheet has it `(-{base}){}`", &inside[base.len()..]);
        self.error(whole, format!("`{text}` has two readings"), hint)
    }

    /// Notes a power that a factor may follow which was meant to stand in its exponent: `e^2x`, `x^1/2`.
    fn watch_power(&mut self, base: NodeId, start: usize, exponent_at: usize) {
        let is_sign = |token: &Token| token.is_mark("-") || token.is_mark("+");
        let exponent: Vec<&Token> =
            self.tokens[exponent_at..self.at].iter().skip_while(|token| is_sign(token)).collect();
        let [exponent] = exponent.as_slice() else { return };
        let is_loose = match exponent.kind {
            Kind::Number(_) => self.graph.as_constant(base).is_some(),
            _ => true,
        };
        let is_half = exponent.kind == Kind::Number(1.0)
            && self.is_mark("/")
            && exponent.span.end == self.span().start
            && matches!(self.peek_after(1), Kind::Number(_));
        let whole = self.since(start);
        if is_half {
            let power = self.text(&whole);
            let quotient = self.text(&(whole.start..self.tokens[self.at + 1].span.end));
            self.remarks.push(format!("`{quotient}` is read as `({power}){}`", &quotient[power.len()..]));
        }
        self.loose_power = is_loose.then_some((self.at, whole));
    }

    /// An exponent takes signs, and further powers bind to its right.
    fn exponent(&mut self) -> Parse<Term> {
        let mut negative = false;
        while self.is_mark("-") || self.is_mark("+") {
            negative ^= self.is_mark("-");
            self.advance();
        }
        let exponent = self.expression(power::POWER)?;
        Ok(if negative { self.unary(Unary::Neg, exponent) } else { exponent })
    }
}

/// What to write for square brackets.
const SQUARE: &str = "write round brackets, or an index such as `x[0]`";

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
