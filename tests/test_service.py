"""The service in examples: what its OpenAPI document says, and what a client relies on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest
import schemathesis
from bundled import ROOT
from fastapi.testclient import TestClient
from hypothesis import settings
from schemathesis.specs.openapi import checks

import allkb
from allkb.codec import parse
from allkb.views import notice

SHOWN = "relapse-after-hsct.second-ablative-hsct.efs"
Check = Callable[..., None]
PROBLEM = "application/problem+json"


@pytest.fixture(scope="module")
def app() -> Any:
    """The service, as `uvicorn` would find it."""
    from service.app import app

    return app


@pytest.fixture(scope="module")
def client(app: Any) -> TestClient:
    """A client of the service."""
    return TestClient(app)


def schema() -> Any:
    """Return the service's OpenAPI document, read by schemathesis."""
    from service.app import app

    return schemathesis.openapi.from_asgi("/openapi.json", app)


each_operation = cast("Callable[[Check], Check]", schema().parametrize())
SENSE = cast("Any", checks).positive_data_acceptance
"""The check that what is well formed is accepted."""


@each_operation
@settings(max_examples=25)
def test_every_operation_keeps_to_its_document(case: Any) -> None:
    """Whatever is asked, well formed or not, is answered with a status and a body that are documented."""
    # What is well formed may still make no sense: an unknown level, facts that contradict each other.
    case.call_and_validate(excluded_checks=[SENSE])


def test_answers_are_tagged_and_not_sent_twice(client: TestClient) -> None:
    """A known tag is answered 304; the tag of one address is none of another."""
    first = client.get(f"/statements/{SHOWN}")
    tag = {"If-None-Match": first.headers["ETag"]}
    again = client.get(f"/statements/{SHOWN}", headers=tag)
    assert (again.status_code, again.content) == (304, b"")
    weak = {"If-None-Match": f'"other", W/{first.headers["ETag"]}'}
    assert client.get(f"/statements/{SHOWN}", headers=weak).status_code == 304
    assert client.get("/statements", headers=tag).status_code == 200
    assert client.get("/statements/nothing", headers=tag).status_code == 404
    assert "ETag" not in client.get("/statements/nothing").headers


def test_the_tag_changes_with_the_data() -> None:
    """A service of other data gives another tag for the same address."""
    from service.app import create_app

    kb = allkb.load()
    tags = {
        TestClient(create_app(base)).get("/statements").headers["ETag"]
        for base in (kb, kb.as_of("2012-12-31"))
    }
    assert len(tags) == 2


def test_pages_lead_to_the_next_one(client: TestClient) -> None:
    """Following the links gives every statement once, and the last page has none."""
    address, found = "/statements?topic=relapse-after-hsct&limit=50", list[str]()
    while address:
        answer = client.get(address)
        found += [one["id"] for one in answer.json()["results"]]
        address = answer.links["next"]["url"] if "next" in answer.links else ""
        assert not address or address.startswith("/statements?")
    assert found == [*allkb.load().statements.where(allkb.in_topic("relapse-after-hsct")).ids]


@pytest.mark.parametrize(
    ("method", "address", "body", "status", "said"),
    [
        ("GET", "/statements/nothing", None, 404, "no statement"),
        ("GET", "/nowhere", None, 404, "Not Found"),
        ("DELETE", "/statements", None, 405, "Method Not Allowed"),
        ("GET", "/statements?kind=rumour", None, 400, "kind is one of"),
        ("GET", "/statements?day=never", None, 400, "not a date"),
        ("GET", "/search?text=x&limit=51", None, 422, "less than or equal to 50"),
        ("POST", "/match", b'{"shoe_size": 30}', 400, "is no fact"),
        ("POST", "/match", b"{", 422, "JSON decode error"),
        ("POST", "/classify", b'"' + b"x" * 70_000 + b'"', 413, "at most 65536 bytes"),
    ],
)
def test_errors_are_problems(
    client: TestClient, method: str, address: str, body: bytes | None, status: int, said: str
) -> None:
    """Every error has the standard's form, its status, and says what was wrong."""
    headers = {"Content-Type": "application/json"}
    answer = client.request(method, address, content=body, headers=headers)
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == PROBLEM
    told = answer.json()
    assert told["status"] == status
    assert said in str(told)


def test_what_fails_is_a_problem_that_gives_nothing_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """A mistake in the service itself has the same form, and tells nobody what it was."""
    from service.app import create_app

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("a secret")

    monkeypatch.setattr(allkb.KnowledgeBase, "search", broken)
    client = TestClient(create_app(), raise_server_exceptions=False)
    answer = client.get("/search?text=x")
    assert answer.status_code == 500
    assert answer.headers["Content-Type"] == PROBLEM
    assert "secret" not in answer.text


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        (b'{"age": 1e308, "mrd": 1e308}', "in [0, 1]"),
        (b'{"age": ' + b"9" * 4000 + b"}", "beyond"),
        (b'{"age": ' + b"9" * 5000 + b"}", "error parsing the body"),
        (b'{"age": NaN}', "finite"),
        (b'{"age": ' + b"[" * 30_000, "error parsing the body"),
        (b'{"age": "7", "lineage": 5}', "age must be None or a number, not text"),
        (b'{"lineage": "' + b"x" * 2000 + b'"}', "more than 1000 characters"),
        (b"[]", "valid dictionary"),
        (b"\xff\xfe", "JSON"),
    ],
)
def test_hostile_patients_are_problems(client: TestClient, facts: bytes, said: str) -> None:
    """Facts that are huge, deep, of a wrong type or no JSON at all are told what is wrong with them."""
    headers = {"Content-Type": "application/json"}
    for address in ("/match", "/classify"):
        answer = client.post(address, content=facts, headers=headers)
        assert answer.status_code in {400, 422}
        assert answer.headers["Content-Type"] == PROBLEM
        assert said in answer.text


def test_all_faults_of_a_question_are_told(client: TestClient) -> None:
    """Two things that are wrong are two faults."""
    told = client.get("/search?text=&limit=0").json()
    assert len(told["faults"]) == 2


def test_the_export_is_the_knowledge_base(client: TestClient, tmp_path: Path) -> None:
    """What is exported is read back to an equal value."""
    file = tmp_path / "all.json"
    file.write_bytes(client.get("/export").content)
    assert allkb.read(file) == allkb.load()
    assert parse(file.read_bytes()).faults == ()


def test_answers_carry_the_notice(client: TestClient) -> None:
    """Lists, statements, matches and the document itself say what they are derived from."""
    said = notice(allkb.load())
    assert client.get("/statements").json()["notice"] == said
    assert client.post("/match", json={"age": 7}).json()["notice"] == said
    assert client.get("/openapi.json").json()["info"]["description"] == said


def test_every_operation_documents_its_answers(client: TestClient) -> None:
    """Each operation has a description, a described answer, and described errors."""
    paths = client.get("/openapi.json").json()["paths"]
    operations = [operation for path in paths.values() for operation in path.values()]
    assert len(operations) == 8
    for operation in operations:
        assert operation["description"]
        assert {"200", "400", "404", "422"} <= {*operation["responses"]}
        assert operation["responses"]["200"]["content"]


def test_the_service_is_where_its_readme_says() -> None:
    """The folder that `--app-dir` names has the package."""
    assert (ROOT / "examples/service/app.py").is_file()
