"""Answers in plain objects: complete, bounded, and refusing what has no bounds."""

from __future__ import annotations

import json
from typing import Any

import pytest
from attrs import evolve, fields

import allkb
from allkb import (
    Effect,
    InvalidValueError,
    KnowledgeBase,
    Patient,
    UnassignedRatio,
    UnknownIdError,
    estimates_of,
    ratios_of,
)
from allkb.answers import LONGEST, MOST, Object, Questions, Shapes, facts_schema
from allkb.views import estimate_text, notice

ASK = Questions(allkb.load())
CHILD: dict[str, object] = {"age": 7, "relapse_number": 1, "lineage": None}


def results(answer: Object) -> list[Object]:
    """Return the results of an answer."""
    found: list[Object] = answer["results"]
    return found


@pytest.mark.parametrize(
    "answer",
    [
        ASK.search("transplant"),
        ASK.show("relapse-after-hsct.second-ablative-hsct.efs"),
        ASK.statements(topic="relapse-after-hsct"),
        ASK.outcomes(),
        ASK.match(CHILD),
        ASK.classify(CHILD),
        ASK.changes("2012", "2025"),
        ASK.cite(["relapse-after-hsct.second-ablative-hsct.efs"]),
    ],
    ids=["search", "show", "statements", "outcomes", "match", "classify", "changes", "cite"],
)
def test_every_answer_is_json_with_version_and_notice(answer: Object) -> None:
    """Each answer can be written as JSON and read back, and says what it is derived from."""
    assert json.loads(json.dumps(answer, allow_nan=False)) == answer
    kb = allkb.load()
    assert answer["notice"] == notice(kb)
    assert answer["data"] == {"version": kb.version, "digest": kb.digest}


def test_all_statements_of_every_kind_have_a_full_shape(kb: KnowledgeBase) -> None:
    """The full shape has every figure, ratio, citation, level and caveat of its statement."""
    for base in (kb, allkb.load()):
        shapes = Shapes(base)
        for statement in base:
            told = shapes.full(statement)
            assert told["id"] == statement.id
            figures = [(f["field"], f["text"]) for f in told["figures"]]
            held = [(p.removeprefix("."), estimate_text(e)) for p, e in estimates_of(statement)]
            assert figures == held
            assert len(told["effects"]) == len([*ratios_of(statement)])
            assert told["caveats"] == [*statement.caveats]
            for attestation, said in zip(statement.attestations, told["said"], strict=True):
                assert said["revision"] == attestation.source
                papers = [c["id"] for g in said["support"] for c in g["citations"]]
                levels = [x["code"] for g in said["support"] for x in g["levels"]]
                assert papers == [*attestation.citations]
                assert levels == [*map(str, attestation.levels)]


def test_figures_have_numbers_and_no_middle(kb: KnowledgeBase) -> None:
    """A range has its ends, a bound its relation, a count its parts, a point its spread."""
    shapes = Shapes(kb)
    figures = [f for s in kb for f in shapes.full(s)["figures"]]
    kinds = {f["kind"]: f for f in figures}
    assert {"point", "range", "bound", "count", "unquantified"} == set(kinds)
    assert "value" not in kinds["range"]
    assert kinds["range"]["low"] <= kinds["range"]["high"]
    assert kinds["bound"]["relation"] in {"<", "<=", ">", ">="}
    assert kinds["count"]["events"] <= kinds["count"]["of"]
    assert "value" not in kinds["unquantified"]
    spreads = {f["uncertainty"]["kind"] for f in figures if f.get("uncertainty")}
    assert spreads == {"confidence-interval", "standard-error", "observed-range"}


def test_ratios_without_arms_have_none(kb: KnowledgeBase) -> None:
    """An effect names both arms; a ratio of which the source leaves them open names neither."""
    shapes = Shapes(kb)
    for statement in kb:
        for (_, ratio), told in zip(
            ratios_of(statement), shapes.full(statement)["effects"], strict=True
        ):
            if isinstance(ratio, Effect):
                assert (told["numerator"], told["denominator"]) == (
                    ratio.numerator,
                    ratio.denominator,
                )
            else:
                assert isinstance(ratio, UnassignedRatio)
                assert told["numerator"] is told["denominator"] is told["direction"] is None
                assert ratio.reason in told["text"]


def test_search_is_paged() -> None:
    """Pages follow each other without a gap, and the last one has no next."""
    kb = allkb.load()
    answer = ASK.search("second transplant", limit=MOST)
    found = [one["id"] for one in results(answer)]
    while answer["next_offset"] is not None:
        answer = ASK.search("second transplant", limit=MOST, offset=answer["next_offset"])
        found += [one["id"] for one in results(answer)]
    assert found == [*kb.search("second transplant").ids]
    assert answer["total"] == len(found)


def test_nothing_found_is_an_answer() -> None:
    """What is not found says that this is no evidence."""
    answer = ASK.search("zzzz")
    assert answer["total"] == 0
    assert "no evidence that there is none" in answer["remark"]
    beyond = ASK.search("transplant", offset=1_000_000)
    assert results(beyond) == []
    assert beyond["next_offset"] is None
    assert beyond["remark"] is None


@pytest.mark.parametrize(
    ("narrow", "test"),
    [
        ({"topic": "relapse-after-hsct"}, allkb.in_topic("relapse-after-hsct")),
        ({"concept": "hsct"}, allkb.about("hsct")),
        ({"endpoint": "event-free survival"}, allkb.measures("event-free survival")),
        ({"level": "C1"}, allkb.graded("C1")),
        ({"source": "pdq-childhood-all"}, allkb.said_by("pdq-childhood-all")),
        ({"standing": True}, ~allkb.ended()),
    ],
)
def test_statements_are_those_of_the_predicates(
    narrow: dict[str, Any], test: allkb.Predicate
) -> None:
    """Each narrowing is the predicate of that name."""
    kb = allkb.load()
    assert ASK.statements(**narrow)["total"] == len(kb.statements.where(test))
    assert ASK.outcomes(**narrow)["total"] == len(kb.outcomes.where(test))


def test_statements_of_a_day_are_those_attested_by_then() -> None:
    """What is asked as of a day has that day's attestations, and says so in its version."""
    answer = ASK.outcomes(day="2012-12-31", topic="relapse-after-hsct", limit=MOST)
    assert answer["data"]["version"].endswith("as of 2012-12-31")
    assert {said["revision"] for one in results(answer) for said in one["said"]} >= {
        "pdq-childhood-all.2012"
    }
    assert all("2025" not in said["revision"] for one in results(answer) for said in one["said"])


def test_what_is_no_longer_said_says_so() -> None:
    """The status of a statement that ended is not that of one that stands."""
    kb = allkb.load()
    shapes = Shapes(kb)
    for statement in kb:
        for told in (shapes.brief(statement), shapes.full(statement)):
            assert (told["status"] == "stands") == (statement.ended is None)


def test_matches_are_those_of_the_library() -> None:
    """The groups have the library's sizes, and each match its reason and what is missing."""
    kb = allkb.load()
    found = kb.match(Patient(age=7, relapse_number=1))
    answer = ASK.match(CHILD)
    assert answer["applies"]["total"] == len(found.applies)
    assert answer["may_apply"]["total"] == len(found.may_apply)
    assert answer["does_not_apply"] == len(found.does_not_apply)
    one = found.may_apply[0]
    told = answer["may_apply"]["results"][0]
    assert (told["id"], told["reason"], told["words"]) == (
        one.statement.id,
        str(one.reason),
        one.words,
    )
    topic = one.statement.topic
    narrowed = ASK.match(CHILD, topic=topic)
    assert narrowed["may_apply"]["total"] == sum(
        m.statement.topic == topic for m in found.may_apply
    )
    assert "recommends nothing" in answer["meaning"]


def test_terms_are_those_of_the_library() -> None:
    """Every group's term has its answer, its reason and the facts that are missing."""
    found = allkb.load().classify(Patient(age=7, relapse_number=1))
    told = ASK.classify(CHILD)["terms"]
    assert [(t["group"], t["term"], t["answer"]) for t in told] == [
        (c.group, c.definition.term, c.reason.answer) for c in found
    ]


def test_changes_can_be_narrowed_to_a_kind() -> None:
    """The counts are of all kinds; the results of the one that was asked for."""
    found = allkb.load().changes("2012", "2025")
    answer = ASK.changes("2012", "2025", kind="withdrawn", limit=MOST)
    assert sum(answer["kinds"].values()) == len(found)
    assert {one["kind"] for one in results(answer)} == {"withdrawn"}
    sure = [one["sure"] for one in results(ASK.changes("2012", "2025", kind="added"))]
    assert sure
    assert not any(sure)
    assert all(one["sure"] for one in results(ASK.changes("2012", "2025", kind="regraded")))


def test_papers_are_cited_once_with_what_is_printed_of_them() -> None:
    """The papers of statements come in the order of first mention; what is not known is null."""
    kb = allkb.load()
    ids = [s.id for s in kb if len(s.attestations[0].citations) > 1][:3]
    told = results(ASK.cite(ids))
    said = [c for id in ids for a in kb[id].attestations for c in a.citations]
    assert [one["id"] for one in told] == [*dict.fromkeys(said)]
    assert told[0]["pmid"] == kb.citation(told[0]["id"]).pmid


@pytest.mark.parametrize(
    ("ask", "fault"),
    [
        (
            lambda: ASK.search("x" * (LONGEST + 1), limit=0, offset=-1),
            "limit must be.*; offset must be.*; text has more than",
        ),
        (lambda: ASK.search("x", limit=MOST + 1), "limit must be from 1 to 50, not 51"),
        (lambda: ASK.statements(kind="rumour"), "kind is one of approval, "),
        (lambda: ASK.statements(level="Z9"), "Z9"),
        (lambda: ASK.changes("2012", "2025", kind="rumour"), "not 'rumour'"),
        (lambda: ASK.cite(["a"] * (MOST + 1)), "at most"),
        (lambda: ASK.match({"age": 7, "shoe_size": 30}), "'shoe_size' is no fact"),
        (lambda: ASK.match({"age": "old"}), "age"),
        (lambda: ASK.match(dict.fromkeys(map(str, range(101)), 1)), "at most 100 facts"),
        (
            lambda: ASK.classify({"lineage": "x" * 1001, "age" * 1000: ["x" * 1001] * 101}),
            "lineage has more than 1000 characters; (?:age)+ag has more than 100 ids; (?:age)+ag has",
        ),
        (lambda: ASK.statements(kind=""), "not ''"),
        (lambda: ASK.match({"genetic_alterations_present": "tp53"}), "genetic_alterations_present"),
    ],
)
def test_what_has_no_bounds_or_sense_is_refused(ask: Any, fault: str) -> None:
    """Limits, offsets, long texts, unknown kinds and facts are refused, all faults together."""
    with pytest.raises(InvalidValueError, match=fault):
        ask()


@pytest.mark.parametrize(
    "ask",
    [
        lambda: ASK.show("relapse-after-hsct.second-ablative-hsct.ef"),
        lambda: ASK.cite(["nothing"]),
        lambda: ASK.statements(topic="nothing"),
        lambda: ASK.match({}, topic="nothing"),
        lambda: ASK.match({}, topic=""),
        lambda: ASK.statements(topic=""),
    ],
    ids=["show", "cite", "statements", "match", "match-empty", "statements-empty"],
)
def test_unknown_ids_are_told(ask: Any) -> None:
    """An id that is not there is an error that names it, with what is like it."""
    with pytest.raises(UnknownIdError):
        ask()


def test_changes_of_no_kind_at_all_say_none() -> None:
    """Where nothing changed, no kind can be asked for."""
    empty = Questions(KnowledgeBase())
    assert empty.changes("2012", "2025")["total"] == 0
    with pytest.raises(InvalidValueError, match="one of none"):
        empty.changes("2012", "2025", kind="added")


def test_figures_of_a_list_say_what_they_are_of() -> None:
    """A figure of a group is named after it, and ratios are told with their arms."""
    (found,) = results(ASK.search("HLH-like toxicity 25.7% 57.6%", limit=1))
    assert found["figures"] == [
        "HLH-like toxicity: 25.7%",
        "no HLH-like toxicity: 57.6%",
        "hlh over no-hlh: favors no-hlh",
    ]


def test_every_fact_has_a_schema() -> None:
    """What may be asked about a patient is described fact by fact, and nothing else may."""
    told = facts_schema()
    assert {*told["properties"]} == {field.name for field in fields(Patient)}
    assert told["additionalProperties"] is False
    values: dict[str, object] = {"boolean": True, "number": 1, "integer": 1, "array": []}
    for name, schema in told["properties"].items():
        value: object = schema["enum"][0] if "enum" in schema else values[schema["type"][0]]
        assert getattr(Patient.of_facts({name: value}), name) == (() if value == [] else value)
        assert Patient.of_facts({name: None}) == Patient()


def test_alterations_are_lists_in_json() -> None:
    """Ids of alterations come as lists, and null is not known."""
    patient = Patient.of_facts({"genetic_alterations_absent": ["bcr-abl1"], "age": None})
    assert patient == Patient(genetic_alterations_absent=(allkb.ConceptId("bcr-abl1"),))


def test_long_criteria_and_their_parts_are_in_the_facts(kb: KnowledgeBase) -> None:
    """A definition tells what it means, with the parts of a long criterion behind its word."""
    long = next(d for d in allkb.load().definitions if len(str(d.means)) > 100)
    told = Shapes(allkb.load()).full(long)
    means = next(f for f in told["facts"] if f["label"] == "Means")
    assert means["texts"][0].startswith(("all of: ", "any of: "))
    statement = evolve(kb.outcomes[0], links=())
    assert Shapes(kb).full(statement)["id"] == statement.id
