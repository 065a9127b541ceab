"""Tables as HTML, Markdown, LaTeX and great-tables objects, read back cell by cell."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from markdown_it import MarkdownIt
from table_samples import (
    HOSTILE,
    STARTS,
    expected,
    hostile_base,
    latex_rows,
    lines,
    read_html,
    read_markdown,
    soup,
)

from allkb import InvalidValueError, KnowledgeBase
from allkb.tables import Table, outcomes, summary_of_findings
from allkb.tables.as_latex import encoded

Make = Callable[..., Table]
both = pytest.mark.parametrize("make", [outcomes, summary_of_findings])
BASES = {"sample": None, "hostile": HOSTILE} | {f"starts with {x}": x for x in STARTS}


@pytest.fixture(params=[*BASES.values()], ids=[*BASES])
def base(request: pytest.FixtureRequest, kb: KnowledgeBase) -> KnowledgeBase:
    """The sample, and the sample with one text in the place of most others."""
    return hostile_base(request.param) if request.param else kb


# What comes back


@both
def test_html_comes_back(make: Make, base: KnowledgeBase) -> None:
    """Every cell, mark, heading and footnote of the HTML is read back as it was given."""
    content = make(base.statements, title=HOSTILE).content
    found = read_html(make(base.statements, title=HOSTILE).html())
    assert found.cells == expected(content)
    assert found.groups == [label for label, _ in content.groups]
    assert found.lines == lines(content)


@both
def test_markdown_comes_back(make: Make, base: KnowledgeBase) -> None:
    """Every cell, mark, heading and footnote of the Markdown is read back as it was given."""
    table = make(base.statements, title=HOSTILE)
    found = read_markdown(table.markdown(), table.content)
    assert found.cells == expected(table.content)
    assert found.groups == [label for label, _ in table.content.groups]
    assert found.lines == lines(table.content)


@both
def test_latex_has_every_cell(make: Make, base: KnowledgeBase) -> None:
    """A row of LaTeX has the cells of its row, each with its marks raised behind it."""
    table = make(base.statements, title=HOSTILE)

    def written(text: str, marks: str) -> str:
        return encoded(text) + (rf"\textsuperscript{{{encoded(marks)}}}" if marks else "")

    rows = [[written(*cell) for cell in row] for row in expected(table.content)]
    assert latex_rows(table.latex()) == rows
    for line in lines(table.content):
        assert f"\n{encoded(line)}\\par\n" in table.latex()


@both
def test_the_great_tables_object_has_the_same_marks(make: Make, base: KnowledgeBase) -> None:
    """Its own footnotes get the marks that the other forms have."""
    table = make(base.statements)
    found = read_html(table.gt.as_raw_html(), ".gt_footnote_marks")
    assert found.cells == expected(table.content)
    assert found.lines == lines(table.content)


@both
def test_tables_need_no_groups(make: Make, kb: KnowledgeBase) -> None:
    """Without groups there are no headings, in any form."""
    table = make(kb.outcomes, group=None)
    assert read_html(table.html()).groups == []
    assert read_markdown(table.markdown(), table.content).groups == []
    assert table.latex().count(r"\multicolumn{11}") == 0
    assert read_html(table.gt.as_raw_html(), ".gt_footnote_marks").groups == []


def test_a_table_without_footnotes_has_none(kb: KnowledgeBase) -> None:
    """Where nothing is noted, no mark stands anywhere."""
    table = outcomes(kb.safety_signals)
    assert table.content.marks == {}
    assert read_html(table.html()).lines == [*table.content.sources]
    assert not soup(table.html()).select("sup")
    assert "textsuperscript" not in table.latex()
    assert read_markdown(table.markdown(), table.content).lines == [*table.content.sources]


# HTML


@pytest.fixture
def element(base: KnowledgeBase) -> BeautifulSoup:
    """The HTML of a table, parsed."""
    return soup(outcomes(base.statements, title=HOSTILE).html())


def test_html_runs_and_fetches_nothing(element: BeautifulSoup) -> None:
    """There is no script, no handler, no frame and no address outside the element."""
    names = {tag.name for tag in element.select("*")}
    assert not names & {"script", "link", "img", "iframe", "object", "base", "b"}
    for tag in element.select("*"):
        assert not any(name.startswith("on") or name == "src" for name in tag.attrs)
        assert str(tag.get("href", "#")).startswith("#")
    style = " ".join(tag.get_text() for tag in element.find_all("style"))
    assert not re.search(r"@import|url\(|https?:", style)


def test_every_mark_leads_to_its_footnote(element: BeautifulSoup) -> None:
    """The link of a mark is the id of the line that begins with it; ids are unique."""
    ids = [str(tag["id"]) for tag in element.find_all(id=True)]
    assert len(set(ids)) == len(ids)
    marks = element.select("sup a")
    assert marks
    for mark in marks:
        line = element.find(id=str(mark["href"])[1:])
        assert line is not None
        assert line.get_text().startswith(f"{mark.get_text()} ")


def test_the_style_is_of_this_table_alone(kb: KnowledgeBase) -> None:
    """Every rule begins with the id of the table, so nothing else on a page changes."""
    html = outcomes(kb.outcomes).html()
    box = soup(html).find("div", role="region")
    assert box is not None
    id = str(box["id"]).removesuffix("-box")
    style = re.sub(r"@media print \{(.*?\})\s*\}", r"\1", _style(html), flags=re.DOTALL)
    preludes = re.findall(r"([^{}]+)\{", style)
    selectors = [one.strip() for prelude in preludes for one in prelude.split(",")]
    assert len(selectors) > 50
    assert [one for one in selectors if not one.startswith(f"#{id}")] == []


def _style(html: str) -> str:
    return "".join(tag.get_text() for tag in soup(html).find_all("style"))


def test_colors_are_those_of_the_page(kb: KnowledgeBase) -> None:
    """The table has no color and no background of its own, so it can be read on a dark page."""
    # No row is striped; and what is no color, as great-tables has it for footnotes, is passed over.
    style = re.sub(r"\S+ \.gt_striped \{.*?\}", "", _style(outcomes(kb.outcomes).html()))
    style = style.replace("font-color(inherit)", "inherit")
    assert set(re.findall(r"(?<![-\w])color: *([^;]+);", style)) == {"inherit"}
    grounds = set(re.findall(r"background-color: *([^;]+);", style))
    assert grounds <= {"inherit", "transparent", "rgba(128,128,128,0.05)"}


def test_a_wide_table_scrolls_in_its_box(kb: KnowledgeBase) -> None:
    """The box can be reached with the keyboard and has the name of the table."""
    element = soup(outcomes(kb.outcomes).html())
    box = element.select_one("div[role=region][tabindex='0']")
    assert box is not None
    assert "overflow-x: auto" in str(box["style"])
    title = element.find(id=str(box["aria-labelledby"]))
    assert title is not None
    assert title.get_text() == "Outcomes"


# Markdown


@pytest.mark.parametrize("flavor", ["commonmark", "js-default"])
def test_markdown_holds_no_html_and_no_links(flavor: str) -> None:
    """Nothing of a hostile text becomes markup, with raw HTML allowed or not."""
    text = outcomes(hostile_base().statements, title=HOSTILE).markdown()
    page = soup(MarkdownIt(flavor).enable("table").render(text))
    names = {tag.name for tag in page.select("*")}
    assert names == {*("p", "strong", "table", "thead", "tbody", "tr", "th", "td", "ul", "li")}


def test_headings_that_share_a_line_are_told_in_full(kb: KnowledgeBase) -> None:
    """Markdown has no heading over two columns, so each column has the whole of it."""
    page = soup(MarkdownIt("commonmark").enable("table").render(outcomes(kb.outcomes).markdown()))
    heads = [head.get_text() for head in page.select("th")]
    assert "Level, as printed: Codes such as 3iiA" in heads
    assert "Level, as printed: A1 to D" in heads


# LaTeX


def test_latex_is_as_wide_as_the_line(kb: KnowledgeBase) -> None:
    """Columns have widths, which together are the line; heads come again on each page."""
    text = outcomes(kb.outcomes).latex()
    begin = text.partition(r"\begin{longtable}")[2].partition("\n")[0]
    shares = [float(share) for share in re.findall(r"dimexpr ([\d.]+)\\linewidth", begin)]
    assert len(shares) == 11
    assert sum(shares) == pytest.approx(1, abs=0.001)
    assert text.count(r"\endhead") == 1
    assert r"\multicolumn{11}{>{\raggedright" in text
    assert text.startswith(r"% In the preamble: \usepackage{array,booktabs,longtable}")


def test_a_heading_in_latex_stays_with_its_rows(kb: KnowledgeBase) -> None:
    """No page breaks below it: its row ends in a starred break, and no rule follows."""
    table = outcomes(kb.outcomes, group="endpoint")
    labels = [label for label, _ in table.content.groups]
    lines = table.latex().splitlines()
    for label in labels:
        place = next(i for i, line in enumerate(lines) if f"{{\\bfseries {label}}}" in line)
        assert lines[place].endswith("\\\\*[2.5pt]")
        assert not lines[place + 1].startswith("\\midrule")
    assert len(labels) > 1


@pytest.mark.parametrize(
    ("text", "latex"),
    [
        ("5% & $1 #2 _x {y}", r"5\% \& \$1 \#2 \_x \{y\}"),
        ("a\\b~c^d", r"a{\textbackslash}b{\textasciitilde}c{\textasciicircum}d"),
        ("[x] *", "{[}x{]} {*}"),
        ("<i>|`", r"{\textless}i{\textgreater}{\textbar}{\textasciigrave}"),
        ("a-b -- ---", "a-b -{}- -{}-{}-"),
        ("'' ,,", "'{}' ,{},"),
        ("≥3 ± 10² µ é", r"\ensuremath{\geq}3 \ensuremath{\pm} 10{\texttwosuperior} {\textmu} \'e"),
        ("\N{EN DASH}", r"{\textendash}"),
        ("白血病", "白血病"),
    ],
)
def test_latex_prints_what_is_written(text: str, latex: str) -> None:
    """What means something to LaTeX is written so that it is printed; what it lacks stays."""
    assert encoded(text) == latex


def test_latex_of_hostile_texts_has_balanced_braces() -> None:
    """No text closes what another opened, and no command of a text is one."""
    text = outcomes(hostile_base().statements, title=HOSTILE).latex()
    bare = re.sub(r"\\[\\{}%&$#_]", "", text)
    assert bare.count("{") == bare.count("}")
    assert r"\input" not in text
    assert r"\textbf" not in text


# The value


# Marks of footnotes are styles to it, and it knows none either.
@pytest.mark.filterwarnings("ignore:Styles are not yet supported")
def test_great_tables_has_no_latex_for_footnotes(kb: KnowledgeBase) -> None:
    """The object refuses LaTeX as long as great-tables knows no footnotes there; the table does not."""
    table = outcomes(kb.outcomes)
    with pytest.raises(NotImplementedError, match="Footnotes"):
        table.gt.as_latex()
    assert r"\textsuperscript" in table.latex()


def test_a_table_is_a_value(kb: KnowledgeBase) -> None:
    """Tables of the same statements are equal and hash alike, and are written alike."""
    one, same, other = (outcomes(kb.outcomes, title=title) for title in ("A", "A", "B"))
    assert one == same != other
    assert hash(one) == hash(same)
    assert one.html() == same.html() != other.html()
    assert repr(one) == "<Table 'A': rows 2, footnotes 8>"


def test_a_notebook_shows_it(kb: KnowledgeBase) -> None:
    """A notebook takes the HTML, or the Markdown."""
    table: Any = outcomes(kb.outcomes)
    assert table._repr_html_() == table.html()
    assert table._repr_markdown_() == table.markdown()


def test_two_tables_fit_on_one_page(kb: KnowledgeBase) -> None:
    """No id of one table is an id of another."""
    pages = [outcomes(kb.outcomes).html(), summary_of_findings(kb.outcomes).html()]
    first, second = ({str(tag["id"]) for tag in soup(page).find_all(id=True)} for page in pages)
    assert not first & second


# Files


@pytest.mark.parametrize("as_path", [str, Path])
def test_a_table_is_saved_by_its_name(
    kb: KnowledgeBase, tmp_path: Path, as_path: Callable[[str], str | Path]
) -> None:
    """The suffix says what is written, in UTF-8; a file that is there is replaced."""
    table = outcomes(kb.outcomes)
    for name, text in (("a.tex", table.latex()), ("b.MD", table.markdown())):
        file = tmp_path / name
        file.write_text("old")
        table.save(as_path(str(file)))
        assert file.read_bytes() == text.encode()


def test_saved_html_is_a_page(tmp_path: Path) -> None:
    """It has a language, a title and both color schemes, and holds the element."""
    table = outcomes(hostile_base().outcomes, title=HOSTILE)
    table.save(tmp_path / "a.html")
    text = (tmp_path / "a.html").read_text(encoding="utf-8")
    assert text.startswith("<!DOCTYPE html>")
    page = soup(text)
    assert page.title is not None
    assert page.title.get_text() == HOSTILE
    assert page.select_one("html[lang=en] main") is not None
    assert page.select_one("meta[name=color-scheme][content='light dark']") is not None
    assert table.html() in text


@pytest.mark.parametrize("name", ["a.pdf", "a", "a.html.gz", ".md"])
def test_other_names_are_refused(kb: KnowledgeBase, tmp_path: Path, name: str) -> None:
    """A name that ends in anything else is an error, and nothing is written."""
    with pytest.raises(InvalidValueError, match=r"saved as \.html, \.tex or \.md, not as"):
        outcomes(kb.outcomes).save(tmp_path / name)
    assert not [*tmp_path.iterdir()]
