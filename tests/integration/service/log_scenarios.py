"""What functions do for users' logs and what comes of them, each once; see scenarios.py."""

import uuid
from collections.abc import Mapping

from darkroom.bootstrap.apply_operation import build_apply_operations
from darkroom.bootstrap.bury_dead_letters import build_bury_dead_letters
from darkroom.bootstrap.process_photo import build_process_photos
from darkroom.bootstrap.reconcile import build_reconcile
from darkroom.bootstrap.record_response import build_record_responses
from darkroom.bootstrap.retouch_photo import build_retouch_photos
from darkroom.clock import SystemClock
from darkroom.deadlines import PATIENCE
from darkroom.ids import Ids
from darkroom.jobs import Job, Photo, PhotoAddress, PhotoState, Source, Tombstone
from darkroom.keys import inline_key, library_key, result_key, upload_key
from darkroom.library.contents import Touched
from darkroom.library.log import AcceptedOperation
from darkroom.messages import OperationsAccepted, PhotoStarted, RenderRequest, RetouchRequest
from darkroom.operations.blur_faces import BlurFaces
from darkroom.operations.flip import Flip
from darkroom.ports import KeyedRequest
from darkroom.ports.library_table import NewOperations
from darkroom.recipes import Output
from darkroom.services.append_operations import AppendOperations
from darkroom.services.library_doorbell import LibraryDoorbell
from darkroom.settings import (
    ApplyOperationSettings,
    BuryDeadLettersSettings,
    ProcessPhotoSettings,
    ReconcileSettings,
    RecordResponseSettings,
    RetouchPhotoSettings,
)
from tests.builders import build_job, build_photos, rendered
from tests.fakes import InMemoryQueue, RecordingMeter, RemainingTime
from tests.integration.service.deployment import Deployment
from tests.letters import dead_message
from tests.libraries import accept, read_operation
from tests.pictures import encoded, picture

_PHOTO = encoded(picture())
_LISBON = {"operation": "create_album", "name": "Lisbon", "album_id": "alb_lisbon"}
_ROTATE = {"operation": "rotate", "degrees": 90}


def apply_operations(deployment: Deployment) -> None:
    """Add an upload, an inline photo and one that is gone; then edit one, and delete the other."""
    job, (uploaded, inline, gone) = _done_job(deployment)
    accepted = _append(
        deployment,
        job.user_id,
        *(
            {"operation": "add_photo", "job_id": job.job_id, "photo_id": photo.photo_id}
            for photo in (uploaded, inline, gone)
        ),
        _LISBON,
        {"operation": "add_to_album", "album_id": "alb_lisbon", "photo_ids": [uploaded.photo_id]},
        {"operation": "apply_edit", "photo_id": uploaded.photo_id, "operations": [_ROTATE]},
        {"operation": "delete_photo", "photo_id": inline.photo_id},
    )

    with deployment.acting_as("ApplyOperationFunction") as environment:
        settings = ApplyOperationSettings.from_environment(environment)
        apply = build_apply_operations(settings, RecordingMeter(), RemainingTime())
        again = apply(
            [OperationsAccepted(user_id=job.user_id, sequence=len(accepted), ring_id="op_1")]
        )

    log = deployment.libraries.operations(job.user_id, after=0, limit=10)
    states = [operation.state.value for operation in log]
    touched = Touched(photo_ids=frozenset({uploaded.photo_id}), every_album=True)
    library = deployment.libraries.contents(job.user_id, touched)
    requests = deployment.waiting("RequestQueue")
    assert again == {}
    assert len(requests) == 1
    assert states == ["applied", "applied", "rejected", *["applied"] * 4]
    assert library.albums["alb_lisbon"].photo_ids == (uploaded.photo_id,)
    assert requests[0]["source"] == library.photos[uploaded.photo_id].original.source.model_dump()
    deleted = accepted[1].operation_id.replace("op_", "lib_")
    assert deployment.table.tombstone(deleted)
    assert deployment.libraries.log(job.user_id).due_at is None


def render_version_fast(deployment: Deployment) -> None:
    """Render a photo of a library."""
    photo, source = _version(deployment)
    outputs = (Output(name="current", operations=(Flip(axis="horizontal"),)),)
    request = RenderRequest(
        photo=photo, source=source, outputs=outputs, queued_at=SystemClock().now()
    )

    with deployment.acting_as("ProcessPhotoFunction") as environment:
        settings = ProcessPhotoSettings.from_environment(environment)
        process = build_process_photos(settings, RecordingMeter(), RemainingTime())
        assert process([request]) == {}

    _assert_rendered(deployment, photo)


def render_version_slow(deployment: Deployment) -> None:
    """Retouch a photo of a library."""
    photo, source = _version(deployment)
    outputs = (Output(name="current", operations=(BlurFaces(),)),)
    request = RetouchRequest(
        photo=photo, source=source, outputs=outputs, lanes=("slow",), queued_at=SystemClock().now()
    )

    with deployment.acting_as("RetouchPhotoFunction") as environment:
        settings = RetouchPhotoSettings.from_environment(environment)
        retouch = build_retouch_photos(settings, RecordingMeter(), RemainingTime())
        assert retouch([request]) == {}

    _assert_rendered(deployment, photo)


def enter_library(deployment: Deployment) -> None:
    """Record the last answer of a job, whose photos then enter the library."""
    job = build_job(user_id=uuid.uuid4().hex)
    (photo,) = build_photos(job)
    deployment.table.create(job, [photo], None)

    with deployment.acting_as("RecordResponseFunction") as environment:
        settings = RecordResponseSettings.from_environment(environment)
        record = build_record_responses(settings, RemainingTime())
        assert record([PhotoStarted(photo=PhotoAddress.of(photo)), rendered(photo)]) == {}

    completed = deployment.table.job(job.user_id, job.job_id)
    messages = deployment.waiting("UserOperationsQueue")
    assert completed
    assert completed.kept == {0}
    assert completed.due_at is None
    assert [(it["user_id"], it["sequence"]) for it in messages] == [(job.user_id, 1)]


def look_after_libraries(deployment: Deployment) -> None:
    """Ring for a log, take in the photos of a job, and remove what a deleted photo left."""
    forgotten, long_ago = uuid.uuid4().hex, SystemClock().now() - 2 * PATIENCE
    operation = accept(_LISBON, 1).model_copy(update={"user_id": forgotten})
    keyed = KeyedRequest(key="key", fingerprint="f")
    new = NewOperations(operations=(operation,), keyed=keyed, due_at=long_ago)
    deployment.libraries.accept(new)
    job, _ = _done_job(deployment)
    deployment.table.complete(job, long_ago)
    version, _ = _version(deployment)
    _store_result(deployment, version)
    deleted = Tombstone.of(version.user_id, version.job_id, long_ago)
    _leave(deployment, deleted)

    with deployment.acting_as("ReconcileFunction") as environment:
        settings = ReconcileSettings.from_environment(environment)
        build_reconcile(settings, RecordingMeter(), RemainingTime())()

    kept = deployment.table.job(job.user_id, job.job_id)
    called = {message["user_id"] for message in deployment.waiting("UserOperationsQueue")}
    assert {forgotten, job.user_id} <= called
    assert kept
    assert len(kept.kept) == 3
    assert deployment.table.tombstone(version.job_id) is None
    assert _objects(deployment, version) == []


def halt_library(deployment: Deployment) -> None:
    """Give up on a log, and on the last photo of a job."""
    user_id = uuid.uuid4().hex
    _append(deployment, user_id, _LISBON)
    message = OperationsAccepted(user_id=user_id, sequence=1, ring_id="op_1")
    stuck = message.model_copy(update={"stuck_at": 1})
    message_id = uuid.uuid4().hex
    dead = [
        dead_message("UserOperationsQueue", message.model_dump_json(), group_id=user_id),
        dead_message(
            "UserOperationsQueue",
            stuck.model_dump_json(),
            revived="5",
            group_id=user_id,
            messageId=message_id,
        ),
    ]

    with deployment.acting_as("BuryDeadLettersFunction") as environment:
        settings = BuryDeadLettersSettings.from_environment(environment)
        bury = build_bury_dead_letters(settings, RecordingMeter(), RemainingTime())
        assert bury(dead) == {}

    revived = deployment.waiting("UserOperationsQueue")
    assert [message["stuck_at"] for message in revived] == [1]
    assert deployment.libraries.log(user_id).halted_at == 1
    assert message_id in {letter.message_id for letter in deployment.letters()}


def _append(
    deployment: Deployment, user_id: str, *asked: Mapping[str, object]
) -> tuple[AcceptedOperation, ...]:
    clock, queue = SystemClock(), InMemoryQueue[OperationsAccepted]()
    doorbell = LibraryDoorbell(table=deployment.libraries, queue=queue, clock=clock)
    append = AppendOperations(table=deployment.libraries, doorbell=doorbell, clock=clock)
    operations = [read_operation(each) for each in asked]
    return append(user_id, operations, KeyedRequest(key="key", fingerprint="f")).operations


def _done_job(deployment: Deployment) -> tuple[Job, list[Photo]]:
    """An upload, an inline photo, and one whose upload is gone."""
    job = build_job(user_id=uuid.uuid4().hex, photo_count=3)
    done = {"state": PhotoState.DONE}
    photos = [
        photo.model_copy(update=done | {"source": _stored(deployment, photo, place)})
        for place, photo in enumerate(build_photos(job))
    ]
    deployment.table.create(job, photos, None)
    return job, photos


def _stored(deployment: Deployment, photo: Photo, place: int) -> Source:
    whose = (photo.user_id, photo.job_id, photo.photo_id)
    if place == 2:
        return Source(key=upload_key(*whose), version_id=uuid.uuid4().hex)
    key = upload_key(*whose) if place == 0 else inline_key(*whose)
    return _upload(deployment, key)


def _version(deployment: Deployment) -> tuple[PhotoAddress, Source]:
    """A version of a library's photo, and its original."""
    user_id, job_id, photo_id = uuid.uuid4().hex, f"lib_{uuid.uuid4().hex}", Ids().photo(0)
    photo = PhotoAddress(
        user_id=user_id, job_id=job_id, photo_id=photo_id, number=0, generation=1000
    )
    return photo, _upload(deployment, library_key(user_id, job_id, photo_id))


def _upload(deployment: Deployment, key: str) -> Source:
    bucket = deployment.stack.ref("UploadsBucket")
    answer = deployment.s3.put_object(Bucket=bucket, Key=key, Body=_PHOTO)
    return Source(key=key, version_id=answer["VersionId"])


def _store_result(deployment: Deployment, photo: PhotoAddress) -> None:
    key = result_key(photo, "current", "jpg")
    deployment.s3.put_object(Bucket=deployment.stack.ref("ResultsBucket"), Key=key, Body=b"result")


def _leave(deployment: Deployment, tombstone: Tombstone) -> None:
    """Put the tombstone that a photo leaves which is deleted from a library."""
    job = build_job(user_id=tombstone.user_id, job_id=tombstone.job_id)
    deployment.table.remove_job(job, tombstone.at)


def _assert_rendered(deployment: Deployment, photo: PhotoAddress) -> None:
    events = [answer["event"] for answer in deployment.waiting("ResponseQueue")]
    assert events == ["photo_started", "photo_rendered"]
    assert [key for key in _objects(deployment, photo) if key.endswith("/1000/current.jpg")]


def _objects(deployment: Deployment, photo: PhotoAddress) -> list[str]:
    """What the buckets hold of a photo of a library."""
    prefix = f"library/{photo.user_id}/{photo.job_id}/"
    listings = [
        deployment.s3.list_objects_v2(Bucket=deployment.stack.ref(bucket), Prefix=prefix)
        for bucket in ("UploadsBucket", "ResultsBucket")
    ]
    return [entry["Key"] for listing in listings for entry in listing.get("Contents", [])]
