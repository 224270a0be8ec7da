"""What the methods of a field return: arrays, and small records that show themselves as tables."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any, Generic, Iterator, TypeVar

import numpy as np

from . import _steepest

__all__ = ["Basin", "Basins", "CriticalPoint", "Fate", "Grid", "Table", "Trajectory"]

_Row = TypeVar("_Row")


def _escape(text: str) -> str:
    import html  # Its table of entities takes longer to read than most of this package.

    return html.escape(text)


def _html(header: list[str], rows: list[list[Any]]) -> str:
    def line(cells, tag):
        return "<tr>" + "".join(f"<{tag}>{_escape(str(cell))}</{tag}>" for cell in cells) + "</tr>"

    return "<table>" + line(header, "th") + "".join(line(row, "td") for row in rows) + "</table>"


def _short(cell):
    """A cell of a table that is printed: what is long is cut, and whole in a notebook's."""
    text = cell if isinstance(cell, (int, float)) else str(cell)
    return f"{text[:59]}…" if isinstance(text, str) and len(text) > 60 else text


def _pandas():
    try:
        import pandas
    except ImportError as error:
        raise ImportError("to_pandas() needs pandas: pip install pandas") from error
    return pandas


class Table(Generic[_Row]):
    """Records of one kind, in order: indexed and iterated as a tuple, shown as a table.

    Parameters
    ----------
    rows : sequence
        The records, dataclasses of one class.
    columns : list of str
        Names of what is shown of each.
    note : str
        A sentence below the table.
    """

    def __init__(self, rows, columns, note=""):
        self._rows = tuple(rows)
        self._columns = list(columns)
        self.note = note

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[_Row]:
        return iter(self._rows)

    def __getitem__(self, index) -> Any:
        return self._rows[index]

    def __eq__(self, other):
        return isinstance(other, Table) and (self._rows, self._columns) == (other._rows, other._columns)

    __hash__ = None  # type: ignore[assignment]

    def _cells(self) -> list[list[Any]]:
        return [[getattr(row, name) for name in self._columns] for row in self._rows]

    def __repr__(self) -> str:
        if not self._rows:
            return f"(none){' ' + self.note if self.note else ''}"
        lines = [[_short(cell) for cell in row] for row in (self._columns, *self._cells())]
        return _steepest.table(lines).rstrip("\n") + ("\n" + self.note if self.note else "")

    def _repr_html_(self) -> str:
        return _html(self._columns, self._cells()) + _escape(self.note)

    def to_pandas(self):
        """The table as a ``pandas.DataFrame``, with a row for each record."""
        return _pandas().DataFrame(self._cells(), columns=self._columns)


@dataclass(frozen=True)
class CriticalPoint:
    """A point or a curve where the gradient vanishes.

    Attributes
    ----------
    kind : str
        ``"minimum"``, ``"maximum"``, ``"saddle"`` or ``"degenerate"``.
    x, y : float
        Where it is; of a curve or an area, one of its points.
    f : float
        The field's value there.
    eigenvalues : tuple of float
        Of the Hessian, the lower first.
    within : float
        Newton's step from there, in units of the domain: how exactly the point is known.
    mark : str
        ``"cusp"`` where the gradient does not vanish, ``"curve"`` for lines and rings, ``"area"`` for level floors
        and tops, else empty.
    extent : tuple or None
        First and last x, first and last y of a curve or an area.
    """

    kind: str
    x: float
    y: float
    f: float
    eigenvalues: tuple[float, float]
    within: float
    mark: str = ""
    extent: tuple | None = None

    @property
    def eigenvalue1(self) -> float:
        """The lower eigenvalue."""
        return self.eigenvalues[0]

    @property
    def eigenvalue2(self) -> float:
        """The higher eigenvalue."""
        return self.eigenvalues[1]

    @property
    def point(self) -> tuple[float, float]:
        """x and y."""
        return (self.x, self.y)


@dataclass(frozen=True)
class Basin:
    """A minimum that starts reach, or a maximum where they climb.

    Attributes
    ----------
    x, y, f : float
        Where it is, and the field's value there.
    fraction : float
        How many of all starts reach it, from 0 to 1.
    median_steps : float
        The median of the steps that they took.
    mark : str
        ``"cusp"``, ``"curve"`` or ``"area"``, else empty.
    extent : tuple or None
        First and last x, first and last y of a curve of minima.
    """

    x: float
    y: float
    f: float
    fraction: float
    median_steps: float
    mark: str = ""
    extent: tuple | None = None


def _summary(self) -> str:
    """Arrays by their shape, all else as it is."""
    parts = []
    for item in fields(self):
        value = getattr(self, item.name)
        parts.append(f"{item.name}={f'array{value.shape}' if isinstance(value, np.ndarray) else repr(value)}")
    return f"{type(self).__name__}({', '.join(parts)})"


def _same(self, other) -> bool:
    """Equal where all arrays are, NaN being equal to NaN."""
    if type(self) is not type(other):
        return NotImplemented
    for item in fields(self):
        a, b = getattr(self, item.name), getattr(other, item.name)
        is_array = isinstance(a, np.ndarray)
        if is_array and not np.array_equal(a, b, equal_nan=a.dtype.kind == "f") or not is_array and a != b:
            return False
    return True


@dataclass(frozen=True, repr=False, eq=False)
class Grid:
    """f and its gradient at the nodes of a grid: rows along y, columns along x, as ``np.meshgrid(x, y)``.

    Attributes
    ----------
    x : ndarray, shape (nx,)
    y : ndarray, shape (ny,)
    f, fx, fy : ndarray, shape (ny, nx)
        Values, and derivatives by x and y.
    """

    x: np.ndarray
    y: np.ndarray
    f: np.ndarray
    fx: np.ndarray
    fy: np.ndarray

    __repr__ = _summary
    __eq__ = _same

    def to_pandas(self):
        """A ``pandas.DataFrame`` of x, y, f, fx and fy with a row for each node."""
        xs, ys = np.meshgrid(self.x, self.y)
        columns = {"x": xs, "y": ys, "f": self.f, "fx": self.fx, "fy": self.fy}
        return _pandas().DataFrame({name: values.ravel() for name, values in columns.items()})


@dataclass(frozen=True, repr=False, eq=False)
class Trajectory:
    """Where an optimizer went from a start.

    Attributes
    ----------
    points : ndarray, shape (steps + 1, variables)
        The start and every step after it.
    f : ndarray, shape (steps + 1,)
        The field's value at each.
    gradient : ndarray, shape (steps + 1, variables)
        Its gradient at each.
    optimizer : str
        What moved the point.
    end : str
        ``"moving"`` after all steps; ``"converged"``, ``"left"`` the domain, or ``"not finite"``.
    regularised : int
        Steps at which Newton's method met a Hessian that was not positive, and lifted it.
    """

    points: np.ndarray
    f: np.ndarray
    gradient: np.ndarray
    optimizer: str
    end: str
    regularised: int = 0

    __eq__ = _same

    def __len__(self) -> int:
        return len(self.points)

    def __array__(self, dtype=None, copy=None):
        return np.array(self.points, dtype=dtype, copy=True) if dtype or copy else self.points

    @property
    def x(self) -> np.ndarray:
        """The first coordinate of every point."""
        return self.points[:, 0]

    @property
    def y(self) -> np.ndarray:
        """The second coordinate of every point."""
        return self.points[:, 1]

    def _lines(self) -> tuple[list[str], list[list[Any]]]:
        size = self.points.shape[1]
        names = ["x", "y", "z", "w"][:size] if size <= 4 else [f"x{index + 1}" for index in range(size)]
        header = ["step", *names, "f", *(f"f{name}" for name in names)]
        numbers = np.column_stack([self.points, self.f, self.gradient]).tolist()
        return header, [[step, *row] for step, row in enumerate(numbers)]

    def __repr__(self) -> str:
        header, rows = self._lines()
        if len(rows) > 24:
            dots = [["…"] * len(header)]
            rows = rows[:12] + dots + rows[-11:]
        return f"{self.optimizer}, {self.end} after {len(self) - 1} steps\n" + _steepest.table([header, *rows]).rstrip()

    def _repr_html_(self) -> str:
        header, rows = self._lines()
        shown = rows if len(rows) <= 24 else rows[:12] + [["…"] * len(header)] + rows[-11:]
        return f"{_escape(self.optimizer)}, {self.end} after {len(self) - 1} steps" + _html(header, shown)

    def to_pandas(self):
        """A ``pandas.DataFrame`` with a row for each step."""
        header, rows = self._lines()
        return _pandas().DataFrame(rows, columns=header).set_index("step")


@dataclass(frozen=True, repr=False, eq=False)
class Basins:
    """Which minimum each start of a grid reaches.

    Attributes
    ----------
    x : ndarray, shape (nx,)
    y : ndarray, shape (ny,)
        The starts.
    labels : ndarray of int32, shape (ny, nx)
        The index in ``minima`` of what each start reaches, −1 where it reaches none.
    steps : ndarray of int32, shape (ny, nx)
        How many steps each took.
    minima : Table of Basin
        The lowest first.
    unconverged, left_domain : int
        Starts that reach no minimum, and those that leave the domain.
    """

    x: np.ndarray
    y: np.ndarray
    labels: np.ndarray
    steps: np.ndarray
    minima: Table[Basin]
    unconverged: int
    left_domain: int

    __eq__ = _same

    def __repr__(self) -> str:
        counts = f"{self.labels.size} starts, {self.unconverged} unconverged, {self.left_domain} left the domain"
        return f"{self.minima!r}\n{counts}"

    def _repr_html_(self) -> str:
        counts = f"{self.labels.size} starts, {self.unconverged} unconverged, {self.left_domain} left the domain"
        return self.minima._repr_html_() + counts

    def to_pandas(self):
        """The minima as a ``pandas.DataFrame``."""
        return self.minima.to_pandas()


@dataclass(frozen=True, repr=False, eq=False)
class Fate:
    """What becomes of one start over two hyperparameters.

    Attributes
    ----------
    names : tuple of str
        The hyperparameter across and the one upwards.
    across : ndarray, shape (columns,)
    up : ndarray, shape (rows,)
        Their values.
    fates : ndarray of int8, shape (rows, columns)
        Indices in ``kinds``.
    steps : ndarray of int32, shape (rows, columns)
        Steps to converge, −1 where it does not.
    best : tuple or None
        The pair of values that converges fastest, and its steps.
    kinds : tuple of str
        ``("converged", "cycling", "diverged", "moving")``.
    """

    names: tuple[str, str]
    across: np.ndarray
    up: np.ndarray
    fates: np.ndarray
    steps: np.ndarray
    best: tuple | None
    kinds: tuple[str, ...] = field(default=("converged", "cycling", "diverged", "moving"))

    __eq__ = _same

    def __repr__(self) -> str:
        counts = ", ".join(f"{int((self.fates == code).sum())} {kind}" for code, kind in enumerate(self.kinds))
        if self.best is None:
            return counts
        values, steps = self.best
        settings = " ".join(f"{name}={value:.6g}" for name, value in zip(self.names, values))
        return f"{counts}\nfastest: {steps} steps at {settings}"

    def to_pandas(self):
        """A ``pandas.DataFrame`` with a row for each pair of values."""
        across, up = np.meshgrid(self.across, self.up)
        columns = {self.names[0]: across, self.names[1]: up, "fate": np.array(self.kinds)[self.fates], "steps": self.steps}
        return _pandas().DataFrame({name: values.ravel() for name, values in columns.items()})
