"""The notebooks and the gallery of the documentation, run by nbmake as a reader would run them."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "docs" / "notebooks").glob("*.ipynb"))
GALLERY = ROOT / "docs" / "gallery.md"
STRICT = Path(__file__).with_name("strict_kernel.py")
CODE_CELL = re.compile(r"^```\{code-cell\} ipython3\n(.*?)^```$", re.MULTILINE | re.DOTALL)

each_notebook = pytest.mark.parametrize("file", NOTEBOOKS, ids=lambda file: file.stem)


def notebook(*cells: str) -> str:
    """Return a notebook of code cells, as a file has it."""
    written: list[dict[str, Any]] = [
        {
            "cell_type": "code",
            "execution_count": None,
            "id": f"cell-{i}",
            "metadata": {},
            "outputs": [],
            "source": cell,
        }
        for i, cell in enumerate(cells)
    ]
    metadata = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    return json.dumps({"cells": written, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5})


def nbmake(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the notebooks of a folder, with warnings as errors and without a network."""
    startup = folder / "ipython" / "profile_default" / "startup"
    startup.mkdir(parents=True)
    shutil.copy(STRICT, startup)
    options = ("--nbmake", "--overwrite", "--nbmake-timeout=300", "-p", "no:cacheprovider")
    # What pytest was asked for is not asked of this one.
    inherited = {key: value for key, value in os.environ.items() if key != "PYTEST_ADDOPTS"}
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-c", ROOT / "pyproject.toml", "-q", *options, folder],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        cwd=folder,
        env={**inherited, "IPYTHONDIR": str(folder / "ipython"), "PYTHONUTF8": "1"},
    )


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the notebooks and the gallery, as they are after a run."""
    folder = tmp_path_factory.mktemp("notebooks")
    for file in NOTEBOOKS:
        shutil.copy(file, folder)
    cells = CODE_CELL.findall(GALLERY.read_text(encoding="utf-8"))
    (folder / "gallery.ipynb").write_text(notebook(*cells), encoding="utf-8")
    done = nbmake(folder)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{len(NOTEBOOKS) + 1} passed" in done.stdout
    return folder


def cells_of(file: Path) -> list[dict[str, Any]]:
    """Return the code cells of a notebook."""
    read = json.loads(file.read_text(encoding="utf-8"))
    return [cell for cell in read["cells"] if cell["cell_type"] == "code"]


def shown(file: Path) -> list[str]:
    """Return what the cells of a notebook show as HTML."""
    outputs = [output for cell in cells_of(file) for output in cell["outputs"]]
    return ["".join(o["data"]["text/html"]) for o in outputs if "text/html" in o.get("data", {})]


@pytest.mark.parametrize("name", [*(file.stem for file in NOTEBOOKS), "gallery"])
def test_all_cells_run(run: Path, name: str) -> None:
    """Every cell runs, in order, without a warning, an error or a network."""
    cells = cells_of(run / f"{name}.ipynb")
    assert [cell["execution_count"] for cell in cells] == [*range(1, len(cells) + 1)]
    streams = [o for cell in cells for o in cell["outputs"] if o["output_type"] == "stream"]
    assert {o["name"] for o in streams} == {"stdout"}


@pytest.mark.parametrize("name", [*(file.stem for file in NOTEBOOKS), "gallery"])
def test_all_that_is_shown_carries_the_notice(run: Path, name: str) -> None:
    """Each card, table, chart and result says that it is no clinical advice."""
    pieces = shown(run / f"{name}.ipynb")
    assert len(pieces) >= 9
    assert [piece for piece in pieces if "Not clinical advice." not in piece] == []


@pytest.mark.parametrize("name", [*(file.stem for file in NOTEBOOKS), "gallery"])
def test_what_is_shown_needs_no_script(run: Path, name: str) -> None:
    """What cells show has no script, fetches nothing, and charts have their words with them."""
    for piece in shown(run / f"{name}.ipynb"):
        assert "<script" not in piece
        assert not re.search(r"""(src|srcset|data)=["']?http|url\(\s*["']?http""", piece)
        assert "<svg" not in piece or 'aria-label="' in piece


def test_the_gallery_has_a_picture_of_each_sort(run: Path) -> None:
    """The gallery shows five charts, and five tables, cards and results, below their lines."""
    pieces = shown(run / "gallery.ipynb")
    drawn = [piece for piece in pieces if "<svg" in piece]
    assert len(drawn) >= 5
    assert len(pieces) - len(drawn) >= 5


@each_notebook
def test_notebooks_are_kept_without_what_a_run_leaves(file: Path) -> None:
    """No output, no count, no time and no path of a machine is in the file."""
    read = json.loads(file.read_text(encoding="utf-8"))
    assert read["metadata"] == {
        "hide-toc": True,
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    assert all(cell["metadata"] == {} for cell in read["cells"])
    for cell in cells_of(file):
        assert (cell["outputs"], cell["execution_count"]) == ([], None)


@each_notebook
def test_notebooks_say_what_they_are_not(file: Path) -> None:
    """The first cell says that nothing below is clinical advice or a PDQ summary."""
    read = json.loads(file.read_text(encoding="utf-8"))
    text = " ".join("".join(read["cells"][0]["source"]).split())
    assert "**not clinical advice**" in text
    assert re.search(r"not a PDQ summary", text, re.IGNORECASE)


FAULTS = {
    "error": ("1 / 0", "ZeroDivisionError"),
    "warning": ("import warnings; warnings.warn('stale', DeprecationWarning)", "stale"),
    "network": (
        "import urllib.request as r; r.urlopen('http://192.0.2.1/', timeout=1)",
        "the network was asked for: 192.0.2.1",
    ),
    "name": (
        "import socket; socket.getaddrinfo('example.org', 443)",
        "the network was asked for: example.org",
    ),
}


@pytest.fixture(scope="module")
def failing(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What nbmake says of notebooks with one fault each."""
    folder = tmp_path_factory.mktemp("faults")
    for name, (cell, _) in FAULTS.items():
        (folder / f"{name}.ipynb").write_text(notebook("1 + 1", cell), encoding="utf-8")
    done = nbmake(folder)
    assert done.returncode == 1, done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize("name", FAULTS)
def test_a_notebook_with_a_fault_fails(failing: str, name: str) -> None:
    """An error, a warning, or a look into the network, by name or address, fails its notebook."""
    assert f"{len(FAULTS)} failed" in failing
    assert f"{name}.ipynb" in failing
    assert FAULTS[name][1] in failing
