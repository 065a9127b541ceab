"""The command line, as a person and as a script would use it."""

from __future__ import annotations

import builtins
import importlib
import json
import runpy
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import ModuleType

import pytest
from audit_samples import base, outcome, said
from cli_runs import run

import allkb
from allkb import Disagreement, LeftOut, Point, Selection, Statement, about, in_topic
from allkb.audit import fingerprint
from allkb.cli import auditing

KB = allkb.load()
EFS = "relapse-after-hsct.second-ablative-hsct.efs"
PAGE = """
Relapse after allogeneic HSCT for relapsed ALL

The cat sat on 10% to 30% of all mats.[70,71,72] The dog did not.[999][Level of evidence: 2A]
"""


def test_tour_fits_its_purpose() -> None:
    """The tour shows figure, hedges and grade then and now, citations, and the notice."""
    found = run("tour")
    assert found.exit_code == 0
    for words in (
        "about 10% to 30%",
        "pdq-childhood-all.2012 (2012-01-01 to 2014-04-04, inferred; read), says: may",
        "pdq-childhood-all.2025-04-21 (2025-04-21, printed; read), says: will",
        "level C1",
        "Eapen 2004 (PMID 15322568)",
        "Not clinical advice",
        "links to other statements",
    ):
        assert words in found.stdout


def test_list_prints_a_line_for_each_statement() -> None:
    """Piped, a list is one line of tab-separated fields for each statement, and the notice."""
    lines = run("list").stdout.splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    assert [row[0] for row in rows] == [*KB.statements.ids]
    assert {len(row) for row in rows} == {6}
    assert any(row[4].endswith("can 2A; pdq-childhood-all.2025-04-21 can B4") for row in rows)
    assert {row[2] for row in rows} == {"stands", "superseded", "withdrawn"}
    assert "Not clinical advice" in lines[-1]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("--topic", "relapse-after-hsct"), KB.statements.where(in_topic("relapse-after-hsct"))),
        (("--kind", "open-question"), KB.open_questions),
        (("--about", "DLI"), KB.statements.where(about("DLI"))),
        (("--as-of", "2012-12-31"), KB.as_of("2012-12-31").statements),
    ],
)
def test_list_narrows(arguments: tuple[str, str], expected: Selection[Statement]) -> None:
    """Each option of the list narrows it, to some statements and not to all."""
    rows = [x for x in run("list", *arguments).stdout.splitlines() if not x.startswith("#")]
    assert [row.split("\t")[0] for row in rows] == [*expected.ids]
    assert 0 < len(rows) < len(KB)


def test_show_and_search_find_statements() -> None:
    """`show` prints the card of an id, `search` lists matches best first and says how many more."""
    assert "Selection: highly selected" in run("show", EFS).stdout
    found = run("search", "donor", "lymphocytes", "--limit", "2").stdout.splitlines()
    assert found[0].startswith("relapse-after-hsct.donor-lymphocyte-infusion")
    assert len([line for line in found if not line.startswith("#")]) == 2
    assert found[-2].endswith(f"--limit {len(KB.search('donor lymphocytes'))}")
    nothing = run("search", "zebra")
    assert nothing.exit_code == 0
    assert "no evidence that there is none" in nothing.stderr


def test_export_is_read_back(tmp_path: Path) -> None:
    """What `export json` prints is a data file that reads back to an equal knowledge base."""
    found = run("export", "json")
    file = tmp_path / "all.json"
    file.write_text(found.stdout, encoding="utf-8")
    assert allkb.read(file) == KB
    assert any(c.get("pmid") == "15322568" for c in json.loads(found.stdout)["citations"])
    assert "Not clinical advice" in found.stderr


def test_check_has_nothing_to_say_of_the_bundled_data() -> None:
    """The bundled data passes its own check."""
    found = run("check")
    assert found.exit_code == 0
    assert f"{len(KB.citations)} citations: 0 findings\n" in found.stdout
    assert "Not clinical advice" in found.stdout


def test_check_looks_at_a_folder(tmp_path: Path) -> None:
    """A folder is checked on top of the bundled data, or alone; findings give status 1."""
    KB.write(tmp_path / "data")
    assert run("check", str(tmp_path / "data")).exit_code == 0
    assert run("check", "--alone", str(tmp_path / "data")).exit_code == 0
    unused = {"id": "unused-thing", "label": "An unused thing", "category": "drug"}
    file = tmp_path / "mine.json"
    file.write_text(json.dumps({"format": 1, "concepts": [unused]}))
    found = run("check", str(file))
    assert found.exit_code == 1
    assert "concept-used: unused-thing: no statement names it" in found.stdout


def test_audit_tells_covered_from_drifted_and_missing(tmp_path: Path) -> None:
    """An audit names what drifted, what is missing and what nothing covers, with status 1."""
    file = tmp_path / "page.txt"
    file.write_text(PAGE)
    found = run("audit", str(file), "--revision", "pdq-childhood-all.2012")
    assert found.exit_code == 1
    assert "drifted: [70,71,72] of 10% to 30%" in found.stdout
    assert f"drifted in wording: {EFS}" in found.stdout
    assert "uncovered: [999][2A]" in found.stdout
    assert "missing: relapse-after-hsct.second-hsct.reach" in found.stdout
    heading = "Relapse after allogeneic HSCT for relapsed ALL"
    assert f"{heading}: 1 of 2 markings, 0 of 1 figures" in found.stdout
    assert f"not held: 10% to 30% under {heading}" in found.stdout
    assert "1 figures, 0 held, 0 left out" in found.stdout
    assert "Not clinical advice" in found.stdout


def test_audit_prints_json(tmp_path: Path) -> None:
    """The JSON report has the documented shape."""
    file = tmp_path / "page.txt"
    file.write_text(PAGE)
    found = run("audit", str(file), "--json", "--revision", "pdq-childhood-all.2012")
    report = json.loads(found.stdout)
    first, second = report["markings"]
    assert first["groups"] == [{"citations": [70, 71, 72], "levels": []}]
    assert first["section"] == ["Relapse after allogeneic HSCT for relapsed ALL"]
    assert (first["status"], second["status"]) == ("drifted", "uncovered")
    assert second["groups"] == [{"citations": [999], "levels": ["2A"]}]
    assert "relapse-after-hsct.second-hsct.reach" in report["missing"]
    assert report["summary"]["markings"] == 2
    assert report["ok"] is False
    (figure,) = report["figures"]
    assert (figure["figure"], figure["statements"], figure["left_out"]) == ("10% to 30%", [], None)
    assert report["sections"] == [
        {"section": first["section"], "markings": 2, "covered": 1, "figures": 1, "held": 0}
    ]


def test_audit_tells_what_is_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A figure left out is named with its reason, and is no error if nearly all are held."""
    sentence = "Of the cats, 10% sleep."
    left = LeftOut(passage=fingerprint(sentence), printed="10%", reason="A dose.")
    held = "Of the cats, 20% nap."
    nap = outcome("nap", Point(value=0.2, printed="20%"), said(held))
    monkeypatch.setattr(auditing, "load", lambda: base(nap, left_out=(left,)))
    file = tmp_path / "page.md"
    for times, status in ((98, 1), (99, 0)):
        file.write_text(f"# Cats\n\n{sentence}\n\n" + f"{held}\n\n" * times)
        found = run("audit", str(file))
        assert found.exit_code == status
        assert "left out (A dose.): 10% under Cats" in found.stdout
        assert f"Cats: 0 of 0 markings, {times} of {times + 1} figures" in found.stdout


def test_audit_of_the_seed_page_is_clean() -> None:
    """On the seed page ten markings are found, and all are covered."""
    seed = Path(__file__).parents[2] / "shared/sources/000_3675bd3d99bc01f4.txt"
    if not seed.exists():
        pytest.skip("the source pages are not beside this checkout")
    found = run("audit", str(seed))
    assert found.exit_code == 0
    assert "# 10 markings, 10 covered, 0 uncovered" in found.stdout
    assert "1 figures, 1 held, 0 left out" in found.stdout


def test_changes_are_listed_with_what_changed() -> None:
    """Each change is its statement and a line; the kinds are counted at the end."""
    found = run("changes", "pdq-childhood-all.2012", "2025")
    assert found.exit_code == 0
    changes = KB.changes("2012", "2025")
    ids = [line for line in found.stdout.splitlines() if line[0] not in " #"]
    assert ids == [change.statement for change in changes if change.kind != "added"]
    assert "--kind added lists them" in found.stdout
    assert f"{EFS}\n    regraded: no level printed -> C1\n" in found.stdout
    assert f"{EFS}\n    hedge changed: may -> will\n" in found.stdout
    for kind, number in Counter(change.kind for change in changes).items():
        assert f"{number} {kind}" in found.stdout
    assert "Not clinical advice" in found.stdout


def test_changes_of_one_kind_are_listed_alone() -> None:
    """A kind narrows the list; a kind that has not happened is no error."""
    found = run("changes", "2012", "2025", "--kind", "hedge changed")
    lines = [line for line in found.stdout.splitlines() if line.startswith("    ")]
    assert lines
    assert all(line.startswith("    hedge changed: ") for line in lines)
    none = run("changes", "2020", "2021", "--kind", "regraded")
    assert none.exit_code == 0
    assert none.stdout.startswith("# ")


def test_conflicts_are_listed_with_both_sides() -> None:
    """Each conflict names both sides, or what is printed amiss, and how many there are."""
    found = run("conflicts")
    assert found.exit_code == 0
    assert f"# {len(KB.conflicts)} conflicts" in found.stdout
    for conflict in KB.conflicts:
        assert conflict.statement in found.stdout
        if isinstance(conflict, Disagreement):
            assert f"    against {conflict.other}: " in found.stdout
        else:
            assert f"{conflict.source} prints the {conflict.misprint.part} " in found.stdout
    assert "Not clinical advice" in found.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("show", "relapse-after-hsct.second-ablative-hsct.ef"), f"did you mean {EFS}"),
        (("list", "--topic", "relapse"), "no topic 'relapse'"),
        (("list", "--about", "nothing known"), "no concept 'nothing known'"),
        (("list", "--kind", "poem"), "no kind 'poem'; did you mean recommendation or"),
        (("list", "--as-of", "yesterday"), "'yesterday' is not a date"),
        (("changes", "2012"), "Missing argument 'NEW'"),
        (("changes", "2025", "2012"), "2012 is not later than 2025"),
        (("changes", "2012", "pdq-childhood-all.2025"), "did you mean pdq-childhood-all.2"),
        (("changes", "2012", "2025", "--kind", "poem"), "'figure changed'"),
        (("audit", "/nowhere.txt"), "does not exist"),
        (("audit", __file__, "--revision", "pdq-childhood-all.1999"), "no revision"),
        (("frobnicate",), "No such command"),
        (("search",), "Missing argument"),
    ],
)
def test_errors_go_to_standard_error_with_status_2(arguments: tuple[str, ...], words: str) -> None:
    """Every error is a line on standard error, exit status 2, without a traceback."""
    found = run(*arguments)
    assert found.exit_code == 2
    assert found.stdout == ""
    assert words in found.stderr
    assert "Traceback" not in found.stderr


def test_bad_data_is_told_with_all_its_faults(tmp_path: Path) -> None:
    """A folder of bad data ends in status 2 and a line for every fault."""
    (tmp_path / "bad.json").write_text('{"format": 1, "concepts": [{"id": "X"}, 7], "y": 0}')
    found = run("check", str(tmp_path))
    assert found.exit_code == 2
    assert len(found.stderr.splitlines()) == 5
    assert "$.concepts[1]: must be an object, not a whole number" in found.stderr


def test_python_m_allkb_is_the_same(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`python -m allkb` runs the command line."""
    monkeypatch.setattr(sys, "argv", ["allkb", "--version"])
    with pytest.raises(SystemExit) as ended:
        runpy.run_module("allkb", run_name="__main__")
    assert ended.value.code == 0
    assert capsys.readouterr().out == f"allkb, version {allkb.__version__}\n"


def test_output_is_utf_8_and_a_closed_pipe_is_no_traceback() -> None:
    """In a process of its own, listing into a pipe that closes early stays quiet."""
    command = f"{sys.executable} -m allkb list | head -n 1"
    done = subprocess.run(command, shell=True, capture_output=True, text=True, check=True)  # noqa: S602  a pipe is the point
    assert done.stdout.startswith(KB.statements.ids[0])
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("failure", "status", "said"),
    [
        (
            ModuleNotFoundError(name="click"),
            2,
            "allkb: click is missing: pip install 'allkb[cli]'\n",
        ),
        (KeyboardInterrupt(), 1, "\nAborted!\n"),
    ],
    ids=["extra", "interrupted"],
)
def test_what_fails_before_the_command_is_there_is_told_in_a_line(
    failure: BaseException,
    status: int,
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A missing package names its extra, and Ctrl-C while loading is no traceback."""
    real = builtins.__import__

    def refuse(
        name: str,
        globals: Mapping[str, object] | None = None,
        locals: Mapping[str, object] | None = None,
        fromlist: Sequence[str] = (),
        level: int = 0,
    ) -> ModuleType:
        if name == "click":
            raise failure
        return real(name, globals, locals, fromlist, level)

    monkeypatch.setattr(builtins, "__import__", refuse)
    monkeypatch.delitem(sys.modules, "allkb.cli")
    monkeypatch.delattr(allkb, "cli")
    main = importlib.import_module("allkb.__main__").main
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == status
    assert capsys.readouterr().err == said
