"""The CORS configuration of an HTTP API, which the gateway itself answers browsers with."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from local.gateway.messages import HttpRequest, HttpResponse

Header = tuple[str, str]


@dataclass(frozen=True)
class CorsConfiguration:
    """Which pages may call the API."""

    origins: tuple[str, ...] = ()
    methods: tuple[str, ...] = ()
    headers: tuple[str, ...] = ()
    exposed: tuple[str, ...] = ()
    max_age_seconds: int | None = None
    allows_credentials: bool = False

    @classmethod
    def of(cls, definition: Mapping[str, Any]) -> Self:
        """Read it out of the API's OpenAPI document."""
        cors = definition.get("x-amazon-apigateway-cors", {})
        return cls(
            origins=tuple(cors.get("allowOrigins", ())),
            methods=tuple(cors.get("allowMethods", ())),
            headers=tuple(cors.get("allowHeaders", ())),
            exposed=tuple(cors.get("exposeHeaders", ())),
            max_age_seconds=cors.get("maxAge"),
            allows_credentials=bool(cors.get("allowCredentials", False)),
        )

    def is_preflight(self, request: HttpRequest) -> bool:
        """Tell whether a request is a browser's question, which no function sees."""
        asks = {"origin", "access-control-request-method"} <= request.headers.keys()
        return bool(self.origins) and request.method == "OPTIONS" and asks

    def preflight(self, request: HttpRequest) -> HttpResponse:
        """Answer a browser's question; without permission the headers are missing."""
        headers = list(self.response_headers(request))
        if headers:
            headers += [
                ("access-control-allow-methods", ",".join(self.methods)),
                ("access-control-allow-headers", ",".join(self.headers)),
            ]
            if self.max_age_seconds is not None:
                headers.append(("access-control-max-age", str(self.max_age_seconds)))
        return HttpResponse(204, tuple(headers))

    def response_headers(self, request: HttpRequest) -> tuple[Header, ...]:
        """Return what a browser needs to let the page read a response."""
        origin = request.headers.get("origin")
        if origin is None or not {"*", origin}.intersection(self.origins):
            return ()
        allowed = "*" if "*" in self.origins else origin
        headers = [("access-control-allow-origin", allowed)]
        if self.exposed:
            headers.append(("access-control-expose-headers", ",".join(self.exposed)))
        if self.allows_credentials:
            headers.append(("access-control-allow-credentials", "true"))
        return tuple(headers)
