"""The copy that `make torture` runs is the template with shorter times, and keeps to the rules."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from samtranslator.yaml_helper import yaml_parse

from tests.unit.template.stack import Stack
from tools.torture.templates import hasty_copy

_TIMES = {"Timeout", "VisibilityTimeout", "Default"}


@pytest.fixture(scope="module")
def hasty(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    path = hasty_copy(tmp_path_factory.mktemp("copy"))
    parsed: dict[str, Any] = yaml_parse(path.read_text(encoding="utf-8"))
    return parsed


def _differences(one: object, other: object, name: str = "") -> Iterator[str]:
    """The innermost name of everything that is not the same."""
    if isinstance(one, dict) and isinstance(other, dict) and one.keys() == other.keys():
        for key in one:
            yield from _differences(one[key], other[key], key)
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for mine, theirs in zip(one, other, strict=True):
            yield from _differences(mine, theirs, name)
    elif one != other:
        yield name


def test_nothing_but_times_differs(template: dict[str, Any], hasty: dict[str, Any]) -> None:
    assert set(_differences(template, hasty)) == _TIMES


def test_a_message_stays_hidden_for_six_timeouts(hasty: dict[str, Any]) -> None:
    stack = Stack(hasty)
    queues = stack.of_type("AWS::SQS::Queue")

    for source in stack.event_sources():
        assert queues[source.queue]["VisibilityTimeout"] >= 6 * source.timeout_seconds


def test_a_copy_runs_the_real_code_but_for_what_is_exchanged(tmp_path: Path, root: Path) -> None:
    (tmp_path / "exchanged" / "record_response").mkdir(parents=True)
    (tmp_path / "copy").mkdir()

    path = hasty_copy(
        tmp_path / "copy", RecordResponseFunction=tmp_path / "exchanged" / "record_response"
    )

    functions = yaml_parse(path.read_text(encoding="utf-8"))["Resources"]
    folders = {
        name: (path.parent / functions[name]["Properties"]["CodeUri"]).resolve()
        for name in ("ProcessPhotoFunction", "RecordResponseFunction")
    }
    assert folders["ProcessPhotoFunction"] == root / "functions" / "process_photo"
    assert folders["RecordResponseFunction"] == tmp_path / "exchanged" / "record_response"
