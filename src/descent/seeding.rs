//! Where particles start: random, low-discrepancy, on a grid, on a line, on a circle, under a brush.

use std::f64::consts::TAU;
use std::fmt;
use std::str::FromStr;

use rayon::prelude::*;

use super::random::uniform;
use crate::field::{Domain, linspace};
use crate::words::{finite, nearest, short};

/// A way to choose starts.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Seeding {
    /// As even as a grid at any number, without its lines: the R₂ sequence.
    #[default]
    Quasirandom,
    /// Independent and uniform over the domain.
    Uniform,
    /// In rows over the domain.
    Grid,
    /// Evenly from one point to another, both included.
    Line {
        /// The first point.
        from: [f64; 2],
        /// The last point.
        to: [f64; 2],
    },
    /// Evenly around a circle.
    Circle {
        /// Its centre.
        center: [f64; 2],
        /// Its radius.
        radius: f64,
    },
    /// Within discs, which take turns; over the domain while there is none.
    Brush {
        /// Their radius.
        radius: f64,
        /// Their centres.
        centers: Vec<[f64; 2]>,
    },
}

impl Seeding {
    /// Its name, as it is typed.
    pub fn name(&self) -> &'static str {
        match self {
            Seeding::Quasirandom => "quasirandom",
            Seeding::Uniform => "uniform",
            Seeding::Grid => "grid",
            Seeding::Line { .. } => "line",
            Seeding::Circle { .. } => "circle",
            Seeding::Brush { .. } => "brush",
        }
    }

    /// `count` points; the random ones depend on `seed` and their index alone, so that fewer are the first of more.
    pub fn points(&self, domain: Domain, count: usize, seed: u64) -> Vec<[f64; 2]> {
        let within = |[u, v]: [f64; 2]| {
            let mix = |[first, last]: [f64; 2], fraction: f64| first + fraction * (last - first);
            [mix(domain.x, u), mix(domain.y, v)]
        };
        match *self {
            Seeding::Uniform => (0..count).into_par_iter().map(|index| within(uniform(seed, index as u64))).collect(),
            Seeding::Quasirandom => (0..count).into_par_iter().map(|index| within(even(seed, index))).collect(),
            Seeding::Brush { ref centers, .. } if centers.is_empty() => {
                Seeding::Quasirandom.points(domain, count, seed)
            }
            Seeding::Brush { radius, ref centers } => {
                let point = |index: usize| {
                    let [x, y] = centers[index % centers.len()];
                    let [u, v] = even(seed, index / centers.len());
                    // Rings of equal area are equally likely.
                    let (reach, angle) = (radius * u.sqrt(), TAU * v);
                    [x + reach * angle.cos(), y + reach * angle.sin()]
                };
                (0..count).into_par_iter().map(point).collect()
            }
            Seeding::Grid => grid(domain, count).into_iter().map(within).collect(),
            Seeding::Line { from, to } => {
                let (xs, ys) = (linspace([from[0], to[0]], count), linspace([from[1], to[1]], count));
                xs.into_iter().zip(ys).map(|(x, y)| [x, y]).collect()
            }
            Seeding::Circle { center: [x, y], radius } => {
                let angle = |index: usize| TAU * index as f64 / count as f64;
                let point = |index| [x + radius * angle(index).cos(), y + radius * angle(index).sin()];
                (0..count).map(point).collect()
            }
        }
    }
}

/// A point of the unit square's R₂ sequence.
fn even(seed: u64, index: usize) -> [f64; 2] {
    // Martin Roberts, The Unreasonable Effectiveness of Quasirandom Sequences, 2018; ρ³ = ρ + 1.
    const RHO: f64 = 1.324_717_957_244_746;
    let [x, y] = uniform(seed, 0);
    let step = (index + 1) as f64;
    [(x + step / RHO).fract(), (y + step / (RHO * RHO)).fract()]
}

/// `count` points of the unit square in rows as far apart as the points in them, or nearly.
fn grid(domain: Domain, count: usize) -> Vec<[f64; 2]> {
    let [width, height] = domain.size().map(f64::abs);
    let rows = ((count as f64 * height / width).sqrt().round() as usize).clamp(1, count.max(1));
    let mut points = Vec::with_capacity(count);
    for row in 0..rows {
        // Where the rows do not divide the points evenly, some have one more.
        let columns = count * (row + 1) / rows - count * row / rows;
        let middle = |index: usize, of: usize| (index as f64 + 0.5) / of as f64;
        points.extend((0..columns).map(|column| [middle(column, columns), middle(row, rows)]));
    }
    points
}

/// Names of the ways, as they are typed.
const NAMES: [&str; 6] = ["quasirandom", "uniform", "grid", "line", "circle", "brush"];

impl FromStr for Seeding {
    type Err = String;

    /// Reads `quasirandom`, `uniform`, `grid`, `line:X0,Y0,X1,Y1`, `circle:X,Y,RADIUS` or `brush:RADIUS,X,Y,X,Y,…`.
    fn from_str(text: &str) -> Result<Seeding, String> {
        let (name, numbers) = text.trim().split_once(':').unwrap_or((text.trim(), ""));
        let numbers: Option<Vec<f64>> = numbers.split(',').filter(|part| !part.is_empty()).map(finite).collect();
        match (name, numbers.as_deref()) {
            ("quasirandom", Some([])) => Ok(Seeding::Quasirandom),
            ("uniform", Some([])) => Ok(Seeding::Uniform),
            ("grid", Some([])) => Ok(Seeding::Grid),
            ("line", Some(&[x0, y0, x1, y1])) => Ok(Seeding::Line { from: [x0, y0], to: [x1, y1] }),
            ("circle", Some(&[x, y, radius])) if radius > 0.0 => Ok(Seeding::Circle { center: [x, y], radius }),
            ("brush", Some([radius, points @ ..])) if *radius > 0.0 && points.len() % 2 == 0 => {
                let centers = points.chunks_exact(2).map(|point| [point[0], point[1]]).collect();
                Ok(Seeding::Brush { radius: *radius, centers })
            }
            _ => {
                let hint = match nearest(name, NAMES) {
                    Some(near) if near != name => format!("`{name}`: did you mean `{near}`? "),
                    _ => String::new(),
                };
                Err(format!(
                    "{hint}write quasirandom, uniform, grid, line:X0,Y0,X1,Y1, circle:X,Y,RADIUS or brush:RADIUS,X,Y,…"
                ))
            }
        }
    }
}

impl fmt::Display for Seeding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())?;
        match self {
            Seeding::Quasirandom | Seeding::Uniform | Seeding::Grid => Ok(()),
            Seeding::Line { from: [x0, y0], to: [x1, y1] } => {
                write!(f, ":{},{},{},{}", short(*x0), short(*y0), short(*x1), short(*y1))
            }
            Seeding::Circle { center: [x, y], radius } => write!(f, ":{},{},{}", short(*x), short(*y), short(*radius)),
            Seeding::Brush { radius, centers } => {
                write!(f, ":{}", short(*radius))?;
                centers.iter().try_for_each(|[x, y]| write!(f, ",{},{}", short(*x), short(*y)))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOMAIN: Domain = Domain { x: [-2.0, 6.0], y: [1.0, 3.0] };

    #[test]
    fn every_way_gives_the_number_asked_for_inside_of_the_domain() {
        for text in ["quasirandom", "uniform", "grid", "line:-2,1,6,3", "circle:0,2,0.5", "brush:0.25,0,2,5,1.5"] {
            for count in [1, 2, 7, 1000, 4097] {
                let points = text.parse::<Seeding>().unwrap_or_default().points(DOMAIN, count, 5);
                assert_eq!(points.len(), count, "{text}");
                assert!(points.iter().all(|point| DOMAIN.contains(point)), "{text}");
            }
            assert_eq!(text.parse::<Seeding>().map(|seeding| seeding.to_string()), Ok(text.to_owned()));
        }
    }

    #[test]
    fn a_brush_covers_its_discs_evenly_and_the_domain_while_it_has_none() {
        let brush = Seeding::Brush { radius: 0.5, centers: vec![[0.0, 2.0], [4.0, 1.5]] };
        let points = brush.points(DOMAIN, 4000, 1);
        let within = |[x, y]: [f64; 2], radius: f64| {
            points.iter().filter(|point| (point[0] - x).hypot(point[1] - y) <= radius).count()
        };
        assert_eq!([within([0.0, 2.0], 0.5), within([4.0, 1.5], 0.5)], [2000, 2000]);
        // Half of a radius is a quarter of the disc.
        assert!(within([4.0, 1.5], 0.25).abs_diff(500) < 10);
        let none = Seeding::Brush { radius: 0.5, centers: Vec::new() };
        assert_eq!(none.points(DOMAIN, 9, 1), Seeding::Quasirandom.points(DOMAIN, 9, 1));
        assert!("brush:0.5,1".parse::<Seeding>().is_err() && "brush:0,1,1".parse::<Seeding>().is_err());
    }

    #[test]
    fn low_discrepancy_is_more_even_than_chance() {
        let unit = Domain { x: [0.0, 1.0], y: [0.0, 1.0] };
        let spread = |seeding: Seeding| {
            let mut cells = [0i32; 256];
            for [x, y] in seeding.points(unit, 25_600, 3) {
                cells[16 * (y * 16.0) as usize + (x * 16.0) as usize] += 1;
            }
            cells.iter().map(|count| (count - 100).abs()).max().unwrap_or(0)
        };
        assert!(spread(Seeding::Quasirandom) <= 6, "{}", spread(Seeding::Quasirandom));
        assert!(spread(Seeding::Uniform) > 15);
    }

    #[test]
    fn points_repeat_by_their_seed_and_fewer_are_the_first_of_more() {
        for seeding in [Seeding::Uniform, Seeding::Quasirandom] {
            assert_eq!(seeding.points(DOMAIN, 10, 1)[..4], seeding.points(DOMAIN, 4, 1)[..]);
            assert_ne!(seeding.points(DOMAIN, 4, 1), seeding.points(DOMAIN, 4, 2));
        }
    }

    #[test]
    fn a_wrong_way_is_answered_with_the_right_ones() {
        let error = "unifrom".parse::<Seeding>().err().unwrap_or_default();
        assert!(error.contains("did you mean `uniform`?") && error.contains("line:X0,Y0,X1,Y1"), "{error}");
        assert!("circle:0,0,-1".parse::<Seeding>().is_err() && "line:0,0,nan,1".parse::<Seeding>().is_err());
    }
}
