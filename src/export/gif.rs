//! A GIF, in which a frame is what changed since the one before.

use std::io;
use std::path::Path;

use gif::{DisposalMethod, Frame};

use super::animation::{AnimationError, Frames, Timing};
use super::atomic::{AtomicError, Output};

pub(super) fn write_gif<E: std::error::Error>(
    path: &Path,
    output: &mut Output,
    timing: &Timing,
    frames: &mut Frames<'_, E>,
) -> Result<(), AnimationError<E>> {
    let side = |side: u32| u16::try_from(side).map_err(|_| AnimationError::TooLarge);
    let [width, height] = timing.size;
    let size = [side(width)?, side(height)?];
    let wrong = |error: gif::EncodingError| AtomicError::Io { path: path.to_owned(), error: io::Error::other(error) };
    let mut encoder = gif::Encoder::new(output, size[0], size[1], &[]).map_err(wrong)?;
    encoder.set_repeat(gif::Repeat::Infinite).map_err(wrong)?;
    let mut shown: Option<Vec<u8>> = None;
    frames(&mut |index, mut pixels| {
        let mut frame = match shown.take() {
            // What shows nothing cannot take away what was there.
            _ if timing.is_transparent => Frame { dispose: DisposalMethod::Background, ..encoded(size, &mut pixels) },
            Some(shown) => changed(&shown, &pixels, size),
            None => encoded(size, &mut pixels.clone()),
        };
        shown = Some(pixels);
        frame.delay = hundredths(index - timing.range[0], timing.fps);
        Ok(encoder.write_frame(&frame).map_err(wrong)?)
    })
}

/// Pixels with a palette of their own.
fn encoded([width, height]: [u16; 2], pixels: &mut [u8]) -> Frame<'static> {
    // 10 is what its documentation calls a good compromise of speed and quality.
    Frame::from_rgba_speed(width, height, pixels, 10)
}

/// The part of a picture that is not what is shown, with nothing where it is.
fn changed(shown: &[u8], pixels: &[u8], [width, _]: [u16; 2]) -> Frame<'static> {
    let (shown, _) = shown.as_chunks::<4>();
    let (pixels, _) = pixels.as_chunks::<4>();
    let row_length = usize::from(width);
    let differs = |index: &usize| shown[*index] != pixels[*index];
    let different = (0..pixels.len()).filter(differs);
    let bounds = different.fold(None, |bounds: Option<[usize; 4]>, index| {
        let (x, y) = (index % row_length, index / row_length);
        let [left, top, right, bottom] = bounds.unwrap_or([x, y, x, y]);
        Some([left.min(x), top.min(y), right.max(x), bottom.max(y)])
    });
    // A picture that stays takes a pixel to stay for its time.
    let [left, top, right, bottom] = bounds.unwrap_or([0; 4]);
    let rows = (top..=bottom).map(|y| y * row_length + left..=y * row_length + right);
    let pixel = |index: usize| if differs(&index) { pixels[index] } else { [0; 4] };
    let mut part: Vec<u8> = rows.flat_map(|row| row.flat_map(pixel)).collect();
    let size = [right - left + 1, bottom - top + 1].map(|side| side as u16);
    Frame { left: left as u16, top: top as u16, ..encoded(size, &mut part) }
}

/// How long a frame stands in hundredths of a second: from its time to the next one's, each rounded by itself, so that
/// an animation lasts as long as its frames say.
fn hundredths(frame: u32, fps: f64) -> u16 {
    let time = |frame: f64| (100.0 * frame / fps).round();
    (time(f64::from(frame) + 1.0) - time(f64::from(frame))).clamp(1.0, 65535.0) as u16
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test stops where something is wrong")]
mod tests {
    use std::convert::Infallible;

    use super::*;
    use crate::export::{Container, write_animation};

    fn written(timing: &Timing, draw: impl FnMut(u32) -> Result<Vec<u8>, Infallible>) -> Vec<u8> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.gif");
        write_animation(&path, Container::Gif, timing, draw).unwrap();
        std::fs::read(path).unwrap()
    }

    #[test]
    fn it_lasts_as_long_as_its_frames_say() {
        for (count, fps, lasts) in [(60, 30.0, 200), (48, 24.0, 200), (7, 7.0, 100), (25, 25.0, 100), (3, 0.5, 600)] {
            let timing =
                Timing { range: [7, 7 + count], fps, size: [16, 12], dots_per_inch: 100.0, is_transparent: false };
            let bytes = written(&timing, |index| Ok(vec![index as u8 | 1; 16 * 12 * 4]));
            let mut decoder = gif::DecodeOptions::new().read_info(bytes.as_slice()).unwrap();
            let mut whole = 0;
            while let Some(frame) = decoder.read_next_frame().unwrap() {
                whole += u32::from(frame.delay);
            }
            assert_eq!(whole, lasts, "{count} frames at {fps} a second");
        }
    }

    /// A white square of 3 pixels that walks over a black ground; nothing in the last frame but one.
    fn walking(index: u32, ground: [u8; 4]) -> Vec<u8> {
        let at = |x: u32, y: u32| (4 * index..4 * index + 3).contains(&x) && (5..8).contains(&y) && index != 2;
        (0..12).flat_map(|y| (0..16).flat_map(move |x| if at(x, y) { [255; 4] } else { ground })).collect()
    }

    #[test]
    fn every_frame_shows_what_was_drawn() {
        for is_transparent in [false, true] {
            let ground = if is_transparent { [0; 4] } else { [0, 0, 0, 255] };
            let timing = Timing { range: [0, 4], fps: 10.0, size: [16, 12], dots_per_inch: 100.0, is_transparent };
            let bytes = written(&timing, |index| Ok(walking(index.min(3), ground)));
            let mut options = gif::DecodeOptions::new();
            options.set_color_output(gif::ColorOutput::RGBA);
            let mut decoder = options.read_info(bytes.as_slice()).unwrap();
            let mut screen = ground.repeat(16 * 12);
            for index in 0..4 {
                let frame = decoder.read_next_frame().unwrap().unwrap();
                let (left, top, width) = (usize::from(frame.left), usize::from(frame.top), usize::from(frame.width));
                for (k, pixel) in frame.buffer.chunks_exact(4).enumerate().filter(|(_, pixel)| pixel[3] > 0) {
                    let at = 4 * ((top + k / width) * 16 + left + k % width);
                    screen[at..at + 4].copy_from_slice(pixel);
                }
                assert!(screen == walking(index, ground), "frame {index} {is_transparent}");
                match frame.dispose {
                    DisposalMethod::Background => screen = ground.repeat(16 * 12),
                    _ => assert!(!is_transparent),
                }
                let area = usize::from(frame.width) * usize::from(frame.height);
                assert_eq!(area == 16 * 12, is_transparent || index == 0, "only what changed is written");
            }
        }
    }
}
