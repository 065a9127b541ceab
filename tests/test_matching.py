"""Criteria against a patient: three answers, Kleene's laws, and three groups of statements."""

from __future__ import annotations

import copy
import gc
import weakref
from itertools import pairwise
from typing import Any

import pytest
from attrs import evolve
from bundled import KB
from hypothesis import given
from hypothesis import strategies as st
from matching_oracle import GENES, TREES, criteria, expected, expected_of
from samples import concept, sample_base
from strategies import knowledge_bases, less_known, patients

from allkb import (
    FACTS,
    AllOf,
    AnyOf,
    ConceptCategory,
    ConceptId,
    Criterion,
    Has,
    InRange,
    InvalidValueError,
    Is,
    KnowledgeBase,
    Meets,
    Not,
    OpenQuestion,
    Patient,
    StatementId,
    UnknownIdError,
)
from allkb.matching import verdict
from allkb.vocabulary import Vocabulary

KNOWN = Vocabulary(KB)
YES = Is(fact="gvhd", value=True)
NO = Is(fact="gvhd", value=False)
UNKNOWN = Is(fact="prior_tbi", value=True)
SURE = Patient(gvhd=True)
"""Of this patient the first holds, the second does not, and the third is not known."""

anyone = patients(GENES).flatmap(less_known)
"""Patients of whom more or less is known."""


def alterations(*ids: str) -> tuple[ConceptId, ...]:
    """Return ids of concepts."""
    return tuple(map(ConceptId, ids))


def has(alteration: str) -> Has:
    """Return the criterion that an alteration is there."""
    return Has(fact="genetic_alterations", value=ConceptId(alteration))


def both(*parts: Criterion) -> AllOf:
    """Return the criterion that all hold."""
    return AllOf(criteria=parts)


def either(*parts: Criterion) -> AnyOf:
    """Return the criterion that any holds."""
    return AnyOf(criteria=parts)


def flip(part: Criterion) -> Not:
    """Return the criterion that another does not hold."""
    return Not(criterion=part)


def truth(criterion: Criterion, patient: Patient) -> bool | None:
    """Return what the library makes of criteria."""
    return verdict(KNOWN, criterion, patient)


# Three answers


@given(criteria, anyone)
def test_generated_criteria_are_answered_as_a_second_evaluator_does(
    criterion: Criterion, patient: Patient
) -> None:
    """What numbers give, with a half for not known, is what the library gives."""
    assert truth(criterion, patient) is expected(criterion, patient)


@given(anyone)
def test_bundled_criteria_are_answered_as_a_second_evaluator_does(patient: Patient) -> None:
    """So too for every tree of the bundled data."""
    for tree in TREES:
        assert truth(tree, patient) is expected(tree, patient)


@pytest.mark.parametrize(
    ("value", "low", "high", "closed", "wanted"),
    [
        (17.9, 18, 36, True, False),
        (18, 18, 36, True, True),
        (18, 18, 36, False, False),
        (18.000001, 18, 36, False, True),
        (36, 18, 36, True, True),
        (36, 18, 36, False, False),
        (36.1, 18, 36, True, False),
        (0, None, 18, False, True),
        (18, None, 18, False, False),
        (18, None, 18, True, True),
        (18, 18, None, True, True),
        (18, 18, None, False, False),
        (1e300, 18, None, False, True),
        (2, 2, 2, True, True),
        (2.0, 2, 2, True, True),
        (3, 2, 2, True, False),
        (None, 2, 2, True, None),
    ],
)
def test_ends_of_ranges(
    value: float | None, low: float | None, high: float | None, closed: Any, wanted: object
) -> None:
    """An end counts if it is said to; an open side has none."""
    asked = InRange(fact="age", low=low, high=high, includes_low=closed, includes_high=closed)
    assert truth(asked, Patient(age=value)) is wanted


TABLE = [(YES, True), (NO, False), (UNKNOWN, None)]


@pytest.mark.parametrize(("first", "a"), TABLE)
@pytest.mark.parametrize(("second", "b"), TABLE)
def test_the_tables_of_kleene(first: Criterion, a: Any, second: Criterion, b: Any) -> None:
    """And is no if one is no; or is yes if one is yes; else what is not known stays so."""
    found = {a, b}
    every = False if False in found else None if None in found else True
    some = True if True in found else None if None in found else False
    assert truth(both(first, second), SURE) is every
    assert truth(either(first, second), SURE) is some
    assert truth(flip(first), SURE) is (None if a is None else not a)


@given(criteria, criteria, criteria, anyone)
def test_the_laws_of_kleene(a: Criterion, b: Criterion, c: Criterion, patient: Patient) -> None:
    """Each law that holds of three answers; what is on both sides is answered alike."""
    patient = evolve(patient, gvhd=True)
    laws: dict[str, tuple[Criterion, Criterion]] = {
        "double negation": (flip(flip(a)), a),
        "De Morgan, and": (flip(both(a, b)), either(flip(a), flip(b))),
        "De Morgan, or": (flip(either(a, b)), both(flip(a), flip(b))),
        "commutativity, and": (both(a, b), both(b, a)),
        "commutativity, or": (either(a, b), either(b, a)),
        "associativity, and": (both(a, both(b, c)), both(both(a, b), c)),
        "associativity, or": (either(a, either(b, c)), either(either(a, b), c)),
        "flatness, and": (both(a, both(b, c)), both(a, b, c)),
        "flatness, or": (either(a, either(b, c)), either(a, b, c)),
        "idempotence, and": (both(a, a), a),
        "idempotence, or": (either(a, a), a),
        "one alone, and": (both(a), a),
        "one alone, or": (either(a), a),
        "absorption, and": (both(a, either(a, b)), a),
        "absorption, or": (either(a, both(a, b)), a),
        "distributivity, and": (both(a, either(b, c)), either(both(a, b), both(a, c))),
        "distributivity, or": (either(a, both(b, c)), both(either(a, b), either(a, c))),
        "identity, and": (both(a, YES), a),
        "identity, or": (either(a, NO), a),
        "annihilation, and": (both(a, NO), NO),
        "annihilation, or": (either(a, YES), YES),
    }
    for law, (left, right) in laws.items():
        assert truth(left, patient) is truth(right, patient), law


@given(criteria, anyone)
def test_there_is_a_third_answer(a: Criterion, patient: Patient) -> None:
    """What is not known is not settled by asking for it or its opposite."""
    found = truth(a, patient)
    assert truth(either(a, flip(a)), patient) is (None if found is None else True)
    assert truth(both(a, flip(a)), patient) is (None if found is None else False)


# More facts, more answers, no other answers


@given(criteria, patients(GENES), st.data())
def test_a_fact_more_changes_no_answer(criterion: Criterion, whole: Patient, data: Any) -> None:
    """Yes stays yes and no stays no, whatever becomes known."""
    later = data.draw(less_known(whole))
    earlier = truth(criterion, data.draw(less_known(later)))
    if earlier is not None:
        assert truth(criterion, later) is earlier
        assert truth(criterion, whole) is earlier


@given(patients(GENES), st.data())
def test_a_fact_more_changes_no_answer_of_the_bundled_data(whole: Patient, data: Any) -> None:
    """So for every statement: it leaves the open group, and never the other two."""
    later = data.draw(less_known(whole))
    groups = [
        {m.statement.id: m.verdict for m in KB.match(patient)}
        for patient in (data.draw(less_known(later)), later, whole)
    ]
    for before, after in pairwise(groups):
        for id, answer in before.items():
            assert answer is None or after[id] is answer
    for tree in TREES:
        answer = truth(tree, later)
        assert answer is None or truth(tree, whole) is answer


@given(patients(GENES))
def test_who_is_wholly_known_leaves_few_open(whole: Patient) -> None:
    """Of a patient of whom all is known, only words and what was not looked for stay open."""
    for one in KB.match(whole).may_apply:
        if one.statement.criteria is not None:
            for fact in one.missing:
                name = fact.fact.partition(":")[0]
                assert name == "genetic_alterations" or getattr(whole, name) is None


# Genetic alterations


GENETICS: list[tuple[str, tuple[str, ...], tuple[str, ...], bool | None]] = [
    ("ras-pathway-variants", ("nras-variants",), (), True),
    ("ras-pathway-variants", ("ras-pathway-variants",), (), True),
    ("ras-pathway-variants", ("bcr-abl1",), (), None),
    ("ras-pathway-variants", (), ("nras-variants",), None),
    ("ras-pathway-variants", (), ("ras-pathway-variants",), False),
    ("nras-variants", ("ras-pathway-variants",), (), None),
    ("nras-variants", ("kras-variants",), (), None),
    ("nras-variants", (), ("ras-family-variants",), False),
    ("nras-variants", (), ("ras-pathway-variants",), False),
    ("nras-variants", (), ("kras-variants",), None),
    ("nras-variants", ("kras-variants",), ("nras-variants",), False),
    ("nras-variants", (), (), None),
    ("high-hyperdiploidy", ("high-hyperdiploidy-with-trisomies-4-and-10",), (), True),
    ("high-hyperdiploidy", (), ("high-hyperdiploidy-with-trisomies-4-and-10",), None),
    ("high-hyperdiploidy-with-trisomies-4-and-10", ("high-hyperdiploidy",), (), None),
    ("high-hyperdiploidy-with-trisomies-4-and-10", (), ("high-hyperdiploidy",), False),
]


@pytest.mark.parametrize(("asked", "present", "absent", "wanted"), GENETICS)
def test_a_narrower_alteration_tells_and_a_broader_absence_does(
    asked: str, present: tuple[str, ...], absent: tuple[str, ...], wanted: Any
) -> None:
    """What was found is of its broader kinds; what was not found leaves no narrower kind."""
    patient = Patient(
        genetic_alterations_present=alterations(*present),
        genetic_alterations_absent=alterations(*absent),
    )
    assert truth(has(asked), patient) is wanted
    assert truth(flip(has(asked)), patient) is (None if wanted is None else not wanted)


def test_narrower_concepts_can_be_asked_for() -> None:
    """By any name; a concept is narrower than itself, and an unknown one is refused."""
    found = KB.narrower("RAS pathway variants")
    assert found == KB.narrower("ras-pathway-variants")
    assert {"ras-pathway-variants", "nras-variants", "kras-variants"} <= found
    assert KB.narrower("bcr-abl1") == {"bcr-abl1"}
    with pytest.raises(UnknownIdError, match="bcr-abl1"):
        KB.narrower("bcr-abl2")


@pytest.mark.parametrize("ask", [KB.match, KB.missing, KB.classify], ids=lambda f: f.__name__)
def test_alterations_that_are_none_are_refused_all_at_once(ask: Any) -> None:
    """A misspelled id would match nothing in silence, and a drug is no alteration."""
    patient = Patient(
        genetic_alterations_present=alterations("bcr-abl", "blinatumomab", "nras-variants"),
        genetic_alterations_absent=alterations("zzz", "ras-pathway-variants"),
    )
    with pytest.raises(InvalidValueError) as caught:
        ask(patient)
    where = "genetic_alterations_"
    assert caught.value.subject == "Patient"
    assert caught.value.faults == (
        f"{where}present: no genetic alteration 'bcr-abl' is known here; did you mean bcr-abl1?",
        f"{where}present: no genetic alteration 'blinatumomab' is known here",
        f"{where}absent: no genetic alteration 'zzz' is known here",
        "nras-variants is present, so ras-pathway-variants cannot be absent",
    )


def test_an_alteration_is_known_where_its_concept_is() -> None:
    """A base that does not know it refuses it; one with the concept takes it."""
    patient = Patient(genetic_alterations_present=alterations("my-fusion"))
    with pytest.raises(InvalidValueError, match="no genetic alteration 'my-fusion'"):
        KB.match(patient)
    fusion = concept("my-fusion", ConceptCategory.GENE, "gene-fusion")
    assert len(KB.with_records(concepts=(fusion,)).match(patient)) == len(KB)


# Three groups


def question(id: str, **more: Any) -> OpenQuestion:
    """Return a statement of the sample base about some patients."""
    found = sample_base()["cells.graft-after"]
    assert isinstance(found, OpenQuestion)
    return evolve(found, **{"id": StatementId(id), "criteria": None, **more})


CASES = sample_base(
    statements=(
        question("q.everyone"),
        question("q.words", population="those who are well"),
        question("q.met", criteria=InRange(fact="age", high=18, includes_high=False)),
        question("q.met-and-words", criteria=Is(fact="gvhd", value=False), population="the few"),
        question("q.not-met", criteria=InRange(fact="age", low=18)),
        question("q.not-met-and-words", criteria=InRange(fact="age", low=18), population="most"),
        question("q.open", criteria=Is(fact="lineage", value="T-ALL")),
        question("q.open-and-words", criteria=Is(fact="lineage", value="T-ALL"), population="some"),
        *(s for s in sample_base() if s.kind == "definition"),
    )
)
CHILD = Patient(age=7, gvhd=False)


def test_statements_stand_in_three_groups() -> None:
    """By their criteria; without any they apply, and with words they only may."""
    found = CASES.match(CHILD)
    assert [m.statement.id for m in found.applies] == [
        "early-relapse.group-x",
        "q.everyone",
        "q.met",
    ]
    assert [m.statement.id for m in found.may_apply] == [
        "q.met-and-words",
        "q.open",
        "q.open-and-words",
        "q.words",
    ]
    assert [m.statement.id for m in found.does_not_apply] == ["q.not-met", "q.not-met-and-words"]
    for group, answer in (
        (found.applies, True),
        (found.may_apply, None),
        (found.does_not_apply, False),
    ):
        assert all(m.verdict is answer for m in group)


def test_words_are_handed_on_unread() -> None:
    """Words are not known, whatever they say; they are there for whoever reads the match."""
    found = {m.statement.id: m for m in CASES.match(CHILD)}
    words = {id: m.words for id, m in found.items() if m.words}
    assert words == {
        "q.met-and-words": "the few",
        "q.not-met-and-words": "most",
        "q.open-and-words": "some",
        "q.words": "those who are well",
    }
    assert all(m.words == m.statement.population for m in KB.match(CHILD))


@given(patients(GENES))
def test_whom_words_describe_is_never_certain(whole: Patient) -> None:
    """However much is known, what also says in words whom it is about only may apply, or not."""
    for one in KB.match(whole):
        if one.statement.population:
            assert one.verdict is not True
        if one.statement.criteria is None:
            assert one.verdict is (None if one.words else True)


@given(anyone)
def test_the_second_evaluator_agrees_on_every_statement(patient: Patient) -> None:
    """It puts criteria and words together in its own way, and has the same answers."""
    for one in KB.match(patient):
        assert one.verdict is expected_of(one.statement, patient)


def test_groups_are_counted_and_gone_through_in_order() -> None:
    """All that apply, then those that may, then the rest; the repr counts them."""
    found = CASES.match(CHILD)
    assert len(found) == len(CASES) == 9
    assert [*found] == [*found.applies, *found.may_apply, *found.does_not_apply]
    assert repr(found) == "<Matches: 3 apply, 4 may apply, 2 do not>"
    assert repr(found.may_apply[1]) == "Match('q.open', None)"
    assert len(KnowledgeBase().match(CHILD)) == 0


def test_matches_are_values() -> None:
    """The same question of the same base gives an equal answer, that can be a key."""
    assert CASES.match(CHILD) == CASES.match(CHILD)
    assert CASES.match(CHILD) != CASES.match(Patient(age=7))
    assert len({*CASES.match(CHILD), *CASES.match(CHILD)}) == len(CASES)
    assert hash(CASES.match(CHILD)) == hash(copy.copy(CASES.match(CHILD)))


def check_partition(base: KnowledgeBase, patient: Patient) -> None:
    """Assert that each statement is in one group, and each group is sorted by id."""
    found, known = base.match(patient), Vocabulary(base)
    groups = [
        [m.statement.id for m in g] for g in (found.applies, found.may_apply, found.does_not_apply)
    ]
    assert sorted(id for group in groups for id in group) == [*base.statements.ids]
    assert all(group == sorted(group) for group in groups)
    for one in found:
        assert one.statement is base[one.statement.id]
        criteria = one.statement.criteria
        read = True if criteria is None else verdict(known, criteria, patient)
        assert one.verdict is (None if one.statement.population and read else read)


@given(anyone)
def test_the_groups_part_the_bundled_data(patient: Patient) -> None:
    """Every statement is in one group, unranked: in the order of ids."""
    check_partition(KB, patient)


@given(knowledge_bases(), patients().flatmap(less_known))
def test_the_groups_part_any_data(base: KnowledgeBase, patient: Patient) -> None:
    """So with data of any making."""
    check_partition(base, patient)
    assert {c.definition.id for c in base.classify(patient)} == set(base.definitions.ids)
    for fact in base.missing(patient):
        assert fact.bears_on >= fact.may_settle >= fact.settles >= 0


@pytest.mark.parametrize("day", ["2003-01-01", "2012-12-31", "2025-04-21", "2030-01-01"])
def test_older_views_are_matched_too(day: str) -> None:
    """What was attested on a day is matched as any data; the answers are those of today."""
    base = KB.as_of(day)
    patient = Patient(
        age=7,
        relapse_number=1,
        relapsed_after_hsct=True,
        genetic_alterations_present=tuple(sorted(GENES)),
    )
    check_partition(base, patient)
    now = {m.statement.id: m.verdict for m in KB.match(patient)}
    assert all(m.verdict is now[m.statement.id] for m in base.match(patient))


def test_statements_of_a_user_are_matched_too() -> None:
    """A statement that was added is in its group."""
    topic = next(iter(KB.topics)).id
    ours = evolve(
        KB.open_questions[0],
        id=StatementId("our.question"),
        topic=topic,
        criteria=both(has("bcr-abl1"), Meets(definition=KB.definitions.ids[0])),
        population=None,
        links=(),
        ended=None,
    )
    base = KB.with_records(statements=(ours,))
    for present, wanted in (((), None), (("bcr-abl1",), None)):
        found = base.match(Patient(genetic_alterations_present=alterations(*present)))
        assert {m.statement.id: m.verdict for m in found}[ours.id] is wanted
    found = base.match(Patient(genetic_alterations_absent=alterations("bcr-abl1")))
    assert "our.question" in {m.statement.id for m in found.does_not_apply}


def test_what_was_made_ready_goes_with_its_base() -> None:
    """Matching many views keeps none of them in memory."""
    base = sample_base()
    base.match(CHILD)
    base.missing(CHILD)
    gone = weakref.ref(base)
    del base
    gc.collect()
    assert gone() is None


def test_the_same_patient_twice_is_answered_alike() -> None:
    """What is made ready once holds nothing of a patient."""
    first = KB.match(CHILD)
    KB.match(Patient(age=40, gvhd=True, lineage="T-ALL"))
    assert KB.match(CHILD) == first


@pytest.mark.parametrize("name", [n for n, f in FACTS.items() if f.choices])
def test_a_choice_is_one_word(name: str) -> None:
    """The word that is given holds, and no other of the list does."""
    words = FACTS[name].choices
    for given_word in words:
        facts: dict[str, Any] = {name: given_word}
        patient = Patient(**facts)
        for word in words:
            assert truth(Is(fact=name, value=word), patient) is (word == given_word)
            assert truth(Is(fact=name, value=word), Patient()) is None
