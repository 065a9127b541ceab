"""The options that select statements, the same for every command that takes some."""

from __future__ import annotations

import pytest
from cli_runs import run

import allkb
from allkb import Selection, Statement, about, ended, graded, in_topic, measures, said_by

KB = allkb.load()
THEN = KB.as_of("2012-12-31")
EFS = "relapse-after-hsct.second-ablative-hsct.efs"
GONE = "relapse-after-hsct.second-ablative-hsct.feasible"
LATER = next(t.id for t in KB.topics if t.id not in {x.id for x in THEN.topics})


def listed(*arguments: str) -> list[str]:
    """Return the ids that are listed."""
    found = run("list", *arguments)
    assert found.exit_code == 0, found.stderr
    return [x.split("\t")[0] for x in found.stdout.splitlines() if not x.startswith("#")]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ("--topic relapse-after-hsct", KB.statements.where(in_topic("relapse-after-hsct"))),
        ("--kind open-question", KB.open_questions),
        ("--about DLI", KB.statements.where(about("DLI"))),
        ("--measures EFS", KB.statements.where(measures("event-free survival"))),
        ("--graded C1", KB.statements.where(graded("C1"))),
        ("--said-by pdq-childhood-all", KB.statements.where(said_by("pdq-childhood-all"))),
        (
            "--said-by pdq-childhood-all.2012",
            KB.statements.where(said_by("pdq-childhood-all.2012")),
        ),
        ("--as-of 2012-12-31", THEN.statements),
        ("--ended", KB.statements.where(ended())),
        ("--standing", KB.statements.where(~ended())),
    ],
)
def test_each_option_narrows(arguments: str, expected: Selection[Statement]) -> None:
    """Each option narrows the list as its predicate does, to some statements and not to all."""
    assert listed(*arguments.split()) == [*expected.ids]
    assert 0 < len(expected) < len(KB)


def test_an_option_given_twice_widens_and_another_narrows() -> None:
    """Of one option any name is enough; all options have to be met."""
    two = ("--kind", "comparison", "--kind", "approval")
    either = KB.statements.where(lambda s: s.kind in ("comparison", "approval"))
    assert listed(*two) == [*either.ids]
    both = either.where(about("blinatumomab"), ~ended())
    assert listed(*two, "--about", "blinatumomab", "--standing") == [*both.ids]
    assert {KB[id].kind for id in both.ids} == {"comparison", "approval"}


@pytest.mark.parametrize(
    "given", [("--ids", f"{GONE},{EFS}"), ("--ids", GONE, "--ids", f" {EFS}, {GONE}")]
)
def test_ids_keep_their_order(given: tuple[str, ...]) -> None:
    """Statements that are named come in the order of their names, each once."""
    assert listed(*given) == [GONE, EFS]
    assert listed(*given, "--standing") == [EFS]


def test_no_ids_are_no_statements() -> None:
    """An empty list of ids, as of a script that found none, selects nothing, not everything."""
    found = run("list", "--ids", "")
    assert found.exit_code == 0
    assert found.stdout.startswith("# Derived")
    assert found.stderr == "# nothing found; this is no evidence that there is none\n"


def test_levels_and_sources_are_those_of_the_day() -> None:
    """On a day in the past only what was attested by then counts."""
    assert EFS in listed("--graded", "C1")
    assert listed("--graded", "C1", "--as-of", "2012-12-31") == []
    assert listed("--said-by", "pdq-childhood-all.2025-04-21", "--as-of", "2012") == []


def test_what_came_later_is_known_and_not_found() -> None:
    """A topic, concept or statement of later is no misspelled name on a day in the past."""
    assert listed("--topic", LATER) != []
    assert listed("--topic", LATER, "--as-of", "2012-12-31") == []
    assert listed("--about", "tisagenlecleucel", "--as-of", "2012-12-31") == []
    later = next(id for id in KB.statements.ids if id not in THEN)
    assert listed("--ids", f"{later},{EFS}", "--as-of", "2012-12-31") == [EFS]


def test_the_notice_names_the_day() -> None:
    """The notice of a list as of a day says so."""
    assert "as of 2012-12-31" in run("list", "--as-of", "2012-12-31").stdout.splitlines()[-1]


def test_a_search_can_be_narrowed() -> None:
    """A search keeps its order, best first, and takes the same options."""
    words = ("search", "donor", "lymphocytes", "--limit", "999", "--kind", "limitation")
    rows = [x.split("\t")[0] for x in run(*words).stdout.splitlines() if not x.startswith("#")]
    wanted = KB.search("donor lymphocytes").where(lambda s: s.kind == "limitation")
    assert rows == [*wanted.ids]
    assert rows


def test_all_that_is_wrong_is_told_at_once() -> None:
    """Each name that stands for nothing is a line of its own, with names that look like it."""
    found = run(
        *("list", "--topic", "relapse-after-hsc", "--kind", "outcome", "--about", "blinatumumab"),
        *("--measures", "event free survival", "--graded", "Z9", "--said-by", "pdq"),
        *("--ids", f"{EFS}x,nothing-at-all", "--as-of", "yesterday"),
    )
    assert found.exit_code == 2
    assert found.stdout == ""
    lines = found.stderr.splitlines()
    assert len(lines) == 9
    assert all(line.startswith("allkb: ") for line in lines)
    for line, words in zip(
        lines,
        (
            "no topic 'relapse-after-hsc'; did you mean relapse-after-hsct",
            "no kind 'outcome'; did you mean outcome-statistic?",
            "no concept 'blinatumumab'; did you mean blinatumomab",
            "no concept 'event free survival'; did you mean event-free-survival",
            "'Z9'",
            "no source 'pdq'",
            f"no statement '{EFS}x'; did you mean {EFS}",
            "no statement 'nothing-at-all'",
            "'yesterday' is not a date",
        ),
        strict=True,
    ):
        assert words in line


def test_unknown_ids_to_show_are_all_told() -> None:
    """`show` tells every id that nothing has, and shows nothing then."""
    found = run("show", EFS, f"{EFS}x", "nothing-at-all")
    assert found.exit_code == 2
    assert found.stdout == ""
    assert len(found.stderr.splitlines()) == 2
