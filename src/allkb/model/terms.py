"""
The closed vocabularies: each member's value is the word used in data files.

Members are strings, so `attestation.hedge == "may"` holds.
"""

from enum import StrEnum

__all__ = [
    "Basis",
    "Comparator",
    "ConceptCategory",
    "Direction",
    "EffectMeasure",
    "Established",
    "Extent",
    "Hedge",
    "HowEnded",
    "Influence",
    "Limit",
    "MisprintPart",
    "Reading",
    "Regulatory",
    "Relation",
    "SourceCategory",
    "Stance",
    "Unit",
]


class Hedge(StrEnum):
    """
    How surely a source says a thing, by its own word.

    A closed list of modal wordings, not a scale: nothing is ranked here.
    Where the wording has not been read, a field holds None instead.
    """

    PLAIN = "plain"
    """Said flatly, without a hedging word."""
    WILL = "will"
    CAN = "can"
    MAY = "may"
    SUGGESTS = "suggests"
    """A study is said to suggest it."""
    SUGGESTS_MAY = "suggests may"
    """A study is said to suggest that it may be so."""
    REPORTED = "reported"
    """It is said to have been reported, shown, noted or observed by studies."""
    GENERALLY = "generally"
    """In general, usually, often, in most cases."""
    TENDS = "tends"
    APPEARS = "appears"
    """It appears or seems to be so."""
    LIKELY = "likely"
    COULD = "could"
    """It could or might be so."""
    SOME_EVIDENCE = "some evidence"
    """Some evidence is said to be for it."""
    NO_EVIDENCE = "no evidence"
    """The source says that there is no evidence of it."""
    SHOULD = "should"
    CONSIDERED = "considered"
    """It is or has been considered so by others whom the source names or leaves unnamed."""
    UNDER_STUDY = "under study"
    HAVE_BEEN_STUDIED = "have been studied"
    UNKNOWN = "unknown"
    """The source says that it is not known."""
    CONTROVERSIAL = "controversial"


class Stance(StrEnum):
    """What a recommendation says of its interventions."""

    STANDARD = "standard"
    RECOMMENDED = "recommended"
    """A group recommends it; the population or the summary says which group."""
    USUAL = "usual"
    """The source says that it is usually or often done."""
    REASONABLE = "reasonable"
    """The source calls it a reasonable approach."""
    OPTION = "option"
    MAY_BE_CONSIDERED = "may be considered"
    MAY_BE_FEASIBLE = "may be feasible"
    STUDIED = "studied"
    """Being studied or having been: the hedge says which. No position is taken."""
    NOT_RECOMMENDED = "not recommended"


class Influence(StrEnum):
    """What a prognostic factor goes with."""

    FAVORABLE = "favorable"
    UNFAVORABLE = "unfavorable"
    NO_EFFECT_SHOWN = "no effect shown"
    INCONCLUSIVE = "inconclusive"
    """Nothing was shown either way, and the source says so."""
    CONFLICTING = "conflicting"
    """Studies disagree, and the source says so."""


class Direction(StrEnum):
    """Which arm of a comparison did better, in the source's words."""

    FAVORS_NUMERATOR = "favors numerator"
    FAVORS_DENOMINATOR = "favors denominator"
    NO_DIFFERENCE_SHOWN = "no difference shown"
    EQUIVALENT = "equivalent"
    """The source itself speaks of equivalent or similar outcome."""
    INCONCLUSIVE = "inconclusive"


class EffectMeasure(StrEnum):
    """What an effect's value is."""

    HAZARD_RATIO = "hazard ratio"
    ODDS_RATIO = "odds ratio"
    RELATIVE_RISK = "relative risk"
    DIFFERENCE = "difference"


class Limit(StrEnum):
    """In what respect an intervention is limited."""

    REACH = "reach"
    """Many patients never come to it; the obstacles say why."""
    CONDITION = "condition"
    """It works only where the required criteria hold."""
    BENEFIT = "benefit"
    """Its benefit is small."""


class Unit(StrEnum):
    """The unit of an estimate."""

    PROPORTION = "proportion"
    """A part of one, in [0, 1]; 28 % is 0.28."""
    DAYS = "days"
    WEEKS = "weeks"
    MONTHS = "months"
    YEARS = "years"


class Comparator(StrEnum):
    """How a true figure relates to a printed number."""

    EQUAL = "="
    LESS = "<"
    AT_MOST = "<="
    MORE = ">"
    AT_LEAST = ">="


class Basis(StrEnum):
    """Whether a source prints a thing or we worked it out."""

    PRINTED = "printed"
    INFERRED = "inferred"


class Reading(StrEnum):
    """How much of a cited paper was read."""

    ABSTRACT = "abstract"
    SOURCE_ONLY = "source only"
    """Only what a citing source says of it was read."""


class MisprintPart(StrEnum):
    """What of an attestation is printed amiss."""

    FIGURE = "figure"
    LEVEL = "level"
    IDENTIFIER = "identifier"
    CITATION = "citation"
    HORIZON = "horizon"
    ENDPOINT = "endpoint"


class Regulatory(StrEnum):
    """What an agency did."""

    APPROVAL = "approval"
    """Approval or authorisation, without a word on its kind."""
    ACCELERATED_APPROVAL = "accelerated approval"
    REGULAR_APPROVAL = "regular approval"
    """Regular or full approval, first or after an accelerated one."""
    CONDITIONAL_APPROVAL = "conditional approval"
    POSITIVE_OPINION = "positive opinion"
    """The opinion of an advisory body; not yet an approval."""
    BOXED_WARNING = "boxed warning"
    SAFETY_ACTION = "safety action"
    """Another notice, change of label or requirement for safety's sake."""


class Established(StrEnum):
    """How it was established that a source says a thing."""

    READ = "read"
    """The document itself was read."""
    ABSTRACT = "abstract"
    """The paper's abstract was read."""
    SECONDARY = "secondary"
    """Another document says so, or quotes it."""


class HowEnded(StrEnum):
    """How a statement came to stand no longer."""

    SUPERSEDED = "superseded"
    """Other statements of the same source took its place."""
    WITHDRAWN = "withdrawn"
    """A later revision no longer says it, and says nothing in its place."""


class Relation(StrEnum):
    """How one statement bears on another."""

    BEHIND = "behind"
    """A figure of a study that the other statement cites."""
    CONFLICTS_WITH = "conflicts with"
    EXTENDS = "extends"
    """Adds to what the other says, which still stands."""


class Extent(StrEnum):
    """How much of a revision was read."""

    WHOLE = "whole"
    """All of it that bears on relapsed childhood ALL."""
    PART = "part"
    """Some of it, such as an abstract or one page: it may say more than is held of it."""
    NOTES = "notes"
    """Nothing; it is known through what others took from it."""


class SourceCategory(StrEnum):
    """What kind of document a source is."""

    SUMMARY = "summary"
    """An evidence summary, such as a PDQ summary."""
    PAPER = "paper"
    REPORT = "report"
    """A report of a center or a registry."""
    REGULATOR = "regulator"
    """A document of a regulatory agency."""


class ConceptCategory(StrEnum):
    """What kind of thing a concept is."""

    DISEASE = "disease"
    PROCEDURE = "procedure"
    DRUG = "drug"
    BIOLOGIC = "biologic"
    ENDPOINT = "endpoint"
    FACTOR = "factor"
    OBSTACLE = "obstacle"
    EVENT = "event"
    TRIAL = "trial"
    GENE = "gene"
    """A gene, or an alteration of genes or chromosomes."""
    GROUP = "group"
    """A study group, registry, agency or panel."""
    REGIMEN = "regimen"
    """Several drugs given together."""
    TEST = "test"
    """An assay, or a way of looking for disease."""
