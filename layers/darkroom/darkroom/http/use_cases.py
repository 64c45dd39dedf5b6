"""What the routes call."""

from collections.abc import Callable
from dataclasses import dataclass

from darkroom.services.accept_operations import AcceptOperations
from darkroom.services.delete_job import DeleteJob
from darkroom.services.open_job import AddPhotos, OpenJob
from darkroom.services.read_jobs import ReadJobs
from darkroom.services.read_library import ReadLibrary
from darkroom.services.resume_library import ResumeLibrary
from darkroom.services.retry_job import RetryJob
from darkroom.services.sign_uploads import SignUploads
from darkroom.services.submit_photos import SubmitPhotos


@dataclass(frozen=True, kw_only=True)
class RequestLimits:
    """The stack's bounds on what one request may ask for."""

    max_photos: int
    max_outputs: int
    max_photo_bytes: int


@dataclass(frozen=True, kw_only=True)
class UseCases:
    """Everything a client can do, which failures pass by themselves, and where one signs in."""

    open_job: OpenJob
    add_photos: AddPhotos
    submit_photos: SubmitPhotos
    sign_uploads: SignUploads
    read_jobs: ReadJobs
    retry_job: RetryJob
    delete_job: DeleteJob
    accept_operations: AcceptOperations
    resume_library: ResumeLibrary
    read_library: ReadLibrary
    limits: RequestLimits
    is_outage: Callable[[Exception], bool]
    region: str
    user_pool_client_id: str
