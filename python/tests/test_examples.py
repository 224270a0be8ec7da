"""The loss landscape: its gradient is that of its loss, its path ends where the picture says, and it is drawn."""

import importlib.util
from pathlib import Path

import numpy as np
import pytest

import steepest as st

EXAMPLE = Path(__file__).parents[1] / "examples" / "loss_landscape.py"


def test_the_loss_landscape_is_that_of_the_net(tmp_path):
    spec = importlib.util.spec_from_file_location("loss_landscape", EXAMPLE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    weights = np.random.default_rng(1).normal(size=module.SPLITS[-1])
    slopes = module.gradient(weights)
    for index in range(len(weights)):
        step = 1e-6 * np.eye(len(weights))[index]
        rise = (module.loss(weights + step)[0] - module.loss(weights - step)[0]) / 2e-6
        assert abs(rise - slopes[index]) < 1e-8
    with pytest.warns(st.Remark):
        field, seen = module.main(tmp_path / "loss.png")
    assert (tmp_path / "loss.png").stat().st_size > 20_000
    assert np.allclose(seen[-1], 0) and field(*seen[-1]) < 0.5 * field(*seen[0])
