"""What the package takes, beside NumPy, and JAX and matplotlib where they are installed. In one sitting:

    python bench.py
"""

import subprocess
import sys
import time
import warnings

import numpy as np

import steepest as st

POINTS = 10_000_000


def best(work, times=5):
    """The shortest of some runs, in seconds."""
    taken = []
    for _ in range(times):
        begin = time.perf_counter()
        work()
        taken.append(time.perf_counter() - begin)
    return min(taken)


def row(what, own, other, name, wanted):
    print(f"{what:<44} {own * 1e3:9.1f} ms   {name:<11} {other * 1e3:9.1f} ms   {other / own:6.2f} ×   (wanted {wanted})")


def himmelblau(x, y):
    a, b = x * x + y - 11, x + y * y - 7
    return 4 * x * a + 2 * b, 2 * a + 4 * y * b


def ackley(x, y):
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
        row(f"gradient of {name}, {POINTS:,} points", best(lambda: field.gradient(x, y)), best(lambda: written(x, y), 3), "NumPy", wanted)
        try:
            import jax
        except ImportError:
            continue
        jax.config.update("jax_enable_x64", True)
        jitted = jax.jit(written)
        jax.block_until_ready(jitted(x, y))
        row("", best(lambda: field.gradient(x, y)), best(lambda: jax.block_until_ready(jitted(x, y))), "JAX", "-")


def pictures():
    draw = lambda: st.render("x^2 + y^2", density=30, arrow_scale=20, size=(1200, 600))._repr_png_()
    begin = time.perf_counter()
    draw()
    cold, warm = time.perf_counter() - begin, best(draw)
    try:
        import matplotlib
    except ImportError:
        print(f"the article's figure: {cold * 1e3:.0f} ms cold, {warm * 1e3:.0f} ms warm (matplotlib is not installed)")
        return
    matplotlib.use("Agg")
    begin = time.perf_counter()
    article()
    row("the article's figure, cold", cold, time.perf_counter() - begin, "matplotlib", "2.9 ×")
    row("the article's figure, warm", warm, best(article), "matplotlib", "2.9 ×")


def article():
    """The article's own figure."""
    import io

    import matplotlib.pyplot as plt

    x, y = np.meshgrid(np.linspace(-5, 5, 100), np.linspace(-5, 5, 100))
    z = x**2 + y**2
    figure = plt.figure(figsize=(12, 6))
    left = figure.add_subplot(121, projection="3d")
    left.plot_surface(x, y, z, cmap="viridis")
    right = figure.add_subplot(122)
    figure.colorbar(right.contourf(x, y, z, levels=20, cmap="viridis"))
    u, v = np.meshgrid(np.linspace(-5, 5, 30), np.linspace(-5, 5, 30))
    right.quiver(u, v, 2 * u, 2 * v, color="red", scale=200)
    figure.savefig(io.BytesIO(), format="png", dpi=100)
    plt.close(figure)


def imports():
    def run(code):
        return best(lambda: subprocess.run([sys.executable, "-c", code], check=True), 9)

    plain, own = run("import numpy"), run("import numpy, steepest")
    print(f"import beyond NumPy's own: {(own - plain) * 1e3:.0f} ms (wanted 30)")


def explore():
    try:
        widget = st.explore("x^2 + y^2", size=(640, 400))
    except ImportError:
        return
    values = iter(range(1, 100))
    print(f"a slider of a 640×400 picture: {best(lambda: setattr(widget, 'density', 5 + next(values))) * 1e3:.0f} ms in the kernel (wanted 150)")


if __name__ == "__main__":
    warnings.simplefilter("ignore", st.Remark)
    imports()
    gradients()
    pictures()
    explore()
