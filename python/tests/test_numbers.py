"""Numbers against NumPy, and against values that SciPy and PyTorch gave (data/)."""

import html

import numpy as np
import pytest

import steepest as st

ELEVEN = 0.8 ** np.arange(11)


def test_the_articles_eleven_points_are_equal_to_the_digit():
    f = st.Field("x^2 + y^2")
    path = f.descend((8, 8), lr=0.1, steps=10)
    x = 8.0
    expected = [x]
    for _ in range(10):
        x = x - 0.1 * (2 * x)
        expected.append(x)
    assert path.points[:, 0].tolist() == expected
    assert path.points[:, 1].tolist() == expected
    assert np.allclose(path.points[:, 0], 8 * ELEVEN, rtol=1e-15)
    assert path.f.tolist() == [2 * v * v for v in expected]


FORMULAS = {
    "x^2 + y^2": lambda x, y: (2 * x, 2 * y),
    "sin(x)*cos(y)": lambda x, y: (np.cos(x) * np.cos(y), -np.sin(x) * np.sin(y)),
    "exp(-x^2 - y^2)": lambda x, y: (-2 * x * np.exp(-x**2 - y**2), -2 * y * np.exp(-x**2 - y**2)),
    "himmelblau": lambda x, y: (
        4 * x * (x**2 + y - 11) + 2 * (x + y**2 - 7),
        2 * (x**2 + y - 11) + 4 * y * (x + y**2 - 7),
    ),
}


@pytest.mark.parametrize("formula", FORMULAS)
def test_gradients_are_those_written_out(formula):
    rng = np.random.default_rng(1)
    x, y = rng.uniform(-3, 3, (2, 20_001))
    fx, fy = st.Field(formula).gradient(x, y)
    ex, ey = FORMULAS[formula](x, y)
    scale = np.abs(ex) + np.abs(ey) + 1
    assert np.all(np.abs(fx - ex) <= 1e-12 * scale) and np.all(np.abs(fy - ey) <= 1e-12 * scale)


SHAPES = [((), ()), ((3,), ()), ((), (3,)), ((2, 1), (3,)), ((1, 4), (5, 1)), ((0,), ()), ((2, 1, 3), (4, 1)), ((2, 0), (1,))]


@pytest.mark.parametrize("a, b", SHAPES)
@pytest.mark.parametrize("source", ["x*y + x", "callable", "samples"])
def test_coordinates_broadcast_as_numpys(a, b, source):
    if source == "callable":
        f = st.Field(lambda x, y: x * y + x)
    elif source == "samples":
        nodes = np.linspace(0, 1, 9)
        f = st.Field(np.add.outer(nodes * 0, nodes) + np.multiply.outer(nodes, nodes), x=nodes, y=nodes)
    else:
        f = st.Field(source)
    rng = np.random.default_rng(2)
    x, y = rng.random(a), rng.random(b)
    expected = x * y + x
    shape = np.broadcast(x, y).shape
    assert np.shape(f(x, y)) == shape and np.allclose(f(x, y), expected, atol=1e-6)
    assert isinstance(f(x, y), float) == (shape == ())
    for slope, value in zip(f.gradient(x, y), (y + 1 + 0 * x, x + 0 * y)):
        assert np.shape(slope) == shape and np.allclose(slope, value, atol=1e-5)
    hessian = f.hessian(x, y)
    assert hessian.shape == shape + (2, 2) and np.allclose(hessian, [[0, 1], [1, 0]], atol=1e-4)


def test_what_does_not_broadcast_is_numpys_error():
    with pytest.raises(ValueError, match="shape mismatch|broadcast"):
        st.Field("x*y")([1, 2], [1, 2, 3])


@pytest.mark.parametrize("dtype", ["f4", "f8", ">f8", "i4", "u1", "?"])
def test_coordinates_of_any_type_and_order(dtype):
    x = np.array([[0, 1, 1], [1, 0, 1]]).astype(dtype)
    y = np.asfortranarray(x)[:, ::-1]
    expected = x.astype(float) ** 2 + 2 * y.astype(float)
    assert np.array_equal(st.Field("x^2 + 2*y")(x, y), expected)
    with pytest.raises(TypeError):
        st.Field("x")(np.array([1j]), 0)


@pytest.mark.parametrize("n", [1, 2, 3, 5])
def test_any_number_of_variables(n):
    names = ["x1", "x2", "x3", "x4", "x5"][:n] if n > 3 else ["x", "y", "z"][:n]
    f = st.Field(" + ".join(f"{k + 1}*{name}^2" for k, name in enumerate(names)) + (f" + {names[0]}*{names[-1]}" if n > 1 else ""))
    rng = np.random.default_rng(3)
    points = rng.normal(size=(n, 6000))
    value = sum((k + 1) * points[k] ** 2 for k in range(n)) + (points[0] * points[-1] if n > 1 else 0)
    assert np.allclose(f(*points), value, rtol=1e-14, atol=1e-14)
    slopes = f.gradient(*points)
    assert len(slopes) == n
    expected = [2 * (k + 1) * points[k] for k in range(n)]
    if n > 1:
        expected[0] = expected[0] + points[-1]
        expected[-1] = expected[-1] + points[0]
    assert np.allclose(slopes, expected, rtol=1e-13, atol=1e-13)
    hessian = np.diag([2.0 * (k + 1) for k in range(n)])
    if n > 1:
        hessian[0, -1] += 1
        hessian[-1, 0] += 1
    assert np.allclose(f.hessian(*points), hessian)
    path = f.descend(points[:, 0], lr=0.01, steps=3)
    assert path.points.shape == (4, max(n, 1))


def test_points_of_another_dimension_are_refused():
    for points in [(), (1,), (1, 2, 3)]:
        with pytest.raises(ValueError):
            st.Field("x*y")(*points)


def test_where_there_is_no_value_there_is_nan():
    f = st.Field("sqrt(x) + y")
    assert np.array_equal(np.isnan(f([-1, 1], 0)), [True, False])
    assert np.isnan(f.gradient([-1.0, 1.0], 0)[1]).tolist() == [True, False]


def test_parameters_change_without_reading_again():
    f = st.Field("a*x + b", a=2, parameters={"b": 3})
    assert f(1, 0) == 5 and f.with_parameters(b=0)(1, 0) == 2 and f(1, 0) == 5
    assert f.with_parameters({"a": 7}).parameters == {"a": 7.0, "b": 3.0}
    with pytest.raises(ValueError, match="`c`"):
        f.with_parameters(c=1)
    with pytest.warns(st.Remark, match="`a`"):
        assert st.Field("a*x")(2, 0) == 2
    with pytest.raises(TypeError, match="parameters"):
        st.Field("x^2", paramters=2)


@pytest.mark.parametrize("dtype", ["f4", "f8", ">f4", "i2", "u8", "?", "f2"])
@pytest.mark.parametrize("order", ["C", "F", "strided"])
def test_samples_of_any_type_and_order(dtype, order):
    values = (np.arange(20).reshape(4, 5) % 2).astype(dtype)
    array = {"C": values, "F": np.asfortranarray(values), "strided": np.repeat(values, 2, axis=1)[:, ::2]}[order]
    f = st.Field(array, x=(0, 4), y=(0, 3))
    xs, ys = np.meshgrid(np.arange(5), np.arange(4))
    assert np.allclose(f(xs, ys), values.astype(float))
    assert f.domain == ((0, 4), (0, 3))


def test_samples_have_their_masks_nodes_and_origin():
    values = np.ma.masked_greater(np.arange(16.0).reshape(4, 4), 14.5)
    f = st.Field(values, x=np.linspace(10, 40, 4), y=(2, 5))
    assert f(10, 2) == 0 and np.isnan(f(40, 5)) and f(30, 5) == 14
    upper = st.Field(np.array([[1.0, 2], [3, 4]]), origin="upper")
    assert upper(0, 0) == 3 and upper(1, 1) == 2
    for wrong in [dict(x=[0, 1, 1, 4]), dict(x=[0, 3, 1, 4]), dict(x=[0, 1, np.nan, 4]), dict(x=[0, 1, 2]), dict(x=(1, 1))]:
        with pytest.raises(ValueError):
            st.Field(np.ones((4, 4)), **wrong)
    for wrong in [np.ones(3), np.ones((2, 2, 2)), np.ones((1, 5)), np.full((3, 3), np.nan), np.array([["a"]])]:
        with pytest.raises(ValueError):
            st.Field(wrong)


def test_samples_on_uneven_nodes_lie_where_their_nodes_are():
    x, y = np.geomspace(1, 1000, 40), np.linspace(0, 1, 5)
    f = st.Field(np.log10(x) + 0 * y[:, None], x=x, y=y)
    assert np.allclose(f(x, 0.5), np.log10(x), rtol=1e-14)
    assert np.isclose(f.gradient(100.0, 0.5)[0], 1 / (100 * np.log(10)), rtol=2e-2)
    assert f.domain == ((1, 1000), (0, 1))
    assert st.render(f, size=(200, 150)).array.shape[:2] == (150, 200)


def test_callables_are_exact_and_their_slopes_are_given_or_differences():
    def f(x, y):
        return np.sin(x) * y

    field = st.Field(f)
    x, y = np.linspace(-2, 2, 5001), 1.5
    assert np.array_equal(field(x, y), np.sin(x) * y)
    fx, fy = field.gradient(x, y)
    assert np.allclose(fx, np.cos(x) * y, atol=1e-9) and np.allclose(fy, np.sin(x), atol=1e-9)
    given = st.Field(f, gradient=lambda x, y: (np.cos(x) * y, np.sin(x)))
    assert np.array_equal(given.gradient(x, y)[0], np.cos(x) * y)
    assert any("central differences" in remark for remark in field.remarks) and not given.remarks
    three = st.Field(lambda x, y, z: x * y * z)
    assert np.allclose(three.gradient(2.0, 3.0, [4.0, 5.0])[2], 6)


def test_callables_of_one_point_are_called_for_each():
    import math

    field = st.Field(lambda x, y: math.sin(x) if x > 0 else y)
    assert np.array_equal(field([1.0, -1.0], [0.0, 5.0]), [math.sin(1.0), 5.0])
    assert field.descend((1, 1), steps=2).points.shape == (3, 2)


def test_what_a_callable_raises_is_raised():
    def broken(x, y):
        raise KeyError("mine")

    field = st.Field(broken)
    for use in [lambda: field(1, 2), lambda: field.gradient(1, 2), lambda: field.critical_points(grid=4), lambda: st.render(field)]:
        with pytest.raises(KeyError, match="mine"):
            use()


def test_searches_find_what_is_known():
    f = st.Field("himmelblau")
    minima = [p for p in f.critical_points() if p.kind == "minimum"]
    assert len(minima) == 4 and all(abs(p.f) < 1e-12 for p in minima)
    basins = f.basins(grid=48, device="cpu", x=(-4, 4), y=(-4, 4))
    assert basins.labels.shape == (48, 48) and len(basins.minima) == 4
    assert abs(sum(m.fraction for m in basins.minima) - 1) < 0.05
    fate = st.Field("x^2/2 + 10*y^2").fate(
        (4, 3), {"lr": (1e-3, 1, "log"), "momentum": (0, 0.99)}, optimizer="momentum", grid=(8, 6), device="cpu"
    )
    assert fate.fates.shape == (6, 8) and fate.across[0] == 1e-3 and fate.names == ("lr", "momentum")


def test_tables_that_are_printed_are_no_wider_than_a_terminal():
    for table in (st.keywords(), st.fields(), st.optimizers()):
        assert max(map(len, repr(table).splitlines())) < 240 and "…" in repr(table)
    longest = max((keyword.help for keyword in st.keywords()), key=len)
    assert html.escape(longest) in st.keywords()._repr_html_()
    assert "0.8" in repr(st.Field("x^2").descend([(1, 0), (2, 0)], steps=1))


def test_races_have_a_trajectory_for_each_start_and_optimizer():
    paths = st.Field("x^2 + y^2").descend([(1, 1), (2, 0)], optimizer=["gd", "adam"], lr=0.1, steps=4)
    assert [p.optimizer for p in paths] == ["gd", "adam", "gd", "adam"]
    assert "adam" in repr(paths) and "<table>" in paths._repr_html_()


@pytest.mark.parametrize(
    "use, error, words",
    [
        (lambda: st.Field("x +"), ValueError, "value is expected"),
        (lambda: st.Field("himelblau"), ValueError, "himmelblau"),
        (lambda: st.Field("/nowhere/a.npy"), OSError, "no such file"),
        (lambda: st.Field(3.0), TypeError, "not float"),
        (lambda: st.Field("x").descend((1, 1), lrr=1), TypeError, "`lr`"),
        (lambda: st.Field("x").descend((1, 1), optimizer="adm"), ValueError, "adam"),
        (lambda: st.Field("x").descend((1, 1), lr=-1), ValueError, "step size"),
        (lambda: st.Field("x").descend((1, 1), steps=10**7), ValueError, "steps"),
        (lambda: st.Field("x*y").critical_points(grd=3), TypeError, "`grid`"),
        (lambda: st.Field("x*y*z").critical_points(), ValueError, "3 variables"),
        (lambda: st.Field("x*y").fate((1, 1), ["lr=0..1"]), ValueError, "two"),
        (lambda: st.Field("x*y").fate((1, 1), "lr=0..1"), TypeError, "dict"),
        (lambda: st.Field("x*y").fate((1,), ["lr=0..1", "lr=0..1"]), ValueError, "point"),
        (lambda: st.Field("x*y").fate((1, 1), {"lr": (0, 1), "momentum": (1,)}), ValueError, "first and last"),
        (lambda: st.Field("x*y").basins(grid=0), ValueError, "`grid`"),
        (lambda: st.Field("x*y").basins(gird=8), TypeError, "`grid`"),
        (lambda: st.Field("x*y").grid(2.5), TypeError, "whole number"),
    ],
)
def test_errors_say_what_is_wrong(use, error, words):
    with pytest.raises(error, match=words):
        use()
