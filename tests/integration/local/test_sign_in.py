"""Cognito through the stand-in: open to everybody where AWS's is, and to browsers."""

from typing import Any

import pytest
import requests

from tests.integration.local.conftest import Callers

_TIMEOUT = 10
_PASSWORD = "Correct-horse-1"


@pytest.fixture
def client_id(callers: Callers) -> str:
    """Make a pool with one user, and a client to sign in with."""
    cognito = callers.developer("cognito-idp")
    pool_id = cognito.create_user_pool(PoolName="people")["UserPool"]["Id"]
    flows = ["ALLOW_USER_PASSWORD_AUTH"]
    client = cognito.create_user_pool_client(
        UserPoolId=pool_id, ClientName="web", ExplicitAuthFlows=flows
    )
    cognito.admin_create_user(UserPoolId=pool_id, Username="ada")
    cognito.admin_set_user_password(
        UserPoolId=pool_id, Username="ada", Password=_PASSWORD, Permanent=True
    )
    return str(client["UserPoolClient"]["ClientId"])


def _call(callers: Callers, operation: str, body: dict[str, Any]) -> requests.Response:
    headers = {
        "Content-Type": "application/x-amz-json-1.1",
        "Origin": "https://darkroom.example",
        "X-Amz-Target": f"AWSCognitoIdentityProviderService.{operation}",
    }
    return requests.post(callers.server.endpoint, json=body, headers=headers, timeout=_TIMEOUT)


def test_page_signs_in_without_a_signature(callers: Callers, client_id: str) -> None:
    credentials = {"USERNAME": "ada", "PASSWORD": _PASSWORD}
    body = {
        "AuthFlow": "USER_PASSWORD_AUTH",
        "ClientId": client_id,
        "AuthParameters": credentials,
    }

    response = _call(callers, "InitiateAuth", body)

    assert response.json()["AuthenticationResult"]["AccessToken"]
    assert response.headers["access-control-allow-origin"] == "*"


def test_page_may_ask_first(callers: Callers) -> None:
    headers = {
        "Origin": "https://darkroom.example",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type,x-amz-target",
    }

    response = requests.options(callers.server.endpoint, headers=headers, timeout=_TIMEOUT)

    assert response.headers["access-control-allow-origin"] == "*"
    assert response.headers["access-control-allow-headers"] == "content-type,x-amz-target"


def test_administration_needs_a_signature(callers: Callers) -> None:
    response = _call(callers, "AdminCreateUser", {"UserPoolId": "pool", "Username": "eve"})

    assert response.status_code == 400
    assert response.json()["__type"].endswith("#AccessDeniedException")
