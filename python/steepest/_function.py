"""Functions of Python as fields: called with arrays where they take them, with derivatives by central differences."""

from __future__ import annotations

import sys
import threading

import numpy as np

__all__ = ["Function"]


class Function:
    """A function and, where there is one, its gradient; of arrays of any one shape, a coordinate each.

    They are called by one thread at a time: a loss that first sets the weights of a model must not be called meanwhile.
    """

    __slots__ = ("values", "slopes")

    def __init__(self, function, gradient=None):
        lock = threading.RLock()
        self.values = _Vectorised(function, "f", lock)
        self.slopes = None if gradient is None else _Vectorised(gradient, "gradient", lock)

    def __call__(self, *points):
        return self._at(self.values, points)

    def _beside(self, *points):
        """f, or the gradient where there is one, of copies: a function may change the arrays that it is given."""
        copies = [point.copy() for point in points]
        return self(*copies) if self.slopes is None else np.stack(self._at(self.slopes, copies))

    def gradient(self, *points):
        """∂f by each coordinate; NaN where f is not finite."""
        f = self(*(point.copy() for point in points))
        found = [self._slope(points, index) for index in range(len(points))] if self.slopes is None else self._beside(*points)
        return tuple(np.where(np.isfinite(f), slope, np.nan) for slope in found)

    def hessian(self, *points):
        """Rows and columns of second derivatives."""
        n = len(points)
        if self.slopes is not None:
            across = [self._slope(points, index) for index in range(n)]
            return [[0.5 * (across[row][column] + across[column][row]) for column in range(n)] for row in range(n)]
        f, found = self._beside(*points), [[None] * n for _ in range(n)]
        steps = [self._ends(point, 0.25) for point in points]
        half = [0.5 * (above - below) for below, above in steps]

        def at(*moved):
            """f where some coordinates are another: pairs of an index and which end."""
            ends = dict(moved)
            return self._beside(*(steps[k][ends[k]] if k in ends else point for k, point in enumerate(points)))

        for i in range(n):
            found[i][i] = (at((i, 1)) - 2 * f + at((i, 0))) / half[i] ** 2
            for j in range(i):
                mixed = at((i, 1), (j, 1)) - at((i, 1), (j, 0)) - at((i, 0), (j, 1)) + at((i, 0), (j, 0))
                found[i][j] = found[j][i] = mixed / (4 * half[i] * half[j])
        return found

    @staticmethod
    def _at(vectorised, points):
        shape = points[0].shape
        values = vectorised(*(np.ascontiguousarray(point).reshape(-1) for point in points))
        return [part.reshape(shape) for part in values] if isinstance(values, tuple) else values.reshape(shape)

    def _slope(self, points, index):
        low, high = self._ends(points[index], 1 / 3)
        below, above = (self._beside(*points[:index], end, *points[index + 1 :]) for end in (low, high))
        return (above - below) / (high - low)

    def _ends(self, at, power):
        """The coordinates on both sides of others that balance rounding against what a difference cuts short."""
        epsilon = max(function.epsilon for function in (self.values, self.slopes) if function is not None)
        step = epsilon**power * np.maximum(1.0, np.abs(at))
        return at - step, at + step


class _Vectorised:
    """A callable of arrays: one that takes a point at a time is called with one after the other."""

    __slots__ = ("function", "what", "takes_arrays", "is_of_tensors", "epsilon", "lock", "__weakref__")

    def __init__(self, function, what, lock):
        self.lock = lock
        self.function, self.what, self.takes_arrays, self.is_of_tensors = function, what, None, False
        #: How exact its numbers are.
        self.epsilon = float(np.finfo(np.float64).eps)

    def __call__(self, *points, stop=None):
        shape = points[0].shape
        if not points[0].size:
            return tuple(np.empty(shape) for _ in points) if self.what == "gradient" else np.empty(shape)
        with self.lock:
            if self.takes_arrays is None:
                self.takes_arrays = self._try(points)
            if self.takes_arrays:
                parts = [self._shaped(part, shape) for part in self._of(points)]
            else:
                parts = list(np.stack([self._of_point(point, stop) for point in zip(*points)], axis=-1))
        return tuple(parts) if self.what == "gradient" else parts[0]

    def _of(self, points):
        """What it returns, an array for f and for each coordinate of a gradient."""
        values = self.function(*points)
        if self.what == "f":
            return [self._floats(values)]
        if not isinstance(values, (tuple, list)):
            values = self._floats(values)
        if np.ndim(values) == 0 and not isinstance(values, (tuple, list)) or len(values) != len(points):
            raise ValueError(f"gradient did not return a derivative for each of {len(points)} coordinates")
        return [self._floats(part) for part in values]

    def _of_point(self, point, stop=None):
        if stop is not None and stop.is_set():
            raise KeyboardInterrupt
        parts = self._of([float(value) for value in point])
        if any(part.size != 1 for part in parts):
            raise ValueError(f"{self.what} returned {max(part.size for part in parts)} numbers for a point")
        return np.array([part.item() for part in parts])

    def _shaped(self, values, shape):
        if values.shape not in ((), shape):
            raise ValueError(f"{self.what} returned values of shape {values.shape} for points of shape {shape}")
        return np.ascontiguousarray(np.broadcast_to(values, shape))

    def _floats(self, values) -> np.ndarray:
        """Numbers of NumPy, PyTorch, JAX or Python as float64."""
        if values is None:
            raise ValueError(f"{self.what} returned None, as a function without `return` does")
        if hasattr(values, "detach"):
            values = values.detach().cpu().numpy()
        if isinstance(values, (tuple, list)):
            return np.asarray([self._floats(value) for value in values])
        if np.ma.isMaskedArray(values):
            values = np.ma.asarray(values, dtype=np.float64).filled(np.nan)
        values = np.asarray(values)
        if values.dtype.kind not in "fiubO":
            raise ValueError(f"{self.what} returned {values.dtype}, which are no real numbers")
        if values.dtype.kind == "f":
            self.epsilon = max(self.epsilon, float(np.finfo(values.dtype).eps))
        return values.astype(np.float64, copy=False)

    def _try(self, points):
        """Whether arrays are taken: the first and the last point together have the values that they have apart."""
        pair = [np.concatenate([point[:1], point[-1:]]) for point in points]
        apart = list(zip(*pair))
        try:
            both = self._of(pair)
        except Exception as error:  # Whatever it raises of arrays, it may take points.
            return self._takes_points(apart, error)
        try:
            together = np.stack([self._of_point(point) for point in apart], axis=-1)
        except Exception:  # It takes nothing but arrays.
            return True
        same = [part.shape == (2,) or self.what == "gradient" and part.shape == () for part in both]
        return all(same) and bool(np.allclose([np.broadcast_to(part, 2) for part in both], together, 1e-6, 1e-12, True))

    def _takes_points(self, apart, error):
        try:
            self._of_point(apart[0])
        except TypeError:
            # Functions of PyTorch take tensors alone.
            if "torch" not in sys.modules or not isinstance(error, TypeError) or self.is_of_tensors:
                raise
            self.is_of_tensors = True
            self.function = _of_tensors(self.function, apart[0])
            return self._try([np.array(coordinate) for coordinate in zip(*apart)])
        return False


def _of_tensors(function, point):
    """The function given tensors of 64 bits, or of the usual bits where its own weights have those."""
    torch = sys.modules["torch"]

    def of(dtype):
        return lambda *points: function(*(torch.as_tensor(point, dtype=dtype) for point in points))

    try:
        of(torch.float64)(*(np.array([value, value]) for value in point))
    except RuntimeError:
        return of(torch.get_default_dtype())
    return of(torch.float64)
