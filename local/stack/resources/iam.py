"""Roles: each function runs under its own, exactly as the template gives it."""

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from local import account
from local.aws.managed_policies import MANAGED_POLICIES
from local.aws.policies import Policy
from local.errors import LocalError
from local.stack.resource import Deployment, Resource

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient


def create_role(deployment: Deployment, properties: Mapping[str, Any]) -> Resource:
    """Create a role with its inline policies and those of AWS that it names."""
    role = deployment.resolve(properties)
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
    for policy_arn in role.get("ManagedPolicyArns", []):
        client.put_role_policy(
            RoleName=deployment.name,
            PolicyName=policy_arn.rpartition("/")[2],
            PolicyDocument=json.dumps(_managed(policy_arn, deployment.logical_id)),
        )
    role_arn = account.arn("iam", f"role/{deployment.name}", regional=False)
    return Resource(ref=deployment.name, attributes={"Arn": role_arn, "RoleId": deployment.name})


def _managed(policy_arn: str, logical_id: str) -> Mapping[str, Any]:
    name = policy_arn.rpartition("/")[2]
    if name not in MANAGED_POLICIES:
        known = ", ".join(sorted(MANAGED_POLICIES))
        raise LocalError(
            f"{logical_id} has the managed policy {name}; only {known} are known here."
        )
    return MANAGED_POLICIES[name]
