"""Holding the statements against a copy of the page they were read on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from attrs import frozen

from allkb.audit.markup import Group
from allkb.audit.pages import read_page
from allkb.audit.printed import figures_agree
from allkb.audit.report import AuditedMarking, Drift, Part, Report
from allkb.audit.revisions import Reading, known_headings, likeliest_revision, readings
from allkb.audit.spots import Spot, Spots
from allkb.knowledge import KnowledgeBase
from allkb.model import StatementId

__all__ = ["audit"]


def audit(kb: KnowledgeBase, page: str | bytes, *, revision: str | None = None) -> Report:
    """
    Compare a copy of a page with the statements read on it.

    Args:
        kb: The knowledge base.
        page: The page: HTML as saved, Markdown made from it, or copied text.
        revision: The revision it is a copy of; by default the one of which
            most passages are found on it.

    Raises:
        UnknownIdError: if there is no such revision.
        DataError: if the page is no text, or holds none.
        MissingExtraError: if the package is missing that reads such pages.
    """
    named = None if revision is None else kb.revision(revision).id
    spots = Spots(read_page(page, headings=known_headings(kb)))
    chosen = named or likeliest_revision(kb, spots.by_fingerprint)
    wanted = readings(kb, chosen) if chosen else ()
    matches = tuple(_matches(spots, wanted))
    return Report(
        revision=chosen,
        markings=tuple(_markings(spots, matches)),
        missing=_missing(wanted, matches),
        drifted=_drifts(matches),
    )


@frozen
class _Match:
    """Where a reading was found: the positions of its markings, and in what it differs."""

    reading: Reading
    positions: tuple[int, ...]
    parts: frozenset[Part]

    @property
    def statement(self) -> StatementId:
        return self.reading.statement.id


def _matches(spots: Spots, wanted: tuple[Reading, ...]) -> Iterator[_Match]:
    """Find readings by their sentences first; what is left over may be where the others were."""
    claimed: set[int] = set()
    unfound: list[Reading] = []
    for reading in wanted:
        passage = reading.attestation.locator.passage
        places = spots.by_fingerprint.get(passage, []) if passage else []
        if not places:
            unfound.append(reading)
            continue
        match = _best(_match(spots, reading, spot) for spot in _nearest(reading, places))
        claimed.update(match.positions)
        yield match
    for reading in unfound:
        yield from _elsewhere(spots, reading, claimed)


def _nearest(reading: Reading, places: list[Spot]) -> list[Spot]:
    """Return those of several equal sentences that stand in the right section, if any do."""
    section = reading.attestation.locator.section
    return [spot for spot in places if spot.is_under(section)] or places


def _elsewhere(spots: Spots, reading: Reading, claimed: set[int]) -> Iterator[_Match]:
    """Find a reading by its section and numbers, if its sentence is unknown or gone."""
    locator = reading.attestation.locator
    is_gone = locator.passage is not None
    under = [spot for spot in spots.all if spot.is_under(locator.section)]
    found = [_match(spots, reading, spot) for spot in under]
    if locator.numbers:
        found = [m for m in found if spots.numbers(m.positions) == locator.numbers]
        found = [m for m in found if not (is_gone and claimed.issuperset(m.positions))]
    elif is_gone:
        return
    if found:
        match = _best(found)
        parts = match.parts | {Part.WORDING} if is_gone else match.parts
        yield _Match(reading, match.positions, parts)


def _best(matches: Iterable[_Match]) -> _Match:
    return min(matches, key=lambda match: len(match.parts))


def _match(spots: Spots, reading: Reading, spot: Spot) -> _Match:
    """Hold a reading against a sentence, and against what in its markings is most like its own."""
    near = spot.positions or spot.closing
    choices = [(), *((i,) for i in near), near]
    positions = max(choices, key=lambda choice: _likeness(spots, reading, choice))
    parts = set(_parts(spots, reading, positions))
    if not figures_agree(reading.statement, spot.sentence.text):
        parts.add(Part.FIGURES)
    return _Match(reading, positions, frozenset(parts))


def _likeness(
    spots: Spots, reading: Reading, choice: tuple[int, ...]
) -> tuple[bool, bool, int, bool, int]:
    stored, printed = reading.attestation.locator.numbers, spots.numbers(choice)
    return (
        printed == stored,
        spots.groups(choice) == reading.groups,
        len({*printed} & {*stored}),
        bool(choice) is bool(reading.groups),
        -len(choice),
    )


def _parts(spots: Spots, reading: Reading, positions: tuple[int, ...]) -> Iterator[Part]:
    """Yield in what the support of a reading differs from what markings print."""
    numbers = reading.attestation.locator.numbers
    if not numbers and not positions:
        return
    printed, stored = spots.groups(positions), reading.groups or ()
    cited = [sorted(group.citations) for group in printed]
    if numbers != spots.numbers(positions) or cited != [sorted(g.citations) for g in stored]:
        yield Part.CITATIONS
    if _levels(printed) != _levels(stored):
        yield Part.LEVELS


def _levels(groups: tuple[Group, ...]) -> list[tuple[str, ...]]:
    """Return the levels that are printed, as they go together."""
    return [group.levels for group in groups if group.levels]


def _markings(spots: Spots, matches: tuple[_Match, ...]) -> Iterator[AuditedMarking]:
    at: dict[int, list[_Match]] = defaultdict(list)
    for match in matches:
        for position in match.positions:
            at[position].append(match)
    for position, (spot, marking) in enumerate(spots.markings):
        yield AuditedMarking(
            section=spot.section,
            groups=marking.groups,
            figures=spot.figures,
            statements=tuple(sorted({match.statement for match in at[position]})),
            drifts=_drifts(at[position]),
        )


def _drifts(matches: Iterable[_Match]) -> tuple[Drift, ...]:
    """Return in what statements differ, all their readings taken together."""
    found: dict[StatementId, set[Part]] = defaultdict(set)
    for match in matches:
        found[match.statement] |= match.parts
    return tuple(
        Drift(statement=id, parts=tuple(part for part in Part if part in parts))
        for id, parts in sorted(found.items())
        if parts
    )


def _missing(wanted: tuple[Reading, ...], matches: tuple[_Match, ...]) -> tuple[StatementId, ...]:
    found = {id(match.reading) for match in matches}
    return tuple(sorted({r.statement.id for r in wanted if id(r) not in found}))
