"""Where a face is and how it is held, whoever found it."""

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Point:
    """A place as fractions of a photo's width and height."""

    x: float
    y: float

    def within(self, part: "Area") -> "Point":
        """The same place as fractions of a part of the photo."""
        return Point((self.x - part.left) / part.width, (self.y - part.top) / part.height)


@dataclass(frozen=True)
class Area:
    """An upright box as fractions of a photo's width and height; it may reach beyond the edge."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """Of the photo's width."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Of the photo's height."""
        return self.bottom - self.top

    @property
    def center(self) -> Point:
        """Its middle."""
        return Point((self.left + self.right) / 2, (self.top + self.bottom) / 2)

    def within(self, part: "Area") -> "Area":
        """The same box as fractions of a part of the photo."""
        start = Point(self.left, self.top).within(part)
        end = Point(self.right, self.bottom).within(part)
        return Area(start.x, start.y, end.x, end.y)


@dataclass(frozen=True, kw_only=True)
class Face:
    """A face from brows to chin.

    `eyes` are the middles of those that were seen, the one further left in the photo first, and
    `mouth` is where lips were. `roll` is in degrees, positive for a head that is tilted clockwise
    as one looks at it. `score` says how sure the detector was, from 0 to 1.
    """

    box: Area
    roll: float
    eyes: tuple[Point, ...]
    mouth: Area | None
    score: float

    def within(self, part: Area) -> "Face":
        """The same face in a crop of the photo."""
        return replace(
            self,
            box=self.box.within(part),
            eyes=tuple(eye.within(part) for eye in self.eyes),
            mouth=self.mouth.within(part) if self.mouth else None,
        )
