"""Markings: every form that pages print them in gives the right groups."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from allkb.audit import Group, find_markings
from allkb.audit.markup import without_markings

VARIANTS = Path(__file__).parents[2] / "shared" / "standards" / "pdq_markup_variants.tsv"

# What each line of the file of variants means, by its number: groups of citations, each
# with its levels; `-` stands where there is none. Read by eye, line by line.
EXPECTED = """
  1 1-14; 15 3iiDi
  2 5
  3 13
  4 17,20-22; 23 3iiiDi
  5 5; 24 2A; 17 2Di
  6 17,24
  7 25 1iiA
  8 87 3iiiDii
  9 17-19,21,22
 10 - 3iiiD
 11 23 C1
 12 24 B4; 25 C1
 13 21,24,26-29; 30,31 C2
 14 52; 53 C3
 15 7,30,56-64
 16 78-82 C1
 17 95-97
 18 60,115-118; 119,120 B4; 121 C1; 122 C2
 19 123-125; 126,127 C1
 20 204,205; 206 C1; 202 C2
 21 36,37,42-45
 22 98 B4; 99,100 C2
 23 101,102 C2
 24 45,46,53; 54 C1
 25 51-54; 55,56 B4; 8,57,58 C2
 26 69; 70 B4; 71 C3; 72 C1
 27 18,19; 20,21 C1
 28 7 C1 C2
 29 4 A1
 30 16-18,20
 31 43; 44 I
 32 48-51 I; 52,53
 33 28,29 I; 30-32 II
 34 17; 42 I
 35 14; 15,16 II; 17,18
 36 44,45; 46 II; 34 III
 37 - 3
 38 6,15 4
 39 16 4
 40 - 3di
 41 127 1iiC
 42 30 3iiiA
 43 59 1iC
 44 63 1iC
 45 53 1iC
 46 42 1A
 47 - 3ai
 48 - 1a
 49 - 3a
 50 - 4
 51 - 3
 52 - 3dii
 53 - 4
 54 - 4
 55 - 3dii
 56 - 3di
 57 22 D
 58 - 1b
 59 - 1b
 60 - 4
 61 - 2ai
 62 - 1a
 63 4 A1
 64 6 A1
 65 309 C1
 66 8 D
 67 26 1A
 68 1,2 D
 69
 70 - 1aii
 71 - 4
 72 - 3aii
 73 7-9
 74 26,27 3iDi
 75 60 3iiD
 76 44 3iiDiv
 77 3,8,9; 10 2A
 78 15-17; 18,19 3iiiDii; 20 3iiiDiv
 79 18,19,38,39 3iiDii
 80 14,15; 16
 81 78 1iiD
 82 21 1iiDiv
 83 24 3iiiA
 84 31 1iiC
 85 44 1iiDiii
 86 46 1iiDii
 87 85 2A
 88 118 1iiA
 89 129 3iiiD
 90 148 1A
 91 173,174 1iiDiv
 92 177 2Div; 178 3iiD; 179 3iiDiv
 93 183-185 1iiA
 94 208 1iDiv
 95 2-6 II; 7-10
 96 1,2 II; 3,4
 97 7 I; 8 I
 98 2 II; 9 III; 10 I
 99 35-37 I; 38 II; 39,40 III; 41,42 IV
100 47 I; 48
101 61,62 I
102 4-10
103 2-6 II; 7-10
104 19; 20 I
105 16 I; 17 II
106 37 I; 38
107 38; 39,40 I
108 25,39 III
109 22,23,31-33; 34 3iii
110 45,46; 47 3iiDi
111 40 3iiB; 41,42 3iiiA
"""


def written_out(numbers: str) -> tuple[int, ...]:
    """Return `1-3,7` as numbers."""
    ends = [[int(end) for end in item.split("-")] for item in numbers.split(",")]
    return tuple(n for low, *high in ends for n in range(low, (high or [low])[0] + 1))


def groups(short: str) -> tuple[Group, ...]:
    """Read groups as this module writes them: `1-3; 7 C1 C2; - D`."""
    found: list[Group] = []
    for group in filter(None, (part.split() for part in short.split(";"))):
        numbers, *levels = group
        citations = () if numbers == "-" else written_out(numbers)
        found.append(Group(citations=citations, levels=tuple(levels)))
    return tuple(found)


def found_groups(text: str) -> list[tuple[Group, ...]]:
    """Return the groups of each marking of a text."""
    return [marking.groups for marking in find_markings(text)]


CASES = {int(line.split()[0]): line.split(maxsplit=1)[1:] for line in EXPECTED.strip().splitlines()}


@pytest.mark.parametrize("number", CASES)
def test_every_variant_that_was_seen_is_read(number: int) -> None:
    """Each of the 111 real snippets gives its groups, and one marking at most."""
    if not VARIANTS.exists():
        pytest.skip("the file of markup variants is not here")
    line = VARIANTS.read_text("utf-8").splitlines()[number].split("\t")[0]
    expected = [groups(short) for short in CASES[number]]
    assert found_groups(line) == expected
    assert found_groups(line.replace("\\n", "\n")) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Fine.[5]", ["5"]),
        ("Fine.[ 5, 7 ]", ["5,7"]),
        ("Fine.[1-3]", ["1-3"]),
        ("Fine.[1\u20133,7\u20119]", ["1-3,7-9"]),
        ("Fine.[2]; [3][Level of evidence: 3iiDi]", ["2; 3 3iiDi"]),
        ("Fine.[2];[3][Level of evidence C1]", ["2; 3 C1"]),
        ("Fine.[2][Level of evidence C1][Level of evidence C2]", ["2 C1 C2"]),
        ("Fine.[2][Level of evidence: I][3]", ["2 I; 3"]),
        ("Fine.[2][C1]; [3]", ["2 C1; 3"]),
        ("Fine.[2];[3][II][4]", ["2; 3 II; 4"]),
        ("Fine.[22][23]", ["22,23"]),
        ("Fine.[22] [23]; [24]", ["22,23; 24"]),
        ("Fine.[Level of evidence: 1iiA]", ["- 1iiA"]),
        ("Fine.[2]; [Level of evidence: 1iiA]", ["2; - 1iiA"]),
        ("Fine. [2] [Level of Evidence:  1ii A]", ["2 1iiA"]),
        ("Fine.[2][Level of evidence:\n3iii Div]", ["2 3iiiDiv"]),
        ("Fine.[2]\n[level of evidence: I]", ["2 I"]),
        ("Fine.[2]\\n[Level of evidence: 4]", ["2 4"]),
        ("Fine.[2][Level of evidence [A1]", ["2 A1"]),
        ("Fine.[2][Level of evidence [A1]]", ["2 A1"]),
        ("Fine.[Level of evidence (some drug): 3dii]", ["- 3dii"]),
        ("Fine.[2][Level of evidence: None assigned]; [3]", ["2; 3"]),
        ("Fine.[Level of evidence: None assigned]", []),
        ("Bien.[2][Grado de comprobaci\u00f3n: II]", ["2 II"]),
        ("Bien.[2][Grado de comprobacio\u0301n: II]", ["2 II"]),
        ("A,[2] B,[3] and C.[4]", ["2", "3", "4"]),
        ("A.[2]\n\n[3] B", ["2", "3"]),
        ("of evidence (a drug): 1a", ["- 1a"]),
        ("of evidence: 1a] B.[2]", ["- 1a", "2"]),
        ("A.[Level of evidence: 2A", ["- 2A"]),
        ("A.[Level of evidence (in those", []),
        ("A.[[5](#c/5),[13](#c/13)-[15](#c/15)]", ["5,13-15"]),
        ("A.[[5](#c/5)][[Level of evidence C2](/p?id=1&v=H)]; [[6](#c/6)]", ["5 C2; 6"]),
        ('A.[[5](#c/5 "five")]', ["5"]),
        ('A.[<a href="#c">9</a>,<a href="#d">10</a>][<a x>Level of evidence: 2A</a>]', ["9,10 2A"]),
        ('A.<Reference refidx="2"/><Reference refidx="3" />; <Reference refidx="4"/>', ["2,3; 4"]),
        (
            'A.<Reference refidx="2"/>[<LOERef href="C1">Level of evidence: 3iii</LOERef>]',
            ["2 3iii"],
        ),
        ("A.[1-500]", ["1-500"]),
    ],
)
def test_every_form_is_read(text: str, expected: list[str]) -> None:
    """Each form of the markup gives its markings and their groups."""
    assert found_groups(text) == [groups(short) for short in expected]


@pytest.mark.parametrize(
    "text",
    [
        "the interval [CI], and [OS]",
        "[PUBMED Abstract]",
        "in [2012] and [1999-2004]",
        "[3-1]",
        "[1-501]",
        "[0]",
        "[1,]",
        "[1.5]",
        "[]",
        "[C1]",
        "a [5](#link) alone",
        "Level of evidence: 2A",
        "",
    ],
)
def test_other_brackets_are_no_markings(text: str) -> None:
    """Brackets with words, years, absurd ranges or nothing are no markings."""
    assert find_markings(text) == ()


def test_an_absurd_bracket_ends_a_marking() -> None:
    """A bracket that cannot be read does not spoil the marking before it."""
    assert found_groups("A.[5][9-2] and B.[6]") == [groups("5"), groups("6")]


def test_a_marking_knows_its_place() -> None:
    """A marking begins and ends where its brackets do, and lists its numbers."""
    text = "First.[2]; [3][Level of evidence D]; Second.[4]"
    first, second = find_markings(text)
    assert text[first.start : first.end] == "[2]; [3][Level of evidence D]"
    assert text[second.start : second.end] == "[4]"
    assert first.numbers == (2, 3)


def test_text_can_be_had_without_markings() -> None:
    """What is left without the markings is the text, with blanks in their places."""
    assert without_markings("A,[2] b.[3][Level of evidence D]") == "A,  b. "


CODES = st.sampled_from(["1iiA", "2A", "3iiiDiv", "3iii", "C1", "D", "II", "3di"])
GROUPS = st.builds(
    Group,
    citations=st.lists(st.integers(1, 1499), min_size=1, max_size=6).map(tuple),
    levels=st.lists(CODES, max_size=2).map(tuple),
)


@given(
    st.lists(GROUPS, min_size=1, max_size=4),
    st.sampled_from(["; ", ";", ";\n"]),
    st.sampled_from([": ", " ", ":  "]),
    st.sampled_from(["", " ", "\n"]),
)
def test_what_is_rendered_is_read_back(
    printed: list[Group], separator: str, colon: str, gap: str
) -> None:
    """Groups rendered as a page prints them are read back, whatever the separators."""
    text = separator.join(
        gap.join(
            (
                f"[{','.join(map(str, group.citations))}]",
                *(f"[Level of evidence{colon}{level}]" for level in group.levels),
            )
        )
        for group in printed
    )
    assert found_groups(f"A sentence.{text} Another") == [tuple(printed)]


@pytest.mark.parametrize("piece", ["[", "[1,", "[1", "[1]", "[Level of evidence ", "<a "])
def test_hostile_lines_are_read(piece: str) -> None:
    """A megabyte of one piece of markup is read to its end."""
    assert len(find_markings(piece * (1_000_000 // len(piece)))) <= 1
