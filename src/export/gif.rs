//! A GIF, in which a frame is what changed since the one before.

use std::io;
use std::path::Path;

use gif::{DisposalMethod, Frame};

use super::animation::{AnimationError, Draw, Timing};
use super::atomic::{AtomicError, Output};

pub(super) fn write_gif<E: std::error::Error>(
    path: &Path,
    output: &mut Output,
    timing: &Timing,
    draw: &mut Draw<'_, E>,
) -> Result<(), AnimationError<E>> {
    let side = |side: u32| u16::try_from(side).map_err(|_| AnimationError::TooLarge);
    let [width, height] = timing.size;
    let size = [side(width)?, side(height)?];
    let wrong = |error: gif::EncodingError| AtomicError::Io { path: path.to_owned(), error: io::Error::other(error) };
    let mut encoder = gif::Encoder::new(output, size[0], size[1], &[]).map_err(wrong)?;
    encoder.set_repeat(gif::Repeat::Infinite).map_err(wrong)?;
    let mut shown: Option<Vec<u8>> = None;
    for (number, length) in hundredths(timing.frames().len() as u32, timing.fps) {
        let mut pixels = draw(timing.frames().start + number)?;
        let whole = encoded(size, &mut pixels);
        let mut frame = match &shown {
            // What shows nothing cannot take away what was there.
            _ if timing.is_transparent => Frame { dispose: DisposalMethod::Background, ..whole },
            Some(shown) => changed(&whole, shown, &pixels),
            None => whole,
        };
        shown = Some(pixels);
        frame.delay = length;
        encoder.write_frame(&frame).map_err(wrong)?;
    }
    Ok(())
}

/// Pixels with a palette of their own.
fn encoded([width, height]: [u16; 2], pixels: &mut [u8]) -> Frame<'static> {
    // 10 is what its documentation calls a good compromise of speed and quality.
    Frame::from_rgba_speed(width, height, pixels, 10)
}

/// The part of a picture that is not what is shown, with nothing where it is. Its palette is that of the whole picture,
/// since in one of the part alone the colours that few of its pixels have, such as a letter's, would be lost.
fn changed(whole: &Frame<'_>, shown: &[u8], pixels: &[u8]) -> Frame<'static> {
    let row_length = usize::from(whole.width);
    let (shown, _) = shown.as_chunks::<4>();
    let (colors, _) = pixels.as_chunks::<4>();
    let differs = |index: usize| shown[index] != colors[index];
    let different = (0..colors.len()).filter(|&index| differs(index));
    let bounds = different.fold(None, |bounds: Option<[usize; 4]>, index| {
        let (x, y) = (index % row_length, index / row_length);
        let [left, top, right, bottom] = bounds.unwrap_or([x, y, x, y]);
        Some([left.min(x), top.min(y), right.max(x), bottom.max(y)])
    });
    // A picture that stays takes a pixel to stay for its time.
    let [left, top, right, bottom] = bounds.unwrap_or([0; 4]);
    let (palette, nothing, instead) = with_nothing(whole);
    let index = |at: usize| match whole.buffer[at] {
        _ if !differs(at) => nothing,
        color if color == nothing => instead,
        color => color,
    };
    let rows = (top..=bottom).map(|y| y * row_length + left..=y * row_length + right);
    Frame {
        left: left as u16,
        top: top as u16,
        width: (right - left + 1) as u16,
        height: (bottom - top + 1) as u16,
        buffer: rows.flatten().map(index).collect::<Vec<u8>>().into(),
        palette: Some(palette),
        transparent: Some(nothing),
        ..Frame::default()
    }
}

/// A frame's palette with an index for nothing, and the colour that takes that index's place: a full palette gives up its
/// rarest colour for the nearest one.
fn with_nothing(frame: &Frame<'_>) -> (Vec<u8>, u8, u8) {
    let mut palette = frame.palette.clone().unwrap_or_default();
    if let Ok(next) = u8::try_from(palette.len() / 3) {
        palette.extend([0; 3]);
        return (palette, next, next);
    }
    let mut counts = [0_usize; 256];
    frame.buffer.iter().for_each(|&index| counts[usize::from(index)] += 1);
    let rarest = (0..=255_u8).min_by_key(|&index| counts[usize::from(index)]).unwrap_or_default();
    let (colors, _) = palette.as_chunks::<3>();
    let distance = |index: u8| {
        let [a, b] = [rarest, index].map(|index| colors[usize::from(index)].map(i32::from));
        (0..3).map(|channel| (a[channel] - b[channel]).pow(2)).sum::<i32>()
    };
    let nearest = (0..=255).filter(|&index| index != rarest).min_by_key(|&index| distance(index));
    (palette, rarest, nearest.unwrap_or_default())
}

/// The least that a frame stands, in hundredths of a second: what is shorter, players show for a tenth.
pub(super) const SHORTEST: u16 = 2;

/// The frames that are shown, of so many, and how long each stands in hundredths of a second: from its time to the next
/// one's, each rounded by itself, so that an animation lasts as long as its frames say.
fn hundredths(count: u32, fps: f64) -> Vec<(u32, u16)> {
    let time = |frame: u32| (100.0 * f64::from(frame) / fps).round();
    let (end, least) = (time(count), f64::from(SHORTEST));
    let mut shown: Vec<u32> = Vec::new();
    for frame in 0..count {
        let is_apart = shown.last().is_none_or(|&last| time(frame) - time(last) >= least && end - time(frame) >= least);
        if is_apart {
            shown.push(frame);
        }
    }
    let ends = shown.iter().skip(1).map(|&next| time(next)).chain([end]);
    shown.iter().zip(ends).map(|(&frame, end)| (frame, (end - time(frame)).clamp(least, 65535.0) as u16)).collect()
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
        for (count, fps, lasts) in [
            (60, 30.0, 200),
            (48, 24.0, 200),
            (7, 7.0, 100),
            (25, 25.0, 100),
            (3, 0.5, 600),
            (100, 50.0, 200),
            (120, 60.0, 200),
            (121, 60.0, 202),
            (480, 240.0, 200),
            (1, 1000.0, 2),
        ] {
            let timing =
                Timing { range: [7, 7 + count], fps, size: [16, 12], dots_per_inch: 100.0, is_transparent: false };
            let mut drawn = 0;
            let bytes = written(&timing, |index| {
                drawn += 1;
                Ok(vec![index as u8 | 1; 16 * 12 * 4])
            });
            let mut decoder = gif::DecodeOptions::new().read_info(bytes.as_slice()).unwrap();
            let (mut whole, mut held) = (0, 0);
            while let Some(frame) = decoder.read_next_frame().unwrap() {
                // What is shorter, players show for a tenth of a second.
                assert!(frame.delay >= 2, "{count} frames at {fps} per second");
                whole += u32::from(frame.delay);
                held += 1;
            }
            assert_eq!(drawn, held, "what is left out of {count} frames at {fps} per second is not drawn");
            assert_eq!(whole, lasts, "{count} frames at {fps} per second");
        }
    }

    /// A white square of 3 pixels that walks over a black ground; nothing in the last frame but one.
    fn walking(index: u32, ground: [u8; 4]) -> Vec<u8> {
        let at = |x: u32, y: u32| (4 * index..4 * index + 3).contains(&x) && (5..8).contains(&y) && index != 2;
        (0..12).flat_map(|y| (0..16).flat_map(move |x| if at(x, y) { [255; 4] } else { ground })).collect()
    }

    /// What a viewer shows at each frame of a GIF over a ground, and how many pixels that frame writes.
    fn shown(bytes: &[u8], [width, height]: [u32; 2], ground: [u8; 4]) -> Vec<(Vec<u8>, usize)> {
        let mut options = gif::DecodeOptions::new();
        options.set_color_output(gif::ColorOutput::RGBA);
        let mut decoder = options.read_info(bytes).unwrap();
        let empty = ground.repeat((width * height) as usize);
        let (mut screen, mut all) = (empty.clone(), Vec::new());
        while let Some(frame) = decoder.read_next_frame().unwrap() {
            let (left, top, across) = (usize::from(frame.left), usize::from(frame.top), usize::from(frame.width));
            for (k, pixel) in frame.buffer.chunks_exact(4).enumerate().filter(|(_, pixel)| pixel[3] > 0) {
                let at = 4 * ((top + k / across) * width as usize + left + k % across);
                screen[at..at + 4].copy_from_slice(pixel);
            }
            all.push((screen.clone(), across * usize::from(frame.height)));
            if frame.dispose == DisposalMethod::Background {
                screen.clone_from(&empty);
            }
        }
        all
    }

    #[test]
    fn every_frame_shows_what_was_drawn() {
        for is_transparent in [false, true] {
            let ground = if is_transparent { [0; 4] } else { [0, 0, 0, 255] };
            let timing = Timing { range: [0, 4], fps: 10.0, size: [16, 12], dots_per_inch: 100.0, is_transparent };
            let frames = shown(&written(&timing, |index| Ok(walking(index, ground))), timing.size, ground);
            assert_eq!(frames.len(), 4);
            for (index, (screen, written)) in (0..).zip(frames) {
                assert!(screen == walking(index, ground), "frame {index} {is_transparent}");
                assert_eq!(written == 16 * 12, is_transparent || index == 0, "only what changed is written");
            }
        }
    }

    #[test]
    fn rare_colors_of_what_changes_are_kept() {
        // A ramp of far more than 256 colours moves, and with it a black square on white, beside a black line that stays.
        let drawn = |index: u32| -> Vec<u8> {
            let pixel = |x: u32, y: u32| match (x, y) {
                (_, 0..20) if (index * 10..index * 10 + 6).contains(&x) && (8..14).contains(&y) => [0, 0, 0, 255],
                (_, 0..2) => [0, 0, 0, 255],
                (_, 0..20) => [255; 4],
                _ => [(x + 13 * index) as u8, (y * 2) as u8, (x * 3 + y) as u8, 255],
            };
            (0..120).flat_map(|y| (0..160).flat_map(move |x| pixel(x, y))).collect()
        };
        let timing = Timing { range: [0, 6], fps: 10.0, size: [160, 120], dots_per_inch: 100.0, is_transparent: false };
        let frames = shown(&written(&timing, |index| Ok(drawn(index))), timing.size, [0; 4]);
        for (index, (screen, _)) in (0..).zip(frames) {
            let off = screen.iter().zip(drawn(index)).map(|(a, b)| a.abs_diff(b));
            let farthest = off.take(20 * 160 * 4).max();
            assert!(farthest < Some(16), "black and white are off by {farthest:?} in frame {index}");
        }
    }
}
