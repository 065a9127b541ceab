"""`allkb mcp`: what it hands on, and what it says to a person."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
from functools import partial
from types import SimpleNamespace
from typing import Any

import pytest
from cli_runs import run

import allkb
import allkb.mcp
from allkb.cli import serving
from allkb.views import notice

KB = allkb.load()
HTTP = ("mcp", "--transport", "streamable-http")


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What the command asks to be served, in place of serving it."""
    asked: list[dict[str, Any]] = []

    def serve(kb: allkb.KnowledgeBase, **options: Any) -> None:
        assert kb == KB
        asked.append(options)

    monkeypatch.setattr(allkb.mcp, "serve", serve)
    return asked


def test_standard_input_and_output_are_left_to_the_client(served: list[dict[str, Any]]) -> None:
    """Started by a program it prints nothing of its own."""
    done = run("mcp")
    assert served == [{}]
    assert (done.exit_code, done.stdout, done.stderr) == (0, "", "")


def test_a_person_is_told_what_it_waits_for(
    served: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Typed into a terminal it says on standard error that it waits for a client."""
    terminal = SimpleNamespace(isatty=partial(bool, 1))
    monkeypatch.setattr(serving, "sys", SimpleNamespace(stdin=terminal))
    done = run("mcp")
    assert served == [{}]
    assert done.stdout == ""
    assert "waits for a client on standard input" in done.stderr
    assert notice(KB) in done.stderr


def test_ctrl_c_ends_a_wait_for_standard_input() -> None:
    """Interrupted while it waits, the process ends, although nothing more comes in."""
    ours, its = pty.openpty()
    command = [sys.executable, "-m", "allkb", "mcp"]
    with subprocess.Popen(command, stdin=its, stderr=subprocess.PIPE) as process:
        assert process.stderr
        assert b"waits for a client" in process.stderr.readline()
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == -signal.SIGINT
        assert b"Traceback" not in process.stderr.read()
    os.close(ours)
    os.close(its)


@pytest.mark.parametrize(
    ("given", "expected", "shown"),
    [
        ((), ("127.0.0.1", 8000, ()), "http://127.0.0.1:8000/mcp"),
        (("--host", "::1", "--port", "81"), ("::1", 81, ()), "http://[::1]:81/mcp"),
        (
            ("--host", "10.0.0.7", "--name", "a.example", "--name", "b.example:81"),
            ("10.0.0.7", 8000, ("a.example", "b.example:81")),
            "http://10.0.0.7:8000/mcp",
        ),
    ],
)
def test_http_is_served_where_it_was_asked(
    served: list[dict[str, Any]],
    given: tuple[str, ...],
    expected: tuple[str, int, tuple[str, ...]],
    shown: str,
) -> None:
    """By default this machine alone is served; the address is told on standard error."""
    done = run(*HTTP, *given)
    ((asked),) = served
    assert asked.pop("transport") == "streamable-http"
    assert (asked["host"], asked["port"], asked["names"]) == expected
    assert done.stdout == ""
    assert done.stderr == f"# {shown}, until Ctrl-C\n# {notice(KB)}\n"


@pytest.mark.parametrize(
    ("ended", "status", "said"),
    [(KeyboardInterrupt(), 0, ""), (SystemExit(1), 2, "allkb: nothing can listen on [::1]:8000\n")],
)
def test_how_it_ends(
    monkeypatch: pytest.MonkeyPatch, ended: BaseException, status: int, said: str
) -> None:
    """Ctrl-C is how a server is ended; an address that is taken is an error."""

    def serve(_: allkb.KnowledgeBase, **__: Any) -> None:
        raise ended

    monkeypatch.setattr(allkb.mcp, "serve", serve)
    done = run(*HTTP, "--host", "::1")
    assert done.exit_code == status
    assert done.stderr.endswith(f"{notice(KB)}\n{said}")


def test_what_others_can_reach_needs_a_name() -> None:
    """An address that others can reach is refused without a name for it, and nothing is served."""
    done = run(*HTTP, "--host", "0.0.0.0")  # noqa: S104  that is the point
    assert done.exit_code == 2
    assert "0.0.0.0 can be reached by others" in done.stderr
    for port in ("0", "65536", "x"):
        assert run(*HTTP, "--port", port).exit_code == 2
