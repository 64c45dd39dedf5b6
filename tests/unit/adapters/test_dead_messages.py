"""What arrives from dead-letter queues, and what it is taken for."""

import json
from datetime import timedelta
from typing import Any

import pytest

from darkroom.adapters.dead_messages import read_dead_message
from darkroom.dead_letters import QUEUES, DeadMessage, QueueName
from darkroom.jobs import Source
from darkroom.messages import RetouchRequest
from tests.builders import (
    NOW,
    build_job,
    build_photo,
    build_request,
    build_slow_output,
    rendered,
    s3_notification,
)
from tests.letters import SOURCES, dead_record

PHOTO = build_photo(build_job())
REQUEST = build_request(PHOTO)
RETOUCH = RetouchRequest(
    photo=REQUEST.photo,
    source=REQUEST.source,
    outputs=(build_slow_output(),),
    lanes=("slow",),
    queued_at=NOW,
)
RENDERED = rendered(PHOTO)
KEY = "uploads/user-1/job_1/pho_1"


def read(record: dict[str, Any]) -> DeadMessage:
    (message,) = read_dead_message(record, SOURCES)
    return message


@pytest.mark.parametrize(
    ("queue", "body", "said"),
    [
        ("UploadsQueue", s3_notification(KEY), Source(key=KEY, version_id="version-1")),
        ("RequestQueue", REQUEST.model_dump_json(), REQUEST),
        ("RetouchQueue", RETOUCH.model_dump_json(), RETOUCH),
        ("ResponseQueue", RENDERED.model_dump_json(), RENDERED),
    ],
)
def test_a_message_of_any_queue_says_what_it_said(
    queue: QueueName, body: str, said: object
) -> None:
    message = read(dead_record(queue, body))

    assert (message.queue, message.says, message.faults) == (queue, (said,), ())
    assert message.body == body


@pytest.mark.parametrize("queue", QUEUES)
@pytest.mark.parametrize("body", ["", "{", "[]", '{"version": 2}', "\x00"])
def test_what_nobody_can_read_says_nothing_and_why(queue: QueueName, body: str) -> None:
    message = read(dead_record(queue, body))

    assert message.says == ()
    assert message.faults
    assert message.body == body


def test_a_fault_says_where_it_is_but_not_what_is_there() -> None:
    body = json.loads(REQUEST.model_dump_json())
    body["photo"]["number"] = "a secret"
    body["outputs"][0]["operations"][0]["operation"] = "a secret"

    faults = read(dead_record("RequestQueue", json.dumps(body))).faults

    assert faults[0].startswith("photo.number: ")
    assert faults[1].startswith("outputs.0.operations.0: ")
    assert "secret" not in str(faults)


def test_a_kind_that_nobody_knows_is_not_told() -> None:
    message = read(dead_record("ResponseQueue", '{"event": "a secret"}'))

    assert message.faults == ("the whole message: Unknown kind",)


def test_only_some_of_many_faults_are_told() -> None:
    body = json.loads(REQUEST.model_dump_json())
    body["outputs"] = [{"x" * 1000: 1}] * 100

    faults = read(dead_record("RequestQueue", json.dumps(body))).faults

    assert len(faults) == 10
    assert all(len(fault) <= 200 for fault in faults)


def test_a_message_knows_when_it_was_sent_and_how_often_it_was_tried() -> None:
    message = read(dead_record("RequestQueue", "{}"))

    assert message.sent_at == NOW
    assert message.first_received_at == NOW + timedelta(milliseconds=250)
    assert message.tries == 5


@pytest.mark.parametrize(("earlier", "tries"), [("5", 10), ("", 5), ("-3", 5), ("five", 5)])
def test_the_tries_of_an_earlier_life_count(earlier: str, tries: int) -> None:
    record = dead_record("RequestQueue", "{}", revived=" ")
    record["messageAttributes"]["revived"]["stringValue"] = earlier

    assert read(record).tries == tries


@pytest.mark.parametrize(
    ("queue", "tries"),
    [("UploadsQueue", 10), ("RequestQueue", 5), ("RetouchQueue", 5), ("ResponseQueue", 10)],
)
def test_receives_of_a_dead_letter_queue_are_no_tries(queue: QueueName, tries: int) -> None:
    record = dead_record(queue, "{}", revived=str(tries))
    record["attributes"]["ApproximateReceiveCount"] = str(tries + 7)

    assert read(record).tries == 2 * tries


def test_a_message_that_somebody_put_there_was_never_tried() -> None:
    record = dead_record("RequestQueue", "{}")
    record["attributes"]["ApproximateReceiveCount"] = "1"

    assert read(record).tries == 0


def test_attributes_and_the_group_are_kept() -> None:
    record = dead_record("RequestQueue", "{}", group_id="user-1")
    record["messageAttributes"] = {
        "note": {"dataType": "String", "stringValue": "by hand"},
        "seal": {"dataType": "Binary", "binaryValue": "AAAA"},
    }

    message = read(record)

    assert message.attributes == {"note": "by hand"}
    assert message.group_id == "user-1"


@pytest.mark.parametrize(
    ("body", "revived", "may_live_again"),
    [
        pytest.param(REQUEST.model_dump_json(), None, True, id="first life"),
        pytest.param(REQUEST.model_dump_json(), "5", False, id="second life"),
        pytest.param("{}", None, False, id="malformed"),
        pytest.param(
            REQUEST.model_dump_json().ljust(1_048_560), None, False, id="no room for the mark"
        ),
    ],
)
def test_a_message_lives_twice_if_it_can_be_read(
    body: str, revived: str | None, *, may_live_again: bool
) -> None:
    assert read(dead_record("RequestQueue", body, revived=revived)).may_live_again is may_live_again
