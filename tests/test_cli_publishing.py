"""The command `allkb site`: the pages of the library, progress on standard error, faults in lines."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from cli_runs import in_terminal, run
from samples import sample_base
from site_pages import files_of

from allkb.cli import publishing
from allkb.cli.progress import Bar
from allkb.site import build
from allkb.views import notice

KB = sample_base()


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """The command works on the sample, of which a site is written quickly."""
    monkeypatch.setattr(publishing, "load", lambda: KB)


def test_it_writes_what_the_library_writes(tmp_path: Path) -> None:
    """The files are those of `allkb.site.build`; what was written and the notice are told apart."""
    done = run("site", str(tmp_path / "ours"))
    assert done.exit_code == 0, done.stderr
    build(KB, tmp_path / "its")
    assert files_of(tmp_path / "ours") == files_of(tmp_path / "its")
    assert done.stdout == ""
    first = tmp_path / "ours" / "index.html"
    assert done.stderr == f"# {len(KB)} statements -> {first}\n# {notice(KB)}\n"


def test_progress_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The bar hears how far the work is, up to its end."""
    heard: list[float] = []

    def hear(_: Bar, percent: float) -> None:
        heard.append(percent)

    monkeypatch.setattr(Bar, "told", hear)
    assert run("site", str(tmp_path / "out")).exit_code == 0
    assert heard == sorted(heard)
    assert (heard[0], heard[-1]) == (0, 100)


def test_a_second_site_takes_the_place_of_the_first(tmp_path: Path) -> None:
    """A folder with an earlier site is written anew."""
    for _ in range(2):
        assert run("site", str(tmp_path / "out")).exit_code == 0
    assert [*tmp_path.iterdir()] == [tmp_path / "out"]


def test_a_folder_of_others_is_refused(tmp_path: Path) -> None:
    """A folder with anything else in it is left alone, and the fault is one line."""
    (tmp_path / "mine.txt").write_text("mine")
    done = run("site", str(tmp_path))
    assert (done.exit_code, done.stdout) == (2, "")
    assert (
        done.stderr == f"allkb: {tmp_path} is not empty, and holds no site: write to a new folder\n"
    )
    assert files_of(tmp_path) == {"mine.txt": b"mine"}


def test_a_file_is_refused(tmp_path: Path) -> None:
    """A file where the folder should be is a wrong argument."""
    (tmp_path / "out").write_text("mine")
    done = run("site", str(tmp_path / "out"))
    assert done.exit_code == 2
    assert "is a file" in done.stderr
    assert (tmp_path / "out").read_text() == "mine"


def test_a_place_where_nothing_can_be_written_is_told(tmp_path: Path) -> None:
    """Where the folder cannot be made, the system's reason is told in one line."""
    (tmp_path / "file").write_text("mine")
    done = run("site", str(tmp_path / "file" / "out"))
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.startswith("allkb: ")
    assert "Not a directory" in done.stderr
    assert done.stderr.count("\n") == 1


def test_without_its_extra_it_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where Jinja is missing, the extra is named, and nothing is written."""
    for name in [name for name in sys.modules if name.startswith(("allkb.site", "jinja2"))]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "jinja2", None)
    done = run("site", str(tmp_path / "out"))
    assert done.exit_code == 2
    assert "pip install 'allkb[site]'" in done.stderr
    assert not (tmp_path / "out").exists()


def test_help_says_what_is_overwritten() -> None:
    """The help says which folders are taken; the list of the commands names it."""
    shown = in_terminal("site", "--help").text
    assert "new or empty, or hold an earlier site" in " ".join(shown.split())
    assert "Write the evidence as pages" in run("--help").stdout
