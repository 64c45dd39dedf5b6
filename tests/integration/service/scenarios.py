"""Each function does all that it ever does, once. They fail if it is not allowed any part of it."""

import uuid
from datetime import UTC, datetime, timedelta

import requests

from darkroom.adapters.sqs_deliveries import SqsDeliveries
from darkroom.bootstrap.api import build_use_cases
from darkroom.bootstrap.bury_dead_letters import build_bury_dead_letters
from darkroom.bootstrap.process_photo import build_process_photos
from darkroom.bootstrap.reconcile import build_reconcile
from darkroom.bootstrap.record_response import build_record_responses
from darkroom.bootstrap.retouch_photo import build_retouch_photos
from darkroom.bootstrap.start_photo import build_start_photos
from darkroom.clock import SystemClock
from darkroom.dead_letters import QueueName
from darkroom.deadlines import OPENING, PATIENCE
from darkroom.ids import Ids
from darkroom.jobs import Job, Photo, PhotoAddress, PhotoState, Problem, Source
from darkroom.keys import inline_key, result_key, result_prefix, upload_key, upload_prefixes
from darkroom.messages import (
    PhotoRefused,
    PhotoRendered,
    PhotoStarted,
    RenderRequest,
    Response,
    RetouchRequest,
)
from darkroom.operations.blur_faces import BlurFaces
from darkroom.operations.flip import Flip
from darkroom.ports import KeyedRequest, PhotoChange
from darkroom.recipes import Output
from darkroom.services.open_job import NamedPhoto, NewRows
from darkroom.services.submit_photos import SentPhoto
from darkroom.settings import (
    ApiSettings,
    BuryDeadLettersSettings,
    ProcessPhotoSettings,
    ReconcileSettings,
    RecordResponseSettings,
    RetouchPhotoSettings,
    StartPhotoSettings,
)
from tests.builders import s3_notification, source_of
from tests.fakes import RecordingMeter, RemainingTime
from tests.integration.service.deployment import Deployment
from tests.letters import dead_message
from tests.pictures import encoded, picture

_NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
_PHOTO = encoded(picture())
_OUTPUTS = (Output(name="flipped", operations=(Flip(axis="horizontal"),)),)
_SLOW_OUTPUTS = (Output(name="hidden", operations=(BlurFaces(),)),)


def use_api(deployment: Deployment) -> None:
    """Open, repeat, add, sign, upload, submit, retry, list, download, delete."""
    user_id = uuid.uuid4().hex
    keyed = KeyedRequest(key="first", fingerprint="same")
    named = [NamedPhoto(name="a.jpg", content_type="image/jpeg")]
    with deployment.acting_as("ApiFunction") as environment:
        use = build_use_cases(ApiSettings.from_environment(environment))
        opened = use.open_job(user_id, _OUTPUTS, named, keyed)
        assert use.open_job(user_id, _OUTPUTS, named, keyed).repeated
        job_id, photo_id = opened.job.job_id, opened.photos[0].photo_id
        use.add_photos(user_id, job_id, named)
        form = use.sign_uploads(user_id, job_id, [photo_id])[photo_id]
        uploaded = requests.post(form.url, data=form.fields, files={"file": _PHOTO}, timeout=10)
        assert uploaded.status_code == 204, uploaded.text
        sent = SentPhoto(name="b.jpg", content_type="image/jpeg", content=_PHOTO)
        submitted = use.submit_photos(user_id, _OUTPUTS, [sent], None)
        failed = PhotoChange(
            photo=PhotoAddress.of(submitted.photos[0]), state=PhotoState.FAILED, at=_NOW
        )
        deployment.table.move_photo(failed)
        assert use.retry_job(user_id, submitted.job.job_id).retries == 1
        key = _store_result(deployment, opened.photos[0])
        url = use.read_jobs.output_url(user_id, job_id, photo_id, "flipped")
        downloaded = requests.get(url, timeout=10)
        assert downloaded.content == b"result", downloaded.text
        assert len(use.read_jobs.jobs(user_id, limit=10, cursor=None).items) == 2
        use.delete_job(user_id, job_id)
        use.delete_job(user_id, submitted.job.job_id)

    # A deletion does not tell of what it could not do: somebody will go on with it.
    left = deployment.s3.list_objects_v2(Bucket=deployment.stack.ref("ResultsBucket"), Prefix=key)
    assert left["KeyCount"] == 0
    for job in (opened.job, submitted.job):
        assert not _uploads_of(deployment, job)
        assert not deployment.table.count_states(job.job_id)
    assert len(deployment.waiting("RequestQueue")) == 2


def use_start_photo(deployment: Deployment) -> None:
    """Queue a photo, refuse a file that is none, miss an upload, remove what nobody asks for."""
    job, photos = _job(deployment, photo_count=3)
    forgotten = Ids().job(SystemClock().now() - 2 * OPENING)
    stray = _upload(deployment, upload_key(job.user_id, forgotten, photos[0].photo_id), _PHOTO)
    good, bad, gone = (upload_key(p.user_id, p.job_id, p.photo_id) for p in photos)
    arrived = [
        _upload(deployment, good, _PHOTO),
        _upload(deployment, bad, b"not a photo"),
        Source(key=gone, version_id="null"),
        stray,
    ]

    with deployment.acting_as("StartPhotoFunction") as environment:
        settings = StartPhotoSettings.from_environment(environment)
        start = build_start_photos(settings, RemainingTime())
        failed = start(arrived)

    assert failed == {}
    assert len(deployment.waiting("RequestQueue")) == 1
    assert len(deployment.waiting("ResponseQueue")) == 1
    assert deployment.table.count_states(job.job_id)[PhotoState.QUEUED] == 1
    left = deployment.s3.list_object_versions(
        Bucket=deployment.stack.ref("UploadsBucket"), Prefix=stray.key
    )
    assert "Versions" not in left


def use_process_photo(deployment: Deployment) -> None:
    """Render an upload and an inline photo, hand them over, refuse one whose upload is gone."""
    _, photos = _job(deployment, photo_count=3)
    sources = _sources(deployment, photos)
    wanted = [
        RenderRequest(
            photo=PhotoAddress.of(photo),
            source=source,
            outputs=(*_OUTPUTS, *_SLOW_OUTPUTS),
            queued_at=SystemClock().now(),
        )
        for photo, source in zip(photos, sources, strict=True)
    ]

    with deployment.acting_as("ProcessPhotoFunction") as environment:
        settings = ProcessPhotoSettings.from_environment(environment)
        process = build_process_photos(settings, RecordingMeter(), RemainingTime())
        failed = process(wanted)

    answers = deployment.waiting("ResponseQueue")
    events = [answer["event"] for answer in answers]
    assert failed == {}
    assert events.count("photo_started") == 3
    assert events.count("photo_rendered") == 2
    refused = next(answer for answer in answers if answer["event"] == "photo_refused")
    assert refused["error"]["code"] == "upload_missing"
    assert len(deployment.waiting("RetouchQueue")) == 2


def use_retouch_photo(deployment: Deployment) -> None:
    """Retouch an upload and an inline photo, and refuse one whose upload is gone."""
    _, photos = _job(deployment, photo_count=3)
    wanted = [
        RetouchRequest(
            photo=PhotoAddress.of(photo),
            source=source,
            outputs=_SLOW_OUTPUTS,
            lanes=("slow",),
            queued_at=SystemClock().now(),
        )
        for photo, source in zip(photos, _sources(deployment, photos), strict=True)
    ]

    with deployment.acting_as("RetouchPhotoFunction") as environment:
        settings = RetouchPhotoSettings.from_environment(environment)
        failed = build_retouch_photos(settings, RecordingMeter(), RemainingTime())(wanted)

    answers = deployment.waiting("ResponseQueue")
    events = [answer["event"] for answer in answers]
    assert failed == {}
    assert [events.count(f"photo_{event}") for event in ("started", "rendered")] == [3, 2]
    refused = next(answer for answer in answers if answer["event"] == "photo_refused")
    assert (refused["lane"], refused["error"]["code"]) == ("slow", "upload_missing")


def use_record_response(deployment: Deployment) -> None:
    """Record answers until the job is complete."""
    job, photos = _job(deployment, photo_count=2)
    error = Problem(code="not_a_photo", message="It is none.")
    answers: list[Response] = [
        PhotoStarted(photo=PhotoAddress.of(photos[0])),
        *(
            PhotoRefused(photo=PhotoAddress.of(each), source=source_of(each), error=error)
            for each in photos
        ),
    ]

    with deployment.acting_as("RecordResponseFunction") as environment:
        settings = RecordResponseSettings.from_environment(environment)
        record = build_record_responses(settings, RemainingTime())
        failed = record(answers)

    recorded = deployment.table.job(job.user_id, job.job_id)
    assert failed == {}
    assert recorded
    assert recorded.completed_at


def use_reconcile(deployment: Deployment) -> None:
    """Start an upload, refuse one and miss one, ring for a photo, tell a job, forget another."""
    long_ago = SystemClock().now() - 2 * PATIENCE
    job, (found, bad, missing, queued) = _forgotten_job(deployment, long_ago)
    deleted = _deleted_job(deployment, long_ago)

    with deployment.acting_as("ReconcileFunction") as environment:
        settings = ReconcileSettings.from_environment(environment)
        build_reconcile(settings, RecordingMeter(), RemainingTime())()

    told = deployment.table.job(job.user_id, job.job_id)
    requested = {request["photo"]["photo_id"] for request in deployment.waiting("RequestQueue")}
    refused = {answer["photo"]["photo_id"] for answer in deployment.waiting("ResponseQueue")}
    assert {found.photo_id, queued.photo_id} <= requested
    assert bad.photo_id in refused
    assert _states(deployment, job) == {
        found.photo_id: "queued",
        bad.photo_id: "awaiting_upload",
        missing.photo_id: "expired",
        queued.photo_id: "queued",
    }
    assert told
    assert told.counts[PhotoState.EXPIRED] == 1
    assert told.due_at
    assert told.due_at > long_ago + 2 * PATIENCE
    assert deployment.table.tombstone(deleted.job_id) is None
    assert _states(deployment, deleted) == {}
    assert _objects(deployment, deleted) == []


def use_bury_dead_letters(deployment: Deployment) -> None:
    """Revive a message of each queue, keep one of each, and fail the photos of two."""
    job, (photo, awaiting) = _job(deployment, photo_count=2)
    request = RenderRequest(
        photo=PhotoAddress.of(photo),
        source=Source(key=upload_key(photo.user_id, photo.job_id, photo.photo_id), version_id="v1"),
        outputs=_OUTPUTS,
        queued_at=_NOW,
    )
    upload = upload_key(awaiting.user_id, awaiting.job_id, awaiting.photo_id)
    bodies: dict[QueueName, str] = {
        "UploadsQueue": s3_notification(upload),
        "RequestQueue": request.model_dump_json(),
        "RetouchQueue": RetouchRequest(lanes=("slow",), **dict(request)).model_dump_json(),
        "ResponseQueue": PhotoStarted(photo=request.photo).model_dump_json(),
    }
    first_lives = [dead_message(queue, body) for queue, body in bodies.items()]
    second_lives = [
        dead_message(queue, body, revived="5", messageId=uuid.uuid4().hex)
        for queue, body in bodies.items()
    ]

    with deployment.acting_as("BuryDeadLettersFunction") as environment:
        settings = BuryDeadLettersSettings.from_environment(environment)
        bury = build_bury_dead_letters(settings, RecordingMeter(), RemainingTime())
        failed = bury([*first_lives, *second_lives])

    kept = {letter.message_id for letter in deployment.letters()}
    told = deployment.table.job(job.user_id, job.job_id)
    assert failed == {}
    assert kept >= {message.message_id for message in second_lives}
    assert all(len(deployment.waiting(queue)) == 1 for queue in bodies)
    assert told
    assert told.completed_at


def read_own_queue(deployment: Deployment, logical_id: str, queue: str) -> None:
    """Take a message, hand it back, take and delete it: Lambda and the function share a role."""
    url = deployment.stack.ref(queue)
    deployment.waiting(queue)
    deployment.send(queue, "{}")
    definition = deployment.function(logical_id)
    credentials = deployment.stack.cloud.credentials_of(definition.role_arn, "poller")
    sqs = deployment.stack.cloud.client_as(credentials, "sqs")

    try:
        answer = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])
        messages = sqs.receive_message(QueueUrl=url)["Messages"]
        SqsDeliveries(sqs).hide(answer["Attributes"]["QueueArn"], {messages[0]["ReceiptHandle"]: 0})
        again = sqs.receive_message(QueueUrl=url).get("Messages", [])
        assert len(again) == 1
        handle = again[0]["ReceiptHandle"]
        sqs.delete_message_batch(QueueUrl=url, Entries=[{"Id": "0", "ReceiptHandle": handle}])
    finally:
        deployment.waiting(queue)


def _job(deployment: Deployment, *, photo_count: int) -> tuple[Job, tuple[Photo, ...]]:
    retention = timedelta(days=1)
    user_id = uuid.uuid4().hex
    new = NewRows(now=_NOW, ids=Ids())
    job = new.job(user_id, _OUTPUTS, photo_count=photo_count, retention=retention)
    named = [NamedPhoto(name="a.jpg", content_type="image/jpeg")] * photo_count
    photos = new.photos(job, named, first=0)
    deployment.table.create(job, photos, None)
    return job, photos


def _forgotten_job(deployment: Deployment, since: datetime) -> tuple[Job, list[Photo]]:
    """Uploads that nobody announced, one of them none at all, one missing; and a silent queue."""
    new = NewRows(now=since, ids=Ids())
    job = new.job(uuid.uuid4().hex, _OUTPUTS, photo_count=4, retention=4 * PATIENCE)
    named = [NamedPhoto(name="a.jpg", content_type="image/jpeg")] * 4
    found, bad, missing, queued = new.photos(job, named, first=0)
    _upload(deployment, upload_key(found.user_id, found.job_id, found.photo_id), _PHOTO)
    _upload(deployment, upload_key(bad.user_id, bad.job_id, bad.photo_id), b"not a photo")
    queued_key = upload_key(queued.user_id, queued.job_id, queued.photo_id)
    waiting = {
        "state": PhotoState.QUEUED,
        "source": Source(key=queued_key, version_id="v1"),
        "waiting_since": SystemClock().now(),
    }
    photos = [found, bad, missing, queued.model_copy(update=waiting)]
    deployment.table.create(job, photos, None)
    return job, photos


def _deleted_job(deployment: Deployment, at: datetime) -> Job:
    """A job that was deleted, and everything that it may have left."""
    job, (photo, *_) = _job(deployment, photo_count=2)
    for key in (upload_key, inline_key):
        _upload(deployment, key(photo.user_id, photo.job_id, photo.photo_id), _PHOTO)
    _store_result(deployment, photo)
    deployment.table.remove_job(job, at)
    return job


def _states(deployment: Deployment, job: Job) -> dict[str, str]:
    photos = deployment.table.photos(job.job_id, limit=10, cursor=None).items
    return {photo.photo_id: photo.state.value for photo in photos}


def _objects(deployment: Deployment, job: Job) -> list[str]:
    """What the buckets still hold of a job."""
    places = [("UploadsBucket", prefix) for prefix in upload_prefixes(job.user_id, job.job_id)]
    places.append(("ResultsBucket", result_prefix(job.user_id, job.job_id)))
    found = [
        deployment.s3.list_object_versions(Bucket=deployment.stack.ref(bucket), Prefix=prefix)
        for bucket, prefix in places
    ]
    return [version["Key"] for page in found for version in page.get("Versions", [])]


def _sources(deployment: Deployment, photos: tuple[Photo, ...]) -> list[Source]:
    """An upload, an inline photo, and an upload that is gone."""
    uploaded, inline, gone = photos
    keys = (
        upload_key(uploaded.user_id, uploaded.job_id, uploaded.photo_id),
        inline_key(inline.user_id, inline.job_id, inline.photo_id),
    )
    sources = [_upload(deployment, key, _PHOTO) for key in keys]
    key = upload_key(gone.user_id, gone.job_id, gone.photo_id)
    missing = Source(key=key, version_id="null")
    return [*sources, missing]


def _upload(deployment: Deployment, key: str, body: bytes) -> Source:
    bucket = deployment.stack.ref("UploadsBucket")
    answer = deployment.s3.put_object(Bucket=bucket, Key=key, Body=body)
    return Source(key=key, version_id=answer["VersionId"])


def _uploads_of(deployment: Deployment, job: Job) -> list[str]:
    bucket = deployment.stack.ref("UploadsBucket")
    versions = deployment.s3.list_object_versions(Bucket=bucket).get("Versions", [])
    return [version["Key"] for version in versions if job.job_id in version["Key"]]


def _store_result(deployment: Deployment, photo: Photo) -> str:
    address = PhotoAddress.of(photo)
    key = result_key(address, "flipped", "jpg")
    deployment.s3.put_object(Bucket=deployment.stack.ref("ResultsBucket"), Key=key, Body=b"result")
    rendered = PhotoRendered.model_validate(
        {
            "photo": address,
            "width": 1,
            "height": 1,
            "results": [{"name": "flipped", "state": "done", "key": key}],
        }
    )
    change = PhotoChange(photo=address, state=PhotoState.DONE, at=_NOW, rendered=rendered)
    deployment.table.move_photo(change)
    return key
