//! What a file says of its samples: which are missing, what they are to be multiplied with, and a mask of its own.

use std::io::{BufRead, Seek};

use tiff::decoder::Decoder;
use tiff::tags::Tag;

use super::pieces::Pieces;
use super::placement::Placement;
use super::{limited, said};
use crate::field::Facts;
use crate::field::files::georeference::stretch;
use crate::field::files::grids::MOST_SAMPLES;

/// How many times longer than on the ground lengths may be without a word of it.
const LEAST_STRETCH: f64 = 1.01;
const GDAL_METADATA: Tag = Tag::Unknown(42112);
const GDAL_NODATA: Tag = Tag::Unknown(42113);
const NEW_SUBFILE_TYPE: Tag = Tag::Unknown(254);
/// A bit of NewSubfileType: the image says which pixels of another are there.
const IS_MASK: u64 = 4;
/// Another bit: the image is a smaller one of another.
const IS_REDUCED: u64 = 1;
/// Images of a file that are looked at for a mask.
const MOST_IMAGES: usize = 64;
/// Photometric interpretation: samples are numbers of colours.
const PALETTE: u16 = 3;
/// Kinds of ExtraSamples that are alpha, multiplied into the others or not.
const ALPHA: [u16; 2] = [1, 2];

/// A file, as far as it was read without its samples.
#[derive(Clone, Debug)]
pub(super) struct Header {
    pub(super) pieces: Pieces,
    pub(super) place: Placement,
    /// Which samples are there, 0 where they are not, with the band that says so.
    pub(super) mask: Option<(Pieces, usize)>,
    /// The band that is read, from 0 on.
    pub(super) band: usize,
    /// The value that says that there is none.
    missing: Option<f64>,
    scale: f64,
    offset: f64,
    pub(super) remarks: Vec<String>,
}

impl Header {
    /// That of a file of so many bytes; `band` counts from 1.
    pub(super) fn read<R: BufRead + Seek>(
        input: R,
        length: u64,
        band: Option<usize>,
    ) -> Result<(Decoder<R>, Header), String> {
        // A tag has no more values than the file has bytes; one is 32 bytes while it is decoded.
        let tags = usize::try_from(length).unwrap_or(usize::MAX).saturating_mul(32);
        let mut decoder = Decoder::new(input).map_err(said)?.with_limits(limited(tags.min(8 * MOST_SAMPLES)));
        let pieces = Pieces::of(&mut decoder, length)?;
        let mut remarks = Vec::new();
        let bands = pieces.bands;
        let index = match band {
            Some(band) if (1..=bands).contains(&band) => band - 1,
            Some(band) => return Err(format!("it has no band {band}; its bands are 1 to {bands}")),
            None => 0,
        };
        if bands > 1 && band.is_none() {
            remarks.push(format!("it has {bands} bands; this is the first"));
        }
        if decoder.find_tag_unsigned::<u16>(Tag::PhotometricInterpretation).ok().flatten() == Some(PALETTE) {
            remarks.push("its samples are numbers of a palette's colours".to_owned());
        }
        let mut place = Placement::of(&mut decoder, pieces.size)?;
        remarks.append(&mut place.remarks);
        if place.is_geographic {
            remarks.push(crate::field::files::GEOGRAPHIC.to_owned());
        }
        let middle = place.y.map_or(0.0, |[low, high]| 0.5 * (low + high));
        let stretch = stretch(place.system.as_deref(), middle);
        if stretch > LEAST_STRETCH {
            remarks.push(format!(
                "its Mercator's projection of the web has lengths {stretch:.2} times as long as on the ground: slopes are less \
                 steep; `gdalwarp -t_srs EPSG:4326 in.tif out.tif` gives those of the ground"
            ));
        }
        let text = |decoder: &mut Decoder<R>, tag: Tag| decoder.get_tag_ascii_string(tag).ok();
        let missing = text(&mut decoder, GDAL_NODATA).and_then(|text| {
            let text = text.trim_matches(|c: char| c.is_whitespace() || c == '\0');
            let value = text.parse().ok().map(|value| pieces.sample.rounded(value));
            if value.is_none() {
                remarks.push(format!("its no-data value `{text}` is no number, so no sample is taken for missing"));
            }
            value
        });
        let [mut scale, mut offset] = [1.0, 0.0];
        if let Some(metadata) = text(&mut decoder, GDAL_METADATA) {
            [scale, offset] = scale_and_offset(metadata.trim_end_matches('\0'), index, &mut remarks);
        }
        if [scale, offset] != [1.0, 0.0] {
            remarks
                .push(format!("its samples are multiplied with {scale}, and {offset} is added, as its metadata say"));
        }
        let extra = decoder.find_tag_unsigned_vec::<u16>(Tag::ExtraSamples).ok().flatten().unwrap_or_default();
        let alpha =
            extra.iter().position(|kind| ALPHA.contains(kind)).and_then(|at| (at + bands).checked_sub(extra.len()));
        let alpha = alpha.filter(|&alpha| alpha != index && alpha < bands);
        let mask = mask(&mut decoder, length, pieces.size, &mut remarks).map(|mask| (mask, 0));
        let mask = mask.or_else(|| {
            let alpha = alpha?;
            remarks.push(format!("its band {} is alpha: samples are missing where it is 0", alpha + 1));
            Some((pieces.clone(), alpha))
        });
        Ok((decoder, Header { pieces, place, mask, band: index, missing, scale, offset, remarks }))
    }

    /// What is said of its samples.
    pub(super) fn facts(&self) -> Facts {
        let is_scaled = [self.scale, self.offset] != [1.0, 0.0];
        Facts {
            part: Some(format!("band {} of {}", self.band + 1, self.pieces.bands)),
            sample_type: Some(self.pieces.sample.name()),
            scale: is_scaled.then_some([self.scale, self.offset]),
            system: self.place.system.clone(),
            metres: self.place.metres,
        }
    }

    /// The number that a sample stands for; nothing stands for one that was left out.
    pub(super) fn value(&self, sample: Option<f64>) -> f64 {
        match (sample, self.missing) {
            (None, Some(_)) => f64::NAN,
            (Some(sample), Some(missing)) if sample == missing => f64::NAN,
            (sample, _) => sample.unwrap_or(0.0) * self.scale + self.offset,
        }
    }
}

/// Factor and summand of a band's samples, as GDAL keeps them.
fn scale_and_offset(metadata: &str, band: usize, remarks: &mut Vec<String>) -> [f64; 2] {
    let Ok(document) = roxmltree::Document::parse(metadata) else {
        remarks.push("its metadata cannot be read, so that a scale and an offset in them are not used".to_owned());
        return [1.0, 0.0];
    };
    let find = |role: &str| {
        let mut items = document.descendants().filter(|node| node.has_tag_name("Item"));
        let item = items.find(|item| {
            let of = item.attribute("sample").map_or(Some(0), |sample| sample.trim().parse::<usize>().ok());
            item.attribute("role") == Some(role) && of == Some(band)
        })?;
        item.text()?.trim().parse::<f64>().ok().filter(|value| value.is_finite())
    };
    [find("scale").unwrap_or(1.0), find("offset").unwrap_or(0.0)]
}

/// The mask that follows an image in its file, where other images may, too.
fn mask<R: BufRead + Seek>(
    decoder: &mut Decoder<R>,
    length: u64,
    size: [usize; 2],
    remarks: &mut Vec<String>,
) -> Option<Pieces> {
    let (mut images, mut mask) = (1, None);
    for _ in 0..MOST_IMAGES {
        if !decoder.more_images() || decoder.next_image().is_err() {
            break;
        }
        let kind = decoder.find_tag_unsigned::<u64>(NEW_SUBFILE_TYPE).ok().flatten().unwrap_or(0);
        if kind & IS_MASK == 0 || kind & IS_REDUCED != 0 {
            images += usize::from(kind & (IS_MASK | IS_REDUCED) == 0);
            continue;
        }
        match Pieces::of(decoder, length) {
            Ok(pieces) if pieces.size == size && mask.is_none() => mask = Some(pieces),
            Ok(_) => {}
            Err(error) => remarks.push(format!("its mask is not used: {error}")),
        }
    }
    if images > 1 {
        remarks.push(format!("it has {images} images; this is the first"));
    }
    mask
}
