"""Roles: each function runs under its own, exactly as the template gives it."""

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from local import account
from local.aws.policies import Policy
from local.errors import LocalError
from local.stack.resource import Deployment, Resource

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient


def create_role(deployment: Deployment, properties: Mapping[str, Any]) -> Resource:
    """Create a role with its inline policies.

    Raises:
        LocalError: it borrows managed policies, whose text only AWS knows.
    """
    role = deployment.resolve(properties)
    if role.get("ManagedPolicyArns"):
        borrowed = ", ".join(role["ManagedPolicyArns"])
        raise LocalError(
            f"{deployment.logical_id} has the managed policy {borrowed}, "
            "whose text only AWS knows; write out what it allows."
        )
    client: IAMClient = deployment.client("iam")
    client.create_role(
        RoleName=deployment.name,
        AssumeRolePolicyDocument=json.dumps(role["AssumeRolePolicyDocument"]),
    )
    for policy in role.get("Policies", []):
        document = Policy.parse(policy["PolicyDocument"], deployment.logical_id)
        client.put_role_policy(
            RoleName=deployment.name,
            PolicyName=policy["PolicyName"],
            PolicyDocument=document.text,
        )
    role_arn = account.arn("iam", f"role/{deployment.name}", regional=False)
    return Resource(ref=deployment.name, attributes={"Arn": role_arn, "RoleId": deployment.name})
