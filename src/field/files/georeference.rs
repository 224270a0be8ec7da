//! What a GeoTIFF says of the coordinates' system.

use std::fs::File;
use std::io::{BufRead, BufReader, Seek};
use std::path::Path;

use tiff::decoder::Decoder;
use tiff::tags::Tag;

const KEYS: Tag = Tag::Unknown(34735);
const NUMBERS: Tag = Tag::Unknown(34736);
const TEXT: Tag = Tag::Unknown(34737);
/// Keys with the values that matter here: coordinates in degrees, and pixels that are points.
const IS_GEOGRAPHIC: (u16, u16) = (1024, 2);
const IS_POINT: (u16, u16) = (1025, 2);
/// Keys of the systems that EPSG numbers, projected ones first, and the number of those that it does not.
const PROJECTED: [u16; 2] = [3072, 2048];
const OWN: u16 = 32767;
/// A directory that says no more than that pixels are cells.
const PLAIN: [u16; 8] = [1, 1, 0, 1, 1025, 0, 1, 1];

/// A coordinate system as GeoTIFF keeps it: a directory of keys, and the numbers and the text that they refer to.
#[derive(Clone, Debug, PartialEq)]
pub struct Georeference {
    /// The directory: four numbers a key after a first four.
    pub keys: Vec<u16>,
    /// Numbers of the keys.
    pub numbers: Vec<f64>,
    /// Text of the keys.
    pub text: String,
}

impl Georeference {
    /// No system at all.
    pub fn plain() -> Georeference {
        Georeference { keys: PLAIN.to_vec(), numbers: Vec::new(), text: String::new() }
    }

    /// That of a file; a plain one where it is no GeoTIFF.
    pub fn of(path: &Path) -> Georeference {
        let decoder = File::open(path).ok().and_then(|file| Decoder::new(BufReader::new(file)).ok());
        decoder.map_or_else(Georeference::plain, |mut decoder| Georeference::read(&mut decoder))
    }

    pub(crate) fn read<R: BufRead + Seek>(decoder: &mut Decoder<R>) -> Georeference {
        match decoder.get_tag_u16_vec(KEYS) {
            Ok(keys) if keys.len() >= 4 => Georeference {
                keys,
                numbers: decoder.get_tag_f64_vec(NUMBERS).unwrap_or_default(),
                text: decoder.get_tag_ascii_string(TEXT).unwrap_or_default(),
            },
            _ => Georeference::plain(),
        }
    }

    /// Whether samples lie at their pixels' corners rather than in their middles.
    pub fn is_point(&self) -> bool {
        self.has(IS_POINT)
    }

    /// Whether coordinates are degrees of longitude and latitude.
    pub fn is_geographic(&self) -> bool {
        self.has(IS_GEOGRAPHIC)
    }

    /// The system's name: its number at EPSG, else what the file calls it.
    pub fn system(&self) -> Option<String> {
        let code = |wanted: u16| {
            self.keys.chunks_exact(4).skip(1).find(|key| key[0] == wanted && key[1] == 0).map(|key| key[3])
        };
        let number = PROJECTED.into_iter().filter_map(code).find(|&code| code != 0 && code != OWN);
        let text = self.text.split('|').next().map(str::trim).filter(|text| !text.is_empty());
        number.map(|number| format!("EPSG:{number}")).or(text.map(str::to_owned))
    }

    fn has(&self, wanted: (u16, u16)) -> bool {
        self.keys.chunks_exact(4).skip(1).any(|key| (key[0], key[3]) == wanted && key[1] == 0)
    }
}
