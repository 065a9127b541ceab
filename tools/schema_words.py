"""What the classes of the model say of themselves in their docstrings, for a schema."""

from __future__ import annotations

import ast
import inspect
import re
from enum import Enum
from itertools import pairwise
from types import ModuleType
from typing import cast

__all__ = ["said_of", "said_of_fields", "said_of_unions", "said_of_words"]

_SECTION = re.compile(r"\n\s*(?:Attributes|Raises):\n")
_FIELD = re.compile(r"^        (\w+): (.*(?:\n            .*)*)", re.MULTILINE)


def _paragraphs(text: str) -> str:
    """Return a text with each paragraph on one line."""
    return "\n\n".join(" ".join(part.split()) for part in inspect.cleandoc(text).split("\n\n"))


def said_of(cls: type) -> str:
    """Return what the docstring of a class says before it comes to the fields."""
    return _paragraphs(_SECTION.split(cls.__doc__ or "")[0])


def said_of_fields(cls: type) -> dict[str, str]:
    """Return what the docstrings of a class and its bases say of each field."""
    found: dict[str, str] = {}
    for base in reversed(cls.__mro__):
        found |= {name: _paragraphs(text) for name, text in _FIELD.findall(base.__doc__ or "")}
    return found


def said_of_words(cls: type[Enum]) -> str:
    """Return what a vocabulary is, and what its words mean where that is said."""
    (tree,) = ast.parse(inspect.getsource(cls)).body
    meant = _said_below(cast("ast.ClassDef", tree).body)
    words = [f"- `{word.value}`: {meant[word.name]}" for word in cls if word.name in meant]
    return "\n\n".join([said_of(cls), *(["\n".join(words)] if words else [])])


def said_of_unions(module: ModuleType) -> dict[str, str]:
    """Return what a module says below each name that it gives to something."""
    return _said_below(ast.parse(inspect.getsource(module)).body)


def _said_below(body: list[ast.stmt]) -> dict[str, str]:
    found: dict[str, str] = {}
    for first, second in pairwise(body):
        if isinstance(first, ast.Assign) and isinstance(second, ast.Expr):
            (name,), value = first.targets, second.value
            if isinstance(name, ast.Name) and isinstance(value, ast.Constant):
                found[name.id] = _paragraphs(str(value.value))
    return found
