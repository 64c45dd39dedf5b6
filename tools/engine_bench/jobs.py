"""What every engine is asked to do, and of which photos."""

from typing import NamedTuple

THUMBNAIL = 256
SCREEN = 1600
QUALITY = 85
BRIGHTNESS = 1.2

SEPIA = ((0, 0, 0), (150, 124, 92), (255, 248, 230))
"""The colours of shadows, middle tones and lights."""

JPEGS = ("12 MP", "24 MP", "48 MP")
OTHERS = ("PNG", "WebP", "AVIF", "HEIC")

TITLES = {
    "thumbnail": f"{THUMBNAIL} px thumbnail",
    "resize": f"{SCREEN} px",
    "sepia": "sepia, full size",
    "brightness": "brightness, full size",
    "three": f"{THUMBNAIL} px + {SCREEN} px + sepia, full size",
    "pair": f"{THUMBNAIL} px + {SCREEN} px",
}

Pixels = tuple[int, int]


class Case(NamedTuple):
    """A job and the photo it is done to."""

    job: str
    photo: str

    @property
    def title(self) -> str:
        """What readers call it."""
        if self.photo in OTHERS:
            return f"{self.photo} to {SCREEN} px"
        return f"{TITLES[self.job]}, {self.photo}"


TIMED = (
    *(
        Case(job, photo)
        for job in ("thumbnail", "resize", "sepia", "brightness", "three")
        for photo in JPEGS
    ),
    *(Case("resize", photo) for photo in OTHERS),
)
WEIGHED = (
    *(Case(job, "48 MP") for job in ("thumbnail", "resize", "pair", "sepia", "three")),
    *(Case("resize", photo) for photo in OTHERS),
)


def thumbnail_size(size: Pixels) -> Pixels:
    """As large as fits into the thumbnail's square."""
    return _scaled(size, THUMBNAIL / max(size))


def screen_size(size: Pixels) -> Pixels:
    """As wide as a screen."""
    return _scaled(size, SCREEN / size[0])


def sepia_levels() -> list[tuple[int, int, int]]:
    """The colour of each of 256 tones."""
    return [_between(level / 255 * (len(SEPIA) - 1)) for level in range(256)]


def _between(position: float) -> tuple[int, int, int]:
    step = min(int(position), len(SEPIA) - 2)
    share = position - step
    red, green, blue = (
        round(dark * (1 - share) + light * share)
        for dark, light in zip(SEPIA[step], SEPIA[step + 1], strict=True)
    )
    return red, green, blue


def _scaled(size: Pixels, scale: float) -> Pixels:
    width, height = (max(1, int(side * scale + 0.5)) for side in size)
    return width, height
