"""People who use the service on this machine, besides the two of `make run`."""

from typing import TYPE_CHECKING
from uuid import uuid4

from tools.client import Client
from tools.service import Service

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient

PASSWORD = "Darkroom-people-1"  # noqa: S105 - opens nothing but this loopback


def newcomers(service: Service, count: int) -> list[Client]:
    """Sign so many people up whom the service has never seen, and in."""
    cognito: CognitoIdentityProviderClient = service.aws("cognito-idp")
    (pool,) = cognito.list_user_pools(MaxResults=10)["UserPools"]
    names = [f"person-{uuid4().hex}" for _ in range(count)]
    for name in names:
        cognito.admin_create_user(UserPoolId=pool["Id"], Username=name, MessageAction="SUPPRESS")
        cognito.admin_set_user_password(
            UserPoolId=pool["Id"], Username=name, Password=PASSWORD, Permanent=True
        )
    return [Client.signed_in_as(service.url, name, PASSWORD) for name in names]
