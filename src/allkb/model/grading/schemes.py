"""What a grading scheme is: a document with editions, each with two axes."""

from collections.abc import Iterator
from datetime import date

from attrs import frozen

from allkb.model.record import Record

__all__ = ["DesignClass", "Edition", "EndpointClass", "Grade", "Scheme"]


@frozen(kw_only=True, eq=False, repr=False)
class DesignClass(Record):
    """
    A step on the axis of study design.

    Attributes:
        code: The part of a level's code that stands for it.
        label: What it means, in our words.
        strongest: Its rank if it is the strongest it can be; 1 is the top.
        weakest: Its rank if it is the weakest it can be; above `strongest`
            only where the code leaves something open.
    """

    code: str
    label: str
    strongest: int
    weakest: int


@frozen(kw_only=True, eq=False, repr=False)
class EndpointClass(Record):
    """
    A step on the axis of endpoints.

    Attributes:
        code: The part of a level's code that stands for it.
        label: What it means, in our words.
        measures: The ids of the endpoint concepts it covers.
        strongest: Its rank if it is the strongest it can be; 1 is the top.
        weakest: Its rank if it is the weakest it can be.
    """

    code: str
    label: str
    measures: tuple[str, ...]
    strongest: int
    weakest: int


@frozen(kw_only=True, eq=False, repr=False)
class Grade(Record):
    """
    What one code means in one edition.

    Attributes:
        code: The code as printed.
        design: Its study design.
        endpoint: Its endpoint; None where the code leaves it open.
    """

    code: str
    design: DesignClass
    endpoint: EndpointClass | None = None


@frozen(kw_only=True, eq=False, repr=False)
class Edition(Record):
    """
    A dated state of a scheme: the same code can mean another thing in another.

    Attributes:
        id: Its date, as text.
        changed: The day the change that made it was published.
        note: What is known of it, and how.
        grades: Every code it has, strongest design first.
    """

    id: str
    changed: date
    note: str
    grades: tuple[Grade, ...]


@frozen(kw_only=True, eq=False, repr=False)
class Scheme(Record):
    """
    A grading scheme.

    Attributes:
        id: Its id.
        title: Its name.
        document: The document that defines it.
        not_before: No document older than this day can print its levels.
        ordered_by_letter: Whether strength is read off the code's letter alone
            instead of off both axes.
        editions: Its editions, oldest first.
    """

    id: str
    title: str
    document: str
    not_before: date
    ordered_by_letter: bool
    editions: tuple[Edition, ...]

    def _faults(self) -> Iterator[str]:
        if not self.editions:
            yield "a scheme needs an edition"

    @property
    def current(self) -> Edition:
        """The latest edition."""
        return self.editions[-1]
