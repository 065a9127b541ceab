"""
Data files in a folder: found, read together, and written back.

A knowledge base is always written as the same files with the same bytes:
`allkb.json` with its version, one file for each list of records that others
refer to, and in `topics` one file for each topic with its statements. Beside
them stand their checksums, which tell quickly whether a file was changed since;
what names the exact content for good is the digest of the knowledge base. There
too is the JSON Schema that each file names, so that editors know the format; its
name starts with a dot, so it is not read as data.
"""

from __future__ import annotations

import os
import stat
from binascii import crc32
from typing import TYPE_CHECKING, Any, NamedTuple

from allkb.checks import INTEGRITY, Finding, run
from allkb.codec import (
    FORMAT,
    LISTS,
    SCHEMA_FILE,
    Document,
    Parsed,
    dumps,
    nothing,
    parse,
    schema_text,
)
from allkb.errors import AllkbError, DataError, Fault

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["SIZE_LIMIT", "Batch", "as_written", "merge", "read_batch", "write_folder"]

SIZE_LIMIT = 1 << 30
"""The most bytes one data file may have."""


_SUMS = "CRC32SUMS"
_SCHEMA = f".{SCHEMA_FILE}"


class Batch(NamedTuple):
    """
    What was read from several files.

    Attributes:
        document: Their sound records together, in file order.
        faults: What is wrong in single files; empty if all is sound.
        parts: Each file's name and what was made of it.
    """

    document: Document
    faults: tuple[Fault, ...]
    parts: tuple[tuple[str, Parsed], ...]

    def all_faults(self, onto: Document) -> tuple[Fault, ...]:
        """
        Return what is wrong in single files and across them.

        Args:
            onto: Sound records that those of the files may name.
        """
        refused = frozenset(
            id for _, part in self.parts for ids in part.refused.values() for id in ids
        )
        findings = run(INTEGRITY, merge(onto, self.document), assumed=refused)
        known = {name: {r.id: r for r in getattr(onto, name)} for name in LISTS}
        return (*self.faults, *(self._placed(finding, known) for finding in findings))

    def _placed(self, finding: Finding, known: dict[str, dict[str, Any]]) -> Fault:
        """Say in which file, and where in it, a finding is."""
        name = finding.list
        rows = [
            (file, place, record)
            for file, part in self.parts
            for place, record in zip(part.places[name], getattr(part.document, name), strict=True)
        ]
        fresh = _fresh(tuple(record for *_, record in rows), known[name])
        position = finding.position - len(known[name])
        if not 0 <= position < len(fresh):
            return Fault(f"$.{name}", finding.message)
        file, place, _ = rows[fresh[position]]
        return Fault(f"$.{name}[{place}]{finding.path}", finding.message, file)


def merge(first: Document, second: Document) -> Document:
    """Put the records of two documents together; one that is alike in both stands once."""
    lists: dict[str, Any] = {}
    for name in LISTS:
        known = {record.id: record for record in getattr(first, name)}
        more = getattr(second, name)
        lists[name] = (*getattr(first, name), *(more[i] for i in _fresh(more, known)))
    return Document(format=FORMAT, version=second.version or first.version, **lists)


def _fresh(records: tuple[Any, ...], known: dict[str, Any]) -> list[int]:
    """Return the positions of records that are not known; the second of two alike is fresh."""
    passed: set[str] = set()
    found: list[int] = []
    for position, record in enumerate(records):
        if known.get(record.id) == record and record.id not in passed:
            passed.add(record.id)
        else:
            found.append(position)
    return found


def read_batch(path: str, contents: dict[str, bytes] | None = None) -> Batch:
    """
    Read a data file, or every `*.json` below a folder.

    Names that start with a dot are passed over. Nothing is raised for what is
    wrong inside a file: that is in the batch.

    Args:
        path: The file or folder.
        contents: The files and what is in them, where they have been read already.

    Raises:
        DataError: if there is no such file or folder, or no data file in it.
    """
    try:
        files = _files(path) if contents is None else [*contents]
    except (OSError, ValueError) as exc:
        raise DataError((Fault("$", _why(exc), _name(path)),)) from exc
    if contents is None:
        parts = tuple((_name(file), _parse(file)) for file in files)
    else:
        parts = tuple((_name(file), parse(data, _name(file))) for file, data in contents.items())
    if not parts:
        raise DataError((Fault("$", "no data file there", _name(path)),))
    faults = [fault for _, part in parts for fault in part.faults]
    versions = [(name, part.document.version) for name, part in parts if part.document.version]
    faults += [Fault("$.version", "another file has a version too", f) for f, _ in versions[1:]]
    lists: dict[str, Any] = {
        name: tuple(r for _, part in parts for r in getattr(part.document, name)) for name in LISTS
    }
    version = versions[0][1] if versions else None
    return Batch(Document(format=FORMAT, version=version, **lists), tuple(faults), parts)


def _files(path: str) -> list[str]:
    if not os.path.isdir(path):
        return [path]
    found: list[str] = []
    for folder, folders, names in os.walk(path, onerror=_refuse):
        folders[:] = [name for name in folders if not name.startswith(".")]
        found += [
            os.path.join(folder, name)
            for name in names
            if name.endswith(".json") and not name.startswith(".")
        ]
    return sorted(found)


def _refuse(error: OSError) -> None:
    """Raise what `os.walk` would pass over."""
    raise error


def _parse(file: str) -> Parsed:
    try:
        about = os.stat(file)
        if not stat.S_ISREG(about.st_mode):
            return nothing("not a regular file", _name(file))
        if about.st_size > SIZE_LIMIT:
            return nothing(f"larger than {SIZE_LIMIT} bytes", _name(file))
        with open(file, "rb") as opened:
            data = opened.read()
    except (OSError, ValueError) as exc:
        return nothing(_why(exc), _name(file))
    return parse(data, _name(file))


def _name(path: str) -> str:
    """Return a path as a message may show it."""
    return path if path.isprintable() else ascii(path)


def _why(exc: Exception) -> str:
    return getattr(exc, "strerror", None) or str(exc)


def _layout(document: Document) -> dict[str, Document]:
    """Return the document of each file, by the file's name."""
    files = {"allkb.json": Document(format=FORMAT, version=document.version)}
    for name in ("sources", "citations", "concepts"):
        records: Any = getattr(document, name)
        files[f"{name}.json"] = Document(format=FORMAT, **{name: records})
    for topic in document.topics:
        files[f"topics/{topic.id}.json"] = Document(
            format=FORMAT,
            topics=(topic,),
            statements=tuple(s for s in document.statements if s.topic == topic.id),
        )
    return files


def _sums(folder: str, contents: dict[str, bytes]) -> bytes:
    """Return the checksums of the data files in a folder: CRC-32 and name, a line each."""
    start = len(os.path.join(folder, ""))
    lines = (
        f"{crc32(data):08x}  {file[start:].replace(os.sep, '/')}\n"
        for file, data in contents.items()
    )
    return "".join(lines).encode()


def _contents(folder: str) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for file in _files(folder):
        with open(file, "rb") as opened:
            found[file] = opened.read()
    return found


def as_written(folder: str) -> dict[str, bytes] | None:
    """Return the data files in a folder if they are those its checksums were made of."""
    try:
        with open(os.path.join(folder, _SUMS), "rb") as opened:
            sums = opened.read()
        contents = _contents(folder)
    except OSError:
        return None
    return contents if sums == _sums(folder, contents) else None


def write_folder(document: Document, folder: Path) -> None:
    """
    Write a document as data files, all of them or none.

    Args:
        document: Records in the order in which they are to be written.
        folder: A folder that does not exist yet, or is empty.

    Raises:
        AllkbError: if the folder holds anything.
    """
    import shutil
    import tempfile
    from pathlib import Path

    is_there = folder.exists()
    if is_there and any(folder.iterdir()):
        msg = f"{folder} is not empty: write to a new folder"
        raise AllkbError(msg)
    near = next(parent for parent in folder.absolute().parents if parent.exists())
    draft = Path(tempfile.mkdtemp(dir=folder if is_there else near, prefix=".allkb."))
    try:
        for name, part in _layout(document).items():
            file = draft / name
            file.parent.mkdir(exist_ok=True)
            up = "../" * name.count("/") or "./"
            text = dumps(part, schema=f"{up}{_SCHEMA}")
            file.write_text(text, encoding="utf-8", newline="\n")
        (draft / _SCHEMA).write_text(schema_text(), encoding="utf-8", newline="\n")
        (draft / _SUMS).write_bytes(_sums(str(draft), _contents(str(draft))))
        _settle(draft, folder)
    except BaseException:
        for path in [*folder.iterdir()] if is_there else [draft]:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        raise


def _settle(draft: Path, folder: Path) -> None:
    """Put what was written in its place: in one step, unless the folder is there already."""
    if folder.exists():
        for path in draft.iterdir():
            path.replace(folder / path.name)
        draft.rmdir()
    else:
        draft.chmod(0o755)
        folder.parent.mkdir(parents=True, exist_ok=True)
        draft.replace(folder)
