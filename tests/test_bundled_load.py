"""Loading the bundled data: quickly while it is as it was written, and strictly if it is not."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from bundled import DATA, FILES, KB

import allkb
import allkb.loading
from allkb import DataError, InvalidValueError, KnowledgeBase, Point
from allkb.codec import FORMAT, Document
from allkb.files import Batch, as_written
from allkb.model.record import is_known_sound, known_sound

SUMS = "CRC32SUMS"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Return a copy of the data folder."""
    return shutil.copytree(DATA, tmp_path / "data")


@pytest.fixture
def load(data: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], KnowledgeBase]:
    """Return `load`, without its cache, as of a package whose data folder is the copy."""
    monkeypatch.setattr(allkb.loading, "__file__", str(data.with_name("loading.py")))
    return allkb.loading.load.__wrapped__


def change(file: Path, old: str, new: str) -> None:
    """Put another text in place of the first of its kind in a file."""
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


# The same data, whichever way it is read


def test_what_is_loaded_is_what_is_read() -> None:
    """Trusting the checksums gives the very base that checking everything gives."""
    checked = allkb.read(DATA)
    assert checked == KB
    assert checked.digest == KB.digest
    assert [*checked] == [*KB]
    assert hash(checked) == hash(KB)


def test_it_is_loaded_once() -> None:
    """A second call gives the same object."""
    assert allkb.load() is allkb.load()


def test_the_bundled_files_are_as_written() -> None:
    """The checksums that ship are those of the files that ship, all of them."""
    assert as_written(str(DATA)) is not None
    lines = (DATA / SUMS).read_text(encoding="utf-8").splitlines()
    assert [DATA / line[10:] for line in lines] == FILES


# Files that are as they were written


def test_a_copy_that_is_unchanged_is_trusted(
    load: Callable[[], KnowledgeBase], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Files that agree with their checksums are read as known to be sound."""
    assert _known_while_reading(load, monkeypatch) is True


HARMS: dict[str, Callable[[Path], object]] = {
    "no checksums": lambda data: (data / SUMS).unlink(),
    "empty checksums": lambda data: (data / SUMS).write_bytes(b""),
    "checksums that are no text": lambda data: (data / SUMS).write_bytes(b"\xff\xfe\n"),
    "another name": lambda data: change(data / SUMS, "allkb.json", "other.json"),
    "another mark": lambda data: change(data / SUMS, "  ", " *"),
    "another checksum": lambda data: change(data / SUMS, "0", "1"),
    "checksums cut short": lambda data: (data / SUMS).write_bytes((DATA / SUMS).read_bytes()[:-1]),
    "a file more": lambda data: shutil.copy(data / "allkb.json", data / "more.json"),
    "a file less": lambda data: (data / "topics/approvals.json").unlink(),
    "a file renamed": lambda data: (data / "allkb.json").rename(data / "other.json"),
    "a line end": lambda data: change(data / "allkb.json", "\n", "\r\n"),
    "a digit": lambda data: change(data / "allkb.json", "2", "3"),
}


@pytest.mark.parametrize("harm", HARMS)
def test_anything_else_is_read_strictly(
    harm: str,
    data: Path,
    load: Callable[[], KnowledgeBase],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Files and checksums that differ in anything are not known to be sound."""
    assert as_written(str(data)) is not None
    HARMS[harm](data)
    assert as_written(str(data)) is None
    assert _known_while_reading(load, monkeypatch) is False


def _known_while_reading(
    load: Callable[[], KnowledgeBase], monkeypatch: pytest.MonkeyPatch
) -> bool:
    """Tell whether records are known to be sound while `load` reads them."""
    seen: list[bool] = []

    def read_batch(_path: str, _contents: object = None) -> Batch:
        seen.append(is_known_sound())
        return Batch(Document(format=FORMAT), (), ())

    monkeypatch.setattr(allkb.loading, "read_batch", read_batch)
    assert load() == KnowledgeBase()
    assert not is_known_sound()
    (known,) = seen
    return known


def test_without_checksums_the_same_is_read(data: Path, load: Callable[[], KnowledgeBase]) -> None:
    """What is sound is loaded without its checksums too."""
    (data / SUMS).unlink()
    assert load() == KB


@pytest.mark.parametrize("is_summed", [False, True], ids=["no sums", "old sums"])
@pytest.mark.parametrize(
    ("file", "old", "new", "fault"),
    [
        ("topics/relapse-after-hsct.json", '"low": 0.1,', '"low": 1.1,', "low"),
        ("topics/relapse-after-hsct.json", '"hedge": "may"', '"hedge": "perhaps"', "perhaps"),
        ("topics/approvals.json", '"fda"', '"fad"', "fad"),
        ("citations.json", '"year": 2012', '"year": 12', "year"),
        ("concepts.json", '"id": "cog"', '"id": "gog"', "cog"),
        ("allkb.json", "{", "[", "allkb.json"),
    ],
)
def test_a_changed_byte_is_told(
    file: str,
    old: str,
    new: str,
    fault: str,
    *,
    is_summed: bool,
    data: Path,
    load: Callable[[], KnowledgeBase],
) -> None:
    """Data that is no longer what was written, and wrong, is refused with its place."""
    change(data / file, old, new)
    if not is_summed:
        (data / SUMS).unlink()
    assert as_written(str(data)) is None
    with pytest.raises(DataError, match=fault):
        load()
    assert not is_known_sound()


# What is known to be sound is known for a moment only


def a_fault() -> None:
    """Make a record that cannot be."""
    Point(value=7.0, printed="7")


def test_records_are_checked_again_after_loading() -> None:
    """When the bundled data is loaded, records are checked as ever."""
    assert allkb.load() is KB
    assert not is_known_sound()
    with pytest.raises(InvalidValueError, match="must be in"):
        a_fault()


def test_records_are_checked_again_after_an_exception(
    load: Callable[[], KnowledgeBase], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever goes wrong while trusted files are read, the trust ends there."""

    def read_batch(_path: str, _contents: object = None) -> Batch:
        assert is_known_sound()
        raise KeyboardInterrupt

    monkeypatch.setattr(allkb.loading, "read_batch", read_batch)
    with pytest.raises(KeyboardInterrupt):
        load()
    assert not is_known_sound()
    with pytest.raises(InvalidValueError, match="must be in"):
        a_fault()


def test_trust_does_not_nest_away() -> None:
    """Trust within trust ends with the outer one."""
    with known_sound():
        with known_sound():
            a_fault()
        assert is_known_sound()
    assert not is_known_sound()


def test_other_threads_check_meanwhile() -> None:
    """While one thread reads trusted files, records made in others are checked."""
    inherits = getattr(sys.flags, "thread_inherit_context", False)
    if inherits:
        pytest.skip("this Python hands the context of a thread to those that it starts")
    with known_sound(), ThreadPoolExecutor(1) as pool:
        a_fault()
        assert pool.submit(is_known_sound).result() is False
        with pytest.raises(InvalidValueError, match="must be in"):
            pool.submit(a_fault).result()
    assert not is_known_sound()
