"""Some facts that the bundled knowledge base must hold, and the names it must know."""

from __future__ import annotations

import re

import pytest
from bundled import KB, NEW

from allkb import (
    Definition,
    Hedge,
    HowEnded,
    InRange,
    Meets,
    OutcomeStatistic,
    Range,
    Statement,
    Unit,
    UnknownIdError,
    about,
    ended,
    graded,
    measures,
)
from allkb.model import UnassignedRatio, criteria_of, definitions_of, leaves_of, ratios_of

# The worked example


def second_hsct() -> OutcomeStatistic:
    """Return the statistic of the worked example in the design."""
    return KB.outcomes.where(
        about("second-ablative-allogeneic-hsct"),
        measures("event-free-survival"),
        lambda s: isinstance(s.estimate, Range),
    ).one()


def test_the_statistic_of_the_second_transplant() -> None:
    """10 % to 30 %, about, long term; said with `may` and then with `will`."""
    found = second_hsct()
    assert isinstance(found.estimate, Range)
    assert (found.estimate.low, found.estimate.high) == (0.1, 0.3)
    assert found.estimate.approximate
    assert found.estimate.unit is Unit.PROPORTION
    assert [a.hedge for a in found.attestations] == [Hedge.MAY, Hedge.WILL]


def test_the_level_stands_beside_the_second_group_only() -> None:
    """No level in the old page; C1 beside the second group of the new one, and nowhere else."""
    old, new = second_hsct().attestations
    assert old.levels == ()
    assert len(old.citations) == 3
    assert [tuple(map(str, group.levels)) for group in new.support] == [(), ("C1",)]
    assert [len(group.citations) for group in new.support] == [6, 2]


def test_the_maternal_donor_is_withdrawn() -> None:
    """The comparison of mother and father as donors carried 3iiA and is gone by 2025."""
    found = KB.statements.where(ended(), graded("3iiA"), lambda s: "maternal" in s.id).one()
    assert found.ended is not None
    assert found.ended.how is HowEnded.WITHDRAWN
    assert found.ended.noticed_in == NEW
    assert found.id in KB.as_of("2012-12-31")
    assert found.id not in KB.as_of("2025-04-21")


# Ratios without arms


@pytest.mark.parametrize("number", [92, 136])
def test_ratios_without_arms_stay_without(number: int) -> None:
    """The page does not say what stands above the line in these papers' ratios: nor do we."""
    ratios = [
        ratio
        for s in KB
        for a in s.attestations
        if a.source == NEW and number in a.locator.numbers
        for _, ratio in ratios_of(s)
        if ratio.value is not None
    ]
    assert len(ratios) > 1
    assert {type(ratio) for ratio in ratios} == {UnassignedRatio}


# Definitions


def months(definition: Definition, fact: str) -> tuple[float | None, float | None]:
    """Return the limits that a definition itself sets to a fact."""
    found = [x for x in leaves_of(definition.means) if isinstance(x, InRange) and x.fact == fact]
    assert len(found) == 1, definition.id
    return (found[0].low, found[0].high)


FROM_DIAGNOSIS = "months_from_diagnosis_to_relapse"
FROM_END = "months_from_treatment_to_relapse"


@pytest.mark.parametrize(
    ("id", "fact", "low", "high"),
    [
        ("cog.early-marrow-relapse", FROM_DIAGNOSIS, None, 36),
        ("cog.late-marrow-relapse", FROM_DIAGNOSIS, 36, None),
        ("cog.early-isolated-extramedullary-relapse", FROM_DIAGNOSIS, None, 18),
        ("cog.late-isolated-extramedullary-relapse", FROM_DIAGNOSIS, 18, None),
        ("bfm.early-relapse", FROM_DIAGNOSIS, 18, None),
        ("bfm.early-relapse", FROM_END, None, 6),
        ("bfm.late-relapse", FROM_END, 6, None),
        ("uk.very-early-relapse", FROM_DIAGNOSIS, None, 18),
        ("uk.early-relapse", FROM_DIAGNOSIS, 18, None),
        ("uk.early-relapse", FROM_END, None, 6),
        ("uk.late-relapse", FROM_END, 6, None),
    ],
)
def test_early_and_late_are_defined_by_group(
    id: str, fact: str, low: float | None, high: float | None
) -> None:
    """COG, BFM and the UK group each have their own limits of early and late relapse."""
    (found,) = KB.definitions.where(lambda s: s.id == f"definitions.{id}")
    assert months(found, fact) == (low, high)
    assert found.term.endswith("relapse")


def test_very_early_is_not_everybodys() -> None:
    """Very early relapse is a term of some groups, and each says under how many months."""
    very = KB.definitions.where(lambda s: s.term.startswith("very early"))
    assert {d.group for d in very} >= {"uk-all-group"}
    assert {months(d, FROM_DIAGNOSIS)[1] for d in very} == {18}


def test_risk_groups_are_defined() -> None:
    """Low or standard, intermediate and high risk are defined by COG, BFM, UK and IntReALL."""
    terms = {(d.group, d.term) for d in KB.definitions}
    assert {("cog", f"{risk} risk") for risk in ("low", "intermediate", "high")} <= terms
    assert {("uk-all-group", f"{risk} risk") for risk in ("standard", "intermediate", "high")} <= (
        terms
    )
    assert ("intreall-group", "standard risk") in terms
    assert {term for group, term in terms if group == "bfm-group"} >= {
        "S1 (low risk)",
        "S2 (intermediate risk)",
        "S3 or S4 (high risk)",
    }


def test_every_reference_to_a_definition_leads_to_one() -> None:
    """What a criterion refers to is a definition, and following them comes to an end."""
    met = [leaf for s in KB for tree in criteria_of(s) for leaf in leaves_of(tree)]
    referred = {leaf.definition for leaf in met if isinstance(leaf, Meets)}
    assert len(referred) > 10
    for id in referred:
        ahead, passed = [id], {id}
        while ahead:
            found = KB[ahead.pop()]
            assert isinstance(found, Definition)
            more = definitions_of(found) - {found.id}
            assert id not in more
            ahead += more - passed
            passed |= more


BARE = {"prognosis-after-first-relapse.hsct-or-chemotherapy.outcome-ccg-1952"}
"""Statements known to speak of early or late relapse without saying whose or how many months."""


def test_early_and_late_are_somebodys() -> None:
    """A summary that says early or late relapse says whose, how long, or that it is not known."""
    bare = re.compile(r"\b(?:very early|early|late)[- ]relaps", re.IGNORECASE)
    offenders = {s.id for s in KB if bare.search(s.summary) and not is_limited(s)}
    assert offenders <= BARE


def is_limited(s: Statement) -> bool:
    """Tell whether it is said what early or late means, or who says it, or that nobody does."""
    leaves = [leaf for tree in criteria_of(s) for leaf in leaves_of(tree)]
    by_criteria = any(isinstance(x, InRange) and x.fact.startswith("months") for x in leaves)
    text = " ".join((s.summary, s.population or "", *s.caveats))
    whose = r"\b(?:months?|COG|BFM|IntReALL|ALLR3|AALL\d+)\b"
    nobodys = r"\b(?:not|without)\b[^.]*\bmeans?\b|\b(?:how|limits of) early\b[^.]*\bnot\b"
    told = re.search(f"{whose}|{nobodys}", text)
    return bool(definitions_of(s)) or by_criteria or isinstance(s, Definition) or bool(told)


# Names

NAMES = {
    "tisa-cel": "tisagenlecleucel",
    "Kymriah": "tisagenlecleucel",
    "CTL019": "tisagenlecleucel",
    "MRD": "minimal-residual-disease",
    "EFS": "event-free-survival",
    "DFS": "disease-free-survival",
    "OS": "overall-survival",
    "LFS": "leukemia-free-survival",
    "RFS": "relapse-free-survival",
    "NCT02101853": "aall1331",
    "AALL1331": "aall1331",
    "Ph+ ALL": "ph-positive-all",
    "Blincyto": "blinatumomab",
    "Besponsa": "inotuzumab-ozogamicin",
    "InO": "inotuzumab-ozogamicin",
    "HSCT": "hsct",
    "TBI": "total-body-irradiation",
    "DLI": "donor-lymphocyte-infusion",
    "CRS": "cytokine-release-syndrome",
    "GVHD": "graft-versus-host-disease",
    "VOD": "sinusoidal-obstruction-syndrome",
    "TKI": "tyrosine-kinase-inhibitor",
    "UKALL R3": "allr3",
    "COG": "cog",
    "BFM": "bfm-group",
    "FORUM": "forum",
    "CR2": "second-complete-remission",
}


@pytest.mark.parametrize("name", NAMES)
def test_names_in_use_are_known(name: str) -> None:
    """Abbreviations, trade names, codes and registry numbers lead to their concept."""
    assert KB.concept(name).id == NAMES[name]


@pytest.mark.parametrize("name", ["KYMRIAH", "kymriah", "K\u00fdmri\u00e0h", "k\u00ffmriah"])
def test_case_and_accents_do_not_matter(name: str) -> None:
    """A name is known in whatever case and with whatever accents."""
    assert KB.concept(name).id == "tisagenlecleucel"


def test_a_misprinted_registry_number_is_no_name() -> None:
    """The number that the page prints for AALL1331 is another trial's."""
    with pytest.raises(UnknownIdError):
        KB.concept("NCT02883049")
