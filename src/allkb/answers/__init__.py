"""
Questions of other systems, answered in plain objects: what services and tools are built on.

Every answer is bounded, says how much it leaves out, and carries the version of the
data and the notice. That nothing was found is an answer too.
"""

from allkb.answers.facts import MOST_FACTS, facts_schema
from allkb.answers.questions import LONGEST, MOST, Questions
from allkb.answers.shapes import Object, Shapes

__all__ = ["LONGEST", "MOST", "MOST_FACTS", "Object", "Questions", "Shapes", "facts_schema"]
