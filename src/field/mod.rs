//! A field is a formula or samples: opening one by what a user typed, and evaluating it in f64.

mod batches;
pub mod catalogue;
mod construction;
mod description;
mod domain;
mod error;
mod evaluation;
pub(crate) mod files;
mod formula;
mod function;
mod jumps;
mod open;
mod range;
mod raster;
pub(crate) mod sampled;
mod stencil;
mod view;

use std::collections::BTreeMap;
use std::sync::Arc;

#[cfg(feature = "window")]
pub(crate) use self::files::format::Format;
pub use self::files::format::{DATA_ENDINGS, data_endings, is_data_path};
pub use self::files::georeference::Georeference;
pub use self::files::grids::GridError;
pub use self::files::npy::{Origin, ReadError};
pub use self::jumps::{Break, LEAST_JUMP, Place, Way};
pub use self::open::source::FieldSource;
pub use self::open::{parts_of_file, why_no_data};
pub use self::sampled::samples::{Node, Samples, SamplesError};
pub use description::Description;
pub(crate) use description::Facts;
pub use domain::{Domain, DomainError, Grid, MAX_SIDE, linspace};
pub use error::FieldError;
pub use evaluation::{Evaluation, SampledGradient};
#[cfg(feature = "gpu")]
pub(crate) use formula::Cusp;
pub use formula::FormulaField;
pub use function::{FunctionField, Gradients, Values};
pub use range::Range;
pub use raster::{Raster, RasterError, TILE, TILE_NODES, TileId};
pub use stencil::Stencil;
pub use view::{Breaks, Cells, LocalField, Scales, Spread, narrowest};

use crate::expr::FormulaRemark;
use crate::words::short;

/// A scalar field f(x, y) with the domain it is looked at on.
#[derive(Clone, Debug)]
pub struct Field {
    name: String,
    kind: Kind,
    domain: Domain,
    step_size: Option<f64>,
    color_scale: Option<&'static str>,
    /// Whether a file says itself where its samples lie.
    is_placed: bool,
    /// What its file was understood to say.
    remarks: Vec<String>,
    /// Whether x and y are degrees of longitude and latitude.
    is_geographic: bool,
    /// What its file says of its samples.
    facts: Option<Box<Facts>>,
    /// What it was opened by, where that is something that a file can hold.
    source: Option<Arc<FieldSource>>,
}

/// What a field is made of.
#[derive(Clone, Debug)]
pub enum Kind {
    /// A formula of any number of variables.
    Formula(Box<FormulaField>),
    /// A function of the program around it, of x and y.
    Function(FunctionField),
    /// Samples on a grid, with a C¹ bicubic between them.
    Samples(Box<Samples>),
    /// Samples that are too many to be held, and the same between them.
    Raster(Arc<Raster>),
}

/// What may be said about a field beside its name.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OpenOptions {
    /// Values of the formula's parameters.
    pub set: BTreeMap<String, f64>,
    /// The array of an `.npz` file.
    pub key: Option<String>,
    /// The band of a GeoTIFF, counted from 1; the first where nothing is said.
    pub band: Option<usize>,
    /// Where a file's first row lies; the file's own convention where nothing is said.
    pub origin: Option<Origin>,
    /// First and last x of a file that does not say its own.
    pub x: Option<[f64; 2]>,
    /// First and last y of a file that does not say its own.
    pub y: Option<[f64; 2]>,
    /// Samples that are held in memory, where not as many as usual: those of a larger file are read when they are needed.
    pub most_held: Option<usize>,
}

/// What hears which fraction of a large file is read, from 0 to 1.
pub type Progress<'a> = &'a (dyn Fn(f64) + Sync);

impl Field {
    /// The same field with another title.
    #[must_use]
    pub fn with_name(self, name: &str) -> Field {
        Field { name: name.to_owned(), ..self }
    }

    /// The same field, looked at over another domain where a scene says none.
    #[must_use]
    pub fn with_domain(self, domain: Domain) -> Field {
        Field { domain, ..self }
    }

    fn new(name: String, kind: Kind, domain: Domain) -> Field {
        Field {
            name,
            kind,
            domain,
            step_size: None,
            color_scale: None,
            is_placed: true,
            remarks: Vec::new(),
            is_geographic: false,
            facts: None,
            source: None,
        }
    }

    /// The name of the catalogue, the file's, or the formula as it was read.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What it is made of.
    #[doc(hidden)]
    pub fn kind(&self) -> &Kind {
        &self.kind
    }

    /// Its own domain.
    pub fn domain(&self) -> Domain {
        self.domain
    }

    /// Whether it is samples of a file that does not say where they lie, so that somebody has to.
    #[doc(hidden)]
    pub fn is_unplaced(&self) -> bool {
        !self.is_placed
    }

    /// What was understood that could have been meant otherwise, a sentence each.
    pub fn remarks(&self) -> Vec<String> {
        self.remarks_with(|_| None)
    }

    /// The same, with what `remedy` says gives a value to a parameter that has none, by the parameter's name.
    #[doc(hidden)]
    pub fn remarks_with(&self, remedy: impl Fn(&str) -> Option<String>) -> Vec<String> {
        let mut remarks = self.remarks.clone();
        if let Kind::Formula(formula) = &self.kind {
            for remark in formula.formula().remarks() {
                let remedy = match remark {
                    // One that was given a value has one.
                    FormulaRemark::Unset(name) if !formula.defaulted().contains(name) => continue,
                    FormulaRemark::Unset(name) => remedy(name),
                    _ => None,
                };
                remarks.push(remedy.map_or_else(|| remark.to_string(), |remedy| format!("{remark}; {remedy}")));
            }
        }
        remarks
    }

    /// Whether its file says that x and y are degrees of longitude and latitude.
    pub fn is_geographic(&self) -> bool {
        self.is_geographic
    }

    /// Whether its file names a coordinate system on the ground whose units are not degrees.
    #[doc(hidden)]
    pub fn has_system(&self) -> bool {
        !self.is_geographic && self.facts.as_ref().is_some_and(|facts| facts.system.is_some())
    }

    /// Metres on the ground along a unit of x at this y, where its file says that x and y are lengths, and which.
    #[doc(hidden)]
    pub fn ground_metres(&self, y: f64) -> Option<f64> {
        let facts = self.facts.as_ref().filter(|_| !self.is_geographic)?;
        let stretch = files::georeference::stretch(facts.system.as_deref(), y);
        Some(facts.metres? / stretch).filter(|metres| metres.is_finite() && *metres > 0.0)
    }

    /// A step size of gradient descent that suits it, where the catalogue knows one.
    #[doc(hidden)]
    pub fn step_size(&self) -> Option<f64> {
        self.step_size
    }

    /// How its values spread over colours, in the words of a scene, where the catalogue knows better than evenly.
    #[doc(hidden)]
    pub fn color_scale(&self) -> Option<&'static str> {
        self.color_scale
    }

    /// The number of variables it needs.
    pub fn dimension(&self) -> usize {
        match &self.kind {
            Kind::Formula(formula) => formula.formula().dimension(),
            Kind::Function(_) | Kind::Samples(_) | Kind::Raster(_) => 2,
        }
    }

    /// Refuses a point that has not as many coordinates as the field has variables.
    ///
    /// # Errors
    /// [`FieldError::Coordinates`] says how many it takes.
    #[doc(hidden)]
    pub fn check_point(&self, point: &[f64]) -> Result<(), FieldError> {
        let (fewest, most, given) = (self.dimension().max(1), self.dimension().max(2), point.len());
        match (fewest..=most).contains(&given) {
            true => Ok(()),
            false => Err(FieldError::Coordinates { fewest, most, given }),
        }
    }

    /// The field itself if it is one of x and y.
    ///
    /// # Errors
    /// [`FieldError::Dimension`] where it has more variables.
    pub fn checked_planar(self) -> Result<Field, FieldError> {
        match self.dimension() {
            0..=2 => Ok(self),
            more => Err(FieldError::Dimension(more)),
        }
    }

    /// Nodes along x and y where nothing else is said: a file's own, else 512 × 512.
    pub fn default_grid(&self) -> [usize; 2] {
        match &self.kind {
            Kind::Formula(_) | Kind::Function(_) => [512, 512],
            Kind::Samples(samples) => samples.size(),
            Kind::Raster(raster) => raster.size(),
        }
    }

    /// Whether it is samples of a file rather than a formula.
    pub fn is_data(&self) -> bool {
        matches!(self.kind, Kind::Samples(_) | Kind::Raster(_))
    }

    /// What went wrong while samples were read after the file was opened, if anything did.
    pub fn fault(&self) -> Option<String> {
        match &self.kind {
            Kind::Raster(raster) => raster.fault().map(|reason| format!("{}: {reason}", self.name)),
            Kind::Formula(_) | Kind::Function(_) | Kind::Samples(_) => None,
        }
    }

    /// What is lost where this field is evaluated over a grid in 32 bits, in words; nothing where all is well.
    #[doc(hidden)]
    pub fn single_precision_notes(&self, grid: &Grid) -> Vec<String> {
        let rounding = match &self.kind {
            Kind::Samples(samples) => Some(samples.rounding()),
            Kind::Raster(raster) => Some(raster.rounding()),
            Kind::Formula(_) | Kind::Function(_) => None,
        };
        if let Some(rounding) = rounding {
            let note = || {
                let percent = short((rounding * 1000.0).round() / 10.0);
                format!(
                    "32-bit floats round these samples by up to {percent} % of their range; subtract a constant from them"
                )
            };
            return (rounding > 1e-3).then(note).into_iter().collect();
        }
        let axes = [('x', grid.domain.x, grid.nx), ('y', grid.domain.y, grid.ny)];
        let coincide = |(axis, [first, last], nodes): (char, [f64; 2], usize)| {
            let step = (last - first).abs() / nodes.max(2) as f64;
            let ulp = first.abs().max(last.abs()) * f64::from(f32::EPSILON);
            let range = [short(first), short(last)].join(" to ");
            (step < ulp).then(|| format!("{axis} from {range} is too narrow for 32-bit floats, and nodes coincide; shift the formula to the origin"))
        };
        axes.into_iter().filter_map(coincide).collect()
    }
}
