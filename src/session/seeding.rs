//! Starts and particles by hand.

use super::gesture::Handle;
use super::state::Session;
use crate::descent::Seeding;
use crate::render::{arrow_tip, direction_towards};
use crate::scene::View;
use crate::words::decimals;

impl Session {
    /// Seeds at a point: particles where they are seeded by a brush, else a trajectory. Says whether it did: nothing starts
    /// where the field has no value, nor beyond 2000 starts.
    pub fn seed_particles(&mut self, point: [f64; 2]) -> bool {
        const MOST_STARTS: usize = 2000;
        let point = self.rounded(point);
        let has_value = self.read(point).is_some();
        let starts = self.seeded();
        let has_room = starts.len() < MOST_STARTS;
        if has_value && has_room {
            starts.push(point);
        }
        has_value && has_room
    }

    /// A click at a point of the field, or beside it.
    pub fn click(&mut self, point: Option<[f64; 2]>) {
        self.has_clicked_start = point.is_some_and(|point| self.seed_particles(point));
    }

    /// A double click shows the whole domain; its first click was no start, if it was in the field.
    pub fn double_click(&mut self) {
        if std::mem::take(&mut self.has_clicked_start) {
            self.seeded().pop();
        }
        self.reset_view();
    }

    /// A point by hand, with no more digits than a pointer means: a ten-thousandth of what is seen.
    pub(crate) fn rounded(&self, point: [f64; 2]) -> [f64; 2] {
        let size = self.sizes_at(point);
        [0, 1].map(|axis| {
            let places = format!("{:.*}", decimals(0.1 * size[axis]), point[axis]);
            places.parse().unwrap_or(point[axis])
        })
    }

    /// Where was seeded by hand, in the order of the clicks.
    pub fn seeded(&mut self) -> &mut Vec<[f64; 2]> {
        let descent = &mut self.scene.descent;
        match &mut descent.particles_from {
            Seeding::Brush { centers, .. } if descent.particles > 0 => centers,
            _ => &mut descent.from,
        }
    }

    /// Where the arrow of the direction at the pinned point ends, and the height of the tangent plane there; a curve has none.
    pub fn direction_tip(&self) -> Option<([f64; 2], f64)> {
        let reading = self.read(self.scene.probe.filter(|_| self.scene.view != View::Curve)?)?;
        let scales = self.scene.scales.of_axes(self.scene.view);
        let [f, fx, fy] = reading.values;
        let angle = self.scene.probe_angle.to_radians();
        let places = (scales, scales.places(self.domain()));
        let (tip, rise) = arrow_tip(places, reading.point, [fx, fy], angle);
        Some((tip, f + rise))
    }

    /// Moves a start or the pin to a point, or turns the direction towards it; a start and the pin stay where the field has no
    /// value.
    pub fn move_handle(&mut self, handle: Handle, point: [f64; 2]) {
        if handle == Handle::Direction {
            let scales = self.scene.scales.of_axes(self.scene.view);
            let angle = self.scene.probe.and_then(|pin| direction_towards(scales, pin, point));
            angle.into_iter().for_each(|angle| self.set_direction(angle));
            return;
        }
        let point = self.rounded(point);
        if self.read(point).is_none() {
            return;
        }
        match handle {
            Handle::Start(index) => {
                if let Some(start) = self.scene.descent.from.get_mut(index) {
                    *start = point;
                }
            }
            Handle::Pin => self.scene.probe = Some(point),
            Handle::Direction => {}
        }
    }

    /// Every point of the scene that can be dragged, the pin on top.
    pub fn handles(&self) -> impl Iterator<Item = (Handle, [f64; 2])> {
        let starts = self.scene.descent.from.iter().enumerate().map(|(index, &start)| (Handle::Start(index), start));
        self.scene.probe.map(|pin| (Handle::Pin, pin)).into_iter().chain(starts)
    }

    /// Takes away all starts and particles.
    pub fn clear_descent(&mut self) {
        self.scene.descent.from.clear();
        self.scene.descent.particles = 0;
        if let Seeding::Brush { centers, .. } = &mut self.scene.descent.particles_from {
            centers.clear();
        }
        self.is_playing = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::SceneFile;
    use crate::session::SessionError;
    use crate::session::opened::session;

    #[test]
    fn a_brush_seeds_particles_and_a_click_without_one_a_trajectory() {
        let mut session = session("x^2 + y^2");
        session.scene.descent.particles_from = Seeding::Brush { radius: 0.1, centers: Vec::new() };
        session.commit();
        session.seed_particles([1.0, 0.0]);
        session.commit();
        session.scene.descent.particles = 100;
        session.seed_particles([0.0, 1.0]);
        session.commit();
        let brush = |centers: &[[f64; 2]]| Seeding::Brush { radius: 0.1, centers: centers.to_vec() };
        assert_eq!(session.scene.descent.from, [[1.0, 0.0]]);
        assert_eq!(session.scene.descent.particles_from, brush(&[[0.0, 1.0]]));
        session.undo();
        assert_eq!(session.scene.descent.particles_from, brush(&[]));
        session.redo();
        session.clear_descent();
        assert_eq!((session.scene.descent.particles, &session.scene.descent.particles_from), (0, &brush(&[])));
    }

    #[test]
    fn a_double_click_takes_back_the_start_of_its_own_first_click_alone() -> Result<(), SessionError> {
        let mut session = Session::new(SceneFile::default())?;
        session.click(Some([1.0, 2.0]));
        // Beside the panels neither click means a point.
        session.click(None);
        session.double_click();
        assert_eq!(session.scene.descent.from, [[1.0, 2.0]]);
        session.click(Some([3.0, 4.0]));
        session.double_click();
        assert_eq!(session.scene.descent.from, [[1.0, 2.0]]);
        Ok(())
    }

    #[test]
    fn what_is_seeded_by_hand_has_the_digits_that_a_pointer_means() {
        let mut session = session("x^2 + y^2");
        session.seed_particles([1.234_567_890_123, -2.0]);
        assert_eq!(session.scene.descent.from, [[1.2346, -2.0]]);
        // Where less is seen, more digits are meant.
        (session.scene.x, session.scene.y) = (Some([1.0, 1.0 + 1e-9]), Some([-2.0, -1.0]));
        session.seed_particles([1.000_000_000_567_89, -1.5]);
        let [x, y] = session.scene.descent.from[1];
        assert!((x - 1.000_000_000_567_89).abs() < 1e-13 && y == -1.5, "{x}");
    }

    #[test]
    fn starts_and_the_pin_are_moved_to_where_the_field_has_a_value() {
        let mut session = session("sqrt(x) + y");
        session.scene.descent.from = vec![[1.0, 1.0], [2.0, 2.0]];
        session.scene.probe = Some([3.0, 3.0]);
        let handles: Vec<_> = session.handles().collect();
        let expected = [(Handle::Pin, [3.0, 3.0]), (Handle::Start(0), [1.0, 1.0]), (Handle::Start(1), [2.0, 2.0])];
        assert_eq!(handles, expected, "the pin lies on top");
        session.move_handle(Handle::Start(1), [0.5, -1.0]);
        session.move_handle(Handle::Pin, [4.0, 0.0]);
        assert_eq!((session.scene.descent.from[1], session.scene.probe), ([0.5, -1.0], Some([4.0, 0.0])));
        session.move_handle(Handle::Start(1), [-1.0, 0.0]);
        session.move_handle(Handle::Start(7), [1.0, 0.0]);
        assert_eq!(
            session.scene.descent.from,
            [[1.0, 1.0], [0.5, -1.0]],
            "the root has no value there, and no start is 7"
        );
    }

    #[test]
    fn the_arrow_of_the_direction_ends_where_it_is_drawn_and_turns_towards_a_point() {
        let mut session = session("x^2 + y^2");
        assert_eq!(session.direction_tip(), None, "without a pin there is no arrow");
        (session.scene.probe, session.scene.probe_angle) = (Some([1.0, 2.0]), 0.0);
        // 0.16 of ten units; the tangent plane rises by 2 a unit of x.
        let ([x, y], height) = session.direction_tip().unwrap_or_default();
        assert!((x - 2.6).abs() < 1e-12 && y == 2.0 && (height - 8.2).abs() < 1e-12, "{x} {y} {height}");
        session.move_handle(Handle::Direction, [1.0, -3.0]);
        assert_eq!((session.scene.probe, session.scene.probe_angle), (Some([1.0, 2.0]), -90.0));
        assert!((session.direction + std::f64::consts::FRAC_PI_2).abs() < 1e-12, "the dial turns with it");
        session.move_handle(Handle::Direction, [1.0, 2.0]);
        assert_eq!(session.scene.probe_angle, -90.0, "no direction leads to the pin itself");
        // Along logarithms as they are drawn: a factor of x is as long as one of y.
        session.scene.scales.x = crate::scene::AxisScale::Log;
        session.scene.scales.y = crate::scene::AxisScale::Log;
        (session.scene.x, session.scene.y) = (Some([0.1, 10.0]), Some([0.1, 10.0]));
        for degrees in [-170.0, -45.0, 30.0, 100.0] {
            session.scene.probe_angle = degrees;
            let (tip, _) = session.direction_tip().unwrap_or_default();
            session.scene.probe_angle = 0.0;
            session.move_handle(Handle::Direction, tip);
            assert!((session.scene.probe_angle - degrees).abs() < 0.06, "{degrees} {}", session.scene.probe_angle);
        }
        session.scene.view = View::Curve;
        assert_eq!(session.direction_tip(), None, "a curve has one direction");
    }
}
