"""Deletes a job: what is left is cancelled, and its rows and objects are removed."""

from dataclasses import dataclass

from darkroom.keys import result_prefix, upload_prefixes
from darkroom.ports import JobTable, ResultStore, UploadStore
from darkroom.services.lookups import job_of


@dataclass(frozen=True, kw_only=True)
class DeleteJob:
    """Removes everything a job left."""

    table: JobTable
    uploads: UploadStore
    results: ResultStore

    def __call__(self, user_id: str, job_id: str) -> None:
        """Delete the job.

        Raises:
            NotFoundError: The user has no such job.
        """
        job = job_of(self.table, user_id, job_id)
        # Photo rows go first: no write of ours makes a row that is not there, so an answer that
        # comes late finds nothing to move. The job's row goes last: as long as anything else is
        # left, the same request again finds the job and goes on.
        self.table.cancel(job)
        self.table.remove_photos(job_id)
        for prefix in upload_prefixes(user_id, job_id):
            self.uploads.remove_all(prefix)
        self.results.remove_all(result_prefix(user_id, job_id))
        self.table.remove_job(job)
