"""`allkb export` writes what the library exports, of the statements that are asked for."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest
from cli_runs import in_terminal, run

import allkb
from allkb.cli.exporting import TABLES
from allkb.frames import ExportFormat, rebuild
from allkb.views import notice

KB = allkb.load()
FOUND = KB.statements.where(allkb.in_topic("approvals"))
each_format = pytest.mark.parametrize("format", TABLES)


def test_there_is_a_command_for_each_format() -> None:
    """The formats of the command are those of the library."""
    assert [*TABLES] == [*ExportFormat]
    told = run("export", "--help").stdout
    assert all(f"  {format} " in told for format in ("json", *TABLES))


def test_json_is_one_data_file(tmp_path: Path) -> None:
    """JSON goes to standard output as one file that is read back equal; the notice goes beside it."""
    done = run("export", "json")
    assert done.exit_code == 0
    assert json.loads(done.stdout)["format"] == 1
    (tmp_path / "all.json").write_bytes(done.stdout_bytes)
    assert allkb.read(tmp_path) == KB
    assert done.stderr == f"# {notice(KB)}\n"


@each_format
def test_everything_is_written(format: str, tmp_path: Path) -> None:
    """Without options the whole base is written; what was written before is replaced."""
    out = tmp_path / "out"
    for _ in range(2):
        done = run("export", format, str(out))
        assert done.exit_code == 0, done.stderr
        assert done.stdout == ""
        assert done.stderr == f"# {len(KB)} statements -> {out}\n# {notice(KB)}\n"
    assert [*tmp_path.iterdir()] == [out]
    if format != "csv":
        assert rebuild(out) == KB


@each_format
def test_what_is_asked_for_is_written(format: str, tmp_path: Path) -> None:
    """The options that select statements select what is written."""
    out = tmp_path / "out"
    done = run("export", format, str(out), "--topic", "approvals")
    assert done.exit_code == 0, done.stderr
    assert f"# {len(FOUND)} statements -> {out}\n" in done.stderr
    if format == "csv":
        with (out / "statements.csv").open(encoding="utf-8", newline="") as stream:
            assert [row["id"] for row in csv.DictReader(stream)] == list(FOUND.ids)
    else:
        with pytest.raises(allkb.AllkbError, match="only a part of the statements"):
            rebuild(out)


def test_the_base_of_a_day_is_written_whole(tmp_path: Path) -> None:
    """What was attested on a day is a base of its own, and the notice is of that day."""
    then = KB.as_of("2012-12-31")
    done = run("export", "parquet", str(tmp_path / "out"), "--as-of", "2012-12-31")
    assert done.stderr.endswith(f"# {notice(then)}\n")
    assert rebuild(tmp_path / "out") == then


@each_format
def test_what_is_not_ours_is_left(format: str, tmp_path: Path) -> None:
    """A file of somebody's is left as it is, with status 2 and a line that says so."""
    (tmp_path / "mine").write_text("mine")
    done = run("export", format, str(tmp_path / "mine"))
    assert done.exit_code == 2
    assert done.stderr.startswith(f"allkb: {tmp_path / 'mine'} is there already, and is no such")
    assert done.stderr.count("\n") == 1
    assert (tmp_path / "mine").read_text() == "mine"
    assert [*tmp_path.iterdir()] == [tmp_path / "mine"]


@each_format
def test_a_place_that_cannot_be_is_told(format: str, tmp_path: Path) -> None:
    """A place in a file is refused with status 2, and an unknown topic before anything is written."""
    (tmp_path / "mine").write_text("mine")
    done = run("export", format, str(tmp_path / "mine" / "out"))
    assert done.exit_code == 2
    assert done.stderr.startswith("allkb: ")
    done = run("export", format, str(tmp_path / "out"), "--topic", "nowhere")
    assert done.exit_code == 2
    assert "no topic 'nowhere'" in done.stderr
    assert [*tmp_path.iterdir()] == [tmp_path / "mine"]


def test_in_a_terminal_the_same_is_told(tmp_path: Path) -> None:
    """In a terminal no bar is left behind, and the notice is the last that is said."""
    shown = in_terminal("export", "csv", str(tmp_path / "out"), "--topic", "approvals")
    assert shown.status == 0
    assert "Notadvice" not in shown.joined
    assert "Notclinicaladvice." in shown.joined
    assert f"#{len(FOUND)}statements->" in shown.joined


@pytest.mark.parametrize("package", ["nanoarrow", "duckdb"])
def test_without_the_extra_the_command_says_what_to_install(package: str, tmp_path: Path) -> None:
    """Without what the extra brings the rest works, and this command tells how to get it."""
    code = (
        f"import sys; sys.modules[{package!r}] = None; from allkb.cli import cli; "
        "cli(['export', 'sqlite', 'out'])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=tmp_path
    )
    assert done.returncode == 2
    assert done.stderr == f"allkb: {package} is missing: pip install 'allkb[frames]'\n"
    assert [*tmp_path.iterdir()] == []
