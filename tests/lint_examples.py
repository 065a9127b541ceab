"""
What breaks each rule: the examples of docs/reference/rules.md, and how they are applied.

An example changes the invented base of samples.py: list, then record, then what is
changed in it. A field is named by its path, `attestations[0].hedge`; an index one past
the end appends. A record that is not there is added, `like` another if it says so, and
the word `twice` in place of fields puts a record there a second time.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from samples import sample_base

from allkb import Finding
from allkb.checks import INTEGRITY, Rule, run
from allkb.checks.lint import LINT
from allkb.codec import Document, dumps, parse

PAGE = Path(__file__).parents[1] / "docs" / "reference" / "rules.md"
_SOUND: dict[str, Any] = json.loads(dumps(sample_base().document))
_STEP = re.compile(r"\.?(\w+)|\[(\d+)\]")
_RULE = re.compile(
    r"^### (?P<name>\S+)\n\n(?P<says>[^\n]+)\n\n(?P<why>.+?)\n\n"
    r"```json\n(?P<change>.+?)```\n\n```text\n(?P<found>.+?)```$",
    re.DOTALL | re.MULTILINE,
)

Change = Mapping[str, Mapping[str, Any]]


class Documented(NamedTuple):
    """A rule as the page has it."""

    name: str
    says: str
    why: str
    change: Change
    found: tuple[str, ...]


def documented() -> tuple[Documented, ...]:
    """Return the rules of the page, in its order."""
    return tuple(
        Documented(
            name=part["name"],
            says=part["says"],
            why=part["why"],
            change=json.loads(part["change"]),
            found=tuple(part["found"].splitlines()),
        )
        for part in _RULE.finditer(PAGE.read_text(encoding="utf-8"))
    )


def changed(change: Change) -> Document:
    """Return the sound base with a change."""
    data = copy.deepcopy(_SOUND)
    for table, records in change.items():
        rows: list[dict[str, Any]] = data[table]
        for id, fields in records.items():
            if fields == "twice":
                rows.append(copy.deepcopy(_row(rows, id)))
            elif any(row["id"] == id for row in rows):
                _set(_row(rows, id), fields)
            else:
                like = _row(rows, fields["like"]) if "like" in fields else {}
                rows.append({**copy.deepcopy(like), "id": id})
                _set(rows[-1], {k: v for k, v in fields.items() if k != "like"})
    parsed = parse(json.dumps(data).encode())
    assert not parsed.faults, parsed.faults
    return parsed.document


def _row(rows: list[dict[str, Any]], id: str) -> dict[str, Any]:
    return next(row for row in rows if row["id"] == id)


def _set(row: dict[str, Any], fields: Mapping[str, Any]) -> None:
    for path, value in fields.items():
        *steps, last = [name or int(index) for name, index in _STEP.findall(path)]
        place: Any = row
        for step in steps:
            place = place[step]
        if isinstance(place, list) and last == len(place):  # pyright: ignore[reportUnknownArgumentType]
            place.append(value)  # pyright: ignore[reportUnknownMemberType]
        else:
            place[last] = value


def findings(change: Change) -> tuple[Finding, ...]:
    """Return what rules of integrity find in the changed base; if nothing, what lint finds."""
    records = changed(change)
    return run(INTEGRITY, records) or run(LINT, records)


ALL: tuple[Rule, ...] = (*INTEGRITY, *LINT)
