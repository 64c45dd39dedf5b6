"""A pupil that shines red."""

from dataclasses import dataclass

from darkroom.imaging.retouch.face import Area, Point


@dataclass(frozen=True)
class Pupil:
    """Its middle as fractions of the photo's width and height, its radius as one of its width."""

    center: Point
    radius: float

    def within(self, part: Area) -> "Pupil":
        """The same pupil in a crop of the photo."""
        return Pupil(self.center.within(part), self.radius / part.width)
