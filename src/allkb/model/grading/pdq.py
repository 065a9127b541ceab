"""
The two schemes PDQ has graded treatment evidence by, and what is not theirs.

Read in: PDQ's page on levels of evidence for treatment studies (2023-08-03,
and older editions quoted in surveys of it), and the NCI dictionary's list of
level codes (2023-08-04).
"""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from allkb.model.grading.schemes import DesignClass, Edition, EndpointClass, Grade, Scheme

__all__ = ["FOREIGN_CODES", "LEGACY", "PRESENT", "SCHEMES"]

_EFS, _DFS = "event-free-survival", "disease-free-survival"
_PFS, _RFS = "progression-free-survival", "relapse-free-survival"
_OS, _MORTALITY = "overall-survival", "mortality"
_CAUSE, _QOL = "cause-specific-mortality", "quality-of-life"
_RESPONSE = "response-rate"

_LEGACY_DESIGNS = {
    code: DesignClass(code=code, label=label, strongest=strongest, weakest=weakest)
    for code, label, strongest, weakest in (
        ("1i", "randomized controlled trial, double-blind", 1, 1),
        ("1ii", "randomized controlled trial, not blinded", 2, 2),
        ("1", "randomized, blinding not given", 1, 2),
        ("2", "nonrandomized controlled trial", 3, 3),
        ("3i", "population-based consecutive series", 4, 4),
        ("3ii", "consecutive series, not population-based", 5, 5),
        ("3iii", "nonconsecutive cases", 6, 6),
    )
}


def _endpoints(*surrogates: tuple[str, str, str]) -> dict[str, EndpointClass]:
    fixed = (
        ("A", "overall survival or total mortality", (_OS, _MORTALITY), 1, 1),
        ("B", "cause-specific mortality", (_CAUSE,), 2, 2),
        ("C", "carefully assessed quality of life", (_QOL,), 3, 3),
        (
            "D",
            "indirect surrogate, which one not given",
            tuple(concept for _, _, concept in surrogates),
            4,
            3 + len(surrogates),
        ),
    )
    listed = tuple(
        (code, label, (concept,), rank, rank)
        for rank, (code, label, concept) in enumerate(surrogates, start=4)
    )
    return {
        code: EndpointClass(
            code=code, label=label, measures=measures, strongest=strongest, weakest=weakest
        )
        for code, label, measures, strongest, weakest in fixed + listed
    }


_ENDPOINTS_BEFORE_2008 = _endpoints(
    ("Di", "disease-free survival", _DFS),
    ("Dii", "progression-free survival", _PFS),
    ("Diii", "tumor response rate", _RESPONSE),
)
_ENDPOINTS_SINCE_2008 = _endpoints(
    ("Di", "event-free survival", _EFS),
    ("Dii", "disease-free survival", _DFS),
    ("Diii", "progression-free survival", _PFS),
    ("Div", "tumor response rate", _RESPONSE),
)
_COMPLETE_DESIGNS = ("1i", "1ii", "2", "3i", "3ii", "3iii")
_INCOMPLETE = (
    ("1", "A"),
    ("1ii", "D"),
    ("3i", ""),
    ("3ii", ""),
    ("3ii", "D"),
    ("3iii", ""),
    ("3iii", "D"),
)
"""Codes of the NCI dictionary that leave blinding, endpoint or surrogate open."""


def _legacy(endpoints: dict[str, EndpointClass]) -> tuple[Grade, ...]:
    complete = [(d, e) for d in _COMPLETE_DESIGNS for e in endpoints if e != "D"]
    return tuple(
        Grade(
            code=design + endpoint,
            design=_LEGACY_DESIGNS[design],
            endpoint=endpoints[endpoint] if endpoint else None,
        )
        for design, endpoint in (*complete, *_INCOMPLETE)
    )


LEGACY = Scheme(
    id="pdq-treatment-legacy",
    title="PDQ levels of evidence for treatment studies, codes such as 3iiA",
    document="PDQ: Levels of Evidence for Adult and Pediatric Cancer Treatment Studies",
    not_before=date(2003, 5, 19),
    ordered_by_letter=False,
    editions=(
        Edition(
            id="2003-05-19",
            changed=date(2003, 5, 19),
            note=(
                "Surrogates named: disease-free and progression-free survival, response. "
                "That Di, Dii and Diii stand for these, in this order, is inferred."
            ),
            grades=_legacy(_ENDPOINTS_BEFORE_2008),
        ),
        Edition(
            id="2008-03-13",
            changed=date(2008, 3, 13),
            note="Event-free survival is named first; pediatric studies join the title.",
            grades=_legacy(_ENDPOINTS_SINCE_2008),
        ),
        Edition(
            id="2010-08-26",
            changed=date(2010, 8, 26),
            note="The full list of endpoints was read in this edition.",
            grades=_legacy(_ENDPOINTS_SINCE_2008),
        ),
    ),
)

_RCT = "randomized controlled trial, blinded or not"
_META = "meta-analysis of randomized controlled trials"
_SERIES = "case series or other observational study"
_SURVIVAL = (_OS, _MORTALITY, _CAUSE)
_SURROGATES = (_EFS, _RFS, _DFS, _PFS)
_PRESENT_ROWS = (
    ("A1", _RCT, "overall survival, total or cause-specific mortality", _SURVIVAL),
    ("A2", _META, "overall survival, total or cause-specific mortality", _SURVIVAL),
    ("A3", _RCT, "quality of life, carefully assessed", (_QOL,)),
    ("B1", _RCT, "event-, relapse-, disease- or progression-free survival", _SURROGATES),
    (
        "B2",
        _META,
        "event-, disease- or progression-free survival, or quality of life",
        (_EFS, _DFS, _PFS, _QOL),
    ),
    ("B3", _RCT, "response rate, or quality of life below the A3 standard", (_RESPONSE, _QOL)),
    (
        "B4",
        "nonrandomized multicenter prospective controlled trial with a planned comparison",
        "any of survival, mortality, quality of life, surrogates, response",
        (*_SURVIVAL, _QOL, _EFS, _DFS, _PFS, _RESPONSE),
    ),
    ("C1", _SERIES, "survival, mortality or quality of life", (*_SURVIVAL, _QOL)),
    ("C2", _SERIES, "event-, relapse-, disease- or progression-free survival", _SURROGATES),
    ("C3", _SERIES, "response rate, or quality of life below the A3 standard", (_RESPONSE, _QOL)),
    ("D", "anecdote or expert opinion", None, ()),
)


def _present(code: str, design: str, endpoint: str | None, measures: tuple[str, ...]) -> Grade:
    letter = "ABCD".index(code[0]) + 1
    return Grade(
        code=code,
        design=DesignClass(code=code, label=design, strongest=letter, weakest=letter),
        endpoint=None
        if endpoint is None
        else EndpointClass(
            code=code, label=endpoint, measures=measures, strongest=letter, weakest=letter
        ),
    )


PRESENT = Scheme(
    id="pdq-treatment-2023",
    title="PDQ levels of evidence for treatment studies, A1 to D",
    document="PDQ: Levels of Evidence for Adult and Pediatric Cancer Treatment Studies",
    not_before=date(2019, 3, 1),
    ordered_by_letter=True,
    editions=(
        Edition(
            id="2023-08-03",
            changed=date(2023, 8, 3),
            note=(
                "The earliest edition read; it adds relapse-free survival. The scheme came "
                "in some day between 2019-03 and 2023-08."
            ),
            grades=tuple(_present(*row) for row in _PRESENT_ROWS),
        ),
    ),
)

SCHEMES: Mapping[str, Scheme] = MappingProxyType({s.id: s for s in (LEGACY, PRESENT)})
"""Both schemes, by id."""

_FOREIGN = {
    "PDQ genetics, prevention": "1ai 1aii 1b 2ai 2aii 2b 3ai 3aii 3b 4ai 4aii 4b 5",
    "PDQ genetics, screening": "1 2 3 4 5",
    "PDQ genetics, treatment": "1 2 3a 3b 3c 3di 3dii 3diii 4 5",
    "PDQ supportive care": "I II III IV",
}

FOREIGN_CODES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        code: tuple(name for name, codes in _FOREIGN.items() if code in codes.split())
        for codes in _FOREIGN.values()
        for code in codes.split()
    }
)
"""Codes of other PDQ schemes, with the schemes that have them."""
