"""What may import what, what an import loads, and what is public."""

from __future__ import annotations

import ast
import importlib
import inspect
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

import allkb

ROOT = Path(allkb.__file__).parent
FILES = sorted(ROOT.rglob("*.py"))
NAMES = {
    file: ".".join(("allkb", *file.relative_to(ROOT).with_suffix("").parts)).removesuffix(
        ".__init__"
    )
    for file in FILES
}
OPTIONAL = [
    *("altair", "bibtexparser", "bs4", "click", "duckdb", "fhir", "great_tables", "jinja2"),
    *(
        "markdown_it",
        "mcp",
        "nanoarrow",
        "narwhals",
        "numpy",
        "pandas",
        "polars",
        "pydantic",
        "pylatexenc",
        "rich",
        "rispy",
        "scipy",
        "statsmodels",
        "vl_convert",
    ),
]
HEAVY = ["attr", "attrs", "cattrs", "sqlite3", "typing", "json", "re", "hashlib", "difflib"]
FORBIDDEN = [
    "pickle",
    "marshal",
    "shelve",
    "socket",
    "ssl",
    "requests",
    "http",
    "urllib",
    "httpx",
    "aiohttp",
    "subprocess",
    "ctypes",
]
LAYERS = [
    ["allkb.errors", "allkb.collector", "allkb.shown"],
    ["allkb.intake"],
    ["allkb.model"],
    ["allkb.codec", "allkb.patients"],
    ["allkb.checks"],
    ["allkb.files", "allkb.vocabulary"],
    [
        "allkb.attested",
        "allkb.changes",
        "allkb.conflicts",
        "allkb.matching",
        "allkb.query",
        "allkb.search",
    ],
    ["allkb.knowledge"],
    ["allkb.loading"],
    ["allkb.views"],
    [
        "allkb.answers",
        "allkb.audit",
        "allkb.citations",
        "allkb.cohort",
        "allkb.fhir",
        "allkb.frames",
        "allkb.stats",
    ],
    ["allkb.mcp", "allkb.plots", "allkb.tables"],
    ["allkb.site"],
    ["allkb.cli"],
    ["allkb.__main__"],
]
TOP = LAYERS.index(["allkb.views"])
each_file = pytest.mark.parametrize("file", FILES, ids=lambda f: NAMES[f])


def run(code: str) -> str:
    """Run code in a fresh process and return what it prints."""
    done = subprocess.run(
        [sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def imports(file: Path) -> set[str]:
    """Return the modules a file imports anywhere in it, as absolute names."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file} imports relatively"
            found.add(node.module or "")
            found |= {f"{node.module}.{n.name}" for n in node.names if node.module == "allkb"}
    return found


def layer(module: str) -> int:
    """Return how far up a module is."""
    for height, names in enumerate(LAYERS):
        if any(module == name or module.startswith(f"{name}.") for name in names):
            return height
    msg = f"{module} is in no layer"
    raise AssertionError(msg)


# What is loaded


def test_importing_loads_nothing() -> None:
    """`import allkb` in a fresh process loads none of what the library is built on."""
    heavy = [*HEAVY, *OPTIONAL]
    before = run("import sys; print(sorted(sys.modules))")
    after = run("import sys, allkb; print(sorted(sys.modules))")
    new = set(ast.literal_eval(after)) - set(ast.literal_eval(before))
    assert new == {"allkb"}
    assert not new & set(heavy)


def test_asking_for_an_error_loads_no_model() -> None:
    """A name brings the module it is in, and not the whole library."""
    code = "import sys, allkb; allkb.DataError; print('attrs' in sys.modules)"
    assert run(code) == "False"


def test_reading_and_asking_load_no_optional_package(tmp_path: Path) -> None:
    """The core works without the packages of any extra, and never imports them."""
    (tmp_path / "a.json").write_text('{"format": 1}')
    code = (
        "import sys, allkb\n"
        f"kb = allkb.read({str(tmp_path)!r})\n"
        "kb.search('x'), kb.as_of('2020'), kb.check(), kb.digest, kb.conflicts\n"
        "kb.changes('2012', '2025')\n"
        "patient = allkb.Patient(age=7)\n"
        "kb.match(patient), kb.missing(patient), kb.classify(patient)\n"
        f"print([m for m in {OPTIONAL!r} if m in sys.modules])"
    )
    assert run(code) == "[]"


def test_what_is_seldom_asked_for_is_loaded_when_it_is() -> None:
    """Reading does not load the modules of changes and conflicts; asking for either loads one."""
    code = (
        "import sys, allkb\n"
        "def loaded(): return [m for m in ('changes', 'conflicts') if f'allkb.{m}' in sys.modules]\n"
        "kb = allkb.KnowledgeBase(); first = loaded()\n"
        "kb.conflicts; second = loaded()\n"
        "kb.changes('2012', '2025'); print(first, second, loaded())"
    )
    assert run(code) == "[] ['conflicts'] ['changes', 'conflicts']"


def test_star_gives_the_public_names() -> None:
    """`from allkb import *` works in a fresh process and gives what `__all__` lists."""
    code = "from allkb import *; import allkb; print(set(allkb.__all__) <= set(globals()))"
    assert run(code) == "True"


def test_names_can_be_asked_for_in_any_order() -> None:
    """Each name is found in a fresh process whichever was asked for before."""
    code = (
        "import allkb, random\n"
        "names = list(allkb.__all__); random.Random(5).shuffle(names)\n"
        "print(all(getattr(allkb, n) is getattr(allkb, n) for n in names))"
    )
    assert run(code) == "True"


def test_dir_lists_the_public_names() -> None:
    """`dir(allkb)` shows what is public and nothing else, in order."""
    assert dir(allkb) == sorted(allkb.__all__)
    assert ast.literal_eval(run("import allkb; print(dir(allkb))")) == dir(allkb)


@pytest.mark.parametrize("name", allkb.__all__)
def test_every_public_name_resolves(name: str) -> None:
    """Each name of `__all__` is there, and is the same as in its module."""
    assert getattr(allkb, name) is not None


@pytest.mark.parametrize("name", ["Nothing", "os", "__path", "statements", "_private"])
def test_unknown_names_are_attribute_errors(name: str) -> None:
    """Any other name is an AttributeError that names it; no module is imported by guess."""
    with pytest.raises(AttributeError, match=f"module 'allkb' has no attribute {name!r}"):
        getattr(allkb, name)


def test_the_version_is_the_distribution_s() -> None:
    """The version that is printed is the one that is installed."""
    from importlib.metadata import version

    assert allkb.__version__ == version("allkb")


def test_public_names_are_sorted_and_once() -> None:
    """`__all__` of every module lists its names once and in order, and each is there."""
    for module in map(importlib.import_module, public_modules()):
        names = list(getattr(module, "__all__", ()))
        assert len(set(names)) == len(names), module.__name__
        assert all(hasattr(module, name) for name in names), module.__name__


# What imports what


@each_file
def test_imports_run_one_way(file: Path) -> None:
    """A module imports only from its own part and from layers below it; the face is for the top."""
    name = NAMES[file]
    if name == "allkb":
        return
    part = name.split(".")[1]
    for found in imports(file):
        if found == "allkb" or found.removeprefix("allkb.") in allkb.__all__:
            assert layer(name) >= TOP, f"{name} imports {found}"
        elif found.startswith("allkb."):
            own = found.split(".")[1] == part
            assert own or layer(found) < layer(name), f"{name} imports {found}"


@each_file
def test_only_the_codec_knows_cattrs(file: Path) -> None:
    """Everything that turns records into JSON and back is in one package."""
    found = {module for module in imports(file) if module.split(".")[0] == "cattrs"}
    assert not found or NAMES[file].startswith("allkb.codec")


@each_file
def test_the_model_knows_no_files(file: Path) -> None:
    """The model neither reads nor writes, and knows no JSON."""
    if NAMES[file].startswith("allkb.model"):
        roots = {module.split(".")[0] for module in imports(file)}
        assert not roots & {"json", "os", "pathlib", "io", "cattrs", "sqlite3", "tempfile"}


@each_file
def test_nothing_runs_or_fetches_what_it_is_given(file: Path) -> None:
    """No pickles, no network, no processes; no eval, exec, compile or import by data."""
    roots = {module.split(".")[0] for module in imports(file)}
    assert not roots & set(FORBIDDEN)
    called = {
        node.func.id
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    assert not called & {"eval", "exec", "compile", "__import__", "input", "breakpoint"}


@each_file
def test_modules_stay_small(file: Path) -> None:
    """No module has more than 400 lines."""
    assert len(file.read_text(encoding="utf-8").splitlines()) <= 400


# What is public is explained


def public_modules() -> list[str]:
    """Return the modules of the core that a user may import; extras are tested where they are."""
    return [
        name
        for name in NAMES.values()
        if not name.endswith("__main__")
        and not name.startswith(("allkb.cli", "allkb.audit", "allkb.views"))
    ]


def members(module: ModuleType) -> list[tuple[str, object]]:
    """Return the public classes and functions that a module defines, and their methods."""
    found: list[tuple[str, object]] = []
    for name in getattr(module, "__all__", ()):
        member = getattr(module, name)
        if getattr(member, "__module__", None) != module.__name__:
            continue
        found.append((name, member))
        if inspect.isclass(member):
            found += [
                (f"{name}.{inner}", value)
                for inner, value in vars(member).items()
                if not inner.startswith("_")
                and (inspect.isfunction(value) or isinstance(value, property | classmethod))
            ]
    return found


@pytest.mark.parametrize("name", public_modules())
def test_what_is_public_is_explained(name: str) -> None:
    """Every public module, class, function and method has a docstring that ends as a sentence."""
    module = importlib.import_module(name)
    assert module.__doc__
    for member, value in members(module):
        assert inspect.getdoc(value), f"{name}.{member} has no docstring"
