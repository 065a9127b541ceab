"""What is written beside tables in a folder, for whoever opens it."""

from __future__ import annotations

from pathlib import Path

from allkb.frames.tables import TABLES, Frames
from allkb.views.markup import as_markdown

__all__ = ["README", "is_folder_of", "readme"]

README = "README.md"
_FIRST = "# Tables of allkb\n"


def readme(frames: Frames, suffix: str, *remarks: str) -> str:
    """Return the text: the notice, which data it is, and what each table is."""
    told = frames.metadata
    held = f"{told['statements']} of {told['all_statements']} statements"
    rows = (f"| `{shape.name}{suffix}` | {as_markdown(shape.doc)} |" for shape in TABLES.values())
    return "\n".join(
        [
            _FIRST,
            f"{as_markdown(told['notice'])}\n",
            f"Data version {as_markdown(told['version'])}, digest `{told['digest']}`; {held}.\n",
            f"What each column means, its unit, and what an empty cell means: `dictionary{suffix}`.\n",
            *(f"{remark}\n" for remark in remarks),
            "| file | a row is |\n|---|---|",
            *rows,
            "",
        ]
    )


def is_folder_of(place: Path, suffix: str) -> bool:
    """Tell whether something is a folder of such tables and of nothing else, or an empty one."""
    if not place.is_dir():
        return False
    found = {path.name for path in place.iterdir()}
    ours = {README, *(f"{name}{suffix}" for name in TABLES)}
    about = place / README
    return not found or (
        found <= ours and about.is_file() and about.read_bytes().startswith(_FIRST.encode())
    )
