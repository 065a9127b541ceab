"""Hooks for sound data: quick, and without a word on what they refuse."""

from __future__ import annotations

from functools import cache
from typing import Any, get_args

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
from allkb.model.typecheck import annotations_of

__all__ = ["fast_hook"]


@cache
def fast_hook(hint: Any) -> Hook:
    """
    Return what takes sound data of an annotation in, and raises anything at the rest.

    Texts, whole numbers and flags are passed on as they are: the records check
    them. Tags are removed from the objects that are read.

    cattrs is not asked here: to load it, and to have it make a function for
    each class, takes longer than reading the bundled data. It has its say in
    the thorough pass, which has to agree with this one.
    """
    if is_number(hint):
        return _number
    if is_enum(hint):
        return _word(hint)
    if is_date(hint):
        return to_date
    if is_level(hint):
        return to_level
    if is_list(hint):
        return _list(hint)
    if is_tagged(hint):
        return _tagged(hint)
    return _record(plain(hint), optional=plain(hint) is not hint)


def _number(value: Any, _: Any) -> Any:
    return float(value) if type(value) is int else value


def _word(hint: Any) -> Hook:
    words = {member.value: member for member in plain(hint)}
    return lambda value, _: None if value is None else words[value]


def _list(hint: Any) -> Hook:
    member = get_args(hint)[0]
    hook = None if is_scalar(member) else fast_hook(member)

    def read(value: object, _: Any) -> tuple[Any, ...]:
        if not is_array(value):
            raise TypeError(value)
        return tuple(value) if hook is None else tuple([hook(item, member) for item in value])

    return read


def _tagged(hint: Any) -> Hook:
    classes = {member.kind: member for member in members(hint)}
    hooks: dict[str, Hook] = {}

    def read(value: Any, _: Any) -> Any:
        if value is None:
            return None
        kind = value.pop("kind")
        # A class may hold its own union, so its hook is made when it is first asked for.
        hook = hooks.get(kind) or hooks.setdefault(kind, fast_hook(classes[kind]))
        return hook(value, None)

    return read


def _record(cls: Any, *, optional: bool) -> Hook:
    if optional:
        hook = fast_hook(cls)
        return lambda value, _: None if value is None else hook(value, cls)
    hints = annotations_of(cls).items()
    hooks = {name: fast_hook(hint) for name, hint in hints if not is_scalar(hint)}

    def read(value: Any, _: Any) -> Any:
        for key, inner in value.items():
            if key in hooks:
                value[key] = hooks[key](inner, None)
        # A key that is none of the class is an error here.
        return cls(**value)

    return read
