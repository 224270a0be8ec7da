//! Which variable of a file is meant, and which part of it.

use netcdf_reader::{NcGroup, NcSliceInfo, NcVariable};

use super::axes::is_axis;
use super::{dimensions, is_number, selection, text};

/// The most variables that an answer lists.
const MOST_LISTED: usize = 20;
/// Groups within groups that are looked into.
const DEEPEST: usize = 8;

/// A dimension that is kept.
#[derive(Clone, Debug)]
pub(super) struct Dimension {
    pub(super) name: String,
    pub(super) size: u64,
}

/// A variable with the two dimensions that are left of it.
pub(super) struct Choice<'a> {
    /// Its path.
    pub(super) name: String,
    pub(super) variable: &'a NcVariable,
    /// Rows and columns.
    pub(super) kept: [Dimension; 2],
    pub(super) selection: NcSliceInfo,
    pub(super) remarks: Vec<String>,
}

/// All variables by their paths.
pub(super) fn variables(group: &NcGroup) -> Vec<(String, &NcVariable)> {
    fn collect<'a>(group: &'a NcGroup, path: &str, depth: usize, into: &mut Vec<(String, &'a NcVariable)>) {
        into.extend(group.variables.iter().map(|variable| (format!("{path}{}", variable.name()), variable)));
        if depth < DEEPEST {
            for inner in &group.groups {
                collect(inner, &format!("{path}{}/", inner.name), depth + 1, into);
            }
        }
    }
    let mut all = Vec::new();
    collect(group, "", 0, &mut all);
    all
}

/// A name, and for each dimension an index or all of it.
type Selection<'a> = (&'a str, Option<Vec<Option<u64>>>);

/// `NAME`, or `NAME[0,:,:]`.
fn parse(key: &str) -> Result<Selection<'_>, String> {
    let Some((name, rest)) = key.strip_suffix(']').and_then(|key| key.split_once('[')) else { return Ok((key, None)) };
    let part = |part: &str| match part.trim() {
        ":" => Ok(None),
        index => index.parse().map(Some).map_err(|_| {
            format!("`{index}` is no index; write a number from 0 on, or : for all, as in `{name}[0,:,:]`")
        }),
    };
    Ok((name.trim(), Some(rest.split(',').map(part).collect::<Result<_, _>>()?)))
}

/// The variable of a key, or the only one that is a grid.
pub(super) fn choose<'a>(root: &'a NcGroup, key: Option<&str>) -> Result<Choice<'a>, String> {
    let all = variables(root);
    let Some(key) = key else {
        return match shown(&all, |dimensions| dimensions == 2).as_slice() {
            [(name, variable)] => part(name.clone(), variable, None),
            [] => Err(format!(
                "it has no variable of two dimensions that is read; of one with more choose a part as the key, such as \
                 `NAME[0,:,:]`: {}",
                listed(&all)
            )),
            _ => {
                Err(format!("several of its variables are grids; choose one by its name as the key: {}", listed(&all)))
            }
        };
    };
    // A name may hold brackets itself.
    let (name, parts) = match all.iter().any(|(name, _)| name == key.trim_start_matches('/')) {
        true => (key, None),
        false => parse(key)?,
    };
    let name = name.trim_start_matches('/');
    match all.iter().find(|(known, _)| known == name) {
        Some((name, variable)) => part(name.clone(), variable, parts),
        None => Err(format!("it has no variable `{name}` that is read; its variables: {}", listed(&all))),
    }
}

/// The keys of all that can be looked at: grids, and the first grid of variables of more dimensions.
pub(super) fn parts(root: &NcGroup) -> Vec<String> {
    let part = |(name, variable): &(String, &NcVariable)| match longer(variable).len() {
        2 => name.clone(),
        _ => first_part(name, variable.ndim()),
    };
    shown(&variables(root), |dimensions| dimensions >= 2).into_iter().map(part).collect()
}

/// Those of all variables of so many dimensions that somebody may mean: numbers which are not there for others.
fn shown<'a, 'v>(
    all: &'a [(String, &'v NcVariable)],
    has_so_many: impl Fn(usize) -> bool,
) -> Vec<&'a (String, &'v NcVariable)> {
    let helpers: Vec<String> = all.iter().filter_map(|(_, variable)| text(variable, "bounds")).collect();
    let is_data = |name: &str, variable: &NcVariable| {
        let is_axis = ["units", "standard_name"].iter().any(|attribute| {
            text(variable, attribute)
                .is_some_and(|said| ["degrees_north", "degrees_east", "latitude", "longitude"].contains(&said.as_str()))
        });
        is_number(variable.dtype())
            && !is_axis
            && !helpers.contains(&name.to_lowercase())
            && has_so_many(longer(variable).len())
    };
    let grids: Vec<_> = all.iter().filter(|(name, variable)| is_data(name, variable)).collect();
    // Meshes of x and y lie beside what is drawn over them.
    let others: Vec<_> = grids.iter().copied().filter(|(name, _)| !is_axis(name)).collect();
    if others.is_empty() { grids } else { others }
}

/// The first grid of a variable of so many dimensions, as a key: `NAME[0,:,:]`.
fn first_part(name: &str, dimensions: usize) -> String {
    let indices: Vec<&str> = (0..dimensions).map(|at| if at + 2 < dimensions { "0" } else { ":" }).collect();
    format!("{name}[{}]", indices.join(","))
}

/// Dimensions that are longer than 1.
fn longer(variable: &NcVariable) -> Vec<u64> {
    variable.shape().into_iter().filter(|&size| size != 1).collect()
}

/// The part of a variable; without a word about it, its two dimensions longer than 1.
fn part(name: String, variable: &NcVariable, parts: Option<Vec<Option<u64>>>) -> Result<Choice<'_>, String> {
    let (dimensions, shape) = (dimensions(variable), shape_text(variable));
    if !is_number(variable.dtype()) {
        return Err(format!("its variable `{name}` holds no real numbers; choose another"));
    }
    let mut remarks = Vec::new();
    let parts = match parts {
        Some(parts) if parts.len() != dimensions.len() => {
            return Err(format!(
                "its variable `{name}` has the dimensions {shape} and the key gives {} indices; give one for each",
                parts.len()
            ));
        }
        Some(parts) => {
            let beyond =
                parts.iter().zip(&dimensions).find(|(index, dimension)| index.is_some_and(|at| at >= dimension.size));
            if let Some((Some(index), dimension)) = beyond {
                let Dimension { name: of, size } = dimension;
                return Err(format!("the index {index} of {of} is beyond its {size}; they count from 0"));
            }
            parts
        }
        None if dimensions.len() <= 2 => vec![None; dimensions.len()],
        None if longer(variable).len() == 2 => {
            remarks.push(format!("its variable `{name}` is {shape}; dimensions of length 1 are left out"));
            dimensions.iter().map(|dimension| (dimension.size == 1).then_some(0)).collect()
        }
        None => {
            return Err(format!(
                "its variable `{name}` has the dimensions {shape}; give the part to look at as the key, such as `{}`",
                first_part(&name, dimensions.len())
            ));
        }
    };
    let kept: Vec<Dimension> = dimensions
        .into_iter()
        .zip(&parts)
        .filter(|(_, index)| index.is_none())
        .map(|(dimension, _)| dimension)
        .collect();
    match <[Dimension; 2]>::try_from(kept) {
        Ok(kept) => Ok(Choice { name, variable, kept, selection: selection(&parts), remarks }),
        Err(kept) => Err(format!(
            "{} of the dimensions of its variable `{name}` ({shape}) are left, and a field needs two; give an index for each other",
            kept.len()
        )),
    }
}

/// `(time 3, lat 4)`.
fn shape_text(variable: &NcVariable) -> String {
    let parts: Vec<String> = dimensions(variable)
        .iter()
        .map(|dimension| match dimension.name == dimension.size.to_string() {
            true => dimension.name.clone(),
            false => format!("{} {}", dimension.name, dimension.size),
        })
        .collect();
    format!("({})", parts.join(", "))
}

/// Variables with their shapes.
fn listed(all: &[(String, &NcVariable)]) -> String {
    let mut texts: Vec<String> = all
        .iter()
        .filter(|(_, variable)| is_number(variable.dtype()) && variable.ndim() >= 2)
        .map(|(name, variable)| format!("{name} {}", shape_text(variable)))
        .collect();
    if texts.is_empty() {
        return "there is none of two dimensions with integers, or floats of 32 or 64 bits; numpy.save(\"OUT.npy\", \
                h5py.File(\"IN\")[\"NAME\"][:].astype(float)) keeps others"
            .to_owned();
    }
    let more = texts.len().saturating_sub(MOST_LISTED);
    texts.truncate(MOST_LISTED);
    if more > 0 {
        texts.push(format!("and {more} more"));
    }
    // Names are the file's, and stay within the line that tells of them.
    texts.join(", ").chars().filter(|c| !c.is_control()).collect()
}
