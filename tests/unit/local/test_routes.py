"""The route that API Gateway would choose."""

import pytest

from local.gateway.routes import Route, RouteTable, routes_of

_TABLE = RouteTable(
    Route(method, path, "api", None)
    for method, path in [
        ("ANY", "$default"),
        ("ANY", "/v1/{proxy+}"),
        ("GET", "/v1/health"),
        ("GET", "/v1/jobs/{job_id}"),
        ("ANY", "/v1/jobs/{job_id}"),
        ("GET", "/v1/jobs/latest"),
    ]
)


@pytest.mark.parametrize(
    ("method", "path", "key", "parameters"),
    [
        ("GET", "/v1/health", "GET /v1/health", {}),
        ("POST", "/v1/health", "ANY /v1/{proxy+}", {"proxy": "health"}),
        ("GET", "/v1/jobs/latest", "GET /v1/jobs/latest", {}),
        ("GET", "/v1/jobs/1%202", "GET /v1/jobs/{job_id}", {"job_id": "1 2"}),
        ("DELETE", "/v1/jobs/1", "ANY /v1/jobs/{job_id}", {"job_id": "1"}),
        ("GET", "/v1/jobs/1/photos", "ANY /v1/{proxy+}", {"proxy": "jobs/1/photos"}),
        ("GET", "/elsewhere", "$default", {}),
        ("GET", "/v1/", "$default", {}),
    ],
)
def test_most_exact_route_takes_the_request(
    method: str, path: str, key: str, parameters: dict[str, str]
) -> None:
    match = _TABLE.find(method, path)

    assert match is not None
    assert match.route.key == key
    assert match.path_parameters == parameters


def test_path_without_a_route_has_none() -> None:
    assert RouteTable([Route("GET", "/v1/health", "api", None)]).find("GET", "/") is None


def test_routes_are_read_from_what_sam_makes_of_events() -> None:
    function = "arn:aws:lambda:us-east-1:123456789012:function:api"
    uri = f"arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/{function}/invocations"
    integration = {"x-amazon-apigateway-integration": {"uri": uri}}
    definition = {
        "paths": {
            "/v1/{proxy+}": {
                "x-amazon-apigateway-any-method": {**integration, "security": [{"Jwt": []}]}
            },
            "/v1/health": {"get": {**integration, "security": [{"NONE": []}]}, "options": {}},
            "/$default": {"x-amazon-apigateway-any-method": integration},
        }
    }

    assert routes_of(definition) == [
        Route("ANY", "/v1/{proxy+}", "api", "Jwt"),
        Route("GET", "/v1/health", "api", None),
        Route("ANY", "$default", "api", None),
    ]
