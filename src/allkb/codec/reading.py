"""
Text of a data file to records, all or nothing.

Sound data takes the fast converter. Only if that refuses is the text read
again, by the thorough one, which finds everything that is wrong.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

from allkb.codec.document import FORMAT, LISTS, Document
from allkb.codec.fast import fast_hook
from allkb.codec.shapes import is_array, is_object, shown
from allkb.collector import collector_paused
from allkb.errors import Fault
from allkb.model import TEXT_LIMIT, Citation, Concept, Source, Statement, Topic
from allkb.model.record import is_known_sound

__all__ = ["Parsed", "nothing", "parse"]


_MEMBERS: dict[str, Any] = {
    "sources": Source,
    "citations": Citation,
    "concepts": Concept,
    "topics": Topic,
    "statements": Statement,
}


class Parsed(NamedTuple):
    """
    What was made of one file.

    Attributes:
        document: Its sound records, at the places they have in the file.
        places: For each list, the index in the file of each sound record.
        faults: Everything that is wrong with the rest; empty if all is sound.
        refused: For each list, the ids that records which are not sound claim.
    """

    document: Document
    places: dict[str, list[int]]
    faults: tuple[Fault, ...]
    refused: dict[str, frozenset[str]]


def parse(data: bytes, file: str | None = None) -> Parsed:
    """
    Read the bytes of a data file.

    Args:
        data: UTF-8 JSON.
        file: The name to put into faults.
    """
    try:
        text = data.decode()
    except UnicodeDecodeError as exc:
        return nothing(f"not UTF-8: byte {exc.start} is 0x{data[exc.start]:02X}", file)
    with collector_paused():
        try:
            document = fast_hook(Document)(_without_reference(_objects(text)), Document)
        except Exception:  # noqa: BLE001  whatever it was, the second pass says it properly
            return _parse_thoroughly(text, file)
    if document.format != FORMAT:
        return nothing(_format_fault(document.format), file, "$.format")
    return Parsed(
        document, {name: [*range(len(getattr(document, name)))] for name in LISTS}, (), {}
    )


def _objects(text: str) -> Any:
    if is_known_sound():
        return json.loads(text)
    return json.loads(text, object_pairs_hook=_unique, parse_constant=_refuse_constant)


def _without_reference(found: Any) -> Any:
    """Leave out where the schema is: that is for editors, and no part of the data."""
    if "$schema" in found and not _is_text(found.pop("$schema")):
        raise ValueError(found)
    return found


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError(pairs)
    return found


def _refuse_constant(name: str) -> float:
    raise ValueError(name)


def nothing(message: str, file: str | None, path: str = "$") -> Parsed:
    """Return what was made of a file of which nothing could be."""
    empty: dict[str, list[int]] = {name: [] for name in LISTS}
    return Parsed(Document(format=FORMAT), empty, (Fault(path, message, file),), {})


def _format_fault(found: object) -> str:
    return f"format {shown(found)} is not {FORMAT}, the one this version reads"


def _parse_thoroughly(text: str, file: str | None) -> Parsed:
    repeated: list[tuple[dict[str, Any], tuple[str, ...]]] = []

    def keep_repeated(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) != len(pairs):
            counts = Counter(key for key, _ in pairs)
            repeated.append((found, tuple(key for key, n in counts.items() if n > 1)))
        return found

    try:
        raw = json.loads(text, object_pairs_hook=keep_repeated)
        paths = {id(found): keys for found, keys in repeated}
        faults = [Fault(path, message, file) for path, message in _key_faults(raw, "$", paths)]
        return _sort_out(raw, faults, file)
    except json.JSONDecodeError as exc:
        return nothing(f"not JSON: {exc.msg} at line {exc.lineno}, column {exc.colno}", file)
    except RecursionError:
        return nothing("nested too deeply", file)
    except ValueError:
        return nothing("a number has too many digits", file)


def _key_faults(
    value: object, path: str, repeated: dict[int, tuple[str, ...]]
) -> Iterator[tuple[str, str]]:
    """Yield the keys that stand twice in an object, wherever it is."""
    if is_object(value):
        for key in repeated.get(id(value), ()):
            yield path, f"key {shown(key)} stands more than once"
        for key, inner in value.items():
            step = f".{key}" if key.isidentifier() and len(key) < 60 else f"[{shown(key)}]"
            yield from _key_faults(inner, path + step, repeated)
    elif is_array(value):
        for index, inner in enumerate(value):
            yield from _key_faults(inner, f"{path}[{index}]", repeated)


def _sort_out(given: object, faults: list[Fault], file: str | None) -> Parsed:
    """Keep what is sound of a file that is not, and say what is wrong with the rest."""
    from allkb.codec.thorough import faults_of, thorough_converter

    if not is_object(given):
        return nothing("must be an object with format and lists of records", file)
    kept: dict[str, Any] = {}
    places: dict[str, list[int]] = {name: [] for name in LISTS}
    refused: dict[str, frozenset[str]] = {}
    faults += [Fault("$", message, file) for message in _top_faults(given)]
    for name in LISTS:
        items: object = given.get(name, [])
        if not is_array(items):
            faults.append(Fault(f"$.{name}", "must be a list", file))
            continue
        hook = thorough_converter().get_structure_hook(_MEMBERS[name])
        found: list[Any] = []
        for index, item in enumerate(items):
            try:
                found.append(hook(item, _MEMBERS[name]))
                places[name].append(index)
            except Exception as exc:  # noqa: BLE001  the faults of each record are gathered
                told = faults_of(exc, f"$.{name}[{index}]")
                faults += [Fault(path, message, file) for path, message in told]
        kept[name] = tuple(found)
        refused[name] = _claimed(items) - {record.id for record in found}
    version = given.get("version") if _version_is_sound(given) else None
    document = Document(format=FORMAT, version=version, **kept)
    return Parsed(document, places, tuple(faults), refused)


def _claimed(items: list[Any]) -> frozenset[str]:
    """Return the ids that objects of a list, and revisions in them, say they have."""
    objects = [item for item in items if is_object(item)]
    lists = [item.get("revisions") for item in objects]
    objects += [inner for found in lists if is_array(found) for inner in found if is_object(inner)]
    return frozenset(id for item in objects if isinstance(id := item.get("id"), str))


def _top_faults(raw: dict[str, Any]) -> Iterator[str]:
    for key in sorted(raw.keys() - {"$schema", "format", "version", *LISTS}):
        yield f"unknown key {shown(key)}"
    if "format" not in raw:
        yield f"format is required and missing; it should be {FORMAT}"
    elif raw["format"] != FORMAT or type(raw["format"]) is not int:
        yield _format_fault(raw["format"])
    if not _version_is_sound(raw):
        yield f"version {_NO_TEXT}"
    if "$schema" in raw and not _is_text(raw["$schema"]):
        yield f"$schema {_NO_TEXT}"


_NO_TEXT = "must be text, printable, not empty and not too long"


def _version_is_sound(raw: dict[str, Any]) -> bool:
    version = raw.get("version")
    return version is None or _is_text(version)


def _is_text(value: object) -> bool:
    """Tell whether a value is a text as records may have it."""
    return isinstance(value, str) and 0 < len(value) <= TEXT_LIMIT and value.isprintable()
