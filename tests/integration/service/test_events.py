"""The payloads of events/, handed to the functions that they are for."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from darkroom.dead_letters import QUEUES, DeadLetter
from local.execution.definition import functions_of
from local.samples import seed_samples
from tests.integration.service.deployment import Deployment
from tests.integration.service.handlers import Handle

_EVENTS: dict[str, Any] = {
    f"{path.parent.name}/{path.stem}": json.loads(path.read_text(encoding="utf-8"))
    for path in sorted(Path(__file__).parents[3].glob("events/*/*.json"))
}
_BATCHES = [name for name, event in _EVENTS.items() if "Records" in event]
_ARRIVED, _QUEUED, _KEPT = "pho_sample_arrived", "pho_sample_queued", "pho_sample_kept"
_USER = "5a3b1e90-7c1d-4d3a-9f5e-000000000000"

# The status, and what the body has.
_ANSWERS: Mapping[str, tuple[int, Mapping[str, Any]]] = {
    "api/get_health": (200, {"status": "ok"}),
    "api/list_operations": (200, {}),
    "api/list_photos": (200, {"cursor": None}),
    "api/look_at_job": (200, {"job_id": "job_sample", "state": "open"}),
    "api/change_library": (202, {}),
    "api/look_at_library_photo": (200, {"photo_id": "pho_sample_kept", "can_undo": False}),
    "api/open_job": (201, {"state": "open"}),
    "api/unknown_operation": (422, {"code": "unknown_operation"}),
}


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What is left behind: what comes again, waits in queues or is kept, and how photos stand."""

    failed: tuple[str, ...] = ()
    requested: tuple[str, ...] = ()
    answered: tuple[str, ...] = ()
    letters: tuple[str, ...] = ()
    log: str = "accepted, accepted, accepted"
    arrived: str = "awaiting_upload"
    queued: str = "queued"


_OUTCOMES: Mapping[str, Outcome] = {
    "start_photo/upload_arrived": Outcome(requested=(_ARRIVED,), arrived="queued"),
    "start_photo/s3_test_event": Outcome(),
    "process_photo/one_photo": Outcome(
        answered=("photo_started", "photo_rendered thumb, web, sepia")
    ),
    "process_photo/photo_is_gone": Outcome(
        answered=("photo_started", "photo_refused upload_missing")
    ),
    "process_photo/malformed_neighbour": Outcome(
        failed=("00000000-0000-4000-8000-000000000001",),
        answered=("photo_started", "photo_rendered thumb"),
    ),
    "process_photo/two_lanes": Outcome(
        requested=(_QUEUED,), answered=("photo_started", "photo_rendered thumb")
    ),
    "process_photo/slow_only": Outcome(requested=(_QUEUED,)),
    "retouch_photo/one_photo": Outcome(answered=("photo_started", "photo_rendered large, smile")),
    "retouch_photo/photo_is_gone": Outcome(
        answered=("photo_started", "photo_rendered large (upload_missing)")
    ),
    "record_response/fast_lane_rendered": Outcome(queued="processing"),
    "record_response/both_lanes_rendered": Outcome(queued="done"),
    "record_response/photo_rendered": Outcome(queued="done"),
    "record_response/photo_refused": Outcome(arrived="failed"),
    "apply_operation/one_edit": Outcome(requested=(_KEPT,), log="applied, accepted, accepted"),
    "apply_operation/all_of_the_log": Outcome(log="applied, applied, rejected"),
    "apply_operation/twice_and_late": Outcome(log="applied, applied, rejected"),
    "apply_operation/malformed_neighbour": Outcome(
        failed=("00000000-0000-4000-8000-000000000001",),
        requested=(_KEPT,),
        log="applied, accepted, accepted",
    ),
    "bury_dead_letters/first_life": Outcome(requested=(_QUEUED,)),
    "bury_dead_letters/second_life": Outcome(letters=("gave_up 10",), queued="failed"),
    "bury_dead_letters/upload_given_up": Outcome(letters=("gave_up 20",), arrived="failed"),
    "bury_dead_letters/log_given_up": Outcome(
        letters=("gave_up 10",), log="accepted, accepted, accepted; halted at 1"
    ),
    "bury_dead_letters/malformed": Outcome(letters=("malformed 10",)),
    "reconcile/every_minute": Outcome(),
}


@pytest.fixture
def sample(deployment: Deployment) -> Deployment:
    """The stack with the sample as `make run` stores it, and empty queues."""
    seed_samples(deployment.stack)
    for queue in QUEUES:
        deployment.waiting(queue)
    return deployment


def _told(answer: Mapping[str, Any]) -> str:
    """Write an answer of a worker as one line."""
    if answer["event"] == "photo_rendered":
        return f"photo_rendered {', '.join(map(_output, answer['results']))}"
    if answer["event"] == "photo_refused":
        return f"photo_refused {answer['error']['code']}"
    return str(answer["event"])


def _output(result: Mapping[str, Any]) -> str:
    name = str(result["name"])
    return f"{name} ({result['error']['code']})" if result["error"] else name


def _log(deployment: Deployment) -> str:
    """Where each operation of the sample stands, and the log if it is halted."""
    operations = deployment.libraries.operations(_USER, after=0, limit=10)
    halted_at = deployment.libraries.log(_USER).halted_at
    states = ", ".join(operation.state.value for operation in operations)
    return f"{states}; halted at {halted_at}" if halted_at else states


def _outcome(
    response: Mapping[str, Any] | None, deployment: Deployment, known: list[DeadLetter]
) -> Outcome:
    photos = {
        photo.photo_id: photo.state.value
        for photo in deployment.table.photos("job_sample", limit=10, cursor=None).items
    }
    failures = response["batchItemFailures"] if response else []
    letters = [letter for letter in deployment.letters() if letter not in known]
    requested = [*deployment.waiting("RequestQueue"), *deployment.waiting("RetouchQueue")]
    return Outcome(
        failed=tuple(failure["itemIdentifier"] for failure in failures),
        requested=tuple(request["photo"]["photo_id"] for request in requested),
        answered=tuple(map(_told, deployment.waiting("ResponseQueue"))),
        letters=tuple(f"{each.reason} {each.tries}" for each in letters),
        log=_log(deployment),
        arrived=photos[_ARRIVED],
        queued=photos[_QUEUED],
    )


def test_every_event_is_tested() -> None:
    assert {*_ANSWERS, *_OUTCOMES} == set(_EVENTS)


@pytest.mark.parametrize("name", _ANSWERS)
@pytest.mark.usefixtures("sample")
def test_request_is_answered(name: str, handle: Handle) -> None:
    status, has = _ANSWERS[name]

    answer = handle(name.partition("/")[0], _EVENTS[name])

    body = json.loads(answer["body"])
    assert answer["statusCode"] == status, body
    assert {field: body.get(field) for field in has} == has


@pytest.mark.parametrize("name", _OUTCOMES)
def test_event_is_handled(name: str, sample: Deployment, handle: Handle) -> None:
    known = sample.letters()

    response = handle(name.partition("/")[0], _EVENTS[name])

    assert _outcome(response, sample, known) == _OUTCOMES[name]


@pytest.mark.parametrize("name", _BATCHES)
def test_message_has_the_sum_of_its_body(name: str) -> None:
    for message in _EVENTS[name]["Records"]:
        sum_of_body = hashlib.md5(message["body"].encode(), usedforsecurity=False).hexdigest()
        assert message["md5OfBody"] == sum_of_body


@pytest.mark.parametrize("name", _BATCHES)
def test_message_comes_from_a_queue_of_its_function(name: str, sample: Deployment) -> None:
    functions = functions_of(sample.stack)
    function = next(each for each in functions if each.name == name.partition("/")[0])
    queues = {
        mapping["EventSourceArn"]
        for _, mapping in sample.stack.of_type("AWS::Lambda::EventSourceMapping")
        if mapping["FunctionName"] == sample.stack.ref(function.logical_id)
    }

    sources = {message["eventSourceARN"] for message in _EVENTS[name]["Records"]}

    assert sources
    assert sources <= queues
