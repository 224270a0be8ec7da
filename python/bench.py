"""What the package takes, beside NumPy and, where they are installed, JAX and matplotlib, turn and turn about:

    pip install ./python matplotlib jax
    python python/bench.py
"""

import os
import subprocess
import sys
import tempfile
import time
import warnings

# The package that is installed is meant, not its sources beside this file, whose extension has the checks of the tests.
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path = [path for path in sys.path if os.path.abspath(path) != HERE]

import numpy as np

import steepest as st

POINTS = 10_000_000


def best(*works, times=5):
    """The shortest of some runs of each, turn and turn about, in seconds."""
    taken = [[] for _ in works]
    for _ in range(times):
        for work, seconds in zip(works, taken):
            begin = time.perf_counter()
            work()
            seconds.append(time.perf_counter() - begin)
    return [min(seconds) for seconds in taken]


def row(what, own, other, name, wanted):
    print(f"{what:<44} {own * 1e3:9.1f} ms   {name:<11} {other * 1e3:9.1f} ms   {other / own:6.2f} ×   (wanted {wanted})")


def himmelblau(x, y, np=np):
    a, b = x * x + y - 11, x + y * y - 7
    return 4 * x * a + 2 * b, 2 * a + 4 * y * b


def ackley(x, y, np=np):
    r = np.sqrt(0.5 * (x * x + y * y))
    e = np.exp(0.5 * (np.cos(2 * np.pi * x) + np.cos(2 * np.pi * y)))
    radial = 2 * np.exp(-0.2 * r) / r
    return radial * x + np.pi * e * np.sin(2 * np.pi * x), radial * y + np.pi * e * np.sin(2 * np.pi * y)


def gradients():
    x, y = np.random.default_rng(0).uniform(-4, 4, (2, POINTS))
    for name, written, wanted in (("himmelblau", himmelblau, "2.5 ×"), ("ackley", ackley, "5 ×")):
        field = st.Field(name)
        own, other = field.gradient(x, y), written(x, y)
        assert all(np.allclose(a, b, rtol=1e-9, atol=1e-9) for a, b in zip(own, other))
        row(f"gradient of {name}, {POINTS:,} points", *best(lambda: field.gradient(x, y), lambda: written(x, y)), "NumPy", wanted)
        try:
            import jax
            import jax.numpy
        except ImportError:
            continue
        jax.config.update("jax_enable_x64", True)
        jitted = jax.jit(lambda x, y: written(x, y, jax.numpy))
        jax.block_until_ready(jitted(x, y))
        row("", *best(lambda: field.gradient(x, y), lambda: jax.block_until_ready(jitted(x, y))), "JAX", "-")


# The article's figure as PNG: f is a grid for one, and a formula for the other.
OWN = 'st.render("x^2 + y^2", density=30, arrow_scale=20, size=(2000, 800))._repr_png_()'
ARTICLE = """
x = np.linspace(-5, 5, 30)
X, Y = np.meshgrid(x, x)
Z = X**2 + Y**2
figure = plt.figure(figsize=(20, 8))
left, right = figure.add_subplot(121, projection="3d"), figure.add_subplot(122)
left.plot_surface(X, Y, Z, cmap="viridis", alpha=0.8)
left.set(title="3D Surface Plot", xlabel="X", ylabel="Y", zlabel="Z")
right.contourf(X, Y, Z, levels=20, cmap="viridis")
right.quiver(X, Y, 2 * X, 2 * Y, scale=20, scale_units="inches", color="w", alpha=0.7)
right.set_title("Gradient Field")
figure.tight_layout()
figure.savefig(io.BytesIO(), format="png")
plt.close(figure)
"""
TIMED = "import time, numpy as np; a = time.perf_counter(); {}; b = time.perf_counter(); {}; print(time.perf_counter() - {})"


def pictures():
    try:
        import io

        import matplotlib

        matplotlib.use("Agg")
        import matplotlib.pyplot as plt
    except ImportError:
        print(f"the article's figure: {best(lambda: eval(OWN))[0] * 1e3:.0f} ms (matplotlib is not installed)")
        return
    own, article = compile(OWN, "own", "exec"), compile(ARTICLE, "article", "exec")
    names = {"np": np, "st": st, "io": io, "plt": plt}
    exec(own, names), exec(article, names)
    row("the article's figure, warm", *best(lambda: exec(own, names), lambda: exec(article, names), times=9), "matplotlib", "2.86 ×")
    ours = ["import steepest as st", OWN]
    theirs = ["import io, matplotlib; matplotlib.use('Agg'); import matplotlib.pyplot as plt", f"exec({ARTICLE!r})"]
    for what, since in (("the first in a process", "b"), ("the first, with the import", "a")):
        taken = [min(times) for times in zip(*([cold(TIMED.format(*code, since)) for code in (ours, theirs)] for _ in range(5)))]
        row(what, *taken, "matplotlib", "2.86 ×")


def cold(code):
    """The seconds that a process of its own prints."""
    return float(subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, cwd=tempfile.gettempdir()).stdout)


def imports():
    def load(code):
        return lambda: subprocess.run([sys.executable, "-c", code], check=True, cwd=tempfile.gettempdir())

    plain, own = best(load("import numpy"), load("import numpy, steepest"), times=15)
    print(f"import beyond NumPy's own: {(own - plain) * 1e3:.0f} ms (wanted 30)")


def explore():
    """From a slider to the bytes that the cell shows."""
    try:
        import anywidget
    except ImportError:
        return
    values = iter(range(1, 1000))
    for size in ((640, 400), (1280, 800)):
        widget = st.explore(st.Field("himmelblau"), size=size)
        [taken] = best(lambda: setattr(widget, "density", 5 + next(values) % 26), times=15)
        print(f"a slider of a picture of {size[0]}×{size[1]}: {taken * 1e3:.0f} ms, {len(widget._png) >> 10} KiB")


if __name__ == "__main__":
    warnings.simplefilter("ignore", st.Remark)
    imports()
    gradients()
    pictures()
    explore()
