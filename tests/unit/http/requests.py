"""Bodies that the API takes."""

import json
from collections.abc import Mapping
from typing import Any, Final

from tests.builders import JPEG, form_part

_RESIZE: Final = {"operation": "resize", "width": 1600}
OUTPUTS: Final[list[dict[str, Any]]] = [{"name": "web", "operations": [_RESIZE]}]
PHOTO: Final = {"name": "beach.jpg", "content_type": "image/jpeg"}


def new_job(**values: object) -> dict[str, object]:
    """A job for one photo."""
    return {"outputs": OUTPUTS, "photos": [PHOTO]} | values


def with_operation(operation: Mapping[str, object]) -> dict[str, object]:
    """A job whose first output has this operation second."""
    return new_job(outputs=[{"name": "web", "operations": [_RESIZE, operation]}])


def job_part(value: Any = None) -> bytes:  # noqa: ANN401 - whatever JSON holds
    """The part of a form that says what to make of its photos."""
    return form_part("job", json.dumps(value or {"outputs": OUTPUTS}).encode())


def photo_part(file_name: str = "beach.jpg", content: bytes = JPEG) -> bytes:
    """A part of a form with a photo."""
    return form_part("photos", content, file_name=file_name)
