"""Records survive being written and read; equal records are written alike."""

from __future__ import annotations

import copy
import inspect
import json
import sys
import tempfile
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples import sample_base
from strategies import STRATEGIES, documents, knowledge_bases

import allkb
import allkb.codec
import allkb.model
from allkb import KnowledgeBase, Point, Record, StatementBase, Unit
from allkb.codec import Document, canonical, dumps, parse, unstructure
from allkb.codec.fast import fast_hook
from allkb.codec.thorough import thorough_converter
from allkb.model.record import Entry

ABSTRACT = {Entry, Record, StatementBase}
RECORDS = sorted(STRATEGIES, key=lambda cls: cls.__name__)
each_record = pytest.mark.parametrize("cls", RECORDS, ids=lambda cls: cls.__name__)


def subclasses(cls: type[Record]) -> set[type[Record]]:
    """Return every class under one, at any depth."""
    return {found for sub in cls.__subclasses__() for found in {sub} | subclasses(sub)}


def is_of(package: ModuleType, cls: type[Record]) -> bool:
    """Tell whether a class is defined in a package, and is not what attrs made it of."""
    home = sys.modules[cls.__module__]
    return home.__name__.startswith(package.__name__) and getattr(home, cls.__name__) is cls


def reread(base: KnowledgeBase) -> KnowledgeBase:
    """Write a base to a new folder and read it."""
    with tempfile.TemporaryDirectory() as folder:
        base.write(Path(folder) / "data")
        return allkb.read(Path(folder) / "data")


def test_every_record_has_a_strategy() -> None:
    """No concrete record of the model or the codec is left out of the properties below."""
    found = {
        cls
        for cls in subclasses(Record) - ABSTRACT
        if is_of(allkb.model, cls) or is_of(allkb.codec, cls)
    }
    assert found == set(STRATEGIES)


@each_record
def test_records_hash_and_equal_their_copies(cls: type[Record]) -> None:
    """A copy is equal and hashes alike, so a record can be a key or a member of a set."""

    @given(STRATEGIES[cls])
    def check(record: Record) -> None:
        assert type(record) is cls
        for other in (copy.copy(record), copy.deepcopy(record)):
            assert other == record
            assert len({other, record}) == 1

    check()


@each_record
def test_records_do_not_change(cls: type[Record]) -> None:
    """No field of a record can be set, and none can be added."""

    @given(STRATEGIES[cls], st.data())
    def check(record: Record, data: st.DataObject) -> None:
        names = [*inspect.signature(cls).parameters]
        name = data.draw(st.sampled_from(names)) if names else "kind"
        for field in (name, "something_else"):
            with pytest.raises(AttributeError):
                setattr(record, field, getattr(record, name))

    check()


@each_record
def test_every_record_round_trips_through_both_converters(cls: type[Record]) -> None:
    """What is written of a record is read as an equal one, by the quick and the careful pass."""

    @given(STRATEGIES[cls])
    def check(record: Record) -> None:
        text = json.dumps(unstructure(record))
        hint: Any = cls
        for structure in (fast_hook(hint), thorough_converter().structure):
            given_back: Any = json.loads(text)
            if hasattr(cls, "kind"):
                assert given_back.pop("kind") == hint.kind
            assert structure(given_back, hint) == record

    check()


@given(documents)
def test_documents_round_trip(document: Document) -> None:
    """A document is read as it was written, and written again with the same bytes."""
    text = dumps(document)
    parsed = parse(text.encode())
    assert parsed.faults == ()
    assert parsed.document == document
    assert dumps(parsed.document) == text


@given(documents)
def test_canonical_bytes_hold_the_same(document: Document) -> None:
    """The bytes that are hashed read as the same document, and are the shortest of its forms."""
    found = canonical(document)
    assert parse(found).document == document
    assert len(found) <= len(dumps(document).encode())


@given(knowledge_bases())
def test_knowledge_bases_round_trip(base: KnowledgeBase) -> None:
    """A folder that a base wrote is read as an equal base with the same digest."""
    again = reread(base)
    assert again == base
    assert hash(again) == hash(base)
    assert again.digest == base.digest


def test_the_sample_round_trips() -> None:
    """Every kind of statement, with all it can hold, comes back as it was."""
    base = sample_base()
    assert reread(base) == base


def test_writing_again_gives_the_same_files(kb: KnowledgeBase, tmp_path: Path) -> None:
    """The files of a base are the same bytes each time, under the same names."""
    kb.write(tmp_path / "a")
    allkb.read(tmp_path / "a").write(tmp_path / "b")
    first, second = (
        {str(f.relative_to(d)): f.read_bytes() for f in d.rglob("*") if f.is_file()}
        for d in (tmp_path / "a", tmp_path / "b")
    )
    assert first == second
    assert {"allkb.json", "citations.json", "topics/cells.json"} <= first.keys()


@given(knowledge_bases(), st.randoms(use_true_random=False))
def test_the_order_of_records_in_files_does_not_matter(base: KnowledgeBase, random: Any) -> None:
    """Records in another order, in one file, give an equal base with the same digest."""
    lists: dict[str, Any] = {}
    for name in allkb.codec.LISTS:
        records = list(getattr(base.document, name))
        random.shuffle(records)
        lists[name] = tuple(records)
    document = Document(format=1, version=base.version, **lists)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "all.json"
        file.write_text(dumps(document), encoding="utf-8")
        again = allkb.read(file)
    assert again == base
    assert again.digest == base.digest


def test_the_order_of_records_given_does_not_matter() -> None:
    """A base made of records in another order is the same value: statements are sorted by id."""
    base = sample_base()
    turned = sample_base(
        sources=base.sources[::-1],
        citations=base.citations[::-1],
        concepts=base.concepts[::-1],
        topics=base.topics[::-1],
        statements=base.statements.items[::-1],
    )
    assert turned.statements.ids == base.statements.ids
    assert turned == base
    assert turned.digest == base.digest


def test_whole_numbers_are_written_as_the_numbers_they_equal() -> None:
    """1 and 1.0 are equal in a field for numbers, so they are written alike."""
    one, other = Point(value=1, printed="1"), Point(value=1.0, printed="1")
    assert one == other
    assert json.dumps(unstructure(one)) == json.dumps(unstructure(other))


def test_zero_is_written_as_zero() -> None:
    """0.0 and -0.0 are equal, so records with either are written alike, or one is refused."""
    texts = {json.dumps(unstructure(Point(value=zero, printed="0"))) for zero in (0.0, -0.0)}
    assert len(texts) == 1


def test_whole_numbers_that_floats_cannot_hold_are_not_changed() -> None:
    """A number is read as it was given, or was refused; it is never rounded on the way."""
    try:
        point = Point(value=2**53 + 1, unit=Unit.DAYS, printed="many")
    except allkb.InvalidValueError:
        return
    raw = json.loads(json.dumps(unstructure(point)))
    raw.pop("kind")
    assert thorough_converter().structure(raw, Point) == point


def test_levels_are_written_as_printed() -> None:
    """A level is its code in a file, with an edition only where that is not the latest."""
    for code in ("C1", "3iiDi", "3iiDi@2003-05-19"):
        level = allkb.EvidenceLevel.parse(code)
        written: Any = unstructure(allkb.Support(levels=(level,)))
        assert written == {"citations": [], "levels": [code]}


def test_what_a_reader_looks_for_is_always_written() -> None:
    """Hedge, support, horizon and identifiers stand in a file even where nothing is known."""
    attestation = allkb.Attestation(
        source=allkb.RevisionId("any.2020"), locator=allkb.Locator(section=("Here",))
    )
    assert unstructure(attestation) == {
        "source": "any.2020",
        "hedge": None,
        "support": [],
        "locator": {"section": ["Here"]},
    }
    citation = allkb.Citation(
        id=allkb.CitationId("a-2000"), authors=("A B",), journal="J", year=2000
    )
    assert {"pmid", "doi"} <= unstructure(citation).keys()
    assert unstructure(citation)["doi"] is None


def test_defaults_are_left_out_and_attestations_stand_last(kb: KnowledgeBase) -> None:
    """A file holds no more than it must, with the tag first and the evidence last."""
    raw = unstructure(kb["graft.second.option-2"])
    assert next(iter(raw)) == "kind"
    assert list(raw)[-1] == "attestations"
    assert "n" not in raw
    assert "ended" not in raw
