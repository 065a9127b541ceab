"""How many stay event-free after a second transplant, and who says so?"""

from __future__ import annotations

import allkb
from allkb.views import estimate_text, notice

kb = allkb.load()

survival = allkb.measures("event-free-survival") | allkb.measures("overall-survival")
found = kb.outcomes.where(allkb.about("second-allogeneic-hsct") & survival)

for outcome in found.sorted(lambda o: o.attestations[0].source):
    when = f" {outcome.horizon}" if outcome.horizon else ""
    print(f"{kb.concept(outcome.endpoint).label}{when}: {estimate_text(outcome.estimate)}")
    for attestation in outcome.attestations:
        print(f"    {attestation.source}, {attestation.hedge or 'hedge not read'}")
        for group in attestation.support:
            levels = ", ".join(map(str, group.levels)) or "no level"
            print(f"        {levels}: {', '.join(kb.citation(id).short for id in group.citations)}")

print(f"\n{notice(kb)}")
