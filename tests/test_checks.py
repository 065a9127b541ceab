"""The rules across records: each is broken by some base, and by that rule alone."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

import pytest
from attrs import evolve
from hypothesis import given
from samples import LABEL, MIDDLE, NEW, OLD, cites, concept, ids, said, sample_parts
from strategies import knowledge_bases

from allkb import (
    Basis,
    Bound,
    Citation,
    Comparator,
    Concept,
    ConceptCategory,
    ConceptId,
    Count,
    DataError,
    DateWindow,
    Finding,
    Has,
    KnowledgeBase,
    Not,
    Point,
    Range,
    Reference,
    Revision,
    RevisionId,
    Source,
    SourceId,
    Statement,
    StatementId,
    Topic,
    Unit,
    Unquantified,
)
from allkb.checks import INTEGRITY, Index, Rule, run
from allkb.checks.lint import LINT


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


def estimate(id: str, found: Any) -> Records:
    """Return the good records with another estimate, of no stated number of patients."""
    return spoil("statements", id, estimate=found)


def arm(**changed: Any) -> Records:
    """Return the good records with one arm changed."""
    first, second = get("statements", "cells.versus-graft").arms
    return spoil("statements", "cells.versus-graft", arms=(evolve(first, **changed), second))


def point(value: float, printed: str, unit: Unit = Unit.PROPORTION) -> Point:
    """Return a point that prints in some way."""
    return Point(value=value, printed=printed, unit=unit)


def twice(table: str) -> Records:
    """Return the good records with the first of a list once more."""
    return add(table, getattr(GOOD, table)[0])


EFS, REACH = "graft.second.efs", "graft.reach"
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
    "printed otherwise": (
        "printed-agrees",
        lambda: estimate(EFS, Range(low=0.1, high=0.3, printed="10% to 40%")),
        "printed as '10% to 40%', but its numbers are [10.0, 30.0]",
    ),
    "printed with one number too many": (
        "printed-agrees",
        lambda: estimate(EFS, point(0.1, "10% of 7")),
        "but its numbers are [10.0]",
    ),
    "printed without number": (
        "printed-agrees",
        lambda: estimate(EFS, point(0.1, "some")),
        "but its numbers are [0.1]",
    ),
    "number where none is": (
        "printed-agrees",
        lambda: estimate(EFS, Unquantified(printed="5 or so")),
        "but its numbers are []",
    ),
    "count printed otherwise": (
        "printed-agrees",
        lambda: estimate("cells.fever", Count(events=5, of=7, printed="5 of 6")),
        "but its numbers are [5, 7]",
    ),
    "arm printed otherwise": (
        "printed-agrees",
        lambda: arm(estimate=Bound(relation=Comparator.MORE, value=0.2, printed="over 30%")),
        "but its numbers are [20.0]",
    ),
    "numbers of other citations": (
        "numbers-are-citations",
        lambda: attested(
            EFS, 2, locator=evolve(get("statements", EFS).attestations[2].locator, numbers=(71,))
        ),
        "they stand for ['poe-2020'], but the support is ('doe-2010',)",
    ),
    "number of nothing": (
        "numbers-are-citations",
        lambda: attested(
            EFS, 2, locator=evolve(get("statements", EFS).attestations[2].locator, numbers=(9,))
        ),
        "they stand for [None]",
    ),
    "citation without a number": (
        "numbers-are-citations",
        lambda: attested(REACH, 0, support=(cites("doe-2010"),)),
        "they stand for []",
    ),
    "endpoint that is none": (
        "endpoint-is-one",
        lambda: spoil("statements", "graft.second.paper", endpoint=ConceptId("fever")),
        "fever is no endpoint",
    ),
    "count of too many": (
        "count-within-n",
        lambda: spoil("statements", "cells.fever", n=6),
        "of 7, but n is 6",
    ),
    "arm of too many": ("count-within-n", lambda: arm(n=31), "31, but n of all arms is 30"),
    "citation that nothing gives": (
        "citation-used",
        lambda: add(
            "citations",
            evolve(get("citations", "poe-2020"), id="poe-2021", references=(), pmid=None),
        ),
        "no statement gives it",
    ),
    "concept that nothing names": (
        "concept-used",
        lambda: add("concepts", concept("idle", ConceptCategory.DRUG, "therapy")),
        "no statement names it",
    ),
}
ALL = (*INTEGRITY, *LINT)


@pytest.mark.parametrize(("rule", "make", "says"), BROKEN.values(), ids=BROKEN)
def test_each_rule_finds_what_breaks_it(rule: str, make: Callable[[], Records], says: str) -> None:
    """A base that breaks one rule is found by that rule, and by no other."""
    records = make()
    integrity = run(INTEGRITY, records)
    findings = integrity or run(LINT, records)
    assert {finding.rule for finding in findings} == {rule}
    assert any(says in finding.message for finding in findings)
    for finding in findings:
        assert getattr(records, finding.list)[finding.position].id == finding.id
        assert str(finding).startswith(f"{rule}: {finding.id}{finding.path}: ")


def test_every_rule_is_broken_by_some_case() -> None:
    """No rule is without a case above."""
    assert {rule for rule, _, _ in BROKEN.values()} == {rule.name for rule in ALL}


@pytest.mark.parametrize("rule", ALL, ids=lambda rule: rule.name)
def test_the_good_base_breaks_nothing(rule: Rule) -> None:
    """The sample keeps each rule, and each rule says what it demands."""
    assert run([rule], GOOD) == ()
    assert rule.says.endswith(".")


@pytest.mark.parametrize(
    "case", [name for name, (rule, _, _) in BROKEN.items() if rule in {r.name for r in INTEGRITY}]
)
def test_no_base_can_be_made_that_breaks_integrity(case: str) -> None:
    """What a rule of integrity finds is a DataError that says where; lint never is."""
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


def test_lint_does_not_keep_a_base_from_being_made() -> None:
    """What a curator should look at is reported by `check`, and only there."""
    base = KnowledgeBase(**spoil("statements", "cells.fever", n=6)._asdict())
    (finding,) = base.check()
    assert finding == Finding(
        rule="count-within-n",
        list="statements",
        position=base.statements.ids.index(base["cells.fever"].id),
        id="cells.fever",
        path=".estimate",
        message="of 7, but n is 6",
    )


@pytest.mark.parametrize(
    "found",
    [
        point(0.07, "7%"),
        point(0.285, "28.5%"),
        point(0.28, "0.28"),
        point(0.28, ".28"),
        point(14.5, "14.5 months", Unit.MONTHS),
        Bound(relation=Comparator.AT_LEAST, value=0.5, printed="half or more, 50%"),
        Unquantified(printed="some"),
        Count(events=3, of=9, printed="3/9"),
        Count(events=5, of=7, printed="five of seven"),
        Count(events=1, of=12, printed="one of twelve"),
    ],
    ids=lambda e: e.printed,
)
def test_printed_figures_that_agree(found: Any) -> None:
    """A figure in percent, as a fraction of one or in a unit agrees with its number."""
    assert run(LINT, estimate(EFS, found)) == ()


def test_statements_of_old_revisions_may_give_fewer_numbers() -> None:
    """Where a revision's list of references is not held, its numbers are not compared."""
    assert run(LINT, attested(EFS, 1, support=(cites("doe-2010", "poe-2020"),))) == ()


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


@given(knowledge_bases())
def test_rules_find_places_that_exist(base: KnowledgeBase) -> None:
    """Whatever lint finds in any base is at a record that is there."""
    for finding in base.check():
        table: Any = getattr(base.document, finding.list)
        assert table[finding.position].id == finding.id


def test_the_estimate_of_an_arm_may_be_missing() -> None:
    """Arms without a figure, and kinds without estimates, have nothing to compare."""
    assert run(LINT, arm(estimate=None)) == ()
