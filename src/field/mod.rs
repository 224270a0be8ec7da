//! A field is a formula or samples: opening one by what a user typed, and evaluating it in f64.

mod batches;
pub mod catalogue;
mod description;
mod domain;
mod evaluation;
pub(crate) mod files;
mod formula;
mod function;
mod jumps;
mod local_field;
mod open;
mod placed;
mod raster;
pub(crate) mod sampled;
mod spread;
mod stencil;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub use self::files::georeference::Georeference;
pub use self::files::grids::GridError;
pub use self::files::npy::{Origin, ReadError};
pub use self::jumps::{Break, LEAST_JUMP, Place, Way};
pub use self::local_field::{LocalField, narrowest};
pub use self::open::{DATA_ENDINGS, is_data_path};
pub use self::sampled::samples::{Node, Samples, SamplesError};
pub use description::Description;
pub(crate) use description::Facts;
pub use domain::{Domain, DomainError, Grid, MAX_SIDE, linspace};
pub use evaluation::{Evaluation, SampledGradient};
pub use formula::FormulaField;
pub use function::{FunctionField, Gradients, Values};
pub use raster::{Raster, RasterError, TILE, TILE_NODES, TileId};
pub use spread::{Scales, Spread};
pub use stencil::Stencil;

use crate::expr::{Formula, FormulaError};
use crate::words::{path_text, short, text_path};

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

/// Why a field could not be opened.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FieldError {
    /// It was taken for a formula and is none.
    #[error("{0}")]
    Formula(#[from] FormulaError),
    /// It is no name of the catalogue.
    #[error("there is no field `{name}`{}", nearest.as_ref().map(|nearest| format!("; did you mean `{nearest}`?")).unwrap_or_default())]
    UnknownName {
        /// What was typed.
        name: String,
        /// The nearest name, where one is near.
        nearest: Option<String>,
    },
    /// A name given a value is not a parameter of this field.
    #[error("{0}")]
    Set(String),
    /// A file could not be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// A file's extent cannot be looked at.
    #[error("{path}: {error}")]
    Extent {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        error: DomainError,
    },
    /// A file of text, an ESRI grid, a GeoTIFF or a PNG.
    #[error(transparent)]
    Grid(#[from] GridError),
    /// A large file.
    #[error("{}: {error}", path.display())]
    Raster {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        error: RasterError,
    },
    /// A point with too few or too many coordinates.
    #[error("the field takes points of {} and this one has {given}", if *fewest == *most { format!("{fewest} coordinates") } else { format!("{fewest} or {most} coordinates") })]
    Coordinates {
        /// The field's variables.
        fewest: usize,
        /// Two at least, since a formula in x alone is a field of x and y too.
        most: usize,
        /// The point's coordinates.
        given: usize,
    },
    /// A formula of more variables than a picture has axes.
    #[error("the formula has {0} variables; a surface has x and y")]
    Dimension(usize),
}

impl FieldError {
    /// Whether what was typed is wrong, rather than a file.
    pub fn is_usage(&self) -> bool {
        match self {
            FieldError::Formula(_)
            | FieldError::UnknownName { .. }
            | FieldError::Set(_)
            | FieldError::Coordinates { .. }
            | FieldError::Dimension(_) => true,
            FieldError::Read(_) | FieldError::Extent { .. } | FieldError::Grid(_) | FieldError::Raster { .. } => false,
        }
    }
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
    /// A classic test function by its name, in any case, over its customary domain.
    ///
    /// ```
    /// let field = steepest::Field::catalogue("himmelblau")?;
    /// assert_eq!(field.value(&[3.0, 2.0])?, 0.0);
    /// # Ok::<(), steepest::FieldError>(())
    /// ```
    ///
    /// # Errors
    /// [`FieldError::UnknownName`] where none has this name.
    pub fn catalogue(name: &str) -> Result<Field, FieldError> {
        let unknown = || FieldError::UnknownName { name: name.to_owned(), nearest: catalogue::suggestion(name) };
        Field::of_entry(catalogue::find(name).ok_or_else(unknown)?, &BTreeMap::new())
    }

    fn of_entry(entry: &'static catalogue::Entry, set: &BTreeMap<String, f64>) -> Result<Field, FieldError> {
        let formula = formula_with(&entry.formula, set)?;
        let (kind, domain) = (Kind::Formula(Box::new(formula)), entry.domain());
        Ok(Field {
            step_size: entry.lr,
            color_scale: entry.color_scale.as_deref(),
            ..Field::new(entry.name.clone(), kind, domain)
        })
    }

    /// Opens what was typed: a name of the catalogue, a file, or a formula.
    ///
    /// # Errors
    /// Where it is none of them, where the file cannot be read, and where `options` do not suit it.
    #[doc(hidden)]
    pub fn open(text: &str, options: &OpenOptions) -> Result<Field, FieldError> {
        Field::open_with(text, options, &|_| ())
    }

    /// The same; `progress` hears which fraction of a large file is read.
    ///
    /// # Errors
    /// As [`Field::open`].
    #[doc(hidden)]
    pub fn open_with(text: &str, options: &OpenOptions, progress: Progress<'_>) -> Result<Field, FieldError> {
        let text = text.trim();
        if let Some(entry) = catalogue::find(text) {
            return Field::of_entry(entry, &options.set);
        }
        if let Some(ending) = open::data_ending(text) {
            return open::read(&text_path(text), &ending, options, progress);
        }
        if let Some(reason) = files::foreign::refusal(text) {
            return Err(GridError { path: PathBuf::from(text), reason }.into());
        }
        match formula_with(text, &options.set) {
            Ok(formula) => {
                let name = title(formula.formula());
                Ok(Field::new(name, Kind::Formula(Box::new(formula)), Domain::DEFAULT))
            }
            Err(FieldError::Formula(error)) => match catalogue::suggestion(text) {
                Some(nearest) => Err(FieldError::UnknownName { name: text.to_owned(), nearest: Some(nearest) }),
                None => Err(error.into()),
            },
            Err(error) => Err(error),
        }
    }

    /// Reads a data file, whose ending says what it is: one of [`DATA_ENDINGS`].
    ///
    /// # Errors
    /// Where the file is missing, is of another kind, or holds no samples.
    pub fn read(path: &Path, options: &OpenOptions) -> Result<Field, FieldError> {
        match open::data_ending(&path_text(path)) {
            Some(ending) => open::read(path, &ending, options, &|_| ()),
            None => Err(open::unread(path).into()),
        }
    }

    /// Reads a data file from memory; the ending of its name says what it is, and its name is the field's.
    ///
    /// # Errors
    /// Where the bytes are of another kind, or hold no samples.
    pub fn from_bytes(name: &str, bytes: &[u8], options: &OpenOptions) -> Result<Field, FieldError> {
        open::from_bytes(name, bytes, options)
    }

    /// Reads a formula; its parameters are 1.
    ///
    /// ```
    /// let field = steepest::Field::parse("4 - (x^2 + y^2)")?;
    /// assert_eq!(field.value(&[1.0, 1.0])?, 2.0);
    /// assert_eq!(field.gradient(&[1.0, 1.0])?, [-2.0, -2.0]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// Where it is no formula; the error points at the place.
    pub fn parse(formula: &str) -> Result<Field, FormulaError> {
        let formula = FormulaField::parse(formula, &BTreeMap::new())?;
        let name = title(formula.formula());
        Ok(Field::new(name, Kind::Formula(Box::new(formula)), Domain::DEFAULT))
    }

    /// The same formula with other values of its parameters; one that is not in `set` is 1. Nothing is read, derived or
    /// compiled again.
    ///
    /// ```
    /// let field = steepest::Field::parse("a*x^2 + y")?;
    /// let steeper = field.with_parameters(&[("a".to_owned(), 3.0)].into())?;
    /// assert_eq!(steeper.value(&[2.0, 0.0])?, 12.0);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// Where a name is no parameter of the formula, or the field is none.
    pub fn with_parameters(&self, set: &BTreeMap<String, f64>) -> Result<Field, FieldError> {
        let Kind::Formula(formula) = &self.kind else {
            return match set.keys().next() {
                Some(name) => Err(FieldError::Set(format!("`{name}` cannot be set: only formulas have parameters"))),
                None => Ok(self.clone()),
            };
        };
        check_parameters(formula, set)?;
        Ok(Field { kind: Kind::Formula(Box::new(formula.with_parameters(set))), ..self.clone() })
    }

    /// A function of x and y in 64 bits. Its derivatives are central differences ([`FunctionField`]); for pictures it is
    /// evaluated over what is looked at, at every other pixel, with a C¹ bicubic between.
    ///
    /// ```
    /// let field = steepest::Field::from_fn(|x, y| x.sin() * y);
    /// assert_eq!(field.value(&[0.0, 2.0])?, 0.0);
    /// # Ok::<(), steepest::FieldError>(())
    /// ```
    pub fn from_fn(value: impl Fn(f64, f64) -> f64 + Send + Sync + 'static) -> Field {
        Field::of_batches(each(value), None)
    }

    /// A function of x and y with its gradient [∂f/∂x, ∂f/∂y], which need not be taken from differences then.
    pub fn from_fn_with_gradient(
        value: impl Fn(f64, f64) -> f64 + Send + Sync + 'static,
        gradient: impl Fn(f64, f64) -> [f64; 2] + Send + Sync + 'static,
    ) -> Field {
        Field::of_batches(
            each(value),
            Some(Arc::new(move |xs: &[f64], ys: &[f64], [fx, fy]: [&mut [f64]; 2]| {
                for (k, (&x, &y)) in xs.iter().zip(ys).enumerate() {
                    [fx[k], fy[k]] = gradient(x, y);
                }
            })),
        )
    }

    /// A function of x and y that takes many points at once: `values` is given the xs and the ys and fills a slice as long
    /// as they are with f, and `gradients`, where there is one, two slices with ∂f/∂x and ∂f/∂y. Both are called from several
    /// threads.
    ///
    /// ```
    /// let field = steepest::Field::of_batches(
    ///     std::sync::Arc::new(|xs, ys, f| (0..f.len()).for_each(|k| f[k] = xs[k] * ys[k])),
    ///     None,
    /// );
    /// assert_eq!(field.value(&[3.0, 2.0])?, 6.0);
    /// # Ok::<(), steepest::FieldError>(())
    /// ```
    #[doc(hidden)]
    pub fn of_batches(values: Arc<Values>, gradients: Option<Arc<Gradients>>) -> Field {
        let function = FunctionField::new(values, gradients);
        Field::new("f(x, y)".to_owned(), Kind::Function(function), Domain::DEFAULT)
    }

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
        }
    }

    /// A field of samples; `name` is its title.
    pub fn from_samples(name: &str, samples: Samples) -> Field {
        let (x, y) = samples.domain();
        Field::new(name.to_owned(), Kind::Samples(Box::new(samples)), Domain { x, y })
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
                let is_about = |name: &&String| remark.starts_with(&format!("the parameter `{name}` "));
                let without = formula.defaulted().iter().find(is_about);
                // One that was given a value has one.
                if without.is_none() && formula.formula().parameters().iter().any(|name| is_about(&name)) {
                    continue;
                }
                let remedy = without.and_then(|name| remedy(name));
                remarks.push(remedy.map_or_else(|| remark.clone(), |remedy| format!("{remark}; {remedy}")));
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

/// A function of one point as one of many.
fn each(value: impl Fn(f64, f64) -> f64 + Send + Sync + 'static) -> Arc<Values> {
    Arc::new(move |xs: &[f64], ys: &[f64], f: &mut [f64]| {
        f.iter_mut().zip(xs.iter().zip(ys)).for_each(|(f, (&x, &y))| *f = value(x, y));
    })
}

/// A formula as titles have it: how it was read, and of a long one its beginning.
fn title(formula: &Formula) -> String {
    const LONGEST: usize = 200;
    let reading = formula.reading();
    match reading.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &reading[..end]),
        None => reading.to_owned(),
    }
}

fn formula_with(text: &str, set: &BTreeMap<String, f64>) -> Result<FormulaField, FieldError> {
    if let Some(name) = set.keys().find(|name| crate::expr::is_reserved(name)) {
        return Err(FieldError::Set(format!("`{name}` has a meaning of its own in formulas and cannot be set")));
    }
    let formula = FormulaField::parse(text, set)?;
    check_parameters(&formula, set)?;
    Ok(formula)
}

/// Refuses a name that is no parameter of the formula.
fn check_parameters(formula: &FormulaField, set: &BTreeMap<String, f64>) -> Result<(), FieldError> {
    let parameters = formula.formula().parameters();
    match set.keys().find(|name| !parameters.contains(name)) {
        Some(name) if parameters.is_empty() => {
            Err(FieldError::Set(format!("`{name}` cannot be set: the formula has no parameters")))
        }
        Some(name) => Err(FieldError::Set(format!(
            "`{name}` is not a parameter of the formula; it has {}",
            parameters.join(", ")
        ))),
        None => Ok(()),
    }
}
