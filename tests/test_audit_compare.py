"""Audits: what a page and the statements read on it have to do with each other."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

import allkb
from allkb import (
    Arm,
    Attestation,
    Basis,
    Bound,
    Citation,
    CitationId,
    Comparator,
    Comparison,
    Concept,
    ConceptCategory,
    ConceptId,
    ConfidenceInterval,
    Count,
    DateWindow,
    Direction,
    Effect,
    EffectMeasure,
    Established,
    Estimate,
    EvidenceLevel,
    Heading,
    Influence,
    KnowledgeBase,
    Limit,
    Limitation,
    Locator,
    ObservedRange,
    OutcomeStatistic,
    Point,
    PrognosticFactor,
    PValue,
    Range,
    Reference,
    Revision,
    RevisionId,
    SafetySignal,
    Source,
    SourceCategory,
    SourceId,
    StandardError,
    Statement,
    StatementId,
    Support,
    Topic,
    TopicId,
    Unit,
    UnknownIdError,
    Unquantified,
)
from allkb.audit import Drift, Part, Report, Status, audit, fingerprint

SOURCES = Path(__file__).parents[2] / "shared" / "sources"
OLD, NEW = RevisionId("guide.2012"), RevisionId("guide.2025")
CAT = ConceptId("cat")
PAPERS = {3: "ant-2001", 4: "bee-2002", 5: "cow-2003"}


def said(
    text: str | None,
    *support: tuple[str, str],
    numbers: tuple[int, ...] = (),
    section: tuple[str, ...] = ("Cats", "Sleep of all the cats on\u2026"),
    source: RevisionId = NEW,
    **more: Any,
) -> Attestation:
    """Return an attestation of a sentence; support is given as `(papers, levels)`."""
    return Attestation(
        source=source,
        locator=Locator(
            section=section, numbers=numbers, passage=None if text is None else fingerprint(text)
        ),
        support=tuple(
            Support(
                citations=tuple(map(CitationId, papers.split())),
                levels=tuple(map(EvidenceLevel.parse, levels.split())),
            )
            for papers, levels in support
        ),
        **more,
    )


def common(name: str, attestations: tuple[Attestation, ...]) -> dict[str, Any]:
    """Return what every statement has."""
    return {
        "id": StatementId(name),
        "topic": TopicId("cats"),
        "summary": "Invented.",
        "attestations": attestations,
    }


def outcome(name: str, estimate: Estimate, *attestations: Attestation) -> OutcomeStatistic:
    """Return an outcome with an estimate."""
    return OutcomeStatistic(**common(name, attestations), endpoint=CAT, estimate=estimate)


def limit(name: str, *attestations: Attestation) -> Limitation:
    """Return a statement without figures."""
    return Limitation(**common(name, attestations), intervention=CAT, limit=Limit.BENEFIT)


def base(*statements: Statement) -> KnowledgeBase:
    """Return a knowledge base of some statements; the papers are 3, 4 and 5 in both revisions."""
    return KnowledgeBase(
        sources=(
            Source(
                id=SourceId("guide"),
                title="A guide",
                category=SourceCategory.SUMMARY,
                publisher="A publisher",
                revisions=(
                    Revision(id=OLD, date=DateWindow.parse("2012")),
                    Revision(id=NEW, date=DateWindow.parse("2025")),
                ),
            ),
        ),
        citations=tuple(
            Citation(
                id=CitationId(id),
                title="A paper",
                authors=("Doe J",),
                journal="J",
                year=2001,
                references=tuple(
                    Reference(revision=revision, number=number, basis=Basis.PRINTED)
                    for revision in (OLD, NEW)
                ),
            )
            for number, id in PAPERS.items()
        ),
        concepts=(Concept(id=CAT, label="cat", category=ConceptCategory.PROCEDURE),),
        topics=(
            Topic(
                id=TopicId("cats"),
                label="Cats",
                headings=(Heading(revision=NEW, section=("Cats",)),),
            ),
        ),
        statements=tuple(sorted(statements, key=lambda s: s.id)),
    )


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


def drifts(report: Report) -> dict[str, list[str]]:
    """Return the parts in which statements differ."""
    return {drift.statement: [part.value for part in drift.parts] for drift in report.drifted}


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
        "missing": [],
        "drifted": [],
        "summary": {
            "markings": 2,
            "covered": 2,
            "uncovered": 0,
            "drifted": 0,
            "missing": 0,
            "drifted_statements": 0,
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
        (Point(value=0.2, printed="1 in 5"), "1 in 5 cats", True),
        (Point(value=0.2, printed="1 in 5"), "1 in 6 cats", False),
        (Point(value=0, printed="none"), "none of the cats", True),
        (Point(value=1, printed="every"), "every cat", True),
        (Point(value=1, printed="every"), "a cat", False),
        (Point(value=13.8, printed="13.8 months", unit=Unit.MONTHS), "after 13.8 months", True),
        (Point(value=13.8, printed="13.8 months", unit=Unit.MONTHS), "after 14 months", False),
        (Point(value=42, printed="6 weeks", unit=Unit.DAYS), "after 6 weeks", True),
        (Point(value=42, printed="6 weeks", unit=Unit.DAYS), "after 7 weeks", False),
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
    interval=ConfidenceInterval(low=0.5, high=0.9),
    p=PValue(value=0.04),
)
BELOW = PValue(relation=Comparator.LESS, value=0.01)


@pytest.mark.parametrize(
    ("sentence", "agrees"),
    [
        ("It was 60% vs. 40% (HR, 0.7; 95% CI, 0.5\u20130.9; P = .04; overall P < .01)", True),
        ("It was 60% vs. 45% (HR, 0.7; 95% CI, 0.5\u20130.9; P = .04; overall P < .01)", False),
        ("It was 60% vs. 40% (HR, 0.8; 95% CI, 0.5\u20130.9; P = .04; overall P < .01)", False),
        ("It was 60% vs. 40% (HR, 0.7; 95% CI, 0.5\u20130.8; P = .04; overall P < .01)", False),
        ("It was 60% vs. 40% (HR, 0.7; 95% CI, 0.5\u20130.9; P < .04; overall P < .01)", False),
        ("It was 60% vs. 40% (HR, 0.7; 95% CI, 0.5\u20130.9; P = .04; overall P = .01)", False),
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
    assert report.summary["markings"] == 193
