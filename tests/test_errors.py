"""Errors carry the facts, can be caught by what they are, and survive being copied."""

from __future__ import annotations

import copy

import pytest

from allkb import (
    AllkbError,
    DataError,
    Fault,
    InvalidValueError,
    MissingExtraError,
    NotComparableError,
    NotOneError,
    SearchUnavailableError,
    UnknownIdError,
)

ERRORS: list[tuple[AllkbError, type[Exception], str]] = [
    (InvalidValueError("Point", ("one", "two")), ValueError, "Point: one; two"),
    (DataError((Fault("$", "m"),)), ValueError, "1 fault in the data:\n  $: m"),
    (
        DataError((Fault("$.a", "m", "f.json"), Fault("$", "n"))),
        ValueError,
        "2 faults in the data:\n  f.json: $.a: m\n  $: n",
    ),
    (UnknownIdError("topic", "x"), KeyError, "no topic 'x'"),
    (UnknownIdError("topic", "x", ("y", "z")), KeyError, "no topic 'x'; did you mean y or z?"),
    (NotOneError(()), LookupError, "expected exactly one record, found 0"),
    (NotOneError(("a", "b")), LookupError, "expected exactly one record, found 2: a, b"),
    (
        NotOneError(tuple("abcdef")),
        LookupError,
        "expected exactly one record, found 6: a, b, c, d, e, ...",
    ),
    (NotComparableError("x"), TypeError, "x"),
    (SearchUnavailableError("x"), RuntimeError, "x"),
    (
        MissingExtraError("cli", "click"),
        ImportError,
        "click is missing: pip install 'allkb[cli]'",
    ),
]
each = pytest.mark.parametrize(
    ("error", "parent", "text"),
    ERRORS,
    ids=[f"{type(e).__name__}: {t!r}" for e, _, t in ERRORS],
)


@each
def test_errors_say_what_is_wrong(error: AllkbError, parent: type[Exception], text: str) -> None:
    """The text of an error is a sentence, and its class has a parent that Python knows."""
    assert str(error) == text
    assert isinstance(error, parent)


@each
def test_errors_survive_being_copied(error: AllkbError, parent: type[Exception], text: str) -> None:
    """A copy, such as one sent to another process, says the same and carries the same."""
    again = copy.copy(error)
    assert (type(again), str(again), vars(again)) == (type(error), text, vars(error))
    assert isinstance(again, parent)


def test_a_missing_extra_names_itself() -> None:
    """The error for a missing package knows the extra and the module."""
    error = MissingExtraError("cli", "click")
    assert (error.extra, error.package, error.name) == ("cli", "click", "click")


def test_every_public_error_is_tried_above() -> None:
    """No class of error is left out, and all have one base; extras have errors of their own."""
    known = {cls for cls in AllkbError.__subclasses__() if cls.__module__ == "allkb.errors"}
    assert {type(error) for error, _, _ in ERRORS} == known
