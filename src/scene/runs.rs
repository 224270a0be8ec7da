//! Runs from somewhere else, read from a table.

use std::collections::BTreeMap;
use std::path::Path;

use super::file::read_text;

/// The most bytes of a file of runs, some millions of points.
const MOST_TEXT: u64 = 1 << 28;

/// A trajectory that was read.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct ReadRun {
    /// What its table calls it, such as its optimizer; empty where nothing does.
    pub name: String,
    /// x and y of each step.
    pub points: Vec<[f64; 2]>,
}

/// What a file of runs holds.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct ReadRuns {
    /// The trajectories, in the order in which they begin.
    pub runs: Vec<ReadRun>,
    /// What was taken for what, and what may not have been meant.
    pub remarks: Vec<String>,
}

/// The runs of a `.csv`: the columns `x` and `y` of its header, as `steepest descend` writes them, by the columns
/// `trajectory` and `optimizer` where it has them.
///
/// Without a header the columns are x, y or step, x, y. A step that does not follow the one before it begins another run.
///
/// # Errors
/// Says what is wrong where the file cannot be read, is no regular file, is larger than 256 MB, has no columns of x and y,
/// or has cells that are no numbers.
pub fn read_runs(path: &Path) -> Result<ReadRuns, String> {
    let text = read_text(path, MOST_TEXT).map_err(|error| format!("cannot read {}: {error}", path.display()))?;
    parse(&text).map_err(|reason| format!("{}: {reason}", path.display()))
}

/// Which columns are what.
#[derive(Debug, Default)]
struct Columns {
    x: usize,
    y: usize,
    step: Option<usize>,
    run: Option<usize>,
    name: Option<usize>,
}

impl Columns {
    /// By the names of a header; none where the first line is no header.
    fn named(words: &[&str]) -> Option<Result<Columns, String>> {
        if words.iter().all(|word| word.parse::<f64>().is_ok()) {
            return None;
        }
        let place =
            |names: &[&str]| words.iter().position(|word| names.iter().any(|name| word.eq_ignore_ascii_case(name)));
        // What others call the two coordinates; a pair counts as a whole.
        let pairs =
            [["x", "y"], ["x0", "x1"], ["x1", "x2"], ["x_0", "x_1"], ["x_1", "x_2"], ["w0", "w1"], ["w1", "w2"]];
        let pair = pairs.iter().find_map(|[x, y]| Some([place(&[x])?, place(&[y])?]));
        Some(match pair {
            Some([x, y]) => Ok(Columns {
                x,
                y,
                step: place(&["step", "iteration", "iter", "epoch", "t"]),
                run: place(&["trajectory", "run", "id"]),
                name: place(&["optimizer", "name", "method", "label"]),
            }),
            None => Err(format!("its header has no columns x and y, but {}", words.join(", "))),
        })
    }

    /// By their number, where no header says what they are.
    fn counted(count: usize) -> Result<Columns, String> {
        match count {
            0 | 1 => Err("a run has columns x,y or step,x,y".to_owned()),
            2 => Ok(Columns { x: 0, y: 1, ..Columns::default() }),
            _ => Ok(Columns { x: 1, y: 2, step: Some(0), ..Columns::default() }),
        }
    }
}

/// What stands between two cells: a comma, else a semicolon, a tab, or blanks.
fn separator(line: &str) -> Option<u8> {
    [b',', b';', b'\t'].into_iter().find(|&separator| line.contains(char::from(separator)))
}

fn parse(text: &str) -> Result<ReadRuns, String> {
    let text = text.trim_start_matches('\u{feff}');
    let first = text.lines().find(|line| !line.trim().is_empty() && !line.trim_start().starts_with('#'));
    let first = first.ok_or("it holds no point; a run has columns x,y or step,x,y")?;
    let separator = separator(first);
    // Blanks count as one separator however many they are, which a reader of tables does not know.
    let blanks: String;
    let text = match separator {
        Some(_) => text,
        None => {
            blanks = text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(",") + "\n").collect();
            &blanks
        }
    };
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(separator.unwrap_or(b','))
        .has_headers(false)
        .flexible(true)
        .trim(csv::Trim::All)
        .comment(Some(b'#'))
        .from_reader(text.as_bytes());
    let mut columns: Option<Columns> = None;
    let mut runs: Vec<ReadRun> = Vec::new();
    let mut remarks = Vec::new();
    // By what a row says of its run: which it is, and its last step.
    let mut known: BTreeMap<(String, String), (usize, Option<f64>)> = BTreeMap::new();
    for record in reader.records() {
        let record = record.map_err(|error| error.to_string())?;
        let line = record.position().map_or(0, csv::Position::line);
        let words: Vec<&str> = record.iter().collect();
        let columns = match &columns {
            Some(columns) => columns,
            None => {
                if let Some(named) = Columns::named(&words) {
                    columns = Some(named?);
                    continue;
                }
                if words.len() > 2 {
                    remarks.push("it has no header, so that its columns are read as step, x, y".to_owned());
                }
                columns.insert(Columns::counted(words.len())?)
            }
        };
        let number = |column: usize| {
            let word = words.get(column).ok_or_else(|| format!("line {line} has too few columns"))?;
            word.parse::<f64>().map_err(|_| format!("line {line}: `{word}` is not a number"))
        };
        let step = columns.step.map(number).transpose()?;
        if let (Some(step), None, None) = (step, columns.run, columns.name)
            && step.fract() != 0.0
        {
            return Err(format!("line {line}: {step} is no step; give its columns a header, such as x,y,loss"));
        }
        let word =
            |column: Option<usize>| column.and_then(|column| words.get(column)).map_or("", |word| word).to_owned();
        let key = (word(columns.run), word(columns.name));
        // Rows say which run they belong to, in whatever order they stand; where no number does, a step that does not
        // follow the one before it begins another.
        let begins = |&(_, last): &(usize, Option<f64>)| {
            columns.run.is_none() && step.zip(last).is_some_and(|(step, last)| step <= last)
        };
        let run = match known.get(&key).filter(|known| !begins(known)) {
            Some(&(run, _)) => run,
            None => {
                // What a run is called by is its name, too, if it is no number.
                let named = key.0.parse::<f64>().is_err() && key.1.is_empty();
                let name = if named { &key.0 } else { &key.1 };
                runs.push(ReadRun { name: name.clone(), points: Vec::new() });
                runs.len() - 1
            }
        };
        known.insert(key, (run, step));
        runs[run].points.push([number(columns.x)?, number(columns.y)?]);
    }
    if runs.is_empty() {
        return Err("it holds no point; a run has columns x,y or step,x,y".to_owned());
    }
    Ok(ReadRuns { runs, remarks })
}

impl ReadRuns {
    /// How many runs there are and how long, by their names.
    pub fn summary(&self) -> String {
        let points: usize = self.runs.iter().map(|run| run.points.len()).sum();
        let mut names: Vec<&str> =
            self.runs.iter().map(|run| run.name.as_str()).filter(|name| !name.is_empty()).collect();
        names.dedup();
        let names = if names.is_empty() { String::new() } else { format!(": {}", names.join(", ")) };
        match self.runs.len() {
            1 => format!("one run of {points} points{names}"),
            count => format!("{count} runs of {points} points{names}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn points(text: &str) -> Vec<(String, Vec<[f64; 2]>)> {
        let read = parse(text).unwrap_or_else(|error| panic!("{text:?}: {error}"));
        read.runs.into_iter().map(|run| (run.name, run.points)).collect()
    }

    #[test]
    fn columns_are_found_by_their_names_or_their_number() {
        let expected = [(String::new(), vec![[1.0, 2.0], [3.0, 4.0]])];
        for text in [
            "step,x,y,f,fx,fy\n0,1,2,9,9,9\n1,3,4,9,9,9\n",
            "1,2\n3,4",
            "0\t1\t2\n1\t3\t4",
            "0 1  2\n1  3 4\n",
            "\u{feff}x;y\r\n1;2\r\n3;4\r\n",
            "x,y,loss\n1,2,0.5\n3,4,0.25\n",
            "loss, Y, X\n9, 2, 1\n8, 4, 3\n",
            "# a comment\n\"x\",\"y\"\n1,2\n\n3,4\n",
            "epoch,w0,w1\n0,1,2\n1,3,4\n",
        ] {
            assert_eq!(points(text), expected, "{text:?}");
        }
        assert!(parse("0,1,2\n1,3,4").is_ok_and(|read| read.remarks[0].contains("read as step, x, y")));
    }

    #[test]
    fn words_that_tell_runs_apart_are_their_names_and_numbers_are_not() {
        let [a, b] = [("a", "b"), ("0", "1")].map(|(first, second)| {
            let text = format!("run,step,x,y\n{first},0,1,2\n{first},1,2,3\n{second},0,-1,2\n");
            points(&text).into_iter().map(|(name, _)| name).collect::<Vec<_>>()
        });
        assert_eq!((a, b), (vec!["a".to_owned(), "b".to_owned()], vec![String::new(), String::new()]));
    }

    #[test]
    fn what_is_no_run_is_refused_with_the_cause() {
        for (text, cause) in [
            ("x,y\n1,q", "line 2: `q`"),
            ("", "no point"),
            ("x,y\n", "no point"),
            ("7", "columns x,y"),
            ("a,b\n1,2", "no columns x and y, but a, b"),
            ("1.5,2.5,0.25\n1.25,2,0.125", "is no step"),
            ("x,y\n1", "too few columns"),
        ] {
            assert!(parse(text).is_err_and(|error| error.contains(cause)), "{text:?}: {:?}", parse(text));
        }
    }

    #[test]
    fn runs_are_told_apart_by_number_by_name_and_by_steps_that_begin_again() {
        let two = |first: &str, second: &str| {
            [(first.to_owned(), vec![[1.0, 1.0], [2.0, 2.0]]), (second.to_owned(), vec![[5.0, 5.0], [6.0, 6.0]])]
        };
        let written = "trajectory,optimizer,step,x,y,f\n0,gd,0,1,1,0\n0,gd,1,2,2,0\n1,adam,0,5,5,0\n1,adam,1,6,6,0\n";
        assert_eq!(points(written), two("gd", "adam"));
        let mixed = "optimizer,x,y\ngd,1,1\nadam,5,5\ngd,2,2\nadam,6,6\n";
        assert_eq!(points(mixed), two("gd", "adam"));
        let twice = "optimizer,step,x,y\ngd,0,1,1\ngd,1,2,2\ngd,0,5,5\ngd,1,6,6\n";
        assert_eq!(points(twice), two("gd", "gd"));
        assert_eq!(points("0,1,1\n1,2,2\n0,5,5\n1,6,6\n"), two("", ""));
        assert_eq!(parse(written).map(|read| read.summary()), Ok("2 runs of 4 points: gd, adam".to_owned()));
    }
}
