"""The figures of template.yaml that decide how messages travel."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from samtranslator.yaml_helper import yaml_parse

from tests.simulation.sqs.fifo import Deduplication
from tests.simulation.sqs.queue import QueueRules

_TEMPLATE: Final = Path(__file__).parents[2] / "template.yaml"
_FUNCTION: Final = "AWS::Serverless::Function"


@dataclass(frozen=True, kw_only=True)
class QueueFigures:
    """A queue; `dead_letters` names the one that takes what it gives up.

    Names are the template's, with the ending that SQS wants of a FIFO queue's.
    """

    name: str
    rules: QueueRules
    dead_letters: str | None
    deduplication: Deduplication | None


@dataclass(frozen=True, kw_only=True)
class SourceFigures:
    """A queue that feeds a function."""

    queue: str
    function: str
    batch_size: int
    concurrency: int


@dataclass(frozen=True, kw_only=True)
class Deployment:
    """What is deployed, with every parameter at its default."""

    queues: tuple[QueueFigures, ...]
    sources: tuple[SourceFigures, ...]
    timeouts_ms: Mapping[str, int]


@cache
def deployment() -> Deployment:
    """Read the template, once per process."""
    template = yaml_parse(_TEMPLATE.read_text(encoding="utf-8"))
    return _Reader(template).read()


def physical_name(logical_id: str) -> str:
    """What a queue of the template is called."""
    return next(it.name for it in deployment().queues if it.name.split(".")[0] == logical_id)


class _Reader:
    def __init__(self, template: Mapping[str, Any]) -> None:
        self._parameters = template["Parameters"]
        self._resources = template["Resources"]

    def read(self) -> Deployment:
        functions = self._of_type(_FUNCTION)
        queues = self._of_type("AWS::SQS::Queue")
        return Deployment(
            # Dead-letter queues first, for the others name them.
            queues=tuple(
                sorted(
                    (self._queue(name, values) for name, values in queues.items()),
                    key=lambda queue: queue.dead_letters is not None,
                )
            ),
            sources=tuple(
                self._source(folder_of(values), event["Properties"])
                for values in functions.values()
                for event in values.get("Events", {}).values()
                if event["Type"] == "SQS"
            ),
            timeouts_ms={
                folder_of(values): self._number(values["Timeout"]) * 1000
                for values in functions.values()
            },
        )

    def _queue(self, name: str, values: Mapping[str, Any]) -> QueueFigures:
        redrive = values.get("RedrivePolicy", {})
        dead_letters = redrive["deadLetterTargetArn"]["Fn::GetAtt"][0] if redrive else None
        is_fifo = values.get("FifoQueue", False)
        by_group = values.get("DeduplicationScope") == "messageGroup"
        return QueueFigures(
            name=self._name(name),
            rules=QueueRules(
                visibility_ms=self._number(values.get("VisibilityTimeout", 30)) * 1000,
                retention_ms=self._number(values["MessageRetentionPeriod"]) * 1000,
                max_receipts=self._number(redrive["maxReceiveCount"]) if redrive else None,
            ),
            dead_letters=self._name(dead_letters) if dead_letters else None,
            deduplication=Deduplication(by_group=by_group) if is_fifo else None,
        )

    def _name(self, logical_id: str) -> str:
        is_fifo = self._resources[logical_id]["Properties"].get("FifoQueue", False)
        return f"{logical_id}.fifo" if is_fifo else logical_id

    def _source(self, function: str, values: Mapping[str, Any]) -> SourceFigures:
        assert values["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
        return SourceFigures(
            queue=self._name(values["Queue"]["Fn::GetAtt"][0]),
            function=function,
            batch_size=self._number(values["BatchSize"]),
            concurrency=self._number(values["ScalingConfig"]["MaximumConcurrency"]),
        )

    def _number(self, value: object) -> int:
        if isinstance(value, Mapping):
            return int(self._parameters[value["Ref"]]["Default"])
        return int(str(value))

    def _of_type(self, kind: str) -> dict[str, Mapping[str, Any]]:
        return {
            name: resource["Properties"]
            for name, resource in self._resources.items()
            if resource["Type"] == kind
        }


def folder_of(function: Mapping[str, Any]) -> str:
    """A function's name is its folder's."""
    return Path(function["CodeUri"]).name
