"""A bundle as statements, all or nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Final

from allkb.codec import FORMAT, parse
from allkb.collector import collector_paused
from allkb.errors import DataError, Fault
from allkb.fhir.reading.amounts import Data
from allkb.fhir.reading.entries import Entries, Frame, entries_of
from allkb.fhir.reading.heads import common, kind_of
from allkb.fhir.reading.kinds import definition, evidence
from allkb.fhir.reading.node import Node
from allkb.intake.reading import FAULT_LIMIT, to_object
from allkb.model import Definition, Statement

__all__ = ["DEPTH_LIMIT", "in_order", "read"]

DEPTH_LIMIT: Final = 150
"""How deep values of a bundle may be nested; the deepest criteria take 104."""
_NUMBER: Final = re.compile(r"(\d+)")
_PLACE: Final = re.compile(r"\$\.statements\[(\d+)\]\.?")


def read(bundle: Mapping[str, object] | str | bytes) -> tuple[Statement, ...]:
    """
    Return the statements of a bundle that `bundle` made, equal to those that were written.

    They stand in the order of the bundle: those of the selection, then the
    definitions that came along. Texts for people are not read: narratives, displays
    and titles repeat what else is there. Nothing else may be left over: an element
    that is not read here is a fault, as it may say something no statement would
    hold; but for extensions of others, which only add.

    Args:
        bundle: JSON as text or UTF-8 bytes, or what a JSON reader made of it.

    Raises:
        DataError: if anything is wrong, with all that is, each by its JSON path. Of a
            statement that cannot be put together, its figures are not judged. After
            1,000 faults the rest are only counted.
    """
    faults: list[Fault] = []
    with collector_paused():
        opened: list[Node] = []
        value = to_object(bundle, depth=DEPTH_LIMIT)
        entries = entries_of(Node(value, "$", faults, opened))
        found = [*_statements(entries, faults)]
        entries.close()
        for node in opened:
            node.close()
        made, wrong = _records(found)
    faults += wrong
    if faults:
        raise DataError(in_order(faults))
    return made


def _statements(entries: Entries, faults: list[Fault]) -> Iterator[tuple[str, Data]]:
    """Yield the path and the object of each statement that can be put together."""
    for id, head in entries.heads:
        before = len(faults)
        kind = kind_of(head)
        if kind is None:
            head.ignore()
            continue
        frame = Frame(id, head, entries)
        told, parts = common(frame, kind)
        is_definition = kind == Definition.kind
        told |= definition(frame, parts) if is_definition else evidence(frame, kind, parts)
        frame.close()
        if len(faults) == before:
            yield head.path, told


def _records(found: list[tuple[str, Data]]) -> tuple[tuple[Statement, ...], list[Fault]]:
    """Return objects of the data format as records, and what is wrong with them."""
    document = {"format": FORMAT, "statements": [told for _, told in found]}
    parsed = parse(json.dumps(document).encode())
    wrong: list[Fault] = []
    for fault in parsed.faults:
        place = _PLACE.match(fault.path)
        assert place is not None, fault  # noqa: S101  all else of the document is ours
        name = fault.path[place.end() :]
        message = f"{name}: {fault.message}" if name else fault.message
        wrong.append(Fault(found[int(place[1])][0], message))
    return parsed.document.statements, wrong


def in_order(faults: list[Fault]) -> tuple[Fault, ...]:
    """Return faults in the order of their places, each once; after 1,000 only their number."""

    def place(fault: Fault) -> list[tuple[int, str]]:
        parts = _NUMBER.split(fault.path)
        return [(int(part) if part.isdecimal() else 0, part) for part in parts]

    found = sorted(dict.fromkeys(faults), key=place)
    rest = len(found) - FAULT_LIMIT
    if rest > 0:
        found[FAULT_LIMIT:] = [Fault("$", f"{rest} more faults")]
    return tuple(found)
