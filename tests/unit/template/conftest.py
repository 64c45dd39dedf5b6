"""template.yaml as it is written, before the SAM transform."""

from pathlib import Path
from typing import Any

import pytest
from samtranslator.yaml_helper import yaml_parse

from tests.unit.template.stack import ROOT, Stack


@pytest.fixture(scope="session")
def template() -> dict[str, Any]:
    parsed: dict[str, Any] = yaml_parse((ROOT / "template.yaml").read_text(encoding="utf-8"))
    return parsed


@pytest.fixture(scope="session")
def stack(template: dict[str, Any]) -> Stack:
    return Stack(template)


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT
