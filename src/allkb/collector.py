"""Keeping the garbage collector out of the way while nothing becomes garbage."""

from __future__ import annotations

import gc
from collections.abc import Generator
from contextlib import contextmanager

__all__ = ["collector_paused"]


@contextmanager
def collector_paused() -> Generator[None]:
    """
    Keep the collector from walking data, or classes, over and over while they are made.

    None of it is garbage, and for large files the walks would take most of the
    time. At the end all that was made is passed to the oldest generation, so
    that it is not walked right after either; unless the program has frozen
    objects of its own, which would be thawed by that.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            if not gc.get_freeze_count():
                gc.freeze()
                gc.unfreeze()
            gc.enable()
