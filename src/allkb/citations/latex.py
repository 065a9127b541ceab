"""Text as LaTeX that prints it, inside a field of BibTeX."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from pylatexenc.latex2text import LatexNodes2Text  # type: ignore[import-untyped]
from pylatexenc.latexencode import UnicodeToLatexEncoder  # type: ignore[import-untyped]

__all__ = ["encoded"]

_OWN = {
    # BibTeX counts braces, escaped or not.
    "{": r"{$\lbrace$}",
    "}": r"{$\rbrace$}",
    "^": r"{\textasciicircum}",
    # What fonts have other signs for.
    "|": "{$|$}",
    "`": r"{\textasciigrave}",
    # Within braces it is a character like any other.
    '"': '"',
    # What pylatexenc takes for others.
    "\N{MODIFIER LETTER CIRCUMFLEX ACCENT}": "\N{MODIFIER LETTER CIRCUMFLEX ACCENT}",
    "Ű": r"{\H{U}}",
    "ű": r"{\H{u}}",
}
_LIGATURES = re.compile(r"([-,'])(?=\1)")
"""Characters of which fonts make another sign where two stand together."""

_MATHS = re.compile(r"\{\\ensuremath\{(.*)\}\}")
"""What is set as mathematics, in a form that few readers of BibTeX know."""

_LATIN = 0x250
"""Where the Latin letters end. Fonts for other scripts know these scripts as they are."""


def encoded(text: str) -> str:
    """
    Return text as LaTeX.

    Latin letters, Greek ones and signs are in ASCII; other scripts stay as they are.
    """
    return _LIGATURES.sub(r"\1{}", "".join(map(_character, text)))


@cache
def _character(character: str) -> str:
    """Return a character as LaTeX, unless that would read back as another one."""
    if character in _OWN:
        return _OWN[character]
    encoder, decoder = _codec()
    found: str = _MATHS.sub(r"{$\1$}", encoder.unicode_to_latex(character))
    latin = ord(character) < _LATIN or found.startswith(("{$", r"{\text"))
    return found if latin and decoder.latex_to_text(found) == character else character


@cache
def _codec() -> tuple[Any, Any]:
    encoder = UnicodeToLatexEncoder(
        replacement_latex_protection="braces-all",
        unknown_char_policy="keep",
        unknown_char_warning=False,
    )
    return encoder, LatexNodes2Text(math_mode="text")
