"""Writes autograd.json and minima.json beside this file: values of PyTorch's autograd and of SciPy, both in 64 bits.

Run with torch and scipy installed; the tests need only what it wrote.
"""

import json
from pathlib import Path

import numpy
import torch
from scipy import optimize

torch.set_default_dtype(torch.float64)
functional = torch.nn.functional
HERE = Path(__file__).parent

# The text that steepest reads, and the same function in PyTorch.
FORMULAS = {
    "x^2 + y^2": lambda x, y: x**2 + y**2,
    "x^3*y - 2*x*y^2 + 7": lambda x, y: x**3 * y - 2 * x * y**2 + 7,
    "sin(x)*cos(y)": lambda x, y: torch.sin(x) * torch.cos(y),
    "tan(x/2) + tan(y/3)^2": lambda x, y: torch.tan(x / 2) + torch.tan(y / 3) ** 2,
    "exp(-(x^2 + y^2)/2)": lambda x, y: torch.exp(-(x**2 + y**2) / 2),
    "exp(x)*sin(3*y)": lambda x, y: torch.exp(x) * torch.sin(3 * y),
    "log(1 + x^2 + y^4)": lambda x, y: torch.log(1 + x**2 + y**4),
    "log2(x^2 + 1) - log10(y^2 + 1)": lambda x, y: torch.log2(x**2 + 1) - torch.log10(y**2 + 1),
    "sqrt(1 + x^2 + y^2)": lambda x, y: torch.sqrt(1 + x**2 + y**2),
    "cbrt(x + 5)*y": lambda x, y: (x + 5) ** (1 / 3) * y,
    "hypot(x, y + 4)": lambda x, y: torch.hypot(x, y + 4),
    "atan2(y + 4, x)": lambda x, y: torch.atan2(y + 4, x),
    "atan(x*y)": lambda x, y: torch.atan(x * y),
    "asin(x/4) + acos(y/4)": lambda x, y: torch.asin(x / 4) + torch.acos(y / 4),
    "sinh(x) - cosh(y)": lambda x, y: torch.sinh(x) - torch.cosh(y),
    "tanh(2*x - y)": lambda x, y: torch.tanh(2 * x - y),
    "asinh(x*y) + acosh(2 + y^2)": lambda x, y: torch.asinh(x * y) + torch.acosh(2 + y**2),
    "atanh(x/4)*y": lambda x, y: torch.atanh(x / 4) * y,
    "erf(x)*erf(y/2)": lambda x, y: torch.erf(x) * torch.erf(y / 2),
    "abs(x + 5)^1.5 + abs(y + 5)": lambda x, y: torch.abs(x + 5) ** 1.5 + torch.abs(y + 5),
    "(x + 4)^y": lambda x, y: (x + 4) ** y,
    "2^x * 3^-y": lambda x, y: 2.0**x * 3.0**-y,
    "1/(1 + x^2 + (y - x)^2)": lambda x, y: 1 / (1 + x**2 + (y - x) ** 2),
    "x/(y + 5) + y/(x + 5)": lambda x, y: x / (y + 5) + y / (x + 5),
    "sigmoid(x - 2*y)": lambda x, y: torch.sigmoid(x - 2 * y),
    "softplus(3*x + y)": lambda x, y: functional.softplus(3 * x + y),
    "gelu(x)*y": lambda x, y: functional.gelu(x) * y,
    "log(exp(x) + exp(y))": lambda x, y: torch.logaddexp(x, y),
    "sin(exp(cos(x*y)))": lambda x, y: torch.sin(torch.exp(torch.cos(x * y))),
    "r = hypot(x, y + 4); sin(r)/r": lambda x, y: torch.sin(torch.hypot(x, y + 4)) / torch.hypot(x, y + 4),
    "himmelblau": lambda x, y: (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2,
    "rosenbrock": lambda x, y: (1 - x) ** 2 + 100 * (y - x**2) ** 2,
}


def value(f, point):
    return float(f(*torch.tensor(point)))


def slopes(f, point):
    return torch.autograd.functional.jacobian(lambda p: f(*p), torch.tensor(point)).numpy()


def autograd():
    points = numpy.random.default_rng(7).uniform(-3, 3, (12, 2))
    rows = []
    for text, f in FORMULAS.items():
        rows.append(
            {
                "formula": text,
                "f": [value(f, point) for point in points],
                "gradient": [slopes(f, point).tolist() for point in points],
                "hessian": [torch.autograd.functional.hessian(lambda p: f(*p), torch.tensor(point)).tolist() for point in points],
            }
        )
    return {"torch": torch.__version__, "points": points.tolist(), "formulas": rows}


# Fields that have several minima, and where SciPy looks for them.
SEARCHES = {"himmelblau": 5, "x^4 - 4*x^2 + x + y^2": 4, "sin(x)*cos(y) + (x^2 + y^2)/20": 6}
FUNCTIONS = {
    "himmelblau": FORMULAS["himmelblau"],
    "x^4 - 4*x^2 + x + y^2": lambda x, y: x**4 - 4 * x**2 + x + y**2,
    "sin(x)*cos(y) + (x^2 + y^2)/20": lambda x, y: torch.sin(x) * torch.cos(y) + (x**2 + y**2) / 20,
}


def minima():
    rows = []
    for text, reach in SEARCHES.items():
        f = FUNCTIONS[text]
        found = []
        for start in numpy.stack(numpy.meshgrid(*[numpy.linspace(-reach, reach, 21)] * 2), -1).reshape(-1, 2):
            result = optimize.minimize(
                lambda p: value(f, p), start, jac=lambda p: slopes(f, p), method="BFGS", options={"gtol": 1e-10}
            )
            inside = numpy.all(numpy.abs(result.x) <= reach)
            if inside and numpy.linalg.norm(slopes(f, result.x)) < 1e-8:
                if not any(numpy.linalg.norm(result.x - p) < 1e-5 for p in found):
                    found.append(result.x)
        found.sort(key=lambda p: value(f, p))
        rows.append({"formula": text, "reach": reach, "minima": [[*map(float, p), value(f, p)] for p in found]})
    return rows


if __name__ == "__main__":
    (HERE / "autograd.json").write_text(json.dumps(autograd()) + "\n")
    (HERE / "minima.json").write_text(json.dumps(minima()) + "\n")
