"""What no queue should hold goes back, and costs nobody else anything."""

import logging
from collections.abc import Iterator
from typing import Final

import pytest

from darkroom.dead_letters import QUEUES, QueueName
from darkroom.messages import PhotoRefused
from tests.builders import build_job, build_photo, rendered, s3_notification, source_of, sqs_event
from tests.consumers import PARSERS, Consumers
from tests.fakes import InMemoryDeliveries
from tests.malformed import MALFORMED

_IN_A_BATCH: Final = 8

_each_queue = pytest.mark.parametrize("queue", QUEUES)


def _is_believed(queue: QueueName, body: str) -> bool:
    try:
        PARSERS[queue](body)
    except ValueError:
        return False
    return True


def _batches(queue: QueueName) -> Iterator[list[str]]:
    bodies = list(MALFORMED[queue].values())
    for start in range(0, len(bodies), _IN_A_BATCH):
        yield bodies[start : start + _IN_A_BATCH]


@_each_queue
def test_none_of_them_is_believed(queue: QueueName) -> None:
    believed = [what for what, body in MALFORMED[queue].items() if _is_believed(queue, body)]

    assert believed == []
    assert len(MALFORMED[queue]) > 60


@_each_queue
def test_they_go_back_at_once_and_their_neighbours_are_handled(queue: QueueName) -> None:
    for bodies in _batches(queue):
        deliveries = InMemoryDeliveries()
        consumers = Consumers(deliveries=deliveries)
        (first, before), (last, after) = consumers.healthy(queue), consumers.healthy(queue)

        answer = consumers.consume(queue, sqs_event(before, *bodies, after))

        numbers = range(1, 1 + len(bodies))
        back = {failure["itemIdentifier"] for failure in answer["batchItemFailures"]}
        assert back == {f"message-{number}" for number in numbers}
        delays = [deliveries.hidden[f"receipt-{number}"][1:] for number in numbers]
        assert delays == [[0]] * len(bodies)
        assert consumers.heard_of(queue) == {first.photo_id, last.photo_id}


@_each_queue
def test_what_they_say_is_not_logged(queue: QueueName, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    bodies = [body for body in MALFORMED[queue].values() if "passwd" in body or "x" * 60 in body]

    Consumers().consume(queue, sqs_event("hunter2", '{"hunter2": {"hunter2": 1}}', *bodies))

    said = [str(vars(record)) for record in caplog.records]
    assert len(said) == len(bodies) + 2
    assert not [line for line in said if "hunter2" in line or "passwd" in line or "xxxx" in line]


def test_an_upload_for_no_photo_is_passed_over_and_said_to_be(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    consumers, photo = Consumers(), build_photo(build_job())

    answer = consumers.consume("UploadsQueue", sqs_event(s3_notification(source_of(photo).key)))

    assert answer == {"batchItemFailures": []}
    assert [record.message for record in caplog.records] == ["Upload belongs to no photo"]


@pytest.mark.parametrize("queue", ["RequestQueue", "RetouchQueue"])
def test_a_request_whose_photo_is_gone_is_answered(queue: QueueName) -> None:
    consumers = Consumers()
    photo, body = consumers.healthy(queue)
    consumers.uploads.remove_all(source_of(photo).key)

    answer = consumers.consume(queue, sqs_event(body))

    (refusal,) = consumers.answers()
    assert answer == {"batchItemFailures": []}
    assert isinstance(refusal, PhotoRefused)
    assert refusal.error.code == "upload_missing"


def test_an_answer_for_no_photo_is_passed_over_and_said_to_be(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    body = rendered(build_photo(build_job())).model_dump_json()

    answer = Consumers().consume("ResponseQueue", sqs_event(body))

    assert answer == {"batchItemFailures": []}
    assert [record.message for record in caplog.records] == ["Answer belongs to no photo"]


@pytest.mark.parametrize(
    "other", [{"user_id": "user-2"}, {"number": 7}, {"generation": 2}], ids=str
)
def test_an_answer_for_what_is_another_photo_changes_nothing(other: dict[str, object]) -> None:
    consumers = Consumers()
    photo, _ = consumers.healthy("ResponseQueue")
    address = photo.model_copy(update=other)
    body = rendered(address, generation=address.generation).model_dump_json()

    answer = consumers.consume("ResponseQueue", sqs_event(body))

    assert answer == {"batchItemFailures": []}
    assert consumers.table.photo(photo.job_id, photo.photo_id) == photo
