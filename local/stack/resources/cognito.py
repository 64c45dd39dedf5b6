"""The user pool and its client."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from local import account
from local.stack.resource import Deployment, Resource

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient


def create_user_pool(deployment: Deployment, properties: Mapping[str, Any]) -> Resource:
    """Create a pool whose tokens carry the issuer that the real one would."""
    client: CognitoIdentityProviderClient = deployment.client("cognito-idp")
    settings = _known(client, "CreateUserPool", deployment.resolve(properties))
    pool_id = client.create_user_pool(PoolName=deployment.name, **settings)["UserPool"]["Id"]
    provider = f"cognito-idp.{account.REGION}.amazonaws.com/{pool_id}"
    return Resource(
        ref=pool_id,
        attributes={
            "Arn": account.arn("cognito-idp", f"userpool/{pool_id}"),
            "ProviderName": provider,
            "ProviderURL": f"https://{provider}",
            "UserPoolId": pool_id,
        },
    )


def create_user_pool_client(deployment: Deployment, properties: Mapping[str, Any]) -> Resource:
    """Create a client of a pool."""
    client: CognitoIdentityProviderClient = deployment.client("cognito-idp")
    settings = _known(client, "CreateUserPoolClient", deployment.resolve(properties))
    settings.setdefault("ClientName", deployment.name)
    client_id = client.create_user_pool_client(**settings)["UserPoolClient"]["ClientId"]
    return Resource(ref=client_id, attributes={"ClientId": client_id})


def _known(
    client: "CognitoIdentityProviderClient", operation: str, properties: Mapping[str, Any]
) -> dict[str, Any]:
    # Nearly every property is spelled as in the API; the few others do not change who may sign in.
    shape = client.meta.service_model.operation_model(operation).input_shape
    members = shape.members if shape else {}
    return {name: value for name, value in properties.items() if name in members}
