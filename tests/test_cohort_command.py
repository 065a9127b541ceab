"""`allkb cohort`: files of patients in, files of verdicts out, on DuckDB."""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner, Result
from cohort_samples import KB, counts, expected, registry

from allkb import in_topic
from allkb.cli import cli
from allkb.cohort import job, match
from allkb.cohort.mapping import Mapped

SMALL = 300
TOPIC = "relapse-after-hsct"
STATEMENTS = KB.statements.where(in_topic(TOPIC))


def run(*arguments: str | Path) -> Result:
    """Run the command in this process."""
    found = CliRunner().invoke(cli, ["cohort", *map(str, arguments)], prog_name="allkb")
    assert found.stdout == ""
    return found


def refused(*arguments: str | Path) -> str:
    """Run the command, which has to fail with a message, and return the message."""
    found = run(*arguments)
    assert found.exit_code == 2
    assert "Traceback" not in found.stderr
    return found.stderr


def rows(file: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV file."""
    with file.open(encoding="utf-8", newline="") as stream:
        return [*csv.DictReader(stream)]


@pytest.fixture(params=[".csv", ".parquet"])
def source(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A file of patients."""
    file = tmp_path / f"patients [1]*{request.param}"
    frame = registry(SMALL)
    frame.write_csv(file) if file.suffix == ".csv" else frame.write_parquet(file)
    # What a pattern in the name would take as well.
    (tmp_path / f"patients 1x{request.param}").write_text("wrong")
    return file


def read(file: Path) -> pl.DataFrame:
    """Return a table of verdicts, read back."""
    if file.suffix == ".parquet":
        return pl.read_parquet(file, glob=False)
    types = {"patient": pl.String, "statement": pl.String, "yes": pl.Int64}
    found = pl.read_csv(file, schema_overrides=types, glob=False)
    verdicts = [n for n, t in found.schema.items() if t == pl.String and n not in types]
    return found.with_columns(pl.col(verdicts).replace_strict({"true": True, "false": False}))


@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
def test_files_in_and_out(source: Path, suffix: str, tmp_path: Path) -> None:
    """CSV and Parquet, in and out, have the verdicts that single patients get."""
    target = tmp_path / f"out{suffix}"
    done = run(source, "-o", target)
    assert done.exit_code == 0, done.stderr
    assert f"{len(KB)} statements" in done.stderr
    assert "Not clinical advice" in done.stderr
    assert read(target).sort("patient").equals(expected(SMALL))
    assert [*tmp_path.glob("*.part")] == []


def test_the_long_form_and_the_summary(source: Path, tmp_path: Path) -> None:
    """A row per patient and statement, or a row per statement."""
    names = ["patient", *STATEMENTS.ids]
    assert run(source, "-o", tmp_path / "long.csv", "--long", "--topic", TOPIC).exit_code == 0
    long = read(tmp_path / "long.csv").sort("patient", "statement")
    wide = expected(SMALL).select(names)
    wanted = wide.unpivot(index="patient", variable_name="statement", value_name="verdict")
    assert long.equals(wanted.sort("patient", "statement"))
    assert run(source, "-o", tmp_path / "sum.parquet", "--summary", "--topic", TOPIC).exit_code == 0
    assert read(tmp_path / "sum.parquet").equals(counts(wide))


def test_topics_narrow(tmp_path: Path) -> None:
    """Statements of one topic, or of several."""
    registry(SMALL).write_parquet(tmp_path / "in.parquet")
    topics = ["--topic", TOPIC, "--topic", "second-and-later-relapse"]
    assert run(tmp_path / "in.parquet", "-o", tmp_path / "out.parquet", *topics).exit_code == 0
    found = {KB[id].topic for id in read(tmp_path / "out.parquet").columns[1:]}
    assert found == {TOPIC, "second-and-later-relapse"}


MAPPING = """
[columns]
age = "AGE"
relapse_site = "Site; code"
relapsed_after_hsct = "post"
mrd = "MRD"
"genetic_alterations:BCR::ABL1" = "bcr"

[values.relapse_site]
"BM" = "isolated marrow"
"n/a" = ""
[values.relapsed_after_hsct]
"J" = true
"N" = false
[values.mrd]
"neg" = 0
[values.'genetic_alterations:bcr-abl1']
"o'clock" = true
"""
REGISTRY = """\
id,AGE,Site; code,post,MRD,bcr
=cmd(),7,BM,J,neg,o'clock
+2, 12.5 ,n/a,N,1e-4,no
"quoted, ""3\"\"\",,,,NaN,
"""


def test_a_mapping_says_what_columns_and_words_mean(tmp_path: Path) -> None:
    """Columns by name, words by what they mean; the formulas are defused in CSV."""
    (tmp_path / "in.csv").write_text(REGISTRY)
    (tmp_path / "map.toml").write_text(MAPPING)
    arguments: list[str | Path] = [
        "-o",
        tmp_path / "out.csv",
        "--columns",
        tmp_path / "map.toml",
        "--keep",
        "id",
    ]
    done = run(tmp_path / "in.csv", *arguments)
    assert done.exit_code == 0, done.stderr
    frame = pl.DataFrame(
        {
            "id": ["'=cmd()", "'+2", 'quoted, "3"'],
            "age": [7.0, 12.5, None],
            "relapse_site": ["isolated marrow", None, None],
            "relapsed_after_hsct": [True, False, None],
            "mrd": [0.0, 1e-4, None],
            "alteration_bcr_abl1": [True, False, None],
        }
    )
    wanted = match(frame, KB, keep="id")
    found = {row.pop("id"): row for row in rows(tmp_path / "out.csv")}
    shown = {True: "true", False: "false", None: ""}
    assert found == {
        row.pop("id"): {name: shown[value] for name, value in row.items()}
        for row in wanted.iter_rows(named=True)
    }


def test_names_of_columns_are_defused_too(tmp_path: Path) -> None:
    """The name of a column that is kept is no formula either; in Parquet all stays as it is."""
    (tmp_path / "in.csv").write_text("=id,age\n@x,7\n")
    for suffix, name, value in ((".csv", "'=id", "'@x"), (".parquet", "=id", "@x")):
        target = tmp_path / f"out{suffix}"
        assert run(tmp_path / "in.csv", "-o", target, "--keep", "=id").exit_code == 0
        frame = pl.read_csv(target) if suffix == ".csv" else pl.read_parquet(target)
        assert frame[name].to_list() == [value]


def test_words_in_parquet_may_be_recoded(tmp_path: Path) -> None:
    """Codes that are numbers get a meaning too; columns that are not recoded keep their types."""
    frame = pl.DataFrame({"patient": [1, 2, 3], "site": [1, 2, None], "age": [1.0, None, 30.0]})
    frame.write_parquet(tmp_path / "in.parquet")
    (tmp_path / "map.toml").write_text(
        "columns = {relapse_site = 'site', age = 'age'}\n"
        "values.relapse_site = {1 = 'isolated marrow', 2 = 'combined'}\n"
    )
    arguments: list[str | Path] = [
        "-o",
        tmp_path / "out.parquet",
        "--columns",
        tmp_path / "map.toml",
    ]
    assert run(tmp_path / "in.parquet", *arguments).exit_code == 0
    plain = frame.select(
        "patient", "age", relapse_site=pl.Series(["isolated marrow", "combined", None])
    )
    assert read(tmp_path / "out.parquet").sort("patient").equals(match(plain, KB))


def test_what_no_fact_can_be_is_refused(tmp_path: Path) -> None:
    """Values that are none are told by column, with an example, and nothing is written."""
    (tmp_path / "in.csv").write_text(
        "patient,age,mrd,relapse_site,gvhd,relapse_number\n1,seven,5,bone marrow,J,-1\n2,8,,,,inf\n"
    )
    said = refused(tmp_path / "in.csv", "-o", tmp_path / "out.csv")
    for words in (
        "5 faults",
        "in.csv: age: 1 rows say what is no value of age, such as 'seven'",
        "mrd: 1 rows say what is no value of mrd, such as '5'",
        "relapse_site: 1 rows say what is no value of relapse_site, such as 'bone marrow'",
        "gvhd: 1 rows say what is no value of gvhd, such as 'J'; [values.gvhd] can say",
        "relapse_number: 2 rows",
    ):
        assert words in said
    assert [*tmp_path.iterdir()] == [tmp_path / "in.csv"]


def test_wrong_types_in_parquet_are_refused(tmp_path: Path) -> None:
    """Text for a number, and values out of range, are told by column."""
    frame = pl.DataFrame({"patient": ["a"], "age": ["7"], "gvhd": [1]})
    frame.write_parquet(tmp_path / "in.parquet")
    said = refused(tmp_path / "in.parquet", "-o", tmp_path / "out.csv")
    assert "age: age needs numbers, and the column is of type String" in said
    assert "gvhd: gvhd needs true or false, and the column is of type Int64" in said
    frame = pl.DataFrame({"patient": ["a"], "mrd": [7.0], "lineage": ["B"], "gvhd": [True]})
    frame.write_parquet(tmp_path / "in.parquet")
    said = refused(tmp_path / "in.parquet", "-o", tmp_path / "out.csv")
    assert "mrd: 1 rows say what is no value of mrd, such as '7.0'" in said
    assert "lineage: 1 rows say what is no value of lineage, such as 'B'" in said


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "it has no header"),
        (b"\n", "it has no header"),
        (b"patient,age,AGE\n", "'age' names two columns"),
        (b"patient,,age\n", "a column has no name"),
        (b"pati\0ent,age\n", "it holds NUL"),
        (b"\xff\xfe,age\n", "it is not UTF-8"),
        (b"patient,age\n1,2\n1,2,3\n", "in.csv: $: "),
        (b"patient,age\n\xff,2\n", "in.csv: $: "),
        (b"patient,name\n1,2\n", "no column gives a fact"),
        (b"age,gvhd\n1,true\n", "there is no column 'patient'"),
    ],
)
def test_what_is_no_table_is_refused(content: bytes, words: str, tmp_path: Path) -> None:
    """Hostile and broken CSV: a message that names the file, and status 2."""
    (tmp_path / "in.csv").write_bytes(content)
    assert words in refused(tmp_path / "in.csv", "-o", tmp_path / "out.csv")
    assert not (tmp_path / "out.csv").exists()


def test_files_are_what_they_are_called(tmp_path: Path) -> None:
    """Neither a file of another kind nor one that lies about its kind is taken."""
    (tmp_path / "in.parquet").write_text("patient,age\n1,2\n")
    said = refused(tmp_path / "in.parquet", "-o", tmp_path / "out.csv")
    assert "in.parquet: $: " in said
    (tmp_path / "in.csv").write_text("patient,age\n1,2\n")
    (tmp_path / "in.txt").write_text("patient,age\n1,2\n")
    ends = "files end in .csv or .parquet, and this one does not"
    assert ends in refused(tmp_path / "in.txt", "-o", tmp_path / "out.csv")
    assert ends in refused(tmp_path / "in.csv", "-o", tmp_path / "out.xlsx")


def test_the_patients_are_not_overwritten(tmp_path: Path) -> None:
    """The output is another file than the input."""
    file = tmp_path / "in.csv"
    file.write_text("patient,age\n1,2\n")
    assert "would be overwritten" in refused(file, "-o", tmp_path / "." / "in.csv")
    assert file.read_text() == "patient,age\n1,2\n"


def test_an_output_that_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    """A folder that is not there is an error, and no half file stays."""
    (tmp_path / "in.csv").write_text("patient,age\n1,2\n")
    said = refused(tmp_path / "in.csv", "-o", tmp_path / "none" / "out.csv")
    assert "out.csv: $: " in said


def test_tables_of_every_delimiter(tmp_path: Path) -> None:
    """Commas, semicolons and tabs; a byte order mark is no part of a name."""
    for mark in ",;\t":
        text = f"\ufeffpatient{mark}age\na{mark}7\n"
        (tmp_path / "in.csv").write_text(text, encoding="utf-8")
        done = run(tmp_path / "in.csv", "-o", tmp_path / "out.csv", "--topic", TOPIC)
        assert done.exit_code == 0, done.stderr
        assert rows(tmp_path / "out.csv")[0]["patient"] == "a"


def test_a_kept_column_has_to_be_there(tmp_path: Path) -> None:
    """It is named if it is not."""
    (tmp_path / "in.csv").write_text("patient,age\n1,2\n")
    said = refused(tmp_path / "in.csv", "-o", tmp_path / "out.csv", "--keep", "id")
    assert "there is no column 'id'" in said


def test_words_need_a_column(tmp_path: Path) -> None:
    """Meanings for a fact that no column gives are a mistake, and so are unknown alterations."""
    (tmp_path / "in.csv").write_text("patient,age\n1,2\n")
    (tmp_path / "map.toml").write_text("columns.age = 'age'\nvalues.gvhd = {J = true}\n")
    arguments: list[str | Path] = [
        tmp_path / "in.csv",
        "-o",
        tmp_path / "out.csv",
        "--columns",
        tmp_path / "map.toml",
    ]
    assert "values.gvhd: no column gives this fact" in refused(*arguments)
    (tmp_path / "map.toml").write_text(
        "columns = {age = 'AGE', ages = 'age'}\nvalues.'genetic_alterations:x1y2' = {J = true}\n"
    )
    said = refused(*arguments)
    assert "in.csv: age: there is no column 'AGE'" in said
    assert "in.csv: ages: there is no such fact" in said
    assert "genetic_alterations:x1y2: no concept 'x1y2'" in said


# Interruption


def test_an_interrupted_job_stops_and_leaves_nothing(tmp_path: Path) -> None:
    """Ctrl-C stops the database, and no file is written."""
    registry().write_parquet(tmp_path / "in.parquet")
    told: list[float] = []

    def interrupt(percent: float) -> None:
        told.append(percent)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        job.run(
            tmp_path / "in.parquet",
            tmp_path / "out.parquet",
            KB.statements,
            Mapped(),
            progress=interrupt,
        )
    assert len(told) == 1
    assert [*tmp_path.iterdir()] == [tmp_path / "in.parquet"]


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (["cohort", "in.csv", "-o", "x.csv"], 2, "pip install 'allkb[cohort]'"),
        (["--help"], 0, "cohort"),
    ],
)
def test_without_the_extra_the_command_says_what_to_install(
    arguments: list[str], status: int, words: str, tmp_path: Path
) -> None:
    """The rest works without narwhals and DuckDB; this command tells how to get them."""
    (tmp_path / "in.csv").write_text("patient,age\n1,2\n")
    code = (
        f"import sys; sys.modules['narwhals'] = None; from allkb.cli import cli; cli({arguments})"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=tmp_path
    )
    assert done.returncode == status
    assert words in done.stdout + done.stderr
