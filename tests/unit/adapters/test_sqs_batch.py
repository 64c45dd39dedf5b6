"""What Lambda hands to a worker, what it gets back, and when messages come again."""

from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy

import pytest

from darkroom.adapters.sqs_batch import PartialBatchResponse, handle_batch
from darkroom.retries import Redelivery, delay_seconds
from tests.builders import sqs_event
from tests.fakes import InMemoryDeliveries, RemainingTime

LATER, NOW = Redelivery.LATER, Redelivery.NOW
HOLD = 130
"""The time that is left, and half a minute."""

Handle = Callable[[Sequence[str]], Mapping[int, Redelivery]]


def parse_words(body: str) -> list[str]:
    if body == "malformed":
        raise ValueError(body)
    return body.split()


def fail(**failing: Redelivery) -> Handle:
    """Answer that these words come again."""
    return lambda words: {at: failing[word] for at, word in enumerate(words) if word in failing}


def handled(
    bodies: Sequence[str],
    handle: Handle,
    deliveries: InMemoryDeliveries | None = None,
    receive_count: int = 1,
) -> PartialBatchResponse:
    """Hand over a batch, with 100 seconds for it."""
    event = sqs_event(*bodies, receive_count=receive_count)
    deliveries = deliveries or InMemoryDeliveries()
    return handle_batch(event, parse_words, handle, deliveries, RemainingTime(seconds=99.5))


@pytest.mark.parametrize(
    ("bodies", "failing", "failed"),
    [
        pytest.param([], "", [], id="empty batch"),
        pytest.param(["a", "b"], "", [], id="all well"),
        pytest.param(["a", "b", "c"], "b", ["message-1"], id="one fails"),
        pytest.param(["a", "b"], "ab", ["message-0", "message-1"], id="all fail"),
        pytest.param(["a", "malformed", "c"], "", ["message-1"], id="one malformed"),
        pytest.param(
            ["malformed", "b", "c"], "c", ["message-0", "message-2"], id="malformed and failing"
        ),
        pytest.param(["a b c", "d"], "b", ["message-0"], id="one item of several"),
        pytest.param(["a b", "c"], "ab", ["message-0"], id="two items of one message"),
        pytest.param(["", "b c"], "c", ["message-1"], id="message without items"),
    ],
)
@pytest.mark.parametrize("redelivery", Redelivery)
def test_exactly_the_messages_that_failed_come_again(
    bodies: list[str], failing: str, failed: list[str], redelivery: Redelivery
) -> None:
    answer = handled(bodies, fail(**dict.fromkeys(failing, redelivery)))

    assert [failure["itemIdentifier"] for failure in answer["batchItemFailures"]] == failed


def test_all_items_are_handled_together() -> None:
    batches: list[list[str]] = []

    def handle(words: Sequence[str]) -> dict[int, Redelivery]:
        batches.append(list(words))
        return {}

    handled(["a b", "malformed", "c"], handle)

    assert batches == [["a", "b", "c"]]


def test_a_batch_is_held_before_it_is_worked_on_for_as_long_as_that_may_take() -> None:
    deliveries = InMemoryDeliveries()
    held: list[dict[str, list[int]]] = []

    def handle(_: Sequence[str]) -> dict[int, Redelivery]:
        held.append(deepcopy(dict(deliveries.hidden)))
        return {}

    handled(["a", "malformed"], handle, deliveries)

    assert held == [{"receipt-0": [HOLD], "receipt-1": [HOLD]}]
    assert deliveries.queue_arns == {"arn:aws:sqs:us-east-1:123456789012:queue"}


@pytest.mark.parametrize("receive_count", [1, 2, 5])
def test_each_message_that_comes_again_does_so_after_its_own_delay(receive_count: int) -> None:
    deliveries = InMemoryDeliveries()
    bodies = ["well", "failing", "untried", "malformed"]

    handled(bodies, fail(failing=LATER, untried=NOW), deliveries, receive_count)

    backing_off = delay_seconds(receive_count, LATER, "message-1")
    assert backing_off > 0
    assert deliveries.hidden == {
        "receipt-0": [HOLD],
        "receipt-1": [HOLD, backing_off],
        "receipt-2": [HOLD, delay_seconds(receive_count, NOW, "message-2")],
        "receipt-3": [HOLD, 0],
    }


@pytest.mark.parametrize("body", ["failing untried", "untried failing", "failing well untried"])
def test_a_message_with_an_item_that_failed_waits(body: str) -> None:
    deliveries = InMemoryDeliveries()

    handled([body], fail(failing=LATER, untried=NOW), deliveries)

    assert deliveries.hidden["receipt-0"][-1] > 0


def test_when_a_worker_breaks_its_messages_wait_and_the_malformed_ones_do_not() -> None:
    deliveries = InMemoryDeliveries()

    def handle(words: Sequence[str]) -> dict[int, Redelivery]:
        raise RuntimeError(words)

    with pytest.raises(RuntimeError):
        handled(["a", "malformed", ""], handle, deliveries)

    assert deliveries.hidden == {
        "receipt-0": [HOLD, delay_seconds(1, LATER, "message-0")],
        "receipt-1": [HOLD, 0],
        "receipt-2": [HOLD, delay_seconds(1, LATER, "message-2")],
    }
