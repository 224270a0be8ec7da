"""Pictures: those of the command line, byte for byte; how they show themselves; what is refused."""

import copy
import gc
import os
import pickle
import re
import struct
import subprocess
import threading
import warnings
from pathlib import Path

import numpy as np
import pytest

import steepest as st
from steepest import _steepest

ROOT = Path(__file__).parents[2]
PROGRAM = os.environ.get("STEEPEST_PROGRAM", str(ROOT / "target" / "release" / "steepest"))
SMALL = dict(size=(320, 200))

SCENES = [
    ("x^2 + y^2", dict(density=30, arrow_scale=20)),
    ("sin(x)*cos(y)", dict(view="contour", x=(-3, 3), y=(0, 2), levels=[-0.5, 0, 0.5], colormap="magma", contour_labels=True)),
    ("himmelblau", dict(start=[(0, 0), (1, -2)], optimizer=["gd", "adam:lr=0.2"], lr=0.01, steps=30, critical=True)),
    ("rosenbrock", dict(view="surface", camera=(30, 40), color_scale="log", theme="dark", alpha=0.8, title="T")),
    ("a*x^2 - y", dict(set={"a": 0.5}, probe=(1, 1), probe_angle=30, xlabel="u", transparent=True)),
    ("x^2 + y^2", dict(streamlines=1.5, view="contour", aspect="equal", clim=(0, 10))),
    ("himmelblau", dict(particles=500, steps=10, seed=7, particles_in=((-1, 1), (-2, 2)))),
]


@pytest.mark.skipif(not os.path.exists(PROGRAM), reason="the program is not built")
@pytest.mark.parametrize("index", range(len(SCENES)))
@pytest.mark.parametrize("ending", [".png", ".svg", ".pdf"])
def test_pictures_are_the_command_lines(index, ending, tmp_path):
    text, keywords = SCENES[index]
    picture = st.render(text, **SMALL, **keywords)
    own, theirs = tmp_path / f"own{ending}", tmp_path / f"theirs{ending}"
    picture.save(own)
    scene = tmp_path / "scene.toml"
    picture.scene.save(scene)
    subprocess.run([PROGRAM, "render", str(scene), "--quiet", "-o", str(theirs)], check=True)
    assert own.read_bytes() == theirs.read_bytes()
    if ending == ".png":
        assert picture._repr_png_() == theirs.read_bytes()


def test_a_picture_is_an_array_without_a_copy():
    picture = st.render("x*y", **SMALL)
    assert picture.array.shape == (200, 320, 4) and picture.array.dtype == np.uint8
    assert picture.array is picture.array and np.shares_memory(np.asarray(picture), picture.array)
    assert not picture.array.flags.writeable and picture.size == (320, 200)
    assert picture._repr_png_()[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", picture._repr_png_()[16:24]) == (320, 200)


def test_a_warm_picture_is_a_cold_one():
    first = st.render("x*y", **SMALL).array.copy()
    st.render("sin(x)", view="contour", **SMALL)
    assert np.array_equal(st.render("x*y", **SMALL).array, first)


def test_other_kinds_of_fields_are_drawn():
    samples = st.render(np.add.outer(np.arange(9.0), np.arange(8.0)), **SMALL)
    with pytest.warns(st.Remark, match="every other pixel"):
        function = st.render(lambda x, y: x + y, **SMALL)
    assert samples.array.std() > 5 and function.array.std() > 5


def test_trajectories_of_ones_own_are_drawn():
    path = st.Field("x^2 + y^2").descend((4, 3), lr=0.1, steps=10)
    plain, drawn = (st.render("x^2 + y^2", view="contour", **SMALL, **more) for more in ({}, dict(trajectories=[path])))
    followed = st.render("x^2 + y^2", view="contour", start=(4, 3), lr=0.1, steps=10, arrows="ascent", **SMALL)
    assert (plain.array != drawn.array).any(axis=-1).sum() > 50
    assert np.array_equal(drawn.array, followed.array)
    for one in (path, path.points, path.points.tolist()):
        assert np.array_equal(st.render("x^2 + y^2", view="contour", trajectories=one, **SMALL).array, drawn.array)
    with pytest.raises(ValueError, match="x and y"):
        st.render("x", trajectories=[np.zeros((3, 3))])


def test_a_scene_says_what_opens_its_field_and_one_of_an_array_says_that_nothing_does(tmp_path):
    path = tmp_path / "two.npz"
    np.savez(path, a=np.ones((4, 4)), b=np.arange(16.0).reshape(4, 4))
    picture = st.render(st.Field(path, key="b", origin="upper"), **SMALL)
    assert picture.scene.field()(1, 1) == st.Field(path, key="b", origin="upper")(1, 1)
    assert np.array_equal(st.render(picture.scene).array, picture.array)
    for source in [np.arange(16.0).reshape(4, 4), lambda x, y: x * y]:
        scene = st.render(source, **SMALL).scene
        for write in [lambda: str(scene), lambda: scene.command, lambda: scene.save(tmp_path / "a.toml")]:
            with pytest.raises(ValueError, match="no scene file can hold"):
                write()
        assert not (tmp_path / "a.toml").exists()
        assert pickle.loads(pickle.dumps(scene)) == scene and "samples or a function" in repr(scene)


def test_scenes_are_text_and_back():
    picture = st.render("a*x*y", set={"a": 2}, view="contour", **SMALL)
    scene = picture.scene
    assert st.Scene(str(scene)) == scene == pickle.loads(pickle.dumps(scene)) == copy.deepcopy(scene)
    assert np.array_equal(st.render(scene).array, picture.array)
    assert st.render(scene, view="surface").scene != scene
    assert "--view contour" in scene.command


def test_fields_and_pictures_are_pickled_and_copied():
    fields = [
        st.Field("a*x + y", a=2),
        st.Field("himmelblau", x=(0, 4)),
        st.Field(np.arange(12.0).reshape(3, 4), x=(0, 1), name="n"),
        st.Field(np.hypot),
    ]
    for field in fields:
        for other in (pickle.loads(pickle.dumps(field)), copy.copy(field), copy.deepcopy(field)):
            assert other(0.5, 0.25) == field(0.5, 0.25) and other.domain == field.domain and other.name == field.name
    changed = fields[0].with_parameters(a=5)
    assert pickle.loads(pickle.dumps(changed))(1, 0) == 5
    picture = st.render("x", **SMALL)
    assert np.array_equal(pickle.loads(pickle.dumps(picture)).array, picture.array)


@pytest.mark.filterwarnings("ignore::steepest.Remark")
@pytest.mark.parametrize("source", [np.add.outer(np.arange(5.0), np.arange(4.0)), np.hypot])
def test_a_scene_of_what_has_no_name_keeps_it(source):
    picture = st.render(source, view="contour", **SMALL)
    assert np.array_equal(st.render(picture.scene).array, picture.array)
    assert "<pre>version" in picture.scene._repr_html_()
    copied = pickle.loads(pickle.dumps(picture.scene))
    assert copied == picture.scene
    if isinstance(source, np.ndarray):
        assert np.array_equal(st.render(copied).array, picture.array)
    else:
        # A function need not be one that can be pickled.
        with pytest.raises(ValueError, match="no scene file can hold"):
            st.render(copied)


def test_a_name_is_the_title():
    field = st.Field("x*y", name="Saddle")
    assert field.name == "Saddle" and "Saddle" in repr(field)
    named, titled = st.render(field, **SMALL), st.render("x*y", title="Saddle", **SMALL)
    assert np.array_equal(named.array, titled.array) and 'title = "Saddle"' in str(named.scene)


def test_values_of_parameters_are_given_before_they_are_missed():
    with warnings.catch_warnings():
        warnings.simplefilter("error", st.Remark)
        st.render("a*x*y", set={"a": 2}, **SMALL)
    assert np.array_equal(st.render("x*y", cmap="magma", **SMALL).array, st.render("x*y", colormap="magma", **SMALL).array)


def test_a_film_plays_and_is_saved(tmp_path):
    film = st.animate("sin(a*x)*y", 3, sweep={"a": (1, 2)}, length=3, size=(160, 100))
    assert b"acTL" in film._repr_png_()[:200]
    for name in ("a.gif", "a.apng"):
        film.save(tmp_path / name)
        assert (tmp_path / name).stat().st_size > 500
    for wrong in (2.5, "many", (1, 2, 3)):
        with pytest.raises(TypeError, match="whole number"):
            st.animate("x", wrong)
    film.save(tmp_path / "frames")
    assert len(list((tmp_path / "frames").iterdir())) == 3


@pytest.mark.parametrize(
    "keywords, error, words",
    [
        (dict(desity=3), TypeError, "`density`"),
        (dict(arow_scale=3), TypeError, "`arrow_scale`"),
        (dict(sow=3), TypeError, "`particles_from`"),
        (dict(qqqqqq=3), TypeError, "keywords"),
        (dict(density=1.5), TypeError, "whole number"),
        (dict(density="many"), ValueError, "density"),
        (dict(view="top"), ValueError, "surface"),
        (dict(size=(0, 0)), ValueError, "size"),
        (dict(x=(1, 2, 3)), ValueError, "two numbers"),
        (dict(x=(2, 1)), ValueError, "backwards"),
        (dict(critical="yes"), TypeError, "True"),
        (dict(colormap="virids"), ValueError, "viridis"),
        (dict(clim=5), TypeError, "two numbers"),
        (dict(start=[(1, 2), 3]), TypeError, "point"),
        (dict(arrow_scale=True), TypeError, "number"),
        (dict(arrows=False), TypeError, "'off'"),
        (dict(figsize=(12, 6)), TypeError, r"`size=\(1200, 600\)`"),
        (dict(xlim=(0, 1)), TypeError, r"`x=\(-5, 5\)`"),
        (dict(vmin=0), TypeError, "`clim="),
        (dict(learning_rate=0.1), TypeError, "`lr`"),
        (dict(elev=30), TypeError, "`camera="),
        (dict(n_particles=3), TypeError, "`particles=N`"),
        (dict(frames=3), TypeError, "animate"),
        (dict(x=(0, np.inf)), ValueError, "give `x`"),
    ],
)
def test_wrong_keywords_are_named(keywords, error, words):
    with pytest.raises(error, match=words) as raised:
        st.render("x*y", **keywords)
    assert "--" not in str(raised.value)


def test_answers_on_names_from_elsewhere_name_keywords_with_values_that_they_take():
    """The library's table is the command line's, too, whose tests look for its options."""
    table = (Path(__file__).parents[2] / "src/scene/keys/answers.rs").read_text(encoding="utf-8")
    names = [name for entry in re.findall(r"\(&\[(.*?)\],", table, re.DOTALL) for name in re.findall(r'"(.*?)"', entry)]
    assert len(names) > 250
    taken, known = 0, {keyword for keyword, *_ in _steepest.keywords()}
    for name in (name.replace("-", "_") for name in names):
        if name in known:
            continue
        with pytest.raises(TypeError, match="there is no keyword") as raised:
            st.render("x*y", **{name: 1})
        sentence = str(raised.value).split("; ", 1)[1]
        assert "--" not in sentence and "{" not in re.sub(r"`.*?`", "", sentence), sentence
        for code in re.findall(r"`(\w+=.*?)`", sentence):
            try:
                keywords = eval(f"dict({code})")
            except NameError:  # what stands for a value
                continue
            taken += 1
            _steepest.Scene.of(st.Field("x*y")._core, keywords)
    assert taken > 20


def test_numbers_of_numpy_are_values():
    a = st.render("x*y", size=np.array([320, 200]), density=np.int64(9), x=np.array([-1, 1.5]), lr=np.float32(0.5)).scene
    b = st.render("x*y", size=(320, 200), density=9, x=(-1, 1.5), lr=0.5).scene
    assert a == b


def test_what_cannot_be_written_is_an_oserror(tmp_path):
    picture = st.render("x", **SMALL)
    picture.save(os.fsencode(tmp_path / "bytes.png"))
    assert (tmp_path / "bytes.png").read_bytes() == picture._repr_png_()
    with pytest.raises(OSError):
        picture.save(tmp_path / "none" / "a.png")
    with pytest.raises(ValueError, match=".pdf"):
        picture.save(tmp_path / "a.jpg")


def test_two_threads_draw_and_count_at_once():
    expected = {name: st.render(name, **SMALL).array.copy() for name in ("x*y", "sin(x)")}
    wrong = []

    def work(name):
        for _ in range(4):
            if not np.array_equal(st.render(name, **SMALL).array, expected[name]):
                wrong.append(name)
            if st.Field(lambda x, y: x * y).critical_points(grid=9, x=(-1, 1), y=(-1, 1))[0].kind != "saddle":
                wrong.append("callable")

    threads = [threading.Thread(target=work, args=(name,)) for name in expected for _ in range(2)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert not wrong


def _resident():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096


def _grows(work, count):
    """Bytes that the process grows by in so many calls, after a tenth of them."""
    for index in range(count // 10):
        work(index)
    gc.collect()
    before = _resident()
    for index in range(count):
        work(index)
    gc.collect()
    return _resident() - before


def _a_field_of_each_kind(index):
    st.Field(np.full((64, 64), float(index)) + np.arange(64)).gradient(np.zeros(500), 1.0)
    st.Field("a*x*y", a=index + 1)(1, 2)
    st.Field(f"x*y + {index}").gradient(1, 2)
    st.Field(lambda x, y: x * y)(1.0, 2.0)


PLANE = st.Field("a*x*y", a=1)


def _a_picture(index):
    field = PLANE.with_parameters(a=index) if index % 2 else np.full((16, 16), float(index)) + np.arange(16)
    st.render(field, view="contour", size=(96, 64), arrows="off", levels=3)._repr_png_()


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="needs /proc")
@pytest.mark.parametrize("count", [200, pytest.param(10_000, marks=pytest.mark.slow)])
@pytest.mark.parametrize("work, times", [(_a_field_of_each_kind, 5), (_a_picture, 1)])
def test_nothing_leaks(work, times, count):
    grown = _grows(work, times * count if count < 10_000 else count)
    assert grown < 24 << 20, f"{grown >> 10} KiB"
