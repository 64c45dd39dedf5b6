"""What the planner would do, in words."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from local.errors import LocalError
from local.explanation import explain
from tests.pictures import encoded, oriented, picture

_TEMPLATE = Path(__file__).parents[3] / "template.yaml"
_THUMBNAIL = {"name": "thumb", "operations": [{"operation": "thumbnail", "size": 16}]}
_WHOLE = {"name": "whole", "operations": [{"operation": "adjust", "brightness": 1.2}]}
_OUTSIDE = {
    "name": "off",
    "operations": [{"operation": "crop", "x": 900, "y": 0, "width": 5, "height": 5}],
}


Recipe = Mapping[str, Any] | Sequence[Any]


def _explained(folder: Path, photo: bytes, recipe: Recipe) -> str:
    (folder / "photo.jpg").write_bytes(photo)
    (folder / "recipe.json").write_text(json.dumps(recipe))
    return explain(folder / "photo.jpg", folder / "recipe.json", _TEMPLATE)


def test_plan_says_how_little_is_decoded(tmp_path: Path) -> None:
    text = _explained(tmp_path, encoded(picture(640, 480)), {"outputs": [_THUMBNAIL]})

    assert text.splitlines()[:3] == [
        "photo.jpg: JPEG, 640 x 480, 0.3 megapixels",
        "decode at 1/8 of each side: 80 x 60",
        "  take all of it at 16 x 12 (5.00 times smaller)",
    ]


def test_plan_says_what_is_taken_from_what_and_what_is_not_made(tmp_path: Path) -> None:
    recipe = {"outputs": [_THUMBNAIL, _WHOLE, _OUTSIDE]}

    text = _explained(tmp_path, oriented("jpeg", 6), recipe)

    assert "orientation 6: upright it is" in text
    assert text.index("output thumb: turn, encode") < text.index("output whole: turn, adjust")
    assert "not made: off: The crop begins at 900, 0, outside the photo" in text


def test_plan_knows_when_luma_is_enough(tmp_path: Path) -> None:
    sepia = {"operations": [{"operation": "recolor", "style": "sepia"}]}

    assert "decode in full, its luma only: 64 x 48" in _explained(
        tmp_path, encoded(picture()), sepia
    )


def test_full_size_change_needs_one_image_and_an_odd_turn_two(tmp_path: Path) -> None:
    photo = encoded(picture(1024, 1024))
    turned = {"operations": [{"operation": "rotate", "degrees": 5, "expand": False}]}

    assert "at one time: about 4 MB" in _explained(tmp_path, photo, {"outputs": [_WHOLE]})
    assert "at one time: about 8 MB" in _explained(tmp_path, photo, turned)


@pytest.mark.parametrize(
    ("photo", "recipe", "sentence"),
    [
        (b"words", {"outputs": [_WHOLE]}, "photo.jpg: This file is not a photo"),
        (encoded(picture()), [], "recipe.json is not a JSON object with outputs or operations."),
        (
            encoded(picture()),
            {"operations": [{"operation": "resize"}]},
            "recipe.json has mistakes. operations[0]: Give a width, a height, or both.",
        ),
        (
            encoded(picture()),
            {"outputs": []},
            "recipe.json has mistakes. outputs: Give at least 1.",
        ),
        (
            encoded(picture()),
            {"outputs": [_WHOLE, _WHOLE]},
            "recipe.json has mistakes. outputs[1].name: Another output is called `whole` already",
        ),
        (
            encoded(picture()),
            {"outputs": [_WHOLE], "operations": []},
            "recipe.json has mistakes. operations: Give at least 1.",
        ),
        (
            encoded(picture()),
            {"outputs": [_WHOLE], "operations": _WHOLE["operations"]},
            "recipe.json has mistakes. body: Give either `outputs` or `operations`",
        ),
    ],
    ids=["photo", "recipe", "operation", "nothing", "one name", "no steps", "both"],
)
def test_mistake_is_one_sentence(
    tmp_path: Path, photo: bytes, recipe: Recipe, sentence: str
) -> None:
    with pytest.raises(LocalError) as caught:
        _explained(tmp_path, photo, recipe)

    assert str(caught.value).startswith(sentence)


def test_missing_photo_is_named(tmp_path: Path) -> None:
    recipe = tmp_path / "recipe.json"
    recipe.write_text(json.dumps({"outputs": [_WHOLE]}))

    with pytest.raises(LocalError, match=r"none\.jpg cannot be read: No such file"):
        explain(tmp_path / "none.jpg", recipe, _TEMPLATE)
