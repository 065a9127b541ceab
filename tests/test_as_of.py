"""What was attested on a day: nothing later, nothing given up by then."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from samples import LABEL, MIDDLE, NEW, OLD, PAPER, concept, said, sample_base
from strategies import days, knowledge_bases

from allkb import (
    AllOf,
    AnyOf,
    Attestation,
    Concept,
    ConceptCategory,
    ConceptId,
    Criterion,
    Definition,
    Ended,
    Has,
    HowEnded,
    InRange,
    KnowledgeBase,
    Meets,
    Not,
    Patient,
    StatementId,
    TopicId,
    definitions_of,
)
from allkb.codec import dumps

EFS = "graft.second.efs"
TWO_SOURCES = StatementId("graft.second.option")


def test_before_everything_there_is_nothing(kb: KnowledgeBase) -> None:
    """On a day before the first revision the base is empty of everything."""
    base = kb.as_of("2010-04-30")
    assert (len(base), base.sources, base.citations, base.concepts, base.topics) == (
        0,
        (),
        (),
        (),
        (),
    )


def test_a_window_counts_from_its_first_day(kb: KnowledgeBase) -> None:
    """A revision of some day between 2012 and 2014 is there from the first day it can be of."""
    assert EFS not in kb.as_of("2011-12-31")
    assert EFS in kb.as_of("2012-01-01")


@pytest.mark.parametrize(
    ("day", "same"),
    [
        ("2012", "2012-12-31"),
        ("2012-02", "2012-02-29"),
        (date(2013, 5, 6), "2013-05-06"),
        (datetime(2013, 5, 6, 7, tzinfo=UTC), "2013-05-06"),
    ],
)
def test_a_day_is_a_date_or_its_text(kb: KnowledgeBase, day: date | str, same: str) -> None:
    """A month or a year means its last day."""
    assert kb.as_of(day) == kb.as_of(same)
    assert kb.as_of(day).version == f"1.0 as of {same}"


@pytest.mark.parametrize("day", ["", "today", "2012-13", "12", "2012-00"])
def test_what_is_no_day_is_refused(kb: KnowledgeBase, day: str) -> None:
    """A text that is no date raises ValueError."""
    with pytest.raises(ValueError, match=r"."):
        kb.as_of(day)


def test_nothing_later_is_left_in_2012(kb: KnowledgeBase) -> None:
    """Later revisions, references, levels, headings, ends and links have not come yet."""
    base = kb.as_of("2012-12-31")
    assert [r.id for s in base.sources for r in s.revisions] == [OLD, PAPER]
    assert base.statements.ids == (
        "graft.maternal-donor",
        "graft.reach",
        EFS,
        "graft.second.option",
        "graft.second.paper",
    )
    found = base.outcomes[0]
    assert [(a.source, a.hedge) for a in found.attestations] == [(OLD, "may")]
    assert found.attestations[0].levels == ()
    assert all(s.ended is None for s in base)
    assert [c.id for c in base.citations] == ["doe-2010"]
    assert [r.number for r in base.citations[0].references] == [7]
    assert [h.revision for h in base.topic("after-graft").headings] == [OLD]
    assert "cells" not in {t.id for t in base.topics}
    assert "car-cells" not in {c.id for c in base.concepts}
    assert "2025" not in dumps(base.document)


def test_what_was_given_up_is_gone(kb: KnowledgeBase) -> None:
    """From the day a revision no longer says a thing, the thing is not attested."""
    ended = {"graft.maternal-donor", "graft.second.option"}
    assert ended <= set(kb.as_of("2025-04-20").statements.ids)
    assert ended.isdisjoint(kb.as_of("2025-04-21").statements.ids)
    assert "graft.second.option-2" in kb.as_of("2025-04-21")


def test_what_another_source_still_says_stands(kb: KnowledgeBase) -> None:
    """A statement that one source gave up and another still makes is there, with its end."""
    ended = kb[TWO_SOURCES]
    second = evolve(ended, attestations=(*ended.attestations[:1], said(LABEL)))
    base = _with(kb, second)
    assert base.as_of("2025-04-21")[TWO_SOURCES].ended == ended.ended
    assert base.as_of("2025-04-20")[TWO_SOURCES].ended is None


def test_an_end_whose_successor_has_ended_too(kb: KnowledgeBase) -> None:
    """Where the statements that took a place are gone themselves, the day can still be asked for."""
    base = _with(
        kb,
        evolve(
            kb[TWO_SOURCES],
            attestations=(said(OLD), said(LABEL)),
            ended=Ended(
                how=HowEnded.SUPERSEDED,
                noticed_in=MIDDLE,
                superseded_by=(StatementId("graft.maternal-donor"),),
                reason="Said otherwise.",
            ),
        ),
    )
    found = base.as_of("2025-04-21")
    assert "graft.maternal-donor" not in found
    assert found[TWO_SOURCES].superseded_by == ()


def _with(kb: KnowledgeBase, changed: Any) -> KnowledgeBase:
    """Return the base with one statement replaced."""
    return sample_base(statements=tuple(changed if s.id == changed.id else s for s in kb))


def test_links_to_what_is_gone_are_gone(kb: KnowledgeBase) -> None:
    """A link leads to a statement that is attested on the same day, or is left out."""
    assert kb[EFS].links
    assert kb.as_of("2025-04-21")[EFS].links == kb[EFS].links
    assert kb.as_of("2009").statements.ids == ()
    changed = evolve(kb["graft.reach"], links=(evolve(kb[EFS].links[0], to=TWO_SOURCES),))
    base = _with(kb, changed)
    assert base.as_of("2013")["graft.reach"].links == changed.links
    assert base.as_of("2025-04-21")["graft.reach"].links == ()


def test_after_everything_all_that_stands_is_there(kb: KnowledgeBase) -> None:
    """Today's base is the base without what has ended."""
    assert set(kb.as_of("2099").statements.ids) == {s.id for s in kb if s.ended is None}
    assert kb.as_of("2099").source("guide").revisions[-1].id == NEW


@given(knowledge_bases(), days)
def test_no_trace_of_anything_later(base: KnowledgeBase, day: date) -> None:
    """On any day of any base: known revisions only, links resolve, everything used is there."""
    then = base.as_of(day)
    held = {r.id for s in then.sources for r in s.revisions}
    assert all(r.date.earliest <= day for s in then.sources for r in s.revisions)
    assert {a.source for s in then for a in s.attestations} <= held
    assert {r.revision for c in then.citations for r in c.references} <= held
    assert {h.revision for t in then.topics for h in t.headings} <= held
    assert {s.ended.noticed_in for s in then if s.ended} <= held
    in_force = {s.revisions[-1].id for s in then.sources}
    met = {id for s in then for id in definitions_of(s)}
    assert all(s.id in met or in_force & {a.source for a in s.attestations} for s in then)
    assert set(then.statements.ids) <= set(base.statements.ids)


@given(knowledge_bases(), days)
def test_asking_twice_is_asking_once(base: KnowledgeBase, day: date) -> None:
    """The base of a day, asked for the same day, has the same records; so a day later, if quiet."""
    then = base.as_of(day)
    again = then.as_of(day)
    assert evolve(again, version="x") == evolve(then, version="x")


@given(knowledge_bases(), days, st.integers(1, 400))
def test_between_revisions_nothing_changes(base: KnowledgeBase, day: date, more: int) -> None:
    """Two days with no revision between them have the same records."""
    later = day + timedelta(days=more)
    starts = [r.date.earliest for s in base.sources for r in s.revisions]
    if not any(day < start <= later for start in starts):
        one, other = base.as_of(day), base.as_of(later)
        assert evolve(one, version="x") == evolve(other, version="x")


def test_a_concept_that_only_criteria_name_stays(kb: KnowledgeBase) -> None:
    """What a set in the criteria of a statement names is used, on any day."""
    gene = Concept(id=ConceptId("some-gene"), label="Some gene", category=ConceptCategory.GENE)
    member = Has(fact="genetic_alterations", value=gene.id)
    statements = tuple(evolve(s, criteria=member) if s.id == EFS else s for s in kb)
    more = sample_base(statements=statements, concepts=(*kb.concepts, gene))
    assert more.check() == ()
    assert more.as_of("2012").concept("Some gene") == gene


def test_genes_are_there_on_any_day(kb: KnowledgeBase) -> None:
    """What a patient can have is known on any day, with what is broader; other concepts are not."""
    kind = concept("a-kind", ConceptCategory.FACTOR)
    other = concept("another-kind", ConceptCategory.FACTOR)
    broad = concept("a-gene", ConceptCategory.GENE, "a-kind")
    narrow = concept("a-gene-part", ConceptCategory.GENE, "a-gene")
    more = sample_base(concepts=(broad, narrow, kind, other, *kb.concepts))
    for day in ("2010-04-30", "2012", "2025-04-21"):
        then = {c.id for c in more.as_of(day).concepts}
        assert then == {c.id for c in kb.as_of(day).concepts} | {broad.id, narrow.id, kind.id}
    patient = Patient(genetic_alterations_present=(narrow.id,))
    assert len(more.as_of("2012").match(patient)) == len(kb.as_of("2012"))


# Definitions


def definition(name: str, means: Criterion, *attestations: Attestation) -> Definition:
    """Return what a group means by a term."""
    return Definition(
        id=StatementId(name),
        topic=TopicId("after-graft"),
        summary="Invented.",
        term=name,
        group=ConceptId("group-x"),
        means=means,
        attestations=attestations,
    )


def meets(name: str) -> Meets:
    """Return the criterion that a definition holds."""
    return Meets(definition=StatementId(name))


LATE = InRange(fact="age", low=10)
STILL = Ended(how=HowEnded.WITHDRAWN, noticed_in=MIDDLE, reason="Gone.")


def defined(*definitions: Definition, criteria: Criterion | None = None) -> KnowledgeBase:
    """Return the sample base with more definitions, and other criteria for the outcome."""
    kb = sample_base()
    changed = evolve(kb[EFS], criteria=criteria)
    statements = (*(changed if s.id == EFS else s for s in kb), *definitions)
    return sample_base(statements=tuple(sorted(statements, key=lambda s: s.id)))


def test_definitions_are_kept_with_what_refers_to_them() -> None:
    """One that is given up stays for those who refer to it, over any number of steps; or goes."""
    first = definition("x.first", LATE, said(OLD))
    second = definition("x.second", AnyOf(criteria=(meets("x.first"), LATE)), said(OLD))
    given_up = (evolve(first, ended=STILL), evolve(second, ended=STILL))
    kb = defined(*given_up, criteria=Not(criterion=meets("x.second")))
    later = kb.as_of("2019")
    assert {EFS, "x.first", "x.second"} <= {*later.statements.ids}
    assert later["x.first"].ended == STILL
    assert later.as_of("2019") == evolve(later, version=f"{later.version} as of 2019-12-31")
    assert {"x.first", "x.second"}.isdisjoint(defined(*given_up).as_of("2019").statements.ids)
    assert "x.first" in defined(*given_up).as_of("2013")


def test_what_rests_on_a_younger_definition_is_left_out() -> None:
    """Without its definition a statement says nothing; nor does what rests on that."""
    young = definition("x.young", LATE, said(NEW))
    middle = definition("x.middle", meets("x.young"), said(OLD), said(NEW))
    for name in ("x.young", "x.middle"):
        kb = defined(young, middle, criteria=meets(name))
        assert {EFS, "x.middle", "x.young"}.isdisjoint(kb.as_of("2013").statements.ids)
        assert {EFS, "x.middle", "x.young"} <= {*kb.as_of("2025").statements.ids}


def test_no_definition_stays_for_a_statement_that_is_left_out() -> None:
    """One that is given up is not kept for a statement that lacks another of its definitions."""
    young = definition("x.young", LATE, said(NEW))
    gone = evolve(definition("x.gone", LATE, said(OLD)), ended=STILL)
    kb = defined(young, gone, criteria=AllOf(criteria=(meets("x.gone"), meets("x.young"))))
    then = kb.as_of("2019")
    assert {EFS, "x.gone", "x.young"}.isdisjoint(then.statements.ids)
    assert evolve(then.as_of("2019"), version="x") == evolve(then, version="x")
    assert {EFS, "x.gone", "x.young"} <= {*kb.as_of("2025-04-21").statements.ids}


def test_a_definition_that_two_others_need_is_kept_once() -> None:
    """Two ways may lead to one definition."""
    gone = [
        evolve(definition(name, means, said(OLD)), ended=STILL)
        for name, means in (
            ("x.a", meets("x.root")),
            ("x.b", Not(criterion=meets("x.root"))),
            ("x.root", LATE),
        )
    ]
    kb = defined(*gone, criteria=AllOf(criteria=(meets("x.a"), meets("x.b"))))
    kept = [id for id in kb.as_of("2019").statements.ids if id.startswith("x.")]
    assert kept == ["x.a", "x.b", "x.root"]


def test_definitions_in_arms_and_requirements_count() -> None:
    """Whatever tree of a statement refers to a definition, it is kept."""
    gone = evolve(definition("x.gone", LATE, said(OLD)), ended=STILL)
    kb = defined(gone)
    (limited,) = (s for s in kb.limitations if s.id == "graft.condition")
    condition = evolve(limited, requires=meets("x.gone"))
    comparison = kb.comparisons.one()
    one, *others = comparison.arms
    arms = (evolve(one, criteria=meets("x.gone")), *others)
    for changed in (condition, evolve(comparison, arms=arms)):
        statements = tuple(changed if s.id == changed.id else s for s in kb)
        assert "x.gone" in sample_base(statements=statements).as_of("2025-04-21")


def test_the_concepts_of_a_kept_definition_are_there() -> None:
    """The group whose definition it is, and the members it names, come with it."""
    gene = Concept(id=ConceptId("some-gene"), label="Some gene", category=ConceptCategory.GENE)
    member = Has(fact="genetic_alterations", value=gene.id)
    gone = evolve(definition("x.gone", member, said(OLD)), ended=STILL)
    kb = defined(criteria=None)
    changed = evolve(kb[EFS], criteria=meets("x.gone"))
    statements = (*(changed if s.id == EFS else s for s in kb), gone)
    then = sample_base(
        statements=tuple(sorted(statements, key=lambda s: s.id)),
        concepts=tuple(sorted((*kb.concepts, gene), key=lambda c: c.id)),
    ).as_of("2019")
    assert then.concept("group-x")
    assert then.concept("some-gene")


@given(knowledge_bases(), days)
def test_on_any_day_every_definition_referred_to_is_there(base: KnowledgeBase, day: date) -> None:
    """Nothing refers to what is not there, and what is not in force is referred to."""
    then = base.as_of(day)
    met = {id for s in then for id in definitions_of(s)}
    assert met <= {*then.statements.ids}
    in_force = {s.revisions[-1].id for s in then.sources}
    kept = {s.id for s in then if not in_force & {a.source for a in s.attestations}}
    assert kept <= met
