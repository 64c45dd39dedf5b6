"""The model of a standard queue follows the rules that SQS documents."""

import pytest

from tests.simulation.conformance import fifo, standard
from tests.simulation.conformance.bench import Bench, Case, bodies, code_of
from tests.simulation.conformance.model import Model

DAY = 86_400


@pytest.mark.parametrize("check", [*standard.CASES, *fifo.CASES], ids=lambda check: check.__name__)
def test_the_model_does_as_every_queue_service(check: Case, bench: Bench) -> None:
    check(bench)


def test_a_standard_queue_may_deliver_twice(model: Model, bench: Bench) -> None:
    url = bench.queue()
    model.malice.made = 2

    bench.send(url, "one")

    first, second = bench.receive(url)
    assert first["MessageId"] == second["MessageId"]
    assert first["ReceiptHandle"] != second["ReceiptHandle"]
    bench.delete(url, first)
    bench.hide(url, second, 0)
    assert bodies(bench.receive(url)) == ["one"]


def test_a_standard_queue_may_deliver_in_any_order(model: Model, bench: Bench) -> None:
    url = bench.queue()
    model.malice.takes_last = True

    bench.send(url, "1", "2", "3")

    assert bodies(bench.receive(url)) == ["3", "2", "1"]


@pytest.mark.parametrize("heeds", [True, False])
def test_an_old_handle_may_or_may_not_delete(model: Model, bench: Bench, *, heeds: bool) -> None:
    url = bench.queue({"VisibilityTimeout": "0"})
    bench.send(url, "one")
    (old,) = bench.receive(url)
    bench.receive(url)
    model.malice.heeds = heeds

    bench.delete(url, old)

    assert bodies(bench.receive(url)) == ([] if heeds else ["one"])


def test_only_a_message_in_flight_can_be_hidden(bench: Bench) -> None:
    url = bench.queue()
    bench.send(url, "one")
    (message,) = bench.receive(url)
    bench.hide(url, message, 0)

    assert code_of(lambda: bench.hide(url, message, 5)) == "MessageNotInflight"


def test_nothing_is_hidden_for_more_than_twelve_hours(bench: Bench) -> None:
    url = bench.queue()
    bench.send(url, "one")
    (message,) = bench.receive(url)

    assert code_of(lambda: bench.hide(url, message, 43_201)) == "InvalidParameterValue"


def test_twelve_hours_count_from_the_receipt(model: Model, bench: Bench) -> None:
    url = bench.queue({"VisibilityTimeout": "3600"})
    bench.send(url, "one")
    (message,) = bench.receive(url)
    model.clock.sleep(1800)

    assert code_of(lambda: bench.hide(url, message, 43_200)) == "InvalidParameterValue"
    bench.hide(url, message, 41_400)


@pytest.mark.parametrize("body", ["", "a\0b", "\ud800", "\uffff"])
def test_an_entry_that_sqs_cannot_carry_fails_by_itself(bench: Bench, body: str) -> None:
    url = bench.queue()

    answer = bench.client.send_message_batch(
        QueueUrl=url,
        Entries=[{"Id": "bad", "MessageBody": body}, {"Id": "good", "MessageBody": "\U0001f600"}],
    )

    assert [failure["Id"] for failure in answer["Failed"]] == ["bad"]
    assert bodies(bench.receive(url)) == ["\U0001f600"]


def test_an_entry_cannot_be_delayed_for_more_than_a_quarter_of_an_hour(bench: Bench) -> None:
    url = bench.queue()

    answer = bench.client.send_message_batch(
        QueueUrl=url, Entries=[{"Id": "late", "MessageBody": "late", "DelaySeconds": 901}]
    )

    assert [failure["Code"] for failure in answer["Failed"]] == ["InvalidParameterValue"]


def test_an_id_of_an_entry_is_short_and_plain(bench: Bench) -> None:
    url = bench.queue()

    refused = code_of(lambda: bench.enter(url, {"Id": "a b", "MessageBody": "one"}))

    assert refused == "InvalidBatchEntryId"


def test_a_message_is_kept_for_its_queue_s_retention(model: Model, bench: Bench) -> None:
    url = bench.queue({"MessageRetentionPeriod": str(4 * DAY)})
    bench.send(url, "old")
    model.clock.sleep(2 * DAY)
    bench.send(url, "new")

    model.clock.sleep(2 * DAY + 1)

    assert bodies(bench.receive(url)) == ["new"]


def test_a_dead_letter_of_a_standard_queue_keeps_its_age(model: Model, bench: Bench) -> None:
    dead = bench.queue({"MessageRetentionPeriod": str(5 * DAY)})
    url = bench.redriving(dead, VisibilityTimeout="0")
    bench.send(url, "one")
    model.clock.sleep(3 * DAY)
    for _ in range(3):
        bench.receive(url)

    model.clock.sleep(2 * DAY + 1)

    assert bench.receive(dead) == []


def test_a_dead_letter_counts_its_receipts_across_queues(bench: Bench) -> None:
    dead = bench.queue()
    url = bench.redriving(dead, VisibilityTimeout="0")
    bench.send(url, "one")
    for _ in range(3):
        bench.receive(url)

    (letter,) = bench.receive(dead)

    assert letter["Attributes"]["ApproximateReceiveCount"] == "3"
    assert letter["Attributes"]["DeadLetterQueueSourceArn"] == bench.arn(url)


def test_a_move_makes_new_messages(model: Model, bench: Bench) -> None:
    dead = bench.queue()
    url = bench.redriving(dead, VisibilityTimeout="0")
    (old_id,) = bench.send(url, "one")
    for _ in range(3):
        bench.receive(url)
    model.clock.sleep(60)

    bench.client.start_message_move_task(SourceArn=bench.arn(dead))

    (moved,) = bench.receive(url)
    assert moved["MessageId"] != old_id
    assert moved["Attributes"]["ApproximateReceiveCount"] == "1"
    assert int(moved["Attributes"]["SentTimestamp"]) == model.clock.at.timestamp() * 1000


def test_messages_can_be_moved_elsewhere(bench: Bench) -> None:
    dead, other = bench.queue(), bench.queue()
    url = bench.redriving(dead, VisibilityTimeout="0")
    bench.send(url, "one")
    for _ in range(3):
        bench.receive(url)

    bench.client.start_message_move_task(SourceArn=bench.arn(dead), DestinationArn=bench.arn(other))

    assert bodies(bench.receive(other)) == ["one"]


def test_a_queue_s_messages_are_moved_by_one_task_at_a_time(model: Model, bench: Bench) -> None:
    dead = bench.queue()
    url = bench.redriving(dead, VisibilityTimeout="0")
    bench.send(dead, "one", "two")
    other = bench.arn(url)

    def move() -> None:
        bench.client.start_message_move_task(SourceArn=bench.arn(dead), DestinationArn=other)

    move()
    assert code_of(move) == "UnsupportedOperation"
    model.clock.sleep(1)
    move()


def test_only_dead_letters_are_moved(bench: Bench) -> None:
    arn = bench.arn(bench.queue())

    refused = code_of(lambda: bench.client.start_message_move_task(SourceArn=arn))

    assert refused == "InvalidParameterValue"


def test_a_handle_belongs_to_its_queue(bench: Bench) -> None:
    one, other = bench.queue(), bench.queue()
    bench.send(one, "one")
    (message,) = bench.receive(one)

    assert code_of(lambda: bench.delete(other, message)) == "ReceiptHandleIsInvalid"
