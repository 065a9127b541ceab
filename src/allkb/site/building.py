"""Building a site: every page once, into a folder that is put in its place in the end."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from importlib.resources import files
from itertools import chain
from pathlib import Path

from allkb.knowledge import KnowledgeBase
from allkb.site.contents import Contents
from allkb.site.folder import new_folder
from allkb.site.overviews import OverviewPages
from allkb.site.records import RecordPages
from allkb.site.rendering import Renderer
from allkb.site.searching import search_script

__all__ = ["build"]

Progress = Callable[[float], None]
"""Told every now and then what part is done, in percent."""


def build(
    kb: KnowledgeBase, out: str | os.PathLike[str], *, progress: Progress | None = None
) -> Path:
    """
    Write the evidence as a static site, which opens from the file system.

    It needs no server and no network. Equal knowledge bases give equal files. It is
    written whole or not at all.

    Args:
        kb: The knowledge base.
        out: A folder that does not exist yet, or is empty, or holds a site that was
            built earlier and nothing else; that one is replaced.
        progress: Told how much is done, in percent.

    Returns:
        The page to begin with.

    Raises:
        AllkbError: if the folder holds anything else.
        OSError: if it cannot be written to.
    """
    out, tell = Path(out), progress or _nobody
    with new_folder(out) as folder:
        contents = Contents(kb)
        renderer = Renderer(contents)
        overviews, records = OverviewPages(contents), RecordPages(contents)
        whole = len(overviews) + len(records)
        for done, page in enumerate(chain(overviews, records)):
            tell(100 * done / whole)
            _write(folder / page.path, renderer.page(page))
        for name, text in _assets(contents):
            _write(folder / "assets" / name, text)
    tell(100)
    return out / "index.html"


def _nobody(_: float) -> None:
    """Hear how much is done."""


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(exist_ok=True)
    file.write_text(text, encoding="utf-8", newline="\n")


def _assets(contents: Contents) -> Iterator[tuple[str, str]]:
    for file in (files("allkb.site") / "static").iterdir():
        yield file.name, file.read_text(encoding="utf-8")
    yield "data.js", search_script(contents)
