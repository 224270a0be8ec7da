//! Many particles of x and y that take their steps together; each goes where it would go alone.
//!
//! A quantity is an array, an element for each particle of the block, so that the field and the rule are evaluated for all
//! of them at once. Particles that have ended leave the block.

use std::borrow::Cow;
use std::mem;

use super::convergence::Motion;
use super::flow::{Flow, FlowPoint};
use super::random::normal;
use crate::descent::optimizers::optimizer::Optimizer;
use crate::descent::optimizers::rule::{InitialState, Integrate};
use crate::expr::{Binary, Order, Scratch, Tape};
use crate::field::Field;

/// A number for each particle, along both axes.
pub(super) type Planar = [Vec<f64>; 2];

/// Particles on their way.
pub(crate) struct Block<'a> {
    field: &'a Field,
    pub(crate) point: Planar,
    /// Where they were before the last step.
    pub(super) before: Planar,
    /// f and ∇f at the points, once they were looked at.
    pub(super) f: Vec<f64>,
    pub(super) gradient: Planar,
    mover: Mover<'a>,
    scratch: Scratch,
}

enum Mover<'a> {
    Rule(Box<RuleMover<'a>>),
    Flow {
        flow: Flow,
        /// The time that each particle's next step tries; 0 before the first.
        times: Vec<f64>,
        /// fxx, fxy, fyy.
        hessian: [Vec<f64>; 3],
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
}

impl<'a> Block<'a> {
    /// Particles at their starts, numbered from `first`. Each may have its own values of some parameters of the rule, by
    /// their indices. Nothing where particles have to go one by one: where their rule reads Newton's step.
    pub(crate) fn new(
        field: &'a Field,
        motion: &'a Motion,
        starts: &[[f64; 2]],
        first: u64,
        own: Vec<(usize, Vec<f64>)>,
    ) -> Option<Block<'a>> {
        let count = starts.len();
        let mover = match motion {
            Motion::Rule(optimizer) if optimizer.rule.reads_newton => return None,
            Motion::Rule(optimizer) => Mover::Rule(Box::new(RuleMover::new(optimizer, count, first, own))),
            Motion::Flow(flow) => {
                Mover::Flow { flow: *flow, times: vec![0.0; count], hessian: [(); 3].map(|()| vec![0.0; count]) }
            }
        };
        let zeros = || [vec![0.0; count], vec![0.0; count]];
        Some(Block {
            field,
            point: [0, 1].map(|axis| starts.iter().map(|start| start[axis]).collect()),
            before: zeros(),
            f: vec![0.0; count],
            gradient: zeros(),
            mover,
            scratch: Scratch::default(),
        })
    }

    /// How many particles are on their way.
    pub(crate) fn len(&self) -> usize {
        self.f.len()
    }

    /// Evaluates the field where the particles are.
    pub(crate) fn look(&mut self) {
        let Block { field, point: [x, y], f, gradient: [fx, fy], mover, scratch, .. } = self;
        match mover {
            Mover::Rule(_) => field.points_of(scratch, &[x, y], Order::Gradient, &mut [f, fx, fy]),
            Mover::Flow { hessian: [fxx, fxy, fyy], .. } => {
                field.points_of(scratch, &[x, y], Order::Hessian, &mut [f, fx, fy, fxx, fxy, fyy]);
            }
        }
    }

    /// Takes a step from where the particles were looked at.
    pub(crate) fn step(&mut self) {
        mem::swap(&mut self.before, &mut self.point);
        let Block { field, point, before, f, gradient, mover, scratch } = self;
        match mover {
            Mover::Rule(mover) => match mover.optimizer.rule.integrate {
                Integrate::Step => mover.step(scratch, before, f, gradient, point),
                Integrate::Rk4 => mover.runge_kutta(field, scratch, before, (f, gradient), point),
            },
            Mover::Flow { flow, times, hessian } => {
                let downhill = |values: [f64; 3]| values.map(|value| if flow.ascend { -value } else { value });
                let seen = |k: usize| downhill([f[k], gradient[0][k], gradient[1][k]]);
                let mut trials = Vec::with_capacity(f.len());
                for k in 0..f.len() {
                    if times[k] == 0.0 {
                        times[k] = flow.first_step(seen(k));
                    }
                    let at = FlowPoint { p: [before[0][k], before[1][k]], h: times[k] };
                    let trial = flow.try_step(at, seen(k), hessian.each_ref().map(|plane| plane[k]));
                    let [x, y] = trial.as_ref().map_or(at.p, |trial| trial.moved);
                    (point[0][k], point[1][k]) = (x, y);
                    trials.push((at, seen(k), trial));
                }
                // What was seen before is no longer needed.
                let ([x, y], [fx, fy]) = (&*point, gradient);
                field.points_of(scratch, &[x, y], Order::Gradient, &mut [f, fx, fy]);
                for (k, (at, seen, trial)) in trials.into_iter().enumerate() {
                    let FlowPoint { p, h } = match trial {
                        Ok(trial) => flow.judge(at, seen, &trial, downhill([f[k], fx[k], fy[k]])),
                        Err(shorter) => shorter,
                    };
                    (point[0][k], point[1][k], times[k]) = (p[0], p[1], h);
                }
            }
        }
    }

    /// Lets the particles of these indices go, which are ascending.
    pub(super) fn remove(&mut self, ended: &[usize]) {
        let Block { point, before, f, gradient, mover, .. } = self;
        let planars = [point, before, gradient].into_iter().flatten();
        planars.chain([f]).for_each(|values| remove(values, ended));
        match mover {
            Mover::Rule(mover) => mover.remove(ended),
            Mover::Flow { times, hessian, .. } => {
                hessian.iter_mut().chain([times]).for_each(|values| remove(values, ended));
            }
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
        }
    }

    fn remove(&mut self, ended: &[usize]) {
        remove(&mut self.walkers, ended);
        let RuleMover { own, states, seen_f, seen_gradient, norm, .. } = self;
        let own = own.iter_mut().map(|(_, values)| values);
        let all = own.chain(states.iter_mut().flatten()).chain(seen_gradient.iter_mut()).chain([seen_f, norm]);
        all.for_each(|values| remove(values, ended));
    }

    /// Turns what the field shows into what the rule sees: signs turned where it climbs, noise added, clipped.
    fn see(&mut self, f: &[f64], gradient: &Planar) {
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
                // No rule that reads Newton's step comes here.
                let newton = &self.norm;
                let standard: [&[f64]; 5] = [p, &self.seen_gradient[axis], &self.seen_f, &self.norm, newton];
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

    fn step(&mut self, scratch: &mut Scratch, before: &Planar, f: &[f64], gradient: &Planar, point: &mut Planar) {
        self.t += 1;
        self.see(f, gradient);
        self.apply(scratch, before, point, true);
    }

    /// The classic method with the rule's velocity.
    fn runge_kutta(
        &mut self,
        field: &Field,
        scratch: &mut Scratch,
        before: &Planar,
        (f, gradient): (&mut Vec<f64>, &mut Planar),
        point: &mut Planar,
    ) {
        self.t += 1;
        let count = f.len();
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
                let ([x, y], [fx, fy]) = (&place, &mut *gradient);
                field.points_of(scratch, &[x, y], Order::Gradient, &mut [f, fx, fy]);
            }
            self.see(f, gradient);
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
