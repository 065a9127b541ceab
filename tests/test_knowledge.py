"""The knowledge base as a value: looked into, compared, put together, written."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from attrs.exceptions import FrozenInstanceError
from hypothesis import given
from hypothesis import strategies as st
from samples import SOURCES, TOPICS, concept, sample_base, sample_parts
from strategies import knowledge_bases

import allkb
import allkb.files
from allkb import (
    AllkbError,
    ConceptCategory,
    DataError,
    InvalidValueError,
    KnowledgeBase,
    TopicId,
    UnknownIdError,
)
from allkb.codec import dumps
from allkb.vocabulary import Vocabulary, fold, near

EFS = "graft.second.efs"


def test_statements_are_found_by_id(kb: KnowledgeBase) -> None:
    """`kb[id]` is the statement; an unknown id raises with those that look like it."""
    assert kb[EFS].id == EFS
    with pytest.raises(UnknownIdError) as caught:
        kb["graft.second.ef"]
    assert (caught.value.kind, caught.value.id) == ("statement", "graft.second.ef")
    assert caught.value.near[0] == EFS
    assert isinstance(caught.value, KeyError)


LOOKUPS: dict[str, tuple[Callable[[KnowledgeBase, str], Any], str]] = {
    "source": (KnowledgeBase.source, "guide"),
    "revision": (KnowledgeBase.revision, "guide.2025-04-21"),
    "citation": (KnowledgeBase.citation, "doe-2010"),
    "concept": (KnowledgeBase.concept, "car-cells"),
    "topic": (KnowledgeBase.topic, "after-graft"),
}


@pytest.mark.parametrize("kind", LOOKUPS)
def test_records_are_found_by_id(kb: KnowledgeBase, kind: str) -> None:
    """Every other record is found by its id too, with the same error for an unknown one."""
    find, id = LOOKUPS[kind]
    assert find(kb, id).id == id
    with pytest.raises(UnknownIdError) as caught:
        find(kb, f"{id}x")
    assert (caught.value.kind, caught.value.id) == (kind, f"{id}x")
    assert id in caught.value.near


def test_it_is_a_collection_of_statements(kb: KnowledgeBase) -> None:
    """Length, order, iteration and membership are those of the statements."""
    assert len(kb) == 13
    assert [s.id for s in kb] == sorted(s.id for s in kb)
    assert EFS in kb
    assert "graft" not in kb
    assert kb[EFS] in kb
    assert evolve(kb[EFS], summary="Other.") not in kb
    assert 5 not in kb
    assert repr(kb) == "<KnowledgeBase 1.0: 13 statements>"


def test_it_is_a_value(kb: KnowledgeBase) -> None:
    """Equal content is equal and hashes alike; any difference makes another value."""
    other = sample_base()
    assert other == kb
    assert other is not kb
    assert len({kb, other}) == 1
    assert other.digest == kb.digest
    assert sample_base(version="2") != kb
    assert sample_base(version="2").digest != kb.digest
    assert kb != "kb"


def test_a_base_that_was_asked_is_still_the_same_value(kb: KnowledgeBase) -> None:
    """Indexes made on the way change neither equality nor what a copy holds."""
    asked = sample_base()
    asked.search("graft")
    assert asked.digest
    assert asked == kb
    assert hash(asked) == hash(kb)
    assert copy.copy(asked) == kb


def test_it_does_not_change(kb: KnowledgeBase) -> None:
    """No field can be set."""
    field: Any = kb
    with pytest.raises(FrozenInstanceError):
        field.version = "2"


def test_an_empty_base_is_a_base() -> None:
    """Without records there is nothing wrong, and nothing in it."""
    empty = KnowledgeBase()
    assert len(empty) == 0
    assert empty.check() == ()
    assert empty.statements.first() is None
    assert empty.search("graft").ids == ()
    assert empty.as_of("2020").statements.ids == ()


@pytest.mark.parametrize(
    "wrong",
    [
        {"version": 5},
        {"version": None},
        {"version": ""},
        {"version": "a\nb"},
        {"statements": []},
        {"concepts": ("x",)},
        {"topics": [TOPICS[0]]},
        {"sources": SOURCES[0]},
    ],
    ids=str,
)
def test_what_is_no_record_is_refused(wrong: dict[str, Any]) -> None:
    """A base that could not be hashed or written is not made."""
    with pytest.raises(InvalidValueError):
        KnowledgeBase(**wrong)


# Names of concepts


def test_concepts_are_found_by_any_name(kb: KnowledgeBase) -> None:
    """Id, label and synonyms find a concept, whatever the case and the accents."""
    for name in ("car-cells", "CAR CELLS", "car-t", "chimere cells", " Chimère Cells "):
        assert kb.concept(name).id == "car-cells"


def test_a_name_of_several_concepts_is_unknown(kb: KnowledgeBase) -> None:
    """A name that two concepts share finds neither: nothing is guessed."""
    twin = concept("os-gene", ConceptCategory.GENE, synonyms=("OS",))
    base = kb.with_records(concepts=(twin,))
    assert kb.concept("os").id == "overall-survival"
    with pytest.raises(UnknownIdError):
        base.concept("os")


def test_an_id_wins_over_another_name(kb: KnowledgeBase) -> None:
    """What is exactly the id of a concept is that concept, whoever else is called so."""
    base = kb.with_records(concepts=(concept("other", ConceptCategory.EVENT, synonyms=("fever",)),))
    assert base.concept("fever").id == "fever"


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Chimère", "chimere"),
        ("Straße", "strasse"),
        ("ÅÄÖ", "aao"),
        ("  x ", "x"),
        ("\uff28\uff33\uff23\uff34", "hsct"),
        ("", ""),
    ],
)
def test_folding(text: str, folded: str) -> None:
    """Case, accents, width and outer blanks go; the letters stay."""
    assert fold(text) == folded


def test_near_misses_are_few_and_nearest_first() -> None:
    """At most three known ids are named, the most alike first."""
    known = ["hsct-second", "hsct-secondary", "hsct-seconds", "hsct-2", "cells"]
    assert near("HSCT-second", known)[0] == "hsct-second"
    assert len(near("hsct-second", known)) == 3
    assert near("entirely else", known) == ()


@given(knowledge_bases())
def test_narrower_and_broader_are_two_sides(base: KnowledgeBase) -> None:
    """A concept is narrower than another just where that one is broader than it."""
    known = Vocabulary(base)
    for one in base.concepts:
        for other in base.concepts:
            assert (other.id in known.narrower(one.id)) is (one.id in known.broader([other.id]))


# Bases put together


def without(kb: KnowledgeBase, *ids: str) -> KnowledgeBase:
    """Return a base without some of its statements."""
    kept = tuple(s for s in kb if s.id not in ids)
    return sample_base(version=kb.version, statements=kept)


def test_merging_gives_the_records_of_both(kb: KnowledgeBase) -> None:
    """Records alike in both stand once; the version is that of the first."""
    one = without(kb, "cells.fever")
    other = sample_base(version="9", statements=(kb["cells.fever"],))
    assert one.merge(other) == kb
    assert other.merge(one) == sample_base(version="9")
    assert kb.merge(kb) == kb
    assert kb.merge(KnowledgeBase()) == kb


@pytest.mark.parametrize("table", ["sources", "citations", "concepts", "topics", "statements"])
def test_merging_other_content_is_refused(kb: KnowledgeBase, table: str) -> None:
    """An id with other content in the other base is never decided in silence."""
    changes = {"sources": "note", "citations": "note", "statements": "selection"}
    field = changes.get(table, "label")
    first, *rest = sample_parts()[table]
    other = sample_base(**{table: (evolve(first, **{field: "Other."}), *rest)})
    for one, two in ((kb, other), (other, kb)):
        with pytest.raises(DataError, match=f"another record has the id '{first.id}'"):
            one.merge(two)


@given(knowledge_bases(), st.data())
def test_merging_is_associative(base: KnowledgeBase, data: st.DataObject) -> None:
    """The order in which three compatible bases are merged does not matter to their records."""

    def part() -> KnowledgeBase:
        """Return the base without statements that nothing else names."""
        named = {link.to for s in base for link in s.links}
        named |= {id for s in base for id in s.superseded_by}
        kept = tuple(s for s in base if s.id in named or data.draw(st.booleans()))
        try:
            return evolve(base, statements=kept)
        except DataError:  # a statement kept may name one that was not
            return base

    a, b, c = part(), part(), part()
    assert a.merge(b).merge(c) == a.merge(b.merge(c))
    assert a.merge(b) == b.merge(a)
    assert a.merge(a) == a


def test_records_can_be_added(kb: KnowledgeBase) -> None:
    """New records may name those of the base; the same again changes nothing."""
    new = concept("nap", ConceptCategory.PROCEDURE, "therapy")
    more = kb.with_records(concepts=(new,), topics=(TOPICS[0],))
    assert more.concept("nap") == new
    assert len(more.concepts) == len(kb.concepts) + 1
    assert (more.version, more.topics) == (kb.version, kb.topics)
    with pytest.raises(DataError):
        kb.with_records(concepts=(concept("nap", ConceptCategory.EVENT, "nothing"),))


def test_reading_onto_a_base(kb: KnowledgeBase, tmp_path: Path) -> None:
    """Data may name the records of the base it is read onto, which is part of the result."""
    part = without(kb, "cells.fever")
    new = evolve(part.document, version=None, statements=(kb["cells.fever"],), sources=())
    (tmp_path / "new.json").write_text(dumps(new), encoding="utf-8")
    assert allkb.read(tmp_path, onto=part) == kb
    with pytest.raises(DataError, match="there is no revision"):
        allkb.read(tmp_path)


def test_the_version_of_new_data_wins(kb: KnowledgeBase, tmp_path: Path) -> None:
    """Data with a version of its own gives it to what is read."""
    (tmp_path / "new.json").write_text('{"format": 1, "version": "7"}', encoding="utf-8")
    assert allkb.read(tmp_path, onto=kb) == evolve(kb, version="7")


# Writing


def test_the_files_are_one_for_each_thing(kb: KnowledgeBase, tmp_path: Path) -> None:
    """A base is one file of version, one for each list, and one for each topic; and its schema."""
    kb.write(tmp_path / "new" / "data")
    found = {f.relative_to(tmp_path / "new/data").as_posix() for f in tmp_path.rglob("*.json")}
    assert found == {
        ".allkb-1.schema.json",
        "allkb.json",
        "citations.json",
        "concepts.json",
        "sources.json",
        "topics/after-graft.json",
        "topics/cells.json",
    }
    text = (tmp_path / "new/data/topics/cells.json").read_bytes()
    assert text.endswith(b"}\n")
    assert b"\r" not in text
    assert (tmp_path / "new/data").stat().st_mode & 0o777 == 0o755


def test_an_empty_folder_is_written_to(kb: KnowledgeBase, tmp_path: Path) -> None:
    """A folder that is there and empty is used, also by a text, also the one we are in."""
    (tmp_path / "empty").mkdir()
    kb.write(str(tmp_path / "empty"))
    assert allkb.read(tmp_path / "empty") == kb


def test_the_folder_we_are_in_is_written_to(
    kb: KnowledgeBase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The empty folder we are in can be named by a dot."""
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path / "empty")
    kb.write(".")
    assert allkb.read(tmp_path / "empty") == kb


def test_a_folder_with_anything_in_it_is_not_touched(kb: KnowledgeBase, tmp_path: Path) -> None:
    """Nothing is overwritten or mixed in, not even beside a dotfile."""
    (tmp_path / ".keep").write_text("")
    with pytest.raises(AllkbError, match="is not empty: write to a new folder"):
        kb.write(tmp_path)
    assert [f.name for f in tmp_path.iterdir()] == [".keep"]


def test_a_file_is_no_folder(kb: KnowledgeBase, tmp_path: Path) -> None:
    """A file in the place of the folder is refused and left as it is."""
    (tmp_path / "file").write_text("kept")
    with pytest.raises((AllkbError, NotADirectoryError)):
        kb.write(tmp_path / "file")
    assert (tmp_path / "file").read_text() == "kept"
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize("folder", ["data", "new/folders/data"])
def test_nothing_is_left_when_writing_fails(
    kb: KnowledgeBase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: str
) -> None:
    """If any file cannot be written, none is there afterwards, and no draft of them."""
    calls: list[object] = []

    def fail(document: Any, *, schema: str) -> str:
        calls.append(document)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return dumps(document, schema=schema)

    monkeypatch.setattr(allkb.files, "dumps", fail)
    with pytest.raises(KeyboardInterrupt):
        kb.write(tmp_path / folder)
    assert len(calls) == 3
    assert list(tmp_path.iterdir()) == []


def test_topics_are_filed_by_their_names(kb: KnowledgeBase, tmp_path: Path) -> None:
    """A statement is in the file of its topic, a topic without statements in its own."""
    base = kb.with_records(topics=(evolve(TOPICS[1], id=TopicId("empty-one"), headings=()),))
    base.write(tmp_path / "data")
    assert (tmp_path / "data/topics/empty-one.json").is_file()
    assert allkb.read(tmp_path / "data") == base


def test_loading_reads_once() -> None:
    """The bundled base is made on the first call and is the same value from then on."""
    assert allkb.load() is allkb.load()
