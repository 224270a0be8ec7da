"""Signals, forks, panics and imports, each in a process of its own."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import steepest as st

LONG = {
    "basins": "st.Field('himmelblau').basins(grid=2048, device='cpu')",
    "critical": "st.Field('sin(x)*cos(y)', x=(-500, 500), y=(-500, 500)).critical_points(grid=4000)",
    "gradient": "[st.Field('ackley').gradient(np.zeros(3 * 10**7), 1.0) for _ in range(100)]",
    "fate": "st.Field('himmelblau').fate((0, 0), ['lr=1e-4..1,log', 'momentum=0..0.9'], optimizer='momentum', grid=1000, steps=10**5, device='cpu')",
    "fate on the device": "st.Field('himmelblau').fate((0, 0), ['lr=1e-4..1,log', 'momentum=0..0.9'], optimizer='momentum', grid=1000, steps=10**5)",
    "values of a callable": "st.Field(lambda x, y: time.sleep(0.01) or float(x))(np.zeros(10**6), 1.0)",
    "slopes of a callable": "st.Field(lambda x, y: time.sleep(0.01) or float(x)).gradient(np.zeros(10**6), 1.0)",
    "a search in a callable": "st.Field(lambda x, y: time.sleep(0.01) or float(x)).critical_points()",
    "a callable that does not return": "st.render(lambda x, y: time.sleep(10**5))",
    "pixels": "[st.render('x*y', size=(4000, 3000))._repr_png_() for _ in range(100)]",
    "film": "st.animate('sin(a*x)*y', 1000, sweep={'a': (1, 2)})",
}


@pytest.mark.skipif(os.name != "posix", reason="sends a signal")
@pytest.mark.parametrize("what", LONG)
def test_ctrl_c_ends_what_takes_long(what):
    code = f"""
import numpy as np, time, os
import steepest as st
st.Field("x").gradient(np.zeros(10000), 1.0)
print("begun", flush=True)
try:
    {LONG[what]}
    print("done", flush=True)
except KeyboardInterrupt:
    # What is left of it keeps nobody waiting.
    st.Field("x*y").gradient(np.zeros(100_000), 1.0)
    print("stopped", flush=True)
os._exit(0)
"""
    process = subprocess.Popen([sys.executable, "-W", "ignore", "-c", code], stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "begun\n"
    time.sleep(1.0)
    process.send_signal(signal.SIGINT)
    try:
        assert process.communicate(timeout=60)[0].split() == ["stopped"]
    finally:
        process.kill()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_fork_hears_that_it_is_one():
    code = """
import numpy as np, os, sys
import steepest as st
f = st.Field("x*y")
f.gradient(np.zeros(100_000), 1.0)
child = os.fork()
if child == 0:
    try:
        f.gradient(np.zeros(100_000), 1.0)
    except RuntimeError as error:
        os._exit(7 if "fork" in str(error) and f(2, 3) == 6 else 1)
    os._exit(2)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""
    assert subprocess.run([sys.executable, "-c", code], timeout=60).returncode == 7


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_fork_of_what_did_nothing_works():
    code = """
import numpy as np, os, sys
import steepest as st
child = os.fork()
if child == 0:
    os._exit(0 if st.Field("x*y").gradient(np.zeros(100_000), 1.0)[0][0] == 1 else 1)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""
    assert subprocess.run([sys.executable, "-W", "ignore", "-c", code], timeout=60).returncode == 0


def test_the_sources_say_that_they_are_not_built(tmp_path):
    package = Path(st.__file__).parent
    shutil.copytree(package, tmp_path / "steepest", ignore=shutil.ignore_patterns("_steepest.*", "__pycache__"))
    (tmp_path / "pyproject.toml").touch()
    said = subprocess.run([sys.executable, "-c", "import steepest"], cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert "pip install ./python" in said.stderr


@pytest.mark.parametrize(
    "code",
    [
        "st.render('x', size=(10**6, 10**6))",
        "st.explore('x', size=(10**6, 10**6))",
        "st.animate('x', 3, size=(10**6, 10**6))",
        "st.render('x*y', particles=10**10)",
        "st.render('x*y', basins=60_000)",
        "st.render('x*y', start=[(1, 1)] * 100_000, steps=10**5)",
        "st.Field('x*y').descend([(1, 1)] * 100_000, steps=10**5)",
        "st.Field('x*y').basins(grid=60_000)",
        "st.Field('x*y').critical_points(grid=60_000)",
        "st.Field('x*y').fate((1, 1), ['lr=1e-3..1,log', 'momentum=0..0.9'], optimizer='momentum', grid=60_000)",
    ],
)
def test_what_does_not_fit_into_memory_is_refused(code):
    """In a process of its own, which would be ended by it."""
    code = f"""
import steepest as st
try:
    {code}
except ValueError as error:
    print(error)
"""
    said = subprocess.run([sys.executable, "-W", "ignore", "-c", code], capture_output=True, text=True, timeout=120)
    assert "GiB are free; give" in said.stdout and "--" not in said.stdout, said


def test_a_trajectory_far_out_is_drawn():
    code = """
import resource
import steepest as st
resource.setrlimit(resource.RLIMIT_AS, (8 << 30, 8 << 30))
for far in (1e9, 1e300):
    print(st.render("x*y", view="contour", trajectories=[[(0, 0), (far, 1), (3, 4)]], size=(160, 100)))
"""
    said = subprocess.run([sys.executable, "-W", "ignore", "-c", code], capture_output=True, text=True, timeout=120)
    assert said.stdout.count("Picture") == 2, said


def test_no_adapter_is_a_gpu_error_that_says_what_to_install():
    code = """
import steepest as st
try:
    st.render("x")
except st.GpuError as error:
    print(error)
"""
    environment = {**os.environ, "VK_DRIVER_FILES": "/nowhere", "VK_ICD_FILENAMES": "/nowhere"}
    said = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, timeout=60)
    assert "install" in said.stdout, said


def test_the_import_brings_numpy_alone():
    code = """
import numpy, sys
before = set(sys.modules)
import steepest
print(sorted({name.split(".")[0] for name in set(sys.modules) - before} - {"steepest"}))
"""
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60).stdout
    for heavy in ("anywidget", "traitlets", "IPython", "pandas", "matplotlib", "html", "tempfile", "pathlib"):
        assert heavy not in said
