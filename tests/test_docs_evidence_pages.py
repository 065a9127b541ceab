"""The pages of the documentation that are made from the data and the model."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import pytest
from attrs import evolve

import allkb
from allkb import KnowledgeBase
from allkb.views import notice

pytest.importorskip("sphinx", reason="Sphinx is not installed: pip install -e '.[docs]'")

DOCS = Path(__file__).parents[1] / "docs"
KB = allkb.load()
HOSTILE = "<script>alert(1)</script> | [x](javascript:alert(1)) `code` {{ kb }} # *bold*"


@pytest.fixture(scope="module")
def pages() -> Callable[[KnowledgeBase, Path], dict[str, str]]:
    """What makes the pages."""
    sys.path.insert(0, str(DOCS / "_ext"))
    try:
        made = import_module("evidence_pages").pages
    finally:
        sys.path.pop(0)
    return made  # type: ignore[no-any-return]  # it is no module of the package


@pytest.fixture(scope="module")
def bundled(pages: Callable[[KnowledgeBase, Path], dict[str, str]]) -> dict[str, str]:
    """The pages of the bundled data."""
    return pages(KB, DOCS / "_templates")


def test_there_is_a_page_for_each_topic(bundled: dict[str, str]) -> None:
    """Beside the pages of topics stand those across topics, and the data dictionary."""
    topics = {f"evidence/{topic.id}" for topic in KB.topics}
    across = {"evidence/index", "evidence/changes", "evidence/conflicts"}
    assert {*bundled} == topics | across | {"reference/data-dictionary"}


def test_each_page_of_evidence_carries_the_notice(bundled: dict[str, str]) -> None:
    """The last lines of a page say what it is derived from and what it is not."""
    for name, text in bundled.items():
        if name.startswith("evidence/"):
            end = re.sub(r"\\(.)", r"\1", text.rsplit("---\n", 1)[-1])
            assert end.strip() == notice(KB)


def test_each_statement_stands_once(bundled: dict[str, str]) -> None:
    """Each statement has one place, on the page of its topic, with its figure as printed."""
    for statement in KB:
        anchor = f"({statement.id})=\n"
        assert bundled[f"evidence/{statement.topic}"].count(anchor) == 1
    assert sum(
        len(re.findall(r"^\(.*\)=$", text, re.MULTILINE)) for text in bundled.values()
    ) > len(KB)


def test_each_link_between_statements_leads_to_one(bundled: dict[str, str]) -> None:
    """A link to a place is to a statement or a heading that some page has."""
    places = {
        p for text in bundled.values() for p in re.findall(r"^\((.*)\)=$", text, re.MULTILINE)
    }
    links = {p for text in bundled.values() for p in re.findall(r"\]\(<?#([\w.-]+)>?\)", text)}
    assert len(links) > 100
    assert links <= places


def test_texts_are_no_markup(pages: Callable[[KnowledgeBase, Path], dict[str, str]]) -> None:
    """A summary that looks like HTML, Markdown or a template is shown as it is written."""
    from markdown_it import MarkdownIt

    first = KB.outcomes[0]
    others = tuple(statement for statement in KB if statement.id != first.id)
    hostile = evolve(KB, statements=(*others, evolve(first, summary=HOSTILE)))
    text = pages(hostile, DOCS / "_templates")[f"evidence/{first.topic}"]
    [line] = [line for line in text.splitlines() if "alert" in line]
    [inline] = MarkdownIt("commonmark").parseInline(line)
    assert {token.type for token in inline.children or ()} <= {"text", "text_special"}
    assert "".join(token.content for token in inline.children or ()) == HOSTILE


def test_every_field_and_fact_has_a_meaning(bundled: dict[str, str]) -> None:
    """The data dictionary says of each field what it means, and of each fact, in words."""
    text = bundled["reference/data-dictionary"]
    fields, facts = text.split("\n## Facts\n")[0], text.split("\n## Facts\n")[1]
    rows = re.findall(r"^\| `(\w+)` \|.*\| (.*) \|$", fields, re.MULTILINE)
    assert len(rows) > 150
    assert [name for name, meaning in rows if not meaning or name.startswith("_")] == []
    phrases = dict(re.findall(r"^\| `(\w+)` \| (.*?) \|", facts, re.MULTILINE))
    assert phrases.keys() == allkb.FACTS.keys()
    assert all(phrases.values())
