"""What changed from one revision to a later one: no more than the data can tell."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from samples import LABEL, MIDDLE, OLD, cites, concept, sample_base
from samples import NEW as SAMPLE_NEW
from strategies import knowledge_bases

import allkb
from allkb import (
    Added,
    Arm,
    Attestation,
    Bound,
    Change,
    Characteristic,
    Citation,
    CitationId,
    CitationsChanged,
    Comparator,
    Comparison,
    ConceptCategory,
    ConceptId,
    Count,
    DateWindow,
    Ended,
    Established,
    Estimate,
    EvidenceLevel,
    Extent,
    FigureChanged,
    Hedge,
    HedgeChanged,
    HowEnded,
    KnowledgeBase,
    Locator,
    Observation,
    OpenQuestion,
    OutcomeStatistic,
    Point,
    Range,
    Regraded,
    Revision,
    RevisionId,
    SafetySignal,
    Source,
    SourceCategory,
    SourceId,
    StandardError,
    Statement,
    StatementId,
    Superseded,
    Support,
    Topic,
    TopicId,
    Unit,
    UnknownIdError,
    Withdrawn,
)
from allkb.views import change_text

FIRST, SECOND, THIRD = (RevisionId(f"guide.{year}") for year in (2012, 2018, 2025))
ONE, TWO = RevisionId("atlas.2015"), RevisionId("atlas.2020")
EFS, OS, FEVER, RASH = map(ConceptId, ("efs", "os", "fever", "rash"))
SECONDARY: dict[str, Any] = {"established": Established.SECONDARY}


def said(
    revision: RevisionId, *support: Support, hedge: Hedge | None = Hedge.PLAIN, **more: Any
) -> Attestation:
    """Return an attestation."""
    locator = Locator(section=("Part",))
    return Attestation(source=revision, hedge=hedge, support=support, locator=locator, **more)


def question(name: str, *attestations: Attestation, **more: Any) -> OpenQuestion:
    """Return a statement without figures."""
    return OpenQuestion(**_common(name, attestations), question="What?", **more)


def outcome(
    name: str, estimate: Estimate, *attestations: Attestation, **more: Any
) -> OutcomeStatistic:
    """Return an outcome of event-free survival, if no other endpoint is given."""
    given = {"endpoint": EFS, **more}
    return OutcomeStatistic(**_common(name, attestations), estimate=estimate, **given)


def harm(
    name: str, event: ConceptId, estimate: Estimate, *attestations: Attestation, **more: Any
) -> SafetySignal:
    """Return how often a harm was seen."""
    return SafetySignal(
        **_common(name, attestations), intervention=OS, event=event, estimate=estimate, **more
    )


def _common(name: str, attestations: tuple[Attestation, ...]) -> dict[str, Any]:
    return {
        "id": StatementId(name),
        "topic": TopicId("topic"),
        "summary": "Invented.",
        "attestations": attestations,
    }


def superseded(*by: str, seen: RevisionId = THIRD, reason: str = "Said otherwise.") -> Ended:
    """Return the end of a statement that others took the place of."""
    ids = tuple(map(StatementId, by))
    return Ended(how=HowEnded.SUPERSEDED, noticed_in=seen, superseded_by=ids, reason=reason)


def withdrawn(seen: RevisionId = THIRD, reason: str = "No longer there.") -> Ended:
    """Return the end of a statement that none took the place of."""
    return Ended(how=HowEnded.WITHDRAWN, noticed_in=seen, reason=reason)


def guide(*read: Extent) -> Source:
    """Return a source of three revisions."""
    found = zip((FIRST, SECOND, THIRD), read, strict=True)
    return Source(
        id=SourceId("guide"),
        title="A guide",
        category=SourceCategory.SUMMARY,
        publisher="A publisher",
        revisions=tuple(
            Revision(id=id, date=DateWindow.parse(id.rpartition(".")[2]), read=extent)
            for id, extent in found
        ),
    )


WHOLE = guide(Extent.WHOLE, Extent.WHOLE, Extent.WHOLE)
ATLAS = Source(
    id=SourceId("atlas"),
    title="An atlas",
    category=SourceCategory.REPORT,
    publisher="A center",
    revisions=tuple(
        Revision(id=id, date=DateWindow.parse(id.rpartition(".")[2]), read=Extent.WHOLE)
        for id in (ONE, TWO)
    ),
)


def base(*statements: Statement, source: Source = WHOLE) -> KnowledgeBase:
    """Return a knowledge base of some statements on two sources."""
    papers = ("ant-2001", "bee-2002", "cow-2003")
    return KnowledgeBase(
        sources=(ATLAS, source),
        citations=tuple(
            Citation(id=CitationId(id), authors=("Doe J",), journal="J", year=2001) for id in papers
        ),
        concepts=(
            concept("efs", ConceptCategory.ENDPOINT),
            concept("fever", ConceptCategory.EVENT),
            concept("os", ConceptCategory.ENDPOINT),
            concept("rash", ConceptCategory.EVENT),
        ),
        topics=(Topic(id=TopicId("topic"), label="Topic"),),
        statements=tuple(sorted(statements, key=lambda s: s.id)),
    )


def changes(*statements: Statement, source: Source = WHOLE) -> list[Change]:
    """Return what changed from the first revision to the last."""
    return [*base(*statements, source=source).changes(FIRST, THIRD)]


def between(statement: str) -> dict[str, Any]:
    """Return what every change from the first revision to the last has."""
    return {"statement": StatementId(statement), "old": FIRST, "new": THIRD}


# Kinds of change


def test_what_both_revisions_say_alike_has_not_changed() -> None:
    """Nothing is told of a statement that both revisions make in the same way."""
    same = (cites("ant-2001", levels=("2A",)),)
    assert changes(question("a", said(FIRST), said(THIRD))) == []
    assert changes(question("a", said(SECOND, *same), said(THIRD, *same))) == [
        Added(**between("a"), sure=True)
    ]
    assert changes(question("a", said(SECOND))) == []


@pytest.mark.parametrize("read", [Extent.WHOLE, Extent.PART, Extent.NOTES])
def test_what_is_new_is_added(read: Extent) -> None:
    """It is sure only where all of the older revision was read."""
    source = guide(read, Extent.WHOLE, Extent.WHOLE)
    found = changes(question("a", said(THIRD)), source=source)
    assert found == [Added(**between("a"), sure=read is Extent.WHOLE)]
    expected = "added" if read is Extent.WHOLE else "added, or not read in the older revision"
    assert change_text(found[0]) == expected


def test_what_is_gone_is_withdrawn_with_what_is_known_of_it() -> None:
    """An end that was noticed is sure, whatever was read."""
    for last in (Extent.WHOLE, Extent.PART):
        source = guide(Extent.PART, Extent.PART, last)
        (found,) = changes(question("a", said(FIRST), ended=withdrawn()), source=source)
        assert found == Withdrawn(**between("a"), reason="No longer there.", sure=True)
        assert change_text(found) == "withdrawn: No longer there."


@pytest.mark.parametrize("read", [Extent.WHOLE, Extent.PART, Extent.NOTES])
def test_what_is_not_held_of_the_later_revision_may_stand_there(read: Extent) -> None:
    """A statement without an end is surely gone only where all of the later revision was read."""
    source = guide(Extent.WHOLE, Extent.WHOLE, read)
    (found,) = changes(question("a", said(FIRST)), source=source)
    assert found == Withdrawn(**between("a"), reason=None, sure=read is Extent.WHOLE)
    maybe = "" if read is Extent.WHOLE else ", or not read in the later revision"
    assert change_text(found) == f"withdrawn{maybe}: no reason is known"


def test_what_took_a_place_is_not_added() -> None:
    """A statement in another's place is told of with it, and not once more."""
    found = changes(
        question("a", said(FIRST), ended=superseded("b", "c")),
        question("b", said(THIRD)),
        question("c", said(FIRST), said(THIRD)),
        question("d", said(THIRD)),
    )
    by = (StatementId("b"), StatementId("c"))
    assert found == [
        Superseded(**between("a"), by=by, reason="Said otherwise."),
        Added(**between("d"), sure=True),
    ]
    assert change_text(found[0]) == "superseded by b, c: Said otherwise."


def test_over_several_revisions_the_last_in_place_counts() -> None:
    """Where what took a place was superseded too, the later revision says the last of them."""
    statements = (
        question("a", said(FIRST), ended=superseded("b", seen=SECOND, reason="Once.")),
        question("b", said(SECOND), ended=superseded("c", "d", reason="Twice.")),
        question("c", said(THIRD)),
        question("d", said(THIRD)),
    )
    kb = base(*statements)
    by = (StatementId("c"), StatementId("d"))
    assert [*kb.changes(FIRST, THIRD)] == [Superseded(**between("a"), by=by, reason="Once. Twice.")]
    (first,) = kb.changes(FIRST, SECOND)
    assert first == Superseded(
        statement=StatementId("a"),
        old=FIRST,
        new=SECOND,
        by=(StatementId("b"),),
        reason="Once.",
    )
    (second,) = kb.changes(SECOND, THIRD)
    assert second.statement == "b"


def test_where_all_that_took_a_place_are_gone_it_is_withdrawn() -> None:
    """Of two steps to nothing both reasons are told."""
    found = changes(
        question("a", said(FIRST), ended=superseded("b", seen=SECOND, reason="Once.")),
        question("b", said(SECOND), ended=withdrawn(reason="Gone.")),
    )
    assert found == [Withdrawn(**between("a"), reason="Once. Gone.", sure=True)]


def test_two_that_took_each_others_place_end() -> None:
    """Data that leads in a circle is not followed for ever."""
    found = changes(
        question("a", said(FIRST), ended=superseded("b")),
        question("b", said(FIRST), ended=superseded("a")),
    )
    assert [change.kind for change in found] == ["withdrawn", "withdrawn"]


def test_an_end_that_has_not_come_is_not_told() -> None:
    """What was noticed in a later revision, or in another source, is no change between these."""
    later = question("a", said(FIRST), ended=superseded("b"))
    other = question("c", said(ONE), said(SECOND), said(THIRD), ended=withdrawn(TWO))
    kb = base(later, question("b", said(THIRD)), other)
    assert [*kb.changes(FIRST, SECOND)] == [
        Withdrawn(statement=StatementId("a"), old=FIRST, new=SECOND, reason=None, sure=True),
        Added(statement=StatementId("c"), old=FIRST, new=SECOND, sure=True),
    ]
    assert kb.changes(SECOND, THIRD) == (
        Added(statement=StatementId("b"), old=SECOND, new=THIRD, sure=True),
    )
    assert [change.kind for change in kb.changes(ONE, TWO)] == ["withdrawn"]


@pytest.mark.parametrize(
    ("before", "after", "text"),
    [
        ((), ("C1",), "no level printed -> C1"),
        (("2A",), (), "2A -> no level printed"),
        (("2A", "3iiA"), ("B4",), "2A, 3iiA -> B4"),
    ],
)
def test_other_levels_are_a_regrading(
    before: tuple[str, ...], after: tuple[str, ...], text: str
) -> None:
    """Both lists of levels are told as printed; none is a translation of the other."""
    older, newer = cites("ant-2001", levels=before), cites("ant-2001", levels=after)
    (found,) = changes(question("a", said(FIRST, older), said(THIRD, newer)))
    assert found == Regraded(
        **between("a"),
        before=tuple(map(EvidenceLevel.parse, before)),
        after=tuple(map(EvidenceLevel.parse, after)),
    )
    assert change_text(found) == f"regraded: {text}"


def test_levels_in_another_order_are_no_regrading() -> None:
    """The same levels, once or twice, in whatever groups and of whatever edition, are the same."""
    older = (cites("ant-2001", levels=("2A",)), cites("bee-2002", levels=("3iiA", "2A")))
    newer = (cites("ant-2001", "bee-2002", levels=("3iiA", "2A")),)
    assert changes(question("a", said(FIRST, *older), said(THIRD, *newer))) == []
    edition = EvidenceLevel.parse("2A@2003-05-19")
    assert edition != EvidenceLevel.parse("2A")
    dated = Support(levels=(edition,))
    assert changes(question("a", said(FIRST, dated), said(THIRD, cites(levels=("2A",))))) == []


@pytest.mark.parametrize("established", [Established.SECONDARY, Established.ABSTRACT])
def test_what_others_tell_of_a_revision_is_not_all_it_prints(established: Established) -> None:
    """Without having read it, no citation is known to be new, nor that no level was printed."""
    newer = said(THIRD, cites("ant-2001", "bee-2002", levels=("C1",)))
    bare = said(FIRST, cites("cow-2003"), established=established)
    assert changes(question("a", bare, newer)) == []
    told = said(FIRST, cites("cow-2003", levels=("2A",)), established=established)
    assert [c.kind for c in changes(question("a", told, newer))] == ["regraded"]
    unread = evolve(newer, established=established)
    read = evolve(bare, established=Established.READ)
    assert changes(question("a", read, unread)) == []


def test_another_hedge_is_told_where_both_were_read() -> None:
    """Where the wording of one was not read, nothing is known to have changed."""
    may, unknown = said(FIRST, hedge=Hedge.MAY), said(FIRST, hedge=None)
    (found,) = changes(question("a", may, said(THIRD, hedge=Hedge.WILL)))
    assert found == HedgeChanged(**between("a"), before=Hedge.MAY, after=Hedge.WILL)
    assert change_text(found) == "hedge changed: may -> will"
    assert changes(question("a", unknown, said(THIRD, hedge=Hedge.WILL))) == []
    assert changes(question("a", may, said(THIRD, hedge=None))) == []
    assert changes(question("a", may, said(THIRD, hedge=Hedge.MAY))) == []


def test_other_citations_are_told_each_once() -> None:
    """What one revision cites alone is dropped or gained; groups and their order do not matter."""
    older = (cites("ant-2001"), cites("bee-2002"))
    newer = (cites("cow-2003"), cites("bee-2002", "cow-2003"))
    (found,) = changes(question("a", said(FIRST, *older), said(THIRD, *newer)))
    assert found == CitationsChanged(
        **between("a"), dropped=(CitationId("ant-2001"),), gained=(CitationId("cow-2003"),)
    )
    assert change_text(found) == "citations changed: -ant-2001, +cow-2003"
    (fewer,) = changes(question("a", said(FIRST, *older), said(THIRD, *older[:1])))
    assert change_text(fewer) == "citations changed: -bee-2002"
    (more,) = changes(question("a", said(FIRST, *older[:1]), said(THIRD, *older)))
    assert change_text(more) == "citations changed: +bee-2002"
    assert changes(question("a", said(FIRST, *older), said(THIRD, *older[::-1]))) == []


def test_all_that_a_revision_says_of_a_statement_counts() -> None:
    """A statement may be made at two places of a revision; both are held against the other one."""
    ant, bee = cites("ant-2001", levels=("2A",)), cites("bee-2002", levels=("3iiA",))
    may, will = {"hedge": Hedge.MAY}, {"hedge": Hedge.WILL}
    twice = (said(THIRD, ant, **may), said(THIRD, bee, **will))
    assert changes(question("a", said(FIRST, ant, bee, **may), *twice)) == []
    found = changes(question("a", said(FIRST, ant, hedge=Hedge.CAN), *twice))
    assert [change.kind for change in found] == [
        "regraded",
        "hedge changed",
        "citations changed",
    ]
    assert found[1] == HedgeChanged(**between("a"), before=Hedge.CAN, after=Hedge.MAY)


HALF = Point(value=0.5, printed="50%")
THIRD_OF = Point(value=0.3, printed="30%")
GONE = superseded("b")


@pytest.mark.parametrize(
    ("before", "after", "text"),
    [
        (HALF, THIRD_OF, "50% -> 30%"),
        (HALF, evolve(HALF, approximate=True), "50% -> about 50%"),
        (
            HALF,
            Bound(relation=Comparator.MORE, value=0.5, printed="50%"),
            "50% -> more than 50%",
        ),
        (
            HALF,
            evolve(HALF, uncertainty=StandardError(value=0.1, printed="10%")),
            "50% -> 50% (standard error 10%)",
        ),
        (
            Range(low=0.1, high=0.3, printed="10% to 30%"),
            Range(low=0.1, high=0.4, printed="10% to 40%"),
            "10% to 30% -> 10% to 40%",
        ),
        (
            Count(events=5, of=7, printed="5 of 7"),
            Count(events=5, of=8, printed="5 of 8"),
            "5 of 7 -> 5 of 8",
        ),
    ],
)
def test_another_figure_in_place_is_told(before: Estimate, after: Estimate, text: str) -> None:
    """A statement and the one in its place differ in the figure for one endpoint."""
    found = changes(outcome("a", before, said(FIRST), ended=GONE), outcome("b", after, said(THIRD)))
    assert [change.kind for change in found] == ["superseded", "figure changed"]
    assert found[1] == FigureChanged(
        **between("a"), by=StatementId("b"), before=(before,), after=(after,)
    )
    assert change_text(found[1]) == f"figure changed in b: {text}"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (HALF, HALF),
        (HALF, evolve(HALF, printed="50 percent")),
        (
            Count(events=5, of=7, printed="5 of 7", percent="71%"),
            Count(events=5, of=7, printed="five of seven"),
        ),
    ],
)
def test_the_same_figure_printed_otherwise_is_none(before: Estimate, after: Estimate) -> None:
    """It is the figure that counts, and not how it is printed."""
    found = changes(outcome("a", before, said(FIRST), ended=GONE), outcome("b", after, said(THIRD)))
    assert [change.kind for change in found] == ["superseded"]


ARMS = tuple(Arm(id=id, label=id, estimate=HALF) for id in ("one", "other"))


SEEN = Observation(
    **_common("a", (said(FIRST),)),
    about=(OS,),
    characteristics=(Characteristic(label="girls", estimate=HALF),),
)
OLDER, NEWER = (said(FIRST),), (said(THIRD),)
FOLLOWED = Point(value=2, printed="2", unit=Unit.YEARS)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (outcome("a", HALF, *OLDER), outcome("b", THIRD_OF, *NEWER, endpoint=OS)),
        (outcome("a", HALF, *OLDER), harm("b", EFS, THIRD_OF, *NEWER)),
        (outcome("a", HALF, *OLDER), question("b", *NEWER)),
        (question("a", *OLDER), outcome("b", HALF, *NEWER)),
        (harm("a", FEVER, HALF, *OLDER), harm("b", RASH, THIRD_OF, *NEWER)),
        (
            outcome("a", HALF, *OLDER),
            Comparison(**_common("b", NEWER), arms=ARMS, endpoint=EFS),
        ),
        (
            SEEN,
            Observation(
                **_common("b", NEWER),
                about=(OS,),
                characteristics=(Characteristic(label="boys", estimate=THIRD_OF),),
            ),
        ),
        (
            question("a", *OLDER, median_follow_up=FOLLOWED),
            question("b", *NEWER, median_follow_up=evolve(FOLLOWED, value=3, printed="3")),
        ),
    ],
)
def test_figures_of_different_things_are_not_compared(before: Statement, after: Statement) -> None:
    """Another endpoint, harm or kind of statement has figures of its own."""
    found = changes(evolve(before, ended=GONE), after)
    assert [change.kind for change in found] == ["superseded"]


def test_figures_of_one_harm_are_compared() -> None:
    """The harm of a safety signal is what it measures, and all figures of a comparison count."""
    found = changes(
        harm("a", FEVER, HALF, said(FIRST), ended=GONE), harm("b", FEVER, THIRD_OF, said(THIRD))
    )
    assert [change.kind for change in found] == ["superseded", "figure changed"]
    one, other = ARMS
    older = Comparison(**_common("a", (said(FIRST),)), arms=ARMS, endpoint=EFS, ended=GONE)
    arms = (one, evolve(other, estimate=THIRD_OF))
    newer = Comparison(**_common("b", (said(THIRD),)), arms=arms, endpoint=EFS)
    assert change_text(changes(older, newer)[1]) == "figure changed in b: 50%, 50% -> 50%, 30%"


def test_each_statement_in_place_has_its_own_figures() -> None:
    """Of several in one place, each that differs is told of."""
    found = changes(
        outcome("a", HALF, said(FIRST), ended=superseded("b", "c", "d")),
        outcome("b", THIRD_OF, said(THIRD)),
        outcome("c", HALF, said(THIRD)),
        outcome("d", THIRD_OF, said(THIRD)),
    )
    told = [change.by for change in found if isinstance(change, FigureChanged)]
    assert told == ["b", "d"]


def test_one_statement_may_have_changed_in_several_ways() -> None:
    """Each difference is a change of its own, in a fixed order, statements by their ids."""
    ant, bee = cites("ant-2001"), cites("bee-2002", levels=("C1",))
    found = changes(
        question("b", said(FIRST, ant, hedge=Hedge.MAY), said(THIRD, bee)),
        question("c", said(FIRST), ended=withdrawn()),
        question("a", said(THIRD)),
    )
    assert [(change.statement, change.kind) for change in found] == [
        ("a", "added"),
        ("b", "regraded"),
        ("b", "hedge changed"),
        ("b", "citations changed"),
        ("c", "withdrawn"),
    ]
    assert len({*found}) == len(found)


# Points in time


LATER = {"hedge": Hedge.MAY}
BOTH = base(
    question("a", said(FIRST), said(ONE), said(SECOND), said(TWO, **LATER), said(THIRD)),
    question("b", said(SECOND), said(TWO), said(THIRD)),
)


def told(kb: KnowledgeBase, old: date | str, new: date | str) -> list[tuple[str, str, str, str]]:
    """Return statement, revisions and kind of every change."""
    return [(c.statement, c.old, c.new, c.kind) for c in kb.changes(old, new)]


def test_of_each_source_the_revision_in_force_on_a_day_counts() -> None:
    """A source that has one revision, or none, by the later day has not changed."""
    assert told(BOTH, "2013", "2019") == [("b", FIRST, SECOND, "added")]
    assert told(BOTH, "2016", "2021") == [
        ("a", ONE, TWO, "hedge changed"),
        ("b", ONE, TWO, "added"),
        ("b", FIRST, SECOND, "added"),
    ]
    assert told(BOTH, "1999", "2030") == []
    assert told(BOTH, "2025", "2030") == []
    assert told(BOTH, "2014", "2015") == []


def test_a_day_is_a_date_or_its_text() -> None:
    """A month or a year means its last day, and a time of day does not count."""
    same = told(BOTH, "2013", "2019")
    for old, new in (
        ("2013-12-31", "2019-12"),
        (date(2013, 12, 31), date(2019, 12, 31)),
        (datetime(2013, 12, 31, 7, tzinfo=UTC), datetime(2019, 12, 31, 8, tzinfo=UTC)),
        (FIRST, "2019"),
        ("2012", SECOND),
        (FIRST, SECOND),
    ):
        assert told(BOTH, old, new) == same


def test_a_revision_named_leaves_other_sources_out() -> None:
    """A source that has not the revision named has no change to tell."""
    assert {old for _, old, _, _ in told(BOTH, ONE, "2030")} == {ONE}
    assert {new for _, _, new, _ in told(BOTH, "2015", TWO)} == {TWO}
    assert told(BOTH, "2011", TWO) == []


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("2019", "2013", "2013 is not later than 2019"),
        ("2013", "2013", "2013 is not later than 2013"),
        ("2013-01-01", date(2013, 1, 1), "2013-01-01 is not later than 2013-01-01"),
        (SECOND, "2015", "2015 is not later than guide.2018"),
        ("2019", SECOND, "guide.2018 is not later than 2019"),
        (SECOND, FIRST, "guide.2012 is no later revision of the source that guide.2018 is of"),
        (FIRST, FIRST, "guide.2012 is no later revision of the source that guide.2012 is of"),
        (FIRST, TWO, "atlas.2020 is no later revision of the source that guide.2012 is of"),
    ],
)
def test_what_is_not_later_is_refused(old: date | str, new: date | str, words: str) -> None:
    """Points the wrong way round, equal ones, and revisions of two sources raise ValueError."""
    with pytest.raises(ValueError, match=f"^{words}$"):
        BOTH.changes(old, new)


@pytest.mark.parametrize("text", ["guide.2013", "guide", "gide.2012", "Guide.2012"])
def test_what_is_neither_has_near_misses(text: str) -> None:
    """A text that is no revision and no day names those it may have meant."""
    for points in ((text, "2025"), ("2012", text)):
        with pytest.raises(UnknownIdError, match=r"did you mean .*guide\.2012") as caught:
            BOTH.changes(*points)
        assert f"no revision {text!r}" in str(caught.value)


@pytest.mark.parametrize("text", ["", "2012-13", "0000", "yesterday"])
def test_what_resembles_nothing_has_no_near_misses(text: str) -> None:
    """What is no date and like no revision is refused without a guess."""
    with pytest.raises(UnknownIdError, match="no revision"):
        BOTH.changes(text, "2025")


def test_windows_count_from_their_first_day() -> None:
    """Revisions are in the order of their source, whatever their windows leave open."""
    wide = DateWindow(earliest=date(2012, 1, 1), latest=date(2019, 6, 1))
    first, *rest = WHOLE.revisions
    kb = evolve(BOTH, sources=(ATLAS, evolve(WHOLE, revisions=(evolve(first, date=wide), *rest))))
    same = [("b", FIRST, SECOND, "added")]
    assert told(kb, FIRST, SECOND) == told(BOTH, FIRST, SECOND)
    assert told(kb, FIRST, "2019") == same
    assert told(kb, "2011", "2014") == []


def test_the_sample_changes_as_its_records_say() -> None:
    """In the sample base each kind of change but that of a figure is there."""
    kb = sample_base()
    found = kb.changes(OLD, SAMPLE_NEW)
    assert {change.kind for change in found} == {
        "added",
        "withdrawn",
        "superseded",
        "regraded",
        "hedge changed",
    }
    assert [c.statement for c in found] == sorted(c.statement for c in found)
    assert kb.changes(MIDDLE, SAMPLE_NEW)
    assert LABEL not in {c.new for c in kb.changes("2012", "2025")}


def test_of_the_bundled_data_everything_changed_can_be_told() -> None:
    """Every change of the bundled data has its line, and is about a statement of it."""
    kb = allkb.load()
    found = kb.changes("2012", "2025")
    assert {change.statement for change in found} <= {*kb.statements.ids}
    assert all(change_text(change) for change in found)
    efs = "relapse-after-hsct.second-ablative-hsct.efs"
    assert [
        change_text(c).partition(": ")[2]
        for c in found
        if c.statement == efs and c.kind in ("regraded", "hedge changed")
    ] == ["no level printed -> C1", "may -> will"]


@given(knowledge_bases())
def test_changes_of_any_base_agree_with_its_statements(kb: KnowledgeBase) -> None:
    """What is added is said now and not then; what is gone is said then and not now."""
    said_in = {
        r.id: {s.id for s in kb if any(a.source == r.id for a in s.attestations)}
        for source in kb.sources
        for r in source.revisions
    }
    for source in kb.sources:
        for old, new in zip(source.revisions, source.revisions[1:], strict=False):
            before, after = said_in[old.id], said_in[new.id]
            found = kb.changes(old.id, new.id)
            for change in found:
                assert (change.old, change.new) == (old.id, new.id)
                match change:
                    case Added():
                        assert change.statement in after - before
                    case Withdrawn() | Superseded() | FigureChanged():
                        assert change.statement in before - after
                    case _:
                        assert change.statement in before & after
            gone = {c.statement for c in found if isinstance(c, Withdrawn | Superseded)}
            assert gone == before - after
            taken = {id for c in found if isinstance(c, Superseded) for id in c.by}
            assert {c.statement for c in found if isinstance(c, Added)} == after - before - taken
