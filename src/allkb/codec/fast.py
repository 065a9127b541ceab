"""The converter for sound data: quick, and without a word on what it refuses."""

from __future__ import annotations

from enum import StrEnum
from functools import cache, partial
from typing import Any, get_args

from cattrs import Converter

from allkb.codec.shapes import (
    Hook,
    is_array,
    is_date,
    is_enum,
    is_level,
    is_list,
    is_number,
    is_scalar,
    is_tagged,
    members,
    plain,
    to_date,
    to_level,
)

__all__ = ["fast_converter"]


@cache
def fast_converter() -> Converter:
    """
    Return a converter that takes sound data in and raises anything at the rest.

    Texts, whole numbers and flags are passed on as they are: the records check
    them. It removes the tags from the objects it is given.
    """
    conv = Converter(detailed_validation=False, forbid_extra_keys=True)
    for scalar in (str, int, bool):
        conv.register_structure_hook(scalar, _as_is)
    conv.register_structure_hook(float, _number)
    # A StrEnum is a str, so without its own hook the one for str would take it.
    conv.register_structure_hook(StrEnum, _word)
    conv.register_structure_hook_func(is_scalar, _as_is)
    conv.register_structure_hook_func(is_number, _number)
    conv.register_structure_hook_func(is_enum, _word)
    conv.register_structure_hook_func(is_date, to_date)
    conv.register_structure_hook_factory(is_list, partial(_list, conv))
    conv.register_structure_hook_factory(is_tagged, partial(_tagged, conv))
    conv.register_structure_hook_func(is_level, to_level)
    return conv


def _as_is(value: Any, _: Any) -> Any:
    return value


def _number(value: Any, _: Any) -> Any:
    return float(value) if type(value) is int else value


def _word(value: Any, hint: Any) -> Any:
    return None if value is None else _words(hint)[value]


@cache
def _words(hint: Any) -> dict[str, StrEnum]:
    return {member.value: member for member in plain(hint)}


def _list(conv: Converter, hint: Any) -> Hook:
    member = get_args(hint)[0]
    hook = None if is_scalar(member) else conv.get_structure_hook(member)

    def read(value: object, _: Any) -> tuple[Any, ...]:
        if not is_array(value):
            raise TypeError(value)
        return tuple(value) if hook is None else tuple([hook(item, member) for item in value])

    return read


def _tagged(conv: Converter, hint: Any) -> Hook:
    classes = {member.kind: member for member in members(hint)}
    hooks: dict[str, Hook] = {}

    def read(value: Any, _: Any) -> Any:
        if value is None:
            return None
        tag = value.pop("kind")
        hook = hooks.get(tag)
        if hook is None:
            hook = hooks[tag] = conv.get_structure_hook(classes[tag])
        return hook(value, None)

    return read
