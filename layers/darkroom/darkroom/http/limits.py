"""Bounds that are parameters of the stack, checked once the shape of a request is right."""

from collections.abc import Sequence
from typing import Final

from darkroom.errors import InvalidRequestError
from darkroom.http.requests import PhotoToUpload
from darkroom.http.use_cases import RequestLimits
from darkroom.recipes import Output


class TooManyOutputsError(InvalidRequestError):
    """There are too many outputs; leave some out."""

    code = "too_many_outputs"


class DuplicateOutputError(InvalidRequestError):
    """Two outputs have the same name; give each its own."""

    code = "duplicate_output_name"


class RecipeTooLongError(InvalidRequestError):
    """The outputs are too long to be kept; shorten their texts, or ask for fewer."""

    code = "outputs_too_long"


class PhotoTooLargeError(InvalidRequestError):
    """This photo is too large; send a smaller one."""

    code = "too_many_bytes"


# A job's row holds 400 kB, and ten messages that each hold the outputs have to fit into 1 MiB.
_MAX_RECIPE_BYTES: Final = 100_000


def check_outputs(outputs: Sequence[Output], limits: RequestLimits) -> None:
    """Refuse too many outputs, two of one name, and more than a row and a message can hold."""
    if len(outputs) > limits.max_outputs:
        message = f"A photo can have {limits.max_outputs} outputs; leave some out."
        raise TooManyOutputsError(message, path="outputs")
    seen: set[str] = set()
    for position, output in enumerate(outputs):
        if output.name in seen:
            message = f"Another output is called `{output.name}` already; give each its own name."
            raise DuplicateOutputError(message, path=f"outputs[{position}].name")
        seen.add(output.name)
    if sum(len(output.model_dump_json().encode()) for output in outputs) > _MAX_RECIPE_BYTES:
        raise RecipeTooLongError(path="outputs")


def check_sizes(photos: Sequence[PhotoToUpload], limits: RequestLimits) -> None:
    """Refuse a photo that says itself that it is too large."""
    for position, photo in enumerate(photos):
        if photo.size is not None and photo.size > limits.max_photo_bytes:
            megabytes = limits.max_photo_bytes / 1_048_576
            message = f"A photo can have {megabytes:g} MB; send a smaller one."
            raise PhotoTooLargeError(message, path=f"photos[{position}].size")
