"""The rows of a table of outcomes, before they are written in any language."""

from __future__ import annotations

from attrs import evolve
from samples import MIDDLE, NEW, OLD, cites, said, sample_base
from table_samples import cell, changed

from allkb import Established, KnowledgeBase, Revision, RevisionId, SourceId, StatementId
from allkb.tables import outcomes
from allkb.tables.cells import NONE
from allkb.tables.rows import Cell, Column, Content, Row, grouped, mark

FIRST, SECOND = "level_pdq_treatment_legacy", "level_pdq_treatment_2023"


EFS = "graft.second.efs"


# What stands in the cells


def test_a_row_says_whom_what_when_and_how_much(kb: KnowledgeBase) -> None:
    """Patients, intervention, endpoint, time and figure are those of the statement, as printed."""
    texts = [
        cell(kb, EFS, name).text
        for name in ("who", "intervention", "endpoint", "horizon", "figure", "n")
    ]
    assert texts == [
        "relapse after allogeneic HSCT; highly selected",
        "second transplant",
        "event free survival",
        "long-term (no time given)",
        "about 10% to 30%",
        "not given",
    ]


def test_patients_are_criteria_population_and_selection() -> None:
    """The parts are one phrase; a full stop in its middle is dropped."""
    kb = changed(EFS, population="Children.", selection="Selected.")
    assert cell(kb, EFS, "who").text == "relapse after allogeneic HSCT; Children; Selected."


def test_patients_that_are_not_described_are_those_of_the_topic(kb: KnowledgeBase) -> None:
    """Where a statement sets no bounds, the cell says so and is not empty."""
    found = cell(kb, "graft.second.paper", "who")
    assert found == Cell("not bounded within the topic: After a graft", ("Trial: trial a",))


def test_a_figure_keeps_its_interval(kb: KnowledgeBase) -> None:
    """A count shows its percentage and what surrounds it, named for what it is."""
    found = cell(kb, "cells.fever", "figure")
    assert found.text == "5 of 7 (71%) (standard error ± 17.0%)"


def test_a_harm_shows_its_grade(kb: KnowledgeBase) -> None:
    """The endpoint of a harm is the event with its grade as printed."""
    assert cell(kb, "cells.fever", "endpoint").text == "fever, grade 3 or 4"
    assert cell(kb, "cells.fever", "horizon").text == "within 8 days from infusion"


def test_no_time_stated_is_told_from_no_time(kb: KnowledgeBase) -> None:
    """Where a time belongs to a figure and is missing, a footnote says so; else a dash stands."""
    found = cell(kb, "graft.maternal-donor", "horizon")
    assert found.text == "(no time stated)"
    assert found.notes == ("The source was read; it gives the figure and does not say when.",)
    assert cell(changed(EFS, horizon=None), EFS, "horizon") == Cell(NONE)


def test_the_follow_up_stands_with_the_time(kb: KnowledgeBase) -> None:
    """A median follow-up is a footnote of the time."""
    found = cell(kb, "cells.versus-graft", "horizon")
    assert found.text == "from 5 to 13 months from treatment"
    assert found.notes == ("Median follow-up: 2.0 years (observed 0.5-4.0)",)


def test_n_is_that_of_the_statement(kb: KnowledgeBase) -> None:
    """What is not given is not made up; of a count it stands in the figure."""
    assert cell(kb, "cells.fever", "n").text == "7"
    assert cell(changed("cells.fever", n=None), "cells.fever", "n").text == "in the figure"
    assert cell(kb, EFS, "n").text == "not given"


# How surely, at what level, by whom


def test_a_hedge_that_changed_shows_then_and_now(kb: KnowledgeBase) -> None:
    """Each document stands with its own word, the oldest first, and a footnote tells the change."""
    found = cell(kb, EFS, "hedge")
    then = "summary, between 2012-01-01 and 2014-04-01: may; summary, 2018: may"
    assert found.text == f"{then}; summary, 2025-04-21: will"
    assert found.notes == ("The wording changed: may, then will.",)


def test_a_hedge_that_all_share_stands_once(kb: KnowledgeBase) -> None:
    """One word for all documents is that word; a wording that was not read says so."""
    assert cell(kb, "cells.fever", "hedge") == Cell("plain")
    assert cell(kb, "graft.second.paper", "hedge") == Cell("wording not read")


def test_levels_stand_by_scheme(kb: KnowledgeBase) -> None:
    """A level stands under its own scheme, and the other one says nothing."""
    mother = "graft.maternal-donor"
    assert cell(kb, mother, FIRST).text == "3iiA"
    assert cell(kb, mother, SECOND).text == NONE
    assert cell(kb, EFS, SECOND).text == "C1"


def test_none_printed_is_told_from_not_read() -> None:
    """A summary that was read and prints no level differs from one known through others."""
    read = (said(OLD), said(NEW))
    told = (said(OLD, established=Established.SECONDARY), said(NEW))
    for attestations, then in ((read, "none printed"), (told, "not read")):
        kb = changed(EFS, attestations=attestations)
        assert cell(kb, EFS, FIRST).text == then
        assert cell(kb, EFS, SECOND).text == "none printed"


def test_a_paper_is_not_said_to_print_no_level(kb: KnowledgeBase) -> None:
    """Papers grade nothing: neither scheme says anything of them."""
    assert cell(kb, "graft.second.paper", FIRST).text == NONE
    assert cell(kb, "graft.second.paper", SECOND).text == NONE


def test_two_documents_of_one_scheme_stand_apart() -> None:
    """Where one summary prints a level and another of its time none, each is named."""
    graded = cites("doe-2010", levels=("3iiA",))
    kb = changed(EFS, attestations=(said(OLD, graded), said(MIDDLE)))
    then = "summary, between 2012-01-01 and 2014-04-01: 3iiA"
    assert cell(kb, EFS, FIRST).text == f"{then}; summary, 2018: none printed"


def test_a_level_beside_some_citations_is_not_lent_to_the_others() -> None:
    """A footnote says beside which citations each level stands."""
    support = (cites("doe-2010"), cites("poe-2020", levels=("C1",)), cites(levels=("D",)))
    found = cell(changed(EFS, attestations=(said(NEW, *support),)), EFS, SECOND)
    beside = "no level beside Doe 2010; C1 beside van Poe 2020; D beside no citation"
    assert found == Cell("C1, D", (f"summary, 2025-04-21 prints {beside}.",))


def test_citations_are_those_of_each_document() -> None:
    """Papers stand by author and year; none and not read are two things."""
    both = cites("doe-2010", "poe-2020")
    kb = changed(EFS, attestations=(said(OLD, established=Established.SECONDARY), said(NEW, both)))
    then = "summary, between 2012-01-01 and 2014-04-01: not read"
    now = "summary, 2025-04-21: Doe 2010; van Poe 2020"
    assert cell(kb, EFS, "citations").text == f"{then}; {now}"
    assert cell(changed(EFS, attestations=(said(NEW),)), EFS, "citations").text == "none"


def test_papers_of_one_name_are_told_apart(kb: KnowledgeBase) -> None:
    """Two papers of an author in a year stand with their PMID, or else their id."""
    twin = evolve(kb.citation("poe-2020"), authors=("Doe J",), year=2010)
    first, second = (c if c.id == "doe-2010" else twin for c in kb.citations)
    base = sample_base(citations=(first, second))
    assert cell(base, EFS, "citations").text == "Doe 2010 (PMID 12345)"
    assert cell(base, "cells.fever", "citations").text == "Doe 2010 (poe-2020)"


def test_who_says_it_stands_oldest_first(kb: KnowledgeBase) -> None:
    """A paper is named by its author, and how its wording is known stands with it."""
    assert cell(kb, "graft.second.paper", "said").text == "Doe 2010 (abstract)"
    assert cell(kb, "graft.second.paper", "said").notes == ("Note (2010-05): Read there.",)
    found = cell(kb, EFS, "said").text.split("; ")
    assert found == [
        "summary, between 2012-01-01 and 2014-04-01",
        "summary, 2018",
        "summary, 2025-04-21",
    ]


def test_documents_of_one_kind_and_day_are_told_apart(kb: KnowledgeBase) -> None:
    """Two summaries of one day stand with the ids of their sources, and are explained below."""
    guide = next(s for s in kb.sources if s.id == "guide")
    twin = RevisionId("twin.2025-04-21")
    revision = Revision(id=twin, date=guide.revisions[-1].date)
    other = evolve(guide, id=SourceId("twin"), title="A twin", revisions=(revision,))
    statements = tuple(
        evolve(s, attestations=(said(NEW), said(twin))) if s.id == EFS else s for s in kb
    )
    base = sample_base(sources=(*kb.sources, other), statements=statements)
    both = ("summary, 2025-04-21 (guide)", "summary, 2025-04-21 (twin)")
    assert cell(base, EFS, "said").text == "; ".join(both)
    below = " ".join(outcomes(base.outcomes).content.sources)
    assert "summary, 2025-04-21 (twin): A twin (A publisher)" in below


# Content as such


def test_marks_are_letters_without_end() -> None:
    """After z comes aa, after zz aaa; no two are alike."""
    assert [mark(i) for i in (0, 25, 26, 51, 52, 701, 702)] == [
        *("a", "z", "aa", "az", "ba", "zz", "aaa")
    ]
    assert len({mark(i) for i in range(2000)}) == 2000


def row(group: str, *cells: Cell) -> Row:
    """Return a row of a statement that is nobody's."""
    return Row(statement=StatementId("x"), group=group, cells=cells)


def test_each_footnote_has_one_mark_in_reading_order() -> None:
    """Marks go row by row and from left to right; a text that comes again keeps its mark."""
    rows = (
        row("", Cell("1", ("m", "k")), Cell("2", ("k",))),
        row("", Cell("3"), Cell("4", ("a", "m"))),
    )
    columns = (Column("p", "P", 1), Column("q", "Q", 1))
    content = Content(title="t", subtitle="s", columns=columns, rows=rows, sources=())
    assert content.marks == {"m": "a", "k": "b", "a": "c"}
    assert [cell.text for cell in content.column("q")] == ["2", "4"]


def test_rows_of_a_group_come_together() -> None:
    """Groups keep the order in which they come up, and rows theirs within a group."""
    rows = [row(group, Cell(str(i))) for i, group in enumerate("abacb")]
    found = grouped(rows)
    assert [(r.group, r.cells[0].text) for r in found] == [
        *(("a", "0"), ("a", "2"), ("b", "1"), ("b", "4"), ("c", "3"))
    ]
