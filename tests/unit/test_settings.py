"""What a function is told by its environment."""

import pytest
from pydantic import ValidationError

from darkroom.settings import RecordResponseSettings, StartPhotoSettings

ENVIRONMENT = {
    "TABLE_NAME": "table",
    "UPLOADS_BUCKET": "uploads",
    "REQUEST_QUEUE_URL": "https://requests.example",
    "RESPONSE_QUEUE_URL": "https://responses.example",
    "MAX_PHOTO_BYTES": "52428800",
    "PATH": "/usr/bin",
}


def test_a_variable_is_the_upper_case_of_its_field() -> None:
    settings = StartPhotoSettings.from_environment(ENVIRONMENT)

    assert (settings.table_name, settings.max_photo_bytes) == ("table", 52_428_800)


def test_a_missing_variable_is_named() -> None:
    with pytest.raises(ValidationError, match="table_name"):
        RecordResponseSettings.from_environment({})


def test_a_malformed_variable_is_named() -> None:
    with pytest.raises(ValidationError, match="max_photo_bytes"):
        StartPhotoSettings.from_environment(ENVIRONMENT | {"MAX_PHOTO_BYTES": "50 MB"})
