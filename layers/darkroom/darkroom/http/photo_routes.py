"""Routes of photos and their outputs."""

from datetime import timedelta
from http import HTTPStatus
from typing import Annotated

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.openapi.params import Path

from darkroom.http.answers import answer, watched
from darkroom.http.bodies import PhotoBody, PhotoList
from darkroom.http.callers import user_id_of
from darkroom.http.parameters import Cursor, JobId, KnownTag, Limit, PhotoId, Wait
from darkroom.http.responses import responses
from darkroom.http.use_cases import UseCases

_OutputName = Annotated[str, Path(description="The output's name.", max_length=64)]


def photo_routes(app: APIGatewayHttpResolver, use: UseCases) -> None:
    """Add the routes of photos."""

    @app.get(
        "/v1/jobs/<job_id>/photos",
        summary="List a job's photos",
        tags=["photos"],
        responses=responses({200: ("A page of photos, in order.", PhotoList)}, 401, 404, 422),
    )
    def list_photos(job_id: JobId, limit: Limit = 100, cursor: Cursor = None) -> Response[str]:
        """A job's photos, in the order in which they were named."""
        user_id = user_id_of(app.current_event)
        job, page = use.read_jobs.photos(user_id, job_id, limit=limit, cursor=cursor)
        items = tuple(PhotoBody.of(job, photo) for photo in page.items)
        return answer(PhotoList(items=items, cursor=page.cursor))

    @app.get(
        "/v1/jobs/<job_id>/photos/<photo_id>",
        summary="Look at a photo",
        tags=["photos"],
        responses=responses(
            {200: ("The photo.", PhotoBody), 304: ("As you know it.", None)}, 401, 404, 422
        ),
    )
    def look_at_photo(
        job_id: JobId, photo_id: PhotoId, wait: Wait = 0, known: KnownTag = None
    ) -> Response[str]:
        """Where a photo stands, at once or when that changes."""
        job, photo = use.read_jobs.photo(user_id_of(app.current_event), job_id, photo_id)

        def look_later(wait: timedelta) -> PhotoBody:
            return PhotoBody.of(job, use.read_jobs.photo_after(photo, wait=wait))

        return watched(PhotoBody.of(job, photo), known, wait, look_later)

    @app.get(
        "/v1/jobs/<job_id>/photos/<photo_id>/outputs/<name>",
        summary="Download an output",
        tags=["photos"],
        responses=responses({302: ("Where it is, for five minutes.", None)}, 401, 404, 409, 422),
    )
    def download_output(job_id: JobId, photo_id: PhotoId, name: _OutputName) -> Response[str]:
        """A redirect to the finished file."""
        user_id = user_id_of(app.current_event)
        url = use.read_jobs.output_url(user_id, job_id, photo_id, name)
        headers = {"Location": url, "Cache-Control": "no-store"}
        return Response(status_code=HTTPStatus.FOUND, headers=headers, body="")
