//! A run from somewhere else, read from a table.

use std::path::Path;

use super::read::read_text;

/// The most bytes of a trajectory's file, some millions of points.
const MOST_TEXT: u64 = 1 << 28;

/// The points of a `.csv`: the columns `x` and `y` of its header, as `steepest descend` writes them; without a header the
/// columns are x, y or step, x, y.
pub fn read_route(path: &Path) -> Result<Vec<[f64; 2]>, String> {
    let text = read_text(path, MOST_TEXT).map_err(|error| format!("cannot read {}: {error}", path.display()))?;
    parse(&text).map_err(|reason| format!("{}: {reason}", path.display()))
}

fn parse(text: &str) -> Result<Vec<[f64; 2]>, String> {
    let mut columns = None;
    let mut points = Vec::new();
    for (index, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let words: Vec<&str> = line.split([',', ';', '\t']).map(str::trim).collect();
        let place = |name: &str| words.iter().position(|word| word.eq_ignore_ascii_case(name));
        if columns.is_none() {
            if let (Some(x), Some(y)) = (place("x"), place("y")) {
                columns = Some([x, y]);
                continue;
            }
            columns = match words.len() {
                0 | 1 => return Err("a path has columns x,y or step,x,y".to_owned()),
                2 => Some([0, 1]),
                _ => Some([1, 2]),
            };
        }
        let number = |column: usize| {
            let word = words.get(column).ok_or_else(|| format!("line {} has too few columns", index + 1))?;
            word.parse::<f64>().map_err(|_| format!("line {}: `{word}` is not a number", index + 1))
        };
        if let Some([x, y]) = columns {
            points.push([number(x)?, number(y)?]);
        }
    }
    match points.len() {
        0 => Err("it holds no point; a path has columns x,y or step,x,y".to_owned()),
        _ => Ok(points),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_found_by_their_names_or_their_number() {
        let expected = Ok(vec![[1.0, 2.0], [3.0, 4.0]]);
        assert_eq!(parse("step,x,y,f,fx,fy\n0,1,2,9,9,9\n1,3,4,9,9,9\n"), expected);
        assert_eq!(parse("1,2\n3,4"), expected);
        assert_eq!(parse("0\t1\t2\n1\t3\t4"), expected);
        assert!(parse("x,y\n1,q").is_err_and(|error| error.contains("line 2: `q`")));
        assert!(parse("").is_err() && parse("x,y\n").is_err() && parse("7").is_err());
    }
}
