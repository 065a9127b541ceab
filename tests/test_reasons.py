"""Why criteria hold or do not: trees that give the answer again, as text and as HTML."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from attrs import evolve
from bs4 import BeautifulSoup
from bundled import KB
from hypothesis import given
from matching_oracle import GENES, TREES, criteria, key_of, leaf_reasons, leaves, recomputed
from samples import concept, sample_base
from strategies import less_known, patients

from allkb import (
    AllOf,
    AnyOf,
    ConceptCategory,
    ConceptId,
    Criterion,
    Has,
    InRange,
    Is,
    Match,
    Meets,
    Not,
    OpenQuestion,
    Patient,
    Reason,
    StatementId,
)
from allkb.matching import reason
from allkb.matching.truth import facts_about, members_asked
from allkb.views import reason_html
from allkb.vocabulary import Vocabulary

KNOWN = Vocabulary(KB)
anyone = patients(GENES).flatmap(less_known)
CHILD = InRange(fact="age", high=18, includes_high=False)
AFTER = Is(fact="relapsed_after_hsct", value=True)
WEANED = Is(fact="weaned_from_immune_suppression", value=True)
FUSION = Has(fact="genetic_alterations", value=ConceptId("bcr-abl1"))
LATE = Meets(definition=StatementId("definitions.bfm.late-relapse"))


def why(criterion: Criterion, patient: Patient) -> Reason:
    """Return the reason of criteria for a patient."""
    return reason(KNOWN, criterion, facts_about(KNOWN, patient, members_asked(KNOWN, criterion)))


# One line


@pytest.mark.parametrize(
    ("criterion", "facts", "line"),
    [
        (CHILD, {"age": 7}, "age 7 is under 18 years: yes"),
        (CHILD, {"age": 18.0}, "age 18 is under 18 years: no"),
        (CHILD, {"age": 17.9999999}, "age 17.9999999 is under 18 years: yes"),
        (CHILD, {}, "age under 18 years: not known"),
        (AFTER, {"relapsed_after_hsct": True}, "relapse after allogeneic HSCT: yes"),
        (AFTER, {"relapsed_after_hsct": False}, "relapse after allogeneic HSCT: no"),
        (WEANED, {}, "weaned from immune suppression: not known"),
        (Is(fact="gvhd", value=False), {"gvhd": False}, "no graft-versus-host disease: yes"),
        (Is(fact="lineage", value="T-ALL"), {"lineage": "T-ALL"}, "lineage T-ALL: yes"),
        (
            Is(fact="lineage", value="T-ALL"),
            {"lineage": "B-ALL"},
            "lineage T-ALL (it is B-ALL): no",
        ),
        (Is(fact="lineage", value="T-ALL"), {}, "lineage T-ALL: not known"),
        (
            Is(fact="marrow_involved", value=True),
            {"relapse_site": "combined"},
            "marrow involved: yes",
        ),
        (
            InRange(fact="relapse_number", low=1, high=1),
            {"relapse_number": 2},
            "number of relapses 2 is 1: no",
        ),
        (
            InRange(fact="mrd", low=0.0001),
            {"mrd": 0.000099999999},
            "minimal residual disease as a proportion 9.9999999e-05 is at least 0.0001: no",
        ),
        (
            InRange(fact="peripheral_blasts", low=50_000),
            {"peripheral_blasts": 1_234_567},
            "blasts in peripheral blood 1234567 is at least 50000 per microliter: yes",
        ),
        (FUSION, {"genetic_alterations_present": ("bcr-abl1",)}, "BCR::ABL1 found: yes"),
        (FUSION, {"genetic_alterations_absent": ("gene-fusion",)}, "BCR::ABL1 found: no"),
        (FUSION, {}, "BCR::ABL1 found: not known"),
    ],
)
def test_a_single_question_reads_as_a_line(
    criterion: Criterion, facts: dict[str, Any], line: str
) -> None:
    """The value that was given, what is asked, and the answer."""
    found = why(criterion, Patient(**facts))
    assert str(found) == line
    assert found.fact == key_of(next(leaves(criterion)))
    assert found.parts == ()
    assert found.answer == line.rpartition(": ")[2]


def test_a_tree_reads_as_indented_lines() -> None:
    """Groups say what they take; a definition says whose it is, and what is behind it."""
    tree = AllOf(criteria=(CHILD, Not(criterion=AnyOf(criteria=(AFTER, FUSION))), LATE))
    patient = Patient(
        age=7, relapse_number=1, relapsed_after_hsct=False, months_from_treatment_to_relapse=6
    )
    assert str(why(tree, patient)).splitlines() == [
        "all of these: not known",
        "  age 7 is under 18 years: yes",
        "  not so: not known",
        "    any of these: not known",
        "      relapse after allogeneic HSCT: no",
        "      BCR::ABL1 found: not known",
        "  late relapse as defined by Berlin-Frankfurt-Münster group: yes",
        "    all of these: yes",
        "      number of relapses 1 is 1: yes",
        "      time from end of treatment 6 is at least 6 months: yes",
    ]


# The tree gives the answer


def check(tree: Reason, criterion: Criterion) -> None:
    """Assert that a tree answers what its leaves answer, about facts of the criteria alone."""
    ends = [*leaf_reasons(tree)]
    assert recomputed(tree) is tree.verdict
    assert [end.fact for end in ends] == [key_of(leaf) for leaf in leaves(criterion)]
    for part in tree.parts:
        assert recomputed(part) is part.verdict
        assert part.fact is None or not part.parts


@given(criteria, anyone)
def test_the_tree_evaluates_to_the_verdict(criterion: Criterion, patient: Patient) -> None:
    """The answers of the leaves, put together as the questions say, are the answer."""
    check(why(criterion, patient), criterion)


@given(anyone)
def test_the_trees_of_bundled_criteria_do_too(patient: Patient) -> None:
    """So with every tree of the bundled data, and with each match."""
    for criterion in TREES:
        check(why(criterion, patient), criterion)
    for one in KB.match(patient):
        assert recomputed(one.reason) is one.reason.verdict is one.verdict
    for term in KB.classify(patient):
        assert term.reason.verdict is term.verdict


@given(criteria, anyone)
def test_what_is_known_stands_in_the_question(criterion: Criterion, patient: Patient) -> None:
    """A number that was given is shown as it was given; where none was, none is made up."""
    for end in leaf_reasons(why(criterion, patient)):
        value = patient.facts.get(str(end.fact))
        if end.verdict is not None and isinstance(value, int | float) and value not in (0, 1):
            assert f" {value:.15g} is " in end.question
        if end.verdict is None:
            assert " is " not in end.question
            assert "it is" not in end.question


# Statements with words, or without criteria


def statement_in(words: str | None, criterion: Criterion | None = None) -> Match:
    """Return a match of a statement about those whom words describe."""
    found = sample_base()["cells.graft-after"]
    assert isinstance(found, OpenQuestion)
    changed = evolve(
        found, id=StatementId("q.words"), criteria=criterion, population=words, links=()
    )
    (one,) = sample_base(statements=(changed,)).match(Patient())
    return one


def test_words_are_told_and_not_read() -> None:
    """What no machine can read is shown; what sets no bounds says so."""
    told = statement_in("those who are well")
    assert str(told.reason) == "in words: those who are well: not known"
    assert (told.reason.fact, told.reason.parts) == (None, ())
    both = statement_in("those who are well", Not(criterion=CHILD))
    assert str(both.reason).splitlines() == [
        "all of these: not known",
        "  not so: not known",
        "    age under 18 years: not known",
        "  in words: those who are well: not known",
    ]
    assert both.reason.parts[1] == told.reason
    assert str(statement_in(None, CHILD).reason) == "age under 18 years: not known"
    free = statement_in(None)
    assert str(free.reason) == "it sets no bounds within its topic: yes"


# HTML

ALLOWED = {"ul", "li", "b"}


def lines_of(html: str) -> list[str]:
    """Return the lines a reader of some HTML sees, indented as they are nested."""
    page = BeautifulSoup(html, "html.parser")
    assert {tag.name for tag in page.find_all(name=True)} <= ALLOWED
    assert not any(tag.attrs for tag in page.find_all(name=True))
    return [
        "  " * (len(item.find_parents("ul")) - 1)
        + "".join(part.get_text() for part in item.contents if getattr(part, "name", None) != "ul")
        for item in page.find_all("li")
    ]


@given(criteria, anyone)
def test_html_says_what_the_text_says(criterion: Criterion, patient: Patient) -> None:
    """The same lines, nested in lists; nothing but lists and bold answers."""
    found = why(criterion, patient)
    assert lines_of(reason_html(found)) == str(found).splitlines()


def test_html_looks_like_this() -> None:
    """Questions, with answers in bold."""
    assert reason_html(why(CHILD, Patient(age=7))) == (
        "<ul><li>age 7 is under 18 years: <b>yes</b></li></ul>"
    )
    assert reason_html(why(Not(criterion=CHILD), Patient())) == (
        "<ul><li>not so: <b>not known</b>"
        "<ul><li>age under 18 years: <b>not known</b></li></ul></li></ul>"
    )


HOSTILE = "<script>alert('x')</script> & \"<img src=x onerror=y>"


def test_hostile_words_stay_words() -> None:
    """A population in words cannot become markup."""
    html = reason_html(statement_in(HOSTILE).reason)
    assert "<script" not in html
    assert "<img" not in html
    assert lines_of(html) == [f"in words: {HOSTILE}: not known"]


def test_hostile_names_stay_names() -> None:
    """Nor can the label of a concept, the term of a definition, or a unit."""
    base = sample_base()
    gene = evolve(concept("a-gene", ConceptCategory.GENE), label=HOSTILE)
    group = evolve(base.concept("group-x"), label=f"{HOSTILE} group")
    term = evolve(base.definition("early-relapse.group-x"), term=f"{HOSTILE} term")
    others = tuple(c for c in base.concepts if c.id != "group-x")
    question = evolve(
        base["cells.graft-after"],
        criteria=AllOf(
            criteria=(
                Has(fact="genetic_alterations", value=ConceptId("a-gene")),
                Meets(definition=term.id),
            )
        ),
    )
    hostile = sample_base(concepts=(*others, gene, group), statements=(question, term))
    (one,) = (m for m in hostile.match(Patient()) if m.statement.id == question.id)
    html = reason_html(one.reason)
    assert set(re.findall(r"</?(\w+)", html)) <= ALLOWED
    assert unescape(html).count(HOSTILE) == 3
    assert lines_of(html) == str(one.reason).splitlines()


def test_reasons_are_values() -> None:
    """The same question of the same patient has an equal reason, that can be a key."""
    one, other = why(LATE, Patient(age=7)), why(LATE, Patient(age=7))
    assert one == other
    assert len({one, other, why(LATE, Patient(relapse_number=2))}) == 2
