"""Routes of an HTTP API and which of them takes a request."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import unquote

DEFAULT_PATH = "$default"
_ANY_METHOD = "x-amazon-apigateway-any-method"
_FUNCTION_IN_URI = re.compile(r":function:([^/:]+)/invocations")


@dataclass(frozen=True)
class Route:
    """One route, the function behind it and the authorizer before it."""

    method: str
    path: str
    function_name: str
    authorizer: str | None

    @property
    def key(self) -> str:
        """Return the route key that events carry."""
        return DEFAULT_PATH if self.path == DEFAULT_PATH else f"{self.method} {self.path}"

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Return what paths of this route look like."""
        if self.path == DEFAULT_PATH:
            return re.compile(".*", re.DOTALL)
        parts = re.split(r"(\{[^}]+\})", self.path)
        return re.compile("".join(_part(part) for part in parts), re.DOTALL)

    @property
    def rank(self) -> tuple[int, ...]:
        """Return the order in which API Gateway prefers routes: the most exact one first.

        Literal segments come before variables, variables before the greedy one, and a named
        method before ANY.
        """
        if self.path == DEFAULT_PATH:
            return (3,)
        return (*map(_segment_rank, self.path.strip("/").split("/")), int(self.method == "ANY"))


@dataclass(frozen=True)
class Match:
    """A route and what its variables stand for."""

    route: Route
    path_parameters: Mapping[str, str]


class RouteTable:
    """The routes of one API."""

    def __init__(self, routes: Iterable[Route]) -> None:
        self._routes = sorted(routes, key=lambda route: route.rank)

    def find(self, method: str, path: str) -> Match | None:
        """Return the most exact route for a request."""
        for route in self._routes:
            if route.method not in {"ANY", method}:
                continue
            match = route.pattern.fullmatch(path)
            if match:
                names = re.findall(r"\{([^}+]+)\+?\}", route.path)
                values = map(unquote, match.groups())
                return Match(route, dict(zip(names, values, strict=True)))
        return None


def routes_of(definition: Mapping[str, Any]) -> list[Route]:
    """Read the routes out of the OpenAPI document that SAM makes of a function's events."""
    return [
        _route(path, method, operation)
        for path, operations in definition.get("paths", {}).items()
        for method, operation in operations.items()
        if "x-amazon-apigateway-integration" in operation
    ]


def _route(path: str, method: str, operation: Mapping[str, Any]) -> Route:
    # In an OpenAPI document every path begins with a slash, also that of the default route.
    path = DEFAULT_PATH if path == f"/{DEFAULT_PATH}" else path
    uri = operation["x-amazon-apigateway-integration"]["uri"]
    function = _FUNCTION_IN_URI.search(uri)
    names = [name for requirement in operation.get("security", []) for name in requirement]
    authorizer = next((name for name in names if name != "NONE"), None)
    return Route(
        method="ANY" if method == _ANY_METHOD else method.upper(),
        path=path,
        function_name=function[1] if function else uri,
        authorizer=authorizer,
    )


def _part(part: str) -> str:
    if not part.startswith("{"):
        return re.escape(part)
    return "(.+)" if part.endswith("+}") else "([^/]+)"


def _segment_rank(segment: str) -> int:
    if not segment.startswith("{"):
        return 0
    return 2 if segment.endswith("+}") else 1
