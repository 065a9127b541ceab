"""The bundled knowledge base: every record of it, its files, and some facts it must hold."""

from __future__ import annotations

import re
import shutil
import subprocess
import tomllib
from datetime import date
from pathlib import Path

import pytest

import allkb
from allkb import (
    LEGACY,
    PRESENT,
    SCHEMES,
    Bound,
    Citation,
    Comparison,
    Concept,
    Count,
    Established,
    Estimate,
    EvidenceLevel,
    Fault,
    Hedge,
    HowEnded,
    KnowledgeBase,
    OutcomeStatistic,
    Point,
    PrognosticFactor,
    Range,
    SafetySignal,
    Source,
    SourceCategory,
    Statement,
    Topic,
    Unit,
    Unquantified,
    about,
    concepts_of,
    ended,
    endpoints_of,
    graded,
    measures,
)
from allkb.codec import parse

KB = allkb.load()
DATA = Path(allkb.__file__).with_name("data")
ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"
FILES = sorted(DATA.rglob("*.json"))

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
    """Writing what was read gives the same files with the same bytes."""
    KB.write(tmp_path / "data")
    written = {f.relative_to(tmp_path / "data"): f.read_bytes() for f in tmp_path.rglob("*.json")}
    assert written == {f.relative_to(DATA): f.read_bytes() for f in FILES}


@each_file
def test_each_file_is_sound_alone(file: Path) -> None:
    """Every data file is read without a fault by itself, but for links to the others."""
    faults: tuple[Fault, ...] = parse(file.read_bytes(), file.name).faults
    assert faults == ()


def test_only_data_is_in_the_folder() -> None:
    """Nothing but JSON ships in the data folder."""
    others = [f for f in DATA.rglob("*") if f.is_file() and f.suffix != ".json"]
    assert others == []


# Statements


def estimates(s: Statement) -> list[Estimate]:
    """Return every estimate of a statement."""
    match s:
        case OutcomeStatistic() | SafetySignal():
            return [s.estimate]
        case Comparison() | PrognosticFactor():
            return [arm.estimate for arm in s.arms if arm.estimate is not None]
        case _:
            return []


WORDS = {
    word: str(n)
    for n, word in enumerate(["zero", "one", "two", "three", "four", "five", "six", "seven"])
}


def figures(estimate: Estimate) -> list[float]:
    """Return the numbers of an estimate as they should be printed."""
    match estimate:
        case Count():
            return [estimate.events, estimate.of]
        case Unquantified():
            return []
        case Range():
            found = [estimate.low, estimate.high]
        case Point() | Bound():
            found = [estimate.value]
    percent = estimate.unit is Unit.PROPORTION and "%" in estimate.printed
    return [round(x * 100, 6) if percent else x for x in found]


@each_statement
def test_everything_a_statement_names_is_there(s: Statement) -> None:
    """Topic, concepts, endpoint, links, revisions and citations resolve."""
    assert KB.topic(s.topic).id == s.topic
    assert all(KB.concept(id).id == id for id in concepts_of(s) | endpoints_of(s))
    assert all(link.to in KB for link in s.links)
    assert all(id in KB for id in s.superseded_by)
    for attestation in s.attestations:
        assert KB.revision(attestation.source).id == attestation.source
        assert all(KB.citation(id).id == id for id in attestation.citations)


@each_statement
def test_a_statement_reads_as_a_sentence(s: Statement) -> None:
    """The summary is a short sentence of our own, with its end and without bracket markup."""
    assert s.summary.endswith((".", "?"))
    assert s.summary[0].isupper() or s.summary[0].isdigit() or s.summary[0].islower()
    assert len(s.summary) < 400
    assert "Level of evidence" not in s.summary
    assert not re.search(r"\[\d", s.summary)


@each_statement
def test_levels_are_of_their_time(s: Statement) -> None:
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


@each_statement
def test_what_was_read_says_how_surely_and_where(s: Statement) -> None:
    """Where the document itself was read, its hedge and the passage's fingerprint are given."""
    for attestation in s.attestations:
        read = attestation.established is Established.READ
        assert attestation.locator.section
        assert (attestation.locator.passage is not None) is read
        assert attestation.hedge is not None or not read


@each_statement
def test_attestations_are_oldest_first_and_of_different_passages(s: Statement) -> None:
    """No document is said to say a thing twice in the same place."""
    starts = [KB.revision(a.source).date.earliest for a in s.attestations]
    assert starts == sorted(starts)
    places = [(a.source, a.locator.section, a.locator.passage) for a in s.attestations]
    assert len(set(places)) == len(places)


@each_statement
def test_what_is_printed_is_what_is_held(s: Statement) -> None:
    """Every number of an estimate stands in its printed form, and no other does."""
    for estimate in estimates(s):
        text = re.sub(r"\w+", lambda word: WORDS.get(word[0], word[0]), estimate.printed)
        printed = [float(x) for x in re.findall(r"\d*\.\d+|\d+", text)]
        assert printed == pytest.approx(figures(estimate))


@each_statement
def test_ends_are_later_than_what_was_said(s: Statement) -> None:
    """A statement that stands no longer was last said before, and by its source only."""
    if s.ended is None:
        return
    noticed = KB.revision(s.ended.noticed_in)
    assert all(KB.revision(a.source).date.earliest < noticed.date.earliest for a in s.attestations)
    assert (s.ended.how is HowEnded.WITHDRAWN) is (not s.superseded_by)
    assert s.id not in KB.as_of(noticed.date.latest)


@each_statement
def test_numbers_and_citations_agree_in_count(s: Statement) -> None:
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


# Facts


def second_hsct(base: KnowledgeBase) -> OutcomeStatistic:
    """Return the statistic of the worked example in the design."""
    return base.outcomes.where(
        about("second-ablative-allogeneic-hsct"),
        measures("event-free-survival"),
        lambda s: isinstance(s.estimate, Range),
    ).one()


def test_the_statistic_of_the_second_transplant() -> None:
    """10 % to 30 %, about, long term; said with `may` and then with `will`."""
    found = second_hsct(KB)
    assert isinstance(found.estimate, Range)
    assert (found.estimate.low, found.estimate.high) == (0.1, 0.3)
    assert found.estimate.approximate
    assert found.estimate.unit is Unit.PROPORTION
    assert [a.hedge for a in found.attestations] == [Hedge.MAY, Hedge.WILL]


def test_the_level_stands_beside_the_second_group_only() -> None:
    """No level in the old page; C1 beside the second group of the new one, and nowhere else."""
    old, new = second_hsct(KB).attestations
    assert old.levels == ()
    assert len(old.citations) == 3
    assert [tuple(map(str, group.levels)) for group in new.support] == [(), ("C1",)]
    assert [len(group.citations) for group in new.support] == [6, 2]


def test_the_maternal_donor_is_withdrawn() -> None:
    """The comparison of mother and father as donors carried 3iiA and is gone by 2025."""
    found = KB.statements.where(ended(), graded("3iiA"), lambda s: "maternal" in s.id).one()
    assert found.ended is not None
    assert found.ended.how is HowEnded.WITHDRAWN
    assert found.ended.noticed_in == "pdq-childhood-all.2025-04-21"
    assert found.id in KB.as_of("2012-12-31")
    assert found.id not in KB.as_of("2025-04-21")


def test_at_the_end_of_2012_nothing_of_later_is_known() -> None:
    """No level of the present scheme, no revision, reference, heading or end of 2025."""
    base = KB.as_of("2012-12-31")
    assert len(base) > 0
    levels = {level for s in base for a in s.attestations for level in a.levels}
    assert levels
    assert all(level.scheme is LEGACY for level in levels)
    assert not {str(level) for level in levels} & {"C1", "B4", "C2", "A1"}
    days = [r.date.earliest for source in base.sources for r in source.revisions]
    assert max(days) <= date(2012, 12, 31)
    assert all(s.ended is None for s in base)
    assert all("2025" not in r.revision for c in base.citations for r in c.references)
    assert all("2025" not in h.revision for t in base.topics for h in t.headings)
    assert second_hsct(base).attestations == second_hsct(KB).attestations[:1]


def test_in_2025_the_present_scheme_is_printed() -> None:
    """On the day of the new page C1 is known and what it gave up is gone."""
    base = KB.as_of("2025-04-21")
    assert base.statements.where(graded("C1"))
    assert base.statements.where(ended()).ids == ()


# Nothing copied


def runs(text: str, length: int = 9) -> set[tuple[str, ...]]:
    """Return every run of so many words of prose; code, addresses and JSON keys end a run."""
    found: set[tuple[str, ...]] = set()
    for prose in re.split(r"[^\w\s.,;'\u2019%-]+", text.casefold()):
        words = re.findall(r"[^\W_]+", prose)
        found |= {tuple(words[i : i + length]) for i in range(len(words) - length + 1)}
    return found


def tracked() -> list[Path]:
    """Return the text files of the repository."""
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        return []
    done = subprocess.run(
        [git, "-C", str(ROOT), "ls-files", "-z"], capture_output=True, text=True, check=True
    )
    found = [ROOT / name for name in done.stdout.split("\0") if name]
    return [f for f in found if f.is_file() and b"\0" not in f.read_bytes()[:8000]]


@pytest.fixture(scope="module")
def theirs() -> set[tuple[str, ...]]:
    """Return all runs of the sources and notes, but for the names of papers and of this library."""
    folders = [SHARED / name for name in ("sources", "evidence", "standards", "design")]
    files = [f for folder in folders for f in folder.rglob("*") if f.is_file()]
    if not files:
        pytest.skip(f"{SHARED} is not there: nothing to compare with")
    found = {run for f in files for run in runs(f.read_text(encoding="utf-8"))}
    names = [source.title for source in KB.sources]
    for c in KB.citations:
        names += [" ".join((*c.authors, c.title or "")), " ".join((c.title or "", *c.authors))]
    names += [scheme.document for scheme in SCHEMES.values()]
    names.append(
        str(tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["description"])
    )
    return found - {run for name in names for run in runs(name)}


@pytest.mark.parametrize("file", tracked(), ids=lambda f: f.relative_to(ROOT).as_posix())
def test_no_passage_is_copied(file: Path, theirs: set[tuple[str, ...]]) -> None:
    """No run of nine words of any file here stands in a source or in the notes."""
    shared = runs(file.read_text(encoding="utf-8")) & theirs
    assert not shared, sorted(" ".join(run) for run in shared)[:5]
