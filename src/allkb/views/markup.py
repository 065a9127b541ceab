"""HTML as a tree, so that nothing is escaped by hand; and the escapes of Markdown."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, tostring

__all__ = ["Part", "as_html", "as_markdown", "tag"]

Part = str | Element
"""What can stand in an element."""


def tag(name: str, *inside: Part, **attributes: str) -> Element:
    """Return an element with text and elements in it."""
    made = Element(name, attributes)
    for part in inside:
        if isinstance(part, Element):
            made.append(part)
        elif len(made):
            made[-1].tail = (made[-1].tail or "") + part
        else:
            made.text = (made.text or "") + part
    return made


def as_html(element: Element) -> str:
    """Return an element as HTML; every text in it is escaped."""
    return tostring(element, encoding="unicode", method="html")


_ANYWHERE = re.compile(r"([\\`*_\[\]<>|&~!#$])")
_AT_START = re.compile(r"^([0-9]{0,9})([-+=:.)])")


def as_markdown(text: object) -> str:
    """Return text that Markdown shows as it is, wherever on a line it stands."""
    return _AT_START.sub(r"\1\\\2", _ANYWHERE.sub(r"\\\1", str(text)))
