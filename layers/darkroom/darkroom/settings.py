"""What each function is told by its environment: the upper-case of a field is its variable."""

from collections.abc import Mapping
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict


class Settings(BaseModel):
    """The base of every function's settings."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Self:
        """Read the settings.

        Raises:
            pydantic.ValidationError: A variable is missing or malformed; it names the field.
        """
        return cls.model_validate({name.lower(): value for name, value in environment.items()})


class ApiSettings(Settings):
    """For `functions/api`."""

    table_name: str
    uploads_bucket: str
    results_bucket: str
    request_queue_url: str
    user_operations_queue_url: str
    user_pool_client_id: str
    aws_region: str
    max_photos_per_job: int
    max_outputs_per_photo: int
    max_photo_bytes: int
    job_retention_days: int


class StartPhotoSettings(Settings):
    """For `functions/start_photo`."""

    table_name: str
    uploads_bucket: str
    request_queue_url: str
    response_queue_url: str
    max_photo_bytes: int


class ProcessPhotoSettings(Settings):
    """For `functions/process_photo`; the last three bound the child that renders one photo."""

    uploads_bucket: str
    results_bucket: str
    retouch_queue_url: str
    response_queue_url: str
    max_photo_bytes: int
    max_photo_pixels: int
    photo_memory_mb: int
    photo_cpu_seconds: int
    photo_wall_seconds: int


class RetouchPhotoSettings(Settings):
    """For `functions/retouch_photo`; the last three bound the child that renders one photo."""

    uploads_bucket: str
    results_bucket: str
    response_queue_url: str
    face_detection: Literal["opencv", "rekognition"]
    max_photo_bytes: int
    max_photo_pixels: int
    photo_memory_mb: int
    photo_cpu_seconds: int
    photo_wall_seconds: int


class RecordResponseSettings(Settings):
    """For `functions/record_response`."""

    table_name: str
    user_operations_queue_url: str


class ApplyOperationSettings(Settings):
    """For `functions/apply_operation`."""

    table_name: str
    uploads_bucket: str
    request_queue_url: str


class ReconcileSettings(Settings):
    """For `functions/reconcile`."""

    table_name: str
    uploads_bucket: str
    results_bucket: str
    request_queue_url: str
    response_queue_url: str
    user_operations_queue_url: str
    max_photo_bytes: int


class BuryDeadLettersSettings(Settings):
    """For `functions/bury_dead_letters`: each queue, and where its dead letters come from."""

    table_name: str
    uploads_queue_url: str
    request_queue_url: str
    retouch_queue_url: str
    response_queue_url: str
    user_operations_queue_url: str
    uploads_dead_letter_queue_arn: str
    request_dead_letter_queue_arn: str
    retouch_dead_letter_queue_arn: str
    response_dead_letter_queue_arn: str
    user_operations_dead_letter_queue_arn: str
