//! What the pointer does in the picture: turn, pan, zoom, seed.

use crate::field::Domain;
use crate::render::Panel;
use crate::scene::{Scene, View};

/// Degrees that a pixel turns the camera by.
const DEGREES_PER_POINT: f64 = 0.4;
/// What a notch of the wheel shrinks the domain to.
const NOTCH: f64 = 0.8;

/// What a drag does, from its press to its release.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Gesture {
    /// Nothing.
    #[default]
    None,
    /// Turns the camera.
    Turn,
    /// Moves the domain.
    Pan(Panel),
    /// Seeds starts along the way.
    Seed,
    /// Moves a point of the scene.
    Move(Handle, Panel),
}

/// A point of the scene that is dragged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Handle {
    /// A start, by its place in the scene's list.
    Start(usize),
    /// The pinned point.
    Pin,
    /// The end of the arrow at the pinned point, in whose direction the slope is taken.
    Direction,
}

impl Gesture {
    /// What a drag that begins in a panel does.
    pub fn begin(panel: Option<Panel>, is_primary: bool, with_shift: bool) -> Gesture {
        match (panel, is_primary, with_shift) {
            (None | Some(Panel::Loss), ..) => Gesture::None,
            (Some(_), true, true) => Gesture::Seed,
            (Some(Panel::Surface), true, false) => Gesture::Turn,
            (Some(panel), ..) => Gesture::Pan(panel),
        }
    }
}

/// Turns the camera by a drag of so many points.
pub fn turn(scene: &mut Scene, [across, down]: [f32; 2]) {
    let camera = &mut scene.camera;
    camera.azimuth = (camera.azimuth - DEGREES_PER_POINT * f64::from(across) + 180.0).rem_euclid(360.0) - 180.0;
    camera.elevation = (camera.elevation + DEGREES_PER_POINT * f64::from(down)).clamp(-90.0, 90.0);
}

/// Moves the domain by a drag, as a fraction of the panel's sizes, in decades where an axis has those; on the surface as the
/// camera sees it.
pub fn pan(scene: &mut Scene, domain: Domain, panel: Panel, [across, down]: [f64; 2]) {
    let scales = scene.scales.of_axes(scene.view);
    let places = scales.places(domain);
    let [width, height] = places.size();
    let [dx, dy] = match panel {
        Panel::Contour => [-across * width, down * height],
        Panel::Curve => [-across * width, 0.0],
        Panel::Loss => return,
        Panel::Surface => {
            // To the right and away from the eye in the plane.
            let angle = scene.camera.azimuth.to_radians();
            let (right, away) = ([-angle.sin(), angle.cos()], [-angle.cos(), -angle.sin()]);
            [0, 1].map(|axis| [width, height][axis] * (-across * right[axis] + down * away[axis]) * 1.4)
        }
    };
    let moved = Domain { x: places.x.map(|end| end + dx), y: places.y.map(|end| end + dy) };
    look_at(scene, scales.points(moved));
}

/// Looks at a domain, and says whether it does: where numbers or logarithms end, so does what can be looked at. A curve has no
/// y to move.
fn look_at(scene: &mut Scene, domain: Domain) -> bool {
    let places = scene.scales.of_axes(scene.view).places(domain);
    let can_be_seen = [domain.x, domain.y, places.x, places.y].iter().flatten().all(|end| end.is_finite());
    if can_be_seen {
        scene.x = Some(domain.x);
        if scene.view != View::Curve {
            scene.y = Some(domain.y);
        }
    }
    can_be_seen
}

/// Shrinks the domain about a point by so many notches, in decades where an axis has those, or widens it where they are below 0.
///
/// Nothing happens where the domain would be narrower than `narrowest` of its coordinates.
pub fn zoom(
    scene: &mut Scene,
    domain: Domain,
    [x, y]: [f64; 2],
    notches: f64,
    narrowest: impl Fn([f64; 2]) -> f64,
) -> bool {
    let factor = NOTCH.powf(notches);
    let about =
        |[first, last]: [f64; 2], center: f64| [center + factor * (first - center), center + factor * (last - center)];
    let scales = scene.scales.of_axes(scene.view);
    let (places, [x, y]) = (scales.places(domain), scales.place([x, y]));
    let zoomed = scales.points(Domain { x: about(places.x, x), y: about(places.y, y) });
    let is_wide = |range: [f64; 2]| {
        let span = (range[1] - range[0]).abs();
        span.is_finite() && span > narrowest(range) && span < 1e30 && span > 1e-30
    };
    if factor < 1.0 && !(is_wide(zoomed.x) && is_wide(zoomed.y))
        || factor > 1.0 && !(zoomed.x[1] - zoomed.x[0]).abs().lt(&1e30)
    {
        return false;
    }
    look_at(scene, zoomed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::field::narrowest;
    use crate::scene::{AxisScale, AxisScales, SceneFile};

    const DOMAIN: Domain = Domain { x: [-5.0, 5.0], y: [0.0, 2.0] };

    #[test]
    fn what_a_drag_does_depends_on_where_and_how_it_begins() {
        assert_eq!(Gesture::begin(Some(Panel::Surface), true, false), Gesture::Turn);
        assert_eq!(Gesture::begin(Some(Panel::Surface), false, false), Gesture::Pan(Panel::Surface));
        assert_eq!(Gesture::begin(Some(Panel::Contour), true, false), Gesture::Pan(Panel::Contour));
        assert_eq!(Gesture::begin(Some(Panel::Contour), true, true), Gesture::Seed);
        assert_eq!(Gesture::begin(None, true, false), Gesture::None);
    }

    #[test]
    fn the_point_under_the_pointer_stays_where_it_is() {
        let mut scene = Scene::default();
        assert!(zoom(&mut scene, DOMAIN, [3.0, 0.5], 2.0, |_| 0.0));
        let [first, last] = scene.x.unwrap_or_default();
        assert!(((3.0 - first) / (last - first) - 0.8).abs() < 1e-12 && (last - first - 6.4).abs() < 1e-12);
        // As far out as in is where it began.
        let zoomed = Domain { x: [first, last], y: scene.y.unwrap_or_default() };
        assert!(zoom(&mut scene, zoomed, [3.0, 0.5], -2.0, |_| 0.0));
        assert!((scene.x.unwrap_or_default()[0] + 5.0).abs() < 1e-12);
    }

    #[test]
    fn zooming_ends_where_floats_do() {
        let mut scene = Scene::default();
        let narrow = Domain { x: [1.0, 1.00001], y: [1.0, 1.00001] };
        assert!(!zoom(&mut scene, narrow, [1.0, 1.0], 5.0, |_| 5e-6));
        assert_eq!(scene.x, None);
        assert!(zoom(&mut scene, narrow, [1.0, 1.0], 5.0, narrowest));
    }

    #[test]
    fn a_drag_to_the_right_moves_what_is_seen_to_the_right() {
        let mut scene = Scene::default();
        pan(&mut scene, DOMAIN, Panel::Contour, [0.1, 0.1]);
        assert_eq!((scene.x, scene.y), (Some([-6.0, 4.0]), Some([0.2, 2.2])));
        let mut scene = Scene::default();
        scene.camera.azimuth = -90.0;
        pan(&mut scene, DOMAIN, Panel::Surface, [0.1, 0.0]);
        assert!(scene.x.unwrap_or_default()[0] < -5.0, "{:?}", scene.x);
    }

    #[test]
    fn logarithmic_axes_are_zoomed_and_panned_in_decades() {
        let scales = AxisScales { x: AxisScale::Log, ..AxisScales::default() };
        let domain = Domain { x: [0.01, 100.0], y: [0.0, 2.0] };
        let is_near = |found: Option<[f64; 2]>, expected: [f64; 2]| {
            let found = found.unwrap_or_default();
            assert!((0..2).all(|end| (found[end] / expected[end] - 1.0).abs() < 1e-9), "{found:?} {expected:?}");
        };
        let mut scene = Scene { scales, ..Scene::default() };
        pan(&mut scene, domain, Panel::Contour, [0.25, 0.0]);
        is_near(scene.x, [0.001, 10.0]);
        assert_eq!(scene.y, Some([0.0, 2.0]));
        // To 0.8 of four decades about 10: what is under the pointer stays.
        assert!(zoom(&mut scene, domain, [10.0, 1.0], 1.0, narrowest));
        is_near(scene.x, [10f64.powf(-1.4), 10f64.powf(1.8)]);
        // A curve has the scale of its x.
        let mut curve = Scene { view: View::Curve, scales, ..Scene::default() };
        assert!(zoom(&mut curve, domain, [1.0, 0.0], -1.0, narrowest));
        is_near(curve.x, [10f64.powf(-2.5), 10f64.powf(2.5)]);
        // Where numbers end, so does zooming out.
        let wide = Domain { x: [1e-300, 1e-200], y: [0.0, 2.0] };
        assert!(!zoom(&mut scene, wide, [1e-200, 1.0], -10.0, narrowest));
    }

    #[test]
    fn no_gesture_writes_what_is_not_finite() {
        use crate::session::Session;
        let scales = [AxisScale::Linear, AxisScale::Log, AxisScale::Symlog(None)];
        let ranges = [[-5.0, 5.0], [0.0, 1.0], [2.0, -1.0], [1e-300, 1e300], [-1.7e308, 1.7e308], [1e308, 1.7e308]];
        let all = scales.into_iter().flat_map(|x| scales.map(|y| AxisScales { x, y, ..AxisScales::default() }));
        for (scales, x) in all.flat_map(|scales| ranges.map(|x| (scales, x))) {
            for view in [View::Both, View::Curve] {
                let domain = Domain { x, y: [0.0, 2.0] };
                let usual = SceneFile { source: "y^2 + 0*x".into(), ..SceneFile::default() };
                let mut session = Session::new(usual).unwrap_or_else(|error| panic!("{error}"));
                session.scene = Scene { scales, view, x: Some(x), y: Some(domain.y), ..Scene::default() };
                for panel in [Panel::Contour, Panel::Surface, Panel::Curve] {
                    for by in [0.3, -40.0, 1e3] {
                        pan(&mut session.scene, domain, panel, [by, -by]);
                    }
                }
                for notches in [-1.0, 3.0, -500.0, 5e4] {
                    zoom(&mut session.scene, domain, [x[0], 0.0], notches, narrowest);
                }
                session.add_start();
                session.click(Some([f64::NAN, 1.0]));
                session.click(Some([f64::NEG_INFINITY, 1.0]));
                session.move_handle(Handle::Start(0), [f64::NAN, 1.0]);
                session.move_handle(Handle::Pin, [f64::INFINITY, 1.0]);
                let written = [session.scene.x, session.scene.y, session.scene.probe].into_iter().flatten();
                let mut written = written.chain(session.scene.descent.from.iter().copied()).flatten();
                assert!(written.all(f64::is_finite), "{scales:?} {x:?} {view:?}: {:?}", session.scene);
            }
        }
    }

    #[test]
    fn the_camera_goes_around_and_not_over() {
        let mut scene = Scene::default();
        turn(&mut scene, [900.0, 1000.0]);
        assert!((-180.0..180.0).contains(&scene.camera.azimuth));
        assert_eq!(scene.camera.elevation, 90.0);
    }

    #[test]
    fn a_curve_is_panned_and_zoomed_along_x_alone() {
        let mut scene = Scene { view: View::Curve, ..Scene::default() };
        pan(&mut scene, DOMAIN, Panel::Curve, [0.1, 0.4]);
        assert_eq!((scene.x, scene.y), (Some([-6.0, 4.0]), None));
        assert!(zoom(&mut scene, DOMAIN, [0.0, 0.0], 1.0, |_| 0.0));
        assert_eq!((scene.x, scene.y), (Some([-4.0, 4.0]), None));
    }
}
