"""Records as text."""

from __future__ import annotations

from typing import TypedDict

import pytest
from attrs import evolve

import allkb
from allkb import (
    AllOf,
    Approval,
    Arm,
    Attestation,
    AtTime,
    Bound,
    Characteristic,
    Comparator,
    Comparison,
    Concept,
    ConceptCategory,
    ConfidenceInterval,
    Count,
    DateWindow,
    Definition,
    Direction,
    Effect,
    EffectMeasure,
    Ended,
    Established,
    Estimate,
    HowEnded,
    Influence,
    InRange,
    Is,
    KnowledgeBase,
    Limit,
    Limitation,
    Link,
    Locator,
    Misprint,
    MisprintPart,
    NotStated,
    Observation,
    ObservedRange,
    OpenQuestion,
    OutcomeStatistic,
    Point,
    PrognosticFactor,
    PValue,
    Range,
    Recommendation,
    Regulatory,
    Relation,
    Revision,
    SafetySignal,
    Source,
    SourceCategory,
    Stance,
    StandardError,
    Statement,
    Support,
    Topic,
    UnassignedRatio,
    Unit,
    Unquantified,
)
from allkb.model import ConceptId, RevisionId, SourceId, StatementId, TopicId
from allkb.views import card, effect_text, estimate_text, headline, notice, unassigned_text


@pytest.mark.parametrize(
    ("estimate", "text"),
    [
        (Point(value=0.28, printed="28%"), "28%"),
        (Point(value=0.28, printed="28%", approximate=True), "about 28%"),
        (Range(low=0.1, high=0.3, printed="10% to 30%"), "10% to 30%"),
        (Bound(relation=Comparator.MORE, value=0.5, printed="50%"), "more than 50%"),
        (Bound(relation=Comparator.AT_LEAST, value=0.5, printed="50%"), "at least 50%"),
        (Bound(relation=Comparator.LESS, value=0.5, printed="50%"), "less than 50%"),
        (Bound(relation=Comparator.AT_MOST, value=0.5, printed="50%"), "at most 50%"),
        (Count(events=5, of=7, printed="5 of 7"), "5 of 7"),
        (Count(events=5, of=7, printed="5 of 7", percent="71%"), "5 of 7 (71%)"),
        (Count(events=5, of=7, printed="5", percent="71.4%"), "5 of 7 (71.4%)"),
        (Count(events=5, of=7, printed="5"), "5 of 7"),
        (Count(events=5, of=7, printed="Five"), "Five of 7"),
        (Count(events=5, of=7, printed="five of seven"), "five of seven"),
        (Count(events=10, of=10, printed="10"), "10 of 10"),
        (Count(events=10, of=10, printed="all"), "all"),
        (Count(events=21, of=60, printed="twenty-one", approximate=True), "about twenty-one of 60"),
        (Unquantified(printed="some"), "some (no number given)"),
        (Point(value=7.7, printed="7.7", unit=Unit.MONTHS), "7.7 months"),
        (Point(value=43, printed="43 months", unit=Unit.MONTHS), "43 months"),
        (
            Point(value=0.28, printed="28%", uncertainty=ConfidenceInterval(low=0.23, high=0.34)),
            "28% (95 % confidence interval 23% to 34%)",
        ),
        (
            Point(value=0.506, printed="50.6%", uncertainty=StandardError(value=0.076)),
            "50.6% (standard error 7.6%)",
        ),
        (
            Point(
                value=0.5,
                printed="50.0%",
                uncertainty=StandardError(value=0.04, printed="4.0%"),
            ),
            "50.0% (standard error 4.0%)",
        ),
        (
            Point(
                value=0.28,
                printed="28%",
                uncertainty=ConfidenceInterval(low=0.2, high=0.34, printed="20.0%-34%"),
            ),
            "28% (95 % confidence interval 20.0%-34%)",
        ),
        (
            Point(
                value=9,
                printed="9.0",
                unit=Unit.WEEKS,
                uncertainty=ObservedRange(low=2, high=40, printed="2.0 to 40.0"),
            ),
            "9.0 weeks (observed 2.0 to 40.0)",
        ),
        (
            Count(
                events=5,
                of=10,
                printed="5",
                percent="50%",
                uncertainty=StandardError(value=0.1, printed="± 10.0%"),
            ),
            "5 of 10 (50%) (standard error ± 10.0%)",
        ),
        (
            Point(
                value=9,
                printed="9",
                unit=Unit.MONTHS,
                uncertainty=ObservedRange(low=2, high=40.5),
            ),
            "9 months (observed 2 to 40.5)",
        ),
        (
            Count(
                events=5, of=10, printed="5 of 10", uncertainty=ConfidenceInterval(low=0.2, high=1)
            ),
            "5 of 10 (95 % confidence interval 20% to 100%)",
        ),
    ],
)
def test_estimate_says_what_is_printed(estimate: Estimate, text: str) -> None:
    """An estimate reads as printed, with its bound, unit and uncertainty in words."""
    assert estimate_text(estimate) == text


def test_effect_names_both_arms() -> None:
    """An effect reads with both arms, measure, interval and p value."""
    effect = Effect(
        numerator="new",
        denominator="old",
        direction=Direction.FAVORS_NUMERATOR,
        measure=EffectMeasure.HAZARD_RATIO,
        value=0.4,
        interval=ConfidenceInterval(low=0.2, high=0.8),
        p=PValue(value=0.04, sides=2),
    )
    assert effect_text(effect) == (
        "new over old: favors new, "
        "hazard ratio 0.4 (95 % confidence interval 0.2 to 0.8), p = 0.04, two-sided"
    )
    bare = Effect(numerator="new", denominator="old", direction=Direction.INCONCLUSIVE)
    assert effect_text(bare) == "new over old: inconclusive"
    pointed = Effect(
        numerator="new",
        denominator="old",
        direction=Direction.INCONCLUSIVE,
        measure=EffectMeasure.ODDS_RATIO,
        value=1.5,
    )
    assert effect_text(pointed) == "new over old: inconclusive, odds ratio 1.5"


def test_effect_stays_as_printed() -> None:
    """Where the printed forms are held, no figure of an effect is written anew."""
    effect = Effect(
        numerator="new",
        denominator="old",
        direction=Direction.FAVORS_NUMERATOR,
        measure=EffectMeasure.HAZARD_RATIO,
        value=0.4,
        printed=".40",
        interval=ConfidenceInterval(low=0.2, high=0.8, printed=".20-.80"),
        p=PValue(value=0.007, printed="P = .007"),
    )
    assert effect_text(effect) == (
        "new over old: favors new, hazard ratio .40 (95 % confidence interval .20-.80), P = .007"
    )


UNASSIGNED = UnassignedRatio(
    measure=EffectMeasure.HAZARD_RATIO, value=0.4, printed=".40", reason="No arm is named."
)


def test_ratio_without_arms_says_what_is_open() -> None:
    """A ratio without arms reads as printed, with what surrounds it, and why it stands apart."""
    assert unassigned_text(UNASSIGNED) == "hazard ratio .40. No arm is named."
    full = evolve(
        UNASSIGNED,
        interval=ConfidenceInterval(low=0.2, high=0.8),
        p=PValue(value=0.01, printed="P = .010"),
    )
    assert unassigned_text(full) == (
        "hazard ratio .40 (95 % confidence interval 0.2 to 0.8), P = .010. No arm is named."
    )


class Common(TypedDict):
    """What every statement needs."""

    id: StatementId
    topic: TopicId
    summary: str
    attestations: tuple[Attestation, ...]


def _common(name: str) -> Common:
    here = Attestation(source=RevisionId("page.2024-02-03"), locator=Locator(section=("Here",)))
    return Common(
        id=StatementId(f"topic.{name}"),
        topic=TopicId("topic"),
        summary=f"Invented words on {name}.",
        attestations=(here,),
    )


TREATMENT, ENDPOINT, FACTOR, AGENCY = map(ConceptId, ("treatment", "endpoint", "factor", "agency"))
ARMS = (
    Arm(id="new", label="new way", n=20, estimate=Count(events=9, of=20, printed="9 of 20")),
    Arm(id="old", label="old way"),
)
STATEMENTS: tuple[tuple[Statement, str], ...] = (
    (
        Recommendation(
            **_common("advice"),
            interventions=(TREATMENT,),
            stance=Stance.OPTION,
            purpose="to prevent relapse",
        ),
        "Treatment: option",
    ),
    (
        OutcomeStatistic(
            **_common("outcome"),
            intervention=TREATMENT,
            endpoint=ENDPOINT,
            horizon=AtTime(value=1, unit=Unit.YEARS),
            estimate=Range(low=0.1, high=0.2, printed="10% to 20%"),
            n=30,
            criteria=AllOf(criteria=(Is(fact="gvhd", value=False), InRange(fact="age", high=18))),
            population="children",
            selection="highly selected",
            trials=(FACTOR,),
            median_follow_up=Point(
                value=4.5,
                printed="4.50",
                unit=Unit.YEARS,
                uncertainty=ObservedRange(low=1, high=9, printed="1.0-9.0"),
            ),
            caveats=("few patients",),
        ),
        "Treatment: Endpoint at 1 year: 10% to 20%",
    ),
    (
        OutcomeStatistic(
            **_common("bare"),
            endpoint=ENDPOINT,
            estimate=Unquantified(printed="some"),
        ),
        "Endpoint: some (no number given)",
    ),
    (
        Comparison(
            **_common("comparison"),
            arms=ARMS,
            endpoint=ENDPOINT,
            horizon=AtTime(value=2, unit=Unit.YEARS),
            effects=(Effect(numerator="new", denominator="old", direction=Direction.EQUIVALENT),),
            unassigned=(UNASSIGNED,),
            p=PValue(value=0.5),
            n=40,
        ),
        "Endpoint at 2 years: new way (9 of 20) against old way",
    ),
    (
        Comparison(
            **_common("plain-comparison"),
            arms=ARMS,
            endpoint=ENDPOINT,
        ),
        "Endpoint: new way (9 of 20) against old way",
    ),
    (
        PrognosticFactor(
            **_common("factor"),
            factor=FACTOR,
            influence=Influence.UNFAVORABLE,
            endpoint=ENDPOINT,
        ),
        "Factor: unfavorable for Endpoint",
    ),
    (
        PrognosticFactor(
            **_common("timed-factor"),
            factor=FACTOR,
            influence=Influence.FAVORABLE,
            endpoint=ENDPOINT,
            horizon=NotStated(),
            unassigned=(UNASSIGNED,),
            p=PValue(value=0.007, printed="P = .007"),
        ),
        "Factor: favorable for Endpoint (no time stated)",
    ),
    (
        Limitation(
            **_common("reach"),
            intervention=TREATMENT,
            limit=Limit.REACH,
            obstacles=(FACTOR,),
        ),
        "Treatment: limited in reach",
    ),
    (
        Limitation(
            **_common("condition"),
            intervention=TREATMENT,
            limit=Limit.CONDITION,
            requires=Is(fact="remission_status", value="complete remission"),
        ),
        "Treatment: limited by a condition",
    ),
    (
        OpenQuestion(
            **_common("question"),
            question="Is it needed?",
        ),
        "Open question: Is it needed?",
    ),
    (
        Definition(
            **_common("definition"),
            term="early relapse",
            group=FACTOR,
            means=InRange(fact="age", low=1, includes_low=False),
        ),
        "early relapse (Factor): age over 1 years",
    ),
    (
        SafetySignal(
            **_common("harm"),
            intervention=TREATMENT,
            event=FACTOR,
            grade="grade 3 or 4",
            estimate=Count(events=1, of=9, printed="1 of 9"),
            n=9,
        ),
        "Treatment: Factor grade 3 or 4: 1 of 9",
    ),
    (
        SafetySignal(
            **_common("ungraded-harm"),
            intervention=TREATMENT,
            event=FACTOR,
            estimate=Count(events=1, of=9, printed="1 of 9"),
        ),
        "Treatment: Factor: 1 of 9",
    ),
    (
        Approval(
            **_common("approval"),
            intervention=TREATMENT,
            agency=AGENCY,
            action=Regulatory.ACCELERATED_APPROVAL,
            date=DateWindow.parse("2020-05-06"),
        ),
        "Treatment: accelerated approval by Agency, 2020-05-06",
    ),
    (
        Observation(
            **_common("observation"),
            about=(FACTOR, TREATMENT),
            characteristics=(
                Characteristic(
                    label="girls", estimate=Count(events=5, of=9, printed="5", percent="56%")
                ),
                Characteristic(
                    label="age", estimate=Point(value=8, printed="8.0", unit=Unit.YEARS), n=9
                ),
                Characteristic(label="lost", n=0),
                Characteristic(label="seen by a doctor"),
            ),
            n=9,
        ),
        "Factor; Treatment",
    ),
    (
        Observation(**_common("bare-observation"), about=(FACTOR,)),
        "Factor",
    ),
)


def _base(
    *statements: Statement, category: SourceCategory = SourceCategory.SUMMARY
) -> KnowledgeBase:
    concepts = (
        Concept(id=TREATMENT, label="Treatment", category=ConceptCategory.DRUG),
        Concept(id=ENDPOINT, label="Endpoint", category=ConceptCategory.ENDPOINT),
        Concept(id=FACTOR, label="Factor", category=ConceptCategory.FACTOR),
        Concept(id=AGENCY, label="Agency", category=ConceptCategory.GROUP),
    )
    page = Source(
        id=SourceId("page"),
        title="An invented page",
        category=category,
        publisher="Nobody",
        revisions=(
            Revision(id=RevisionId("page.2024-02-03"), date=DateWindow.parse("2024-02-03")),
            Revision(id=RevisionId("page.2025"), date=DateWindow.parse("2025")),
        ),
    )
    return KnowledgeBase(
        version="7",
        sources=(page,),
        concepts=concepts,
        topics=(Topic(id=TopicId("topic"), label="Topic"),),
        statements=statements,
    )


@pytest.mark.parametrize(
    ("statement", "text"), [pytest.param(s, text, id=s.id) for s, text in STATEMENTS]
)
def test_headline_says_what_every_kind_says(statement: Statement, text: str) -> None:
    """Every kind of statement has a headline, and it opens the card."""
    kb = _base(statement)
    assert headline(kb, statement) == text
    assert card(kb, statement).splitlines()[:2] == [text, f"[{statement.kind}] {statement.id}"]


def test_card_holds_all_details() -> None:
    """A card tells everything that is held of its statement."""
    kb = _base(*(s for s, _ in STATEMENTS))
    outcome = card(kb, kb["topic.outcome"])
    for line in (
        "Whom: no graft-versus-host disease; age at most 18 years",
        "Studied: children",
        "Selection: highly selected",
        "Trial: Factor",
        "Median follow-up: 4.50 years (observed 1.0-9.0)",
        "Patients: 30",
        "Caveat: few patients",
        "page.2024-02-03 (2024-02-03, printed; read), hedge not read",
        "  no citation and no level printed",
    ):
        assert line in outcome.splitlines()
    assert "Purpose: to prevent relapse" in card(kb, kb["topic.advice"])
    assert "Obstacle: Factor" in card(kb, kb["topic.reach"])
    assert "Requires: remission status complete remission" in card(kb, kb["topic.condition"])
    compared = card(kb, kb["topic.comparison"]).splitlines()
    assert "Arm new: new way: 9 of 20 (n 20)" in compared
    assert "Effect: new over old: equivalent" in compared
    assert "Ratio without arms: hazard ratio .40. No arm is named." in compared
    assert "All arms: p = 0.5" in compared
    assert "Patients: 40" in compared
    factor = card(kb, kb["topic.timed-factor"]).splitlines()
    assert "Ratio without arms: hazard ratio .40. No arm is named." in factor
    assert "All arms: P = .007" in factor


def test_card_lists_what_was_observed() -> None:
    """Of an observation every characteristic has a line, with its figure and number if any."""
    kb = _base(*(s for s, _ in STATEMENTS))
    lines = card(kb, kb["topic.observation"]).splitlines()
    at = lines.index("Seen: girls: 5 of 9 (56%)")
    assert lines[at : at + 5] == [
        "Seen: girls: 5 of 9 (56%)",
        "Seen: age: 8.0 years (n 9)",
        "Seen: lost (n 0)",
        "Seen: seen by a doctor",
        "Patients: 9",
    ]
    assert "Patients" not in card(kb, kb["topic.bare-observation"])


def test_card_tells_what_is_printed_amiss() -> None:
    """A misprint is told with its attestation: part, printed form, what should stand, and why."""
    statement = STATEMENTS[0][0]
    amiss = evolve(
        statement.attestations[0],
        misprints=(
            Misprint(
                part=MisprintPart.FIGURE, printed="7%", instead="17%", reason="The paper has 17%."
            ),
            Misprint(part=MisprintPart.HORIZON, printed="5 day", reason="No child is that young."),
        ),
    )
    changed = evolve(statement, attestations=(amiss,))
    lines = card(_base(changed), changed).splitlines()
    assert "  Printed amiss: figure '7%'; 17% should stand there. The paper has 17%." in lines
    assert "  Printed amiss: horizon '5 day'. No child is that young." in lines


def test_card_tells_what_ended_and_what_bears_on_what() -> None:
    """A statement that stands no longer says so, and links are told from both ends."""
    old, new = (s for s, _ in STATEMENTS[1:3])
    later = Attestation(
        source=RevisionId("page.2025"), locator=Locator(section=("There",)), note="N."
    )
    ended = evolve(
        old,
        ended=Ended(
            how=HowEnded.SUPERSEDED,
            noticed_in=RevisionId("page.2025"),
            superseded_by=(new.id,),
            reason="Invented.",
        ),
    )
    follower = evolve(
        new,
        attestations=(later,),
        links=(Link(relation=Relation.EXTENDS, to=old.id, note="adds"),),
    )
    kb = _base(ended, follower)
    assert (
        "STANDS NO LONGER: superseded by topic.bare, seen in page.2025. Invented."
        in card(kb, ended).splitlines()
    )
    assert "topic.bare extends this: Endpoint: some (no number given)" in card(kb, ended)
    assert "extends topic.outcome (adds)" in card(kb, follower).splitlines()
    assert "  Note: N." in card(kb, follower).splitlines()


def test_card_calls_no_level_unprinted_that_was_not_read() -> None:
    """Where a document is known through others, that no level is held does not mean that none is printed."""
    kb = allkb.load()
    id = "hsct-after-car-t.relapse-in-first-year"
    said = kb[id].attestations[0]
    group = Support(citations=(kb.citations[0].id,))
    for how, word in ((Established.READ, "printed"), (Established.SECONDARY, "known")):
        told = evolve(kb[id], attestations=(evolve(said, established=how, support=(group,)),))
        assert f"  no level {word}: {kb.citations[0].short}" in card(kb, told)


def test_card_places_levels_beside_their_citations() -> None:
    """Each support group has its own line, with its level explained or none."""
    kb = allkb.load()
    lines = card(
        kb, kb["relapse-after-hsct.donor-lymphocyte-infusion.limited-benefit"]
    ).splitlines()
    assert "  no level printed: Collins 2000 (PMID 11019840)" in lines
    assert (
        "  level 3iiiA (nonconsecutive cases; overall survival or total mortality): "
        "Levine 2008 (PMID 18490913)"
    ) in lines


def test_notice_names_revisions_and_denies_advice() -> None:
    """The notice says which revisions, and that it is neither PDQ nor advice."""
    found = notice(_base())
    assert found == (
        "Derived from An invented page (2024-02-03, between 2025-01-01 and 2025-12-31), "
        "and from papers and other documents that the statements name. "
        "Not a PDQ summary. Not clinical advice. Data 7."
    )
    assert notice(_base(category=SourceCategory.REPORT)).startswith("Not a PDQ summary.")
    assert card(_base(STATEMENTS[0][0]), STATEMENTS[0][0]).endswith("Data 7.")
