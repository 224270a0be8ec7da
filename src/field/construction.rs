//! Fields from names, formulas, files, samples and functions.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use super::files::format::Format;
use super::{
    Domain, Field, FieldError, FieldSource, FormulaField, FunctionField, Gradients, GridError, Kind, OpenOptions,
    Progress, Samples, Values, catalogue, files, open,
};
use crate::expr::{Formula, FormulaError};
use crate::words::{path_text, text_path};

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
        let field = Field {
            step_size: entry.lr,
            color_scale: entry.color_scale.as_deref(),
            ..Field::new(entry.name.clone(), kind, domain)
        };
        Ok(field.with_source(FieldSource { set: set.clone(), ..FieldSource::from(entry.name.as_str()) }))
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
        Ok(Field::opened(text.trim(), options, progress)?.opened_by(text, options))
    }

    fn opened(text: &str, options: &OpenOptions, progress: Progress<'_>) -> Result<Field, FieldError> {
        if let Some(entry) = catalogue::find(text) {
            return Field::of_entry(entry, &options.set);
        }
        if let Some(format) = Format::of(text) {
            return open::read(&text_path(text), format, options, progress);
        }
        if let Some(reason) = files::foreign::refusal(text) {
            return Err(GridError::new(Path::new(text), reason).into());
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

    /// Reads a data file, whose ending says what it is: one of [`DATA_ENDINGS`](super::DATA_ENDINGS).
    ///
    /// # Errors
    /// Where the file is missing, is of another kind, or holds no samples.
    pub fn read(path: &Path, options: &OpenOptions) -> Result<Field, FieldError> {
        let text = path_text(path);
        let format = Format::of(&text).ok_or_else(|| open::unread(path))?;
        Ok(open::read(path, format, options, &|_| ())?.opened_by(&text, options))
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
        let source = FieldSource::from(formula);
        let formula = FormulaField::parse(formula, &BTreeMap::new())?;
        let name = title(formula.formula());
        Ok(Field::new(name, Kind::Formula(Box::new(formula)), Domain::DEFAULT).with_source(source))
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
        let source = self.source().map(|source| Arc::new(FieldSource { set: set.clone(), ..source.clone() }));
        Ok(Field { kind: Kind::Formula(Box::new(formula.with_parameters(set))), source, ..self.clone() })
    }

    /// The same field without a constant that is added to all of a formula, beside which small differences of f would round
    /// away; nothing where there is none.
    #[cfg(feature = "gpu")]
    pub(crate) fn without_constant(&self) -> Option<Field> {
        let Kind::Formula(formula) = &self.kind else { return None };
        Some(Field { kind: Kind::Formula(Box::new(formula.without_constant()?)), ..self.clone() })
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

    /// The same field where it is a function whose values have so small an error, relative to them: 2.2e-16 where nothing is
    /// said. The steps of its central differences follow from it.
    #[doc(hidden)]
    #[must_use]
    pub fn with_precision(self, precision: f64) -> Field {
        match self.kind {
            Kind::Function(function) => Field { kind: Kind::Function(function.with_precision(precision)), ..self },
            kind => Field { kind, ..self },
        }
    }

    /// A field of samples; `name` is its title.
    pub fn from_samples(name: &str, samples: Samples) -> Field {
        let (x, y) = samples.domain();
        Field::new(name.to_owned(), Kind::Samples(Box::new(samples)), Domain { x, y })
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
