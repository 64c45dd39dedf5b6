"""The model of a FIFO queue follows the rules that SQS documents."""

import pytest

from tests.simulation.conformance.bench import FIFO, Bench, bodies, code_of
from tests.simulation.conformance.model import Model

DAY = 86_400


def test_a_dead_letter_of_a_fifo_queue_begins_anew(model: Model, bench: Bench) -> None:
    dead = bench.queue({**FIFO, "MessageRetentionPeriod": str(5 * DAY)})
    url = bench.redriving(dead, VisibilityTimeout="0", **FIFO)
    bench.tell(url, "a", "one")
    model.clock.sleep(3 * DAY)
    for _ in range(3):
        bench.receive(url)

    model.clock.sleep(2 * DAY + 1)

    assert bodies(bench.receive(dead)) == ["one"]


def test_a_group_keeps_its_order_when_a_visibility_ends(model: Model, bench: Bench) -> None:
    url = bench.queue({**FIFO, "VisibilityTimeout": "30"})
    bench.tell(url, "a", "1", "2", "3")
    bench.receive(url, 2)
    assert bench.receive(url) == []

    model.clock.sleep(31)

    assert bodies(bench.receive(url)) == ["1", "2", "3"]


def test_a_group_waits_for_all_of_it_that_is_in_flight(model: Model, bench: Bench) -> None:
    url = bench.queue({**FIFO, "VisibilityTimeout": "30"})
    bench.tell(url, "a", "1", "2", "3")
    _, second = bench.receive(url, 2)
    bench.hide(url, second, 600)

    model.clock.sleep(31)

    assert bench.receive(url) == []
    model.clock.sleep(570)
    assert bodies(bench.receive(url)) == ["1", "2", "3"]


def test_a_deduplication_id_is_known_when_its_message_is_deleted(bench: Bench) -> None:
    url = bench.queue(FIFO)
    (first_id,) = bench.tell(url, "a", "1")
    (message,) = bench.receive(url)
    bench.delete(url, message)

    (second_id,) = bench.tell(url, "a", "1")

    assert second_id == first_id
    assert bench.receive(url) == []


def test_a_deduplication_id_is_known_for_five_minutes(model: Model, bench: Bench) -> None:
    url = bench.queue(FIFO)
    bench.tell(url, "a", "1")

    model.clock.sleep(299)
    bench.tell(url, "a", "1")
    assert bodies(bench.receive(url)) == ["1"]
    model.clock.sleep(1)
    bench.tell(url, "b", "1")

    assert bodies(bench.receive(url)) == ["1"]


def test_a_deduplication_id_can_count_for_its_group(bench: Bench) -> None:
    url = bench.queue({**FIFO, "DeduplicationScope": "messageGroup"})

    bench.tell(url, "a", "1", "1")
    bench.tell(url, "b", "1", "1")

    assert bodies(bench.receive(url)) == ["1", "1"]


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        ({"MessageDeduplicationId": "1"}, "MissingParameter"),
        ({"MessageGroupId": "a"}, "InvalidParameterValue"),
        (
            {"MessageGroupId": "a", "MessageDeduplicationId": "1", "DelaySeconds": 1},
            "InvalidParameterValue",
        ),
    ],
    ids=["no-group", "no-deduplication-id", "own-delay"],
)
def test_a_fifo_queue_refuses(bench: Bench, entry: dict[str, str], code: str) -> None:
    url = bench.queue(FIFO)

    answer = bench.client.send_message_batch(
        QueueUrl=url,
        Entries=[{"Id": "it", "MessageBody": "one", **entry}],  # type: ignore[typeddict-item] # any of its fields
    )

    assert [failure["Code"] for failure in answer["Failed"]] == [code]


def test_a_handle_of_a_fifo_queue_expires(model: Model, bench: Bench) -> None:
    url = bench.queue(FIFO)
    bench.tell(url, "a", "1")
    (message,) = bench.receive(url)

    model.clock.sleep(31)

    assert code_of(lambda: bench.delete(url, message)) == "InvalidParameterValue"
    assert code_of(lambda: bench.hide(url, message, 5)) == "InvalidParameterValue"
    assert bodies(bench.receive(url)) == ["1"]
