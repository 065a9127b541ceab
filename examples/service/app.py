"""
An HTTP service that embeds the library.

    pip install . fastapi uvicorn
    uvicorn --app-dir examples service.app:app

`/docs` explains it. Not clinical advice: it states evidence, and ranks and recommends nothing.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import Body, FastAPI, Path, Query, Request, Response
from fastapi.responses import JSONResponse
from pydantic import WithJsonSchema

import allkb
from allkb.answers import LONGEST, MOST, Questions, facts_schema
from allkb.codec import dumps
from allkb.views import notice
from service.bounds import Bounded
from service.models import Brief, Changes, Citation, Matches, Page, Shown, Terms
from service.problems import add_problems, described
from service.tags import Tagged

Text = Annotated[str | None, Query(max_length=LONGEST)]
Standing = Annotated[bool, Query(description="Only what is said still.")]
Limit = Annotated[int, Query(ge=1, le=MOST)]
Offset = Annotated[int, Query(ge=0, le=1_000_000)]
Facts = Annotated[
    dict[str, Any],
    WithJsonSchema(facts_schema()),
    Body(
        description="Facts by the names of the fields of `allkb.Patient`; what is left out is not known.",
        examples=[{"age": 7, "lineage": "B-ALL", "relapse_number": 1}],
    ),
]
Id = Annotated[str, Path(max_length=LONGEST)]


def create_app(kb: allkb.KnowledgeBase | None = None) -> FastAPI:
    """
    Return the service.

    Args:
        kb: The knowledge base that it answers from; the bundled one by default.
    """
    base = kb if kb is not None else allkb.load()
    ask = Questions(base)
    app = FastAPI(
        title="allkb: evidence on relapsed childhood ALL",
        version=f"{allkb.__version__} (data {base.version})",
        description=notice(base),
        responses=described(400, 404, 422, 500),
    )
    app.add_middleware(Tagged, data=f"{allkb.__version__} {base.digest}")
    app.add_middleware(Bounded)
    add_problems(app)
    _add_lists(app, ask)
    _add_patients(app, ask)
    _add_whole(app, base)
    return app


def _add_lists(app: FastAPI, ask: Questions) -> None:
    """Add what lists, shows and finds statements."""

    @app.get("/statements", response_model=Page[Brief])
    def statements(
        response: Response,
        request: Request,
        kind: Text = None,
        topic: Text = None,
        concept: Text = None,
        endpoint: Text = None,
        level: Text = None,
        source: Text = None,
        day: Text = None,
        standing: Standing = False,  # noqa: FBT002  the framework passes it by name
        limit: Limit = 10,
        offset: Offset = 0,
    ) -> Any:
        """List statements; everything that is given narrows."""
        found = ask.statements(
            kind=kind,
            topic=topic,
            concept=concept,
            endpoint=endpoint,
            level=level,
            source=source,
            day=day,
            standing=standing,
            limit=limit,
            offset=offset,
        )
        return _paged(request, response, found)

    @app.get("/statements/{id}", response_model=Shown)
    def statement(id: Id) -> Any:
        """Show all that is held of one statement."""
        return ask.show(id)

    @app.get("/search", response_model=Page[Brief])
    def search(
        response: Response,
        request: Request,
        text: Annotated[str, Query(min_length=1, max_length=LONGEST)],
        limit: Limit = 10,
        offset: Offset = 0,
    ) -> Any:
        """Find statements that have any of the words of a text, best first."""
        return _paged(request, response, ask.search(text, limit=limit, offset=offset))

    @app.get("/changes", response_model=Changes)
    def changes(
        response: Response,
        request: Request,
        old: Annotated[str, Query(max_length=LONGEST)] = "2012",
        new: Annotated[str, Query(max_length=LONGEST)] = "2025",
        kind: Text = None,
        limit: Limit = 10,
        offset: Offset = 0,
    ) -> Any:
        """List what changed in the sources from one day, year or revision to a later one."""
        found = ask.changes(old, new, kind=kind, limit=limit, offset=offset)
        return _paged(request, response, found)

    @app.get("/citations", response_model=Page[Citation])
    def citations(
        response: Response,
        request: Request,
        id: Annotated[list[str], Query(min_length=1, max_length=MOST)],
        limit: Limit = MOST,
        offset: Offset = 0,
    ) -> Any:
        """List the papers that statements give."""
        return _paged(request, response, ask.cite(id, limit=limit, offset=offset))


def _add_patients(app: FastAPI, ask: Questions) -> None:
    """Add what is asked about a patient; the patient is not kept."""

    @app.post("/match", response_model=Matches, responses=described(413))
    def match(facts: Facts, topic: Text = None, limit: Limit = 10, offset: Offset = 0) -> Any:
        """Say which statements are about patients like one, which may be, and why."""
        return ask.match(facts, topic=topic, limit=limit, offset=offset)

    @app.post("/classify", response_model=Terms, responses=described(413))
    def classify(facts: Facts) -> Any:
        """Say what each study group's terms make of a patient."""
        return ask.classify(facts)


def _add_whole(app: FastAPI, base: allkb.KnowledgeBase) -> None:
    """Add what gives the data away as a whole."""
    whole = dumps(base.document)

    @app.get("/export", response_class=JSONResponse)
    def export(format: Literal["json"] = "json") -> Response:
        """Give the whole data as one file, which `allkb.read` reads."""
        del format
        return Response(whole, media_type="application/json")


def _paged(request: Request, response: Response, found: dict[str, Any]) -> dict[str, Any]:
    """Tell where the next page is, by an address that holds under whatever name this is called."""
    if found["next_offset"] is not None:
        following = request.url.include_query_params(offset=found["next_offset"])
        response.headers["Link"] = f'<{following.path}?{following.query}>; rel="next"'
    return found


app = create_app()
