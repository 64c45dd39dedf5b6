"""Answers with an entity tag, so that a client that polls is told nothing twice."""

import hashlib
from http import HTTPStatus

from aws_lambda_powertools.event_handler import Response
from pydantic import BaseModel

JSON = "application/json"


def answer(body: BaseModel, status: HTTPStatus = HTTPStatus.OK) -> Response[str]:
    """A JSON answer that nobody may store."""
    return Response(
        status_code=status,
        content_type=JSON,
        body=body.model_dump_json(),
        headers={"Cache-Control": "no-store"},
    )


def tagged(body: BaseModel, known: str | None) -> Response[str]:
    """A JSON answer with its ETag, or 304 when `known` (If-None-Match) names it already."""
    text = body.model_dump_json()
    tag = entity_tag(text)
    headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
    if matches(tag, known):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers, body="")
    return Response(status_code=HTTPStatus.OK, content_type=JSON, body=text, headers=headers)


def entity_tag(text: str) -> str:
    """A strong tag: another text has another."""
    return f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'


def matches(tag: str, known: str | None) -> bool:
    """Whether an If-None-Match header names this tag; proxies may have weakened it."""
    if known is None:
        return False
    listed = {part.strip().removeprefix("W/") for part in known.split(",")}
    return tag in listed or "*" in listed
