"""
A figure that is copied wrongly does not stay unnoticed.

Single figures of statements drawn at random are made wrong, one each, and the page is
held against the data again. What the audit alone does not tell is told by the rule that
a figure and its printed form agree, unless the wrong figure stands in the passage too.
"""

from __future__ import annotations

import copy
import json
import random
import re
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple, cast

import pytest
from bundled import (
    KB,
    NEW,
    PAGES,
    at_hand,
    numbers_in,
    passages_of,
    passages_read,
    raw_statements,
)

from allkb import KnowledgeBase
from allkb.audit import Report, audit
from allkb.codec import FORMAT, parse
from allkb.model.record import known_sound

SEED = 20250421
WANTED = 150
Path = tuple[str | int, ...]
Raw = dict[str, Any]


class Mutant(NamedTuple):
    """A statement with one wrong figure."""

    statement: Raw
    passages: tuple[str, ...]
    what: str
    wrong: float | None


def figures_of(value: Any, path: Path = ()) -> Iterator[Path]:
    """Yield where a raw statement has a figure with its printed form."""
    match value:
        case dict():
            parts = cast("Raw", value)
            if "printed" in parts:
                yield path
            for key, part in parts.items():
                if key not in ("attestations", "links", "ended"):
                    yield from figures_of(part, (*path, key))
        case list():
            for position, part in enumerate(cast("list[object]", value)):
                yield from figures_of(part, (*path, position))
        case _:
            pass


def at(statement: Any, path: Path) -> Raw:
    """Return what stands at a place."""
    for key in path:
        statement = statement[key]
    return cast("Raw", statement)


def mutants(statement: Raw, draw: random.Random) -> Iterator[Mutant]:
    """Yield a statement with each of its figures wrong: as held alone, and as printed too."""
    for path in figures_of(statement):
        for field in ("value", "low", "high", "events", "of", "relation"):
            if field in at(statement, path):
                for how in (held_wrong, both_wrong):
                    changed = copy.deepcopy(statement)
                    wrong = how(at(changed, path), field, draw)
                    if changed != statement:
                        what = ".".join(map(str, (*path, field, how.__name__)))
                        passages = passages_read(statement, NEW)
                        yield Mutant(changed, passages, what, wrong)


TURNED = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "=": "<"}


def held_wrong(figure: Raw, field: str, draw: random.Random) -> float | None:
    """Change a figure, not its printed form; return the wrong number."""
    right = figure[field]
    if field == "relation":
        figure[field] = TURNED[right]
        return None
    figure[field] = type(right)(float(with_other_digit(f"{right:.10g}", draw)))
    return float(figure[field])


def both_wrong(figure: Raw, field: str, draw: random.Random) -> float | None:
    """Change a figure and its printed form alike, if that is in digits; return the wrong number."""
    right, printed = figure[field], figure["printed"] or ""
    if field == "relation":
        if right in printed:
            figure["printed"] = printed.replace(right, TURNED[right])
            figure[field] = TURNED[right]
        return None
    for found in re.finditer(r"\d+\.\d+|\.\d+|\d+", printed):
        for scale in (1, 100):
            if abs(right * scale - float(found[0])) < 1e-9:
                wrong = with_other_digit(found[0], draw)
                figure["printed"] = printed[: found.start()] + wrong + printed[found.end() :]
                figure[field] = type(right)(float(wrong) / scale)
                return float(figure[field])
    return None


def with_other_digit(number: str, draw: random.Random) -> str:
    """Return a number with one of its digits changed."""
    places = [i for i, character in enumerate(number) if character in "123456789"]
    place = draw.choice(places or [len(number) - 1])
    digit = draw.choice([d for d in "123456789" if d != number[place]])
    return number[:place] + digit + number[place + 1 :]


def base_of(batch: list[Mutant]) -> KnowledgeBase:
    """Return the base with mutants in place of their statements; nobody checks them."""
    text = json.dumps({"format": FORMAT, "statements": [m.statement for m in batch]})
    with known_sound():
        found = parse(text.encode(), "mutants.json")
        assert found.faults == ()
        changed = {s.id: s for s in found.document.statements}
        return KnowledgeBase(
            version=KB.version,
            sources=KB.sources,
            citations=KB.citations,
            concepts=KB.concepts,
            topics=KB.topics,
            statements=tuple(changed.get(s.id, s) for s in KB),
        )


def batches() -> Iterator[list[Mutant]]:
    """Yield mutants drawn at random; in a batch no two share a passage, so each shows by itself."""
    draw = random.Random(SEED)  # noqa: S311  nothing is kept secret by it
    statements = [s for s in raw_statements().values() if passages_read(s, NEW)]
    left = WANTED
    while left > 0:
        draw.shuffle(statements)
        batch: list[Mutant] = []
        used: set[str] = set()
        for statement in statements:
            if used.isdisjoint(passages_read(statement, NEW)) and len(batch) < left:
                choices = [*mutants(statement, draw)]
                if choices:
                    batch.append(draw.choice(choices))
                    used.update(batch[-1].passages)
        left -= len(batch)
        yield batch


@cache
def right_report() -> Report:
    """Return what the audit says of the data as it is."""
    return audit(KB, at_hand(PAGES[NEW]).read_bytes(), revision=NEW)


def is_in_report(mutant: Mutant, report: Report) -> bool:
    """Tell whether a report names a mutant, or a figure that is held no longer."""
    amiss = {*report.missing, *(drift.statement for drift in report.drifted)}
    lost = any(
        before.held and not after.held and before.passage in mutant.passages
        for before, after in zip(right_report().figures, report.figures, strict=True)
    )
    return mutant.statement["id"] in amiss or lost


def test_what_is_right_is_not_reported() -> None:
    """Reading the raw statements back unchanged gives a report that finds nothing amiss."""
    raw = [Mutant(s, (), "", None) for s in raw_statements().values()]
    assert audit(base_of(raw), at_hand(PAGES[NEW]).read_bytes(), revision=NEW) == right_report()


@pytest.fixture(scope="module")
def told() -> list[tuple[Mutant, bool, bool]]:
    """Return each mutant, whether the audit tells it, and whether a rule of the check does."""
    page = at_hand(PAGES[NEW]).read_bytes()
    usual = {(finding.id, finding.path, finding.message) for finding in KB.check()}
    found: list[tuple[Mutant, bool, bool]] = []
    for batch in batches():
        base = base_of(batch)
        report = audit(base, page, revision=NEW)
        new = {f.id for f in base.check() if (f.id, f.path, f.message) not in usual}
        found += [(m, is_in_report(m, report), m.statement["id"] in new) for m in batch]
    return found


def test_the_audit_tells_nearly_every_wrong_figure(told: list[tuple[Mutant, bool, bool]]) -> None:
    """Of figures made wrong at random the audit by itself reports 95 % or more."""
    assert len(told) == WANTED
    escaped = [(m.statement["id"], m.what, m.wrong) for m, by_audit, _ in told if not by_audit]
    assert len(escaped) <= 0.05 * WANTED, escaped


def test_audit_and_check_tell_every_wrong_figure(told: list[tuple[Mutant, bool, bool]]) -> None:
    """What neither audit nor check tells is a number that the passage prints as well."""
    passages = passages_of(at_hand(PAGES[NEW]).read_text(encoding="utf-8"))
    escaped = [m for m, by_audit, by_check in told if not (by_audit or by_check)]
    unprinted = [
        (m.statement["id"], m.what, m.wrong)
        for m in escaped
        if m.wrong is None or not is_printed(m.wrong, [passages[p] for p in m.passages])
    ]
    assert unprinted == []


def is_printed(number: float, texts: list[str]) -> bool:
    """Tell whether texts print a number, perhaps in percent."""
    shown = [x for text in texts for x in numbers_in(text)]
    return any(abs(number * scale - x) < 1e-9 for scale in (1, 100) for x in shown)


def test_the_draw_is_of_every_sort(told: list[tuple[Mutant, bool, bool]]) -> None:
    """Digits, signs, ends of intervals, events and sizes of counts are among the figures drawn."""
    drawn = {part for m, *_ in told for part in m.what.split(".")}
    assert drawn >= {"value", "low", "high", "events", "of", "relation"}
    assert drawn >= {"p", "uncertainty", "arms", "estimate", "held_wrong", "both_wrong"}
