"""Which functions somebody waits for."""

from datetime import timedelta

import pytest

from local.sources.event_source import SqsEventSource
from local.sources.schedule import Schedule
from local.sources.triggers import Triggers


def _source(queue: str, function_name: str) -> SqsEventSource:
    return SqsEventSource.of({"EventSourceArn": queue, "FunctionName": function_name})


_TRIGGERS = Triggers(
    sources=[
        _source("work", "process"),
        _source("dead-work", "bury"),
        _source("dead-other", "bury"),
        _source("dead-work", "both"),
        _source("work", "both"),
        _source("work", "timed-too"),
    ],
    schedules=[
        Schedule("every-minute", "reconcile", timedelta(minutes=1)),
        Schedule("every-minute", "timed-too", timedelta(minutes=1)),
    ],
    dead_letter_queues=frozenset({"dead-work", "dead-other"}),
)


@pytest.mark.parametrize(
    ("function_name", "is_awaited"),
    [
        ("api", True),
        ("process", True),
        ("both", True),
        ("timed-too", True),
        ("bury", False),
        ("reconcile", False),
    ],
)
def test_nobody_waits_for_a_clock_or_a_dead_letter(function_name: str, *, is_awaited: bool) -> None:
    assert _TRIGGERS.is_awaited(function_name) is is_awaited


def test_function_may_have_several_queues() -> None:
    assert [source.queue_arn for source in _TRIGGERS.queues_of("bury")] == [
        "dead-work",
        "dead-other",
    ]
