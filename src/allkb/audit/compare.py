"""Holding the statements against a copy of the page they were read on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from attrs import evolve, frozen

from allkb.audit.held import audited_figures
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
    matches = _all_claimed(tuple(_matches(spots, wanted)))
    left_out = kb.revision(chosen).left_out if chosen else ()
    return Report(
        revision=chosen,
        markings=tuple(_markings(spots, matches)),
        figures=tuple(audited_figures(spots, wanted, left_out)),
        missing=_missing(wanted, matches),
        drifted=_drifts(matches),
    )


Key = tuple[tuple[int, ...], tuple[str, ...]]
"""A citation group whatever the order of its numbers."""


@frozen
class _Match:
    """
    Where a reading was found: the positions of its markings, and in what it differs.

    `unclaimed` are the groups of its markings that are not its own: those of a
    marking that supports several statements.
    """

    reading: Reading
    positions: tuple[int, ...]
    parts: frozenset[Part]
    unclaimed: frozenset[Key] = frozenset()

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
        yield evolve(match, parts=match.parts | {Part.WORDING}) if is_gone else match


def _best(matches: Iterable[_Match]) -> _Match:
    return min(matches, key=lambda match: len(match.parts))


def _match(spots: Spots, reading: Reading, spot: Spot) -> _Match:
    """Hold a reading against a sentence, and against what in its markings is most like its own."""
    context, complete = _context(spots, reading)
    around = tuple(dict.fromkeys(i for other in context for i in other.positions or other.closing))
    both = tuple(dict.fromkeys((*spot.positions, *around)))
    near = (spot.positions, around, both, tuple(sorted(both)), spot.closing)
    choices = [(), *((i,) for choice in near for i in choice), *near]
    positions = max(choices, key=lambda choice: _likeness(spots, reading, choice))
    parts, unclaimed = _differences(spots, reading, positions)
    if not complete:
        parts.add(Part.WORDING)
    if not figures_agree(reading.statement, [s.sentence.text for s in (spot, *context)]):
        parts.add(Part.FIGURES)
    return _Match(reading, positions, frozenset(parts), unclaimed)


def _context(spots: Spots, reading: Reading) -> tuple[tuple[Spot, ...], bool]:
    """Return the further passages a reading draws on, and whether all of them are found."""
    wanted = reading.attestation.locator.context
    found = [spots.by_fingerprint.get(passage, []) for passage in wanted]
    return tuple(_nearest(reading, places)[0] for places in found if places), all(found)


def _likeness(
    spots: Spots, reading: Reading, choice: tuple[int, ...]
) -> tuple[bool, bool, int, bool, int]:
    stored, printed = reading.attestation.locator.numbers, spots.numbers(choice)
    is_marked = bool(choice) is bool(reading.attestation.support)
    return (
        printed == stored and (bool(stored) or is_marked),
        spots.groups(choice) == reading.groups,
        len({*printed} & {*stored}),
        is_marked,
        -len(choice),
    )


def _differences(
    spots: Spots, reading: Reading, positions: tuple[int, ...]
) -> tuple[set[Part], frozenset[Key]]:
    """Return in what the support of a reading differs from markings, and which groups it leaves."""
    numbers = reading.attestation.locator.numbers
    if not numbers and not positions:
        return set(), frozenset()
    printed, stored = spots.groups(positions), reading.groups or ()
    left = frozenset(map(_key, printed)) - frozenset(map(_key, stored))
    if left and stored and {_key(g) for g in stored} <= {_key(g) for g in printed}:
        return set(), left
    parts: set[Part] = set()
    if numbers != spots.numbers(positions) or _cited(printed) != _cited(stored):
        parts.add(Part.CITATIONS)
    if _levels(printed) != _levels(stored):
        parts.add(Part.LEVELS)
    return parts, frozenset()


def _key(group: Group) -> Key:
    return tuple(sorted(group.citations)), group.levels


def _cited(groups: tuple[Group, ...]) -> list[list[int]]:
    return [sorted(group.citations) for group in groups]


def _levels(groups: tuple[Group, ...]) -> list[tuple[str, ...]]:
    """Return the levels that are printed, as they go together."""
    return [group.levels for group in groups if group.levels]


def _all_claimed(matches: tuple[_Match, ...]) -> tuple[_Match, ...]:
    """Have a match differ if a group of its markings is no other statement's either."""
    own: dict[int, set[Key]] = defaultdict(set)
    for match in matches:
        for position in match.positions:
            own[position].update(map(_key, match.reading.groups or ()))
    return tuple(_claimed(match, own) for match in matches)


def _claimed(match: _Match, own: Mapping[int, set[Key]]) -> _Match:
    others = {key for position in match.positions for key in own[position]}
    nobodys = match.unclaimed - others
    parts = {Part.CITATIONS for numbers, _ in nobodys if numbers}
    parts |= {Part.LEVELS for _, levels in nobodys if levels}
    return evolve(match, parts=match.parts | parts)


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
