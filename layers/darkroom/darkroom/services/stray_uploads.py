"""Removes uploads whose jobs were deleted and forgotten before they ended."""

import logging
from dataclasses import dataclass

from darkroom.clock import Clock
from darkroom.deadlines import OPENING
from darkroom.ids import age_of_job
from darkroom.jobs import Source
from darkroom.keys import UploadKey, parse_upload_key
from darkroom.ports import JobTable, UploadStore

_logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class StrayUploads:
    """Knows an upload that nobody will ever ask for.

    A form is good for ten minutes, but what began in them may take any time to end: by then the
    tombstone that has everything of a deleted job removed may be gone as well.
    """

    table: JobTable
    uploads: UploadStore
    clock: Clock

    def __call__(self, upload: Source) -> None:
        """Remove an upload, unless there is any doubt; its bucket does not keep it for ever."""
        address = parse_upload_key(upload.key)
        if address and self._is_forgotten(address):
            self.uploads.remove(upload)
            _logger.info("Upload of a deleted job was removed", extra={"job_id": address.job_id})

    def _is_forgotten(self, address: UploadKey) -> bool:
        age = age_of_job(address.job_id, self.clock.now())
        if age is None or age < OPENING:
            return False
        # A deletion first puts the tombstone, which stays until everything else is gone.
        return (
            self.table.job(address.user_id, address.job_id) is None
            and self.table.photo(address.job_id, address.photo_id) is None
            and self.table.tombstone(address.job_id) is None
        )
