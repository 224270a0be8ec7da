"""The widget's kernel: what the browser would send, and the traits that answer."""

import pytest

import steepest as st

pytest.importorskip("anywidget")


def explorer(field="x^2 + y^2", **keywords):
    return st.explore(field, size=(320, 200), **keywords)


def say(widget, **message):
    widget._heard(widget, message, [])


SURFACE, CONTOUR = (80, 100), (230, 100)


def test_a_drag_turns_the_surface_and_moves_the_contours():
    widget = explorer()
    before, picture = str(widget.scene), widget._png
    say(widget, kind="drag", at=SURFACE, by=(30, 10))
    turned = str(widget.scene)
    assert "azimuth" in turned and turned != before and widget._png != picture
    say(widget, kind="drag", at=CONTOUR, by=(20, 0))
    x = [line for line in str(widget.scene).splitlines() if line.startswith("x = ")]
    assert x and str(widget.scene) != turned


def test_the_wheel_zooms_about_the_pointer():
    widget = explorer(view="contour")
    say(widget, kind="hover", at=(160, 100))
    before = widget.readout
    say(widget, kind="wheel", at=(160, 100), notches=3)
    say(widget, kind="hover", at=(160, 100))
    assert "∇f" in before

    def place(text):
        words = text.split()
        return float(words[1]), float(words[3])

    # Labels of another width move the axes by some pixels of 320.
    for a, b in zip(place(before), place(widget.readout)):
        assert abs(a - b) < 0.2
    assert widget.scene != explorer(view="contour").scene


def test_a_click_starts_a_trajectory_and_a_double_click_goes_back():
    widget = explorer(view="contour")
    assert widget.start is None
    say(widget, kind="click", at=(160, 100))
    assert widget.start is not None and "from" in str(widget.scene)
    say(widget, kind="wheel", at=(160, 100), notches=2)
    say(widget, kind="clear")
    assert widget.start is None
    say(widget, kind="reset")
    assert "\nx = [" not in "\n" + str(widget.scene)


def test_sliders_are_traits():
    widget = explorer("a*x^2 + y^2", set={"a": 1.0})
    seen = []
    widget.observe(lambda change: seen.append(change["name"]), names=["density", "_png"])
    widget.density = 25
    widget.arrow_scale = 40.0
    widget.start = [2.0, 1.0]
    widget.lr = 0.2
    widget.steps = 7
    widget.optimizer = "adam"
    widget.view = "contour"
    widget.colormap = "magma"
    text = str(widget.scene)
    for words in ("density = [", "25", "scale = 40", "lr = 0.2", "steps = 7", '"adam"', '"contour"', '"magma"'):
        assert words in text
    assert "density" in seen and seen.count("_png") >= 7
    widget.parameters = {"a": 3.0}
    assert "a = 3" in str(widget.scene)
    same = st.render(widget.scene)
    assert (same.array == widget.picture.array).all()


def test_what_does_not_work_is_taken_back():
    widget = explorer()
    with pytest.raises(Exception):
        widget.colormap = "virids"
    assert widget.colormap == "viridis"
    density = widget.density
    with pytest.raises(Exception):
        widget.density = 0
    assert widget.density == density
    # Who moved a slider in the browser sees no exception.
    assert "virids" in widget.error
    for name, wrong in [("lr", 0.0), ("optimizer", "adm"), ("view", "curve"), ("arrow_scale", -1.0)]:
        before = getattr(widget, name)
        with pytest.raises(ValueError):
            setattr(widget, name, wrong)
        assert getattr(widget, name) == before and widget.error
    assert (st.render(widget.scene).array == widget.picture.array).all()
    widget.density = density + 1
    assert widget.error == ""


def test_parameters_that_do_not_work_are_taken_back():
    widget = explorer("a*x^2 + y^2", set={"a": 2.0})
    for wrong in [{"b": 1.0}, {"a": float("nan")}]:
        with pytest.raises(ValueError):
            widget.parameters = wrong
        assert widget.parameters == {"a": 2.0} and "a = 2" in str(widget.scene)
    assert (st.render(widget.scene).array == widget.picture.array).all()


def test_what_a_callable_raises_is_said_beside_the_picture():
    state = {"broken": False}

    def f(x, y):
        if state["broken"]:
            raise KeyError("mine")
        return x * y

    with pytest.warns(st.Remark):
        widget = explorer(f)
    picture, state["broken"] = widget._png, True
    say(widget, kind="wheel", at=CONTOUR, notches=1)
    assert "mine" in widget.error and widget._png == picture
    assert "Explorer of f" in repr(widget)
    # What was raised under the pointer is nothing that the next picture raises.
    say(widget, kind="hover", at=CONTOUR)
    state["broken"] = False
    say(widget, kind="wheel", at=CONTOUR, notches=-2)
    assert widget.error == "" and widget._png != picture


def test_callables_and_arrays_are_explored():
    import numpy as np

    with pytest.warns(st.Remark):
        widget = explorer(lambda x, y: x * y)
    say(widget, kind="drag", at=SURFACE, by=(5, 5))
    assert explorer(np.add.outer(np.arange(8.0), np.arange(9.0)))._png[:4] == b"\x89PNG"
