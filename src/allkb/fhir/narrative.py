"""What a resource shows to people: XHTML made as a tree, so that every text in it is escaped."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final
from xml.etree.ElementTree import tostring

from allkb.fhir.naming import Json
from allkb.views.markup import tag

__all__ = ["XHTML", "narrative"]

XHTML: Final = "http://www.w3.org/1999/xhtml"


def narrative(lines: Iterable[str], notice: str) -> Json:
    """
    Return a Narrative of lines of text: a heading, a list of the rest, and the notice.

    Its status says that it tells more than the elements do: names, and the notice.
    """
    title, *rest = (line for line in lines if line)
    listed = [tag("ul", *(tag("li", line) for line in rest))] if rest else []
    told = tag("p", tag("i", notice))
    div = tag("div", tag("p", tag("b", title)), *listed, told, xmlns=XHTML)
    return {"status": "additional", "div": tostring(div, encoding="unicode", method="xml")}
