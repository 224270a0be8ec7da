"""Values, slopes and second derivatives where digits are easily lost, to 17 digits by mpmath.

Writes digits.csv beside it: a formula, a point of 32-bit numbers (64-bit where the last column says `double`), f and its
derivatives. Run with Python 3 and mpmath 1.3; the tests read the output and need neither.
"""

import pathlib
import struct

import mpmath as mp

mp.mp.dps = 250


def single(number):
    return struct.unpack("f", struct.pack("f", number))[0]


def softplus(u):
    return mp.log1p(mp.exp(u))


def sigmoid(u):
    return 1 / (1 + mp.exp(-u))


def gelu(u):
    return u * mp.erfc(-u / mp.sqrt(2)) / 2


FAR = [-80.0, -20.0, -9.1, -8.0, -3.0, -0.5, -1e-6, 0.0, 1e-6, 0.5, 2.0, 8.0, 9.1, 20.0, 40.0]
UNIT = [-0.99999994, -0.9999, -0.5, -1e-6, 1e-6, 0.3, 0.75, 0.999, 0.99999, 0.99999994]
WIDE = [-1e30, -1e19, -1e8, -3.0, -1e-3, -1e-20, 1e-20, 1e-3, 1.0, 1e3, 1e10, 1e20]

# A function of x: how it is typed, what it is, where.
ONE = [
    ("tanh(x)", mp.tanh, [x for x in FAR if abs(x) <= 40]),
    ("sech(x)", mp.sech, FAR),
    ("asin(x)", mp.asin, UNIT),
    ("acos(x)", mp.acos, UNIT),
    ("atanh(x)", mp.atanh, UNIT),
    ("asinh(x)", mp.asinh, WIDE),
    ("acosh(x)", mp.acosh, [1.0000001, 1.001, 1.5, 3.0, 1e3, 1e10]),
    ("erfc(x)", mp.erfc, [-5.0, -1.0, -1e-3, 0.3, 0.5, 0.9, 2.0, 4.0, 6.0, 8.5]),
    ("softplus(x)", softplus, FAR),
    ("log(1 + exp(x))", softplus, FAR),
    ("log(exp(-2*x) + 1)", lambda x: softplus(-2 * x), [x for x in FAR if abs(x) <= 40]),
    ("log1p(exp(x))", softplus, FAR),
    ("sigmoid(x)", sigmoid, FAR),
    ("1/(1 + exp(-x))", sigmoid, FAR),
    ("exp(x)/(exp(x) + 1)", sigmoid, FAR),
    ("3*exp(x)/(1 + exp(x))", lambda x: 3 * sigmoid(x), FAR),
    ("(1 + exp(-x))^-1", sigmoid, FAR),
    ("relu(x)", lambda x: x if x > 0 else mp.mpf(0), [-3.0, -1e-20, 1e-20, 2.0]),
    ("gelu(x)", gelu, [-9.0, -6.0, -3.0, -1e-6, 1e-6, 0.5, 3.0, 9.0]),
    ("sqrt(x^2)", abs, [-1e25, -2.0, -1e-25, 1e-25, 1e25]),
    ("1e30*sin(x)*(1e30*sin(x))", lambda x: mp.mpf(10) ** 60 * mp.sin(x) ** 2, [1e-30, 1e-27, -1e-25]),
    ("1e-30*x*(1e-30*x)", lambda x: x * x / mp.mpf(10) ** 60, [1e30, 1e20, -1e25]),
]

PAIRS = [(3.0, 4.0), (-1.0, 1e-9), (1e-9, -1.0), (2.5, 0.0), (0.0, -2.5), (1e-25, 1e-25), (1e-22, -3e-22), (1e22, 1e22),
         (-1e20, 3e21), (1e30, 1.0), (1e-30, 2e-12)]
HUGE = [(1e200, -2e200), (1e-200, 3e-200), (3e-162, 1e-170)]

# The same of x and y.
TWO = [
    ("hypot(x, y)", mp.hypot, PAIRS + HUGE),
    ("sqrt(x^2 + y^2)", mp.hypot, PAIRS + HUGE),
    ("sqrt(y*y + x*x)", mp.hypot, PAIRS + HUGE),
    ("sqrt(4*x^2 + y^2)", lambda x, y: mp.hypot(2 * x, y), PAIRS + HUGE),
    ("sqrt((x - y)^2 + y^2)", lambda x, y: mp.hypot(x - y, y), [(3.0, 1.0), (1e22, 3e22), (1e-25, 3e-25)]),
    ("atan2(y, x)", lambda x, y: mp.atan2(y, x), PAIRS + HUGE),
    ("hypot(x, y)^2", lambda x, y: x * x + y * y, [(3.0, 4.0), (1e-3, 2.0)]),
]


def derivative(f, point, orders):
    if sum(orders) == 0:
        return f(*point)
    # A step so far below the point that the difference is exact to 30 digits.
    near = min([abs(c) for c in point if c != 0] or [mp.mpf(1)])
    return mp.diff(f, tuple(point), orders, h=near * mp.mpf(10) ** -30)


def main():
    lines = ["formula;x;y;f;fx;fy;fxx;fxy;fyy;precision"]
    rows = [(text, lambda x, y, f=f: f(x), [(x, 0.0) for x in xs]) for text, f, xs in ONE] + TWO
    for text, f, points in rows:
        for x, y in points:
            is_single = all(c == 0 or 1e-37 < abs(c) < 3e38 for c in (x, y))
            point = [single(c) if is_single else c for c in (x, y)]
            exact = [mp.mpf(c) for c in point]
            orders = [(0, 0), (1, 0), (0, 1), (2, 0), (1, 1), (0, 2)]
            is_of_x = any(text == row[0] for row in ONE)
            values = [mp.mpf(0) if is_of_x and o[1] else derivative(f, exact, o) for o in orders]
            numbers = [repr(c) for c in point] + [mp.nstr(v, 17, min_fixed=0, max_fixed=0) for v in values]
            lines.append(";".join([text, *numbers, "single" if is_single else "double"]))
    pathlib.Path(__file__).with_suffix(".csv").write_text("\n".join(lines) + "\n")


main()
