"""Wiring of `functions/bury_dead_letters`."""

from collections.abc import Mapping

from darkroom.adapters.dead_letters import DynamoDbDeadLetterTable
from darkroom.adapters.dynamodb import DynamoDbJobTable
from darkroom.adapters.sqs import SqsQueue
from darkroom.bootstrap.aws import dynamodb_client, sqs_client, when_used
from darkroom.bootstrap.libraries import build_job_progress, build_library_doorbell
from darkroom.clock import SystemClock
from darkroom.dead_letters import QueueName
from darkroom.ports import Meter, WorkTime
from darkroom.services.bury_dead_letters import BuryDeadLetters
from darkroom.services.end_photo import EndPhoto
from darkroom.services.halt_library import HaltLibrary
from darkroom.settings import BuryDeadLettersSettings


def sources_of(settings: BuryDeadLettersSettings) -> Mapping[str, QueueName]:
    """The queue that each dead-letter queue, by its ARN, takes its messages from."""
    return {
        settings.uploads_dead_letter_queue_arn: "UploadsQueue",
        settings.request_dead_letter_queue_arn: "RequestQueue",
        settings.retouch_dead_letter_queue_arn: "RetouchQueue",
        settings.response_dead_letter_queue_arn: "ResponseQueue",
        settings.user_operations_dead_letter_queue_arn: "UserOperationsQueue",
    }


def build_bury_dead_letters(
    settings: BuryDeadLettersSettings, meter: Meter, time: WorkTime
) -> BuryDeadLetters:
    """The use case on AWS."""
    clock, dynamodb, sqs = SystemClock(), dynamodb_client(), when_used(sqs_client)
    table = DynamoDbJobTable(dynamodb, settings.table_name, clock)
    urls: dict[QueueName, str] = {
        "UploadsQueue": settings.uploads_queue_url,
        "RequestQueue": settings.request_queue_url,
        "RetouchQueue": settings.retouch_queue_url,
        "ResponseQueue": settings.response_queue_url,
        "UserOperationsQueue": settings.user_operations_queue_url,
    }
    doorbell = build_library_doorbell(table, sqs, settings.user_operations_queue_url)
    return BuryDeadLetters(
        letters=DynamoDbDeadLetterTable(dynamodb, settings.table_name, clock),
        table=table,
        queues={name: SqsQueue(sqs, url) for name, url in urls.items()},
        end_photo=EndPhoto(table=table, progress=build_job_progress(table, doorbell)),
        halt_library=HaltLibrary(table=doorbell.table, clock=clock, meter=meter),
        clock=clock,
        meter=meter,
        time=time,
    )
