"""A schedule as the template describes it: which function, how often, with what."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Self

from local import account
from local.errors import LocalError

_RATE = re.compile(r"rate\((?P<value>[1-9][0-9]*) (?P<unit>minute|hour|day)(?P<plural>s?)\)")
_UNITS = {"minute": timedelta(minutes=1), "hour": timedelta(hours=1), "day": timedelta(days=1)}


@dataclass(frozen=True)
class Schedule:
    """One target of one rule of EventBridge."""

    rule_name: str
    function_name: str
    interval: timedelta
    input: str | None = None

    @classmethod
    def all_of(cls, rule_name: str, properties: Mapping[str, Any]) -> list[Self]:
        """Read the properties of a rule; one that is disabled does nothing.

        Raises:
            LocalError: it waits for events, or its times are not known here.
        """
        if "ScheduleExpression" not in properties:
            raise LocalError(f"The rule {rule_name} waits for events; only schedules run here.")
        interval = interval_of(properties["ScheduleExpression"])
        if properties.get("State") == "DISABLED":
            return []
        return [
            cls(
                rule_name=rule_name,
                function_name=str(target["Arn"]).rpartition(":")[2],
                interval=interval,
                input=target.get("Input"),
            )
            for target in properties["Targets"]
        ]

    def event(self, at: datetime, event_id: str) -> bytes:
        """Build what EventBridge sends when the schedule is due."""
        if self.input is not None:
            return self.input.encode()
        return json.dumps(
            {
                "version": "0",
                "id": event_id,
                "detail-type": "Scheduled Event",
                "source": "aws.events",
                "account": account.ACCOUNT_ID,
                "time": f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
                "region": account.REGION,
                "resources": [rule_arn(self.rule_name)],
                "detail": {},
            }
        ).encode()


def rule_arn(name: str) -> str:
    """Return the ARN of a rule."""
    return account.arn("events", f"rule/{name}")


def interval_of(expression: str) -> timedelta:
    """Return how much time passes between two invocations.

    Raises:
        LocalError: the expression is not a rate, or EventBridge would refuse it.
    """
    match = _RATE.fullmatch(expression)
    # "A value of 1 needs a singular unit, a greater one a plural": EventBridge's guide.
    if match is None or (match["value"] == "1") is bool(match["plural"]):
        raise LocalError(
            f"The local runtime does not know the schedule {expression}; "
            "it knows rates, such as rate(1 minute) and rate(5 minutes)."
        )
    return int(match["value"]) * _UNITS[match["unit"]]
