"""Writes formulas.tsv: formulas as users of other programs type them, with the values that Python's mathematics gives.

Each row has the formula (\n for a new line), x, y and the value, with tabs between.
"""

from math import *
from pathlib import Path

X, Y = 0.7, -1.3
ROWS = []


def row(text, value, x=X, y=Y):
    ROWS.append("\t".join([text.replace("\n", "\\n"), repr(float(x)), repr(float(y)), repr(float(value))]))


x, y = X, Y
r = hypot(x, y)

# NumPy and Python.
row("np.exp(-(x**2 + y**2)/2)/(2*np.pi)", exp(-(x**2 + y**2) / 2) / (2 * pi))
row("np.hypot(x, y)", r)
row("np.linalg.norm([x, y])", r)
row("np.linalg.norm((x, y))", r)
row("np.where(x > 0, x**2, -y)", x**2)
row("np.where((x > 0) & (y > 0), 1.0, 2.0)", 2)
row("np.where((x > 0) | (y > 0), 1.0, 2.0)", 1)
row("np.power(np.abs(y), 1.5)", abs(y) ** 1.5)
row("np.float_power(x, 2)", x**2)
row("np.heaviside(y, 0.5)", 0)
row("np.heaviside(x, 0.5)", 1)
row("np.fmod(y, 0.5)", fmod(y, 0.5))
row("np.mod(y, 0.5)", y % 0.5)
row("np.logaddexp(x, y)", log(exp(x) + exp(y)))
row("np.logical_and(x > 0, y < 0)*3", 3)
row("np.multiply(x, y) - np.divide(x, y)", x * y - x / y)
row("np.max([x, y])", max(x, y))
row("max(x, y, 0.9)", 0.9)
row("np.sum([x**2, y**2])", x**2 + y**2)
row("np.add(x, y)*2", (x + y) * 2)
row("np.trunc(y)", trunc(y))
row("np.rad2deg(np.arctan2(y, x))", degrees(atan2(y, x)))
row("np.degrees(x)", degrees(x))
row("np.exp2(x)", 2**x)
row("np.log1p(x) + np.expm1(y)", log1p(x) + expm1(y))
row("np.cbrt(y)", -(abs(y) ** (1 / 3)))
row("np.sign(y)*np.sqrt(abs(y))", -sqrt(abs(y)))
row("np.copysign(x, y)", copysign(x, y))
row("(1 - x)**2 + 1_000*(y - x**2)**2  # Rosenbrock", (1 - x) ** 2 + 1000 * (y - x**2) ** 2)
row("lambda x, y: (x**2 + y - 11)**2 + (x + y**2 - 7)**2", (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2)
row("-20*np.exp(-0.2*np.sqrt(0.5*(x**2 + y**2))) - np.exp(0.5*(np.cos(2*np.pi*x) + np.cos(2*np.pi*y))) + np.e + 20",
    -20 * exp(-0.2 * sqrt(0.5 * (x**2 + y**2))) - exp(0.5 * (cos(2 * pi * x) + cos(2 * pi * y))) + e + 20)
row("x if x > y else y", max(x, y))
row("not (x > 0 and y > 0)", 1)
row("torch.nn.functional.silu(x)", x / (1 + exp(-x)))
row("torch.sigmoid(x)*torch.relu(y) + F.softplus(y)", log1p(exp(y)))
row("tf.math.square(x) + tf.math.reciprocal(y)", x**2 + 1 / y)
row("abs(x - y)**3", abs(x - y) ** 3)
row("sympy.Max(x, y) + sympy.Abs(y)", max(x, y) + abs(y))
row("True*x + False*y", x)
# Matlab.
row("x.^2 + y.^2", x**2 + y**2)
row("@(x,y) x.^2 - y.^2", x**2 - y**2)
row("f = @(x, y) sin(x).*cos(y)", sin(x) * cos(y))
row("exp(-x.^2-y.^2).*x", x * exp(-(x**2) - y**2))
row("1./(1+x.^2)", 1 / (1 + x**2))
row("peaks = 3*(1-x).^2.*exp(-(x.^2) - (y+1).^2) - 10*(x/5 - x.^3 - y.^5).*exp(-x.^2-y.^2) - 1/3*exp(-(x+1).^2 - y.^2)",
    3 * (1 - x) ** 2 * exp(-(x**2) - (y + 1) ** 2)
    - 10 * (x / 5 - x**3 - y**5) * exp(-(x**2) - y**2)
    - 1 / 3 * exp(-((x + 1) ** 2) - y**2))
row("z = x.^2 + y.^2;", x**2 + y**2)
row("(x>0) & ~(y>0)", 1)
row("x ~= y", 1)
row("rem(y, 0.5) + fix(y) + sind(30)",
    fmod(y, 0.5) + trunc(y) + 0.5)
row("abs(x) + sqrt(x.*x)", 2 * abs(x))
# LaTeX.
row(r"\frac{1}{2}\left(x^{2}+y^{2}\right)", (x**2 + y**2) / 2)
row(r"\frac12 x^2", x**2 / 2)
row(r"\frac x2 + \frac{y}3", x / 2 + y / 3)
row(r"\sqrt[3]{y} + \sqrt{x}", -(abs(y) ** (1 / 3)) + sqrt(x))
row(r"\sqrt[4]{x}", x**0.25)
row(r"\sin x \cos y", sin(x) * cos(y))
row(r"\sin 2\pi x + \ln 3", sin(2 * pi * x) + log(3))
row(r"\sin^2 x + \cos^2 y", sin(x) ** 2 + cos(y) ** 2)
row(r"\exp\left(-\frac{x^2+y^2}{2}\right)", exp(-(x**2 + y**2) / 2))
row(r"$x^2 + y^2$", x**2 + y**2)
row(r"\(x\cdot y\)", x * y)
row(r"$$\tfrac{1}{3} x \, y$$", x * y / 3)
row(r"\lfloor 3x \rfloor + \left\lceil y \right\rceil", floor(3 * x) + ceil(y))
row(r"\left[x + 1\right]^{2}", (x + 1) ** 2)
row(r"\mathrm{e}^{-x}", exp(-x))
row(r"\max\left\{x, y\right\}", max(x, y))
row(r"\lvert y \rvert^{3}", abs(y) ** 3)
row(r"\operatorname{arctan}\left(\frac{y}{x}\right)", atan(y / x))
row(r"\arcsin x + \tanh y", asin(x) + tanh(y))
row(r"x^2 y - 2xy", x**2 * y - 2 * x * y)
# Desmos.
row(r"f\left(x,y\right)=\sin\left(x\right)\cos\left(y\right)", sin(x) * cos(y))
row(r"\left|x\right|+\left|y\right|", abs(x) + abs(y))
row(r"\operatorname{abs}\left(y\right)^{\frac{1}{2}}", sqrt(abs(y)))
row(r"\log_{2}\left(8\right)x", 3 * x)
row(r"e^{-\left(x^{2}+y^{2}\right)}\cdot\operatorname{sgn}\left(y\right)", -exp(-(x**2 + y**2)))
# C, GLSL, JavaScript, Rust.
row("fabsf(y) + powf(x, 2.0f) + fmaxf(x, y)", abs(y) + x**2 + max(x, y))
row("pow(x, 2) + pow(y, 2)", x**2 + y**2)
row("x*x + 2.0f*y", x * x + 2 * y)
row("x > 0.0 && y < 0.0 ? sinf(x) : cosf(y)", sin(x))
row("std::hypot(x, y) + std::abs(y)", r + abs(y))
row("Math.pow(x, 2) + Math.hypot(x, y, 2)", x**2 + sqrt(x * x + y * y + 4))
row("(x, y) => x**2 + Math.sin(y)", x**2 + sin(y))
row("x !== y && x === x ? 1 : 0", 1)
row("mix(x, y, 0.25) + fract(2.75) + smoothstep(0.0, 1.0, x)",
    x + (y - x) * 0.25 + 0.75 + x * x * (3 - 2 * x))
row("copysign(1.0, y)*x", -x)
# Mathematica.
row("Sin[x] Cos[y]", sin(x) * cos(y))
row("Exp[-(x^2 + y^2)/2]", exp(-(x**2 + y**2) / 2))
row("f[x_, y_] := x^2 - Sqrt[Abs[y]]", x**2 - sqrt(abs(y)))
row("E^(-x) + Pi*Log[2]", exp(-x) + pi * log(2))
row("If[x > y, x, y] + Max[x, y]", 2 * max(x, y))
row("ArcTan[y/x] + Sin[2]", atan(y / x) + sin(2))
row("Norm[{x, y}]", r)
row("UnitStep[y] + Mod[y, 2]", y % 2)
# Excel.
row("=POWER(x,2)+SQRT(ABS(y))", x**2 + sqrt(abs(y)))
row("=IF(x<>y,EXP(x),0)", exp(x))
row("SIN(PI()*x)+RADIANS(90)", sin(pi * x) + pi / 2)
row("LN(ABS(y))+LOG10(x)", log(abs(y)) + log10(x))
# Julia, R, Maxima.
row("f(x, y) = 2x^2 + 3y", 2 * x**2 + 3 * y)
row("(x, y) -> sin(x)*y", sin(x) * y)
row("sin.(x) .* exp.(-y.^2)", sin(x) * exp(-(y**2)))
row("@. x^2 + y^2", x**2 + y**2)
row("√(x^2 + y^2) + ∛8", r + 2)
row("ifelse(x > 0, x, -x)", x)
row("pmax(x, y)", max(x, y))
row("function(x, y) x^2 + y^2", x**2 + y**2)
row("f(x,y) := x^2*y", x**2 * y)
# School and word processors.
row("3x² − 2x·y + ½y²", 3 * x**2 - 2 * x * y + y**2 / 2)
row("f(x) = −x³ + 4x", -(x**3) + 4 * x)
row("𝑥² + 𝑦²", x**2 + y**2)
row("ｘ＾２＋（ｙ－１）", x**2 + y - 1)
row("sin(30°)x", sin(radians(30)) * x)
row("2πx + sin(πy)", 2 * pi * x + sin(pi * y))
row("xπ", x * pi)
row("|x − 1| + |y|", abs(x - 1) + abs(y))
row("“x^2”", x**2)
row("√x + √2", sqrt(x) + sqrt(2))
row("2(x + 1)(y − 2)", 2 * (x + 1) * (y - 2))
row("x ÷ 2 × y", x / 2 * y)
row("[(x + 1)·2 − y]·3", ((x + 1) * 2 - y) * 3)
row("⌊2x⌋ + ⌈y⌉", floor(2 * x) + ceil(y))
row("cos²(x) + tan(y)", cos(x) ** 2 + tan(y))

Path(__file__).with_suffix(".tsv").write_text("\n".join(row for row in ROWS if row) + "\n", encoding="utf-8")
