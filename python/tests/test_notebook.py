"""The article's notebook, executed as a reader would."""

import base64
from pathlib import Path

import pytest

nbformat = pytest.importorskip("nbformat")
nbclient = pytest.importorskip("nbclient")

NOTEBOOK = Path(__file__).parents[1] / "examples" / "gradient.ipynb"


def test_the_notebook_runs_and_its_figures_are_there():
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    nbclient.NotebookClient(notebook, timeout=300, kernel_name="python3").execute()
    outputs = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    kinds = [kind for output in outputs for kind in output.get("data", {})]
    pictures = [output["data"]["image/png"] for output in outputs if "image/png" in output.get("data", {})]
    drawn = sum(cell.source.count("st.render(") + cell.source.count("st.animate(") for cell in notebook.cells if cell.cell_type == "code")
    assert len(pictures) == drawn and all(base64.b64decode(picture)[:4] == b"\x89PNG" for picture in pictures)
    assert kinds.count("application/vnd.jupyter.widget-view+json") == 2
    assert not any(output.output_type == "error" or output.get("name") == "stderr" for output in outputs), outputs
    assert any("0.1073741824" in str(output) for output in outputs), "the last of the eleven points"
