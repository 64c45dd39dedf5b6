"""Faces found by Amazon Rekognition, which sees a reduced copy of the photo and keeps nothing."""

from dataclasses import dataclass
from math import atan2, cos, degrees, hypot, sin
from typing import TYPE_CHECKING, Final, NamedTuple

from darkroom.imaging.geometry import Size
from darkroom.imaging.limits import Limits
from darkroom.imaging.retouch.face import Area, Face, Point
from darkroom.operations import Resize
from darkroom.recipes import Output
from darkroom.render import render_in_child

if TYPE_CHECKING:
    from mypy_boto3_rekognition import RekognitionClient
    from mypy_boto3_rekognition.type_defs import FaceDetailTypeDef

_COPY: Final = Output(
    name="copy", operations=(Resize(width=1600, height=1600),), format="jpeg", quality=90
)
"""Far below the 5 MB that Rekognition takes, and enough for faces of a fortieth of the photo."""

_LEAST_PIXELS: Final = 80
"""A side of what Rekognition looks at."""

_LEAST_CONFIDENCE: Final = 90.0

_EYES_APART: Final = 0.4
_EYES_TO_MOUTH: Final = 0.44
_EYES_ABOVE: Final = 0.14
"""In sides of the square from brows to chin: how far apart the eyes of a frontal face are, how far
above its mouth, and how far above its middle."""

_LIPS: Final = 0.25
"""Half the height of lips, as a share of their width."""


class _Place(NamedTuple):
    x: float
    y: float


@dataclass(frozen=True)
class RekognitionFaceDetector:
    """Finds faces in profile, in crowds and behind glasses, too."""

    client: "RekognitionClient"

    def find(self, photo: bytes, limits: Limits) -> tuple[Face, ...]:
        """The faces in a photo, the surest first.

        Raises:
            PhotoError: The photo is bad, or cost more than the limits allow.
        """
        (copy,) = render_in_child(photo, [_COPY], limits).outputs
        if min(copy.width, copy.height) < _LEAST_PIXELS:
            return ()
        answer = self.client.detect_faces(Image={"Bytes": copy.body}, Attributes=["DEFAULT"])
        sure = [each for each in answer["FaceDetails"] if each["Confidence"] >= _LEAST_CONFIDENCE]
        sure.sort(key=lambda each: -each["Confidence"])
        size = Size(copy.width, copy.height)
        return tuple(_face(details, size) for details in sure)


def _face(details: "FaceDetailTypeDef", size: Size) -> Face:
    """The face as its landmarks have it: Rekognition's own box ends where each head does."""
    marks = {
        mark["Type"]: _Place(mark["X"] * size.width, mark["Y"] * size.height)
        for mark in details["Landmarks"]
    }
    left, right = marks["eyeLeft"], marks["eyeRight"]
    eyes, lips = _middle(left, right), _middle(marks["mouthLeft"], marks["mouthRight"])
    roll = atan2(right.y - left.y, right.x - left.x)
    # From the side, eyes come together; how far they are from the mouth hardly changes.
    side = max(_distance(left, right) / _EYES_APART, _distance(eyes, lips) / _EYES_TO_MOUTH)
    down = _EYES_ABOVE * side
    middle = _Place(eyes.x - down * sin(roll), eyes.y + down * cos(roll))
    width = _distance(marks["mouthLeft"], marks["mouthRight"]) / 2
    return Face(
        box=_area(middle, side / 2, side / 2, size),
        roll=degrees(roll),
        eyes=tuple(_point(eye, size) for eye in sorted((left, right))),
        mouth=_area(lips, width, 2 * _LIPS * width, size),
        score=details["Confidence"] / 100,
    )


def _middle(one: _Place, other: _Place) -> _Place:
    return _Place((one.x + other.x) / 2, (one.y + other.y) / 2)


def _distance(one: _Place, other: _Place) -> float:
    return hypot(one.x - other.x, one.y - other.y)


def _point(place: _Place, size: Size) -> Point:
    return Point(place.x / size.width, place.y / size.height)


def _area(middle: _Place, across: float, down: float, size: Size) -> Area:
    return Area(
        (middle.x - across) / size.width,
        (middle.y - down) / size.height,
        (middle.x + across) / size.width,
        (middle.y + down) / size.height,
    )
