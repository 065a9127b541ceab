"""
What a JSON Schema can say of one value beyond its type: the rules of the records, as schema.

Each rule here is one that a record of `allkb.model` has. A rule that compares two
numbers or two ids is beyond JSON Schema, and stays with the library.
"""

from __future__ import annotations

import sys
import unicodedata
from typing import Any, Final

from allkb.model import FACTS, SCHEMES, TEXT_LIMIT, FactType
from allkb.model.typecheck import NUMBER_LIMIT

__all__ = ["CLASSES", "DEFINITIONS", "FIELDS", "LEVELS", "NUMBERS", "Schema"]

Schema = dict[str, Any]

_YEAR = "(?:[0-9]{3}[1-9]|[0-9]{2}[1-9]0|[0-9][1-9]00|[1-9]000)"
_DAY = (
    f"{_YEAR}-(?:"
    "(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|"
    "(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|"
    "02-(?:0[1-9]|1[0-9]|2[0-8]))"
)
_LEAP_DAY = (
    "(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:0[48]|[2468][048]|[13579][26])00)-02-29"
)
_ANY_DAY = f"(?:{_DAY}|{_LEAP_DAY})"
_PARTIAL = f"(?:{_YEAR}(?:-(?:0[1-9]|1[0-2]))?|{_ANY_DAY})"
_ID = "[a-z0-9]+(?:[.-][a-z0-9]+)*"


_SINCE = (0xAD, *range(0x600, 0x606), 0x61C, 0x890, 0x891, 0x8E2, 0x2064, *range(0x2066, 0x206A))
"""What is invisible today, and was not yet in Unicode 3.2."""


def _unprintable() -> str:
    """
    Return the inside of a class of characters that no text may have.

    Mostly those of Unicode 3.2, which every Python has beside its own: what could not be
    printed then cannot today, so the schema is the same whichever Python makes it. No
    surrogates and nothing above U+FFFF: not every engine of regular expressions takes them.
    """
    category, others = unicodedata.ucd_3_2_0.category, ("Cc", "Cf", "Co", "Zl", "Zp", "Zs")
    bad = {code for code in range(0x10000) if category(chr(code)) in others} - {0x20} | {*_SINCE}
    starts = sorted(code for code in bad if code - 1 not in bad)
    ends = sorted(code for code in bad if code + 1 not in bad)
    return "".join(
        chr(a) if a == b else f"{chr(a)}-{chr(b)}" for a, b in zip(starts, ends, strict=True)
    )


DEFINITIONS: Final[dict[str, Schema]] = {
    "text": {
        "$comment": "Printable characters, on one line.",
        "type": "string",
        "minLength": 1,
        "maxLength": TEXT_LIMIT,
        "not": {"pattern": f"[{_unprintable()}]"},
    },
    "id": {
        "$comment": "Lower-case letters and digits, in parts joined by `.` or `-`.",
        "$ref": "#/$defs/text",
        "pattern": f"^{_ID}$",
    },
    "day": {
        "type": "string",
        "format": "date",
        "maxLength": 10,
        "pattern": f"^{_ANY_DAY}$",
    },
    "fingerprint": {
        "$comment": "What a passage is known by: `allkb.audit.fingerprint` makes it.",
        "type": "string",
        "maxLength": 71,
        "pattern": "^sha256:[0-9a-f]{64}$",
    },
}
"""
Kinds of text that many fields have.

They have no description: editors would show it in place of that of the field.
"""

NUMBERS: Final[dict[str, Schema]] = {
    "integer": {"type": "integer", "minimum": -NUMBER_LIMIT, "maximum": NUMBER_LIMIT},
    "number": {"type": "number", "minimum": -sys.float_info.max, "maximum": sys.float_info.max},
}
"""
Whole numbers, and numbers that a double can hold.

They stand where they are used: editors let a definition override what stands beside
the reference to it.
"""

LEVELS: Final = tuple(
    dict.fromkeys(
        grade.code if edition is scheme.current else f"{grade.code}@{edition.id}"
        for scheme in reversed([*SCHEMES.values()])
        for edition in reversed(scheme.editions)
        for grade in edition.grades
    )
)
"""Every evidence level, as data files write it; those of the present scheme first."""


def _given(name: str) -> Schema:
    """Demand a field, and that it is not null."""
    return {"required": [name], "properties": {name: {"not": {"type": "null"}}}}


def _filled(name: str) -> Schema:
    """Demand a list with something in it."""
    return {"required": [name], "properties": {name: {"minItems": 1}}}


def _where(given: Schema, then: Schema, otherwise: Schema | None = None) -> Schema:
    return {"if": given, "then": then} | ({"else": otherwise} if otherwise else {})


def _is(name: str, *values: str, default: bool = False) -> Schema:
    """Hold if a field has one of some values; where it is left out, if that is its default."""
    wanted: Schema = {"const": values[0]} if len(values) == 1 else {"enum": [*values]}
    found: Schema = {"properties": {name: wanted}}
    return found if default else {"required": [name]} | found


def _every(**fields: Schema) -> Schema:
    return {"properties": fields}


_ABSENT: Final[Schema] = {"type": "null"}
_EMPTY: Final[Schema] = {"maxItems": 0}
_PART: Final[Schema] = {"minimum": 0, "maximum": 1}
_AMONG_PARTS = _every(low=_PART, high=_PART, value={"maximum": 1})
_NOT_NEGATIVE: Final[Schema] = {"minimum": 0}
_POSITIVE: Final[Schema] = {"exclusiveMinimum": 0}
_COUNT: Final[Schema] = {"minimum": 1}
_SOME: Final[Schema] = {"minItems": 1}
_A_TIME: Final[Schema] = {"not": {"const": "proportion"}}
_NO_DIFFERENCE: Final[Schema] = {"not": {"const": "difference"}}
_ID_RULE: Final[Schema] = {"$ref": "#/$defs/id"}
_PASSAGE: Final[Schema] = {"$ref": "#/$defs/fingerprint"}
_PROPORTION = _is("unit", "proportion", default=True)

FIELDS: Final[dict[str, dict[str, Schema]]] = {
    "AllOf": {"criteria": _SOME},
    "AnyOf": {"criteria": _SOME},
    "Arm": {"id": _ID_RULE, "n": _NOT_NEGATIVE},
    "AtTime": {"value": _POSITIVE, "unit": _A_TIME},
    "Bound": {"relation": {"not": {"const": "="}}, "value": _NOT_NEGATIVE},
    "Characteristic": {"n": _NOT_NEGATIVE},
    "Citation": {
        "id": _ID_RULE,
        "authors": _SOME,
        "year": {"minimum": 1800, "maximum": 2200},
        "pmid": {"pattern": "^[1-9][0-9]{0,8}$"},
        "doi": {"pattern": r"^10\.[0-9]{4,9}/\S+$"},
    },
    "Comparison": {"arms": {"minItems": 2}, "n": _COUNT},
    "Concept": {"id": _ID_RULE},
    "ConfidenceInterval": {"level": {"exclusiveMinimum": 0, "exclusiveMaximum": 1}},
    "Count": {"events": _NOT_NEGATIVE, "of": _COUNT, "uncertainty": _AMONG_PARTS},
    "Document": {"format": {"const": 1}},
    "Effect": {"numerator": _ID_RULE, "denominator": _ID_RULE},
    "Has": {"fact": {"enum": [n for n, f in FACTS.items() if f.type is FactType.SET]}},
    "Heading": {"section": _SOME},
    "InRange": {"fact": {"enum": [n for n, f in FACTS.items() if f.type is FactType.NUMBER]}},
    "Is": {
        "fact": {
            "enum": [n for n, f in FACTS.items() if f.type in (FactType.FLAG, FactType.CHOICE)]
        }
    },
    "LeftOut": {"passage": _PASSAGE},
    "Locator": {
        "numbers": {"items": _COUNT},
        "passage": _PASSAGE,
        "context": {"items": _PASSAGE, "uniqueItems": True},
    },
    "Observation": {"about": _SOME, "n": _COUNT},
    "OutcomeStatistic": {"n": _COUNT},
    "PValue": {
        "value": {"exclusiveMinimum": 0, "maximum": 1},
        "sides": {"enum": [1, 2]},
    },
    "Point": {"value": _NOT_NEGATIVE},
    "PrognosticFactor": {"n": _COUNT},
    "Range": {"low": _NOT_NEGATIVE, "high": _NOT_NEGATIVE},
    "Recommendation": {"interventions": _SOME},
    "Reference": {"number": _COUNT},
    "Revision": {"id": {"pattern": rf"^{_ID}\.{_PARTIAL}$"}},
    "SafetySignal": {"n": _COUNT},
    "Source": {"id": _ID_RULE, "revisions": _SOME},
    "StandardError": {"value": _POSITIVE},
    "StatementBase": {
        "id": _ID_RULE,
        "median_follow_up": {"required": ["unit"], "properties": {"unit": _A_TIME}},
        "attestations": _SOME,
    },
    "Support": {"citations": {"uniqueItems": True}},
    "TimeRange": {"low": _NOT_NEGATIVE, "high": _POSITIVE, "unit": _A_TIME},
    "Topic": {"id": _ID_RULE},
    "UnassignedRatio": {
        "measure": _NO_DIFFERENCE,
        "value": _POSITIVE,
        "interval": _every(low=_NOT_NEGATIVE),
    },
}
"""What one field of a class must keep to, by class."""

_SPREAD_IN_TIME = _every(uncertainty=_every(low=_NOT_NEGATIVE, high=_NOT_NEGATIVE))
_SIGNED: Final[Schema] = {"minimum": -1, "maximum": 1}

CLASSES: Final[dict[str, tuple[Schema, ...]]] = {
    "Bound": (
        _where(_PROPORTION, _every(value={"maximum": 1})),
        _where(_is("relation", "<"), _every(value=_POSITIVE)),
        _where(
            {"allOf": [_is("relation", ">"), _PROPORTION]},
            _every(value={"exclusiveMaximum": 1}),
        ),
    ),
    "Concept": (_where(_given("sponsor"), _is("category", "trial")),),
    "Effect": (
        _where(_given("value"), _given("measure"), _every(interval=_ABSENT, printed=_ABSENT)),
        _where(_given("measure"), _given("value")),
        _where(
            _is("measure", "difference"),
            _every(value=_SIGNED, interval=_every(low={"minimum": -1}, high={"maximum": 1})),
            _every(value=_POSITIVE, interval=_every(low=_NOT_NEGATIVE)),
        ),
    ),
    "Ended": (
        _where(_is("how", "superseded"), _filled("superseded_by"), _every(superseded_by=_EMPTY)),
    ),
    "InRange": ({"anyOf": [_given("low"), _given("high")]},),
    "Is": (
        _where(
            _is("fact", *(n for n, f in FACTS.items() if f.type is FactType.FLAG)),
            _every(value={"type": "boolean"}),
        ),
        *(
            _where(_is("fact", name), _every(value={"enum": [*fact.choices]}))
            for name, fact in FACTS.items()
            if fact.choices
        ),
    ),
    "Limitation": (
        _where(_is("limit", "reach"), _filled("obstacles"), _every(obstacles=_EMPTY)),
        _where(_is("limit", "condition"), _given("requires"), _every(requires=_ABSENT)),
    ),
    "Locator": (_filled("section"), _where(_filled("context"), _given("passage"))),
    "PValue": (_where(_is("relation", ">"), _every(value={"exclusiveMaximum": 1})),),
    "Point": (
        _where(
            _PROPORTION,
            _every(value={"maximum": 1}, uncertainty=_AMONG_PARTS),
            _SPREAD_IN_TIME,
        ),
    ),
    "PrognosticFactor": (
        _where(_filled("effects"), _filled("arms") | _every(arms={"minItems": 2})),
    ),
    "Range": (_where(_PROPORTION, _every(low={"maximum": 1}, high={"maximum": 1})),),
    "Reference": (_where(_is("basis", "inferred"), _given("note")),),
    "Source": (_where(_is("category", "paper"), _given("citation"), _every(citation=_ABSENT)),),
    "Support": ({"anyOf": [_filled("citations"), _filled("levels")]},),
}
"""What the fields of a class must keep to together, by class."""
