"""Fields: formulas, names of the catalogue, files, arrays and callables, with their numbers in 64 bits."""

from __future__ import annotations

import contextlib
import itertools
import os
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Callable, Mapping, Sequence, SupportsIndex

import numpy as np

from . import _steepest
from ._function import Function
from ._results import Basin, Basins, CriticalPoint, Fate, Grid, Table, Trajectory

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

__all__ = ["Field", "Remark", "fields", "optimizers"]


class Remark(UserWarning):
    """What was understood that could have been meant otherwise, and what a picture leaves out."""


def _remark(texts, level=3):
    for text in texts:
        warnings.warn(text, Remark, stacklevel=level + 1)


def _refuse(name: str, known: Sequence[str], where: str):
    near = _steepest.nearest(name, list(known))
    hint = f"; did you mean `{near}`?" if near else f"; there are {', '.join(known)}"
    raise TypeError(f"{where} has no keyword `{name}`{hint}")


def _extent(given: Any) -> tuple | None:
    return None if given is None else tuple(map(tuple, given))


def _range(given, axis: str):
    """First and last of an extent or of nodes, as two floats."""
    if given is None:
        return None
    values = np.asarray(given, dtype=float).ravel()
    if len(values) != 2:
        raise ValueError(f"`{axis}` takes the first and the last coordinate, such as ({axis}0, {axis}1)")
    return [float(values[0]), float(values[1])]


def _nodes(given: Any, count: int, axis: str) -> np.ndarray:
    """Where samples lie along an axis: at nodes, evenly spaced or not, or evenly between two ends."""
    given = np.arange(count) if given is None else np.asarray(given)
    if given.dtype.kind in "Mm":
        raise ValueError(f"`{axis}` has times; give numbers, such as days: (t - t[0]) / np.timedelta64(1, 'D')")
    if given.dtype.kind == "c":
        raise ValueError(f"`{axis}` has complex numbers")
    values = given.astype(float).ravel()
    if len(values) == 2:
        return np.linspace(values[0], values[1], count)
    if given.ndim > 1:
        raise ValueError(f"`{axis}` has {given.ndim} axes; of a meshgrid give {axis}{'[0]' if axis == 'x' else '[:, 0]'}")
    if len(values) != count:
        raise ValueError(f"`{axis}` has {len(values)} coordinates and the array {count} along it; give as many, or two ends")
    return values


def _coordinates(given) -> np.ndarray:
    """Numbers as float64; masked ones are NaN."""
    if np.ma.isMaskedArray(given):
        given = np.ma.asarray(given, dtype=np.float64).filled(np.nan)
    array = np.asarray(given)
    is_number = array.dtype.kind in "fiub" or array.dtype.kind == "O" and all(hasattr(item, "__float__") for item in array.flat)
    if not is_number:
        raise TypeError("coordinates are real numbers")
    return array.astype(np.float64, copy=False)


def _is_array(source) -> bool:
    if hasattr(source, "data_vars"):
        raise TypeError("a Dataset holds several arrays; give one of them, such as dataset['f']")
    return isinstance(source, (np.ndarray, list, tuple)) or hasattr(source, "__array__") and not callable(source)


class Field:
    """A scalar field f(x, y), or a formula of any number of variables.

    Parameters
    ----------
    source : str, path, array_like, callable or DataArray
        A formula such as ``"sin(x)*cos(y)"``, a name of `steepest.fields`, a data file, samples (rows along y, columns
        along x; NaN and masked values are missing), or a callable ``f(x, y)``. A callable that takes arrays is called
        with arrays. PyTorch's and JAX's values are converted.
    x, y : (float, float) or array_like, optional
        First and last coordinate. Of an array, the nodes too, evenly spaced or not; without them samples lie at 0, 1, 2, …
    parameters : dict, optional
        Values of the formula's parameters; `Field("a*x", a=2)` says the same where a name is no keyword.
    gradient : callable, optional
        Of a callable: ``gradient(x, y)`` returns ∂f/∂x and ∂f/∂y. Without it slopes are central differences of step
        h = ε^(1/3) max(1, |x|), and second derivatives of step ε^(1/4) max(1, |x|).
    name : str, optional
        The title of pictures.
    key, origin, band
        As on the command line: the array of an ``.npz``, where a first row lies, a band of a GeoTIFF. ``origin="upper"``
        turns an array over too.

    Examples
    --------
    >>> f = Field("a*x^2 + y", a=3)
    >>> f(2, 1)
    13.0
    >>> f.with_parameters(a=1)(2, 1)
    5.0
    >>> Field(lambda x, y: x * y)(2, [1, 2, 3])
    array([2., 4., 6.])
    """

    __slots__ = ("_core", "_recipe", "_function", "__weakref__")

    def __init__(
        self,
        source: Any,
        *,
        x: ArrayLike | None = None,
        y: ArrayLike | None = None,
        parameters: Mapping[str, float] | None = None,
        gradient: Callable | None = None,
        name: str | None = None,
        key: str | None = None,
        origin: str | None = None,
        band: int | None = None,
        **values: float,
    ):
        self._function: Function | None = None
        set_values = {**(parameters or {}), **values}
        is_text = isinstance(source, (str, os.PathLike))
        known = ["x", "y", "parameters", "gradient", "name", "key", "origin", "band"]
        if values and not is_text:
            _refuse(next(iter(values)), known, "Field of an array or a callable")
        if gradient is not None and (is_text or not callable(source)):
            raise TypeError("only a callable takes `gradient`; that of a formula or of samples is known")
        given = dict(parameters=parameters, key=key, band=band, origin=origin if callable(source) else None)
        misplaced = [] if is_text else [keyword for keyword, value in given.items() if value is not None]
        if misplaced:
            kind = "a callable" if callable(source) else "an array"
            raise TypeError(f"{kind} takes no `{misplaced[0]}`, which is for " + ("formulas" if misplaced[0] == "parameters" else "files"))
        if isinstance(source, Field):
            raise TypeError("it is a Field already; with_parameters() changes its parameters")
        if is_text:
            text = os.fspath(source)
            try:
                self._core = _steepest.Core.open(
                    text, {k: float(v) for k, v in set_values.items()}, key, origin, band, _range(x, "x"), _range(y, "y")
                )
            except ValueError as error:
                # A keyword that is misspelt is taken for a parameter, which the formula does not have.
                misspelt = next((n for n in values if f"`{n}`" in str(error) and _steepest.nearest(n, known)), None)
                if misspelt is None:
                    raise
                _refuse(misspelt, known, "Field")
        elif callable(source) and not isinstance(source, np.ndarray):
            self._open_callable(source, gradient, name, _range(x, "x"), _range(y, "y"))
        elif _is_array(source):
            source, x, y, name = _labelled(source, x, y, name)
            self._open_array(source, x, y, name, origin)
        else:
            raise TypeError(f"a field is a text, a path, an array or a callable, not {type(source).__name__}")
        self._recipe: tuple[Any, dict[str, Any]] = (source, dict(x=x, y=y, parameters=set_values or None, gradient=gradient, name=name, key=key,
                                     origin=origin, band=band))
        _remark(self._core.remarks)

    def _open_array(self, source, x, y, name, origin):
        mask = np.ma.getmaskarray(source) if np.ma.isMaskedArray(source) else None
        array = np.asarray(np.ma.getdata(source) if mask is not None else source)
        if array.ndim != 2:
            raise ValueError(f"samples have two axes, y and x, and this array has {array.ndim}")
        if array.dtype.kind not in "fiub":
            raise ValueError(f"samples are real numbers, not {array.dtype}")
        values = np.ascontiguousarray(array, dtype=np.float64)
        if mask is not None and mask.any():
            values = np.where(mask, np.nan, values)
        if origin not in (None, "lower", "upper"):
            raise ValueError(f"`{origin}` is no origin; give \"lower\" or \"upper\"")
        if origin == "upper":
            values = np.ascontiguousarray(values[::-1])
        rows, columns = values.shape
        if rows < 2 or columns < 2:
            raise ValueError(f"samples have two rows and two columns at least, and this array has the shape {values.shape}")
        x, y = _nodes(x, columns, "x"), _nodes(y, rows, "y")
        self._core = _steepest.Core.samples(values, x, y, name or "array")

    def _open_callable(self, source, gradient, name, x, y):
        function = Function(source, gradient)
        title = name or getattr(source, "__name__", "f(x, y)")
        title = "f(x, y)" if title == "<lambda>" else title
        # One value says how exact its numbers are: PyTorch's and JAX's are of 32 bits unless they are asked for more.
        inside = [first + 0.37 * (last - first) for first, last in (x or (-5.0, 5.0), y or (-5.0, 5.0))]
        with contextlib.suppress(Exception), np.errstate(all="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            function(*map(np.asarray, inside))
        self._function = function
        self._core = _steepest.Core.function(function.values, function.slopes, title, function.values.epsilon, x, y)

    @classmethod
    def _of(cls, core, recipe):
        field = cls.__new__(cls)
        field._core, field._recipe, field._function = core, recipe, None
        return field

    # -- what it is

    @property
    def name(self) -> str:
        """The title of its pictures: the name of the catalogue, the file's, or the formula as it was read."""
        return self._recipe[1].get("name") or self._core.name

    @property
    def dimension(self) -> int:
        """How many variables it has; samples and callables have x and y."""
        return self._core.dimension

    @property
    def parameters(self) -> dict[str, float]:
        """The formula's parameters with their values."""
        return self._core.parameter_values

    @property
    def domain(self) -> tuple[tuple[float, float], tuple[float, float]]:
        """First and last x, first and last y of what is looked at where nothing else is said."""
        (x0, x1), (y0, y1) = self._core.domain
        return (x0, x1), (y0, y1)

    @property
    def remarks(self) -> list[str]:
        """What was understood that could have been meant otherwise."""
        remarks = list(self._core.remarks)
        if self._function is not None and self._function.slopes is None:
            epsilon = self._function.values.epsilon
            remarks.append(f"slopes are central differences of step ε^(1/3) max(1, |x|), ε being {epsilon:.1e}")
        return remarks

    def __repr__(self) -> str:
        (x0, x1), (y0, y1) = self.domain
        given = "".join(f", {name}={value:g}" for name, value in self.parameters.items())
        return f"<Field {self.name}{given} on [{x0:g}, {x1:g}] × [{y0:g}, {y1:g}]>"

    def __reduce__(self):
        source, keywords = self._recipe
        return _rebuild, (source, {name: value for name, value in keywords.items() if value is not None})

    def __copy__(self):
        return self

    def __deepcopy__(self, memo):
        return self

    def __eq__(self, other):
        if not isinstance(other, Field):
            return NotImplemented
        if self is other:
            return True
        is_text = isinstance(self._recipe[0], str) and isinstance(other._recipe[0], str)
        return is_text and self._recipe == other._recipe

    def __hash__(self):
        return hash((self._core.kind, self._core.name))

    def with_parameters(self, parameters: Mapping[str, float] | None = None, **values: float) -> Field:
        """The same formula with other values of some parameters; nothing is read or derived again.

        Parameters
        ----------
        parameters : dict, optional
        **values : float
            New values; parameters that are not named keep theirs.

        Returns
        -------
        Field

        Raises
        ------
        ValueError
            Where the formula has no such parameter.

        Examples
        --------
        >>> f = Field("sin(a*x)", parameters={"a": 1})
        >>> f.with_parameters(a=2).parameters
        {'a': 2.0}
        """
        changed = {name: float(value) for name, value in {**(parameters or {}), **values}.items()}
        core = self._core.with_parameters(changed)
        source, keywords = self._recipe
        return Field._of(core, (source, {**keywords, "parameters": {**(keywords["parameters"] or {}), **changed}}))

    # -- numbers

    def _evaluate(self, points, order):
        floats = [_coordinates(point) for point in points]
        shape = np.broadcast_shapes(*(array.shape for array in floats))
        flat = [
            np.ascontiguousarray(array if array.shape == shape else np.broadcast_to(array, shape)).reshape(-1)
            for array in floats
        ]
        try:
            planes = self._core.evaluate(flat, order)
        except ValueError as error:
            if len(floats) != 1 or not shape:
                raise
            raise ValueError(f"{error}; each coordinate is an argument of its own: f(*point), f(*points.T)") from None
        return [plane.reshape(shape) if shape else float(plane[0]) for plane in planes]

    def _of_function(self, answer, points):
        """What a function says of points that broadcast."""
        arrays = np.broadcast_arrays(*map(_coordinates, points))
        return [value if value.ndim else float(value) for value in answer(*arrays)]

    def __call__(self, *points: ArrayLike):
        """f at points, in 64 bits.

        Parameters
        ----------
        *points : array_like
            A coordinate each, as many as the field has variables; they broadcast.

        Returns
        -------
        float or ndarray
            NaN where the field has no value.

        Examples
        --------
        >>> import numpy as np
        >>> Field("x^2 + y^2")(np.array([0, 1, 2]), 1)
        array([1., 2., 5.])
        """
        if self._function is not None:
            return self._of_function(lambda *at: [self._function(*at)], points)[0]
        return self._evaluate(points, 0)[0]

    def gradient(self, *points: ArrayLike):
        """The gradient at points, an array for each coordinate, in 64 bits.

        Parameters
        ----------
        *points : array_like
            A coordinate each; they broadcast.

        Returns
        -------
        tuple of float or ndarray
            ∂f by each coordinate; NaN where f is not finite.

        Examples
        --------
        >>> fx, fy = Field("x^2*y").gradient(3, [1, 2])
        >>> fx, fy
        (array([ 6., 12.]), array([9., 9.]))
        """
        if self._function is not None:
            return tuple(self._of_function(self._function.gradient, points))
        return tuple(self._evaluate(points, 1))

    def hessian(self, *points: ArrayLike) -> np.ndarray:
        """The matrix of second derivatives at points.

        Parameters
        ----------
        *points : array_like
            A coordinate each, n of them; they broadcast.

        Returns
        -------
        ndarray, shape (..., n, n)
            The shape of the points, then rows and columns.

        Examples
        --------
        >>> Field("x^2*y").hessian(3, 2)
        array([[4., 6.], [6., 0.]])
        """
        n = len(points)
        if self._function is not None:
            arrays = np.broadcast_arrays(*map(_coordinates, points))
            return np.moveaxis(np.array(self._function.hessian(*arrays)), (0, 1), (-2, -1))
        planes = self._evaluate(points, 2)
        matrix = np.empty(np.shape(planes[0]) + (n, n))
        for plane, (row, column) in zip(planes, itertools.combinations_with_replacement(range(n), 2)):
            matrix[..., row, column] = matrix[..., column, row] = plane
        return matrix

    # -- what follows the gradient

    def _scene(self, keywords: dict, where: str, extra: Sequence[str] = (), takes: Sequence[str] = ()):
        groups = {"Field", "Optimizer"}
        known = [name for name, group, *_ in _steepest.keywords() if group in groups or name in takes]
        known = [name for name in known if name not in ("set", "key", "origin", "extent", "band", *takes)] + list(extra)
        for name in keywords:
            if name not in known and name not in takes:
                _refuse(name, known, where)
        return _steepest.Scene.of(self._core, keywords)

    def grid(self, n: int | tuple[int, int] | None = None, *, x=None, y=None) -> Grid:
        """f and its gradient at the nodes of a grid.

        Parameters
        ----------
        n : int or (int, int), optional
            Nodes along x and y; the samples' own, else 512.
        x, y : (float, float), optional
            First and last coordinate; the field's own.

        Returns
        -------
        Grid

        Examples
        --------
        >>> grid = Field("x*y").grid(3, x=(0, 2), y=(0, 1))
        >>> grid.f
        array([[0. , 0. , 0. ], [0. , 0.5, 1. ], [0. , 1. , 2. ]])
        """
        if n is not None and not (isinstance(n, SupportsIndex) or np.size(n) == 2):
            raise TypeError("`n` is a whole number, or two")
        nx, ny = self._core.default_grid if n is None else (n, n) if isinstance(n, SupportsIndex) else n
        (x0, x1), (y0, y1) = _range(x, "x") or self.domain[0], _range(y, "y") or self.domain[1]
        xs = np.linspace(x0, x1, int(nx))
        ys = np.linspace(y0, y1, int(ny))
        f = self(xs, ys[:, None])
        fx, fy = self.gradient(xs, ys[:, None])
        return Grid(xs, ys, f, fx, fy)

    def descend(self, start: ArrayLike, *, steps: int = 20, **keywords) -> Trajectory | Table:
        """Follows an optimizer from a start, in 64 bits and any number of variables.

        Parameters
        ----------
        start : array_like, shape (n,) or (m, n)
            Where to begin; several starts are followed at once.
        steps : int
            The most steps, up to 100,000.
        **keywords
            ``optimizer`` (a name of `steepest.optimizers`, or a list of them for a race), ``lr``, ``opt`` (its other
            parameters), ``rule``, ``schedule``, ``warmup``, ``clip``, ``noise``, ``seed``, ``ascend``, ``outside``, ``x``
            and ``y``: what `steepest.keywords` says of them.

        Returns
        -------
        Trajectory, or Table of Trajectory
            A table where there are several starts or optimizers.

        Examples
        --------
        >>> path = Field("x^2 + y^2").descend((1, 1), lr=0.1, steps=2)
        >>> path.points
        array([[1. , 1. ], [0.8 , 0.8 ], [0.64, 0.64]])
        """
        starts = np.asarray(start, dtype=np.float64)
        is_one = starts.ndim < 2
        starts = np.ascontiguousarray(np.atleast_2d(starts))
        if starts.ndim != 2 or starts.size == 0:
            raise ValueError("`start` is a point, or an array of points with a row for each")
        scene = self._scene({**keywords, "steps": steps}, "descend", ["start", "steps"], ["steps"])
        has_borders = keywords.get("x") is not None or keywords.get("y") is not None
        rows = _steepest.descend(self._core, scene, starts, has_borders)
        paths = [Trajectory(points, f, slopes, name, end, lifted) for name, points, f, slopes, end, lifted in rows]
        if is_one and len(paths) == 1:
            return paths[0]
        return _Paths(paths)

    def critical_points(self, **keywords) -> Table[CriticalPoint]:
        """Minima, maxima, saddles and degenerate points in the domain, and lines and rings of them.

        Parameters
        ----------
        **keywords
            ``x``, ``y`` (what is searched) and ``grid`` (starts of Newton's method; 256, of samples two a cell).

        Returns
        -------
        Table of CriticalPoint

        Examples
        --------
        >>> [(p.kind, round(p.x, 12), round(p.y, 12)) for p in Field("x^2 - y^2").critical_points()]
        [('saddle', 0.0, 0.0)]
        """
        rows, has_plateaus = _steepest.critical_points(self._core, self._scene(keywords, "critical_points"))
        points = [
            CriticalPoint(kind, n[0], n[1], n[2], (n[3], n[4]), n[5], mark, _extent(extent))
            for kind, n, mark, extent in rows
        ]
        note = "stationary points on plateaus, and where lines of them cross, are not listed" if has_plateaus else ""
        return Table(points, ["kind", "x", "y", "f", "eigenvalue1", "eigenvalue2", "within", "mark"], note)

    def basins(self, *, device: str = "auto", steps: int | None = None, grid=None, **keywords) -> Basins:
        """Which minimum each start of a grid reaches.

        Parameters
        ----------
        grid : int or (int, int), optional
            Starts along x and y; 512.
        steps : int, optional
            The most steps of a start; 10,000.
        device : {"auto", "gpu", "cpu"}
            32 bits on the GPU, polished in 64, or 64 bits on the CPU.
        **keywords
            ``x``, ``y`` and those of the optimizer; without one, starts follow the curve of steepest descent.

        Returns
        -------
        Basins
        """
        keywords = {**keywords, "basins": grid if grid is not None else 512, "basin_steps": steps}
        try:
            scene = self._scene(keywords, "basins", ["steps", "device"], ["basins", "basin_steps"])
        except (TypeError, ValueError) as error:
            # Their keywords in a picture are others.
            raise type(error)(str(error).replace("`basins`", "`grid`").replace("`basin_steps`", "`steps`")) from None
        answer = _steepest.basins(self._core, scene, device)
        shape = len(answer["y"]), len(answer["x"])
        minima = [
            Basin(x, y, f, fraction, median, mark, _extent(extent))
            for (x, y), f, fraction, median, mark, extent in answer["minima"]
        ]
        return Basins(
            answer["x"],
            answer["y"],
            answer["labels"].reshape(shape),
            answer["steps"].reshape(shape),
            Table(minima, ["x", "y", "f", "fraction", "median_steps", "mark"]),
            answer["unconverged"],
            answer["left_domain"],
        )

    def fate(self, start: Sequence[float], over, *, steps: int = 1000, grid=256, device: str = "auto", **keywords) -> Fate:
        """What becomes of one start over two hyperparameters: it converges, cycles or diverges.

        Parameters
        ----------
        start : (float, float)
        over : dict or list of str
            Two hyperparameters, the one across first: ``{"lr": (1e-3, 1, "log"), "momentum": (0, 0.99)}``, or
            ``["lr=1e-3..1,log", "momentum=0..0.99"]``.
        steps : int
            The most steps.
        grid : int or (int, int)
            Values of each.
        device : {"auto", "gpu", "cpu"}
        **keywords
            ``optimizer`` and what it takes.

        Returns
        -------
        Fate
        """
        if isinstance(over, str):
            raise TypeError("`over` is a dict, or a list of two texts")
        texts = list(over) if not isinstance(over, Mapping) else [_sweep(name, ends) for name, ends in over.items()]
        if len(texts) != 2:
            raise ValueError(f"`over` names {len(texts)} hyperparameters; give two, one across and one upwards")
        scene = self._scene(keywords, "fate", ["start", "over", "steps", "grid", "device"])
        sides = [int(side) for side in ((grid, grid) if np.ndim(grid) == 0 else grid)]
        point = np.asarray(start, dtype=float).ravel().tolist()
        if len(point) != 2:
            raise ValueError("`start` is a point, x and y")
        answer = _steepest.fate(self._core, scene, point, texts, sides, int(steps), device)
        shape = len(answer["up"]), len(answer["across"])
        best = answer["best"] and (tuple(answer["best"][0]), answer["best"][1])
        return Fate(
            tuple(answer["names"]),
            answer["across"],
            answer["up"],
            answer["fates"].reshape(shape),
            answer["steps"].reshape(shape),
            best,
        )


class _Paths(Table[Trajectory]):
    """Trajectories, a line each."""

    def __init__(self, paths, columns=None, note=""):
        super().__init__(paths, ["optimizer", "start", "steps", "end", "point", "f"])

    def _cells(self):
        return [
            [path.optimizer, path.points[0].tolist(), len(path) - 1, path.end, path.points[-1].tolist(), float(path.f[-1])]
            for path in self
        ]


def _labelled(source, x, y, name):
    """An array with the coordinates that xarray or pandas keep with it; rows along y."""
    dims, coords = getattr(source, "dims", None), getattr(source, "coords", None)
    if dims is not None and coords is not None and len(dims) == 2:
        across = ("x", "lon", "longitude", "easting")
        if str(dims[0]).lower() in across and str(dims[1]).lower() not in across:
            source, dims = source.T, dims[::-1]
        x = np.asarray(coords[dims[1]]) if x is None and dims[1] in coords else x
        y = np.asarray(coords[dims[0]]) if y is None and dims[0] in coords else y
        return source, x, y, name or getattr(source, "name", None)
    columns, index = getattr(source, "columns", None), getattr(source, "index", None)
    if columns is not None and index is not None:
        x = np.asarray(columns) if x is None and np.asarray(columns).dtype.kind in "fiuMm" else x
        y = np.asarray(index) if y is None and np.asarray(index).dtype.kind in "fiuMm" else y
        source = source.to_numpy(dtype=np.float64, na_value=np.nan)
    return source, x, y, name


def _sweep(name, ends):
    if isinstance(ends, str) or np.size(ends) not in (2, 3):
        raise ValueError(f"`over` gives `{name}` its first and last value, and \"log\" where it is logarithmic")
    first, last, *scale = ends
    return f"{name}={float(first)!r}..{float(last)!r}" + (f",{scale[0]}" if scale else "")


def _rebuild(source, keywords):
    with warnings.catch_warnings():
        # What there was to say was said when it was made.
        warnings.simplefilter("ignore", Remark)
        return Field(source, **keywords)


def _field(source) -> Field:
    """A field, or what one is made of."""
    return source if isinstance(source, Field) else Field(source)


@dataclass(frozen=True)
class _Entry:
    """A field of the catalogue."""

    name: str
    formula: str
    domain: tuple
    minima: list
    note: str | None

    @property
    def x(self):
        return tuple(self.domain[0])

    @property
    def y(self):
        return tuple(self.domain[1])


@dataclass(frozen=True)
class _Rule:
    """An optimizer of the package."""

    name: str
    parameters: dict


def fields() -> Table:
    """The catalogue of classic test functions, by name."""
    return Table([_Entry(*row) for row in _steepest.catalogue()], ["name", "formula", "x", "y", "note"])


def optimizers() -> Table:
    """The optimizers, each with its parameters and their defaults."""
    return Table([_Rule(*row) for row in _steepest.optimizers()], ["name", "parameters"])
