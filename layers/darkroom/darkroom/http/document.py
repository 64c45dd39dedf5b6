"""Routes about the API itself: catalogue, health, configuration, OpenAPI and its page."""

import json
from functools import lru_cache
from importlib.resources import files
from typing import Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response, content_types

from darkroom.http.answers import JSON, answer
from darkroom.http.bodies import Catalogue, ClientConfiguration, Health, OperationBody
from darkroom.http.callers import user_id_of
from darkroom.http.content_types import MULTIPART_PATH
from darkroom.http.responses import responses
from darkroom.http.use_cases import RequestLimits, UseCases
from darkroom.operations import OPERATIONS
from darkroom.services.accept_operations import MAX_PENDING

_DESCRIPTION = """\
Upload photos, say what is to be done, watch, and download the results.

A job may have {limits.max_photos} photos, and each of them {limits.max_outputs} outputs. A photo \
may have {megabytes:g} MB and, unless the service is set up otherwise, 50 million pixels; all its \
outputs together may take 1 GB of memory, 20 seconds of a processor and 30 seconds by the clock.

While {pending:,} operations on a library wait to be applied, no more are taken: 409 \
`library_behind`.

What comes with a result but is no mistake is in the `warnings` of a photo, whose codes are \
explained in the schema `PhotoBody`.
"""

_PAGE_LINK = 'currentUrl.pathname + "?format=json"'

_OPEN_TO_ALL = {"/v1/health", "/config.json"}
_WITHOUT_PARAMETERS = {*_OPEN_TO_ALL, "/v1/library", "/v1/operations"}


def document_routes(app: APIGatewayHttpResolver, use: UseCases) -> None:
    """Add the routes about the API itself."""

    @app.get(
        "/v1/operations",
        summary="List the operations",
        tags=["about"],
        responses=responses({200: ("All operations.", Catalogue)}, 401),
    )
    def list_operations() -> Response[str]:
        """What can be done to a photo: lanes, parameters, examples."""
        user_id_of(app.current_event)
        return answer(catalogue())

    @app.get(
        "/v1/health",
        summary="Is the service up?",
        tags=["about"],
        responses=responses({200: ("It is.", Health)}),
    )
    def report_health() -> Response[str]:
        """Answers as soon as the service does."""
        return answer(Health())

    @app.get(
        "/config.json",
        summary="Where to sign in",
        tags=["about"],
        responses=responses({200: ("The client's configuration.", ClientConfiguration)}),
    )
    def configure_client() -> Response[str]:
        """Where a client finds the API and signs in: no secrets."""
        configuration = ClientConfiguration(
            api=f"https://{app.current_event.request_context.domain_name}",
            region=use.region,
            user_pool_client_id=use.user_pool_client_id,
            sign_in_endpoint=f"https://cognito-idp.{use.region}.amazonaws.com/",
        )
        return answer(configuration)

    document = lru_cache(maxsize=1)(lambda: _document(app, use.limits))

    @app.get("/v1/openapi.json", include_in_schema=False)
    def show_document() -> Response[str]:
        """The OpenAPI document."""
        return Response(status_code=200, content_type=JSON, body=document())

    @app.get("/docs", include_in_schema=False)
    def show_page() -> Response[str]:
        """The documentation page: everything inline, nothing from other hosts."""
        page = _page(document())
        return Response(status_code=200, content_type=content_types.TEXT_HTML, body=page)


def catalogue() -> Catalogue:
    """Every operation with its lane, the JSON Schema of its parameters, and an example."""
    return Catalogue(
        items=tuple(
            OperationBody(
                name=operation.name(),
                lane=operation.lane,
                summary=operation.summary,
                parameters=operation.model_json_schema(),
                example=operation.example,
            )
            for operation in OPERATIONS
        )
    )


def _document(app: APIGatewayHttpResolver, limits: RequestLimits) -> str:
    # Here, because a cold start would pay for it and hardly anybody asks for the document.
    from aws_lambda_powertools.event_handler.openapi.models import HTTPBearer  # noqa: PLC0415 - when used

    text = app.get_openapi_json_schema(
        title="Darkroom",
        version="1",
        description=_DESCRIPTION.format(
            limits=limits,
            megabytes=limits.max_photo_bytes / (1 << 20),
            pending=MAX_PENDING,
        ),
        security_schemes={"access_token": HTTPBearer(bearerFormat="JWT")},
        security=[{"access_token": []}],
    )
    document: dict[str, Any] = json.loads(text)
    paths = document["paths"]
    # The resolver keeps the two bodies of POST /v1/jobs apart by path; to a client they are one.
    form = paths.pop(MULTIPART_PATH)["post"]
    opening = paths["/v1/jobs"]["post"]
    opening["requestBody"]["content"] |= form["requestBody"]["content"]
    opening["responses"] |= {
        status: answer_ for status, answer_ in form["responses"].items() if status in {"202", "413"}
    }
    for path in _WITHOUT_PARAMETERS:
        # The resolver says of every route that its parameters may be wrong.
        del paths[path]["get"]["responses"]["422"]
    for path in _OPEN_TO_ALL:
        paths[path]["get"]["security"] = []
    return json.dumps(document)


def _page(document: str) -> str:
    from aws_lambda_powertools.event_handler.openapi.swagger_ui.html import (  # noqa: PLC0415 - when used
        generate_swagger_html,
    )

    assets = files("aws_lambda_powertools.event_handler.openapi.swagger_ui")
    page = generate_swagger_html(
        # A closing tag inside the JSON would end the script that holds it.
        document.replace("</", "<\\/"),
        assets.joinpath("swagger-ui-bundle.min.js").read_text(encoding="utf-8"),
        assets.joinpath("swagger-ui.min.css").read_text(encoding="utf-8"),
        swagger_base_url="",
        oauth2_config=None,
        persist_authorization=False,
    )
    # Powertools links to its own route for the document, which ours takes the place of.
    return page.replace(_PAGE_LINK, '"/v1/openapi.json"')
