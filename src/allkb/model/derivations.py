"""What follows from one fact for another: an isolated CNS relapse involves the CNS."""

from collections.abc import Mapping
from types import MappingProxyType

from attrs import frozen

from allkb.model.criteria import AnyOf, Criterion, Is
from allkb.model.record import Record

__all__ = ["DERIVED", "Derivation"]


@frozen(kw_only=True, eq=False, repr=False)
class Derivation(Record):
    """
    How a flag that was not given follows from facts that were.

    What follows from neither stays unknown. The criteria speak only of facts
    that are not derived themselves.

    Attributes:
        true_if: The flag holds if these do.
        false_if: The flag does not hold if these do.
    """

    true_if: Criterion | None = None
    false_if: Criterion | None = None


def _sites(*sites: str) -> Criterion:
    return AnyOf(criteria=tuple(Is(fact="relapse_site", value=site) for site in sites))


_MARROW, _BOTH, _CNS = "isolated marrow", "combined", "isolated CNS"
_TESTIS, _OTHER = "isolated testicular", "other extramedullary"

DERIVED: Mapping[str, Derivation] = MappingProxyType(
    {
        "marrow_involved": Derivation(
            true_if=_sites(_MARROW, _BOTH), false_if=_sites(_CNS, _TESTIS, _OTHER)
        ),
        "cns_involved": Derivation(
            true_if=Is(fact="relapse_site", value=_CNS), false_if=_sites(_MARROW, _TESTIS)
        ),
        "testis_involved": Derivation(
            true_if=Is(fact="relapse_site", value=_TESTIS), false_if=_sites(_MARROW, _CNS)
        ),
        "other_site_involved": Derivation(
            true_if=Is(fact="relapse_site", value=_OTHER), false_if=_sites(_MARROW, _CNS, _TESTIS)
        ),
        "prior_allogeneic_hsct": Derivation(true_if=Is(fact="relapsed_after_hsct", value=True)),
        "prior_car_t": Derivation(true_if=Is(fact="relapsed_after_car_t", value=True)),
        "prior_blinatumomab": Derivation(
            true_if=AnyOf(
                criteria=(
                    Is(fact="blinatumomab_response", value="response"),
                    Is(fact="blinatumomab_response", value="no response"),
                )
            )
        ),
    }
)
"""The flags that may follow from other facts, by name."""
