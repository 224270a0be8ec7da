//! What of a picture is no more what a scene asks for, by what it means.

use crate::field::{Field, FieldSource};
use crate::scene::Scene;

/// What became stale between two scenes of a picture. What is not, stays as it was measured, laid out or drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Stale {
    /// Parameters of the formula, and by them f: its range, levels and arrows, and all that lies on it. Shaders and
    /// pipelines are not.
    pub(crate) values: bool,
    /// What particles begin with: the field, where they start, and what moves them.
    pub(crate) seeds: bool,
    /// Where trajectories start, which are as many as before: one is dragged.
    pub(crate) starts: bool,
    /// How far the descent has come.
    pub(crate) steps: bool,
    /// Where the surface is seen from.
    pub(crate) view: bool,
    /// The size of the picture.
    pub(crate) size: bool,
    /// Anything else: another field, another domain, other colours.
    pub(crate) rest: bool,
}

impl Stale {
    /// All of a picture, as before the first one.
    pub(crate) const ALL: Stale =
        Stale { values: true, seeds: true, starts: true, steps: true, view: true, size: true, rest: true };
    /// What a picture that is seen from elsewhere, or at another size, lays out again.
    pub(crate) const LAYOUT: Stale =
        Stale { values: false, seeds: false, starts: false, steps: false, view: true, size: true, rest: false };

    /// What of the picture of one scene and its field is not another's.
    #[cfg_attr(not(feature = "window"), allow(dead_code, reason = "the window alone goes from scene to scene"))]
    pub(crate) fn between(shown: (&Scene, &Field), wanted: (&Scene, &Field)) -> Stale {
        let (sources, (shown, wanted)) = ([shown.1.source(), wanted.1.source()], (shown.0, wanted.0));
        let [shown_set, wanted_set] = sources.map(|source| source.map(|source| &source.set));
        let values = shown_set != wanted_set;
        let [shown_field, wanted_field] = sources.map(|source| source.map(without_values));
        let is_same_field = shown_field == wanted_field;
        let is_laid_alike = (shown.view, shown.scales) == (wanted.view, wanted.scales);
        let [before, from] = [shown, wanted].map(|scene| &scene.descent.from);
        let is_resized = shown.size != wanted.size;
        let are_as_many = before.len() == from.len();
        let mut rest = shown.clone();
        (rest.camera, rest.size, rest.descent.steps) = (wanted.camera, wanted.size, wanted.descent.steps);
        rest.descent.from.clone_from(from);
        let begins_alike = rest.descent == wanted.descent;
        rest.descent.clone_from(&wanted.descent);
        Stale {
            values,
            seeds: values || !is_same_field || !is_laid_alike || !begins_alike,
            starts: are_as_many && before != from,
            steps: shown.descent.steps != wanted.descent.steps,
            view: shown.camera != wanted.camera,
            size: is_resized,
            // Streamlines are as many as panels of the size have room for.
            rest: !is_same_field
                || !are_as_many
                || rest != *wanted
                || is_resized && wanted.arrows.streamlines.is_some(),
        }
    }

    /// Whether the picture has to be measured again; steps of particles are taken where they are drawn, and those of
    /// trajectories are not.
    #[cfg(feature = "window")]
    pub(crate) fn is_measured_again(self, has_trajectories: bool) -> bool {
        self.values || self.seeds || self.starts || self.rest || self.steps && has_trajectories
    }

    /// Whether what is drawn in the panels is not what it was, wherever they are.
    pub(crate) fn is_drawn_again(self) -> bool {
        self.values || self.seeds || self.starts || self.steps || self.rest
    }
}

/// All that a field is opened by but the values of its parameters.
fn without_values(FieldSource { text, set: _, key, band, origin, extent }: &FieldSource) -> impl PartialEq + '_ {
    (text, key, band, origin, extent)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test stops where something is wrong")]
mod tests {
    use super::*;
    use crate::scene::{ArrowStyle, CameraStyle, DescentStyle, Theme, View};

    #[test]
    fn what_became_stale_is_what_changed() {
        let (shown, field) = (Scene::default(), Field::parse("a*x^2 + y").unwrap());
        let after = |change: fn(&mut Scene)| {
            let mut wanted = shown.clone();
            change(&mut wanted);
            Stale::between((&shown, &field), (&wanted, &field))
        };
        let none = Stale::default();
        assert_eq!(after(|_| ()), none);
        let turned = after(|scene| scene.camera = CameraStyle { azimuth: 10.0, ..scene.camera });
        assert_eq!(turned, Stale { view: true, ..none });
        assert_eq!(after(|scene| scene.size = [640, 360]), Stale { size: true, ..none });
        let flow = Scene { arrows: ArrowStyle { streamlines: Some(1.0), ..shown.arrows }, ..shown.clone() };
        let larger = Scene { size: [640, 360], ..flow.clone() };
        let stale = Stale::between((&flow, &field), (&larger, &field));
        assert_eq!(stale, Stale { size: true, rest: true, ..none });
        assert_eq!(after(|scene| scene.descent.steps += 1), Stale { steps: true, ..none });
        let dragged = field.with_parameters(&[("a".to_owned(), 2.0)].into()).unwrap();
        let stale = Stale::between((&shown, &field), (&shown, &dragged));
        assert_eq!(stale, Stale { values: true, seeds: true, ..none });
        assert_eq!(after(|scene| scene.descent.lr = Some(0.1)), Stale { seeds: true, ..none });
        assert_eq!(after(|scene| scene.descent.from = vec![[1.0, 1.0]]), Stale { rest: true, ..none });
        // A start that is dragged is told from one that is added, and from one that is dragged while more changes.
        let started =
            Scene { descent: DescentStyle { from: vec![[1.0, 1.0]; 2], ..DescentStyle::default() }, ..shown.clone() };
        let after_start = |change: fn(&mut Scene)| {
            let mut wanted = started.clone();
            change(&mut wanted);
            Stale::between((&started, &field), (&wanted, &field))
        };
        assert_eq!(after_start(|scene| scene.descent.from[1] = [2.5, 1.0]), Stale { starts: true, ..none });
        assert_eq!(after_start(|scene| scene.descent.from.truncate(1)), Stale { rest: true, ..none });
        let both = after_start(|scene| (scene.descent.from[1], scene.descent.steps) = ([2.5, 1.0], 21));
        assert_eq!(both, Stale { starts: true, steps: true, ..none });
        let other = Field::parse("x").unwrap();
        let stale = Stale::between((&shown, &field), (&shown, &other));
        assert_eq!(stale, Stale { rest: true, seeds: true, ..none });
        assert_eq!(after(|scene| scene.view = View::Contour), Stale { rest: true, seeds: true, ..none });
        assert_eq!(after(|scene| scene.theme = Theme::Dark), Stale { rest: true, ..none });
    }
}
