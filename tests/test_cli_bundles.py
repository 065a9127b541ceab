"""`allkb export fhir`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from bundled import KB
from cli_runs import in_terminal, run

import allkb
from allkb.fhir import bundle, dumps, read
from allkb.views import notice

TOPIC = ("--topic", "relapse-after-hsct")
FOUND = KB.statements.where(allkb.in_topic(TOPIC[1]))


def test_the_bundle_is_that_of_the_library(tmp_path: Path) -> None:
    """What is written is what the library gives of the same selection, to a file or not."""
    text = f"{dumps(bundle(FOUND))}\n"
    told = f"# {len(FOUND)} statements"
    done = run("export", "fhir", *TOPIC)
    assert (done.exit_code, done.stdout) == (0, text)
    assert done.stderr == f"{told}\n# {notice(KB)}\n"
    file = tmp_path / "bundle.json"
    done = run("export", "fhir", *TOPIC, "-o", str(file))
    assert (done.exit_code, done.stdout) == (0, "")
    assert done.stderr == f"{told} -> {file}\n# {notice(KB)}\n"
    assert file.read_bytes() == text.encode()
    assert [*tmp_path.iterdir()] == [file]


def test_the_statements_are_read_back_from_the_file(tmp_path: Path) -> None:
    """What was attested on a day, written and read, is what was attested on that day."""
    file = tmp_path / "then.json"
    assert run("export", "fhir", "--as-of", "2012-12-31", "-o", str(file)).exit_code == 0
    assert read(file.read_bytes()) == KB.as_of("2012-12-31").statements.items


def test_a_bundle_may_be_set_in() -> None:
    """With blanks to set it in a person can read it, in a terminal too; it is the same bundle."""
    done = run("export", "fhir", *TOPIC, "--indent", "2")
    assert done.stdout.startswith('{\n  "resourceType": "Bundle",\n')
    assert json.loads(done.stdout) == json.loads(dumps(bundle(FOUND)))
    shown = in_terminal("export", "fhir", "--ids", "")
    assert shown.status == 0
    assert '"type":"collection"' in shown.joined


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--topic", "nothing"), "allkb: no topic 'nothing'"),
        (("--indent", "99"), "99 is not in the range"),
        (("-o", "/"), "is a directory"),
        (("-o", "/nowhere/at/all"), "No such file or directory"),
    ],
)
def test_what_cannot_be_is_refused(arguments: tuple[str, ...], says: str) -> None:
    """A misspelled name, and a file that cannot be written, are faults with exit status 2."""
    done = run("export", "fhir", *arguments)
    assert (done.exit_code, done.stdout) == (2, "")
    assert says in done.stderr


def test_the_command_is_explained() -> None:
    """The help of the group names it, and its own help the way to choose statements."""
    assert "fhir" in run("export", "--help").stdout
    text = run("export", "fhir", "--help").stdout
    assert all(option in text for option in ("--topic", "--as-of", "--indent", "-o"))
