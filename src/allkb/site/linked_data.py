"""What pages tell machines of themselves, in the words of schema.org: only what the data says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from allkb.knowledge import KnowledgeBase
from allkb.model import (
    Citation,
    Concept,
    ConceptCategory,
    Edition,
    Scheme,
    Topic,
)
from allkb.site.addresses import anchor, external
from allkb.site.contents import Contents, Entry, Span
from allkb.views import addresses, notice, plain

__all__ = ["LinkedData"]

Thing = dict[str, Any]

_TYPES: Mapping[ConceptCategory, str] = {
    ConceptCategory.PROCEDURE: "MedicalProcedure",
    ConceptCategory.DRUG: "Drug",
    ConceptCategory.BIOLOGIC: "Drug",
    ConceptCategory.REGIMEN: "MedicalTherapy",
    ConceptCategory.TEST: "MedicalTest",
    ConceptCategory.DISEASE: "MedicalCondition",
    ConceptCategory.TRIAL: "MedicalStudy",
}
"""What schema.org calls the categories that it has a word for; the others are terms."""


class LinkedData:
    """
    Describes pages.

    Args:
        contents: What the pages show.
    """

    def __init__(self, contents: Contents) -> None:
        self._contents = contents
        self._kb = contents.kb
        self._whole: Thing = {
            "@type": "Dataset",
            "name": "allkb: the published evidence on relapsed childhood ALL",
            "version": self._kb.version,
            "description": notice(self._kb),
        }

    def dataset(self) -> Thing:
        """Return what the whole site is."""
        return _page(
            {
                **self._whole,
                "inLanguage": "en",
                "url": "index.html",
                "isBasedOn": [
                    _some(
                        {
                            "@type": "CreativeWork",
                            "name": source.title,
                            "publisher": _organization(source.publisher),
                            "version": revision.id.rpartition(".")[2],
                            "url": external(revision.url),
                        }
                    )
                    for source, revision in _summaries(self._kb)
                ],
            }
        )

    def statement(self, entry: Entry) -> Thing:
        """Return what a statement is: a claim, and the works in which it appears."""
        card = entry.card
        return _page(
            {
                "@type": "Claim",
                "identifier": card.statement.id,
                "name": card.title,
                "text": card.statement.summary,
                "creativeWorkStatus": entry.standing.value,
                "appearance": [self._work(said.revision) for said in card.said],
                "isPartOf": self._whole,
            }
        )

    def _work(self, revision: str) -> Thing:
        source = self._kb.source_of(revision)
        return {
            "@type": "CreativeWork",
            "name": source.title,
            "publisher": _organization(source.publisher),
            "version": revision.rpartition(".")[2],
        }

    def topic(self, topic: Topic, entries: Iterable[Entry]) -> Thing:
        """Return what the page of a topic is, and the claims on it."""
        address = self._contents.addresses.of
        return self._medical_page(
            topic.label,
            mainEntity={
                "@type": "ItemList",
                "name": topic.label,
                "itemListElement": [
                    {
                        "@type": "ListItem",
                        "position": place,
                        "item": {
                            "@type": "Claim",
                            "name": entry.card.title,
                            "url": f"../{address('statement', entry.card.statement.id)}",
                            "creativeWorkStatus": entry.standing.value,
                        },
                    }
                    for place, entry in enumerate(entries, 1)
                ],
            },
        )

    def changes(self, spans: Iterable[Span]) -> Thing:
        """Return what the page of the changes is."""
        works = [self._work(r.id) for span in spans for r in (span.old, span.new)]
        return self._medical_page("What changed", isBasedOn=works)

    def page(self, name: str) -> Thing:
        """Return what any other page is."""
        return self._medical_page(name)

    def _medical_page(self, name: str, **more: Any) -> Thing:
        return _page(
            {
                "@type": "MedicalWebPage",
                "name": name,
                "inLanguage": "en",
                "isPartOf": self._whole,
                **more,
            }
        )

    def paper(self, paper: Citation) -> Thing:
        """Return what a cited paper is."""
        return _page(
            _some(
                {
                    "@type": "ScholarlyArticle",
                    "name": paper.title or paper.short,
                    "author": [{"@type": "Person", "name": name} for name in _people(paper)],
                    "isPartOf": {"@type": "Periodical", "name": paper.journal},
                    "datePublished": str(paper.year),
                    "pagination": paper.pages,
                    "identifier": [
                        {"@type": "PropertyValue", "propertyID": kind, "value": value}
                        for kind, value in (("PMID", paper.pmid), ("DOI", paper.doi))
                        if value
                    ],
                    "sameAs": [address for _, address in addresses(paper)],
                }
            )
        )

    def concept(self, concept: Concept) -> Thing:
        """Return what a concept is."""
        kind = _TYPES.get(concept.category)
        codes = [
            {"@type": "MedicalCode", "codingSystem": code.system, "codeValue": code.code}
            for code in concept.codes
        ]
        return _page(
            _some(
                {
                    "@type": kind or "DefinedTerm",
                    "identifier": concept.id,
                    "name": concept.label,
                    "alternateName": [*concept.synonyms],
                    "code" if kind else "termCode": codes
                    if kind
                    else [code.code for code in concept.codes],
                }
            )
        )

    def levels(self, schemes: Iterable[Scheme]) -> Thing:
        """Return what the grading schemes are: sets of terms, edition by edition."""
        found = [_terms(scheme, edition) for scheme in schemes for edition in scheme.editions]
        return {"@context": "https://schema.org", "@graph": found}


def _page(thing: Thing) -> Thing:
    return {"@context": "https://schema.org", **thing}


def _some(thing: Thing) -> Thing:
    """Return a thing without what is not known of it."""
    return {key: value for key, value in thing.items() if value}


def _organization(name: str) -> Thing:
    return {"@type": "Organization", "name": name}


def _people(paper: Citation) -> Iterator[str]:
    return (name for name in paper.authors if name.rstrip(".") != "et al")


def _summaries(kb: KnowledgeBase) -> Iterator[tuple[Any, Any]]:
    for source in kb.sources:
        if source.category == "summary":
            for revision in source.revisions:
                yield source, revision


def _terms(scheme: Scheme, edition: Edition) -> Thing:
    return {
        "@type": "DefinedTermSet",
        "name": f"{scheme.title}, edition {edition.id}",
        "isBasedOn": {"@type": "CreativeWork", "name": scheme.document},
        "hasDefinedTerm": [
            {
                "@type": "DefinedTerm",
                "@id": f"#{anchor(f'{edition.id}-{grade.code}')}",
                "termCode": grade.code,
                "name": grade.design.label,
                "description": plain(
                    (grade.design.label, f"; {grade.endpoint.label}" if grade.endpoint else "")
                ),
            }
            for grade in edition.grades
        ],
    }
