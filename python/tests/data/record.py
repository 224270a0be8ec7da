"""Writes autograd.json and minima.json beside this file: values of JAX's autograd and of SciPy, both in 64 bits.

Run with jax and scipy installed; the tests need only what it wrote.
"""

import json
from pathlib import Path

import jax

jax.config.update("jax_enable_x64", True)

import jax.numpy as np
import jax.scipy.special as special
import numpy
from scipy import optimize

HERE = Path(__file__).parent

# The text that steepest reads, and the same function in JAX.
FORMULAS = {
    "x^2 + y^2": lambda x, y: x**2 + y**2,
    "x^3*y - 2*x*y^2 + 7": lambda x, y: x**3 * y - 2 * x * y**2 + 7,
    "sin(x)*cos(y)": lambda x, y: np.sin(x) * np.cos(y),
    "tan(x/2) + tan(y/3)^2": lambda x, y: np.tan(x / 2) + np.tan(y / 3) ** 2,
    "exp(-(x^2 + y^2)/2)": lambda x, y: np.exp(-(x**2 + y**2) / 2),
    "exp(x)*sin(3*y)": lambda x, y: np.exp(x) * np.sin(3 * y),
    "log(1 + x^2 + y^4)": lambda x, y: np.log(1 + x**2 + y**4),
    "log2(x^2 + 1) - log10(y^2 + 1)": lambda x, y: np.log2(x**2 + 1) - np.log10(y**2 + 1),
    "sqrt(1 + x^2 + y^2)": lambda x, y: np.sqrt(1 + x**2 + y**2),
    "cbrt(x + 5)*y": lambda x, y: np.cbrt(x + 5) * y,
    "hypot(x, y + 4)": lambda x, y: np.hypot(x, y + 4),
    "atan2(y + 4, x)": lambda x, y: np.arctan2(y + 4, x),
    "atan(x*y)": lambda x, y: np.arctan(x * y),
    "asin(x/4) + acos(y/4)": lambda x, y: np.arcsin(x / 4) + np.arccos(y / 4),
    "sinh(x) - cosh(y)": lambda x, y: np.sinh(x) - np.cosh(y),
    "tanh(2*x - y)": lambda x, y: np.tanh(2 * x - y),
    "asinh(x*y) + acosh(2 + y^2)": lambda x, y: np.arcsinh(x * y) + np.arccosh(2 + y**2),
    "atanh(x/4)*y": lambda x, y: np.arctanh(x / 4) * y,
    "erf(x)*erf(y/2)": lambda x, y: special.erf(x) * special.erf(y / 2),
    "abs(x + 5)^1.5 + abs(y + 5)": lambda x, y: np.abs(x + 5) ** 1.5 + np.abs(y + 5),
    "(x + 4)^y": lambda x, y: (x + 4) ** y,
    "2^x * 3^-y": lambda x, y: 2.0**x * 3.0**-y,
    "1/(1 + x^2 + (y - x)^2)": lambda x, y: 1 / (1 + x**2 + (y - x) ** 2),
    "x/(y + 5) + y/(x + 5)": lambda x, y: x / (y + 5) + y / (x + 5),
    "sigmoid(x - 2*y)": lambda x, y: jax.nn.sigmoid(x - 2 * y),
    "softplus(3*x + y)": lambda x, y: jax.nn.softplus(3 * x + y),
    "gelu(x)*y": lambda x, y: jax.nn.gelu(x, approximate=False) * y,
    "log(exp(x) + exp(y))": lambda x, y: np.logaddexp(x, y),
    "sin(exp(cos(x*y)))": lambda x, y: np.sin(np.exp(np.cos(x * y))),
    "r = hypot(x, y + 4); sin(r)/r": lambda x, y: np.sin(np.hypot(x, y + 4)) / np.hypot(x, y + 4),
    "himmelblau": lambda x, y: (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2,
    "rosenbrock": lambda x, y: (1 - x) ** 2 + 100 * (y - x**2) ** 2,
}


def autograd():
    points = numpy.random.default_rng(7).uniform(-3, 3, (12, 2))
    rows = []
    for text, f in FORMULAS.items():
        slopes, second = jax.grad(f, argnums=(0, 1)), jax.hessian(f, argnums=(0, 1))
        rows.append(
            {
                "formula": text,
                "f": [float(f(x, y)) for x, y in points],
                "gradient": [[float(g) for g in slopes(x, y)] for x, y in points],
                "hessian": [numpy.array(second(x, y)).tolist() for x, y in points],
            }
        )
    return {"jax": jax.__version__, "points": points.tolist(), "formulas": rows}


# Fields that have several minima, and where SciPy looks for them.
SEARCHES = {"himmelblau": 5, "x^4 - 4*x^2 + x + y^2": 4, "sin(x)*cos(y) + (x^2 + y^2)/20": 6}
FUNCTIONS = {
    "himmelblau": FORMULAS["himmelblau"],
    "x^4 - 4*x^2 + x + y^2": lambda x, y: x**4 - 4 * x**2 + x + y**2,
    "sin(x)*cos(y) + (x^2 + y^2)/20": lambda x, y: np.sin(x) * np.cos(y) + (x**2 + y**2) / 20,
}


def minima():
    rows = []
    for text, reach in SEARCHES.items():
        f = FUNCTIONS[text]
        slopes = jax.grad(lambda p: f(p[0], p[1]))
        found = []
        for start in numpy.stack(numpy.meshgrid(*[numpy.linspace(-reach, reach, 21)] * 2), -1).reshape(-1, 2):
            result = optimize.minimize(
                lambda p: float(f(*p)), start, jac=lambda p: numpy.array(slopes(p)), method="BFGS", options={"gtol": 1e-10}
            )
            inside = numpy.all(numpy.abs(result.x) <= reach)
            if inside and numpy.linalg.norm(slopes(result.x)) < 1e-8:
                if not any(numpy.linalg.norm(result.x - p) < 1e-5 for p in found):
                    found.append(result.x)
        found.sort(key=lambda p: float(f(*p)))
        rows.append({"formula": text, "reach": reach, "minima": [[*map(float, p), float(f(*p))] for p in found]})
    return rows


if __name__ == "__main__":
    (HERE / "autograd.json").write_text(json.dumps(autograd()) + "\n")
    (HERE / "minima.json").write_text(json.dumps(minima()) + "\n")
