"""What makes the functions of a stack run, requests aside."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from local.sources.event_source import SqsEventSource
from local.sources.schedule import Schedule
from local.stack.stack import Stack


@dataclass(frozen=True)
class Triggers:
    """The queues and schedules of a stack, and which of the queues hold dead letters."""

    sources: Sequence[SqsEventSource] = ()
    schedules: Sequence[Schedule] = ()
    dead_letter_queues: frozenset[str] = frozenset()

    @classmethod
    def of(cls, stack: Stack) -> Self:
        """Read those of a stack.

        Raises:
            LocalError: a rule is none that runs here.
        """
        return cls(
            sources=[
                SqsEventSource.of(properties)
                for _, properties in stack.of_type("AWS::Lambda::EventSourceMapping")
            ],
            schedules=[
                schedule
                for logical_id, properties in stack.of_type("AWS::Events::Rule")
                for schedule in Schedule.all_of(stack.ref(logical_id), properties)
            ],
            dead_letter_queues=frozenset(
                properties["RedrivePolicy"]["deadLetterTargetArn"]
                for _, properties in stack.of_type("AWS::SQS::Queue")
                if "RedrivePolicy" in properties
            ),
        )

    def queues_of(self, function_name: str) -> Sequence[SqsEventSource]:
        """Return the queues that feed a function."""
        return [source for source in self.sources if source.function_name == function_name]

    def is_awaited(self, function_name: str) -> bool:
        """Tell whether somebody waits for what a function does: for a request or for a photo.

        Nobody does for what a clock sets off, or a message that was given up on.
        """
        queues = {source.queue_arn for source in self.queues_of(function_name)}
        is_timed = any(schedule.function_name == function_name for schedule in self.schedules)
        return bool(queues - self.dead_letter_queues) or not (queues or is_timed)
