"""What the tests of the bundled data share: the base, its raw files, and the pages it is of."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest

import allkb
from allkb.audit import read_page, sentences

KB = allkb.load()
DATA = Path(allkb.__file__).with_name("data")
ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"
FILES = sorted(file for file in DATA.rglob("*.json") if not file.name.startswith("."))
OLD: str = "pdq-childhood-all.2012"
NEW: str = "pdq-childhood-all.2025-04-21"
PAGES: dict[str, Path] = {
    OLD: SHARED / "sources/000_3675bd3d99bc01f4.txt",
    NEW: SHARED / "sources/pdq-childhood-all-relapsed-2025-04-21.md",
}
REFERENCES = PAGES[NEW].with_suffix(".references.tsv")


def raw_statements() -> dict[str, dict[str, Any]]:
    """Return every statement as its file has it, by id."""
    found = (json.loads(file.read_text(encoding="utf-8")).get("statements", ()) for file in FILES)
    return {statement["id"]: statement for statements in found for statement in statements}


def at_hand(path: Path) -> Path:
    """Return the path of a source; skip the test where there is no copy of it."""
    if not path.is_file():
        pytest.skip(f"{path} is not there: nothing to compare with")
    return path


def passages_read(statement: dict[str, Any], revision: str) -> tuple[str, ...]:
    """Return the fingerprints of the passages in which a raw statement was read."""
    found: dict[str, None] = {}
    for said in statement["attestations"]:
        if said["source"] == revision and said.get("established", "read") == "read":
            locator = said["locator"]
            found |= dict.fromkeys((locator["passage"], *locator.get("context", ())))
    return tuple(found)


def passages_of(page: str) -> dict[str, str]:
    """Return the sentences of a page, made plain, by fingerprint; its references are left out."""
    return {
        sentence.fingerprint: plain(sentence.text)
        for block in read_page(page).blocks
        if block.section[-1:] != ("References",)
        for sentence in sentences(block.text)
    }


def plain(text: str) -> str:
    """Return a text in lower case without links, markings and emphasis, on one line."""
    text = re.sub(r"\[\[.*?\)\]|\[(?:\d+[,-]?)+\](?:\[Level.*?\])?", " ", text)
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)
    text = unicodedata.normalize("NFKC", text).casefold()
    text = re.sub(r"[\u2010-\u2015\u2212]", "-", text)
    return " ".join(re.sub(r"[*_\u200b]", "", text).split())


_ONES = "zero one two three four five six seven eight nine"
_TEENS = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
_UNITS = f"{_ONES} {_TEENS}".split()
_TENS = re.findall(r"\w+", "twenty thirty forty fifty sixty seventy eighty ninety")
_WORDS = {word: value for value, word in enumerate(_UNITS)} | {
    word: 10 * ten for ten, word in enumerate(_TENS, 2)
}
_PARTS = {"half": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5}
_COUNTED = "|".join(_UNITS[1:5])
_FRACTION = re.compile(rf"\b(?:({_COUNTED}|a)[- ])?({'|'.join(_PARTS)})s?\b")
_TENS_AND_UNITS = re.compile(rf"\b({'|'.join(_TENS)})-({'|'.join(_UNITS[1:10])})\b")


def numbers_in(text: str) -> list[float]:
    """Return the numbers of a plain text in order; those in words, and halves and thirds, too."""

    def fraction(found: re.Match[str]) -> str:
        return str(_WORDS.get(found[1] or "one", 1) / _PARTS[found[2]])

    text = _FRACTION.sub(fraction, plain(text))
    text = _TENS_AND_UNITS.sub(lambda found: str(_WORDS[found[1]] + _WORDS[found[2]]), text)
    text = re.sub(r"[a-z]+", lambda word: str(_WORDS.get(word[0], word[0])), text)
    text = re.sub(r"(?<=\d),(?=\d{3}\b)", "", text)
    return [float(number) for number in re.findall(r"\d+(?:\.\d+)?|\.\d+", text)]


def held(value: Any, *, without: tuple[str, ...] = (), key: str = "") -> Iterator[tuple[str, Any]]:
    """Yield every key and value of a raw statement, except of who says it and how it ended."""
    match value:
        case dict():
            for name, part in cast("dict[str, Any]", value).items():
                if name not in ("attestations", "ended", "links", *without):
                    yield from held(part, without=without, key=name)
        case list():
            for part in cast("list[object]", value):
                yield from held(part, without=without, key=key)
        case _:
            yield key, value
