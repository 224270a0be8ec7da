"""Values and slopes far out, where numbers on the way leave what floats hold though f and its slope do not, by mpmath.

Writes far.csv beside it: a formula, x, f and ∂f/∂x. Run with Python 3 and mpmath 1.3; the tests read the output and
need neither.
"""

import pathlib
import struct

import mpmath as mp

mp.mp.dps = 400

# Beyond it these functions are their limits to any number of digits that is written.
BEYOND = mp.mpf(10) ** 6


def level(function, below, above):
    return lambda u: function(u) if abs(u) < BEYOND else (above(u) if u > 0 else below(u))


def zero(_):
    return mp.mpf(0)


def one(_):
    return mp.mpf(1)


def same(u):
    return u


exp = level(mp.exp, zero, mp.exp)
tanh = level(mp.tanh, lambda u: mp.mpf(-1), one)
erf = level(mp.erf, lambda u: mp.mpf(-1), one)
erfc = level(mp.erfc, lambda u: mp.mpf(2), zero)
sech = level(mp.sech, zero, zero)
sigmoid = level(lambda u: 1 / (1 + mp.exp(-u)), zero, one)
softplus = level(lambda u: mp.log1p(mp.exp(u)), zero, same)
gelu = level(lambda u: u * mp.erfc(-u / mp.sqrt(2)) / 2, zero, same)
expm1 = level(mp.expm1, lambda u: mp.mpf(-1), mp.expm1)

FIELDS = [
    ("sigmoid(x^3)", lambda x: sigmoid(x**3)),
    ("1/(1 + exp(-x^3))", lambda x: sigmoid(x**3)),
    ("1/(1 + exp(x)^2)", lambda x: sigmoid(-2 * x)),
    ("1/(1 + exp(x^2))", lambda x: sigmoid(-(x**2))),
    ("tanh(x^5)", lambda x: tanh(x**5)),
    ("tanh(x^3)^2", lambda x: tanh(x**3) ** 2),
    ("tanh(exp(x) - 2)", lambda x: tanh(mp.exp(x) - 2)),
    ("erf(x^3)", lambda x: erf(x**3)),
    ("erfc(x^3)", lambda x: erfc(x**3)),
    ("sech(x^3)", lambda x: sech(x**3)),
    ("exp(-x^2)", lambda x: exp(-(x**2))),
    ("exp(-x^4)", lambda x: exp(-(x**4))),
    ("x*exp(-x^4)", lambda x: x * exp(-(x**4))),
    ("exp(-exp(x))", lambda x: exp(-mp.exp(x))),
    ("exp(-cosh(x))", lambda x: exp(-mp.cosh(x))),
    ("2^(-x^4)", lambda x: exp(-mp.log(2) * x**4)),
    ("expm1(-x^4)", lambda x: expm1(-(x**4))),
    ("gelu(-x^2)", lambda x: gelu(-(x**2))),
    ("gelu(-x^4)", lambda x: gelu(-(x**4))),
    ("relu(-x^4)", lambda x: mp.mpf(0)),
    ("softplus(-x^4)", lambda x: softplus(-(x**4))),
    ("log(1 + exp(-x^4))", lambda x: softplus(-(x**4))),
    ("sqrt(exp(-x^2))", lambda x: exp(-(x**2) / 2)),
    ("atan(exp(x))", lambda x: mp.atan(mp.exp(x))),
    ("atan(x^5)", lambda x: mp.atan(x**5)),
    ("atan(sinh(x))", lambda x: mp.atan(mp.sinh(x))),
    ("atan2(x^5, 1)", lambda x: mp.atan2(x**5, 1)),
    ("atan2(1, x^5)", lambda x: mp.atan2(1, x**5)),
    ("1/(1 + x^4)", lambda x: 1 / (1 + x**4)),
    ("(1 + x^4)^-2", lambda x: (1 + x**4) ** -2),
    ("x/(1 + x^4)", lambda x: x / (1 + x**4)),
    ("1/cosh(x)", mp.sech),
    ("1/(exp(x) + exp(-x))", lambda x: mp.sech(x) / 2),
    ("(1 + exp(x)^2)^-1", lambda x: 1 / (1 + mp.exp(2 * x))),
    ("1/hypot(x^3, 1)", lambda x: 1 / mp.hypot(x**3, 1)),
    ("cbrt(x^3)", same),
]

# The last ones are beyond 32 bits.
PLACES = [0.25, 1.5, 3.0, 7.5, 20.0, 30.0, 50.0, 95.0, 1e5, 1e8, 1e13, 1e20, 1e30, 400.0, 800.0, 1e60, 1e110, 1e160, 1e300]
DOUBLE = PLACES[-6:]


def slope(f, x):
    # So near that the difference is exact to 30 digits where f is more than the tests ask for.
    h = abs(x) * mp.mpf(10) ** -60
    return (f(x + h) - f(x - h)) / (2 * h)


def written(number):
    # What is less than any float is 0.
    return mp.nstr(number, 17, min_fixed=0, max_fixed=0) if abs(number) > mp.mpf(10) ** -330 else "0.0"


def main():
    lines = ["formula;x;f;fx;precision"]
    for text, f in FIELDS:
        for place in [sign * place for place in PLACES for sign in (1, -1)]:
            is_double = abs(place) in DOUBLE
            x = place if is_double else struct.unpack("f", struct.pack("f", place))[0]
            precision = "double" if is_double else "single"
            exact = mp.mpf(x)
            values = [f(exact), slope(f, exact)]
            lines.append(";".join([text, repr(x), *map(written, values), precision]))
    pathlib.Path(__file__).with_suffix(".csv").write_text("\n".join(lines) + "\n")


main()
