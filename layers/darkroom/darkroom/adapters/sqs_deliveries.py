"""How long SQS keeps from others what a worker has been handed."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from botocore.exceptions import BotoCoreError, ClientError

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

_logger = logging.getLogger(__name__)

# The API's own limit.
_BATCH: Final = 10


@dataclass(frozen=True)
class SqsDeliveries:
    """Changes the visibility of messages."""

    client: "SQSClient"

    def hide(self, queue_arn: str, seconds: Mapping[str, int]) -> None:
        """Have each receipt's message delivered again after its seconds, if it is not gone by then.

        Where that fails, which is logged, messages come again in their queue's own time.
        """
        receipts = list(seconds)
        for start in range(0, len(receipts), _BATCH):
            chunk = receipts[start : start + _BATCH]
            try:
                answer = self.client.change_message_visibility_batch(
                    QueueUrl=self._url_of(queue_arn),
                    Entries=[
                        {
                            "Id": str(place),
                            "ReceiptHandle": receipt,
                            "VisibilityTimeout": seconds[receipt],
                        }
                        for place, receipt in enumerate(chunk)
                    ],
                )
            except (ClientError, BotoCoreError):
                _logger.exception("Messages could not be hidden")
                continue
            for failure in answer.get("Failed", ()):
                _logger.warning(
                    "A message could not be hidden", extra={"sqs_code": failure["Code"]}
                )

    def _url_of(self, queue_arn: str) -> str:
        account, name = queue_arn.split(":")[4:]
        return f"{self.client.meta.endpoint_url}/{account}/{name}"
