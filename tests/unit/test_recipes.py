"""Outputs as the API reads them."""

from typing import Any

import pytest
from pydantic import ValidationError

from darkroom.recipes import Output

_RESIZE = {"operation": "resize", "width": 1600}


def test_output_needs_only_a_name() -> None:
    output = Output.model_validate({"name": "copy"})

    assert output.operations == ()
    assert output.format == "same"
    assert output.lane == "fast"


def test_output_survives_a_trip_through_json() -> None:
    output = Output.model_validate({"name": "web", "operations": [_RESIZE], "quality": 70})

    assert Output.model_validate_json(output.model_dump_json()) == output


@pytest.mark.parametrize(
    ("fields", "place", "advice"),
    [
        ({"name": "Web"}, ("name",), "Use up to 64 lower-case letters"),
        ({"name": ""}, ("name",), "Use up to 64 lower-case letters"),
        ({"name": "-web"}, ("name",), "beginning with a letter or digit"),
        ({"name": "../web"}, ("name",), "Use up to 64 lower-case letters"),
        ({"name": "w" * 65}, ("name",), "Use up to 64 lower-case letters"),
        ({"format": "gif"}, ("format",), "'jpeg', 'png', 'webp', 'avif' or 'same'"),
        ({"background": "white"}, ("background",), "six hexadecimal digits"),
        ({"metadata": "all"}, ("metadata",), "'none' or 'copyright'"),
        ({"quality": 0}, ("quality",), "greater than or equal to 1"),
        ({"quality": 101}, ("quality",), "less than or equal to 100"),
        ({"operations": [_RESIZE] * 21}, ("operations",), "at most 20 items"),
        ({"operations": [_RESIZE, {}]}, ("operations", 1), "Set operation to one of"),
        ({"speed": 1}, ("speed",), "Extra inputs are not permitted"),
    ],
    ids=str,
)
def test_mistake_is_answered_with_its_place_and_what_to_do(
    fields: dict[str, Any], place: tuple[str | int, ...], advice: str
) -> None:
    with pytest.raises(ValidationError) as refusal:
        Output.model_validate({"name": "web", **fields})

    problem = refusal.value.errors()[0]
    assert problem["loc"] == place
    assert advice in problem["msg"]
