"""Where sources disagree: each conflict once, both sides kept."""

from __future__ import annotations

from attrs import evolve
from hypothesis import given
from samples import MIDDLE, NEW, OLD, said, sample_base
from strategies import knowledge_bases

import allkb
from allkb import (
    Conflict,
    Disagreement,
    KnowledgeBase,
    Link,
    Misprint,
    MisprintPart,
    PrintedAmiss,
    Relation,
    StatementId,
)
from allkb.views import conflict_text

EFS, PAPER = StatementId("graft.second.efs"), StatementId("graft.second.paper")
REACH = StatementId("graft.reach")


def against(to: str, note: str | None = None) -> Link:
    """Return a link that tells of a conflict."""
    return Link(relation=Relation.CONFLICTS_WITH, to=StatementId(to), note=note)


def conflicts(**links: tuple[Link, ...]) -> list[Conflict]:
    """Return the disagreements of the sample base, with the links of some statements replaced."""
    named = {name.replace("_", "."): found for name, found in links.items()}
    kb = sample_base(statements=tuple(evolve(s, links=named.get(s.id, ())) for s in sample_base()))
    return [c for c in kb.conflicts if isinstance(c, Disagreement)]


def test_a_link_that_is_no_conflict_is_none(kb: KnowledgeBase) -> None:
    """Of the sample base only what is printed amiss is told; other links are no conflicts."""
    assert kb[EFS].links
    figure, citation = kb[EFS].attestations[1].misprints
    assert kb.conflicts == (
        PrintedAmiss(statement=EFS, source=MIDDLE, misprint=figure),
        PrintedAmiss(statement=EFS, source=MIDDLE, misprint=citation),
    )


def test_a_pair_is_told_of_once() -> None:
    """It does not matter which of the two tells of it, or whether both do, or how often."""
    one = Disagreement(statement=EFS, other=PAPER, note="One is of children.")
    other = Disagreement(statement=PAPER, other=EFS, note="One is of children.")
    link, back = against(PAPER, one.note), against(EFS, one.note)
    assert conflicts(graft_second_efs=(link,)) == [one]
    assert conflicts(graft_second_paper=(back,)) == [other]
    assert conflicts(graft_second_efs=(link,), graft_second_paper=(back,)) == [one]
    assert conflicts(graft_second_efs=(link, against(PAPER))) == [one]


def test_no_note_is_lost() -> None:
    """What either side notes is told, whichever of them comes first."""
    found = conflicts(
        graft_second_efs=(against(PAPER),), graft_second_paper=(against(EFS, "Other horizons."),)
    )
    assert found == [Disagreement(statement=EFS, other=PAPER, note="Other horizons.")]
    (both,) = conflicts(
        graft_second_efs=(against(PAPER, "Other ages."),),
        graft_second_paper=(against(EFS, "Other horizons."),),
    )
    assert both == Disagreement(statement=EFS, other=PAPER, note="Other ages. Other horizons.")
    assert conflicts(graft_second_efs=(against(PAPER),)) == [
        Disagreement(statement=EFS, other=PAPER, note=None)
    ]


def test_three_that_disagree_are_three_pairs() -> None:
    """Pairs are told in the order of the statements that tell of them first."""
    found = conflicts(
        graft_reach=(against(PAPER), against(EFS)),
        graft_second_efs=(against(PAPER), against(REACH)),
    )
    assert [(c.statement, c.other) for c in found if isinstance(c, Disagreement)] == [
        (REACH, PAPER),
        (REACH, EFS),
        (EFS, PAPER),
    ]


def test_each_revision_that_prints_a_thing_amiss_is_told() -> None:
    """The same misprint in two revisions is two conflicts, in the order of the revisions."""
    kb = sample_base()
    wrong = Misprint(part=MisprintPart.LEVEL, printed="2A", reason="It is a trial.")
    reach = evolve(
        kb[REACH], attestations=(said(OLD, misprints=(wrong,)), said(NEW, misprints=(wrong,)))
    )
    found = evolve(kb, statements=tuple(reach if s.id == REACH else s for s in kb)).conflicts
    assert [c.source for c in found if isinstance(c, PrintedAmiss)] == [OLD, NEW, MIDDLE, MIDDLE]


def test_conflicts_have_their_lines(kb: KnowledgeBase) -> None:
    """Of a disagreement both sides are shown; of a misprint what is printed, and what should be."""
    figure, citation = kb.conflicts
    assert conflict_text(kb, figure) == (
        "graft.second.efs: guide.2018 prints the figure '10%'; 12% should stand there\n"
        "    Note: The paper has 12%."
    )
    assert conflict_text(kb, citation) == (
        "graft.second.efs: guide.2018 prints the citation '1'\n    Note: It is on fish."
    )
    pair = Disagreement(statement=PAPER, other=REACH, note="They differ.")
    assert conflict_text(kb, pair) == (
        "graft.second.paper: overall survival at last follow-up: 10 of 40\n"
        "    against graft.reach: second transplant: limited in reach\n"
        "    Note: They differ."
    )
    assert "Note" not in conflict_text(kb, evolve(pair, note=None))


def test_all_conflicts_of_the_bundled_data_can_be_told() -> None:
    """Every conflict of the bundled data is about its statements and has its lines."""
    kb = allkb.load()
    assert all(c.statement in kb and conflict_text(kb, c) for c in kb.conflicts)


@given(knowledge_bases())
def test_every_conflict_of_any_base_is_told_once(kb: KnowledgeBase) -> None:
    """As many pairs are told as there are, and as many misprints."""
    pairs = {
        frozenset((s.id, link.to))
        for s in kb
        for link in s.links
        if link.relation is Relation.CONFLICTS_WITH
    }
    told = [frozenset((c.statement, c.other)) for c in kb.conflicts if isinstance(c, Disagreement)]
    assert len(told) == len(pairs)
    assert {*told} == pairs
    amiss = [c.misprint for c in kb.conflicts if isinstance(c, PrintedAmiss)]
    assert amiss == [m for s in kb for a in s.attestations for m in a.misprints]
