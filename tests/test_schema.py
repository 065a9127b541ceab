"""The JSON Schema of data files: that it is current and whole, and how files name it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import unicodedata
from calendar import monthrange
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from bundled import DATA, FILES, KB, ROOT
from jsonschema import Draft202012Validator, FormatChecker
from strategies import STRATEGIES

import allkb
from allkb import FACTS, SCHEMES, EvidenceLevel, FactType, Fault, KnowledgeBase, Record
from allkb.codec import SCHEMA_FILE, Document, dumps, parse, schema_text
from allkb.loading import schema
from allkb.model.typecheck import annotations_of

SCHEMA = schema()
DEFS: dict[str, dict[str, Any]] = SCHEMA["$defs"]
TOOL = ROOT / "tools" / "make_schema.py"


def schemas_in(node: object) -> Iterator[dict[str, Any]]:
    """Yield every object in a schema, at any depth."""
    if isinstance(node, dict):
        found = cast("dict[str, Any]", node)
        yield found
        for inner in found.values():
            yield from schemas_in(inner)
    elif isinstance(node, list):
        for inner in cast("list[object]", node):
            yield from schemas_in(inner)


def is_valid(name: str, value: object, *, format: bool = False) -> bool:
    """Tell whether a value keeps to a definition of the schema."""
    wanted = {"$ref": f"#/$defs/{name}", "$defs": DEFS}
    checker = FormatChecker(["date"]) if format else None
    validator: Any = Draft202012Validator(wanted, format_checker=checker)
    return bool(validator.is_valid(value))


# The file


def tool(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the script that makes the schema."""
    command = [sys.executable, str(TOOL), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_files_are_current() -> None:
    """What ships is what the model gives today: else `python tools/make_schema.py` was forgotten."""
    done = tool("--check")
    assert (done.returncode, done.stderr) == (0, "")


def test_a_file_that_is_not_current_is_told(tmp_path: Path) -> None:
    """The check names a file that differs in anything, and making it anew mends it."""
    file = tmp_path / SCHEMA_FILE
    file.write_text(schema_text().replace("A paper.", "A book."), encoding="utf-8")
    done = tool("--check", str(file))
    assert done.returncode == 1
    assert f"{file} is not current" in done.stderr
    assert tool(str(file)).returncode == 0
    assert file.read_text(encoding="utf-8") == schema_text()


def test_it_is_a_schema() -> None:
    """It keeps to the 2020-12 draft, and every reference in it leads somewhere."""
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    Draft202012Validator.check_schema(SCHEMA)
    named = {found["$ref"] for found in schemas_in(SCHEMA) if isinstance(found.get("$ref"), str)}
    assert named == {f"#/$defs/{name}" for name in DEFS}


def test_each_caller_has_a_schema_of_its_own() -> None:
    """What a caller does to the schema that it was given does not change that of others."""
    schema()["$defs"].clear()
    assert schema() == SCHEMA == json.loads(schema_text())


# What is in it


RECORDS = sorted((cls for cls in STRATEGIES if cls.__name__ in DEFS), key=lambda cls: cls.__name__)
each_record = pytest.mark.parametrize("cls", RECORDS, ids=lambda cls: cls.__name__)


def test_every_class_of_a_file_is_in_it() -> None:
    """All records that a data file may hold are there, and none that it may not."""
    not_in_files = {"Derivation", "DesignClass", "Edition", "EndpointClass", "Fact", "Grade"}
    not_in_files |= {"Document", "Pairing", "Scheme", "Successor"}
    assert {cls.__name__ for cls in STRATEGIES} - DEFS.keys() == not_in_files
    assert SCHEMA["properties"].keys() - {"$schema"} == annotations_of(Document).keys()


@each_record
def test_every_field_is_in_it(cls: type[Record]) -> None:
    """The fields of a class are those of the schema, each with a sentence on it, and no other."""
    found = DEFS[cls.__name__]
    if cls is EvidenceLevel:
        assert found["enum"]
        return
    kind = {"kind"} if hasattr(cls, "kind") else set[str]()
    assert found["properties"].keys() - kind == annotations_of(cls).keys()
    assert found["additionalProperties"] is False
    for name in annotations_of(cls):
        text = found["properties"][name]["description"]
        assert text.endswith((".", "`", "%")), f"{cls.__name__}.{name}: {text}"


@each_record
def test_every_class_says_what_it_is(cls: type[Record]) -> None:
    """A class has its name for a title, and the first sentence of its docstring."""
    found = DEFS[cls.__name__]
    assert found["title"] == cls.__name__
    first = (cls.__doc__ or "").strip().split("\n")[0]
    assert found["description"].startswith(first.replace("None", "null"))
    assert "Attributes:" not in found["description"]


def test_words_stand_in_their_order_with_their_meanings() -> None:
    """A vocabulary has its words as the model lists them, and tells what they mean."""
    assert DEFS["Hedge"]["enum"] == [*allkb.Hedge]
    assert "- `will`" not in DEFS["Hedge"]["description"]
    assert "- `plain`: Said flatly, without a hedging word." in DEFS["Hedge"]["description"]
    assert DEFS["Unit"]["description"].startswith("The unit of an estimate.\n\n- `proportion`")


def test_unions_list_their_kinds() -> None:
    """A union takes each of its kinds to the class, and says what each is."""
    found = DEFS["Statement"]
    assert found["properties"]["kind"]["enum"] == [k.kind for k in allkb.Statement.__args__]
    assert "- `approval`: What a regulatory agency decided" in str(found["properties"]["kind"])
    assert [branch["then"]["$ref"].split("/")[-1] for branch in found["allOf"]] == [
        kind.__name__ for kind in allkb.Statement.__args__
    ]


def test_levels_are_all_and_written_as_the_codec_writes_them() -> None:
    """Each level of each edition stands there once, in the one form that is read."""
    listed = DEFS["EvidenceLevel"]["enum"]
    known = {
        EvidenceLevel(code=grade.code, edition=edition.id).reference
        for scheme in SCHEMES.values()
        for edition in scheme.editions
        for grade in edition.grades
    }
    assert {*listed} == known
    assert len(listed) == len(known)
    assert all(EvidenceLevel.parse(text).reference == text for text in listed)


def test_facts_are_those_of_their_type() -> None:
    """A criterion of each kind names the facts that it may speak of."""
    for kind, types in (
        ("Is", {FactType.FLAG, FactType.CHOICE}),
        ("InRange", {FactType.NUMBER}),
        ("Has", {FactType.SET}),
    ):
        wanted = [name for name, fact in FACTS.items() if fact.type in types]
        assert DEFS[kind]["properties"]["fact"]["enum"] == wanted


def test_it_speaks_of_json() -> None:
    """No description says `None`, which no data file can hold."""
    said = [found["description"] for found in schemas_in(SCHEMA) if "description" in found]
    texts = [text for text in said if isinstance(text, str)]
    assert len(texts) > 200
    assert not [text for text in texts if re.search(r"\bNone\b", text)]


# Texts and days


def test_characters_are_refused_that_no_text_may_have() -> None:
    """No printable character is refused; controls, odd blanks and invisible ones are."""
    (inside,) = re.findall(r"^\[(.*)\]$", DEFS["text"]["not"]["pattern"], re.DOTALL)
    refused = re.compile(f"[{inside}]")
    for code in range(0x10000):
        found = bool(refused.search(chr(code)))
        assert not (found and chr(code).isprintable()), hex(code)
        if unicodedata.category(chr(code)) in ("Cc", "Cf", "Co", "Zl", "Zp", "Zs") and code != 32:
            assert found, hex(code)
    assert is_valid("text", "Ärzte & \U0001f9ec 5 % ≥ €")


def test_days_are_those_of_the_calendar() -> None:
    """Every day there is is valid, of leap years too, and no other text is."""
    for year in (1, 4, 9, 10, 99, 100, 400, 1000, 1582, 1900, 2000, 2023, 2024, 2100, 9999):
        for month in range(14):
            last = monthrange(year, month)[1] if 1 <= month <= 12 else 0
            for day in range(33):
                text = f"{year:04}-{month:02}-{day:02}"
                assert is_valid("day", text) is (1 <= day <= last), text
    for text in ("0000-01-01", "2024-1-1", "20240101", "2024-01-01\n", " 2024-01-01", "2024", ""):
        assert not is_valid("day", text)


def test_its_days_are_those_of_the_standard_too() -> None:
    """A validator that knows the format of days agrees with the pattern."""
    assert is_valid("day", "2024-02-29", format=True)
    assert not is_valid("day", "2023-02-29", format=True)


@pytest.mark.parametrize(
    ("id", "valid"),
    [
        *(("guide.2012", True), ("guide.2012-02", True), ("guide.a-b.2012-02-29", True)),
        *(("guide", False), ("guide.", False), ("guide.2012-13", False), ("guide.99", False)),
        *(("Guide.2012", False), ("guide.2011-02-29", False), ("guide.2012\n", False)),
    ],
)
def test_the_id_of_a_revision_ends_in_a_date(id: str, *, valid: bool) -> None:
    """It is an id, a dot, and a year, a month or a day that there is."""
    window = {"earliest": "2012-02-01", "latest": "2012-02-29"}
    assert is_valid("Revision", {"id": id, "date": window}) is valid


# How files name it


@pytest.mark.parametrize("extra", ["", ', "topics": []', ', "concepts": [{"id": "x"}]'])
@pytest.mark.parametrize("name", ["./.allkb-1.schema.json", "https://a.example/s.json", "any"])
def test_a_file_may_say_where_the_schema_is(name: str, extra: str) -> None:
    """Where editors find the schema changes nothing, whichever pass reads the file."""
    plain = f'{{"format": 1{extra}}}'.encode()
    named = f'{{"$schema": {json.dumps(name)}, "format": 1{extra}}}'.encode()
    assert parse(named) == parse(plain)


@pytest.mark.parametrize("value", ["", 1, None, [], {}, True, "a\nb", "x" * 4001])
def test_it_says_so_in_a_text(value: object) -> None:
    """Anything else is refused, and is the only thing that is."""
    data = json.dumps({"$schema": value, "format": 1}).encode()
    says = "$schema must be text, printable, not empty and not too long"
    assert parse(data, "x.json").faults == (Fault("$", says, "x.json"),)


def test_it_says_so_at_the_top_only() -> None:
    """In a record the key is as unknown as any."""
    data = b'{"format": 1, "topics": [{"$schema": "x", "id": "a", "label": "A"}]}'
    assert [fault.message for fault in parse(data).faults] == ["unknown key '$schema'"]


@pytest.mark.parametrize("text", ['["$schema"]', '"$schema"', '{"$schema": "a", "$schema": "a"}'])
def test_what_only_looks_like_it_is_refused(text: str) -> None:
    """A list or a text with the word in it is no file, nor is one that has the key twice."""
    assert parse(text.encode()).faults


def test_it_is_written_first_where_asked_for() -> None:
    """The key stands before all others; without a place to name, it is not there."""
    document = Document(format=1, version="1")
    assert dumps(document, schema="./x.json").startswith('{\n  "$schema": "./x.json",\n  "format"')
    assert json.loads(dumps(document)) == {"format": 1, "version": "1"}


def test_written_files_lead_to_it(kb: KnowledgeBase, tmp_path: Path) -> None:
    """From every file that a base writes the path that it names leads to the schema."""
    kb.write(tmp_path / "data")
    files = [f for f in (tmp_path / "data").rglob("*.json") if not f.name.startswith(".")]
    assert len(files) == 6
    for file in files:
        name = json.loads(file.read_text(encoding="utf-8"))["$schema"]
        assert name.startswith(("./", "../"))
        assert (file.parent / name).read_text(encoding="utf-8") == schema_text()
    assert allkb.read(tmp_path / "data") == kb


def test_bundled_files_lead_to_it() -> None:
    """So do the files that ship, and what they hold is what it was without."""
    for file in FILES:
        first = file.read_text(encoding="utf-8").splitlines()[1]
        up = "./" if file.parent == DATA else "../"
        assert first == f'  "$schema": "{up}.{SCHEMA_FILE}",'
    assert allkb.read(DATA) == KB
