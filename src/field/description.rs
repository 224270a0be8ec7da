//! What a field was understood to be, as plain data that a command line, a window and a program can show.

use super::files::format::Format;
use super::{Field, Kind};

/// What a file says of its samples beside where they lie.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Facts {
    /// The array, the variable or the band that is read.
    pub(crate) part: Option<String>,
    /// The type that its samples have there.
    pub(crate) sample_type: Option<String>,
    /// What samples are multiplied with, and what is added then.
    pub(crate) scale: Option<[f64; 2]>,
    /// The coordinate system's name.
    pub(crate) system: Option<String>,
    /// Metres along a unit of x and y, where it is a length and the file says which.
    pub(crate) metres: Option<f64>,
}

/// What a field was understood to be.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
#[non_exhaustive]
pub struct Description {
    /// The field's name.
    pub name: String,
    /// `formula`, `function`, or the format of the file.
    pub kind: String,
    /// A formula as it was understood.
    pub formula: Option<String>,
    /// A formula's parameters and their values.
    pub parameters: Vec<(String, f64)>,
    /// The array, the variable or the band of a file.
    pub part: Option<String>,
    /// Columns and rows of samples.
    pub size: Option<[usize; 2]>,
    /// The type that samples have in their file.
    pub sample_type: Option<String>,
    /// First and last x of the domain.
    pub x: [f64; 2],
    /// First and last y of the domain.
    pub y: [f64; 2],
    /// Whether the field itself says its domain.
    pub is_placed: bool,
    /// Whether columns and rows are evenly spaced.
    pub is_even: bool,
    /// The coordinate system, where a file names one.
    pub system: Option<String>,
    /// Whether x and y are degrees of longitude and latitude.
    pub is_geographic: bool,
    /// Samples that are missing.
    pub missing: Option<usize>,
    /// What samples are multiplied with, and what is added then, where a file says so.
    pub scale: Option<[f64; 2]>,
    /// The least and the greatest sample.
    pub range: Option<[f64; 2]>,
    /// What was understood that could have been meant otherwise, a sentence each.
    pub remarks: Vec<String>,
}

impl Field {
    /// What it was understood to be; samples are counted.
    ///
    /// ```
    /// let field = steepest::Field::from_bytes("a.csv", b"1,2\n3,\n", &Default::default())?;
    /// let about = field.description();
    /// assert_eq!((about.size, about.missing, about.range), (Some([2, 2]), Some(1), Some([1.0, 3.0])));
    /// # Ok::<(), steepest::FieldError>(())
    /// ```
    pub fn description(&self) -> Description {
        let facts = self.facts.clone().unwrap_or_default();
        let mut description = Description {
            name: self.name.clone(),
            kind: String::new(),
            formula: None,
            parameters: Vec::new(),
            part: facts.part,
            size: None,
            sample_type: facts.sample_type,
            x: self.domain.x,
            y: self.domain.y,
            is_placed: self.is_placed,
            is_even: true,
            system: facts.system,
            is_geographic: self.is_geographic,
            missing: None,
            scale: facts.scale,
            range: None,
            remarks: self.remarks(),
        };
        match &self.kind {
            Kind::Formula(formula) => {
                "formula".clone_into(&mut description.kind);
                description.formula = Some(formula.formula().reading().to_owned());
                let named = formula.formula().parameters().iter().zip(formula.values());
                description.parameters = named.map(|(name, &value)| (name.clone(), value)).collect();
            }
            Kind::Function(_) => "function".clone_into(&mut description.kind),
            Kind::Samples(samples) => {
                let values = samples.values();
                let finite = || values.iter().copied().filter(|value| !value.is_nan());
                let (low, high) = (finite().fold(f64::INFINITY, f64::min), finite().fold(f64::NEG_INFINITY, f64::max));
                description.is_even = samples.is_even();
                description.size = Some(samples.size());
                description.missing = Some(values.iter().filter(|value| value.is_nan()).count());
                description.range = (low <= high).then_some([low, high]);
            }
            Kind::Raster(raster) => {
                description.size = Some(raster.size());
                description.missing = Some(raster.missing());
                description.range = Some(raster.sample_range());
            }
        }
        if self.is_data() {
            description.kind = Format::of(&self.name).map_or("samples", Format::name).to_owned();
        }
        description
    }
}
