"""Smart crops keep what matters, wherever it is in the photo."""

import json
from collections.abc import Callable, Iterable, Iterator

import pytest
from PIL import Image, ImageDraw, ImageOps

from darkroom.imaging.geometry import Box, Size, centred
from darkroom.imaging.saliency import salient_part
from darkroom.operations import Crop
from tests.pictures import shared_photos

_SKY, _SKIN, _GRAY = (150, 190, 230), (224, 172, 138), (120, 120, 120)


def _textured(size: tuple[int, int], color: tuple[int, int, int]) -> Image.Image:
    """A thing of this color with something on it to see."""
    thing = Image.new("RGB", size, color)
    draw = ImageDraw.Draw(thing)
    dark = tuple(level // 3 for level in color)
    for place in range(0, sum(size), 16):
        draw.line((place, 0, place - size[1], size[1]), fill=dark, width=5)
    return thing


def _scene(subject: Image.Image, place: tuple[int, int], background: Image.Image) -> Image.Image:
    scene = background.copy()
    scene.paste(subject, place)
    return scene


def _sky(size: tuple[int, int] = (600, 400)) -> Image.Image:
    """Lighter towards the horizon, with a little noise."""
    fall = Image.linear_gradient("L").resize(size).point(lambda level: level // 5)
    noise = Image.radial_gradient("L").resize(size).point(lambda level: level % 3)
    sky = Image.new("RGB", size, _SKY)
    sky.paste((255, 255, 255), mask=fall)
    sky.paste((0, 0, 0), mask=noise)
    return sky


def _box(image: Image.Image, aspect: str) -> Box:
    crop = Crop(aspect=aspect, gravity="smart")
    return salient_part(image, crop.result_size(Size(*image.size)))


@pytest.mark.parametrize("color", [_SKIN, _GRAY, (200, 30, 30)], ids=["skin", "gray", "red"])
@pytest.mark.parametrize(
    ("place", "aspect"),
    [
        ((10, 150), "1:1"),
        ((490, 150), "1:1"),
        ((20, 10), "9:16"),
        ((250, 10), "3:1"),
        ((250, 300), "3:1"),
    ],
    ids=["left", "right", "far left", "top", "bottom"],
)
def test_subject_against_the_sky_is_kept(
    color: tuple[int, int, int], place: tuple[int, int], aspect: str
) -> None:
    scene = _scene(_textured((100, 90), color), place, _sky())

    left, top, right, bottom = _box(scene, aspect)

    assert left <= place[0]
    assert place[0] + 100 <= right
    assert top <= place[1]
    assert place[1] + 90 <= bottom


def test_subject_comes_near_the_middle() -> None:
    scene = _scene(_textured((60, 90), _GRAY), (380, 150), _sky())

    left, _, right, _ = _box(scene, "9:16")

    assert (left + right) / 2 == pytest.approx(410, abs=25)


def _face() -> Image.Image:
    face = Image.new("RGB", (90, 110), _SKIN)
    draw = ImageDraw.Draw(face)
    for eye in (25, 60):
        draw.ellipse((eye, 35, eye + 12, 45), fill=(40, 30, 30))
    draw.rectangle((30, 80, 62, 86), fill=(170, 80, 80))
    return face


def test_face_goes_before_a_thing_with_more_detail() -> None:
    scene = _scene(_face(), (30, 60), _sky())
    scene.paste(_textured((110, 110), _GRAY), (470, 60))

    assert _box(scene, "9:16").right < 300


@pytest.mark.parametrize("mode", ["L", "RGB", "RGBA"])
@pytest.mark.parametrize("aspect", ["1:1", "9:16", "4:1"])
def test_photo_without_anything_to_see_is_cropped_in_the_middle(aspect: str, mode: str) -> None:
    for image in (
        _sky(),
        Image.linear_gradient("L").resize((600, 400)),
        Image.new("L", (600, 400)),
    ):
        part = Crop(aspect=aspect).view(Size(600, 400))

        assert part
        assert _box(image.convert(mode), aspect) == part.box


def test_what_transparency_hides_is_not_seen() -> None:
    scene = _scene(_textured((100, 90), _SKIN), (10, 150), _sky()).convert("RGBA")
    scene.paste(_textured((100, 90), _GRAY), (490, 150))
    hidden = scene.getchannel("A")
    hidden.paste(0, (0, 0, 300, 400))
    scene.putalpha(hidden)

    assert _box(scene, "9:16").left > 300


def test_smaller_copy_is_cropped_in_the_same_place() -> None:
    scene = _scene(_textured((400, 360), _SKIN), (40, 600), _sky((2400, 1600)))

    large, small = _box(scene, "1:1"), _box(scene.reduce(5), "1:1")

    assert Crop(aspect="1:1", gravity="smart").is_scale_free
    assert small.left * 5 == pytest.approx(large.left, abs=60)


def test_crop_cuts_out_what_was_found() -> None:
    scene = _scene(_textured((100, 90), _SKIN), (10, 150), _sky())
    crop = Crop(aspect="1:1", gravity="smart")

    assert crop.view(Size(600, 400)) is None
    assert crop.apply(scene).tobytes() == scene.crop(_box(scene, "1:1")).tobytes()


def test_only_a_box_in_pixels_needs_the_full_size() -> None:
    assert Crop(x=0.1, y=0, width=0.5, height=1).is_scale_free
    assert not Crop(x=1, y=0, width=5, height=1).is_scale_free


_Portrait = tuple[Image.Image, Box]
"""A photo, and where in it the largest face is."""


def _made_portraits() -> list[_Portrait]:
    places = ((30, 60), (480, 60), (30, 280), (480, 280), (255, 145))
    return [
        (_scene(_face(), (left, top), _sky()), Box(left, top, left + 90, top + 110))
        for left, top in places
    ]


def _real_portraits() -> Iterator[_Portrait]:
    """Each shared photo upright, with the largest face that somebody found in it."""
    notes = {
        name: note
        for path in shared_photos("annotations.json")
        for name, note in json.loads(path.read_text()).items()
    }
    for path in [*shared_photos("faces/*"), *shared_photos("redeye/*")]:
        with Image.open(path) as photo:
            upright = ImageOps.exif_transpose(photo).convert("RGB")
        found = notes[path.name]["faces"] or notes[path.name]["hard_faces"]
        left, top, width, height = max(found, key=lambda face: face[2] * face[3])
        yield upright, Box(left, top, left + width, top + height)


_SOURCES: dict[str, Callable[[], Iterable[_Portrait]]] = {"made": _made_portraits}
if shared_photos("faces/*"):
    _SOURCES["real"] = _real_portraits


@pytest.mark.parametrize("portraits", _SOURCES.values(), ids=_SOURCES)
def test_main_face_is_kept_more_often_than_by_the_middle(
    portraits: Callable[[], Iterable[_Portrait]],
) -> None:
    photos = list(portraits())
    kept = {"smart": 0, "center": 0}

    for photo, face in photos:
        size = Size(*photo.size)
        for aspect in ("1:1", "16:9", "9:16", "4:3", "21:9", "1:2", "3:1", "1:3"):
            part = Crop(aspect=aspect, gravity="smart").result_size(size)
            kept["smart"] += _holds(salient_part(photo, part), face)
            kept["center"] += _holds(centred(size, *part), face)

    # Of the real ones, 63 and 47 of 88 when this was written; in 15 no place would do.
    assert kept["smart"] >= kept["center"] + len(photos)


def _holds(part: Box, face: Box) -> bool:
    """Whether it is in there but for a sliver."""
    width = min(part.right, face.right) - max(part.left, face.left)
    height = min(part.bottom, face.bottom) - max(part.top, face.top)
    return max(width, 0) * max(height, 0) >= 0.95 * face.width * face.height
