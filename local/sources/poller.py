"""Lambda's poller: takes messages from a queue, runs the function, deletes what is done."""

import threading
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from local import account
from local.errors import LocalError
from local.execution.invocation import Invocation
from local.sources.batch_result import failed_messages
from local.sources.event_source import SqsEventSource
from local.sources.sqs_event import sqs_event

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.type_defs import MessageTypeDef

_MAX_MESSAGES_PER_CALL = 10
_LONG_POLL_SECONDS = 20
_PAUSE_AFTER_ERROR_SECONDS = 1.0

Invoke = Callable[[bytes], Invocation]
OnBatch = Callable[[Invocation, int, int], None]


class Poller:
    """One event source's pollers: as many threads as batches may run at once.

    Only one of them waits at the queue; it hands that place on when it has a batch. So an idle
    source costs one waiting request, and a batch goes to an environment that is warm.
    """

    def __init__(
        self, source: SqsEventSource, sqs: "SQSClient", *, invoke: Invoke, on_batch: OnBatch
    ) -> None:
        self._source = source
        self._sqs = sqs
        self._queue_url = f"{sqs.meta.endpoint_url}/{account.ACCOUNT_ID}/{source.queue_name}"
        self._invoke = invoke
        self._on_batch = on_batch
        self._at_the_queue = threading.Lock()
        self._stopping = threading.Event()

    def start(self, concurrency: int) -> None:
        """Start polling.

        Raises:
            ClientError: the function's role may not read the queue.
        """
        self._try_permissions()
        for _ in range(concurrency):
            threading.Thread(target=self._run, daemon=True).start()

    def stop(self) -> None:
        """Take no more messages; what is being worked on is left to end, or to be killed."""
        self._stopping.set()
        self._sqs.close()

    def _try_permissions(self) -> None:
        # Lambda too tries these with the function's role before it accepts an event source. The
        # calls are invalid, so that they do nothing, and permissions are checked before that.
        client, url = self._sqs, self._queue_url
        attempts: list[Callable[[], object]] = [
            lambda: client.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"]),
            lambda: client.receive_message(QueueUrl=url, MaxNumberOfMessages=0),
            lambda: client.delete_message(QueueUrl=url, ReceiptHandle="none"),
        ]
        for attempt in attempts:
            try:
                attempt()
            except ClientError as error:
                if error.response["Error"]["Code"] == "AccessDenied":
                    raise

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                with self._at_the_queue:
                    messages = self._receive_batch()
                if messages and not self._stopping.is_set():
                    self._process(messages)
            except (BotoCoreError, ClientError, LocalError):
                # The stand-in is gone, which at the end of a run it is; else it comes back. Or
                # the function did not start in time: its messages come again.
                self._stopping.wait(_PAUSE_AFTER_ERROR_SECONDS)

    def _receive_batch(self) -> list["MessageTypeDef"]:
        messages = self._receive(self._source.batch_size, _LONG_POLL_SECONDS)
        deadline = time.monotonic() + self._source.window_seconds
        while messages and len(messages) < self._source.batch_size:
            remaining = deadline - time.monotonic()
            is_window_open = remaining > 0
            if not is_window_open and len(messages) % _MAX_MESSAGES_PER_CALL:
                break
            wait = max(0, round(remaining)) if is_window_open else 0
            more = self._receive(self._source.batch_size - len(messages), wait)
            messages += more
            if not more and not is_window_open:
                break
        return messages

    def _receive(self, count: int, wait_seconds: int) -> list["MessageTypeDef"]:
        answer = self._sqs.receive_message(
            QueueUrl=self._queue_url,
            MaxNumberOfMessages=min(count, _MAX_MESSAGES_PER_CALL),
            WaitTimeSeconds=wait_seconds,
            MessageSystemAttributeNames=["All"],
            MessageAttributeNames=["All"],
        )
        return answer.get("Messages", [])

    def _process(self, messages: Sequence["MessageTypeDef"]) -> None:
        invocation = self._invoke(sqs_event(messages, self._source.queue_arn))
        failed = failed_messages(
            invocation,
            [message["MessageId"] for message in messages],
            reports_failures=self._source.reports_failures,
        )
        # What failed stays in flight until its visibility ends, and comes again then.
        self._delete([message for message in messages if message["MessageId"] not in failed])
        self._on_batch(invocation, len(messages), len(failed))

    def _delete(self, messages: Sequence["MessageTypeDef"]) -> None:
        for start in range(0, len(messages), _MAX_MESSAGES_PER_CALL):
            chunk = messages[start : start + _MAX_MESSAGES_PER_CALL]
            self._sqs.delete_message_batch(
                QueueUrl=self._queue_url,
                Entries=[
                    {"Id": str(index), "ReceiptHandle": message["ReceiptHandle"]}
                    for index, message in enumerate(chunk)
                ],
            )
