"""What all tests share: one Hypothesis profile, and one small knowledge base."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, settings
from samples import sample_base

from allkb import KnowledgeBase

settings.register_profile(
    "allkb",
    max_examples=40,
    deadline=None,
    derandomize=True,
    # A failure is told at once; `--hypothesis-profile shrink` then looks for the smallest case.
    phases=[Phase.explicit, Phase.generate],
    # Whole knowledge bases are large on purpose, and the machine may be busy.
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.register_profile("shrink", settings.get_profile("allkb"), phases=list(Phase))
settings.load_profile("allkb")


@pytest.fixture(scope="session")
def kb() -> KnowledgeBase:
    """A knowledge base that keeps every rule, of integrity and of lint."""
    return sample_base()
