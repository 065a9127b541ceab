"""
Checks the built pages: `python docs/check_pages.py HTML_FOLDER`.

Every link within the site leads to a page and a place on it, every picture, script and
style is there, every picture has a text, and nothing is fetched from elsewhere to show
a page. Addresses outside are only checked to be https.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

from bs4 import BeautifulSoup, Tag

FETCHED = {"img": "src", "script": "src", "link": "href", "source": "src", "iframe": "src"}


@cache
def page(file: Path) -> BeautifulSoup:
    """Return a page, read."""
    return BeautifulSoup(file.read_text(encoding="utf-8"), "html.parser")


@cache
def places(file: Path) -> frozenset[str]:
    """Return the places on a page that links can lead to; other files have none."""
    found = page(file).select("*")
    return frozenset(str(tag[key]) for tag in found for key in ("id", "name") if tag.has_attr(key))


def address_faults(file: Path, tag: Tag, address: str) -> Iterator[str]:
    """Yield what is wrong with an address on a page."""
    parts = urlsplit(address)
    if parts.scheme == "data":
        return
    if parts.scheme or parts.netloc:
        if tag.name != "a" and tag.get("rel") != ["canonical"]:
            yield f"fetches {address}"
        elif parts.scheme not in {"https", "mailto"}:
            yield f"leads to {address}"
        return
    target = (file.parent / unquote(parts.path)).resolve() if parts.path else file
    if target.is_dir():
        target /= "index.html"
    if not target.is_file():
        yield f"no file {address}"
    elif parts.fragment and unquote(parts.fragment) not in places(target):
        yield f"no place {address}"


def faults(file: Path) -> Iterator[str]:
    """Yield what is wrong with a page."""
    for tag in page(file).select("*"):
        key = "href" if tag.name == "a" else FETCHED.get(tag.name)
        if key and tag.has_attr(key):
            yield from address_faults(file, tag, str(tag[key]))
        if tag.name == "img" and not tag.get("alt"):
            yield f"a picture without a text: {tag.get('src')}"


def main(folder: Path) -> int:
    """Check every page of a folder, and print what is wrong."""
    files = sorted(folder.rglob("*.html"))
    found = [f"{file.relative_to(folder)}: {fault}" for file in files for fault in faults(file)]
    sys.stdout.writelines(f"{fault}\n" for fault in found)
    sys.stdout.write(f"# {len(files)} pages, {len(found)} faults\n")
    return 1 if found or not files else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).resolve()))
