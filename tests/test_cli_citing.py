"""`allkb cite`, and the papers that `allkb export` writes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from bundled import KB, NEW, OLD, ROOT
from cli_runs import in_terminal, run

import allkb
from allkb.citations import cited, release, to_bibtex, to_csl_json, to_ris
from allkb.views import notice

TOPIC = ("--topic", "relapse-after-hsct")
FOUND = KB.statements.where(allkb.in_topic(TOPIC[1]))
DATA = release(KB)
WRITTEN = {"bibtex": to_bibtex, "csl-json": to_csl_json, "ris": to_ris}
each_format = pytest.mark.parametrize("format", WRITTEN)


# The data


@pytest.mark.parametrize(
    ("format", "text"),
    [
        ("text", f"{DATA}\n"),
        ("bibtex", DATA.to_bibtex()),
        ("csl-json", DATA.to_csl_json()),
        ("ris", DATA.to_ris()),
        ("cff", DATA.to_cff()),
    ],
)
def test_the_data_is_cited_in_each_format(format: str, text: str, tmp_path: Path) -> None:
    """Each format is that of the library, on standard output or in a file; the notice is apart."""
    done = run("cite", "--format", format)
    assert (done.exit_code, done.stdout) == (0, text)
    assert done.stderr == f"# {notice(KB)}\n"
    file = tmp_path / "cited"
    done = run("cite", "--format", format, "-o", str(file))
    assert (done.exit_code, done.stdout) == (0, "")
    assert file.read_bytes() == text.encode()


def test_the_citation_is_text_by_default() -> None:
    """Without a format a person reads a line, in a terminal too."""
    assert run("cite").stdout == f"{DATA}\n"
    shown = in_terminal("cite")
    assert shown.status == 0
    assert KB.digest in shown.joined


def test_the_file_at_the_root_is_what_the_command_writes() -> None:
    """CITATION.cff is made by the command, and by nothing else."""
    made = run("cite", "--format", "cff").stdout
    assert made == (ROOT / "CITATION.cff").read_text(encoding="utf-8")


# The papers


@each_format
def test_papers_are_those_of_the_library(format: str, tmp_path: Path) -> None:
    """What is written is what the library gives of the same selection, to a file or not."""
    text = WRITTEN[format](FOUND)
    told = f"# {len(cited(FOUND))} papers of {len(FOUND)} statements"
    done = run("export", format, *TOPIC)
    assert (done.exit_code, done.stdout) == (0, text)
    assert done.stderr == f"{told}\n# {notice(KB)}\n"
    file = tmp_path / "papers"
    done = run("export", format, *TOPIC, "--output", str(file))
    assert (done.exit_code, done.stdout) == (0, "")
    assert done.stderr == f"{told} -> {file}\n# {notice(KB)}\n"
    assert file.read_bytes() == text.encode()
    assert [*tmp_path.iterdir()] == [file]


@each_format
def test_the_selection_is_asked_as_everywhere(format: str) -> None:
    """A day, and the document that cites, are options; without any, all papers are written."""
    write = WRITTEN[format]
    then = KB.as_of("2012-12-31").statements.where(allkb.in_topic(TOPIC[1]))
    assert run("export", format, *TOPIC, "--as-of", "2012-12-31").stdout == write(then)
    assert run("export", format, *TOPIC, "--cited-by", OLD).stdout == write(FOUND, cited_by=OLD)
    assert run("export", format).stdout == write(KB.statements)


def test_no_paper_is_no_error() -> None:
    """A selection that cites nothing gives an empty list and says so."""
    done = run("export", "csl-json", "--ids", "")
    assert (done.exit_code, json.loads(done.stdout)) == (0, [])
    assert done.stderr.startswith("# 0 papers of 0 statements\n")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--cited-by", "nobody"), "allkb: no source 'nobody'"),
        (("--topic", "nothing"), "allkb: no topic 'nothing'"),
        (("-o", "/"), "is a directory"),
        (("-o", "/nowhere/at/all"), "No such file or directory"),
    ],
)
def test_what_cannot_be_is_refused(arguments: tuple[str, ...], says: str) -> None:
    """A misspelled name, and a file that cannot be written, are faults with exit status 2."""
    done = run("export", "bibtex", *arguments)
    assert (done.exit_code, done.stdout) == (2, "")
    assert says in done.stderr


def test_the_commands_are_explained() -> None:
    """The help of the group names each format, and that of a format the way to choose statements."""
    text = run("export", "--help").stdout
    assert all(name in text for name in ("bibtex", "csl-json", "ris", "json"))
    text = run("export", "ris", "--help").stdout
    assert all(option in text for option in ("--topic", "--as-of", "--cited-by", "-o"))
    assert NEW not in text
