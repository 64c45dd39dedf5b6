"""Removes everything that a deleted job left, and everything that came in since."""

from dataclasses import dataclass

from darkroom.keys import result_prefix, upload_prefixes
from darkroom.ports import JobTable, ResultStore, UploadStore


@dataclass(frozen=True, kw_only=True)
class Purge:
    """Removes rows and objects of a job whose own row is gone, or never came."""

    table: JobTable
    uploads: UploadStore
    results: ResultStore

    def __call__(self, user_id: str, job_id: str) -> None:
        """Remove what is there; often is as good as once."""
        # Photo rows go first: no write of ours makes a row that is not there, so an answer that
        # comes late finds nothing to move, and nobody asks for what is left of the photos.
        self.table.remove_photos(job_id)
        for prefix in upload_prefixes(user_id, job_id):
            self.uploads.remove_all(prefix)
        self.results.remove_all(result_prefix(user_id, job_id))
