"""Answers with an entity tag, so that a client that polls is told nothing twice."""

import hashlib
from collections.abc import Callable
from datetime import timedelta
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


def watched(
    body: BaseModel, known: str | None, wait: int, look_later: Callable[[timedelta], BaseModel]
) -> Response[str]:
    """A JSON answer with its ETag, or 304 when `known` (If-None-Match) names it already.

    Whoever would wait up to `wait` seconds, and is not told anything new by `body`, is answered
    with what `look_later` finds.
    """
    text = body.model_dump_json()
    tag = entity_tag(text)
    if wait and (known is None or matches(tag, known)):
        text = look_later(timedelta(seconds=wait)).model_dump_json()
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
