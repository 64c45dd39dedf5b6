"""Dead letters of a deployed stack, which moto plays, and of one that should run here."""

import argparse
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import boto3
import pytest

from darkroom.adapters.dead_letters import DynamoDbDeadLetterTable
from darkroom.adapters.library_table import DynamoDbLibraryTable
from darkroom.clock import SystemClock
from darkroom.dead_letters import QUEUES, DeadLetter
from local.dead_letters import command
from local.errors import LocalError
from local.execution.processes import free_port
from tests.builders import USER
from tests.letters import build_letter
from tests.libraries import fall_behind

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_sqs import SQSClient

# It reads botocore's descriptions of the services once.
_session = boto3.Session()
_KEY = [("pk", "HASH"), ("sk", "RANGE")]
_TABLE = {
    "Type": "AWS::DynamoDB::Table",
    "Properties": {
        "BillingMode": "PAY_PER_REQUEST",
        "AttributeDefinitions": [{"AttributeName": n, "AttributeType": "S"} for n, _ in _KEY],
        "KeySchema": [{"AttributeName": n, "KeyType": kind} for n, kind in _KEY],
    },
}
_RESOURCES: dict[str, Any] = {
    "Table": _TABLE,
    **{queue: {"Type": "AWS::SQS::Queue", "Properties": {}} for queue in QUEUES},
}


@dataclass(frozen=True)
class Deployed:
    """A stack in the pretend AWS, and its letters."""

    name: str
    dynamodb: "DynamoDBClient"
    sqs: "SQSClient"
    physical_names: dict[str, str]

    def bury(self, number: int, body: str = "{}", **values: object) -> DeadLetter:
        """Keep a letter as the function does."""
        now = SystemClock().now()
        times = {"buried_at": now, "expires_at": now.replace(year=now.year + 1)}
        letter = build_letter(number, **times, **values)
        table = DynamoDbDeadLetterTable(self.dynamodb, self.physical_names["Table"], SystemClock())
        table.bury(letter, body)
        return letter

    def received(self, queue: str) -> list[str]:
        """Return what has come to a queue."""
        answer = self.sqs.receive_message(
            QueueUrl=self.physical_names[queue], MaxNumberOfMessages=10
        )
        return [message["Body"] for message in answer.get("Messages", [])]


@pytest.fixture
def deployed(aws: str, unique_name: Callable[[str], str]) -> Iterator[Deployed]:
    del aws
    cloudformation, name = _session.client("cloudformation"), unique_name("stack")
    dynamodb, sqs = _session.client("dynamodb"), _session.client("sqs")
    cloudformation.create_stack(StackName=name, TemplateBody=json.dumps({"Resources": _RESOURCES}))
    resources = cloudformation.list_stack_resources(StackName=name)["StackResourceSummaries"]
    names = {each["LogicalResourceId"]: each["PhysicalResourceId"] for each in resources}
    yield Deployed(name, dynamodb, sqs, names)
    for client in (cloudformation, dynamodb, sqs):
        client.close()


def _run(*words: str, port: int = 0) -> int:
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    return command.run(parser.parse_args(words), lambda: port)


def test_letters_of_a_deployed_stack_are_listed(
    deployed: Deployed, capsys: pytest.CaptureFixture[str]
) -> None:
    older, newer = deployed.bury(2), deployed.bury(1)

    code = _run("list", "--stack", deployed.name, "--region", "us-east-1")

    lines = capsys.readouterr().out.splitlines()
    assert code == 0
    assert [line.split()[0] for line in lines] == [older.letter_id, newer.letter_id]


def test_letter_of_a_deployed_stack_is_inspected(
    deployed: Deployed, capsys: pytest.CaptureFixture[str]
) -> None:
    letter = deployed.bury(0, "not JSON")

    code = _run("inspect", letter.letter_id, "--stack", deployed.name)

    told = json.loads(capsys.readouterr().out)
    assert code == 0
    assert (told["letter_id"], told["body"]) == (letter.letter_id, "not JSON")


def test_letters_are_resent_by_name(deployed: Deployed, capsys: pytest.CaptureFixture[str]) -> None:
    first, second = deployed.bury(0, "first"), deployed.bury(1, "second")
    deployed.bury(2, "third")

    code = _run("resend", first.letter_id, second.letter_id, "--stack", deployed.name)

    lines = capsys.readouterr().out.splitlines()
    assert code == 0
    assert [line.split()[0] for line in lines] == [first.letter_id, second.letter_id]
    assert deployed.received("RequestQueue") == ["first", "second"]


def test_letter_of_a_halted_library_is_not_resent(
    deployed: Deployed, capsys: pytest.CaptureFixture[str]
) -> None:
    table = deployed.physical_names["Table"]
    libraries = DynamoDbLibraryTable(deployed.dynamodb, table, SystemClock())
    fall_behind(libraries, by=1)
    libraries.halt(libraries.log(USER), SystemClock().now())
    letter = deployed.bury(0, queue="UserOperationsQueue", group_id=USER)

    code = _run("resend", letter.letter_id, "--stack", deployed.name)

    assert code == 0
    assert "not resent: a retry or skip by its user" in capsys.readouterr().out
    assert deployed.received("UserOperationsQueue") == []


def test_all_letters_of_a_queue_are_resent_once(
    deployed: Deployed, capsys: pytest.CaptureFixture[str]
) -> None:
    deployed.bury(0, "first", queue="RetouchQueue")
    deployed.bury(1, "second", queue="RequestQueue")
    words = ("resend", "--all", "--queue", "RetouchQueue", "--stack", deployed.name)

    codes = [_run(*words), _run(*words)]

    assert codes == [0, 0]
    assert capsys.readouterr().out.endswith("There is nothing to resend.\n")
    assert deployed.received("RetouchQueue") == ["first"]
    assert deployed.received("RequestQueue") == []


def test_nothing_is_resent_when_one_of_several_is_not_there(deployed: Deployed) -> None:
    letter = deployed.bury(0, "first")
    wrong = "RequestQueue/1795208074526/none"

    with pytest.raises(LocalError, match=f"There is no letter {wrong}"):
        _run("resend", letter.letter_id, wrong, "--stack", deployed.name)

    assert deployed.received("RequestQueue") == []


def test_letter_that_cannot_be_resent_fails_the_command_after_the_others(
    deployed: Deployed, capsys: pytest.CaptureFixture[str]
) -> None:
    lost = deployed.bury(0, "first", queue="RetouchQueue")
    letter = deployed.bury(1, "second")
    deployed.sqs.delete_queue(QueueUrl=deployed.physical_names["RetouchQueue"])

    code = _run("resend", lost.letter_id, letter.letter_id, "--stack", deployed.name)

    assert code == 1
    assert f"{lost.letter_id}  not resent: " in capsys.readouterr().out
    assert deployed.received("RequestQueue") == ["second"]


def test_stack_that_is_not_there_is_named(aws: str) -> None:
    del aws
    with pytest.raises(LocalError, match="There is no stack nobody in us-east-1"):
        _run("list", "--stack", "nobody")


def test_stack_of_somebody_else_is_named(deployed: Deployed) -> None:
    cloudformation = _session.client("cloudformation")
    name = f"{deployed.name}-other"
    queue = {"Resources": {"RequestQueue": _RESOURCES["RequestQueue"]}}
    cloudformation.create_stack(StackName=name, TemplateBody=json.dumps(queue))

    with pytest.raises(LocalError, match=f"The stack {name} has no ResponseQueue"):
        _run("list", "--stack", name)

    cloudformation.close()


def test_nobody_who_runs_here_is_said(aws: str) -> None:
    del aws
    port = free_port()

    with pytest.raises(LocalError, match=f"Nothing runs at http://127.0.0.1:{port}; start it"):
        _run("list", port=port)


def test_somebody_else_who_runs_here_is_said(aws: str) -> None:
    port = int(aws.rpartition(":")[2])

    with pytest.raises(LocalError, match=f"What runs at {aws} is not Darkroom"):
        _run("list", port=port)
