"""Files that are written whole or not at all, and faults that are told in lines."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any, get_args

import click
import pytest
from cli_runs import run

import allkb
from allkb import InvalidValueError
from allkb.cli import cli
from allkb.cli.faults import Commands, Refusal
from allkb.cli.grouping import Ordered
from allkb.cli.outputs import replaced
from allkb.cli.tables import GROUPS
from allkb.tables import outcomes, summary_of_findings
from allkb.tables.asked import Group
from allkb.views import notice

KB = allkb.load()
TOPIC = ("--topic", "relapse-after-hsct")
FOUND = KB.statements.where(allkb.in_topic(TOPIC[1]))
EFS = "relapse-after-hsct.second-ablative-hsct.efs"


# Tables


@pytest.mark.parametrize("suffix", ["html", "tex", "md"])
def test_tables_are_those_of_the_library(suffix: str, tmp_path: Path) -> None:
    """A table is written as `allkb.tables` saves it, with its title, in the format of the name."""
    for name, made in (("outcomes", outcomes), ("findings", summary_of_findings)):
        ours, its = tmp_path / f"ours.{suffix}", tmp_path / f"its.{suffix}"
        done = run("table", name, *TOPIC, "--title", "After relapse", "-o", str(ours))
        assert done.exit_code == 0, done.stderr
        made(FOUND, title="After relapse").save(its)
        assert ours.read_bytes() == its.read_bytes()
        assert done.stdout == ""
        assert done.stderr == f"# {len(FOUND)} statements -> {ours}\n# {notice(KB)}\n"
    assert len([*tmp_path.iterdir()]) == 2


def test_rows_are_grouped_as_asked(tmp_path: Path) -> None:
    """Each way of grouping is one of the library's; without one its own is taken."""
    assert {*GROUPS.values()} == {*get_args(Group), None}
    ours, its = tmp_path / "ours.md", tmp_path / "its.md"
    for group, given in GROUPS.items():
        run("table", "outcomes", *TOPIC, "--group", group, "-o", str(ours))
        outcomes(FOUND, group=given).save(its)
        assert ours.read_bytes() == its.read_bytes()
    run("table", "findings", *TOPIC, "-o", str(ours))
    summary_of_findings(FOUND).save(its)
    assert ours.read_bytes() == its.read_bytes()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--ids", ""), ["outcomes: the selection is empty"]),
        (("--ids", "", "--title", ""), ["the selection is empty", "title must be one line"]),
        (("--topic", "relapse", "--kind", "poem"), ["no topic 'relapse'", "no kind 'poem'"]),
    ],
)
def test_a_table_that_cannot_be_is_refused(
    arguments: tuple[str, ...], words: list[str], tmp_path: Path
) -> None:
    """Each fault is a line on standard error with status 2, and no file is left."""
    done = run("table", "outcomes", *arguments, "-o", str(tmp_path / "t.html"))
    assert done.exit_code == 2
    lines = done.stderr.splitlines()
    assert len(lines) == len(words)
    for line, word in zip(lines, words, strict=True):
        assert line.startswith("allkb: ")
        assert word in line
    assert [*tmp_path.iterdir()] == []


def test_a_format_that_is_none_leaves_what_was_there(tmp_path: Path) -> None:
    """A name that ends in nothing known is refused, and the file of that name stays as it was."""
    file = tmp_path / "t.docx"
    file.write_text("mine")
    done = run("table", "outcomes", *TOPIC, "-o", str(file))
    assert done.exit_code == 2
    assert ".html, .tex or .md" in done.stderr
    assert file.read_text() == "mine"
    assert [*tmp_path.iterdir()] == [file]


def test_without_the_extra_the_command_says_what_to_install(tmp_path: Path) -> None:
    """Without great-tables the rest works, and this command tells how to get it."""
    code = (
        "import sys; sys.modules['great_tables'] = None; from allkb.cli import cli; "
        "cli(['table', 'outcomes', '-o', 't.md'])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=tmp_path
    )
    assert done.returncode == 2
    assert done.stderr == "allkb: great_tables is missing: pip install 'allkb[tables]'\n"
    assert [*tmp_path.iterdir()] == []


# Files


def test_a_file_is_replaced_once_all_is_written(tmp_path: Path) -> None:
    """Until the last byte is written the old file is there, and then the new one, with its mode."""
    file = tmp_path / "a.txt"
    file.write_text("old")
    with replaced(file) as part:
        part.write_text("new")
        assert part.suffix == ".txt"
        assert file.read_text() == "old"
    assert file.read_text() == "new"
    plain = tmp_path / "b.txt"
    plain.write_text("")
    assert file.stat().st_mode == plain.stat().st_mode
    assert sorted(tmp_path.iterdir()) == [file, plain]


def test_what_fails_leaves_the_old_file(tmp_path: Path) -> None:
    """If writing fails, or is interrupted, the old file stays and no part of the new one does."""
    file = tmp_path / "a.txt"
    file.write_text("old")

    def fail(failure: BaseException) -> None:
        with replaced(file) as part:
            part.write_text("half")
            raise failure

    for failure in (ValueError("x"), KeyboardInterrupt()):
        with pytest.raises(type(failure)):
            fail(failure)
        assert file.read_text() == "old"
        assert [*tmp_path.iterdir()] == [file]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    """Written through a link, the file it leads to is replaced, and the link is not."""
    file, link = tmp_path / "folder" / "a.txt", tmp_path / "link.txt"
    file.parent.mkdir()
    file.write_text("old")
    link.symlink_to(file)
    with replaced(link) as part:
        part.write_text("new")
    assert link.is_symlink()
    assert file.read_text() == "new"


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ("none/t.md", "No such file or directory"),
        (".", "is a directory"),
        ("/dev/null", "/dev/null is no file"),
    ],
)
def test_what_cannot_be_written_is_an_error(target: str, words: str, tmp_path: Path) -> None:
    """A folder that is not there, a folder, a device: one error that names what was asked for."""
    done = run("table", "outcomes", *TOPIC, "-o", str(tmp_path / target))
    assert done.exit_code == 2
    assert words in done.stderr
    assert ".part" not in done.stderr
    assert [*tmp_path.iterdir()] == []


# Faults


def told(exc: BaseException) -> str:
    """Return what is told of an error, as one text."""

    @click.group(cls=Commands)
    def group() -> None:
        """Hold one command."""

    @group.command()
    def fails() -> None:
        """Fail."""
        raise exc

    with pytest.raises(Refusal) as refused:
        group.main(["fails"], standalone_mode=False)
    return str(refused.value)


@pytest.mark.parametrize(
    ("exc", "words"),
    [
        (InvalidValueError("thing", ("a", "b")), "thing: a\nthing: b"),
        (allkb.UnknownIdError("topic", "x"), "no topic 'x'"),
        (ValueError("not a date"), "not a date"),
        (FileNotFoundError(2, "No such file", "x"), "[Errno 2] No such file: 'x'"),
    ],
)
def test_errors_become_faults(exc: Exception, words: str) -> None:
    """What the library refuses is told line by line; every fault is one of its own."""
    assert told(exc) == words


def test_other_errors_are_no_faults() -> None:
    """A mistake in the program is not told as if the user had made it."""

    @click.group(cls=Commands)
    def group() -> None:
        """Hold one command."""

    @group.command()
    def fails() -> None:
        """Fail."""
        raise RuntimeError

    with pytest.raises(RuntimeError):
        group.main(["fails"], standalone_mode=False)


@pytest.mark.parametrize(
    "arguments",
    [
        ("list",),
        ("list", "--format", "table"),
        ("list", "--format", "json"),
        ("list", "--format", "csv"),
        ("conflicts", "--format", "markdown"),
        ("show", EFS),
        ("export", "json"),
    ],
)
def test_a_reader_that_has_enough_is_no_error(arguments: tuple[str, ...]) -> None:
    """Whoever reads the output may stop at any time: nothing is said of it but the notice."""
    with subprocess.Popen(
        [sys.executable, "-m", "allkb", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.read(1)
        process.stdout.close()
        said = process.stderr.read()
    assert said in ("", f"# {notice(KB)}\n")


def test_a_full_disk_is_an_error() -> None:
    """What cannot be printed is told, with status 2 and without a traceback."""
    if not Path("/dev/full").exists():
        pytest.skip("there is no device that is always full")
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        done = subprocess.run(
            [sys.executable, "-m", "allkb", "list"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 2
    assert done.stderr == "allkb: [Errno 28] No space left on device\n"


def walk(command: click.Command, path: str) -> list[tuple[str, Any]]:
    """Return a command and those below it, each with the words that run it."""
    inner = command.commands.items() if isinstance(command, click.Group) else ()
    below = [pair for name, sub in inner for pair in walk(sub, f"{path} {name}")]
    return [(path, command), *below]


def test_groups_list_their_commands_whole() -> None:
    """In the help of a group nothing is cut, however narrow, and every command is there."""
    for path, command in walk(cli, "allkb"):
        if isinstance(command, click.Group):
            for width in ("40", "80", "200"):
                told = run(*path.split()[1:], "-h", env={"COLUMNS": width}).stdout
                assert "..." not in told.replace("[ARGS]...", "")
                for name, inner in command.commands.items():
                    assert f"  {name} " in told
                    assert inner.get_short_help_str(1000).split()[-1] in told


def test_commands_stand_under_headings_in_their_order() -> None:
    """What one asks comes first, and each command is under one heading."""
    told = run("-h").stdout
    heads = ["To ask:", "To write:", "To curate:", "For other programs:"]
    assert sorted(heads, key=told.index) == heads
    assert told.index("  tour ") < told.index("  changes ") < told.index("To write:")
    assert "Commands:" not in told
    loose = Ordered("loose")
    loose.add_command(click.Command("one", help="Do one thing."))
    with click.Context(loose) as context:
        assert "Commands:\n  one  Do one thing." in loose.get_help(context)
    assert loose.list_commands(context) == ["one"]


def test_every_command_explains_itself() -> None:
    """Each command and each of its options has a help text."""
    for path, command in walk(cli, "allkb"):
        assert command.help, path
        assert run(*path.split()[1:], "-h").exit_code == 0
        for option in command.params:
            assert not isinstance(option, click.Option) or option.help, (path, option.name)
