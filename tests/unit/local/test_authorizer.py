"""Tokens that count, and why others do not."""

from functools import cache
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet, OctKey, RSAKey

from local.gateway.authorizer import Claims, JwtAuthorizer, UnauthorizedError

_NOW = 1_795_176_000
_ISSUER = "https://cognito-idp.us-east-1.amazonaws.com/pool"
_CLAIMS = {"iss": _ISSUER, "client_id": "client", "exp": _NOW + 60, "token_use": "access"}


@cache
def _key(kid: str) -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": kid})


def _token(claims: dict[str, Any], *, signed_with: str = "pool", kid: str = "pool") -> str:
    header = {"alg": "RS256", "kid": kid}
    return jwt.encode(header, claims, _key(signed_with))


def _authorize(header: str | None) -> Claims:
    authorizer = JwtAuthorizer(
        _ISSUER, frozenset({"client"}), lambda: KeySet([_key("pool")]), lambda: _NOW
    )
    return authorizer.authorize({} if header is None else {"authorization": header})


@pytest.mark.parametrize("prefix", ["Bearer ", "bearer ", ""])
def test_good_token_gives_its_claims(prefix: str) -> None:
    assert _authorize(prefix + _token(_CLAIMS)) == _CLAIMS


def test_audience_counts_before_the_client_id() -> None:
    id_token = {**_CLAIMS, "token_use": "id", "aud": "client", "client_id": "other"}

    assert _authorize(_token(id_token))["token_use"] == "id"


@pytest.mark.parametrize("header", [None, "", "Bearer "], ids=["absent", "empty", "bearer"])
def test_request_without_a_token_is_told_to_sign_in(header: str | None) -> None:
    with pytest.raises(UnauthorizedError) as caught:
        _authorize(header)

    assert caught.value.code == "token_missing"
    assert ("www-authenticate", "Bearer") in caught.value.problem().headers


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"exp": _NOW}, "token_expired"),
        ({"exp": None}, "token_invalid"),
        ({"nbf": _NOW + 1}, "token_invalid"),
        ({"iss": "https://elsewhere"}, "token_invalid"),
        ({"client_id": "other"}, "token_wrong_audience"),
        ({"client_id": None}, "token_wrong_audience"),
        ({"aud": ["other"]}, "token_wrong_audience"),
    ],
    ids=str,
)
def test_token_that_does_not_count_is_refused(changed: dict[str, Any], code: str) -> None:
    with pytest.raises(UnauthorizedError) as caught:
        _authorize(_token(_CLAIMS | changed))

    assert caught.value.code == code


@pytest.mark.parametrize(
    "token",
    [
        "not a token",
        "a.b.c",
        _token(_CLAIMS, signed_with="stranger"),
        _token(_CLAIMS, kid="unknown"),
        jwt.encode({"alg": "RS256"}, _CLAIMS, _key("pool")),
        jwt.encode({"alg": "HS256", "kid": "pool"}, _CLAIMS, OctKey.import_key("s" * 32)),
        "eyJhbGciOiJub25lIiwia2lkIjoicG9vbCJ9.e30.",
    ],
    ids=["text", "dots", "stranger", "kid", "no kid", "hmac", "none"],
)
def test_token_that_the_pool_did_not_sign_is_refused(token: str) -> None:
    with pytest.raises(UnauthorizedError) as caught:
        _authorize(f"Bearer {token}")

    assert caught.value.code == "token_invalid"
    assert 'error="invalid_token"' in caught.value.problem().headers[0][1]
