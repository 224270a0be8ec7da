//! Colour tables: from a share of the colour range to 8-bit sRGB.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::words::nearest;

/// The tables as text: a line for each, its name and 256 times RRGGBB.
const TEXT: &[u8] = include_bytes!("../assets/colormaps.txt");

/// The tables in the order of [`Colormap::ALL`], read while compiling: a damaged asset does not build.
static TABLES: [[[u8; 3]; 256]; Colormap::ALL.len()] = {
    let mut tables = [[[0; 3]; 256]; Colormap::ALL.len()];
    let mut index = 0;
    while index < tables.len() {
        tables[index] = parse(Colormap::ALL[index].name().as_bytes());
        index += 1;
    }
    tables
};

/// A colour table of matplotlib's, by its name there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Colormap {
    /// Dark blue, green, yellow; evenly perceived.
    #[default]
    Viridis,
    /// Blue, magenta, yellow; evenly perceived.
    Plasma,
    /// Black, red, pale yellow; evenly perceived.
    Inferno,
    /// Black, purple, pale pink; evenly perceived.
    Magma,
    /// Blue, grey, yellow; the same to the colour-blind.
    Cividis,
    /// A rainbow without false bands.
    Turbo,
    /// Blue, white, red, for values about a middle.
    Coolwarm,
    /// Black to white.
    Gray,
    /// Sea, plains, hills and snow.
    Terrain,
}

impl Colormap {
    /// Every table, in the order in which they are offered.
    pub const ALL: [Colormap; 9] = [
        Colormap::Viridis,
        Colormap::Plasma,
        Colormap::Inferno,
        Colormap::Magma,
        Colormap::Cividis,
        Colormap::Turbo,
        Colormap::Coolwarm,
        Colormap::Gray,
        Colormap::Terrain,
    ];

    /// The name that the command line, scene files and matplotlib use.
    pub const fn name(self) -> &'static str {
        match self {
            Colormap::Viridis => "viridis",
            Colormap::Plasma => "plasma",
            Colormap::Inferno => "inferno",
            Colormap::Magma => "magma",
            Colormap::Cividis => "cividis",
            Colormap::Turbo => "turbo",
            Colormap::Coolwarm => "coolwarm",
            Colormap::Gray => "gray",
            Colormap::Terrain => "terrain",
        }
    }

    /// The 256 colours, sRGB, the lowest value first.
    pub fn table(self) -> &'static [[u8; 3]; 256] {
        &TABLES[self as usize]
    }

    /// The colour at the share `t` of the colour range: entry floor(256 t), with what is outside [0, 1] at the ends.
    ///
    /// This is matplotlib's lookup (`Colormap.__call__` with `bytes=True`); NaN, a hole to the caller, takes the first.
    pub fn sample(self, t: f64) -> [u8; 3] {
        // The cast truncates and saturates, so no share leaves the table.
        self.table()[usize::from((t * 256.0) as u8)]
    }
}

impl std::fmt::Display for Colormap {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.name())
    }
}

/// A colormap's name that does not exist.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown colormap `{name}`; choose from {}{}", names(), hint(*.nearest))]
pub struct UnknownColormap {
    /// What was asked for.
    pub name: String,
    /// The one that may have been meant.
    pub nearest: Option<Colormap>,
}

impl FromStr for Colormap {
    type Err = UnknownColormap;

    /// Finds a table by its name, in any case.
    fn from_str(name: &str) -> Result<Self, UnknownColormap> {
        let wanted = name.trim().to_lowercase();
        let find = |wanted: &str| Self::ALL.into_iter().find(|map| map.name() == wanted);
        find(&wanted).ok_or_else(|| UnknownColormap {
            name: name.to_owned(),
            nearest: nearest(&wanted, Self::ALL.map(Self::name)).and_then(find),
        })
    }
}

fn hint(nearest: Option<Colormap>) -> String {
    nearest.map_or_else(String::new, |map| format!("; did you mean `{map}`?"))
}

fn names() -> String {
    Colormap::ALL.map(Colormap::name).join(", ")
}

/// Reads the table of one name from [`TEXT`].
const fn parse(name: &[u8]) -> [[u8; 3]; 256] {
    let mut at = find_line(name) + name.len() + 1;
    let mut table = [[0; 3]; 256];
    let mut entry = 0;
    while entry < 256 {
        let mut channel = 0;
        while channel < 3 {
            table[entry][channel] = 16 * hex_digit(TEXT[at]) + hex_digit(TEXT[at + 1]);
            at += 2;
            channel += 1;
        }
        entry += 1;
    }
    assert!(at == TEXT.len() || TEXT[at] == b'\n' || TEXT[at] == b'\r', "a colormap has more than 256 colours");
    table
}

/// Where in [`TEXT`] the line begins that starts with `name` and a space.
const fn find_line(name: &[u8]) -> usize {
    let mut start = 0;
    loop {
        assert!(start < TEXT.len(), "a colormap is missing from assets/colormaps.txt");
        let mut matched = 0;
        while matched < name.len() && TEXT[start + matched] == name[matched] {
            matched += 1;
        }
        if matched == name.len() && TEXT[start + matched] == b' ' {
            return start;
        }
        while start < TEXT.len() && TEXT[start] != b'\n' {
            start += 1;
        }
        start += 1;
    }
}

const fn hex_digit(digit: u8) -> u8 {
    match digit {
        b'0'..=b'9' => digit - b'0',
        b'A'..=b'F' => digit - b'A' + 10,
        b'a'..=b'f' => digit - b'a' + 10,
        _ => panic!("a colormap holds something that is not a hexadecimal digit"),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test stops where something is wrong")]
mod tests {
    use super::*;

    /// What `matplotlib.colormaps[name](i, bytes=True)` gives for i = 0, 64, 128, 255 and for the share 0.3.
    const FROM_MATPLOTLIB: [[[u8; 3]; 5]; 9] = [
        [[68, 1, 84], [58, 82, 139], [32, 144, 140], [253, 231, 36], [52, 94, 141]],
        [[12, 7, 134], [126, 3, 167], [203, 71, 119], [239, 248, 33], [143, 13, 163]],
        [[0, 0, 3], [87, 15, 109], [187, 55, 84], [252, 254, 164], [106, 23, 110]],
        [[0, 0, 3], [80, 18, 123], [182, 54, 121], [251, 252, 191], [99, 25, 127]],
        [[0, 34, 77], [67, 78, 107], [124, 123, 120], [253, 231, 55], [78, 86, 108]],
        [[48, 18, 59], [40, 187, 235], [164, 252, 59], [122, 4, 2], [24, 213, 204]],
        [[58, 76, 192], [141, 175, 253], [221, 220, 219], [179, 3, 38], [157, 189, 254]],
        [[0, 0, 0], [64, 64, 64], [128, 128, 128], [255, 255, 255], [76, 76, 76]],
        [[51, 51, 153], [1, 204, 102], [254, 253, 152], [255, 255, 255], [49, 213, 111]],
    ];

    #[test]
    fn colours_are_those_of_matplotlib() {
        for (map, colours) in Colormap::ALL.into_iter().zip(FROM_MATPLOTLIB) {
            let table = map.table();
            let ours = [table[0], table[64], table[128], table[255], map.sample(0.3)];
            assert_eq!(ours, colours, "{map}");
        }
    }

    #[test]
    fn shares_outside_the_range_take_the_end_colours() {
        let map = Colormap::Viridis;
        assert_eq!(map.sample(1.0), [253, 231, 36]);
        assert_eq!(map.sample(f64::INFINITY), map.sample(1.0));
        assert_eq!(map.sample(-0.1), [68, 1, 84]);
        assert_eq!(map.sample(f64::NEG_INFINITY), map.sample(0.0));
        assert_eq!(map.sample(0.5), map.table()[128]);
        assert_eq!(map.sample(0.4999), map.table()[127]);
    }

    #[test]
    fn a_table_is_found_by_its_own_name_in_every_place() {
        for (index, map) in Colormap::ALL.into_iter().enumerate() {
            assert_eq!(map as usize, index);
            assert_eq!(map.name().parse(), Ok(map));
            assert_eq!(serde_json::to_string(&map).unwrap(), format!("\"{map}\""));
        }
        assert_eq!("Turbo".parse(), Ok(Colormap::Turbo));
    }

    #[test]
    fn a_wrong_name_is_answered_with_the_choices() {
        let error = "virdis".parse::<Colormap>().unwrap_err();
        assert_eq!(error.nearest, Some(Colormap::Viridis));
        assert_eq!(
            error.to_string(),
            "unknown colormap `virdis`; choose from viridis, plasma, inferno, magma, cividis, turbo, coolwarm, gray, \
             terrain; did you mean `viridis`?"
        );
        assert_eq!("jet".parse::<Colormap>().unwrap_err().nearest, None);
    }
}
