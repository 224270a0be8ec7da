//! Frames as a GIF, an animated PNG, a film by ffmpeg, or a folder of pictures.

use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use super::atomic::{AtomicError, Output, write_atomically};
use super::png::{PngStyle, opaque, write_png_as};

/// Pixels of a frame: rows from the top, red, green, blue and opacity of each pixel, 8 bits each.
pub type Pixels = Vec<u8>;

/// An animation that cannot be written.
#[derive(Debug, thiserror::Error)]
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
    #[error("a GIF is at most 65535 pixels a side")]
    TooLarge,
}

/// What an animation is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
}

/// How frames follow each other.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Timing {
    /// The number of the first frame, and the one behind the last.
    pub range: [u32; 2],
    /// Frames a second.
    pub fps: f64,
    /// Width and height in pixels.
    pub size: [u32; 2],
    /// Pixels to an inch, which each frame of a folder says of itself.
    pub dots_per_inch: f64,
    /// Whether frames keep their opacity, as [`Container::has_opacity`] allows.
    pub is_transparent: bool,
}

/// Writes an animation whose frames `draw` makes, one after the other.
pub fn write_animation<E: std::error::Error>(
    path: &Path,
    container: Container,
    timing: &Timing,
    mut draw: impl FnMut(u32) -> Result<Pixels, E>,
) -> Result<(), AnimationError<E>> {
    let mut frames = |each: &mut dyn FnMut(u32, Pixels) -> Result<(), AnimationError<E>>| {
        (timing.range[0]..timing.range[1]).try_for_each(|index| {
            let pixels = draw(index).map_err(|error| AnimationError::Frame { index, error })?;
            each(index, pixels)
        })
    };
    match container {
        Container::Folder => {
            std::fs::create_dir_all(path).map_err(|error| AnimationError::Folder { path: path.to_owned(), error })?;
            let style = PngStyle { has_opacity: timing.is_transparent, dots_per_inch: timing.dots_per_inch };
            frames(&mut |index, pixels| {
                Ok(write_png_as(&path.join(format!("{index:06}.png")), timing.size, style, &pixels)?)
            })
        }
        Container::Gif => write_atomically(path, |output| write_gif(path, output, timing, &mut frames)),
        Container::Apng => write_atomically(path, |output| write_apng(path, output, timing, &mut frames)),
        Container::Mp4 | Container::Webm => {
            write_atomically(path, |output| write_film(path, container, output, timing, &mut frames))
        }
    }
}

/// Calls a function with each frame.
type Frames<'a, E> =
    dyn FnMut(&mut dyn FnMut(u32, Pixels) -> Result<(), AnimationError<E>>) -> Result<(), AnimationError<E>> + 'a;

fn write_gif<E: std::error::Error>(
    path: &Path,
    output: &mut Output,
    timing: &Timing,
    frames: &mut Frames<'_, E>,
) -> Result<(), AnimationError<E>> {
    let [width, height] = timing.size;
    let side = |side: u32| u16::try_from(side).map_err(|_| AnimationError::TooLarge);
    let (width, height) = (side(width)?, side(height)?);
    let wrong = |error: gif::EncodingError| AtomicError::Io { path: path.to_owned(), error: io::Error::other(error) };
    let mut encoder = gif::Encoder::new(output, width, height, &[]).map_err(wrong)?;
    encoder.set_repeat(gif::Repeat::Infinite).map_err(wrong)?;
    frames(&mut |_, mut pixels| {
        // 10 is what its documentation calls a good compromise of speed and quality.
        let mut frame = gif::Frame::from_rgba_speed(width, height, &mut pixels, 10);
        frame.delay = (100.0 / timing.fps).round().clamp(1.0, 65535.0) as u16;
        Ok(encoder.write_frame(&frame).map_err(wrong)?)
    })
}

fn write_apng<E: std::error::Error>(
    path: &Path,
    output: &mut Output,
    timing: &Timing,
    frames: &mut Frames<'_, E>,
) -> Result<(), AnimationError<E>> {
    let wrong = |error: png::EncodingError| AtomicError::Io { path: path.to_owned(), error: error.into() };
    let [width, height] = timing.size;
    let mut encoder = png::Encoder::new(output, width, height);
    encoder.set_color(if timing.is_transparent { png::ColorType::Rgba } else { png::ColorType::Rgb });
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::Fast);
    encoder.set_animated(timing.range[1] - timing.range[0], 0).map_err(wrong)?;
    encoder.set_frame_delay((1000.0 / timing.fps).round().clamp(1.0, 65535.0) as u16, 1000).map_err(wrong)?;
    let mut writer = encoder.write_header().map_err(wrong)?;
    frames(&mut |_, pixels| {
        let bytes = if timing.is_transparent { pixels } else { opaque(&pixels) };
        Ok(writer.write_image_data(&bytes).map_err(wrong)?)
    })?;
    Ok(writer.finish().map_err(wrong)?)
}

/// ffmpeg reads raw frames and writes the film, both through pipes, so that nothing half is left behind.
fn write_film<E: std::error::Error>(
    path: &Path,
    container: Container,
    output: &mut Output,
    timing: &Timing,
    frames: &mut Frames<'_, E>,
) -> Result<(), AnimationError<E>> {
    let [width, height] = timing.size;
    let codec: &[&str] = match container {
        Container::Webm => &["-c:v", "libvpx-vp9", "-crf", "24", "-b:v", "0", "-f", "webm"],
        _ => &["-c:v", "libx264", "-crf", "16", "-movflags", "frag_keyframe+empty_moov", "-f", "mp4"],
    };
    let mut command = Command::new("ffmpeg");
    command
        .args(["-v", "error", "-f", "rawvideo", "-pix_fmt", "rgba", "-s", &format!("{width}x{height}")])
        .args(["-r", &timing.fps.to_string(), "-i", "-"])
        // Players ask for an even number of pixels per side.
        .args(["-vf", "pad=ceil(iw/2)*2:ceil(ih/2)*2", "-pix_fmt", "yuv420p"])
        .args(codec)
        .arg("-")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let missing = |error| AnimationError::NoFfmpeg { path: path.to_owned(), error };
    let mut ffmpeg = Killed(command.spawn().map_err(missing)?);
    let (input, film, complaint) = (ffmpeg.0.stdin.take(), ffmpeg.0.stdout.take(), ffmpeg.0.stderr.take());
    let drain = |pipe: Option<Box<dyn Read + Send>>| {
        std::thread::spawn(move || {
            let mut bytes = Vec::new();
            pipe.map_or(Ok(0), |mut pipe| pipe.read_to_end(&mut bytes)).map(|_| bytes)
        })
    };
    let film = drain(film.map(|pipe| Box::new(pipe) as _));
    let complaint = drain(complaint.map(|pipe| Box::new(pipe) as _));
    let mut broken = false;
    if let Some(mut input) = input {
        frames(&mut |_, pixels| {
            // Why ffmpeg reads no more it says itself.
            broken |= input.write_all(&pixels).is_err();
            Ok(())
        })?;
    }
    let take = |thread: std::thread::JoinHandle<io::Result<Vec<u8>>>| {
        thread.join().ok().and_then(Result::ok).unwrap_or_default()
    };
    let (film, complaint) = (take(film), take(complaint));
    let status = ffmpeg.0.wait().map_err(|error| AtomicError::Io { path: path.to_owned(), error })?;
    if !status.success() || broken {
        let said = String::from_utf8_lossy(&complaint);
        let said = said.trim().lines().last().unwrap_or("it ended early and said nothing").to_owned();
        return Err(AnimationError::Ffmpeg { path: path.to_owned(), said });
    }
    Ok(output.write_all(&film).map_err(|error| AtomicError::Io { path: path.to_owned(), error })?)
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
