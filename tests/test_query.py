"""Predicates, their combinations, and selections."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples import CITATIONS, NEW, OLD, level, sample_base
from strategies import knowledge_bases

from allkb import (
    Hedge,
    InvalidValueError,
    KnowledgeBase,
    NotOneError,
    OutcomeStatistic,
    Predicate,
    Range,
    Recommendation,
    Selection,
    Statement,
    UnknownIdError,
    about,
    ended,
    graded,
    hedged,
    in_topic,
    measures,
    said_by,
    supported_by,
)

EFS, PAPER = "graft.second.efs", "graft.second.paper"
SECOND = {EFS, "graft.second.option", "graft.second.option-2", "graft.reach", "cells.versus-graft"}
GRAFT = SECOND | {"graft.condition", "graft.maternal-donor", "cells.graft-after"}
CELLS = {
    "cells.approval",
    "cells.fever",
    "cells.graft-after",
    "cells.trial",
    "cells.versus-graft",
    "graft.second.option-2",
}

FOUND: dict[str, tuple[Predicate, set[str]]] = {
    "a concept": (about("second-transplant"), SECOND),
    "with what is narrower": (about("transplant"), GRAFT),
    "over two steps": (about("therapy"), GRAFT | CELLS),
    "by label": (about("second transplant"), SECOND),
    "by synonym": (about("HSCT"), GRAFT),
    "in capitals": (about("SECOND-TRANSPLANT"), SECOND),
    "without accents": (about("chimere CELLS"), CELLS),
    "with other accents": (about("Chime\u0300re cells"), CELLS),
    "in blanks": (about("  car-t "), CELLS),
    "an event": (about("fever"), {"cells.fever"}),
    "an obstacle": (about("donor-lack"), {"graft.reach"}),
    "a group": (about("group-x"), {"early-relapse.group-x"}),
    "a trial": (about("trial-a"), {PAPER, "cells.trial"}),
    "an agency": (about("drug-agency"), {"cells.approval"}),
    "a factor": (about("maternal-donor"), {"graft.maternal-donor"}),
    "an endpoint is not what it is about": (about("event-free-survival"), set()),
    "endpoint": (measures("EFS"), {EFS}),
    "endpoints": (measures("survival"), {EFS, PAPER, "graft.maternal-donor", "cells.versus-graft"}),
    "what it is about is not measured": (measures("transplant"), set()),
    "level": (graded("C1"), {EFS}),
    "level as a value": (graded(level("C1")), {EFS}),
    "either level": (graded("C1", "B4"), {EFS, "cells.versus-graft"}),
    "any level": (graded(), {EFS, "cells.versus-graft", "graft.maternal-donor"}),
    "level of another edition": (graded("3iiA@2003-05-19"), set()),
    "design": (graded(design="3ii"), {"graft.maternal-donor"}),
    "endpoint class": (graded(endpoint="A"), {"graft.maternal-donor"}),
    "design and endpoint": (graded(design="3ii", endpoint="B"), set()),
    "level and design": (graded("C1", design="3ii"), set()),
    "citation": (supported_by("poe-2020"), {"cells.fever", "cells.versus-graft"}),
    "pmid": (supported_by("12345"), {EFS, "graft.maternal-donor", PAPER}),
    "pmid as a number": (supported_by(12345), {EFS, "graft.maternal-donor", PAPER}),
    "doi": (supported_by("10.1000/doe.2010"), {EFS, "graft.maternal-donor", PAPER}),
    "source": (said_by("agency"), {"cells.approval"}),
    "revision": (
        said_by(OLD),
        {EFS, "graft.maternal-donor", "graft.reach", "graft.second.option"},
    ),
    "topic": (in_topic("cells"), CELLS - {"graft.second.option-2"}),
    "hedge": (hedged("will"), {EFS}),
    "hedges": (hedged(Hedge.UNKNOWN, "will"), {EFS, "cells.graft-after"}),
    "any hedge": (
        hedged(),
        {EFS, "cells.graft-after", "graft.reach", "graft.second.option-2"},
    ),
    "ended": (ended(), {"graft.maternal-donor", "graft.second.option"}),
    "both": (about("transplant") & said_by("agency"), set()),
    "both, with hits": (about("car-cells") & about("transplant"), CELLS & GRAFT),
    "either": (about("fever") | about("group-x"), {"cells.fever", "early-relapse.group-x"}),
    "not": (
        ~about("therapy"),
        {PAPER, "early-relapse.group-x"},
    ),
    "not not": (~~about("fever"), {"cells.fever"}),
    "and not": (about("second-transplant") & ~ended(), SECOND - {"graft.second.option"}),
}


@pytest.mark.parametrize(("predicate", "found"), FOUND.values(), ids=FOUND)
def test_predicates_find_what_they_say(
    kb: KnowledgeBase, predicate: Predicate, found: set[str]
) -> None:
    """Each predicate keeps just the statements it describes, in the order of the base."""
    selection = kb.statements.where(predicate)
    assert set(selection.ids) == found
    assert list(selection.ids) == sorted(found)


@pytest.mark.parametrize(
    ("predicate", "name"),
    [
        (about("x") & ~ended(), "(about('x') & ~ended())"),
        (measures("x") | said_by("y"), "(measures('x') | said_by('y'))"),
        (graded("C1", design="3ii", endpoint="A"), "graded(C1, design='3ii', endpoint='A')"),
        (graded(level("C1")), "graded(C1)"),
        (supported_by(5), "supported_by(5)"),
        (in_topic("x"), "in_topic('x')"),
        (hedged("may", Hedge.WILL), "hedged(may, will)"),
    ],
)
def test_predicates_read_as_they_are_written(predicate: Predicate, name: str) -> None:
    """A predicate shows how it was made, without its inner workings."""
    assert predicate.name == name
    assert repr(predicate) == f"Predicate(name={name!r})"


UNKNOWN: dict[str, tuple[Predicate, str, str]] = {
    "concept": (about("second-transplants"), "concept", "second-transplant"),
    "endpoint": (measures("event-free-surviva"), "concept", "event-free-survival"),
    "citation": (supported_by("doe-2011"), "citation", "doe-2010"),
    "source": (said_by("guides"), "source", "guide"),
    "revision": (said_by("guide.2025-04-22"), "source", "guide.2025-04-21"),
    "topic": (in_topic("cell"), "topic", "cells"),
}


@pytest.mark.parametrize(("predicate", "kind", "near"), UNKNOWN.values(), ids=UNKNOWN)
def test_unknown_names_are_errors_with_near_misses(
    kb: KnowledgeBase, predicate: Predicate, kind: str, near: str
) -> None:
    """A name that the base does not have is never an empty answer; what looks like it is named."""
    for asked in (predicate, ~predicate, ended() & predicate, ended() | predicate):
        with pytest.raises(UnknownIdError) as caught:
            kb.statements.where(asked)
        assert caught.value.kind == kind
        assert near in caught.value.near
        assert f"did you mean {caught.value.near[0]}" in str(caught.value)


def test_names_unlike_any_have_no_hint(kb: KnowledgeBase) -> None:
    """Where nothing looks like a name, nothing is suggested."""
    with pytest.raises(UnknownIdError) as caught:
        kb.statements.where(about("zzzzzzzz"))
    assert caught.value.near == ()
    assert str(caught.value) == "no concept 'zzzzzzzz'"


def test_levels_and_hedges_are_checked_when_a_predicate_is_made() -> None:
    """A code of another scheme, or a word that is no hedge, is refused at once."""
    with pytest.raises(InvalidValueError, match="a level of PDQ genetics"):
        graded("C1", "3aii")
    with pytest.raises(InvalidValueError, match="hedged: 'might' is no hedge; 'maybe' is no hedge"):
        hedged("may", "might", "maybe")


def test_functions_are_predicates_too(kb: KnowledgeBase) -> None:
    """A plain function narrows a selection, alone or beside predicates."""
    ranges = kb.outcomes.where(lambda s: isinstance(s.estimate, Range), about("transplant"))
    assert ranges.ids == (EFS,)


def test_where_without_tests_keeps_all(kb: KnowledgeBase) -> None:
    """No test is passed by everything."""
    assert kb.statements.where() == kb.statements


def test_selections_narrow_step_by_step(kb: KnowledgeBase) -> None:
    """Narrowing twice is narrowing by both."""
    step = kb.statements.where(about("transplant")).where(measures("survival"))
    assert step == kb.statements.where(about("transplant"), measures("survival"))


@given(knowledge_bases(), st.data())
def test_combinations_are_those_of_sets(base: KnowledgeBase, data: st.DataObject) -> None:
    """`&`, `|` and `~` do to the statements found what set operations do to their ids."""
    concept = data.draw(st.sampled_from([c.id for c in base.concepts]))
    source = data.draw(st.sampled_from([s.id for s in base.sources]))
    one, other = about(concept), said_by(source)
    everything = set(base.statements.ids)
    first, second = (set(base.statements.where(p).ids) for p in (one, other))
    assert set(base.statements.where(one & other).ids) == first & second
    assert set(base.statements.where(one | other).ids) == first | second
    assert set(base.statements.where(~one).ids) == everything - first
    assert set(base.statements.where(~(one & other)).ids) == set(
        base.statements.where(~one | ~other).ids
    )


@given(knowledge_bases())
def test_a_broader_concept_finds_at_least_as_much(base: KnowledgeBase) -> None:
    """What is found for a concept is found for everything broader."""
    for concept in base.concepts:
        found = set(base.statements.where(about(concept.id)))
        for broader in concept.broader:
            assert found <= set(base.statements.where(about(broader)))


# Selections


def test_a_selection_is_a_sequence(kb: KnowledgeBase) -> None:
    """It has a length, an order, places, slices, membership; and reads from its end."""
    found = kb.statements
    assert isinstance(found, Sequence)
    assert len(found) == len(found.ids) == 13
    assert [s.id for s in found] == list(found.ids)
    assert found[0].id == "cells.approval"
    assert found[-1].id == PAPER
    assert found[2:4].ids == found.ids[2:4]
    assert isinstance(found[2:4], Selection)
    assert found[::-1].ids == found.ids[::-1]
    assert kb[EFS] in found
    assert found.index(kb[EFS]) == found.ids.index(kb[EFS].id)
    assert next(reversed(found)).id == PAPER
    with pytest.raises(IndexError):
        found[13]


def test_a_slice_can_be_narrowed(kb: KnowledgeBase) -> None:
    """Parts of a selection still know the base's vocabulary."""
    assert kb.statements[:5].where(about("fever")).ids == ("cells.fever",)


def test_the_only_one(kb: KnowledgeBase) -> None:
    """`one` gives the only statement, and raises with the ids of several or of none."""
    assert kb.statements.where(about("fever")).one().id == "cells.fever"
    with pytest.raises(NotOneError) as caught:
        kb.outcomes.one()
    assert caught.value.ids == (EFS, PAPER)
    assert str(caught.value) == f"expected exactly one record, found 2: {EFS}, {PAPER}"
    with pytest.raises(NotOneError, match=r"expected exactly one record, found 0$"):
        kb.outcomes.where(lambda _: False).one()
    with pytest.raises(NotOneError, match=r"found 13: .*, \.\.\.$"):
        kb.statements.one()


def test_the_first_one(kb: KnowledgeBase) -> None:
    """`first` gives the first statement, or None where there is none."""
    assert kb.outcomes.first() == kb[EFS]
    assert kb.outcomes.where(lambda _: False).first() is None


def test_sorting(kb: KnowledgeBase) -> None:
    """`sorted` orders by a key, either way; those alike keep their order; the rest is as it was."""
    by_topic = kb.statements.sorted(lambda s: s.topic)
    assert [s.topic for s in by_topic] == sorted(s.topic for s in kb)
    graft = [s.id for s in by_topic if s.topic == "after-graft"]
    assert graft == sorted(graft)
    back = kb.statements.sorted(lambda s: s.id, reverse=True)
    assert back.ids == kb.statements.ids[::-1]
    assert kb.statements.ids == tuple(sorted(kb.statements.ids))


def test_selections_are_values(kb: KnowledgeBase) -> None:
    """Equal statements in the same order are equal selections, of whichever base."""
    other = sample_base().statements
    assert kb.statements == other
    assert hash(kb.statements) == hash(other)
    assert kb.statements != other[::-1]
    other_thing: object = kb.statements.items
    assert kb.statements != other_thing
    assert "_known" not in repr(kb.outcomes)


def test_statements_of_each_kind(kb: KnowledgeBase) -> None:
    """Each kind has its own selection, and together they are all statements."""
    kinds: list[Selection[Statement]] = [
        kb.recommendations,
        kb.outcomes,
        kb.comparisons,
        kb.prognostic_factors,
        kb.limitations,
        kb.open_questions,
        kb.definitions,
        kb.safety_signals,
        kb.approvals,
        kb.observations,
    ]
    assert all(kinds)
    assert sorted(id for kind in kinds for id in kind.ids) == list(kb.statements.ids)
    assert all(len({type(s) for s in kind}) == 1 for kind in kinds)
    assert kb.of(Recommendation) == kb.recommendations
    assert kb.of(OutcomeStatistic) == kb.outcomes


def test_the_sample_is_what_these_tests_take_it_for(kb: KnowledgeBase) -> None:
    """The revisions and papers named above are those of the sample."""
    assert {NEW, OLD} <= {r.id for r in kb.source("guide").revisions}
    assert {c.id for c in CITATIONS} == {c.id for c in kb.citations}
