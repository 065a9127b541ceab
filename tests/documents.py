"""How examples in Markdown are run: Python, and commands with their output."""

from __future__ import annotations

import doctest
import os
import shlex
import subprocess
import sys
from pathlib import Path

from sybil import Example
from sybil.parsers.markdown import CodeBlockParser, PythonCodeBlockParser

FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


def run_commands(example: Example) -> None:
    """Run each `$ allkb ...` line and hold what it prints against the lines that follow."""
    parts = f"\n{example.parsed}".split("\n$ ")[1:]
    for part in parts:
        command, _, wanted = part.partition("\n")
        program, *arguments = shlex.split(command)
        assert program == "allkb", f"only allkb is run, not {program}"
        # A terminal is not pretended: the output is what a pipe gets.
        done = subprocess.run(
            [sys.executable, "-m", "allkb", *arguments],
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
            cwd=Path(example.path).parent,
            env={**os.environ, "PYTHONUTF8": "1"},
        )
        found = done.stdout + done.stderr
        agrees = doctest.OutputChecker().check_output(wanted.strip(), found.strip(), FLAGS)
        assert agrees, f"$ {command} printed:\n{found}\ninstead of:\n{wanted}"


PARSERS = (
    PythonCodeBlockParser(doctest_optionflags=FLAGS),
    CodeBlockParser(language="console", evaluator=run_commands),
)
"""What makes tests of a Markdown file."""
