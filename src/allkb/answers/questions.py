"""What can be asked, with bounds on what is asked and on what is answered."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar, cast

from allkb.answers.facts import MOST_FACTS
from allkb.answers.shapes import Object, Shapes
from allkb.changes import Change
from allkb.errors import InvalidValueError
from allkb.knowledge import KnowledgeBase
from allkb.matching import Match
from allkb.model import CitationId, OutcomeStatistic, Statement
from allkb.patients import Patient
from allkb.query import Predicate, Selection, about, ended, graded, in_topic, measures, said_by
from allkb.views import change_text

__all__ = ["LONGEST", "MOST", "Questions"]

MOST = 50
"""The most results of one answer."""

LONGEST = 1000
"""The most characters of a text that is asked."""

NOTHING = "Nothing was found in this data. That is no evidence that there is none."
UNRANKED = "States which evidence is about patients like this one. It ranks and recommends nothing."

T = TypeVar("T")


class Questions:
    """
    Answers questions about a knowledge base.

    Args:
        kb: The knowledge base.
    """

    def __init__(self, kb: KnowledgeBase) -> None:
        self._kb = kb
        self._shapes = Shapes(kb)

    def search(self, text: str, *, limit: int = 10, offset: int = 0) -> Object:
        """Return the statements that have any of the words of a text, best first."""
        _bounded(limit, offset, text=text)
        return self._listed(self._kb.search(text), limit, offset)

    def show(self, id: str) -> Object:
        """Return all that is held of a statement; an unknown id raises `UnknownIdError`."""
        _bounded(id=id)
        return self._shapes.answer(statement=self._shapes.full(self._kb[id]))

    def statements(
        self,
        *,
        kind: str | None = None,
        topic: str | None = None,
        concept: str | None = None,
        endpoint: str | None = None,
        level: str | None = None,
        source: str | None = None,
        day: str | None = None,
        standing: bool = False,
        limit: int = 10,
        offset: int = 0,
    ) -> Object:
        """Return the statements that all that is given holds of, in the order of ids."""
        names = {"kind": kind, "topic": topic, "concept": concept, "endpoint": endpoint}
        _bounded(limit, offset, **names, level=level, source=source, day=day)
        kb = self._kb if day is None else self._kb.as_of(day)
        tests = _tests(topic, concept, endpoint, level, source, standing=standing)
        found = kb.statements.where(*tests)
        if kind is not None:
            kinds = sorted({s.kind for s in self._kb})
            if kind not in kinds:
                fault = f"kind is one of {', '.join(kinds)}, not {kind!r}"
                raise InvalidValueError("statements", (fault,))
            found = found.where(lambda s: s.kind == kind)
        return (self if day is None else Questions(kb))._listed(found, limit, offset)  # noqa: SLF001  its own kind

    def outcomes(self, *, limit: int = 10, offset: int = 0, **narrow: Any) -> Object:
        """Return outcome statistics, with their figures as printed, grades and citations."""
        return self.statements(kind=OutcomeStatistic.kind, limit=limit, offset=offset, **narrow)

    def match(
        self,
        facts: Mapping[str, object],
        *,
        topic: str | None = None,
        limit: int = 10,
        offset: int = 0,
    ) -> Object:
        """Return which statements are about patients like this one, and which may be."""
        _bounded(limit, offset, topic=topic)
        kb = self._kb
        found = kb.match(_patient(facts))
        wanted = None if topic is None else kb.topic(topic).id

        def group(matches: tuple[Match, ...]) -> Object:
            kept = [m for m in matches if wanted in (None, m.statement.topic)]
            return _page(kept, limit, offset, self._match)

        return self._shapes.answer(
            applies=group(found.applies),
            may_apply=group(found.may_apply),
            does_not_apply=sum(wanted in (None, m.statement.topic) for m in found.does_not_apply),
            meaning=UNRANKED,
        )

    def classify(self, facts: Mapping[str, object]) -> Object:
        """Return what each study group's terms make of a patient."""
        found = self._kb.classify(_patient(facts))
        terms = [
            {
                "group": one.group,
                "term": one.definition.term,
                "definition": one.definition.id,
                "answer": one.reason.answer,
                "reason": str(one.reason),
                "missing": [asked.fact for asked in one.missing],
            }
            for one in found
        ]
        return self._shapes.answer(terms=terms, meaning=UNRANKED)

    def changes(
        self, old: str, new: str, *, kind: str | None = None, limit: int = 10, offset: int = 0
    ) -> Object:
        """Return what changed in the sources from one day, year or revision to a later one."""
        _bounded(limit, offset, old=old, new=new, kind=kind)
        found = self._kb.changes(old, new)
        kinds = {k: sum(c.kind == k for c in found) for k in dict.fromkeys(c.kind for c in found)}
        if kind is not None and kind not in kinds:
            fault = f"kind is one of {', '.join(kinds) or 'none'}, not {kind!r}"
            raise InvalidValueError("changes", (fault,))
        kept = [c for c in found if kind in (None, c.kind)]
        return self._shapes.answer(kinds=kinds, **_page(kept, limit, offset, self._change))

    def cite(self, ids: Sequence[str], *, limit: int = MOST, offset: int = 0) -> Object:
        """Return the papers that statements give, each once, in the order of first mention."""
        _bounded(limit, offset, **{f"ids[{i}]": id for i, id in enumerate(ids[: MOST + 1])})
        if len(ids) > MOST:
            raise InvalidValueError("cite", (f"at most {MOST} ids can be asked for at once",))
        said = (a for id in ids for a in self._kb[id].attestations)
        papers: list[CitationId] = [*dict.fromkeys(c for a in said for c in a.citations)]
        found = _page(
            papers, limit, offset, lambda id: self._shapes.citation(self._kb.citation(id))
        )
        return self._shapes.answer(**found)

    def _listed(self, found: Selection[Statement], limit: int, offset: int) -> Object:
        return self._shapes.answer(**_page(found, limit, offset, self._shapes.brief))

    def _match(self, match: Match) -> Object:
        return {
            **self._shapes.brief(match.statement),
            "reason": str(match.reason),
            "words": match.words,
            "missing": [asked.fact for asked in match.missing],
        }

    def _change(self, change: Change) -> Object:
        return {
            "statement": change.statement,
            "kind": change.kind,
            "text": change_text(change),
            "old": change.old,
            "new": change.new,
            "sure": getattr(change, "sure", True),
            "summary": self._kb[change.statement].summary,
        }


def _page(found: Sequence[T], limit: int, offset: int, shape: Callable[[T], Object]) -> Object:
    """Return one page of results, with how many there are and where the next one starts."""
    shown = [shape(one) for one in found[offset : offset + limit]]
    after = offset + len(shown)
    return {
        "results": shown,
        "total": len(found),
        "next_offset": after if shown and after < len(found) else None,
        "remark": None if found else NOTHING,
    }


def _bounded(limit: int = 1, offset: int = 0, **texts: str | None) -> None:
    """Refuse what is asked without bounds; all faults together."""
    faults = [] if 1 <= limit <= MOST else [f"limit must be from 1 to {MOST}, not {limit}"]
    faults += (
        [] if 0 <= offset <= 1_000_000 else [f"offset must be from 0 to 1000000, not {offset}"]
    )
    for name, text in texts.items():
        if text is not None and len(text) > LONGEST:
            faults.append(f"{name} has more than {LONGEST} characters")
    if faults:
        raise InvalidValueError("question", tuple(faults))


def _patient(facts: Mapping[str, object]) -> Patient:
    """Return the patient of facts; what has no bounds is refused before it is looked at."""
    faults = [f"at most {MOST_FACTS} facts can be given"] if len(facts) > MOST_FACTS else []
    for name, value in facts.items():
        listed: list[object] = cast("list[object]", value) if isinstance(value, list) else [value]
        told = str(name)[:80]
        if len(listed) > MOST_FACTS:
            faults.append(f"{told} has more than {MOST_FACTS} ids")
        if any(isinstance(one, str) and len(one) > LONGEST for one in listed):
            faults.append(f"{told} has more than {LONGEST} characters")
    if faults:
        raise InvalidValueError("facts", tuple(faults[:MOST]))
    return Patient.of_facts(facts)


def _tests(
    topic: str | None,
    concept: str | None,
    endpoint: str | None,
    level: str | None,
    source: str | None,
    *,
    standing: bool,
) -> list[Predicate]:
    makers: tuple[tuple[Callable[[str], Predicate], str | None], ...] = (
        (in_topic, topic),
        (about, concept),
        (measures, endpoint),
        (graded, level),
        (said_by, source),
    )
    found = [make(name) for make, name in makers if name is not None]
    return [*found, ~ended()] if standing else found
