"""How to cite the data: in all formats the same, and as CITATION.cff says."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from bibtexparser.entrypoint import parse_string
from bundled import KB, ROOT
from citation_samples import read_ris
from ruamel.yaml import YAML

import allkb
from allkb import KnowledgeBase
from allkb.citations import Release, release
from allkb.views import notice

DATA = release(KB)
FILE = ROOT / "CITATION.cff"


def test_the_data_is_cited_by_version_day_and_digest() -> None:
    """The citation has the version, the day in it, and the digest, which names the content."""
    assert (DATA.version, DATA.digest, DATA.notice) == (KB.version, KB.digest, notice(KB))
    assert DATA.date is not None
    assert [DATA.date.year, DATA.date.month, DATA.date.day] == [
        *map(int, KB.version.split(".")[:3])
    ]
    assert str(DATA) == (
        f"The allkb maintainers. {DATA.title}. Version {KB.version}. {DATA.date}. "
        f"SHA-256 of the data: {KB.digest}."
    )


@pytest.mark.parametrize(
    "kb",
    [
        KB.as_of("2012-12-31"),
        evolve(KB, version="2030.01.01"),
        KB.merge(KnowledgeBase(topics=(allkb.Topic(id=allkb.TopicId("ours"), label="Ours"),))),
        KnowledgeBase(version="2026.13.45"),
    ],
    ids=["as of", "renamed", "merged", "no date"],
)
def test_what_was_not_released_is_not_cited_as_if(kb: KnowledgeBase) -> None:
    """Data with other content has its own digest and no day, and the citation says what it is."""
    found = release(kb)
    assert (found.date, found.digest) == (None, kb.digest)
    assert found.version == f"{kb.version}, not as released"
    assert found.key == f"allkb-{kb.digest[:12]}"
    for text in (
        str(found),
        found.to_bibtex(),
        found.to_csl_json(),
        found.to_ris(),
        found.to_cff(),
    ):
        assert found.version in text
        assert kb.digest in text
        assert "issued" not in text
        assert "date" not in text.replace("dated", "")


def test_releases_that_are_alike_are_equal() -> None:
    """A citation is a value."""
    assert release(KB) == DATA
    assert hash(release(KB)) == hash(DATA)
    assert release(KB.as_of("2012")) != DATA


def test_bibtex_is_one_entry() -> None:
    """bibtexparser reads one entry with what the citation says; the name is not taken apart."""
    found = parse_string(DATA.to_bibtex())
    (entry,) = found.entries
    assert found.failed_blocks == []
    assert (entry.entry_type, entry.key) == ("misc", f"allkb-{KB.version}")
    assert {field.key: field.value for field in entry.fields} == {
        "author": "{The allkb maintainers}",
        "title": f"{{{DATA.title}}}",
        "year": str(DATA.date)[:4],
        "date": str(DATA.date),
        "version": KB.version,
        "note": DATA.fingerprint,
    }
    assert found.comments[0].comment == f"% {DATA.notice}"


def test_csl_json_is_one_data_set() -> None:
    """CSL-JSON has the same, with the day in parts."""
    (item,) = json.loads(DATA.to_csl_json())
    day = date.fromisoformat(str(DATA.date))
    assert item == {
        "id": f"allkb-{KB.version}",
        "type": "dataset",
        "title": DATA.title,
        "author": [{"literal": "The allkb maintainers"}],
        "issued": {"date-parts": [[day.year, day.month, day.day]]},
        "version": KB.version,
        "note": DATA.fingerprint,
        "custom": {"notice": DATA.notice},
    }


def test_ris_is_one_record() -> None:
    """rispy reads the same of RIS."""
    assert read_ris(DATA.to_ris()) == [
        {
            "type_of_reference": "DATA",
            "id": f"allkb-{KB.version}",
            "title": DATA.title,
            "authors": ["The allkb maintainers,"],
            "year": str(DATA.date)[:4],
            "date": f"{DATA.date:%Y/%m/%d}/",
            "edition": KB.version,
            "notes": [DATA.fingerprint],
        }
    ]


# CITATION.cff


def checked(file: Path) -> subprocess.CompletedProcess[str]:
    """Check a file by the schema of the Citation File Format, which check-jsonschema brings."""
    schema = ("--builtin-schema", "vendor.citation-file-format")
    command = [sys.executable, "-m", "check_jsonschema", *schema, str(file)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_file_is_that_of_the_bundled_data() -> None:
    """CITATION.cff is what `allkb cite --format cff` writes: else the data changed and it did not."""
    assert FILE.read_text(encoding="utf-8") == DATA.to_cff()


@pytest.mark.parametrize("kb", [KB, KB.as_of("2012-12-31"), KnowledgeBase()], ids=repr)
def test_the_file_keeps_to_the_format(kb: KnowledgeBase, tmp_path: Path) -> None:
    """It is valid by the schema of version 1.2.0, with a day and without."""
    file = tmp_path / "CITATION.cff"
    file.write_text(release(kb).to_cff(), encoding="utf-8")
    done = checked(file)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("line", "instead"),
    [
        ('type: "dataset"', 'type: "data"'),
        ('date-released: "2', 'date-released: "x2'),
        ("authors:", "writers:"),
        ('cff-version: "1.2.0"', 'cff-version: "0.9"'),
    ],
)
def test_the_check_sees_what_is_wrong(line: str, instead: str, tmp_path: Path) -> None:
    """The schema refuses a file with another type, day, key or version, so the check can fail."""
    file = tmp_path / "CITATION.cff"
    assert line in DATA.to_cff()
    file.write_text(DATA.to_cff().replace(line, instead, 1), encoding="utf-8")
    assert checked(file).returncode == 1


def test_any_text_is_one_line_of_yaml() -> None:
    """Whatever a version or a notice holds, it stays a text in the file."""
    odd = 'a: "b" \\ # c & *d ! | > % @ `e` é 中 \U0001f9ec - [x] {y} <z> yes'
    found = evolve(DATA, version=odd, notice=odd)
    yaml: Any = YAML(typ="safe")
    read = yaml.load(found.to_cff())
    assert (read["version"], read["abstract"]) == (odd, odd)
    assert read["authors"] == [{"name": "The allkb maintainers"}]
    assert read["identifiers"][0]["value"] == f"sha256:{DATA.digest}"
    assert len(read["keywords"]) == 3
    assert isinstance(found, Release)
    assert re.fullmatch(r"[0-9a-f]{64}", found.digest)
