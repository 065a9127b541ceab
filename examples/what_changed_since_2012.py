"""What has changed in the PDQ summary since about 2012, kind by kind?"""

from __future__ import annotations

from collections import Counter, defaultdict

import allkb
from allkb.views import change_text, headline, notice

kb = allkb.load()
changes = kb.changes("pdq-childhood-all.2012", "pdq-childhood-all.2025-04-21")

by_kind: defaultdict[str, list[allkb.Change]] = defaultdict(list)
for change in changes:
    by_kind[change.kind].append(change)

for kind in ("superseded", "withdrawn", "figure changed", "hedge changed", "regraded"):
    print(f"\n{kind.upper()}: {len(by_kind[kind])}")
    for change in by_kind[kind]:
        _, _, what = change_text(change).partition(": ")
        print(f"\n  {headline(kb, kb[change.statement])}")
        print(f"    {what}")
        if isinstance(change, allkb.Superseded):
            for later in change.by:
                print(f"    now: {headline(kb, kb[later])}")

# The older revision was not read whole: it may have said some of these too.
topics = Counter(kb.topic(kb[change.statement].topic).label for change in by_kind["added"])
print(f"\nADDED, OR NOT READ IN THE OLDER REVISION: {topics.total()}, most of them on")
for topic, count in topics.most_common(5):
    print(f"  {topic}: {count}")

print(f"\n{notice(kb)}")
