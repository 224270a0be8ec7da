//! Many particles of x and y that take their steps together; each goes where it would go alone.
//!
//! A quantity is an array, an element for each particle of the block, so that the field and the rule are evaluated for all
//! of them at once. Particles that have ended leave the block.

use std::borrow::Cow;
use std::mem;

use super::convergence::{Motion, at};
use super::flow::{Flow, Pace};
use super::random::normal;
use crate::descent::optimizers::optimizer::Optimizer;
use crate::descent::optimizers::rule::{InitialState, Integrate};
use crate::descent::stationary::eigen::downhill;
use crate::expr::{Binary, Order, Scratch, Tape};
use crate::field::Field;

/// A number for each particle, along both axes.
pub(super) type Planar = [Vec<f64>; 2];

/// Particles on their way.
pub(crate) struct Block<'a> {
    pub(crate) point: Planar,
    /// Where they were before the last step.
    pub(super) before: Planar,
    pub(super) view: View<'a>,
    mover: Mover<'a>,
    scratch: Scratch,
}

/// What the field shows at the particles' places.
pub(super) struct View<'a> {
    field: &'a Field,
    order: Order,
    pub(super) f: Vec<f64>,
    pub(super) gradient: Planar,
    /// fxx, fxy, fyy, where they are asked for.
    hessian: [Vec<f64>; 3],
}

impl View<'_> {
    fn evaluate(&mut self, scratch: &mut Scratch, [x, y]: &Planar) {
        self.evaluate_up_to(scratch, [x, y], self.order);
    }

    fn evaluate_up_to(&mut self, scratch: &mut Scratch, points: [&[f64]; 2], order: Order) {
        let View { field, f, gradient: [fx, fy], hessian: [fxx, fxy, fyy], .. } = self;
        match order {
            Order::Hessian => field.points_of(scratch, &points, order, &mut [f, fx, fy, fxx, fxy, fyy]),
            Order::Value | Order::Gradient => field.points_of(scratch, &points, order, &mut [f, fx, fy]),
        }
    }

    fn remove(&mut self, ended: &[usize]) {
        let View { f, gradient, hessian, .. } = self;
        gradient.iter_mut().chain(hessian).chain([f]).for_each(|values| remove(values, ended));
    }
}

enum Mover<'a> {
    Rule(Box<RuleMover<'a>>),
    Flow {
        flow: Flow,
        /// How each particle goes on.
        paces: Vec<Pace>,
    },
}

/// What an optimizer keeps of its particles.
struct RuleMover<'a> {
    optimizer: &'a Optimizer,
    tape: Cow<'a, Tape>,
    reads_norm: bool,
    /// Parameters that each particle has its own value of, and the values.
    own: Vec<(usize, Vec<f64>)>,
    /// Numbers of the particles, by which each has its own noise.
    walkers: Vec<u64>,
    states: Vec<Planar>,
    /// States after a step, before they take the place of those before.
    next: Vec<f64>,
    t: u32,
    /// What the rule sees, where that is not the field's own.
    seen_f: Vec<f64>,
    seen_gradient: Planar,
    norm: Vec<f64>,
    /// Newton's step, where the rule reads it.
    newton: Planar,
}

impl<'a> Block<'a> {
    /// Particles at their starts, numbered from `first`. Each may have its own values of some parameters of the rule, by
    /// their indices.
    pub(crate) fn new(
        field: &'a Field,
        motion: &'a Motion,
        starts: &[[f64; 2]],
        first: u64,
        own: Vec<(usize, Vec<f64>)>,
    ) -> Block<'a> {
        let count = starts.len();
        let zeros = || vec![0.0; count];
        let (mover, order) = match motion {
            Motion::Rule(optimizer) => {
                let order = if optimizer.rule.reads_newton { Order::Hessian } else { Order::Gradient };
                (Mover::Rule(Box::new(RuleMover::new(optimizer, count, first, own))), order)
            }
            Motion::Flow(flow) => (Mover::Flow { flow: *flow, paces: vec![Pace::FIRST; count] }, Order::Hessian),
        };
        Block {
            point: [0, 1].map(|axis| starts.iter().map(|start| start[axis]).collect()),
            before: [zeros(), zeros()],
            view: View { field, order, f: zeros(), gradient: [zeros(), zeros()], hessian: [zeros(), zeros(), zeros()] },
            mover,
            scratch: Scratch::default(),
        }
    }

    /// How many particles are on their way.
    pub(crate) fn len(&self) -> usize {
        self.view.f.len()
    }

    /// Evaluates the field where the particles are.
    pub(crate) fn evaluate(&mut self) {
        self.view.evaluate(&mut self.scratch, &self.point);
    }

    /// Takes a step from where the particles were evaluated.
    pub(crate) fn step(&mut self) {
        mem::swap(&mut self.before, &mut self.point);
        let Block { point, before, view, mover, scratch } = self;
        match mover {
            Mover::Rule(mover) => match mover.optimizer.rule.integrate {
                Integrate::Step => mover.step(scratch, before, view, point),
                Integrate::Rk4 => mover.runge_kutta(scratch, before, view, point),
            },
            Mover::Flow { flow, paces } => {
                let downhill = |values: [f64; 3]| values.map(|value| if flow.ascend { -value } else { value });
                let seen = |view: &View<'_>, k: usize| downhill([view.f[k], view.gradient[0][k], view.gradient[1][k]]);
                let mut trials = Vec::with_capacity(paces.len());
                for (k, &pace) in paces.iter().enumerate() {
                    let (p, seen) = (at(before, k), seen(view, k));
                    let trial = flow.try_step(p, pace, seen, view.hessian.each_ref().map(|plane| plane[k]));
                    [point[0][k], point[1][k]] = trial.as_ref().map_or(p, |trial| trial.moved);
                    trials.push((seen[0], trial));
                }
                // What was seen before is no longer needed.
                view.evaluate_up_to(scratch, point.each_ref().map(Vec::as_slice), Order::Gradient);
                for (k, (f, trial)) in trials.into_iter().enumerate() {
                    ([point[0][k], point[1][k]], paces[k]) = match trial {
                        Ok(trial) => flow.judge(f, &trial, seen(view, k)),
                        Err(pace) => (at(before, k), pace),
                    };
                }
            }
        }
    }

    /// Whether the flow fell from one value of f to another by more than its rounding; a rule may climb for a while.
    #[inline(always)]
    pub(super) fn falls(&self, before: f64, now: f64) -> bool {
        let Mover::Flow { flow, .. } = self.mover else { return false };
        let fall = if flow.ascend { now - before } else { before - now };
        // Nothing is infinite but what was before the first step.
        before.is_finite() && fall > 16.0 * f64::EPSILON * before.abs()
    }

    /// f and its gradient at other places, which the block's particles are evaluated at.
    pub(super) fn seen_at(&mut self, places: &Planar) -> (Vec<f64>, Planar) {
        self.view.evaluate_up_to(&mut self.scratch, places.each_ref().map(Vec::as_slice), Order::Gradient);
        (self.view.f.clone(), self.view.gradient.clone())
    }

    /// Whether the last step found nothing left to go.
    pub(super) fn is_at_rest(&self, k: usize) -> bool {
        matches!(&self.mover, Mover::Flow { paces, .. } if paces[k].is_at_rest())
    }

    /// Lets the particles of these indices go, which are ascending.
    pub(super) fn remove(&mut self, ended: &[usize]) {
        let Block { point, before, view, mover, .. } = self;
        point.iter_mut().chain(before).for_each(|values| remove(values, ended));
        view.remove(ended);
        match mover {
            Mover::Rule(mover) => mover.remove(ended),
            Mover::Flow { paces, .. } => remove(paces, ended),
        }
    }
}

/// Puts the last elements in the places of those that go.
pub(super) fn remove<T>(values: &mut Vec<T>, ended: &[usize]) {
    ended.iter().rev().for_each(|&index| {
        values.swap_remove(index);
    });
}

impl<'a> RuleMover<'a> {
    fn new(optimizer: &'a Optimizer, count: usize, first: u64, own: Vec<(usize, Vec<f64>)>) -> RuleMover<'a> {
        let rule = &optimizer.rule;
        let varied: Vec<usize> = own.iter().map(|(parameter, _)| *parameter).collect();
        let tape = if varied.is_empty() { Cow::Borrowed(&rule.tape) } else { Cow::Owned(rule.tape_varied(&varied)) };
        let first_state = |first: &InitialState| -> Vec<f64> {
            let InitialState::Parameter(name) = first else {
                let InitialState::Number(number) = first else { return Vec::new() };
                return vec![*number; count];
            };
            let parameter = rule.parameters.keys().position(|parameter| parameter == name);
            let values = own.iter().find(|(varied, _)| Some(*varied) == parameter).map(|(_, values)| values.clone());
            values.unwrap_or_else(|| vec![optimizer.parameter(name).unwrap_or_default(); count])
        };
        let states = rule.states.values().map(|state| [first_state(state), first_state(state)]).collect();
        let zeros = || vec![0.0; count];
        RuleMover {
            optimizer,
            tape,
            reads_norm: optimizer.rule.reads("gnorm") || optimizer.conditions.clip.is_some(),
            own,
            walkers: (first..).take(count).collect(),
            states,
            next: Vec::new(),
            t: 0,
            seen_f: zeros(),
            seen_gradient: [zeros(), zeros()],
            norm: zeros(),
            newton: [zeros(), zeros()],
        }
    }

    fn remove(&mut self, ended: &[usize]) {
        remove(&mut self.walkers, ended);
        let RuleMover { own, states, seen_f, seen_gradient, norm, newton, .. } = self;
        let own = own.iter_mut().map(|(_, values)| values);
        let planars = states.iter_mut().chain([seen_gradient, newton]).flatten();
        own.chain(planars).chain([seen_f, norm]).for_each(|values| remove(values, ended));
    }

    /// Turns what the field shows into what the rule sees: signs turned where it climbs, noise added, clipped.
    fn see(&mut self, View { f, gradient, hessian, .. }: &View<'_>) {
        let conditions = self.optimizer.conditions;
        let sign = if conditions.ascend { -1.0 } else { 1.0 };
        let RuleMover { seen_f, seen_gradient, norm, walkers, .. } = self;
        let turn = |seen: &mut Vec<f64>, values: &[f64]| seen.iter_mut().zip(values).for_each(|(s, v)| *s = sign * v);
        turn(seen_f, f);
        for (axis, (seen, gradient)) in seen_gradient.iter_mut().zip(gradient).enumerate() {
            turn(seen, gradient);
            if conditions.noise > 0.0 {
                for (g, &walker) in seen.iter_mut().zip(&*walkers) {
                    *g += conditions.noise * normal(conditions.seed, walker, self.t, axis);
                }
            }
        }
        if self.reads_norm {
            let [gx, gy] = seen_gradient;
            for ((norm, gx), gy) in norm.iter_mut().zip(gx).zip(gy) {
                *norm = Binary::Hypot.value(*gx, *gy);
                if let Some(clip) = conditions.clip.filter(|&clip| *norm > clip) {
                    (*gx, *gy) = (*gx * (clip / *norm), *gy * (clip / *norm));
                    *norm = clip;
                }
            }
        }
        if self.optimizer.rule.reads_newton {
            let index = self.optimizer.rule.parameters.keys().position(|parameter| parameter == "damping");
            let own = self.own.iter().find(|(parameter, _)| Some(*parameter) == index);
            let same = self.optimizer.parameter("damping").unwrap_or(0.0);
            for k in 0..f.len() {
                let damping = own.map_or(same, |(_, values)| values[k]);
                let here = hessian.each_ref().map(|plane| sign * plane[k]);
                let step = downhill(here, damping, self.seen_gradient.each_ref().map(|plane| plane[k]));
                (self.newton[0][k], self.newton[1][k]) = (step[0], step[1]);
            }
        }
    }

    /// What all particles of a step have in common, and each one's own parameters; the step size is the schedule's.
    fn parameters(&self) -> (Vec<f64>, Vec<Cow<'_, [f64]>>) {
        let values = self.optimizer.values_at(self.t);
        let factor = self.optimizer.step_size_factor(self.t);
        let own = self.own.iter().map(|(parameter, values)| match self.optimizer.step_size_index() {
            Some(index) if index == *parameter && factor != 1.0 => values.iter().map(|value| value * factor).collect(),
            _ => Cow::Borrowed(values.as_slice()),
        });
        ([f64::from(self.t), self.optimizer.extent, factor].into_iter().chain(values).collect(), own.collect())
    }

    /// Runs the rule along both axes from `before`, after what was seen; `moved` takes what it gives. States stay where they
    /// are not kept.
    fn apply(&mut self, scratch: &mut Scratch, before: &Planar, moved: &mut Planar, is_kept: bool) {
        let count = before[0].len();
        let mut next = mem::take(&mut self.next);
        next.resize(2 * self.states.len() * count, 0.0);
        {
            let (same, own) = self.parameters();
            let mut planes = next.chunks_mut(count);
            for (axis, (p, moved)) in before.iter().zip(moved).enumerate() {
                let standard: [&[f64]; 5] =
                    [p, &self.seen_gradient[axis], &self.seen_f, &self.norm, &self.newton[axis]];
                let states = self.states.iter().map(|state| state[axis].as_slice());
                let points: Vec<&[f64]> =
                    standard.into_iter().chain(states).chain(own.iter().map(|own| &**own)).collect();
                let next = planes.by_ref().take(self.states.len());
                let mut outputs: Vec<&mut [f64]> = [moved.as_mut_slice()].into_iter().chain(next).collect();
                self.tape.evaluate(scratch, &points, &same, &mut outputs);
            }
        }
        if is_kept {
            for (index, next) in next.chunks(count).enumerate() {
                let (axis, state) = (index / self.states.len(), index % self.states.len());
                self.states[state][axis].copy_from_slice(next);
            }
        }
        self.next = next;
    }

    fn step(&mut self, scratch: &mut Scratch, before: &Planar, view: &View<'_>, point: &mut Planar) {
        self.t += 1;
        self.see(view);
        self.apply(scratch, before, point, true);
    }

    /// The classic method with the rule's velocity.
    fn runge_kutta(&mut self, scratch: &mut Scratch, before: &Planar, view: &mut View<'_>, point: &mut Planar) {
        self.t += 1;
        let count = point[0].len();
        let steps: Vec<f64> = {
            let (same, own) = self.parameters();
            let index = self.optimizer.step_size_index();
            let varied = self.own.iter().position(|(parameter, _)| Some(*parameter) == index);
            match (varied, index) {
                (Some(varied), _) => own[varied].to_vec(),
                (None, Some(index)) => vec![same[3 + index]; count],
                (None, None) => vec![1.0; count],
            }
        };
        let zeros = || [vec![0.0; count], vec![0.0; count]];
        let mut slopes: [Planar; 4] = [zeros(), zeros(), zeros(), zeros()];
        let mut place = before.clone();
        for (stage, fraction) in [0.0, 0.5, 0.5, 1.0].into_iter().enumerate() {
            if stage > 0 {
                for axis in 0..2 {
                    for k in 0..count {
                        place[axis][k] = before[axis][k] + fraction * steps[k] * slopes[stage - 1][axis][k];
                    }
                }
                view.evaluate(scratch, &place);
            }
            self.see(view);
            self.apply(scratch, &place, &mut slopes[stage], false);
        }
        for axis in 0..2 {
            for k in 0..count {
                let [k1, k2, k3, k4] = slopes.each_ref().map(|slope| slope[axis][k]);
                point[axis][k] = before[axis][k] + steps[k] / 6.0 * (k1 + 2.0 * (k2 + k3) + k4);
            }
        }
    }
}
