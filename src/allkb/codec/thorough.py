"""The converter that says everything that is wrong, and where."""

from __future__ import annotations

import math
from collections.abc import Iterator
from enum import StrEnum
from functools import cache, partial
from typing import Any, get_args

from attrs import has
from cattrs import Converter
from cattrs.cols import homogenous_tuple_structure_factory
from cattrs.errors import (
    ClassValidationError,
    ForbiddenExtraKeysError,
    IterableValidationError,
)
from cattrs.gen import make_dict_structure_fn

from allkb.codec.shapes import (
    JSON_NAMES,
    Hook,
    is_array,
    is_date,
    is_enum,
    is_level,
    is_list,
    is_number,
    is_object,
    is_scalar,
    is_tagged,
    members,
    plain,
    shown,
    to_date,
    to_level,
)
from allkb.errors import InvalidValueError

__all__ = ["faults_of", "thorough_converter"]


@cache
def thorough_converter() -> Converter:
    """Return a converter whose errors tell, and place, everything that is wrong."""
    conv = Converter(detailed_validation=True, forbid_extra_keys=True)
    for scalar in (str, int, bool):
        conv.register_structure_hook(scalar, _scalar(scalar))
    conv.register_structure_hook(float, _number)
    conv.register_structure_hook(StrEnum, _word)
    conv.register_structure_hook_factory(is_scalar, _scalar)
    conv.register_structure_hook_func(is_number, _number)
    conv.register_structure_hook_func(is_enum, _word)
    conv.register_structure_hook_func(is_date, to_date)
    conv.register_structure_hook_factory(has, partial(_object, conv))
    conv.register_structure_hook_factory(is_list, partial(_list, conv))
    conv.register_structure_hook_factory(is_tagged, partial(_tagged, conv))
    conv.register_structure_hook_func(is_level, to_level)
    return conv


def _refuse(wanted: str, value: object) -> TypeError:
    return TypeError(f"must be {wanted}, not {JSON_NAMES[type(value)]}")


def _options(hint: Any) -> frozenset[Any]:
    return frozenset(map(plain, get_args(hint) or (hint,)))


def _scalar(hint: Any) -> Hook:
    allowed = _options(hint)
    wanted = " or ".join(sorted(JSON_NAMES[option] for option in allowed))

    def read(value: Any, _: Any) -> Any:
        if type(value) not in allowed:
            raise _refuse(wanted, value)
        return value

    return read


def _number(value: object, hint: Any) -> float | None:
    if value is None and type(None) in _options(hint):
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _refuse("a number", value)
    try:
        found = float(value)
    except OverflowError:
        found = math.inf
    if not math.isfinite(found):
        msg = "must be a number that is finite and not too large"
        raise ValueError(msg)
    return found


def _word(value: Any, hint: Any) -> Any:
    if value is None and type(None) in _options(hint):
        return None
    words = {member.value: member for member in plain(hint)}
    if type(value) is not str or value not in words:
        msg = f"must be one of {', '.join(map(repr, words))}, not {shown(value)}"
        raise ValueError(msg)
    return words[value]


def _object(conv: Converter, cls: Any) -> Hook:
    inner = make_dict_structure_fn(cls, conv)

    def read(value: object, _: Any) -> Any:
        if not is_object(value):
            raise _refuse("an object", value)
        return inner(value, cls)

    return read


def _list(conv: Converter, hint: Any) -> Hook:
    inner = homogenous_tuple_structure_factory(hint, conv)

    def read(value: object, _: Any) -> Any:
        if not is_array(value):
            raise _refuse("a list", value)
        return inner(value, hint)

    return read


def _tagged(conv: Converter, hint: Any) -> Hook:
    classes = {member.kind: member for member in members(hint)}

    def read(value: object, _: Any) -> Any:
        if value is None and type(None) in get_args(hint):
            return None
        if not is_object(value):
            raise _refuse("an object", value)
        tag = value.get("kind")
        if type(tag) is not str or tag not in classes:
            found = f", not {shown(tag)}" if "kind" in value else "; it has none"
            msg = f"its kind must be one of {', '.join(map(repr, classes))}{found}"
            raise ValueError(msg)
        return conv.structure({k: v for k, v in value.items() if k != "kind"}, classes[tag])

    return read


def faults_of(exc: Exception, path: str) -> Iterator[tuple[str, str]]:
    """Yield path and message of everything an exception of the converter reports."""
    match exc:
        case IterableValidationError():
            placed, other = exc.group_exceptions()
            for error, note in placed:
                yield from faults_of(error, f"{path}[{note.index}]")
        case ClassValidationError():
            attributes, other = exc.group_exceptions()
            for error, name in attributes:
                yield from _attribute_faults(error, f"{path}.{name.name}")
        case ForbiddenExtraKeysError():
            other = []
            for key in sorted(exc.extra_fields):
                yield path, f"unknown key {shown(key)}"
        case InvalidValueError():
            other = []
            for fault in exc.faults:
                yield path, fault
        case _:
            other = []
            yield path, str(exc)
    for error in other:
        yield from faults_of(error, path)


def _attribute_faults(exc: Exception, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(exc, KeyError):
        yield path, "is required and missing"
    else:
        yield from faults_of(exc, path)
