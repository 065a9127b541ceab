"""`allkb plot`: charts as the library draws them, with the selection of the other commands."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any, get_args

import pytest
from cli_runs import run

import allkb
from allkb.cli import plots as command
from allkb.plots import evidence_map, forest, svg, timeline
from allkb.plots.dating import By
from allkb.plots.selecting import Figures, Grouping
from allkb.plots.themes import Theme
from allkb.views import notice

KB = allkb.load()
TOPIC = ("--topic", "relapse-after-hsct", "--measures", "event-free-survival")
FOUND = KB.statements.where(
    allkb.in_topic("relapse-after-hsct"), allkb.measures("event-free-survival")
)
BOTH: dict[str, Any] = {"allow": ("horizon",), "title": "After relapse", "theme": "dark"}
GIVEN = ("--allow", "horizon", "--title", "After relapse", "--theme", "dark")


@pytest.mark.parametrize(
    ("arguments", "made", "options"),
    [
        (("forest", *GIVEN), forest, BOTH),
        (
            ("forest", "--group", "horizon", "--figures", "estimates", "--width", "200"),
            forest,
            {"group": "horizon", "figures": "estimates", "width": 200},
        ),
        (("timeline", *GIVEN, "--by", "paper"), timeline, {**BOTH, "by": "paper"}),
        (("timeline", "--allow", "horizon"), timeline, {"allow": "horizon"}),
        (("map", "--title", "Held"), evidence_map, {"title": "Held"}),
        (
            ("map", "--intervention", "DLI", "--intervention", "hsct", "--population", "lineage"),
            evidence_map,
            {"interventions": ("DLI", "hsct"), "populations": ("lineage",)},
        ),
    ],
)
def test_plots_are_those_of_the_library(
    arguments: tuple[str, ...], made: Any, options: dict[str, Any], tmp_path: Path
) -> None:
    """A chart is the one that `allkb.plots` draws of the selection with the same options."""
    name, *given = arguments
    file = tmp_path / "chart.svg"
    done = run("plot", name, *TOPIC, *given, "-o", str(file))
    assert done.exit_code == 0, done.stderr
    assert file.read_text(encoding="utf-8") == svg(made(FOUND, **options))
    assert done.stdout == ""
    assert done.stderr == f"# {len(FOUND)} statements -> {file}\n# {notice(KB)}\n"


@pytest.mark.parametrize(
    ("suffix", "start"),
    [("svg", b"<svg"), ("png", b"\x89PNG"), ("pdf", b"%PDF"), ("html", b"<!DOCTYPE html>")],
)
def test_the_name_says_the_format(suffix: str, start: bytes, tmp_path: Path) -> None:
    """The file is of the format that its name ends in, and nothing else is left beside it."""
    file = tmp_path / f"chart.{suffix}"
    done = run("plot", "timeline", "--ids", FOUND.items[0].id, "-o", str(file))
    assert done.exit_code == 0, done.stderr
    assert file.read_bytes().startswith(start)
    assert [*tmp_path.iterdir()] == [file]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("forest", "--ids", ""), ["forest: the selection is empty"]),
        (("forest", "--topic", "moon"), ["no topic 'moon'"]),
        (
            ("map", "--intervention", "xyz", "--intervention", "abc"),
            ["no concept 'xyz'", "no concept 'abc'"],
        ),
        (("map", "--population", "moon", "--title", " "), ["'moon' is no fact", "title must be"]),
        (("timeline", *TOPIC, "--width", "1", "--allow", "horizon"), ["width is a whole number"]),
    ],
)
def test_a_plot_that_cannot_be_is_refused(
    arguments: tuple[str, ...], words: list[str], tmp_path: Path
) -> None:
    """Each fault is a line on standard error with status 2, and no file is left."""
    done = run("plot", *arguments, "-o", str(tmp_path / "chart.svg"))
    assert done.exit_code == 2
    found = done.stderr.splitlines()
    assert len(found) == len(words)
    for line, word in zip(found, words, strict=True):
        assert line.startswith("allkb: ")
        assert word in line
    assert [*tmp_path.iterdir()] == []


def test_unlike_figures_are_refused_until_allowed(tmp_path: Path) -> None:
    """Unlike times are named with their statements, and the old file stays; allowed, it goes."""
    file = tmp_path / "chart.svg"
    file.write_text("old", encoding="utf-8")
    done = run("plot", "forest", *TOPIC, "-o", str(file))
    assert done.exit_code == 2
    assert "times that are not known to be one" in done.stderr
    assert file.read_text(encoding="utf-8") == "old"
    assert run("plot", "forest", *TOPIC, "--allow", "horizon", "-o", str(file)).exit_code == 0
    assert file.read_text(encoding="utf-8").startswith("<svg")


def test_an_unknown_format_is_refused(tmp_path: Path) -> None:
    """A name that ends in nothing known is told with what there is."""
    done = run("plot", "map", *TOPIC, "-o", str(tmp_path / "chart.jpg"))
    assert done.exit_code == 2
    assert ".svg, .png, .pdf, .html, not as .jpg" in done.stderr
    assert [*tmp_path.iterdir()] == []


def test_words_are_those_of_the_library() -> None:
    """What can be chosen on the command line is what the library takes."""
    assert get_args(Grouping) == command.GROUPS
    assert get_args(Figures) == command.FIGURES
    assert get_args(By) == command.BY
    assert get_args(Theme) == command.THEMES


def test_without_the_extra_the_command_says_what_to_install(tmp_path: Path) -> None:
    """Without Altair the rest works, and this command tells how to get it."""
    code = (
        "import sys; sys.modules['altair'] = None; from allkb.cli import cli; "
        "cli(['plot', 'map', '-o', 'm.svg'])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=tmp_path
    )
    assert done.returncode == 2
    assert done.stderr == "allkb: altair is missing: pip install 'allkb[plots]'\n"
    assert [*tmp_path.iterdir()] == []
