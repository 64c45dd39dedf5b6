"""Routes that open jobs: name photos, add some, sign their uploads."""

from http import HTTPStatus

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from pydantic import BaseModel

from darkroom.http.answers import answer
from darkroom.http.bodies import OpenedJobBody, OpenedPhoto, SignedUpload, SignedUploads, UploadBody
from darkroom.http.callers import user_id_of
from darkroom.http.fingerprints import fingerprint_of
from darkroom.http.limits import check_outputs, check_sizes
from darkroom.http.parameters import IdempotencyKey, JobId
from darkroom.http.requests import MorePhotos, NewJob, PhotoToUpload, UploadsToSign
from darkroom.http.responses import responses
from darkroom.http.use_cases import UseCases
from darkroom.ports import KeyedRequest
from darkroom.services import open_job


def opening_routes(app: APIGatewayHttpResolver, use: UseCases) -> None:
    """Add the routes that open jobs."""

    @app.post(
        "/v1/jobs",
        summary="Open a job",
        tags=["jobs"],
        responses=responses(
            {201: ("The job, with upload forms.", OpenedJobBody)}, 400, 401, 409, 413, 422
        ),
    )
    def open_a_job(body: NewJob, idempotency_key: IdempotencyKey = None) -> Response[str]:
        """Name the photos and what to make of them; upload each with the form that comes back."""
        user_id = user_id_of(app.current_event)
        open_job.check_photo_count(len(body.photos), use.limits.max_photos)
        check_sizes(body.photos, use.limits)
        check_outputs(body.wanted, use.limits)
        keyed = keyed_request(idempotency_key, body)
        opened = use.open_job(user_id, body.wanted, _named(body.photos), keyed)
        return answer(opened_body(use, opened), HTTPStatus.CREATED)

    @app.post(
        "/v1/jobs/<job_id>/photos",
        summary="Add photos to an open job",
        tags=["jobs"],
        responses=responses(
            {201: ("The photos added, with upload forms.", OpenedJobBody)},
            *(400, 401, 404, 409, 413, 422),
        ),
    )
    def add_photos(job_id: JobId, body: MorePhotos) -> Response[str]:
        """Add up to 99 photos while the job is open, all or none."""
        user_id = user_id_of(app.current_event)
        check_sizes(body.photos, use.limits)
        opened = use.add_photos(user_id, job_id, _named(body.photos))
        return answer(opened_body(use, opened), HTTPStatus.CREATED)

    @app.post(
        "/v1/jobs/<job_id>/uploads",
        summary="Sign uploads",
        tags=["jobs"],
        responses=responses(
            {200: ("Fresh upload forms.", SignedUploads)}, 400, 401, 404, 409, 413, 422
        ),
    )
    def sign_uploads(job_id: JobId, body: UploadsToSign) -> Response[str]:
        """Fresh upload forms for up to 25 photos; each is good for ten minutes.

        A photo that has ended without an upload that can be read gets one once its job is retried.
        """
        forms = use.sign_uploads(user_id_of(app.current_event), job_id, body.photo_ids)
        signed = (
            SignedUpload(photo_id=photo_id, upload=UploadBody.of(form))
            for photo_id, form in forms.items()
        )
        return answer(SignedUploads(photos=tuple(signed)))


def keyed_request(key: str | None, body: BaseModel, *more: bytes) -> KeyedRequest | None:
    """An idempotency key with a fingerprint of the whole request."""
    if key is None:
        return None
    return KeyedRequest(key=key, fingerprint=fingerprint_of(body, *more))


def _named(photos: tuple[PhotoToUpload, ...]) -> list[open_job.NamedPhoto]:
    return [
        open_job.NamedPhoto(name=photo.name, content_type=photo.content_type) for photo in photos
    ]


def opened_body(use: UseCases, opened: open_job.OpenedJob) -> OpenedJobBody:
    """The answer for photos just named, with forms for those that await their upload."""
    forms = use.sign_uploads.first_lot(opened.photos)
    photos = (OpenedPhoto.of(photo, forms.get(photo.photo_id)) for photo in opened.photos)
    return OpenedJobBody(
        job_id=opened.job.job_id,
        state=opened.job.state,
        expires_at=opened.job.expires_at,
        photos=tuple(photos),
    )
