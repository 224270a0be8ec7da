"""f, ∇f and the Hessian against PyTorch's autograd, and minima against SciPy's BFGS; data/record.py wrote the values."""

import json
from pathlib import Path

import numpy as np
import pytest

import steepest as st

DATA = Path(__file__).parent / "data"
AUTOGRAD = json.loads((DATA / "autograd.json").read_text())
POINTS = np.array(AUTOGRAD["points"]).T
MINIMA = json.loads((DATA / "minima.json").read_text())


def close(found, expected, within=1e-12):
    found, expected = np.asarray(found), np.asarray(expected)
    scale = np.max(np.abs(expected), axis=tuple(range(1, expected.ndim)), keepdims=True) + 1
    return np.max(np.abs(found - expected) / scale) <= within


@pytest.mark.parametrize("row", AUTOGRAD["formulas"], ids=lambda row: row["formula"])
def test_f_and_its_derivatives_are_autograds(row):
    f = st.Field(row["formula"])
    assert close(f(*POINTS), row["f"])
    assert close(np.stack(f.gradient(*POINTS), -1), row["gradient"])
    assert close(f.hessian(*POINTS), row["hessian"])


def test_the_comparison_rejects_a_wrong_slope():
    row = AUTOGRAD["formulas"][0]
    assert not close(np.array(row["gradient"]) + 1e-11, row["gradient"])


@pytest.mark.parametrize("row", MINIMA, ids=lambda row: row["formula"])
def test_minima_are_scipys(row):
    reach = (-row["reach"], row["reach"])
    found = [p for p in st.Field(row["formula"]).critical_points(x=reach, y=reach) if p.kind == "minimum"]
    expected = np.array(row["minima"])
    assert len(found) == len(expected)
    for x, y, value in expected:
        nearest = min(found, key=lambda p: np.hypot(p.x - x, p.y - y))
        assert np.allclose((nearest.x, nearest.y), (x, y), atol=1e-6) and np.isclose(nearest.f, value, atol=1e-12)
