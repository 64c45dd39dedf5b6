"""The list of operations, and what the catalogue shows of each."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import TypeAdapter, ValidationError

import darkroom.operations
from darkroom.operations import (
    OPERATIONS,
    BlurFaces,
    Denoise,
    Operation,
    ReduceRedEye,
    SmoothSkin,
    Upscale,
    WhitenTeeth,
)
from darkroom.operations.base import BaseOperation
from tests.pictures import picture

_FOLDER = Path(darkroom.operations.__file__).parent
_NOT_OPERATIONS = {"__init__", "base", "geometric", "lettering", "retouching"}

_SLOW = {ReduceRedEye, WhitenTeeth, SmoothSkin, Denoise, Upscale, BlurFaces}

_operation: TypeAdapter[BaseOperation] = TypeAdapter(Operation)

every_operation = pytest.mark.parametrize("kind", OPERATIONS, ids=lambda kind: kind.name())


def test_every_module_is_in_the_list() -> None:
    modules = {path.stem for path in _FOLDER.glob("*.py")} - _NOT_OPERATIONS

    assert modules == {kind.name() for kind in OPERATIONS}


@every_operation
def test_example_is_what_it_says(kind: type[BaseOperation]) -> None:
    assert type(_operation.validate_python(kind.example)) is kind


@every_operation
def test_catalogue_can_show_it(kind: type[BaseOperation]) -> None:
    schema = kind.model_json_schema()

    assert schema["properties"]["operation"]["const"] == kind.name()
    assert schema["additionalProperties"] is False
    assert kind.summary.endswith(".")
    assert kind.lane == ("slow" if kind in _SLOW else "fast")


@every_operation
def test_what_it_needs_is_loaded_before_a_process_forks(kind: type[BaseOperation]) -> None:
    kind.prepare()
    loaded = set(sys.modules)

    _operation.validate_python(kind.example).apply(picture())

    late = set(sys.modules) - loaded
    assert not late & {"cv2", "numpy", "uharfbuzz", "budoux"}
    assert not [name for name in late if name.startswith("darkroom.imaging.retouch")]


@pytest.mark.parametrize("name", ["sharpen_teeth", None, ["crop"]], ids=repr)
def test_unknown_operation_is_told_what_there_is(name: object) -> None:
    with pytest.raises(ValidationError, match="Set operation to one of crop, resize, thumbnail"):
        _operation.validate_python({"operation": name})


def test_unknown_parameter_is_refused() -> None:
    with pytest.raises(ValidationError, match="widht"):
        _operation.validate_python({"operation": "resize", "widht": 100})


def test_recipes_can_be_read_without_pillow() -> None:
    program = (
        "import sys; absent = ('PIL', 'uharfbuzz', 'bidi', 'budoux', 'cv2', 'numpy');"
        "sys.modules.update(dict.fromkeys(absent));"
        "import darkroom.recipes, darkroom.imaging.formats, darkroom.imaging.limits;"
        "darkroom.recipes.Output.model_validate({'name': 'web', 'operations':"
        " [{'operation': 'resize', 'width': 1600}, {'operation': 'reduce_red_eye'}]})"
    )
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}

    subprocess.run([sys.executable, "-c", program], env=environment, check=True)  # noqa: S603 - our own program
