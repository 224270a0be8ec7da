"""See a scalar field f(x, y), its gradient and what follows the gradient.

>>> import steepest as st
>>> f = st.Field("4 - (x^2 + y^2)")
>>> f(1, 1)
2.0
>>> fx, fy = f.gradient(1, 1)
>>> fx, fy
(-2.0, -2.0)

``st.render(f)`` is a picture that shows itself in a notebook, ``st.explore(f)`` one that turns and zooms there.
"""

import os as _os

# Mesa's layer that reorders devices looks for a display server and complains where there is none.
_os.environ.setdefault("NODEVICE_SELECT", "1")

try:
    from . import _steepest
except ImportError as error:
    if not _os.path.exists(_os.path.join(_os.path.dirname(__file__), "..", "pyproject.toml")):
        raise
    # Python was started in the folder of the sources, which it looks into first.
    raise ImportError("these are the sources, which are not built; after `pip install ./python`, start Python in another folder") from error

from ._field import Field, Remark, fields, optimizers
from ._picture import Animation, Picture, Scene, animate, doctor, keywords, render
from ._results import Basin, Basins, CriticalPoint, Fate, Grid, Table, Trajectory
from ._steepest import GpuError, __version__

__all__ = [
    "Animation",
    "Basin",
    "Basins",
    "CriticalPoint",
    "Fate",
    "Field",
    "Grid",
    "GpuError",
    "Picture",
    "Remark",
    "Scene",
    "Table",
    "Trajectory",
    "animate",
    "doctor",
    "explore",
    "fields",
    "keywords",
    "optimizers",
    "render",
]


def __getattr__(name):
    # The widget's package takes longer to import than all of this, and few cells need it.
    if name == "explore":
        from ._explore import explore

        return explore
    raise AttributeError(f"module 'steepest' has no attribute {name!r}")


def __dir__():
    return sorted([*globals(), "explore"])
