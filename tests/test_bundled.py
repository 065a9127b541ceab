"""The bundled knowledge base: its files, and what holds of every record."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import assert_never

import pytest
from bundled import DATA, FILES, KB, numbers_in

import allkb
from allkb import (
    LEGACY,
    PRESENT,
    Bound,
    Citation,
    Concept,
    Count,
    Established,
    Estimate,
    EvidenceLevel,
    Fault,
    HowEnded,
    Point,
    Range,
    Source,
    SourceCategory,
    Statement,
    Topic,
    Unit,
    Unquantified,
    concepts_of,
    endpoints_of,
)
from allkb.codec import parse
from allkb.model import (
    ConfidenceInterval,
    ObservedRange,
    StandardError,
    Uncertainty,
    definitions_of,
    estimates_of,
    members_of,
    p_values_of,
    ratios_of,
)

each_statement = pytest.mark.parametrize("s", KB, ids=lambda s: s.id)
each_citation = pytest.mark.parametrize("c", KB.citations, ids=lambda c: c.id)
each_concept = pytest.mark.parametrize("c", KB.concepts, ids=lambda c: c.id)
each_source = pytest.mark.parametrize("s", KB.sources, ids=lambda s: s.id)
each_topic = pytest.mark.parametrize("t", KB.topics, ids=lambda t: t.id)
each_file = pytest.mark.parametrize("file", FILES, ids=lambda f: f.relative_to(DATA).as_posix())


# Files


def test_the_version_and_digest_are_texts() -> None:
    """The data has a dated version of its own, and a digest by which it can be cited."""
    assert re.fullmatch(r"\d{4}\.\d{1,2}\.\d{1,2}(\.\d+)?", KB.version)
    assert re.fullmatch(r"[0-9a-f]{64}", KB.digest)
    assert allkb.read(DATA).digest == KB.digest


def test_nothing_is_left_for_a_curator() -> None:
    """The bundled base keeps every rule."""
    assert KB.check() == ()


def test_the_files_are_what_the_library_writes(tmp_path: Path) -> None:
    """Writing what was read gives the same files with the same bytes, checksums included."""
    KB.write(tmp_path / "data")
    written = {f.relative_to(tmp_path / "data"): f for f in tmp_path.rglob("*") if f.is_file()}
    bundled = {f.relative_to(DATA): f for f in DATA.rglob("*") if f.is_file()}
    assert {name: f.read_bytes() for name, f in written.items()} == {
        name: f.read_bytes() for name, f in bundled.items()
    }


@each_file
def test_each_file_is_sound_alone(file: Path) -> None:
    """Every data file is read without a fault by itself, but for links to the others."""
    faults: tuple[Fault, ...] = parse(file.read_bytes(), file.name).faults
    assert faults == ()


def test_only_data_is_in_the_folder() -> None:
    """Nothing but JSON, its checksums and its schema ships in the data folder."""
    others = {f for f in DATA.rglob("*") if f.is_file()} - {*FILES}
    assert others == {DATA / "CRC32SUMS", DATA / ".allkb-1.schema.json"}


def test_the_whole_chapter_is_held() -> None:
    """Every kind of statement is there, more than a thousand in all."""
    assert len(KB) > 1000
    assert {s.kind for s in KB} == {kind.kind for kind in Statement.__args__}


# Statements


@each_statement
def test_statements_keep_the_rules(s: Statement) -> None:
    """Every statement is whole: what it names is there, and what it says is said by somebody."""
    names_what_is_there(s)
    reads_as_a_sentence(s)
    has_levels_of_their_time(s)
    says_how_surely_and_where(s)
    is_said_once_in_each_place(s)
    prints_what_it_holds(s)
    ended_after_it_was_said(s)
    cites_as_many_as_are_numbered(s)


def names_what_is_there(s: Statement) -> None:
    """Topic, concepts, endpoint, definitions, links, revisions and citations resolve."""
    assert KB.topic(s.topic).id == s.topic
    named = concepts_of(s) | endpoints_of(s) | members_of(s) | {*s.trials}
    assert all(KB.concept(id).id == id for id in named)
    assert all(KB[id].kind == "definition" for id in definitions_of(s))
    assert all(link.to in KB for link in s.links)
    assert all(id in KB for id in s.superseded_by)
    for attestation in s.attestations:
        assert KB.revision(attestation.source).id == attestation.source
        assert all(KB.citation(id).id == id for id in attestation.citations)


def reads_as_a_sentence(s: Statement) -> None:
    """The summary is a short sentence of our own, with its end and without bracket markup."""
    assert s.summary.endswith((".", "?"))
    assert s.summary[0].isalnum()
    assert len(s.summary) < 500
    assert "Level of evidence" not in s.summary
    assert not re.search(r"\[\d", s.summary)


def has_levels_of_their_time(s: Statement) -> None:
    """A level is of the scheme, and of an edition, that was there when its document was dated."""
    for attestation in s.attestations:
        window = KB.revision(attestation.source).date
        for level in attestation.levels:
            assert EvidenceLevel.parse(level.reference) == level
            edition = next(e for e in level.scheme.editions if e.id == level.edition)
            if window.latest < PRESENT.not_before:
                assert level.scheme is LEGACY
                assert edition.changed <= window.latest
            if window.earliest >= date(2023, 8, 3) and attestation.source.startswith("pdq-"):
                assert level.scheme is PRESENT


def says_how_surely_and_where(s: Statement) -> None:
    """Where the document itself was read, its hedge and the passage's fingerprint are given."""
    for attestation in s.attestations:
        read = attestation.established is Established.READ
        assert attestation.locator.section
        assert (attestation.locator.passage is not None) is read
        assert attestation.hedge is not None or not read


def is_said_once_in_each_place(s: Statement) -> None:
    """Attestations are oldest first, and no document says a thing twice in the same place."""
    starts = [KB.revision(a.source).date.earliest for a in s.attestations]
    assert starts == sorted(starts)
    places = [(a.source, a.locator.section, a.locator.passage) for a in s.attestations]
    assert len(set(places)) == len(places)


def prints_what_it_holds(s: Statement) -> None:
    """Every number of a figure stands in its printed form, in its order, and no other does."""
    for path, estimate in estimates_of(s):
        assert printed_agrees(estimate), (path, estimate)
        if isinstance(estimate, Point | Count) and estimate.uncertainty:
            spread = estimate.uncertainty
            assert shows(spread.printed, ends(spread)), (path, spread)
    for path, ratio in ratios_of(s):
        assert ratio.value is None or shows(ratio.printed, [abs(ratio.value)]), (path, ratio)
        interval = ratio.interval
        assert not interval or shows(interval.printed, ends(interval)), (path, interval)
    for path, p in p_values_of(s):
        assert p.printed is None or p.value in numbers_in(p.printed), (path, p)


def printed_agrees(estimate: Estimate) -> bool:
    """Tell whether an estimate is printed with its own numbers, or in words as none or all."""
    printed = numbers_in(estimate.printed)
    match estimate:
        case Unquantified():
            return not printed
        case Count(events=events, of=of):
            in_words = {0: "no", of: "all"}.get(events, "")
            worded = re.match(rf"{in_words}\w*\b", estimate.printed.casefold())
            return printed in ([events, of], [events]) or bool(in_words and worded)
        case Range():
            held = [estimate.low, estimate.high]
        case Point() | Bound():
            held = [estimate.value]
        case _:
            assert_never(estimate)
    in_percent = re.search("%|percent", estimate.printed, re.IGNORECASE)
    scale = 100 if estimate.unit is Unit.PROPORTION and in_percent else 1
    return printed == pytest.approx([value * scale for value in held])


def ends(spread: Uncertainty) -> list[float]:
    """Return the numbers of what surrounds a figure, without their signs."""
    match spread:
        case ConfidenceInterval() | ObservedRange():
            return [abs(spread.low), abs(spread.high)]
        case StandardError():
            return [spread.value]
        case _:
            assert_never(spread)


def shows(printed: str | None, values: list[float]) -> bool:
    """Tell whether a printed form, where it is kept, has these numbers, perhaps in percent."""
    found = numbers_in(printed or "")
    scaled = ([value * scale for value in values] for scale in (1, 100))
    return printed is None or any(found == pytest.approx(wanted) for wanted in scaled)


def ended_after_it_was_said(s: Statement) -> None:
    """What stands no longer was last said before by its source, whatever others say."""
    if s.ended is None:
        return
    noticed = KB.revision(s.ended.noticed_in)
    assert all(KB.revision(a.source).date.earliest < noticed.date.earliest for a in s.attestations)
    assert (s.ended.how is HowEnded.WITHDRAWN) is (not s.superseded_by)
    assert any(KB.source_of(a.source) == KB.source_of(noticed.id) for a in s.attestations)


def cites_as_many_as_are_numbered(s: Statement) -> None:
    """Where the page prints numbers, there are as many as citations are given."""
    for attestation in s.attestations:
        if attestation.locator.numbers:
            assert len(attestation.locator.numbers) == len(attestation.citations)


# Other records


@each_citation
def test_citations_can_be_found_outside(c: Citation) -> None:
    """A citation has a year, authors and a way to find it; every reference is of a revision."""
    assert c.short.endswith(str(c.year))
    assert c.pmid or c.doi or c.note
    assert c.title is None or c.title[-1] not in " ,;"
    assert all(author == author.strip() for author in c.authors)
    numbered = [r.revision for r in c.references]
    assert all(KB.revision(revision) for revision in numbered)


def test_no_two_citations_are_one_paper() -> None:
    """A PMID or a DOI stands for one citation."""
    for field in ("pmid", "doi"):
        known = [getattr(c, field) for c in KB.citations if getattr(c, field)]
        assert len(set(known)) == len(known)


@each_concept
def test_concepts_have_names_of_their_own(c: Concept) -> None:
    """A concept is found by its label and by each synonym, and every code says where it was read."""
    for name in (c.id, c.label, *c.synonyms):
        assert KB.concept(name) == c
    assert len({code.system for code in c.codes}) <= len(c.codes)
    assert all(code.confirmed_in for code in c.codes)


@each_source
def test_sources_are_dated_and_used(s: Source) -> None:
    """A source is of one kind, its revisions are dated, and some statement is said by it."""
    assert s.title
    assert s.publisher
    starts = [r.date.earliest for r in s.revisions]
    assert starts == sorted(starts)
    said = {a.source for statement in KB for a in statement.attestations}
    assert said & {r.id for r in s.revisions}
    if s.category is SourceCategory.PAPER:
        assert s.citation is not None
        year = KB.citation(s.citation).year
        assert abs(year - s.revisions[0].date.earliest.year) <= 1


@each_topic
def test_topics_hold_statements_under_known_headings(t: Topic) -> None:
    """A topic has statements or a heading, and its file has its name."""
    filed = [s for s in KB if s.topic == t.id]
    assert filed or t.headings
    assert (DATA / "topics" / f"{t.id}.json").is_file()
    assert all(KB.revision(heading.revision) for heading in t.headings)
