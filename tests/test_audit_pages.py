"""Pages: what stands on them is found in every format, and nothing else."""

from __future__ import annotations

import codecs
import sys
from subprocess import run

import bs4
import pytest

from allkb import DataError
from allkb.audit import Block, BlockKind, PageFormat, find_markings, read_page
from allkb.errors import MissingExtraError

TEXT = """\
Skip to content
Menu

    Cats

    Many cats sleep.[1] Few do
    not.[2][Level of evidence: 2A]
    Old cats and other friends
    They do as they like.[3]

    Buy our cushions today

    - One is red.
    - One is blue.
"""

MARKDOWN = """\
## Cats

Many cats sleep.[[1](#c/1)] Few do
not.[[2](#c/2)][[Level of evidence 2A](/p?id=1)]

### Old cats and *other* friends

- They `do` as they\\
  like.[[3](#c/3)]

| a | b |
|---|---|
| one | two.[4] |

Setext
======

Some here.
3. Three <b>things</b>.

<div><p>Four.</p></div>

[5]: not a link definition
"""

HTML = """\
<?xml version="1.0"?><!DOCTYPE html><html><head><title>T</title><style>p {}</style></head><body>
<nav>Menu</nav><header>Top</header><script>var a = "<p>x</p>";</script><!-- no -->
<div hidden>Not 1</div><div style="display: none">Not 2</div><p aria-hidden="true">Not 3</p>
<h1>Cats</h1>
<p>Many <em>cats</em> sleep.[<a href="#c">1</a>] Few do<br>not.[2][<a>Level of evidence: 2A</a>]</p>
<h2><span>Old cats</span></h2>
<ul><li>One<ul><li><p>Two</p></li></ul></li></ul>
<table><tr><th>a</th><td>b.[4]</td></tr></table>
<h1>Dogs</h1>Loose text
<aside>Teaser</aside><footer>Foot</footer></body></html>
"""


def shape(page: str | bytes, *headings: str) -> list[tuple[str, str, tuple[str, ...]]]:
    """Return kind, text and section of every block."""
    found = read_page(page, headings=headings).blocks
    return [(block.kind.value, block.text, block.section) for block in found]


def test_plain_text_has_paragraphs_under_known_headings() -> None:
    """Known headings, even cut ones, count as soon as there is one; other lines change nothing."""
    assert shape(TEXT, "CATS", "Old cats and\u2026") == [
        ("paragraph", "Skip to content Menu", ()),
        ("heading", "Cats", ("Cats",)),
        ("paragraph", "Many cats sleep.[1] Few do not.[2][Level of evidence: 2A]", ("Cats",)),
        ("heading", "Old cats and other friends", ("Old cats and other friends",)),
        ("paragraph", "They do as they like.[3]", ("Old cats and other friends",)),
        ("heading", "Buy our cushions today", ("Old cats and other friends",)),
        ("paragraph", "One is red.", ("Old cats and other friends",)),
        ("paragraph", "One is blue.", ("Old cats and other friends",)),
    ]


def test_plain_text_without_known_headings_takes_what_looks_like_one() -> None:
    """A short line by itself is a heading where none is known."""
    sections = [block.section for block in read_page(TEXT).blocks]
    assert sections[1:3] == [("Cats",), ("Cats",)]
    assert sections[-1] == ("Buy our cushions today",)


@pytest.mark.parametrize("line", ["It ends.", "Marked[5] here", " ".join(["long"] * 17)])
def test_a_line_with_a_stop_a_marking_or_many_words_is_no_heading(line: str) -> None:
    """Only short lines without stop and marking look like headings."""
    assert shape(line) == [("paragraph", line, ())]


def test_markdown_has_paths_of_headings() -> None:
    """Markdown gives headings by level, items, cells and the HTML within it."""
    old = ("Cats", "Old cats and other friends")
    assert shape(MARKDOWN) == [
        ("heading", "Cats", ("Cats",)),
        ("paragraph", "Many cats sleep.[1] Few do not.[2][Level of evidence 2A]", ("Cats",)),
        ("heading", "Old cats and other friends", old),
        ("item", "They do as they like.[3]", old),
        ("cell", "a", old),
        ("cell", "b", old),
        ("cell", "one", old),
        ("cell", "two.[4]", old),
        ("heading", "Setext", ("Setext",)),
        ("paragraph", "Some here.", ("Setext",)),
        ("paragraph", "Three things.", ("Setext",)),
        ("paragraph", "Four.", ("Setext",)),
        ("paragraph", "[5]: not a link definition", ("Setext",)),
    ]


def test_indented_markdown_is_text() -> None:
    """What Markdown takes for code is read as text."""
    assert shape("# Cats\n\n    They sleep.[1]\n")[1] == ("paragraph", "They sleep.[1]", ("Cats",))


def test_html_has_the_article_and_no_furniture() -> None:
    """HTML gives headings by level, items and cells; menus, scripts and hidden parts are left out."""
    old = ("Cats", "Old cats")
    assert shape(HTML) == [
        ("heading", "Cats", ("Cats",)),
        ("paragraph", "Many cats sleep.[1] Few do not.[2][Level of evidence: 2A]", ("Cats",)),
        ("heading", "Old cats", old),
        ("item", "One", old),
        ("item", "Two", old),
        ("cell", "a", old),
        ("cell", "b.[4]", old),
        ("heading", "Dogs", ("Dogs",)),
        ("paragraph", "Loose text", ("Dogs",)),
    ]


@pytest.mark.parametrize(
    ("page", "format"),
    [(TEXT, "text"), (MARKDOWN, "markdown"), (HTML, "html"), ("<p>x</p>", "html")],
)
def test_the_format_is_found_out(page: str, format: str) -> None:
    """Each page says what it was taken for."""
    assert read_page(page).format is PageFormat(format)


@pytest.mark.parametrize(
    "page",
    [
        "Schlaf der M\u00fcnsteraner Katzen.".encode(),
        "Schlaf der M\u00fcnsteraner Katzen.".encode("utf-8-sig"),
        "Schlaf der M\u00fcnsteraner Katzen.".encode("cp1252"),
        codecs.BOM_UTF16_LE + "Schlaf der M\u00fcnsteraner Katzen.".encode("utf-16-le"),
        "Schlaf der\0 M\u00fcnsteraner\r\nKatzen.",
    ],
)
def test_bytes_are_decoded(page: str | bytes) -> None:
    """UTF-8, UTF-16 with its mark and cp1252 are read; NULs and line ends do not matter."""
    assert [block.text for block in read_page(page).blocks] == [
        "Schlaf der M\u00fcnsteraner Katzen."
    ]


@pytest.mark.parametrize(
    ("page", "message"),
    [
        ("", "holds no text"),
        (b"\n \0", "holds no text"),
        ("<html><script>x</script></html>", "holds no text"),
        (b"%PDF-1.7 ...", "is a binary file"),
    ],
)
def test_what_cannot_be_read_is_refused(page: str | bytes, message: str) -> None:
    """A page that is no text, or has none, is a data error that says so."""
    with pytest.raises(DataError, match=message) as caught:
        read_page(page)
    assert caught.value.faults[0].path == "page"


def test_html_that_the_parser_refuses_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """What Beautiful Soup gives up on is a data error, not an error of its own."""

    def refuse(*_: object) -> None:
        raise bs4.ParserRejectedMarkup("no")

    monkeypatch.setattr(bs4, "BeautifulSoup", refuse)
    with pytest.raises(DataError, match="cannot be read as HTML"):
        read_page("<p>x</p>")


@pytest.mark.parametrize(("page", "package"), [("<p>x</p>", "bs4"), ("# Head\n\nx", "markdown_it")])
def test_a_missing_package_is_named(
    monkeypatch: pytest.MonkeyPatch, page: str, package: str
) -> None:
    """Without the extra, HTML and Markdown say what to install."""
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(MissingExtraError, match=r"allkb\[audit\]") as caught:
        read_page(page)
    assert caught.value.package == package


def test_plain_text_needs_no_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    """Plain text is read without the packages of the extra."""
    monkeypatch.setitem(sys.modules, "bs4", None)
    monkeypatch.setitem(sys.modules, "markdown_it", None)
    assert read_page("Cats sleep.[1]").blocks == (Block(BlockKind.PARAGRAPH, "Cats sleep.[1]", ()),)


def test_importing_loads_neither_package() -> None:
    """`import allkb.audit` leaves Beautiful Soup and markdown-it out."""
    code = "import sys, allkb.audit; print([m for m in ('bs4', 'markdown_it') if m in sys.modules])"
    found = run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


@pytest.mark.parametrize(
    "page",
    [
        "<div>" * 10_000 + "<p>End.[7]</p>",
        "<html>" + "<span>" * 10_000 + "End.[7]",
        "<html>" + "<a " * 100_000 + "<p>End.[7]</p>",
        "<html><p>End.[7]</p>" + "<!--" * 100_000,
        "# Head\n\n" + "[" * 50_000 + " End.[7]",
        "# Head\n\nEnd.[7]\n\n" + ">" * 10_000 + " x",
        "# Head\n\nEnd.[7]\n\n" + "- " * 10_000 + " x",
        "[" * 1_000_000 + " End.[7]",
        "[1," * 300_000 + " End.[7]",
        ". A" * 300_000 + " End.[7]",
        "\n" * 1_000_000 + " End.[7]",
    ],
    ids=["divs", "spans", "tags", "comments", "md[", "quotes", "items", "[", "[1,", ". A", "lines"],
)
def test_hostile_pages_are_read(page: str) -> None:
    """Deep nesting and endless lines neither break the reader nor hide what is there."""
    markings = [m for block in read_page(page).blocks for m in find_markings(block.text)]
    assert [marking.numbers for marking in markings] == [(7,)]
