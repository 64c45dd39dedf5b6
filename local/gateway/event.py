"""The event of a request, in payload format 2.0."""

import base64
import json
import uuid
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, unquote

from local import account
from local.gateway.authorizer import Claims
from local.gateway.messages import HttpRequest
from local.gateway.routes import DEFAULT_PATH, Match

# Any other body goes through as Base64, forms included.
_TEXT_TYPES = ("text/", "application/json", "application/javascript", "application/xml")


def request_event(
    request: HttpRequest, match: Match, claims: Claims | None, *, now: datetime
) -> dict[str, Any]:
    """Build what the function is invoked with."""
    headers = {name: value for name, value in request.headers.items() if name != "cookie"}
    event: dict[str, Any] = {
        "version": "2.0",
        "routeKey": match.route.key,
        "rawPath": unquote(request.path),
        "rawQueryString": request.query,
        "headers": headers,
        "requestContext": _context(request, match, claims, now=now),
        "isBase64Encoded": False,
    }
    if "cookie" in request.headers:
        event["cookies"] = [part.strip() for part in request.headers["cookie"].split(";")]
    if request.query:
        event["queryStringParameters"] = _joined_query(request.query)
    if match.path_parameters:
        event["pathParameters"] = dict(match.path_parameters)
    if request.body:
        text = _text_of(request)
        event["isBase64Encoded"] = text is None
        event["body"] = base64.b64encode(request.body).decode() if text is None else text
    return event


def _context(
    request: HttpRequest, match: Match, claims: Claims | None, *, now: datetime
) -> dict[str, Any]:
    context: dict[str, Any] = {
        "accountId": account.ACCOUNT_ID,
        "apiId": "local",
        "domainName": request.headers.get("host", ""),
        "domainPrefix": "local",
        "http": {
            "method": request.method,
            "path": unquote(request.path),
            "protocol": request.protocol,
            "sourceIp": request.source_ip,
            "userAgent": request.headers.get("user-agent", ""),
        },
        "requestId": str(uuid.uuid4()),
        "routeKey": match.route.key,
        "stage": DEFAULT_PATH,
        "time": now.astimezone(UTC).strftime("%d/%b/%Y:%H:%M:%S +0000"),
        "timeEpoch": int(now.timestamp() * 1000),
    }
    if claims is not None:
        texts = {name: _claim_text(value) for name, value in claims.items()}
        context["authorizer"] = {"jwt": {"claims": texts, "scopes": None}}
    return context


def _claim_text(value: Any) -> str:  # noqa: ANN401 - any JSON value
    # Every claim reaches the function as a string, a list as "[a b]".
    if isinstance(value, list):
        return f"[{' '.join(map(str, value))}]"
    return value if isinstance(value, str) else json.dumps(value)


def _joined_query(query: str) -> dict[str, str]:
    joined: dict[str, str] = {}
    for name, value in parse_qsl(query, keep_blank_values=True):
        joined[name] = f"{joined[name]},{value}" if name in joined else value
    return joined


def _text_of(request: HttpRequest) -> str | None:
    content_type = request.headers.get("content-type", "").lower()
    if "content-encoding" in request.headers or not content_type.startswith(_TEXT_TYPES):
        return None
    try:
        return request.body.decode()
    except UnicodeDecodeError:
        return None
