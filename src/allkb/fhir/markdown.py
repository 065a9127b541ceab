"""Plain text in elements that FHIR takes for Markdown, and back."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["from_markdown", "to_markdown"]

_ANYWHERE: Final = re.compile(r"[\\`*_\[\]~|]|<(?=[A-Za-z/!?])|&(?=[#A-Za-z])")
_AT_START: Final = re.compile(r"^(\d{1,9}(?=[.)](?:\s|$))|(?=>|#{1,6}(?:\s|$)|[-+](?:[-\s]|$)))")
_ESCAPED: Final = re.compile(r"\\([!-/:-@\[-`{-~])")


def to_markdown(text: str) -> str:
    """
    Return Markdown that shows a text of one line as it is.

    Only what would have a meaning is escaped, so that most figures stand as
    printed; `from_markdown` gives the text back.
    """
    return _AT_START.sub(r"\1\\", _ANYWHERE.sub(r"\\\g<0>", text))


def from_markdown(markdown: str) -> str:
    """Return Markdown without its escapes."""
    return _ESCAPED.sub(r"\1", markdown)
