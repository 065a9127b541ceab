"""The checks, one session each; `.ci/run` runs all but the benchmark."""

from __future__ import annotations

from pathlib import Path

import nox

nox.options.default_venv_backend = "venv"
nox.options.sessions = ["lint", "types", "tests", "docs", "examples"]


@nox.session
def lint(session: nox.Session) -> None:
    """Lint, and check the formatting."""
    session.install("ruff>=0.9")
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")


@nox.session
def types(session: nox.Session) -> None:
    """Check types with two checkers, strictly."""
    session.install("-e", ".[dev,docs]")
    session.run("mypy")
    session.run("pyright")


@nox.session
def tests(session: nox.Session) -> None:
    """Run the tests; branch coverage has to be complete."""
    session.install("-e", ".[dev]")
    session.run("pytest", "--cov", *session.posargs)


@nox.session
def docs(session: nox.Session) -> None:
    """Build the documentation; every warning is an error."""
    session.install(".[all,docs]")
    session.run("sphinx-build", "-W", "--keep-going", "-b", "html", "docs", "docs/_build/html")
    session.run("python", "docs/check_pages.py", "docs/_build/html")


@nox.session
def examples(session: nox.Session) -> None:
    """Run the examples as a user would: without the development tools."""
    session.install(".")
    for example in sorted(Path("examples").glob("*.py")):
        session.run("python", str(example))


@nox.session
def bench(session: nox.Session) -> None:
    """Measure, beside peers, in fresh processes."""
    session.install(".", "pycountry", "mendeleev", "fhir.resources", "civicpy")
    session.run("python", "benchmarks/run.py", *session.posargs)
    session.install(".[citations,fhir,frames,plots]", "polars")
    session.run("python", "benchmarks/exports.py")
