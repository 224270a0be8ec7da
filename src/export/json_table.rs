//! Fields on a grid as JSON.

use std::io::{self, Write};

use super::table::Value;
use crate::words::Short;

/// Writes an object of `x` and `y` and of each plane by its name, planes as lists of rows; what is not finite is null.
pub(super) fn write<T: Value>(
    output: &mut impl Write,
    [xs, ys]: [&[f64]; 2],
    names: &[&str],
    planes: &[Vec<T>],
) -> io::Result<()> {
    write!(output, "{{\"x\":")?;
    write_list(output, xs)?;
    write!(output, ",\n\"y\":")?;
    write_list(output, ys)?;
    for (name, plane) in names.iter().zip(planes) {
        write!(output, ",\n\"{name}\":[")?;
        for (index, row) in plane.chunks(xs.len().max(1)).enumerate() {
            output.write_all(if index > 0 { b",\n" } else { b"" })?;
            write_list(output, row)?;
        }
        write!(output, "]")?;
    }
    writeln!(output, "}}")
}

fn write_list<T: Value>(output: &mut impl Write, values: &[T]) -> io::Result<()> {
    output.write_all(b"[")?;
    for (index, &value) in values.iter().enumerate() {
        output.write_all(if index > 0 { b"," } else { b"" })?;
        match value.into().is_finite() {
            true => write!(output, "{}", Short(value))?,
            false => output.write_all(b"null")?,
        }
    }
    output.write_all(b"]")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_back_and_what_is_none_is_null() {
        let mut bytes = Vec::new();
        let written = write(&mut bytes, [&[0.0, 1e-300], &[2.5]], &["f"], &[vec![0.1f32, f32::NAN]]);
        assert!(written.is_ok());
        assert_eq!(
            String::from_utf8(bytes).unwrap_or_default(),
            "{\"x\":[0,1e-300],\n\"y\":[2.5],\n\"f\":[[0.1,null]]}\n"
        );
    }
}
