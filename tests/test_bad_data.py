"""Bad data: one DataError that lists everything, placed; never anything else, never a part."""

from __future__ import annotations

import gc
import json
import os
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from samples import sample_base

import allkb
import allkb.files
from allkb import DataError, Fault, KnowledgeBase
from allkb.codec import dumps, parse

Json = dict[str, Any]
RAW: Json = json.loads(dumps(sample_base().document))
STATEMENT = {s["id"]: i for i, s in enumerate(RAW["statements"])}
CITATION = {c["id"]: i for i, c in enumerate(RAW["citations"])}


def raw() -> Json:
    """Return the sample as JSON, to be spoiled."""
    return deepcopy(RAW)


def said(data: Json, id: str) -> Json:
    """Return the JSON of a statement."""
    found: Json = data["statements"][STATEMENT[id]]
    return found


def faults_of(folder: Path, **files: Json | str | bytes) -> tuple[Fault, ...]:
    """Write files, read the folder, and return what the one error lists."""
    for name, content in files.items():
        text = json.dumps(content) if isinstance(content, dict) else content
        data = text.encode() if isinstance(text, str) else text
        (folder / f"{name}.json").write_bytes(data)
    with pytest.raises(DataError) as caught:
        allkb.read(folder)
    faults = caught.value.faults
    assert faults
    assert str(caught.value).encode()
    for fault in faults:
        assert str(fault) in str(caught.value)
        assert fault.path.startswith("$")
        assert fault.message
    return faults


def told(folder: Path, data: Json | str | bytes) -> list[tuple[str, str]]:
    """Return path and message of what is wrong with one file, which is named in each fault."""
    faults = faults_of(folder, data=data)
    assert {fault.file for fault in faults} == {str(folder / "data.json")}
    return [(fault.path, fault.message) for fault in faults]


# Files that are no data at all

UNREADABLE = {
    "nothing": (b"", "not JSON: Expecting value at line 1, column 1"),
    "cut off": (b'{"format": 1', "not JSON: "),
    "text after the end": (b'{"format": 1} x', "not JSON: Extra data at line 1, column 15"),
    "single quotes": (b"{'format': 1}", "not JSON: Expecting property name"),
    "trailing comma": (b'{"format": 1,}', "not JSON: "),
    "comment": (b'{"format": 1} // one', "not JSON: Extra data"),
    "raw control character": (b'{"format": 1, "version": "\x01"}', "not JSON: Invalid control"),
    "raw zero": (b'{"format": 1}\x00', "not JSON: "),
    "byte order mark": (b'\xef\xbb\xbf{"format": 1}', "not JSON: Unexpected UTF-8 BOM"),
    "Latin-1": (b'{"format": 1, "version": "\xe9"}', "not UTF-8: byte 26 is 0xE9"),
    "UTF-16": ('{"format": 1}'.encode("utf-16"), "not UTF-8: byte 0 is 0xFF"),
    "surrogate in UTF-8": (b'{"format": 1, "version": "\xed\xa0\x80"}', "not UTF-8: byte"),
    "overlong UTF-8": (b'{"version": "\xc0\xaf"}', "not UTF-8: byte 13 is 0xC0"),
    "a list": (b"[]", "must be an object with format and lists of records"),
    "a text": (b'"format"', "must be an object with format and lists of records"),
    "null": (b"null", "must be an object with format and lists of records"),
    "NaN alone": (b"NaN", "must be an object with format and lists of records"),
    "lists 10,000 deep": (b"[" * 10_000 + b"]" * 10_000, "nested too deeply"),
    "objects 10,000 deep": (b'{"a":' * 10_000 + b"1" + b"}" * 10_000, "nested too deeply"),
    "too many digits": (b'{"format": ' + b"9" * 5000 + b"}", "a number has too many digits"),
}


@pytest.mark.parametrize(("data", "says"), UNREADABLE.values(), ids=UNREADABLE)
def test_what_is_no_data_is_refused(tmp_path: Path, data: bytes, says: str) -> None:
    """A file that cannot be read at all gives one fault at the top, in plain words."""
    ((path, message),) = told(tmp_path, data)
    assert path == "$"
    assert message.startswith(says)


# The top of a file

TOP: dict[str, tuple[Json, str, str]] = {
    "no format": ({}, "$", "format is required and missing; it should be 1"),
    "later format": ({"format": 2}, "$.format", "format 2 is not 1, the one this version reads"),
    "format true": ({"format": True}, "$", "format True is not 1, the one this version reads"),
    "format 1.0": ({"format": 1.0}, "$", "format 1.0 is not 1, the one this version reads"),
    "format text": ({"format": "1"}, "$", "format '1' is not 1, the one this version reads"),
    "format null": ({"format": None}, "$", "format None is not 1, the one this version reads"),
    "unknown key": ({"format": 1, "Statements": []}, "$", "unknown key 'Statements'"),
    "version number": ({"format": 1, "version": 1}, "$", "version must be text"),
    "version unprintable": ({"format": 1, "version": "a\nb"}, "$", "version must be text"),
    "version long": ({"format": 1, "version": "x" * 4001}, "$", "version must be text"),
    "list that is none": ({"format": 1, "topics": {}}, "$.topics", "must be a list"),
    "list that is null": ({"format": 1, "topics": None}, "$.topics", "must be a list"),
}


@pytest.mark.parametrize(("data", "path", "says"), TOP.values(), ids=TOP)
def test_the_top_of_a_file_is_checked(tmp_path: Path, data: Json, path: str, says: str) -> None:
    """Format, version and lists are what they must be, and no other key is there."""
    ((found, message),) = told(tmp_path, data)
    assert found.startswith(path)
    assert says in message


def test_a_version_may_be_null_or_missing(tmp_path: Path) -> None:
    """A file without a version is sound, whichever way it says so, alone or with faults."""
    assert parse(b'{"format": 1, "version": null}').faults == ()
    assert told(tmp_path, {"format": 1, "version": None, "x": 1}) == [("$", "unknown key 'x'")]


# Records

Spoil = Callable[[Json], Any]
FIRST = "$.statements[0]"
EFS = f"$.statements[{STATEMENT['graft.second.efs']}]"
VERSUS = f"$.statements[{STATEMENT['cells.versus-graft']}]"
TRIAL = f"$.statements[{STATEMENT['cells.trial']}]"


def efs(**changed: Any) -> Spoil:
    """Return what changes fields of one outcome statistic."""
    return lambda data: said(data, "graft.second.efs").update(changed)


RECORDS: dict[str, tuple[Spoil, str, str]] = {
    "record is text": (
        lambda d: d["statements"].__setitem__(0, "x"),
        FIRST,
        "must be an object, not text",
    ),
    "record is null": (
        lambda d: d["topics"].__setitem__(0, None),
        "$.topics[0]",
        "must be an object, not null",
    ),
    "statement is null": (
        lambda d: d["statements"].__setitem__(0, None),
        FIRST,
        "must be an object, not null",
    ),
    "no kind": (
        lambda d: d["statements"][0].pop("kind"),
        FIRST,
        "its kind must be one of 'recommendation', 'outcome-statistic'",
    ),
    "unknown kind": (
        lambda d: d["statements"][0].update(kind="opinion"),
        FIRST,
        ", not 'opinion'",
    ),
    "kind is a list": (lambda d: d["statements"][0].update(kind=[]), FIRST, ", not a list"),
    "unknown inner kind": (efs(estimate={"kind": "guess"}), f"{EFS}.estimate", ", not 'guess'"),
    "inner kind missing": (efs(estimate={}), f"{EFS}.estimate", "it has none"),
    "inner record is text": (efs(estimate="10%"), f"{EFS}.estimate", "must be an object, not tex"),
    "unknown key": (efs(colour="red"), EFS, "unknown key 'colour'"),
    "key in capitals": (efs(ID="x"), EFS, "unknown key 'ID'"),
    "missing key": (
        lambda d: said(d, "graft.second.efs").pop("estimate"),
        f"{EFS}.estimate",
        "is required and missing",
    ),
    "null for a required field": (
        efs(estimate=None),
        f"{EFS}.estimate",
        "must be an object, not null",
    ),
    "number for text": (efs(summary=5), f"{EFS}.summary", "must be text, not a whole number"),
    "list for text": (efs(summary=["x"]), f"{EFS}.summary", "must be text, not a list"),
    "null for text": (efs(summary=None), f"{EFS}.summary", "must be text, not null"),
    "text for a list": (efs(caveats="x"), f"{EFS}.caveats", "must be a list, not text"),
    "object for a list": (efs(caveats={}), f"{EFS}.caveats", "must be a list, not an object"),
    "number in a list": (efs(caveats=["x", 1]), f"{EFS}.caveats[1]", "must be text, not a whole"),
    "text for a number": (
        lambda d: said(d, "graft.second.efs")["estimate"].update(low="10"),
        f"{EFS}.estimate.low",
        "must be a number, not text",
    ),
    "true for a number": (
        lambda d: said(d, "graft.second.efs")["estimate"].update(low=True),
        f"{EFS}.estimate.low",
        "must be a number, not true or false",
    ),
    "null for a number": (
        lambda d: said(d, "graft.second.efs")["estimate"].update(low=None),
        f"{EFS}.estimate.low",
        "must be a number, not null",
    ),
    "fraction for a whole number": (efs(n=1.0), f"{EFS}.n", "must be a whole number or null"),
    "true for a whole number": (efs(n=True), f"{EFS}.n", "must be a whole number or null"),
    "number for a flag": (
        lambda d: said(d, "graft.second.efs")["estimate"].update(approximate=1),
        f"{EFS}.estimate.approximate",
        "must be true or false, not a whole number",
    ),
    "list for text or flag": (
        efs(criteria={"kind": "is", "fact": "gvhd", "value": []}),
        f"{EFS}.criteria.value",
        "must be text or true or false, not a list",
    ),
    "unknown word": (
        lambda d: said(d, "graft.second.efs")["attestations"][2].update(hedge="might"),
        f"{EFS}.attestations[2].hedge",
        "must be one of 'plain', 'will', ",
    ),
    "word is a list": (
        lambda d: said(d, "graft.second.efs")["attestations"][2].update(hedge=[]),
        f"{EFS}.attestations[2].hedge",
        ", not a list",
    ),
    "word is true": (
        lambda d: said(d, "graft.second.efs")["attestations"][2].update(hedge=True),
        f"{EFS}.attestations[2].hedge",
        ", not True",
    ),
    "null for a word": (
        lambda d: d["concepts"][0].update(category=None),
        "$.concepts[0].category",
        ", not None",
    ),
    "day in another form": (
        lambda d: d["sources"][0]["revisions"][0]["date"].update(earliest="20170830"),
        "$.sources[0].revisions[0].date.earliest",
        "must be a day like 2025-04-21, not '20170830'",
    ),
    "day that is none": (
        lambda d: d["sources"][0]["revisions"][0]["date"].update(earliest="2017-02-30"),
        "$.sources[0].revisions[0].date.earliest",
        "must be a day like 2025-04-21",
    ),
    "day as a number": (
        lambda d: d["sources"][0]["revisions"][0]["date"].update(earliest=2017),
        "$.sources[0].revisions[0].date.earliest",
        "must be a day like 2025-04-21, not 2017",
    ),
    "level of another scheme": (
        lambda d: said(d, "graft.second.efs")["attestations"][2]["support"][0].update(
            levels=["C1", "3aii"]
        ),
        f"{EFS}.attestations[2].support[0].levels[1]",
        "a level of PDQ genetics",
    ),
    "level as a number": (
        lambda d: said(d, "graft.second.efs")["attestations"][2]["support"][0].update(levels=[1]),
        f"{EFS}.attestations[2].support[0].levels[0]",
        "evidence level, like C1, not 1",
    ),
    "rule of a record": (
        lambda d: said(d, "graft.second.efs")["estimate"].update(low=0.5),
        f"{EFS}.estimate",
        "low (0.5) is above high (0.3)",
    ),
    "rule of a statement": (efs(attestations=[]), EFS, "a statement needs an attestation"),
    "rule deep inside": (
        lambda d: said(d, "cells.versus-graft")["effects"][0]["p"].update(sides=3),
        f"{VERSUS}.effects[0].p",
        "sides (3) must be 1 or 2",
    ),
    "rule of a ratio without arms": (
        lambda d: said(d, "cells.versus-graft")["unassigned"][0].update(value=0.0, interval=None),
        f"{VERSUS}.unassigned[0]",
        "a ratio must be above 0, and its interval not below; found 0.0",
    ),
    "rule of a stretch of time": (
        lambda d: said(d, "cells.versus-graft")["horizon"].update(high=5),
        f"{VERSUS}.horizon",
        "low (5.0) must be at least 0, and high (5.0) above it",
    ),
    "key of a horizon that has none": (
        lambda d: said(d, "cells.versus-graft").update(horizon={"kind": "not-stated", "value": 1}),
        f"{VERSUS}.horizon",
        "unknown key 'value'",
    ),
    "rule of a locator": (
        lambda d: said(d, "cells.trial")["attestations"][0]["locator"].pop("passage"),
        f"{TRIAL}.attestations[0].locator",
        "context needs the passage it belongs to",
    ),
    "unknown part of a misprint": (
        lambda d: said(d, "graft.second.efs")["attestations"][1]["misprints"][0].update(
            part="word"
        ),
        f"{EFS}.attestations[1].misprints[0].part",
        "must be one of 'figure', 'level', ",
    ),
    "agency's unknown action": (
        lambda d: said(d, "cells.approval").update(action="approved"),
        f"{FIRST}.action",
        "must be one of 'approval', 'accelerated approval', ",
    ),
    "escaped lone surrogate": (efs(summary="\ud800"), EFS, "summary holds U+D800"),
    "escaped zero": (efs(summary="a\0b"), EFS, "summary holds U+0000"),
    "escaped line break": (efs(caveats=["a\nb"]), EFS, "caveats[0] holds U+000A"),
    "text too long": (efs(summary="x" * 4001), EFS, "summary is 4001 characters long"),
    "10 MB of text": (efs(summary="x" * 10_000_000), EFS, "summary is 10000000 characters long"),
    "bad id": (efs(id="Graft"), EFS, "id 'Graft' must be lower-case"),
}


@pytest.mark.parametrize(("spoil", "path", "says"), RECORDS.values(), ids=RECORDS)
def test_bad_records_are_refused(tmp_path: Path, spoil: Spoil, path: str, says: str) -> None:
    """What is wrong with a record is said where it is; links to it are not blamed as well."""
    data = raw()
    spoil(data)
    found = told(tmp_path, data)
    assert any(at == path and says in message for at, message in found)
    assert len(found) == 1 or path in {FIRST, EFS, "$.topics[0]"}


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999", "-1e999", "9" * 400])
@pytest.mark.parametrize("field", ["low", "printed", "approximate", "kind", "other"])
def test_numbers_that_json_does_not_have_are_refused(
    tmp_path: Path, number: str, field: str
) -> None:
    """NaN, infinity and what overflows to it are refused wherever they stand."""
    data = raw()
    said(data, "graft.second.efs")["estimate"][field] = "HERE"
    found = told(tmp_path, json.dumps(data).replace('"HERE"', number))
    assert len(found) == 1
    assert found[0][0].startswith(f"{EFS}.estimate")


@pytest.mark.parametrize("number", ["NaN", "1e999", "9" * 400])
def test_such_numbers_are_refused_at_the_top(tmp_path: Path, number: str) -> None:
    """A version or format that is no finite number is refused as any other wrong one."""
    assert [path for path, _ in told(tmp_path, f'{{"format": {number}}}')] == ["$"]
    assert [path for path, _ in told(tmp_path, f'{{"format": 1, "version": {number}}}')] == ["$"]


@pytest.mark.parametrize(
    ("text", "path", "key"),
    [
        ('{"format": 1, "format": 1}', "$", "format"),
        ('{"format": 1, "topics": [], "topics": []}', "$", "topics"),
        (
            '{"format": 1, "topics": [{"id": "a", "label": "A", "id": "a"}]}',
            "$.topics[0]",
            "id",
        ),
        (
            '{"format": 1, "topics": [{"headings": [{"bare": true, "bare": false}]}]}',
            "$.topics[0].headings[0]",
            "bare",
        ),
        ('{"format": 1, "x": {"y": [[{"z": 1, "z": 1}]]}}', "$.x.y[0][0]", "z"),
    ],
)
def test_keys_that_stand_twice_are_refused(tmp_path: Path, text: str, path: str, key: str) -> None:
    """A repeated key is refused at any depth, even where both values are the same."""
    assert (path, f"key {key!r} stands more than once") in told(tmp_path, text)


def test_keys_that_cannot_be_printed_are_still_reported(tmp_path: Path) -> None:
    """An error about a key with a line break or a lone surrogate can be printed, on one line."""
    text = '{"format": 1, "\\ud800": {"a": 1, "a": 2}, "b\\nc": {"\\ud801": 1, "\\ud801": 2}}'
    for path, message in told(tmp_path, text):
        assert path.isprintable()
        assert message.isprintable()


HUGE = "x" * 10_000_000
LARGE: dict[str, Spoil] = {
    "unknown key": lambda d: d.update({HUGE: 1}),
    "unknown key of a record": efs(**{HUGE: 1}),
    "format": lambda d: d.update(format=HUGE),
    "version": lambda d: d.update(version=HUGE),
    "day": lambda d: d["sources"][0]["revisions"][0]["date"].update(earliest=HUGE),
    "day as a list": lambda d: d["sources"][0]["revisions"][0]["date"].update(
        earliest=[1] * 1_000_000
    ),
    "kind": lambda d: d["statements"][0].update(kind=HUGE),
    "id": efs(id=HUGE),
    "fact": efs(criteria={"kind": "is", "fact": HUGE, "value": True}),
    "value of a fact": efs(criteria={"kind": "is", "fact": "gvhd", "value": HUGE}),
    "word": lambda d: said(d, "graft.second.efs")["attestations"][2].update(hedge=HUGE),
    "level": lambda d: said(d, "graft.second.efs")["attestations"][2]["support"][0].update(
        levels=[HUGE]
    ),
    "edition": lambda d: said(d, "graft.second.efs")["attestations"][2]["support"][0].update(
        levels=["C1@" + HUGE]
    ),
    "pmid": lambda d: d["citations"][0].update(pmid=HUGE),
    "doi": lambda d: d["citations"][0].update(doi=HUGE),
    "definition": efs(criteria={"kind": "meets", "definition": HUGE}),
    "context": lambda d: said(d, "cells.trial")["attestations"][0]["locator"].update(
        context=[HUGE]
    ),
    "passage": lambda d: said(d, "graft.second.efs")["attestations"][2]["locator"].update(
        passage=HUGE
    ),
}


@pytest.mark.parametrize("spoil", LARGE.values(), ids=LARGE)
def test_errors_stay_short(tmp_path: Path, spoil: Spoil) -> None:
    """A text of 10 MB where it does not belong is refused in a message that fits a screen."""
    data = raw()
    spoil(data)
    found = told(tmp_path, data)
    assert max(len(path + message) for path, message in found) < 2000


def test_repeated_keys_are_reported_shortly(tmp_path: Path) -> None:
    """Also a key of 10 MB that stands twice is not printed in full."""
    found = told(tmp_path, f'{{"format": 1, "{HUGE}": 1, "{HUGE}": 2}}')
    assert max(len(path + message) for path, message in found) < 2000


# Links and ids

DANGLING: dict[str, tuple[Spoil, str, str]] = {
    "topic": (efs(topic="nowhere"), f"{EFS}.topic", "there is no topic 'nowhere'"),
    "concept": (efs(intervention="nothing"), EFS, "there is no concept 'nothing'"),
    "endpoint": (efs(endpoint="nothing"), f"{EFS}.endpoint", "there is no concept 'nothing'"),
    "trial": (efs(trials=["nothing"]), EFS, "there is no concept 'nothing'"),
    "link": (
        efs(links=[{"relation": "behind", "to": "none"}]),
        f"{EFS}.links[0].to",
        "there is no statement 'none'",
    ),
    "definition": (
        efs(criteria={"kind": "meets", "definition": "none"}),
        EFS,
        "there is no statement 'none'",
    ),
    "what is observed": (
        lambda d: said(d, "cells.trial").update(about=["nothing"]),
        TRIAL,
        "there is no concept 'nothing'",
    ),
    "agency": (
        lambda d: said(d, "cells.approval").update(agency="nobody"),
        FIRST,
        "there is no concept 'nobody'",
    ),
    "revision of an attestation": (
        lambda d: said(d, "graft.second.efs")["attestations"][0].update(source="guide.2011"),
        f"{EFS}.attestations[0].source",
        "there is no revision 'guide.2011'",
    ),
    "citation of a group": (
        lambda d: said(d, "graft.second.efs")["attestations"][2]["support"][0].update(
            citations=["doe-2010", "none"]
        ),
        f"{EFS}.attestations[2].support[0].citations[1]",
        "there is no citation 'none'",
    ),
    "revision of an end": (
        lambda d: said(d, "graft.maternal-donor")["ended"].update(noticed_in="guide.2024"),
        f"$.statements[{STATEMENT['graft.maternal-donor']}].ended.noticed_in",
        "there is no revision 'guide.2024'",
    ),
    "successor": (
        lambda d: said(d, "graft.second.option")["ended"].update(superseded_by=["none"]),
        f"$.statements[{STATEMENT['graft.second.option']}].ended.superseded_by[0]",
        "there is no statement 'none'",
    ),
    "paper of a source": (
        lambda d: d["sources"][2].update(citation="none"),
        "$.sources[2].citation",
        "there is no citation 'none'",
    ),
    "revision of a reference": (
        lambda d: d["citations"][0]["references"][1].update(revision="guide.2024"),
        "$.citations[0].references[1].revision",
        "there is no revision 'guide.2024'",
    ),
    "broader concept": (
        lambda d: d["concepts"][0].update(broader=["nothing"]),
        "$.concepts[0].broader[0]",
        "there is no concept 'nothing'",
    ),
    "revision of a heading": (
        lambda d: d["topics"][0]["headings"][1].update(revision="guide.2024"),
        "$.topics[0].headings[1].revision",
        "there is no revision 'guide.2024'",
    ),
}


@pytest.mark.parametrize(("spoil", "path", "says"), DANGLING.values(), ids=DANGLING)
def test_links_that_lead_nowhere_are_refused(
    tmp_path: Path, spoil: Spoil, path: str, says: str
) -> None:
    """An id that nothing has is reported where it is named, and nothing else is."""
    data = raw()
    spoil(data)
    assert told(tmp_path, data) == [(path, says)]


@pytest.mark.parametrize("table", ["sources", "citations", "concepts", "topics", "statements"])
def test_ids_that_stand_twice_are_refused(tmp_path: Path, table: str) -> None:
    """Two records of a list with one id are refused, in one file and in two, even if equal."""
    data = raw()
    again = deepcopy(data[table][0])
    data[table].append(again)
    place = f"$.{table}[{len(data[table]) - 1}].id"
    message = f"another record has the id {again['id']!r}"
    assert (place, message) in told(tmp_path, data)
    data[table].pop()
    faults = faults_of(tmp_path, data=data, extra={"format": 1, table: [again]})
    where = Fault(f"$.{table}[0].id", message, str(tmp_path / "extra.json"))
    assert where in faults


@pytest.mark.parametrize("table", ["sources", "citations", "concepts", "topics", "statements"])
def test_ids_that_stand_twice_are_refused_onto_a_base(
    kb: KnowledgeBase, tmp_path: Path, table: str
) -> None:
    """A file that holds a record twice is refused also where the base it is read onto has it."""
    first = RAW[table][0]
    (tmp_path / "data.json").write_text(json.dumps({"format": 1, table: [first, first]}))
    with pytest.raises(DataError, match="another record has the id"):
        allkb.read(tmp_path, onto=kb)


# Files and folders


def test_a_folder_without_data_is_refused(tmp_path: Path) -> None:
    """A folder with no data file in it is no empty knowledge base."""
    (tmp_path / "notes.txt").write_text("{}")
    (fault,) = faults_of(tmp_path)
    assert fault == Fault("$", "no data file there", str(tmp_path))


@pytest.mark.parametrize(
    "name", ["missing.json", "missing", "a\0b", "a" * 5000, "a/" * 3000, "\ud800"]
)
def test_what_is_not_there_is_refused(tmp_path: Path, name: str) -> None:
    """A path that leads nowhere, or cannot lead anywhere, is reported as a data error."""
    with pytest.raises(DataError) as caught:
        allkb.read(tmp_path / name)
    assert len(caught.value.faults) == 1


def test_a_folder_named_as_a_file_is_no_file(tmp_path: Path, kb: KnowledgeBase) -> None:
    """A folder called x.json is looked into like any other, not read."""
    kb.write(tmp_path / "x.json")
    assert allkb.read(tmp_path) == kb


def test_names_with_a_dot_are_passed_over(tmp_path: Path, kb: KnowledgeBase) -> None:
    """Files and folders that start with a dot, such as those of editors, are not data."""
    kb.write(tmp_path / "data")
    (tmp_path / "data" / ".draft.json").write_text("not data")
    (tmp_path / "data" / ".old").mkdir()
    (tmp_path / "data" / ".old" / "x.json").write_text("not data")
    assert allkb.read(tmp_path / "data") == kb


def test_a_dot_in_the_way_to_a_folder_does_not_matter(tmp_path: Path, kb: KnowledgeBase) -> None:
    """Only names below the folder that is read count."""
    kb.write(tmp_path / ".cache" / "data")
    assert allkb.read(tmp_path / ".cache" / "data") == kb


def test_a_single_file_may_have_any_name(tmp_path: Path, kb: KnowledgeBase) -> None:
    """A file given by name is read whatever it is called, also by a relative path or a text."""
    file = tmp_path / ".base.txt"
    file.write_text(dumps(kb.document), encoding="utf-8")
    assert allkb.read(file) == allkb.read(str(file)) == allkb.read(os.path.relpath(file)) == kb


def test_a_pipe_is_no_file(tmp_path: Path) -> None:
    """What is no regular file is refused instead of being waited for."""
    os.mkfifo(tmp_path / "pipe.json")
    for path in (tmp_path, tmp_path / "pipe.json"):
        with pytest.raises(DataError, match=r"no data file there|not a regular file"):
            allkb.read(path)


def test_files_that_are_too_large_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file over the limit is not read; what is wrong with the others is said all the same."""
    monkeypatch.setattr(allkb.files, "SIZE_LIMIT", 100)
    small: Json = {"format": 1, "x": 1}
    faults = faults_of(tmp_path, a={"format": 1, "version": "x" * 100}, b=small, c="nothing")
    assert [(Path(f.file or "").name, f.message) for f in faults] == [
        ("a.json", "larger than 100 bytes"),
        ("b.json", "unknown key 'x'"),
        ("c.json", "not JSON: Expecting value at line 1, column 1"),
    ]


def test_files_that_cannot_be_opened_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that the system does not let us read is one fault among the others."""

    def refuse(*_: object) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(allkb.files, "open", refuse, raising=False)
    faults = faults_of(tmp_path, a={"format": 1}, b={"format": 1})
    assert {f.message for f in faults} == {"Permission denied"}
    assert [Path(f.file or "").name for f in faults] == ["a.json", "b.json"]


def test_an_error_without_a_reason_is_still_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the system gives no reason, the error's own text is the message."""

    def refuse(*_: object) -> bytes:
        msg = "gone"
        raise OSError(msg)

    monkeypatch.setattr(allkb.files, "open", refuse, raising=False)
    (fault,) = faults_of(tmp_path, a={"format": 1})
    assert fault.message == "gone"


def test_two_versions_are_refused(tmp_path: Path) -> None:
    """Only one file may give the version, also where that file has other faults."""
    one, two = {"format": 1, "version": "1"}, {"format": 1, "version": "2"}
    (fault,) = faults_of(tmp_path, a=one, b=two)
    assert fault == Fault("$.version", "another file has a version too", str(tmp_path / "b.json"))
    faults = faults_of(tmp_path, a={**one, "x": 1}, b={**two, "y": 1})
    assert len(faults) == 3
    assert fault in faults


def test_all_faults_of_all_files_are_listed_at_once(tmp_path: Path) -> None:
    """Faults in records, across them, and of whole files come in one error, each with its file."""
    data = raw()
    data["concepts"][0]["category"] = "thing"
    data["concepts"][1]["label"] = 5
    said(data, "graft.second.efs")["topic"] = "nowhere"
    said(data, "cells.fever")["estimate"]["events"] = 9
    faults = faults_of(tmp_path, a=data, b="{", c={"format": 1, "topics": [{"id": "x y"}]})
    found = {(Path(f.file or "").stem, f.path) for f in faults}
    assert found == {
        ("a", "$.concepts[0].category"),
        ("a", "$.concepts[1].label"),
        ("a", f"$.statements[{STATEMENT['cells.fever']}].estimate"),
        ("a", f"{EFS}.topic"),
        ("b", "$"),
        ("c", "$.topics[0].label"),
    }


def test_several_faults_of_one_record_are_listed(tmp_path: Path) -> None:
    """One record with many faults is reported in full."""
    data = raw()
    said(data, "graft.second.efs").update(
        summary=5, n="many", caveats=["x", 5], colour=1, estimate={"kind": "range", "low": "x"}
    )
    assert {path for path, _ in told(tmp_path, data)} == {
        EFS,
        f"{EFS}.summary",
        f"{EFS}.n",
        f"{EFS}.caveats[1]",
        f"{EFS}.estimate.low",
        f"{EFS}.estimate.high",
        f"{EFS}.estimate.printed",
    }


def test_links_to_refused_records_are_not_reported(tmp_path: Path) -> None:
    """A record with a fault is there, so what names it, or its revisions, is not blamed."""
    data = raw()
    for table in ("sources", "citations", "topics"):
        for record in data[table]:
            record["extra"] = 1
    found = told(tmp_path, data)
    assert {message for _, message in found} == {"unknown key 'extra'"}


def test_faults_are_placed_onto_a_base(tmp_path: Path, kb: KnowledgeBase) -> None:
    """Data read onto a base may name its records; faults are placed in the new files."""
    extra = deepcopy(said(RAW, "graft.reach"))
    known = deepcopy(said(RAW, "cells.fever"))
    extra.update(id="new", topic="nowhere")
    files: list[Json] = [
        {"format": 1, "statements": [known]},
        {"format": 1, "statements": [known | {"id": "newer"}, known, extra]},
    ]
    for i, data in enumerate(files):
        (tmp_path / f"{i}.json").write_text(json.dumps(data))
    with pytest.raises(DataError) as caught:
        allkb.read(tmp_path, onto=kb)
    where = str(tmp_path / "1.json")
    assert Fault("$.statements[2].topic", "there is no topic 'nowhere'", where) in (
        caught.value.faults
    )


def test_other_content_of_a_known_id_is_refused(tmp_path: Path, kb: KnowledgeBase) -> None:
    """A file cannot change a record of the base it is read onto; the file's record is blamed."""
    changed = deepcopy(RAW["topics"][0]) | {"label": "Other"}
    file = tmp_path / "data.json"
    file.write_text(json.dumps({"format": 1, "topics": [changed]}))
    with pytest.raises(DataError) as caught:
        allkb.read(file, onto=kb)
    assert caught.value.faults == (
        Fault("$.topics[0].id", f"another record has the id {changed['id']!r}", str(file)),
    )


def test_a_fault_across_base_and_file_is_told(tmp_path: Path, kb: KnowledgeBase) -> None:
    """A new citation cannot take a number that a citation of the base has."""
    new = deepcopy(RAW["citations"][0]) | {"id": "roe-2011"}
    file = tmp_path / "data.json"
    file.write_text(json.dumps({"format": 1, "citations": [new]}))
    with pytest.raises(DataError) as caught:
        allkb.read(file, onto=kb)
    placed = [f for f in caught.value.faults if f.file]
    assert [f.path for f in placed] == [
        "$.citations[0].references[0]",
        "$.citations[0].references[1]",
    ]


def test_an_explicit_null_changes_nothing(tmp_path: Path, kb: KnowledgeBase) -> None:
    """A field left out and the same field given as null are the same, the version included."""
    data = raw()
    said(data, "graft.second.option")["attestations"][0]["hedge"] = None
    said(data, "graft.second.option")["criteria"] = None
    said(data, "graft.second.option")["links"] = []
    (tmp_path / "a.json").write_text(json.dumps(data))
    base = allkb.read(tmp_path)
    assert base.version == kb.version == "1.0"
    assert base["graft.second.option"].attestations[0].hedge is None


def test_a_null_is_no_fault_beside_one(tmp_path: Path) -> None:
    """Where a file has a fault, its nulls for a word, a number or a record are none."""
    data = raw()
    said(data, "graft.second.option")["attestations"][0]["hedge"] = None
    said(data, "graft.second.option")["criteria"] = None
    said(data, "graft.second.option")["ended"]["superseded_by"] = ["graft.second.option-2"]
    said(data, "cells.versus-graft")["effects"][0].update(
        measure=None, value=None, printed=None, interval=None, p=None
    )
    said(data, "cells.versus-graft")["horizon"] = None
    assert told(tmp_path, data | {"x": 1}) == [("$", "unknown key 'x'")]


def test_the_collector_is_left_as_it_was() -> None:
    """Reading pauses the garbage collector only while it reads, also when data is refused."""
    for was_on in (True, False):
        (gc.enable if was_on else gc.disable)()
        try:
            parse(b"{}")
            parse(b'{"format": 1}')
            assert gc.isenabled() is was_on
        finally:
            gc.enable()


def test_what_a_program_froze_stays_frozen() -> None:
    """Reading thaws no objects that a program has set apart from the collector."""
    gc.freeze()
    try:
        frozen = gc.get_freeze_count()
        parse(b'{"format": 1}')
        # Frozen objects that nobody holds any more go all the same.
        assert 0.9 * frozen < gc.get_freeze_count() <= frozen
    finally:
        gc.unfreeze()
    parse(b'{"format": 1}')
    assert gc.get_freeze_count() == 0


def test_a_folder_that_cannot_be_listed_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder below that cannot be listed is an error, not passed over in silence."""
    (tmp_path / "closed").mkdir()
    real = os.scandir

    def scan(path: str) -> object:
        if str(path).endswith("closed"):
            raise PermissionError(13, "Permission denied", path)
        return real(path)

    monkeypatch.setattr(os, "scandir", scan)
    with pytest.raises(DataError) as caught:
        allkb.read(tmp_path)
    assert caught.value.faults == (Fault("$", "Permission denied", str(tmp_path)),)
