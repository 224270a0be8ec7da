"""Places of stationary points to 40 digits, by Newton's method in mpmath: writes stationary.csv beside this file.

    pip install mpmath && python stationary.py
"""

from pathlib import Path

from mpmath import cos, diff, erf, exp, mp, mpf, sin, sqrt, tanh

mp.dps = 120

# (as steepest reads it, the same in Python, near which place)
FIELDS = [
    ("(x^2+y-11)^2 + (x+y^2-7)^2", lambda x, y: (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2, (-2.8, 3.1)),
    ("(x^2+y-11)^2 + (x+y^2-7)^2", lambda x, y: (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2, (-0.27, -0.92)),
    ("(x^2+y-11)^2 + (x+y^2-7)^2", lambda x, y: (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2, (0.087, 2.88)),
    ("(1-x)^2 + 1e4*(y-x^2)^2 + x*y/7", lambda x, y: (1 - x) ** 2 + 10**4 * (y - x**2) ** 2 + x * y / 7, (0.83, 0.69)),
    ("sin(x)*sin(y) + 0.1*x^2 + 0.2*y", lambda x, y: sin(x) * sin(y) + x**2 / 10 + y / 5, (1.1, -1.6)),
    ("x*exp(-x^2-y^2) + 0.01*y", lambda x, y: x * exp(-(x**2) - y**2) + y / 100, (-0.7, 0.01)),
    ("(x^2+y^2-1)^2 + 0.1*x", lambda x, y: (x**2 + y**2 - 1) ** 2 + x / 10, (-1.01, 0)),
    ("sqrt((x-1/3)^2+(y-1/7)^2+1e-6)", lambda x, y: sqrt((x - mpf(1) / 3) ** 2 + (y - mpf(1) / 7) ** 2 + mpf(10) ** -6), (0.3333, 0.1428)),
    ("exp(x-2*y) + exp(y-x/3) + exp(-x-y)", lambda x, y: exp(x - 2 * y) + exp(y - x / 3) + exp(-x - y), (0.1, 0.3)),
    ("tanh(3*(x-0.1))^2 + (y-x)^2", lambda x, y: tanh(3 * (x - mpf(1) / 10)) ** 2 + (y - x) ** 2, (0.1, 0.1)),
    ("erf(x)^2 + (y-1/3)^4 + x*y/100", lambda x, y: erf(x) ** 2 + (y - mpf(1) / 3) ** 4 + x * y / 100, (-0.002, 0.34)),
    ("(x-1/3)^10 + (y+1/7)^2", None, (mpf(1) / 3, -mpf(1) / 7)),
    ("(x-1/3)^4 + (y-x)^2 + 1e3", None, (mpf(1) / 3, mpf(1) / 3)),
    ("cos(3*x)*cos(2*y) + 0.05*x*y", lambda x, y: cos(3 * x) * cos(2 * y) + x * y / 20, (1.05, 0.03)),
    ("1e-9*(x^4+y^4-4*x*y) + 1e-9*x/7", lambda x, y: x**4 + y**4 - 4 * x * y + x / 7, (0.97, 0.99)),
]


def place(field, near):
    """Newton's method in so many digits, from near the place."""
    if field is None:
        return near
    point = [mpf(c) for c in near]
    for _ in range(40):
        fx, fy, fxx, fxy, fyy = (diff(field, point, order) for order in [(1, 0), (0, 1), (2, 0), (1, 1), (0, 2)])
        step = [(fyy * fx - fxy * fy) / (fxx * fyy - fxy**2), (fxx * fy - fxy * fx) / (fxx * fyy - fxy**2)]
        point = [c - d for c, d in zip(point, step)]
    assert max(map(abs, step)) < mpf(10) ** -40, near
    return point


def main():
    rows = [[text, *(mp.nstr(mpf(c), 40) for c in place(field, near))] for text, field, near in FIELDS]
    lines = ["field;x;y", *(";".join(row) for row in rows)]
    Path(__file__).with_suffix(".csv").write_text("\n".join(lines) + "\n")


main()
