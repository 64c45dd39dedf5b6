"""Building the gateway out of the stack's HTTP API."""

import time
from collections.abc import Mapping
from typing import Any

import requests
from joserfc.jwk import KeySet

from local.errors import LocalError
from local.gateway.authorizer import FetchKeys, JwtAuthorizer
from local.gateway.cors import CorsConfiguration
from local.gateway.gateway import Gateway, Invoke
from local.gateway.routes import RouteTable, routes_of
from local.stack.stack import Stack

_KEYS_LIVE_SECONDS = 2 * 3600


def gateway_of(stack: Stack, invoke: Invoke) -> Gateway:
    """Build the gateway of the stack's HTTP API.

    Raises:
        LocalError: the stack has none.
    """
    apis = list(stack.of_type("AWS::ApiGatewayV2::Api"))
    if not apis:
        raise LocalError("template.yaml has no HTTP API.")
    definition = apis[0][1]["Body"]
    return Gateway(
        routes=RouteTable(routes_of(definition)),
        authorizers=_authorizers(definition, stack.cloud.endpoint),
        cors=CorsConfiguration.of(definition),
        invoke=invoke,
    )


def _authorizers(definition: Mapping[str, Any], endpoint: str) -> dict[str, JwtAuthorizer]:
    schemes = definition.get("components", {}).get("securitySchemes", {})
    return {
        name: _authorizer(scheme["x-amazon-apigateway-authorizer"]["jwtConfiguration"], endpoint)
        for name, scheme in schemes.items()
    }


def _authorizer(configuration: Mapping[str, Any], endpoint: str) -> JwtAuthorizer:
    issuer = str(configuration["issuer"])
    # The issuer is that of the real region; its keys are here.
    keys_url = f"{endpoint}/{issuer.rpartition('/')[2]}/.well-known/jwks.json"
    audience = frozenset(configuration["audience"])
    return JwtAuthorizer(issuer, audience, _cached_keys(keys_url), time.time)


def _cached_keys(url: str) -> FetchKeys:
    cached: list[tuple[float, KeySet]] = []

    def fetch() -> KeySet:
        if not cached or time.monotonic() - cached[0][0] > _KEYS_LIVE_SECONDS:
            keys = KeySet.import_key_set(requests.get(url, timeout=5).json())
            cached[:] = [(time.monotonic(), keys)]
        return cached[0][1]

    return fetch
