"""Pictures: those of the command line, byte for byte; how they show themselves; what is refused."""

import copy
import gc
import os
import pickle
import struct
import subprocess
import threading
from pathlib import Path

import numpy as np
import pytest

import steepest as st

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
        for write in [lambda: str(scene), lambda: scene.command, lambda: scene.save(tmp_path / "a.toml"), scene.field]:
            with pytest.raises(ValueError, match="no scene file can hold"):
                write()
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


def test_a_film_plays_and_is_saved(tmp_path):
    film = st.animate("sin(a*x)*y", 3, sweep={"a": (1, 2)}, length=3, size=(160, 100))
    assert b"acTL" in film._repr_png_()[:200]
    for name in ("a.gif", "a.apng"):
        film.save(tmp_path / name)
        assert (tmp_path / name).stat().st_size > 500
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
    ],
)
def test_wrong_keywords_are_named(keywords, error, words):
    with pytest.raises(error, match=words) as raised:
        st.render("x*y", **keywords)
    assert "--" not in str(raised.value)


def test_numbers_of_numpy_are_values():
    a = st.render("x*y", size=np.array([320, 200]), density=np.int64(9), x=np.array([-1, 1.5]), lr=np.float32(0.5)).scene
    b = st.render("x*y", size=(320, 200), density=9, x=(-1, 1.5), lr=0.5).scene
    assert a == b


def test_what_cannot_be_written_is_an_oserror(tmp_path):
    picture = st.render("x", **SMALL)
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


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="needs /proc")
def test_nothing_leaks():
    def some(count):
        for index in range(count):
            field = st.Field(np.full((64, 64), float(index)) + np.arange(64))
            field.gradient(np.zeros(500), 1.0)
            st.Field("a*x*y", a=index + 1)(1, 2)
            st.Field(lambda x, y: x * y)(1.0, 2.0)
        gc.collect()

    count = int(os.environ.get("STEEPEST_LEAK", "1000"))
    some(200)
    before = _resident()
    some(count)
    assert _resident() - before < 16 << 20
    scene = dict(view="contour", size=(128, 96), arrows="off")
    for _ in range(20):
        st.render("x*y", **scene)
    gc.collect()
    before = _resident()
    for _ in range(count // 10):
        st.render("x*y", **scene)
    gc.collect()
    assert _resident() - before < 32 << 20
