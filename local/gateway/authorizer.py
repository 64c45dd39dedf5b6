"""The JWT authorizer of an HTTP API, by the steps that its documentation lists."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from local.gateway.messages import Problem

# "Only RSA-based algorithms are supported": HMAC and `none` would let anybody sign.
_ALGORITHMS = ["RS256", "RS384", "RS512"]

Claims = Mapping[str, Any]
FetchKeys = Callable[[], KeySet]


class UnauthorizedError(Exception):
    """A request without a token that counts."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail

    def problem(self) -> Problem:
        """Describe it to the client."""
        challenge = "Bearer"
        if self.code != "token_missing":
            challenge = f'Bearer scope="" error="invalid_token" error_description="{self.detail}"'
        return Problem(
            401,
            "Unauthorized",
            self.code,
            self.detail,
            "Unauthorized",
            (("www-authenticate", challenge),),
        )


@dataclass(frozen=True)
class JwtAuthorizer:
    """Checks who issued a token, for whom, and whether it is still good."""

    issuer: str
    audience: frozenset[str]
    fetch_keys: FetchKeys
    now: Callable[[], float]

    def authorize(self, headers: Mapping[str, str]) -> Claims:
        """Return the claims of the request's token; an ID token passes, as it does at AWS.

        Raises:
            UnauthorizedError: there is no token, or it does not count.
        """
        claims = self._verified(_bearer_token(headers))
        self._check_times(claims)
        if claims.get("iss") != self.issuer:
            raise UnauthorizedError("token_invalid", "Sign in at this API's own user pool.")
        # `client_id` counts only where `aud` is absent, which is how Cognito's access tokens are.
        audience = claims.get("aud", claims.get("client_id"))
        given = audience if isinstance(audience, list) else [audience]
        if not self.audience.intersection(given):
            message = "The token is for another client; sign in with the client of /config.json."
            raise UnauthorizedError("token_wrong_audience", message)
        return claims

    def _verified(self, token: str) -> Claims:
        try:
            signed = jws.extract_compact(token.encode())
            if signed.headers().get("alg") not in _ALGORITHMS or "kid" not in signed.headers():
                raise _invalid()
            jws.deserialize_compact(token, self.fetch_keys(), algorithms=_ALGORITHMS)
            claims = json.loads(signed.payload)
        except (JoseError, ValueError) as error:
            raise _invalid() from error
        if not isinstance(claims, dict):
            raise _invalid()
        return claims

    def _check_times(self, claims: Claims) -> None:
        now = self.now()
        expires, not_before = claims.get("exp"), claims.get("nbf", 0)
        if not isinstance(expires, int | float) or not isinstance(not_before, int | float):
            raise _invalid()
        if now >= expires:
            raise UnauthorizedError("token_expired", "The token has expired; sign in again.")
        if now < not_before:
            raise _invalid()


def _bearer_token(headers: Mapping[str, str]) -> str:
    scheme, _, rest = headers.get("authorization", "").strip().partition(" ")
    token = rest.strip() if scheme.lower() == "bearer" else scheme
    if not token:
        message = "Sign in and send the access token: Authorization: Bearer <token>."
        raise UnauthorizedError("token_missing", message)
    return token


def _invalid() -> UnauthorizedError:
    message = "The token is not one that this API's user pool signed; sign in again."
    return UnauthorizedError("token_invalid", message)
