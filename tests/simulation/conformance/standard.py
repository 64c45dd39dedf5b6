"""What a standard queue does, case by case."""

from typing import Final

from tests.simulation.conformance.bench import Bench, Cases, bodies, code_of, entries

CASES: Final = Cases()


@CASES.add
def a_message_is_hidden_once_it_is_received(bench: Bench) -> None:
    url = bench.queue()
    bench.send(url, "one")

    assert bodies(bench.receive(url)) == ["one"]
    assert bench.receive(url) == []


@CASES.add
def a_message_comes_again_when_its_visibility_ends(bench: Bench) -> None:
    url = bench.queue({"VisibilityTimeout": "1"})
    bench.send(url, "one")

    (first,), (again,) = bench.receive(url), bench.receive_some(url)

    assert again["MessageId"] == first["MessageId"]
    assert again["ReceiptHandle"] != first["ReceiptHandle"]
    assert first["Attributes"]["ApproximateReceiveCount"] == "1"
    assert again["Attributes"]["ApproximateReceiveCount"] == "2"
    first_time = first["Attributes"]["ApproximateFirstReceiveTimestamp"]
    assert again["Attributes"]["ApproximateFirstReceiveTimestamp"] == first_time


@CASES.add
def a_receipt_holds_up_to_ten_messages(bench: Bench) -> None:
    url = bench.queue()
    bench.send(url, *map(str, range(12)))

    assert len(bench.receive(url)) == 10
    assert len(bench.receive(url)) == 2


@CASES.add
def nobody_receives_eleven_messages_at_once(bench: Bench) -> None:
    url = bench.queue()

    assert code_of(lambda: bench.receive(url, 11)) == "InvalidParameterValue"


@CASES.add
def a_deleted_message_does_not_come_again(bench: Bench) -> None:
    url = bench.queue({"VisibilityTimeout": "1"})
    bench.send(url, "deleted", "kept")
    deleted, _ = bench.receive(url)

    bench.delete(url, deleted)

    assert bodies(bench.receive_some(url)) == ["kept"]


@CASES.add
def deleting_twice_is_no_mistake(bench: Bench) -> None:
    url = bench.queue()
    bench.send(url, "one")
    (message,) = bench.receive(url)

    bench.delete(url, message)
    bench.delete(url, message)

    assert bench.receive(url) == []


@CASES.add
def a_message_can_be_deleted_after_its_visibility_until_somebody_receives_it(
    bench: Bench,
) -> None:
    url = bench.queue({"VisibilityTimeout": "0"})
    bench.send(url, "one")
    (message,) = bench.receive(url)

    bench.delete(url, message)

    assert bench.receive(url) == []


@CASES.add
def a_worker_hands_a_message_back_at_once(bench: Bench) -> None:
    url = bench.queue()
    bench.send(url, "one")
    (message,) = bench.receive(url)

    bench.hide(url, message, 0)

    assert bodies(bench.receive(url)) == ["one"]


@CASES.add
def a_worker_keeps_a_message_for_longer(bench: Bench) -> None:
    url = bench.queue({"VisibilityTimeout": "1"})
    bench.send(url, "kept", "left")
    kept, _ = bench.receive(url)

    bench.hide(url, kept, 60)

    assert bodies(bench.receive_some(url)) == ["left"]


@CASES.add
def a_message_received_too_often_becomes_a_dead_letter(bench: Bench) -> None:
    dead = bench.queue()
    url = bench.redriving(dead, VisibilityTimeout="0")
    (message_id,) = bench.send(url, "one")

    received = [bodies(bench.receive(url)) for _ in range(3)]

    assert received == [["one"], ["one"], []]
    (letter,) = bench.receive(dead)
    assert (letter["MessageId"], letter["Body"]) == (message_id, "one")


@CASES.add
def a_dead_letter_keeps_its_attributes(bench: Bench) -> None:
    dead = bench.queue()
    url = bench.redriving(dead, VisibilityTimeout="0")
    lives = {"revived": {"DataType": "Number", "StringValue": "1"}}
    bench.client.send_message_batch(
        QueueUrl=url,
        Entries=[{"Id": "it", "MessageBody": "one", "MessageAttributes": lives}],  # type: ignore[typeddict-item] # as every caller writes it
    )

    for _ in range(3):
        bench.receive(url)

    (letter,) = bench.receive(dead)
    assert letter["MessageAttributes"]["revived"]["StringValue"] == "1"


@CASES.add
def a_delayed_message_is_hidden_at_first(bench: Bench) -> None:
    url = bench.queue()
    bench.enter(url, {"Id": "late", "MessageBody": "late", "DelaySeconds": 2})
    bench.send(url, "soon")

    assert bodies(bench.receive(url)) == ["soon"]
    assert bodies(bench.receive_some(url)) == ["late"]


@CASES.add
def a_message_without_a_delay_has_its_queue_s(bench: Bench) -> None:
    url = bench.queue({"DelaySeconds": "2"})
    bench.send(url, "late")
    bench.enter(url, {"Id": "soon", "MessageBody": "soon", "DelaySeconds": 0})

    assert bodies(bench.receive(url)) == ["soon"]
    assert bodies(bench.receive_some(url)) == ["late"]


@CASES.add
def a_batch_has_up_to_ten_entries(bench: Bench) -> None:
    url = bench.queue()

    code = code_of(lambda: bench.client.send_message_batch(QueueUrl=url, Entries=entries(11)))

    assert code == "TooManyEntriesInBatchRequest"
    assert bench.receive(url) == []


@CASES.add
def a_batch_has_at_least_one_entry(bench: Bench) -> None:
    url = bench.queue()

    code = code_of(lambda: bench.client.send_message_batch(QueueUrl=url, Entries=[]))

    assert code == "EmptyBatchRequest"


@CASES.add
def the_entries_of_a_batch_have_different_ids(bench: Bench) -> None:
    url = bench.queue()
    twice = [*entries(1), *entries(1)]

    code = code_of(lambda: bench.client.send_message_batch(QueueUrl=url, Entries=twice))

    assert code == "BatchEntryIdsNotDistinct"


@CASES.add
def a_batch_has_up_to_a_mebibyte(bench: Bench) -> None:
    url = bench.queue()
    large = entries(2, "a" * (1_048_576 // 2 + 1))

    code = code_of(lambda: bench.client.send_message_batch(QueueUrl=url, Entries=large))

    assert code == "BatchRequestTooLong"


@CASES.add
def a_group_is_kept_by_a_standard_queue_and_orders_nothing(bench: Bench) -> None:
    url = bench.queue()
    for body in ("one", "two"):
        bench.enter(url, {"Id": "it", "MessageBody": body, "MessageGroupId": "user-1"})

    (first,), (second,) = bench.receive(url, 1), bench.receive(url, 1)

    assert {first["Body"], second["Body"]} == {"one", "two"}
    assert first["Attributes"]["MessageGroupId"] == "user-1"
