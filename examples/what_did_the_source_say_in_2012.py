"""What did the PDQ summary say in about 2012, and what has become of it?"""

from __future__ import annotations

import allkb
from allkb import Attestation, Established
from allkb.views import headline, notice

YEARS = {"pdq-childhood-all.2012": 2012, "pdq-childhood-all.2025-04-21": 2025}


def said(attestation: Attestation) -> str:
    """Tell how surely, and with which levels, as far as the page itself was read."""
    unread = attestation.established is not Established.READ
    hedge = attestation.hedge or "wording not read"
    levels = ", ".join(map(str, attestation.levels)) or ("level not read" if unread else "no level")
    return f"{hedge}, {levels}"


kb = allkb.load()

for statement in kb.statements.where(allkb.said_by("pdq-childhood-all.2012")):
    print(headline(kb, statement))
    for attestation in statement.attestations:
        if attestation.source in YEARS:
            print(f"    {YEARS[attestation.source]}: {said(attestation)}")
    if statement.ended:
        print(f"    {statement.ended.how}: {statement.ended.reason}")

print(f"\n{notice(kb)}")
