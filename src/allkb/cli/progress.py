"""How far a work is, on standard error."""

from __future__ import annotations

import sys
from threading import Timer
from typing import Self

from rich.console import Console
from rich.progress import Progress

__all__ = ["PATIENCE", "Bar"]

PATIENCE = 1.0
"""Seconds of work after which it is told how far it is."""


class Bar:
    """
    A progress bar: on a terminal, on standard error, and only if the work takes long.

    Args:
        work: What is being done.

    Attributes:
        shown: Whether it shows.
    """

    def __init__(self, work: str) -> None:
        screen = Console(stderr=True)
        self._bar = Progress(
            console=screen, transient=True, redirect_stdout=False, redirect_stderr=False
        )
        self._task = self._bar.add_task(work, total=None)
        self._timer = Timer(PATIENCE, self._show) if _can_show(screen) else None
        self.shown = False

    def __enter__(self) -> Self:
        if self._timer:
            self._timer.daemon = True
            self._timer.start()
        return self

    def __exit__(self, *exc: object) -> None:
        if self._timer:
            self._timer.cancel()
            self._timer.join()
        if self.shown:
            self._bar.stop()

    def told(self, percent: float) -> None:
        """Show how far the work is, in percent; below 0 if that is not known."""
        if percent >= 0:
            self._bar.update(self._task, completed=percent, total=100)

    def _show(self) -> None:
        self._bar.start()
        self.shown = True


def _can_show(screen: Console) -> bool:
    return sys.stderr.isatty() and screen.is_interactive
