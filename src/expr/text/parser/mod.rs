//! Tokens straight to graph nodes, by precedence climbing.
//!
//! From loosest to tightest: `? :`, `or`, `and`, `not`, comparisons, `+ -`, `* /` and things side by side, unary minus,
//! `^`.

mod arguments;
mod call;
mod expression;
mod literal;
mod operand;
mod powers;
mod series;
mod statements;
mod term;
mod unknown;

use std::collections::HashMap;
use std::ops::Range;
use std::rc::Rc;

use super::coordinates::Coordinates;
use super::lexer::{Kind, Token, tokenize};
use crate::expr::error::FormulaError;
use crate::expr::graph::{Graph, NodeId};
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

/// What to write for square brackets.
const SQUARE: &str = "write round brackets, or an index such as `x[0]`";

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
    /// How many tokens sums over an index had so far, written out.
    written: usize,
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
            written: 0,
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
}
