"""What goes where in a bundle, and how it stands there."""

from __future__ import annotations

import json
import re
from typing import Any, cast
from xml.etree.ElementTree import fromstring

import pytest
from attrs import evolve
from bundled import KB
from fhir_samples import (
    HSCT,
    Json,
    bundle_of,
    coded,
    extensions,
    inside,
    objects,
    resource,
    resources,
    whole,
)
from fhir_statements import FEW, base_of, few
from hypothesis import given
from markdown_it import MarkdownIt
from strategies import words

from allkb import (
    Bound,
    Comparator,
    ConceptId,
    Count,
    EvidenceLevel,
    Hedge,
    InvalidValueError,
    OutcomeStatistic,
    Point,
    Stance,
    Unit,
    Unquantified,
    in_topic,
)
from allkb.fhir import bundle, code_systems, dumps
from allkb.fhir.markdown import from_markdown, to_markdown
from allkb.views import notice

WHOLE = whole()
MADE = few()
ENDPOINT = ConceptId("event-free-survival")


def head(id: str, made: Json = WHOLE) -> Json:
    return resource(made, "statement", id)


def statistic(estimate: Any, **more: Any) -> Json:
    """Return the statistic of an estimate."""
    outcome = FEW["harm"]
    given: dict[str, Any] = {
        name: getattr(outcome, name) for name in ("topic", "summary", "attestations")
    }
    statement = OutcomeStatistic(
        id=outcome.id, endpoint=ENDPOINT, estimate=estimate, **given, **more
    )
    made = bundle(base_of(statement).statements)
    (found,) = head(statement.id, made)["statistic"]
    return cast("Json", found)


def figures(found: object) -> list[float]:
    """Return all numbers in a value."""
    return [
        value
        for one in objects(found)
        for value in one.values()
        if isinstance(value, int | float) and not isinstance(value, bool)
    ]


# Figures


def test_a_range_has_ends_and_no_middle() -> None:
    """10% to 30% is a range that the authors state: two numbers, and a word that it is about so."""
    (found,) = head(HSCT)["statistic"]
    assert "quantity" not in found
    (around,) = found["attributeEstimate"]
    assert coded(around["type"]) == ["C38013", "stated-range"]
    assert figures(found) == [0.1, 0.3]
    assert found["description"] == "10% to 30%"
    assert extensions(found, "approximate") == [True]
    assert found["note"] == [{"text": "The source says about, approximately or the like."}]


@pytest.mark.parametrize("relation", [c for c in Comparator if c is not Comparator.EQUAL])
def test_a_bound_keeps_its_comparator(relation: Comparator) -> None:
    """More than 90% is a number with a comparator, and nothing else."""
    found = statistic(Bound(relation=relation, value=0.9, printed="90%"))
    assert found["quantity"]["comparator"] == relation.value
    assert figures(found) == [0.9]
    assert "note" not in found


def test_a_count_is_two_numbers() -> None:
    """5 of 7 is who had it and who was looked at; the percentage is not worked out."""
    found = statistic(Count(events=5, of=7, printed="5 of 7", percent="71%"), n=9)
    assert found["numberAffected"] == 5
    assert found["sampleSize"] == {"numberOfParticipants": 9, "knownDataCount": 7}
    assert extensions(found, "percent") == ["71%"]
    assert figures(found) == [5, 9, 7]


def test_words_without_a_number_stay_words() -> None:
    """Where the source gives no number the statistic has none, and is said to be descriptive."""
    found = statistic(Unquantified(printed="some"))
    assert (coded(found["statisticType"]), figures(found)) == (["descriptive"], [])
    assert found["description"] == "some"


@pytest.mark.parametrize(
    ("unit", "code", "kind"),
    [
        (Unit.PROPORTION, "1", ["C44256"]),
        (Unit.DAYS, "d", []),
        (Unit.WEEKS, "wk", []),
        (Unit.MONTHS, "mo", []),
        (Unit.YEARS, "a", []),
    ],
)
def test_units_are_those_of_ucum(unit: Unit, code: str, kind: list[str]) -> None:
    """A time is in its own unit and not said to be a median; a proportion is a proportion."""
    found = statistic(Point(value=1, printed="1", unit=unit))
    assert found["quantity"]["code"] == code
    assert coded(found.get("statisticType", {})) == kind


def test_an_effect_names_its_sides() -> None:
    """The ratio is of the exposure over the reference, with its interval and its p value."""
    made = head("comparison", MADE)
    effect = inside(made, "effect")
    sides = {
        coded(one["variableRole"])[0]: one["observed"]["reference"]
        for one in effect["variableDefinition"]
    }
    assert sides["exposure"] == "#arm"
    assert sides["referenceExposure"] == "#arm-2"
    (found,) = effect["statistic"]
    assert coded(found["statisticType"]) == ["C93150"]
    interval, p = found["attributeEstimate"]
    assert coded(interval["type"]) == ["C53324", "confidence-interval"]
    assert interval["level"] == 0.95
    assert coded(p["type"]) == ["C44185", "p-value"]
    assert extensions(p, "sides") == [2]


def test_a_standard_error_is_no_interval() -> None:
    """What stands after plus-minus has the code of a standard error, and its own value."""
    (found,) = head("outcome", MADE)["statistic"]
    (around,) = found["attributeEstimate"]
    assert coded(around["type"]) == ["0000037", "standard-error"]
    assert figures(around) == [0.1]


def test_numbers_are_written_as_they_are() -> None:
    """A whole number has no decimal that nobody printed, and no zero has a sign."""
    assert statistic(Point(value=24.0, printed="24", unit=Unit.MONTHS))["quantity"]["value"] == 24
    text = dumps(statistic(Point(value=-0.0, printed="0%")))
    assert '"value":0,' in text
    large = statistic(Point(value=1e300, printed="many", unit=Unit.DAYS))
    assert large["quantity"]["value"] == 1e300


def test_a_number_that_fhir_does_not_have_is_refused() -> None:
    """A count beyond 32 bits is refused, not cut, wherever it stands."""
    with pytest.raises(InvalidValueError, match="no whole number above 2147483647"):
        statistic(Count(events=1, of=2**31, printed="1 of many"))
    with pytest.raises(InvalidValueError, match="no whole number above 2147483647"):
        _with_number(2**31)


def _with_number(number: int) -> None:
    said = FEW["harm"].attestations[0]
    locator = evolve(said.locator, numbers=(number,))
    bundle(base_of(evolve(FEW["harm"], attestations=(evolve(said, locator=locator),))).statements)


def test_a_number_that_json_does_not_have_is_refused() -> None:
    """No text is written that a JSON reader refuses."""
    with pytest.raises(ValueError, match="not JSON compliant"):
        dumps({"value": float("inf")})


# Levels, hedges, documents


def test_each_edition_of_a_scheme_is_a_code_system() -> None:
    """A level has the system of its edition, which comes along, and the words of its axes."""
    level = EvidenceLevel.parse("C1")
    graded = [
        one
        for assessment in resources(WHOLE, "ArtifactAssessment")
        for content in assessment["content"]
        for one in content.get("classifier", [])
        if coded(one) == ["C1"]
    ]
    assert graded
    systems = {one["coding"][0]["system"] for one in graded}
    assert systems == {f"urn:allkb:code-system:{level.scheme.id}.{level.edition}"}
    assert {one["coding"][0]["display"] for one in graded} == {
        f"{level.design.label}; {level.endpoint.label if level.endpoint else ''}"
    }
    held = {one["url"]: one for one in resources(WHOLE, "CodeSystem")}
    assert systems <= held.keys()
    codes = {concept["code"] for concept in held[systems.pop()]["concept"]}
    assert {"A1", "C1", "D"} <= codes


def test_the_scale_is_named_in_words() -> None:
    """Beside levels stands of which scale they are; without a level there is no rating at all."""
    for assessment in resources(WHOLE, "ArtifactAssessment"):
        for content in assessment["content"]:
            if content.get("informationType") == "rating":
                (scale,) = content["component"]
                assert scale["type"] == {"text": "rating system"}
                assert "PDQ levels of evidence" in scale["classifier"][0]["text"]
            elif coded(content["type"]) == ["support"]:
                assert content["summary"] in ("No level printed.", "No level known.")
                assert "classifier" not in content


def test_levels_are_beside_the_citations_they_were_printed_with() -> None:
    """The group without a level and the group with one stay apart, each with its papers."""
    made = resource(WHOLE, "assessment", f"{HSCT}.1")
    groups = KB[HSCT].attestations[1].support
    assert [
        (len(content["relatedArtifact"]), [coded(one)[0] for one in content.get("classifier", [])])
        for content in made["content"]
    ] == [(len(group.citations), list(map(str, group.levels))) for group in groups]


def test_a_level_that_is_printed_amiss_says_so() -> None:
    """Whoever sees a rating alone sees that it is a misprint; a figure's misprint is none of the level."""
    id = "cd19-car-t.cd28.complete-response-curran"
    (misprint,) = KB[id].attestations[0].misprints
    (content,) = resource(WHOLE, "assessment", f"{id}.0")["content"]
    assert from_markdown(content["summary"]) == f"Printed amiss: A1. {misprint.reason}"
    (other,) = resource(WHOLE, "assessment", "cd22-car-t.nci.hlh-like-toxicity.0")["content"]
    assert coded(other["classifier"][0]) == ["C2"]
    assert "summary" not in other
    said = evolve(KB[id].attestations[0], misprints=(evolve(misprint, instead="C2"),))
    made = bundle(base_of(evolve(KB[id], attestations=(said,), links=())).statements)
    (told,) = resource(made, "assessment", f"{id}.0")["content"]
    assert told["summary"].startswith("Printed amiss: A1; C2 should stand there. ")


def test_hedges_are_the_words_of_the_source() -> None:
    """May stays may, then and now: each document has its own; what was not read has none."""
    said = [one for one in head(HSCT)["relatedArtifact"] if one["type"] == "derived-from"]
    assert [coded(one["classifier"][0]) for one in said] == [["may"], ["will"]]
    assert [one.get("publicationStatus") for one in said] == ["retired", None]
    unread = next(s for s in KB.statements if s.attestations[0].hedge is None)
    assert "classifier" not in head(unread.id)["relatedArtifact"][0]


def test_only_papers_that_are_cited_now_are_cited_by_the_whole() -> None:
    """What a later revision dropped is with the older document only, which is marked as outdated."""
    cited = [
        one["resourceReference"]["display"]
        for one in head(HSCT)["relatedArtifact"]
        if one["type"] == "citation"
    ]
    assert cited == [KB.citation(id).short for id in KB[HSCT].attestations[1].citations]
    old, new = (resource(WHOLE, "assessment", f"{HSCT}.{i}") for i in (0, 1))
    assert old["modifierExtension"] == [
        {"url": "urn:allkb:extension:no-longer-current", "valueBoolean": True}
    ]
    assert "modifierExtension" not in new


def test_what_ended_is_retired_and_says_by_what() -> None:
    """A statement that stands no longer is retired with all that is in it, and so are its grades."""
    made = head("outcome", MADE)
    assert {one["status"] for one in (made, *made["contained"]) if "status" in one} == {"retired"}
    assert [one["resource"] for one in made["relatedArtifact"] if one["type"] == "replaced-with"]
    assert resource(MADE, "assessment", "outcome.0")["modifierExtension"]
    assert "STANDS NO LONGER" in made["text"]["div"]
    ended = next(s for s in KB.statements if s.kind == "recommendation" and s.ended)
    assert resource(WHOLE, "assessment", f"{ended.id}.stance")["modifierExtension"]


def test_papers_have_their_identifiers_and_nothing_that_is_not_printed() -> None:
    """A paper has the PMID and DOI that the data has; its date is the year, as text."""
    for one in resources(WHOLE, "Citation"):
        (own,) = one["identifier"]
        if own["system"] != "urn:allkb:citation":
            continue
        paper = KB.citation(own["value"])
        cited = one["citedArtifact"]
        ids = [found["value"] for found in cited.get("identifier", [])]
        assert ids == [id for id in (paper.pmid, paper.doi) if id]
        (form,) = cited["publicationForm"]
        assert form["publicationDateText"] == str(paper.year)
        assert form.get("pageString") == paper.pages
        volume, issue = form.get("volume"), form.get("issue")
        assert paper.volume == (f"{volume} ({issue})" if issue else volume)
        assert extensions(one, "reading") == [paper.reading.value]


def test_documents_know_what_followed_them() -> None:
    """The older revision is retired and leads to the newer; a date that is a window is no date."""
    old, new = (resource(WHOLE, "revision", a.source) for a in KB[HSCT].attestations)
    assert (old["status"], new["status"]) == ("retired", "active")
    assert "date" not in old
    assert new["date"] == "2025-04-21"
    (follows,) = old["citedArtifact"]["relatesTo"]
    assert follows["type"] == "replaced-with"
    assert follows["resourceReference"]["display"] == new["title"]


# Codes, texts, the whole


def test_facts_have_the_codes_that_the_world_has() -> None:
    """A value that a terminology means just so has that code beside ours."""
    found = inside(head("outcome", MADE), "population")["characteristic"]
    lineage = next(one for one in found if coded(one["code"]) == ["lineage"])
    assert coded(lineage["valueCodeableConcept"]) == ["T-ALL", "C3183", "MONDO:0004963"]


def test_concepts_have_the_codes_of_the_data() -> None:
    """The codes of a concept are those that were confirmed, and ours."""
    for one in resources(WHOLE, "EvidenceVariable"):
        (own,) = one["identifier"]
        if own["system"] == "urn:allkb:concept":
            concept = KB.concept(own["value"])
            (found,) = one["characteristic"]
            codes = [code.code for code in concept.codes]
            assert coded(found["definitionCodeableConcept"]) == [concept.id, *codes]


def test_all_codes_of_ours_are_defined() -> None:
    """Every code of a system of ours is in that system, once, with words; ids are the data's."""
    defined = {made["url"]: made for made in code_systems()}
    assert len(defined) == len(code_systems())
    for made in defined.values():
        codes = [concept["code"] for concept in made["concept"]]
        assert len({*codes}) == len(codes) == made["count"]
        assert all(concept["display"] for concept in made["concept"])
    known = {url: {c["code"]: c["display"] for c in m["concept"]} for url, m in defined.items()}
    systems: set[str] = set()
    for one in objects([WHOLE, MADE]):
        url = one.get("system", "")
        if url.startswith("urn:allkb:code-system:") and "code" in one:
            systems.add(url)
            if url in known and one["code"] != "not-clinical-advice":
                assert known[url][one["code"]] == one["display"]
    assert systems - known.keys() == {
        "urn:allkb:code-system:concept",
        "urn:allkb:code-system:topic",
    }


def test_stances_and_hedges_are_complete() -> None:
    """The code systems of words have every word of the model."""
    held = {made["identifier"][0]["value"]: made for made in code_systems()}
    for name, words_of in (("stance", Stance), ("hedge", Hedge)):
        assert [concept["code"] for concept in held[name]["concept"]] == [*map(str, words_of)]


def test_every_resource_carries_the_notice() -> None:
    """Whoever sees one resource sees where it is from and what it is not."""
    told = notice(KB)
    assert WHOLE["meta"]["tag"][0]["display"] == told
    for one in resources(WHOLE):
        div = fromstring(one["text"]["div"])  # noqa: S314  we made it
        text = "".join(div.itertext())
        assert one["meta"]["tag"][0]["code"] == "not-clinical-advice"
        if one["resourceType"] == "CodeSystem":
            assert "Not clinical advice. Not a PDQ summary." in text
        else:
            assert text.endswith(told)
        assert "NCI PDQ" not in text
        assert "allkb show" not in text


def test_links_are_told_in_words_too() -> None:
    """A person sees what a statement conflicts with, and the note on it."""
    assert "<li>Extends harm (More.)</li>" in head("outcome", MADE)["text"]["div"]


def test_markup_in_texts_is_text() -> None:
    """No text of the data can become an element of a narrative."""
    from attrs import evolve

    bad = evolve(FEW["harm"], summary="<script>alert(1)</script> & <b>", caveats=("]]> *a*",))
    made = head("harm", bundle(base_of(bad).statements))
    div = fromstring(made["text"]["div"])  # noqa: S314  we made it
    assert {one.tag.rpartition("}")[2] for one in div.iter()} <= {"div", "p", "b", "ul", "li", "i"}
    assert bad.summary in "".join(div.itertext())
    assert made["note"] == [{"text": r"\]\]> \*a\*"}]


@given(words)
def test_markdown_shows_the_text_as_it_is(text: str) -> None:
    """What is written as Markdown is shown as one paragraph of that text, and read back."""
    written = to_markdown(text)
    assert from_markdown(written) == text
    paragraph, inline, _ = MarkdownIt("commonmark").parse(written)
    assert paragraph.type == "paragraph_open"
    assert "".join(one.content for one in inline.children or []) == text


@pytest.mark.parametrize("text", ["10% to 30%", "P < .001", "1.5", "12 of 34", "± 4.5%", "-0.5"])
def test_figures_stand_as_printed(text: str) -> None:
    """Nothing is escaped that needs no escape."""
    assert to_markdown(text) == text


@pytest.mark.parametrize("text", ["1. a", "1) a", "- a", "---", "> a", "# a", "+", "<b>", "&amp;"])
def test_what_would_be_markup_is_escaped(text: str) -> None:
    """A text that looks like a list, a heading or an entity stays a text."""
    assert to_markdown(text) != text
    paragraph, inline, _ = MarkdownIt("commonmark").parse(to_markdown(text))
    assert paragraph.type == "paragraph_open"
    assert "".join(one.content for one in inline.children or []) == text


def test_ids_are_those_that_fhir_allows() -> None:
    """Each id is short enough and plain, and no two resources of a type share one."""
    found = [(one["resourceType"], one["id"]) for one in resources(WHOLE)]
    assert len({*found}) == len(found)
    assert all(re.fullmatch(r"[A-Za-z0-9.-]{1,64}", id) for _, id in found)
    assert all(
        re.fullmatch(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", entry["fullUrl"])
        for entry in WHOLE["entry"]
    )


def test_nothing_of_the_selection_is_left_out() -> None:
    """Each statement is one head, in the order of the selection, before what comes along."""
    found = KB.statements.where(in_topic("relapse-after-hsct"))
    heads = [
        one["identifier"][0]["value"]
        for one in resources(bundle(found))
        if one["identifier"][0]["system"] == "urn:allkb:statement"
    ]
    assert heads[: len(found)] == [s.id for s in found]


def test_a_bundle_is_json_as_it_stands() -> None:
    """What `bundle` returns is plain objects, lists and scalars, and one line without blanks."""
    made = bundle_of(HSCT)
    text = dumps(made)
    assert json.loads(text) == made
    assert "\n" not in text
    assert ": " not in re.sub(r'"(?:[^"\\]|\\.)*"', "", text)
