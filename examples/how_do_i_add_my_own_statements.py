"""How do I add what my own center saw, and ask for it beside the published evidence?"""

from __future__ import annotations

import tempfile
from pathlib import Path

import allkb
from allkb import (
    Attestation,
    AtTime,
    Count,
    DateWindow,
    Hedge,
    Is,
    Locator,
    OutcomeStatistic,
    Revision,
    RevisionId,
    Source,
    SourceCategory,
    SourceId,
    StatementId,
    TopicId,
    Unit,
)
from allkb.views import card

published = allkb.load()

report = Source(
    id=SourceId("our-center"),
    title="Yearly report of our center (invented)",
    category=SourceCategory.REPORT,
    publisher="Our center",
    revisions=(Revision(id=RevisionId("our-center.2026"), date=DateWindow.parse("2026")),),
)
seen = OutcomeStatistic(
    id=StatementId("relapse-after-hsct.our-center.overall-survival"),
    topic=TopicId("relapse-after-hsct"),
    summary="Three of ten children were alive three years after their second transplant.",
    criteria=Is(fact="relapsed_after_hsct", value=True),
    intervention=published.concept("second allogeneic HSCT").id,
    endpoint=published.concept("OS").id,
    horizon=AtTime(value=3, unit=Unit.YEARS),
    estimate=Count(events=3, of=10, printed="3 of 10"),
    n=10,
    attestations=(
        Attestation(
            source=RevisionId("our-center.2026"),
            hedge=Hedge.PLAIN,
            locator=Locator(section=("Table 1",)),
        ),
    ),
)

both = published.with_records(sources=(report,), statements=(seen,))
print(card(both, both[seen.id]))

with tempfile.TemporaryDirectory() as folder:
    both.write(Path(folder) / "knowledge")
    again = allkb.read(Path(folder) / "knowledge")
print(f"\nwritten and read back: equal is {again == both}")
