//! Text to tokens with byte spans.

use std::ops::Range;
use std::rc::Rc;

use super::coordinates::header;
use super::names;
use super::spellings::{self, Latex, MARKS, WORD_MARKS, is_invisible};
use crate::expr::error::FormulaError;
use crate::words::{LOWERED, RAISED, plain_digit};

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::expr) enum Kind {
    Number(f64),
    Name,
    /// A name behind a module's, such as `np.sin`: a function or a constant, whatever else has its name.
    Qualified,
    /// An operator or a mark, in its ASCII spelling.
    Mark(&'static str),
    /// A superscript exponent: `²`, `⁻¹` or a run of them.
    Superscript(i16),
    /// One coordinate of a vector, as it is numbered in the formula: `x[0]`.
    Index(u16),
    /// `\frac`, before its two groups in braces.
    Fraction,
    End,
}

/// A token and the bytes it came from.
#[derive(Clone, Debug)]
pub(in crate::expr) struct Token {
    pub kind: Kind,
    pub span: Range<usize>,
    /// What a name is called, in the language's own letters; empty for what is none.
    pub name: Rc<str>,
}

impl Token {
    fn new(kind: Kind, span: Range<usize>) -> Token {
        Token { kind, span, name: Rc::from("") }
    }

    pub(in crate::expr) fn named(name: &str, span: Range<usize>) -> Token {
        Token { kind: Kind::Name, span, name: Rc::from(name) }
    }

    pub(in crate::expr) fn is_mark(&self, mark: &str) -> bool {
        matches!(self.kind, Kind::Mark(found) if found == mark)
    }
}

/// Splits a formula into tokens; the last one is [`Kind::End`].
///
/// Lines are parted as [`part_lines`] says.
pub(in crate::expr) fn tokenize(source: &str) -> Result<Vec<Token>, FormulaError> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut at = 0;
    // The places of the first tokens of lines, but of the first one.
    let mut lines = Vec::new();
    while let Some(first) = source[at..].chars().next() {
        if first.is_whitespace() || is_invisible(first) {
            if first == '\n' && !tokens.is_empty() {
                lines.push(tokens.len());
            }
            at += first.len_utf8();
            continue;
        }
        if let Some(length) = passed_over(&source[at..], tokens.last()) {
            at += length;
            continue;
        }
        let (token, length) = token(source, at, first)?;
        at += length;
        let is_fraction = token.as_ref().is_some_and(|token| token.kind == Kind::Fraction);
        tokens.extend(token);
        if is_fraction {
            at = plain_groups(source, at, &mut tokens);
        }
    }
    tokens.push(Token::new(Kind::End, source.len()..source.len()));
    Ok(part_lines(tokens, &lines, source.contains('\\')))
}

/// The tokens with a `;` between lines, where one ends with a value and the next begins with `name =`, or with a value: as in
/// Python they are statements then, and no product. In LaTeX a line says nothing.
fn part_lines(tokens: Vec<Token>, lines: &[usize], is_latex: bool) -> Vec<Token> {
    let is_word = |token: &Token| matches!(&*token.name, "and" | "or" | "else" | "if" | "return" | "lambda");
    let ends_value = |token: &Token| match token.kind {
        Kind::Mark(mark) => matches!(mark, ")" | "]" | "}" | "|" | "⌋" | "⌉" | "°"),
        Kind::Fraction | Kind::End => false,
        _ => !is_word(token),
    };
    let begins_value = |token: &Token| match token.kind {
        Kind::Mark(mark) => matches!(mark, "(" | "[" | "{" | "|" | "⌊" | "⌈"),
        Kind::Superscript(_) | Kind::End => false,
        _ => !is_word(token) || &*token.name == "return",
    };
    let mut parted: Vec<Token> = Vec::with_capacity(tokens.len() + lines.len());
    let (mut depth, mut statement) = (0i32, 0);
    for (index, token) in tokens.iter().enumerate() {
        let is_assignment = tokens.get(index + 1).is_some_and(|next| token.kind == Kind::Name && next.is_mark("="));
        let is_header = || header(&parted, statement).is_some_and(|header| header.end == parted.len());
        if lines.binary_search(&index).is_ok()
            && depth == 0
            && (is_assignment || !is_latex && begins_value(token))
            && parted.last().is_some_and(ends_value)
            && !is_header()
        {
            parted.push(Token::new(Kind::Mark(";"), token.span.start..token.span.start));
        }
        match token.kind {
            Kind::Mark("(" | "[" | "{") => depth += 1,
            Kind::Mark(")" | "]" | "}") => depth -= 1,
            _ => {}
        }
        if parted.last().is_some_and(|last| last.is_mark(";")) {
            statement = parted.len();
        }
        parted.push(token.clone());
    }
    parted
}

/// How long what means nothing is that stands here: a comment of Python, C or Mathematica, Matlab's mark of a line that goes
/// on, Julia's `@.` before a formula.
fn passed_over(rest: &str, before: Option<&Token>) -> Option<usize> {
    let line = rest.find('\n');
    let through = |end: &str| rest.find(end).map(|start| start + end.len());
    match rest {
        _ if rest.starts_with('#') => Some(line.unwrap_or(rest.len())),
        // Elsewhere two slashes are Python's whole quotient.
        _ if rest.starts_with("//") && before.is_some_and(|token| token.is_mark(";")) => {
            Some(line.unwrap_or(rest.len()))
        }
        _ if rest.starts_with("...") => line,
        _ if rest.starts_with("/*") => through("*/"),
        _ if rest.starts_with("(*") => through("*)"),
        _ if rest.starts_with("@.") => Some(2),
        _ => None,
    }
}

/// The letters and digits that stand for the groups of a `\frac` at `at`, each by itself as TeX has it: `\frac x2`; where they end.
fn plain_groups(source: &str, mut at: usize, tokens: &mut Vec<Token>) -> usize {
    for _group in 0..2 {
        let rest = source[at..].trim_start();
        let start = source.len() - rest.len();
        let Some(first) = rest.chars().next().filter(char::is_ascii_alphanumeric) else { break };
        let span = start..start + 1;
        match first.to_digit(10) {
            Some(digit) => tokens.push(Token::new(Kind::Number(f64::from(digit)), span)),
            None => tokens.push(Token::named(&source[span.clone()], span)),
        }
        at = start + 1;
    }
    at
}

/// The token at `at`, unless what stands there means nothing, and how many bytes it takes.
fn token(source: &str, at: usize, first: char) -> Result<(Option<Token>, usize), FormulaError> {
    let rest = &source[at..];
    let whole = |kind: Kind, length: usize| Ok((Some(Token::new(kind, at..at + length)), length));
    if first.is_ascii_digit() || first == '.' && rest[1..].starts_with(|next: char| next.is_ascii_digit()) {
        let (kind, length) = number(source, at)?;
        return whole(kind, length);
    }
    if let Some(number) = spellings::fraction(first) {
        let before = source[..at].chars().next_back();
        if before.is_some_and(|c| c.is_ascii_digit()) {
            let hint = Some("write `+` or `*` between them");
            return Err(error(
                source,
                at..at + first.len_utf8(),
                "a fraction right behind a number has two readings",
                hint,
            ));
        }
        return whole(Kind::Number(number), first.len_utf8());
    }
    if is_name_start(first) {
        return name(source, at).map(|(token, length)| (Some(token), length));
    }
    if first == '\\' {
        return latex(source, at);
    }
    let sign = usize::from(first == '⁻') * '⁻'.len_utf8();
    let digits: String = rest[sign..].chars().map_while(|c| plain_digit(RAISED, c)).collect();
    if !digits.is_empty() {
        let length = rest.chars().take(usize::from(sign > 0) + digits.len()).map(char::len_utf8).sum();
        return match digits.parse::<i16>() {
            Ok(exponent) => whole(Kind::Superscript(if sign > 0 { -exponent } else { exponent }), length),
            Err(_) => Err(error(source, at..at + length, "an exponent this large cannot be computed", None)),
        };
    }
    if let Some((spelling, word)) = WORD_MARKS.iter().find(|(spelling, _)| rest.starts_with(spelling)) {
        return Ok((Some(Token::named(word, at..at + spelling.len())), spelling.len()));
    }
    match MARKS.iter().find(|(spelling, _)| rest.starts_with(spelling)) {
        Some((spelling, mark)) => whole(Kind::Mark(mark), spelling.len()),
        None => Err(unexpected(source, at, first)),
    }
}

/// A name with its module, its subscript or its index.
fn name(source: &str, at: usize) -> Result<(Token, usize), FormulaError> {
    let rest = &source[at..];
    // π is a number wherever it stands: `2πx`.
    let word_length = |from: usize| match rest[from..].starts_with('π') {
        true => 'π'.len_utf8(),
        false => rest[from..].find(|c| !is_name_part(c) || c == 'π').unwrap_or(rest.len() - from),
    };
    let mut length = word_length(0);
    let mut last = 0;
    while let Some(point) = ["::", "."].into_iter().find(|point| rest[length..].starts_with(point)) {
        let next = length + point.len();
        if !rest[next..].starts_with(is_name_start) {
            break;
        }
        if !spellings::is_module(&rest[last..length]) {
            let end = next + word_length(next);
            let (value, method) = (&rest[last..length], &rest[next..end]);
            let hint = match names::function(method).or_else(|| spellings::function(method)) {
                _ if matches!(method, "x" | "y" | "z" | "w") => format!("write `{method}` alone"),
                Some(names::Function::Unary(_)) => format!("write `{method}({value})`"),
                Some(_) => format!("write `{method}({value}, …)`"),
                None => "write functions without what they belong to, such as `sin(x)`".to_owned(),
            };
            let message = format!("`{value}` has no part `{method}` here");
            return Err(error(source, at + last..at + end, &message, Some(&hint)));
        }
        last = next;
        length = next + word_length(next);
    }
    let mut word: String = rest[last..length].chars().map(|c| plain_digit(LOWERED, c).unwrap_or(c)).collect();
    if last > 0 {
        let mut token = Token::named(&word, at..at + length);
        token.kind = Kind::Qualified;
        return Ok((token, length));
    }
    // `x_{12}` as LaTeX and Desmos write it.
    if word.len() > 1 && word.ends_with('_') && rest[length..].starts_with('{') {
        let inside = &rest[length + 1..];
        let end = inside.find(|c: char| !is_name_part(c) && c != ',' && c != ' ').unwrap_or(inside.len());
        if end > 0 && inside[end..].starts_with('}') {
            word.extend(inside[..end].chars().filter(|&c| is_name_part(c)));
            length += end + 2;
        }
    }
    // Mathematica marks the arguments of a function by a `_`.
    if word.len() > 1 && word.ends_with('_') && rest[length..].trim_start().starts_with([',', ']']) {
        word.pop();
    }
    // Julia's point between a function and what it is applied to.
    let point = usize::from(rest[length..].starts_with(".("));
    match index(&rest[length..]).filter(|_| !spellings::is_function(&word)) {
        None if point > 0 => Ok((Token::named(&word, at..at + length), length + point)),
        Some((number, bytes)) => {
            let mut token = Token::named(&word, at..at + length + bytes);
            token.kind = Kind::Index(number);
            Ok((token, length + bytes))
        }
        None => Ok((Token::named(&word, at..at + length), length)),
    }
}

/// An index in square brackets, `[0]` or NumPy's `[:, 0]`, and its length.
fn index(rest: &str) -> Option<(u16, usize)> {
    let inside = rest.strip_prefix('[')?;
    let (inside, _) = inside.split_once(']')?;
    let number = [":,", "...,", "…,"].iter().find_map(|all| inside.trim_start().strip_prefix(all)).unwrap_or(inside);
    Some((number.trim().parse().ok()?, inside.len() + 2))
}

/// What a command of LaTeX stands for.
fn latex(source: &str, at: usize) -> Result<(Option<Token>, usize), FormulaError> {
    let rest = &source[at + 1..];
    let letters = rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len());
    let length = if letters == 0 { rest.chars().next().map_or(0, char::len_utf8) } else { letters };
    let command = &rest[..length];
    let span = at..at + 1 + length;
    let token = match spellings::latex(command) {
        Some(Latex::Nothing) => None,
        Some(Latex::Mark(mark)) => Some(Token::new(Kind::Mark(mark), span)),
        Some(Latex::Fraction) => Some(Token::new(Kind::Fraction, span)),
        Some(Latex::Name(name)) => return subscripted(source, at, 1 + length, name),
        Some(Latex::Operator) => {
            let name = rest[length..].trim_start().strip_prefix('{').and_then(|inside| inside.split_once('}'));
            let Some((name, after)) =
                name.filter(|(name, _)| name.chars().all(is_name_part) && !name.is_empty() && *name != "d")
            else {
                let hint = Some("write the formula's own names alone");
                return Err(error(source, span, &format!("`\\{command}` cannot be read"), hint));
            };
            let end = source.len() - after.len();
            return Ok((Some(Token::named(name, at..end)), end - at));
        }
        None if names::function(command).is_some() || names::constant(command).is_some() => {
            return subscripted(source, at, 1 + length, command);
        }
        None if !matches!(command, "sum" | "prod" | "norm") && spellings::function(command).is_some() => {
            Some(Token::named(command, span))
        }
        None => {
            let hint = match command {
                "infty" => "only finite numbers can be written",
                "sum" | "prod" => "write the sum or the product out",
                "begin" | "end" | "cases" => "write `if(condition, a, b)`",
                "partial" | "nabla" | "int" => "write f alone; its derivatives are found from it",
                "|" => "write `hypot(x, y)`",
                "lVert" | "rVert" | "Vert" => "write `hypot(x, y)`",
                "over" => "write `\\frac{a}{b}`",
                "bmod" | "mod" | "pmod" => "write `mod(a, b)`",
                "dots" | "ldots" | "cdots" => "write all of it out",
                "prime" | "dot" | "ddot" | "iint" | "oint" => "write f alone; its derivatives are found from it",
                "hat" | "vec" | "bar" | "tilde" | "mathbb" | "mathcal" => "write a plain letter",
                "binom" => "write its value",
                "pm" | "mp" => "write `+` or `-`",
                "\\" => "write one formula, without `\\\\`",
                _ => "write it without LaTeX, such as `sin(x)*y^2`",
            };
            return Err(error(source, span, &format!("unknown LaTeX command `\\{command}`"), Some(hint)));
        }
    };
    Ok((token, 1 + length))
}

/// A name of LaTeX with the subscript that follows it, if one does: `\log_{10}`, `\theta_1`.
fn subscripted(source: &str, at: usize, length: usize, name: &str) -> Result<(Option<Token>, usize), FormulaError> {
    let rest = &source[at + length..];
    let subscript = rest.strip_prefix('_').and_then(|rest| match rest.strip_prefix('{') {
        Some(inside) => inside.split_once('}').map(|(subscript, _)| (subscript, subscript.len() + 3)),
        None => rest.chars().next().map(|c| (&rest[..c.len_utf8()], 1 + c.len_utf8())),
    });
    match subscript.filter(|(subscript, _)| !subscript.is_empty() && subscript.chars().all(is_name_part)) {
        Some((subscript, bytes)) => {
            let name = format!("{name}_{subscript}");
            Ok((Some(Token::named(&name, at..at + length + bytes)), length + bytes))
        }
        None => Ok((Some(Token::named(name, at..at + length)), length)),
    }
}

/// A number; an `e` belongs to it only where digits follow, so that `2e-x` is 2·e − x.
fn number(source: &str, at: usize) -> Result<(Kind, usize), FormulaError> {
    let bytes = &source.as_bytes()[at..];
    let is_digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    // Python and others group digits by `_`.
    let digits = |from: usize| {
        (from..bytes.len())
            .take_while(|&at| is_digit(at) || bytes[at] == b'_' && at > from && is_digit(at - 1) && is_digit(at + 1))
            .count()
    };
    let mut length = digits(0);
    if bytes.get(length) == Some(&b'.') {
        length += 1 + digits(length + 1);
    }
    if matches!(bytes.get(length), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(bytes.get(length + 1), Some(b'+' | b'-')));
        let exponent = digits(length + 1 + sign);
        if exponent > 0 {
            length += 1 + sign + exponent;
        }
    }
    let span = at..at + length;
    let base = match bytes.get(1).map(u8::to_ascii_lowercase).filter(|_| length == 1 && bytes[0] == b'0') {
        Some(b'x') if bytes.get(2).is_some_and(u8::is_ascii_hexdigit) => Some("hexadecimal"),
        Some(b'b') if matches!(bytes.get(2), Some(b'0' | b'1')) => Some("binary"),
        Some(b'o') if is_digit(2) => Some("octal"),
        _ => None,
    };
    if let Some(base) = base {
        let mark = &source[at..at + 2];
        let message = format!("`{mark}` begins a {base} number elsewhere");
        let hint = format!("write `0*{}…`, or the number in decimals", &mark[1..]);
        return Err(error(source, at..at + 2, &message, Some(&hint)));
    }
    match source[span.clone()].replace('_', "").parse::<f64>() {
        Ok(number) if number.is_finite() => Ok((Kind::Number(number), length)),
        _ => Err(error(source, span, "this number is too large", Some("the largest is about 1.8e308"))),
    }
}

fn is_name_start(c: char) -> bool {
    c.is_ascii_alphabetic() || c == '_' || is_greek(c)
}

fn is_name_part(c: char) -> bool {
    is_name_start(c) || c.is_ascii_digit() || plain_digit(LOWERED, c).is_some()
}

/// Whether this is a letter of the Greek alphabet.
pub(in crate::expr) fn is_greek(c: char) -> bool {
    matches!(c, 'α'..='ω' | 'Α'..='Ω' | 'ϑ' | 'ϕ' | 'ϵ')
}

fn unexpected(source: &str, at: usize, character: char) -> FormulaError {
    let next = source[at + character.len_utf8()..].chars().next();
    let hint = match character {
        '%' if next == Some('/') => Some("write `floor(a/b)`"),
        '%' => Some("write `mod(a, b)`, which has the sign of b as in Python, or `fmod(a, b)`, of a as in C"),
        '∞' => Some("infinity is not a number here"),
        '.' if next.is_some_and(is_name_start) => Some("write a function before what it is applied to: `sin(x)`"),
        '.' => Some("a digit belongs before or after the point"),
        '∜' => Some("write `x^(1/4)`"),
        '⁻' => Some("a raised sign needs a raised digit, as in `x⁻¹`"),
        'ⁿ' | 'ˣ' | 'ʸ' => Some("write `^n`"),
        '∂' | '∇' | '′' | '″' | '\'' | '∫' => Some("write f alone; its derivatives are found from it"),
        '‖' | '∥' => Some("write `hypot(x, y)`"),
        '±' | '∓' => Some("write `+` or `-`"),
        '≈' | '≡' => Some("write `==`"),
        '∑' | '∏' | 'Σ' => Some("write the sum or the product out"),
        '"' | '“' | '”' | '`' => Some("leave the quotes out"),
        '…' => Some("write all of it out"),
        '€' | '£' => Some("leave the unit out"),
        _ => None,
    };
    let message = match character {
        ' '..='~' => format!("unexpected character `{character}` (U+{:04X})", character as u32),
        _ => format!(
            "unexpected character U+{:04X}{}",
            character as u32,
            if character.is_control() { String::new() } else { format!(" `{character}`") }
        ),
    };
    error(source, at..at + character.len_utf8(), &message, hint)
}

fn error(source: &str, span: Range<usize>, message: &str, hint: Option<&str>) -> FormulaError {
    FormulaError { message: message.to_owned(), hint: hint.map(str::to_owned), span, source: source.to_owned() }
}
