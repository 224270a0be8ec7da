"""Slopes and second derivatives of quotients that level off, by mpmath.

Writes quotients.csv beside it: a formula, x, f, ∂f/∂x and ∂²f/∂x². Run with Python 3 and mpmath 1.3; the tests read the output
and need neither.
"""

import pathlib
import struct

import mpmath as mp

mp.mp.dps = 300

FIELDS = [
    ("x/sqrt(1+x^2)", lambda x: x / mp.sqrt(1 + x**2)),
    ("x/sqrt(2+x^2)", lambda x: x / mp.sqrt(2 + x**2)),
    ("x/sqrt(3+0.5*x^2)", lambda x: x / mp.sqrt(3 + x**2 / 2)),
    ("3*x/sqrt(x^2+1) - 1", lambda x: 3 * x / mp.sqrt(x**2 + 1) - 1),
    ("x/(1+x^2)^0.5", lambda x: x / mp.sqrt(1 + x**2)),
    ("x*(1+x^2)^-0.5", lambda x: x / mp.sqrt(1 + x**2)),
    ("x/hypot(1,x)", lambda x: x / mp.sqrt(1 + x**2)),
    ("-x/hypot(x,2)", lambda x: -x / mp.sqrt(4 + x**2)),
    ("x^2/sqrt(1+x^4)", lambda x: x**2 / mp.sqrt(1 + x**4)),
    ("x/(1+x)", lambda x: x / (1 + x)),
    ("2*x/(3+x)", lambda x: 2 * x / (3 + x)),
    ("x/(1+|x|)", lambda x: x / (1 + abs(x))),
    ("|x|/(1+|x|)", lambda x: abs(x) / (1 + abs(x))),
    ("x^2/(1+x^2)", lambda x: x**2 / (1 + x**2)),
    ("x*x/(1+x*x)", lambda x: x**2 / (1 + x**2)),
    ("x^2/(1+x)^2", lambda x: x**2 / (1 + x) ** 2),
    ("x^3/(1+x^3)", lambda x: x**3 / (1 + x**3)),
    ("x^4/(2+3*x^4)", lambda x: x**4 / (2 + 3 * x**4)),
    ("(x-1)/(x+1)", lambda x: (x - 1) / (x + 1)),
    ("(x^2-1)/(x^2+1)", lambda x: (x**2 - 1) / (x**2 + 1)),
    ("(1-x^2)/(1+x^2)", lambda x: (1 - x**2) / (1 + x**2)),
    ("(2*x+1)/(x-3)", lambda x: (2 * x + 1) / (x - 3)),
    ("x/(x+1/x)", lambda x: x**2 / (x**2 + 1)),
    ("sqrt(|x|)/(1+sqrt(|x|))", lambda x: mp.sqrt(abs(x)) / (1 + mp.sqrt(abs(x)))),
    ("log(2+x^2)/(1+log(2+x^2))", lambda x: mp.log(2 + x**2) / (1 + mp.log(2 + x**2))),
    ("exp(x/9)/(3+exp(x/9))", lambda x: mp.exp(x / 9) / (3 + mp.exp(x / 9))),
    ("(exp(x/9)-exp(-x/9))/(exp(x/9)+exp(-x/9))", lambda x: mp.tanh(x / 9)),
    ("x^2/(x^2+3*x+1)", lambda x: x**2 / (x**2 + 3 * x + 1)),
    ("a*x/(1+a*x)", lambda x: x / (1 + x)),
]

PLACES = [0.375, 1.5, 7.0, 60.0, 500.0, 3e3, 1e5, 1e7, 1e8, 1e10, 1e13]
DOUBLE = 1e7


def written(number):
    return mp.nstr(number, 17, min_fixed=0, max_fixed=0)


def main():
    lines = ["formula;x;f;fx;fxx;precision"]
    for text, f in FIELDS:
        for place in [sign * place for place in PLACES for sign in (1, -1)]:
            if "exp" in text and abs(place) > 600:
                continue
            x = mp.mpf(place) if abs(place) > DOUBLE else mp.mpf(struct.unpack("f", struct.pack("f", place))[0])
            h = abs(x) * mp.mpf(10) ** -30
            slope = (f(x + h) - f(x - h)) / (2 * h)
            bend = (f(x + h) - 2 * f(x) + f(x - h)) / h**2
            precision = "double" if abs(place) > DOUBLE else "single"
            lines.append(";".join([text, repr(float(x)), *map(written, [f(x), slope, bend]), precision]))
    pathlib.Path(__file__).with_suffix(".csv").write_text("\n".join(lines) + "\n")


main()
