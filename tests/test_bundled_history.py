"""Then and now: what the bundled data knew in 2012, and what changed until 2025."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import cache
from typing import Any, cast

import pytest
from bundled import KB, NEW, OLD

from allkb import LEGACY, PRESENT, Hedge, HowEnded, KnowledgeBase, Statement, StatementId, ended
from allkb import graded as graded_as
from allkb.changes import (
    Change,
    FigureChanged,
    HedgeChanged,
    Regraded,
    Superseded,
    Withdrawn,
)
from allkb.codec import dumps

LAST = date(2012, 12, 31)
THEN = KB.as_of(LAST)
CHANGES = KB.changes("2012", "2025")


# Then


def test_at_the_end_of_2012_no_revision_is_later() -> None:
    """Every revision, and every one that a record names, was there by the end of 2012."""
    held = {r.id: r.date.earliest for source in THEN.sources for r in source.revisions}
    assert max(held.values()) <= LAST
    named = {a.source for s in THEN for a in s.attestations}
    named |= {r.revision for c in THEN.citations for r in c.references}
    named |= {h.revision for t in THEN.topics for h in t.headings}
    assert OLD in named
    assert named <= held.keys()


def test_at_the_end_of_2012_no_paper_is_later() -> None:
    """Every paper was published by then: those cited, and all that are held."""
    cited = {THEN.citation(id).year for s in THEN for a in s.attestations for id in a.citations}
    assert max(cited) <= LAST.year
    assert max(c.year for c in THEN.citations) <= LAST.year


def test_at_the_end_of_2012_nothing_leads_to_what_came_later() -> None:
    """No link and no end names a statement of later, and no level is of the present scheme."""
    assert len(THEN) > 100
    assert THEN.statements.where(ended()).ids == ()
    assert all(link.to in THEN for s in THEN for link in s.links)
    levels = {level for s in THEN for a in s.attestations for level in a.levels}
    assert levels
    assert all(level.scheme is LEGACY for level in levels)


_MAY_TELL = {
    "confirmed_in": "when a code was confirmed is told whenever it was",
    "note": "a note says how a thing is known, and from what",
    "caveats": "a caveat may name a later document",
    "population": "our own words",
    "reason": "our own words",
    "version": "that of the data",
    "latest": "the last day on which an undated document may have appeared",
    "id": "an id is a name: it may be that of the paper through which a thing is known",
    "source": "an undated document is named after its last day",
    "passage": "a fingerprint",
    "context": "fingerprints",
}
"""The fields in which a year after 2012 may stand, and why."""


def test_at_the_end_of_2012_only_free_text_names_a_later_year() -> None:
    """No summary, label, date or figure has a year after 2012; of other fields it is known why."""
    later = re.compile(r"(?<!\d)(?:201[3-9]|20[2-9]\d)(?!\d)")
    told: dict[str, list[str]] = defaultdict(list)
    for key, text in texts_in(json.loads(dumps(THEN.document))):
        if later.search(text):
            told[key].append(text)
    assert {key: told[key] for key in told.keys() - _MAY_TELL.keys()} == {}


def test_an_undated_document_alone_is_named_after_a_later_year() -> None:
    """A revision whose id has a later year has a window that begins before."""
    for source in THEN.sources:
        for revision in source.revisions:
            if int(revision.id.rpartition(".")[2][:4]) > LAST.year:
                assert revision.date.earliest <= LAST < revision.date.latest


def texts_in(value: Any, key: str = "") -> Iterator[tuple[str, str]]:
    """Yield every text and number of a document, with the field it stands in."""
    match value:
        case dict():
            for name, part in cast("dict[str, Any]", value).items():
                yield from texts_in(part, name)
        case list():
            for part in cast("list[object]", value):
                yield from texts_in(part, key)
        case _:
            yield key, str(value)


def test_what_was_known_then_is_known_still() -> None:
    """Every statement of 2012 is one of the base, and was attested by then."""
    for s in THEN:
        whole = KB[s.id]
        assert {(a.source, a.locator) for a in s.attestations} <= {
            (a.source, a.locator) for a in whole.attestations
        }


# Now


def test_in_2025_the_present_scheme_is_printed() -> None:
    """On the day of the new page its levels are known, and the page stands by what it says."""
    base = KB.as_of("2025-04-21")
    assert base.statements.where(graded_as("C1"))
    assert any(level.scheme is PRESENT for s in base for a in s.attestations for level in a.levels)
    assert not any(said(s, NEW) for s in base.statements.where(ended()))


def test_what_a_source_gave_up_it_no_longer_says() -> None:
    """A statement that ended is not attested afterwards, but by others who still say it."""
    for s in KB.statements.where(ended()):
        assert s.ended is not None
        noticed = KB.revision(s.ended.noticed_in)
        after = KB.as_of(noticed.date.latest)
        if s.id in after:
            source = KB.source_of(noticed.id)
            in_force = {other.revisions[-1].id for other in after.sources if other.id != source.id}
            assert in_force & {a.source for a in after[s.id].attestations}


# What changed


def said(s: Statement, revision: str) -> list[str]:
    """Return the levels that a revision prints beside a statement; marked if it says it at all."""
    at = [a for a in s.attestations if a.source == revision]
    return [str(level) for a in at for level in a.levels] or (["-"] if at else [])


def test_every_kind_of_change_is_there() -> None:
    """From 2012 to 2025 each kind of change happened at least once."""
    assert {change.kind for change in CHANGES} == {kind.kind for kind in Change.__args__}


@cache
def regradings() -> frozenset[tuple[str, str, str]]:
    """Return citation, level then and level now of everything that changed; `-` is no level."""
    found: set[tuple[str, str, str]] = set()
    for change in CHANGES:
        now = {change.statement, *(change.by if isinstance(change, Superseded) else ())}
        old = KB[change.statement]
        new = [KB[id] for id in now]
        cited = {c for a in old.attestations if a.source == OLD for c in a.citations}
        before = said(old, OLD)
        after = {level for s in new for level in said(s, NEW)} or {"-"}
        found |= {(str(c), b, a) for c in cited or [""] for b in before for a in after}
    return frozenset(found)


@pytest.mark.parametrize(
    ("citation", "before", "after"),
    [
        ("parker-2010", "1iiA", "A1"),
        ("pulsipher-2009-onc0313", "2A", "B4"),
        ("hijiya-2011", "2A", "B4"),
        ("levine-2008", "3iiiA", "C1"),
        ("bhadri-2010", "3iA", "C1"),
        ("beck-2011", "3iiA", "C1"),
        ("malempati-2007", "3iiDi", "C2"),
        ("eapen-2008", "3iiiDii", "C2"),
        ("", "3iiiDi", "C2"),
        ("", "2A", "B4"),
        ("", "2Di", "B4"),
        ("nemecek-2011", "3iiA", "C1"),
        ("dini-2011", "3iiA", "-"),
        ("stern-2008", "3iiA", "-"),
    ],
)
def test_regraded_papers_are_found(citation: str, before: str, after: str) -> None:
    """What the old scheme graded, and the new one or none, is among the changes."""
    assert (citation, before, after) in regradings()


def test_pairs_of_levels_are_no_conversion() -> None:
    """One new level stands for several old ones: nothing here could be turned back."""
    pairs = {(b, a) for _, b, a in regradings() if "-" not in (a, b)}
    assert {b for b, a in pairs if a == "C1"} == {"3iA", "3iiA", "3iiiA"}


def changed(*kinds: type[Change], id: str, words: str = "") -> bool:
    """Tell whether a statement changed in one of some ways, for a reason with some words."""
    return any(
        isinstance(change, kinds) and change.statement == id and words in str(change)
        for change in CHANGES
    )


WORDINGS: dict[str, Callable[[], bool]] = {
    "10-30% long-term EFS": lambda: (
        hedges("relapse-after-hsct.second-ablative-hsct.efs") == (Hedge.MAY, Hedge.WILL)
    ),
    "Second HSCT after relapse": lambda: changed(
        Superseded, id="relapse-after-hsct.second-ablative-hsct.feasible", words="CAR T"
    ),
    "Preventing relapse after HSCT": lambda: (
        hedges("preventing-relapse-after-hsct.options.studied")
        == (Hedge.UNDER_STUDY, Hedge.HAVE_BEEN_STUDIED)
    ),
    "Haploidentical donor": lambda: links_to(
        "donor-type-and-hla-match.newer-haploidentical-hsct.survival",
        "donor-type-and-hla-match.haploidentical-hsct.when-considered",
    ),
    "Maternal donor": lambda: changed(
        Withdrawn, id="donor-type-and-hla-match.maternal-vs-paternal-donor.outcome"
    ),
    "Mismatched cord blood": lambda: notes_of(
        "donor-type-and-hla-match.mismatched-cord-blood.outcome"
    ),
    "Intrathecal therapy after HSCT": lambda: changed(
        Superseded, id="intrathecal-after-hsct.no-benefit"
    ),
    "HSCT in early B marrow relapse": lambda: changed(
        Superseded, id="early-marrow-relapse.options-2012"
    ),
    "HSCT in late B marrow relapse": lambda: changed(
        Superseded, id="late-marrow-relapse.chemotherapy-option-2012"
    ),
    "Marrow relapse after 36 months": lambda: changed(
        FigureChanged, id="time-to-relapse.marrow-relapse.survival-40-to-50"
    ),
    "Combined vs isolated marrow relapse": lambda: changed(
        Superseded, id="site-of-relapse.combined-against-isolated-marrow.better"
    ),
    "T-ALL marrow relapse": lambda: changed(
        Superseded, id="immunophenotype.t-cell-immunophenotype.marrow-relapse-any-time"
    ),
    "Age cut in isolated extramedullary relapse": lambda: changed(
        Superseded, id="extramedullary-relapse.isolated.age-at-diagnosis-over-6.prognosis"
    ),
    "HSCT in early isolated CNS relapse": lambda: changed(
        Superseded, id="isolated-cns-relapse.hsct.early.needs-study-c-2012"
    ),
    "Testicular relapse without radiation": lambda: changed(
        Superseded,
        id="isolated-testicular-relapse.high-dose-methotrexate-without-radiation"
        ".under-study-c-2012",
    ),
    "Why mitoxantrone helped": lambda: changed(
        Superseded, id="reinduction.allr3-mitoxantrone.relapse-c-2012"
    ),
    "Clofarabine combination": lambda: changed(
        FigureChanged, id="reinduction.clofarabine-combination.remission-c-2012"
    ),
    "Nelarabine combination": lambda: changed(
        Superseded, id="reinduction.nelarabine-combination.remission-c-2012"
    ),
}
"""What has to hold where the wording changed, by the subject of the notes."""


@pytest.mark.parametrize("subject", WORDINGS)
def test_changed_wordings_are_held(subject: str) -> None:
    """Where the page says a thing otherwise now, a change, a link or a note tells it."""
    assert WORDINGS[subject]()


def hedges(id: str) -> tuple[Hedge, Hedge] | None:
    """Return how surely a statement was said then and now, if that changed."""
    found = [c for c in CHANGES if isinstance(c, HedgeChanged) and c.statement == id]
    return (found[0].before, found[0].after) if found else None


def links_to(one: str, other: str) -> bool:
    """Tell whether a statement tells, in words, how it bears on another."""
    return any(link.to == other and link.note for link in KB[one].links)


def notes_of(id: str) -> bool:
    """Tell whether the attestation of the new page says in what it differs."""
    return any(a.source == NEW and a.note for a in KB[id].attestations)


def test_every_end_is_a_change() -> None:
    """What the old page said and the new one does not shows as superseded or withdrawn."""
    gone = of_kind(CHANGES, Superseded) | of_kind(CHANGES, Withdrawn)
    ends = [s for s in KB if s.ended and s.ended.noticed_in == NEW and said(s, OLD)]
    assert {s.id for s in ends} <= gone
    withdrawn = {s.id for s in ends if s.ended and s.ended.how is HowEnded.WITHDRAWN}
    assert withdrawn <= of_kind(CHANGES, Withdrawn)


def of_kind(changes: Iterable[Change], kind: type[Change]) -> set[StatementId]:
    """Return the statements that changed in some way."""
    return {change.statement for change in changes if isinstance(change, kind)}


def test_nothing_is_regraded_without_a_level() -> None:
    """A regrading has other levels before and after, each of the scheme of its time."""
    for change in CHANGES:
        if isinstance(change, Regraded):
            assert change.before != change.after
            assert all(level.scheme is LEGACY for level in change.before)
            assert all(level.scheme is PRESENT for level in change.after)


def test_a_day_between_is_as_the_day_before() -> None:
    """As of a day on which nothing appeared, the same is known as on the day before."""

    def known(base: KnowledgeBase) -> list[Statement]:
        return [*base]

    assert known(KB.as_of("2012-06-01")) == known(KB.as_of("2012-05-31"))
