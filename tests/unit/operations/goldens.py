"""What operations are to look like: one table of goldens, and how near a result has to be.

`make golden` writes the images anew and says which changed; look at them before committing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image, ImageChops, ImageStat
from pydantic import TypeAdapter

from darkroom.imaging.retouch.face import Area, Face, Point
from darkroom.operations import OPERATIONS, Operation
from darkroom.operations.base import BaseOperation
from darkroom.operations.retouching import RetouchOperation

FOLDER = Path(__file__).resolve().parents[2] / "goldens"

MAX_MEAN = 0.5
MAX_LEVELS = 16
"""Levels by which a band may differ on average, and in one pixel. Pillow and FreeType round
differently from one version, or processor, to the next: by one level mostly, and by a few where an
edge falls between two pixels. A change of the mathematics that can be seen is more than that."""

_PHOTOS = FOLDER.parent / "photos"

_operation: TypeAdapter[BaseOperation] = TypeAdapter(Operation)


def _cat() -> Image.Image:
    with Image.open(_PHOTOS / "chelsea.png") as photo:
        return photo.convert("RGB").reduce(4)


def _astronaut() -> Image.Image:
    with Image.open(_PHOTOS / "astronaut.png") as photo:
        return photo.convert("RGB").reduce(5)


def _large_astronaut() -> Image.Image:
    with Image.open(_PHOTOS / "astronaut.png") as photo:
        return photo.convert("RGB").crop((100, 0, 356, 256))


def _cut_out() -> Image.Image:
    """The cat, fading out around its nose."""
    cat = _cat()
    cat.putalpha(ImageChops.invert(Image.radial_gradient("L").resize(cat.size)))
    return cat


def _dusk() -> Image.Image:
    """Dark above, light below, and large enough to write on."""
    return Image.linear_gradient("L").resize((360, 400)).convert("RGB")


@dataclass(frozen=True)
class Golden:
    """An operation done to one of the photos; the name is that of its file."""

    name: str
    operation: dict[str, Any]
    photo: Callable[[], Image.Image] = _cat
    faces: tuple[Face, ...] = ()

    @property
    def path(self) -> Path:
        """Where its image is."""
        return FOLDER / f"{self.name}.png"

    def result(self) -> Image.Image:
        """What the operation makes of the photo today."""
        operation = _operation.validate_python(self.operation)
        if isinstance(operation, RetouchOperation):
            return operation.retouched(self.photo(), self.faces).image
        return operation.apply(self.photo())

    def expected(self) -> Image.Image:
        """What it made of it when somebody looked."""
        with Image.open(self.path) as image:
            return image.copy()


def _variant(name: str, *, photo: Callable[[], Image.Image] = _cat, **parameters: Any) -> Golden:  # noqa: ANN401 - of any operation
    operation = name.partition("-")[0]
    return Golden(name, {"operation": operation, **parameters}, photo)


_ASTRONAUT = Face(
    box=Area(0.286, 0.249, 0.683, 0.646),
    roll=3.8,
    eyes=(Point(0.398, 0.392), Point(0.575, 0.404)),
    mouth=Area(0.424, 0.513, 0.588, 0.593),
    score=0.9,
)


def _usual(kind: type[BaseOperation]) -> Golden:
    """The operation as the catalogue shows it, done to a photo of somebody if it is for people."""
    if issubclass(kind, RetouchOperation):
        return Golden(kind.name(), kind.example, _large_astronaut, (_ASTRONAUT,))
    return Golden(kind.name(), kind.example)


GOLDENS: tuple[Golden, ...] = (
    *(_usual(kind) for kind in OPERATIONS),
    _variant("crop-smart", aspect="16:9", gravity="smart", photo=_astronaut),
    _variant("resize-fill", width=60, height=60, fit="fill"),
    _variant("thumbnail-cover", size=48, fit="cover", photo=_cut_out),
    _variant("rotate-odd", degrees=12, background="#20406a"),
    _variant("adjust-hue", hue=90, gamma=1.4, temperature=0.4),
    _variant("recolor-sepia", style="sepia", strength=0.7),
    _variant("auto_enhance-portrait", photo=_astronaut),
    _variant("sharpen-strong", amount=2, radius=2, photo=_cut_out),
    _variant("blur-large", radius=12, photo=_cut_out),
    _variant(
        "caption-scripts",
        text="Żółw, Ξέρω, ещё\nنص (2024) حكيم\nדג סקרן abc\nที่นี่ปู่ย่า क्षत्रिय\n"
        "“你好”，視野\nいろは、키스의 ★",  # noqa: RUF001 - full width is meant
        size=36,
        position="top_right",
        photo=_dusk,
    ),
    _variant(
        "caption-wrapped",
        text="The quick brown fox jumps over the lazy dog, again and again.",
        size=0.1,
        color="#ffd166",
        outline="#1b1464",
        photo=_dusk,
    ),
    _variant("watermark-tile", text="© Ana Silva", tile=True, photo=_dusk),
    _variant("frame-solid", width=6, color="#7a1f2b"),
    _variant("frame-rounded", width=0.25, style="rounded", photo=_cut_out),
)


def differences(expected: Image.Image, result: Image.Image) -> tuple[float, int]:
    """By how many levels the worst band differs on average, and the worst pixel."""
    if (expected.mode, expected.size) != (result.mode, result.size):
        return 255.0, 255
    statistics = ImageStat.Stat(ImageChops.difference(expected, result))
    return max(statistics.mean), max(most for _, most in statistics.extrema)


def looks_alike(expected: Image.Image, result: Image.Image) -> bool:
    """Whether nobody could tell one from the other."""
    mean, most = differences(expected, result)
    return mean <= MAX_MEAN and most <= MAX_LEVELS


def side_by_side(*images: Image.Image) -> Image.Image:
    """To be looked at."""
    sheet = Image.new(
        "RGBA", (sum(image.width for image in images), max(image.height for image in images))
    )
    left = 0
    for image in images:
        sheet.paste(image, (left, 0))
        left += image.width
    return sheet
