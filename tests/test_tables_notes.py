"""Footnotes of tables of outcomes, what is grouped and left out, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve
from samples import MIDDLE, NEW, OLD, cites, said, sample_base
from table_samples import cell, changed

from allkb import (
    Ended,
    HowEnded,
    InvalidValueError,
    KnowledgeBase,
    Link,
    Misprint,
    MisprintPart,
    Point,
    Relation,
    StatementId,
    in_topic,
)
from allkb.tables import outcomes, summary_of_findings
from allkb.views import notice

EFS, PAPER = "graft.second.efs", "graft.second.paper"
LEGACY, PRESENT = "level_pdq_treatment_legacy", "level_pdq_treatment_2023"


def misprint(part: MisprintPart) -> Misprint:
    """Return something printed amiss in a part."""
    return Misprint(part=part, printed="9", instead="8", reason="It was read elsewhere.")


# Footnotes


def test_caveats_and_approximation_are_notes_of_the_figure(kb: KnowledgeBase) -> None:
    """Each caveat is a footnote of its own, and so is that a figure is approximate."""
    notes = cell(kb, EFS, "figure").notes
    assert notes[:2] == ("Small studies.", "The source gives it as approximate.")


def test_a_misprinted_figure_is_a_note_of_the_figure(kb: KnowledgeBase) -> None:
    """It says what is printed, what should stand there, and how that is known."""
    note = cell(kb, EFS, "figure").notes[2]
    assert note == (
        "Printed amiss: A guide prints the figure “10%”; 12% should stand there. The paper has 12%."
    )


@pytest.mark.parametrize(
    ("part", "column"),
    [
        (MisprintPart.FIGURE, "figure"),
        (MisprintPart.HORIZON, "horizon"),
        (MisprintPart.ENDPOINT, "endpoint"),
        (MisprintPart.CITATION, "citations"),
        (MisprintPart.IDENTIFIER, "citations"),
        (MisprintPart.LEVEL, PRESENT),
    ],
)
def test_a_misprint_is_a_note_where_it_belongs(part: MisprintPart, column: str) -> None:
    """What is printed amiss of a part is a footnote of the column of that part, and of no other."""
    found = said(NEW, cites("doe-2010", levels=("C1",)), misprints=(misprint(part),))
    content = outcomes(changed(EFS, attestations=(found,)).outcomes).content
    place = next(i for i, row in enumerate(content.rows) if row.statement == EFS)
    with_it = [
        c.name
        for c in content.columns
        if any("Printed amiss" in note for note in content.column(c.name)[place].notes)
    ]
    assert with_it == [column]


def test_a_level_left_out_amiss_is_a_note_of_its_scheme() -> None:
    """A summary that prints no level where one belongs has the note where its level would be."""
    attestation = said(OLD, misprints=(misprint(MisprintPart.LEVEL),))
    kb = changed(EFS, attestations=(attestation,))
    assert len(cell(kb, EFS, LEGACY).notes) == 1
    assert cell(kb, EFS, PRESENT).notes == ()


def test_both_sides_of_a_conflict_have_a_note() -> None:
    """Each of two statements that disagree names the other, and what it says."""
    link = Link(relation=Relation.CONFLICTS_WITH, to=StatementId(PAPER), note="Higher here.")
    kb = changed(EFS, links=(link,))
    here, there = (cell(kb, id, "figure").notes[0] for id in (EFS, PAPER))
    assert here.startswith("Sources disagree. Against: Trial a: overall survival at last follow-up")
    assert here.endswith("10 of 40 (paper-doe-2010.2010-05). Higher here.")
    assert there.startswith("Sources disagree. Against: Second transplant: event free survival")
    assert there.endswith("Noted there: Higher here.")


def ended(by: tuple[StatementId, ...]) -> KnowledgeBase:
    """Return the sample with an outcome that stands no longer."""
    how = HowEnded.SUPERSEDED if by else HowEnded.WITHDRAWN
    end = Ended(how=how, noticed_in=NEW, superseded_by=by, reason="Other figures.")
    return changed(EFS, ended=end, attestations=(said(OLD), said(MIDDLE)), links=())


def test_what_is_no_longer_said_is_not_shown_as_current() -> None:
    """The figure itself says so, the documents say when, and a footnote what took its place."""
    kb = ended((StatementId("cells.fever"),))
    figure = cell(kb, EFS, "figure")
    assert figure.text == "about 10% to 30% (no longer said)"
    assert figure.notes[0] == (
        "No longer said. Superseded. Other figures. In its place: "
        "Car cells: fever grade 3 or 4: 5 of 7 (71%) (standard error ± 17.0%)"
    )
    assert cell(kb, EFS, "said").text.endswith("no longer said: summary, 2025-04-21")
    below = " ".join(outcomes(kb.outcomes).content.sources)
    assert "summary, 2025-04-21: A guide" in below


def test_what_was_withdrawn_has_nothing_in_its_place() -> None:
    """A footnote gives the reason and names no successor."""
    note = cell(ended(()), EFS, "figure").notes[0]
    assert note == "No longer said. Withdrawn. Other figures."


# Groups that are compared


def test_groups_of_a_comparison_are_rows_that_say_so(kb: KnowledgeBase) -> None:
    """Each group has its own figure and size, and a footnote with what it is compared with."""
    rows = [
        [cell(kb, "cells.versus-graft", name, i) for name in ("who", "intervention", "figure", "n")]
        for i in (0, 1)
    ]
    assert [[c.text for c in row] for row in rows] == [
        ["cells; those in relapse", "car cells", "50% (95 % confidence interval 30%-70%)", "10"],
        ["graft; those in relapse", "second transplant", "less than less than 60%", "20"],
    ]
    title, ratio = rows[0][2].notes
    assert title.startswith("One of the groups of: Overall survival from 5 to 13 months")
    assert "Cells over graft: no difference shown, hazard ratio 1.10" in title
    assert title.endswith("all groups: P < .5.")
    assert ratio.startswith("Printed without its groups, so of no known direction: odds ratio 2.5")


def test_a_group_without_a_figure_is_no_row(kb: KnowledgeBase) -> None:
    """Of a factor's groups only the one with an estimate is there, with the factor's intervention."""
    rows = outcomes(kb.prognostic_factors).content.rows
    assert [row.cells[0].text for row in rows] == ["father"]
    assert cell(kb, "graft.maternal-donor", "intervention").text == "transplant"


def test_groups_without_an_effect_say_so() -> None:
    """Where nothing is printed of how groups compare, the footnote says that."""
    kb = changed("cells.versus-graft", effects=(), unassigned=(), p=None)
    assert cell(kb, "cells.versus-graft", "figure").notes[0].endswith("No effect is given.")


# Groups of rows, and what is left out


@pytest.mark.parametrize(
    ("group", "headings"),
    [
        ("topic", {"Cells", "After a graft"}),
        ("endpoint", {"fever", "overall survival", "event free survival"}),
        ("intervention", {"car cells", "second transplant", "transplant", "no intervention named"}),
        (None, {""}),
    ],
)
def test_rows_are_grouped_as_asked(kb: KnowledgeBase, group: Any, headings: set[str]) -> None:
    """Rows stand under topic, endpoint or intervention, or under nothing."""
    content = outcomes(kb.statements, group=group).content
    assert {row.group for row in content.rows} == headings
    assert len([*content.groups]) == len(headings)


def test_what_is_left_out_is_told(kb: KnowledgeBase) -> None:
    """Statements without a figure of an outcome are counted below, by kind; else nothing is said."""
    everything = outcomes(kb.statements).content
    assert everything.subtitle == "Figures: 6; statements: 5"
    assert everything.sources[0] == (
        "Of the selection this table leaves out what has no such figure: approvals (1), "
        "open questions (1), observations (1), definitions (1), limitations (2), "
        "recommendations (2)."
    )
    assert not any("leaves out" in line for line in outcomes(kb.outcomes).content.sources)


def test_levels_are_explained_with_their_edition(kb: KnowledgeBase) -> None:
    """Each level that is printed has its meaning below, under its scheme and edition."""
    below = [line for line in outcomes(kb.statements).content.sources if "edition" in line]
    then, now = (line.partition(". ")[2] for line in below)
    assert then == (
        "3iiA: consecutive series, not population-based, by overall survival or total mortality."
    )
    assert now == (
        "B4: nonrandomized multicenter prospective controlled trial with a planned comparison, by "
        "any of survival, mortality, quality of life, surrogates, response; C1: case series or "
        "other observational study, by survival, mortality or quality of life."
    )
    assert "edition of 2010-08-26" in below[0]
    assert "edition of 2023-08-03" in below[1]


def test_a_level_without_an_endpoint_is_explained_by_its_design() -> None:
    """Where a code leaves the endpoint open, none is added."""
    kb = changed(EFS, attestations=(said(NEW, cites("doe-2010", levels=("D",))),))
    below = " ".join(outcomes(kb.outcomes).content.sources)
    assert "D: anecdote or expert opinion." in below


def test_only_papers_need_no_list_of_documents(kb: KnowledgeBase) -> None:
    """A paper is named where it stands; other documents are explained below."""
    paper = outcomes(kb.outcomes.where(lambda s: s.id == PAPER)).content
    assert not any("Documents:" in line for line in paper.sources)
    every = outcomes(kb.outcomes).content
    assert any("Documents: summary, between" in line for line in every.sources)


@pytest.mark.parametrize("table", [outcomes, summary_of_findings])
def test_the_notice_stands_below_every_table(kb: KnowledgeBase, table: Any) -> None:
    """The last line says what the data is derived from and what it is not."""
    assert table(kb.outcomes).content.sources[-1] == notice(kb)


# What is refused


@pytest.mark.parametrize("table", [outcomes, summary_of_findings])
def test_an_empty_selection_is_refused(kb: KnowledgeBase, table: Any) -> None:
    """There is no table of nothing, and the error says why."""
    with pytest.raises(InvalidValueError, match=rf"{table.__name__}: the selection is empty"):
        table(kb.outcomes[:0])


@pytest.mark.parametrize("table", [outcomes, summary_of_findings])
def test_a_selection_without_figures_is_refused(kb: KnowledgeBase, table: Any) -> None:
    """A selection of which nothing fits is an error that says what it is of."""
    with pytest.raises(InvalidValueError, match=r"figure of an outcome: recommendations \(2\)$"):
        table(kb.recommendations)


def test_comparisons_without_figures_are_no_outcomes() -> None:
    """Groups without estimates are left to the other table."""
    base = sample_base()
    arms = tuple(evolve(arm, estimate=None) for arm in base.comparisons.one().arms)
    kb = changed("cells.versus-graft", arms=arms)
    with pytest.raises(InvalidValueError, match=r"comparisons \(1\)"):
        outcomes(kb.comparisons)
    assert len(summary_of_findings(kb.comparisons).content.rows) == 1


def test_all_faults_are_told_at_once(kb: KnowledgeBase) -> None:
    """One error lists what is wrong with the selection, the grouping and the title."""
    wrong: Any = {"group": "colour", "title": " "}
    with pytest.raises(InvalidValueError) as caught:
        outcomes(kb.outcomes.where(in_topic("cells")), **wrong)
    assert caught.value.faults == (
        "the selection is empty: there is nothing to make a table of",
        "group 'colour' is none of topic, endpoint, intervention and None",
        "title must be one line of printable text",
    )


@pytest.mark.parametrize("title", ["", "\n", "a\nb", "a\tb", "\ue0000\ue001", "\u202eb", 7, None])
def test_a_title_is_one_line_of_text(kb: KnowledgeBase, title: Any) -> None:
    """A title that is empty, no text, or holds what cannot be printed is refused."""
    with pytest.raises(InvalidValueError, match="title must be"):
        outcomes(kb.outcomes, title=title)


@pytest.mark.parametrize("given", [None, [], "outcomes", Point(value=0.1, printed="10%")])
def test_what_is_no_selection_is_refused(given: Any) -> None:
    """Anything but a selection is an error that says what to pass."""
    with pytest.raises(InvalidValueError, match=r"needs a selection of statements, such as kb\."):
        outcomes(given)


def test_a_knowledge_base_is_no_selection(kb: KnowledgeBase) -> None:
    """A whole base is refused with the other faults, so that nobody tables it by accident."""
    given: Any = kb
    with pytest.raises(InvalidValueError) as caught:
        outcomes(given, title="")
    assert len(caught.value.faults) == 2
