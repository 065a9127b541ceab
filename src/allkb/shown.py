"""
How values show themselves in notebooks.

What draws them is above everything that is drawn, so it is found by its name,
and only when a notebook asks. A statement alone has no names for what it speaks
of; a knowledge base that holds it lends them.
"""

from __future__ import annotations

from importlib import import_module
from itertools import count
from typing import Any
from weakref import WeakValueDictionary

__all__ = ["Shown", "living", "register"]


class Shown:
    """A value that a notebook shows as HTML or Markdown."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        """Return it as HTML: no script, no network, every text escaped."""
        return str(import_module("allkb.views.notebook").html(self))

    def _repr_markdown_(self) -> str:
        """Return it as Markdown, every text escaped."""
        return str(import_module("allkb.views.notebook").markdown(self))


_LIVING: WeakValueDictionary[int, Any] = WeakValueDictionary()
_NUMBERS = count()


def register(base: object) -> None:
    """Remember a knowledge base for as long as somebody else holds it."""
    _LIVING[next(_NUMBERS)] = base


def living() -> list[Any]:
    """Return the knowledge bases that are in use, the oldest first."""
    return [*_LIVING.values()]
