"""One patient, as far as is known; nothing that is not known counts as no."""

import math
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Self, cast

from attrs import fields, frozen

from allkb.errors import InvalidValueError
from allkb.model import FACTS, ConceptId, FactType, Record

__all__ = ["Patient"]


@frozen(kw_only=True, eq=False, repr=False)
class Patient(Record):
    """
    What is known of one patient: a field for each fact that criteria speak of.

    None, or nothing in a collection, means that it is not known. Facts that
    contradict each other are refused, all faults together.

    Attributes:
        age: Age, in years.
        age_at_diagnosis: Age at diagnosis, in years.
        age_at_relapse: Age at relapse, in years.
        down_syndrome: Down syndrome, true or false.
        nci_risk_at_diagnosis: NCI risk group at diagnosis: `standard`, `high`.
        disease: Disease: `ALL`, `lymphoblastic lymphoma`.
        refractory: Refractory disease, true or false.
        relapse_number: Number of relapses.
        months_from_diagnosis_to_relapse: Time from diagnosis to relapse, in months.
        months_from_treatment_to_relapse: Time from end of treatment to relapse, in months; 0 for a
            relapse during treatment.
        months_of_first_remission: Length of first remission, in months.
        lineage: Lineage: `B-ALL`, `T-ALL`.
        prior_allogeneic_hsct: Earlier allogeneic HSCT, true or false.
        relapsed_after_hsct: Relapse after allogeneic HSCT, true or false.
        months_from_hsct_to_relapse: Time from HSCT to relapse, in months.
        prior_tbi: Earlier total-body irradiation, true or false.
        relapse_site: Site of relapse: `isolated marrow`, `combined`, `isolated CNS`, `isolated
            testicular`, `other extramedullary`.
        marrow_involved: Marrow involved, true or false.
        cns_involved: CNS involved, true or false.
        testis_involved: Testis involved, true or false.
        other_site_involved: A site other than marrow, CNS and testis
            involved, true or false.
        cns_status: CNS status: `CNS1`, `CNS2`, `CNS3`.
        marrow_blasts: Marrow blasts, in [0, 1].
        peripheral_blasts: Blasts in peripheral blood, per microliter.
        prior_cranial_irradiation: Earlier cranial irradiation, true or false.
        remission_status: Remission status: `complete remission`, `no complete remission`.
        remission_confirmed_by: Remission confirmed by: `morphology`, `flow cytometry`, `PCR`.
        remission_number: Number of remissions.
        morphological_disease_after_reinduction: Disease seen by
            morphology after reinduction, true or false.
        mrd: Minimal residual disease, in [0, 1].
        mrd_after_reinduction: Minimal residual disease after reinduction, in [0, 1].
        mrd_before_hsct: Minimal residual disease before HSCT, in [0, 1].
        mrd_after_car_t: Minimal residual disease after CAR T-cell therapy, in [0, 1].
        mrd_method: MRD measured by: `flow cytometry`, `PCR`, `sequencing`.
        genetic_alterations_present: Alterations that were found, as ids of concepts.
        genetic_alterations_absent: Alterations that were looked for and not found.
        suitable_donor_found: A suitable donor found, true or false.
        immediate_hsct_crucial: An immediate transplant crucial, true or false.
        able_to_have_second_hsct: Able to have a second HSCT, true or false.
        able_to_have_car_t: Able to have CAR T-cell therapy, true or false.
        weaned_from_immune_suppression: Weaned from immune suppression, true or false.
        gvhd: Graft-versus-host disease, true or false.
        prior_blinatumomab: Earlier blinatumomab, true or false.
        blinatumomab_response: Response to blinatumomab: `response`, `no response`.
        prior_car_t: Earlier CAR T-cell therapy, true or false.
        car_t_response: Response to CAR T-cell therapy: `response`, `no response`.
        car_t_costimulation: CAR costimulatory domain: `4-1BB`, `CD28`.
        relapsed_after_car_t: Relapse after CAR T-cell therapy, true or false.
        antigen_at_relapse: Leukemic cells at relapse after CAR T-cell therapy: `CD19 positive`,
            `CD19 negative`, `lineage switch`.
        b_cell_aplasia: B-cell aplasia, true or false.
        months_of_b_cell_aplasia: Length of B-cell aplasia, in months.
        prior_imatinib: Earlier imatinib, true or false.
        donor: Donor: `matched sibling`, `other matched family member`, `matched unrelated`,
            `mismatched unrelated`, `haploidentical mother`, `haploidentical father`, `other
            haploidentical relative`.
        graft: Graft: `bone marrow`, `peripheral blood`, `cord blood`.
        hla_mismatches: Number of HLA mismatches.
        graft_manipulation: Graft manipulation: `none`, `CD34 selection with T-cell depletion`,
            `alpha-beta TCR/CD19 depletion`.
        increasing_recipient_chimerism: Increasing recipient chimerism, true or false.
        mrd_detectable_after_hsct: MRD detectable after HSCT, true or false.
        mrd_detectable_before_hsct: MRD detectable before HSCT, true or false.
    """

    age: float | None = None
    age_at_diagnosis: float | None = None
    age_at_relapse: float | None = None
    down_syndrome: bool | None = None
    nci_risk_at_diagnosis: str | None = None
    disease: str | None = None
    refractory: bool | None = None
    relapse_number: float | None = None
    months_from_diagnosis_to_relapse: float | None = None
    months_from_treatment_to_relapse: float | None = None
    months_of_first_remission: float | None = None
    lineage: str | None = None
    prior_allogeneic_hsct: bool | None = None
    relapsed_after_hsct: bool | None = None
    months_from_hsct_to_relapse: float | None = None
    prior_tbi: bool | None = None
    relapse_site: str | None = None
    marrow_involved: bool | None = None
    cns_involved: bool | None = None
    testis_involved: bool | None = None
    other_site_involved: bool | None = None
    cns_status: str | None = None
    marrow_blasts: float | None = None
    peripheral_blasts: float | None = None
    prior_cranial_irradiation: bool | None = None
    remission_status: str | None = None
    remission_confirmed_by: str | None = None
    remission_number: float | None = None
    morphological_disease_after_reinduction: bool | None = None
    mrd: float | None = None
    mrd_after_reinduction: float | None = None
    mrd_before_hsct: float | None = None
    mrd_after_car_t: float | None = None
    mrd_method: str | None = None
    genetic_alterations_present: tuple[ConceptId, ...] = ()
    genetic_alterations_absent: tuple[ConceptId, ...] = ()
    suitable_donor_found: bool | None = None
    immediate_hsct_crucial: bool | None = None
    able_to_have_second_hsct: bool | None = None
    able_to_have_car_t: bool | None = None
    weaned_from_immune_suppression: bool | None = None
    gvhd: bool | None = None
    prior_blinatumomab: bool | None = None
    blinatumomab_response: str | None = None
    prior_car_t: bool | None = None
    car_t_response: str | None = None
    car_t_costimulation: str | None = None
    relapsed_after_car_t: bool | None = None
    antigen_at_relapse: str | None = None
    b_cell_aplasia: bool | None = None
    months_of_b_cell_aplasia: float | None = None
    prior_imatinib: bool | None = None
    donor: str | None = None
    graft: str | None = None
    hla_mismatches: float | None = None
    graft_manipulation: str | None = None
    increasing_recipient_chimerism: bool | None = None
    mrd_detectable_after_hsct: bool | None = None
    mrd_detectable_before_hsct: bool | None = None

    def _faults(self) -> Iterator[str]:
        given = self.facts
        for name, value in given.items():
            yield from _value_faults(name, value)
        yield from _contradictions(self)

    @classmethod
    def from_fhir(
        cls, bundle: Mapping[str, object] | str | bytes, *, as_of: date | None = None
    ) -> Self:
        """
        Return what a FHIR R4 or R5 bundle tells of its patient; the rest is not known.

        Args:
            bundle: A Bundle with one Patient, as JSON or as what a JSON reader made of it.
            as_of: The day the bundle tells of. The age is that of this day, and what may
                be dated later is not read. None if no day is to be assumed.

        Raises:
            DataError: if it cannot be read; it lists everything that is wrong, with paths.
            InvalidValueError: if what it tells contradicts itself.
        """
        from allkb.intake import facts_from_fhir

        facts: dict[str, Any] = facts_from_fhir(bundle, as_of=as_of)
        return cls(**facts)

    @classmethod
    def of_facts(cls, facts: Mapping[str, object]) -> Self:
        """
        Return the patient of facts by name, as JSON has them; null is not known.

        Args:
            facts: Values by the names of the fields; lists for several ids.

        Raises:
            InvalidValueError: if a name is no field, or a value is none it can have;
                it lists every fault, unknown names first.
        """
        known = {field.name for field in fields(cls)}
        unknown = tuple(
            f"{str(name)[:80]!r} is no fact of a patient" for name in facts if name not in known
        )
        if unknown:
            raise InvalidValueError(cls.__name__, unknown)
        given: dict[str, Any] = {
            name: tuple(cast("list[object]", value)) if isinstance(value, list) else value
            for name, value in facts.items()
            if value is not None
        }
        return cls(**given)

    @property
    def facts(self) -> Mapping[str, bool | float | str]:
        """The facts that are known, but for the genetic alterations, by name."""
        named = ((field.name, getattr(self, field.name)) for field in fields(Patient))
        return {
            name: value
            for name, value in named
            if value is not None and not isinstance(value, tuple)
        }


def _value_faults(name: str, value: float | str) -> Iterator[str]:
    fact = FACTS[name]
    if fact.type is FactType.CHOICE and value not in fact.choices:
        yield f"{name} is one of {', '.join(fact.choices)}, not {value!r}"
    elif fact.type is FactType.NUMBER and not isinstance(value, str):
        if not (math.isfinite(value) and value >= 0):
            yield f"{name} ({value}) must be a finite number, at least 0"
        elif value > 1 and fact.is_proportion:
            yield f"{name} ({value}) is a proportion, so it must be in [0, 1]; 5 % is 0.05"
        elif fact.is_count and value % 1:
            yield f"{name} ({value}) counts something, so it must be a whole number"


_NO_REMISSION = 0.05
"""From this part of blasts in the marrow on there is no remission by morphology."""

_SITES = {
    "isolated marrow": ("marrow_involved",),
    "isolated CNS": ("cns_involved",),
    "isolated testicular": ("testis_involved",),
    "other extramedullary": ("other_site_involved",),
}
_INVOLVED = ("marrow_involved", "cns_involved", "testis_involved", "other_site_involved")


def _contradictions(patient: Patient) -> Iterator[str]:
    yield from _site_contradictions(patient)
    yield from _time_contradictions(patient)
    both = {*patient.genetic_alterations_present} & {*patient.genetic_alterations_absent}
    if both:
        yield f"genetic alterations both present and absent: {', '.join(sorted(both))}"
    for fact, needed in _NEEDS.items():
        value = getattr(patient, fact)
        if value is not None and value is not False:
            for earlier in needed:
                if getattr(patient, earlier) == 0:  # False, or no relapse
                    yield f"{fact} is given, but {earlier} is {getattr(patient, earlier)}"
    blasts = patient.marrow_blasts
    if blasts is not None and blasts >= _NO_REMISSION:
        yield from _blast_contradictions(patient, blasts)
    relapses, remissions = patient.relapse_number, patient.remission_number
    if relapses is not None and remissions is not None and remissions > relapses + 1:
        yield f"{remissions:.15g} remissions need at least {remissions - 1:.15g} relapses, not {relapses:.15g}"


_NEEDS = {
    "age_at_relapse": ("relapse_number",),
    "months_from_diagnosis_to_relapse": ("relapse_number",),
    "months_from_treatment_to_relapse": ("relapse_number",),
    "relapse_site": ("relapse_number",),
    "relapsed_after_hsct": ("relapse_number", "prior_allogeneic_hsct"),
    "months_from_hsct_to_relapse": ("prior_allogeneic_hsct", "relapsed_after_hsct"),
    "increasing_recipient_chimerism": ("prior_allogeneic_hsct",),
    "mrd_detectable_after_hsct": ("prior_allogeneic_hsct",),
    "relapsed_after_car_t": ("relapse_number", "prior_car_t"),
    "car_t_response": ("prior_car_t",),
    "antigen_at_relapse": ("prior_car_t", "relapsed_after_car_t"),
    "months_of_b_cell_aplasia": ("prior_car_t",),
    "mrd_after_car_t": ("prior_car_t",),
    "blinatumomab_response": ("prior_blinatumomab",),
}
"""Facts that can only be if others, which came before, are not false, and not none."""


def _blast_contradictions(patient: Patient, blasts: float) -> Iterator[str]:
    """Yield what is said against the blasts that fill a part of the marrow."""
    said = f"{blasts:.15g} of the marrow cells are blasts"
    if patient.remission_status == "complete remission":
        yield f"complete remission, but {said}"
    if patient.marrow_involved is False:
        yield f"marrow_involved is False, but {said}"
    if patient.relapse_site not in (None, "isolated marrow", "combined"):
        yield f"{patient.relapse_site} relapse, but {said}"


def _site_contradictions(patient: Patient) -> Iterator[str]:
    site = patient.relapse_site
    if site is None:
        return
    own = _SITES.get(site, ("marrow_involved",))
    for name in own:
        if getattr(patient, name) is False:
            yield f"relapse_site is {site}, but {name} is False"
    if site.startswith("isolated"):
        for name in _INVOLVED:
            if name not in own and getattr(patient, name):
                yield f"relapse_site is {site}, but {name} is True"
    elif site == "other extramedullary" and patient.marrow_involved:
        yield f"relapse_site is {site}, but marrow_involved is True"
    elif site == "combined" and all(getattr(patient, name) is False for name in _INVOLVED[1:]):
        yield "relapse_site is combined, but no site beside the marrow is involved"


_OLDER = (
    ("age_at_diagnosis", "age_at_relapse"),
    ("age_at_diagnosis", "age"),
    ("age_at_relapse", "age"),
)
"""Ages of which the second cannot be below the first."""


def _time_contradictions(patient: Patient) -> Iterator[str]:
    for first, second in _OLDER:
        earlier, later = getattr(patient, first), getattr(patient, second)
        if earlier is not None and later is not None and later < earlier:
            yield f"{second} ({later:.15g}) is below {first} ({earlier:.15g})"
    whole, part = patient.months_from_diagnosis_to_relapse, patient.months_of_first_remission
    is_first = patient.relapse_number == 1
    if is_first and whole is not None and part is not None and part > whole:
        yield f"months_of_first_remission ({part:.15g}) is above the {whole:.15g} from diagnosis to relapse"
    rest = patient.months_from_treatment_to_relapse
    if whole is not None and rest is not None and rest > whole:
        yield f"months_from_treatment_to_relapse ({rest:.15g}) is above the {whole:.15g} from diagnosis"
