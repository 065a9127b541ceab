"""Lists and cards in the formats that other programs read."""

from __future__ import annotations

import csv
import io
import json
from html.parser import HTMLParser
from typing import Any

import pytest
from attrs import evolve
from cli_runs import run
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from samples import sample_base

import allkb
from allkb import KnowledgeBase, StatementId
from allkb.answers import Shapes
from allkb.cli import cards, histories, selecting
from allkb.codec import unstructure
from allkb.views import card_html, card_markdown, change_text, headline, notice
from allkb.views.spreadsheets import guarded, written_csv

KB = allkb.load()
EFS = "relapse-after-hsct.second-ablative-hsct.efs"
AMISS = "car-t-toxicity.hlh-like-toxicity.rfs"
TOPIC = ("--topic", "relapse-after-hsct")
HOSTILE = "=cmd|' /C calc'!A0 <script>alert(1)</script> | *b* [x](javascript:x)"
READER = MarkdownIt("commonmark").enable("table")


def objects(*arguments: str) -> dict[str, Any]:
    """Return what the command prints as JSON."""
    found: dict[str, Any] = json.loads(run(*arguments, "--format", "json").stdout)
    return found


def sheet(*arguments: str) -> list[dict[str, str]]:
    """Return the rows that the command prints as CSV."""
    found = run(*arguments, "--format", "csv")
    assert "Not clinical advice" in found.stderr
    return [*csv.DictReader(io.StringIO(found.stdout_bytes.decode("utf-8"), newline=""))]


def cells(markdown: str) -> list[list[str]]:
    """Return the cells of the tables of a Markdown text, as a reader sees them."""
    rows: list[list[str]] = []
    is_cell = False
    for token in READER.parse(markdown):
        if token.type == "tr_open":
            rows.append([])
        elif token.type in {"td_open", "th_open"}:
            is_cell = True
        elif token.type == "inline" and is_cell:
            rows[-1].append("".join(t.content for t in token.children or ()))
            is_cell = False
    return rows


def hostile() -> KnowledgeBase:
    """Return a base with a statement whose texts try to be something else."""
    base = sample_base()
    bad = evolve(base["graft.second.efs"], summary=HOSTILE, caveats=(HOSTILE,))
    rest = (s for s in base if s.id != bad.id)
    return sample_base(statements=(*rest, bad))


# JSON


def test_a_list_as_json_is_an_answer_with_objects() -> None:
    """The objects are those that services give, with version and notice beside them."""
    found = objects("list", *TOPIC)
    statements = KB.statements.where(allkb.in_topic(TOPIC[1]))
    assert found["notice"] == notice(KB)
    assert found["data"] == {"version": KB.version, "digest": KB.digest}
    assert found["total"] == len(statements)
    assert [s["id"] for s in found["statements"]] == [*statements.ids]
    for shown, statement in zip(found["statements"], statements, strict=True):
        assert shown == Shapes(KB).brief(statement)


def test_figures_say_what_they_are_of() -> None:
    """A figure of a group is named after it, and ratios and directions are told too."""
    (found,) = objects("list", "--ids", AMISS)["statements"]
    assert found["figures"] == [
        "HLH-like toxicity: 25.7%",
        "no HLH-like toxicity: 57.6%",
        "hlh over no-hlh: favors no-hlh",
    ]
    (found,) = objects("list", "--ids", EFS)["statements"]
    assert found["figures"] == ["about 10% to 30%"]
    assert [said["hedge"] for said in found["said"]] == ["may", "will"]


def test_every_figure_is_told() -> None:
    """Whatever holds figures has them in its list: characteristics, follow-up, open ratios."""
    told = {s["id"]: s["figures"] for s in objects("list")["statements"]}
    seen = next(s for s in KB.observations if any(c.estimate for c in s.characteristics))
    label = next(c.label for c in seen.characteristics if c.estimate)
    assert any(figure.startswith(f"{label}: ") for figure in told[seen.id])
    followed = next(s for s in KB if s.median_follow_up)
    assert any(figure.startswith("median follow-up: ") for figure in told[followed.id])
    assert all(
        len(told[s.id]) == sum(1 for _ in (*allkb.estimates_of(s), *allkb.ratios_of(s))) for s in KB
    )


def test_a_search_as_json_says_how_many_there_are() -> None:
    """A limit cuts the list, and the total says so."""
    found = objects("search", "donor lymphocytes", "--limit", "2")
    assert len(found["statements"]) == 2
    assert found["total"] == len(KB.search("donor lymphocytes"))


def test_changes_as_json_have_all_that_changed() -> None:
    """Also what was added is listed, with what was before and after in the data's own form."""
    found = objects("changes", "2012", "2025")
    changes = KB.changes("2012", "2025")
    assert [(c["statement"], c["kind"]) for c in found["changes"]] == [
        (c.statement, c.kind) for c in changes
    ]
    assert sum(found["kinds"].values()) == len(changes)
    (one,) = [c for c in found["changes"] if c["statement"] == EFS and c["kind"] == "regraded"]
    assert one["before"] == []
    assert one["after"] == ["C1"]
    assert one["text"] == "regraded: no level printed -> C1"
    figured = next(c for c in changes if isinstance(c, allkb.FigureChanged))
    (one,) = [
        c
        for c in found["changes"]
        if c["kind"] == "figure changed" and c["statement"] == figured.statement
    ]
    assert one["after"] == [unstructure(estimate) for estimate in figured.after]
    narrowed = objects("changes", "2012", "2025", "--kind", "regraded")["changes"]
    assert {c["kind"] for c in narrowed} == {"regraded"}


def test_conflicts_as_json_have_both_sides() -> None:
    """A disagreement has the other statement, a misprint what is printed and by whom."""
    found = objects("conflicts")
    assert found["total"] == len(found["conflicts"]) == len(KB.conflicts)
    for shown, conflict in zip(found["conflicts"], KB.conflicts, strict=True):
        assert shown["statement"] == conflict.statement
        if isinstance(conflict, allkb.Disagreement):
            assert shown["other_headline"] == headline(KB, KB[conflict.other])
            assert shown["note"] == conflict.note
        else:
            assert shown["misprint"]["printed"] == conflict.misprint.printed
            assert shown["source"] == conflict.source


def test_a_check_as_json_lists_findings(tmp_path: Any) -> None:
    """Findings are objects with rule, record, path and message; there are none in our data."""
    assert objects("check")["findings"] == []
    unused = {"id": "unused-thing", "label": "An unused thing", "category": "drug"}
    file = tmp_path / "mine.json"
    file.write_text(json.dumps({"format": 1, "concepts": [unused]}))
    (found,) = objects("check", str(file))["findings"]
    assert (found["rule"], found["id"]) == ("concept-used", "unused-thing")
    (row,) = sheet_of(run("check", str(file), "--format", "csv").stdout)
    assert row["message"] == found["message"]
    table = run("check", str(file), "--format", "table").stdout
    assert "unused-thing" in table
    assert "concept-used" in table


def sheet_of(text: str) -> list[dict[str, str]]:
    """Return the rows of a CSV text."""
    return [*csv.DictReader(io.StringIO(text, newline=""))]


# CSV


def test_a_list_as_csv_has_a_row_for_each_statement() -> None:
    """CSV has heads, a row for each statement, and no cell that differs from the text it is of."""
    rows = sheet("list")
    assert [row["id"] for row in rows] == [*KB.statements.ids]
    for row in rows:
        statement = KB[row["id"]]
        assert row["summary"] == statement.summary
        assert row["headline"] == headline(KB, statement)
        assert row["kind"] == statement.kind
        assert row["topic"] == statement.topic
    by_id = {row["id"]: row for row in rows}
    assert by_id[EFS]["figures"] == "about 10% to 30%"
    assert by_id[EFS]["said_by"].endswith("pdq-childhood-all.2025-04-21 will C1")
    assert {row["status"] for row in rows} == {"stands", "superseded", "withdrawn"}


def test_csv_is_what_rfc_4180_says() -> None:
    """Lines end in CR and LF, texts are UTF-8 without a mark, the notice is on standard error."""
    found = run("list", *TOPIC, "--format", "csv")
    lines = found.stdout_bytes.split(b"\r\n")
    assert lines[0] == b"id,kind,topic,status,headline,figures,said_by,summary"
    assert lines[-1] == b""
    assert not any(b"\n" in line for line in lines)
    assert "#" not in found.stdout.splitlines()[-1][:1]
    assert found.stderr == f"# {notice(KB)}\n"


def test_changes_and_conflicts_as_csv() -> None:
    """Every change and every conflict is a row; how many there are is told beside them."""
    changes = sheet("changes", "2012", "2025")
    assert [row["change"] for row in changes] == [
        guarded(change_text(c)) for c in KB.changes("2012", "2025")
    ]
    assert len(sheet("conflicts")) == len(KB.conflicts)
    assert f"# {len(KB.conflicts)} conflicts" in run("conflicts", "--format", "csv").stderr


@pytest.mark.parametrize(
    ("cell", "safe"),
    [
        ("=1+1", "'=1+1"),
        ("+1+1", "'+1+1"),
        ("-2+3", "'-2+3"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t'=1"),
        ("\r=1", "'\r'=1"),
        ("\n=1", "'\n'=1"),
        ("  =1", "'  =1"),
        ('"=1', "'\"=1"),
        ("'=1", "''=1"),
        (";=1", "';'=1"),
        (",=1", "',=1"),
        ("\uff1d1", "'\uff1d1"),
        ("a; =cmd()", "a; '=cmd()"),
        ('a;"=cmd()', "a;\"'=cmd()"),
        ("a\n+x", "a\n'+x"),
        ("a; -5%; b", "a; -5%; b"),
        ("a; -5", "a; -5"),
        ("a; -5+cmd()", "a; '-5+cmd()"),
        ("-5", "-5"),
        ("-12.5%", "-12.5%"),
        ("+3", "+3"),
        ("-5 to 3", "'-5 to 3"),
        ("10% to 30%", "10% to 30%"),
        ("a = b", "a = b"),
        ("x, -y", "x, -y"),
        ("relapse-after-hsct", "relapse-after-hsct"),
        ("", ""),
    ],
)
def test_no_cell_is_a_formula(cell: str, safe: str) -> None:
    """What a spreadsheet would compute gets an apostrophe, and numbers and words do not."""
    assert guarded(cell) == safe


@given(st.text(alphabet="=+-@\t\r\n;,|'\" a1%.", max_size=12))
def test_a_guarded_cell_starts_no_formula(cell: str) -> None:
    """Whatever the cell: it starts no formula, keeps all of its text, and is read back as one."""
    safe = guarded(cell)
    assert safe.replace("'", "") == cell.replace("'", "")
    if safe[:1] in tuple("=+-@\t\r\n"):
        float(safe.rstrip("% ").replace(",", "").replace(".", ""))
    text = written_csv(["x"], [[cell]]).decode()
    assert [*csv.reader(io.StringIO(text, newline=""))] == [["x"], [safe]]


def test_hostile_texts_are_guarded(monkeypatch: pytest.MonkeyPatch) -> None:
    """A text in the data that is a formula is none in CSV."""
    monkeypatch.setattr(selecting, "load", hostile)
    rows = {row["id"]: row for row in sheet("list")}
    assert rows["graft.second.efs"]["summary"] == f"'{HOSTILE}"


# Markdown and HTML


def test_a_list_as_markdown_is_a_table(monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader of Markdown sees each cell as it is, whatever it holds, and then the notice."""
    monkeypatch.setattr(selecting, "load", hostile)
    text = run("list", "--format", "markdown").stdout
    heads, *rows = cells(text)
    assert heads[:5] == ["id", "kind", "topic", "status", "headline"]
    found = {row[0]: row for row in rows}
    assert [*found] == [*hostile().statements.ids]
    assert found["graft.second.efs"][7] == HOSTILE
    assert "<script>" not in READER.render(text)
    assert text.rstrip().endswith("*")
    assert "Not clinical advice" in text


def test_remarks_stand_under_a_markdown_table() -> None:
    """How many more there are is told in Markdown too."""
    text = run("search", "donor", "--limit", "1", "--format", "markdown").stdout
    assert f"more: --limit {len(KB.search('donor'))}" in READER.render(text)


def test_changes_as_markdown_count_what_was_added(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was added is counted and not listed, as in a terminal."""
    monkeypatch.setattr(histories, "load", lambda: KB)
    text = run("changes", "2012", "2025", "--format", "markdown").stdout
    assert "added" not in {row[0] for row in cells(text)}
    assert "statements were added" in text


@pytest.mark.parametrize(("format", "card"), [("html", card_html), ("markdown", card_markdown)])
def test_cards_for_pages(format: str, card: Any) -> None:
    """`show` prints the cards of all its ids, as Markdown or as a page of HTML."""
    found = run("show", EFS, AMISS, EFS, "--format", format).stdout
    assert [found.count(card(KB, KB[StatementId(id)])) for id in (EFS, AMISS)] == [1, 1]


class Reader(HTMLParser):
    """Reads a page: its tags, and what it says it is."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.charsets: list[str | None] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Remember a tag."""
        self.tags.append(tag)
        self.charsets += [value for name, value in attrs if name == "charset"]


def test_a_page_is_whole_and_runs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page says its encoding and language and has no script, whatever the data holds."""
    monkeypatch.setattr(cards, "load", hostile)
    page = run("show", "graft.second.efs", "--format", "html").stdout
    reader = Reader()
    reader.feed(page)
    assert page.startswith('<!DOCTYPE html>\n<html lang="en">')
    assert reader.charsets == ["utf-8"]
    assert "script" not in reader.tags
    assert {"title", "body", "style"} <= set(reader.tags)


def test_a_card_as_json_is_the_whole_record() -> None:
    """`show --format json` has the records as data files have them."""
    found = objects("show", EFS, AMISS)
    assert found["statements"] == [unstructure(KB[id]) for id in (EFS, AMISS)]
    assert found["notice"] == notice(KB)


def test_several_cards_as_text_are_those_of_each() -> None:
    """Piped, the cards of several ids follow one another, each with its notice."""
    both = run("show", EFS, AMISS).stdout
    assert both == f"{run('show', EFS).stdout}\n{run('show', AMISS).stdout}"
    assert both.count("Derived from") == 2


def test_a_format_that_is_none_is_refused() -> None:
    """An unknown format is an error that lists those there are."""
    for command in (("list",), ("show", EFS)):
        found = run(*command, "--format", "pdf")
        assert found.exit_code == 2
        assert "'markdown'" in found.stderr
