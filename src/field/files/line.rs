//! Coordinates of columns or rows: evenly spaced, or each where it says.

/// How far coordinates may be from even spacing, in units of the spacing, without a word.
pub(super) const UNEVEN: f64 = 1e-6;

/// Names of arrays and columns that are x and y, as they are looked for.
pub(super) const AXES: [&[&str]; 2] = [
    &["xcoordinates", "x", "X", "lon", "longitude", "long", "easting", "east", "xx", "XX", "xs"],
    &["ycoordinates", "y", "Y", "lat", "latitude", "northing", "north", "yy", "YY", "ys"],
];
/// Names of values of points that go before others.
pub(super) const VALUES: [&str; 5] = ["f", "z", "Z", "value", "values"];

/// Coordinates of columns or rows.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Line {
    /// The first and the last.
    pub(crate) extent: [f64; 2],
    /// All of them, where they are not evenly spaced.
    pub(crate) uneven: Option<Vec<f64>>,
}

/// Why coordinates are none.
pub(super) enum Crooked {
    /// They do not go from one number to another.
    Flat,
    /// The one of this index does not go on as those before it.
    Turns(usize),
}

impl Line {
    /// The line through two coordinates at least, which are each known so exactly.
    pub(super) fn through(values: &[f64], known_to: f64) -> Result<Line, Crooked> {
        let (extent, step) = (ends(values), step(values));
        if step == 0.0 || step.is_infinite() {
            return Err(Crooked::Flat);
        }
        let tolerance = UNEVEN * step.abs() + known_to;
        if off_even(values).all(|off| off <= tolerance) {
            return Ok(Line { extent, uneven: None });
        }
        let goes_on = |pair: &[f64]| (pair[1] - pair[0]) * step > 0.0 && pair[1].is_finite() && pair[0].is_finite();
        match values.windows(2).position(|pair| !goes_on(pair)) {
            None => Ok(Line { extent, uneven: Some(values.to_vec()) }),
            Some(index) => Err(Crooked::Turns(index + 1)),
        }
    }

    /// The same of an array of this name whose numbers have a relative spacing of `epsilon`, or what is wrong with it.
    pub(super) fn of_array(name: &str, values: &[f64], epsilon: f64) -> Result<Line, String> {
        let [first, last] = ends(values);
        // Coordinates saved as f32 are even as far as f32 goes.
        Line::through(values, 2.0 * epsilon * first.abs().max(last.abs())).map_err(|crooked| match crooked {
            Crooked::Flat => format!("goes from {first} to {last}; give every column and row its own coordinate"),
            Crooked::Turns(index) => format!(
                "neither ascends nor descends: {name}[{index}] is {} after {}; sort the coordinates, with the samples",
                values[index],
                values[index - 1]
            ),
        })
    }
}

fn ends(values: &[f64]) -> [f64; 2] {
    [values[0], values[values.len() - 1]]
}

/// The mean step from one coordinate to the next.
pub(super) fn step(values: &[f64]) -> f64 {
    let [first, last] = ends(values);
    (last - first) / (values.len() - 1) as f64
}

/// How far each coordinate is from where even spacing has it.
pub(super) fn off_even(values: &[f64]) -> impl Iterator<Item = f64> {
    let (first, step) = (values[0], step(values));
    values.iter().enumerate().map(move |(index, value)| (value - (first + step * index as f64)).abs())
}
