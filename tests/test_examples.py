"""The scripts in examples, and the data file shown in the docs, do what they are there for."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import pytest

import allkb
from allkb.codec import dumps, parse

ROOT = Path(__file__).parents[1]
SCRIPTS = sorted((ROOT / "examples").glob("*.py"))
ANSWERS = {
    "how_do_i_add_my_own_statements": "written and read back: equal is True",
    "how_many_in_a_registry": "yes, no, unknown among 100,000 simulated patients",
    "how_many_survive_a_second_transplant": "about 10% to 30%",
    "what_changed_since_2012": "may -> will",
    "what_did_the_source_say_in_2012": "2012: can, 2A\n    2025: can, B4",
    "which_evidence_fits_this_patient": "weaned from immune suppression: not known",
    "where_sources_disagree": "prints the figure '25.7%', not 4.7%",
}


def test_every_script_is_known() -> None:
    """No script is left without its answer, and no answer without its script."""
    assert {script.stem for script in SCRIPTS} == set(ANSWERS)


@pytest.mark.parametrize("script", [pytest.param(s, id=s.stem) for s in SCRIPTS])
def test_scripts_answer_their_question(script: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each script prints its answer, and the notice."""
    runpy.run_path(str(script), run_name="__main__")
    printed = capsys.readouterr().out
    assert ANSWERS[script.stem] in printed
    assert "Not clinical advice" in printed


def test_the_data_file_in_the_docs_is_taken_in(tmp_path: Path) -> None:
    """The example of the data format is in canonical form, and is read onto the bundled data."""
    page = (ROOT / "docs/reference/data-format.md").read_text(encoding="utf-8")
    (text,) = re.findall(r"```json\n(.*?)```", page, re.DOTALL)
    file = tmp_path / "ours.json"
    file.write_text(text, encoding="utf-8")
    kb = allkb.read(file, onto=allkb.load())
    assert len(kb) == len(allkb.load()) + 1
    assert dumps(parse(text.encode()).document) == text
