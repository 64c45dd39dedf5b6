"""S3's notifications."""

import json

import pytest

from darkroom.adapters.s3_events import parse_notification
from darkroom.jobs import Source
from tests.builders import s3_notification

KEY = "uploads/user-1/job_1/pho_1"


def test_a_notification_names_objects_and_versions() -> None:
    body = s3_notification(KEY, KEY + "2", version_id="v7")

    found = parse_notification(body)

    assert found == [
        Source(key=KEY, version_id="v7"),
        Source(key=KEY + "2", version_id="v7"),
    ]


@pytest.mark.parametrize("key", ["uploads/a b/c+d", "uploads/été/é", "uploads/100%/a&b=c"])
def test_a_key_is_decoded_as_from_a_form(key: str) -> None:
    assert parse_notification(s3_notification(key)) == [Source(key=key, version_id="version-1")]


def test_an_object_without_a_version_has_the_null_version() -> None:
    body = s3_notification(KEY, version_id=None)

    assert parse_notification(body) == [Source(key=KEY, version_id="null")]


def test_the_event_that_s3_sends_to_try_a_queue_announces_nothing() -> None:
    body = json.dumps({"Service": "Amazon S3", "Event": "s3:TestEvent", "Bucket": "uploads"})

    assert parse_notification(body) == []


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("", id="empty"),
        pytest.param("not JSON", id="not JSON"),
        pytest.param("{}", id="no records"),
        pytest.param('{"Event": "s3:Another"}', id="another event"),
        pytest.param('{"Records": [{}]}', id="record of something else"),
        pytest.param('{"Records": [{"s3": {"object": {}}}]}', id="no key"),
        pytest.param('{"Records": {"s3": 1}}', id="not a list"),
    ],
)
def test_anything_else_is_refused(body: str) -> None:
    with pytest.raises(ValueError, match="validation error"):
        parse_notification(body)
