"""Messages that no queue should hold, by what is wrong with them."""

from collections.abc import Iterator, Mapping
from typing import Final

from darkroom.dead_letters import QueueName
from darkroom.messages import OperationsAccepted
from tests.builders import (
    build_job,
    build_photo,
    build_request,
    build_slow_output,
    refused,
    rendered,
    s3_notification,
    source_of,
    started,
)
from tests.mangled import Whole

_Values = tuple[object, ...]

_JOB: Final = build_job(photo_count=2)
_PHOTO, _NEIGHBOUR = build_photo(_JOB), build_photo(_JOB, 1)
_STRANGER: Final = build_photo(build_job(user_id="user-2"))
_KEY: Final = source_of(_PHOTO).key
_RESULT_KEY: Final = str(rendered(_PHOTO).results[0].key)

_DEEP: Final = 50_000
_WORDS: Final[Mapping[str, str]] = {
    "nothing": "",
    "a space": " ",
    "a word": "hello",
    "NUL": "\x00",
    "null": "null",
    "true": "true",
    "a number": "7",
    "a text": '"{}"',
    "an empty list": "[]",
    "an empty object": "{}",
    "a byte order mark": "\ufeff{}",
    "XML": "<Records/>",
    "single quotes": "{'version': 1}",
    "a comment": "{} // done",
    "NaN": "NaN",
    "infinity": "-Infinity",
    "lists without end": "[" * _DEEP,
    "lists in lists": "[" * _DEEP + "]" * _DEEP,
    "objects in objects": '{"photo":' * _DEEP + "1" + "}" * _DEEP,
    "a number of 5000 digits": "1" * 5000,
    "a lone surrogate": '"\\ud800"',
    "a raw lone surrogate": '"\ud800"',
    "an unknown escape": '"\\x41"',
    "a line feed in a text": '"a\nb"',
    "a megabyte of nothing": " " * 1_000_000,
}

_NO_TEXT: Final[_Values] = (None, 7, True, [], {})
_NO_OBJECT: Final[_Values] = (None, 7, "text", [])
_NO_NUMBER: Final[_Values] = (
    "",
    "1",
    True,
    0.0,
    0.5,
    -1,
    10**30,
    [],
    {},
    float("nan"),
    float("inf"),
)
_NO_ID: Final[_Values] = (
    *_NO_TEXT,
    "",
    "..",
    "../../etc/passwd",
    "a/b",
    "a\\b",
    "a b",
    "a\n",
    "a\x00b",
    "\xe4",
    "\u202ea",
    "${jndi:ldap://a}",
    "x" * 5000,
)
_NO_KEY: Final[_Values] = (
    *_NO_TEXT,
    "",
    "/",
    _KEY + "/../other",
    _KEY + "\n",
    _KEY + "x",
    _KEY.upper(),
    source_of(_NEIGHBOUR).key,
    source_of(_STRANGER).key,
    "x" * 1025,
)
_NO_RESULT_KEY: Final[_Values] = (
    7,
    [],
    _KEY,
    "x" * 1025,
    _RESULT_KEY.replace("web", "small"),
    _RESULT_KEY.replace("/1/", "/2/"),
    _RESULT_KEY.replace(_PHOTO.photo_id, _NEIGHBOUR.photo_id),
    _RESULT_KEY.replace(_PHOTO.user_id, _STRANGER.user_id),
    _RESULT_KEY + "/..",
    _RESULT_KEY + "\n",
)


def _about_a_photo(whole: Whole) -> Iterator[tuple[str, str]]:
    yield from whole.broken()
    yield from whole.with_values("version", [None, 0, 2, "1", 1.5, [1]])
    yield from whole.with_values("photo", _NO_OBJECT)
    yield from whole.with_values("photo.user_id", [*_NO_ID, "x" * 65])
    yield from whole.with_values("photo.job_id", [*_NO_ID, "pho_1", "job_", "JOB_1"])
    yield from whole.with_values("photo.photo_id", [*_NO_ID, "job_1", "pho_", "PHO_1"])
    yield from whole.with_values("photo.number", [None, *_NO_NUMBER, 65_536])
    yield from whole.with_values("photo.generation", [None, *_NO_NUMBER, 0, 100_000])
    yield from whole.without("photo", *(f"photo.{name}" for name in whole.body["photo"]))
    yield whole.overruled("another photo", '"photo": {"user_id": "user-2"}')
    yield whole.overruled("another version", '"version": 2')


def _about_an_upload(whole: Whole) -> Iterator[tuple[str, str]]:
    yield from whole.with_values("source", _NO_OBJECT)
    yield from whole.with_values("source.key", _NO_KEY)
    yield from whole.with_values("source.version_id", [*_NO_TEXT, "", "v" * 1025])
    yield from whole.without("source", "source.key", "source.version_id")


def _work(whole: Whole) -> Iterator[tuple[str, str]]:
    yield from _about_a_photo(whole)
    yield from _about_an_upload(whole)
    yield from whole.with_values("outputs", [*_NO_OBJECT, [None], [{}], ["web"]])
    yield from whole.with_values("outputs", [[{"name": f"web-{n}"} for n in range(51)]])
    yield from whole.with_values("outputs.0.name", [*_NO_TEXT, "", "../web", "WEB", "w" * 65])
    yield from whole.with_values("outputs.0.format", [None, "gif", "exe", 7])
    yield from whole.with_values("outputs.0.quality", [0, 101, float("nan")])
    yield from whole.with_values("outputs.0.speed", ["fast"])
    yield from whole.with_values("outputs.0.operations", [None, 7, [{}], [{"operation": "eval"}]])
    for number in ("", "1600", True, 0, 0.5, -1, 10**30, float("nan"), float("inf")):
        resize = {"operation": "resize", "width": number}
        yield from whole.with_values("outputs.0.operations", [[resize]])
    yield from whole.with_values("queued_at", [None, "", "today", "2026-11-20T12:00:00", 1e300, []])
    yield from whole.without("outputs", "outputs.0.name", "queued_at")


def _requests() -> Iterator[tuple[str, str]]:
    return _work(Whole.of("request", build_request(_PHOTO).model_dump_json()))


def _retouches() -> Iterator[tuple[str, str]]:
    request = build_request(_PHOTO, outputs=(build_slow_output(),)).model_dump(mode="json")
    whole = Whole("retouch", {**request, "lanes": ["fast", "slow"]})
    yield from _work(whole)
    yield from whole.with_values("lanes", [None, "slow", [], ["medium"], ["slow"] * 3, [None]])
    yield from whole.without("lanes")


def _responses() -> Iterator[tuple[str, str]]:
    for message in (started(_PHOTO), rendered(_PHOTO), refused(_PHOTO)):
        whole = Whole.of(message.event, message.model_dump_json())
        yield from _about_a_photo(whole)
        yield from whole.with_values("event", [None, 7, "", "photo_eaten", ["photo_started"]])
        yield from whole.with_values("lane", [None, 7, "", "medium", ["fast"]])
        yield from whole.without("event")
    made = Whole.of("rendered", rendered(_PHOTO).model_dump_json())
    yield from made.with_values("lanes", [None, "fast", [], ["medium"], ["fast"] * 3])
    for side in ("width", "height", "results.0.width", "results.0.bytes"):
        yield from made.with_values(side, _NO_NUMBER)
    yield from made.with_values("results", [*_NO_OBJECT, [None], ["web"]])
    yield from made.with_values("results.0.name", [*_NO_TEXT, "", "../web", "w" * 65])
    yield from made.with_values("results.0.state", [None, 7, "", "eaten"])
    yield from made.with_values("results.0.key", _NO_RESULT_KEY)
    yield from made.with_values("results.0.content_type", [7, "x" * 101])
    yield from made.with_values("results.0.found", [None, [], {"faces": -1}, {"faces": "2"}])
    yield from made.with_values("results.0.error", [7, "it failed", {}])
    yield from made.with_values("warnings", [None, "text", [7], ["x" * 65], ["x"] * 51])
    yield from made.without("results", "results.0.name", "results.0.state")
    no = Whole.of("refusal", refused(_PHOTO).model_dump_json())
    yield from _about_an_upload(no)
    yield from no.with_values("error", [*_NO_OBJECT, {}])
    yield from no.with_values("error.code", [*_NO_TEXT, "x" * 65])
    yield from no.with_values("error.message", [*_NO_TEXT, "x" * 2001])
    yield from no.without("error", "error.code", "error.message")


def _uploads() -> Iterator[tuple[str, str]]:
    whole = Whole.of("announcement", s3_notification(_KEY))
    place = "Records.0.s3.object"
    yield from whole.broken()
    yield from whole.with_values("Records", [*_NO_OBJECT, {}, [None], ["text"], [[]], [{}]])
    yield from whole.with_values("Records.0.s3", [*_NO_OBJECT, {}])
    yield from whole.with_values(place, [*_NO_OBJECT, {}])
    yield from whole.with_values(f"{place}.key", [*_NO_TEXT, 0.5, "x" * 1025, "x" * 100_000])
    yield from whole.with_values(f"{place}.versionId", [*_NO_TEXT, "", "v" * 1025])
    yield from whole.without("Records", "Records.0.s3", place, f"{place}.key")
    yield whole.overruled("no records", '"Records": []')
    yield "another event", '{"Event": "s3:Another"}'
    yield "a test event in small letters", '{"Event": "s3:testevent"}'
    yield "a test event that goes on", '{"Event": "s3:TestEvent\\n"}'
    yield "a test event that is a list", '{"Event": ["s3:TestEvent"]}'


def _acceptances() -> Iterator[tuple[str, str]]:
    accepted = OperationsAccepted(user_id=_JOB.user_id, sequence=7, ring_id="op_7")
    whole = Whole.of("acceptance", accepted.model_dump_json())
    yield from whole.broken()
    yield from whole.with_values("version", [None, 0, 2, "1", 1.5, [1]])
    yield from whole.with_values("user_id", [*_NO_ID, "x" * 65])
    yield from whole.with_values("sequence", [None, *_NO_NUMBER, 0, 2_000_000_001])
    yield from whole.with_values("ring_id", [*_NO_TEXT, "", "OP_7", "a b", "a\n", "x" * 129])
    yield from whole.with_values("stuck_at", [*_NO_NUMBER, 0, 2_000_000_001])
    yield from whole.without("user_id", "sequence", "ring_id")
    yield whole.overruled("no sequence", '"sequence": 0')


MALFORMED: Final[Mapping[QueueName, Mapping[str, str]]] = {
    "UploadsQueue": {**_WORDS, **dict(_uploads())},
    "RequestQueue": {**_WORDS, **dict(_requests())},
    "RetouchQueue": {**_WORDS, **dict(_retouches())},
    "ResponseQueue": {**_WORDS, **dict(_responses())},
    "UserOperationsQueue": {**_WORDS, **dict(_acceptances())},
}
"""What is wrong, and the body, of the messages that each queue must not believe."""
