"""Signals, forks, panics and imports, each in a process of its own."""

import os
import signal
import subprocess
import sys
import time

import pytest

LONG = {
    "basins": "st.Field('himmelblau').basins(grid=2048, device='cpu')",
    "critical": "st.Field('sin(x)*cos(y)', x=(-500, 500), y=(-500, 500)).critical_points(grid=4000)",
    "gradient": "[st.Field('ackley').gradient(np.zeros(3 * 10**7), 1.0) for _ in range(100)]",
    "fate": "st.Field('himmelblau').fate((0, 0), ['lr=1e-4..1,log', 'momentum=0..0.9'], optimizer='momentum', grid=1000, steps=10**5, device='cpu')",
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
    print("stopped", time.time(), flush=True)
os._exit(0)
"""
    process = subprocess.Popen([sys.executable, "-W", "ignore", "-c", code], stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "begun\n"
    time.sleep(1.0)
    process.send_signal(signal.SIGINT)
    said = process.communicate(timeout=60)[0].split()
    assert said[0] == "stopped"


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
    for heavy in ("anywidget", "traitlets", "IPython", "pandas", "matplotlib"):
        assert heavy not in said
