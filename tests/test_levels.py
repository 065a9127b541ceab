"""Evidence levels: read and printed, told apart, compared where they can be, and succeeded."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import levels, printable

from allkb import (
    LEGACY,
    PRESENT,
    SCHEMES,
    EvidenceLevel,
    InvalidValueError,
    NotComparableError,
    Scheme,
)

TABLE = Path(__file__).parents[2] / "shared" / "standards" / "pdq_loe_codes.tsv"
OURS = {"legacy-treatment": LEGACY, "treatment-2023": PRESENT}
LEGACY_CODES = [
    "1A",
    "1iA",
    "1iB",
    "1iC",
    "1iDi",
    "1iDii",
    "1iDiii",
    "1iDiv",
    "1iiA",
    "1iiB",
    "1iiC",
    "1iiD",
    "1iiDi",
    "1iiDii",
    "1iiDiii",
    "1iiDiv",
    "2A",
    "2B",
    "2C",
    "2Di",
    "2Dii",
    "2Diii",
    "2Div",
    "3i",
    "3iA",
    "3iB",
    "3iC",
    "3iDi",
    "3iDii",
    "3iDiii",
    "3iDiv",
    "3ii",
    "3iiA",
    "3iiB",
    "3iiC",
    "3iiD",
    "3iiDi",
    "3iiDii",
    "3iiDiii",
    "3iiDiv",
    "3iii",
    "3iiiA",
    "3iiiB",
    "3iiiC",
    "3iiiD",
    "3iiiDi",
    "3iiiDii",
    "3iiiDiii",
    "3iiiDiv",
]
PRESENT_CODES = ["A1", "A2", "A3", "B1", "B2", "B3", "B4", "C1", "C2", "C3", "D"]
FOREIGN_CODES = [
    "1ai",
    "1aii",
    "1b",
    "2b",
    "3aii",
    "3b",
    "4b",
    "1",
    "2",
    "3",
    "4",
    "5",
    "3a",
    "3c",
    "3di",
    "3diii",
    "I",
    "II",
    "III",
    "IV",
]
BEFORE, SINCE, LATER = "2003-05-19", "2008-03-13", "2010-08-26"

parse = EvidenceLevel.parse


def table() -> list[tuple[str, str]]:
    """Return scheme and code of NCI's list, or nothing where it is not at hand."""
    if not TABLE.is_file():
        return []
    with TABLE.open(encoding="utf-8", newline="") as file:
        return [(row["scheme"], row["code"]) for row in csv.DictReader(file, delimiter="\t")]


def test_the_official_list_is_at_hand() -> None:
    """The cases below cover NCI's whole list wherever it is at hand."""
    if not table():
        pytest.skip(f"{TABLE} is not there; the lists in this file are used alone")
    assert {code for scheme, code in table() if scheme == "legacy-treatment"} == {*LEGACY_CODES}
    assert {code for scheme, code in table() if scheme == "treatment-2023"} == {*PRESENT_CODES}


@pytest.mark.parametrize(
    ("scheme", "code"),
    [pytest.param(s, c, id=f"{s}:{c}") for s, c in table()],
)
def test_official_codes_are_read_or_refused_by_scheme(scheme: str, code: str) -> None:
    """Each code of NCI's list is read and printed back, or refused as another scheme's."""
    if scheme in OURS:
        assert parse(code).scheme is OURS[scheme]
        assert str(parse(code)) == code
    else:
        with pytest.raises(InvalidValueError, match=f"PDQ .*{scheme.split('-', maxsplit=1)[0]}"):
            parse(code)


@pytest.mark.parametrize("code", LEGACY_CODES)
def test_legacy_codes_are_read(code: str) -> None:
    """A legacy code is read as one, of the latest edition, and printed as it was."""
    level = parse(code)
    assert (str(level), level.scheme, level.edition) == (code, LEGACY, LATER)
    assert parse(level.reference) == level


@pytest.mark.parametrize("code", PRESENT_CODES)
def test_present_codes_are_read(code: str) -> None:
    """A present code is read as one and printed as it was."""
    level = parse(code)
    assert (str(level), level.scheme) == (code, PRESENT)
    assert level.reference == code


@pytest.mark.parametrize("code", FOREIGN_CODES)
def test_codes_of_other_schemes_are_refused(code: str) -> None:
    """A code of a scheme that is not for treatment is refused by the name of its scheme."""
    with pytest.raises(InvalidValueError, match=r"a level of PDQ .*, not of a PDQ treatment"):
        parse(code)


@pytest.mark.parametrize(
    "text",
    ["", " ", "3IIA", "3iiiDv", "3iidi", "c1", "E1", "A4", "0A", "3iiA3iiA", "C1 C2", "C1;"],
)
def test_what_is_no_code_is_refused(text: str) -> None:
    """Anything else is refused, and the schemes that are known are named."""
    with pytest.raises(InvalidValueError, match="no level of a PDQ treatment scheme"):
        parse(text)


@given(st.text() | printable)
def test_any_text_is_read_or_refused(text: str) -> None:
    """No text raises anything but our error, and what is read prints as a known code."""
    try:
        level = parse(text)
    except InvalidValueError:
        return
    assert str(level) in {*LEGACY_CODES, *PRESENT_CODES}


@pytest.mark.parametrize("text", ["3iii Div", " 3iiiDiv ", "3iii\tDiv", "3iii  Div"])
def test_blanks_of_scraped_pages_are_allowed(text: str) -> None:
    """Blanks around a code, and between its two parts, are no part of it."""
    assert str(parse(text)) == "3iiiDiv"


@pytest.mark.parametrize("text", ["C1@2001-01-01", "C1@2003-05-19", "3iiA@2023-08-03", "C1@", "@"])
def test_editions_that_do_not_have_the_code_are_refused(text: str) -> None:
    """An edition that is unknown, empty or without the code is refused, never replaced."""
    with pytest.raises(InvalidValueError):
        parse(text)


def test_two_editions_that_disagree_are_refused() -> None:
    """An edition in the text and another one as an argument contradict each other."""
    assert parse(f"3iiA@{BEFORE}", edition=BEFORE).edition == BEFORE
    with pytest.raises(InvalidValueError):
        parse(f"3iiA@{BEFORE}", edition=LATER)


def test_editions_without_a_grade_say_which_are_known() -> None:
    """The message names the editions, or the scheme and edition without the code."""
    with pytest.raises(InvalidValueError, match=r"no edition '1999'; the editions are 2003-05-19"):
        EvidenceLevel(code="3iiA", edition="1999")
    with pytest.raises(InvalidValueError, match=r"'C1' is no level of pdq-treatment-legacy, ed"):
        EvidenceLevel(code="C1", edition=LATER)


@given(levels)
def test_references_are_read_back(level: EvidenceLevel) -> None:
    """What a file holds of a level gives it back, edition included."""
    assert parse(level.reference) == level
    assert parse(level.code, edition=level.edition) == level


@pytest.mark.parametrize("edition", [SINCE, LATER])
def test_di_means_event_free_survival_since_2008(edition: str) -> None:
    """Since 2008 the first surrogate is event-free survival; before, disease-free survival."""
    now, then = parse("3iiDi", edition=edition).endpoint, parse("3iiDi", edition=BEFORE).endpoint
    assert now is not None
    assert then is not None
    assert (now.label, now.measures) == ("event-free survival", ("event-free-survival",))
    assert (then.label, then.measures) == ("disease-free survival", ("disease-free-survival",))


def test_the_fourth_surrogate_came_in_2008() -> None:
    """Div did not exist before 2008, when the response rate was Diii."""
    with pytest.raises(InvalidValueError):
        parse("3iiDiv", edition=BEFORE)
    then = parse("3iiDiii", edition=BEFORE).endpoint
    assert then is not None
    assert then.measures == ("response-rate",)


def test_incomplete_codes_leave_something_open() -> None:
    """1A leaves blinding open, 3ii the endpoint, 3iiD the surrogate; none of it is filled in."""
    assert (parse("1A").design.strongest, parse("1A").design.weakest) == (1, 2)
    assert parse("3ii").endpoint is None
    surrogate = parse("3iiD").endpoint
    assert surrogate is not None
    assert (surrogate.strongest, surrogate.weakest, len(surrogate.measures)) == (4, 7, 4)


def comparable(level: EvidenceLevel) -> str:
    """Return what levels on one scale have in common."""
    return f"{level.scheme.id} {'old' if level.edition == BEFORE else 'new'}"


SCALES = {
    name: [
        EvidenceLevel(code=grade.code, edition=edition.id)
        for scheme in SCHEMES.values()
        for edition in scheme.editions
        for grade in edition.grades
        if comparable(EvidenceLevel(code=grade.code, edition=edition.id)) == name
    ]
    for name in ("pdq-treatment-legacy old", "pdq-treatment-legacy new", "pdq-treatment-2023 new")
}
scales = st.sampled_from(list(SCALES.values()))


@given(scales.flatmap(lambda scale: st.lists(st.sampled_from(scale), min_size=3, max_size=3)))
def test_strength_is_a_partial_order(three: list[EvidenceLevel]) -> None:
    """Reflexive, transitive, and antisymmetric up to the code."""
    a, b, c = three
    assert a.at_least_as_strong_as(a)
    if a.at_least_as_strong_as(b) and b.at_least_as_strong_as(c):
        assert a.at_least_as_strong_as(c)
    if a.at_least_as_strong_as(b) and b.at_least_as_strong_as(a):
        assert a.code == b.code
    assert a.comparable_with(b) is b.comparable_with(a)
    assert a.comparable_with(b) is (a.at_least_as_strong_as(b) or b.at_least_as_strong_as(a))


def test_strength_is_a_partial_order_everywhere() -> None:
    """The laws hold for every three levels of a scale, not only for drawn ones."""
    for scale in SCALES.values():
        above = {a: {b for b in scale if a.at_least_as_strong_as(b)} for a in scale}
        for a in scale:
            assert a in above[a]
            for b in above[a]:
                assert above[b] <= above[a]
                assert a.code == b.code or a not in above[b]


@given(levels, levels)
def test_other_scales_are_not_compared(a: EvidenceLevel, b: EvidenceLevel) -> None:
    """Across schemes, and editions whose codes mean other things, nothing is compared."""
    if comparable(a) == comparable(b):
        assert a.at_least_as_strong_as(b) in (True, False)
        return
    assert not a.comparable_with(b)
    with pytest.raises(NotComparableError, match="are not on one scale"):
        a.at_least_as_strong_as(b)


@pytest.mark.parametrize(
    ("stronger", "weaker"),
    [
        ("1iA", "1iiA"),
        ("1iiA", "2A"),
        ("2A", "3iA"),
        ("3iA", "3iiA"),
        ("3iiA", "3iiiA"),
        ("3iiA", "3iiB"),
        ("3iiC", "3iiDi"),
        ("3iiDi", "3iiDiv"),
        ("1iA", "3iiiDiv"),
        ("1iA", "1A"),
        ("1A", "1iiA"),
        ("2A", "3ii"),
        ("3iiA", "3ii"),
        ("3iiDi", "3iiD"),
        ("3iiC", "3iiD"),
        ("A1", "B4"),
        ("B4", "C1"),
        ("C3", "D"),
    ],
)
def test_one_is_stronger(stronger: str, weaker: str) -> None:
    """Stronger on one axis and not weaker on the other is stronger; only one way round."""
    assert parse(stronger).at_least_as_strong_as(parse(weaker))
    assert not parse(weaker).at_least_as_strong_as(parse(stronger))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2Di", "3iA"),
        ("1iiD", "2A"),
        ("3iiDii", "3iiD"),
        ("3i", "3iiA"),
        ("A1", "A3"),
        ("B1", "B4"),
        ("C1", "C2"),
    ],
)
def test_neither_is_stronger(one: str, other: str) -> None:
    """Levels that each win on one axis, leave the answer open, or share a letter have no order."""
    assert not parse(one).comparable_with(parse(other))


def test_levels_of_the_two_late_legacy_editions_are_on_one_scale() -> None:
    """An edition that changed no meaning does not keep levels from being compared."""
    assert parse("1iA", edition=SINCE).at_least_as_strong_as(parse("1iiA", edition=LATER))
    assert parse("1iA", edition=SINCE).at_least_as_strong_as(parse("1iA", edition=LATER))


@pytest.mark.parametrize("operator", ["__lt__", "__le__", "__gt__", "__ge__"])
def test_levels_have_no_total_order(operator: str) -> None:
    """Levels cannot be sorted by `<`: the field has only a partial order."""
    compare: Any = getattr(parse("C1"), operator)
    assert compare(parse("D")) is NotImplemented


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("3iiA", {"C1"}),
        ("3iiiA", {"C1"}),
        ("3iA", {"C1"}),
        ("3iii", {"C1"}),
        ("2A", {"B4"}),
        ("2Di", {"B4"}),
        ("1iiA", {"A1"}),
        ("1A", {"A2"}),
        ("1iC", {"A3"}),
        ("1iiDi", {"B1"}),
        ("1iDiv", {"B3"}),
        ("3iiDi", {"C2"}),
        ("3iiiDiv", {"C3"}),
        ("3iB", set[str]()),
    ],
)
def test_successors_are_what_was_seen(old: str, new: set[str]) -> None:
    """An old level gives the new levels seen in its place, each with its provenance."""
    found = parse(old).successors()
    assert {str(successor.level) for successor in found} == new
    assert all(s.pairs >= 1 and s.provenance and old in s.counted_with for s in found)


@given(levels)
def test_successors_lead_from_old_to_new_only(level: EvidenceLevel) -> None:
    """Successors are present levels of late legacy levels; nothing leads back, or from 2003."""
    found = level.successors()
    assert all(successor.level.scheme is PRESENT for successor in found)
    if level.scheme is PRESENT or level.edition == BEFORE:
        assert found == frozenset()


def test_there_is_no_way_from_new_to_old() -> None:
    """No method of a level speaks of what came before it."""
    public = {name for name in dir(EvidenceLevel) if not name.startswith("_")}
    assert public == {
        "at_least_as_strong_as",
        "code",
        "comparable_with",
        "design",
        "edition",
        "endpoint",
        "grade",
        "is_of_its_time",
        "parse",
        "reference",
        "scheme",
        "successors",
    }


@pytest.mark.parametrize("scheme", [LEGACY, PRESENT], ids=lambda s: s.id)
def test_schemes_hold_together(scheme: Scheme) -> None:
    """Editions are in order, codes are unique, and every rank is a range of at least one."""
    changed = [edition.changed for edition in scheme.editions]
    assert changed == sorted(changed)
    assert scheme.current is scheme.editions[-1]
    assert SCHEMES[scheme.id] is scheme
    for edition in scheme.editions:
        codes = [grade.code for grade in edition.grades]
        assert len(set(codes)) == len(codes)
        for grade in edition.grades:
            axes = [grade.design] + ([grade.endpoint] if grade.endpoint else [])
            assert all(1 <= axis.strongest <= axis.weakest for axis in axes)


def test_the_codes_of_an_edition_are_what_the_lists_say() -> None:
    """The current editions have the official codes, no more and no fewer."""
    assert {grade.code for grade in LEGACY.current.grades} == {*LEGACY_CODES}
    assert {grade.code for grade in PRESENT.current.grades} == {*PRESENT_CODES}


@pytest.mark.parametrize(
    ("text", "day", "of_its_time"),
    [
        ("3iiA", date(2003, 5, 18), False),
        ("3iiA", date(2003, 5, 19), True),
        ("3iiA", date(2025, 1, 1), True),
        ("3iiDi", date(2005, 1, 1), False),
        ("3iiDi", date(2008, 3, 13), True),
        (f"3iiDi@{BEFORE}", date(2005, 1, 1), True),
        (f"3iiDi@{BEFORE}", date(2008, 3, 13), False),
        (f"3iiA@{BEFORE}", date(2010, 1, 1), True),
        ("3iiDiv", date(2005, 1, 1), False),
        ("C1", date(2019, 2, 28), False),
        ("C1", date(2019, 3, 1), True),
        ("C1", date(2025, 1, 1), True),
    ],
)
def test_levels_have_a_time(text: str, day: date, *, of_its_time: bool) -> None:
    """A document prints only codes of its day, with the meaning they had on it."""
    assert parse(text).is_of_its_time(day) is of_its_time
