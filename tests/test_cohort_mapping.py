"""Column mappings in TOML: what is read, and that anything else is a clear error."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from allkb import FACTS, DataError
from allkb.cohort.mapping import Mapped, read_mapping

SET = "genetic_alterations"
SITES = f"its values are {', '.join(FACTS['relapse_site'].choices)}"


def written(folder: Path, text: str | bytes) -> Path:
    """Return a file with a mapping."""
    file = folder / "map.toml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


def faults(folder: Path, text: str | bytes) -> list[str]:
    """Return what is said to be wrong with a mapping."""
    with pytest.raises(DataError) as caught:
        read_mapping(written(folder, text))
    return [str(fault) for fault in caught.value.faults]


def test_a_mapping_is_read(tmp_path: Path) -> None:
    """Columns and the meanings of words, as they stand there."""
    text = "columns.age = 'AGE'\n[values.mrd]\nneg = 0\nlow = 0.0001\nunknown = ''"
    assert read_mapping(written(tmp_path, text)) == Mapped(
        columns={"age": "AGE"}, values={"mrd": {"neg": 0, "low": 0.0001, "unknown": ""}}
    )


def test_a_mapping_may_be_empty(tmp_path: Path) -> None:
    """Then columns are taken by the names of facts."""
    assert read_mapping(written(tmp_path, "")) == Mapped()


def test_everything_wrong_is_told_at_once(tmp_path: Path) -> None:
    """Each fault with its place in the file."""
    text = """
    column = {}
    [columns]
    age = 7
    [values]
    lineage = "B"
    ages = {}
    genetic_alterations = {}
    [values.gvhd]
    J = "yes"
    [values.age]
    old = true
    older = inf
    [values.relapse_site]
    BM = "bone marrow"
    """
    assert faults(tmp_path, text) == [
        "map.toml: column: there is no such part; the parts are columns and values",
        "map.toml: columns.age: must be the name of a column, not 7",
        "map.toml: values.lineage: must be a table: [values.lineage]",
        "map.toml: values.ages: there is no such fact",
        f"map.toml: values.{SET}: name one member of the set: [values.'{SET}:CONCEPT']",
        "map.toml: values.gvhd.J: 'yes' is no value of gvhd",
        "map.toml: values.age.old: True is no value of age",
        "map.toml: values.age.older: inf is no value of age",
        f"map.toml: values.relapse_site.BM: 'bone marrow' is no value of relapse_site; {SITES}",
    ]


def test_parts_are_tables(tmp_path: Path) -> None:
    """Something else in the place of a part is told."""
    assert faults(tmp_path, "columns = 1\nvalues = []") == [
        "map.toml: columns: must be a table: [columns]",
        "map.toml: values: must hold tables: [values.FACT]",
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("columns = {", "it is no TOML"),
        (b"\xff\xfe", "it is no TOML"),
        ("a = " + "[" * 100_000, "it is "),
        ("# " + "x" * 1_000_000, "it has more than 1000000 bytes"),
    ],
)
def test_hostile_files_are_refused(text: str | bytes, words: str, tmp_path: Path) -> None:
    """Broken, deep and huge files are errors that say so."""
    (fault,) = faults(tmp_path, text)
    assert words in fault


@given(st.binary(max_size=200) | st.text(alphabet="[]{}=.'\"\n ageclumnsv0"))
def test_any_file_is_a_mapping_or_an_error(
    tmp_path_factory: pytest.TempPathFactory, text: str | bytes
) -> None:
    """Nothing but the library's own error comes out of any file."""
    file = written(tmp_path_factory.mktemp("fuzz"), text)
    with contextlib.suppress(DataError):
        assert isinstance(read_mapping(file), Mapped)
