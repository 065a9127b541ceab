"""
The bundled statements against the very pages they were read on, where copies are at hand.

What the audit says is demanded first. Then the figures are compared once more, without
it, by plain means: a printed form is looked for in the sentence it is of, and a figure
of a sentence among the numbers of the statements read there.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from bundled import (
    KB,
    NEW,
    PAGES,
    REFERENCES,
    at_hand,
    held,
    numbers_in,
    passages_of,
    passages_read,
    plain,
    raw_statements,
)
from click.testing import CliRunner

from allkb.audit import Report, Status, audit
from allkb.cli import cli

each_page = pytest.mark.parametrize("revision", PAGES)


@cache
def report_on(revision: str) -> Report:
    """Return what the audit says of a page."""
    return audit(KB, at_hand(PAGES[revision]).read_bytes())


# The audit


@each_page
def test_the_page_is_known_for_what_it_is(revision: str) -> None:
    """The revision of a page is found out by its passages."""
    assert report_on(revision).revision == revision


@each_page
def test_every_marking_is_covered(revision: str) -> None:
    """Every citation group and level of the page is a statement's, and agrees with it."""
    markings = report_on(revision).markings
    assert markings
    assert [m for m in markings if m.status is not Status.COVERED] == []


@each_page
def test_nothing_is_missing_or_drifted(revision: str) -> None:
    """Every statement read on the page is found on it as it was read."""
    assert report_on(revision).missing == ()
    assert report_on(revision).drifted == ()


@each_page
def test_the_figures_are_held(revision: str) -> None:
    """Statements hold 99 % of the figures or more; the record says why each other is left out."""
    figures = report_on(revision).figures
    assert sum(figure.held for figure in figures) >= 0.99 * len(figures)
    assert [figure for figure in figures if not figure.held and not figure.left_out] == []


@each_page
def test_no_figure_is_left_out_for_nothing(revision: str) -> None:
    """What the record says was left out stands on the page, and no statement holds it."""
    unheld = {(f.passage, f.figure.printed) for f in report_on(revision).figures if not f.held}
    left = KB.revision(revision).left_out
    assert {(out.passage, out.printed) for out in left} == unheld
    assert all(out.reason for out in left)


@each_page
def test_the_command_is_content(revision: str) -> None:
    """`allkb audit` of the page ends with status 0."""
    done = CliRunner().invoke(cli, ["audit", str(at_hand(PAGES[revision]))])
    assert done.exit_code == 0, done.output[-2000:]
    assert "missing:" not in done.output
    assert "drifted in" not in done.output


# The figures, compared without the audit


@each_page
def test_what_is_printed_stands_on_the_page(revision: str) -> None:
    """Every printed form of a statement stands, word by word, in a passage it was read in."""
    passages = passages_of(at_hand(PAGES[revision]).read_text(encoding="utf-8"))
    looked_for = 0
    amiss: list[tuple[str, str]] = []
    for id, statement in raw_statements().items():
        texts = [passages[passage] for passage in passages_read(statement, revision)]
        for key, form in held(statement):
            if texts and form and key in ("printed", "percent"):
                looked_for += 1
                words = re.compile(rf"(?<![\w.]){re.escape(plain(form))}(?!\w|\.\d)")
                if not any(map(words.search, texts)):
                    amiss.append((id, form))
    assert amiss == []
    assert looked_for >= {NEW: 550}.get(revision, 1)


_AMOUNTS = ("value", "low", "high", "events", "of", "n")
"""The fields of figures, of horizons and of numbers of patients."""


@each_page
def test_what_is_held_stands_on_the_page(revision: str) -> None:
    """Every number of a statement is a number of its passages, but for limits in criteria."""
    passages = passages_of(at_hand(PAGES[revision]).read_text(encoding="utf-8"))
    amiss: list[tuple[str, str, float]] = []
    for id, statement in raw_statements().items():
        texts = [passages[passage] for passage in passages_read(statement, revision)]
        if not texts:
            continue
        shown = {round(number, 6) for text in texts for number in numbers_in(text)}
        for key, number in amounts(statement):
            wanted = {round(abs(number) * scale, 6) for scale in (1, 100, 12, 1 / 12)}
            if not wanted & shown and not is_worded(number, " ".join(texts)):
                amiss.append((id, key, number))
    assert amiss == []


def amounts(statement: dict[str, Any]) -> Iterator[tuple[str, float]]:
    """
    Yield the numbers of a raw statement, except the limits of criteria.

    Nor is the horizon, where another document may have given it.
    """
    sources = {said["source"] for said in statement["attestations"]}
    left = ("criteria", "means", "requires", *(("horizon",) if len(sources) > 1 else ()))
    for key, value in held(statement, without=left):
        if key in _AMOUNTS and isinstance(value, int | float) and not isinstance(value, bool):
            yield key, value


def is_worded(number: float, text: str) -> bool:
    """Tell whether a text says none or one in other words."""
    words = {0: "no|none|without", 1: "an?|first|single"}.get(int(number), "(?!)")
    return number in (0, 1) and bool(re.search(rf"\b(?:{words})\b", text))


_FIGURES = (
    r"(?<![\d.])(\d+(?:\.\d+)?) ?%(?! (?:ci|confidence))",
    r"\bp ?[<>=] ?(\.\d+|\d\.\d+)",
    r"\b(?:hr|or|hazard ratio|odds ratio|relative risk)[ ,=]+(\d+\.\d+)",
    r"\bn ?= ?(\d+)",
    r"\((\d+) of \d+",
    r"\(\d+ of (\d+)",
    r"(?<![\d.])(\d+(?:\.\d+)?) months?\b",
    r"\b(\d+)-year\b",
)
"""Figures that can be told without knowing what they mean."""


@each_page
def test_what_stands_on_the_page_is_held(revision: str) -> None:
    """Every figure of a passage is among the numbers of the statements read in it."""
    passages = passages_of(at_hand(PAGES[revision]).read_text(encoding="utf-8"))
    known: dict[str, set[float]] = defaultdict(set)
    for statement in raw_statements().values():
        numbers = set(numbers_of(statement))
        for passage in passages_read(statement, revision):
            known[passage] |= numbers
    left_out = {
        (out.passage, number)
        for out in KB.revision(revision).left_out
        for number in numbers_in(out.printed)
    }
    found = [
        (passage, float(figure))
        for passage, text in passages.items()
        for pattern in _FIGURES
        for figure in re.findall(pattern, text)
    ]
    amiss = [
        (passages[passage], figure)
        for passage, figure in found
        if round(figure, 6) not in known[passage] and (passage, figure) not in left_out
    ]
    assert amiss == []
    assert len(found) > {NEW: 500}.get(revision, 0)


def numbers_of(statement: dict[str, Any]) -> Iterator[float]:
    """Yield every number of a raw statement, in percent and months or years too."""
    for key, value in held(statement):
        if isinstance(value, int | float):
            yield from (round(abs(value) * scale, 6) for scale in (1, 100, 12, 1 / 12))
        elif key in ("printed", "percent") and value:
            yield from (round(number, 6) for number in numbers_in(value))


# The references


def references() -> dict[int, dict[str, str]]:
    """Return the rows of the list of references, by number."""
    with at_hand(REFERENCES).open(encoding="utf-8", newline="") as file:
        return {int(row["ref_no"]): row for row in csv.DictReader(file, delimiter="\t")}


NUMBERED = [(r.number, c) for c in KB.citations for r in c.references if r.revision == NEW]


def test_every_reference_is_one_citation() -> None:
    """Each of the numbers 1 to 228 is that of exactly one citation."""
    assert sorted(number for number, _ in NUMBERED) == [*range(1, 229)]


def test_every_citation_leads_somewhere() -> None:
    """Each citation of the page supports a statement there, and any other is of a source or so."""
    cited = {id for s in KB for a in s.attestations if a.source == NEW for id in a.citations}
    assert {c.id for _, c in NUMBERED} == cited
    anywhere = {id for s in KB for a in s.attestations for id in a.citations}
    assert {c.id for c in KB.citations} <= anywhere | {s.citation for s in KB.sources}


def test_citations_are_what_the_page_prints() -> None:
    """PMID, title, authors and place of every citation are those of the list of references."""
    rows = references()
    assert {number: c.pmid for number, c in NUMBERED} == {n: r["pmid"] for n, r in rows.items()}
    amiss: list[tuple[int, str]] = []
    for number, c in NUMBERED:
        printed = re.sub(r"(\d{4}) \w{3}-\w{3}\.\Z", r"\1.", rows[number]["citation"])
        year = "2008" if c.id == "pulsipher-2009-review" else c.year
        place = f"{c.journal} {c.volume or ''}: {c.pages or ''}, {year}."
        wanted = f"{', '.join(c.authors)}.: {c.title}. {place}"
        if squeezed(wanted) != squeezed(printed):
            amiss.append((number, wanted))
    assert amiss == []


def squeezed(text: str) -> str:
    """Return a text without blanks and full stops, with plain hyphens."""
    return re.sub(r"[\s.]+", "", plain(text))


def test_the_year_of_one_review_is_that_of_its_issue() -> None:
    """Where the page prints a year that is not that of the issue, the citation says so."""
    (review,) = [c for number, c in NUMBERED if number == 138]
    assert (review.year, review.pmid) == (2009, "19147081")
    assert "2008" in (review.note or "")
