//! What of WGSL a shader uses: everything else is left out before naga and a driver read it.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

/// A declaration of a module: where it stands and which words it holds.
struct Declaration<'a> {
    start: usize,
    text: &'a str,
    name: Option<&'a str>,
    is_entry_point: bool,
    words: Vec<&'a str>,
}

/// The sources with only those declarations that entry points reach, each in the line where it stood; all of them where
/// there is no entry point.
///
/// Entry points are those called so, or all of them where none is named. A name that means something else in one place,
/// as a member's may, keeps what is declared by it too.
pub(super) fn reached(sources: &[&str], entry_points: &[&str]) -> Vec<String> {
    let modules: Vec<Vec<Declaration<'_>>> = sources.iter().map(|source| declarations(source)).collect();
    let all = || modules.iter().flatten();
    let is_root = |declaration: &Declaration<'_>| match declaration.name {
        Some(name) if !entry_points.is_empty() => entry_points.contains(&name),
        _ => declaration.is_entry_point,
    };
    if !all().any(is_root) {
        return sources.iter().map(|&source| source.to_owned()).collect();
    }
    let named: HashMap<&str, &Declaration<'_>> =
        all().filter_map(|declaration| Some((declaration.name?, declaration))).collect();
    // What has no name, as a directive, holds for the module.
    let always = all().filter(|declaration| is_root(declaration) || declaration.name.is_none());
    let mut open: Vec<&Declaration<'_>> = always.collect();
    let mut seen: HashSet<&str> = open.iter().filter_map(|declaration| declaration.name).collect();
    while let Some(declaration) = open.pop() {
        let used = declaration.words.iter().filter_map(|word| named.get_key_value(word));
        open.extend(used.filter(|(name, _)| seen.insert(name)).map(|(_, declaration)| *declaration));
    }
    let is_kept = |declaration: &Declaration<'_>| declaration.name.is_none_or(|name| seen.contains(name));
    sources.iter().zip(&modules).map(|(source, module)| without(source, module, is_kept)).collect()
}

/// The source with the declarations that are kept; of what is left out the ends of lines stay.
fn without(source: &str, module: &[Declaration<'_>], is_kept: impl Fn(&Declaration<'_>) -> bool) -> String {
    let mut kept = String::with_capacity(source.len());
    let mut end = 0;
    let skip = |kept: &mut String, text: &str| kept.extend(text.chars().filter(|&character| character == '\n'));
    for declaration in module {
        skip(&mut kept, &source[end..declaration.start]);
        match is_kept(declaration) {
            true => kept.push_str(declaration.text),
            false => skip(&mut kept, declaration.text),
        }
        end = declaration.start + declaration.text.len();
    }
    kept
}

/// The declarations of a module in their order.
fn declarations(source: &str) -> Vec<Declaration<'_>> {
    let mut found = Vec::new();
    let (mut start, mut depth, mut words) = (None, 0usize, Vec::new());
    let bytes = source.as_bytes();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let rest = &source.as_bytes()[at..];
        if rest.starts_with(b"//") {
            at += rest.iter().position(|&byte| byte == b'\n').unwrap_or(rest.len());
            continue;
        }
        if rest.starts_with(b"/*") {
            at += block_comment(rest);
            continue;
        }
        if byte.is_ascii_whitespace() {
            at += 1;
            continue;
        }
        let first = *start.get_or_insert(at);
        if is_word(byte) {
            let length = rest.iter().position(|&byte| !is_word(byte)).unwrap_or(rest.len());
            words.push(&source[at..at + length]);
            at += length;
            continue;
        }
        at += 1;
        match byte {
            b'{' => depth += 1,
            b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 && matches!(byte, b'}' | b';') {
            found.push(declaration(source, first..at, std::mem::take(&mut words)));
            start = None;
        }
    }
    // What does not end is left to naga to refuse.
    found.extend(start.map(|first| declaration(source, first..source.len(), words)));
    found
}

/// Letters of any script are words' too, and so are digits.
fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || !byte.is_ascii()
}

/// The bytes of a comment that may hold others.
fn block_comment(text: &[u8]) -> usize {
    let (mut at, mut depth) = (0, 0usize);
    while at < text.len() {
        let (step, deeper) = match &text[at..] {
            [b'/', b'*', ..] => (2, Some(true)),
            [b'*', b'/', ..] => (2, Some(false)),
            _ => (1, None),
        };
        at += step;
        match deeper {
            Some(true) => depth += 1,
            Some(false) if depth == 1 => break,
            Some(false) => depth -= 1,
            None => {}
        }
    }
    at
}

fn declaration<'a>(source: &'a str, at: Range<usize>, words: Vec<&'a str>) -> Declaration<'a> {
    let (start, text) = (at.start, &source[at]);
    let is_keyword = |word: &&str| matches!(*word, "fn" | "struct" | "const" | "override" | "alias" | "var");
    let keyword = words.iter().position(is_keyword);
    let name = keyword.and_then(|keyword| name_after(text, words[keyword]));
    // Attributes stand before the keyword, a stage's among them.
    let attributes = &words[..keyword.unwrap_or(0)];
    let is_entry_point = attributes.iter().any(|word| matches!(*word, "vertex" | "fragment" | "compute"));
    Declaration { start, text, name, is_entry_point, words }
}

/// The word after a keyword, past where a variable lives.
fn name_after<'a>(text: &'a str, keyword: &'a str) -> Option<&'a str> {
    // The keyword is a part of the text, so that its address tells where it stands.
    let rest = text.get(keyword.as_ptr() as usize - text.as_ptr() as usize + keyword.len()..)?.trim_start();
    let rest = if rest.starts_with('<') { rest.split_once('>')?.1.trim_start() } else { rest };
    let length = rest.bytes().position(|byte| !is_word(byte)).unwrap_or(rest.len());
    (length > 0).then_some(&rest[..length])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gpu::{Part, Shader};

    const MATH: &str = include_str!("../../shaders/field/math.wgsl");
    const LIBRARY: &str = "\
// one { brace
const ONE: f32 = 1.0; // and its comment
struct Pair { a: f32, b: f32 }
/* a comment /* in a comment } */ */
fn one() -> f32 { return ONE; }
fn two() -> f32 {
    // calls three, it seems
    return one() + one();
}
fn pair() -> Pair { return Pair(1.0, 2.0); }
@group(0) @binding(1) var<storage, read_write> results: array<f32>;
var<private> unused: f32 = 2.0;
";

    fn names(source: &str) -> Vec<&str> {
        declarations(source).into_iter().filter_map(|declaration| declaration.name).collect()
    }

    #[test]
    fn every_declaration_is_found_by_its_name() {
        assert_eq!(names(LIBRARY), ["ONE", "Pair", "one", "two", "pair", "results", "unused"]);
    }

    #[test]
    fn what_an_entry_point_reaches_stays_in_its_line() {
        let entry = "@compute @workgroup_size(1)\nfn main() { results[0] = two(); }\n";
        let kept = reached(&[LIBRARY, entry], &[]);
        assert_eq!(names(&kept[0]), ["ONE", "one", "two", "results"]);
        assert_eq!(kept[1].trim_end(), entry.trim_end());
        for (number, line) in LIBRARY.lines().enumerate().filter(|(_, line)| line.contains("two()")) {
            assert_eq!(kept[0].lines().nth(number), Some(line));
        }
        assert_eq!(kept[0].matches('\n').count(), LIBRARY.trim_end().matches('\n').count(), "{}", kept[0]);
    }

    #[test]
    fn without_an_entry_point_all_of_it_stays() {
        assert_eq!(reached(&[LIBRARY], &[]), [LIBRARY]);
    }

    #[test]
    fn every_function_of_the_mathematics_can_be_reached_alone_and_compiles() {
        let functions: Vec<&str> = declarations(MATH)
            .into_iter()
            .filter(|found| found.text.starts_with("fn"))
            .filter_map(|found| found.name)
            .collect();
        assert_eq!(functions.len(), MATH.matches("\nfn math_").count());
        let whole = names(MATH).len();
        for function in functions {
            let entry =
                format!("@compute @workgroup_size(1)\nfn main() {{ _ = {function}{}; }}\n", arguments(function));
            let parts = [Part { name: "math.wgsl", source: MATH }, Part { name: "entry", source: &entry }];
            let shader = Shader::compose(function, &parts).unwrap_or_else(|error| panic!("{function}: {error}"));
            let kept = names(shader.source());
            assert!(kept.contains(&function) && kept.len() < whole, "{function}: {kept:?}");
        }
        let entry = "@compute @workgroup_size(1)\nfn main() { _ = math_is_nan(1.0); }\n";
        let kept = reached(&[MATH, entry], &[]);
        assert_eq!(names(&kept[0]), ["MATH_MAGNITUDE", "MATH_INFINITY_BITS", "math_is_nan"]);
    }

    /// Arguments of a function's types.
    fn arguments(function: &str) -> String {
        let start = MATH.find(&format!("fn {function}(")).unwrap_or_default();
        let list = MATH[start..].split(['(', ')']).nth(1).unwrap_or_default();
        let value = |parameter: &str| match parameter.rsplit(": ").next() {
            Some("bool") => "true",
            Some("MathLogarithm") => "MathLogarithm(1.0, 0.5)",
            _ => "0.5",
        };
        let values: Vec<&str> = list.split(", ").filter(|parameter| !parameter.is_empty()).map(value).collect();
        format!("({})", values.join(", "))
    }
}
