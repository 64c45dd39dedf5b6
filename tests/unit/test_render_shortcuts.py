"""What the planner does at once looks like one step after another."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from darkroom.errors import (
    CropOutsideError,
)
from darkroom.operations import Adjust, Crop, Flip, Recolor, Resize, Thumbnail
from darkroom.operations.base import BaseOperation
from darkroom.recipes import Output
from darkroom.render import render
from tests.pictures import (
    LIMITS,
    decoded,
    difference,
    encoded,
    named_output,
    picture,
)
from tests.unit.operations.strategies import OPERATION_STRATEGY, VIEWS


@given(st.lists(OPERATION_STRATEGY, max_size=3), st.sampled_from(["jpeg", "png", "webp"]))
@settings(max_examples=40, deadline=None)
def test_same_photo_gives_the_same_bytes(
    operations: list[BaseOperation], photo_format: str
) -> None:
    outputs = [Output(name="result", operations=tuple(operations), format=photo_format)]
    photo = encoded(picture(40, 30), photo_format)

    once, again = render(photo, outputs, LIMITS), render(photo, outputs, LIMITS)

    assert once == again
    assert all(min(result.width, result.height) >= 1 for result in once.outputs)
    assert {failure.code for failure in once.failures} <= {
        "crop_outside_photo",
        "caption_too_long",
        "eye_outside_photo",
    }


@given(st.lists(VIEWS, max_size=4))
@settings(max_examples=60, deadline=None)
def test_planned_output_has_the_size_of_one_step_after_another(
    operations: list[BaseOperation],
) -> None:
    image = picture(60, 45)
    result = render(
        encoded(image, "png"),
        [Output(name="result", operations=tuple(operations))],
        LIMITS,
    )

    try:
        for operation in operations:
            image = operation.apply(image)
    except CropOutsideError:
        assert result.failures[0].code == "crop_outside_photo"
        return

    assert decoded(result.outputs[0]).size == image.size


@pytest.mark.parametrize(
    "operations",
    [
        [Crop(x=100, y=50, width=300, height=300), Resize(width=100)],
        [Adjust(brightness=1.3), Resize(width=100), Flip(axis="horizontal")],
        [Recolor(style="sepia"), Crop(aspect="1:1"), Thumbnail(size=64)],
        [Resize(width=320), Crop(x=0.5, y=0.5, width=0.5, height=0.5), Resize(width=50)],
    ],
    ids=["crop", "adjust", "recolor", "twice"],
)
def test_planned_jpeg_looks_like_one_step_after_another(operations: list[BaseOperation]) -> None:
    image = picture(640, 480)
    wanted = Output.model_validate({"name": "result", "operations": operations, "format": "png"})

    result = decoded(render(encoded(image), [wanted], LIMITS).outputs[0])

    for operation in operations:
        image = operation.apply(image)
    assert difference(result, image) < 2.5


def test_outputs_from_one_decode_look_like_those_from_their_own() -> None:
    photo = encoded(picture(1200, 900))
    outputs = [
        named_output("thumbnail", {"operation": "thumbnail", "size": 64, "fit": "cover"}),
        named_output("web", {"operation": "resize", "width": 400}),
        named_output(
            "sepia",
            {"operation": "resize", "width": 400},
            {"operation": "recolor", "style": "sepia"},
        ),
        named_output("whole"),
    ]

    together = render(photo, outputs, LIMITS).outputs

    assert [result.name for result in together] == ["thumbnail", "web", "sepia", "whole"]
    for wanted, result in zip(outputs, together, strict=True):
        alone = render(photo, [wanted], LIMITS).outputs[0]
        assert difference(decoded(result), decoded(alone)) < 3
