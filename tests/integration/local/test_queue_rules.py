"""The queues of the stand-in do as SQS documents, also where moto's own do not."""

import json
import time
from collections.abc import Callable

import pytest

from tests import waiting
from tests.integration.local.conftest import Callers
from tests.simulation.conformance import fifo, standard
from tests.simulation.conformance.bench import FIFO, Bench, Case, bodies, code_of

_BRIEF = {**FIFO, "VisibilityTimeout": "1"}


@pytest.fixture
def bench(callers: Callers, new_name: Callable[[], str]) -> Bench:
    return Bench(
        client=callers.developer("sqs"),
        until=waiting.until,
        name=lambda kind: f"{kind}-{new_name()}",
    )


@pytest.mark.parametrize("check", [*standard.CASES, *fifo.CASES], ids=lambda check: check.__name__)
def test_stand_in_does_as_every_queue_service(check: Case, bench: Bench) -> None:
    check(bench)


def test_a_group_keeps_its_order_when_a_visibility_ends(bench: Bench) -> None:
    url = bench.queue(_BRIEF)
    bench.tell(url, "a", "1", "2", "3")
    bench.receive(url, 2)

    assert bench.receive(url) == []
    assert bodies(bench.receive_some(url)) == ["1", "2", "3"]


def test_a_group_waits_for_all_of_it_that_is_in_flight(bench: Bench) -> None:
    url = bench.queue(_BRIEF)
    bench.tell(url, "a", "1", "2", "3")
    first, second = bench.receive(url, 2)
    bench.hide(url, second, 600)
    bench.hide(url, first, 0)

    assert bench.receive(url) == []
    bench.delete(url, second)
    assert bodies(bench.receive(url)) == ["1", "3"]


def test_a_long_poll_ends_when_its_group_is_let_go_of(bench: Bench) -> None:
    url = bench.queue(_BRIEF)
    bench.tell(url, "a", "1", "2")
    bench.receive(url, 1)
    began = time.monotonic()

    answer = bench.client.receive_message(QueueUrl=url, WaitTimeSeconds=10, MaxNumberOfMessages=10)

    assert bodies(answer["Messages"]) == ["1", "2"]
    assert time.monotonic() - began < 2


def test_a_held_group_counts_as_there_and_as_in_flight(bench: Bench) -> None:
    url = bench.queue(FIFO)
    bench.tell(url, "a", "1", "2", "3")
    bench.receive(url, 1)

    counts = bench.client.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]

    assert counts["ApproximateNumberOfMessages"] == "2"
    assert counts["ApproximateNumberOfMessagesNotVisible"] == "1"


def test_later_messages_have_larger_sequence_numbers(bench: Bench) -> None:
    url = bench.queue(FIFO)
    bench.tell(url, "a", "1", "2")

    numbers = [message["Attributes"]["SequenceNumber"] for message in bench.receive(url)]

    assert numbers == sorted(set(numbers))


def test_a_deduplication_id_is_known_when_its_message_is_deleted(bench: Bench) -> None:
    url = bench.queue(FIFO)
    (first_id,) = bench.tell(url, "a", "1")
    (message,) = bench.receive(url)
    bench.delete(url, message)

    (second_id,) = bench.tell(url, "a", "1")

    assert second_id == first_id
    assert bench.receive(url) == []


def test_a_deduplication_id_can_count_for_its_group(bench: Bench) -> None:
    url = bench.queue(
        {
            **FIFO,
            "DeduplicationScope": "messageGroup",
            "FifoThroughputLimit": "perMessageGroupId",
        }
    )

    bench.tell(url, "a", "1", "1")
    bench.tell(url, "b", "1", "1")

    assert bodies(bench.receive(url)) == ["1", "1"]


def test_dead_letters_that_look_the_same_are_all_kept(bench: Bench) -> None:
    dead = bench.queue(FIFO)
    url = bench.redriving(dead, DeduplicationScope="messageGroup", **_BRIEF)
    bench.tell(url, "a", "1")
    bench.tell(url, "b", "1")
    for _ in range(2):
        bench.receive_some(url)

    waiting.until(lambda: not bench.receive(url) and _count(bench, url) == 0)

    assert bodies(bench.receive(dead)) == ["1", "1"]


def test_a_handle_of_a_fifo_queue_expires(bench: Bench) -> None:
    url = bench.queue(_BRIEF)
    bench.tell(url, "a", "1")
    (message,) = bench.receive(url)
    (again,) = bench.receive_some(url)

    assert code_of(lambda: bench.delete(url, message)) == "ReceiptHandleIsInvalid"
    bench.delete(url, again)
    assert _count(bench, url) == 0


def test_a_queue_keeps_its_policy_when_its_timeout_changes(bench: Bench) -> None:
    url = bench.queue()
    statement = {"Effect": "Allow", "Principal": "*", "Action": "sqs:*", "Resource": "*"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    bench.client.set_queue_attributes(QueueUrl=url, Attributes={"Policy": policy})

    bench.client.set_queue_attributes(QueueUrl=url, Attributes={"VisibilityTimeout": "5"})

    kept = bench.client.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
    assert json.loads(kept["Policy"])["Statement"] == [statement]
    assert kept["VisibilityTimeout"] == "5"


def _count(bench: Bench, url: str) -> int:
    names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    answer = bench.client.get_queue_attributes(QueueUrl=url, AttributeNames=names)  # type: ignore[arg-type] # the stubs list the names of attributes
    return sum(map(int, answer["Attributes"].values()))
