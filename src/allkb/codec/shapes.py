"""How annotations of the model are told apart when data is read or written."""

from __future__ import annotations

import types
from collections.abc import Callable
from datetime import date
from enum import Enum
from functools import lru_cache
from typing import Any, TypeGuard, Union, get_args, get_origin

from allkb.model import EvidenceLevel

__all__ = [
    "JSON_NAMES",
    "Hook",
    "is_array",
    "is_date",
    "is_enum",
    "is_level",
    "is_list",
    "is_number",
    "is_object",
    "is_scalar",
    "is_tagged",
    "members",
    "plain",
    "shown",
    "to_date",
    "to_level",
]

Hook = Callable[[Any, Any], Any]
"""What cattrs calls to structure a value: with the value and its annotation."""


def _is_union(hint: Any) -> bool:
    return get_origin(hint) in (Union, types.UnionType)


def members(hint: Any) -> tuple[Any, ...]:
    """Return the options of a union, without None."""
    return tuple(option for option in get_args(hint) if option is not type(None))


def is_tagged(hint: Any) -> bool:
    """Tell whether it is a union of records that name their kind."""
    return _is_union(hint) and all(hasattr(member, "kind") for member in members(hint))


def plain(hint: Any) -> Any:
    """Return an annotation without its None and its NewType."""
    if _is_union(hint) and len(members(hint)) == 1:
        hint = members(hint)[0]
    return getattr(hint, "__supertype__", hint)


def is_array(value: object) -> TypeGuard[list[Any]]:
    """Tell whether it is a list as JSON has it."""
    return type(value) is list


def is_object(value: object) -> TypeGuard[dict[str, Any]]:
    """Tell whether it is an object as JSON has it."""
    return type(value) is dict


def is_number(hint: Any) -> bool:
    """Tell whether it is a number with a fraction, or None."""
    return plain(hint) is float


def is_date(hint: Any) -> bool:
    """Tell whether it is a day, or None."""
    return plain(hint) is date


def is_level(hint: Any) -> bool:
    """Tell whether it is an evidence level."""
    return hint is EvidenceLevel


def is_scalar(hint: Any) -> bool:
    """Tell whether it is text, a whole number, or true or false."""
    return plain(hint) in (str, int, bool) or hint == bool | str


def is_list(hint: Any) -> bool:
    """Tell whether it is a list of members of one annotation."""
    return get_origin(hint) is tuple


def is_enum(hint: Any) -> bool:
    """Tell whether it is a word of a closed vocabulary."""
    found = plain(hint)
    return isinstance(found, type) and issubclass(found, Enum)


JSON_NAMES: dict[type, str] = {
    str: "text",
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    list: "a list",
    dict: "an object",
    type(None): "null",
}
"""What the types that JSON gives are called in messages."""


def shown(value: object) -> str:
    """Return a value as a message may show it: short, and safe to print."""
    if is_object(value) or is_array(value):
        return JSON_NAMES[type(value)]
    if isinstance(value, int) and abs(value) > 10**30:
        return "a very large number"
    text = ascii(value[:61]) if isinstance(value, str) else repr(value)
    return text if len(text) <= 62 else f"{text[:60]}...'"


def to_date(value: Any, _: Any) -> date:
    """Read a day, in the one form it is written in."""
    try:
        day = date.fromisoformat(value)
    except (TypeError, ValueError):
        day = None
    if day is None or day.isoformat() != value:
        msg = f"must be a day like 2025-04-21, not {shown(value)}"
        raise ValueError(msg)
    return day


def to_level(value: Any, _: Any) -> EvidenceLevel:
    """Read an evidence level, in the one form it is written in."""
    level = _level(value) if type(value) is str and len(value) < 40 else None
    if level is None:
        msg = f"must be the code of an evidence level, like C1, not {shown(value)}"
        raise ValueError(msg)
    return level


@lru_cache(maxsize=256)
def _level(text: str) -> EvidenceLevel | None:
    level = EvidenceLevel.parse(text)
    return level if level.reference == text else None
