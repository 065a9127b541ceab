"""Which evidence is about patients like this one, why, and what else would have to be known?"""

from __future__ import annotations

import allkb
from allkb.views import notice

kb = allkb.load()

# An invented child. What is left out is not known, and is not taken for no.
child = allkb.Patient(
    age=7,
    lineage="B-ALL",
    relapse_number=1,
    relapse_site="isolated marrow",
    months_from_diagnosis_to_relapse=24,
    relapsed_after_hsct=True,
)

matches = kb.match(child)
# Nothing here reads words: what also says in words whom it is about at most may apply.
in_words = sum(match.words is not None for match in matches.may_apply)
print(f"{len(matches.applies)} statements apply, {len(matches.may_apply)} may apply")
print(f"({in_words} of them say in words whom they are about),")
print(f"{len(matches.does_not_apply)} are about others. Those on CAR T cells after a transplant:\n")

wanted = kb.statements.where(
    allkb.in_topic("relapse-after-hsct"), allkb.about("CAR T-cell therapy"), ~allkb.ended()
)
for match in matches:
    if match.statement in wanted:
        print(match.statement.summary)
        print("   ", str(match.reason).replace("\n", "\n    "))
        for asked in match.missing:
            print(f"    missing: {asked.fact}")
        print()

print("What would settle most of the criteria that are open:")
for fact in kb.missing(child)[:5]:
    print(f"    {fact.fact}: bears on {fact.bears_on}, settles {fact.settles} whatever it is")

print("\nWhat study groups would call it:")
for term in kb.classify(child):
    if term.verdict:
        print(f"    {term}")

print(f"\n{notice(kb)}")
