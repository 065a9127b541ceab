"""Audits: what a page and the statements read on it have to do with each other."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from audit_samples import CAT, NEW, OLD, base, common, drifts, limit, outcome, said

import allkb
from allkb import (
    Arm,
    Bound,
    Comparator,
    Comparison,
    ConfidenceInterval,
    Count,
    Direction,
    Effect,
    EffectMeasure,
    Established,
    Estimate,
    Influence,
    ObservedRange,
    OutcomeStatistic,
    Point,
    PrognosticFactor,
    PValue,
    Range,
    SafetySignal,
    StandardError,
    StatementId,
    UnassignedRatio,
    Unit,
    UnknownIdError,
    Unquantified,
)
from allkb.audit import Drift, Part, Status, audit, fingerprint

SOURCES = Path(__file__).parents[2] / "shared" / "sources"
RANGE = Range(low=0.1, high=0.3, printed="10% to 30%", approximate=True)
SLEEP = "Of all cats, 10% to 30% sleep."
NAP = "Few cats can nap."

KB = base(
    outcome("sleep", RANGE, said(SLEEP, ("ant-2001", ""), ("bee-2002", "C1"), numbers=(3, 4))),
    limit("nap", said(NAP, ("cow-2003", "C1 C2"), numbers=(5,))),
    limit("loose", said("They dream.")),
    limit("told", said("Elsewhere.", established=Established.SECONDARY)),
)

PAGE = """\
## Cats

### Sleep of all the cats on Earth

Of all *cats*, 10% to 30% sleep.[[3](#c)]; [[4](#c)][[Level of evidence C1](/x)] They dream.
Few cats can nap.[[5](#c)][[Level of evidence C1](/x)][[Level of evidence C2](/x)]
"""


def test_a_page_that_agrees_is_all_right() -> None:
    """Every marking is covered by the statements of its sentence, and the report says so."""
    report = audit(KB, PAGE)
    assert report.ok
    assert report.revision == NEW
    assert json.loads(json.dumps(report.as_dict())) == {
        "revision": "guide.2025",
        "ok": True,
        "markings": [
            {
                "section": ["Cats", "Sleep of all the cats on Earth"],
                "groups": [
                    {"citations": [3], "levels": []},
                    {"citations": [4], "levels": ["C1"]},
                ],
                "figures": ["10% to 30%"],
                "statements": ["sleep"],
                "status": "covered",
                "drift": [],
            },
            {
                "section": ["Cats", "Sleep of all the cats on Earth"],
                "groups": [{"citations": [5], "levels": ["C1", "C2"]}],
                "figures": [],
                "statements": ["nap"],
                "status": "covered",
                "drift": [],
            },
        ],
        "figures": [
            {
                "section": ["Cats", "Sleep of all the cats on Earth"],
                "passage": fingerprint(SLEEP),
                "figure": "10% to 30%",
                "statements": ["sleep"],
                "left_out": None,
            },
        ],
        "sections": [
            {
                "section": ["Cats", "Sleep of all the cats on Earth"],
                "markings": 2,
                "covered": 2,
                "figures": 1,
                "held": 1,
            },
        ],
        "missing": [],
        "drifted": [],
        "summary": {
            "markings": 2,
            "covered": 2,
            "uncovered": 0,
            "drifted": 0,
            "missing": 0,
            "drifted_statements": 0,
            "figures": 1,
            "held": 1,
            "left_out": 0,
        },
    }


def test_the_same_page_agrees_in_every_format() -> None:
    """HTML and plain text of the page agree as its Markdown does."""
    section = "Sleep of all the cats on Earth"
    text = (
        "Of all cats, 10% to 30% sleep.[3]; [4][Level of evidence C1] They dream. "
        "Few cats can nap.[5][Level of evidence C1][Level of evidence C2]"
    )
    html = f"<html><nav>Menu</nav><h2>Cats</h2><h3>{section}</h3><p>{text}</p></html>"
    plain = f"Skip to content\n\n{section}\n\nAd: Cushions\n\n{text}\n\nOther things\n"
    for page in (html, html.encode(), plain):
        report = audit(KB, page)
        assert report.ok
        assert [marking.section[-1] for marking in report.markings] == [section, section]


@pytest.mark.parametrize(
    ("old", "new", "statement", "parts"),
    [
        ("[[4](#c)]", "[[44](#c)]", "sleep", ["citations"]),
        ("[[3](#c)]; ", "", "sleep", ["citations"]),
        ("[[3](#c)]; [[4](#c)]", "[[3](#c),[4](#c)]", "sleep", ["citations"]),
        ("[[5](#c)]", "", "nap", ["citations"]),
        ("evidence C2", "evidence C3", "nap", ["levels"]),
        ("[[Level of evidence C2](/x)]", "", "nap", ["levels"]),
        ("[[4](#c)][[Level of evidence C1](/x)]", "[[4](#c)]", "sleep", ["levels"]),
        ("Few cats can", "Some cats can", "nap", ["wording"]),
        ("30% sleep", "35% sleep", "sleep", ["wording", "figures"]),
        (
            "Few cats can nap.[[5](#c)][[Level of evidence C1](/x)]",
            "No nap.[[5](#c)]",
            "nap",
            ["wording", "levels"],
        ),
    ],
)
def test_each_part_that_differs_is_named(
    old: str, new: str, statement: str, parts: list[str]
) -> None:
    """A statement that the page has changed under is drifted, and only it, in just these parts."""
    assert old in PAGE
    report = audit(KB, PAGE.replace(old, new))
    assert drifts(report) == {statement: parts}
    assert report.missing == ()
    assert not report.ok
    assert {m.status for m in report.markings if statement in m.statements} == {Status.DRIFTED}
    marked = [m.as_dict()["drift"] for m in report.markings if m.drifts]
    assert marked == [[{"statement": statement, "parts": parts}]]


def test_a_marking_without_a_statement_is_uncovered() -> None:
    """A marking that no statement was read at is uncovered, and the page not all right."""
    report = audit(KB, f"{PAGE}\nDogs bark.[[9](#c)]\n")
    assert [m.status.value for m in report.markings] == ["covered", "covered", "uncovered"]
    assert (report.drifted, report.missing, report.ok) == ((), (), False)


def test_a_sentence_that_is_gone_leaves_its_statement_missing() -> None:
    """A statement is missing if neither its sentence nor another with its numbers is there."""
    page = PAGE.replace("They dream.", "").replace(
        "Few cats can nap.[[5](#c)]", "Few nap.[[6](#c)]"
    )
    report = audit(KB, page)
    assert report.missing == ("loose", "nap")
    assert drifts(report) == {}


def test_the_marking_of_another_sentence_is_not_taken_for_a_changed_one() -> None:
    """Where a sentence is gone, one that has its own statement does not stand in for it."""
    other = limit("other", said("A cat can roll.", ("cow-2003", "C1"), numbers=(5,)))
    kb = base(*KB, other)
    assert audit(kb, PAGE).missing == ("other",)
    added = f"{PAGE} A cat will roll.[[5](#c)][[Level of evidence C1](/x)]"
    assert drifts(audit(kb, added)) == {"other": ["wording"]}
    elsewhere = f"{PAGE}\n### Dogs\n\nA cat will roll.[[5](#c)][[Level of evidence C1](/x)]"
    assert audit(kb, elsewhere).missing == ("other",)


def test_without_a_fingerprint_section_and_numbers_are_enough() -> None:
    """A locator without a fingerprint finds its place by section and numbers, else is missing."""
    sentence = said(None, ("cow-2003", "C1 C2"), numbers=(5,))
    loose, lost = said(None), said(None, section=("Dogs",))
    gone = said(None, ("ant-2001", ""), numbers=(3,))
    kb = base(limit("nap", sentence), limit("loose", loose), limit("lost", lost), limit("no", gone))
    report = audit(kb, PAGE, revision=NEW)
    assert [marking.statements for marking in report.markings] == [(), ("nap",)]
    assert report.missing == ("lost", "no")
    assert report.drifted == ()


def test_a_sentence_with_two_markings_gives_each_its_statement() -> None:
    """Statements go to the marking with their numbers, or to both if they have all numbers."""
    text = "Cats purr,[3] and they bite.[4]"
    kb = base(
        limit("purr", said(text, ("ant-2001", ""), numbers=(3,))),
        limit("bite", said(text, ("bee-2002", ""), numbers=(4,))),
        limit("both", said(text, ("ant-2001", ""), ("bee-2002", ""), numbers=(3, 4))),
        limit("none", said(text)),
    )
    report = audit(kb, f"# Cats\n\n## Sleep of all the cats on\n\n{text}")
    assert [marking.statements for marking in report.markings] == [
        ("both", "purr"),
        ("bite", "both"),
    ]
    assert report.ok


def test_the_marking_at_the_end_of_an_item_counts_for_its_sentences() -> None:
    """A sentence without a marking may rest on the next one of its item, or on none."""
    kb = base(
        limit("purr", said("Cats purr.", ("ant-2001", "C1"), numbers=(3,))),
        limit("hiss", said("Cats hiss.")),
        limit("bite", said("Cats bite.", ("ant-2001", "C1"), numbers=(3,))),
        limit("nap", said("Cats nap.", ("ant-2001", "C1"), numbers=(3,))),
    )
    item = "- Cats purr. Cats hiss. Cats bite.[3][Level of evidence C1] Cats run.[4]\n"
    report = audit(kb, f"# Cats\n\n## Sleep of all the cats on\n\n{item}\n- Cats nap.\n")
    assert [marking.statements for marking in report.markings] == [("bite", "purr"), ()]
    assert drifts(report) == {"nap": ["citations", "levels"]}
    assert report.missing == ()


def test_of_equal_sentences_the_one_in_its_section_counts() -> None:
    """Where a sentence stands twice on a page, its section decides; if neither fits, the best does."""
    page = "# Cats\n\nThey nap.[3]\n\n# Dogs\n\nThey nap.[4]\n"
    for section, covered in (("Cats", 0), ("Dogs", 1), ("Cows", 1)):
        said_there = said("They nap.", ("bee-2002", ""), numbers=(4,), section=(section,))
        report = audit(base(limit("nap", said_there)), page)
        assert [bool(marking.statements) for marking in report.markings].index(True) == covered
        assert drifts(report) == ({"nap": ["citations"]} if section == "Cats" else {})


def test_a_level_without_citations_is_compared() -> None:
    """A marking that is only a level is covered by its statement, and drifts with its level."""
    kb = base(limit("nap", said("They nap.", ("", "C1"))))
    page = "# Cats\n\nThey nap.[Level of evidence C1]"
    report = audit(kb, page)
    assert report.ok
    assert report.markings[0].statements == ("nap",)
    assert drifts(audit(kb, page.replace("C1", "C2"))) == {"nap": ["levels"]}


def test_a_citation_without_a_number_in_the_revision_differs() -> None:
    """Support that cannot be resolved to numbers of the revision is drift in the citations."""
    papers = tuple(evolve(paper, references=()) for paper in KB.citations)
    assert drifts(audit(evolve(KB, citations=papers), PAGE)) == {
        "nap": ["citations", "levels"],
        "sleep": ["citations", "levels"],
    }


def test_all_readings_of_a_statement_count() -> None:
    """A statement read at two places of a page drifts in the parts of both."""
    twice = limit(
        "nap",
        said(NAP, ("cow-2003", "C1"), numbers=(5,)),
        said(SLEEP, ("ant-2001", ""), ("cow-2003", "C1"), numbers=(3, 5)),
    )
    assert drifts(audit(base(twice), PAGE)) == {"nap": ["citations", "levels"]}


def test_the_revision_is_the_one_whose_sentences_are_found() -> None:
    """Most sentences found decide, then fewer not found, then the later date; or it is named."""
    both = limit("nap", said(NAP, source=OLD), said(NAP))
    assert audit(base(both), PAGE).revision == NEW
    assert audit(base(both, limit("x", said("Gone."))), PAGE).revision == OLD
    more = limit("dream", said("They dream.", source=OLD))
    assert audit(base(both, more), PAGE).revision == OLD
    assert audit(base(both, more), PAGE, revision=NEW).revision == NEW
    with pytest.raises(UnknownIdError, match="guide"):
        audit(KB, PAGE, revision="guide.2024")


def test_a_page_of_no_revision_has_everything_uncovered() -> None:
    """A page that resembles nothing known is uncovered, and nothing is missing from it."""
    report = audit(KB, "# Dogs\n\nThey bark.[3]")
    assert (report.revision, report.missing, report.drifted) == (None, (), ())
    assert [marking.status for marking in report.markings] == [Status.UNCOVERED]
    assert report.summary["uncovered"] == 1


def test_a_report_is_a_value() -> None:
    """Equal audits give equal reports, which can be put in a set."""
    assert len({audit(KB, PAGE), audit(KB, PAGE)}) == 1
    assert Drift(statement=StatementId("x"), parts=(Part.LEVELS,)).as_dict() == {
        "statement": "x",
        "parts": ["levels"],
    }


INTERVAL = ConfidenceInterval(low=0.3, high=0.5)


@pytest.mark.parametrize(
    ("estimate", "sentence", "agrees"),
    [
        (RANGE, "10% to 30% of cats", True),
        (RANGE, "10% to 35% of cats", False),
        (evolve(RANGE, low=0.15), "10% to 30% of cats", False),
        (Point(value=0.4, printed="40%", uncertainty=INTERVAL), "40% (30%\u201350%)", True),
        (Point(value=0.4, printed="40%", uncertainty=INTERVAL), "40% (95% CI, 0.3\u20130.5)", True),
        (Point(value=0.4, printed="40%", uncertainty=INTERVAL), "40% (30%\u201351%)", False),
        (
            Point(value=0.4, printed="40%", uncertainty=StandardError(value=0.07)),
            "40% \u00b1 7%",
            True,
        ),
        (
            Point(value=0.4, printed="40%", uncertainty=StandardError(value=0.07)),
            "40% \u00b1 8%",
            False,
        ),
        (Point(value=0.4, printed="40%"), "40 cats", False),
        (Point(value=0.5, printed="one-half"), "one-half of cats", True),
        (Point(value=0.5, printed="half"), "half of cats", True),
        (Point(value=0.5, printed="half"), "a third of cats", False),
        (Count(events=1, of=5, printed="1 in 5"), "1 in 5 cats", True),
        (Count(events=1, of=5, printed="1 in 5"), "1 in 6 cats", False),
        (Point(value=0.7, printed="1 in 5"), "1 in 5 cats", False),
        (Point(value=0.51, printed="Eighty-one percent"), "Eighty-one percent of cats", False),
        (Point(value=0.81, printed="Eighty-one percent"), "Eighty-one percent of cats", True),
        (Point(value=0, printed="none"), "none of the cats", True),
        (Point(value=1, printed="every"), "every cat", True),
        (Point(value=1, printed="every"), "a cat", False),
        (Point(value=13.8, printed="13.8 months", unit=Unit.MONTHS), "after 13.8 months", True),
        (Point(value=13.8, printed="13.8 months", unit=Unit.MONTHS), "after 14 months", False),
        (Point(value=6, printed="6", unit=Unit.WEEKS), "after 6 weeks", True),
        (Point(value=6, printed="6 weeks", unit=Unit.WEEKS), "after six weeks", False),
        (Point(value=42, printed="6 weeks", unit=Unit.DAYS), "after 6 weeks", False),
        (Point(value=0.5, printed="50%"), "50 percent of cats", False),
        (Point(value=0.5, printed="50 percent"), "*50* percent of cats", True),
        (Point(value=29, printed="twenty-nine", unit=Unit.DAYS), "twenty\u2010nine days", True),
        (Point(value=13, printed="13.0", unit=Unit.MONTHS), "after 13 months", False),
        (
            Point(value=5, printed="5", unit=Unit.YEARS, uncertainty=ObservedRange(low=1, high=9)),
            "5 years (range, 1\u20139)",
            True,
        ),
        (Bound(relation=Comparator.MORE, value=0.5, printed="50%"), "exceeding 50%", True),
        (Bound(relation=Comparator.MORE, value=0.5, printed="50%"), "as much as 50%", True),
        (Bound(relation=Comparator.MORE, value=0.5, printed="50%"), "less than 50%", False),
        (
            Bound(relation=Comparator.LESS, value=5, printed="5", unit=Unit.YEARS),
            "within <5 years",
            True,
        ),
        (
            Bound(relation=Comparator.LESS, value=5, printed="5", unit=Unit.YEARS),
            "after >5 years",
            False,
        ),
        (Count(events=5, of=7, printed="5 of 7"), "5 of 7 cats", True),
        (Count(events=5, of=7, printed="five of seven"), "five of seven cats", True),
        (Count(events=5, of=7, printed="5 of 7"), "5 of 8 cats", False),
        (Count(events=5, of=7, printed="5 of 7", percent="71%"), "5 of 7 (71%)", True),
        (Count(events=5, of=7, printed="5 of 7", percent="71%"), "5 of 7 (72%)", False),
        (Count(events=5, of=7, printed="5"), "of 7 cats, 5", True),
        (Count(events=5, of=7, printed="5"), "of 7 cats, 15", False),
        (
            Point(value=0.4, printed="40%", uncertainty=evolve(INTERVAL, printed="30%-50%")),
            "40% (30%\u201350%)",
            True,
        ),
        (
            Point(value=0.4, printed="40%", uncertainty=evolve(INTERVAL, printed="30% to 50%")),
            "40% (30%\u201350%)",
            False,
        ),
        (
            Point(
                value=0.4,
                printed="40%",
                uncertainty=StandardError(value=0.07, printed="\u00b1 7.0%"),
            ),
            "40% \u00b1 7%",
            False,
        ),
        (Count(events=0, of=8, printed="none"), "none of eight cats", True),
        (Count(events=8, of=8, printed="all"), "all eight cats", True),
        (Count(events=8, of=9, printed="eight"), "all nine cats", False),
        (
            Count(events=5, of=10, printed="5 of 10", uncertainty=INTERVAL),
            "5 of 10 (30% to 50%)",
            True,
        ),
        (Unquantified(printed="some"), "some cats", True),
        (Unquantified(printed="3 cats"), "4 cats", False),
    ],
)
def test_the_figures_of_an_estimate_must_be_in_its_sentence(
    estimate: Estimate, sentence: str, *, agrees: bool
) -> None:
    """An estimate agrees if all its numbers, and what surrounds them, are printed."""
    harm = SafetySignal(
        **common("harm", (said(sentence),)), intervention=CAT, event=CAT, estimate=estimate
    )
    report = audit(base(outcome("sleep", estimate, said(sentence)), harm), f"# Cats\n\n{sentence}")
    assert drifts(report) == ({} if agrees else {"harm": ["figures"], "sleep": ["figures"]})


ARMS = (
    Arm(id="one", label="one", estimate=Point(value=0.6, printed="60%")),
    Arm(id="two", label="two", estimate=Point(value=0.4, printed="40%")),
)
EFFECT = Effect(
    numerator="one",
    denominator="two",
    direction=Direction.FAVORS_NUMERATOR,
    measure=EffectMeasure.HAZARD_RATIO,
    value=0.7,
    printed="0.7",
    interval=ConfidenceInterval(low=0.5, high=0.9, printed="0.5-0.9"),
    p=PValue(value=0.04, printed="P = .04"),
)
BELOW = PValue(relation=Comparator.LESS, value=0.01, printed="P < .01")


@pytest.mark.parametrize(
    ("sentence", "agrees"),
    [
        ("It was 60% vs. 40% (HR, 0.7; 95% CI, 0.5\u20130.9; P = .04; overall P < .01)", True),
        ("It was 60% vs. 45% (HR, 0.7; 95% CI, 0.5\u20130.9; P = .04; overall P < .01)", False),
        ("It was 60% vs. 40% (HR, 0.8; 95% CI, 0.5\u20130.9; P = .04; overall P < .01)", False),
        ("It was 60% vs. 40% (HR, 0.7; 95% CI, 0.5\u20130.8; P = .04; overall P < .01)", False),
        ("It was 60% vs. 40% (HR, 0.7; 95% CI, 0.5\u20130.9; P < .04; overall P < .01)", False),
        ("It was 60% vs. 40% (HR, 0.7; 95% CI, 0.5\u20130.9; P = .04; overall P = .01)", False),
        ("It was 60% vs. 40% (HR, 0.70; 95% CI, 0.5\u20130.9; P = .04; overall P < .01)", False),
        ("It was 60% vs. 40% (HR, 0.7; 95% CI, 0.5\u20130.9; *P*=.04; overall *P*<.01)", True),
        ("It was 60% vs. 40% (HR, 0.7; 95% CI, 0.5\u20130.9; P = .040; overall P < .01)", False),
    ],
)
def test_the_figures_of_arms_and_effects_must_be_in_their_sentence(
    sentence: str, *, agrees: bool
) -> None:
    """A comparison agrees if the sentence prints its arms, its effects and their p values."""
    comparison = Comparison(
        **common("vs", (said(sentence),)), endpoint=CAT, arms=ARMS, effects=(EFFECT,), p=BELOW
    )
    report = audit(base(comparison), f"# Cats\n\n{sentence}")
    assert drifts(report) == ({} if agrees else {"vs": ["figures"]})


def test_a_factor_has_figures_too() -> None:
    """A prognostic factor without arms agrees; a difference may be printed in percent."""
    sentence = "The difference was 20% in favor of it."
    difference = Effect(
        numerator="one",
        denominator="two",
        direction=Direction.FAVORS_DENOMINATOR,
        measure=EffectMeasure.DIFFERENCE,
        value=-0.2,
    )
    bare = tuple(evolve(arm, estimate=None) for arm in ARMS)
    factor = PrognosticFactor(
        **common("age", (said(sentence),)), factor=CAT, influence=Influence.FAVORABLE, endpoint=CAT
    )
    for changed, expected in (
        (factor, {}),
        (evolve(factor, arms=bare, effects=(difference,)), {}),
        (
            evolve(factor, arms=bare, effects=(evolve(difference, value=-0.3),)),
            {"age": ["figures"]},
        ),
        (evolve(factor, arms=bare, effects=(evolve(difference, measure=None, value=None),)), {}),
    ):
        assert drifts(audit(base(changed), f"# Cats\n\n{sentence}")) == expected


def test_a_ratio_without_arms_has_figures_too() -> None:
    """An unassigned ratio agrees if it is printed with its interval and its p value."""
    sentence = "The risk was higher (HR, 2.5; 95% CI, 1.2\u20134.0; P = .03)."
    ratio = UnassignedRatio(
        measure=EffectMeasure.HAZARD_RATIO,
        value=2.5,
        printed="2.5",
        interval=ConfidenceInterval(low=1.2, high=4, printed="1.2-4.0"),
        p=PValue(value=0.03),
        reason="It does not say over what.",
    )
    factor = PrognosticFactor(
        **common("age", (said(sentence),)),
        factor=CAT,
        influence=Influence.UNFAVORABLE,
        endpoint=CAT,
        unassigned=(ratio,),
    )
    page = f"# Cats\n\n{sentence}"
    assert audit(base(factor), page).ok
    for amiss in (
        evolve(ratio, value=2.6),
        evolve(ratio, printed="2.50"),
        evolve(ratio, p=PValue(value=0.04)),
        evolve(ratio, interval=ConfidenceInterval(low=1.2, high=4.1)),
    ):
        report = audit(base(evolve(factor, unassigned=(amiss,))), page)
        assert drifts(report) == {"age": ["figures"]}


# Context

LEAD = "A trial had 12 cats."
ITEM = "Of them, 50% slept."


def slept(*support: tuple[str, str], numbers: tuple[int, ...], **more: Any) -> OutcomeStatistic:
    """Return the outcome that an item gives, with the lead of its list as its context."""
    given: dict[str, Any] = {"context": (LEAD,), **more}
    half = Point(value=0.5, printed="50%")
    return evolve(outcome("slept", half, said(ITEM, *support, numbers=numbers, **given)), n=12)


def listed(lead: str, item: str = ITEM) -> str:
    """Return a page that has a list."""
    return f"# Cats\n\n## Sleep of all the cats on\n\n{lead}\n\n- {item}\n"


def test_what_a_statement_draws_on_may_cite_for_it() -> None:
    """The citations of the lead of a list are those of its items, in every format."""
    kb = base(slept(("ant-2001", "C1"), numbers=(3,)))
    lead = f"{LEAD}[3][Level of evidence C1]"
    title = "Sleep of all the cats on"
    for page in (
        listed(lead),
        f"<h1>Cats</h1><h2>{title}</h2><p>{lead}</p><ul><li>{ITEM}</li></ul>",
        f"Skip to content\n\n{title}\n\n{lead}\n\n\u2022 {ITEM}\n",
    ):
        report = audit(kb, page)
        assert (drifts(report), report.missing) == ({}, ())
        assert [marking.statements for marking in report.markings] == [("slept",)]
    assert drifts(audit(kb, listed(lead.replace("[3]", "[4]")))) == {"slept": ["citations"]}
    assert drifts(audit(kb, listed(lead.replace("C1", "C2")))) == {"slept": ["levels"]}
    assert drifts(audit(kb, listed(LEAD))) == {"slept": ["citations", "levels"]}


def test_what_a_statement_draws_on_must_be_there() -> None:
    """A further passage that is gone or changed is a difference in the wording."""
    kb = base(slept(("ant-2001", ""), numbers=(3,)))
    item = f"{ITEM}[3]"
    assert drifts(audit(kb, listed(LEAD, item))) == {}
    changed_or_gone = {"slept": ["wording", "figures"]}
    assert drifts(audit(kb, listed("A trial had 13 cats.", item))) == changed_or_gone
    assert drifts(audit(kb, listed("", item))) == changed_or_gone
    gone = audit(kb, listed(f"{LEAD} [4]", "Of them, 51% slept."), revision=NEW)
    assert gone.missing == ("slept",)
    changed = audit(kb, listed(LEAD, "Of them, 51% slept.[3]"), revision=NEW)
    assert drifts(changed) == {"slept": ["wording", "figures"]}


def test_what_a_statement_draws_on_may_stand_under_another_heading() -> None:
    """It counts wherever it is; of two that are equal, the one in the section does."""
    kb = base(slept(("ant-2001", ""), numbers=(3,)))
    elsewhere = f"\n# Dogs\n\n{LEAD}[4]\n"
    assert drifts(audit(kb, listed("", f"{ITEM}[3]") + elsewhere)) == {}
    assert drifts(audit(kb, listed("") + elsewhere.replace("[4]", "[3]"))) == {}
    assert drifts(audit(kb, elsewhere + listed(f"{LEAD}[3]"))) == {}
    assert drifts(audit(kb, listed("") + elsewhere)) == {"slept": ["citations"]}


def test_figures_may_stand_in_what_a_statement_draws_on() -> None:
    """A figure is looked for in the passage and in its context, and held in both."""
    count = Count(events=5, of=12, printed="5", percent="42%")
    kb = base(outcome("slept", count, said("Five slept.", context=(LEAD,))))
    assert drifts(audit(kb, listed(LEAD, "Five slept."))) == {"slept": ["figures"]}
    kb = base(outcome("slept", count, said("And 5 slept (42%).", context=(LEAD,))))
    assert drifts(audit(kb, listed(LEAD, "And 5 slept (42%)."))) == {}
    kb = base(outcome("slept", count, said("And 5 slept (42%).")))
    assert drifts(audit(kb, listed(LEAD, "And 5 slept (42%)."))) == {"slept": ["figures"]}


def test_a_marking_may_close_what_a_statement_draws_on() -> None:
    """The lead may have its marking at the end of its paragraph; two leads may share it."""
    closed = f"{LEAD} They were old.[3][Level of evidence C1]; [4][Level of evidence C2]"
    support = (("ant-2001", "C1"), ("bee-2002", "C2"))
    for context in ((LEAD,), (LEAD, "They were old.")):
        kb = base(slept(*support, numbers=(3, 4), context=context))
        report = audit(kb, listed(closed))
        assert (drifts(report), report.markings[0].statements) == ({}, ("slept",))
    apart = f"{LEAD} They were old[3] and lazy.[4]"
    lead = "They were old and lazy."
    kb = base(slept(("ant-2001", ""), ("bee-2002", ""), numbers=(3, 4), context=(LEAD, lead)))
    report = audit(kb, listed(apart))
    assert (drifts(report), [m.statements for m in report.markings]) == ({}, [("slept",)] * 2)


@pytest.mark.parametrize("numbers", [(3, 4), (4, 3)])
def test_support_may_come_from_passage_and_context(numbers: tuple[int, ...]) -> None:
    """A statement may rest on both markings, in the order of the page or its own first."""
    papers = {3: ("ant-2001", ""), 4: ("bee-2002", "")}
    kb = base(slept(*(papers[n] for n in numbers), numbers=numbers))
    report = audit(kb, listed(f"{LEAD}[3]", f"{ITEM}[4]"))
    assert drifts(report) == {}
    assert [marking.statements for marking in report.markings] == [("slept",), ("slept",)]


# Markings that several statements share


SHARED = "Cats purr and bite."
PURR = limit("purr", said(SHARED, ("ant-2001", "C1"), numbers=(3,)))
BITE = limit("bite", said(SHARED, ("bee-2002", "C2"), numbers=(4,)))


def shared(groups: str) -> str:
    """Return a page with one marking."""
    return f"# Cats\n\n## Sleep of all the cats on\n\n{SHARED}{groups}\n"


GROUPS = "[3][Level of evidence C1]; [4][Level of evidence C2]"


def test_statements_may_share_the_groups_of_a_marking() -> None:
    """Each group of a marking may be another statement's: then nothing differs."""
    report = audit(base(PURR, BITE), shared(GROUPS))
    assert report.ok
    assert [marking.statements for marking in report.markings] == [("bite", "purr")]


@pytest.mark.parametrize(
    ("more", "parts"),
    [
        ("; [5]", ["citations"]),
        ("; [5][Level of evidence C1]", ["citations", "levels"]),
        ("; [3][Level of evidence C3]", ["citations", "levels"]),
    ],
)
def test_a_group_that_nobody_claims_is_a_difference(more: str, parts: list[str]) -> None:
    """A group that is new on the page is no statement's, so all that share the marking differ."""
    report = audit(base(PURR, BITE), shared(GROUPS + more))
    assert drifts(report) == {"bite": parts, "purr": parts}
    assert audit(base(PURR), shared(GROUPS)).markings[0].status is Status.DRIFTED
    third = limit("hiss", said(SHARED, ("cow-2003", ""), numbers=(5,)))
    if more == "; [5]":
        assert audit(base(PURR, BITE, third), shared(GROUPS + more)).ok


def test_a_level_alone_that_nobody_claims_is_a_difference_in_levels() -> None:
    """A new level without citations is no difference in the citations."""
    kb = base(limit("purr", said(SHARED, ("ant-2001", ""), numbers=(3,))))
    assert audit(kb, shared("[3]")).ok
    both = shared("[3]; [Level of evidence C1]")
    found = drifts(audit(kb, both))
    assert found == {"purr": ["levels"]}
    assert audit(base(*kb, limit("bite", said(SHARED, ("", "C1")))), both).ok


def test_a_changed_level_of_a_shared_group_is_a_difference() -> None:
    """Where the level of one group changes, its statement differs."""
    found = drifts(audit(base(PURR, BITE), shared(GROUPS.replace("C2", "C3"))))
    assert "levels" in found["bite"]


def test_the_seed_page_is_all_covered() -> None:
    """On the seed page there are ten markings, and bundled statements cover each of them."""
    seed = next(SOURCES.glob("000_*.txt"), None)
    if seed is None:
        pytest.skip("the seed page is not here")
    report = audit(allkb.load(), seed.read_bytes())
    assert report.revision == "pdq-childhood-all.2012"
    assert report.summary == {
        "markings": 10,
        "covered": 10,
        "uncovered": 0,
        "drifted": 0,
        "missing": 0,
        "drifted_statements": 0,
        "figures": 1,
        "held": 1,
        "left_out": 0,
    }
    assert report.ok


def test_the_present_page_has_what_was_read_on_it() -> None:
    """On the section of 2025 nothing that was read there is missing or differs."""
    page = next(SOURCES.glob("*-relapsed-2025-04-21.md"), None)
    if page is None:
        pytest.skip("the page of 2025 is not here")
    report = audit(allkb.load(), page.read_bytes())
    assert report.revision == "pdq-childhood-all.2025-04-21"
    assert (report.missing, report.drifted) == ((), ())
    assert report.summary["markings"] == sum(s.markings for s in report.sections) == 193
    assert report.summary["figures"] == sum(s.figures for s in report.sections) == 663
    assert report.summary["held"] == sum(s.held for s in report.sections)
    assert report.summary["covered"] == sum(s.covered for s in report.sections) == 193
    assert report.ok
