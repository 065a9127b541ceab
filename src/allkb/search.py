"""Ranked full-text search over statements, in memory, by SQLite's FTS5."""

from __future__ import annotations

import re
import sqlite3
import weakref
from collections.abc import Iterable
from threading import Lock

from allkb.errors import SearchUnavailableError
from allkb.model import Statement, StatementId, concepts_of, endpoints_of
from allkb.vocabulary import Vocabulary, fold

__all__ = ["SearchIndex"]

_WORD = re.compile(r"\w+")
_ABBREVIATION = re.compile(r"(?<![^\W_])[a-z]{2}s(?![^\W_])")


class SearchIndex:
    """
    The words of every statement: its summary, and all names of what it is about.

    Raises:
        SearchUnavailableError: if this Python's SQLite has no FTS5.
    """

    def __init__(self, statements: Iterable[Statement], known: Vocabulary) -> None:
        self._lock = Lock()
        self._db = sqlite3.connect(":memory:", check_same_thread=False)
        weakref.finalize(self, self._db.close)
        try:
            self._db.execute(
                "CREATE VIRTUAL TABLE statement USING fts5("
                "id UNINDEXED, ended UNINDEXED, summary, names, more, tokenize = 'porter unicode61')"
            )
        except sqlite3.OperationalError as exc:
            msg = "full-text search needs an SQLite compiled with FTS5; this Python's has none"
            raise SearchUnavailableError(msg) from exc
        rows = (
            (s.id, s.ended is not None, _folded(s.summary), _names(s, known), _more(s))
            for s in statements
        )
        self._db.executemany("INSERT INTO statement VALUES (?, ?, ?, ?, ?)", rows)

    def ids(self, text: str) -> tuple[StatementId, ...]:
        """
        Return the ids of statements with any of the words of a text, best first; ended ones after the others.

        Word endings, case and accents do not matter, but `CRS` is not `CR`; a word in the
        summary counts more than one in a name.
        """
        words = dict.fromkeys(_WORD.findall(_folded(text)))
        if not words:
            return ()
        query = " OR ".join(f'"{word}"' for word in words)
        with self._lock:
            rows = self._db.execute(
                "SELECT id FROM statement WHERE statement MATCH ? "
                "ORDER BY ended, bm25(statement, 0.0, 0.0, 4.0, 2.0, 1.0), id",
                (query,),
            ).fetchall()
        return tuple(StatementId(row[0]) for row in rows)


def _names(statement: Statement, known: Vocabulary) -> str:
    ids = sorted(concepts_of(statement) | endpoints_of(statement))
    concepts = [known.concepts[id] for id in ids]
    names = [name for c in concepts for name in (c.label, *c.synonyms)]
    return _folded(" / ".join((known.topics[statement.topic].label, *names)))


def _more(statement: Statement) -> str:
    parts = (statement.population, statement.selection, *statement.caveats)
    return _folded(" / ".join((statement.id, *(part for part in parts if part))))


def _folded(text: str) -> str:
    """Return a text without case and accents, the last letter of `CRS` and its like kept."""
    # The stemmer would take it for the sign of a plural. It leaves a word alone that ends in a digit.
    return _ABBREVIATION.sub(r"\g<0>0", fold(text))
