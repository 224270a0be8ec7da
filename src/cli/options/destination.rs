//! Where a result goes: into a file, whose ending says as what, or to standard output.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};

use steepest::export::STANDARD_OUTPUT;

use crate::cli::error::CliError;
use crate::cli::standard_input::NAME;

/// Where a result goes and what its name says that it is.
#[derive(Clone, Debug)]
pub(crate) struct Output {
    /// Where it is written.
    pub(crate) path: PathBuf,
    /// A name whose ending says as what.
    pub(crate) form: PathBuf,
    /// What it is called in messages.
    pub(crate) name: String,
}

impl Output {
    /// What `-o` asks for; `format` is an ending in place of the name's own, and `usual` that of standard output.
    pub(crate) fn new(out: &Path, format: Option<&str>, usual: &str) -> Output {
        let is_standard = out == Path::new(NAME);
        let name = if is_standard { "standard output".to_owned() } else { out.display().to_string() };
        let ending = format.map(|format| format.trim_start_matches('.')).or(is_standard.then_some(usual));
        Output {
            path: if is_standard { STANDARD_OUTPUT.into() } else { out.to_owned() },
            form: ending.map_or_else(|| out.to_owned(), |ending| PathBuf::from(format!("{name}.{ending}"))),
            name,
        }
    }

    /// The ending that says as what.
    pub(crate) fn ending(&self) -> Option<String> {
        self.form.extension().map(|ending| ending.to_string_lossy().to_lowercase())
    }

    /// Whether it goes to standard output.
    pub(crate) fn is_standard(&self) -> bool {
        self.path == Path::new(STANDARD_OUTPUT)
    }

    /// Refuses a terminal as the place for what is no text.
    pub(crate) fn refuse_terminal(&self) -> Result<(), CliError> {
        let is_text = self.ending().is_some_and(|ending| ["csv", "json", "svg", "toml"].contains(&ending.as_str()));
        match self.is_standard() && !is_text && std::io::stdout().is_terminal() {
            true => Err(CliError::Usage(format!(
                "a {} is no text for a terminal; send it on with `| COMMAND` or `> FILE`, or name a file by -o",
                self.ending().map_or_else(|| "file".to_owned(), |ending| format!(".{ending}"))
            ))),
            false => Ok(()),
        }
    }

    /// How to say what it is to be, such as "let its name end in .png" or "give --format png".
    pub(crate) fn ways(&self, endings: &[&str]) -> String {
        let (last, first) = endings.split_last().map_or(("", &[][..]), |(last, first)| (*last, first));
        let list = |mark: &str| {
            let first: Vec<String> = first.iter().map(|ending| format!("{mark}{ending}")).collect();
            format!("{} or {mark}{last}", first.join(", "))
        };
        match self.is_standard() {
            true => format!("give --format {}", list("")),
            false => format!("let its name end in {}", list(".")),
        }
    }
}

/// Why a picture is not written with this ending, and what to do, where people are used to it.
pub(crate) fn foreign_picture(ending: &str) -> Option<&'static str> {
    Some(match ending {
        "jpg" | "jpeg" | "jfif" => "JPEG blurs letters and thin lines; write a .png",
        "webp" | "avif" | "jxl" | "heic" => "a .png is as sharp, and `cwebp` and others make the rest of it",
        "bmp" | "tga" | "ppm" | "pnm" => "a .png has the same pixels in less room",
        "eps" | "ps" => "EPS has no opacity; write a .pdf, which `pdftops -eps` converts",
        "tif" | "tiff" => "write a .png; `eval -o map.tif --quantity f` writes values as a GeoTIFF",
        "html" | "htm" => "write a .svg, which a page shows, or use `explore` in a notebook",
        "npy" | "npz" | "csv" | "json" | "txt" => {
            "`render` draws pictures; `eval` writes f and its gradient into such a file"
        }
        "obj" | "stl" | "ply" | "gltf" | "glb" => {
            "the surface is drawn, not saved as a mesh; `eval -o a.npz` has x, y and f"
        }
        "avi" | "mov" | "mkv" | "m4v" | "ogv" => "write an .mp4 or a .webm, which ffmpeg turns into others",
        "ai" | "emf" | "wmf" | "pgf" | "tex" => "write a .svg or a .pdf, which such programs open",
        "ipynb" | "py" | "m" => "that is the name of a program; write a .png, .svg or .pdf",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ending_says_as_what_and_an_option_comes_before_it() {
        let form = |out: &str, format: Option<&str>| Output::new(Path::new(out), format, "png").ending();
        assert_eq!(form("a.svg", None).as_deref(), Some("svg"));
        assert_eq!(form("a.svg", Some("PDF")).as_deref(), Some("pdf"));
        assert_eq!(form("a", Some(".gif")).as_deref(), Some("gif"));
        assert_eq!(form("-", None).as_deref(), Some("png"));
        assert_eq!(form("-", Some("svg")).as_deref(), Some("svg"));
        assert_eq!(form("a", None), None);
    }
}
