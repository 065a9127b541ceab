"""Bundles spoiled at random give facts that a Patient may have, or a data error."""

from __future__ import annotations

import contextlib
import json
from copy import deepcopy
from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from intake_bundles import (
    UCUM,
    Resource,
    administration,
    bundle,
    concept,
    condition,
    history,
    observation,
    procedure,
    statement,
)

from allkb import FACTS, DataError, FactType
from allkb.intake import ROWS, facts_from_fhir
from allkb.intake.days import joined, months_between, to_span

RAW = bundle(
    *history(),
    condition("ICD-10-CM Q90.9", verified="refuted"),
    condition("NCIt C123399", clinical="relapse"),
    procedure("NCIt C46089", "2017-01-05"),
    administration("NCIt C102758", "2017-03-05"),
    statement("RxNorm 403878"),
    observation(0.01, on="2019-01-01"),
    {"resourceType": "Medication", "id": "m1", "code": concept("NCIt C62528")},
    administration(medicationReference={"reference": "Medication/m1"}),
)
Way = tuple[str | int, ...]
words = st.sampled_from(
    [
        "Bundle",
        "Patient",
        "Patient/p1",
        "Condition",
        "confirmed",
        "refuted",
        "relapse",
        "completed",
        "2019-02-29",
        "2016-02-29",
        "2019",
        "2019-05",
        "%",
        UCUM,
        "C3168",
        "C7784",
    ]
)
scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.integers(min_value=10**300, max_value=10**400)
    | st.text(max_size=6)
    | st.binary(max_size=2)
    | words
)
names = st.sampled_from(
    [
        "resourceType",
        "type",
        "entry",
        "resource",
        "id",
        "code",
        "coding",
        "system",
        "value",
        "subject",
        "reference",
        "status",
        "onsetDateTime",
        "modifierExtension",
    ]
)
anything = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names | words, inner, max_size=4),
    max_leaves=8,
)


def ways(value: Any, so_far: Way = ()) -> list[Way]:
    """Return the way to every value inside a value, itself apart."""
    inner: list[tuple[str | int, Any]] = []
    if isinstance(value, dict):
        inner = list(value.items())  # pyright: ignore[reportUnknownArgumentType,reportUnknownVariableType]
    elif isinstance(value, list):
        inner = list(enumerate(value))  # pyright: ignore[reportUnknownArgumentType,reportUnknownVariableType]
    return [way for step, v in inner for way in ((*so_far, step), *ways(v, (*so_far, step)))]


WAYS = ways(RAW)


def holder_of(data: Any, way: Way) -> Any:
    """Return what holds the value at the end of a way, or None if the way is gone."""
    with contextlib.suppress(KeyError, IndexError, TypeError):
        for step in way[:-1]:
            data = data[step]
        _ = data[way[-1]]
        return data
    return None


@st.composite
def spoiled(draw: st.DrawFn) -> Any:
    """Draw a bundle in which some values were replaced, taken out, or put where others were."""
    made: Any = deepcopy(RAW)
    for way in draw(st.lists(st.sampled_from(WAYS), min_size=1, max_size=4)):
        holder = holder_of(made, way)
        if holder is None:
            continue
        match draw(st.sampled_from(["replace", "remove", "move"])):
            case "replace":
                holder[way[-1]] = draw(anything)
            case "remove":
                del holder[way[-1]]
            case _:
                other = draw(st.sampled_from(WAYS))
                source = holder_of(RAW, other)
                holder[way[-1]] = deepcopy(source[other[-1]])
    return made


def is_sound(facts: dict[str, object]) -> bool:
    """Tell whether facts are such as a Patient may have."""
    rest = {**facts}
    alterations = rest.pop("genetic_alterations_present", ())
    assert isinstance(alterations, tuple)
    for name, value in rest.items():
        match FACTS[name].type:
            case FactType.FLAG:
                assert isinstance(value, bool)
            case FactType.CHOICE:
                assert value in FACTS[name].choices
            case _:
                assert isinstance(value, float)
                assert value >= 0
    return True


days = st.none() | st.dates(min_value=date(1990, 1, 1), max_value=date(2030, 1, 1))


@given(spoiled(), days)
def test_spoiled_bundles(made: Any, as_of: date | None) -> None:
    """Whatever stands in a bundle, its facts are sound or it is refused as data."""
    with contextlib.suppress(DataError):
        assert is_sound(facts_from_fhir(made, as_of=as_of))


@given(anything)
def test_anything(value: Any) -> None:
    """Whatever is given, it is refused as data, and so is its text."""
    for form in (value, {"resourceType": "Bundle", "type": "batch", "entry": value}):
        with contextlib.suppress(DataError):
            assert is_sound(facts_from_fhir(form))
    with contextlib.suppress(DataError, TypeError):
        assert is_sound(facts_from_fhir(json.dumps(value)))


@given(st.text() | st.binary())
def test_any_text(value: str | bytes) -> None:
    """Whatever text or bytes are given, they are facts or refused as data."""
    with contextlib.suppress(DataError):
        facts_from_fhir(value)


@st.composite
def invented(draw: st.DrawFn) -> list[Resource]:
    """Draw resources with codes of the tables, days and statuses."""
    made: list[Resource] = []
    for row in draw(st.lists(st.sampled_from(ROWS), max_size=8)):
        code = draw(st.sampled_from(row.codes))
        name, on = f"{code.system} {code.code}", draw(days)
        when = None if on is None else str(on)[: draw(st.sampled_from([4, 7, 10]))]
        match draw(st.sampled_from(row.resources)):
            case "Condition":
                clinical = draw(st.sampled_from(["active", "relapse", "resolved", None]))
                verified = draw(st.sampled_from(["confirmed", "refuted", None]))
                made.append(condition(name, clinical=clinical, verified=verified, onset=when))
            case "Procedure":
                made.append(procedure(name, when))
            case "Observation":
                made.append(observation(draw(st.integers(0, 1)), "1", when))
            case _:
                made.append(administration(name, when))
    return made


@given(invented(), days, st.randoms(use_true_random=False))
def test_order_does_not_matter(made: list[Resource], as_of: date | None, chance: Any) -> None:
    """In whatever order resources stand, they tell the same, and twice is as once."""

    def told(resources: list[Resource]) -> dict[str, object] | None:
        try:
            return facts_from_fhir(bundle(*resources), as_of=as_of)
        except DataError:
            return None

    shuffled = [*made, *made]
    chance.shuffle(shuffled)
    facts = told(made)
    assert facts is None or is_sound(facts)
    assert told(shuffled) == facts


@given(invented())
def test_what_tells_nothing_changes_nothing(made: list[Resource]) -> None:
    """Resources that were entered in error, or are of someone else, change no fact."""
    idle = [
        condition("NCIt C3183", verified="entered-in-error"),
        condition("ICD-10-CM Q90.9", subject={"reference": "Patient/p2"}),
        procedure("NCIt C46089", status="not-done"),
        observation(1, "1", status="entered-in-error"),
    ]
    try:
        facts = facts_from_fhir(bundle(*made))
    except DataError:
        return
    assert facts_from_fhir(bundle(*idle, *made)) == facts


# Days

some_day = st.dates(min_value=date(1950, 1, 1), max_value=date(2050, 1, 1))


@given(some_day, some_day, st.integers(0, 600))
def test_months(first: date, second: date, whole: int) -> None:
    """Months are whole on the same day of the month, or its last, and grow with every day."""
    span = months_between(first, second)
    assert (span >= 0) is (second >= first)
    tomorrow = date.fromordinal(second.toordinal() + 1)
    assert span < months_between(first, tomorrow) <= span + 1 / 28 + 1e-9
    years, month = divmod(first.month - 1 + whole, 12)
    later = next(
        date(first.year + years, month + 1, day)
        for day in range(first.day, 0, -1)
        if _is_day(first.year + years, month + 1, day)
    )
    assert months_between(first, later) == whole


def _is_day(year: int, month: int, day: int) -> bool:
    with contextlib.suppress(ValueError):
        return bool(date(year, month, day))
    return False


@given(some_day)
def test_dates_are_read_as_written(day: date) -> None:
    """A date, its month and its year span the days they should."""
    whole, month, year = (to_span(str(day)[:length]) for length in (10, 7, 4))
    assert whole
    assert month
    assert year
    assert whole.first == whole.last == whole.day == day
    assert year.first <= month.first <= day <= month.last <= year.last
    assert year.day is month.day is None
    assert month.last.replace(day=1) == month.first
    assert to_span(f"{day}T23:59:60.123+14:00") == whole
    assert joined(whole, None) == joined(None, whole) == whole
    assert joined(year, month) == (year.first, month.last)
