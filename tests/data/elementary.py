"""True values of the elementary functions, for tests/core/elementary.rs: `python3 elementary.py > elementary.csv` (mpmath 1.4).

A line is a function, its arguments, and the value as a sum of two floats, the second of which is what the first one's rounding lost.
"""
import random
from mpmath import (acos, acosh, asin, asinh, atan, atan2, atanh, cbrt, cos, cosh, erf, erfc, exp, expm1, floor, log, log1p, log10,
                    mp, mpf, mpc, pi, sech, sin, sinh, sqrt, tan, tanh)

mp.dps = 60
random.seed(16)
COUNT = 40
# Names, functions, and the ends of the arguments.
ONE = {
    "exp": (exp, -745, 709), "expm1": (expm1, -40, 709), "log": (log, 1e-300, 1e300), "log1p": (log1p, -0.9999, 1e6),
    "log2": (lambda x: log(x) / log(mpf(2)), 1e-300, 1e300), "log10": (log10, 1e-300, 1e300),
    "sin": (sin, -1e9, 1e9), "cos": (cos, -1e9, 1e9), "tan": (tan, -1e9, 1e9),
    "asin": (asin, -1, 1), "acos": (acos, -1, 1), "atan": (atan, -1e20, 1e20),
    "sinh": (sinh, -710, 710), "cosh": (cosh, -710, 710), "tanh": (tanh, -20, 20), "sech": (sech, -740, 740),
    "asinh": (asinh, -1e300, 1e300), "acosh": (acosh, 1, 1e300), "atanh": (atanh, -0.99999, 0.99999),
    "erf": (erf, -6, 6), "erfc": (erfc, -6, 26.5), "softplus": (lambda x: log1p(exp(x)), -700, 700),
    "sigmoid": (lambda x: 1 / (1 + exp(-x)), -700, 700), "gelu": (lambda x: x * erfc(-x / sqrt(mpf(2))) / 2, -37, 37),
    "cbrt": (lambda x: cbrt(x) if x >= 0 else -cbrt(-x), -1e300, 1e300), "sqrt": (sqrt, 0, 1e300),
}
TWO = {
    "^": (lambda x, y: x ** y, (0, 30), (-200, 200)), "atan2": (atan2, (-1e3, 1e3), (-1e3, 1e3)),
    "hypot": (lambda x, y: sqrt(x * x + y * y), (-1e200, 1e200), (-1e200, 1e200)),
    "along": (lambda x, y: x / sqrt(x * x + y * y), (-1e3, 1e3), (-1e3, 1e3)),
    "mod": (lambda x, y: x - y * floor(x / y), (-1e6, 1e6), (-1e3, 1e3)),
}
# Where polynomials meet, and where a rest is all that is left of the argument.
HARD = [0.5, 0.25, 1.0, 0.34657359027997264, 0.6931471805599453, 0.7071067811865476, 1.4142135623730951, 0.41421356237309503,
        2.414213562373095, 1.5707963267948966, 3.141592653589793, 22.0, 355.0, 0.75, 0.9, 0.47, 0.5493, 0.29289]


def argument(first, last, k):
    """Even, then by magnitude, then moderate."""
    if k % 3 == 0:
        return random.uniform(first, last)
    size = min(abs(first), abs(last)) or abs(last) or abs(first)
    x = size * 2.0 ** -random.uniform(0, 60) if k % 3 == 1 else random.uniform(0, min(4.0, size))
    sign = -1.0 if first < 0 and (last <= 0 or random.random() < 0.5) else 1.0
    return min(max(sign * x, first), last)


def line(name, arguments, value):
    if isinstance(value, mpc) or abs(value) > mpf("1.79e308") or 0 < abs(value) < mpf(2) ** -1021:
        return
    high = float(value)
    print(",".join([name, *map(repr, arguments), repr(high), repr(float(value - mpf(high)))]))


for name, (function, first, last) in ONE.items():
    hard = [s * x for x in HARD for s in (1, -1) if first <= s * x <= last]
    for x in hard + [argument(first, last, k) for k in range(COUNT)]:
        line(name, [x], function(mpf(x)))
for name, (function, a, b) in TWO.items():
    for k in range(3 * COUNT):
        x, y = argument(*a, k), argument(*b, k // 3)
        if y != 0:
            line(name, [x, y], function(mpf(x), mpf(y)))
