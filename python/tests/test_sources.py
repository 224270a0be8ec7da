"""What people have: arrays of every kind with their axes, labelled ones, functions of every kind; and what is no field."""

import math
import subprocess
import sys
import time
import warnings
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

import steepest as st

VALUES = np.arange(20.0).reshape(4, 5)


class Labelled:
    """What an xarray.DataArray has of what is asked of it."""

    def __init__(self, values, dims, coords, name=None):
        self.values, self.dims, self.coords, self.name = np.asarray(values), dims, coords, name

    def __array__(self, dtype=None, copy=None):
        return self.values

    @property
    def T(self):
        return Labelled(self.values.T, self.dims[::-1], self.coords, self.name)


class Table:
    """What a pandas.DataFrame has of what is asked of it."""

    def __init__(self, values, index, columns):
        self.values, self.index, self.columns = np.asarray(values, dtype=object), np.asarray(index), np.asarray(columns)

    def __array__(self, dtype=None, copy=None):
        return self.values

    def to_numpy(self, dtype, na_value):
        return np.array([[na_value if item is None else item for item in row] for row in self.values], dtype=dtype)


@pytest.mark.parametrize(
    "x, y, error, words",
    [
        ([0, 1, 2], None, ValueError, "5 along it"),
        (range(4), range(5), ValueError, "4 coordinates"),
        (np.zeros((4, 5)), None, ValueError, r"meshgrid give x\[0\]"),
        (None, np.zeros((4, 5)), ValueError, r"meshgrid give y\[:, 0\]"),
        (np.arange("2020-01-01", "2020-01-06", dtype="M8[D]"), None, ValueError, "days"),
        ([0, 1j, 2, 3, 4], None, ValueError, "complex"),
        ("abc", None, ValueError, "abc"),
        ((1, 1), None, ValueError, "differ"),
    ],
)
def test_axes_that_are_none_are_refused(x, y, error, words):
    with pytest.raises(error, match=words):
        st.Field(VALUES, x=x, y=y)


@pytest.mark.parametrize("shape", [(0, 0), (0, 5), (1, 5), (5, 1), (1, 1)])
def test_small_arrays_are_told_their_shape(shape):
    with pytest.raises(ValueError, match=f"two rows.*{shape[0]}, {shape[1]}"):
        st.Field(np.ones(shape))


@pytest.mark.parametrize("source", [VALUES, lambda x, y: x * y])
@pytest.mark.parametrize("keyword", [dict(key="a"), dict(band=1), dict(parameters={"a": 1})])
def test_what_an_array_or_a_callable_has_not_is_refused(source, keyword):
    with pytest.raises(TypeError, match=next(iter(keyword))):
        st.Field(source, **keyword)


def test_labelled_arrays_have_their_coordinates():
    coords = {"x": np.linspace(0, 1, 5), "y": np.linspace(10, 40, 4)}
    f = st.Field(Labelled(VALUES, ("y", "x"), coords, "height"))
    assert f.name == "height" and f.domain == ((0, 1), (10, 40)) and f(0.25, 20) == 6
    # One whose first dimension is x is the same field.
    turned = st.Field(Labelled(VALUES.T, ("x", "y"), coords))
    assert turned.domain == f.domain and turned(0.25, 20) == 6
    over = st.Field(Labelled(VALUES, ("lat", "lon"), {}))
    assert over.domain == ((0, 4), (0, 3))
    with pytest.raises(ValueError, match="days"):
        st.Field(Labelled(VALUES, ("time", "x"), {"time": np.arange("2020-01-01", "2020-01-05", dtype="M8[D]")}))


def test_a_data_frame_has_its_index_and_columns():
    values = VALUES.tolist()
    values[3][4] = None
    f = st.Field(Table(values, [0, 10, 20, 30], [0.0, 0.5, 1.0, 1.5, 2.0]))
    assert f.domain == ((0, 2), (0, 30)) and f(0.5, 10) == 6 and math.isnan(f(2.0, 30))
    assert st.Field(Table(VALUES, range(4), list("abcde"))).domain == ((0, 4), (0, 3))


def test_xarray_and_pandas_are_read():
    xarray, pandas = pytest.importorskip("xarray"), pytest.importorskip("pandas")
    array = xarray.DataArray(VALUES, dims=("y", "x"), coords={"x": np.linspace(0, 1, 5), "y": np.linspace(10, 40, 4)}, name="h")
    for source in (array, array.T, array[::-1]):
        assert st.Field(source)(0.25, 20) == 6
    with pytest.raises(TypeError, match="Dataset"):
        st.Field(array.to_dataset())
    frame = pandas.DataFrame(VALUES, index=[0, 10, 20, 30], columns=[0, 0.5, 1, 1.5, 2])
    assert st.Field(frame)(0.5, 10) == 6
    assert np.array_equal(st.Field("x*y")(pandas.Series([1.0, 2.0]), 3), [3, 6])


def test_coordinates_are_numbers_of_any_kind():
    f = st.Field("x*y")
    for one in (Fraction(1, 2), Decimal("0.5"), np.float16(0.5), np.array(0.5, dtype=object), np.longdouble(0.5)):
        assert f(one, 2) == 1
    assert f(10**30, 2) == 2e30
    masked = f(np.ma.masked_equal([1.0, 2.0, 3.0], 2), 2)
    assert masked[0] == 2 and np.isnan(masked[1]) and masked[2] == 6
    for wrong in (None, "1", 1j, np.array([1, None])):
        with pytest.raises(TypeError, match="real numbers"):
            f(wrong, 2)
    for points in (np.ones(2), np.ones((5, 2))):
        with pytest.raises(ValueError, match=r"f\(\*point\)"):
            f(points)


FUNCTIONS = {
    "arrays": lambda x, y: x * y,
    "a point": lambda x, y: math.prod([x, y]),
    "branches": lambda x, y: x * y if x > -100 else 0.0,
    "a list": lambda x, y: [a * b for a, b in zip(x, y)],
    "of one number": lambda x, y: np.array([float(x) * float(y)]),
    "in place": lambda x, y: np.multiply(x, y, out=x) if isinstance(x, np.ndarray) else x * y,
    "summed": lambda x, y: np.sum(x * y),
    "32 bits": lambda x, y: np.asarray(x * y, dtype=np.float32),
    "masked": lambda x, y: np.ma.masked_greater(x * y, 1e9),
}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_functions_of_every_kind_have_values_and_derivatives(name):
    f = st.Field(FUNCTIONS[name], x=(-2, 2), y=(-2, 2))
    x, y = np.array([[1.0, 2.0, 3.0]]), np.array([[0.5], [-4.0]])
    exact = 1e-6 if name == "32 bits" else 1e-15
    assert np.allclose(f(x.copy(), y.copy()), x * y, rtol=exact) and np.isclose(f(1.5, 2.0), 3.0)
    fx, fy = f.gradient(x.copy(), y.copy())
    tolerance = 1e-3 if name == "32 bits" else 1e-8
    assert np.allclose(fx, y + 0 * x, atol=tolerance) and np.allclose(fy, x + 0 * y, atol=tolerance)
    assert np.allclose(f.hessian(1.5, 2.0), [[0, 1], [1, 0]], atol=0.1 if name == "32 bits" else 1e-5)
    assert [p.kind for p in f.critical_points(grid=8)] == ["saddle"]
    for empty in (f([], 1.0), *f.gradient([], [])):
        assert empty.shape == (0,)


def test_functions_with_a_state_are_called_by_one_thread_at_a_time():
    state = {}

    def loss(x, y):
        state["weights"] = (x, y)
        time.sleep(1e-5)  # Another thread's turn.
        return state["weights"][0] * state["weights"][1]

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", st.Remark)
        ours, plain = (st.render(function, view="contour", size=(160, 120)) for function in (loss, lambda x, y: float(x) * float(y)))
    assert np.array_equal(ours.array, plain.array)


def test_an_interrupt_leaves_the_work_of_another_thread_with_the_same_function():
    code = """
import signal, threading, time
import numpy as np
import steepest as st

signal.signal(signal.SIGINT, signal.default_int_handler)
f = st.Field(lambda x, y: time.sleep(1e-4) or float(x) * float(y))
drawn = []
other = threading.Thread(target=lambda: drawn.append(st.render(f, view="contour", size=(160, 120))))
other.start()
interrupt = threading.Timer(0.3, signal.raise_signal, [signal.SIGINT])
interrupt.start()
try:
    f.critical_points(grid=400)
except KeyboardInterrupt:
    print("stopped", not drawn)
other.join()
print(np.array_equal(drawn[0].array, st.render(f, view="contour", size=(160, 120)).array))
"""
    said = subprocess.run([sys.executable, "-W", "ignore", "-c", code], capture_output=True, text=True, timeout=120)
    assert said.stdout.split() == ["stopped", "True", "True"], said


def test_masked_and_missing_values_of_functions_are_nan():
    f = st.Field(lambda x, y: np.ma.masked_less(x, 0))
    assert np.isnan(f([-1.0, 1.0], 0)).tolist() == [True, False]
    with np.errstate(invalid="ignore"):
        assert np.isnan(st.Field(lambda x, y: np.sqrt(x)).gradient(-1.0, 0.0)).all()


@pytest.mark.parametrize(
    "function, words",
    [
        (lambda x, y: None, "return"),
        (lambda x, y: x * 1j, "complex"),
        (lambda x, y: "a", "real numbers"),
        (lambda x, y: np.ones(7), r"\(7,\)"),
        (lambda x, y: (x, y), "shape"),
    ],
)
def test_what_is_no_number_is_refused(function, words):
    field = st.Field(function)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for use in (lambda: field(1.0, 2.0), lambda: field([1.0, 2.0], [3.0, 4.0]), lambda: st.render(field, size=(120, 80))):
            with pytest.raises(ValueError, match=words):
                use()


@pytest.mark.parametrize("gradient", [lambda x, y: x, lambda x, y: (x, y, x), lambda x, y: None, lambda x, y: 1.0])
def test_gradients_of_another_number_of_coordinates_are_refused(gradient):
    with pytest.raises(ValueError, match="gradient"):
        st.Field(lambda x, y: x * y, gradient=gradient).gradient(1.0, 2.0)


def test_derivatives_of_three_variables():
    f = st.Field(lambda x, y, z: x * x * y + z**3)
    assert np.allclose(f.gradient(1.0, 2.0, [3.0, 4.0])[2], [27, 48])
    assert np.allclose(f.hessian(1.0, 2.0, 3.0), [[4, 2, 0], [2, 0, 0], [0, 0, 18]], atol=1e-5)
    given = st.Field(lambda x, y: x * x * y, gradient=lambda x, y: (2 * x * y, x * x))
    assert np.allclose(given.hessian([1.0, 2.0], 3.0), [[[6, 2], [2, 0]], [[6, 4], [4, 0]]], atol=1e-8)


def test_pytorch_functions_are_fields():
    torch = pytest.importorskip("torch")
    plain = st.Field(lambda x, y: torch.sin(x) * y)
    assert np.allclose(plain.gradient(1.0, [2.0, 3.0])[0], np.cos(1) * np.array([2, 3]), atol=1e-8)
    model = torch.nn.Linear(2, 1)
    field = st.Field(lambda x, y: model(torch.stack([x, y], dim=-1)).squeeze(-1))
    weights = model.weight.detach().numpy()[0]
    assert np.allclose(field.gradient([0.5, 1.0], 1.0), weights[:, None], atol=1e-4)
    one = st.Field(lambda x, y: model(torch.tensor([x, y])))
    assert np.isclose(one(0.5, 1.0), field(0.5, 1.0))


def test_jax_functions_are_fields():
    jax = pytest.importorskip("jax")
    field = st.Field(jax.jit(lambda x, y: jax.numpy.sin(x) * y))
    assert np.allclose(field.gradient(1.0, [2.0, 3.0])[0], np.cos(1) * np.array([2, 3]), atol=1e-3)
