"""Retouching comes before all else, wherever it stands among an output's operations."""

from collections.abc import Sequence
from typing import Any, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from darkroom.errors import EyeOutsideError
from darkroom.imaging.geometry import ORIENTATIONS, UPRIGHT, Size
from darkroom.imaging.retouch.face import Area, Face, Point
from darkroom.operations.base import BaseOperation
from darkroom.operations.reduce_red_eye import EyePoint
from darkroom.operations.retouching import Retouched, RetouchOperation
from darkroom.operations.rotate import Rotate
from darkroom.plan import WHOLE, Subject, plan_outputs
from darkroom.recipes import Output
from darkroom.render import render
from darkroom.rendered import RenderedPhoto
from tests.builders import build_face
from tests.pictures import LIMITS, decoded, encoded, picture
from tests.unit.operations.strategies import VIEWS

_SIZE = Size(90, 60)


class Mark(RetouchOperation):
    """Paints what the detector found: a box around each face, a dot on each eye."""

    operation: Literal["mark"] = "mark"
    color: str = "#ff0000"

    def retouch(self, image: Image.Image, faces: Sequence[Face]) -> Retouched:
        """Paint them all."""
        if not faces:
            return Retouched(image=image, warnings=("no_face_found",))
        marked = image.copy()
        draw = ImageDraw.Draw(marked)
        for face in faces:
            draw.rectangle(_pixels(face.box, image.size), outline=self.color)
            for eye in face.eyes:
                draw.point((eye.x * image.width, eye.y * image.height), self.color)
        return Retouched(image=marked, found={"faces": len(faces)})


class Refuse(RetouchOperation):
    """Cannot be done."""

    operation: Literal["refuse"] = "refuse"

    def retouch(self, image: Image.Image, faces: Sequence[Face]) -> Retouched:
        """Say so."""
        del image, faces
        raise EyeOutsideError


def _pixels(area: Area, size: tuple[int, int]) -> tuple[float, float, float, float]:
    width, height = size
    return area.left * width, area.top * height, area.right * width, area.bottom * height


def _output(*operations: BaseOperation, name: str = "result") -> Output:
    # The list of operations is closed: these two are for tests alone.
    values: dict[str, Any] = {"name": name, "operations": operations, "format": "png"}
    return Output.model_construct(**values)


_points = st.builds(Point, st.floats(0.05, 0.95), st.floats(0.05, 0.95))
_faces = st.builds(
    lambda eye, other: Face(
        box=Area(min(eye.x, other.x), min(eye.y, other.y), max(eye.x, other.x), 0.99),
        roll=0.0,
        eyes=(eye, other),
        mouth=None,
        score=1.0,
    ),
    _points,
    _points,
)


@given(
    st.lists(VIEWS | st.builds(Rotate, degrees=st.sampled_from([90, 180, 270])), max_size=3),
    st.integers(0, 3),
    st.lists(_faces, min_size=1, max_size=2),
    st.sampled_from(sorted(ORIENTATIONS)),
)
@settings(max_examples=60, deadline=None)
def test_it_is_as_if_the_photo_had_been_retouched_before(
    views: list[BaseOperation], place: int, faces: list[Face], orientation: int
) -> None:
    photo = picture(*_SIZE)
    exif = Image.Exif()
    exif[0x0112] = orientation
    upright = decoded(render(encoded(photo, "png", exif=exif), [_output()], LIMITS).outputs[0])
    marked = Mark().retouch(upright, faces).image
    mixed = [*views[:place], Mark(), *views[place:]]

    both = (
        render(encoded(marked, "png"), [_output(*views)], LIMITS),
        render(encoded(photo, "png", exif=exif), [_output(*mixed)], LIMITS, faces=faces),
    )

    expected, result = both
    assert [failure.code for failure in result.failures] == [
        failure.code for failure in expected.failures
    ]
    assert [output.body for output in result.outputs] == [
        output.body for output in expected.outputs
    ]


@pytest.mark.parametrize("mode", ["L", "RGB", "RGBA"])
@pytest.mark.parametrize("faces", [(), (build_face(),)], ids=["nobody", "somebody"])
def test_outputs_beside_a_retouched_one_are_as_they_were(
    mode: str, faces: tuple[Face, ...]
) -> None:
    photo = encoded(picture(*_SIZE, mode), "png")
    outputs = [
        _output(name="plain"),
        _output(Mark(), name="marked"),
        _output(Mark(color="#00ff00"), name="green"),
        _output(Mark(), name="again"),
    ]

    together = render(photo, outputs, LIMITS, faces=faces)

    alone = [render(photo, [each], LIMITS, faces=faces).outputs[0] for each in outputs]
    assert list(together.outputs) == alone
    assert decoded(together.outputs[0]).tobytes() == picture(*_SIZE, mode).tobytes()


def test_what_was_found_is_told_of_the_outputs_that_looked_for_it() -> None:
    rendered = _rendered(_output(Mark(), name="marked"), _output(name="plain"), faces=1)

    marked, plain = rendered.outputs
    assert (marked.found, marked.warnings) == ({"faces": 1}, ())
    assert (plain.found, plain.warnings) == ({}, ())
    assert rendered.warnings == ()


def test_what_was_not_found_is_told_of_the_photo_and_the_output() -> None:
    rendered = _rendered(_output(Mark(), name="marked"), _output(name="plain"), faces=0)

    marked, plain = rendered.outputs
    assert (marked.warnings, plain.warnings) == (("no_face_found",), ())
    assert rendered.warnings == ("no_face_found",)


def test_a_retouching_that_cannot_be_done_fails_its_own_outputs_only() -> None:
    rendered = _rendered(_output(Refuse(), name="refused"), _output(name="plain"), faces=1)

    assert [failure.code for failure in rendered.failures] == ["eye_outside_photo"]
    assert [output.name for output in rendered.outputs] == ["plain"]


def _rendered(*outputs: Output, faces: int) -> RenderedPhoto:
    return render(encoded(picture(*_SIZE)), outputs, LIMITS, faces=[build_face()] * faces)


def test_the_same_retouching_is_done_once_for_all_that_want_it() -> None:
    outputs = [_output(Mark(), name=f"o{number}") for number in range(3)]
    subject = Subject(size=_SIZE, turn=ORIENTATIONS[6], eighths=(1, 2, 4, 8), has_luma=True)

    plan = plan_outputs(outputs, subject, LIMITS.max_pixels)

    (retouching,) = plan.retouchings
    assert retouching.outputs == tuple(outputs)
    assert retouching.photo.size == Size(60, 90)
    assert {finish.turn for finish in retouching.photo.outputs} == {UPRIGHT}
    assert not plan.photo.is_wanted
    assert (plan.eighths, plan.luma) == (WHOLE, False)


@pytest.mark.parametrize(
    ("eye", "place"),
    [
        (EyePoint(x=45, y=30), Point(0.5, 0.5)),
        (EyePoint(x=0.25, y=1.0), Point(0.25, 1.0)),
        (EyePoint(x=90, y=0), Point(1.0, 0.0)),
    ],
    ids=str,
)
def test_an_eye_is_where_it_is_said_to_be(eye: EyePoint, place: Point) -> None:
    assert eye.within(_SIZE) == place


@pytest.mark.parametrize("eye", [EyePoint(x=91, y=0), EyePoint(x=0, y=61)], ids=str)
def test_an_eye_outside_the_photo_is_refused(eye: EyePoint) -> None:
    with pytest.raises(EyeOutsideError, match="90 x 60"):
        eye.within(_SIZE)
