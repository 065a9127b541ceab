"""Full-text search: what is found, in which order, and what hostile texts do: nothing."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples import sample_base

from allkb import KnowledgeBase, SearchUnavailableError, Selection, load
from allkb.model import concepts_of, endpoints_of

EFS = "graft.second.efs"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("fever", "cells.fever"),
        ("FEVER", "cells.fever"),
        ("fevers", "cells.fever"),
        ("remissions", "graft.condition"),
        ("reaching events", EFS),
        ("EFS", EFS),
        ("highly selected", EFS),
        ("small study", EFS),
        ("mothers", "graft.maternal-donor"),
        ("relapsing", "cells.versus-graft"),
        ("chimere", "cells.approval"),
        ("CHIMÈRE", "cells.approval"),
        ("Chime\u0300re", "cells.approval"),
        ("nobody knows", "cells.graft-after"),
        ("early-relapse.group-x", "early-relapse.group-x"),
        ("trial-a", "graft.second.paper"),
    ],
)
def test_statements_are_found_by_their_words(kb: KnowledgeBase, text: str, found: str) -> None:
    """Summaries, names, synonyms, caveats and ids are found; endings, case, accents do not matter."""
    assert found in kb.search(text).ids


@pytest.mark.parametrize(
    ("text", "shorter", "meant"),
    [
        ("CRS", "CR", "cytokine-release-syndrome"),
        ("SOS", "so", "sinusoidal-obstruction-syndrome"),
    ],
)
def test_an_abbreviation_is_no_plural(text: str, shorter: str, meant: str) -> None:
    """An abbreviation that ends in S is told from a word without it: toxicity is no response."""
    bundled = load()
    found = bundled.search(text)
    named = {s.id for s in bundled if meant in concepts_of(s) | endpoints_of(s)}
    assert named
    assert named <= set(found.ids)
    assert not set(found.ids) & set(bundled.search(shorter).ids)


def test_best_comes_first(kb: KnowledgeBase) -> None:
    """A word in the summary counts more than the same word in a name."""
    found = kb.search("fever").ids
    assert found[0] == "cells.fever"
    found = kb.search("remission graft").ids
    assert found[0] == "graft.condition"
    assert len(found) > 5


def test_what_stands_no_longer_comes_last() -> None:
    """However well it fits: whoever searches reads what stands first."""
    found = [s.ended is not None for s in load().search("second ablative transplant")]
    assert any(found)
    assert found == sorted(found)


def test_more_words_find_more(kb: KnowledgeBase) -> None:
    """Any of the words is enough."""
    one, other = set(kb.search("fever").ids), set(kb.search("agency").ids)
    assert set(kb.search("fever agency").ids) == one | other


def test_the_order_is_always_the_same(kb: KnowledgeBase) -> None:
    """Equal bases give equal answers, those that rank alike by id."""
    assert kb.search("a graft or cells").ids == sample_base().search("cells graft or a").ids


def test_what_is_found_can_be_narrowed(kb: KnowledgeBase) -> None:
    """The answer is a selection like any other."""
    found = kb.search("graft")
    assert isinstance(found, Selection)
    assert found.where(lambda s: s.id == EFS).one() == kb[EFS]


@pytest.mark.parametrize(
    "text",
    ["", " ", '"', "''", "*", "()", "-", "^", ":", "{}", "\0", "\U0001f600", "\ud800", "%", "\n\t"],
)
def test_texts_without_words_find_nothing(kb: KnowledgeBase, text: str) -> None:
    """A text of marks alone is no query, and no error."""
    assert kb.search(text).ids == ()


@pytest.mark.parametrize(
    "text",
    [
        'fever"',
        '"fever',
        "fever*",
        "fever)",
        "(fever",
        "NEAR(fever)",
        "fever NOT fever",
        "fever AND",
        "OR fever",
        "summary: fever",
        "-fever",
        "^fever",
        "fever'; DROP TABLE statement; --",
        "\U0001f912 fever",
        "fever\0",
        "fever\ud800",
        "fe\u0301ver",
    ],
)
def test_the_language_of_the_index_is_not_spoken(kb: KnowledgeBase, text: str) -> None:
    """Whatever FTS5 or SQL would make of a text, only its words are looked for."""
    assert "cells.fever" in kb.search(text).ids
    assert "cells.fever" in kb.search("fever").ids


def test_long_texts_are_searched_too(kb: KnowledgeBase) -> None:
    """A text of many words is a query like any other."""
    text = " ".join(f"word{i}" for i in range(20_000)) + " fever"
    assert "cells.fever" in kb.search(text).ids
    assert kb.search("x" * 1_000_000).ids == ()


@given(text=st.text() | st.text(alphabet="\"*()^:-+{} NEARORAND'fever\0_", max_size=20))
def test_no_text_is_an_error(kb: KnowledgeBase, text: str) -> None:
    """Any text gives statements of the base, each once, or nothing."""
    found = kb.search(text).ids
    assert set(found) <= set(kb.statements.ids)
    assert len(set(found)) == len(found)


def test_several_threads_can_search() -> None:
    """One base can be searched by several threads at once."""
    base = sample_base()
    expected = base.search("graft").ids
    with ThreadPoolExecutor(4) as pool:
        found = {answer.ids for answer in pool.map(base.search, ["graft"] * 40)}
    assert found == {expected}


def test_without_fts5_search_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where SQLite has no FTS5 the error says what is missing, and all else works."""

    class Poor(sqlite3.Connection):
        """A connection of an SQLite without FTS5."""

        def execute(self, sql: str, *_: Any) -> sqlite3.Cursor:
            assert "fts5" in sql
            msg = "no such module: fts5"
            raise sqlite3.OperationalError(msg)

    def connect(*_: object, **more: Any) -> sqlite3.Connection:
        return Poor(":memory:", **more)

    monkeypatch.setattr(sqlite3, "connect", connect)
    base = sample_base()
    with pytest.raises(SearchUnavailableError, match="needs an SQLite compiled with FTS5"):
        base.search("graft")
    assert base[EFS].id == EFS
