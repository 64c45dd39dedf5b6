"""What Lambda hands to a worker, and what it gets back."""

from collections.abc import Sequence

import pytest

from darkroom.adapters.sqs_batch import handle_batch
from darkroom.retries import Redelivery
from tests.builders import sqs_event


def parse_words(body: str) -> list[str]:
    if body == "malformed":
        raise ValueError(body)
    return body.split()


def failed_messages(event_bodies: Sequence[str], failing_words: set[str]) -> list[str]:
    def handle(words: Sequence[str]) -> dict[int, Redelivery]:
        failing = [place for place, word in enumerate(words) if word in failing_words]
        return dict.fromkeys(failing, Redelivery.LATER)

    answer = handle_batch(sqs_event(*event_bodies), parse_words, handle)
    return [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]


@pytest.mark.parametrize(
    ("bodies", "failing", "failed"),
    [
        pytest.param([], set(), [], id="empty batch"),
        pytest.param(["a", "b"], set(), [], id="all well"),
        pytest.param(["a", "b", "c"], {"b"}, ["message-1"], id="one fails"),
        pytest.param(["a", "b"], {"a", "b"}, ["message-0", "message-1"], id="all fail"),
        pytest.param(["a", "malformed", "c"], set(), ["message-1"], id="one malformed"),
        pytest.param(
            ["malformed", "b", "c"], {"c"}, ["message-0", "message-2"], id="malformed and failing"
        ),
        pytest.param(["a b c", "d"], {"b"}, ["message-0"], id="one item of several"),
        pytest.param(["a b", "c"], {"a", "b"}, ["message-0"], id="two items of one message"),
        pytest.param(["", "b c"], {"c"}, ["message-1"], id="message without items"),
    ],
)
def test_exactly_the_messages_that_failed_come_again(
    bodies: list[str], failing: set[str], failed: list[str]
) -> None:
    assert failed_messages(bodies, failing) == failed


def test_all_items_are_handled_together() -> None:
    batches: list[list[str]] = []

    def handle(words: Sequence[str]) -> dict[int, Redelivery]:
        batches.append(list(words))
        return {}

    handle_batch(sqs_event("a b", "malformed", "c"), parse_words, handle)

    assert batches == [["a", "b", "c"]]
