"""Every field of every record holds what it is annotated to hold, and nothing else."""

from __future__ import annotations

from typing import Any, get_args, get_origin, get_type_hints

import pytest
from attrs import evolve, fields
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st
from strategies import STRATEGIES

from allkb import (
    TEXT_LIMIT,
    AllOf,
    AtEvent,
    Concept,
    ConceptCategory,
    ConceptId,
    Hedge,
    InvalidValueError,
    Is,
    Point,
    Record,
)

RECORDS = sorted(STRATEGIES, key=lambda cls: cls.__name__)
NEVER: tuple[Any, ...] = (object(), [], ["a"], {}, {"a"}, b"x", 1j, Hedge)
"""Values that no field of any record may hold."""


def hint_of(cls: type[Record], name: str) -> Any:
    """Return the annotation of a field."""
    return get_type_hints(cls)[name]


def options_of(cls: type[Record], name: str) -> set[Any]:
    """Return what a field may be, without the names of ids."""
    hint = hint_of(cls, name)
    tuples = get_origin(hint) is tuple
    found = (hint,) if tuples else get_args(hint) or (hint,)
    return {getattr(option, "__supertype__", option) for option in found}


def pairs(*wanted: Any) -> list[Any]:
    """Return class and field for all fields that may be one of these; all fields if none."""
    return [
        pytest.param(cls, field.name, id=f"{cls.__name__}.{field.name}")
        for cls in RECORDS
        for field in fields(cls)
        if not wanted or options_of(cls, field.name) & {*wanted}
    ]


def tuples(*wanted: Any) -> list[Any]:
    """Return class and field for all fields that are tuples of one of these; of anything if none."""
    found: list[Any] = []
    for cls in RECORDS:
        for field in fields(cls):
            hint = hint_of(cls, field.name)
            if get_origin(hint) is tuple:
                member = getattr(get_args(hint)[0], "__supertype__", get_args(hint)[0])
                if not wanted or member in wanted:
                    found.append(pytest.param(cls, field.name, id=f"{cls.__name__}.{field.name}"))
    return found


_SIMPLEST: dict[type[Record], Any] = {}
_ONCE = settings(max_examples=1, phases=[Phase.generate])


def a(cls: type[Record]) -> Any:
    """Return the simplest record of a class, always the same."""
    if cls not in _SIMPLEST:
        _SIMPLEST[cls] = find(STRATEGIES[cls], lambda _: True, settings=_ONCE)
    return _SIMPLEST[cls]


def refusal(cls: type[Record], **changed: Any) -> str:
    """Return what is said when a record's fields are given these values."""
    record = a(cls)
    with pytest.raises(InvalidValueError) as caught:
        evolve(record, **changed)
    assert caught.value.subject == cls.__name__
    return str(caught.value)


@pytest.mark.parametrize(("cls", "name"), pairs())
def test_wrong_types_are_refused_by_name(cls: type[Record], name: str) -> None:
    """A value of a type the field does not have is refused, and the field is named."""
    for value in NEVER:
        assert f"{name} must be " in refusal(cls, **{name: value})


@pytest.mark.parametrize(("cls", "name"), pairs(float, int))
def test_truth_values_are_no_numbers(cls: type[Record], name: str) -> None:
    """True is not 1, and a text of digits is no number."""
    for value in (True, "1"):
        assert f"{name} must be " in refusal(cls, **{name: value})


@pytest.mark.parametrize(("cls", "name"), pairs(int))
def test_fractions_are_no_whole_numbers(cls: type[Record], name: str) -> None:
    """1.0 is refused where a whole number is meant."""
    said = refusal(cls, **{name: 1.0})
    assert f"{name} must be " in said
    assert "a whole number, not a number" in said


@pytest.mark.parametrize(("cls", "name"), pairs(str))
def test_numbers_are_no_texts(cls: type[Record], name: str) -> None:
    """A number, or a word of a vocabulary that happens to be a text, is no text."""
    for value in (1, 1.5, Hedge.MAY):
        assert f"{name} must be " in refusal(cls, **{name: value})


@pytest.mark.parametrize(("cls", "name"), pairs(str))
def test_texts_are_printable(cls: type[Record], name: str) -> None:
    """Control characters, lone surrogates and invisible marks are refused by their number."""
    for character in ("\x00", "\n", "\x1b", "\u202e", "\u200b", "\ud800", "\u2028", "\xa0"):
        said = refusal(cls, **{name: f"a{character}b"})
        assert f"{name} holds U+{ord(character):04X}, which is not a printable character" in said


@pytest.mark.parametrize(("cls", "name"), pairs(str))
def test_texts_are_not_too_long(cls: type[Record], name: str) -> None:
    """A text over the limit is refused, with its length."""
    said = refusal(cls, **{name: "x" * (TEXT_LIMIT + 1)})
    assert f"{name} is {TEXT_LIMIT + 1} characters long; the most is {TEXT_LIMIT}" in said


def test_texts_may_be_as_long_as_the_limit() -> None:
    """The limit itself is allowed, and so are several texts that pass it only together."""
    longest = "x" * TEXT_LIMIT
    assert AtEvent(event=longest).event == longest
    concept = Concept(
        id=ConceptId("a"),
        label=longest,
        category=ConceptCategory.DRUG,
        synonyms=(longest, longest),
    )
    assert concept.synonyms == (longest, longest)


@pytest.mark.parametrize(("cls", "name"), tuples())
def test_lists_are_no_tuples(cls: type[Record], name: str) -> None:
    """A list, even of the right things, is refused: it could change; a text is no tuple either."""
    for value in (list(getattr(a(cls), name)), "abc", None):
        assert f"{name} must be a tuple, not " in refusal(cls, **{name: value})


@pytest.mark.parametrize(("cls", "name"), tuples())
def test_members_have_their_types(cls: type[Record], name: str) -> None:
    """A wrong member of a tuple is refused by its place."""
    good = getattr(a(cls), name)[:1]
    for value in (*NEVER, None):
        place = f"{name}[{len(good)}] must be "
        assert place in refusal(cls, **{name: (*good, value)})


@pytest.mark.parametrize(("cls", "name"), tuples(str))
def test_member_texts_are_clean(cls: type[Record], name: str) -> None:
    """A text in a tuple keeps the rules for texts."""
    assert f"{name}[1] holds U+0007" in refusal(cls, **{name: ("a", "a\x07")})
    assert f"{name}[1] is 4001 char" in refusal(cls, **{name: ("a", "x" * 4001)})


def test_all_wrong_types_are_reported_together() -> None:
    """Every field of a wrong type is named in one error, and no rule is run on such values."""
    values: dict[str, Any] = {"value": "a half", "printed": 50, "approximate": 0, "unit": "days"}
    with pytest.raises(InvalidValueError) as caught:
        Point(**values)
    assert caught.value.faults == (
        "value must be a number, not text",
        "printed must be text, not a whole number",
        "unit must be Unit (proportion, days, weeks, months, years), not text",
        "approximate must be true or false, not a whole number",
    )


def test_what_a_field_may_be_is_said_in_full() -> None:
    """The message lists every type that is allowed."""
    with pytest.raises(InvalidValueError, match="value must be text or true or false, not a numb"):
        Is(fact="gvhd", value=1.5)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    with pytest.raises(InvalidValueError, match=r"criteria\[0\] must be a AllOf or a AnyOf or a"):
        AllOf(criteria=("gvhd",))  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def test_fields_are_given_by_name() -> None:
    """A record takes no positional arguments: their order would mean nothing to a reader."""
    make: Any = AtEvent
    with pytest.raises(TypeError):
        make("last follow-up")


def test_the_base_itself_can_be_made() -> None:
    """A record without fields is a record: nothing in it can be wrong."""
    assert Record() == Record()


@given(st.text())
def test_texts_are_kept_as_they_are_or_refused(text: str) -> None:
    """No text is trimmed, normalised or cut: it is stored as given, or refused."""
    try:
        event = AtEvent(event=text)
    except InvalidValueError:
        assert not text.strip() or not text.isprintable()
    else:
        assert event.event == text
