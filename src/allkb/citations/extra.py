"""What to install, told where a package of the extra `citations` is missing."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager

from allkb.errors import MissingExtraError

__all__ = ["extra"]


@contextmanager
def extra() -> Generator[None]:
    """Say what to install if what is imported inside is not there."""
    try:
        yield
    except ModuleNotFoundError as exc:
        raise MissingExtraError("citations", exc.name or "bibtexparser") from exc
