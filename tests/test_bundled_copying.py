"""No passage of a source is copied into this repository, and nothing that nobody read ships."""

from __future__ import annotations

import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest
from bundled import KB, ROOT, SHARED, held, numbers_in, raw_statements

from allkb import SCHEMES, Established


def runs(text: str, length: int = 9) -> set[tuple[str, ...]]:
    """
    Return every run of so many words of prose; code, addresses and JSON keys end a run.

    So does a quotation mark: the headings of a section are compared each by itself.
    """
    found: set[tuple[str, ...]] = set()
    for prose in re.split(r"[^\w\s.,;'\u2019%-]+", text.casefold()):
        words = re.findall(r"[^\W_]+", prose)
        found |= {tuple(words[i : i + length]) for i in range(len(words) - length + 1)}
    return found


def files() -> list[Path]:
    """Return the text files of the repository, those not committed yet among them."""
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        return []
    command = [git, "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found = [ROOT / name for name in dict.fromkeys(done.stdout.split("\0")) if name]
    return [f for f in found if f.is_file() and b"\0" not in f.read_bytes()[:8000]]


@pytest.fixture(scope="module")
def theirs() -> set[tuple[str, ...]]:
    """Return all runs of the sources and notes, but for the names of papers and of this library."""
    folders = [SHARED / name for name in ("sources", "evidence", "standards", "design")]
    # The official schema among the standards is free to be copied, and is, with its licence.
    there = [f for folder in folders for f in folder.rglob("*") if f.is_file()]
    texts = [f for f in there if not f.name.endswith(".schema.json")]
    if not texts:
        pytest.skip(f"{SHARED} is not there: nothing to compare with")
    found = {run for f in texts for run in runs(f.read_text(encoding="utf-8"))}
    names = [source.title for source in KB.sources]
    for c in KB.citations:
        names += [" ".join((*c.authors, c.title or "")), " ".join((c.title or "", *c.authors))]
    names += [scheme.document for scheme in SCHEMES.values()]
    names.append(
        str(tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["description"])
    )
    return found - {run for name in names for run in runs(name)}


@pytest.mark.parametrize("file", files(), ids=lambda f: f.relative_to(ROOT).as_posix())
def test_no_passage_is_copied(file: Path, theirs: set[tuple[str, ...]]) -> None:
    """No run of nine words of any file here stands in a source or in the notes."""
    shared = runs(file.read_text(encoding="utf-8")) & theirs
    assert not shared, sorted(" ".join(run) for run in shared)[:5]


# Nothing recalled


def facts() -> list[str]:
    """Return the facts of the notes, each as it is written."""
    files = sorted((SHARED / "evidence").glob("*.md"))
    text = "\n".join(file.read_text(encoding="utf-8") for file in files)
    return re.split(r"\n(?=- id: )", text)[1:]


def test_nothing_recalled_ships() -> None:
    """A figure of a paper that is recalled only, and read nowhere, is in no statement on it."""
    found = facts()
    recalled = [fact for fact in found if re.search(r"^ +source: recalled", fact, re.MULTILINE)]
    if not recalled:
        pytest.skip(f"{SHARED} has no notes: nothing to compare with")
    papers = {c.pmid: c.id for c in KB.citations if c.pmid}
    raw = raw_statements()
    amiss: list[tuple[str, float]] = []
    for fact in recalled:
        pmids = re.findall(r"pmid: (\d+)", fact)
        read = [f for f in found if f not in recalled and any(pmid in f for pmid in pmids)]
        only = {*_figures(fact)} - {number for f in read for number in numbers_in(f)}
        cited = {papers.get(pmid) for pmid in pmids}
        for s in KB:
            # What a page at hand prints is compared with that page.
            at_hand = any(a.established is Established.READ for a in s.attestations)
            if not at_hand and any(cited & {*a.citations} for a in s.attestations):
                numbers = [x for _, x in held(raw[s.id]) if isinstance(x, int | float)]
                shown = {round(abs(x) * scale, 6) for x in numbers for scale in (1, 100)}
                amiss += [(s.id, number) for number in only & shown if number not in (0, 1)]
    assert amiss == []


def _figures(fact: str) -> list[float]:
    """Return the numbers of what a fact estimates."""
    return [x for line in re.findall(r"(?:estimate|ci95): (.*)", fact) for x in numbers_in(line)]
