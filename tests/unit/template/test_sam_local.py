"""events/env.local.json points `sam local invoke` at the stack of `make run`."""

import json
from pathlib import Path

import pytest

from darkroom import dead_letters
from local import account
from tests.unit.template.stack import Stack, Tree

ENDPOINT = "AWS_ENDPOINT_URL"
QUEUES = [(queue.removesuffix("Queue").upper(), queue) for queue in dead_letters.QUEUES]


@pytest.fixture
def variables(root: Path) -> dict[str, str]:
    overrides: Tree = json.loads((root / "events" / "env.local.json").read_text(encoding="utf-8"))
    return dict(overrides["Parameters"])


def test_it_sets_only_what_the_template_declares(stack: Stack, variables: dict[str, str]) -> None:
    """`sam local` passes on nothing else, and says nothing about it."""
    shared = stack.template["Globals"]["Function"]["Environment"]["Variables"]
    functions = stack.of_type("AWS::Serverless::Function").values()
    declared = {name for function in functions for name in function["Environment"]["Variables"]}

    assert set(variables) <= declared | set(shared)


def test_in_aws_a_function_talks_to_aws(stack: Stack) -> None:
    shared = stack.template["Globals"]["Function"]["Environment"]["Variables"]

    assert shared[ENDPOINT] == ""


def test_it_names_everything_as_the_local_stack_does(
    stack: Stack, variables: dict[str, str]
) -> None:
    endpoint = variables[ENDPOINT]
    queues = f"{endpoint}/{account.ACCOUNT_ID}"

    assert variables == {
        ENDPOINT: endpoint,
        "TABLE_NAME": account.physical_name("Table"),
        "UPLOADS_BUCKET": bucket_name(stack, "UploadsBucket"),
        "RESULTS_BUCKET": bucket_name(stack, "ResultsBucket"),
        **{f"{name}_QUEUE_URL": queue_url(queues, queue) for name, queue in QUEUES},
        **{f"{name}_DEAD_LETTER_QUEUE_ARN": dead_letters_arn(queue) for name, queue in QUEUES},
    }


def queue_url(queues: str, queue: str) -> str:
    return f"{queues}/{account.physical_name(queue)}"


def dead_letters_arn(queue: str) -> str:
    name = account.physical_name(queue.removesuffix("Queue") + "DeadLetterQueue")
    return account.arn("sqs", name)


def bucket_name(stack: Stack, logical_id: str) -> str:
    pattern: str = stack.of_type("AWS::S3::Bucket")[logical_id]["BucketName"]["Fn::Sub"]
    named = pattern.replace("${AWS::StackName}", account.STACK_NAME)
    named = named.replace("${AWS::AccountId}", account.ACCOUNT_ID)
    return named.replace("${AWS::Region}", account.REGION)
