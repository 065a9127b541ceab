"""How small values read, and the dates they are read from."""

from __future__ import annotations

from datetime import date

import pytest
from attrs import evolve
from hypothesis import given
from samples import CITATIONS
from strategies import STRATEGIES, criteria

from allkb import (
    FACTS,
    AllOf,
    AnyOf,
    AtEvent,
    AtTime,
    Characteristic,
    Comparator,
    Comparison,
    ConceptId,
    Count,
    Criterion,
    DateWindow,
    Definition,
    FactType,
    Has,
    InRange,
    Is,
    KnowledgeBase,
    Limitation,
    LongTerm,
    Meets,
    Not,
    NotStated,
    Observation,
    PValue,
    Record,
    StatementId,
    TimeRange,
    Unit,
    arms_of,
    concepts_in,
    concepts_of,
    definitions_in,
    definitions_of,
    endpoints_of,
    estimates_of,
    facts_of,
    horizon_of,
    leaves_of,
    p_values_of,
    ratios_of,
    sizes_of,
)

FLAG = Is(fact="gvhd", value=True)
OLDER = InRange(fact="age", low=10)
EARLY = Meets(definition=StatementId("early-relapse.group-x"))
GENE = Has(fact="genetic_alterations", value=ConceptId("some-gene"))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (AtTime(value=3, unit=Unit.YEARS), "at 3 years"),
        (AtTime(value=1, unit=Unit.YEARS), "at 1 year"),
        (AtTime(value=1.5, unit=Unit.MONTHS), "at 1.5 months"),
        (AtTime(value=1234567, unit=Unit.DAYS), "at 1234567 days"),
        (AtTime(value=30, unit=Unit.DAYS, within=True), "within 30 days"),
        (AtTime(value=6, unit=Unit.WEEKS, since="infusion"), "at 6 weeks from infusion"),
        (
            AtTime(value=1, unit=Unit.WEEKS, within=True, since="the first dose"),
            "within 1 week from the first dose",
        ),
        (TimeRange(low=5, high=13, unit=Unit.MONTHS), "from 5 to 13 months"),
        (
            TimeRange(low=0, high=1.5, unit=Unit.YEARS, since="HSCT"),
            "from 0 to 1.5 years from HSCT",
        ),
        (NotStated(), "(no time stated)"),
        (AtEvent(event="last follow-up"), "at last follow-up"),
        (LongTerm(printed="long-term"), "long-term (no time given)"),
        (PValue(value=0.04), "p = 0.04"),
        (PValue(relation=Comparator.LESS, value=0.001, sides=1), "p < 0.001, one-sided"),
        (PValue(value=1, sides=2), "p = 1, two-sided"),
        (PValue(value=0.1234567), "p = 0.1234567"),
        (PValue(value=0.007, printed="P = .007"), "P = .007"),
        (
            PValue(relation=Comparator.LESS, value=0.001, sides=2, printed="P < .0010"),
            "P < .0010, two-sided",
        ),
        (DateWindow.parse("2025-04-21"), "2025-04-21"),
        (DateWindow.parse("2019-02"), "2019-02-01 to 2019-02-28"),
        (DateWindow.parse("9999"), "9999-01-01 to 9999-12-31"),
        (FLAG, "graft-versus-host disease"),
        (Is(fact="gvhd", value=False), "no graft-versus-host disease"),
        (Is(fact="suitable_donor_found", value=False), "no suitable donor found"),
        (Is(fact="immediate_hsct_crucial", value=False), "no immediate transplant crucial"),
        (Is(fact="lineage", value="T-ALL"), "lineage T-ALL"),
        (OLDER, "age at least 10 years"),
        (InRange(fact="age", low=10, includes_low=False), "age over 10 years"),
        (InRange(fact="age", high=2), "age at most 2 years"),
        (InRange(fact="age", low=1.5, high=2, includes_high=False), "age at least 1.5 and under 2"),
        (InRange(fact="months_from_hsct_to_relapse", low=1234567), "at least 1234567 months"),
        (EARLY, "as defined in early-relapse.group-x"),
        (Not(criterion=EARLY), "not (as defined in early-relapse.group-x)"),
        (Not(criterion=FLAG), "not (graft-versus-host disease)"),
        (AllOf(criteria=(FLAG, OLDER)), "graft-versus-host disease; age at least 10 years"),
        (AnyOf(criteria=(FLAG, OLDER)), "graft-versus-host disease or age at least 10 years"),
        (
            AnyOf(criteria=(AllOf(criteria=(FLAG, OLDER)), FLAG)),
            "(graft-versus-host disease; age at least 10 years) or graft-versus-host disease",
        ),
    ],
)
def test_values_read_as_words(value: Record, text: str) -> None:
    """`str` of a small value is what a person would write, with all its digits."""
    assert text in str(value)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (AtTime(value=8, unit=Unit.DAYS), "at 8 days"),
        (TimeRange(low=5, high=13, unit=Unit.MONTHS), "from 5 to 13 months"),
        (NotStated(), "(no time stated)"),
        (PValue(value=0.007, printed="P = .007"), "P = .007"),
    ],
)
def test_nothing_is_added_to_values(value: Record, text: str) -> None:
    """What is not said of a time or a p value leaves no trace in its text."""
    assert str(value) == text


@given(criteria)
def test_every_criterion_reads_as_a_phrase(criterion: Criterion) -> None:
    """A phrase exists for every tree, names every fact in it, and balances its brackets."""
    text = str(criterion)
    assert all(FACTS[name].phrase.split(" ", 1)[-1] in text for name in facts_of(criterion))
    assert text.count("(") == text.count(")")


def test_facts_of_no_criterion() -> None:
    """Where no criteria are set, no facts are spoken of."""
    assert facts_of(None) == frozenset()


def test_facts_of_a_tree() -> None:
    """Every fact of a tree is found, at any depth, once."""
    tree = AllOf(criteria=(Not(criterion=AnyOf(criteria=(FLAG, OLDER))), FLAG))
    assert facts_of(tree) == {"gvhd", "age"}


def test_facts_of_a_definition_are_its_own() -> None:
    """A tree that refers to a definition speaks of its own facts only: nothing is opened."""
    assert facts_of(AllOf(criteria=(EARLY, FLAG))) == {"gvhd"}


LEAVES: dict[str, tuple[Criterion | None, tuple[Criterion, ...]]] = {
    "none": (None, ()),
    "flag": (FLAG, (FLAG,)),
    "range": (OLDER, (OLDER,)),
    "member": (GENE, (GENE,)),
    "definition": (EARLY, (EARLY,)),
    "not": (Not(criterion=EARLY), (EARLY,)),
    "all": (AllOf(criteria=(OLDER, FLAG, OLDER)), (OLDER, FLAG, OLDER)),
    "any": (AnyOf(criteria=(GENE, EARLY)), (GENE, EARLY)),
    "deep": (
        AnyOf(criteria=(AllOf(criteria=(EARLY, Not(criterion=AnyOf(criteria=(GENE,))))), FLAG)),
        (EARLY, GENE, FLAG),
    ),
}


@pytest.mark.parametrize(("tree", "leaves"), LEAVES.values(), ids=LEAVES)
def test_leaves_are_found_in_their_order(
    tree: Criterion | None, leaves: tuple[Criterion, ...]
) -> None:
    """Of every kind of node the leaves below it are found, as they are read, repeats included."""
    assert tuple(leaves_of(tree)) == leaves
    assert definitions_in(tree) == ({EARLY.definition} if EARLY in leaves else set())
    assert concepts_in(tree) == ({GENE.value} if GENE in leaves else set())


@given(criteria)
def test_leaves_have_the_facts_of_their_tree(criterion: Criterion) -> None:
    """What is asked of a tree is what is asked of its leaves."""
    assert facts_of(criterion) == {fact for leaf in leaves_of(criterion) for fact in facts_of(leaf)}


def test_definitions_are_found_wherever_criteria_are(kb: KnowledgeBase) -> None:
    """A statement's definitions are those of all its trees, whichever fields they are in."""
    named = {s.id: definitions_of(s) for s in kb if definitions_of(s)}
    assert named == {"cells.graft-after": {EARLY.definition}}
    other = Meets(definition=StatementId("other"))
    versus, condition, meaning = (
        kb[id] for id in ("cells.versus-graft", "graft.condition", "early-relapse.group-x")
    )
    assert isinstance(versus, Comparison)
    first, second = versus.arms
    armed = evolve(
        versus, criteria=EARLY, arms=(first, evolve(second, criteria=Not(criterion=other)))
    )
    assert definitions_of(armed) == {EARLY.definition, other.definition}
    assert isinstance(condition, Limitation)
    assert definitions_of(evolve(condition, requires=EARLY)) == {EARLY.definition}
    assert isinstance(meaning, Definition)
    assert definitions_of(evolve(meaning, means=other)) == {other.definition}


@pytest.mark.parametrize("name", sorted(FACTS))
def test_facts_hold_together(name: str) -> None:
    """A fact has the name it is found by; only numbers have a unit."""
    fact = FACTS[name]
    assert fact.name == name
    assert fact.unit is None or fact.type is FactType.NUMBER


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2025-04-21", date(2025, 4, 21), date(2025, 4, 21)),
        ("2019-03", date(2019, 3, 1), date(2019, 3, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2004", date(2004, 1, 1), date(2004, 12, 31)),
    ],
)
def test_partial_dates_are_the_days_they_span(text: str, first: date, last: date) -> None:
    """A day is itself; a month or a year is all its days."""
    window = DateWindow.parse(text)
    assert (window.earliest, window.latest) == (first, last)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "4",
        "20250421",
        "2025-4-21",
        "2025-04-21 ",
        "2025-13",
        "2025-02-30",
        "0000",
        "0000-01",
        "2025-00",
        "2025-00-15",
        "2025-04-00",
        "\uff12\uff10\uff12\uff15",
        "2025-W17",
        "-2025",
    ],
)
def test_what_is_no_date_is_refused(text: str) -> None:
    """A text that is no day, month or year raises ValueError; nothing is filled in for a 00."""
    with pytest.raises(ValueError, match=r"."):
        DateWindow.parse(text)


@given(STRATEGIES[Count])
def test_proportions_stay_in_bounds(count: Count) -> None:
    """The one number that the library computes is in [0, 1] and is what was counted."""
    assert 0 <= count.proportion <= 1
    assert round(count.proportion * count.of) == count.events


def test_citations_have_a_short_form() -> None:
    """First author without initials, and year; a name in several words is kept whole."""
    assert [citation.short for citation in CITATIONS] == ["Doe 2010", "van Poe 2020"]
    assert evolve(CITATIONS[0], authors=("Group",)).short == "Group 2010"


ABOUT = {
    "cells.approval": {"car-cells", "drug-agency"},
    "cells.fever": {"car-cells", "fever"},
    "cells.graft-after": {"car-cells", "transplant"},
    "cells.trial": {"car-cells", "trial-a"},
    "cells.versus-graft": {"car-cells", "second-transplant"},
    "early-relapse.group-x": {"group-x"},
    "graft.maternal-donor": {"maternal-donor", "transplant"},
    "graft.reach": {"second-transplant", "donor-lack"},
    "graft.condition": {"transplant"},
    "graft.second.efs": {"second-transplant"},
    "graft.second.option": {"second-transplant"},
    "graft.second.option-2": {"second-transplant", "car-cells"},
    "graft.second.paper": {"trial-a"},
}
MEASURED = {
    "cells.versus-graft": {"overall-survival"},
    "graft.maternal-donor": {"overall-survival"},
    "graft.second.efs": {"event-free-survival"},
    "graft.second.paper": {"overall-survival"},
}


def test_what_statements_are_about(kb: KnowledgeBase) -> None:
    """Of every kind of statement, all it names is found, and its endpoint apart from that."""
    found = list(kb)
    assert {s.id: set(concepts_of(s)) for s in found} == ABOUT
    assert {s.id: set(endpoints_of(s)) for s in found if endpoints_of(s)} == MEASURED


FIGURES: dict[str, dict[str, tuple[str, ...]]] = {
    "cells.fever": {"estimates": (".estimate",), "sizes": (".n",)},
    "cells.trial": {
        "estimates": (".characteristics[0].estimate",),
        "sizes": (".n", ".characteristics[1].n"),
    },
    "cells.versus-graft": {
        "estimates": (".median_follow_up", ".arms[0].estimate", ".arms[1].estimate"),
        "ratios": (".effects[0]", ".unassigned[0]"),
        "p values": (".effects[0].p", ".unassigned[0].p", ".p"),
        "sizes": (".n", ".arms[0].n", ".arms[1].n"),
    },
    "graft.maternal-donor": {
        "estimates": (".arms[1].estimate",),
        "ratios": (".effects[0]", ".unassigned[0]"),
        "p values": (".effects[0].p", ".p"),
        "sizes": (".n", ".arms[0].n", ".arms[1].n"),
    },
    "graft.second.efs": {"estimates": (".estimate",)},
    "graft.second.paper": {"estimates": (".estimate",), "sizes": (".n",)},
}


def test_figures_of_statements_are_found_with_their_places(kb: KnowledgeBase) -> None:
    """Of every kind of statement all estimates, ratios, p values and sizes are found, and where."""
    for statement in kb:
        found = {
            "estimates": tuple(path for path, _ in estimates_of(statement)),
            "ratios": tuple(path for path, _ in ratios_of(statement)),
            "p values": tuple(path for path, _ in p_values_of(statement)),
            "sizes": tuple(path for path, _ in sizes_of(statement)),
        }
        assert {k: v for k, v in found.items() if v} == FIGURES.get(statement.id, {})


def test_figures_that_are_not_given_are_not_found(kb: KnowledgeBase) -> None:
    """Arms, effects and characteristics without figures give none; a size of 0 is one."""
    factor = kb.prognostic_factors.one()
    bare = evolve(factor, effects=(evolve(factor.effects[0], p=None),), p=None, n=None)
    assert list(p_values_of(bare)) == []
    assert [path for path, _ in sizes_of(bare)] == [".arms[0].n", ".arms[1].n"]
    arms = tuple(evolve(arm, n=None, estimate=None) for arm in bare.arms)
    assert not [*sizes_of(evolve(bare, arms=arms)), *estimates_of(evolve(bare, arms=arms))]
    seen = kb["cells.trial"]
    assert isinstance(seen, Observation)
    none = evolve(seen, n=None, characteristics=(Characteristic(label="lost", n=0),))
    assert list(sizes_of(none)) == [(".characteristics[0].n", 0)]


def test_arms_and_horizons_of_statements(kb: KnowledgeBase) -> None:
    """Kinds that have arms or a horizon give them, other kinds none."""
    assert {s.id for s in kb if arms_of(s)} == {"cells.versus-graft", "graft.maternal-donor"}
    assert {s.id: str(horizon_of(s)) for s in kb if horizon_of(s)} == {
        "cells.fever": "within 8 days from infusion",
        "cells.versus-graft": "from 5 to 13 months from treatment",
        "graft.maternal-donor": "(no time stated)",
        "graft.second.efs": "long-term (no time given)",
        "graft.second.paper": "at last follow-up",
    }


def test_a_flag_that_does_not_hold_reads_as_a_phrase() -> None:
    """The negative of a flag is a clause of its own, not `no` before any words."""
    assert str(Is(fact="able_to_have_second_hsct", value=False)) == "not able to have a second HSCT"
    assert str(Is(fact="gvhd", value=False)) == "no graft-versus-host disease"


def test_a_member_of_a_set_reads_as_a_phrase_and_is_found_in_its_tree() -> None:
    """A criterion on a set names a concept, at any depth of a tree."""
    member = Has(fact="genetic_alterations", value=ConceptId("some-gene"))
    tree = AllOf(criteria=(Is(fact="gvhd", value=True), Not(criterion=member)))
    assert str(member) == "genetic alteration some-gene"
    assert concepts_in(tree) == {"some-gene"}
    assert facts_of(tree) == {"gvhd", "genetic_alterations"}
    assert concepts_in(None) == frozenset()
    assert str(InRange(fact="relapse_number", low=2)) == "number of relapses at least 2"
