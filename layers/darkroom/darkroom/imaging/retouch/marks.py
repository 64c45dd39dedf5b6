"""What was found in a photo, drawn on a copy of it."""

from collections.abc import Sequence

from PIL import Image, ImageDraw

from darkroom.imaging.retouch.face import Area, Face, Point
from darkroom.imaging.retouch.pupil import Pupil
from darkroom.imaging.retouch.upright import face_square

_FACE, _EYE, _MOUTH, _PUPIL = "#40c4ff", "#ffea00", "#69f0ae", "#ff1744"
_CORNERS = ((0, 0), (1, 0), (1, 1), (0, 1), (0, 0))
_LINE = 400
"""The share of a photo's longer side that makes a line: seen on a contact sheet as at full size."""
_DOT = 2.5
"""Radius of an eye's circle in lines."""


def with_marks(
    image: Image.Image, faces: Sequence[Face], pupils: Sequence[Pupil] = ()
) -> Image.Image:
    """A copy of an RGB photo with its faces (tilted as they are), eyes, mouths and red pupils."""
    marked = image.copy()
    draw = ImageDraw.Draw(marked)
    line = max(max(image.size) // _LINE, 1)
    for face in faces:
        square = face_square(face, image.size)
        draw.line([square.at(*corner) for corner in _CORNERS], _FACE, line, joint="curve")
        for eye in face.eyes:
            draw.ellipse(_around(image, eye, _DOT * line), outline=_EYE, width=line)
        if face.mouth:
            draw.rectangle(_pixels(image, face.mouth), outline=_MOUTH, width=line)
    for pupil in pupils:
        reach = pupil.radius * image.width + line
        draw.ellipse(_around(image, pupil.center, reach), outline=_PUPIL, width=line)
    return marked


def _around(image: Image.Image, point: Point, reach: float) -> tuple[float, float, float, float]:
    x, y = point.x * image.width, point.y * image.height
    return x - reach, y - reach, x + reach, y + reach


def _pixels(image: Image.Image, area: Area) -> tuple[float, float, float, float]:
    width, height = image.size
    return area.left * width, area.top * height, area.right * width, area.bottom * height
