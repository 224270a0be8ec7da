//! Statements: names that are given a value, and the formula behind them.

use std::rc::Rc;

use super::term::Term;
use super::{Parse, Parser, power};
use crate::expr::text::coordinates::{self, is_bindable};
use crate::expr::text::lexer::{Kind, Token};
use crate::expr::text::names::{self, MAX_VARIABLES};
use crate::expr::text::typeset::Typeset;

impl Parser<'_> {
    /// `name = …; …; expression`, the last with an optional `name =`, `f(x, y) =` or `lambda x, y:` in front.
    pub(super) fn statements(&mut self) -> Parse<Term> {
        loop {
            let mut name = self.assignment()?;
            let has_header = self.skip_header()?;
            // The first statement of a body.
            if has_header && name.is_none() {
                name = self.assignment()?;
            }
            if name.is_none() && self.is_word("return") {
                self.advance();
            }
            let value = self.expression(power::LOOSEST)?;
            let span = self.span();
            match (self.peek(), name) {
                (Kind::End, _) => return Ok(value),
                (Kind::Mark(";"), _) if self.peek_after(1) == Kind::End => return Ok(value),
                (Kind::Mark(";"), Some(name)) => {
                    self.advance();
                    let Term { node, text } = value;
                    text.assigned(&name, &mut self.assigned);
                    let text = Typeset::atom(&*name);
                    self.locals.insert(name, Term { node, text });
                }
                (Kind::Mark(";"), None) if has_header => {
                    let hint = "functions of your own are none here: write it out, with names for parts: `r = …;`";
                    return self.error(span, "a function stands before the formula", hint.to_owned());
                }
                (Kind::Mark(";"), None) => {
                    return self.error(span, "this value is not used", "name it: `r = …;`".to_owned());
                }
                (Kind::Mark(")" | "}" | "]" | "⌋" | "⌉"), _) => {
                    return self.error(span, "this bracket closes nothing", "remove it or open one before".to_owned());
                }
                (Kind::Mark(","), _) => return self.comma(),
                (Kind::Mark("="), _) => {
                    let hint =
                        "to compare write `==`; of an equation write the left side minus the right, whose level 0 is \
                                the curve"
                            .to_owned();
                    return self.error(span, "an assignment needs a name on its left", hint);
                }
                (Kind::Mark(":"), _) => return self.colon(),
                (_, Some(_)) => return self.error(span, "`;` is missing after this statement", None),
                _ => return self.error(span, "an operator is missing here", None),
            }
        }
    }

    /// `name = …; …`, nothing but assignments.
    pub(super) fn assignments(&mut self) -> Parse<()> {
        loop {
            let Some(name) = self.assignment()? else {
                let hint = "such as p = p - lr*g".to_owned();
                return self.error(self.span(), "a rule is made of assignments", hint);
            };
            let value = self.expression(power::LOOSEST)?;
            self.locals.insert(name, value);
            let ends = !self.eat(";");
            match self.peek() {
                Kind::End => return Ok(()),
                _ if ends => return self.error(self.span(), "`;` is missing after this statement", None),
                _ => {}
            }
        }
    }

    /// The name of `name = `, if an assignment stands here, past its `=`.
    fn assignment(&mut self) -> Parse<Option<Rc<str>>> {
        if self.peek() == Kind::Name && self.is_arrow_of_r() {
            let name = self.name();
            let hint = format!("write `{name} = …`, or `{name} < -…`");
            return self.error(self.span(), format!("`{name} <- …` has two readings"), hint);
        }
        if self.peek() != Kind::Name || self.peek_after(1) != Kind::Mark("=") {
            return Ok(None);
        }
        let (span, name) = (self.span(), self.name());
        let ahead = &self.tokens[self.at..self.tokens.len() - 1];
        let is_last = !ahead.split_last().is_some_and(|(_, ahead)| ahead.iter().any(|token| token.is_mark(";")));
        let in_formula = self.scope.is_formula();
        // A rule has no coordinates, so that their names are free.
        let is_taken = names::is_reserved(&name) && (in_formula || names::variable(&name).is_none());
        if is_taken && !(&*name == "z" && is_last && in_formula) {
            let hint = if is_last { "leave the name and the `=` out" } else { "choose another name" };
            let message = format!("`{name}` {} and cannot be assigned", names::meaning(&name));
            return self.error(span, message, hint.to_owned());
        }
        self.at += 2;
        Ok(Some(name))
    }

    /// Whether `<-` stands behind the name here as R assigns by it: in one piece, with room around it.
    fn is_arrow_of_r(&self) -> bool {
        let [less, minus] = [1, 2].map(|count| &self.tokens[(self.at + count).min(self.tokens.len() - 1)]);
        let is_room = |at: usize| self.source.as_bytes().get(at).is_none_or(u8::is_ascii_whitespace);
        less.is_mark("<")
            && minus.is_mark("-")
            && less.span.end == minus.span.start
            && less.span.start.checked_sub(1).is_some_and(is_room)
            && is_room(minus.span.end)
    }

    /// Refuses `x => y`, a function of x elsewhere and likely a comparison, where what follows is not of x alone.
    fn no_turned_comparison(&self, end: usize) -> Parse<()> {
        let (argument, arrow) = (&self.tokens[self.at], &self.tokens[self.at + 1]);
        let body = &self.tokens[end..];
        let is_other = |token: &Token| self.coordinates.index(&token.name).is_some() && token.name != argument.name;
        let is_of_argument = body.iter().any(|token| token.name == argument.name) && !body.iter().any(is_other);
        if !arrow.is_mark("=>") || self.coordinates.index(&argument.name).is_none() || is_of_argument {
            return Ok(());
        }
        let name = &argument.name;
        let hint = format!("to compare write `{name} >= …`; of a function write its formula alone");
        self.error(argument.span.start..arrow.span.end, format!("`{name} =>` has two readings"), hint)
    }

    /// Passes over `f(x, y) =` or `lambda x, y:`, if one stands here; arguments of other names stand for x, y, … in their
    /// order.
    fn skip_header(&mut self) -> Parse<bool> {
        let Some(header) = coordinates::header(&self.tokens, self.at) else { return Ok(false) };
        self.no_turned_comparison(header.end)?;
        self.at = header.end;
        for (index, (name, span)) in header.arguments.into_iter().enumerate() {
            let Some(index) = u16::try_from(index).ok().filter(|&index| usize::from(index) < MAX_VARIABLES) else {
                return self.error(span, format!("there are more than {MAX_VARIABLES} variables"), None);
            };
            if self.coordinates.is_in_place(&name, index) || !self.scope.is_formula() {
                continue;
            }
            if !is_bindable(&name) {
                let hint = "the variables are x, y, z, w, in this order".to_owned();
                return self.error(
                    span,
                    format!("`{name}` {} and stands out of its place", names::meaning(&name)),
                    hint,
                );
            }
            let variable = self.graph.variable(index);
            self.dimension = self.dimension.max(usize::from(index) + 1);
            let text = Typeset::coordinate(index, false);
            self.locals.insert(name, Term { node: variable, text });
        }
        Ok(true)
    }
}
