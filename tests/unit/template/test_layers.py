"""What is trimmed from the layers is not what functions use."""

import re
from pathlib import Path
from typing import Any

import pytest

from darkroom.imaging.retouch.cascades import USED
from local.stack.template import Template
from tools.function_sizes import function_sizes

CALLED = re.compile(r'boto3\.client\(\s*"(\w+)"')


def listed(root: Path, name: str) -> set[str]:
    """The words that a variable of the layers' Makefile holds."""
    text = (root / "layers" / "build" / "layers.mk").read_text(encoding="utf-8")
    (value,) = re.findall(rf"^{name} = (.*)$", text.replace("\\\n", " "), re.MULTILINE)
    return set(value.split())


def test_the_cascades_that_faces_are_found_with_are_kept(root: Path) -> None:
    assert listed(root, "CASCADES") == set(USED)


def test_the_services_that_functions_call_are_kept(root: Path) -> None:
    wiring = root / "layers" / "darkroom" / "darkroom" / "bootstrap" / "aws.py"
    called = CALLED.findall(wiring.read_text(encoding="utf-8"))

    assert called
    assert listed(root, "SERVICES") == set(called)


def test_only_the_slow_lane_carries_opencv(template: dict[str, Any]) -> None:
    functions = {
        name: properties["Properties"]["Layers"]
        for name, properties in template["Resources"].items()
        if properties["Type"] == "AWS::Serverless::Function"
    }

    carrying = {name for name, layers in functions.items() if {"Ref": "FacesLayer"} in layers}

    assert carrying == {"RetouchPhotoFunction"}


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """Layers as `sam build` leaves them, each as many megabytes as its name has letters."""
    for name in ("DarkroomLayer", "RuntimeLayer", "ImagingLayer", "FacesLayer"):
        (tmp_path / name / "python").mkdir(parents=True)
        (tmp_path / name / "python" / "code").write_bytes(bytes(len(name) << 20))
    (tmp_path / "template.yaml").touch()
    return tmp_path


def test_a_function_is_as_large_as_itself_and_its_own_layers(root: Path, built: Path) -> None:
    sizes = function_sizes(Template.load(root / "template.yaml"), built)

    runtime = len("DarkroomLayer") + len("RuntimeLayer")
    assert sizes["ApiFunction"] == pytest.approx(runtime, abs=0.1)
    assert sizes["RetouchPhotoFunction"] == pytest.approx(
        runtime + len("ImagingLayer") + len("FacesLayer"), abs=0.1
    )
