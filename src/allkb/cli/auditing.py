"""`allkb check` and `allkb audit`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click
from rich.text import Text

from allkb.audit import AuditedMarking, Group, Report, audit
from allkb.checks import Finding
from allkb.cli.completing import revisions
from allkb.cli.formats import Format, Layout, Listing, as_json, format_option, print_list
from allkb.cli.progress import Bar
from allkb.cli.terminal import remark, say
from allkb.loading import load, read
from allkb.views import notice

__all__ = ["audit_", "check"]

_FINDINGS = Layout[Finding](
    name="findings",
    line=str,
    heads=("rule", "id", "path", "message"),
    cells=lambda found: (found.rule, found.id, found.path, found.message),
    columns=("what is amiss", "rule"),
    shown=lambda found: (
        Text.assemble((found.id, "id"), f"{found.path}\n{found.message}"),
        Text(found.rule),
    ),
    record=lambda found: found._asdict(),
)


@click.command()
@click.argument("folder", required=False, type=click.Path(exists=True, path_type=Path))
@click.option("--alone", is_flag=True, help="The data names nothing of the bundled data.")
@format_option
def check(folder: Path | None, alone: bool, format: Format | None) -> None:  # noqa: FBT001  click passes it by name
    """Check the bundled data, or data files of your own."""
    with Bar("checking"):
        kb = load() if folder is None else read(folder, onto=None if alone else load())
        findings = kb.check()
    counts = {"statements": len(kb), "citations": len(kb.citations)}
    told = ", ".join(f"{count} {name}" for name, count in counts.items())
    listing = Listing(
        kb=kb,
        layout=_FINDINGS,
        items=findings,
        remarks=(f"{told}: {len(findings)} findings",),
        fields=counts,
    )
    print_list(listing, format)
    sys.exit(1 if findings else 0)


@click.command("audit")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--revision",
    metavar="ID",
    shell_complete=revisions,
    help="The revision the page is of; found out by default.",
)
@click.option("--json", "as_object", is_flag=True, help="Print the report as JSON.")
def audit_(file: Path, revision: str | None, as_object: bool) -> None:  # noqa: FBT001  as above
    """Hold the data against a copy of a source page: text, Markdown or HTML."""
    kb = load()
    with Bar("auditing"):
        report = audit(kb, file.read_bytes(), revision=revision)
    if as_object:
        as_json(kb, report.as_dict())
    else:
        for line in _lines(report):
            say(line)
        remark(", ".join(f"{n} {name.replace('_', ' ')}" for name, n in report.summary.items()))
        remark(notice(kb))
    sys.exit(0 if report.ok else 1)


def _lines(report: Report) -> Iterator[Text]:
    """Yield what each marking is covered by, then the counts per heading, then what is amiss."""
    for marking in report.markings:
        said = f": {_marking(marking)} under {' > '.join(marking.section)}"
        yield Text.assemble((marking.status, marking.status), said)
        for id in marking.statements:
            yield Text.assemble("    ", (id, "id"))
    for found in report.sections:
        markings = f"{found.covered} of {found.markings} markings"
        figures = f"{found.held} of {found.figures} figures"
        yield Text.assemble((" > ".join(found.section), "title"), f": {markings}, {figures}")
    for figure in report.figures:
        if not figure.held:
            why = (f"left out ({figure.left_out})", "remark") if figure.left_out else _NOT_HELD
            where = f": {figure.figure.printed} under {' > '.join(figure.section)}"
            yield Text.assemble(why, where)
    for drift in report.drifted:
        what = (f"drifted in {', '.join(drift.parts)}", "drifted")
        yield Text.assemble(what, ": ", (drift.statement, "id"))
    for id in report.missing:
        yield Text.assemble(("missing", "uncovered"), ": ", (id, "id"))


_NOT_HELD = ("not held", "uncovered")


def _marking(marking: AuditedMarking) -> str:
    groups = "; ".join(map(_group, marking.groups))
    figures = ", ".join(figure.printed for figure in marking.figures)
    return f"{groups} of {figures}" if figures else groups


def _group(group: Group) -> str:
    citations = f"[{','.join(map(str, group.citations))}]" if group.citations else ""
    return citations + "".join(f"[{level}]" for level in group.levels)
