//! Where a GeoTIFF's samples lie, <https://docs.ogc.org/is/19-008r4/19-008r4.html>.

use std::io::{BufRead, Seek};

use tiff::decoder::Decoder;
use tiff::tags::Tag;

use super::HEADER_REMEDY;
use crate::field::files::georeference::Georeference;

const MODEL_PIXEL_SCALE: Tag = Tag::Unknown(33550);
const MODEL_TIE_POINT: Tag = Tag::Unknown(33922);
const MODEL_TRANSFORMATION: Tag = Tag::Unknown(34264);
/// How far a column may lean, as a part of the whole extent, and be upright all the same.
const UPRIGHT: f64 = 1e-6;

/// The place of an image.
#[derive(Clone, Debug, Default)]
pub(super) struct Placement {
    /// x of the first and last column.
    pub(super) x: Option<[f64; 2]>,
    /// y of the lowest and topmost row.
    pub(super) y: Option<[f64; 2]>,
    /// Whether the first row is the lowest.
    pub(super) is_south_up: bool,
    pub(super) is_geographic: bool,
    /// The coordinate system's name.
    pub(super) system: Option<String>,
    /// Metres along a unit of x and y.
    pub(super) metres: Option<f64>,
    pub(super) remarks: Vec<String>,
}

impl Placement {
    /// That of the image that the decoder is at, of so many columns and rows.
    pub(super) fn of<R: BufRead + Seek>(decoder: &mut Decoder<R>, [nx, ny]: [usize; 2]) -> Result<Placement, String> {
        let place = Georeference::read(decoder);
        let shift = if place.is_point() { 0.0 } else { 0.5 };
        let mut placement = Placement {
            is_geographic: place.is_geographic(),
            system: place.system(),
            metres: place.metres(),
            remarks: place.remark().into_iter().collect(),
            ..Placement::default()
        };
        let mut numbers = |tag: Tag| decoder.get_tag_f64_vec(tag).ok();
        let (scale, tie) = (numbers(MODEL_PIXEL_SCALE), numbers(MODEL_TIE_POINT));
        // Steps along a row and a column of pixels, and where the corner of all is.
        let ([across, down], [left, top]) = match (
            numbers(MODEL_TRANSFORMATION).as_deref(),
            scale.as_deref(),
            tie.as_deref(),
        ) {
            (Some(&[a, b, _, east, d, e, _, north, ..]), ..) => {
                let leans = (b * ny as f64).abs() > UPRIGHT * (a * nx as f64).abs()
                    || (d * nx as f64).abs() > UPRIGHT * (e * ny as f64).abs();
                if leans {
                    return Err(format!(
                        "its transformation turns or shears the grid ({a}, {b}; {d}, {e}), and a field's rows and columns \
                         lie along x and y; `gdalwarp in.tif out.tif` makes it upright"
                    ));
                }
                ([a, e], [east, north])
            }
            (None, Some(&[sx, sy, ..]), Some(&[column, row, _, east, north, ..])) => {
                if sy < 0.0 {
                    placement
                        .remarks
                        .push("its pixels' height is negative; the first row is the topmost all the same".to_owned());
                }
                ([sx, -sy.abs()], [east - column * sx, north + row * sy.abs()])
            }
            (None, None, Some([_, .., _])) => {
                let remark =
                    "its ground control points are not used, so it lies nowhere; `gdalwarp in.tif out.tif` places it";
                placement.remarks.push(remark.to_owned());
                return Ok(placement);
            }
            _ => return Ok(placement),
        };
        let ends = |corner: f64, step: f64, count: usize| {
            let first = corner + shift * step;
            [first, first + count.saturating_sub(1) as f64 * step]
        };
        let (x, [first, last]) = (ends(left, across, nx), ends(top, down, ny));
        if !x.iter().chain(&[first, last]).all(|end| end.is_finite()) || across == 0.0 || down == 0.0 {
            return Err(format!(
                "its x reaches over {x:?} and its y from {first} to {last}, which is no place; {HEADER_REMEDY}"
            ));
        }
        placement.is_south_up = down > 0.0;
        placement.x = Some(x);
        placement.y = Some(if placement.is_south_up { [first, last] } else { [last, first] });
        Ok(placement)
    }
}
