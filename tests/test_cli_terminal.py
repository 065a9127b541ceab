"""What a person sees: tables and cards in a terminal, in colour or without, at any width."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import threading

import pytest
from cli_runs import in_terminal, run

import allkb
from allkb.cli import progress
from allkb.cli.drawn import Drawn
from allkb.cli.progress import Bar
from allkb.cli.terminal import console, made_legible
from allkb.knowledge import KnowledgeBase
from allkb.views import headline, level_text, notice

KB = allkb.load()
EFS = "relapse-after-hsct.second-ablative-hsct.efs"
AMISS = "car-t-toxicity.hlh-like-toxicity.rfs"
GONE = "relapse-after-hsct.second-ablative-hsct.feasible"
COLOUR = re.compile(r"\x1b\[(?:\d+;)*(?:3[0-8]|4[0-8]|9[0-7]|10[0-7])(?:;\d+)*m")
ESCAPE = "\x1b["


def test_a_list_is_a_table_in_colour() -> None:
    """In a terminal a list is a table: what is said, who says so, whether it stands."""
    shown = in_terminal("list", "--topic", "relapse-after-hsct")
    assert shown.status == 0
    assert "who says so" in shown.text
    assert COLOUR.search(shown.raw)
    for statement in KB.statements.where(allkb.in_topic("relapse-after-hsct")):
        assert f"{headline(KB, statement)}{statement.id}".replace(" ", "") in shown.column(0)
    assert "superseded" in shown.column(2)
    assert "Notclinicaladvice." in shown.joined


@pytest.mark.parametrize("width", [1, 12, 40, 71, 72, 300])
def test_ids_fold_and_are_never_cut(width: int) -> None:
    """However narrow or wide the terminal, each id is whole and no text is shortened."""
    for arguments in (("list", "--ids", f"{EFS},{GONE}"), ("show", EFS, AMISS)):
        shown = in_terminal(*arguments, width=width)
        assert shown.status == 0
        assert "…" not in shown.text
        assert EFS in shown.joined or EFS in shown.column(0)
        assert max(map(len, shown.text.splitlines())) <= width


def test_a_narrow_terminal_gets_the_cells_in_turn() -> None:
    """Where cells do not fit side by side, each stands on its own lines with its name."""
    narrow, wide = (in_terminal("list", "--ids", GONE, width=width) for width in (50, 110))
    assert "status: superseded" in narrow.text
    assert "status: superseded" not in wide.text
    assert "┃ status" in wide.text


def test_a_card_shows_then_and_now_with_what_levels_mean() -> None:
    """The card has both revisions with their hedges, levels with definitions, conflicts, links."""
    shown = in_terminal("show", EFS)
    (level,) = {x for a in KB[EFS].attestations for x in a.levels}
    for words in (
        "between 2012-01-01 and 2014-04-04",
        "2025-04-21",
        "may",
        "will",
        "level C1: Kato 2012, Nishikawa 2012",
        f"level {level}: {level_text(level)}",
        "Sources disagree. Against:",
        "Selection highly selected",
        "Figures of studies behind it:",
        "Not clinical advice.",
    ):
        assert words.replace(" ", "") in shown.joined
    assert "https://pubmed.ncbi.nlm.nih.gov/15322568/" in shown.raw
    caveat = next(line for line in shown.raw.splitlines() if "A synthesis of the page" in line)
    assert COLOUR.search(caveat)


def test_a_card_tells_what_is_amiss_and_what_is_gone() -> None:
    """Misprints, groups, and the end of a statement are on the card; cards are kept apart."""
    shown = in_terminal("show", AMISS, GONE, EFS)
    assert "Amiss:PDQ" in shown.joined
    assert "4.7%shouldstandthere" in shown.joined
    assert "noHLH-liketoxicity" in shown.joined
    assert "STANDS NO LONGER. Superseded." in shown.text
    assert "level none printed: citations none" in shown.text
    assert shown.text.count("Derived from PDQ") == 3


@pytest.mark.parametrize("width", [40, 100])
def test_every_sort_of_statement_has_a_card(
    width: int, kb: KnowledgeBase, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whatever a statement holds or lacks, its card has its id, its summary and the notice."""
    for base, statements in ((kb, kb), (KB, KB.statements[::25])):
        drawn = Drawn(base, width)
        for statement in statements:
            for with_links in (True, False):
                console().print(drawn.card(statement, with_links=with_links), width=width)
                shown = "".join(capsys.readouterr().out.split())
                for words in (statement.id, statement.summary, notice(base)):
                    assert words.replace(" ", "") in shown


def test_long_criteria_are_a_list_and_names_stand_for_ids(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Criteria with parts have a line for each, further in, and genes have their names."""
    drawn = Drawn(KB, 300).card(KB["approvals.blinatumomab.fda-2014"])
    console().print(drawn, width=300)
    lines = capsys.readouterr().out.splitlines()
    first = next(i for i, line in enumerate(lines) if "all of" in line)
    column = lines[first].index("all of")
    assert lines[first + 1][: column + 2].strip() == ""
    assert lines[first + 1][column + 2] != " "
    assert any("BCR::ABL1" in line for line in lines[first:])


def test_streams_that_are_no_files_stay_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    """A stream that another program put in place of standard output is left alone."""
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    made_legible()
    assert isinstance(sys.stdout, io.StringIO)


def test_the_tour_is_a_card_that_counts_links() -> None:
    """The tour shows the same card and, for its links, only how many there are."""
    shown = in_terminal("tour")
    assert "links to other statements: allkb show" in shown.text
    assert "Figures of studies behind it" not in shown.text
    assert "Next: allkb list" in shown.text


def test_changes_and_conflicts_are_tables() -> None:
    """Both have a statement with its id beside what changed or what is against it."""
    changes = in_terminal("changes", "2012", "2025", "--kind", "hedge changed")
    assert "hedge changed: may -> will" in changes.text
    assert EFS in changes.column(0)
    conflicts = in_terminal("conflicts")
    assert all(conflict.statement in conflicts.column(0) for conflict in KB.conflicts)
    assert "printsthefigure'25.7%';4.7%shouldstandthere" in conflicts.column(1)


def test_an_empty_list_is_no_table() -> None:
    """Where nothing is found there is no empty table, and it is no evidence of anything."""
    shown = in_terminal("list", "--ids", "")
    assert "who says so" not in shown.text
    assert "this is no evidence that there is none" in shown.text


@pytest.mark.parametrize("force", [False, True])
def test_no_color_is_honoured(*, force: bool) -> None:
    """With NO_COLOR there is no colour, even forced, and every word is still there."""
    if force:
        plain = in_terminal("show", EFS, NO_COLOR="1", FORCE_COLOR="1")
    else:
        plain = in_terminal("show", EFS, NO_COLOR="1")
    coloured = in_terminal("show", EFS)
    assert not COLOUR.search(plain.raw)
    assert COLOUR.search(coloured.raw)
    assert plain.text == coloured.text


def test_a_dumb_terminal_gets_no_escapes() -> None:
    """A terminal that knows no escapes gets none."""
    assert "\x1b" not in in_terminal("show", EFS, TERM="dumb").raw


def test_what_is_piped_is_plain_whatever_colour_is_forced() -> None:
    """A script's lines stay lines: FORCE_COLOR adds neither tables nor escapes to them."""
    for arguments in (("list", "--topic", "relapse-after-hsct"), ("show", EFS), ("conflicts",)):
        forced = run(*arguments, env={"FORCE_COLOR": "1"})
        assert ESCAPE not in forced.stdout
        assert forced.stdout == run(*arguments).stdout


def test_a_table_that_is_asked_for_is_plain_when_piped() -> None:
    """`--format table` gives a script the table, without colours."""
    found = run("list", "--topic", "relapse-after-hsct", "--format", "table", env={"COLUMNS": "90"})
    assert "who says so" in found.stdout
    assert ESCAPE not in found.stdout


def test_lines_that_are_asked_for_are_lines_in_a_terminal() -> None:
    """`--format plain` gives a person the lines that a script gets."""
    shown = in_terminal("list", "--ids", EFS, "--format", "plain", width=2000)
    assert shown.text.splitlines() == run("list", "--ids", EFS).stdout.splitlines()


def test_an_audit_is_coloured(tmp_path_factory: pytest.TempPathFactory) -> None:
    """In a terminal the statuses of an audit have colours, and the words are the same."""
    file = tmp_path_factory.mktemp("page") / "page.txt"
    file.write_text("Relapse\n\nA cat sat on 10% of mats.[999][Level of evidence: 2A]\n")
    arguments = ("audit", str(file), "--revision", "pdq-childhood-all.2012")
    shown = in_terminal(*arguments, width=2000)
    assert shown.status == 1
    assert COLOUR.search(shown.raw)
    assert shown.text.splitlines() == run(*arguments).stdout.splitlines()


@pytest.mark.parametrize(("encoding", "expected"), [("ascii", "\\xb5"), ("utf-8", "µ")])
def test_what_a_terminal_cannot_show_is_shown_by_its_code(encoding: str, expected: str) -> None:
    """A terminal of another encoding gets the code of a character, and no error."""
    id = next(s.id for s in KB if "µ" in headline(KB, s) + s.summary)
    shown = in_terminal("show", id, PYTHONIOENCODING=encoding)
    assert shown.status == 0
    assert expected in shown.text


def test_what_is_piped_is_utf_8() -> None:
    """Whatever the locale, a pipe gets UTF-8."""
    done = subprocess.run(
        [sys.executable, "-m", "allkb", "list"],
        capture_output=True,
        check=True,
        env={"PYTHONIOENCODING": "latin-1"},
    )
    assert "µ" in done.stdout.decode("utf-8")


# Progress


def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have standard error be a terminal before which nobody is patient."""
    monkeypatch.setenv("TERM", "xterm")
    for name in ("TTY_COMPATIBLE", "TTY_INTERACTIVE", "FORCE_COLOR", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setattr(progress, "PATIENCE", 0.0)


def waited_for() -> None:
    """Wait until what was to happen later has happened."""
    for thread in threading.enumerate():
        if isinstance(thread, threading.Timer):
            thread.join()


def test_a_bar_shows_what_takes_long(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It names the work, and how far it is where that is known; on standard error only."""
    impatient(monkeypatch)
    with Bar("matching") as bar:
        waited_for()
        assert bar.shown
        bar.told(-1)
        bar.told(50)
    shown = capsys.readouterr()
    assert "matching" in shown.err
    assert "50%" in shown.err
    assert shown.out == ""


def test_a_bar_keeps_quiet_about_quick_work(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Work that is done before anybody gets impatient has no bar."""
    impatient(monkeypatch)
    monkeypatch.setattr(progress, "PATIENCE", 3600.0)
    with Bar("matching") as bar:
        bar.told(50)
    assert not bar.shown
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("why", ["piped", "dumb"])
def test_a_bar_needs_a_terminal(
    why: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Neither a file nor a terminal that cannot move its cursor gets one."""
    impatient(monkeypatch)
    if why == "piped":
        monkeypatch.setattr(sys.stderr, "isatty", lambda: False)
        monkeypatch.setenv("FORCE_COLOR", "1")
    else:
        monkeypatch.setenv("TERM", "dumb")
    with Bar("matching") as bar:
        waited_for()
        bar.told(50)
    assert not bar.shown
    assert capsys.readouterr().err == ""
