"""Where do sources disagree, and what do they print amiss?"""

from __future__ import annotations

from textwrap import indent, wrap

import allkb
from allkb import Disagreement, PrintedAmiss, Statement
from allkb.views import headline, notice

kb = allkb.load()


def side(statement: Statement) -> str:
    """Tell what one side says, and who it is."""
    who = ", ".join(dict.fromkeys(attestation.source for attestation in statement.attestations))
    return f"- {headline(kb, statement)}\n  ({who})"


def paragraph(text: str) -> str:
    """Break a text into lines that are easy to read."""
    return indent("\n".join(wrap(text, 90)), "  ")


disagreements = [c for c in kb.conflicts if isinstance(c, Disagreement)]
misprints = [c for c in kb.conflicts if isinstance(c, PrintedAmiss)]

print(f"TWO STATEMENTS THAT DIFFER: {len(disagreements)}. Both are held, none is preferred.")
for found in disagreements:
    print(f"\n{side(kb[found.statement])}\n{side(kb[found.other])}")
    if found.note:
        print(paragraph(found.note))

print(f"\n\nPRINTED AMISS: {len(misprints)}. What is printed is kept.")
for slip in misprints:
    wrong = slip.misprint
    instead = f", not {wrong.instead}" if wrong.instead else ""
    print(f"\n- {kb.source_of(slip.source).title} ({kb.revision(slip.source).date})")
    print(
        f"  prints the {wrong.part} {wrong.printed!r}{instead}: {headline(kb, kb[slip.statement])}"
    )
    print(paragraph(wrong.reason))

print(f"\n{notice(kb)}")
