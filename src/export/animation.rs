//! Frames as a GIF, an animated PNG, a film by ffmpeg, or a folder of pictures.

use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use super::atomic::{AtomicError, Output, write_atomically};
use super::gif::{SHORTEST, write_gif};
use super::png::{PngStyle, opaque, write_png_as};

/// Pixels of a frame: rows from the top, red, green, blue and opacity of each pixel, 8 bits each.
pub type Pixels = Vec<u8>;

/// An animation that cannot be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AnimationError<E: std::error::Error> {
    /// The file.
    #[error(transparent)]
    File(#[from] AtomicError),
    /// A frame could not be drawn.
    #[error("frame {index}: {error}")]
    Frame {
        /// Which one.
        index: u32,
        /// Why.
        error: E,
    },
    /// The folder of frames.
    #[error("cannot create the folder {}: {error}", path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
        /// What the system said.
        error: io::Error,
    },
    /// A film without the program that makes it.
    #[error("ffmpeg, which writes {}, was not found ({error}); install it, or write a .gif, an .apng or a folder of frames", path.display())]
    NoFfmpeg {
        /// The film.
        path: PathBuf,
        /// What the system said.
        error: io::Error,
    },
    /// ffmpeg gave up.
    #[error("ffmpeg could not write {}: {said}", path.display())]
    Ffmpeg {
        /// The film.
        path: PathBuf,
        /// Its last line.
        said: String,
    },
    /// A size that a GIF cannot have.
    #[error("a GIF is at most 65535 pixels per side")]
    TooLarge,
}

/// What an animation is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Container {
    /// `.gif`, with a palette for each frame.
    Gif,
    /// `.apng`.
    Apng,
    /// `.mp4`, by ffmpeg.
    Mp4,
    /// `.webm`, by ffmpeg.
    Webm,
    /// A folder of `000000.png` and on.
    Folder,
}

impl Container {
    /// What a path asks for: an ending, or a folder; nothing where the ending is of something else.
    pub fn of(path: &Path) -> Option<Container> {
        let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
        match ending.as_deref() {
            Some("gif") => Some(Container::Gif),
            Some("apng") => Some(Container::Apng),
            Some("mp4") => Some(Container::Mp4),
            Some("webm") => Some(Container::Webm),
            None => Some(Container::Folder),
            Some(_) if path.is_dir() || path.to_string_lossy().ends_with('/') => Some(Container::Folder),
            Some(_) => None,
        }
    }
}

impl Container {
    /// Whether its frames can let shine through what lies behind them.
    pub fn has_opacity(self) -> bool {
        matches!(self, Container::Apng | Container::Folder)
    }

    /// How many frames per second players show, where more are left out of the file.
    pub fn most_fps(self) -> Option<f64> {
        (self == Container::Gif).then_some(100.0 / f64::from(SHORTEST))
    }
}

/// How frames follow each other.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Timing {
    /// The number of the first frame, and the one behind the last.
    pub range: [u32; 2],
    /// Frames per second.
    pub fps: f64,
    /// Width and height in pixels.
    pub size: [u32; 2],
    /// Pixels to an inch, which each frame of a folder says of itself.
    pub dots_per_inch: f64,
    /// Whether frames keep their opacity, as [`Container::has_opacity`] allows.
    pub is_transparent: bool,
}

impl Timing {
    /// The numbers of the frames.
    pub(super) fn frames(&self) -> std::ops::Range<u32> {
        self.range[0]..self.range[1]
    }
}

/// Writes an animation whose frames `draw` makes, one after the other; those that the file leaves out are not drawn.
///
/// # Errors
/// Where a frame cannot be drawn, where the file cannot be written, and where `ffmpeg` is missing or fails for a movie.
pub fn write_animation<E: std::error::Error>(
    path: &Path,
    container: Container,
    timing: &Timing,
    mut draw: impl FnMut(u32) -> Result<Pixels, E>,
) -> Result<(), AnimationError<E>> {
    let mut draw = |index| draw(index).map_err(|error| AnimationError::Frame { index, error });
    match container {
        Container::Folder => {
            std::fs::create_dir_all(path).map_err(|error| AnimationError::Folder { path: path.to_owned(), error })?;
            let style = PngStyle { has_opacity: timing.is_transparent, dots_per_inch: timing.dots_per_inch };
            timing.frames().try_for_each(|index| {
                let frame = path.join(format!("{index:06}.png"));
                Ok(write_png_as(&frame, timing.size, style, &draw(index)?)?)
            })
        }
        Container::Gif => write_atomically(path, |output| write_gif(path, output, timing, &mut draw)),
        Container::Apng => write_atomically(path, |output| write_apng(path, output, timing, &mut draw)),
        Container::Mp4 | Container::Webm => {
            write_atomically(path, |output| write_film(path, container, output, timing, &mut draw))
        }
    }
}

/// Draws the frame of a number.
pub(super) type Draw<'a, E> = dyn FnMut(u32) -> Result<Pixels, AnimationError<E>> + 'a;

/// The length of a frame in seconds as a fraction: exact where frames per second have at most three decimals.
fn fraction(fps: f64) -> (u16, u16) {
    let exact = |scale: &u16| {
        let below = fps * f64::from(*scale);
        below.fract() == 0.0 && below <= 65535.0
    };
    match [1, 10, 100, 1000].iter().find(|scale| exact(scale)) {
        Some(&scale) => (scale, (fps * f64::from(scale)) as u16),
        None => ((1000.0 / fps).round().clamp(1.0, 65535.0) as u16, 1000),
    }
}

fn write_apng<E: std::error::Error>(
    path: &Path,
    output: &mut Output,
    timing: &Timing,
    draw: &mut Draw<'_, E>,
) -> Result<(), AnimationError<E>> {
    let wrong = |error: png::EncodingError| AtomicError::Io { path: path.to_owned(), error: error.into() };
    let [width, height] = timing.size;
    let mut encoder = png::Encoder::new(output, width, height);
    encoder.set_color(if timing.is_transparent { png::ColorType::Rgba } else { png::ColorType::Rgb });
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::Fast);
    encoder.set_animated(timing.range[1] - timing.range[0], 0).map_err(wrong)?;
    let (above, below) = fraction(timing.fps);
    encoder.set_frame_delay(above, below).map_err(wrong)?;
    let mut writer = encoder.write_header().map_err(wrong)?;
    for index in timing.frames() {
        let pixels = draw(index)?;
        let bytes = if timing.is_transparent { pixels } else { opaque(&pixels) };
        writer.write_image_data(&bytes).map_err(wrong)?;
    }
    Ok(writer.finish().map_err(wrong)?)
}

/// ffmpeg reads raw frames through a pipe and writes the film beside its place, since a film's index, which says how long
/// it lasts, is put before it when all of it is known. Into a device the film is copied.
fn write_film<E: std::error::Error>(
    path: &Path,
    container: Container,
    output: &mut Output,
    timing: &Timing,
    draw: &mut Draw<'_, E>,
) -> Result<(), AnimationError<E>> {
    let wrong = |error| AtomicError::Io { path: path.to_owned(), error };
    let copied = match output.part() {
        Some(_) => None,
        None => Some(tempfile::NamedTempFile::new().map_err(wrong)?),
    };
    let film = copied.as_ref().map(tempfile::NamedTempFile::path).or(output.part()).unwrap_or(path);
    encode_film(path, film, container, timing, draw)?;
    if let Some(copied) = copied {
        copied.reopen().and_then(|mut film| io::copy(&mut film, output)).map_err(wrong)?;
    }
    Ok(())
}

/// Runs ffmpeg, which writes `film`; errors name `path`.
fn encode_film<E: std::error::Error>(
    path: &Path,
    film: &Path,
    container: Container,
    timing: &Timing,
    draw: &mut Draw<'_, E>,
) -> Result<(), AnimationError<E>> {
    let [width, height] = timing.size;
    let codec: &[&str] = match container {
        Container::Webm => &["-c:v", "libvpx-vp9", "-crf", "24", "-b:v", "0", "-f", "webm"],
        _ => &["-c:v", "libx264", "-crf", "16", "-movflags", "+faststart", "-f", "mp4"],
    };
    let mut command = Command::new("ffmpeg");
    command
        .args(["-v", "error", "-y", "-f", "rawvideo", "-pix_fmt", "rgba", "-s", &format!("{width}x{height}")])
        .args(["-r", &timing.fps.to_string(), "-i", "-"])
        // Players ask for an even number of pixels per side.
        .args(["-vf", "pad=ceil(iw/2)*2:ceil(ih/2)*2", "-pix_fmt", "yuv420p"])
        .args(codec)
        .arg(film)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped());
    let missing = |error| AnimationError::NoFfmpeg { path: path.to_owned(), error };
    let mut ffmpeg = Killed(command.spawn().map_err(missing)?);
    let (input, complaint) = (ffmpeg.0.stdin.take(), ffmpeg.0.stderr.take());
    let complaint = std::thread::spawn(move || {
        let mut bytes = Vec::new();
        // What can be read of it is told.
        let _ = complaint.map(|mut pipe| pipe.read_to_end(&mut bytes));
        bytes
    });
    let gave_up = |said: String| AnimationError::Ffmpeg { path: path.to_owned(), said };
    // Dropping the pipe tells ffmpeg that this was all.
    let fed = input.map_or(Ok(()), |mut input| {
        // Where ffmpeg reads no more, no further frame is drawn; why, it says itself.
        timing.frames().try_for_each(|index| input.write_all(&draw(index)?).map_err(|_| gave_up(String::new())))
    });
    match fed {
        Ok(()) | Err(AnimationError::Ffmpeg { .. }) => {}
        Err(error) => return Err(error),
    }
    let status = ffmpeg.0.wait().map_err(|error| AtomicError::Io { path: path.to_owned(), error })?;
    if fed.is_ok() && status.success() {
        return Ok(());
    }
    let complaint = complaint.join().unwrap_or_default();
    let said = String::from_utf8_lossy(&complaint);
    // One that was killed says nothing.
    let ended = || format!("it ended early ({status})");
    Err(gave_up(said.trim().lines().last().map_or_else(ended, str::to_owned)))
}

/// A process that does not outlive what it was started for.
struct Killed(Child);

impl Drop for Killed {
    fn drop(&mut self) {
        // It has ended already, unless something went wrong here.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test stops where something is wrong")]
mod tests {
    use std::convert::Infallible;

    use super::*;

    fn written(name: &str, count: u32, fps: f64) -> Vec<u8> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        let timing = Timing { range: [7, 7 + count], fps, size: [16, 12], dots_per_inch: 100.0, is_transparent: false };
        let draw = |index: u32| Ok::<_, Infallible>(vec![index as u8; 16 * 12 * 4]);
        write_animation(&path, Container::of(&path).unwrap(), &timing, draw).unwrap();
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
        std::fs::read(path).unwrap()
    }

    #[test]
    fn a_frame_lasts_a_fraction_of_a_second() {
        assert_eq!((fraction(30.0), fraction(29.97), fraction(1.0 / 3.0)), ((1, 30), (100, 2997), (3000, 1000)));
    }

    #[test]
    fn a_film_is_a_plain_file_that_says_how_long_it_lasts() {
        if Command::new("ffmpeg").arg("-version").output().is_err() {
            let _ = writeln!(io::stderr(), "SKIPPED without ffmpeg: films");
            return;
        }
        let film = written("a.mp4", 20, 10.0);
        let place = |name: &[u8]| film.windows(4).position(|window| window == name);
        assert!(place(b"moof").is_none() && place(b"moov") < place(b"mdat"));
        // The movie's header: version and flags, two times, the units of a second, the duration in them.
        let header = place(b"mvhd").unwrap() + 4;
        let number = |at: usize| u32::from_be_bytes(film[header + at..header + at + 4].try_into().unwrap());
        assert_eq!(number(16), 2 * number(12));
    }
}
