"""What travels on the queues."""

import json
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from darkroom.messages import RenderRequest, Response, parse_requests, parse_responses
from tests.builders import build_job, build_photo, build_request, refused, rendered, started

PHOTO = build_photo(build_job())
VERSION = build_photo(build_job(job_id="lib_beach"), generation=2_000_000_000)
MESSAGES = [
    pytest.param(build_request(PHOTO), parse_requests, id="request"),
    pytest.param(started(PHOTO), parse_responses, id="started"),
    pytest.param(rendered(PHOTO), parse_responses, id="rendered"),
    pytest.param(refused(PHOTO), parse_responses, id="refused"),
    pytest.param(build_request(VERSION), parse_requests, id="request of a library"),
    pytest.param(refused(VERSION), parse_responses, id="refused in a library"),
]
Parse = Callable[[str], Sequence[RenderRequest | Response]]


@pytest.mark.parametrize(("message", "parse"), MESSAGES)
def test_a_message_arrives_as_it_was_sent(message: RenderRequest | Response, parse: Parse) -> None:
    assert parse(message.model_dump_json()) == [message]


@pytest.mark.parametrize(("message", "parse"), MESSAGES)
def test_fields_of_a_newer_producer_are_passed_over(
    message: RenderRequest | Response, parse: Parse
) -> None:
    newer = message.model_dump(mode="json")
    newer |= {"priority": 1, "photo": newer["photo"] | {"album": "summer"}}

    assert parse(json.dumps(newer)) == [message]


@pytest.mark.parametrize(("message", "parse"), MESSAGES)
def test_another_version_is_refused(message: RenderRequest | Response, parse: Parse) -> None:
    newer = message.model_dump(mode="json") | {"version": 2}

    with pytest.raises(ValueError, match="version"):
        parse(json.dumps(newer))


@pytest.mark.parametrize("parse", [parse_requests, parse_responses])
@pytest.mark.parametrize(
    "body",
    [
        pytest.param("", id="empty"),
        pytest.param("{", id="cut off"),
        pytest.param("null", id="null"),
        pytest.param("[]", id="list"),
        pytest.param("{}", id="no fields"),
        pytest.param('{"event": "photo_eaten"}', id="unknown event"),
        pytest.param("\x00", id="NUL"),
        pytest.param("[" * 10_000, id="too deep"),
        pytest.param('{"photo": {"user_id": "u"}}', id="half an address"),
    ],
)
def test_a_malformed_message_is_refused(parse: Parse, body: str) -> None:
    with pytest.raises(ValueError, match="validation error"):
        parse(body)


@pytest.mark.parametrize("field", ["photo", "source", "outputs", "queued_at"])
def test_a_request_needs_every_field(field: str) -> None:
    request: dict[str, Any] = build_request(PHOTO).model_dump(mode="json")
    del request[field]

    with pytest.raises(ValueError, match=field):
        parse_requests(json.dumps(request))


def test_a_message_holds_nothing_that_a_user_typed() -> None:
    photo = build_photo(build_job(), 0, name="secret birthday.jpg")

    bodies = [
        message.model_dump_json()
        for message in (build_request(photo), started(photo), rendered(photo), refused(photo))
    ]

    assert not [body for body in bodies if "birthday" in body]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        pytest.param("job_id", "job_beach", id="version of a job's photo"),
        pytest.param("generation", 2_000_000_001, id="version beyond any log"),
        pytest.param("generation", 0, id="no version"),
        pytest.param("job_id", "lib_pier", id="another photo's original"),
    ],
)
def test_an_address_that_is_neither_a_jobs_nor_a_librarys_is_refused(
    field: str, value: object
) -> None:
    request = build_request(VERSION).model_dump(mode="json")
    request["photo"][field] = value

    with pytest.raises(ValueError, match="validation error"):
        parse_requests(json.dumps(request))
