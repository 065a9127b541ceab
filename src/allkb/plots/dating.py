"""When a figure was said: a row for each document, or one under the years of the papers cited."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Literal, NamedTuple

from attrs import evolve

from allkb.model import Statement, StatementId
from allkb.plots.rows import Row
from allkb.plots.selecting import Found, found_rows
from allkb.plots.told import Teller
from allkb.plots.trails import Trail

__all__ = ["By", "dated_rows"]

By = Literal["document", "paper"]
"""What dates a figure: the documents that say it, or the papers cited for it."""

_NO_DATE = "no figure of how many reach an endpoint, or none for which a paper is cited"


class _Dated(NamedTuple):
    """A row with what it is sorted by: its times and the heading it stands under."""

    time: tuple[str, ...]
    row: Row
    of: str
    """The key that the row has without its document."""


def dated_rows(
    teller: Teller, statements: tuple[Statement, ...], by: By
) -> tuple[Found, tuple[Trail, ...]]:
    """
    Return the figures of statements in order of time, under headings, and which rows to join.

    Args:
        teller: What says things of the statements.
        statements: The statements; those of one time keep their order.
        by: What dates a figure.
    """
    found = found_rows(teller, statements, "estimates", None)
    known = {s.id: s for s in statements}
    dated = _by_document if by == "document" else _by_paper
    rows = [one for row in found.rows for one in dated(teller, known[row.statement], row)]
    rows.sort(key=lambda one: one.time)
    shown = {one.row.statement for one in rows}
    left_out = tuple(s for s in statements if s.id not in shown)
    reason = found.reason if by == "document" else _NO_DATE
    in_time = Found(rows=tuple(one.row for one in rows), left_out=left_out, reason=reason)
    return in_time, tuple(_joined(rows, known))


def _by_document(teller: Teller, statement: Statement, row: Row) -> Iterator[_Dated]:
    for attestation in statement.attestations:
        window = teller.kb.revision(attestation.source).date
        category = teller.kb.source_of(attestation.source).category
        heading = f"{teller.dated(attestation.source)}: {category}"
        time = (window.latest.isoformat(), window.earliest.isoformat(), heading)
        said = evolve(
            row,
            key=f"{row.key}@{attestation.source}",
            group=heading,
            levels=teller.level(attestation),
            said=teller.said_in(attestation),
        )
        yield _Dated(time, said, row.key)


def _by_paper(teller: Teller, statement: Statement, row: Row) -> Iterator[_Dated]:
    cited = {id for a in statement.attestations for g in a.support for id in g.citations}
    years = sorted({teller.kb.citation(id).year for id in cited})
    if years:
        first, last = years[0], years[-1]
        span = f"{first}" if first == last else f"{first} to {last}"
        heading = f"{span}: {'paper' if len(cited) == 1 else 'papers'} cited"
        yield _Dated((f"{last:04}", f"{first:04}", heading), evolve(row, group=heading), row.key)


def _joined(rows: list[_Dated], known: dict[StatementId, Statement]) -> Iterator[Trail]:
    """Yield which rows are joined: those of one figure, and its last to what superseded it."""
    places: dict[str, list[str]] = {}
    for one in rows:
        places.setdefault(one.of, []).append(one.row.key)
    for of, keys in places.items():
        yield from (Trail(first, then, is_changed=False) for first, then in pairwise(keys))
        later = known[StatementId(of)].superseded_by if of in known else ()
        for id in later:
            if id in places:
                yield Trail(keys[-1], places[id][0], is_changed=True)
