"""Criteria as phrases: names in place of ids, every node of the tree."""

from __future__ import annotations

import pytest

import allkb
from allkb import (
    AllOf,
    AnyOf,
    ConceptId,
    Criterion,
    Has,
    InRange,
    Is,
    Meets,
    Not,
    StatementId,
    UnknownIdError,
)
from allkb.views import card, criteria_text

KB = allkb.load()
FUSION = Has(fact="genetic_alterations", value=ConceptId("etv6-runx1"))
LATE = Meets(definition=StatementId("definitions.bfm.late-relapse"))
ADULT = InRange(fact="age", low=18)
B_ALL = Is(fact="lineage", value="B-ALL")


@pytest.mark.parametrize(
    ("criterion", "wanted"),
    [
        (B_ALL, "lineage B-ALL"),
        (ADULT, "age at least 18 years"),
        (FUSION, "genetic alteration ETV6::RUNX1"),
        (Not(criterion=FUSION), "not (genetic alteration ETV6::RUNX1)"),
        (LATE, "late relapse as defined by Berlin-Frankfurt-Münster group"),
        (
            AllOf(criteria=(B_ALL, AnyOf(criteria=(ADULT, FUSION)))),
            "lineage B-ALL; (age at least 18 years or genetic alteration ETV6::RUNX1)",
        ),
    ],
    ids=["is", "range", "has", "not", "meets", "tree"],
)
def test_each_node_reads_as_a_phrase(criterion: Criterion, wanted: str) -> None:
    """Concepts are named by their labels, definitions by their terms and groups."""
    assert criteria_text(KB, criterion) == wanted


def test_a_definition_is_asked_for_by_its_id() -> None:
    """Only definitions are found, and near misses are told."""
    assert KB.definition("definitions.bfm.late-relapse").term == "late relapse"
    with pytest.raises(UnknownIdError, match=r"definitions\.bfm\.late-relapse"):
        KB.definition("definitions.bfm.late-relaps")
    with pytest.raises(UnknownIdError):
        KB.definition("relapse-after-hsct.second-ablative-hsct.efs")


def test_a_trial_is_shown_with_who_runs_it() -> None:
    """The sponsor of a trial is told where a source says it, and kept on any day."""
    trial = KB.concept("AALL1331")
    assert trial.sponsor == "cog"
    found = next(s for s in KB if trial.id in s.trials)
    assert "Trial: AALL1331 (Children's Oncology Group)" in card(KB, found)
    assert KB.as_of("2026").concept("AALL1331").sponsor == "cog"
    assert KB.as_of("2026").concept("cog") == KB.concept("COG")
