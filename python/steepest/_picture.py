"""Pictures and films, made of the same scenes as the command line's and the window's."""

from __future__ import annotations

import os
from typing import Any, Sequence, SupportsIndex

import numpy as np

from . import _steepest
from ._field import Field, _field, _remark
from ._results import Table, Trajectory, _escape

__all__ = ["Animation", "Picture", "Scene", "animate", "doctor", "keywords", "render"]


class Scene:
    """Everything that a picture shows, as plain data; ``str(scene)`` is its TOML, which says what opens the field, too: a
    scene of an array or of a callable has none and says so.

    Parameters
    ----------
    text : str
        The TOML of a scene.

    Examples
    --------
    >>> scene = Scene('version = 2\\nfield = "x*y"\\nview = "contour"')
    >>> scene.command
    "steepest render 'x*y' -o picture.png --view contour"
    """

    __slots__ = ("_core", "_memory")

    def __init__(self, text: str):
        self._core = _steepest.Scene.from_toml(text)
        self._memory: Field | None = None

    @classmethod
    def _of(cls, core, field: Field | None = None) -> Scene:
        """The scene of a field, which it keeps where no text says which it is."""
        scene = cls.__new__(cls)
        scene._core = core
        scene._memory = None if field is None or isinstance(field._recipe[0], (str, os.PathLike)) else field
        return scene

    @classmethod
    def read(cls, path: str | os.PathLike) -> Scene:
        """Reads a scene's file; files that it names are beside it."""
        return cls._of(_steepest.Scene.read(path))

    def save(self, path: str | os.PathLike) -> None:
        """Writes the scene's file, whole or not at all, which ``steepest render`` and the window read; a ValueError where its
        field is an array or a callable, which no file can name, an OSError where it cannot be written.
        """
        self._core.save(path)

    @property
    def command(self) -> str:
        """The command that draws it; a ValueError where its field is an array or a callable."""
        return self._core.command_line()

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        width, height = self._core.size
        return width, height

    def field(self) -> Field:
        """Opens its field; an array or a callable is the one that was drawn."""
        if self._memory is not None:
            return self._memory
        text, parameters, key, origin, band, extent = self._core.field
        x, y = extent or (None, None)
        return Field(text, parameters=parameters, key=key, origin=origin, band=band, x=x, y=y)

    def __str__(self) -> str:
        return self._core.to_toml()

    def __repr__(self) -> str:
        text, has_source = self._core.state()
        return f"Scene({text!r})" if has_source else f"<Scene of samples or a function, {text!r}>"

    def _repr_html_(self) -> str:
        return f"<pre>{_escape(self._core.state()[0])}</pre>"

    def __eq__(self, other):
        return self._core == other._core if isinstance(other, Scene) else NotImplemented

    def __hash__(self):
        return hash(self._core.state())

    def __reduce__(self):
        # A function need not be one that can be pickled.
        is_function = self._memory is not None and self._memory._function is not None
        return _scene, (*self._core.state(), None if is_function else self._memory)


def _scene(text, has_source, field):
    return Scene._of(_steepest.Scene.from_state(text, has_source), field)


class Picture:
    """A picture, which shows itself in a notebook. ``np.asarray(picture)`` and ``ax.imshow(picture)`` take it as it is."""

    __slots__ = ("_pixels", "_field", "_scene", "__weakref__")

    def __init__(self, pixels: np.ndarray, field: Field, scene: Scene):
        pixels.flags.writeable = False
        self._pixels, self._field, self._scene = pixels, field, scene

    @property
    def array(self) -> np.ndarray:
        """The pixels, rows from the top: uint8 of shape (height, width, 4), red, green, blue and opacity; no copy."""
        return self._pixels

    @property
    def scene(self) -> Scene:
        """What it shows. A field that is an array or a callable is a name in it alone."""
        return self._scene

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return self._pixels.shape[1], self._pixels.shape[0]

    @property
    def shape(self) -> tuple[int, ...]:
        """That of the array."""
        return self._pixels.shape

    def __array__(self, dtype=None, copy=None):
        if copy or dtype is not None and np.dtype(dtype) != np.uint8:
            return np.array(self._pixels, dtype=dtype)
        return self._pixels

    def _repr_png_(self) -> bytes:
        has_opacity = bool((self._pixels[..., 3] < 255).any())
        return _steepest.png(self._pixels, 100.0, has_opacity)

    def __repr__(self) -> str:
        width, height = self.size
        return f"<Picture of {self._field.name}, {width}×{height}>"

    def __reduce__(self):
        return _picture, (np.array(self._pixels), self._field, self._scene)

    def save(self, path: str | os.PathLike, *, dpi: float | None = None) -> None:
        """Writes the picture: ``.png`` pixels, ``.svg`` and ``.pdf`` shapes and text. The file is the command line's.

        Parameters
        ----------
        path : path
        dpi : float, optional
            Of an ``.svg`` or a ``.pdf``: pixels to an inch of the images within; 300.

        Raises
        ------
        ValueError
            Where the ending is of something else.
        OSError
            Where it cannot be written; an older file is left as it is then.
        """
        _steepest.save(self._field._core, self._scene._core, os.fsdecode(path), dpi)


def _picture(pixels, field, scene):
    return Picture(pixels, field, scene)


def _prepared(source, trajectories, keywords):
    """The field and the scene of what is to be drawn."""
    base = None
    if isinstance(source, (str, os.PathLike)) and os.fspath(source).lower().endswith(".toml"):
        source = Scene.read(source)
    values = keywords.pop("set", None)
    if isinstance(source, Scene):
        base, field = source._core, source.field()
    elif values and isinstance(source, (str, os.PathLike)):
        field, values = Field(source, parameters=values), None
    else:
        field = _field(source)
    if field._recipe[1].get("name") and keywords.get("title") is None and field._core.kind == "formula":
        keywords["title"] = field.name
    if values:
        field = field.with_parameters(values)
    for name in ("key", "origin", "band", "extent"):
        if name in keywords:
            raise TypeError(f"`{name}` belongs to Field(…), which reads the file")
    routes = None
    if trajectories is not None:
        is_one = isinstance(trajectories, Trajectory) or len(trajectories) > 0 and np.ndim(trajectories[0]) == 1
        routes = [np.asarray(route, dtype=np.float64) for route in ([trajectories] if is_one else trajectories)]
        if any(route.ndim != 2 or route.shape[1] != 2 for route in routes):
            raise ValueError("a trajectory is an array of points, with a row of x and y for each")
        routes = [route.tolist() for route in routes]
    return field, _steepest.Scene.of(field._core, keywords, base, routes)


def _say(field, scene):
    notes = _steepest.notes(field._core, scene)
    if field._function is not None:
        notes.append(
            "the callable is evaluated at every other pixel of what is seen, with a smooth interpolation between; f(x, y) is exact"
        )
    _remark(notes, 3)


def render(field: Any, *, trajectories: Sequence | None = None, **keywords) -> Picture:
    """Draws a field.

    Parameters
    ----------
    field : Field, str, array_like, callable or Scene
        What is drawn; anything else than a field becomes one. A scene, or the path of its ``.toml``, is drawn with what is
        given changed.
    trajectories : list of array_like, shape (n, 2), or one of them, optional
        Runs of one's own, drawn as they are.
    **keywords
        Everything that a scene says, by the names of the command line's options with ``_`` for ``-`` and ``start`` for
        ``--from``: `steepest.keywords` lists them.

    Returns
    -------
    Picture

    Raises
    ------
    TypeError
        Where there is no such keyword; it names the nearest.
    ValueError
        Where a value does not work.
    GpuError
        Where there is no GPU, not even a software one, or it fails.

    Examples
    --------
    >>> render("x^2 + y^2", density=30, arrow_scale=20, size=(640, 400)).array.shape
    (400, 640, 4)
    """
    field, scene = _prepared(field, trajectories, keywords)
    _say(field, scene)
    pixels, remarks = _steepest.render(field._core, scene)
    _remark(remarks, 2)
    return Picture(pixels, field, Scene._of(scene, field))


class Animation:
    """A film, which plays in the cell."""

    __slots__ = ("_field", "_scene", "_range", "_fps", "_bytes")

    def __init__(self, field: Field, scene: Scene, frames: tuple[int, int], fps: float):
        self._field, self._scene, self._range, self._fps = field, scene, frames, fps
        self._bytes: bytes | None = None

    @property
    def scene(self) -> Scene:
        """What moves, and how."""
        return self._scene

    def _repr_png_(self) -> bytes:
        if self._bytes is None:
            import tempfile  # With what it imports it is a quarter of the package's own import.

            with tempfile.TemporaryDirectory() as folder:
                path = os.path.join(folder, "film.apng")
                self.save(path)
                with open(path, "rb") as file:
                    self._bytes = file.read()
        return self._bytes

    def __repr__(self) -> str:
        first, end = self._range
        return f"<Animation of {self._field.name}, {end - first} frames at {self._fps:g} per second>"

    def save(self, path: str | os.PathLike) -> None:
        """Writes the film: ``.gif``, ``.apng``, by ffmpeg ``.mp4`` and ``.webm``, or a folder of frames."""
        _steepest.animate(self._field._core, self._scene._core, os.fsdecode(path), self._range, self._fps)


def animate(
    field: Any,
    frames: int | tuple[int, int] = 48,
    *,
    fps: float = 25.0,
    trajectories: Sequence | None = None,
    **keywords,
) -> Animation:
    """Draws frames of a scene that moves.

    Parameters
    ----------
    field : Field, str, array_like, callable or Scene
    frames : int or (int, int)
        How many frames, or the first and the one behind the last.
    fps : float
        Frames per second.
    **keywords
        As in `render`; ``turn``, ``sweep``, ``zoom``, ``pan`` and ``steps_per_frame`` say what moves.

    Returns
    -------
    Animation
    """
    field, scene = _prepared(field, trajectories, keywords)
    _say(field, scene)
    if not isinstance(frames, SupportsIndex) and (isinstance(frames, str) or np.size(frames) != 2):
        raise TypeError("`frames` is a whole number, or the first frame and the one behind the last")
    first, end = (0, int(frames)) if isinstance(frames, SupportsIndex) else map(int, frames)
    if not 0 <= first < end:
        raise ValueError(f"`frames` {first} to {end} hold no frame")
    film = Animation(field, Scene._of(scene, field), (first, end), float(fps))
    film._repr_png_()
    return film


class _Keyword:
    def __init__(self, name, group, help, default):
        self.name, self.group, self.help, self.default = name, group, help, default


def keywords() -> Table:
    """Every keyword of `render`, what it means and what holds without it."""
    return Table([_Keyword(*row) for row in _steepest.keywords()], ["name", "group", "default", "help"])


def doctor() -> None:
    """Says which adapters there are, and what to install where there is none."""
    adapters = _steepest.adapters()
    for name, backend, kind, driver in adapters:
        print(f"{name} ({kind}, {backend}, {driver})")
    if not adapters:
        try:
            _steepest.render(Field("x")._core, _steepest.Scene.of(Field("x")._core, {}))
        except _steepest.GpuError as error:
            print(error)
