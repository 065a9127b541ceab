"""How many patients of a registry is each statement about, and of how many is that not known?"""

from __future__ import annotations

import sys

import allkb
from allkb.views import notice

try:
    from allkb.cohort import simulate, summary
except allkb.MissingExtraError as exc:
    print(f"This example needs more than is installed. {exc}")
    print("Not clinical advice.")
    sys.exit()

kb = allkb.load()
registry = simulate(100_000, seed=1)  # made up; yours may be a table of polars, pandas, Spark ...
topic = kb.statements.where(allkb.in_topic("relapse-after-hsct"))
counts = summary(registry, topic).order("yes DESC, statement")

print("yes, no, unknown among 100,000 simulated patients:\n")
for statement, yes, no, unknown in counts.fetchall():
    if no:  # the rest sets no bounds within its topic
        print(f"{yes:7,} {no:7,} {unknown:7,}  {kb[statement].summary[:68]}")
print(f"\n{notice(kb)}")
