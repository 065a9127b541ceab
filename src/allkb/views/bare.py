"""A statement of no knowledge base at hand: ids stand where names would."""

from __future__ import annotations

from collections.abc import Iterator

from allkb.model import (
    Attestation,
    Definition,
    Effect,
    Established,
    Statement,
    arms_of,
    estimates_of,
    ratios_of,
)
from allkb.views.content import ESTABLISHED, Card, Group, Said, ended_words
from allkb.views.figures import effect_text, estimate_text, unassigned_text
from allkb.views.words import Fact, Item, To

__all__ = ["bare_card"]


def bare_card(statement: Statement) -> Card:
    """Return what can be shown of a statement without the names that a knowledge base has."""
    seen: dict[str, list[Item]] = {}
    for label, text in _told(statement):
        seen.setdefault(label, []).append(Item((text,)))
    links = (Item((f"{link.relation} {link.to}",)) for link in statement.links)
    return Card(
        statement=statement,
        title=f"{statement.kind}: {statement.id}",
        ended=ended_words(statement),
        facts=tuple(Fact(label, tuple(items)) for label, items in seen.items()),
        arms=arms_of(statement),
        said=tuple(map(_said, statement.attestations)),
        notes=tuple((f"Note ({a.source}): {a.note}",) for a in statement.attestations if a.note),
        amiss=tuple(
            (f"{a.source} prints the {m.part} “{m.printed}”. {m.reason}",)
            for a in statement.attestations
            for m in a.misprints
        ),
        against=(),
        links=(Fact("Links", tuple(links)),) if statement.links else (),
    )


def _told(statement: Statement) -> Iterator[tuple[str, str]]:
    if isinstance(statement, Definition):
        yield "Means", str(statement.means)
    if statement.criteria:
        yield "Whom", str(statement.criteria)
    if statement.population:
        yield "Studied", statement.population
    if statement.selection:
        yield "Selection", statement.selection
    for path, estimate in estimates_of(statement):
        if not path.startswith(".arms"):
            yield "Figure", f"{path.removeprefix('.')}: {estimate_text(estimate)}"
    for _, ratio in ratios_of(statement):
        if isinstance(ratio, Effect):
            yield "Effect", effect_text(ratio)
        else:
            yield "Ratio without arms", unassigned_text(ratio)
    for caveat in statement.caveats:
        yield "Caveat", caveat


def _said(attestation: Attestation) -> Said:
    was_read = attestation.established is Established.READ
    groups = tuple(
        Group(tuple(To("citation", id, id) for id in group.citations), group.levels)
        for group in attestation.support
    )
    return Said(
        revision=attestation.source,
        date=attestation.source.rpartition(".")[2],
        document=(attestation.source,),
        how=ESTABLISHED[attestation.established],
        hedge=attestation.hedge or "wording not read",
        groups=groups or (Group((), ()),),
        no_citation="none" if was_read or groups else "not read",
        no_level="none",
    )
