"""Running the command: in this process, and in a terminal of its own."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import termios
from typing import NamedTuple

from click.testing import CliRunner, Result
from rich.text import Text

from allkb.cli import cli

__all__ = ["Shown", "in_terminal", "run"]

LINKS = re.compile(r"\x1b\]8;[^\x1b]*\x1b\\")


class Shown(NamedTuple):
    """What a terminal got, with its escapes, and the exit status."""

    raw: str
    status: int

    @property
    def text(self) -> str:
        """What a person reads there."""
        lines = LINKS.sub("", self.raw).replace("\r\n", "\n").split("\n")
        return "\n".join(Text.from_ansi(line).plain for line in lines)

    @property
    def joined(self) -> str:
        """The same without blanks and boxes: a word is whole wherever it was folded."""
        return re.sub(r"[\s│┃─━]+", "", self.text)

    def column(self, place: int) -> str:
        """Return a column of a table, without blanks."""
        rows = (line.split("│") for line in self.text.splitlines() if line.startswith("│"))
        return re.sub(r"\s+", "", "".join(row[1 + place] for row in rows))


def run(*arguments: str, env: dict[str, str] | None = None) -> Result:
    """Run the command in this process."""
    return CliRunner().invoke(cli, arguments, prog_name="allkb", env=env)


def in_terminal(*arguments: str, width: int = 120, **env: str) -> Shown:
    """Run the command in a process of its own, on a terminal that has so many columns."""
    ours, its = pty.openpty()
    fcntl.ioctl(its, termios.TIOCSWINSZ, struct.pack("HHHH", 40, width, 0, 0))
    unset = ("COLUMNS", "LINES", "NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE")
    kept = {name: value for name, value in os.environ.items() if name not in unset}
    with subprocess.Popen(
        [sys.executable, "-m", "allkb", *arguments],
        stdin=its,
        stdout=its,
        stderr=its,
        env={**kept, "TERM": "xterm-256color", "COLORTERM": "", **env},
    ) as process:
        os.close(its)
        read = _all(ours)
    os.close(ours)
    return Shown(read.decode(), process.returncode)


def _all(terminal: int) -> bytes:
    """Return what is written to a terminal until nobody can write any more."""
    read = b""
    while True:
        try:
            piece = os.read(terminal, 1 << 16)
        except OSError:
            return read
        if not piece:
            return read
        read += piece
