"""What the tests of the site share: a site that is built once, and its pages taken apart."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Generator
from contextlib import contextmanager
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

import allkb
from allkb.site import build

KB = allkb.load()
EFS = "relapse-after-hsct.second-ablative-hsct.efs"
GONE = "relapse-after-hsct.second-ablative-hsct.feasible"
OVERVIEWS = (
    *("index", "interventions", "citations", "concepts", "changes"),
    *("conflicts", "levels", "documents", "about"),
)
KINDS_OF_PAGE = {
    "index": "index.html",
    "topic": "topics/relapse-after-hsct.html",
    "statement": f"statements/{EFS}.html",
    "statement that is gone": f"statements/{GONE}.html",
    "intervention": "interventions/second-allogeneic-hsct.html",
    "citation": "citations/eapen-2004.html",
    "concept": "concepts/second-allogeneic-hsct.html",
    "changes": "changes.html",
    "conflicts": "conflicts.html",
    "levels": "levels.html",
    "about": "about.html",
}
ROOT = Path(__file__).parents[1]
_BUILT: list[Path] = []


def site_of_all(factory: pytest.TempPathFactory) -> Path:
    """Return the site of the bundled data; it is built when first asked for."""
    if not _BUILT:
        _BUILT.append(factory.mktemp("site") / "out")
        build(KB, _BUILT[0])
    return _BUILT[0]


VOID = {"area", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}


class Parsed(HTMLParser):
    """A page taken apart: its tags, ids, links, texts and scripts."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.open: list[str] = []
        self.texts: list[str] = []
        self.data: list[str] = []
        self.faults: list[str] = []
        self.feed(text)
        self.close()
        self.faults += [f"<{name}> is not closed" for name in self.open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        if self.open and self.open[-1] == tag:
            self.open.pop()
        else:
            self.faults.append(f"</{tag}> closes {self.open[-1:]}")

    def handle_data(self, data: str) -> None:
        (self.data if self.open[-1:] == ["script"] else self.texts).append(data)

    @property
    def ids(self) -> list[str]:
        """Its ids, in order."""
        return [given["id"] for _, given in self.tags if "id" in given]

    @property
    def links(self) -> list[str]:
        """All that it links to or loads."""
        found = [given.get("href") or given.get("src") for _, given in self.tags]
        return [link for link in found if link]

    @property
    def text(self) -> str:
        """Its text, on one line."""
        return " ".join(" ".join(self.texts).split())

    def count(self, tag: str) -> int:
        """Return how many elements of a name it has."""
        return sum(name == tag for name, _ in self.tags)


@cache
def parsed(file: Path) -> Parsed:
    """Return a page taken apart."""
    return Parsed(file.read_text(encoding="utf-8"))


def linked_data(file: Path) -> Any:
    """Return what a page tells machines of itself."""
    (found,) = [text for text in parsed(file).data if text.strip()]
    return json.loads(found)


def files_of(folder: Path) -> dict[str, bytes]:
    """Return the files of a folder with what is in them."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


_ARGUMENTS = (
    *("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
)


@contextmanager
def chromium() -> Generator[Browser]:
    """Give Debian's browser; skip what needs it where it is absent."""
    path = shutil.which("chromium")
    if path is None:
        pytest.skip("chromium is not installed: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=_ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()


def axe() -> str:
    """Return the source of axe-core; skip what needs it where it is absent."""
    given = os.environ.get("ALLKB_AXE_CORE")
    path = Path(given) if given else ROOT / "node_modules/axe-core/axe.min.js"
    if not path.is_file():
        pytest.skip(
            "axe-core is not there: npm install axe-core, or set ALLKB_AXE_CORE to its file"
        )
    return path.read_text(encoding="utf-8")


@contextmanager
def opened(browser: Browser, address: str, **how: Any) -> Generator[Page]:
    """Give a page that is open; in the end nothing must have gone wrong or left the files."""
    context: BrowserContext = browser.new_context(**how)
    faults: list[str] = []
    page = context.new_page()
    page.on("console", lambda said: faults.append(f"console: {said.text}"))
    page.on("pageerror", lambda error: faults.append(f"error: {error}"))
    page.on("request", lambda sent: faults.append(sent.url) if _leaves(sent.url) else None)
    page.on("requestfailed", lambda sent: faults.append(f"failed: {sent.url}"))
    try:
        page.goto(address)
        yield page
    finally:
        context.close()
    if faults:
        pytest.fail("; ".join(faults))


def _leaves(url: str) -> bool:
    return not url.startswith(("file:", "data:"))
