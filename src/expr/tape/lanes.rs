//! Loops over many points, compiled once for each set of vector instructions and chosen when the program runs.
//!
//! What a function does to a point stands in [`op`](crate::expr::graph::op); a loop here is inlined with it into a function of its own,
//! which the compiler turns into vectors. No set of instructions changes a value.

use std::marker::PhantomData;

use pulp::{Arch, NullaryFnOnce};

/// The vector instructions that loops use: the widest of this processor, unless others are asked for.
#[derive(Clone, Copy, Debug)]
pub struct Vectors(Arch);

impl Default for Vectors {
    fn default() -> Vectors {
        Vectors(Arch::new())
    }
}

impl Vectors {
    /// Every set of instructions that this processor has, by name; the first is what every processor of its kind has.
    pub fn all() -> Vec<(&'static str, Vectors)> {
        let plain = ("plain", Vectors(Arch::Scalar));
        #[cfg(target_arch = "x86_64")]
        {
            let avx2 = pulp::x86::V3::try_new().map(|it| ("avx2", Vectors(Arch::V3(it))));
            std::iter::once(plain).chain(avx2).collect()
        }
        #[cfg(not(target_arch = "x86_64"))]
        vec![plain, ("widest", Vectors::default())]
    }
}

/// An argument of an operator: a number for each point, or one for all.
#[derive(Clone, Copy, Debug)]
pub(in crate::expr) enum Source<'a> {
    Points(&'a [f64]),
    Same(f64),
}

/// A function of one number. Functions are types, because a closure is not always inlined into its loop.
pub(in crate::expr) trait Function1 {
    /// Whether `is_exception` is ever true.
    const HAS_EXCEPTIONS: bool = false;

    /// The value without a branch and without a call.
    fn usual(x: f64) -> f64;

    /// Whether the value is not the usual one.
    #[inline(always)]
    fn is_exception(_: f64) -> bool {
        false
    }

    /// The value of an exception.
    fn exception(x: f64) -> f64 {
        x
    }

    fn value(x: f64) -> f64 {
        if Self::is_exception(x) { Self::exception(x) } else { Self::usual(x) }
    }
}

/// A function of two numbers.
pub(in crate::expr) trait Function2 {
    const HAS_EXCEPTIONS: bool = false;

    fn usual(x: f64, y: f64) -> f64;

    #[inline(always)]
    fn is_exception(_: f64, _: f64) -> bool {
        false
    }

    fn exception(x: f64, _: f64) -> f64 {
        x
    }

    fn value(x: f64, y: f64) -> f64 {
        if Self::is_exception(x, y) { Self::exception(x, y) } else { Self::usual(x, y) }
    }
}

/// What a loop reads at point k.
trait Lane: Copy {
    /// The first `count` points, so that no index is checked against another length.
    fn cut(self, count: usize) -> Self;
    fn at(self, k: usize) -> f64;
}

impl Lane for &[f64] {
    #[inline(always)]
    fn cut(self, count: usize) -> Self {
        &self[..count]
    }

    #[inline(always)]
    fn at(self, k: usize) -> f64 {
        self[k]
    }
}

impl Lane for f64 {
    #[inline(always)]
    fn cut(self, _: usize) -> f64 {
        self
    }

    #[inline(always)]
    fn at(self, _: usize) -> f64 {
        self
    }
}

struct Map1<'a, F> {
    a: &'a [f64],
    out: &'a mut [f64],
    function: PhantomData<F>,
}

impl<F: Function1> NullaryFnOnce for Map1<'_, F> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let Map1 { a, out, .. } = self;
        let mut has_exception = false;
        for (out, &x) in out.iter_mut().zip(a) {
            *out = F::usual(x);
            has_exception |= F::is_exception(x);
        }
        if F::HAS_EXCEPTIONS && has_exception {
            for (out, &x) in out.iter_mut().zip(a).filter(|(_, x)| F::is_exception(**x)) {
                *out = F::exception(x);
            }
        }
    }
}

struct Map2<'a, F, A, B> {
    a: A,
    b: B,
    out: &'a mut [f64],
    function: PhantomData<F>,
}

impl<F: Function2, A: Lane, B: Lane> NullaryFnOnce for Map2<'_, F, A, B> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let Map2 { a, b, out, .. } = self;
        let (a, b) = (a.cut(out.len()), b.cut(out.len()));
        let mut has_exception = false;
        for (k, out) in out.iter_mut().enumerate() {
            *out = F::usual(a.at(k), b.at(k));
            has_exception |= F::is_exception(a.at(k), b.at(k));
        }
        if F::HAS_EXCEPTIONS && has_exception {
            for (k, out) in out.iter_mut().enumerate().filter(|(k, _)| F::is_exception(a.at(*k), b.at(*k))) {
                *out = F::exception(a.at(k), b.at(k));
            }
        }
    }
}

struct Choose<'a, A, B> {
    condition: &'a [f64],
    a: A,
    b: B,
    out: &'a mut [f64],
}

impl<A: Lane, B: Lane> NullaryFnOnce for Choose<'_, A, B> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let Choose { condition, a, b, out } = self;
        let (a, b) = (a.cut(out.len()), b.cut(out.len()));
        for (k, (out, &condition)) in out.iter_mut().zip(condition).enumerate() {
            *out = if condition != 0.0 { a.at(k) } else { b.at(k) };
        }
    }
}

struct Blank<'a> {
    value: &'a [f64],
    out: &'a mut [f64],
}

impl NullaryFnOnce for Blank<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        for (out, value) in self.out.iter_mut().zip(self.value) {
            *out = if value.is_finite() { *out } else { f64::NAN };
        }
    }
}

struct HasMissing<'a>(&'a [f64]);

impl NullaryFnOnce for HasMissing<'_> {
    type Output = bool;

    #[inline(always)]
    fn call(self) -> bool {
        self.0.iter().fold(false, |missing, value| missing | !value.is_finite())
    }
}

impl Vectors {
    /// F of every point of `a`.
    pub(in crate::expr) fn map1<F: Function1>(self, a: Source<'_>, out: &mut [f64]) {
        match a {
            Source::Points(a) => self.0.dispatch(Map1 { a, out, function: PhantomData::<F> }),
            Source::Same(a) => out.fill(F::value(a)),
        }
    }

    /// F of every pair of points of `a` and `b`.
    pub(in crate::expr) fn map2<F: Function2>(self, [a, b]: [Source<'_>; 2], out: &mut [f64]) {
        let function = PhantomData::<F>;
        match (a, b) {
            (Source::Points(a), Source::Points(b)) => self.0.dispatch(Map2 { a, b, out, function }),
            (Source::Points(a), Source::Same(b)) => self.0.dispatch(Map2 { a, b, out, function }),
            (Source::Same(a), Source::Points(b)) => self.0.dispatch(Map2 { a, b, out, function }),
            (Source::Same(a), Source::Same(b)) => out.fill(F::value(a, b)),
        }
    }

    /// The second where the first is not 0, else the third.
    pub(in crate::expr) fn choose(self, [condition, a, b]: [Source<'_>; 3], out: &mut [f64]) {
        let condition = match condition {
            Source::Points(condition) => condition,
            Source::Same(condition) => return copy(if condition != 0.0 { a } else { b }, out),
        };
        match (a, b) {
            (Source::Points(a), Source::Points(b)) => self.0.dispatch(Choose { condition, a, b, out }),
            (Source::Points(a), Source::Same(b)) => self.0.dispatch(Choose { condition, a, b, out }),
            (Source::Same(a), Source::Points(b)) => self.0.dispatch(Choose { condition, a, b, out }),
            (Source::Same(a), Source::Same(b)) => self.0.dispatch(Choose { condition, a, b, out }),
        }
    }

    /// Whether a value is not finite.
    pub(in crate::expr) fn has_missing(self, values: &[f64]) -> bool {
        self.0.dispatch(HasMissing(values))
    }

    /// NaN where `value` is not finite.
    pub(in crate::expr) fn blank(self, value: &[f64], out: &mut [f64]) {
        self.0.dispatch(Blank { value, out });
    }
}

/// The argument itself.
pub(in crate::expr) fn copy(a: Source<'_>, out: &mut [f64]) {
    match a {
        Source::Points(a) => out.copy_from_slice(a),
        Source::Same(a) => out.fill(a),
    }
}
