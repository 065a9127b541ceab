"""The rules for curators: each is broken by the example of its page, and by that rule alone."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from lint_examples import ALL, Change, Documented, changed, documented, findings
from samples import sample_base
from strategies import knowledge_bases

from allkb import DataError, Finding, KnowledgeBase
from allkb.checks import INTEGRITY, Rule, run
from allkb.checks.lint import LINT

EXAMPLES = {example.name: example for example in documented()}
INTEGRITY_NAMES = {rule.name for rule in INTEGRITY}
EFS, FEVER, VERSUS = "graft.second.efs", "cells.fever", "cells.versus-graft"
PAPER, MATERNAL, REACH = "graft.second.paper", "graft.maternal-donor", "graft.reach"
OTHER, TRIAL, EARLY = "graft.second.option-2", "cells.trial", "early-relapse.group-x"


# The page


def test_the_page_lists_every_rule_in_order() -> None:
    """Each rule of integrity and of lint has its place on the page, once, and nothing else has."""
    assert [example.name for example in documented()] == [rule.name for rule in ALL]


@pytest.mark.parametrize("rule", ALL, ids=lambda rule: rule.name)
def test_the_page_says_what_each_rule_demands(rule: Rule) -> None:
    """What the page says of a rule is its docstring, followed by a reason."""
    example = EXAMPLES[rule.name]
    assert example.says == rule.says
    assert rule.says.endswith(".")
    assert example.why.endswith(".")


@pytest.mark.parametrize("example", EXAMPLES.values(), ids=EXAMPLES)
def test_each_example_breaks_its_rule_alone(example: Documented) -> None:
    """The example of a rule is found by that rule and by no other, in the words of the page."""
    found = findings(example.change)
    assert {finding.rule for finding in found} == {example.name}
    assert tuple(map(str, found)) == example.found
    records = changed(example.change)
    for finding in found:
        assert getattr(records, finding.list)[finding.position].id == finding.id


@pytest.mark.parametrize("example", EXAMPLES.values(), ids=EXAMPLES)
def test_only_integrity_keeps_a_base_from_being_made(example: Documented) -> None:
    """A base that breaks a rule of integrity is refused; one that breaks a rule of lint is not."""
    document = changed(example.change)
    lists = ("sources", "citations", "concepts", "topics", "statements")
    records: dict[str, Any] = {name: getattr(document, name) for name in lists}
    if example.name in INTEGRITY_NAMES:
        with pytest.raises(DataError):
            KnowledgeBase(**records)
    else:
        assert {finding.rule for finding in KnowledgeBase(**records).check()} == {example.name}


@pytest.mark.parametrize("rule", ALL, ids=lambda rule: rule.name)
def test_the_sound_base_breaks_nothing(rule: Rule, kb: KnowledgeBase) -> None:
    """The invented base, of which each example changes a little, keeps each rule."""
    assert run([rule], kb) == ()


def test_names_of_rules_are_unlike() -> None:
    """No two rules have one name, and there are more than thirty for curators."""
    assert len({rule.name for rule in ALL}) == len(ALL)
    assert len(LINT) > 30


# More that is found


def statement(id: str, fields: Mapping[str, Any]) -> Change:
    """Return a change of one statement."""
    return {"statements": {id: fields}}


def count(events: int, of: int, printed: str, **more: Any) -> dict[str, Any]:
    """Return a count as a data file has it."""
    return {"kind": "count", "events": events, "of": of, "printed": printed, **more}


def point(value: float, printed: str, **more: Any) -> dict[str, Any]:
    """Return a point as a data file has it."""
    return {"kind": "point", "value": value, "printed": printed, **more}


FOUND: dict[str, tuple[str, Change, str]] = {
    "one number too many": (
        "printed-agrees",
        statement(EFS, {"estimate": point(0.1, "10% of 7")}),
        "but its numbers are [10.0]",
    ),
    "printed without a number": (
        "printed-agrees",
        statement(PAPER, {"estimate": point(0.1, "some")}),
        "but its numbers are [0.1]",
    ),
    "a number where none is": (
        "printed-agrees",
        statement(PAPER, {"estimate": {"kind": "unquantified", "printed": "5 or so"}}),
        "but its numbers are []",
    ),
    "a count of others": (
        "printed-agrees",
        statement(FEVER, {"estimate.printed": "5 of 6"}),
        "but its numbers are [5, 7]",
    ),
    "a count printed by its whole alone": (
        "printed-agrees",
        statement(FEVER, {"estimate.printed": "7"}),
        "but its numbers are [5, 7]",
    ),
    "none printed as some": (
        "printed-agrees",
        statement(PAPER, {"estimate": count(0, 40, "some of them")}),
        "but its numbers are [0, 40]",
    ),
    "an arm printed otherwise": (
        "printed-agrees",
        statement(VERSUS, {"arms[0].estimate.printed": "51%"}),
        "but its numbers are [50.0]",
    ),
    "an observation printed otherwise": (
        "printed-agrees",
        statement(TRIAL, {"characteristics[0].estimate": point(0.3, "31%")}),
        "but its numbers are [30.0]",
    ),
    "a follow-up printed otherwise": (
        "printed-agrees",
        statement(VERSUS, {"median_follow_up.printed": "3"}),
        "but its numbers are [2.0]",
    ),
    "an interval printed otherwise": (
        "spread-agrees",
        statement(VERSUS, {"arms[0].estimate.uncertainty.printed": "30%-71%"}),
        "but its numbers are [0.3, 0.7]",
    ),
    "a range of years in percent": (
        "spread-agrees",
        statement(VERSUS, {"median_follow_up.uncertainty.printed": "50-400"}),
        "but its numbers are [0.5, 4.0]",
    ),
    "the interval of a ratio printed otherwise": (
        "ratio-agrees",
        statement(VERSUS, {"unassigned[0].interval.printed": "1.2-4.1"}),
        "but its numbers are [1.2, 4.0]",
    ),
    "p printed otherwise": (
        "p-agrees",
        statement(VERSUS, {"unassigned[0].p.printed": "P = .3"}),
        "but it is = 0.03",
    ),
    "a point that is a bound": (
        "sign-agrees",
        statement(VERSUS, {"arms[0].estimate.printed": "≥50%"}),
        "which is >=, not None",
    ),
    "two percentages of one count": (
        "percent-agrees",
        statement(FEVER, {"estimate.percent": "71% or 71%"}),
        "but 5 of 7 is 71.43%",
    ),
    "a percentage too low to be cut off": (
        "percent-agrees",
        statement(PAPER, {"estimate": count(16, 24, "16 of 24", percent="66.5%")}),
        "but 16 of 24 is 66.67%",
    ),
    "a percentage rounded too high": (
        "percent-agrees",
        statement(PAPER, {"estimate": count(16, 24, "16 of 24", percent="66.8%")}),
        "but 16 of 24 is 66.67%",
    ),
    "a ratio without its form": (
        "read-is-printed",
        statement(VERSUS, {"effects[0].printed": None}),
        "its form is known",
    ),
    "a comparison of what is no outcome": (
        "endpoint-is-one",
        statement(VERSUS, {"endpoint": "transplant"}),
        "transplant is no endpoint",
    ),
    "an observation of too many": (
        "count-within-n",
        statement(TRIAL, {"n": 9}),
        "of 10, but n is 9",
    ),
    "an arm of too many": (
        "count-within-n",
        statement(VERSUS, {"arms[0].n": 31}),
        "31, but n of the whole is 30",
    ),
    "a denominator that is open": (
        "ratio-has-its-arms",
        statement(VERSUS, {"arms[0].label": "a group of unknown make"}),
        "leaves open what it is",
    ),
    "the wrong arm for a harm": (
        "direction-fits-ratio",
        statement(
            VERSUS,
            {
                "endpoint": "fever",
                "effects[0].direction": "favors denominator",
                "effects[0].measure": "odds ratio",
                "effects[0].value": 0.9,
                "effects[0].printed": "0.9",
            },
        ),
        "odds ratio of 0.9, but the other arm is favored",
    ),
    "no effect and a small p": (
        "no-difference-no-small-p",
        statement(
            MATERNAL,
            {
                "influence": "no effect shown",
                "effects": [],
                "p.value": 0.05,
                "p.relation": "<",
            },
        ),
        "no effect shown, but p < 0.05",
    ),
    "a difference that leaves out none": (
        "no-difference-spans-none",
        statement(
            VERSUS,
            {
                "effects[0].measure": "difference",
                "effects[0].value": 0.2,
                "effects[0].printed": "20 points",
                "effects[0].interval.low": 0.1,
                "effects[0].interval.high": 0.3,
                "effects[0].interval.printed": "10 to 30",
            },
        ),
        "0 is outside",
    ),
    "a harm counted twice": (
        "figures-once",
        statement("cells.fever-again", {"like": FEVER}),
        "the same as cells.fever",
    ),
    "a comparison held twice": (
        "figures-once",
        statement("cells.versus-again", {"like": VERSUS}),
        "the same as cells.versus-graft",
    ),
    "a definition by no group": (
        "group-is-one",
        statement("early.second", {"like": EARLY, "group": "fever"}),
        "fever is of the category event",
    ),
    "study hedged as fact": (
        "hedge-fits-stance",
        statement(OTHER, {"stance": "studied"}),
        "hedged may, but the stance is studied",
    ),
    "an option under study": (
        "hedge-fits-stance",
        statement(OTHER, {"stance": "option", "attestations[0].hedge": "under study"}),
        "hedged under study, but the stance is option",
    ),
    "an effect of what is unknown": (
        "doubt-favors-nothing",
        statement(
            VERSUS,
            {
                "attestations[0].hedge": "no evidence",
                "effects[0].direction": "favors numerator",
            },
        ),
        "takes a side",
    ),
    "a level that is not printed": (
        "misprint-is-kept",
        statement(
            EFS,
            {"attestations[2].misprints": [{"part": "level", "printed": "A1", "reason": "So."}]},
        ),
        "'A1' is not among",
    ),
    "a figure in a question": (
        "text-within-fields",
        statement("cells.graft-after", {"question": "Does it help after 13 months?"}),
        "13 is in no field",
    ),
    "a worded figure": (
        "text-within-fields",
        statement(FEVER, {"summary": "Of twenty-nine, some had fever."}),
        "29 is in no field",
    ),
    "a power of ten": (
        "text-within-fields",
        statement(FEVER, {"summary": "Fever after 10^6 cells, at 10^-4."}),
        "1000000 is in no field",
    ),
    "a number of nothing": (
        "numbers-are-citations",
        statement(EFS, {"attestations[2].locator.numbers": [9]}),
        "they stand for [None]",
    ),
    "a citation without a number": (
        "numbers-are-citations",
        statement(REACH, {"attestations[0].support": [{"citations": ["doe-2010"]}]}),
        "they stand for []",
    ),
    "a paper that grades itself": (
        "paper-cites-itself",
        statement(
            PAPER,
            {
                "attestations[0].support": [
                    {"citations": ["doe-2010"], "levels": ["3iiA@2008-03-13"]}
                ]
            },
        ),
        "no paper grades itself",
    ),
    "a paper that was read": (
        "paper-cites-itself",
        statement(PAPER, {"attestations[0].established": "read"}),
        "no more than the abstract",
    ),
    "an old level in a new document": (
        "edition-in-force",
        statement(EFS, {"attestations[2].support[0].levels": ["3iiA"]}),
        "edition 2010-08-26 was not in force on 2025-04-21",
    ),
}


@pytest.mark.parametrize(("rule", "change", "says"), FOUND.values(), ids=FOUND)
def test_more_that_breaks_a_rule(rule: str, change: Change, says: str) -> None:
    """What breaks a rule in another way is found by that rule alone as well."""
    found = findings(change)
    assert {finding.rule for finding in found} == {rule}
    assert any(says in finding.message for finding in found)


# What is let pass

PASSED: dict[str, Change] = {
    **{
        f"printed as {estimate['printed']}": statement(
            EFS, {"estimate": estimate, "attestations[1].misprints": []}
        )
        for estimate in (
            point(0.07, "7%"),
            point(0.285, "28.5%"),
            point(0.28, "0.28"),
            point(0.28, ".28"),
            point(2 / 3, "two-thirds"),
            point(0, "none of them"),
            point(14.5, "14.5 months", unit="months"),
            point(0.5, "about 50%", approximate=True),
            {"kind": "bound", "relation": ">=", "value": 0.5, "printed": "half or more, 50%"},
            {"kind": "bound", "relation": "<=", "value": 0.5, "printed": "up to 50%"},
            {"kind": "bound", "relation": "<", "value": 0.5, "printed": "50%"},
            {"kind": "range", "low": 0.1, "high": 0.2, "printed": "less than 10% to 20%"},
            {"kind": "unquantified", "printed": "some"},
            count(3, 9, "3/9"),
            count(5, 7, "five of seven"),
            count(1, 12, "one of twelve"),
            count(3, 9, "3"),
            count(3, 9, "three"),
            count(0, 8, "no patient"),
            count(8, 8, "all patients"),
        )
    },
    "a half rounded up": statement(PAPER, {"estimate": count(1, 8, "1 of 8", percent="13%")}),
    "a half rounded down": statement(PAPER, {"estimate": count(1, 8, "1 of 8", percent="12%")}),
    "about a percentage": statement(PAPER, {"estimate": count(1, 8, "1 of 8", percent="~13%")}),
    "a percentage printed amiss": statement(
        FEVER,
        {
            "estimate.percent": "17%",
            "attestations[0].misprints": [
                {"part": "figure", "printed": "17%", "instead": "71%", "reason": "Turned round."}
            ],
        },
    ),
    "a level printed amiss": statement(
        EFS,
        {"attestations[2].misprints": [{"part": "level", "printed": "C1", "reason": "So."}]},
    ),
    "a two-sided p": statement(VERSUS, {"effects[0].p.printed": "two-sided P = .40"}),
    "forms that were not read": statement(
        MATERNAL,
        {
            "unassigned[0].interval": {"kind": "confidence-interval", "low": 0.2, "high": 0.8},
            "arms[0].estimate": point(
                0.5, "50%", uncertainty={"kind": "standard-error", "value": 0.1}
            ),
            "n": None,
        },
    ),
    "a comparison of harms": statement(VERSUS, {"endpoint": "fever"}),
    "a prognostic factor for a harm": statement(MATERNAL, {"endpoint": "fever"}),
    "arms without figures": statement(VERSUS, {"arms[0].estimate": None}),
    "a count in an arm of no known size": statement(
        VERSUS, {"arms[0].estimate": count(2, 4, "2 of 4"), "arms[0].n": None, "n": None}
    ),
    "a harm that is as often in both arms": statement(
        VERSUS,
        {
            "endpoint": "fever",
            "arms[0].estimate": count(1, 2, "1 of 2"),
            "arms[1].estimate": point(0.5, "50%"),
            "effects[0].direction": "favors denominator",
        },
    ),
    "a median survival, and survival without figure": {
        "concepts": {
            "survival-of-any-kind": {"label": "survival of any kind", "category": "endpoint"},
            "survival": {"broader": ["survival-of-any-kind"]},
        },
        "statements": {
            PAPER: {"horizon": None, "estimate": point(14, "14 months", unit="months")},
            EFS: {
                "horizon": None,
                "estimate": {"kind": "unquantified", "printed": "some"},
                "attestations[1].misprints": [],
            },
        },
    },
    "a hazard ratio that fits, for survival": {
        "concepts": {
            "survival-of-any-kind": {"label": "survival of any kind", "category": "endpoint"},
            "survival": {"broader": ["survival-of-any-kind"]},
            "overall-survival": {"broader": ["survival", "survival-of-any-kind"]},
        },
        "statements": {VERSUS: {"effects[0].direction": "favors denominator"}},
    },
    "an odds ratio of an endpoint of no known side": statement(
        VERSUS, {"effects[0].direction": "favors numerator", "effects[0].measure": "odds ratio"}
    ),
    "a large p where nothing was shown": statement(
        MATERNAL,
        {"influence": "no effect shown", "effects": [], "p.relation": ">", "p.value": 0.01},
    ),
    "no p where nothing was shown": statement(
        MATERNAL, {"influence": "no effect shown", "effects": [], "p": None}
    ),
    "a comparison alike but without figures": statement(
        "graft.maternal-again", {"like": MATERNAL, "arms": [], "effects": []}
    ),
    "a summary with numbers of names": {
        "concepts": {"trial-a": {"synonyms": ["Trial 98-7"]}},
        "statements": {
            FEVER: {
                "summary": (
                    "In Trial 98-7, of CD19, 4-1BB and t(9;22), grade 3 to 5 fever was seen in 5 of 7 "
                    "(71%; 95% CI not given) within 8 days, two years after 1998, and on 2017-08-30."
                )
            }
        },
    },
    "a summary with the numbers of a definition": statement(
        EFS,
        {
            "summary": "Of those who relapse within 12 months, 10% to 30%.",
            "criteria": {"kind": "meets", "definition": EARLY},
        },
    ),
    "a summary with a date and a misprint": statement(
        "cells.approval",
        {
            "summary": "Approved on the 30th of month 8, 2017; the label prints 29.",
            "attestations[0].misprints": [
                {"part": "identifier", "printed": "29", "reason": "It is no day of theirs."}
            ],
        },
    ),
    "a summary with a power of ten": statement(
        EFS,
        {
            "summary": "Below 10^-4 residual disease, 10% to 30%.",
            "criteria": {"kind": "in-range", "fact": "mrd", "high": 0.0001},
        },
    ),
    "an old revision without a list of numbers": statement(
        EFS,
        {"attestations[1].support": [{"citations": ["doe-2010"]}, {"levels": ["3iiA"]}]},
    ),
    "a paper behind": statement(PAPER, {"links": [{"relation": "behind", "to": EFS}]}),
    "a statement superseded by two": statement(
        "graft.second.option", {"ended.superseded_by": [OTHER, "graft.condition"]}
    ),
    "levels of the time between two schemes": {
        "sources": {
            "other": {
                "title": "Another page",
                "category": "summary",
                "publisher": "A publisher",
                "revisions": [
                    {"id": "other.2020", "date": {"earliest": "2020-01-01", "latest": "2020-12-31"}}
                ],
            }
        },
        "statements": {
            "graft.other": {
                "like": "graft.condition",
                "attestations[0].source": "other.2020",
                "attestations[0].support": [{"citations": ["poe-2020"], "levels": ["C1", "3iiA"]}],
            }
        },
    },
}


@pytest.mark.parametrize("change", PASSED.values(), ids=PASSED)
def test_what_is_sound_is_let_pass(change: Change) -> None:
    """What looks a little like a fault, and is none, is not reported."""
    assert [*map(str, findings(change))] == []


def test_lint_tells_where(kb: KnowledgeBase) -> None:
    """A finding names the list, the place in it, the record and the field."""
    statements = changed(statement(FEVER, {"n": 6})).statements
    base = sample_base(statements=statements)
    assert base.check() == (
        Finding(
            rule="count-within-n",
            list="statements",
            position=base.statements.ids.index(kb[FEVER].id),
            id=FEVER,
            path=".estimate",
            message="of 7, but n is 6",
        ),
    )


def test_an_empty_base_breaks_nothing() -> None:
    """Where no record is, no rule finds anything, and none fails."""
    assert KnowledgeBase().check() == ()


def test_a_base_without_the_usual_endpoints_is_not_judged_by_them() -> None:
    """Rules that ask what kind of outcome an endpoint is know only the concepts there are."""
    assert findings(statement(EFS, {"horizon": None})) == ()


@given(knowledge_bases())
def test_rules_find_places_that_exist(base: KnowledgeBase) -> None:
    """Whatever lint finds in any base is at a record that is there, and reads as one line."""
    for finding in base.check():
        table: Any = getattr(base.document, finding.list)
        assert table[finding.position].id == finding.id
        assert json.dumps(str(finding))
