"""What notebooks show: cards, tables and lines, as HTML and as Markdown."""

from __future__ import annotations

import gc
from html.parser import HTMLParser
from typing import Any

import pytest
from attrs import evolve
from IPython.core.formatters import DisplayFormatter
from markdown_it import MarkdownIt
from samples import sample_base

import allkb
from allkb import (
    Approval,
    Bound,
    Citation,
    Comparator,
    Comparison,
    Count,
    EvidenceLevel,
    KnowledgeBase,
    OutcomeStatistic,
    Patient,
    Point,
    PrognosticFactor,
    Range,
    Statement,
    Unquantified,
)
from allkb.shown import living
from allkb.views import card_html, card_markdown, level_text, notice, reference_text
from allkb.views.bare import bare_card
from allkb.views.html import dated
from allkb.views.markup import as_markdown
from allkb.views.notebook import CUT, html, markdown

HOSTILE = "<script>alert(1)</script> & *b* [x](javascript:x) | `c` $1$"
READER = MarkdownIt("commonmark").enable("table")


class Page(HTMLParser):
    """Reads HTML: its tags, attributes and text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.text += data


def page(value: object) -> Page:
    """Return what a value shows as HTML."""
    return Page(html(value))


def rendered(value: object) -> Page:
    """Return what a value shows as Markdown, rendered."""
    return Page(READER.render(markdown(value)))


def faces(kb: KnowledgeBase) -> dict[str, Any]:
    """Return a value of each sort that shows itself."""
    found = kb.match(Patient(age=7, relapse_number=1))
    return {
        "statement": next(iter(kb)),
        "selection": kb.statements,
        "level": EvidenceLevel.parse("3iiDi"),
        "point": Point(value=0.28, printed="28%"),
        "range": Range(low=0.1, high=0.3, printed="10% to 30%"),
        "bound": Bound(relation=Comparator.MORE, value=0.5, printed="50%"),
        "count": Count(events=5, of=7, printed="5 of 7"),
        "unquantified": Unquantified(printed="some"),
        "citation": kb.citations[0],
        "match": found.may_apply[0],
        "matches": found,
        "reason": found.may_apply[0].reason,
        "classification": kb.classify(Patient(age=7))[0],
        "knowledge base": kb,
    }


SORTS = tuple(faces(sample_base()))


@pytest.mark.parametrize("sort", SORTS)
def test_every_face_is_html_without_scripts_or_network(kb: KnowledgeBase, sort: str) -> None:
    """No script, no event handler, nothing that is fetched; links lead to papers and nowhere else."""
    found = page(faces(kb)[sort])
    assert not {"script", "img", "iframe", "link", "object", "form"} & set(found.tags)
    for name, value in found.attributes:
        assert name in {"class", "data-head", "href", "scope", "title"}
        if name == "href":
            assert str(value).startswith(("https://pubmed.ncbi.nlm.nih.gov/", "https://doi.org/"))
    assert "Not clinical advice." in found.text


@pytest.mark.parametrize("sort", SORTS)
def test_notebooks_find_both_forms(kb: KnowledgeBase, sort: str) -> None:
    """IPython, asked what to display, takes the HTML and the Markdown of every sort."""
    value = faces(kb)[sort]
    formatter: Any = DisplayFormatter()
    found: dict[str, str] = formatter.format(value)[0]
    assert found["text/html"] == html(value)
    assert found["text/markdown"] == markdown(value)


@pytest.mark.parametrize("sort", SORTS)
def test_markdown_says_what_html_says(kb: KnowledgeBase, sort: str) -> None:
    """Both forms have the same heading and carry the notice."""
    value = faces(kb)[sort]
    shown, told = page(value), rendered(value)
    heading = html(value).partition("<h4>")[2].partition("</h4>")[0]
    assert Page(heading).text in told.text
    assert "Not clinical advice." in told.text
    assert shown.tags.count("td") == told.tags.count("td")


@pytest.mark.parametrize("statement", sample_base(), ids=lambda s: s.id)
def test_cards_have_all_that_is_held(kb: KnowledgeBase, statement: Statement) -> None:
    """A card has the summary, every revision's date and hedge, every citation, level and caveat."""
    for text in (Page(card_html(kb, statement)).text, rendered(statement).text):
        assert statement.summary in text
        assert statement.id in text
        assert notice(kb) in text
        for caveat in statement.caveats:
            assert caveat in text
        for attestation in statement.attestations:
            assert (attestation.hedge or "wording not read") in text
            assert all(kb.citation(id).short in text for id in attestation.citations)
            assert all(str(level) in text for level in attestation.levels)


def test_a_card_says_how_a_statement_ended(kb: KnowledgeBase) -> None:
    """What stands no longer says so before anything else, and says what took its place."""
    ended = kb.statements.where(allkb.ended()).first()
    assert ended
    assert ended.ended
    text = Page(card_html(kb, ended)).text
    assert text.index("No longer said") < text.index(ended.summary)
    assert ended.ended.reason in text


def test_levels_have_their_definition_as_tooltip(kb: KnowledgeBase) -> None:
    """In a card each level tells what it means, in which scheme and edition."""
    graded = kb.statements.where(allkb.graded())[0]
    level = next(level for a in graded.attestations for level in a.levels)
    assert ("title", level_text(level)) in Page(card_html(kb, graded)).attributes
    assert level.design.label in level_text(level)
    assert level.edition in level_text(level)
    assert level_text(EvidenceLevel.parse("3iii")).count(";") == 0


def test_levels_in_a_table_have_their_definition_too(kb: KnowledgeBase) -> None:
    """The table of a selection tells what each level means, and Markdown has it as code."""
    graded = kb.statements.where(allkb.graded())
    levels = {x for s in graded for a in s.attestations for x in a.levels}
    attributes = page(graded).attributes
    assert all(("title", level_text(level)) in attributes for level in levels)
    assert all(f"`{level}`" in markdown(graded) for level in levels)


def test_dates_are_not_broken_where_a_line_ends(kb: KnowledgeBase) -> None:
    """Each date of a card or a table is one element, and the text around it is as it was."""
    assert "between <time>2012-01-01</time> and <time>2014-04-04</time>" in html(
        allkb.load()["relapse-after-hsct.second-ablative-hsct.efs"]
    )
    for value in (kb.statements, kb.match(Patient())):
        text = page(value).text
        titles = (line for line in rendered(value).text.splitlines() if line)
        assert next(titles) in text
    plain = "".join(p if isinstance(p, str) else p.text or "" for p in dated("5-10 on 2012-01-01."))
    assert plain == "5-10 on 2012-01-01."


def test_selections_are_cut_and_say_how_long_they_are() -> None:
    """At most twenty rows are shown, and the caption has the whole number."""
    found = page(allkb.load().outcomes)
    assert found.tags.count("tr") == CUT + 1
    assert f"{len(allkb.load().outcomes)} statements; the first {CUT} are shown" in found.text
    one = allkb.load().outcomes[:1]
    assert "1 statement" in page(one).text
    assert page(one).tags.count("tr") == 2
    assert "0 statements" in page(allkb.load().outcomes[:0]).text


def test_hostile_texts_are_shown_as_texts(kb: KnowledgeBase) -> None:
    """Markup in a summary, a label or a caveat is text in both forms, in cards and in tables."""
    statement = evolve(kb.outcomes[0], summary=HOSTILE, caveats=(HOSTILE,), population=HOSTILE)
    concepts = tuple(
        evolve(c, label=f"{HOSTILE} {c.id}") if c.id == statement.endpoint else c
        for c in kb.concepts
    )
    others = tuple(s for s in kb if s.id != statement.id)
    ours = KnowledgeBase(
        version="x",
        sources=kb.sources,
        citations=kb.citations,
        concepts=concepts,
        topics=kb.topics,
        statements=(*others, statement),
    )
    for value in (ours[statement.id], ours.statements, ours):
        for found in (page(value), rendered(value)):
            assert "script" not in found.tags
            assert not any(str(v).startswith("javascript") for _, v in found.attributes)
    for text in (page(statement).text, rendered(statement).text):
        assert text.count(HOSTILE) >= 4


@pytest.mark.parametrize(
    "text",
    ["1.5 years", "12) x", "5-year", "- x", "+ x", "# x", "> x", "= x", ":::", ".5", HOSTILE],
)
def test_texts_are_markdown_for_themselves(text: str) -> None:
    """A text that would be a list, a heading or a quotation is shown as it is."""
    assert Page(READER.render(as_markdown(text))).text.rstrip("\n") == text
    assert "<p>" in READER.render(as_markdown(text))


def test_a_statement_of_no_base_shows_ids(kb: KnowledgeBase) -> None:
    """Without a knowledge base that holds it, a statement shows what it has, and ids for names."""
    for statement in kb:
        alone = evolve(statement, summary="Nowhere held.", caveats=("Beware.",))
        card = bare_card(alone)
        assert card.title.endswith(alone.id)
        for text in (page(alone).text, rendered(alone).text):
            assert "Nowhere held." in text
            assert "Beware." in text
            assert alone.attestations[0].source in text
            assert "Not a PDQ summary. Not clinical advice." in text
        labels = {fact.label for fact in card.facts}
        assert ("Figure" in labels) == (
            "estimate" in statement.__class__.__annotations__
            or bool(getattr(statement, "characteristics", ()))
            or statement.median_follow_up is not None
        )


def test_a_statement_is_shown_with_the_names_of_the_oldest_base_that_holds_it() -> None:
    """A base lends names only for as long as somebody holds it, and only to equal statements."""
    base = sample_base()
    mine = KnowledgeBase(
        version="ours",
        sources=base.sources,
        citations=base.citations,
        concepts=base.concepts,
        topics=base.topics,
        statements=tuple(evolve(s, summary="Only here.") for s in base),
    )
    statement = mine.outcomes[0]
    assert any(kb is mine for kb in living())
    assert "Data ours." in page(statement).text
    del mine
    gc.collect()
    assert "Data ours." not in page(statement).text


def test_papers_are_told_in_a_line_with_their_addresses() -> None:
    """A citation shows authors, title, journal, issue and pages, with links made safe."""
    paper = Citation(
        id=allkb.CitationId("a-2000"),
        authors=("Roe A", "et al"),
        journal="J. Test.",
        year=2000,
        volume="3",
        pages="4-5",
        pmid="12",
        doi='10.1000/a<b>"c#d',
        note="A note.",
    )
    assert reference_text(paper) == "Roe A, et al. title not read. J. Test. 2000;3:4-5."
    assert reference_text(evolve(paper, title="A title.", volume=None, pages=None)) == (
        "Roe A, et al. A title. J. Test. 2000."
    )
    found = page(paper)
    assert ("href", "https://pubmed.ncbi.nlm.nih.gov/12/") in found.attributes
    assert ("href", "https://doi.org/10.1000/a%3Cb%3E%22c%23d") in found.attributes
    assert "A note." in found.text
    assert "href" not in dict(page(evolve(paper, pmid=None, doi=None)).attributes)


def test_matches_say_what_is_open(kb: KnowledgeBase) -> None:
    """Each group is a table that says what is open; nothing is ranked, and an empty one says so."""
    found = kb.match(Patient())
    text = page(found).text
    assert f"{len(found.applies)} apply, {len(found.may_apply)} may apply" in text
    assert "ranks nothing" in text
    assert f"{len(found.may_apply)} statements that may apply" in text
    words = next(m.words for m in found.may_apply if m.words)
    assert f"in words: {words}" in text
    assert "0 apply, 0 may apply" in page(KnowledgeBase().match(Patient())).text


def test_a_match_shows_why_and_what_is_missing() -> None:
    """A match has its verdict in words, its tree of reasons, and the facts that are not known."""
    base = allkb.load()
    found = base.match(Patient(age=7, relapse_number=1))
    match = next(m for m in found.may_apply if m.missing)
    text = page(match).text
    assert "May apply:" in text
    assert match.reason.question in text
    assert f"Not known: {match.missing[0].fact}" in text
    assert "Does not apply:" in page(found.does_not_apply[0]).text


@pytest.mark.parametrize(
    "kind", [Approval, Comparison, OutcomeStatistic, PrognosticFactor], ids=lambda k: k.__name__
)
def test_reprs_are_short(kind: type[Statement]) -> None:
    """The repr of a statement is its kind and id; that of another record cuts what is long."""
    statement = allkb.load().of(kind)[0]
    assert repr(statement) == f"<{kind.__name__} {statement.id}>"
    assert all(len(repr(record)) < 900 for record in statement.attestations)
    for entry in (allkb.load().citations[0], allkb.load().concepts[0], allkb.load().topics[0]):
        assert repr(entry) == f"<{type(entry).__name__} {entry.id}>"
    few, one, none = (repr(allkb.load().of(kind)[:count]) for count in (9, 1, 0))
    assert few.startswith(f"<Selection of 9: {statement.id}, ")
    assert few.endswith(", ...>")
    assert (one, none) == (f"<Selection of 1: {statement.id}>", "<Selection of 0>")
    long = allkb.Support(citations=tuple(map(allkb.CitationId, "abcdef")))
    assert repr(long) == "Support(citations=('a', 'b', 'c', ...))"


def test_reasons_and_classifications_have_short_reprs() -> None:
    """A tree of reasons is its question and answer; a classification its group, term and answer."""
    base = allkb.load()
    found = base.classify(Patient(age=7))[0]
    assert repr(found) == f"<Classification {found}>"
    assert repr(found.reason) == f"<Reason {found.reason.question!r}: {found.reason.answer}>"


def test_cards_of_all_bundled_statements_can_be_read() -> None:
    """Every card is one piece of HTML with its tags closed, and Markdown whose tables hold."""
    base = allkb.load()
    for statement in [*base][::25]:
        shown = card_html(base, statement)
        assert shown.startswith('<div class="allkb">')
        assert shown.endswith("</div>")
        assert shown.count("<table") == shown.count("</table>")
        tables = READER.render(card_markdown(base, statement)).count("<table>")
        assert tables == shown.count("<table")
