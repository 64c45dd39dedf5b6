"""Every function is allowed all that it does, and nothing else.

A permission that a role lacks makes its function's scenario fail; one that could go without any
scenario failing is one too many. So each is taken away once, and its scenario has to object.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from darkroom.dead_letters import QUEUES
from darkroom.errors import TransientError
from local.stack.template import Template
from tests.integration.service import library_scenarios, log_scenarios, scenarios
from tests.integration.service.deployment import Deployment

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient

_TEMPLATE = Template.load(Path(__file__).parents[3] / "template.yaml")
_SERVICES = ("sqs:", "s3:", "dynamodb:")

_SCENARIOS: dict[str, list[Callable[[Deployment], None]]] = {
    "ApiRole": [
        scenarios.use_api,
        library_scenarios.change_library,
        library_scenarios.show_library,
    ],
    "StartPhotoRole": [
        scenarios.use_start_photo,
        partial(scenarios.read_own_queue, logical_id="StartPhotoFunction", queue="UploadsQueue"),
    ],
    "ProcessPhotoRole": [
        scenarios.use_process_photo,
        log_scenarios.render_version_fast,
        partial(scenarios.read_own_queue, logical_id="ProcessPhotoFunction", queue="RequestQueue"),
    ],
    "RetouchPhotoRole": [
        scenarios.use_retouch_photo,
        log_scenarios.render_version_slow,
        partial(scenarios.read_own_queue, logical_id="RetouchPhotoFunction", queue="RetouchQueue"),
    ],
    "RecordResponseRole": [
        scenarios.use_record_response,
        log_scenarios.enter_library,
        partial(
            scenarios.read_own_queue, logical_id="RecordResponseFunction", queue="ResponseQueue"
        ),
    ],
    "ApplyOperationRole": [
        log_scenarios.apply_operations,
        partial(
            scenarios.read_own_queue,
            logical_id="ApplyOperationFunction",
            queue="UserOperationsQueue",
        ),
    ],
    "ReconcileRole": [scenarios.use_reconcile, log_scenarios.look_after_libraries],
    "BuryDeadLettersRole": [
        scenarios.use_bury_dead_letters,
        log_scenarios.halt_library,
        *(
            partial(
                scenarios.read_own_queue,
                logical_id="BuryDeadLettersFunction",
                queue=queue.removesuffix("Queue") + "DeadLetterQueue",
            )
            for queue in QUEUES
        ),
    ],
}


@dataclass(frozen=True)
class Permission:
    """One action on one resource that one statement of a role allows."""

    role: str
    sid: str
    action: str
    resource: int

    def __str__(self) -> str:
        return f"{self.role}-{self.sid}-{self.action}-{self.resource}"


def _listed(value: Any) -> list[Any]:  # noqa: ANN401 - a policy holds one or a list of them
    return value if isinstance(value, list) else [value]


def _permissions() -> Iterator[Permission]:
    for role, properties in _TEMPLATE.of_type("AWS::IAM::Role"):
        for policy in properties["Policies"]:
            for statement in policy["PolicyDocument"]["Statement"]:
                # What depends on a parameter is not in the stack as it is by default.
                for action in _listed(statement.get("Action", [])):
                    if action.startswith(_SERVICES):
                        for resource in range(len(_listed(statement["Resource"]))):
                            yield Permission(role, statement["Sid"], action, resource)


@contextmanager
def _without(permission: Permission, deployment: Deployment) -> Iterator[None]:
    iam: IAMClient = deployment.stack.cloud.client("iam")
    role = deployment.stack.ref(permission.role)
    (name,) = iam.list_role_policies(RoleName=role)["PolicyNames"]
    document = iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"]
    before = json.dumps(document)
    statements = []
    for statement in json.loads(before)["Statement"]:
        if statement["Sid"] != permission.sid:
            statements.append(statement)
            continue
        for action in _listed(statement["Action"]):
            resources = list(_listed(statement["Resource"]))
            if action == permission.action:
                del resources[permission.resource]
            if resources:
                allowed = {"Effect": "Allow", "Action": action, "Resource": resources}
                statements.append(allowed)
    after = json.dumps({"Version": "2012-10-17", "Statement": statements})
    iam.put_role_policy(RoleName=role, PolicyName=name, PolicyDocument=after)
    try:
        yield
    finally:
        iam.put_role_policy(RoleName=role, PolicyName=name, PolicyDocument=before)


@pytest.fixture(autouse=True)
def _empty_queues(deployment: Deployment) -> None:
    for queue in QUEUES:
        deployment.waiting(queue)


@pytest.mark.parametrize("role", _SCENARIOS)
def test_a_function_is_allowed_all_that_it_does(role: str, deployment: Deployment) -> None:
    for scenario in _SCENARIOS[role]:
        scenario(deployment)


def test_every_role_has_a_scenario() -> None:
    assert {permission.role for permission in _permissions()} == set(_SCENARIOS)


@pytest.mark.parametrize("permission", list(_permissions()), ids=str)
def test_a_function_fails_without_any_one_of_its_permissions(
    permission: Permission, deployment: Deployment
) -> None:
    def play() -> None:
        for scenario in _SCENARIOS[permission.role]:
            scenario(deployment)

    # It is refused, or tells that something it should have done is not done.
    refusals = (ClientError, TransientError, AssertionError)
    with _without(permission, deployment), pytest.raises(refusals):
        play()
