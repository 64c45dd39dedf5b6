"""Routes of jobs that are there: list, look, retry, delete."""

from datetime import timedelta
from http import HTTPStatus

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response

from darkroom.http.answers import answer, watched
from darkroom.http.bodies import JobBody, JobList
from darkroom.http.callers import user_id_of
from darkroom.http.parameters import Cursor, JobId, KnownTag, Limit, Wait
from darkroom.http.responses import responses
from darkroom.http.use_cases import UseCases


def job_routes(app: APIGatewayHttpResolver, use: UseCases) -> None:
    """Add the routes of jobs that are there."""

    @app.get(
        "/v1/jobs",
        summary="List jobs",
        tags=["jobs"],
        responses=responses({200: ("A page of jobs, newest first.", JobList)}, 401, 422),
    )
    def list_jobs(limit: Limit = 20, cursor: Cursor = None) -> Response[str]:
        """Your jobs, newest first."""
        page = use.read_jobs.jobs(user_id_of(app.current_event), limit=limit, cursor=cursor)
        return answer(JobList(items=tuple(map(JobBody.of, page.items)), cursor=page.cursor))

    @app.get(
        "/v1/jobs/<job_id>",
        summary="Look at a job",
        tags=["jobs"],
        responses=responses(
            {200: ("The job.", JobBody), 304: ("As you know it.", None)}, 401, 404, 422
        ),
    )
    def look_at_job(job_id: JobId, wait: Wait = 0, known: KnownTag = None) -> Response[str]:
        """Where a job stands, at once or when that changes."""
        job = use.read_jobs.job(user_id_of(app.current_event), job_id)

        def look_later(wait: timedelta) -> JobBody:
            return JobBody.of(use.read_jobs.job_after(job, wait=wait))

        return watched(JobBody.of(job), known, wait, look_later)

    @app.post(
        "/v1/jobs/<job_id>/retry",
        summary="Retry what failed in a job",
        tags=["jobs"],
        responses=responses({202: ("The job, open again.", JobBody)}, 401, 404, 409, 422),
    )
    def retry_job(job_id: JobId) -> Response[str]:
        """Try photos once more that failed or expired, up to ten times each; the others stay.

        A photo whose upload never came, is gone, or could not be read awaits another, also if it
        came in the request itself: sign one. Where there is nothing to retry the job stays as it
        is, so that this may be asked twice.
        """
        job = use.retry_job(user_id_of(app.current_event), job_id)
        return answer(JobBody.of(job), HTTPStatus.ACCEPTED)

    @app.delete(
        "/v1/jobs/<job_id>",
        summary="Delete a job",
        tags=["jobs"],
        responses=responses({204: ("It is gone.", None)}, 401, 404, 422),
    )
    def delete_job(job_id: JobId) -> Response[str]:
        """Stop what is left of a job and remove its photos and results.

        It is gone at once; what was under way in that moment is removed within half an hour. What
        is in the library stays there; what has still to enter it does not.
        """
        use.delete_job(user_id_of(app.current_event), job_id)
        return Response(status_code=HTTPStatus.NO_CONTENT, body="")
