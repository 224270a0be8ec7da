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
/// The key of the unit of lengths, and that of its metres where it is none of these, as EPSG numbers them.
const UNIT: u16 = 3076;
const UNIT_SIZE: u16 = 3077;
/// The key of the unit of heights.
const UNIT_OF_HEIGHTS: u16 = 4099;
const METRES: [(u16, f64); 8] = [
    (9001, 1.0),
    (9002, 0.3048),
    (9003, 1200.0 / 3937.0),
    (9005, 0.304_797_265_4),
    (9014, 1.8288),
    (9030, 1852.0),
    (9035, 6_336_000.0 / 3937.0),
    (9036, 1000.0),
];
/// Systems in metres of which files seldom say so: UTM of WGS 84, ETRS 89 and NAD 83, and Mercator's of the web.
const IN_METRES: [std::ops::RangeInclusive<u16>; 6] =
    [32601..=32660, 32701..=32760, 25828..=25838, 26901..=26923, 3857..=3857, 3395..=3395];
/// A directory that says no more than that pixels are cells.
const PLAIN: [u16; 8] = [1, 1, 0, 1, 1025, 0, 1, 1];

/// Mercator's projection of the web, on a sphere of this radius.
const WEB_MERCATOR: &str = "EPSG:3857";
const RADIUS: f64 = 6_378_137.0;

/// How many times longer than on the ground a system has lengths at this y: Mercator's of the web stretches them, the more
/// the farther they are from the equator.
pub(crate) fn stretch(system: Option<&str>, y: f64) -> f64 {
    if system == Some(WEB_MERCATOR) { (y / RADIUS).cosh() } else { 1.0 }
}

/// The metres of a unit of lengths by its number.
fn metres_of(unit: u16) -> Option<f64> {
    METRES.into_iter().find(|(known, _)| *known == unit).map(|(_, metres)| metres)
}

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

    /// Metres along a unit of x and y, where that is a length.
    pub fn metres(&self) -> Option<f64> {
        if self.is_geographic() {
            return None;
        }
        let key = |wanted: u16| self.key(wanted);
        match key(UNIT).map(|key| key[3]) {
            Some(OWN) => {
                let size = key(UNIT_SIZE).filter(|key| key[1] == 34736)?;
                self.numbers.get(usize::from(size[3])).copied().filter(|size| size.is_finite() && *size > 0.0)
            }
            Some(unit) => metres_of(unit),
            None => {
                let system = key(PROJECTED[0])?[3];
                IN_METRES.iter().any(|systems| systems.contains(&system)).then_some(1.0)
            }
        }
    }

    /// What is to be known where heights have another unit than that in which slopes take them.
    pub(crate) fn remark(&self) -> Option<String> {
        let heights = metres_of(self.key(UNIT_OF_HEIGHTS)?[3])?;
        let (taken, of) = if self.is_geographic() { (1.0, "metres") } else { (self.metres()?, "the unit of x and y") };
        let factor = heights / taken;
        ((factor - 1.0).abs() > 1e-3).then(|| {
            format!(
                "its heights are in units of {heights:.4} m and are taken for {of}, {taken:.4} m: slopes are right once they are \
                 multiplied by {factor:.6}"
            )
        })
    }

    fn key(&self, wanted: u16) -> Option<&[u16]> {
        self.keys.chunks_exact(4).skip(1).find(|key| key[0] == wanted)
    }

    fn has(&self, wanted: (u16, u16)) -> bool {
        self.keys.chunks_exact(4).skip(1).any(|key| (key[0], key[3]) == wanted && key[1] == 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of a projected system with these keys beside it.
    fn of(keys: &[[u16; 4]], numbers: &[f64]) -> Georeference {
        let keys = [[1, 1, 0, 9], [1024, 0, 1, 1]].iter().chain(keys).flatten().copied().collect();
        Georeference { keys, numbers: numbers.to_vec(), text: String::new() }
    }

    #[test]
    fn a_unit_is_as_long_as_its_system_says() {
        assert_eq!(of(&[[3072, 0, 1, 32633], [3076, 0, 1, 9001]], &[]).metres(), Some(1.0));
        assert_eq!(of(&[[3072, 0, 1, 2227], [3076, 0, 1, 9003]], &[]).metres(), Some(1200.0 / 3937.0));
        assert_eq!(of(&[[3076, 0, 1, 9036]], &[]).metres(), Some(1000.0));
        assert_eq!(of(&[[3076, 0, 1, 32767], [3077, 34736, 1, 1]], &[7.0, 0.5]).metres(), Some(0.5));
        assert_eq!(of(&[[3076, 0, 1, 32767], [3077, 34736, 1, 3]], &[7.0, 0.5]).metres(), None);
        // Without a word of it feet are not taken for metres, and UTM is.
        assert_eq!(of(&[[3072, 0, 1, 2227]], &[]).metres(), None);
        assert_eq!(of(&[[3072, 0, 1, 32733]], &[]).metres(), Some(1.0));
        let degrees = Georeference { keys: vec![1, 1, 0, 1, 1024, 0, 1, 2], ..Georeference::plain() };
        assert_eq!(degrees.metres(), None);
        // Heights in the unit of the ground need no word, and others do.
        let heights = |unit: u16, of_heights: u16| of(&[[3076, 0, 1, unit], [4099, 0, 1, of_heights]], &[]).remark();
        assert_eq!([heights(9001, 9001), heights(9003, 9003), heights(9003, 9002)], [None, None, None]);
        assert!(heights(9003, 9001).is_some_and(|said| said.ends_with("multiplied by 3.280833")));
        assert!(heights(9001, 9003).is_some_and(|said| said.ends_with("multiplied by 0.304801")));
    }

    #[test]
    fn mercator_of_the_web_has_lengths_twice_as_long_at_sixty_degrees() {
        // EPSG:3857 has 60° N at y 8399737.889818.
        let found =
            [stretch(Some("EPSG:3857"), 8_399_737.89), stretch(Some("EPSG:32633"), 8_399_737.89), stretch(None, 1.0)];
        assert!((found[0] - 2.0).abs() < 1e-7 && found[1..] == [1.0, 1.0], "{found:?}");
    }
}
