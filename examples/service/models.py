"""What the service answers, for its OpenAPI document: the shapes of `allkb.answers`."""

from __future__ import annotations

from typing import Any, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

T = TypeVar("T")


class Exact(BaseModel):
    """An object with these fields and no others."""

    model_config = ConfigDict(extra="forbid")


class Data(Exact):
    """Which data an answer is from."""

    version: str = Field(description="The version of the data.")
    digest: str = Field(description="The SHA-256 of its canonical form.")


class Answer(Exact):
    """What every answer has."""

    data: Data
    notice: str = Field(description="What it is derived from, and that it is no advice.")


class SaidBriefly(Exact):
    """A revision that says a statement."""

    revision: str
    hedge: str | None = Field(description="How surely; null where the wording was not read.")
    levels: list[str] = Field(description="Evidence levels as printed.")
    citations: list[str]


class Brief(Exact):
    """A statement in a few fields."""

    id: str
    kind: str
    topic: str
    title: str
    summary: str
    status: str = Field(description="`stands`, or that it is no longer said.")
    figures: list[str] = Field(description="Figures as printed; a range stays a range.")
    said: list[SaidBriefly]


class Page(Answer, Generic[T]):
    """One page of results."""

    results: list[T]
    total: int
    next_offset: int | None
    remark: str | None


class Label(Exact):
    """An id with its name."""

    id: str
    label: str


class Citation(Exact):
    """A paper; null is what no source prints."""

    id: str
    reference: str
    title: str | None
    authors: list[str]
    journal: str
    year: int
    volume: str | None
    pages: str | None
    pmid: str | None
    doi: str | None
    read: str


class Level(Exact):
    """An evidence level, with what it means."""

    code: str
    meaning: str
    scheme: str
    edition: str


class SupportGroup(Exact):
    """Citations with the levels printed beside them."""

    citations: list[Citation]
    levels: list[Level]
    no_citation: str | None
    no_level: str | None


class Said(Exact):
    """A document that says a statement."""

    revision: str
    date: str
    document: str
    established: str
    hedge: str
    support: list[SupportGroup]


class Figure(BaseModel):
    """A figure: its numbers depend on its kind; `printed` is what the source prints."""

    field: str
    arm: str | None
    n: int | None
    kind: Literal["point", "range", "bound", "count", "unquantified"]
    text: str
    printed: str


class Effect(Exact):
    """How one arm compares with another; both are null where the source leaves them open."""

    text: str
    direction: str | None
    numerator: str | None
    denominator: str | None
    measure: str | None
    value: float | None
    printed: str | None
    interval: dict[str, Any] | None
    p: str | None


class Told(Exact):
    """One more thing that is held of a statement."""

    label: str
    texts: list[str]


class Conflict(Exact):
    """What disagrees with a statement."""

    statements: list[str]
    text: str


class Link(Conflict):
    """How a statement bears on another."""

    relation: str


class Full(Exact):
    """All that is held of a statement."""

    id: str
    kind: str
    topic: Label
    title: str
    summary: str
    status: str
    ended: str | None
    superseded_by: list[str]
    whom: str | None
    whom_in_words: str | None
    selection: str | None
    horizon: str | None
    figures: list[Figure]
    effects: list[Effect]
    facts: list[Told]
    said: list[Said]
    caveats: list[str]
    notes: list[str]
    printed_amiss: list[str]
    conflicts: list[Conflict]
    links: list[Link]


class Shown(Answer):
    """One statement."""

    statement: Full


class Match(Brief):
    """A statement against a patient."""

    reason: str
    words: str | None
    missing: list[str]


class Group(Exact):
    """Matches of one verdict."""

    results: list[Match]
    total: int
    next_offset: int | None
    remark: str | None


class Matches(Answer):
    """The statements against one patient."""

    applies: Group
    may_apply: Group
    does_not_apply: int
    meaning: str


class Term(Exact):
    """A study group's term against a patient."""

    group: str
    term: str
    definition: str
    answer: Literal["yes", "no", "not known"]
    reason: str
    missing: list[str]


class Terms(Answer):
    """What each study group's terms make of a patient."""

    terms: list[Term]
    meaning: str


class Change(Exact):
    """One difference between two revisions."""

    statement: str
    kind: str
    text: str
    old: str
    new: str
    sure: bool
    summary: str


class Changes(Page[Change]):
    """What changed."""

    kinds: dict[str, int]


class Problem(BaseModel):
    """What was wrong with a request (RFC 9457)."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    faults: list[str] = Field(default=[], description="Every fault, one entry each.")
