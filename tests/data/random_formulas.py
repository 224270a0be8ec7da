"""Random formulas with f, its gradient and its Hessian to 17 digits, and how far rounding may carry them.

Writes random_formulas.csv beside it: a formula, a point of 32-bit numbers, then for each of f, fx, fy, fxx, fxy, fyy its
value and a loss: what the exact derivative becomes, in units of the relative rounding, if every operation of a plain
forward differentiation is off by one rounding. A row is `single` if nothing on the way leaves the range of 32-bit numbers.
Run with Python 3 and mpmath 1.3 (`random_formulas.py [ROWS [SEED]]`); the tests read the output and need neither.
"""

import pathlib
import random
import struct
import sys

import mpmath as mp

mp.mp.dps = 60
SECOND = [(0, 0), (0, 1), (1, 1)]
NOISE = mp.mpf(10) ** -30


def single(number):
    return struct.unpack("f", struct.pack("f", number))[0]


class Missing(Exception):
    """No value or no derivative at this point, or none that this script is sure of."""


class Jet:
    """f with its first and second derivatives by x and y."""

    def __init__(self, f, g=(0, 0), h=(0, 0, 0)):
        self.f, self.g, self.h = mp.mpf(f), [mp.mpf(c) for c in g], [mp.mpf(c) for c in h]

    def all(self):
        return [self.f, *self.g, *self.h]


class Machine:
    """Evaluates with a relative error of `noise` in every operation; keeps the extremes that it saw."""

    def __init__(self, noise, seed):
        self.noise, self.random = noise, random.Random(seed)
        self.largest, self.smallest = mp.mpf(0), mp.mpf("inf")

    def off(self, value):
        if value != 0:
            magnitude = abs(value)
            self.largest, self.smallest = max(self.largest, magnitude), min(self.smallest, magnitude)
        return value * (1 + self.noise * self.random.choice((-1, 1))) if self.noise else value

    def chain(self, a, f, d, dd):
        """A function of one jet with these derivatives."""
        f, d, dd = self.off(f), self.off(d), self.off(dd)
        g = [self.off(d * c) for c in a.g]
        h = [self.off(self.off(dd * a.g[i] * a.g[j]) + self.off(d * a.h[k])) for k, (i, j) in enumerate(SECOND)]
        return Jet(f, g, h)

    def chain2(self, a, b, f, da, db, daa, dab, dbb):
        f, da, db, daa, dab, dbb = map(self.off, (f, da, db, daa, dab, dbb))
        g = [self.off(self.off(da * u) + self.off(db * v)) for u, v in zip(a.g, b.g)]
        h = []
        for k, (i, j) in enumerate(SECOND):
            mixed = self.off(daa * a.g[i] * a.g[j]) + self.off(dbb * b.g[i] * b.g[j])
            mixed += self.off(dab * (a.g[i] * b.g[j] + a.g[j] * b.g[i]))
            h.append(self.off(mixed + self.off(da * a.h[k]) + self.off(db * b.h[k])))
        return Jet(f, g, h)


def need(condition):
    if not condition:
        raise Missing


def fn(f, d, dd, domain=lambda u: True):
    def apply(machine, a):
        need(domain(a.f))
        return machine.chain(a, f(a.f), d(a.f), dd(a.f))

    return apply


def sech2(u):
    return mp.sech(u) ** 2


def sigmoid(u):
    return 1 / (1 + mp.exp(-u))


def bell(u):
    return mp.exp(-u * u / 2) / mp.sqrt(2 * mp.pi)


def logistic_slope(u):
    return 1 / (2 * mp.cosh(u / 2)) ** 2


UNARY = {
    "sin": fn(mp.sin, mp.cos, lambda u: -mp.sin(u), lambda u: abs(u) < 1000),
    "cos": fn(mp.cos, lambda u: -mp.sin(u), lambda u: -mp.cos(u), lambda u: abs(u) < 1000),
    "tan": fn(mp.tan, lambda u: mp.sec(u) ** 2, lambda u: 2 * mp.tan(u) * mp.sec(u) ** 2, lambda u: abs(u) < 100),
    "exp": fn(mp.exp, mp.exp, mp.exp, lambda u: abs(u) < 600),
    "expm1": fn(mp.expm1, mp.exp, mp.exp, lambda u: abs(u) < 600),
    "log": fn(mp.log, lambda u: 1 / u, lambda u: -1 / u**2, lambda u: u > 0),
    "log1p": fn(mp.log1p, lambda u: 1 / (1 + u), lambda u: -1 / (1 + u) ** 2, lambda u: u > -1),
    "log2": fn(lambda u: mp.log(u, 2), lambda u: 1 / u / mp.log(2), lambda u: -1 / u**2 / mp.log(2), lambda u: u > 0),
    "log10": fn(mp.log10, lambda u: 1 / u / mp.log(10), lambda u: -1 / u**2 / mp.log(10), lambda u: u > 0),
    "sqrt": fn(mp.sqrt, lambda u: 1 / (2 * mp.sqrt(u)), lambda u: -1 / (4 * u * mp.sqrt(u)), lambda u: u > 0),
    "cbrt": fn(
        lambda u: mp.sign(u) * mp.cbrt(abs(u)),
        lambda u: 1 / (3 * mp.cbrt(abs(u)) ** 2),
        lambda u: -2 * mp.sign(u) / (9 * mp.cbrt(abs(u)) ** 5),
        lambda u: u != 0,
    ),
    "asin": fn(mp.asin, lambda u: 1 / mp.sqrt((1 - u) * (1 + u)), lambda u: u / mp.sqrt((1 - u) * (1 + u)) ** 3, lambda u: abs(u) < 1),
    "acos": fn(mp.acos, lambda u: -1 / mp.sqrt((1 - u) * (1 + u)), lambda u: -u / mp.sqrt((1 - u) * (1 + u)) ** 3, lambda u: abs(u) < 1),
    "atan": fn(mp.atan, lambda u: 1 / (1 + u * u), lambda u: -2 * u / (1 + u * u) ** 2),
    "sinh": fn(mp.sinh, mp.cosh, mp.sinh, lambda u: abs(u) < 600),
    "cosh": fn(mp.cosh, mp.sinh, mp.cosh, lambda u: abs(u) < 600),
    "tanh": fn(mp.tanh, sech2, lambda u: -2 * mp.tanh(u) * sech2(u), lambda u: abs(u) < 600),
    "sech": fn(mp.sech, lambda u: -mp.sech(u) * mp.tanh(u), lambda u: mp.sech(u) * (mp.tanh(u) ** 2 - sech2(u)), lambda u: abs(u) < 600),
    "asinh": fn(mp.asinh, lambda u: 1 / mp.sqrt(1 + u * u), lambda u: -u / mp.sqrt(1 + u * u) ** 3),
    "acosh": fn(mp.acosh, lambda u: 1 / mp.sqrt((u - 1) * (u + 1)), lambda u: -u / mp.sqrt((u - 1) * (u + 1)) ** 3, lambda u: u > 1),
    "atanh": fn(mp.atanh, lambda u: 1 / ((1 - u) * (1 + u)), lambda u: 2 * u / ((1 - u) * (1 + u)) ** 2, lambda u: abs(u) < 1),
    "erf": fn(mp.erf, lambda u: 2 / mp.sqrt(mp.pi) * mp.exp(-u * u), lambda u: -4 * u / mp.sqrt(mp.pi) * mp.exp(-u * u), lambda u: abs(u) < 20),
    "erfc": fn(mp.erfc, lambda u: -2 / mp.sqrt(mp.pi) * mp.exp(-u * u), lambda u: 4 * u / mp.sqrt(mp.pi) * mp.exp(-u * u), lambda u: abs(u) < 20),
    "softplus": fn(lambda u: mp.log1p(mp.exp(u)), sigmoid, logistic_slope, lambda u: abs(u) < 600),
    "sigmoid": fn(sigmoid, logistic_slope, lambda u: -logistic_slope(u) * mp.tanh(u / 2), lambda u: abs(u) < 600),
    "gelu": fn(
        lambda u: u * mp.erfc(-u / mp.sqrt(2)) / 2,
        lambda u: mp.erfc(-u / mp.sqrt(2)) / 2 + u * bell(u),
        lambda u: (2 - u * u) * bell(u),
        lambda u: abs(u) < 30,
    ),
    "relu": fn(lambda u: max(u, 0), lambda u: mp.mpf(u > 0), lambda u: mp.mpf(0), lambda u: u != 0),
    "abs": fn(abs, mp.sign, lambda u: mp.mpf(0), lambda u: u != 0),
    "-": fn(lambda u: -u, lambda u: mp.mpf(-1), lambda u: mp.mpf(0)),
}


def add(m, a, b):
    return m.chain2(a, b, a.f + b.f, 1, 1, 0, 0, 0)


def sub(m, a, b):
    return m.chain2(a, b, a.f - b.f, 1, -1, 0, 0, 0)


def mul(m, a, b):
    return m.chain2(a, b, a.f * b.f, b.f, a.f, 0, 1, 0)


def div(m, a, b):
    need(b.f != 0)
    u, v = a.f, b.f
    return m.chain2(a, b, u / v, 1 / v, -u / v**2, 0, -1 / v**2, 2 * u / v**3)


def power(m, a, b):
    u, v = a.f, b.f
    whole = v == mp.floor(v) and all(c == 0 for c in (*b.g, *b.h))
    need(u > 0 or (whole and u != 0))
    need(abs(v) * (1 + abs(mp.log(abs(u)))) < 600)
    if whole:
        return m.chain(a, u**v, v * u ** (v - 1), v * (v - 1) * u ** (v - 2))
    log, f = mp.log(u), u**v
    return m.chain2(a, b, f, v * f / u, f * log, v * (v - 1) * f / u**2, f / u * (1 + v * log), f * log**2)


def hypot(m, a, b):
    u, v = a.f, b.f
    r = mp.sqrt(u * u + v * v)
    need(r != 0)
    return m.chain2(a, b, r, u / r, v / r, v * v / r**3, -u * v / r**3, u * u / r**3)


def atan2(m, a, b):
    u, v = a.f, b.f
    s = u * u + v * v
    need(u != 0)
    return m.chain2(a, b, mp.atan2(u, v), v / s, -u / s, -2 * u * v / s**2, (u * u - v * v) / s**2, 2 * u * v / s**2)


def pick(smaller):
    def apply(m, a, b):
        need(a.f != b.f)
        chosen = a if (a.f < b.f) == smaller else b
        return Jet(m.off(chosen.f), chosen.g, chosen.h)

    return apply


def mod(m, a, b):
    need(b.f != 0)
    whole = mp.floor(a.f / b.f)
    rest = a.f / b.f - whole
    need(1e-4 < rest < 1 - 1e-4 and abs(whole) < 1000)
    return m.chain2(a, b, a.f - whole * b.f, 1, -whole, 0, 0, 0)


BINARY = {"hypot": hypot, "atan2": atan2, "min": pick(True), "max": pick(False), "mod": mod}
INFIX = {"+": add, "-": sub, "*": mul, "/": div, "^": power}
NUMBERS = ["0.1", "0.5", "2", "3", "1e-3", "10", "100", "0.25", "7"]
EXTREME = ["1e10", "1e-10", "1e20", "1e-20", "1e4"]


def grow(rng, size, extreme):
    """A formula as text and as a function of a machine and both coordinates."""
    if size <= 1:
        if rng.random() < 0.75:
            axis = rng.randrange(2)
            return "xy"[axis], lambda m, jets: jets[axis]
        text = rng.choice(NUMBERS + (EXTREME if extreme else []))
        return text, lambda m, jets: Jet(float(text))
    kind = rng.random()
    if kind < 0.33:
        name = rng.choice(list(UNARY))
        text, inner = grow(rng, size - 1, extreme)
        apply = UNARY[name]
        typed = f"(-({text}))" if name == "-" else f"{name}({text})"
        return typed, lambda m, jets: apply(m, inner(m, jets))
    if kind < 0.45:
        text, inner = grow(rng, size - 1, extreme)
        n = rng.choice(["2", "2", "3", "4", "0.5", "1.5", "-1", "-2", "5", "0.3"])
        return f"(({text})^({n}))", lambda m, jets: power(m, inner(m, jets), Jet(float(n)))
    left = rng.randrange(1, size)
    (a, fa), (b, fb) = grow(rng, left, extreme), grow(rng, size - left, extreme)
    if kind < 0.9:
        op = rng.choice(["+", "-", "*", "*", "/", "+", "^"])
        apply, typed = INFIX[op], f"({a} {op} {b})"
    else:
        name = rng.choice(list(BINARY))
        apply, typed = BINARY[name], f"{name}({a}, {b})"
    return typed, lambda m, jets: apply(m, fa(m, jets), fb(m, jets))


def point(rng, extreme):
    def coordinate():
        if not extreme:
            return single(rng.uniform(-4, 4))
        return single(rng.choice((-1, 1)) * 10 ** rng.uniform(-18, 12))

    return coordinate(), coordinate()


def evaluate(formula, at, noise, seed):
    machine = Machine(noise, seed)
    x, y = at
    jet = formula(machine, [Jet(x, (1, 0)), Jet(y, (0, 1))])
    return jet.all(), machine


def row(rng):
    extreme = rng.random() < 0.5
    text, formula = grow(rng, rng.randrange(2, 9), extreme)
    if "x" not in text and "y" not in text:
        return None
    at = point(rng, extreme)
    try:
        exact, machine = evaluate(formula, at, 0, 0)
        if not (machine.largest < 1e300 and machine.smallest > 1e-300):
            return None
        losses = [mp.mpf(0)] * 6
        for seed in range(6):
            noisy, _ = evaluate(formula, at, NOISE, seed)
            losses = [max(loss, abs(a - b) / NOISE) for loss, a, b in zip(losses, noisy, exact)]
    except (Missing, ZeroDivisionError, OverflowError, ValueError, TypeError):
        return None
    if any(mp.im(value) != 0 for value in exact):
        return None
    # Where nothing is left of the digits, there is nothing to compare.
    if losses[0] > 1e6 * abs(exact[0]):
        return None
    is_single = machine.largest < 1e37 and machine.smallest > 1e-37
    cells = [cell for value, loss in zip(exact, losses) for cell in (mp.nstr(value, 17), mp.nstr(loss, 3))]
    return ";".join([text, repr(at[0]), repr(at[1]), *cells, "single" if is_single else "double"])


def main():
    rows, seed = int((sys.argv + ["600"])[1]), int((sys.argv + ["", "1"])[2])
    out = pathlib.Path(sys.argv[3]) if len(sys.argv) > 3 else pathlib.Path(__file__).with_name("random_formulas.csv")
    rng = random.Random(seed)
    found, seen = [], set()
    while len(found) < rows:
        line = row(rng)
        if line and line.split(";")[0] not in seen:
            seen.add(line.split(";")[0])
            found.append(line)
    names = "f fx fy fxx fxy fyy".split()
    header = ";".join(["formula", "x", "y", *[cell for name in names for cell in (name, f"loss_{name}")], "precision"])
    out.write_text("\n".join([header, *found]) + "\n")


main()
