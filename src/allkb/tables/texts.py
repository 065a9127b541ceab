"""
Texts that great-tables lays out without reading them.

It gets a token for each text, and the text takes the token's place in what it writes. So
nothing that a text holds can mean anything to it; and the marks of footnotes are part of the
text, which it could not do in LaTeX, and in HTML only in the square of their number.
"""

from __future__ import annotations

import re

__all__ = ["Texts"]

_OPEN, _CLOSE = "\ue000", "\ue001"
"""Characters for private use: no record and no title can hold one."""

_TOKEN = re.compile(f"{_OPEN}([0-9]+){_CLOSE}")


class Texts:
    """Texts as they are to stand in a table, by their tokens."""

    def __init__(self) -> None:
        self._texts: dict[str, int] = {}

    def token(self, text: str) -> str:
        """Return what stands for a text; the same for the same one."""
        return f"{_OPEN}{self._texts.setdefault(text, len(self._texts))}{_CLOSE}"

    def fill(self, laid_out: str) -> str:
        """Return what was laid out, with each text in the place of its token."""
        texts = [*self._texts]
        return _TOKEN.sub(lambda found: texts[int(found[1])], laid_out)
