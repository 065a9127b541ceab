"""Pages made from the data and the model: the topics, what changed, conflicts, the dictionary."""

from __future__ import annotations

import inspect
import re
from enum import StrEnum
from pathlib import Path
from typing import Any, NamedTuple

from attrs import NOTHING, fields, has
from evidence_markdown import KINDS, Shower, Shown, as_markdown
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sphinx.application import Sphinx

import allkb
from allkb import KnowledgeBase
from allkb.views import notice

OLD, NEW = "pdq-childhood-all.2012", "pdq-childhood-all.2025-04-21"
"""The revisions between which a page tells what changed."""


class Field(NamedTuple):
    """A field of a record, as the data dictionary shows it."""

    name: str
    type: str
    default: str
    meaning: str


_ATTRIBUTE = re.compile(r"^        (\w+): (.*(?:\n            .*)*)", re.MULTILINE)


def meanings(cls: type) -> dict[str, str]:
    """Return what the docstrings of a class and its bases say of each field."""
    found: dict[str, str] = {}
    for base in reversed(cls.__mro__):
        raw = base.__doc__ or ""
        found |= {name: " ".join(text.split()) for name, text in _ATTRIBUTE.findall(raw)}
    return found


def dictionary_fields(cls: type[Any]) -> list[Field]:
    """Return the fields of a record class, in order."""
    told = meanings(cls)
    return [
        Field(
            # What is private has a public name, by which it is given and got.
            str(field.alias),
            _type_name(field.type),
            "required" if field.default is NOTHING else repr(field.default),
            told.get(str(field.alias)) or inspect.getdoc(getattr(cls, str(field.alias))) or "",
        )
        for field in fields(cls)
    ]


def _type_name(hint: object) -> str:
    name = hint.__name__ if isinstance(hint, type) else str(hint)
    return re.sub(r"\b(?:allkb\.model\.\w+(?:\.\w+)?|typing)\.", "", name)


def vocabularies() -> list[tuple[type[StrEnum], list[tuple[str, str]]]]:
    """Return the closed vocabularies with their words and what the source says of each."""
    found: list[tuple[type[StrEnum], list[tuple[str, str]]]] = []
    for name in allkb.__all__:
        cls = getattr(allkb, name)
        if inspect.isclass(cls) and issubclass(cls, StrEnum):
            found.append((cls, [(word.value, _word_doc(cls, word.name)) for word in cls]))
    return found


def _word_doc(cls: type[StrEnum], member: str) -> str:
    """Return the string that stands below a member in the source, if one does."""
    found = re.search(
        rf'^    {member} = .*\n    """((?:.|\n)*?)"""', inspect.getsource(cls), re.MULTILINE
    )
    return " ".join(found[1].split()) if found else ""


def records() -> list[type[Any]]:
    """Return the public record classes."""
    found = [getattr(allkb, name) for name in allkb.__all__]
    return [c for c in found if inspect.isclass(c) and has(c) and issubclass(c, allkb.Record)]


class Group(NamedTuple):
    """The statements of a page that stand under one heading."""

    anchor: str
    heading: str
    shown: list[Shown]


def groups(kb: KnowledgeBase, shower: Shower, topic: str) -> list[Group]:
    """Return the statements of a topic, kind by kind and by subject; last those given up."""
    found = kb.statements.where(allkb.in_topic(topic))
    standing = found.where(~allkb.ended())
    parts: list[tuple[str, str, list[Shown]]] = [
        (kind.kind, heading, [shower.show(s) for s in standing if isinstance(s, kind)])
        for kind, heading in KINDS.items()
    ]
    parts.append(("ended", "No longer said", [*map(shower.show, found.where(allkb.ended()))]))
    return [Group(f"{topic}--{name}", heading, shown) for name, heading, shown in parts if shown]


class Changed(NamedTuple):
    """What became of one statement: its link, its topic, and the changes in words."""

    link: str
    topic: str
    changes: list[str]


def changed(kb: KnowledgeBase, shower: Shower, old: str, new: str) -> tuple[list[Changed], int]:
    """Return what changed between two revisions, and how many statements were added."""
    found = kb.changes(old, new)
    told: dict[allkb.StatementId, list[str]] = {}
    for change in found:
        if change.kind != "added":
            told.setdefault(change.statement, []).append(shower.became(change))
    rows = [
        Changed(shower.to(id), as_markdown(kb.topic(kb[id].topic).label), changes)
        for id, changes in told.items()
    ]
    return rows, sum(change.kind == "added" for change in found)


def pages(kb: KnowledgeBase, templates: Path) -> dict[str, str]:
    """Return the text of each page, by its name below the folder of the documentation."""
    env = Environment(
        loader=FileSystemLoader(templates),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,  # noqa: S701  what is written is Markdown, escaped by the filter `text`
        keep_trailing_newline=True,
    )
    shower = Shower(kb)
    env.filters["text"] = as_markdown
    shared = {"kb": kb, "notice": notice(kb), "shower": shower, "fields_of": dictionary_fields}

    def render(template: str, **values: object) -> str:
        return env.get_template(template, globals=shared).render(values)

    by_label = sorted(kb.topics, key=lambda topic: topic.label.casefold())
    by_topic = {topic.id: groups(kb, shower, topic.id) for topic in by_label}
    found = {
        f"evidence/{topic.id}": render("topic.md", topic=topic, groups=by_topic[topic.id])
        for topic in kb.topics
    }
    found["evidence/index"] = render("topics.md", by_topic=by_topic)
    rows, added = changed(kb, shower, OLD, NEW)
    found["evidence/changes"] = render(
        "changes.md", rows=rows, added=added, old=shower.dated(OLD), new=shower.dated(NEW)
    )
    found["evidence/conflicts"] = render("conflicts.md")
    found["reference/data-dictionary"] = render(
        "dictionary.md", records=records(), vocabularies=vocabularies(), facts=allkb.FACTS.values()
    )
    return found


def write_pages(app: Sphinx) -> None:
    """Write the pages that are made from the data and the model."""
    docs = Path(app.srcdir)
    written = pages(allkb.load(), docs / "_templates")
    for name, text in written.items():
        file = docs / f"{name}.md"
        file.parent.mkdir(exist_ok=True)
        if not file.exists() or file.read_text(encoding="utf-8") != text:
            file.write_text(text, encoding="utf-8")
    for file in (docs / "evidence").glob("*.md"):
        if f"evidence/{file.stem}" not in written:  # of a topic that is no more
            file.unlink()


def add_style(app: Sphinx, page: str, *_: object) -> None:
    """Give the pages of the evidence a style of their own."""
    if page.startswith("evidence/"):
        app.add_css_file("evidence.css")


def setup(app: Sphinx) -> dict[str, bool]:
    """Have the pages written before Sphinx looks for sources."""
    app.connect("config-inited", lambda app, _: write_pages(app))
    app.connect("html-page-context", add_style)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
