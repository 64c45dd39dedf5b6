"""The demo users, so that there is somebody to sign in as."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from local import account
from local.errors import LocalError
from local.stack.stack import Stack

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient


@dataclass(frozen=True)
class DemoUser:
    """A user with a fixed password."""

    username: str
    password: str


DEMO_USER = DemoUser("demo", "Darkroom-demo-1")
DEMO_USER_2 = DemoUser("demo2", "Darkroom-demo-2")


def create_demo_users(stack: Stack) -> None:
    """Sign the demo users up in the stack's user pool, if it has one."""
    client: CognitoIdentityProviderClient = stack.cloud.client("cognito-idp")
    for logical_id, _ in stack.of_type("AWS::Cognito::UserPool"):
        pool_id = stack.ref(logical_id)
        for user in (DEMO_USER, DEMO_USER_2):
            client.admin_create_user(
                UserPoolId=pool_id, Username=user.username, MessageAction="SUPPRESS"
            )
            client.admin_set_user_password(
                UserPoolId=pool_id, Username=user.username, Password=user.password, Permanent=True
            )


def client_configuration(stack: Stack) -> dict[str, object]:
    """Return what /config.json says: where to sign in, and as whom.

    Raises:
        LocalError: the stack has no client to sign in with.
    """
    clients = [stack.ref(name) for name, _ in stack.of_type("AWS::Cognito::UserPoolClient")]
    if not clients:
        raise LocalError("template.yaml has no user pool client to sign in with.")
    return {
        "api": stack.cloud.api_url,
        "region": account.REGION,
        "user_pool_client_id": clients[0],
        "sign_in_endpoint": stack.cloud.endpoint,
        "demo_user": vars(DEMO_USER),
        "demo_user_2": vars(DEMO_USER_2),
    }
