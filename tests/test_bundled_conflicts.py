"""
The disagreements that were found while the data was gathered are held, both sides of each.

The tables go by the subjects of the notes on conflicts. A row that is not here is told of
in another way: a review's year in the note of its citation, definitions that differ by
group in the definitions themselves, figures that nobody should use not at all.
"""

from __future__ import annotations

import math

import pytest
from bundled import KB, NEW, OLD, held, numbers_in, raw_statements

from allkb import Disagreement, Misprint, MisprintPart, PrintedAmiss, Statement
from allkb.model import p_values_of

CONFLICTS = KB.conflicts
CAR_T = "pdq-pediatric-car-t.2024-06-13"
CONSOLIDATION = "page-on-blinatumomab-consolidation.2026"

MISPRINTS: dict[str, tuple[str, str, str, str | None]] = {
    "ELIANA, survival at 12 months": (
        "cd19-car-t.tisagenlecleucel.os-12-months-eliana",
        NEW,
        "70%",
        "76%",
    ),
    "CIBMTR 2020, duration of response": (
        "cd19-car-t.tisagenlecleucel.duration-of-response-12-months-cibmtr-2020",
        NEW,
        "69.9%",
        "60.9%",
    ),
    "HLH-like toxicity, relapse-free": (
        "car-t-toxicity.hlh-like-toxicity.rfs",
        NEW,
        "25.7%",
        "4.7%",
    ),
    "HLH-like toxicity, survival": (
        "car-t-toxicity.hlh-like-toxicity.os",
        NEW,
        "4% vs. 81%",
        "25.7% vs. 80.1%",
    ),
    "HLH-like toxicity, relapse-free, other page": (
        "car-t-toxicity.hlh-like-toxicity.rfs-pdq-car-t",
        CAR_T,
        "25.7% vs 80.1%",
        "4.7% vs 57.6%",
    ),
    "HLH-like toxicity, survival, other page": (
        "car-t-toxicity.hlh-like-toxicity.os-pdq-car-t",
        CAR_T,
        "4.7% vs 57.6%",
        "25.7% vs 80.1%",
    ),
    "CD22 CAR, HLH-like syndrome": (
        "cd22-car-t.nci.hlh-like-toxicity",
        NEW,
        "Thirty-eight percent",
        "32.8%",
    ),
    "ITCC-059, SOS in 7 of 28": (
        "monoclonal-antibodies.inotuzumab.sos-itcc-phase-2",
        NEW,
        "28%",
        "25%",
    ),
    "ALL R3, P of survival, then": (
        "reinduction.allr3-mitoxantrone.overall-survival",
        OLD,
        ".007",
        "0.004",
    ),
    "ALL R3, P of survival, now": (
        "reinduction.allr3-mitoxantrone.overall-survival",
        NEW,
        "P = .007",
        "0.004",
    ),
    "ETV6-RUNX1 relapse before 36 months": (
        "genetics-at-relapse.etv6-runx1.overall-survival-early-fralle-93",
        NEW,
        "3-year",
        "5 years",
    ),
    "AALL02P2, testis, survival free of events": (
        "isolated-testicular-relapse.aall02p2.radiation-vs-none.event-free-survival",
        NEW,
        "61%",
        "62.1%",
    ),
    "AALL02P2, testis, survival": (
        "isolated-testicular-relapse.aall02p2.radiation-vs-none.overall-survival",
        NEW,
        "71%",
        "72.6%",
    ),
    "AALL02P2, testis, biopsies": (
        "isolated-testicular-relapse.aall02p2.positive-testicular-biopsy",
        NEW,
        "12 of these 26",
        "11 of 25 biopsied",
    ),
    "AALL02P2, reference of the entry criterion": (
        "isolated-testicular-relapse.aall02p2.aim",
        NEW,
        "227",
        "228",
    ),
    "Marrow disease in isolated extramedullary relapse": (
        "extramedullary-relapse.isolated-cns.marrow-mrd.event-free-survival",
        NEW,
        "30%",
        "0.11",
    ),
    "Level of Curran 2019": ("cd19-car-t.cd28.curran-trial", NEW, "A1", None),
    "Registry number of AALL1331": (
        "late-marrow-relapse.aall1331.design",
        NEW,
        "NCT02883049",
        "NCT02101853",
    ),
    "Registry number of AALL1331, again": (
        "total-body-irradiation.lung-dose-below-8-gy.aall1331",
        NEW,
        "NCT02883049",
        "NCT02101853",
    ),
    "Direction of two ratios in disease before transplant": (
        "preventing-relapse-after-hsct.acute-gvhd-with-mrd.efs",
        NEW,
        "HR, 2.9",
        None,
    ),
    "Blinatumomab consolidation, date": (
        "approvals.blinatumomab.fda-consolidation-2023",
        CONSOLIDATION,
        "June 2023",
        "2024-06-14",
    ),
}

DISAGREEMENTS: dict[str, tuple[str, str]] = {
    "ELIANA, survival at 12 months": (
        "cd19-car-t.tisagenlecleucel.os-12-months-maude-2018",
        "cd19-car-t.tisagenlecleucel.os-12-months-eliana",
    ),
    "CIBMTR 2020, duration of response": (
        "cd19-car-t.tisagenlecleucel.duration-of-response-12-months-pasquini",
        "cd19-car-t.tisagenlecleucel.duration-of-response-12-months-cibmtr-2020",
    ),
    "HLH-like toxicity, survival": (
        "car-t-toxicity.hlh-like-toxicity.os-mcnerney",
        "car-t-toxicity.hlh-like-toxicity.os",
    ),
    "HLH-like toxicity, relapse-free": (
        "car-t-toxicity.hlh-like-toxicity.rfs-mcnerney",
        "car-t-toxicity.hlh-like-toxicity.rfs",
    ),
    "CD22 CAR, HLH-like syndrome": (
        "cd22-car-t.nci.hlh-like-toxicity-shah-2020",
        "cd22-car-t.nci.hlh-like-toxicity",
    ),
    "ITCC-059, SOS": (
        "monoclonal-antibodies.inotuzumab.sos-pennesi-2022",
        "monoclonal-antibodies.inotuzumab.sos-itcc-phase-2",
    ),
    "ALL R3, P of survival": (
        "reinduction.allr3-mitoxantrone.overall-survival-parker-2010",
        "reinduction.allr3-mitoxantrone.overall-survival",
    ),
    "ETV6-RUNX1 relapse before 36 months": (
        "time-to-relapse.etv6-runx1.overall-survival-fralle-93",
        "genetics-at-relapse.etv6-runx1.overall-survival-early-fralle-93",
    ),
    "Sibling HSCT vs chemoradiation": (
        "isolated-cns-relapse.sibling-hsct-vs-chemoradiation.leukemia-free-survival-eapen-2008",
        "isolated-cns-relapse.eapen-2008.figures-as-the-page-prints-them",
    ),
    "AALL02P2, testis, survival free of events": (
        "isolated-testicular-relapse.aall02p2.radiation-vs-none.event-free-survival-barredo-2018",
        "isolated-testicular-relapse.aall02p2.radiation-vs-none.event-free-survival",
    ),
    "AALL02P2, testis, survival": (
        "isolated-testicular-relapse.aall02p2.radiation-vs-none.overall-survival-barredo-2018",
        "isolated-testicular-relapse.aall02p2.radiation-vs-none.overall-survival",
    ),
    "AALL02P2, testis, biopsies": (
        "isolated-testicular-relapse.aall02p2.testicular-biopsy-barredo-2018",
        "isolated-testicular-relapse.aall02p2.positive-testicular-biopsy",
    ),
    "Marrow disease, all sites": (
        "extramedullary-relapse.isolated.marrow-mrd.event-free-survival-hagedorn-2007",
        "extramedullary-relapse.isolated-cns.marrow-mrd.event-free-survival",
    ),
    "Marrow disease, CNS alone": (
        "extramedullary-relapse.isolated.marrow-mrd-cns.event-free-survival-hagedorn-2007",
        "extramedullary-relapse.isolated-cns.marrow-mrd.event-free-survival",
    ),
    "AALL1331 low risk, sepsis": (
        "late-marrow-relapse.aall1331.severe-sepsis-secondary",
        "late-marrow-relapse.aall1331.sepsis",
    ),
    "FORUM, P of survival": (
        "total-body-irradiation.forum.overall-survival-peters",
        "total-body-irradiation.forum.overall-survival",
    ),
    "Survival with disease before HSCT": (
        "mrd-before-hsct.positive-vs-negative.overall-survival-leung",
        "mrd-before-hsct.positive-vs-negative.survival",
    ),
    "Range after second HSCT, below": (
        "relapse-after-hsct.second-allograft-immunotherapy-standard-care.alive-mehta",
        "relapse-after-hsct.second-ablative-hsct.efs",
    ),
    "Range after second HSCT, above": (
        "relapse-after-hsct.second-hsct.lfs-2-years-schechter",
        "relapse-after-hsct.second-ablative-hsct.efs",
    ),
    "Rising chimerism": (
        "preventing-relapse-after-hsct.intervention-for-rising-chimerism.survival",
        "preventing-relapse-after-hsct.intervention-for-rising-chimerism.efs",
    ),
    "Acute GVHD after second HSCT": (
        "relapse-after-hsct.acute-gvhd-after-second-hsct.survival",
        "relapse-after-hsct.acute-gvhd.outcome-after-second-hsct-kato",
    ),
    "CD19 status at relapse": (
        "relapse-after-car-t.schultz-2023.cd19-status.overall-survival",
        "relapse-after-car-t.lamble-2023.cd19-status.overall-survival",
    ),
    "Extramedullary disease at infusion, Leahy": (
        "car-t-cns-and-extramedullary.myers-2022.active-extramedullary-disease.event-free-survival",
        "car-t-cns-and-extramedullary.leahy-2021.overall-survival-by-extramedullary-disease",
    ),
    "Extramedullary disease at infusion, Fabrizio": (
        "car-t-cns-and-extramedullary.myers-2022.active-extramedullary-disease.event-free-survival",
        "car-t-cns-and-extramedullary.fabrizio-2022.relapse-free-survival-by-site",
    ),
    "IKZF1 deletion at relapse": (
        "genetics-at-relapse.ikzf1-deletion.prognosis-late-relapse-bfm",
        "genetics-at-relapse.ikzf1-deletion.prognosis",
    ),
    "RAS pathway at relapse": (
        "genetics-at-relapse.nras-variants.progression-allr3",
        "genetics-at-relapse.ras-pathway-variants.not-independent",
    ),
    "AALL02P2, CNS, protocol radiation": (
        "isolated-cns-relapse.aall02p2.no-protocol-radiation-hastings-2021",
        "isolated-cns-relapse.aall02p2.receipt-of-radiation-therapy",
    ),
    "BFM, early combined relapse": (
        "definitions.bfm.s2",
        "definitions.all-rez-bfm-2002.early-combined-is-high-risk",
    ),
    "AALL1331 low risk, survival after marrow relapse": (
        "late-marrow-relapse.aall1331.marrow.overall-survival-hazard-ratio",
        "late-marrow-relapse.aall1331.marrow.overall-survival",
    ),
    "Inotuzumab response": (
        "monoclonal-antibodies.inotuzumab.complete-remission-fda",
        "monoclonal-antibodies.inotuzumab.overall-response-itcc-phase-2",
    ),
    "Blinatumomab consolidation approval": (
        "approvals.blinatumomab.fda-consolidation-2023",
        "approvals.blinatumomab.fda-consolidation-2024",
    ),
    "Tisagenlecleucel indication": (
        "approvals.tisagenlecleucel.ec-2018",
        "approvals.tisagenlecleucel.fda-2017",
    ),
}


@pytest.mark.parametrize("subject", MISPRINTS)
def test_misprints_are_held(subject: str) -> None:
    """What a page prints amiss is kept as printed, with what should stand there if that is known."""
    statement, source, printed, instead = MISPRINTS[subject]
    found = [
        conflict.misprint
        for conflict in CONFLICTS
        if isinstance(conflict, PrintedAmiss)
        and (conflict.statement, conflict.source) == (statement, source)
    ]
    assert (printed, instead) in [(misprint.printed, misprint.instead) for misprint in found]
    assert all(misprint.reason for misprint in found)


@pytest.mark.parametrize("subject", DISAGREEMENTS)
def test_disagreements_are_held(subject: str) -> None:
    """Both sides are statements of their own, and each disagreement stands once."""
    sides = {*DISAGREEMENTS[subject]}
    found = [
        conflict
        for conflict in CONFLICTS
        if isinstance(conflict, Disagreement) and {conflict.statement, conflict.other} == sides
    ]
    assert len(found) == 1


def test_the_level_of_one_trial_is_kept_as_printed_and_flagged() -> None:
    """All that the page says of the trial of 25 patients carries A1, and a misprint of it."""
    curran = [s for s in KB if any(m.printed == "A1" for m in misprints_of(s))]
    assert len(curran) > 5
    for s in curran:
        assert {str(level) for a in s.attestations if a.source == NEW for level in a.levels} == {
            "A1"
        }
        assert {m.part for m in misprints_of(s)} >= {MisprintPart.LEVEL}


def misprints_of(s: Statement) -> list[Misprint]:
    """Return what is printed amiss of a statement."""
    return [misprint for a in s.attestations for misprint in a.misprints]


def test_no_p_value_of_one_trial_has_sides() -> None:
    """The page prints the P values of AALL1331 without sidedness, so none is held."""
    aall1331 = [s for s in KB if s.id.startswith("late-marrow-relapse.aall1331.")]
    values = [p for s in aall1331 for _, p in p_values_of(s)]
    assert {".0849", ".11", ".015", ".02"} <= {(p.printed or "").split()[-1] for p in values}
    assert {p.sides for p in values} == {None}


def test_what_is_printed_amiss_is_what_is_held() -> None:
    """A figure that is printed amiss is a number of the statement: the page is not mended."""
    raw = raw_statements()
    for conflict in CONFLICTS:
        if isinstance(conflict, PrintedAmiss) and conflict.misprint.part is MisprintPart.FIGURE:
            fields = held(raw[conflict.statement])
            numbers = {abs(x) * scale for _, x in fields if is_number(x) for scale in (1, 100)}
            for printed in numbers_in(conflict.misprint.printed):
                assert any(math.isclose(printed, x) for x in numbers), conflict


def is_number(value: object) -> bool:
    """Tell whether a value is a number; True is none."""
    return isinstance(value, int | float) and not isinstance(value, bool)
