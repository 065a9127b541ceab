"""Where an export is written: all of it or nothing, and never over what is not ours."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from allkb.errors import AllkbError

__all__ = ["placed"]

_BESIDE = (".wal", "-wal", "-shm", "-journal")
"""What databases keep beside a file that is in use."""


@contextmanager
def placed(out: Path, is_export: Callable[[Path], bool]) -> Generator[Path]:
    """
    Give a path to write to, which takes its place once all is written.

    Args:
        out: Where it is to be in the end; an earlier export there is replaced.
        is_export: What tells whether something is an earlier export of the kind.

    Raises:
        AllkbError: if something else is there.
    """
    place = out.resolve()
    _refuse_foreign(out, place, is_export)
    place.parent.mkdir(parents=True, exist_ok=True)
    draft = place.with_name(f".{uuid4().hex}")
    try:
        yield draft
        _settle(draft, place)
    finally:
        _remove(draft)
        for ending in _BESIDE:
            _remove(draft.with_name(draft.name + ending))


def _refuse_foreign(out: Path, place: Path, is_export: Callable[[Path], bool]) -> None:
    in_use = [ending for ending in _BESIDE if place.with_name(place.name + ending).exists()]
    if in_use:
        msg = f"{out} is in use: {place.name}{in_use[0]} is beside it"
        raise AllkbError(msg)
    if place.exists() and not is_export(place):
        msg = f"{out} is there already, and is no such export: it is left as it is"
        raise AllkbError(msg)


def _settle(draft: Path, place: Path) -> None:
    """Put what was written in its place; what was there is only then removed."""
    if not place.is_dir():
        draft.replace(place)
        return
    aside = place.with_name(f".{uuid4().hex}")
    place.rename(aside)
    try:
        draft.rename(place)
    except BaseException:
        aside.rename(place)
        raise
    shutil.rmtree(aside)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
