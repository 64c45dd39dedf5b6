"""Copies of the service in which time runs faster, or a function is exchanged.

A copy is a folder with a template of its own beside links to the code. What is shorter in it still
obeys the rules that tests/unit/template holds the real one to.
"""

import json
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

from samtranslator.yaml_helper import yaml_parse

from local.stack.template import Tree
from tools.service import TEMPLATE

ROOT = TEMPLATE.parent
TIMEOUTS: Mapping[str, int] = {
    "StartPhotoFunction": 10,
    "ProcessPhotoFunction": 30,
    "RetouchPhotoFunction": 70,
    "RecordResponseFunction": 10,
    "ApplyOperationFunction": 10,
}
PARAMETERS: Mapping[str, int] = {"PhotoWallSeconds": 12}
# Time that the code allows for beside that, for networks that this machine does not have.
CONSTANTS: Sequence[tuple[str, str, str]] = [
    ("adapters/sqs_batch.py", "_GRACE_SECONDS: Final = 30", "_GRACE_SECONDS: Final = 2"),
    ("services/lane_work.py", "_AROUND_SECONDS: Final = 45", "_AROUND_SECONDS: Final = 2"),
    ("budgets.py", "STEP_SECONDS: Final = CALL_SECONDS + 5", "STEP_SECONDS: Final = 2"),
    (
        "budgets.py",
        "OBJECT_STEP_SECONDS: Final = OBJECT_CALL_SECONDS + 4",
        "OBJECT_STEP_SECONDS: Final = 2",
    ),
]
# What fails is tried again each second, where that takes longer and longer.
RESTLESS: Sequence[tuple[str, str, str]] = [
    *CONSTANTS,
    ("retries.py", "_FIRST_SECONDS: Final = 5", "_FIRST_SECONDS: Final = 1"),
    ("retries.py", "_FACTOR: Final = 6", "_FACTOR: Final = 1"),
]
VISIBILITY_PER_TIMEOUT = 6


def hasty_copy(
    folder: Path, constants: Sequence[tuple[str, str, str]] = CONSTANTS, **functions: Path
) -> Path:
    """Write a copy whose workers are given up on soon, and some of them exchanged."""
    template = _parsed()
    for parameter, value in PARAMETERS.items():
        template["Parameters"][parameter]["Default"] = value
    for function, seconds in TIMEOUTS.items():
        _set_timeout(template, function, seconds)
    shutil.copytree(ROOT / "layers", folder / "layers")
    for name, usual, shorter in constants:
        file = folder / "layers" / "darkroom" / "darkroom" / name
        text = file.read_text(encoding="utf-8")
        if usual not in text:
            raise ValueError(f"{name} does not say {usual} any more.")
        file.write_text(text.replace(usual, shorter), encoding="utf-8")
    return _write(folder, template, functions)


def exact_copy(folder: Path, **functions: Path) -> Path:
    """Write a copy in which some functions are exchanged, and nothing else."""
    _link(folder, "layers")
    return _write(folder, _parsed(), functions)


def _set_timeout(template: Tree, function: str, seconds: int) -> None:
    """Give a function a time, and its queue the visibility that goes with it."""
    resources = template["Resources"]
    properties = resources[function]["Properties"]
    properties["Timeout"] = seconds
    for event in properties["Events"].values():
        queue = event["Properties"]["Queue"]["Fn::GetAtt"][0]
        resources[queue]["Properties"]["VisibilityTimeout"] = VISIBILITY_PER_TIMEOUT * seconds


def _parsed() -> Tree:
    template: Tree = yaml_parse(TEMPLATE.read_text(encoding="utf-8"))
    return template


def _write(folder: Path, template: Tree, functions: Mapping[str, Path]) -> Path:
    _link(folder, "functions")
    for function, code in functions.items():
        _link(folder, code.parent.name, code.parent)
        properties = template["Resources"][function]["Properties"]
        properties["CodeUri"] = f"{code.parent.name}/{code.name}/"
    path = folder / "template.yaml"
    # JSON is YAML, and has the long forms that parsing made of CloudFormation's short ones.
    path.write_text(json.dumps(template, indent=1), encoding="utf-8")
    return path


def _link(folder: Path, name: str, to: Path | None = None) -> None:
    (folder / name).symlink_to(to or ROOT / name, target_is_directory=True)
