"""A worker in its real execution environment, asked to stop or short of time."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any, Final

import pytest
from PIL import Image

from darkroom.clock import SystemClock
from darkroom.jobs import Photo, Source
from darkroom.messages import RenderRequest
from darkroom.recipes import Output
from darkroom.services.lane_work import longest_seconds
from local.execution.emulator import emulator_path
from local.execution.environment import Environment
from local.execution.invocation import Invocation
from local.execution.processes import Processes
from local.sources.sqs_event import sqs_event
from tests.builders import build_job, build_photo, build_request, source_of
from tests.integration.service.deployment import Deployment
from tests.pictures import LIMITS, encoded, output, picture
from tests.waiting import until

_SMALL: Final = encoded(picture(40, 30))
_QUICK: Final = output(format="jpeg")
# It takes seconds, whatever the machine.
_LARGE: Final = encoded(Image.effect_noise((4000, 3000), 80).convert("RGB"))
_LONG: Final = output(format="avif", quality=90)


@dataclass(frozen=True)
class Worker:
    """process_photo, and the batch that it is handed."""

    deployment: Deployment
    environment: Environment

    def send(self, number: int, body: bytes, wanted: Output) -> RenderRequest:
        """Put a request for a photo of these bytes into the queue."""
        photo = build_photo(build_job(photo_count=10), number)
        source = self._upload(photo, body)
        request = build_request(
            photo, source=source, outputs=(wanted,), queued_at=SystemClock().now()
        )
        url = self.deployment.stack.ref("RequestQueue")
        self.deployment.sqs.send_message(QueueUrl=url, MessageBody=request.model_dump_json())
        return request

    def invoke(self) -> Invocation:
        """Hand over all that is in the queue, as Lambda does, and delete what is done."""
        sqs, url = self.deployment.sqs, self.deployment.stack.ref("RequestQueue")
        messages: Any = sqs.receive_message(
            QueueUrl=url, MaxNumberOfMessages=10, MessageSystemAttributeNames=["All"]
        )["Messages"]
        attributes = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])
        invocation = self.environment.invoke(
            sqs_event(messages, attributes["Attributes"]["QueueArn"])
        )
        back = {each["itemIdentifier"] for each in invocation.result["batchItemFailures"]}
        for message in messages:
            if message["MessageId"] not in back:
                sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        return invocation

    def has_made(self, request: RenderRequest) -> bool:
        """Tell whether the photo's output is there."""
        address = request.photo
        prefix = f"results/{address.user_id}/{address.job_id}/{address.photo_id}/"
        bucket = self.deployment.stack.ref("ResultsBucket")
        return self.deployment.s3.list_objects_v2(Bucket=bucket, Prefix=prefix)["KeyCount"] > 0

    def answered(self) -> list[int]:
        """Which photos were rendered, by their numbers."""
        answers = self.deployment.waiting("ResponseQueue")
        return [
            answer["photo"]["number"] for answer in answers if answer["event"] == "photo_rendered"
        ]

    def back(self) -> list[int]:
        """Which photos may be taken again at once, by their numbers."""
        requests = self.deployment.waiting("RequestQueue")
        return sorted(request["photo"]["number"] for request in requests)

    def _upload(self, photo: Photo, body: bytes) -> Source:
        bucket, key = self.deployment.stack.ref("UploadsBucket"), source_of(photo).key
        stored = self.deployment.s3.put_object(Bucket=bucket, Key=key, Body=body)
        return Source(key=key, version_id=stored["VersionId"])


@pytest.fixture
def processes() -> Iterator[Processes]:
    started = Processes()
    yield started
    started.stop_all()


@pytest.fixture
def start(deployment: Deployment, processes: Processes) -> Callable[[int], Worker]:
    """Start the worker with so many seconds for an invocation."""

    def start(timeout_seconds: int) -> Worker:
        cloud = deployment.stack.cloud
        definition = deployment.function("ProcessPhotoFunction")
        definition = replace(definition, timeout_seconds=timeout_seconds)
        environment = Environment(
            definition,
            definition.environment(
                cloud.credentials_of(definition.role_arn, "test"), cloud.endpoint
            ),
            emulator=emulator_path(),
            processes=processes,
            on_line=lambda _: None,
        )
        for queue in ("RequestQueue", "ResponseQueue"):
            deployment.waiting(queue)
        return Worker(deployment, environment)

    return start


def test_one_that_is_asked_to_stop_answers_what_is_done_and_hands_back_the_rest(
    start: Callable[[int], Worker],
) -> None:
    worker = start(150)
    first = worker.send(0, _SMALL, _QUICK)
    worker.send(1, _LARGE, _LONG)
    worker.send(2, _SMALL, _QUICK)

    with ThreadPoolExecutor(1) as callers:
        call = callers.submit(worker.invoke)
        until(lambda: worker.has_made(first))
        worker.environment.ask_to_stop()
        invocation = call.result()

    assert invocation.error is None
    assert worker.answered() == [0]
    assert worker.back() == [1, 2]
    worker.environment.close()


def test_one_that_is_asked_to_stop_while_it_is_idle_ends(
    start: Callable[[int], Worker],
) -> None:
    worker = start(150)
    worker.environment.warm_up()

    worker.environment.ask_to_stop()

    until(lambda: worker.environment.is_dead)
    worker.environment.close()


def test_one_that_was_asked_to_stop_but_not_ended_works_on(start: Callable[[int], Worker]) -> None:
    worker = start(150)
    worker.send(0, _LARGE, _LONG)
    with ThreadPoolExecutor(1) as callers:
        call = callers.submit(worker.invoke)
        until(lambda: "photo_started" in str(worker.deployment.waiting("ResponseQueue")))
        worker.environment.ask_to_stop()
        call.result()
    assert worker.back() == [0]
    worker.send(1, _SMALL, _QUICK)

    worker.invoke()

    assert worker.answered() == [1]
    worker.environment.close()


def test_one_that_is_short_of_time_answers_what_is_done_and_hands_back_the_rest(
    start: Callable[[int], Worker],
) -> None:
    worker = start(round(longest_seconds(LIMITS)) + 1)
    worker.environment.warm_up()
    worker.send(0, _LARGE, _LONG)
    worker.send(1, _SMALL, _QUICK)
    worker.send(2, _SMALL, _QUICK)

    invocation = worker.invoke()

    assert invocation.error is None
    assert worker.answered() == [0]
    assert worker.back() == [1, 2]
    worker.environment.close()
