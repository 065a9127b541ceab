"""Quantities, ranges and the texts beside them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from allkb.fhir.codes import UCUM, UNITS
from allkb.fhir.markdown import from_markdown
from allkb.fhir.reading.node import Node
from allkb.intake.reading import shown
from allkb.model import Unit

__all__ = ["Amount", "Data", "amount", "ends", "markdown", "plain"]

Data = dict[str, object]
"""An object of the data format, as far as it could be read."""

_UNITS: Final[Mapping[str, Unit]] = {code: unit for unit, code in UNITS.items()}


class Amount(NamedTuple):
    """A Quantity: its value, its comparator if it has one, the UCUM code of its unit."""

    node: Node
    value: float | None
    relation: str | None
    code: str | None

    def plain(self, code: str | None) -> float | None:
        """Return its value, if it is in a unit and has no comparator."""
        if self.relation is not None:
            self.node.refuse("comparator", "cannot stand here")
        self.in_unit(code)
        return self.value

    def in_unit(self, code: str | None) -> None:
        """Refuse any other unit."""
        if self.code != code:
            self.node.refuse("code", f"must be {shown(str(code))}")

    def unit(self) -> Unit | None:
        """Return what it is measured in."""
        found = _UNITS.get(self.code or "")
        if found is None:
            self.node.refuse("code", f"must be one of {', '.join(_UNITS)}")
        return found


def markdown(node: Node, name: str) -> str | None:
    """Return the text of a member that is Markdown."""
    text = node.text(name)
    return None if text is None else from_markdown(text)


def amount(node: Node | None) -> Amount | None:
    """Return a Quantity."""
    if node is None:
        return None
    node.skip("unit")
    if node.text("system") != UCUM:
        node.refuse("system", f"must be {UCUM}")
    return Amount(node, node.number("value"), node.text("comparator"), node.text("code"))


def plain(node: Node | None, code: str | None) -> float | None:
    """Return the value of a Quantity of a unit, without a comparator."""
    found = amount(node)
    return None if found is None else found.plain(code)


def ends(node: Node | None, code: str | None) -> Data:
    """Return the ends of a Range of a unit."""
    if node is None:
        return {}
    return {name: plain(node.node(name), code) for name in ("low", "high")}
