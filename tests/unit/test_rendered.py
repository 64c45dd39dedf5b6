"""What travels out of the child, and what is believed of it."""

import json
from typing import Any

import pytest

from darkroom.errors import DecoderCrashedError
from darkroom.imaging.formats import PhotoFormat
from darkroom.rendered import (
    OutputFailure,
    RenderedOutput,
    RenderedPhoto,
    from_frames,
    to_frames,
)

_RENDERED = RenderedPhoto(
    width=6000,
    height=4000,
    format=PhotoFormat.JPEG,
    outputs=(
        RenderedOutput(name="web", body=b"w" * 10, width=3, height=2, format=PhotoFormat.WEBP),
        RenderedOutput(name="tiny", body=b"t", width=1, height=1, format=PhotoFormat.PNG),
    ),
    failures=(OutputFailure(name="cut", code="crop_outside_photo", message="Too far right."),),
    warnings=("only_first_frame",),
)
_NAMES = ["web", "cut", "tiny"]


def _frames(**changes: Any) -> memoryview:  # noqa: ANN401 - whatever a child may write
    whole = b"".join(to_frames(_RENDERED))
    length = int.from_bytes(whole[:4], "big")
    header = json.dumps(json.loads(whole[4 : 4 + length]) | changes).encode()
    return memoryview(len(header).to_bytes(4, "big") + header + whole[4 + length :])


def test_comes_back_as_it_went() -> None:
    assert from_frames(_frames(), _NAMES) == _RENDERED


@pytest.mark.parametrize("end", [0, 3, 4, 50, -1])
def test_cut_short_is_not_believed(end: int) -> None:
    with pytest.raises(DecoderCrashedError):
        from_frames(_frames()[:end], _NAMES)


def test_more_than_was_announced_is_not_believed() -> None:
    with pytest.raises(DecoderCrashedError):
        from_frames(memoryview(bytes(_frames()) + b"x"), _NAMES)


@pytest.mark.parametrize("names", [["web"], ["web", "tiny"], [*_NAMES, "more"], []], ids=str)
def test_answer_for_other_outputs_is_not_believed(names: list[str]) -> None:
    with pytest.raises(DecoderCrashedError):
        from_frames(_frames(), names)


@pytest.mark.parametrize(
    "changes",
    [
        {"width": 0},
        {"width": "6000"},
        {"format": "bmp"},
        {"more": 1},
        {"outputs": {}},
        {"outputs": [{"name": "web", "width": 1, "height": 1, "format": "png", "length": -1}]},
        {"failures": [{"name": "cut"}]},
        {"warnings": ["w" * 1001]},
    ],
    ids=str,
)
def test_header_that_makes_no_sense_is_not_believed(changes: dict[str, Any]) -> None:
    with pytest.raises(DecoderCrashedError):
        from_frames(_frames(**changes), _NAMES)


def test_header_that_is_not_json_is_not_believed() -> None:
    with pytest.raises(DecoderCrashedError):
        from_frames(memoryview(b"\0\0\0\x04nope"), _NAMES)
