"""A picture that turns and zooms in a cell: an anywidget whose pictures are drawn in the kernel."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from . import _steepest
from ._picture import Picture, Scene, _prepared, _say

try:
    import anywidget
    import traitlets
except ImportError as error:
    raise ImportError("explore() needs anywidget: pip install anywidget") from error

__all__ = ["Explorer", "explore"]

#: Traits that are keywords of a scene, each with the name of its keyword.
_KEYS = ("density", "arrow_scale", "lr", "steps", "optimizer", "view", "colormap")


def explore(field: Any, **keywords) -> Explorer:
    """Shows a field in the cell, to be turned, zoomed and descended.

    A drag turns the surface and moves the contours, the wheel zooms about the pointer, a click starts a trajectory, a double
    click shows the whole domain again, and what is under the pointer is read out. The sliders are the article's: density,
    arrow scale, start, learning rate and iterations; parameters of the formula have theirs.

    Parameters
    ----------
    field : Field, str, array_like, callable or Scene
    **keywords
        As in `steepest.render`; the picture is 640×400 where no ``size`` is given.

    Returns
    -------
    Explorer
        ``.scene`` and ``.picture`` are what is seen; its traits are observed and linked as those of ipywidgets are.
    """
    return Explorer(field, **keywords)


class Explorer(anywidget.AnyWidget):
    """The widget of `explore`."""

    _esm = Path(__file__).with_name("explore.js")

    density = traitlets.Int(15, min=1, max=300).tag(sync=True)
    arrow_scale = traitlets.Float(None, allow_none=True).tag(sync=True)
    start = traitlets.List(traitlets.Float(), default_value=None, allow_none=True, minlen=2, maxlen=2).tag(sync=True)
    lr = traitlets.Float(None, allow_none=True).tag(sync=True)
    steps = traitlets.Int(20, min=0, max=100_000).tag(sync=True)
    optimizer = traitlets.Unicode(None, allow_none=True).tag(sync=True)
    view = traitlets.Unicode("both").tag(sync=True)
    colormap = traitlets.Unicode("viridis").tag(sync=True)
    parameters = traitlets.Dict(value_trait=traitlets.Float(), key_trait=traitlets.Unicode()).tag(sync=True)
    readout = traitlets.Unicode("").tag(sync=True)
    error = traitlets.Unicode("").tag(sync=True)
    _domain: traitlets.List = traitlets.List().tag(sync=True)
    _size: traitlets.List = traitlets.List().tag(sync=True)
    _choices = traitlets.Dict().tag(sync=True)
    _png = traitlets.Bytes(b"").tag(sync=True)

    def __init__(self, field: Any, **keywords):
        keywords.setdefault("size", (640, 400))
        field, scene = _prepared(field, None, keywords)
        _say(field, scene)
        self._field = field
        self._pixels: Any = None
        self._session = _steepest.SessionCore(field._core, scene)
        shown = _steepest.shown(scene)
        starts = shown.pop("start")
        (x, y) = field.domain
        choices = {
            "optimizer": [rule.name for rule in _optimizers()],
            "view": ["both", "surface", "contour"],
            "colormap": ["viridis", "magma", "plasma", "inferno", "cividis", "coolwarm", "RdBu", "terrain", "Greys", "twilight"],
        }
        super().__init__(
            **shown,
            start=list(starts[0]) if starts else None,
            parameters=field.parameters,
            _domain=[*x, *y],
            _size=list(scene.size),
            _choices=choices,
        )
        self._is_silent = False
        self.observe(self._changed, names=[*_KEYS, "start"])
        self.observe(self._new_parameters, names=["parameters"])
        self.on_msg(self._heard)
        # Where nothing can be drawn, the first cell says what to install.
        self._render()

    @property
    def scene(self) -> Scene:
        """What is seen, as a scene."""
        return Scene._of(self._session.scene(), self._field)

    @property
    def picture(self) -> Picture:
        """What is seen, as a picture."""
        return Picture(self._pixels.copy(), self._field.with_parameters(self.parameters) if self.parameters else self._field, self.scene)

    def __repr__(self) -> str:
        width, height = self._size
        return f"<Explorer of {self._field.name}, {width}×{height}>"

    def _render(self):
        """Draws what is seen and sends it."""
        self._pixels = self._session.render()
        self.error = ""
        self._png = bytes(_steepest.png(self._pixels, 100.0, False))

    def _draw(self):
        """Draws what is seen; what cannot be drawn says why and leaves the last picture."""
        try:
            self._render()
        except Exception as error:  # A callable raises what it likes.
            self.error = str(error) or type(error).__name__

    def _take(self, change, act):
        """Acts on a trait that was set and draws; what does not work is taken back, and raised where the trait was set."""
        if self._is_silent:
            return
        before = self._session.scene()
        try:
            act()
            self._render()
        except Exception as error:
            self._session.set_scene(before)
            self._is_silent = True
            try:
                setattr(self, change["name"], change["old"])
            finally:
                self._is_silent = False
            self.error = str(error) or type(error).__name__
            raise

    def _changed(self, change):
        keywords = {name: getattr(self, name) for name in _KEYS}
        keywords = {name: value for name, value in keywords.items() if value is not None}
        if change["name"] == "start":
            keywords["start"] = [] if self.start is None else [list(self.start)]
        self._take(change, lambda: self._session.set_keywords(keywords))

    def _new_parameters(self, change):
        def act():
            for name, value in self.parameters.items():
                if name not in self._field.parameters:
                    raise ValueError(f"`{name}` is no parameter of the formula; it has {', '.join(self._field.parameters) or 'none'}")
                if not np.isfinite(value):
                    raise ValueError(f"`{name}` is {value}; give a number")
                self._session.set_parameter(name, float(value))

        self._take(change, act)

    def _heard(self, _, message, buffers):
        """What the pointer did."""
        kind, at = message.get("kind"), [float(v) for v in message.get("at", (0, 0))]
        if kind == "hover":
            reading = self._session.hover(at)
            if reading is None:
                self.readout = ""
            else:
                (x, y), (f, fx, fy) = reading
                self.readout = f"x {x:.5g}  y {y:.5g}  f {f:.6g}  ∇f ({fx:.5g}, {fy:.5g})"
            return
        changed = False
        if kind == "drag":
            by = [float(v) for v in message["by"]]
            changed = self._session.drag(at, by, bool(message.get("primary", True)), False)
        elif kind == "wheel":
            changed = self._session.wheel(at, float(np.clip(message["notches"], -20, 20)))
        elif kind == "click":
            changed = self._session.click(at)
        elif kind == "reset":
            self._session.double_click()
            changed = True
        elif kind == "clear":
            self._session.clear()
            changed = True
        if changed:
            starts = self._session.starts()
            self._is_silent = True
            try:
                self.start = list(starts[-1]) if starts else None
            finally:
                self._is_silent = False
            self._draw()


def _optimizers():
    from ._field import optimizers

    return optimizers()
