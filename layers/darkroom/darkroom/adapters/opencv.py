"""Faces found by OpenCV, in a process that a photo may slow down, fill up or crash at will."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from pydantic import TypeAdapter, ValidationError

from darkroom.budgets import FACES_SECONDS
from darkroom.errors import DecoderCrashedError, DecodingTooLargeError
from darkroom.imaging.codecs import load_codec
from darkroom.imaging.header import read_header
from darkroom.imaging.limits import Limits
from darkroom.imaging.preview import preview
from darkroom.imaging.retouch.face import Face
from darkroom.imaging.sandbox import lift_decoding_limits, run_in_child
from darkroom.imaging.signatures import HEAD_BYTES, sniff
from darkroom.imaging.vision import load_vision

_SIDE: Final = 3000
"""Of the copy that is looked at: faces are found in fewer pixels, but eyes and mouths are not."""

_MAX_FACES: Final = 500

_faces = TypeAdapter(tuple[Face, ...])


@dataclass(frozen=True)
class OpenCvFaceDetector:
    """Finds faces by trained cascades: frontal to three-quarter, and upright or nearly so."""

    def __post_init__(self) -> None:
        """Load what children will need."""
        load_vision()
        import numpy as np  # noqa: PLC0415

        from darkroom.imaging.retouch.cascades import USED, Search, hits  # noqa: PLC0415

        for name in USED:
            hits(name, np.zeros((24, 24), np.uint8), Search(1.1, 3, 24))

    def find(self, photo: bytes, limits: Limits) -> tuple[Face, ...]:
        """The faces in a photo, the surest first.

        Raises:
            PhotoError: The photo is bad, or cost more than the limits allow.
        """
        source = sniff(photo[:HEAD_BYTES])
        load_codec(source)
        limits = replace(limits, max_wall_seconds=min(limits.max_wall_seconds, FACES_SECONDS))
        written = run_in_child(
            lambda: _found(photo, limits), limits, may_start_threads=source.needs_threads
        )
        try:
            return _faces.validate_json(bytes(written))
        except ValidationError as error:
            raise DecoderCrashedError from error


def _found(photo: bytes, limits: Limits) -> Iterator[bytes]:
    from darkroom.imaging.retouch.faces import find_faces  # noqa: PLC0415

    try:
        image = preview(read_header(photo, limits), _SIDE, on_decoded=lift_decoding_limits)
        yield _faces.dump_json(find_faces(image)[:_MAX_FACES])
    except MemoryError as error:
        raise DecodingTooLargeError from error
