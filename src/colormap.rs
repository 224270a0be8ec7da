//! Colour tables: from a fraction of the colour range to 8-bit sRGB.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::words::nearest;

/// The tables as text: a line for each, its name and 256 times RRGGBB.
const TEXT: &[u8] = include_bytes!("../assets/colormaps.txt");

/// The tables in the order of [`Colormap::ALL`], read while compiling: a damaged asset does not build.
static TABLES: [[[u8; 3]; 256]; COUNT] = {
    let mut tables = [[[0; 3]; 256]; COUNT];
    let mut index = 0;
    while index < COUNT {
        tables[index] = parse(Colormap::ALL[index].name().as_bytes());
        index += 1;
    }
    tables
};

/// The same, each from its end.
static REVERSED: [[[u8; 3]; 256]; COUNT] = {
    let mut tables = TABLES;
    let mut index = 0;
    while index < COUNT {
        tables[index].reverse();
        index += 1;
    }
    tables
};

/// Declares the colour tables: each with its name, and the same from its end.
macro_rules! colormaps {
    ($($(#[$doc:meta])+ $map:ident $reversed:ident $name:literal,)+) => {
        /// A colour table of matplotlib's, by its name there.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
        pub enum Colormap {
            $($(#[$doc])+ $map,)+
            $(#[doc = concat!("`", $name, "` from its end.")] $reversed,)+
        }

        /// Tables, but for those from their ends.
        const COUNT: usize = [$($name),+].len();

        impl Colormap {
            /// Every table, in the order in which they are offered; each has its [`Colormap::reversed`] too.
            pub const ALL: [Colormap; COUNT] = [$(Colormap::$map),+];

            /// The name that the command line, scene files and matplotlib use.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Colormap::$map => $name,)+
                    $(Colormap::$reversed => concat!($name, "_r"),)+
                }
            }

            /// The table from its other end.
            pub const fn reversed(self) -> Colormap {
                match self {
                    $(Colormap::$map => Colormap::$reversed, Colormap::$reversed => Colormap::$map,)+
                }
            }
        }
    };
}

colormaps! {
    /// Dark blue, green, yellow; evenly perceived.
    #[default]
    Viridis ViridisR "viridis",
    /// Blue, magenta, yellow; evenly perceived.
    Plasma PlasmaR "plasma",
    /// Black, red, pale yellow; evenly perceived.
    Inferno InfernoR "inferno",
    /// Black, purple, pale pink; evenly perceived.
    Magma MagmaR "magma",
    /// Blue, grey, yellow; the same to the colour-blind.
    Cividis CividisR "cividis",
    /// A rainbow without false bands.
    Turbo TurboR "turbo",
    /// The rainbow of old, with false bands.
    Jet JetR "jet",
    /// Violet to red.
    Rainbow RainbowR "rainbow",
    /// Red to magenta.
    GistRainbow GistRainbowR "gist_rainbow",
    /// Black, all hues, grey.
    NipySpectral NipySpectralR "nipy_spectral",
    /// Black, violet, red, yellow.
    Gnuplot GnuplotR "gnuplot",
    /// Black, blue, violet, orange, white.
    Gnuplot2 Gnuplot2R "gnuplot2",
    /// Hues that print in black and white.
    CMRmap CMRmapR "CMRmap",
    /// White to black.
    Greys GreysR "Greys",
    /// White to purple.
    Purples PurplesR "Purples",
    /// White to blue.
    Blues BluesR "Blues",
    /// White to green.
    Greens GreensR "Greens",
    /// White to orange.
    Oranges OrangesR "Oranges",
    /// White to red.
    Reds RedsR "Reds",
    /// Yellow, orange, brown.
    YlOrBr YlOrBrR "YlOrBr",
    /// Yellow, orange, red.
    YlOrRd YlOrRdR "YlOrRd",
    /// Orange to red.
    OrRd OrRdR "OrRd",
    /// Purple to red.
    PuRd PuRdR "PuRd",
    /// Red to purple.
    RdPu RdPuR "RdPu",
    /// Blue to purple.
    BuPu BuPuR "BuPu",
    /// Green to blue.
    GnBu GnBuR "GnBu",
    /// Purple to blue.
    PuBu PuBuR "PuBu",
    /// Yellow, green, blue.
    YlGnBu YlGnBuR "YlGnBu",
    /// Purple, blue, green.
    PuBuGn PuBuGnR "PuBuGn",
    /// Blue to green.
    BuGn BuGnR "BuGn",
    /// Yellow to green.
    YlGn YlGnR "YlGn",
    /// Black to white.
    Gray GrayR "gray",
    /// Black, blue-grey, white.
    Bone BoneR "bone",
    /// Black to copper.
    Copper CopperR "copper",
    /// Sepia.
    Pink PinkR "pink",
    /// Black, red, yellow, white.
    Hot HotR "hot",
    /// Black, brown, orange, white.
    Afmhot AfmhotR "afmhot",
    /// Black, red, white.
    GistHeat GistHeatR "gist_heat",
    /// A helix of hues from black to white, evenly brighter.
    Cubehelix CubehelixR "cubehelix",
    /// Cyan to magenta.
    Cool CoolR "cool",
    /// Yellow to orange.
    Wistia WistiaR "Wistia",
    /// Sea, plains, hills and snow.
    Terrain TerrainR "terrain",
    /// Sea, green, brown, white.
    GistEarth GistEarthR "gist_earth",
    /// Green, blue, white.
    Ocean OceanR "ocean",
    /// Blue, grey, red, for values about a middle.
    Coolwarm CoolwarmR "coolwarm",
    /// Blue, white, red.
    Bwr BwrR "bwr",
    /// Dark blue, white, dark red.
    Seismic SeismicR "seismic",
    /// Red, white, blue.
    RdBu RdBuR "RdBu",
    /// Red, white, grey.
    RdGy RdGyR "RdGy",
    /// Red, yellow, blue.
    RdYlBu RdYlBuR "RdYlBu",
    /// Red, yellow, green.
    RdYlGn RdYlGnR "RdYlGn",
    /// Red, yellow, violet-blue.
    Spectral SpectralR "Spectral",
    /// Pink, white, green.
    PiYG PiYGR "PiYG",
    /// Purple, white, green.
    PRGn PRGnR "PRGn",
    /// Brown, white, blue-green.
    BrBG BrBGR "BrBG",
    /// Orange, white, purple.
    PuOr PuOrR "PuOr",
    /// Pale, blue, dark, red and back; around a circle.
    Twilight TwilightR "twilight",
    /// Dark, blue, pale, red and back; around a circle.
    TwilightShifted TwilightShiftedR "twilight_shifted",
    /// All hues around a circle.
    Hsv HsvR "hsv",
}

impl Colormap {
    /// Whether it is one of [`Colormap::ALL`] from its end.
    pub const fn is_reversed(self) -> bool {
        self as usize >= COUNT
    }

    /// The 256 colours, sRGB, the lowest value first.
    pub fn table(self) -> &'static [[u8; 3]; 256] {
        let index = self as usize;
        if self.is_reversed() { &REVERSED[index - COUNT] } else { &TABLES[index] }
    }

    /// The colour at the fraction `t` of the colour range: entry floor(256 t), with what is outside [0, 1] at the ends.
    ///
    /// This is matplotlib's lookup (`Colormap.__call__` with `bytes=True`); NaN, a missing value to the caller, takes the first.
    pub fn sample(self, t: f64) -> [u8; 3] {
        // The cast truncates and saturates, so no fraction leaves the table.
        self.table()[usize::from((t * 256.0) as u8)]
    }
}

impl Serialize for Colormap {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl<'de> Deserialize<'de> for Colormap {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

impl std::fmt::Display for Colormap {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.name())
    }
}

/// A colormap's name that does not exist.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown colormap `{name}`; {}", remedy(*.nearest))]
pub struct UnknownColormap {
    /// What was asked for.
    pub name: String,
    /// The one that may have been meant.
    pub nearest: Option<Colormap>,
}

impl FromStr for Colormap {
    type Err = UnknownColormap;

    /// Finds a table by its name, in any case; `_r` behind it reverses it.
    fn from_str(name: &str) -> Result<Self, UnknownColormap> {
        let wanted = name.trim().to_lowercase();
        let find = |wanted: &str| Self::ALL.into_iter().find(|map| map.name().to_lowercase() == wanted);
        let (plain, is_reversed) = match wanted.strip_suffix("_r") {
            Some(plain) => (plain, true),
            None => (wanted.as_str(), false),
        };
        let turned = |map: Colormap| if is_reversed { map.reversed() } else { map };
        let names = Self::ALL.map(|map| map.name().to_lowercase());
        find(plain).map(turned).ok_or_else(|| UnknownColormap {
            name: name.to_owned(),
            nearest: nearest(plain, names.iter().map(String::as_str)).and_then(find).map(turned),
        })
    }
}

fn remedy(nearest: Option<Colormap>) -> String {
    match nearest {
        Some(map) => format!("did you mean `{map}`?"),
        None => {
            format!("choose from {}, or one of them with _r behind it", Colormap::ALL.map(Colormap::name).join(", "))
        }
    }
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
        // What follows a name is known in length, and need not be looked through.
        while start < TEXT.len() && TEXT[start] != b' ' && TEXT[start] != b'#' {
            start += 1;
        }
        if start < TEXT.len() && TEXT[start] == b' ' {
            start += 1 + 256 * 6;
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
mod tests;
