"""
The clinical facts that criteria speak of, and the values each may have.

A closed vocabulary: a criterion about an unknown fact, or one that asks a
fact for a value it cannot have, is refused when it is made.
"""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from types import MappingProxyType

from attrs import frozen

from allkb.model.record import Record

__all__ = ["FACTS", "Fact", "FactType"]


class FactType(StrEnum):
    """What the value of a fact is."""

    FLAG = "flag"
    """True or false."""
    NUMBER = "number"
    """A number, in the fact's unit."""
    CHOICE = "choice"
    """One word of a closed list."""
    SET = "set"
    """Several ids of concepts, such as genes; which ones is left open."""


@frozen(kw_only=True, eq=False, repr=False)
class Fact(Record):
    """
    One thing that can be known of a patient.

    Attributes:
        name: Its name in criteria.
        type: What its value is.
        phrase: How it reads: a clause for a flag that holds, a noun for the rest.
        negative: How a flag reads that does not hold.
        unit: The unit of a number that has one.
        choices: The words a choice may be; empty for the other types.
    """

    name: str
    type: FactType
    phrase: str
    negative: str | None = None
    unit: str | None = None
    choices: tuple[str, ...] = ()

    def _faults(self) -> Iterator[str]:
        if bool(self.choices) != (self.type is FactType.CHOICE):
            yield f"{self.name}: only a choice has choices, and it has some"
        if (self.negative is None) is (self.type is FactType.FLAG):
            yield f"{self.name}: only a flag has a negative, and it has one"

    @property
    def is_proportion(self) -> bool:
        """Whether it is a number that is a part of one: at most 1, and 5 % is 0.05."""
        return self.type is FactType.NUMBER and self.phrase.endswith("as a proportion")

    @property
    def is_count(self) -> bool:
        """Whether it is a number that counts something, and so is whole."""
        return self.type is FactType.NUMBER and self.phrase.startswith("number of ")


def _flag(name: str, phrase: str, negative: str | None = None) -> Fact:
    return Fact(name=name, type=FactType.FLAG, phrase=phrase, negative=negative or f"no {phrase}")


def _number(name: str, phrase: str, unit: str | None = None) -> Fact:
    return Fact(name=name, type=FactType.NUMBER, phrase=phrase, unit=unit)


def _set(name: str, phrase: str) -> Fact:
    return Fact(name=name, type=FactType.SET, phrase=phrase)


def _choice(name: str, phrase: str, *choices: str) -> Fact:
    return Fact(name=name, type=FactType.CHOICE, phrase=phrase, choices=choices)


FACTS: Mapping[str, Fact] = MappingProxyType(
    {
        fact.name: fact
        for fact in (
            _number("age", "age", "years"),
            _number("age_at_diagnosis", "age at diagnosis", "years"),
            _number("age_at_relapse", "age at relapse", "years"),
            _flag("down_syndrome", "Down syndrome"),
            _choice("nci_risk_at_diagnosis", "NCI risk group at diagnosis", "standard", "high"),
            _choice("disease", "disease", "ALL", "lymphoblastic lymphoma"),
            _flag("refractory", "refractory disease"),
            _number("relapse_number", "number of relapses"),
            _number("months_from_diagnosis_to_relapse", "time from diagnosis", "months"),
            _number("months_from_treatment_to_relapse", "time from end of treatment", "months"),
            _number("months_of_first_remission", "length of first remission", "months"),
            _choice("lineage", "lineage", "B-ALL", "T-ALL"),
            _flag("prior_allogeneic_hsct", "earlier allogeneic HSCT"),
            _flag("relapsed_after_hsct", "relapse after allogeneic HSCT"),
            _number("months_from_hsct_to_relapse", "time from HSCT to relapse", "months"),
            _flag("prior_tbi", "earlier total-body irradiation"),
            _choice(
                "relapse_site",
                "site of relapse",
                "isolated marrow",
                "combined",
                "isolated CNS",
                "isolated testicular",
                "other extramedullary",
            ),
            _flag("marrow_involved", "marrow involved", "marrow not involved"),
            _flag("cns_involved", "CNS involved", "CNS not involved"),
            _flag("testis_involved", "testis involved", "testis not involved"),
            _flag(
                "other_site_involved",
                "a site other than marrow, CNS and testis involved",
                "no site other than marrow, CNS and testis involved",
            ),
            _choice("cns_status", "CNS status", "CNS1", "CNS2", "CNS3"),
            _number("marrow_blasts", "marrow blasts as a proportion"),
            _number("peripheral_blasts", "blasts in peripheral blood", "per microliter"),
            _flag("prior_cranial_irradiation", "earlier cranial irradiation"),
            _choice(
                "remission_status",
                "remission status",
                "complete remission",
                "no complete remission",
            ),
            _choice(
                "remission_confirmed_by",
                "remission confirmed by",
                "morphology",
                "flow cytometry",
                "PCR",
            ),
            _number("remission_number", "number of remissions"),
            _flag(
                "morphological_disease_after_reinduction",
                "disease seen by morphology after reinduction",
            ),
            _number("mrd", "minimal residual disease as a proportion"),
            _number(
                "mrd_after_reinduction",
                "minimal residual disease after reinduction as a proportion",
            ),
            _number("mrd_before_hsct", "minimal residual disease before HSCT as a proportion"),
            _number(
                "mrd_after_car_t",
                "minimal residual disease after CAR T-cell therapy as a proportion",
            ),
            _choice("mrd_method", "MRD measured by", "flow cytometry", "PCR", "sequencing"),
            _set("genetic_alterations", "genetic alteration"),
            _flag("suitable_donor_found", "a suitable donor found", "no suitable donor found"),
            _flag(
                "immediate_hsct_crucial",
                "an immediate transplant crucial",
                "no immediate transplant crucial",
            ),
            _flag(
                "able_to_have_second_hsct",
                "able to have a second HSCT",
                "not able to have a second HSCT",
            ),
            _flag(
                "able_to_have_car_t",
                "able to have CAR T-cell therapy",
                "not able to have CAR T-cell therapy",
            ),
            _flag(
                "weaned_from_immune_suppression",
                "weaned from immune suppression",
                "not weaned from immune suppression",
            ),
            _flag("gvhd", "graft-versus-host disease"),
            _flag("prior_blinatumomab", "earlier blinatumomab"),
            _choice("blinatumomab_response", "response to blinatumomab", "response", "no response"),
            _flag("prior_car_t", "earlier CAR T-cell therapy"),
            _choice("car_t_response", "response to CAR T-cell therapy", "response", "no response"),
            _choice("car_t_costimulation", "CAR costimulatory domain", "4-1BB", "CD28"),
            _flag("relapsed_after_car_t", "relapse after CAR T-cell therapy"),
            _choice(
                "antigen_at_relapse",
                "leukemic cells at relapse after CAR T-cell therapy",
                "CD19 positive",
                "CD19 negative",
                "lineage switch",
            ),
            _flag("b_cell_aplasia", "B-cell aplasia"),
            _number("months_of_b_cell_aplasia", "length of B-cell aplasia", "months"),
            _flag("prior_imatinib", "earlier imatinib"),
            _choice(
                "donor",
                "donor",
                "matched sibling",
                "other matched family member",
                "matched unrelated",
                "mismatched unrelated",
                "haploidentical mother",
                "haploidentical father",
                "other haploidentical relative",
            ),
            _choice("graft", "graft", "bone marrow", "peripheral blood", "cord blood"),
            _number("hla_mismatches", "number of HLA mismatches"),
            _choice(
                "graft_manipulation",
                "graft manipulation",
                "none",
                "CD34 selection with T-cell depletion",
                "alpha-beta TCR/CD19 depletion",
            ),
            _flag("increasing_recipient_chimerism", "increasing recipient chimerism"),
            _flag(
                "mrd_detectable_after_hsct",
                "MRD detectable after HSCT",
                "MRD not detectable after HSCT",
            ),
            _flag(
                "mrd_detectable_before_hsct",
                "MRD detectable before HSCT",
                "MRD not detectable before HSCT",
            ),
        )
    }
)
"""Every fact, by its name."""
