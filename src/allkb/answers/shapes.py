"""
Records as plain objects, lists and texts: what services and scripts are given.

Each text stands in a field that says what it is, so nothing in the data can be
taken for something else. What is not known is null, or said in words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from allkb.knowledge import KnowledgeBase
from allkb.model import (
    Bound,
    Citation,
    Count,
    Effect,
    Estimate,
    EvidenceLevel,
    Point,
    Range,
    Statement,
    Uncertainty,
    arms_of,
    estimates_of,
    horizon_of,
    ratios_of,
)
from allkb.views.citing import level_text, reference_text
from allkb.views.content import Cards, Said
from allkb.views.figures import effect_text, estimate_text, figure_texts, unassigned_text
from allkb.views.notice import notice
from allkb.views.phrases import criteria_text
from allkb.views.words import Fact, Item, To, Words, plain

__all__ = ["Object", "Shapes"]

Object = dict[str, Any]
"""What JSON calls an object."""

_SHOWN = ("Whom", "Studied", "Selection", "Caveat", "Effect", "Ratio without arms")
"""Facts that have a field of their own."""


class Shapes:
    """
    The records of a knowledge base, as objects that JSON knows.

    Args:
        kb: The knowledge base.
    """

    def __init__(self, kb: KnowledgeBase) -> None:
        self._kb = kb
        self._cards = Cards(kb)

    def answer(self, **found: object) -> Object:
        """Return an answer with what every answer has: version, digest and the notice."""
        kb = self._kb
        return {**found, "data": {"version": kb.version, "digest": kb.digest}, "notice": notice(kb)}

    def brief(self, statement: Statement) -> Object:
        """Return a statement in a few fields: what it says, and who says so."""
        return {
            "id": statement.id,
            "kind": statement.kind,
            "topic": statement.topic,
            "title": self._cards.title(statement),
            "summary": statement.summary,
            "status": _status(statement),
            "figures": [*figure_texts(statement)],
            "said": [
                {
                    "revision": attestation.source,
                    "hedge": attestation.hedge,
                    "levels": [*map(str, attestation.levels)],
                    "citations": [*attestation.citations],
                }
                for attestation in statement.attestations
            ],
        }

    def full(self, statement: Statement) -> Object:
        """Return all that is held of a statement, with the names of what it speaks of."""
        kb, card, horizon = self._kb, self._cards.card(statement), horizon_of(statement)
        whom = statement.criteria
        return {
            "id": statement.id,
            "kind": statement.kind,
            "topic": {"id": statement.topic, "label": kb.topic(statement.topic).label},
            "title": card.title,
            "summary": statement.summary,
            "status": _status(statement),
            "ended": plain(card.ended) or None,
            "superseded_by": [*statement.superseded_by],
            "whom": criteria_text(kb, whom) if whom else None,
            "whom_in_words": statement.population,
            "selection": statement.selection,
            "horizon": str(horizon) if horizon else None,
            "figures": [*self._figures(statement)],
            "effects": [*_effects(statement)],
            "facts": [
                {"label": f.label, "texts": [*map(_item, f.items)]}
                for f in card.facts
                if f.label not in _SHOWN
            ],
            "said": [*map(self._said, card.said)],
            "caveats": [*statement.caveats],
            "notes": [*map(plain, card.notes)],
            "printed_amiss": [*map(plain, card.amiss)],
            "conflicts": [*map(_linked, card.against)],
            "links": [*_links(card.links)],
        }

    def citation(self, paper: Citation) -> Object:
        """Return a paper; what no source prints is null."""
        return {
            "id": paper.id,
            "reference": reference_text(paper),
            "title": paper.title,
            "authors": [*paper.authors],
            "journal": paper.journal,
            "year": paper.year,
            "volume": paper.volume,
            "pages": paper.pages,
            "pmid": paper.pmid,
            "doi": paper.doi,
            "read": paper.reading,
        }

    def level(self, level: EvidenceLevel) -> Object:
        """Return a level with what it means, in which scheme and edition."""
        return {
            "code": str(level),
            "meaning": level_text(level),
            "scheme": level.scheme.id,
            "edition": level.edition,
        }

    def _figures(self, statement: Statement) -> Iterator[Object]:
        arms = {f".arms[{i}].estimate": arm for i, arm in enumerate(arms_of(statement))}
        for path, estimate in estimates_of(statement):
            arm = arms.get(path)
            of = {"arm": arm.label, "n": arm.n} if arm else {"arm": None, "n": _n(statement)}
            yield {"field": path.removeprefix("."), **of, **_figure(estimate)}

    def _said(self, said: Said) -> Object:
        return {
            "revision": said.revision,
            "date": said.date,
            "document": plain(said.document),
            "established": said.how,
            "hedge": said.hedge,
            "support": [
                {
                    "citations": [self.citation(self._kb.citation(to.id)) for to in g.citations],
                    "levels": [*map(self.level, g.levels)],
                    "no_citation": None if g.citations else said.no_citation,
                    "no_level": None if g.levels else said.no_level,
                }
                for g in said.groups
            ],
        }


def _status(statement: Statement) -> str:
    return f"no longer said: {statement.ended.how}" if statement.ended else "stands"


def _n(statement: Statement) -> int | None:
    found: int | None = getattr(statement, "n", None)
    return found


def _figure(estimate: Estimate) -> Object:
    """Return a figure in numbers and as printed; a range has no middle."""
    told: Object = {
        "kind": estimate.kind,
        "text": estimate_text(estimate),
        "printed": estimate.printed,
    }
    match estimate:
        case Point():
            told |= {"value": estimate.value, **_spread(estimate.uncertainty)}
        case Range():
            told |= {"low": estimate.low, "high": estimate.high}
        case Bound():
            told |= {"relation": estimate.relation, "value": estimate.value}
        case Count():
            counted = {"events": estimate.events, "of": estimate.of, "percent": estimate.percent}
            return told | counted | _spread(estimate.uncertainty) | _about(estimate.approximate)
        case _:
            return told
    return told | {"unit": estimate.unit} | _about(estimate.approximate)


def _about(approximate: bool) -> Object:  # noqa: FBT001  the field of the estimate
    return {"approximate": approximate}


def _spread(spread: Uncertainty | None) -> Object:
    if spread is None:
        return {"uncertainty": None}
    names = ("low", "high", "level", "value", "printed")
    found = {name: getattr(spread, name) for name in names if hasattr(spread, name)}
    return {"uncertainty": {"kind": spread.kind, **found}}


def _effects(statement: Statement) -> Iterator[Object]:
    for _, ratio in ratios_of(statement):
        if isinstance(ratio, Effect):
            text, direction = effect_text(ratio), ratio.direction
            above, below = ratio.numerator, ratio.denominator
        else:
            text, direction, above, below = unassigned_text(ratio), None, None, None
        yield {
            "text": text,
            "direction": direction,
            "numerator": above,
            "denominator": below,
            "measure": ratio.measure,
            "value": ratio.value,
            "printed": ratio.printed,
            "interval": _spread(ratio.interval)["uncertainty"],
            "p": str(ratio.p) if ratio.p else None,
        }


def _item(item: Item) -> str:
    below = "; ".join(map(_item, item.parts))
    return f"{plain(item.words)}: {below}" if below else plain(item.words)


def _linked(words: Words) -> Object:
    ids = [piece.id for piece in words if isinstance(piece, To) and piece.kind == "statement"]
    return {"statements": ids, "text": plain(words)}


def _links(links: Iterable[Fact]) -> Iterator[Object]:
    for fact in links:
        for item in fact.items:
            yield {"relation": fact.label, **_linked(item.words)}
