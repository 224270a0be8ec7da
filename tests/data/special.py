"""What the functions of the language give for NaN, infinities, zero, and arguments out of their domain, by NumPy and mpmath.

Writes special.csv beside it: a formula of A and B, both, and its value. NumPy has the functions of IEEE 754 and C; what it has
not is made of limits by mpmath. Run with Python 3, NumPy 2 and mpmath 1.3; the tests read the output and need none of them.
"""

import math
import pathlib

import mpmath as mp
import numpy as np

INF, NAN = float("inf"), float("nan")
np.seterr(all="ignore")


def limits(function, below, above):
    """A function that mpmath has for finite arguments, with its limits at both infinities."""

    def value(a):
        if np.isnan(a):
            return NAN
        if np.isinf(a):
            return above if a > 0 else below
        result = function(mp.mpf(float(a)))
        return NAN if isinstance(result, mp.mpc) else float(result)

    return value


def c_power(exponent):
    """C's `pow` for an exponent above 0, of which NumPy makes roots that know no −∞."""

    def value(a):
        try:
            return float(a) ** exponent if np.isinf(a) else math.pow(a, exponent)
        except ValueError:
            return NAN

    return value


def reciprocal(function):
    return lambda a: np.float64(1.0) / function(a)


UNARY = {
    "abs(A)": np.abs,
    "sign(A)": np.sign,
    "floor(A)": np.floor,
    "ceil(A)": np.ceil,
    "round(A)": np.round,
    "sqrt(A)": np.sqrt,
    "cbrt(A)": np.cbrt,
    "exp(A)": np.exp,
    "expm1(A)": np.expm1,
    "log(A)": np.log,
    "ln(A)": np.log,
    "log1p(A)": np.log1p,
    "log2(A)": np.log2,
    "log10(A)": np.log10,
    "sin(A)": np.sin,
    "cos(A)": np.cos,
    "tan(A)": np.tan,
    "asin(A)": np.arcsin,
    "acos(A)": np.arccos,
    "atan(A)": np.arctan,
    "sinh(A)": np.sinh,
    "cosh(A)": np.cosh,
    "tanh(A)": np.tanh,
    "asinh(A)": np.arcsinh,
    "acosh(A)": np.arccosh,
    "atanh(A)": np.arctanh,
    "sech(A)": reciprocal(np.cosh),
    "cot(A)": reciprocal(np.tan),
    "sec(A)": reciprocal(np.cos),
    "csc(A)": reciprocal(np.sin),
    "erf(A)": limits(mp.erf, -1.0, 1.0),
    "erfc(A)": limits(mp.erfc, 2.0, 0.0),
    "softplus(A)": limits(lambda a: mp.log1p(mp.exp(a)), 0.0, INF),
    "sigmoid(A)": limits(lambda a: 1 / (1 + mp.exp(-a)), 0.0, 1.0),
    "relu(A)": limits(lambda a: max(a, mp.mpf(0)), 0.0, INF),
    "gelu(A)": limits(lambda a: a * mp.erfc(-a / mp.sqrt(2)) / 2, 0.0, INF),
    "A^0": lambda a: np.power(a, np.float64(0)),
    "A^0.5": c_power(0.5),
    "A^1.5": c_power(1.5),
    "A^2": np.square,
    "A^3": lambda a: np.power(a, np.float64(3)),
    "A^-1": lambda a: np.float64(1) / a,
    "A^-2": lambda a: np.float64(1) / np.square(a),
    "A^2.5": c_power(2.5),
    "A^-0.5": lambda a: np.float64(1) / c_power(0.5)(a),
    "A^0.3": c_power(0.3),
    "1^A": lambda a: np.power(np.float64(1), a),
    "2^A": lambda a: np.power(np.float64(2), a),
    "0.5^A": lambda a: np.power(np.float64(0.5), a),
}

BINARY = {
    "mod(A, B)": np.mod,
    "min(A, B)": np.minimum,
    "max(A, B)": np.maximum,
    "pow(A, B)": np.power,
    "A^B": np.power,
    "hypot(A, B)": np.hypot,
    "atan2(A, B)": np.arctan2,
    "A/B": np.divide,
    "A*B": np.multiply,
    "A - B": np.subtract,
    "clamp(A, -1, B)": lambda a, b: np.minimum(np.maximum(a, -1), b),
}

OPERANDS = [NAN, INF, -INF, 0.0, 1.0, -1.0, 0.5, -0.5, 2.0, -2.0, 3.0, -3.0, 1.5, -1.25, 7.0, -7.5]
PAIRED = [NAN, INF, -INF, 0.0, 1.0, -1.0, 2.0, -2.0, 3.0, -3.0, 2.5, -0.5]


def written(value):
    return repr(float(value))


def main():
    lines = ["formula;A;B;value"]
    for text, function in UNARY.items():
        lines += [f"{text};{written(a)};0.0;{written(function(np.float64(a)))}" for a in OPERANDS]
    for text, function in BINARY.items():
        rows = [(a, b, function(np.float64(a), np.float64(b))) for a in PAIRED for b in PAIRED]
        lines += [f"{text};{written(a)};{written(b)};{written(value)}" for a, b, value in rows]
    pathlib.Path(__file__).with_suffix(".csv").write_text("\n".join(lines) + "\n")


main()
