"""Which facts would decide what is open: no fewer, no more, and which of them first."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

import pytest
from bundled import KB
from hypothesis import given
from hypothesis import strategies as st
from matching_oracle import GENES, TREES, criteria, expected, grid, key_of, leaves, with_fact
from strategies import less_known, patients

from allkb import (
    DERIVED,
    FACTS,
    AllOf,
    AnyOf,
    Asked,
    ConceptId,
    Criterion,
    FactType,
    Has,
    InRange,
    Is,
    Match,
    MissingFact,
    Not,
    Patient,
    facts_of,
)
from allkb.matching.missing import asked
from allkb.matching.truth import facts_about, members_asked
from allkb.model.record import known_sound
from allkb.vocabulary import Vocabulary

KNOWN = Vocabulary(KB)
anyone = patients(GENES).flatmap(less_known)
CHILD = Patient(age=7, lineage="B-ALL", relapse_number=1)


def missing(criterion: Criterion, patient: Patient) -> tuple[Asked, ...]:
    """Return what the library says is missing for criteria."""
    return asked(KNOWN, criterion, facts_about(KNOWN, patient, members_asked(KNOWN, criterion)))


def settled(criterion: Criterion, patient: Patient) -> dict[str, float]:
    """Return the facts that are missing, each with how much of it decides."""
    return {one.fact: one.settles for one in missing(criterion, patient)}


def is_known(patient: Patient, fact: str) -> bool:
    """Tell whether a fact was given."""
    return ":" not in fact and getattr(patient, fact) is not None


def every(*parts: Criterion) -> AllOf:
    """Return the criterion that all hold."""
    return AllOf(criteria=parts)


def some(*parts: Criterion) -> AnyOf:
    """Return the criterion that any holds."""
    return AnyOf(criteria=parts)


T_ALL, ADULT = Is(fact="lineage", value="T-ALL"), InRange(fact="age", low=18)
GVHD, REFRACTORY = Is(fact="gvhd", value=True), Is(fact="refractory", value=True)


# Worked by hand


@pytest.mark.parametrize(
    ("criterion", "patient", "wanted"),
    [
        (T_ALL, Patient(), {"lineage": 1}),
        (T_ALL, Patient(lineage="B-ALL"), {}),
        (ADULT, Patient(), {"age": 1}),
        (Not(criterion=ADULT), Patient(), {"age": 1}),
        # Either one can rule it out, and neither can rule it in alone.
        (every(GVHD, REFRACTORY), Patient(), {"gvhd": 1 / 2, "refractory": 1 / 2}),
        (every(GVHD, REFRACTORY), Patient(gvhd=True), {"refractory": 1}),
        (every(GVHD, REFRACTORY), Patient(gvhd=False), {}),
        (some(GVHD, REFRACTORY), Patient(gvhd=False), {"refractory": 1}),
        (some(GVHD, REFRACTORY), Patient(gvhd=True), {}),
        # Two of three responses do not decide it.
        (
            every(Is(fact="mrd_method", value="PCR"), GVHD),
            Patient(),
            {"mrd_method": 2 / 3, "gvhd": 1 / 2},
        ),
        # What only matters if something else holds decides nothing yet.
        (
            every(GVHD, some(REFRACTORY, T_ALL)),
            Patient(),
            {"gvhd": 1 / 2, "lineage": 0, "refractory": 0},
        ),
        # A site tells whether the CNS is involved, but for two of the five.
        (
            Is(fact="cns_involved", value=True),
            Patient(),
            {"cns_involved": 1, "relapse_site": 3 / 5},
        ),
        (
            Is(fact="cns_involved", value=True),
            Patient(relapse_site="combined"),
            {"cns_involved": 1},
        ),
        (Is(fact="cns_involved", value=True), Patient(relapse_site="isolated CNS"), {}),
        (
            Is(fact="prior_allogeneic_hsct", value=True),
            Patient(),
            {"prior_allogeneic_hsct": 1, "relapsed_after_hsct": 1 / 2},
        ),
        (
            Is(fact="prior_allogeneic_hsct", value=True),
            Patient(relapsed_after_hsct=False),
            {"prior_allogeneic_hsct": 1},
        ),
    ],
    ids=str,
)
def test_worked_examples(criterion: Criterion, patient: Patient, wanted: dict[str, float]) -> None:
    """The facts on which an answer turns, and for what part of its values each decides."""
    assert settled(criterion, patient) == pytest.approx(wanted)


def test_a_fact_counts_with_what_follows_from_it() -> None:
    """Every site decides: an isolated one by itself, a combined one by the marrow it involves."""
    both = every(Is(fact="relapse_site", value="combined"), Is(fact="marrow_involved", value=True))
    assert settled(both, Patient())["relapse_site"] == 1


def test_an_alteration_counts_with_its_broader_and_narrower_kinds() -> None:
    """Who has the narrower one has the broader; who has no broader one has no narrower."""
    narrow, broad = "nras-variants", "ras-pathway-variants"
    one, other = (Has(fact="genetic_alterations", value=ConceptId(i)) for i in (narrow, broad))
    key = "genetic_alterations:{}".format
    assert settled(some(one, other), Patient()) == {key(narrow): 0.5, key(broad): 1}
    assert settled(every(one, other), Patient()) == {key(narrow): 1, key(broad): 0.5}
    assert settled(every(one, other, GVHD), Patient())[key(narrow)] == 0.5


@pytest.mark.parametrize("fact", [n for n, f in FACTS.items() if f.type is FactType.NUMBER])
def test_every_stretch_of_numbers_is_tried(fact: str) -> None:
    """A number inside an open range is tried too, however near its ends are to each other."""
    low, high = (0, 2) if FACTS[fact].is_count else (0.018, 0.0180001)
    inside = InRange(fact=fact, low=low, high=high, includes_low=False, includes_high=False)
    assert settled(inside, Patient()) == {fact: 1}
    # With another open question, only what lies outside decides alone.
    found = settled(every(inside, GVHD), Patient())
    assert 0 < found[fact] < 1
    assert 0 < settled(some(inside, GVHD), Patient())[fact] < 1


@pytest.mark.parametrize("fact", ["relapse_number", "mrd", "age"])
def test_numbers_that_cannot_be_are_not_tried(fact: str) -> None:
    """No part of a relapse, no proportion above 1, nothing below 0."""
    whole = InRange(fact=fact, low=0, high=1)
    wanted = {"relapse_number": 2 / 3, "mrd": 1, "age": 3 / 4}[fact]
    assert settled(every(whole, GVHD), Patient())[fact] == pytest.approx(1 - wanted)
    below = InRange(fact=fact, high=-1)
    assert settled(some(below, GVHD), Patient()) == {"gvhd": 0.5, fact: 0}
    assert settled(below, Patient()) == {fact: 1}


# Properties


@given(criteria, anyone)
def test_what_is_decided_asks_for_nothing_and_what_is_open_for_something(
    criterion: Criterion, patient: Patient
) -> None:
    """Open criteria turn on some fact, and on no fact that was given."""
    found = missing(criterion, patient)
    assert bool(found) is (expected(criterion, patient) is None)
    assert not any(is_known(patient, one.fact) for one in found)
    assert len({one.fact for one in found}) == len(found)


@given(criteria, anyone)
def test_only_facts_of_the_criteria_are_asked_for(criterion: Criterion, patient: Patient) -> None:
    """Or those from which one of them would follow."""
    found = [*leaves(criterion)]
    behind = {
        fact
        for leaf in found
        if leaf.fact in DERIVED
        for tree in (DERIVED[leaf.fact].true_if, DERIVED[leaf.fact].false_if)
        for fact in facts_of(tree)
    }
    assert {one.fact for one in missing(criterion, patient)} <= {*map(key_of, found)} | behind


@given(criteria, anyone)
def test_the_most_decisive_fact_is_first(criterion: Criterion, patient: Patient) -> None:
    """By how much of it decides, then by name."""
    found = missing(criterion, patient)
    assert [*found] == sorted(found, key=lambda one: (-one.settles, one.fact))
    assert all(0 <= one.settles <= 1 for one in found)


def check_decided(criterion: Criterion, patient: Patient, values: st.DataObject) -> None:
    """Assert that whatever is missing decides, once it is known."""
    now = patient
    for one in missing(criterion, patient):
        allowed = [v for v in grid(one.fact) if with_fact(now, one.fact, v) is not None]
        if allowed and not is_known(now, one.fact):
            now = with_fact(now, one.fact, values.draw(st.sampled_from(allowed))) or now
    left = missing(criterion, now)
    assert (expected(criterion, now) is None) is bool(left)
    for one in left:  # only what the others contradict, whatever it is set to
        assert all(with_fact(now, one.fact, value) is None for value in grid(one.fact))


@given(criteria, anyone, st.data())
def test_all_that_is_missing_decides(criterion: Criterion, patient: Patient, data: Any) -> None:
    """Set every fact that is asked for, to anything, and nothing is open."""
    check_decided(criterion, patient, data)


@given(anyone, st.data())
def test_all_that_is_missing_decides_bundled_criteria(patient: Patient, data: Any) -> None:
    """So for the trees of the bundled data."""
    for tree in data.draw(st.lists(st.sampled_from(TREES), max_size=20)):
        check_decided(tree, patient, data)


def answers(tree: Criterion, patient: Patient, fact: str) -> list[bool | None]:
    """
    Return the answers there are to criteria, by the values of one fact.

    Values are tried that other facts exclude: so does the library.
    """
    with known_sound():
        later = [with_fact(patient, fact, value) for value in grid(fact)]
    return [expected(tree, found) for found in later if found is not None]


@pytest.mark.parametrize("patient", [Patient(), CHILD], ids=["nobody", "child"])
def test_what_a_fact_settles_is_what_its_values_settle(patient: Patient) -> None:
    """Tried with every value on which bundled criteria turn, each fact does what is said of it."""
    for tree in TREES:
        for one in missing(tree, patient):
            found = answers(tree, patient, one.fact)
            assert (one.settles > 0) is any(answer is not None for answer in found)
            assert (one.settles == 1) is all(answer is not None for answer in found)


def test_each_fact_that_is_missing_can_matter() -> None:
    """Each decides, if not alone then once some of the others are known."""
    for tree in TREES:
        for one in missing(tree, Patient()):
            assert matters(tree, one.fact, Patient(), [m.fact for m in missing(tree, Patient())])


def matters(
    tree: Criterion, fact: str, patient: Patient, others: list[str], depth: int = 4
) -> bool:
    """Tell whether a fact can decide what is open, once some of the others are known."""
    if {*answers(tree, patient, fact)} - {None}:
        return True
    for other in others if depth else ():
        if other != fact and not is_known(patient, other):
            for value in grid(other):
                later = with_fact(patient, other, value)
                if later is None or expected(tree, later) is not None:
                    continue
                rest = [one for one in others if one != other]
                if matters(tree, fact, later, rest, depth - 1):
                    return True
    return False


# Over a knowledge base


def counted(patient: Patient) -> dict[str, tuple[int, int, int]]:
    """Count, value by value, what each fact would settle; alterations by those that ask for them."""
    asking = [m.statement.criteria for m in KB.match(patient).may_apply]
    trees = Counter(tree for tree in asking if tree and expected(tree, patient) is None)
    names = {key_of(leaf) for tree in trees for leaf in leaves(tree)}
    behind = {
        fact
        for rule in DERIVED.values()
        for fact in facts_of(rule.true_if) | facts_of(rule.false_if)
    }
    found: dict[str, tuple[int, int, int]] = {}
    for fact in sorted(names | behind):
        if is_known(patient, fact):
            continue
        settles = may = bears = 0
        for tree, number in trees.items():
            asks = fact in {one.fact for one in missing(tree, patient)}
            if ":" in fact and not asks:
                continue
            decided = [answer is not None for answer in answers(tree, patient, fact)]
            bears += number if asks else 0
            may += number if any(decided) else 0
            settles += number if all(decided) else 0
        if bears:
            found[fact] = (settles, may, bears)
    return found


@pytest.mark.parametrize(
    "patient", [Patient(), Patient(relapse_site="combined")], ids=["nobody", "site"]
)
def test_counts_of_the_bundled_data_are_those_of_trying_every_value(patient: Patient) -> None:
    """Each fact is tried with each value that any bundled criteria tell from another."""
    found = KB.missing(patient)
    said = {one.fact: (one.settles, one.may_settle, one.bears_on) for one in found}
    assert said == counted(patient)


def by_rank(found: Iterable[MissingFact]) -> list[MissingFact]:
    """Return facts as they should stand: those that settle most first."""
    return sorted(found, key=lambda m: (-m.settles, -m.may_settle, -m.bears_on, m.fact))


@given(anyone)
def test_facts_that_settle_most_stand_first(patient: Patient) -> None:
    """By what each settles surely, then perhaps, then by what it bears on, then by name."""
    found = KB.missing(patient)
    assert [*found] == by_rank(found)
    assert not any(is_known(patient, one.fact) for one in found)


@given(anyone)
def test_the_counts_are_those_of_the_matches(patient: Patient) -> None:
    """What the open statements ask for one by one is what is counted over all of them."""
    facts = [one for m in KB.match(patient).may_apply for one in m.missing]
    bears = Counter(one.fact for one in facts)
    may = Counter(one.fact for one in facts if one.settles)
    settles = Counter(one.fact for one in facts if one.settles == 1)
    assert {m.fact: (m.settles, m.may_settle, m.bears_on) for m in KB.missing(patient)} == {
        fact: (settles[fact], may[fact], number) for fact, number in bears.items()
    }


def test_nothing_is_missing_where_all_is_decided() -> None:
    """A match that is decided asks for nothing, nor does one that only its words leave open."""
    matches = KB.match(CHILD)
    assert all(m.missing == () for m in (*matches.applies, *matches.does_not_apply))
    groups: dict[tuple[bool, bool], list[Match]] = defaultdict(list)
    for one in matches.may_apply:
        tree = one.statement.criteria
        is_open = tree is not None and expected(tree, CHILD) is None
        groups[tree is not None, is_open].append(one)
    assert {*groups} == {(False, False), (True, False), (True, True)}
    for (_, is_open), found in groups.items():
        assert all(bool(one.missing) is is_open for one in found)
        assert is_open or all(one.words for one in found)
