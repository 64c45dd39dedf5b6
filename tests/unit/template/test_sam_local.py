"""events/env.local.json points `sam local invoke` at the stack of `make run`."""

import json
from pathlib import Path

import pytest

from darkroom import dead_letters
from local import account
from tests.unit.template.stack import Stack, Tree, settings_name

ENDPOINT = "AWS_ENDPOINT_URL"
QUEUES = [(settings_name(queue), queue) for queue in dead_letters.QUEUES]


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
        **{f"{name}_QUEUE_URL": f"{queues}/{called(stack, queue)}" for name, queue in QUEUES},
        **{
            f"{name}_DEAD_LETTER_QUEUE_ARN": account.arn(
                "sqs", called(stack, queue.removesuffix("Queue") + "DeadLetterQueue")
            )
            for name, queue in QUEUES
        },
    }


def called(stack: Stack, queue: str) -> str:
    is_fifo = stack.of_type("AWS::SQS::Queue")[queue].get("FifoQueue")
    return account.physical_name(queue) + (".fifo" if is_fifo else "")


def bucket_name(stack: Stack, logical_id: str) -> str:
    pattern: str = stack.of_type("AWS::S3::Bucket")[logical_id]["BucketName"]["Fn::Sub"]
    named = pattern.replace("${AWS::StackName}", account.STACK_NAME)
    named = named.replace("${AWS::AccountId}", account.ACCOUNT_ID)
    return named.replace("${AWS::Region}", account.REGION)
