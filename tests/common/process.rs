//! The program as a process, and the files it reads and writes.

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// What a finished process left behind.
pub(crate) struct Run {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Run {
    pub(crate) fn new(output: Output) -> Run {
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Run { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
    }

    /// Standard output, of a process that succeeded and had nothing else to say.
    #[track_caller]
    pub(crate) fn result(self) -> String {
        assert_eq!((self.code, self.stderr.as_str()), (Some(0), ""), "{}", self.stdout);
        self.stdout
    }

    /// Fails unless the process ended in one error with all of `words` and said nothing else.
    #[track_caller]
    pub(crate) fn refused(&self, code: i32, words: &[&str]) {
        let Run { stdout, stderr, .. } = self;
        assert_eq!(self.code, Some(code), "{stderr}{stdout}");
        assert_eq!(stdout, "");
        let errors = stderr.lines().filter(|line| line.starts_with("error: ")).count();
        assert!(stderr.starts_with("error: ") && errors == 1, "{stderr}");
        assert!(!stderr.contains("panicked") && !stderr.contains("RUST_BACKTRACE"), "{stderr}");
        for word in words {
            assert!(stderr.contains(word), "`{word}` is missing in: {stderr}");
        }
    }
}

pub(crate) fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_steepest"));
    command.current_dir(folder).args(arguments).stdin(Stdio::null());
    command
}

pub(crate) fn run_in(folder: &Path, arguments: &[&str]) -> Run {
    Run::new(command(folder, arguments).output().unwrap())
}

/// Runs in an empty folder that must be empty afterwards.
#[track_caller]
pub(crate) fn run(arguments: &[&str]) -> Run {
    let folder = TempDir::new().unwrap();
    let run = run_in(folder.path(), arguments);
    assert_eq!(names_in(folder.path()), [""; 0], "{arguments:?} left files behind");
    run
}

/// Everything in a folder, hidden files too.
pub(crate) fn names_in(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

pub(crate) fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

/// The numbers of a key's list or value in JSON text, read digit by digit: `serde_json` may be off by the last bit.
pub(crate) fn numbers_of(text: &str, key: &str) -> Vec<f64> {
    let start = text.find(&format!("\"{key}\":")).unwrap() + key.len() + 3;
    let rest = text[start..].trim_start();
    let end = if rest.starts_with('[') { rest.find(']') } else { rest.find([',', '\n']) };
    let list = rest[..end.unwrap()].trim_start_matches('[');
    list.split(',').map(|number| number.trim().parse().unwrap()).collect()
}

/// The bytes of an .npy file, as `numpy.save` writes them.
pub(crate) fn npy(element: &str, shape: &str, data: &[u8]) -> Vec<u8> {
    let mut header = format!("{{'descr': '{element}', 'fortran_order': False, 'shape': {shape}, }}");
    // The data begins at a multiple of 64 bytes, behind magic, version, length and a line's end.
    header += &" ".repeat(63 - (10 + header.len()) % 64);
    header.push('\n');
    let length = u16::try_from(header.len()).unwrap().to_le_bytes();
    [b"\x93NUMPY\x01\x00", length.as_slice(), header.as_bytes(), data].concat()
}

pub(crate) fn npy_f64(shape: [usize; 2], value: impl Fn(usize, usize) -> f64) -> Vec<u8> {
    let [rows, columns] = shape;
    let values = (0..rows).flat_map(|row| (0..columns).map(move |column| (row, column)));
    let data: Vec<u8> = values.flat_map(|(row, column)| value(row, column).to_le_bytes()).collect();
    npy("<f8", &format!("({rows}, {columns})"), &data)
}

/// An array of an .npz or .npy file: its shape, its element type and its values.
pub(crate) fn array<T: npyz::Deserialize>(file: npyz::NpyFile<impl std::io::Read>) -> (Vec<u64>, String, Vec<T>) {
    (file.shape().to_vec(), file.dtype().descr(), file.into_vec().unwrap())
}

pub(crate) fn npz_array<T: npyz::Deserialize>(path: &Path, name: &str) -> (Vec<u64>, String, Vec<T>) {
    array(npyz::npz::NpzArchive::open(path).unwrap().by_name(name).unwrap().unwrap())
}

pub(crate) fn npy_array<T: npyz::Deserialize>(path: &Path) -> (Vec<u64>, String, Vec<T>) {
    array(npyz::NpyFile::new(fs::read(path).unwrap().as_slice()).unwrap())
}
