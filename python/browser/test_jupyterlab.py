"""`explore` in JupyterLab in Chromium, by the mouse. `make test-notebook` installs what it needs and runs it.

Screenshots are left in ``STEEPEST_SCREENSHOTS`` where that names a folder.
"""

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import numpy as np
import pytest
from jupyter_client import BlockingKernelClient
from playwright.sync_api import sync_playwright

CELL = """
import steepest as st
w = st.explore(st.Field("a*x^2 + y^2", a=1), x=(-5, 5), y=(-5, 5))
w
"""
STATE = """__import__("json").dumps({
    "density": w.density, "lr": w.lr, "steps": w.steps, "start": w.start, "optimizer": w.optimizer, "view": w.view,
    "a": w.parameters["a"], "readout": w.readout, "error": w.error, "scene": str(w.scene), "bytes": len(w._png)})"""
FREE = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-component-update", "--disable-sync"]


PIXELS = """async () => {
    const image = document.querySelector('.steepest img');
    // What was asked for last is drawn once no other picture comes.
    for (let shown = null; shown !== image.src; ) {
        shown = image.src;
        await new Promise(done => setTimeout(done, 1200));
    }
    await image.decode();
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight];
    const context = canvas.getContext('2d');
    context.drawImage(image, 0, 0);
    return [canvas.width, canvas.height, Array.from(context.getImageData(0, 0, canvas.width, canvas.height).data)];
}"""


def halves(pixels):
    """The surface and the contours."""
    middle = pixels.shape[1] // 2
    return pixels[:, :middle], pixels[:, middle:]


def differing(before, after):
    """Pixels that are clearly not what they were."""
    return int((np.abs(before - after).max(axis=2) > 24).sum())


def colourful(pixels):
    """Different colours that are no greys, of which a field has many and letters and axes none."""
    seen = pixels.reshape(-1, 3)
    return len(np.unique(seen[np.ptp(seen, axis=1) > 50], axis=0))


def red(pixels):
    """Pixels of the first optimizer's colour."""
    r, g, b = (pixels[..., channel] for channel in range(3))
    return int(((r > 200) & (g < 60) & (b < 60)).sum())


class Lab:
    """A JupyterLab with the cell above run in it: its page, and a second client of its kernel."""

    def __init__(self, page, client):
        self.page, self.client = page, client
        self.image = page.locator(".steepest img")

    def state(self):
        reply = self.client.execute("", user_expressions={"state": STATE}, reply=True, timeout=60)
        found = reply["content"]["user_expressions"]["state"]
        assert found["status"] == "ok", found
        return json.loads(eval(found["data"]["text/plain"]))

    def pixels(self):
        """The picture as the page shows it: rows of red, green and blue."""
        width, height, data = self.page.evaluate(PIXELS)
        return np.asarray(data, dtype=np.int16).reshape(height, width, 4)[..., :3]

    def source(self):
        return self.image.get_attribute("src")

    def after(self, act):
        """Does something, waits for the picture that follows, and gives the state then."""
        before = self.source()
        act()
        self.page.wait_for_function("old => document.querySelector('.steepest img').src !== old", arg=before, timeout=30_000)
        time.sleep(0.3)
        return self.state()

    def at(self, u, v):
        """A place in the picture, in fractions of its width and height, in the page's pixels."""
        box = self.image.bounding_box()
        return box["x"] + u * box["width"], box["y"] + v * box["height"]

    def shot(self, name):
        folder = os.environ.get("STEEPEST_SCREENSHOTS")
        if folder:
            self.page.screenshot(path=Path(folder) / f"{name}.png")


def wait_for(what, seconds=60):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = what()
        if found:
            return found
        time.sleep(0.2)
    pytest.fail("waited in vain")


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    folder = tmp_path_factory.mktemp("lab")
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(CELL.strip())], metadata=kernel)
    nbformat.write(notebook, folder / "explore.ipynb")
    runtime = folder / "runtime"
    runtime.mkdir()
    environment = {
        **os.environ,
        "JUPYTER_RUNTIME_DIR": str(runtime),
        "JUPYTER_CONFIG_DIR": str(folder / "config"),
        "JUPYTER_DATA_DIR": str(folder / "data"),
        "JUPYTERLAB_SETTINGS_DIR": str(folder / "settings"),
        "PYTHONPATH": str(Path(__file__).parents[1]),
    }
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--port=0", "--IdentityProvider.token="]
    command += ["--ServerApp.root_dir=" + str(folder), "--LabApp.news_url=None", "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate"]
    with open(folder / "server.log", "w") as log, subprocess.Popen(command, env=environment, stdout=log, stderr=log) as server:
        try:
            info = wait_for(lambda: list(runtime.glob("jpserver-*.json")) and json.loads(next(runtime.glob("jpserver-*.json")).read_text()))
            chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
            with sync_playwright() as driver:
                browser = driver.chromium.launch(executable_path=chromium, args=FREE)
                page = browser.new_page(viewport={"width": 1280, "height": 900})
                page.goto(info["url"] + "lab/tree/explore.ipynb?reset")
                page.locator(".jp-Notebook .jp-CodeCell").first.wait_for(timeout=120_000)
                connection = wait_for(lambda: list(runtime.glob("kernel-*.json")))[0]
                page.get_by_text("(ipykernel) | Idle").first.wait_for(timeout=60_000)
                page.locator(".jp-Notebook .jp-CodeCell .cm-content").first.click()
                page.keyboard.press("Shift+Enter")
                page.locator(".steepest img[src^='blob:']").wait_for(timeout=120_000)
                client = BlockingKernelClient(connection_file=str(connection))
                client.load_connection_file()
                client.start_channels()
                client.wait_for_ready(timeout=60)
                yield Lab(page, client)
                client.stop_channels()
                browser.close()
        finally:
            server.terminate()


def test_the_picture_is_seen_and_read_out(lab):
    box = lab.image.bounding_box()
    assert (round(box["width"]), round(box["height"])) == (640, 400)
    lab.page.mouse.move(*lab.at(0.75, 0.5))
    readout = wait_for(lambda: lab.page.locator(".steepest .readout").inner_text().strip())
    assert readout.startswith("x ") and "∇f" in readout
    surface, contours = halves(lab.pixels())
    assert colourful(surface) > 300 and colourful(contours) > 8, "a lit surface, and bands"
    lab.shot("first")


def test_a_drag_turns_the_surface(lab):
    before, (surface, contours) = lab.state()["scene"], halves(lab.pixels())

    def drag():
        lab.page.mouse.move(*lab.at(0.25, 0.5))
        lab.page.mouse.down()
        lab.page.mouse.move(*lab.at(0.35, 0.55), steps=5)
        lab.page.mouse.up()

    after = lab.after(drag)["scene"]
    assert after != before and ("azimuth" in after or "camera" in after)
    turned, same = halves(lab.pixels())
    assert differing(surface, turned) > 5000, "the surface is seen from elsewhere"
    assert differing(contours, same) < 500, "and the contours are as they were"
    lab.shot("turned")


def test_the_wheel_zooms_and_a_double_click_goes_back(lab):
    lab.page.mouse.move(*lab.at(0.75, 0.5))
    _, whole = halves(lab.pixels())
    zoomed = lab.after(lambda: lab.page.mouse.wheel(0, -240))
    assert "[-5.0, 5.0]" not in zoomed["scene"]
    _, near = halves(lab.pixels())
    assert differing(whole, near) > 1000, "bands lie elsewhere"
    lab.shot("zoomed")
    back = lab.after(lambda: lab.page.mouse.dblclick(*lab.at(0.75, 0.5)))
    assert zoomed["scene"] != back["scene"]
    wait_for(lambda: differing(whole, halves(lab.pixels())[1]) < 300)  # the whole domain is seen again, but for the pointer's mark


def test_a_click_starts_a_trajectory_and_the_button_clears_it(lab):
    without = lab.pixels()
    started = lab.after(lambda: lab.page.mouse.click(*lab.at(0.8, 0.4)))
    assert started["start"] is not None
    assert red(without) == 0
    wait_for(lambda: red(halves(lab.pixels())[1]) > 20)  # on the surface a wall of the bowl hides it
    _, contours = halves(lab.pixels())
    height, width, _ = without.shape
    x, y = int(0.8 * width) - width // 2, int(0.4 * height)
    assert red(contours[y - 8 : y + 9, x - 8 : x + 9]) > 0, "it starts where it was clicked"
    lab.shot("started")
    steps = lab.page.get_by_label("iterations", exact=True)
    assert lab.after(lambda: steps.evaluate("it => { it.value = 7; it.dispatchEvent(new Event('input')); }"))["steps"] == 7
    cleared = lab.after(lambda: lab.page.get_by_role("button", name="clear trajectories").click())
    assert cleared["start"] is None
    wait_for(lambda: red(lab.pixels()) == 0 and differing(without, lab.pixels()) < 300)


@pytest.mark.parametrize("name, trait, value", [("density", "density", 24), ("a", "a", 1.5)])
def test_sliders_change_what_is_seen(lab, name, trait, value):
    slider, (surface, contours) = lab.page.get_by_label(name, exact=True), halves(lab.pixels())
    state = lab.after(lambda: slider.evaluate("(it, v) => { it.value = v; it.dispatchEvent(new Event('input')); }", value))
    assert state[trait] == pytest.approx(value, abs=0.05) and not state["error"]
    heights, arrows = halves(lab.pixels())
    assert differing(contours, arrows) > 500, "more arrows, or other bands"
    # The surface has no arrows, but a value of the field's own parameter.
    assert (differing(surface, heights) > 500) == (name == "a")


def test_an_optimizer_and_a_view_are_chosen(lab):
    both = lab.pixels()
    assert lab.after(lambda: lab.page.get_by_label("view", exact=True).select_option("surface"))["view"] == "surface"
    alone = lab.pixels()
    assert differing(both, alone) > 20_000 and min(map(colourful, halves(alone))) > 300, "the surface takes both halves"
    lab.shot("surface")
    lab.after(lambda: lab.page.get_by_label("view", exact=True).select_option("both"))
    lab.after(lambda: lab.page.mouse.click(*lab.at(0.8, 0.4)))
    by_gd = red(halves(lab.pixels())[1])
    assert lab.after(lambda: lab.page.get_by_label("optimizer", exact=True).select_option("adam"))["optimizer"] == "adam"
    wait_for(lambda: 0 < red(halves(lab.pixels())[1]) < by_gd)  # its steps of 0.001 do not leave the start
    lab.shot("adam")


def test_a_slider_is_seen_soon(lab, capsys):
    """Prints how long it takes from a slider's event to the new picture's bytes in the page."""
    times = lab.page.get_by_label("a", exact=True).evaluate(
        """async slider => {
            const image = document.querySelector('.steepest img'), times = [];
            for (let k = 0; k < 12; k++) {
                const begin = performance.now(), old = image.src;
                slider.value = 0.5 + 0.05 * k;
                slider.dispatchEvent(new Event('input'));
                while (image.src === old) await new Promise(done => setTimeout(done, 1));
                await image.decode();
                times.push(performance.now() - begin);
            }
            return times;
        }"""
    )
    with capsys.disabled():
        print(f"\nfrom a slider to its picture: median {sorted(times)[6]:.0f} ms, all {[round(t) for t in times]}")
    assert len(times) == 12
