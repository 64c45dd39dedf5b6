"""What surrounds a worker: its time, its eyes, and what it measures."""

from typing import Protocol

from darkroom.imaging.limits import Limits
from darkroom.imaging.retouch.face import Face


class WorkTime(Protocol):
    """The time that this process has for what it has in hand."""

    def seconds_left(self) -> float:
        """Until it is ended, whatever it does."""
        ...

    def allows(self, seconds: float) -> bool:
        """Whether to begin what takes this long: never once the process was asked to stop."""
        ...


class FaceDetector(Protocol):
    """Who finds faces in photos."""

    def find(self, photo: bytes, limits: Limits) -> tuple[Face, ...]:
        """The faces in a photo, which nobody has vouched for; places are in the upright photo.

        Raises:
            PhotoError: The photo is bad, or cost more than the limits allow.
        """
        ...


class Meter(Protocol):
    """Where measurements go."""

    def count(self, name: str, occurrences: int = 1) -> None:
        """Count occurrences; none of them is a measurement too."""
        ...

    def milliseconds(self, name: str, value: float) -> None:
        """Record a duration."""
        ...
