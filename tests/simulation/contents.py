"""What users upload, and a renderer that makes something of it without any pixels."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Final

from darkroom.errors import DecoderCrashedError, NotAPhotoError, TransientError
from darkroom.imaging.formats import PhotoFormat
from darkroom.imaging.limits import Limits
from darkroom.recipes import Output
from darkroom.render import OutputFailure, RenderedOutput, RenderedPhoto
from tests.builders import JPEG

LIMITS: Final = Limits(
    max_bytes=1000,
    max_pixels=1,
    max_memory_bytes=1,
    max_cpu_seconds=20,
    max_wall_seconds=30,
)


class Content(StrEnum):
    """A kind of upload, by what has to become of it."""

    HEALTHY = "healthy"
    POISON = "poison"
    STUBBORN = "stubborn"
    CURSED = "cursed"
    NO_PHOTO = "no_photo"
    TOO_LARGE = "too_large"

    @classmethod
    def of(cls, body: bytes) -> "Content":
        """What a file is."""
        return next(kind for kind in cls if f"{kind} of".encode() in body)

    @property
    def is_healthy(self) -> bool:
        """Whether all of its outputs can be made."""
        return self is Content.HEALTHY

    def body(self, whose: str) -> bytes:
        """The file of one user's photo."""
        if self is Content.NO_PHOTO:
            return f"{self} of {whose}".encode()
        size = LIMITS.max_bytes + 1 if self is Content.TOO_LARGE else 0
        return JPEG + f"{self} of {whose}".encode().ljust(size, b".")


def render(photo: bytes, outputs: Sequence[Output], limits: Limits) -> RenderedPhoto:
    """Make outputs that tell what they were made of.

    Raises:
        NotAPhotoError: It is no photo.
        DecoderCrashedError: It is poison.
        TransientError: It is cursed: nobody will ever make anything of it.
    """
    del limits
    if not photo.startswith(JPEG):
        raise NotAPhotoError
    told = photo[len(JPEG) :]
    if told.startswith(Content.POISON.encode()):
        raise DecoderCrashedError
    if told.startswith(Content.CURSED.encode()):
        raise TransientError("Nobody knows why.")
    failing = outputs[-1:] if told.startswith(Content.STUBBORN.encode()) else ()
    return RenderedPhoto(
        width=4000,
        height=3000,
        format=PhotoFormat.JPEG,
        outputs=tuple(_made(photo, output) for output in outputs if output not in failing),
        failures=tuple(
            OutputFailure(name=output.name, code="too_stubborn", message="It does not want to.")
            for output in failing
        ),
        warnings=(),
    )


def made_of(photo: bytes, output: str) -> bytes:
    """The body of an output."""
    return output.encode() + b" of " + photo


def _made(photo: bytes, output: Output) -> RenderedOutput:
    return RenderedOutput(
        name=output.name,
        body=made_of(photo, output.name),
        width=1600,
        height=1200,
        format=PhotoFormat.JPEG,
    )
