"""The rules of integrity: each is broken by some base, and by that rule alone."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

import pytest
from attrs import evolve
from samples import LABEL, MIDDLE, NEW, OLD, cites, ids, said, sample_parts

from allkb import (
    Basis,
    Citation,
    Concept,
    ConceptId,
    DataError,
    DateWindow,
    Has,
    KnowledgeBase,
    Meets,
    Not,
    Reference,
    Revision,
    RevisionId,
    Source,
    SourceId,
    Statement,
    StatementId,
    Topic,
)
from allkb.checks import INTEGRITY, Index, Rule, run


class Records(NamedTuple):
    """Records that no knowledge base need accept."""

    sources: tuple[Source, ...]
    citations: tuple[Citation, ...]
    concepts: tuple[Concept, ...]
    topics: tuple[Topic, ...]
    statements: tuple[Statement, ...]


GOOD = Records(**sample_parts())


def spoil(table: str, id: str, **changed: Any) -> Records:
    """Return the good records with fields of one changed."""
    found: tuple[Any, ...] = getattr(GOOD, table)
    lists: dict[str, Any] = {table: tuple(evolve(r, **changed) if r.id == id else r for r in found)}
    return GOOD._replace(**lists)


def add(table: str, record: Any) -> Records:
    """Return the good records and one more."""
    lists: dict[str, Any] = {table: (*getattr(GOOD, table), record)}
    return GOOD._replace(**lists)


def get(table: str, id: str) -> Any:
    """Return one of the good records."""
    return next(r for r in getattr(GOOD, table) if r.id == id)


def attested(id: str, at: int, **changed: Any) -> Records:
    """Return the good records with one attestation changed."""
    found = list(get("statements", id).attestations)
    found[at] = evolve(found[at], **changed)
    return spoil("statements", id, attestations=tuple(found))


def level_too_early() -> Records:
    """Return records in which a level is printed weeks before its scheme came up."""
    revision = Revision(id=RevisionId("early.2019"), date=DateWindow.parse("2019-01-10"))
    source = evolve(get("sources", "agency"), id=SourceId("early"), revisions=(revision,))
    statement = evolve(
        get("statements", "graft.condition"),
        id=StatementId("new"),
        attestations=(said(revision.id, cites("doe-2010", levels=("C1",))),),
    )
    return add("sources", source)._replace(statements=(*GOOD.statements, statement))


def swapped() -> Records:
    """Return records in which the attestations of a statement are out of order."""
    first, second, third = get("statements", "graft.second.efs").attestations
    return spoil("statements", "graft.second.efs", attestations=(second, first, third))


def arm(**changed: Any) -> Records:
    """Return the good records with one arm changed."""
    first, second = get("statements", "cells.versus-graft").arms
    return spoil("statements", "cells.versus-graft", arms=(evolve(first, **changed), second))


def meets(id: str) -> Meets:
    """Return a criterion that refers to a definition."""
    return Meets(definition=StatementId(id))


def definitions_in_a_circle() -> Records:
    """Return records with three definitions, of which two refer to each other."""
    early = get("statements", EARLY)
    late = evolve(early, id=StatementId("late"), means=Not(criterion=meets(EARLY)))
    last = evolve(early, id=StatementId("last"), means=meets("late"))
    statements = spoil("statements", EARLY, means=meets("late")).statements
    return GOOD._replace(statements=(*statements, late, last))


def twice(table: str) -> Records:
    """Return the good records with the first of a list once more."""
    return add(table, getattr(GOOD, table)[0])


EFS, EARLY = "graft.second.efs", "early-relapse.group-x"
TWICE = Reference(revision=NEW, number=70, basis=Basis.PRINTED)

BROKEN: dict[str, tuple[str, Callable[[], Records], str]] = {
    **{
        f"{table} with one id": (
            "unique-id",
            partial(twice, table),
            "another record has the id",
        )
        for table in ("citations", "concepts", "topics", "statements")
    },
    "revision twice in a source": (
        "unique-id",
        lambda: spoil("sources", "agency", revisions=get("sources", "agency").revisions * 2),
        "another revision has this id",
    ),
    "unknown topic": ("known-link", lambda: spoil("statements", EFS, topic="x"), "no topic 'x'"),
    "unknown concept": (
        "known-link",
        lambda: spoil("statements", EFS, intervention="x"),
        "no concept 'x'",
    ),
    "unknown trial": (
        "known-link",
        lambda: spoil("statements", EFS, trials=ids("x")),
        "no concept 'x'",
    ),
    "unknown sponsor": (
        "known-link",
        lambda: spoil("concepts", "trial-a", sponsor=ConceptId("x")),
        "no concept 'x'",
    ),
    "unknown endpoint": (
        "known-link",
        lambda: spoil("statements", EFS, endpoint="x"),
        "no concept 'x'",
    ),
    "unknown arm": ("known-link", lambda: arm(intervention=ConceptId("x")), "no concept 'x'"),
    "unknown member of a set": (
        "known-link",
        lambda: spoil(
            "statements",
            EFS,
            criteria=Not(criterion=Has(fact="genetic_alterations", value=ConceptId("x"))),
        ),
        "no concept 'x'",
    ),
    "unknown revision": (
        "known-link",
        lambda: attested(EFS, 0, source=RevisionId("guide.2011")),
        "no revision 'guide.2011'",
    ),
    "unknown citation": (
        "known-link",
        lambda: attested("graft.second.paper", 0, support=(cites("x"),)),
        "no citation 'x'",
    ),
    "unknown paper": (
        "known-link",
        lambda: spoil("sources", "paper-doe-2010", citation="x"),
        "no citation 'x'",
    ),
    "unknown revision of a reference": (
        "known-link",
        lambda: spoil(
            "citations",
            "poe-2020",
            references=(evolve(TWICE, revision=RevisionId("guide.2011"), number=71),),
        ),
        "no revision 'guide.2011'",
    ),
    "unknown revision of a heading": (
        "known-link",
        lambda: spoil(
            "topics",
            "after-graft",
            headings=(
                evolve(get("topics", "after-graft").headings[0], revision=RevisionId("guide.2011")),
            ),
        ),
        "no revision 'guide.2011'",
    ),
    "unknown broader concept": (
        "known-link",
        lambda: spoil("concepts", "fever", broader=ids("x")),
        "no concept 'x'",
    ),
    "circle of concepts": (
        "no-circle",
        lambda: spoil("concepts", "therapy", broader=ids("second-transplant")),
        "leads back to the concept itself",
    ),
    "unknown definition": (
        "known-link",
        lambda: spoil("statements", EFS, criteria=meets("x")),
        "there is no statement 'x'",
    ),
    "unknown definition of an arm": (
        "known-link",
        lambda: arm(criteria=Not(criterion=meets("x"))),
        "there is no statement 'x'",
    ),
    "unknown agency": (
        "known-link",
        lambda: spoil("statements", "cells.approval", agency="x"),
        "no concept 'x'",
    ),
    "unknown thing observed": (
        "known-link",
        lambda: spoil("statements", "cells.trial", about=ids("trial-a", "x")),
        "no concept 'x'",
    ),
    "definition that is none": (
        "definition-is-one",
        lambda: spoil("statements", EFS, criteria=meets("cells.fever")),
        "cells.fever is no definition",
    ),
    "definition by itself": (
        "definition-is-one",
        lambda: spoil("statements", EARLY, means=Not(criterion=meets(EARLY))),
        "leads back to the statement itself",
    ),
    "circle of definitions": (
        "definition-is-one",
        definitions_in_a_circle,
        "leads back to the statement itself",
    ),
    "level before its scheme": (
        "level-in-time",
        level_too_early,
        "early.2019 cannot print C1 of 2023-08-03",
    ),
    "attestations out of order": ("oldest-first", swapped, "they are not oldest first"),
    "ended where it is still said": (
        "ended-later",
        lambda: spoil(
            "statements",
            "graft.maternal-donor",
            ended=evolve(get("statements", "graft.maternal-donor").ended, noticed_in=MIDDLE),
        ),
        "no older revision of guide says it, or this one still does",
    ),
    "ended in a source that never said it": (
        "ended-later",
        lambda: spoil(
            "statements",
            "graft.maternal-donor",
            ended=evolve(get("statements", "graft.maternal-donor").ended, noticed_in=LABEL),
        ),
        "no older revision of agency says it",
    ),
    "one number for two citations": (
        "one-number-one-citation",
        lambda: spoil("citations", "poe-2020", references=(TWICE,)),
        "number 70 of guide.2025-04-21 has another citation",
    ),
}


@pytest.mark.parametrize(("rule", "make", "says"), BROKEN.values(), ids=BROKEN)
def test_each_rule_finds_what_breaks_it(rule: str, make: Callable[[], Records], says: str) -> None:
    """A base that breaks one rule is found by that rule, and by no other."""
    records = make()
    findings = run(INTEGRITY, records)
    assert {finding.rule for finding in findings} == {rule}
    assert any(says in finding.message for finding in findings)
    for finding in findings:
        assert getattr(records, finding.list)[finding.position].id == finding.id
        assert str(finding).startswith(f"{rule}: {finding.id}{finding.path}: ")


def test_every_rule_is_broken_by_some_case() -> None:
    """No rule is without a case above."""
    assert {rule for rule, _, _ in BROKEN.values()} == {rule.name for rule in INTEGRITY}


@pytest.mark.parametrize("rule", INTEGRITY, ids=lambda rule: rule.name)
def test_the_good_base_breaks_nothing(rule: Rule) -> None:
    """The sample keeps each rule, and each rule says what it demands."""
    assert run([rule], GOOD) == ()
    assert rule.says.endswith(".")


@pytest.mark.parametrize("case", BROKEN)
def test_no_base_can_be_made_that_breaks_integrity(case: str) -> None:
    """What a rule of integrity finds is a DataError that says where."""
    records = BROKEN[case][1]()
    with pytest.raises(DataError) as caught:
        KnowledgeBase(**records._asdict())
    assert all(fault.path.startswith("$.") for fault in caught.value.faults)
    assert any(BROKEN[case][2] in fault.message for fault in caught.value.faults)


def test_two_sources_with_one_id_break_it() -> None:
    """The same source twice has its id, and its revisions' ids, twice."""
    found = run(INTEGRITY, add("sources", get("sources", "agency")))
    assert {f.message for f in found} == {
        "another record has the id 'agency'",
        "another revision has this id",
    }


def test_a_circle_is_found_where_it_is() -> None:
    """Of three definitions the two that refer to each other are reported, and not the third."""
    found = run(INTEGRITY, definitions_in_a_circle())
    assert {finding.id for finding in found} == {EARLY, "late"}


def test_a_definition_that_is_assumed_may_be_met() -> None:
    """Of a definition that exists elsewhere nothing is asked."""
    records = spoil("statements", EFS, criteria=meets("x"))
    assert run(INTEGRITY, records, assumed=frozenset({"x"})) == ()


def test_ids_that_are_assumed_may_be_named() -> None:
    """Links to records that exist elsewhere are let pass when they are assumed to."""
    records = spoil("statements", EFS, topic="x")
    assert run(INTEGRITY, records, assumed=frozenset({"x"})) == ()


def test_unknown_revisions_break_only_the_rule_for_links() -> None:
    """Rules about dates leave out revisions that are not there, instead of failing."""
    lost = GOOD._replace(sources=())
    assert {finding.rule for finding in run(INTEGRITY, lost)} == {"known-link"}


def test_an_index_finds_records_by_id() -> None:
    """The tables that rules look things up in hold every record."""
    index = Index(GOOD)
    assert {*index.sources} == {source.id for source in GOOD.sources}
    assert index.source_of[OLD].id == SourceId("guide")
    assert index.numbered[NEW, 70] == ["doe-2010"]
