"""What was wrong with a request, told as RFC 9457 has it."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

import allkb
from service.models import Problem

PROBLEM = "application/problem+json"

Described = dict[int | str, dict[str, Any]]

_SAID = {
    400: "The question makes no sense.",
    404: "There is no such thing.",
    422: "The question is not well formed.",
    413: "The body is too large.",
    500: "Something is wrong with the service.",
}


def described(*statuses: int) -> Described:
    """Return how the OpenAPI document describes errors."""
    schema = Problem.model_json_schema()
    content = {PROBLEM: {"schema": schema}}
    return {status: {"description": _SAID[status], "content": content} for status in statuses}


def problem(status: int, title: str, detail: str, faults: tuple[str, ...] = ()) -> Response:
    """Return what was wrong with a request."""
    told = Problem(title=title, status=status, detail=detail, faults=[*faults])
    return JSONResponse(told.model_dump(), status_code=status, media_type=PROBLEM)


def add_problems(app: FastAPI) -> None:
    """Have every error of an application told in this form."""

    @app.exception_handler(allkb.UnknownIdError)
    def unknown(_: Request, error: allkb.UnknownIdError) -> Response:
        return problem(404, "Unknown id", str(error))

    @app.exception_handler(allkb.InvalidValueError)
    def invalid(_: Request, error: allkb.InvalidValueError) -> Response:
        return problem(400, "Invalid question", str(error), error.faults)

    @app.exception_handler(ValueError)
    def senseless(_: Request, error: ValueError) -> Response:
        return problem(400, "Invalid question", str(error))

    @app.exception_handler(RequestValidationError)
    def malformed(_: Request, error: RequestValidationError) -> Response:
        faults = tuple(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        return problem(422, "Malformed question", "; ".join(faults), faults)

    @app.exception_handler(HTTPException)
    def refused(_: Request, error: HTTPException) -> Response:
        told = problem(error.status_code, "Refused", str(error.detail))
        told.headers.update(error.headers or {})
        return told

    @app.exception_handler(Exception)
    def failed(_: Request, __: Exception) -> Response:
        # What went wrong is in the log, and is nobody else's business.
        return problem(500, "Failed", _SAID[500])
