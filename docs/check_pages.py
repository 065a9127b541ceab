"""
Checks the built pages: `python docs/check_pages.py HTML_FOLDER`.

Every link within the site leads to a page and a place on it, and no place is there twice.
Every picture, script and style is there, every picture has a text that is no file name,
and nothing is fetched from elsewhere to show a page. Addresses outside are only checked
to be https: no network is needed.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

from bs4 import BeautifulSoup, Tag

ADDRESSES = {
    "a": "href",
    "audio": "src",
    "embed": "src",
    "iframe": "src",
    "img": "src",
    "link": "href",
    "object": "data",
    "script": "src",
    "source": "src",
    "video": "src",
}
"""Where tags have an address. All but links are fetched to show the page."""

FETCHED_BY_STYLE = re.compile(r"""url\(\s*["']?([^"')]+)|@import\s+["']([^"']+)""")
FILE_NAME = re.compile(r"\S+\.(svg|png|jpe?g|gif|webp)", re.IGNORECASE)


@cache
def tags(file: Path) -> tuple[Tag, ...]:
    """Return the tags of a page."""
    text = file.read_text(encoding="utf-8", errors="replace")
    return tuple(BeautifulSoup(text, "html.parser").select("*"))


@cache
def places(file: Path) -> Counter[str]:
    """Return the places on a page that links can lead to, and how often each is there."""
    named = (tag["name"] for tag in tags(file) if tag.name == "a" and tag.has_attr("name"))
    return Counter(map(str, (*(tag["id"] for tag in tags(file) if tag.has_attr("id")), *named)))


def within_faults(root: Path, file: Path, address: str) -> Iterator[str]:
    """Yield what is wrong with an address within the site."""
    parts = urlsplit(address)
    target = (file.parent / unquote(parts.path)).resolve() if parts.path else file
    if target.is_dir():
        target /= "index.html"
    if not target.is_relative_to(root):
        yield f"leads out of the site: {address}"
    elif not target.is_file():
        yield f"no file {address}"
    elif parts.fragment and unquote(parts.fragment) not in places(target):
        yield f"no place {address}"


def address_faults(root: Path, file: Path, tag: Tag, address: str) -> Iterator[str]:
    """Yield what is wrong with an address on a page."""
    parts = urlsplit(address)
    if not parts.scheme and not parts.netloc:
        yield from within_faults(root, file, address)
    elif tag.name != "a" and parts.scheme != "data" and tag.get("rel") != ["canonical"]:
        yield f"fetches {address}"
    elif tag.name == "a" and parts.scheme not in {"https", "mailto"}:
        yield f"leads to {address}"


def style_faults(text: str) -> Iterator[str]:
    """Yield what a style fetches from elsewhere."""
    for found in FETCHED_BY_STYLE.finditer(text):
        address = (found[1] or found[2]).strip()
        parts = urlsplit(address)
        if parts.netloc or parts.scheme not in {"", "data"}:
            yield f"fetches {address}"


def picture_faults(tag: Tag) -> Iterator[str]:
    """Yield what is wrong with the text of a picture, if it is one."""
    if tag.name == "img":
        told = str(tag.get("alt") or "").strip()
        if not told or FILE_NAME.fullmatch(told):
            yield f"a picture without a text: {tag.get('src')}"
    # Drawings among the results of cells; the icons of the theme say nothing.
    elif tag.name == "svg" and tag.find_parent(class_="cell_output") and not tag.get("aria-label"):
        yield "a drawing without a text"


def faults(root: Path, file: Path) -> Iterator[str]:
    """Yield what is wrong with a page."""
    for tag in tags(file):
        key = ADDRESSES.get(tag.name)
        if key and tag.has_attr(key):
            yield from address_faults(root, file, tag, str(tag[key]))
        if tag.name == "style":
            yield from style_faults(tag.get_text())
        yield from picture_faults(tag)
    yield from (f"twice on the page: #{id}" for id, times in places(file).items() if times > 1)


def main(folder: Path) -> int:
    """Check every page and style of a folder, and print what is wrong."""
    pages, styles = sorted(folder.rglob("*.html")), sorted(folder.rglob("*.css"))
    found = [(file, fault) for file in pages for fault in faults(folder, file)]
    for file in styles:
        text = file.read_text(encoding="utf-8", errors="replace")
        found += [(file, fault) for fault in style_faults(text)]
    for file, fault in found:
        sys.stdout.write(f"{file.relative_to(folder)}: {fault}\n")
    sys.stdout.write(f"# {len(pages)} pages, {len(found)} faults\n")
    return 1 if found or not pages else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).resolve()))
