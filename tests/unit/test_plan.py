"""How little is decoded, and what is taken from what."""

from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from darkroom.imaging.geometry import ORIENTATIONS, UPRIGHT, Box, Size
from darkroom.operations import Operation
from darkroom.plan import Picture, Plan, Subject, plan_outputs
from darkroom.recipes import Output

_PHOTO = Size(6000, 4000)


def _plan(
    *outputs: list[dict[str, Any]],
    orientation: int = 1,
    size: Size = _PHOTO,
    eighths: tuple[int, ...] = (1, 2, 3, 4, 8),
) -> Plan:
    subject = Subject(size=size, turn=ORIENTATIONS[orientation], eighths=eighths, has_luma=True)
    wanted = [
        Output.model_validate({"name": f"output{place}", "operations": operations})
        for place, operations in enumerate(outputs)
    ]
    return plan_outputs(wanted, subject, 50_000_000)


def _names(picture: Picture) -> list[str]:
    return [finish.output.name for finish in picture.outputs]


def _resize(width: int) -> dict[str, Any]:
    return {"operation": "resize", "width": width}


_SEPIA = {"operation": "recolor", "style": "sepia"}
_BRIGHT = {"operation": "adjust", "brightness": 1.2}
_CROP = {"operation": "crop", "x": 0, "y": 0, "width": 1200, "height": 800}


@pytest.mark.parametrize(
    ("operations", "eighths"),
    [
        ([_resize(256)], 1),
        ([_resize(750)], 1),
        ([_resize(752)], 2),
        ([_resize(1600)], 3),
        ([_resize(3001)], 8),
        ([], 8),
        ([_BRIGHT], 8),
        ([_BRIGHT, _resize(256)], 1),
        ([_CROP], 8),
        ([_CROP, _resize(300)], 2),
        ([_resize(1500), _CROP, _resize(300)], 1),
        ([{"operation": "rotate", "degrees": 90}, _resize(500)], 1),
        ([{"operation": "rotate", "degrees": 5}, _resize(500)], 1),
        ([{"operation": "rotate", "degrees": 5}, _BRIGHT, _resize(5000)], 8),
        ([{"operation": "rotate", "degrees": 5}, _CROP, _resize(500)], 8),
        ([{"operation": "rotate", "degrees": 5}], 8),
        ([{"operation": "flip", "axis": "vertical"}, {"operation": "thumbnail", "size": 100}], 1),
        ([_resize(100), {"operation": "resize", "width": 4000, "upscale": True}], 1),
    ],
    ids=str,
)
def test_no_more_is_decoded_than_the_output_shows(
    operations: list[dict[str, Any]], eighths: int
) -> None:
    assert _plan(operations).eighths == eighths


def test_size_that_rounding_made_one_too_large_costs_nothing() -> None:
    assert _plan([_resize(2000)], size=Size(4000, 2999)).eighths == 4


def test_photo_that_is_decoded_in_one_size_is_decoded_whole() -> None:
    plan = _plan([_resize(256)], eighths=(8,))

    assert plan.photo.size == _PHOTO
    assert [part.box for part in plan.photo.parts] == [Box(0, 0, *_PHOTO)]


def test_small_output_comes_from_the_large_one() -> None:
    plan = _plan([_resize(256)], [_resize(1600)])

    (large,) = plan.photo.parts
    (small,) = large.parts
    assert plan.eighths == 3
    assert plan.photo.size == (2250, 1500)
    assert (large.box, large.size, _names(large)) == (
        Box(0, 0, 2250, 1500),
        (1600, 1067),
        ["output1"],
    )
    assert (small.box, small.size, _names(small)) == (
        Box(0, 0, 1600, 1067),
        (256, 171),
        ["output0"],
    )


def test_smallest_picture_that_will_do_is_the_one_taken_from() -> None:
    plan = _plan([_resize(256)], [], [_resize(1600)])

    (large,) = plan.photo.parts
    assert _names(plan.photo) == ["output1"]
    assert _names(large) == ["output2"]
    assert [_names(part) for part in large.parts] == [["output0"]]


def test_output_nearly_as_large_comes_from_the_photo() -> None:
    plan = _plan([_resize(1600)], [_resize(1000)])

    assert [_names(part) for part in plan.photo.parts] == [["output0"], ["output1"]]


def test_outputs_of_one_size_share_one_picture() -> None:
    plan = _plan([_resize(1600)], [_resize(1600), _SEPIA])

    assert [_names(part) for part in plan.photo.parts] == [["output0", "output1"]]


def test_output_as_large_as_the_decoded_photo_takes_no_picture_of_its_own() -> None:
    plan = _plan([_resize(3000)])

    assert plan.eighths == 4
    assert plan.photo.parts == ()
    assert _names(plan.photo) == ["output0"]


def test_part_of_the_photo_comes_from_the_same_part_of_a_larger_picture() -> None:
    plan = _plan([_resize(3000)], [{"operation": "thumbnail", "size": 100, "fit": "cover"}])

    assert [part.box for part in plan.photo.parts] == [Box(500, 0, 2500, 2000)]


def test_quarter_turn_of_the_camera_is_left_until_after_the_shrink() -> None:
    plan = _plan([_resize(400)], orientation=6)

    (picture,) = plan.photo.parts
    assert plan.eighths == 1
    assert picture.size == (600, 400)
    assert picture.outputs[0].turn == ORIENTATIONS[6]


def test_crop_is_in_the_upright_photo_whichever_way_it_was_stored() -> None:
    (top_left,) = _plan([_CROP], orientation=6).photo.parts

    assert top_left.box == Box(0, 2800, 800, 4000)
    assert top_left.outputs[0].turn.turned(top_left.size) == (1200, 800)


def test_opposite_turns_cancel_out() -> None:
    clockwise = {"operation": "rotate", "degrees": 90}

    plan = _plan([clockwise, _resize(400), {"operation": "rotate", "degrees": -90}])

    (finish,) = plan.photo.parts[0].outputs
    assert finish.turn == UPRIGHT
    assert finish.then == ()


def test_colour_waits_until_after_the_shrink() -> None:
    (picture,) = _plan([_BRIGHT, _resize(400), _SEPIA]).photo.parts

    assert [operation.operation for operation in picture.outputs[0].then] == ["adjust", "recolor"]
    assert picture.size == (400, 267)


def test_black_and_white_is_enough_if_it_is_for_all() -> None:
    assert _plan([_SEPIA], [_resize(400), _SEPIA, _BRIGHT]).luma
    assert not _plan([_SEPIA], [_resize(400)]).luma
    assert not _plan([_BRIGHT, _SEPIA]).luma
    assert not _plan([{**_SEPIA, "strength": 0.5}]).luma


def test_output_that_cannot_be_made_does_not_hold_up_the_others() -> None:
    outside = {"operation": "crop", "x": 6000, "y": 0, "width": 1, "height": 1}
    huge = {"operation": "resize", "width": 30_000, "height": 30_000, "upscale": True}

    plan = _plan([outside], [_resize(400)], [{**huge, "fit": "fill"}])

    assert [_names(part) for part in plan.photo.parts] == [["output1"]]
    assert [(output.name, error.code) for output, error in plan.refused] == [
        ("output0", "crop_outside_photo"),
        ("output2", "output_too_large"),
    ]


def test_nothing_to_make_is_a_plan_too() -> None:
    plan = _plan()

    assert (plan.photo.parts, plan.photo.outputs) == ((), ())
    assert plan.eighths == 1


_FEATURES = st.sampled_from(
    [
        {"operation": "auto_enhance"},
        {"operation": "frame", "style": "polaroid", "width": 0.05},
        {"operation": "frame", "style": "rounded", "width": 0.2},
        {"operation": "rotate", "degrees": 7},
        {"operation": "crop", "aspect": "4:3", "gravity": "smart"},
        {"operation": "caption", "text": "Lisbon", "size": 0.1},
        _BRIGHT,
    ]
)
_SIDES = st.integers(1, 7000)
_SHRINKING = st.one_of(
    st.builds(_resize, st.integers(1, 3000)),
    st.builds(
        lambda size, fit: {"operation": "thumbnail", "size": size, "fit": fit},
        st.integers(1, 1000),
        st.sampled_from(["contain", "cover"]),
    ),
)


@given(st.lists(_FEATURES, max_size=3), _SHRINKING, st.lists(_FEATURES, max_size=1), _SIDES, _SIDES)
def test_planned_output_has_the_size_of_one_step_after_another(
    before: list[dict[str, Any]],
    shrinking: dict[str, Any],
    after: list[dict[str, Any]],
    width: int,
    height: int,
) -> None:
    size = Size(width, height)

    plan = _plan([*before, shrinking, *after], size=size)

    assert plan.refused == ()
    picture = _picture_of(plan.photo)
    (finish,) = picture.outputs
    one_by_one = _size_after(size, finish.output.operations)
    assert _size_after(picture.size, finish.then) == one_by_one


def _picture_of(picture: Picture) -> Picture:
    """The one picture that something is made of."""
    return picture if picture.outputs else _picture_of(picture.parts[0])


def _size_after(size: Size, operations: Iterable[Operation]) -> Size:
    for operation in operations:
        size = operation.result_size(size)
    return size
