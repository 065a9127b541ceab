"""What a shell completes, through what Click and the shells speak with each other."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import click
import pytest
from cli_runs import run
from click.shell_completion import BashComplete, ShellComplete

import allkb
from allkb.cli import cli, completing

KB = allkb.load()
EFS = "relapse-after-hsct.second-ablative-hsct.efs"


def completed(line: str) -> list[str]:
    """Return what completes the last word of a line."""
    *words, last = line.split(" ")
    shell = ShellComplete(cli, {}, "allkb", "_ALLKB_COMPLETE")
    return [item.value for item in shell.get_completions(words[1:], last)]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("allkb sh", ["show"]),
        ("allkb list --topic relapse-after-h", ["relapse-after-hsct"]),
        ("allkb search x --kind appr", ["approval"]),
        ("allkb list --about blinat", None),
        ("allkb list --about DLI", ["donor-lymphocyte-infusion"]),
        ("allkb list --about dli", ["donor-lymphocyte-infusion"]),
        ("allkb list --measures event-free-s", None),
        ("allkb list --measures EFS", ["event-free-survival"]),
        ("allkb list --said-by pdq-childhood-all.2012", ["pdq-childhood-all.2012"]),
        ("allkb changes pdq-childhood-all.2025", ["pdq-childhood-all.2025-04-21"]),
        ("allkb changes 2012 pdq-childhood-all.2012", ["pdq-childhood-all.2012"]),
        ("allkb audit x --revision pdq-childhood-all.2012", ["pdq-childhood-all.2012"]),
        (f"allkb show {EFS[:-2]}", [EFS]),
        (f"allkb show {EFS} {EFS[:-2]}", [EFS]),
        (f"allkb list --ids {EFS[:-1]}", [EFS]),
        (f"allkb list --ids {EFS},{EFS[:-1]}", [f"{EFS},{EFS}"]),
        ("allkb list --graded C1", ["C1"]),
        ("allkb list --format j", ["json"]),
        ("allkb show x --format h", ["html"]),
        ("allkb completion z", ["zsh"]),
        ("allkb cohort x --topic relapse-after-h", ["relapse-after-hsct"]),
        ("allkb table outcomes --topic relapse-after-h", ["relapse-after-hsct"]),
        ("allkb list --topic nothing-like-it", []),
    ],
)
def test_words_are_completed(line: str, expected: list[str] | None) -> None:
    """Commands, options' values, ids, and names that stand for ids are completed."""
    found = completed(line)
    if expected is None:
        assert found
        assert all(value.startswith(line.rpartition(" ")[2]) for value in found)
    else:
        assert found == expected


def test_everything_is_offered_to_who_typed_nothing() -> None:
    """Without a letter typed all there is can be chosen from, with what it is called."""
    assert completed("allkb list --topic ") == [topic.id for topic in KB.topics]
    assert completed("allkb show ") == [*KB.statements.ids]
    assert set(completed("allkb list --kind ")) == {s.kind for s in KB}
    assert len(completed("allkb list --about ")) + len(completed("allkb list --measures ")) == len(
        KB.concepts
    )
    context = click.Context(cli)
    items = completing.topics(context, click.Option(["--topic"]), "relapse-after-hsct")
    assert [item.help for item in items] == [KB.topic("relapse-after-hsct").label]


def test_what_fails_completes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever goes wrong, somebody who types is not told of it."""

    def broken() -> None:
        raise RuntimeError

    monkeypatch.setattr(completing, "load", broken)
    assert completed("allkb list --topic relapse") == []


def test_the_command_answers_a_shell() -> None:
    """In a process of its own, asked as bash asks, the command prints what completes the line."""
    done = subprocess.run(
        [sys.executable, "-m", "allkb"],
        env={
            **os.environ,
            "_ALLKB_COMPLETE": "bash_complete",
            "COMP_WORDS": "allkb list --topic relapse-after-h",
            "COMP_CWORD": "3",
        },
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "plain,relapse-after-hsct\n"
    assert done.stderr == ""


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_script_to_source_is_printed(shell: str) -> None:
    """For each shell there is a script that asks `allkb`, whatever the command was called by."""
    found = run("completion", shell)
    assert found.exit_code == 0
    assert f"_ALLKB_COMPLETE={shell}_complete" in found.stdout
    assert "allkb" in found.stdout


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash here")
def test_bash_takes_the_script(tmp_path_factory: pytest.TempPathFactory) -> None:
    """A real bash sources the script, and what it calls completes a line."""
    folder = tmp_path_factory.mktemp("bin")
    command = folder / "allkb"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m allkb "$@"\n')
    command.chmod(0o755)
    asked = (
        'eval "$(allkb completion bash)"; COMP_WORDS=(allkb list --about DLI); COMP_CWORD=3; '
        '_allkb_completion allkb; printf "%s\\n" "${COMPREPLY[@]}"'
    )
    path = f"{folder}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "--norc", "-c", asked],  # noqa: S607  the bash that is found is the point
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "donor-lymphocyte-infusion\n"


def test_a_shell_that_is_not_known_is_refused() -> None:
    """Another shell is an error that lists those there are."""
    found = run("completion", "cmd")
    assert found.exit_code == 2
    assert "'fish'" in found.stderr


def test_the_script_is_bash_s_own() -> None:
    """What is printed is what Click has for the shell, neither more nor less."""
    assert (
        run("completion", "bash").stdout
        == BashComplete(cli, {}, "allkb", "_ALLKB_COMPLETE").source()
    )
