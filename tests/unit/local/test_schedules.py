"""Schedules: how often, whom, and with what."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from local.errors import LocalError
from local.sources.schedule import Schedule, interval_of
from local.sources.timer import next_due

_TARGET = {"Arn": "arn:aws:lambda:us-east-1:123456789012:function:tick", "Id": "one"}


def _rule(**properties: object) -> dict[str, Any]:
    return {"ScheduleExpression": "rate(1 minute)", "Targets": [_TARGET], **properties}


@pytest.mark.parametrize(
    ("expression", "interval"),
    [
        ("rate(1 minute)", timedelta(minutes=1)),
        ("rate(5 minutes)", timedelta(minutes=5)),
        ("rate(1 hour)", timedelta(hours=1)),
        ("rate(12 hours)", timedelta(hours=12)),
        ("rate(1 day)", timedelta(days=1)),
        ("rate(30 days)", timedelta(days=30)),
    ],
)
def test_rate_is_an_interval(expression: str, interval: timedelta) -> None:
    assert interval_of(expression) == interval


@pytest.mark.parametrize(
    "expression",
    [
        "cron(0 12 * * ? *)",
        "at(2026-11-20T12:00:00)",
        "rate(1 minutes)",
        "rate(5 minute)",
        "rate(0 minutes)",
        "rate(1 week)",
        "rate(1.5 hours)",
        "rate( 1 minute )",
        "1 minute",
        "",
    ],
)
def test_what_is_no_rate_is_named(expression: str) -> None:
    with pytest.raises(LocalError, match="does not know the schedule") as caught:
        interval_of(expression)

    assert f"schedule {expression};" in str(caught.value)


def test_rule_is_a_schedule_of_its_function() -> None:
    assert Schedule.all_of("every-minute", _rule()) == [
        Schedule("every-minute", "tick", timedelta(minutes=1))
    ]


def test_rule_that_is_disabled_runs_nothing() -> None:
    assert Schedule.all_of("every-minute", _rule(State="DISABLED")) == []
    assert Schedule.all_of("every-minute", _rule(State="ENABLED"))


def test_rule_that_waits_for_events_is_named() -> None:
    with pytest.raises(LocalError, match="The rule on-upload waits for events"):
        Schedule.all_of("on-upload", {"EventPattern": {}, "Targets": [_TARGET]})


def test_event_has_the_shape_of_the_real_one() -> None:
    (schedule,) = Schedule.all_of("every-minute", _rule())

    event = json.loads(schedule.event(datetime(2026, 11, 20, 20, 39, 9, 5, tzinfo=UTC), "id-1"))

    assert event == {
        "version": "0",
        "id": "id-1",
        "detail-type": "Scheduled Event",
        "source": "aws.events",
        "account": "123456789012",
        "time": "2026-11-20T20:39:09Z",
        "region": "us-east-1",
        "resources": ["arn:aws:events:us-east-1:123456789012:rule/every-minute"],
        "detail": {},
    }


def test_input_of_a_target_takes_the_place_of_the_event() -> None:
    target = _TARGET | {"Input": '{"shard": 3}'}
    (schedule,) = Schedule.all_of("every-minute", _rule(Targets=[target]))

    assert json.loads(schedule.event(datetime.min.replace(tzinfo=UTC), "id-1")) == {"shard": 3}


@pytest.mark.parametrize(
    ("now", "due"),
    [(100.0, 160.0), (100.2, 160.0), (159.9, 160.0), (160.0, 220.0), (281.0, 340.0), (99.9, 160.0)],
)
def test_what_was_due_while_an_invocation_lasted_is_left_out(now: float, due: float) -> None:
    assert next_due(100.0, now, 60.0) == due
