"""Sentences and fingerprints: what a passage is known by."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from allkb.audit import Group, fingerprint, read_page, sentences
from allkb.audit.passages import normalised


def texts(text: str) -> list[str]:
    """Return the texts of the sentences of a text."""
    return [sentence.text for sentence in sentences(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Cats sleep. Dogs bark.", ["Cats sleep.", "Dogs bark."]),
        ("Cats sleep.[1] Dogs bark.[2]", ["Cats sleep.[1]", "Dogs bark.[2]"]),
        (
            "Cats sleep. [1]; [2][Level of evidence D] Dogs",
            ["Cats sleep. [1]; [2][Level of evidence D]", "Dogs"],
        ),
        (
            "Cats sleep.[1][Level of evidence (in a sack): 1a] Dogs bark.",
            ["Cats sleep.[1][Level of evidence (in a sack): 1a]", "Dogs bark."],
        ),
        ("Cats sleep.[1]Dogs bark.", ["Cats sleep.[1]", "Dogs bark."]),
        ("Cats sleep.[1] 20 dogs bark.", ["Cats sleep.[1]", "20 dogs bark."]),
        (
            "Cats,[1] dogs and (maybe) Birds sleep.[2]",
            ["Cats,[1] dogs and (maybe) Birds sleep.[2]"],
        ),
        ("Some (few)[1] Cats sleep.", ["Some (few)[1]", "Cats sleep."]),
        ("Some (few)[1], not all.", ["Some (few)[1], not all."]),
        ("Some sleep.[1] and some do not.", ["Some sleep.[1] and some do not."]),
        ("Is it so? Yes! It is.", ["Is it so?", "Yes!", "It is."]),
        ("(It is so.) [Or not.] Well", ["(It is so.)", "[Or not.]", "Well"]),
        ('He said "no." She left.', ['He said "no."', "She left."]),
        ("It was 5% vs. 9% (i.e. Few; e.g. Some).", ["It was 5% vs. 9% (i.e. Few; e.g. Some)."]),
        ("Doe et al. The rest by J. Roe.", ["Doe et al. The rest by J. Roe."]),
        ("By the U.S. Agency.", ["By the U.S. Agency."]),
        ("It was vitamin D.[3] Next", ["It was vitamin D.[3]", "Next"]),
        ("It was so (P = .03). Next 1.5 of it", ["It was so (P = .03).", "Next 1.5 of it"]),
        ("It was .5 of 7. 8 were not.", ["It was .5 of 7. 8 were not."]),
        (
            "One line\nand another. A third\n\nA heading\n\nText.",
            ["One line and another.", "A third", "A heading", "Text."],
        ),
        ("These:\n- One\n- Two.\n3. Three", ["These:", "One", "Two.", "Three"]),
        ("# Head\nText of\n12. March", ["Head", "Text of 12.", "March"]),
        ("- \n\n#", ["-", "#"]),
        ("", []),
    ],
)
def test_sentences_end_where_they_end(text: str, expected: list[str]) -> None:
    """A sentence ends at its stop and the markings behind it, and nowhere else."""
    assert texts(text) == expected


def test_a_sentence_knows_its_markings_and_its_fingerprint() -> None:
    """A sentence has the markings in it, and the fingerprint of its text."""
    (sentence,) = sentences("Cats,[1] not dogs, sleep.[2]; [3][Level of evidence C1]")
    assert [marking.groups for marking in sentence.markings] == [
        (Group(citations=(1,)),),
        (Group(citations=(2,)), Group(citations=(3,), levels=("C1",))),
    ]
    assert sentence.fingerprint == fingerprint("cats not dogs sleep")


SAME = [
    "Half\u2013grown *cats* (5 of 7) sleep \u201clong\u201d: 3.5% vs. 4 %; P < .05.[7][Level of evidence: 2A]",
    "- Half-grown **cats** (5 of 7) [sleep](/cats.html) 'long': 3.5% vs. 4%; *P* < .05.[[7](#c/7)]",
    '<p>Half\u2010grown <em>c</em>ats (5 of 7) sleep "long": 3.5% vs. 4%; P&nbsp;< .05.</p>'.replace(
        "&nbsp;", "\xa0"
    ),
    "half grown _cats_ 5 of 7 sle\u00adep long 3.5% vs 4% P <.05. [8]; [9][Level of evidence C1]",
    "\uff28alf-grown\ncats (5  of 7), sleep long, 3.5% vs. 4%. P<.05",
]


@pytest.mark.parametrize("text", SAME)
def test_the_same_sentence_has_one_fingerprint(text: str) -> None:
    """Markup, emphasis, links, case, quotes, dashes, punctuation and blanks do not matter."""
    assert fingerprint(text) == fingerprint(SAME[0])
    assert fingerprint(text).startswith("sha256:")
    assert len(fingerprint(text)) == 71


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Cats sleep.", "Cats slept."),
        ("5% sleep", "5 sleep"),
        ("1.5 cats", "15 cats"),
        ("P = .03) and", "P = .04) and"),
        ("P < .05", "P > .05"),
        ("MRD \u2265 1", "MRD \u2264 1"),
        ("one- or two", "oneor two"),
        ("a 5 b", "a b"),
    ],
)
def test_a_changed_word_or_figure_changes_the_fingerprint(one: str, other: str) -> None:
    """Every word, figure, percent sign and sign of comparison counts."""
    assert fingerprint(one) != fingerprint(other)


def test_signs_written_with_two_characters_are_one() -> None:
    """`>=` and its sign are the same."""
    assert fingerprint("age >= 5") == fingerprint("age \u2265 5")


@given(st.text())
def test_normalised_text_is_stable(text: str) -> None:
    """What is normalised is in lower case, has single blanks, and depends on no outer blanks."""
    found = normalised(text)
    assert found == " ".join(found.split())
    assert normalised(f"  {text}  ") == found


WORDS = st.lists(
    st.sampled_from(["Cats", "dogs", "5%", "sleep", "3.5", "x,", "(few)"]), min_size=1, max_size=9
)


@given(WORDS)
def test_a_sentence_is_known_again_in_every_format(words: list[str]) -> None:
    """Plain text, Markdown and HTML of the same sentence have the same fingerprint."""
    text = " ".join(["Here", *words])
    plain = read_page(f"A heading\n\n{text}.[1]")
    marked = read_page(f"# A heading\n\n**{text}**.[[1](#c/1)]")
    html = read_page(f"<html><h1>A heading</h1><p>{text}.[<a href='#c'>1</a>]</p></html>")
    prints = [[fingerprint(block.text) for block in page.blocks] for page in (plain, marked, html)]
    assert prints[0] == prints[1] == prints[2]
