"""The check of the built documentation: what it finds, and what it lets pass."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

CHECK = Path(__file__).parents[1] / "docs" / "check_pages.py"

SOUND = """
<html><head>
<link rel="stylesheet" href="style.css"><link rel="canonical" href="https://example.org/">
<style>a { background: url(data:image/gif;base64,R0) }</style>
</head><body id="top">
<a href="#top">up</a> <a href="other/">other</a> <a href="other/index.html#a%20b">place</a>
<a href="style.css">a file</a> <a name="named"></a> <a href="#named">named</a>
<a href="https://example.org/">out</a> <a href="mailto:a@example.org">mail</a>
<img src="picture.svg" alt="A forest plot"> <img src="data:image/gif;base64,R0" alt="dot">
<svg></svg><div class="cell_output"><svg aria-label="A forest plot"></svg></div>
</body></html>
"""

FAULTY = {
    '<a href="gone.html">x</a>': "no file gone.html",
    '<a href="other/#gone">x</a>': "no place other/#gone",
    '<a href="#gone">x</a>': "no place #gone",
    '<a href="../outside.html">x</a>': "leads out of the site: ../outside.html",
    '<a href="http://example.org/">x</a>': "leads to http://example.org/",
    '<a href="javascript:alert(1)">x</a>': "leads to javascript:alert(1)",
    '<img src="gone.png" alt="x">': "no file gone.png",
    '<img src="picture.svg">': "a picture without a text: picture.svg",
    '<img src="picture.svg" alt=" ">': "a picture without a text: picture.svg",
    '<img src="picture.svg" alt="../picture.svg">': "a picture without a text: picture.svg",
    '<img src="https://example.org/x.png" alt="x">': "fetches https://example.org/x.png",
    '<img src="//example.org/x.png" alt="x">': "fetches //example.org/x.png",
    '<script src="https://example.org/x.js"></script>': "fetches https://example.org/x.js",
    '<link rel="stylesheet" href="https://example.org/x.css">': "fetches https://example.org/x.css",
    '<object data="https://example.org/x"></object>': "fetches https://example.org/x",
    "<style>@import 'https://example.org/y.css';</style>": "fetches https://example.org/y.css",
    "<style>a { b: url( 'https://example.org/z' ) }</style>": "fetches https://example.org/z",
    '<div class="cell_output"><p><svg></svg></p></div>': "a drawing without a text",
    '<p id="once"></p><p id="once"></p>': "twice on the page: #once",
}


def check(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the check as CI does."""
    return subprocess.run(
        [sys.executable, CHECK, folder], capture_output=True, text=True, check=False
    )


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A small site without faults, and a page outside it."""
    folder = tmp_path / "html"
    (folder / "other").mkdir(parents=True)
    (folder / "index.html").write_text(SOUND, encoding="utf-8")
    (folder / "other" / "index.html").write_text('<p id="a b"></p>', encoding="utf-8")
    (folder / "style.css").write_text("a { color: red }", encoding="utf-8")
    (folder / "picture.svg").write_text("<svg/>", encoding="utf-8")
    (tmp_path / "outside.html").write_text("", encoding="utf-8")
    return folder


def test_a_sound_site_passes(site: Path) -> None:
    """Links, places, pictures and styles that are there are no faults."""
    done = check(site)
    assert (done.stdout, done.stderr, done.returncode) == ("# 2 pages, 0 faults\n", "", 0)


def test_every_fault_is_told(site: Path) -> None:
    """Each fault is a line that names the page and what is wrong, and the check fails."""
    for number, tag in enumerate(FAULTY):
        (site / f"{number}.html").write_text(f"<body>{tag}</body>", encoding="utf-8")
    (site / "sheet.css").write_text("@import url(//example.org/a.css);", encoding="utf-8")
    done = check(site)
    expected = {f"{number}.html: {fault}" for number, fault in enumerate(FAULTY.values())}
    expected |= {"sheet.css: fetches //example.org/a.css"}
    assert {*done.stdout.splitlines()[:-1]} == expected
    assert done.stdout.endswith(f"# {len(FAULTY) + 2} pages, {len(expected)} faults\n")
    assert done.returncode == 1


def test_no_pages_are_no_success(tmp_path: Path) -> None:
    """A folder without pages fails: nothing was built."""
    done = check(tmp_path)
    assert (done.stdout, done.returncode) == ("# 0 pages, 0 faults\n", 1)
