"""The loss landscape: its network learns, its directions are scaled as they say, its path ends where it should, and it is drawn."""

import sys
from pathlib import Path

import numpy as np
import pytest

import steepest as st

sys.path.insert(0, str(Path(__file__).parents[1] / "examples"))

import loss_landscape
import numpy_net


def test_the_networks_gradient_is_that_of_its_loss():
    weights = np.random.default_rng(1).normal(size=numpy_net.ENDS[-1])
    slopes = numpy_net.gradient(weights)
    for index, step in enumerate(1e-6 * np.eye(len(weights))):
        rise = (numpy_net.loss(weights + step) - numpy_net.loss(weights - step)) / 2e-6
        assert abs(rise - slopes[index]) < 1e-8


def test_filters_of_a_direction_are_as_long_as_those_of_the_weights():
    shapes = [(2, 3), (2,), (4, 1, 2, 2), ()]
    weights, direction = np.random.default_rng(2).normal(size=(2, 6 + 2 + 16 + 1))
    found = loss_landscape.filter_normalised(direction, weights, shapes)
    for begin, end in [(0, 3), (3, 6), (6, 8), (8, 12), (12, 16), (16, 20), (20, 24), (24, 25)]:
        ours, theirs = found[begin:end], direction[begin:end]
        assert np.isclose(np.linalg.norm(ours), np.linalg.norm(weights[begin:end]))
        assert np.isclose(ours @ theirs, np.linalg.norm(ours) * np.linalg.norm(theirs))


@pytest.mark.filterwarnings("ignore::steepest.Remark")
def test_the_loss_landscape_is_that_of_the_net(tmp_path):
    loss, path, shapes = loss_landscape.train()
    assert len(path) == 151 and float(loss(path[-1])) < 0.3 * float(loss(path[0]))
    picture = loss_landscape.landscape(loss, path, shapes, size=(480, 240))
    picture.save(tmp_path / "loss.png")
    assert (tmp_path / "loss.png").stat().st_size > 20_000
    ((x0, x1), (y0, y1)) = picture._field.domain
    assert x0 < 0 < x1 and y0 < 0 < y1 and np.isclose(picture._field(0, 0), float(loss(path[-1])))
