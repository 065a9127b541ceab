"""Tables of the bundled data: all of it, and nothing that is not in it."""

from __future__ import annotations

import importlib
import re
import sys
from typing import Any

import pytest
from bundled import KB
from hypothesis import assume, given, settings
from pylatexenc.latex2text import (  # type: ignore[import-untyped]  # it ships no types
    LatexNodes2Text,
)
from strategies import knowledge_bases
from table_samples import expected, latex_rows, read_html, read_markdown, table_texts

import allkb
from allkb import (
    Comparison,
    KnowledgeBase,
    MissingExtraError,
    OutcomeStatistic,
    PrognosticFactor,
    SafetySignal,
    Statement,
    about,
    in_topic,
    measures,
)
from allkb.model import estimates_of
from allkb.tables import Table, outcomes, summary_of_findings
from allkb.tables.as_latex import encoded
from allkb.tables.cells import NONE, NOT_GIVEN
from allkb.views import estimate_text, notice

EVERY = outcomes(KB.statements)
FINDINGS = summary_of_findings(KB.statements)
LEVELS = ("level_pdq_treatment_legacy", "level_pdq_treatment_2023")
tables = pytest.mark.parametrize("table", [EVERY, FINDINGS], ids=["outcomes", "findings"])


def rows(table: Table) -> list[tuple[Statement, dict[str, str]]]:
    """Return the statement and the texts of each row."""
    names = [column.name for column in table.content.columns]
    return [
        (KB[row.statement], dict(zip(names, (cell.text for cell in row.cells), strict=True)))
        for row in table.content.rows
    ]


def test_every_outcome_has_a_row() -> None:
    """All outcomes fit into one table, each once, in every form."""
    table = outcomes(KB.outcomes)
    assert sorted(row.statement for row in table.content.rows) == sorted(KB.outcomes.ids)
    assert len(KB.outcomes) >= 338
    assert len(read_html(table.html()).cells) == len(KB.outcomes)
    assert table.latex().count(r"\\") > len(KB.outcomes)


def test_every_figure_of_an_outcome_has_a_row() -> None:
    """Of all statements those with figures of outcomes are there: one row for each figure."""
    kinds = OutcomeStatistic | SafetySignal | Comparison | PrognosticFactor
    figures = [
        (s.id, estimate_text(estimate) + (" (no longer said)" if s.ended else ""))
        for s in KB
        if isinstance(s, kinds)
        for path, estimate in estimates_of(s)
        if path != ".median_follow_up"
    ]
    assert sorted(figures) == sorted((s.id, cells["figure"]) for s, cells in rows(EVERY))


@tables
def test_no_level_is_made_up(table: Table) -> None:
    """Every code in a column of levels is printed beside the statement, and every one that is stands."""
    for statement, cells in rows(table):
        printed = {str(x) for a in statement.attestations for x in a.levels}
        shown = re.findall(r"\b(?:[123]i{0,3}[A-D][iv]*|[A-C][1-4]|D)\b", _levels(cells))
        assert set(shown) == printed, statement.id


def _levels(cells: dict[str, str]) -> str:
    texts = " ".join(cells[name] for name in LEVELS)
    return re.sub(r"summary, [^:]*:|none printed|not read", " ", texts)


@tables
def test_no_cell_is_empty(table: Table) -> None:
    """What does not apply and what is not given are said, each in its own way."""
    for statement, cells in rows(table):
        assert all(cells.values()), statement.id
        assert cells["said"] not in (NONE, NOT_GIVEN)


@tables
def test_caveats_are_all_there(table: Table) -> None:
    """No caveat of a statement with a row is left out."""
    for statement, _ in rows(table):
        assert set(statement.caveats) <= set(table.content.marks), statement.id


def test_no_ratio_without_groups_is_shown_as_an_effect() -> None:
    """A statement that has nothing but such ratios gives no ratio in the cell of its effect."""
    for statement, cells in rows(FINDINGS):
        if isinstance(statement, Comparison | PrognosticFactor) and not statement.effects:
            assert not re.search("hazard ratio|odds ratio", cells["effect"]), statement.id


@tables
def test_html_is_read_back(table: Table) -> None:
    """Some nine hundred rows come back cell by cell with their marks, and so does the notice."""
    found = read_html(table.html())
    assert found.cells == expected(table.content)
    assert notice(KB) in found.lines


@tables
def test_markdown_is_read_back(table: Table) -> None:
    """Some nine hundred rows come back cell by cell with their marks, and so does the notice."""
    found = read_markdown(table.markdown(), table.content)
    assert found.cells == expected(table.content)
    assert notice(KB) in found.lines


@pytest.mark.parametrize("topic", ["relapse-after-hsct", "reinduction", "site-of-relapse"])
def test_great_tables_gives_the_same_marks(topic: str) -> None:
    """The object's own footnotes are numbered as in all other forms."""
    table = outcomes(KB.statements.where(in_topic(topic)))
    found = read_html(table.gt.as_raw_html(), ".gt_footnote_marks")
    assert found.cells == expected(table.content)


@tables
def test_latex_is_read_back(table: Table) -> None:
    """Every text of the data, once encoded, reads as it was; the notice is below the table."""
    decoder: Any = LatexNodes2Text(strict_latex_spaces=True)
    for text in table_texts(table):
        # The decoder does not know these.
        known = encoded(text).replace(r"{\textless}", "<").replace(r"{\textgreater}", ">")
        read: str = decoder.latex_to_text(known)
        assert read.replace("\N{MODIFIER LETTER CIRCUMFLEX ACCENT}", "^") == text
    assert encoded(notice(KB)) in table.latex()


def test_then_and_now_stand_together() -> None:
    """The range of second transplants shows both wordings, both documents, and its level of today."""
    selection = KB.outcomes.where(
        about("second ablative allogeneic HSCT"), measures("event-free survival")
    )
    found = {s.id: cells for s, cells in rows(outcomes(selection))}
    cells = found[allkb.StatementId("relapse-after-hsct.second-ablative-hsct.efs")]
    assert cells["figure"] == "about 10% to 30%"
    assert re.fullmatch(r"summary, between .*: may; summary, 2025-04-21: will", cells["hedge"])
    assert [cells[name] for name in LEVELS] == ["none printed", "C1"]


@pytest.mark.parametrize("package", ["great_tables", "polars", "pylatexenc"])
def test_a_missing_package_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, package: str
) -> None:
    """Without one of its packages the module raises an error that names the extra."""
    for name in [*sys.modules]:
        if name == "allkb.tables" or name.startswith(("allkb.tables.", f"{package}.")):
            monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(MissingExtraError, match=r"allkb\[tables\]") as caught:
        importlib.import_module("allkb.tables")
    assert caught.value.extra == "tables"
    assert caught.value.package.partition(".")[0] == package


@settings(max_examples=20)
@given(knowledge_bases())
def test_tables_of_any_base_are_read_back(kb: KnowledgeBase) -> None:
    """Whatever a base holds of figures, its tables come back in every form."""
    assume(any(isinstance(s, OutcomeStatistic | SafetySignal) for s in kb))
    for table in (outcomes(kb.statements), summary_of_findings(kb.statements)):
        content = table.content
        assert read_html(table.html()).cells == expected(content)
        assert _stripped(read_markdown(table.markdown(), content).cells) == _stripped(
            expected(content)
        )
        assert len(latex_rows(table.latex())) == len(content.rows)
        assert table.latex().count("\\par\n") == 1 + len(content.sources) + len(content.marks)


def _stripped(cells: list[list[tuple[str, str]]]) -> list[list[tuple[str, str]]]:
    return [[(text.strip(), marks) for text, marks in row] for row in cells]
