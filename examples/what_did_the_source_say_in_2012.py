"""What did the PDQ summary say in 2012, and what has become of it?"""

from __future__ import annotations

import allkb
from allkb.views import headline, notice

kb = allkb.load()
then = kb.as_of("2012-12-31")

for statement in then.statements.where(allkb.said_by("pdq-childhood-all")):
    now = kb[statement.id]
    old = then[statement.id].attestations[-1]
    new = next((a for a in now.attestations if a.source == "pdq-childhood-all.2025-04-21"), None)
    print(headline(kb, now))
    print(f"    2012: {old.hedge}, {', '.join(map(str, old.levels)) or 'no level'}")
    if new:
        print(f"    2025: {new.hedge}, {', '.join(map(str, new.levels)) or 'no level'}")
    if now.ended:
        print(f"    {now.ended.how}: {now.ended.reason}")

print(f"\n{notice(kb)}")
