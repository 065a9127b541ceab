"""
The command line (extra `cli`).

Results go to standard output, errors to standard error with exit status 2. In
a terminal lists are tables; piped, they are lines of tab-separated fields.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NoReturn, get_args

from allkb.errors import AllkbError, MissingExtraError

try:
    import click
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text
except ModuleNotFoundError as exc:
    raise MissingExtraError("cli", exc.name or "click") from exc

from allkb import __version__
from allkb.audit import AuditedMarking, Group, Report, audit
from allkb.changes import Change
from allkb.cli_cohort import cohort
from allkb.codec import dumps
from allkb.knowledge import KnowledgeBase
from allkb.loading import load, read
from allkb.model import Statement
from allkb.query import Predicate, about, in_topic
from allkb.views import (
    attested,
    card,
    change_text,
    conflict_text,
    headline,
    notice,
)

__all__ = ["cli"]

TOUR = "relapse-after-hsct.second-ablative-hsct.efs"
"""The statement that the tour shows."""

_KINDS = [str(kind.kind) for kind in get_args(Change)]


class _Command(click.Group):
    """A group whose commands report the library's errors in a line, with status 2."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (AllkbError, OSError, ValueError) as exc:
            _fail(str(exc))


def _fail(message: str) -> NoReturn:
    click.echo(f"allkb: {message}", err=True)
    sys.exit(2)


def _is_terminal() -> bool:
    return sys.stdout.isatty()


def _say(text: str) -> None:
    """Print text as it is: nothing in it is markup."""
    Console(highlight=False, soft_wrap=not _is_terminal()).print(Text(text))


def _list(kb: KnowledgeBase, statements: Iterable[Statement]) -> None:
    """Print statements: a table in a terminal, tab-separated lines elsewhere."""
    if _is_terminal():
        table = Table("statement", "who says so", "status", show_lines=True)
        for s in statements:
            said = "\n".join(attested(s).split("; "))
            what = Text.assemble(headline(kb, s), "\n", (s.id, "dim"), overflow="fold")
            table.add_row(what, Text(said, overflow="fold"), _status(s))
        Console().print(table)
    else:
        for s in statements:
            row = (s.id, s.kind, _status(s), headline(kb, s), attested(s), s.summary)
            click.echo("\t".join(row))
    click.echo(f"# {notice(kb)}")


def _status(statement: Statement) -> str:
    return statement.ended.how if statement.ended else "stands"


@click.group(cls=_Command, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="allkb")
def cli() -> None:
    """Ask the published evidence on relapsed childhood ALL. Not clinical advice."""


cli.add_command(cohort)


@cli.command()
def tour() -> None:
    """Show in one screen what allkb holds on one claim, then and now."""
    kb = load()
    _say("What does the literature say about a second transplant after relapse?\n")
    _say(card(kb, kb[TOUR], with_links=False))
    _say("\nNext: allkb list | allkb search 'donor lymphocytes' | allkb show ID")


@cli.command("list")
@click.option("--topic", help="Only statements filed under this topic.")
@click.option("--kind", help="Only statements of this kind, such as comparison.")
@click.option("--about", "concept", help="Only statements about this concept or a narrower one.")
@click.option("--as-of", "day", help="What was attested on this day: 2012-12-31.")
def list_(topic: str | None, kind: str | None, concept: str | None, day: str | None) -> None:
    """List statements: id, kind, status, what it says, who says so, in our words."""
    kb = load().as_of(day) if day else load()
    tests: list[Predicate] = []
    if topic:
        tests.append(in_topic(topic))
    if concept:
        tests.append(about(concept))
    if kind and kind not in {s.kind for s in load()}:
        _fail(f"no statement is of the kind {kind!r}; see allkb list")
    found = kb.statements.where(*tests)
    _list(kb, found.where(lambda s: s.kind == kind) if kind else found)


@cli.command()
@click.argument("id")
def show(id: str) -> None:
    """Show all that is held of one statement."""
    kb = load()
    _say(card(kb, kb[id]))


@cli.command()
@click.argument("words", nargs=-1, required=True)
@click.option("--limit", type=click.IntRange(1), default=10, show_default=True)
def search(words: tuple[str, ...], limit: int) -> None:
    """List the statements that match the words, best first."""
    kb = load()
    found = kb.search(" ".join(words))
    _list(kb, found[:limit])
    if len(found) > limit:
        click.echo(f"# {len(found) - limit} more: --limit {len(found)}")
    if not found:
        click.echo("# nothing found; this is no evidence that there is none", err=True)


@cli.command()
@click.argument("old")
@click.argument("new")
@click.option("--kind", type=click.Choice(_KINDS), help="Only changes of this kind.")
def changes(old: str, new: str, kind: str | None) -> None:
    """List what changed in the sources from OLD to NEW: days, years or revisions."""
    kb = load()
    found = kb.changes(old, new)
    kinds = Counter(change.kind for change in found)
    shown = (
        [c for c in found if c.kind == kind] if kind else [c for c in found if c.kind != "added"]
    )
    for change in shown:
        _say(f"{change.statement}\n    {change_text(change)}")
    if len(shown) < len(found) and not kind:
        _say(f"# {kinds['added']} statements were added: --kind added lists them")
    told = ", ".join(f"{n} {kind}" for kind, n in kinds.items()) or "no changes"
    _say(f"# {told}\n# {notice(kb)}")


@cli.command()
def conflicts() -> None:
    """List where sources disagree or print something amiss: both sides, none preferred."""
    kb = load()
    found = kb.conflicts
    for conflict in found:
        _say(conflict_text(kb, conflict))
    _say(f"# {len(found)} conflicts\n# {notice(kb)}")


@cli.group()
def export() -> None:
    """Write the knowledge base to standard output."""


@export.command("json")
def export_json() -> None:
    """Write everything as one data file, which allkb.read reads back."""
    kb = load()
    click.echo(dumps(kb.document), nl=False)
    click.echo(f"# {notice(kb)}", err=True)


@cli.command()
@click.argument("folder", required=False, type=click.Path(exists=True, path_type=Path))
@click.option("--alone", is_flag=True, help="The data names nothing of the bundled data.")
def check(folder: Path | None, alone: bool) -> None:  # noqa: FBT001  click passes it by name
    """Check the bundled data, or data files of your own."""
    kb = load() if folder is None else read(folder, onto=None if alone else load())
    findings = kb.check()
    for finding in findings:
        click.echo(str(finding))
    click.echo(f"# {len(kb)} statements, {len(kb.citations)} citations: {len(findings)} findings")
    sys.exit(1 if findings else 0)


@cli.command("audit")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--revision", help="The revision the page is of; found out by default.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
def audit_(file: Path, revision: str | None, as_json: bool) -> None:  # noqa: FBT001  as above
    """Hold the data against a copy of a source page: text, Markdown or HTML."""
    kb = load()
    report = audit(kb, file.read_bytes(), revision=revision)
    if as_json:
        click.echo(json.dumps(report.as_dict(), ensure_ascii=False, indent=2))
    else:
        _say_report(report)
        click.echo(f"# {notice(kb)}")
    sys.exit(0 if report.ok else 1)


def _group(group: Group) -> str:
    citations = f"[{','.join(map(str, group.citations))}]" if group.citations else ""
    return citations + "".join(f"[{level}]" for level in group.levels)


def _say_report(report: Report) -> None:
    """Print what each marking is covered by, then the counts per heading, then what is amiss."""
    for marking in report.markings:
        _say(f"{marking.status}: {_marking(marking)} under {' > '.join(marking.section)}")
        for id in marking.statements:
            _say(f"    {id}")
    for found in report.sections:
        markings = f"{found.covered} of {found.markings} markings"
        figures = f"{found.held} of {found.figures} figures"
        _say(f"{' > '.join(found.section)}: {markings}, {figures}")
    for figure in report.figures:
        if not figure.held:
            said = f"left out ({figure.left_out})" if figure.left_out else "not held"
            _say(f"{said}: {figure.figure.printed} under {' > '.join(figure.section)}")
    for drift in report.drifted:
        _say(f"drifted in {', '.join(drift.parts)}: {drift.statement}")
    for id in report.missing:
        _say(f"missing: {id}")
    told = ", ".join(f"{n} {name.replace('_', ' ')}" for name, n in report.summary.items())
    _say(f"# {told}")


def _marking(marking: AuditedMarking) -> str:
    groups = "; ".join(map(_group, marking.groups))
    figures = ", ".join(figure.printed for figure in marking.figures)
    return f"{groups} of {figures}" if figures else groups
