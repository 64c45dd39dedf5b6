"""The gateway without a socket: events in, responses out, and its own refusals."""

import base64
import json
from collections.abc import Mapping
from typing import Any

import pytest

from local.execution.invocation import Invocation
from local.gateway.authorizer import Claims, JwtAuthorizer, UnauthorizedError
from local.gateway.cors import CorsConfiguration
from local.gateway.gateway import MAX_BODY_BYTES, Gateway, Invoke
from local.gateway.messages import HttpRequest, HttpResponse
from local.gateway.reply import MalformedReplyError, response_of
from local.gateway.routes import Route, RouteTable

_ROUTES = RouteTable(
    [Route("ANY", "/v1/{proxy+}", "api", "Jwt"), Route("GET", "/open", "api", None)]
)
_CORS = CorsConfiguration.of(
    {
        "x-amazon-apigateway-cors": {
            "allowOrigins": ["https://darkroom.example"],
            "allowMethods": ["GET", "POST"],
            "allowHeaders": ["authorization"],
            "exposeHeaders": ["etag"],
            "maxAge": 600,
        }
    }
)


class TokenIsThere(JwtAuthorizer):
    """Takes any token, and gives claims of every kind."""

    def authorize(self, headers: Mapping[str, str]) -> Claims:
        """Ask only for the header."""
        if "authorization" not in headers:
            raise UnauthorizedError("token_missing", "Sign in.")
        return {"sub": "user-1", "exp": 7, "email_verified": True, "cognito:groups": ["a", "b"]}


def _gateway(invoke: Invoke) -> Gateway:
    authorizer = TokenIsThere("", frozenset(), lambda: pytest.fail("no keys"), lambda: 0)
    return Gateway(_ROUTES, {"Jwt": authorizer}, _CORS, invoke, now=lambda: 1_795_176_000.5)


def _event_of(request: HttpRequest) -> dict[str, Any]:
    events: list[dict[str, Any]] = []

    def invoke(_name: str, event: bytes) -> Invocation:
        events.append(json.loads(event))
        return Invocation(b'{"statusCode":204}', 1.0)

    _gateway(invoke).handle(request)
    return events[0]


def _answer(answer: bytes, path: str = "/open", **headers: str) -> HttpResponse:
    gateway = _gateway(lambda _name, _event: Invocation.of_answer(answer, 1.0))
    return gateway.handle(HttpRequest("GET", path, headers=headers))


def _problem(response: HttpResponse) -> tuple[int, str, str]:
    assert dict(response.headers)["content-type"] == "application/problem+json"
    document = json.loads(response.body)
    assert document["status"] == response.status
    return response.status, document["code"], document["message"]


def test_event_has_payload_format_2() -> None:
    request = HttpRequest(
        "POST",
        "/v1/jobs/a%20b",
        "limit=2&limit=3&name=%C3%A9",
        {
            "authorization": "Bearer t",
            "cookie": "a=1; b=2",
            "content-type": "application/json; charset=utf-8",
            "host": "127.0.0.1:8000",
            "user-agent": "curl",
        },
        '{"é":1}'.encode(),
    )

    event = _event_of(request)

    request_id = event["requestContext"].pop("requestId")
    assert len(request_id) == 36
    assert event == {
        "version": "2.0",
        "routeKey": "ANY /v1/{proxy+}",
        "rawPath": "/v1/jobs/a b",
        "rawQueryString": "limit=2&limit=3&name=%C3%A9",
        "cookies": ["a=1", "b=2"],
        "headers": {name: text for name, text in request.headers.items() if name != "cookie"},
        "queryStringParameters": {"limit": "2,3", "name": "é"},
        "pathParameters": {"proxy": "jobs/a b"},
        "requestContext": {
            "accountId": "123456789012",
            "apiId": "local",
            "authorizer": {
                "jwt": {
                    "claims": {
                        "sub": "user-1",
                        "exp": "7",
                        "email_verified": "true",
                        "cognito:groups": "[a b]",
                    },
                    "scopes": None,
                }
            },
            "domainName": "127.0.0.1:8000",
            "domainPrefix": "local",
            "http": {
                "method": "POST",
                "path": "/v1/jobs/a b",
                "protocol": "HTTP/1.1",
                "sourceIp": "127.0.0.1",
                "userAgent": "curl",
            },
            "routeKey": "ANY /v1/{proxy+}",
            "stage": "$default",
            "time": "20/Nov/2026:12:00:00 +0000",
            "timeEpoch": 1795176000500,
        },
        "body": '{"é":1}',
        "isBase64Encoded": False,
    }


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ({"content-type": "image/jpeg"}, b"\xff\xd8"),
        ({"content-type": "multipart/form-data; boundary=b"}, b"--b--"),
        ({"content-type": "application/x-www-form-urlencoded"}, b"a=1"),
        ({"content-type": "application/json", "content-encoding": "gzip"}, b"{}"),
        ({"content-type": "application/json"}, b"\xff"),
        ({}, b"{}"),
    ],
    ids=["image", "multipart", "form", "compressed", "not text", "unnamed"],
)
def test_body_that_is_not_text_goes_through_as_base64(headers: dict[str, str], body: bytes) -> None:
    event = _event_of(HttpRequest("GET", "/open", headers=headers, body=body))

    assert event["isBase64Encoded"] is True
    assert base64.b64decode(event["body"]) == body


def test_route_without_an_authorizer_has_none_in_its_event() -> None:
    event = _event_of(HttpRequest("GET", "/open"))

    assert "authorizer" not in event["requestContext"]
    assert not {"body", "cookies", "pathParameters", "queryStringParameters"} & event.keys()


@pytest.mark.parametrize(
    ("result", "expected"),
    [
        (
            {"message": "hi"},
            HttpResponse(200, (("content-type", "application/json"),), b'{"message": "hi"}'),
        ),
        ("hi", HttpResponse(200, (("content-type", "application/json"),), b"hi")),
        ({"statusCode": "204"}, HttpResponse(204)),
        (
            {
                "statusCode": 201,
                "headers": {"Content-Type": "text/html", "X-Number": 1},
                "multiValueHeaders": {"Vary": ["a", "b"], "content-type": ["ignored"]},
                "cookies": ["a=1", "b=2"],
                "body": "<p>",
            },
            HttpResponse(
                201,
                (
                    ("content-type", "text/html"),
                    ("x-number", "1"),
                    ("vary", "a,b"),
                    ("set-cookie", "a=1"),
                    ("set-cookie", "b=2"),
                ),
                b"<p>",
            ),
        ),
        (
            {"statusCode": 200, "body": "/9g=", "isBase64Encoded": True},
            HttpResponse(200, (("content-type", "text/plain;charset=UTF-8"),), b"\xff\xd8"),
        ),
        (
            {"statusCode": 200, "body": {"a": 1}, "headers": {"content-type": "application/json"}},
            HttpResponse(200, (("content-type", "application/json"),), b'{"a": 1}'),
        ),
    ],
    ids=["bare object", "bare text", "empty", "everything", "binary", "object body"],
)
def test_result_becomes_a_response(result: object, expected: HttpResponse) -> None:
    assert response_of(result) == expected


@pytest.mark.parametrize(
    "result",
    [
        {"statusCode": "fine"},
        {"statusCode": 200, "headers": ["no"]},
        {"statusCode": 200, "body": "!", "isBase64Encoded": True},
    ],
    ids=["status", "headers", "base64"],
)
def test_result_without_meaning_is_an_error(result: object) -> None:
    with pytest.raises(MalformedReplyError):
        response_of(result)


@pytest.mark.parametrize(
    "answer",
    [
        b'{"errorType":"Runtime.ExitError","errorMessage":"exit status 3"}',
        b"Task timed out after 29.00 seconds",
        b'{"statusCode":"fine"}',
    ],
    ids=["crash", "timeout", "malformed"],
)
def test_failed_function_is_an_internal_error(answer: bytes) -> None:
    problem = _problem(_answer(answer))

    assert problem == (500, "internal_error", "Internal Server Error")


def test_slow_function_is_unavailable() -> None:
    def invoke(_name: str, _event: bytes) -> Invocation:
        raise TimeoutError

    problem = _problem(_gateway(invoke).handle(HttpRequest("GET", "/open")))

    assert problem == (503, "service_unavailable", "Service Unavailable")


def test_request_without_a_token_never_reaches_the_function() -> None:
    assert _problem(_answer(b"{}", "/v1/jobs")) == (401, "token_missing", "Unauthorized")


def test_path_without_a_route_is_not_found() -> None:
    assert _problem(_answer(b"{}", "/elsewhere")) == (404, "not_found", "Not Found")


@pytest.mark.parametrize(
    "size", [MAX_BODY_BYTES + 1, 6 * 1024 * 1024], ids=["body limit", "payload limit"]
)
def test_body_over_a_limit_is_too_large(size: int) -> None:
    gateway = _gateway(lambda _name, _event: pytest.fail("was invoked"))

    response = gateway.handle(HttpRequest("GET", "/open", body=bytes(size)))

    assert _problem(response) == (413, "body_too_large", "Request Entity Too Large")


def test_preflight_is_answered_by_the_gateway() -> None:
    gateway = _gateway(lambda _name, _event: pytest.fail("was invoked"))
    headers = {"origin": "https://darkroom.example", "access-control-request-method": "POST"}

    response = gateway.handle(HttpRequest("OPTIONS", "/v1/jobs", headers=headers))

    assert response == HttpResponse(
        204,
        (
            ("access-control-allow-origin", "https://darkroom.example"),
            ("access-control-expose-headers", "etag"),
            ("access-control-allow-methods", "GET,POST"),
            ("access-control-allow-headers", "authorization"),
            ("access-control-max-age", "600"),
        ),
    )


def test_page_of_another_origin_gets_no_permission() -> None:
    response = _answer(b"{}", origin="https://elsewhere.example")

    assert not [name for name, _ in response.headers if name.startswith("access-control")]


def test_function_cannot_widen_the_cors_of_the_template() -> None:
    answer = b'{"statusCode":200,"headers":{"Access-Control-Allow-Origin":"*"}}'

    response = _answer(answer, origin="https://darkroom.example")

    allowed = [text for name, text in response.headers if name == "access-control-allow-origin"]
    assert allowed == ["https://darkroom.example"]


def test_refusals_can_be_read_by_a_page() -> None:
    response = _answer(b"{}", "/v1/jobs", origin="https://darkroom.example")

    assert response.status == 401
    assert ("access-control-allow-origin", "https://darkroom.example") in response.headers
