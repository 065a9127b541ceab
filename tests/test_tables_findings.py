"""The rows of a summary of findings, before they are written in any language."""

from __future__ import annotations

from attrs import evolve
from samples import NEW, OLD, said
from table_samples import changed

from allkb import Hedge, KnowledgeBase, NotStated, UnassignedRatio
from allkb.tables import summary_of_findings
from allkb.tables.cells import NONE
from allkb.tables.rows import Cell

VERSUS, MOTHER, EFS = "cells.versus-graft", "graft.maternal-donor", "graft.second.efs"


def cell(kb: KnowledgeBase, statement: str, column: str) -> Cell:
    """Return a cell of the summary of all findings."""
    content = summary_of_findings(kb.statements).content
    place = next(i for i, row in enumerate(content.rows) if row.statement == statement)
    return content.column(column)[place]


def test_a_comparison_is_one_row(kb: KnowledgeBase) -> None:
    """Its groups stand side by side with figures and sizes as printed, the one of interest first."""
    names = ("outcome", "who", "interest", "comparator", "n", "found")
    assert [cell(kb, VERSUS, name).text for name in names] == [
        "overall survival, from 5 to 13 months from treatment",
        "those in relapse",
        "cells: 50% (95 % confidence interval 30%-70%) (n 10)",
        "graft: less than less than 60% (n 20)",
        "30",
        "Cells did about as well as a graft.",
    ]


def test_an_effect_names_both_groups(kb: KnowledgeBase) -> None:
    """What is above and what is below the line is said, by the labels of the groups."""
    found = cell(kb, VERSUS, "effect").text
    assert found == (
        "cells over graft: no difference shown, "
        "hazard ratio 1.10 (90 % confidence interval 0.7-1.6), P = .40, two-sided; "
        "all groups: P < .5"
    )


def test_a_ratio_without_its_groups_is_never_among_the_effects(kb: KnowledgeBase) -> None:
    """It stands in a footnote with what is open about it, and the cell does not show it."""
    found = cell(kb, VERSUS, "effect")
    assert "odds ratio" not in found.text
    note = (
        "Printed without its groups, so of no known direction: odds ratio 2.5 "
        "(95 % confidence interval 1.2-4.0), P = .03. "
        "It does not say which of the two is above the line."
    )
    assert found.notes == (note,)


def test_a_comparison_with_such_a_ratio_alone_gives_no_effect(kb: KnowledgeBase) -> None:
    """Where nothing but a ratio without groups is printed, the effect is not given."""
    ratios: tuple[UnassignedRatio, ...] = kb.comparisons.one().unassigned
    found = cell(changed(VERSUS, effects=(), p=None, unassigned=ratios), VERSUS, "effect")
    assert found.text == "not given"
    assert len(found.notes) == 1


def test_a_factor_is_a_row_with_its_influence(kb: KnowledgeBase) -> None:
    """A prognostic factor shows what it goes with, its groups, and that one has no figure."""
    assert cell(kb, MOTHER, "effect").text == (
        "maternal donor: favorable; mother over father: favors mother, p = 0.04; "
        "all groups: p = 0.06"
    )
    assert cell(kb, MOTHER, "interest").text == "mother: no figure given (n 3)"
    assert cell(kb, MOTHER, "comparator").text == "father: some (no number given) (n 4)"


def test_a_factor_without_groups_says_so() -> None:
    """Where a source names no groups, nothing stands in their place."""
    kb = changed(MOTHER, arms=(), effects=(), unassigned=(), p=None)
    assert cell(kb, MOTHER, "interest").text == "not given"
    assert cell(kb, MOTHER, "comparator").text == "not given"
    assert cell(kb, MOTHER, "effect") == Cell("maternal donor: favorable")


def test_more_than_two_groups_stand_behind_the_first(kb: KnowledgeBase) -> None:
    """The groups after the one of interest share a cell."""
    arms = kb.comparisons.one().arms
    third = evolve(arms[1], id="drug", label="drug", estimate=None, n=None)
    found = cell(changed(VERSUS, arms=(*arms, third)), VERSUS, "comparator")
    assert found.text == "graft: less than less than 60% (n 20); drug: no figure given"


def test_an_outcome_has_no_comparator(kb: KnowledgeBase) -> None:
    """Outcomes and harms are rows of one group, without an effect."""
    assert cell(kb, "cells.fever", "interest").text.startswith("car cells: 5 of 7 (71%)")
    assert cell(kb, "cells.fever", "comparator") == Cell("no comparator")
    assert cell(kb, "cells.fever", "effect") == Cell(NONE)
    assert cell(kb, "cells.fever", "outcome").text.startswith("fever, grade 3 or 4, within 8 days")
    assert cell(kb, "graft.second.paper", "interest").text == "10 of 40"


def test_no_time_belongs_to_some_outcomes() -> None:
    """Without a time the outcome stands alone; a time that is missing has its footnote."""
    assert cell(changed(EFS, horizon=None), EFS, "outcome").text == "event free survival"
    found = cell(changed(EFS, horizon=NotStated()), EFS, "outcome")
    assert found.text == "event free survival, (no time stated)"
    assert len(found.notes) == 1


def test_hedges_are_comments(kb: KnowledgeBase) -> None:
    """A word that hedges is a footnote; a flat statement has none."""
    notes = cell(kb, EFS, "found").notes
    assert notes[-1] == (
        "How surely, by the source's own word: summary, between 2012-01-01 and 2014-04-01: may; "
        "summary, 2018: may; summary, 2025-04-21: will."
    )
    assert cell(kb, VERSUS, "found").notes == ()


def test_a_wording_that_was_not_read_is_a_comment() -> None:
    """Where no wording was read, the footnote says that, and where one was, which."""
    kb = changed(VERSUS, attestations=(said(OLD, hedge=None), said(NEW, hedge=None)))
    note = "The wording, and so how surely it is said, was not read."
    assert cell(kb, VERSUS, "found").notes == (note,)
    kb = changed(VERSUS, attestations=(said(OLD, hedge=None), said(NEW, hedge=Hedge.MAY)))
    assert (
        cell(kb, VERSUS, "found").notes[0].endswith("wording not read; summary, 2025-04-21: may.")
    )


def test_what_has_ended_says_so(kb: KnowledgeBase) -> None:
    """A finding that stands no longer is marked where it is told, with the reason below."""
    found = cell(kb, MOTHER, "found")
    assert found.text == "Grafts of mothers did better. (no longer said)"
    assert found.notes[0] == "No longer said. Withdrawn. No longer there."


def test_caveats_and_misprints_are_comments(kb: KnowledgeBase) -> None:
    """What a reader should know stands with what was found."""
    notes = cell(kb, EFS, "found").notes
    assert notes[0] == "Small studies."
    assert notes[1].startswith("Printed amiss: A guide prints the figure")


def test_no_certainty_is_rated(kb: KnowledgeBase) -> None:
    """The table says that it rates nothing, and has no column in which it could."""
    content = summary_of_findings(kb.statements).content
    assert "no certainty of evidence was rated here" in content.sources[0]
    assert not any("certainty" in column.heading.lower() for column in content.columns)
    assert content.subtitle == "Comparisons and factors: 2; outcomes without comparator: 3"


def test_findings_are_grouped_by_endpoint(kb: KnowledgeBase) -> None:
    """Rows stand under what was measured; asked to, under the groups' interventions."""
    content = summary_of_findings(kb.statements).content
    assert {row.group for row in content.rows} == {
        *("event free survival", "fever", "overall survival")
    }
    found = summary_of_findings(kb.comparisons, group="intervention").content
    assert [row.group for row in found.rows] == ["car cells against second transplant"]
