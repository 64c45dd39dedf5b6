"""What a function returned, as an HTTP response."""

import base64
import binascii
import json
from collections.abc import Iterator, Mapping
from typing import Any

from local.gateway.messages import HttpResponse


class MalformedReplyError(Exception):
    """A function returned what payload format 2.0 has no meaning for."""


def response_of(result: Any) -> HttpResponse:  # noqa: ANN401 - whatever a handler returned
    """Read a function's result.

    Raises:
        MalformedReplyError: API Gateway would answer 500 for it.
    """
    if not isinstance(result, Mapping) or "statusCode" not in result:
        # "If your function returns valid JSON and no statusCode": the result is the body.
        body = result if isinstance(result, str) else json.dumps(result)
        return HttpResponse(200, (("content-type", "application/json"),), body.encode())
    try:
        status = int(result["statusCode"])
        headers = tuple(_headers(result))
        return HttpResponse(status, headers, _body(result))
    except (TypeError, ValueError, AttributeError, binascii.Error) as error:
        raise MalformedReplyError(str(error)) from error


def _headers(result: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    names = set()
    for name, value in (result.get("headers") or {}).items():
        names.add(name.lower())
        yield name.lower(), str(value)
    for name, values in (result.get("multiValueHeaders") or {}).items():
        if name.lower() not in names:
            names.add(name.lower())
            yield name.lower(), ",".join(map(str, values))
    if "content-type" not in names and result.get("body"):
        yield "content-type", "text/plain;charset=UTF-8"
    for cookie in result.get("cookies") or []:
        yield "set-cookie", str(cookie)


def _body(result: Mapping[str, Any]) -> bytes:
    body = result.get("body") or ""
    if not isinstance(body, str):
        body = json.dumps(body)
    return base64.b64decode(body, validate=True) if result.get("isBase64Encoded") else body.encode()
