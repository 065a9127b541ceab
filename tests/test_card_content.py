"""The pieces of cards, before it is known what they are written in."""

from __future__ import annotations

import pytest
from attrs import evolve

import allkb
from allkb import Change, KnowledgeBase, Link, Relation
from allkb.views import Cards, To, plain

OLD, NEW = "pdq-childhood-all.2012", "pdq-childhood-all.2025-04-21"
CHANGES: dict[str, Change] = {change.kind: change for change in allkb.load().changes(OLD, NEW)}
"""A change of each kind that the bundled data has."""


@pytest.mark.parametrize("kind", CHANGES)
def test_changes_lead_to_what_they_name(kind: str) -> None:
    """What became of a statement names statements and papers by links, and says the reason."""
    kb = allkb.load()
    change = CHANGES[kind]
    words = Cards(kb).became(change)
    named = {piece.id for piece in words if isinstance(piece, To)}
    match change:
        case allkb.Superseded():
            assert named == set(change.by)
            assert change.reason in plain(words)
        case allkb.CitationsChanged():
            assert named == {*change.dropped, *change.gained}
        case allkb.FigureChanged():
            assert named == {change.by}
            assert "->" in plain(words)
        case _:
            assert not named
            assert plain(words)


def test_citations_that_only_came_or_went_are_told_so() -> None:
    """Papers that were dropped and papers that were gained are told apart."""
    kb = allkb.load()
    one, two, three = kb.citations[:3]
    changed = allkb.CitationsChanged(
        statement=kb.statements[0].id,
        old=allkb.RevisionId(OLD),
        new=allkb.RevisionId(NEW),
        dropped=(one.id,),
        gained=(two.id, three.id),
    )
    said = f"without {one.short}, with {two.short}; {three.short}"
    assert plain(Cards(kb).became(changed)) == f"citations changed: now {said}"
    gone = evolve(changed, gained=())
    assert plain(Cards(kb).became(gone)) == f"citations changed: now without {one.short}"


def test_both_sides_of_a_conflict_show_it(kb: KnowledgeBase) -> None:
    """A conflict stands on the cards of both statements; the note tells from which side it is."""
    one, other = kb.outcomes[0], kb.outcomes[1]
    link = Link(relation=Relation.CONFLICTS_WITH, to=other.id, note="They differ.")
    records = {s.id: s for s in kb} | {one.id: evolve(one, links=(link,))}
    ours = KnowledgeBase(
        sources=kb.sources,
        citations=kb.citations,
        concepts=kb.concepts,
        topics=kb.topics,
        statements=tuple(records.values()),
    )
    cards = Cards(ours)
    here = [plain(words) for words in cards.card(ours[one.id]).against]
    there = [plain(words) for words in cards.card(ours[other.id]).against]
    assert any(cards.title(other) in text and "They differ." in text for text in here)
    assert any("Noted there: They differ." in text for text in there)


def test_windows_are_told_as_windows() -> None:
    """A revision that prints no date is dated by the days it lies between."""
    cards = Cards(allkb.load())
    assert cards.dated(NEW) == "2025-04-21"
    assert cards.dated(OLD) == "between 2012-01-01 and 2014-04-04"


def test_titles_name_the_trial_once() -> None:
    """The title of a statement from a trial has the trial's name, once."""
    kb = allkb.load()
    found = next(s for s in kb.outcomes if len(s.trials) == 1)
    label = kb.concept(found.trials[0]).label
    assert Cards(kb).title(found).count(label) == 1


def test_definitions_are_titled_by_term_and_group() -> None:
    """A definition is headed by its term and whose it is; its meaning is among its facts."""
    kb = allkb.load()
    found = kb.definitions[0]
    card = Cards(kb).card(found)
    assert card.title == f"{found.term} ({kb.concept(found.group).label})"
    assert card.facts[0].label == "Means"


def test_what_was_not_read_is_not_called_unprinted() -> None:
    """No level of a summary that was read is none printed; of one known through others, not read."""
    kb = allkb.load()
    cards = Cards(kb)
    said = [(a, cards.card(s).said[i]) for s in kb for i, a in enumerate(s.attestations)]
    for attestation, shown in said:
        summary = kb.source_of(attestation.source).category == "summary"
        read = attestation.established == "read"
        assert shown.no_level == (("none printed" if read else "not read") if summary else "none")
        assert shown.hedge == (attestation.hedge or "wording not read")
    assert {shown.no_citation for _, shown in said} == {"none", "not read"}
