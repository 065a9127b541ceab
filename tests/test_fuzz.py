"""Data spoiled at random is read as a base that round-trips, or refused as a data error."""

from __future__ import annotations

import json
import math
import tempfile
from copy import deepcopy
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from samples import sample_base

import allkb
from allkb import DataError, KnowledgeBase
from allkb.codec import Document, dumps, parse
from allkb.codec.fast import fast_hook
from allkb.codec.thorough import thorough_converter

Step = str | int
Way = tuple[Step, ...]

RAW: dict[str, Any] = json.loads(dumps(sample_base().document))
scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=6)
    | st.sampled_from(["C1", "3iiDi@2003-05-19", "2012-01-01", "is", "range", "after-graft", "<"])
)
anything = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["kind", "id", "value", "fact", "low"]), inner, max_size=3
        )
    ),
    max_leaves=5,
)


def ways(value: Any, so_far: Way = ()) -> list[Way]:
    """Return the way to every value inside a value, itself apart."""
    inner: list[tuple[Step, Any]] = []
    if isinstance(value, dict):
        inner = list(value.items())  # pyright: ignore[reportUnknownArgumentType,reportUnknownVariableType]
    elif isinstance(value, list):
        inner = list(enumerate(value))  # pyright: ignore[reportUnknownArgumentType,reportUnknownVariableType]
    here = [(*so_far, step) for step, _ in inner]
    return here + [way for step, v in inner for way in ways(v, (*so_far, step))]


WAYS = ways(RAW)


def holder_of(data: Any, way: Way) -> Any:
    """Return what holds the last step of a way, or None where an earlier change cut it off."""
    for step in way[:-1]:
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            return None
    return data


@st.composite
def spoiled(draw: st.DrawFn) -> dict[str, Any]:
    """Draw the sample with one to three changes at random places."""
    data = deepcopy(RAW)
    for _ in range(draw(st.integers(1, 3))):
        way = draw(st.sampled_from(WAYS))
        change = draw(st.sampled_from(("replace", "borrow", "delete", "add", "double")))
        holder, step = holder_of(data, way), way[-1]
        if isinstance(holder, str):
            continue  # an earlier change put a text there, which has steps too
        known: Any = None
        try:
            known = holder[step]
        except (KeyError, IndexError, TypeError):
            continue
        if change == "replace":
            holder[step] = draw(anything)
        elif change == "borrow":
            other = draw(st.sampled_from(WAYS))
            holder[step] = deepcopy(holder_of(RAW, other)[other[-1]])
        elif change == "delete":
            del holder[step]
        elif isinstance(known, dict):
            known[draw(st.sampled_from(("kind", "id", "extra", "criteria")))] = draw(anything)
        elif isinstance(known, list):
            known.append(known[0] if change == "double" and known else draw(anything))  # pyright: ignore[reportUnknownMemberType,reportUnknownArgumentType]
    return data


def finite(value: Any) -> bool:
    """Tell whether a value holds no number that JSON does not have."""
    if isinstance(value, dict):
        return all(finite(v) for v in value.values())  # pyright: ignore[reportUnknownArgumentType,reportUnknownVariableType]
    if isinstance(value, list):
        return all(finite(v) for v in value)  # pyright: ignore[reportUnknownArgumentType,reportUnknownVariableType]
    return not isinstance(value, float) or math.isfinite(value)


def read_or_refusal(file: Path) -> KnowledgeBase | DataError:
    """Return what reading a file gives, or the error that says why it does not."""
    try:
        return allkb.read(file)
    except DataError as exc:
        return exc


@settings(max_examples=400)
@given(spoiled())
def test_spoiled_data_is_read_whole_or_refused(data: dict[str, Any]) -> None:
    """Reading gives a base that round-trips, or a DataError with faults: nothing else."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "data.json"
        file.write_text(json.dumps(data))
        base = read_or_refusal(file)
        if isinstance(base, DataError):
            assert base.faults
            assert all(fault.path.startswith("$") and fault.message for fault in base.faults)
            assert str(base).encode()
            return
        base.write(Path(folder) / "again")
        again = allkb.read(Path(folder) / "again")
    assert again == base
    assert again.digest == base.digest


@settings(max_examples=400)
@given(spoiled())
def test_both_passes_agree(data: dict[str, Any]) -> None:
    """What the quick pass takes the careful one takes alike; what neither takes has a fault."""
    try:
        quick: Any = fast_hook(Document)(deepcopy(data), Document)
    except Exception:  # noqa: BLE001  the quick pass may raise anything
        parsed = parse(json.dumps(data).encode())
        try:
            careful = thorough_converter().structure(data, Document)
        except Exception:  # noqa: BLE001  the careful pass raises what holds the faults
            assert parsed.faults
        else:
            assert not finite(data) or careful == parsed.document
    else:
        assert thorough_converter().structure(data, Document) == quick


@settings(max_examples=300)
@given(st.binary() | st.text().map(str.encode) | anything.map(lambda v: json.dumps(v).encode()))
def test_any_bytes_are_parsed_or_have_faults(data: bytes) -> None:
    """No bytes whatever make the parser raise."""
    parsed = parse(data, "x.json")
    assert parsed.faults or parsed.document.format == 1
    assert all(fault.file == "x.json" for fault in parsed.faults)


@settings(max_examples=200)
@given(st.data())
def test_a_damaged_file_is_refused_or_sound(data: st.DataObject) -> None:
    """A sound file with bytes changed, cut out or put in is parsed or has faults."""
    text = bytearray(json.dumps(RAW).encode())
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(text) - 1))
        text[at : at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
    parsed = parse(bytes(text))
    assert parsed.faults or dumps(parsed.document)
