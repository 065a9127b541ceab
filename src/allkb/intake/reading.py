"""JSON from outside, as plain values within limits; or what is wrong with it."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Final, Never, TypeGuard

from allkb.errors import DataError, Fault

__all__ = [
    "DEPTH_LIMIT",
    "FAULT_LIMIT",
    "SIZE_LIMIT",
    "VALUE_LIMIT",
    "is_array",
    "is_object",
    "refuse",
    "shown",
    "to_object",
    "type_name",
]

SIZE_LIMIT: Final = 64 << 20
"""The most bytes, or characters of text, that a bundle may have."""
VALUE_LIMIT: Final = 5_000_000
"""The most values, those inside others counted too, that a bundle may have."""
DEPTH_LIMIT: Final = 100
"""How deep values of a bundle may be nested."""
FAULT_LIMIT: Final = 1_000
"""After how many faults no more are looked for."""
_NAMES: Final[dict[type, str]] = {
    str: "text",
    bool: "true or false",
    int: "a number",
    float: "a number",
    list: "a list",
    dict: "an object",
    type(None): "null",
}


class _EnoughError(Exception):
    """So much is wrong, or there is so much, that the rest is not looked at."""


def is_array(value: object) -> TypeGuard[list[object]]:
    """Tell whether it is a list as JSON has it."""
    return type(value) is list


def is_object(value: object) -> TypeGuard[dict[str, object]]:
    """Tell whether it is an object as JSON has it."""
    return type(value) is dict


def type_name(value: object) -> str:
    """Return what a value is called in messages, by its type."""
    return _NAMES.get(type(value), type(value).__name__)


def shown(text: str) -> str:
    """Return a text as a message may show it: short, and safe to print."""
    told = ascii(text[:61])
    return told if len(told) <= 62 else f"{told[:60]}...'"


def refuse(message: str) -> Never:
    """Refuse a bundle of which nothing can be read."""
    raise DataError((Fault("$", message),))


def to_object(
    bundle: Mapping[str, object] | str | bytes, *, depth: int = DEPTH_LIMIT
) -> dict[str, object]:
    """
    Return a bundle as an object of plain JSON values.

    Args:
        bundle: JSON as text or UTF-8 bytes, or what a JSON reader made of it.
        depth: How deep its values may be nested.

    Raises:
        DataError: if it is no such thing, too large, or holds what JSON does not.
    """
    value: object = bundle
    repeated: dict[int, tuple[str, ...]] = {}
    if isinstance(bundle, str | bytes):
        value, repeated = _parse(bundle, depth)
    elif type(bundle) is not dict and isinstance(bundle, Mapping):  # pyright: ignore[reportUnnecessaryIsInstance]
        value = dict(bundle)
    if not is_object(value):
        refuse(f"must be an object, not {type_name(value)}")
    check = _Check(repeated, depth)
    with suppress(_EnoughError):
        check.walk(value, "$", 1)
    if check.faults:
        raise DataError(tuple(check.faults))
    return value


def _parse(text: str | bytes, depth: int) -> tuple[object, dict[int, tuple[str, ...]]]:
    """Return the value of a JSON text, and which of its objects repeat which keys."""
    if len(text) > SIZE_LIMIT:
        refuse(f"larger than {SIZE_LIMIT} bytes")
    kept: list[tuple[object, tuple[str, ...]]] = []

    def keep_repeated(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) != len(pairs):
            counts = Counter(key for key, _ in pairs)
            kept.append((found, tuple(key for key, n in counts.items() if n > 1)))
        return found

    try:
        decoded = text if isinstance(text, str) else text.decode()
        value = json.loads(decoded, object_pairs_hook=keep_repeated)
    except UnicodeDecodeError as exc:
        refuse(f"not UTF-8: byte {exc.start}")
    except json.JSONDecodeError as exc:
        refuse(f"not JSON: {exc.msg} at line {exc.lineno}, column {exc.colno}")
    except RecursionError:
        refuse(f"nested more than {depth} deep")
    except ValueError:
        refuse("a number has too many digits")
    return value, {id(found): keys for found, keys in kept}


class _Check:
    """Goes through a value once and keeps what JSON does not have, or FHIR does not allow."""

    def __init__(self, repeated: dict[int, tuple[str, ...]], deepest: int) -> None:
        self.faults: list[Fault] = []
        self._deepest = deepest
        self._repeated = repeated
        self._values = 0

    def walk(self, value: object, path: str, depth: int) -> None:
        self._values += 1
        if self._values > VALUE_LIMIT:
            self._fault("$", f"more than {VALUE_LIMIT} values")
            raise _EnoughError
        if is_object(value):
            self._object(value, path, depth)
        elif is_array(value):
            if self._is_within(path, depth):
                for index, inner in enumerate(value):
                    self.walk(inner, f"{path}[{index}]", depth + 1)
        elif isinstance(value, float):
            if not math.isfinite(value):
                self._fault(path, "must be a number that is finite and not too large")
        elif type(value) not in _NAMES:
            self._fault(path, f"JSON has no {type_name(value)}")

    def _object(self, value: dict[str, object], path: str, depth: int) -> None:
        if not self._is_within(path, depth):
            return
        for key in self._repeated.get(id(value), ()):
            self._fault(path, f"key {shown(key)} stands more than once")
        for key, inner in value.items():
            if type(key) is not str:
                self._fault(path, f"a key must be text, not {type_name(key)}")
                continue
            plain = key.isascii() and key.isidentifier() and len(key) < 60
            self.walk(inner, f"{path}.{key}" if plain else f"{path}[{shown(key)}]", depth + 1)

    def _is_within(self, path: str, depth: int) -> bool:
        if depth > self._deepest:
            self._fault(path, f"nested more than {self._deepest} deep")
        return depth <= self._deepest

    def _fault(self, path: str, message: str) -> None:
        self.faults.append(Fault(path, message))
        if len(self.faults) >= FAULT_LIMIT:
            raise _EnoughError
