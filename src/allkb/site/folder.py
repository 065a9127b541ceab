"""The folder of a site: written whole or not at all, and nothing in it touched that is not ours."""

from __future__ import annotations

import shutil
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from allkb.errors import AllkbError

__all__ = ["MANIFEST", "new_folder"]

MANIFEST = "files.sha256"
"""The file that lists the files of a site with their checksums; by it a site is known as ours."""


@contextmanager
def new_folder(out: Path) -> Generator[Path]:
    """
    Give a folder to write a site to; in the end it is put in its place, in one step.

    If anything fails, what was there before is there still.

    Args:
        out: What does not exist yet, or is empty, or holds an earlier site and nothing else.

    Raises:
        AllkbError: if it is something else.
    """
    out = out.resolve()
    _check(out)
    near = next(parent for parent in out.parents if parent.exists())
    with TemporaryDirectory(
        dir=near, prefix=".allkb-site.", ignore_cleanup_errors=True
    ) as workshop:
        draft, old = Path(workshop, "new"), Path(workshop, "old")
        draft.mkdir()
        yield draft
        _list(draft)
        out.parent.mkdir(parents=True, exist_ok=True)
        if not out.exists():
            draft.replace(out)
            return
        _check(out)
        shutil.copymode(out, draft)
        out.replace(old)
        try:
            draft.replace(out)
        except BaseException:
            old.replace(out)
            raise


def _check(out: Path) -> None:
    """Refuse to replace what is not ours alone."""
    if out.exists() and not out.is_dir():
        msg = f"{out} is a file: a site is written to a folder"
        raise AllkbError(msg)
    if not out.exists() or not any(out.iterdir()):
        return
    listed = _listed(out / MANIFEST)
    if listed is None:
        msg = f"{out} is not empty, and holds no site: write to a new folder"
        raise AllkbError(msg)
    strange = [
        name
        for name, path in _files(out)
        if name != MANIFEST and (name not in listed or listed[name] != _sum(path))
    ]
    if strange:
        more = f" and {len(strange) - 3} more" if len(strange) > 3 else ""
        named = ", ".join(sorted(strange)[:3])
        msg = f"{out} holds what is not of the site or was changed: {named}{more}; move it away"
        raise AllkbError(msg)


def _files(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield all that is below a folder but folders with something in them."""
    for path in folder.rglob("*"):
        if path.is_symlink() or not path.is_dir() or not any(path.iterdir()):
            yield path.relative_to(folder).as_posix(), path


def _sum(path: Path) -> str | None:
    if path.is_symlink() or not path.is_file():
        return None
    return sha256(path.read_bytes()).hexdigest()


def _list(folder: Path) -> None:
    lines = sorted(f"{_sum(path)}  {name}\n" for name, path in _files(folder))
    (folder / MANIFEST).write_text("".join(lines), encoding="utf-8", newline="\n")


def _listed(manifest: Path) -> dict[str, str] | None:
    """Return the checksums of the files that a manifest lists; None if it is none."""
    try:
        lines = manifest.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return None
    pairs = [line.partition("  ") for line in lines]
    if not pairs or not all(between and len(sum_) == 64 for sum_, between, _ in pairs):
        return None
    return {name: sum_ for sum_, _, name in pairs}
