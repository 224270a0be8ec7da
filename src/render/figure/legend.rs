//! What colours, lines and markers mean, in or beside a panel.

use super::annotation::{Color, Mark, Rect};
use super::layout::label;
use super::style::Style;
use super::swatch::{Legend, Swatch};
use super::text::Typesetter;
use crate::scene::LegendPlace;

/// The lines of a legend and what it takes.
#[derive(Clone)]
struct LegendBox {
    lines: Legend,
    /// How many stand beside each other, and how far apart.
    columns: usize,
    column: f32,
    size: [f32; 2],
    line: f32,
    pad: f32,
    sample: f32,
}

impl LegendBox {
    fn new(room: f32, entries: &[(String, Swatch)], style: &Style, typesetter: &mut Typesetter) -> LegendBox {
        // A line as long as matplotlib's, which shows two of its gaps.
        let (pad, sample) = (0.5 * style.margin(), 2.2 * style.margin());
        let room = (room - 5.0 * pad - sample).max(1.0);
        let mut lines = entries.to_vec();
        if lines.iter().any(|(name, _)| typesetter.measure(name, style.tick_font())[0] > room) {
            for (name, _) in &mut lines {
                *name = typesetter.shorten(&without_place(name), style.tick_font(), room);
            }
        }
        let sizes = lines.iter().map(|(name, _)| typesetter.measure(name, style.tick_font()));
        let (widest, line) = sizes.fold((0.0f32, 0.0f32), |(w, h), size| (w.max(size[0]), h.max(size[1])));
        let column = 3.0 * pad + sample + widest;
        LegendBox { lines, columns: 1, column, size: [0.0; 2], line, pad, sample }.sized()
    }

    /// The same with the size that its lines take.
    fn sized(self) -> LegendBox {
        let rows = self.lines.len().div_ceil(self.columns);
        let size = [self.column * self.columns as f32, 2.0 * self.pad + self.line * rows as f32].map(f32::round);
        LegendBox { size, ..self }
    }

    /// The same of at most so many pixels of height, with a line that says how many more there are; nothing where that would be all,
    /// or where there is no room for any letter of a name.
    fn within(mut self, height: f32, style: &Style, typesetter: &mut Typesetter) -> Option<LegendBox> {
        let rows = ((height - 2.0 * self.pad) / self.line + 1e-3).floor().max(0.0) as usize;
        let most = rows * self.columns;
        if self.lines.len() > most {
            if most < 2 {
                return None;
            }
            let left = self.lines.split_off(most - 1);
            let text = format!("{} more", left.iter().map(meant).sum::<usize>());
            let room = self.column - 3.0 * self.pad - self.sample;
            self.lines.push((typesetter.shorten(&text, style.tick_font(), room), Swatch::Nothing));
        }
        let is_told = |(name, _): &(String, Swatch)| !name.trim_end_matches('…').is_empty();
        self.lines.iter().all(is_told).then(|| self.sized())
    }

    /// One that stands below a panel of so much room, with all that it says or, where it would be too high, in fewer words, and then with
    /// fewer lines. Where the picture is no still one what follows a name, as trajectories depart, changes nothing of its size.
    fn below(
        [width, height]: [f32; 2],
        entries: &[(String, Swatch)],
        is_still: bool,
        style: &Style,
        typesetter: &mut Typesetter,
    ) -> Option<LegendBox> {
        let most = MOST_BELOW * height - 0.5 * style.margin();
        if !is_still {
            return LegendBox::steady(width, entries, style, typesetter).within(most, style, typesetter);
        }
        let ways: [fn(&str) -> &str; 3] = [|name| name, without_when, without_departure];
        let mut found = None;
        for way in ways {
            let named: Legend = entries.iter().map(|(name, swatch)| (way(name).to_owned(), *swatch)).collect();
            let fitting = LegendBox::wide(width, &named, style, typesetter);
            let is_low = fitting.size[1] <= most;
            found = fitting.within(most, style, typesetter);
            if is_low {
                break;
            }
        }
        found
    }

    /// The same in as many columns as there is room for.
    fn wide(room: f32, entries: &[(String, Swatch)], style: &Style, typesetter: &mut Typesetter) -> LegendBox {
        let whole = LegendBox::new(room, entries, style, typesetter);
        // Without the places that the picture shows, more stand beside each other.
        let short = entries.iter().map(|(name, _)| without_place(name));
        let widest = short.map(|name| typesetter.measure(&name, style.tick_font())[0]).fold(0.0, f32::max);
        let is_short = widest <= 0.5 * room - 5.0 * whole.pad - whole.sample;
        let narrow = match whole.column > 0.5 * room && is_short {
            true => LegendBox::new(0.5 * room, entries, style, typesetter),
            false => whole,
        };
        let columns = ((room / narrow.column) as usize).clamp(1, entries.len().max(1));
        LegendBox { columns, ..narrow }.sized()
    }

    /// As wide as its room, in as many columns as have room for names with the word that they depart.
    fn steady(room: f32, entries: &[(String, Swatch)], style: &Style, typesetter: &mut Typesetter) -> LegendBox {
        let named = |(name, swatch): &(String, Swatch)| {
            let name = without_departure(name);
            (format!("{name}{DEPARTS}diverges"), *swatch)
        };
        let named: Legend = entries.iter().map(named).collect();
        let found = LegendBox::new(room, &named, style, typesetter);
        let columns = ((room / found.column) as usize).clamp(1, entries.len().max(1));
        let column = (room / columns as f32).floor();
        let most = (column - 3.0 * found.pad - found.sample).max(1.0);
        let fitting = |(name, swatch): &(String, Swatch)| (typesetter.shorten(name, style.tick_font(), most), *swatch);
        LegendBox { lines: entries.iter().map(fitting).collect(), columns, column, ..found }.sized()
    }

    /// Paints it with its left upper corner at a place, and says where it is.
    fn paint(
        self,
        [left, top]: [f32; 2],
        is_cased: impl Fn(Color) -> bool,
        style: &Style,
        marks: &mut Vec<Mark>,
    ) -> Rect {
        let LegendBox { lines, columns, column, size: [width, height], line, pad, sample } = self;
        let rect = Rect::new(left, top, width, height);
        let [r, g, b] = style.background;
        let Rect { min: [left, top], max: [far, low] } = rect;
        let points = vec![[left, top], [far, top], [far, low], [left, low]];
        marks.push(Mark::Area { points, color: [r, g, b, GROUND] });
        marks.push(Mark::Frame { rect, width: style.line, color: style.grid });
        for (index, (name, swatch)) in lines.into_iter().enumerate() {
            let left = left + (index % columns) as f32 * column;
            let y = top + pad + ((index / columns) as f32 + 0.5) * line;
            let place = Rect::new(left + pad, y - 0.5 * line, sample, line);
            swatch.paint(place, (2.6 * style.scale).max(2.0), &is_cased, marks);
            marks.push(label(name, [left + 2.0 * pad + sample, y], [0.0, 0.5], style.tick_font(), style));
        }
        rect
    }
}

/// How many things a line of a legend stands for.
fn meant((name, swatch): &(String, Swatch)) -> usize {
    let more = name.strip_suffix(" more").filter(|_| *swatch == Swatch::Nothing);
    more.and_then(|count| count.parse().ok()).unwrap_or(1)
}

/// What is between a name and how its trajectories leave the picture.
pub(crate) const DEPARTS: &str = ": ";

/// A name without how its trajectories depart.
fn without_departure(name: &str) -> &str {
    name.split(DEPARTS).next().unwrap_or_default()
}

/// A name without after how many steps its trajectories depart.
fn without_when(name: &str) -> &str {
    let at = name.find(DEPARTS).and_then(|at| Some(at + name[at..].find(" after ")?));
    at.map_or(name, |at| &name[..at])
}

/// A name without the point in brackets in its midst, which the picture shows, too: `1  25.5 %` of `1  (3, 2)  25.5 %`.
fn without_place(name: &str) -> String {
    let parts = name.split_once('(').and_then(|(before, rest)| Some((before, rest.split_once(')')?.1)));
    match parts {
        Some((before, after)) if !after.trim().is_empty() => {
            format!("{}  {}", before.trim(), after.trim()).trim().to_owned()
        }
        _ => name.to_owned(),
    }
}

/// The first of the corners (whether at the right, whether at the bottom) that has the fewest points where a legend of a
/// size would stand; all as fractions of a panel, from its left and its top.
pub(crate) fn emptiest(corners: [[bool; 2]; 4], points: &[[f32; 2]], size: [f32; 2]) -> [bool; 2] {
    /// What is kept free at least, as fractions of the panel.
    const LEAST: [f32; 2] = [0.45, 0.3];
    let crowd = |[right, bottom]: [bool; 2]| {
        let from = |far: bool, place: f32| if far { 1.0 - place } else { place };
        let is_near = |[across, down]: &&[f32; 2]| {
            let place = [from(right, *across), from(bottom, *down)];
            (0..2).all(|axis| (0.0..size[axis].max(LEAST[axis])).contains(&place[axis]))
        };
        points.iter().filter(is_near).count()
    };
    corners.into_iter().min_by_key(|&corner| crowd(corner)).unwrap_or_default()
}

/// What a legend takes of a panel in one of its corners, with what it keeps clear of, as fractions of it.
fn size_within(panel: Rect, entries: &[(String, Swatch)], style: &Style, typesetter: &mut Typesetter) -> [f32; 2] {
    let LegendBox { size: [width, height], pad, .. } = LegendBox::new(panel.width(), entries, style, typesetter);
    [(width + pad) / panel.width(), (height + pad) / panel.height()]
}

/// The part of the height of a picture, or of the area of a panel, that a legend below takes at most.
const MOST_BELOW: f32 = 0.45;

/// The part of an area's width that a legend beside its panel takes at most.
const BESIDE: f32 = 0.4;

/// Pixels beside a panel of an area that a legend takes which stands there.
pub(crate) fn legend_room(area: Rect, entries: &[(String, Swatch)], style: &Style, typesetter: &mut Typesetter) -> f32 {
    if style.legend != LegendPlace::Beside || entries.is_empty() {
        return 0.0;
    }
    LegendBox::new(BESIDE * area.width(), entries, style, typesetter).size[0] + style.margin()
}

/// Whether names would be cut in a legend beside a panel of an area of this width; how trajectories depart may be.
pub(crate) fn is_cut_beside(
    width: f32,
    entries: &[(String, Swatch)],
    style: &Style,
    typesetter: &mut Typesetter,
) -> bool {
    let name = |(name, swatch): &(String, Swatch)| (without_departure(name).to_owned(), *swatch);
    let named: Vec<(String, Swatch)> = entries.iter().map(name).collect();
    let found = LegendBox::new(BESIDE * width, &named, style, typesetter);
    found.lines.iter().zip(&named).any(|((found, _), (name, _))| found != name)
}

/// Paints what colours, lines and markers mean, on a ground of its own that shines through: into a corner of a panel
/// (whether at the right, whether at the bottom) unless the style says which, or at the right of its area, and says where
/// that is. `emptiest` tells the corner by how much of the panel it takes, `is_cased` which lines have a casing there.
pub(crate) fn legend(
    [panel, area]: [Rect; 2],
    emptiest: impl Fn([f32; 2]) -> [bool; 2],
    entries: &[(String, Swatch)],
    is_cased: impl Fn(Color) -> bool,
    style: &Style,
    typesetter: &mut Typesetter,
    marks: &mut Vec<Mark>,
) -> Option<Rect> {
    if !is_legend_wanted(entries, style) {
        return None;
    }
    let is_beside = style.legend == LegendPlace::Beside;
    let room = if is_beside { BESIDE * area.width() } else { panel.width() };
    let most = if is_beside { area.max[1] } else { panel.max[1] } - panel.min[1];
    let found = LegendBox::new(room, entries, style, typesetter).within(most, style, typesetter)?;
    let LegendBox { size: [width, height], pad, .. } = found;
    let [right, bottom] = match style.legend {
        LegendPlace::UpperRight => [true, false],
        LegendPlace::UpperLeft => [false, false],
        LegendPlace::LowerLeft => [false, true],
        LegendPlace::LowerRight => [true, true],
        LegendPlace::Best | LegendPlace::Beside | LegendPlace::Off => {
            emptiest([(width + pad) / panel.width(), (height + pad) / panel.height()])
        }
    };
    let at = |far: bool, first: f32, last: f32, size: f32| (if far { last - pad - size } else { first + pad }).round();
    let [left, top] = match is_beside {
        true => [(area.max[0] - width).round(), panel.min[1].round()],
        false => [at(right, panel.min[0], panel.max[0], width), at(bottom, panel.min[1], panel.max[1], height)],
    };
    Some(found.paint([left, top], is_cased, style, marks))
}

/// Whether there is something that a legend of a style has to say.
pub(crate) fn is_legend_wanted(entries: &[(String, Swatch)], style: &Style) -> bool {
    !entries.is_empty() && style.legend != LegendPlace::Off
}

/// Pixels of height that a legend takes which stands below panels, of the room that they have with it.
pub(crate) fn height_below(
    room: [f32; 2],
    entries: &[(String, Swatch)],
    is_still: bool,
    style: &Style,
    typesetter: &mut Typesetter,
) -> f32 {
    LegendBox::below(room, entries, is_still, style, typesetter)
        .map_or(0.0, |found| found.size[1] + 0.5 * style.margin())
}

/// Paints a legend at the top of an area that is below panels, in its middle, and says where it is; `height` is what panels have
/// with it. Where that is too little for any line there is none.
pub(crate) fn legend_below(
    (area, height): (Rect, f32),
    entries: &[(String, Swatch)],
    is_still: bool,
    is_cased: impl Fn(Color) -> bool,
    style: &Style,
    typesetter: &mut Typesetter,
    marks: &mut Vec<Mark>,
) -> Option<Rect> {
    let top = (area.min[1] + 0.5 * style.margin()).round();
    let found = LegendBox::below([area.width(), height], entries, is_still, style, typesetter)?;
    let left = area.center()[0] - 0.5 * found.size[0];
    Some(found.paint([left.round(), top], is_cased, style, marks))
}

/// Whether a legend hides a point in a corner of a panel (whether at the right, whether at the bottom); as fractions of it.
pub(crate) fn is_hidden(point: [f32; 2], [right, bottom]: [bool; 2], size: [f32; 2]) -> bool {
    let from_corner = |far: bool, place: f32| if far { 1.0 - place } else { place };
    from_corner(right, point[0]) < size[0] && from_corner(bottom, point[1]) < size[1]
}

/// The middles of the small squares of a panel that a line goes through, each once however often it does; all as fractions of
/// the panel, from its left and its top.
pub(crate) fn squares(line: &[[f32; 2]]) -> Vec<[f32; 2]> {
    /// Squares of a panel's side.
    const SIDE: usize = 64;
    let panel = Rect::new(0.0, 0.0, 1.0, 1.0);
    let mut is_seen = vec![false; SIDE * SIDE];
    // A line of a single point is there, too.
    let line = if let &[only] = line { &[only, only] } else { line };
    for pair in line.windows(2) {
        let Some([from, to]) = panel.clip(pair[0], pair[1]) else { continue };
        let length = (to[0] - from[0]).hypot(to[1] - from[1]);
        let parts = (2.0 * SIDE as f32 * length).ceil().max(1.0) as usize;
        for part in 0..=parts {
            let place = [0, 1].map(|axis| from[axis] + part as f32 / parts as f32 * (to[axis] - from[axis]));
            let [column, row] = place.map(|at| ((at * SIDE as f32) as usize).min(SIDE - 1));
            is_seen[row * SIDE + column] = true;
        }
    }
    let middle = |index: usize| [index % SIDE, index / SIDE].map(|at| (at as f32 + 0.5) / SIDE as f32);
    (0..SIDE * SIDE).filter(|&index| is_seen[index]).map(middle).collect()
}

/// The part of a line that a legend hides in a corner of a panel (whether at the right, whether at the bottom), by its squares.
pub(crate) fn hidden(squares: &[[f32; 2]], corner: [bool; 2], size: [f32; 2]) -> f32 {
    let hidden = squares.iter().filter(|&&middle| is_hidden(middle, corner, size)).count();
    hidden as f32 / squares.len().max(1) as f32
}

/// Whether a legend that may stand anywhere would hide too much in the best corner of a panel: by its lines alone, which are as
/// many while a picture plays and its starts are dragged, or where it stands by itself a fifth of the panel, or what `hides`
/// says of its size, in fractions of the panel's.
pub(crate) fn legend_hides_much(
    panel: Rect,
    entries: &[(String, Swatch)],
    is_still: bool,
    style: &Style,
    typesetter: &mut Typesetter,
    hides: impl FnOnce([f32; 2]) -> bool,
) -> bool {
    if style.legend != LegendPlace::Best || entries.is_empty() {
        return false;
    }
    let size = size_within(panel, entries, style, typesetter);
    is_high(size) || is_still && (is_large(size) || hides(size))
}

/// Whether a legend is so high that it hides much of a panel wherever it stands, as fractions of its width and of its height.
fn is_high([_, height]: [f32; 2]) -> bool {
    /// What it may take of the panel's height.
    const HIGHEST: f32 = 0.3;
    height > HIGHEST
}

/// Whether a legend takes more of a panel than one that lies on it may, as a fraction of its width and of its height.
fn is_large([width, height]: [f32; 2]) -> bool {
    /// Of the panel's area.
    const MOST: f32 = 0.2;
    width * height > MOST
}

/// How opaque the ground of a legend is, matplotlib's `legend.framealpha` of 0.8 and a little more.
const GROUND: u8 = 217;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_legend_stands_where_the_fewest_points_are() {
        let corners = [[true, false], [false, false], [true, true], [false, true]];
        let at = |points: &[[f32; 2]], size: [f32; 2]| emptiest(corners, points, size);
        assert_eq!(at(&[], [0.2; 2]), [true, false]);
        assert_eq!(at(&[[0.9, 0.1]], [0.2; 2]), [false, false]);
        assert_eq!(at(&[[0.9, 0.1], [0.05, 0.05]], [0.2; 2]), [true, true]);
        // One as wide as the panel hides what is in the other corner, too.
        assert_eq!(at(&[[0.05, 0.05]], [0.2; 2]), [true, false]);
        assert_eq!(at(&[[0.05, 0.05]], [0.97, 0.3]), [true, true]);
    }

    #[test]
    fn what_a_legend_hides_of_a_line_is_told_by_where_it_goes() {
        // Down the middle, from beyond the panel, in strokes of any length, and once more over its upper half.
        let line = [[0.5, -3.0], [0.5, 0.75], [0.5, 0.76], [0.5, 1.0], [0.5, 0.0], [0.5, 0.5], [0.5, 0.0]];
        for (corner, size, part) in
            [([true, true], [0.6, 0.25], 0.25), ([false, true], [0.6, 0.5], 0.5), ([true, false], [0.4, 0.5], 0.0)]
        {
            let found = hidden(&squares(&line), corner, size);
            assert!((found - part).abs() < 0.02, "{found} for {part}");
        }
        assert_eq!(hidden(&squares(&[[2.0, 2.0], [3.0, 3.0]]), [true, true], [1.0; 2]), 0.0);
        assert_eq!([is_large([0.5, 0.3]), is_large([0.5, 0.5])], [false, true]);
    }

    #[test]
    fn names_that_do_not_fit_leave_their_places_out_before_their_ends() {
        let (style, mut typesetter) =
            (Style::of(crate::scene::Theme::Light, [800, 600], [1.0; 2], 100.0, None), Typesetter::default());
        let entries = [("1  (−3.779, −3.283)  24.1 %", Swatch::Nothing), ("no minimum  1.5 %", Swatch::Nothing)]
            .map(|(name, swatch)| (name.to_owned(), swatch));
        let names = |room: f32, typesetter: &mut Typesetter| -> Vec<String> {
            LegendBox::new(room, &entries, &style, typesetter).lines.into_iter().map(|(name, _)| name).collect()
        };
        assert_eq!(names(400.0, &mut typesetter), ["1  (−3.779, −3.283)  24.1 %", "no minimum  1.5 %"]);
        assert_eq!(names(220.0, &mut typesetter), ["1  24.1 %", "no minimum  1.5 %"]);
        assert_eq!(without_place("from (0, 0)"), "from (0, 0)");
    }

    #[test]
    fn a_legend_below_takes_less_than_half_and_says_how_many_more_there_are() {
        let (style, mut typesetter) =
            (Style::of(crate::scene::Theme::Light, [320, 200], [1.0; 2], 100.0, None), Typesetter::default());
        let name =
            |index: usize| (format!("momentum, lr = 0.0{index}{DEPARTS}diverges after 8 steps"), Swatch::Nothing);
        let mut entries: Legend = (10..30).map(name).collect();
        entries.push(("113 more".to_owned(), Swatch::Nothing));
        let mut below = |count: usize, room: [f32; 2], is_still: bool| -> Option<Vec<String>> {
            let found = LegendBox::below(room, &entries[21 - count..], is_still, &style, &mut typesetter)?;
            assert!(found.size[1] < 0.45 * room[1], "{:?} of {room:?}", found.size);
            Some(found.lines.into_iter().map(|(name, _)| name).collect())
        };
        // First in fewer words, then with fewer lines.
        let mut first = |count: usize| below(count, [300.0, 190.0], true).and_then(|lines| lines.first().cloned());
        assert_eq!(first(4).as_deref(), Some("momentum, lr = 0.027: diverges after 8 steps"));
        assert_eq!(first(11).as_deref(), Some("momentum, lr = 0.020"));
        for is_still in [true, false] {
            let found = below(21, [300.0, 190.0], is_still).unwrap_or_default();
            let left = found.len().saturating_sub(1);
            assert_eq!(found.last(), Some(&format!("{} more", 20 - left + 113)), "{found:?}");
        }
        assert_eq!(below(21, [300.0, 30.0], true), None);
    }
}
