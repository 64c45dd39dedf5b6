"""S3's notifications: moto's lack the version and the sequencer, and ask no queue's policy."""

import itertools
import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote_plus

from moto.core.utils import iso_8601_datetime_with_milliseconds
from moto.s3 import notifications as moto_notifications
from moto.sqs.models import sqs_backends

from local import account
from local.aws.authorization import Authorization
from local.aws.queues import QueueTraffic

_SERVICE = "s3.amazonaws.com"

# Later events of a key sort after earlier ones, also across restarts.
_sequence = itertools.count(time.time_ns())


class Notifications:
    """Sends a bucket's events to the queues that its configuration names."""

    def __init__(self, authorization: Authorization, traffic: QueueTraffic) -> None:
        self._authorization = authorization
        self._traffic = traffic

    @contextmanager
    def installed(self) -> Iterator[None]:
        """Take moto's place: it offers no seam but this function of its module."""
        original = moto_notifications.send_event
        moto_notifications.send_event = self.send
        try:
            yield
        finally:
            moto_notifications.send_event = original

    def send(self, account_id: str, event_name: Any, bucket: Any, key: Any) -> None:  # noqa: ANN401 - moto's own
        """Send the event of one object to every queue that wants it."""
        if bucket.notification_configuration is None:
            return
        for rule in bucket.notification_configuration.queue:
            if not rule.matches(event_name, key.name):
                continue
            if not self._authorization.service_may_send(_SERVICE, rule.arn, bucket.arn):
                print(f"{rule.arn} has no policy that lets {bucket.name} send.", file=sys.stderr)
                continue
            body = json.dumps({"Records": [_record(event_name, bucket, key, rule.id)]})
            queues = sqs_backends[account_id][account.REGION]
            with self._traffic.exclusive():
                queues.send_message(rule.arn.rpartition(":")[2], body)


def _record(event_name: Any, bucket: Any, key: Any, rule_id: str) -> dict[str, Any]:  # noqa: ANN401 - moto's own
    stored = {
        "key": quote_plus(key.name, safe="/"),
        "size": key.size,
        "eTag": key.etag.strip('"'),
        "sequencer": f"{next(_sequence):016X}",
    }
    if bucket.is_versioned:
        stored["versionId"] = key.version_id
    return {
        "eventVersion": "2.1",
        "eventSource": "aws:s3",
        "awsRegion": account.REGION,
        "eventTime": iso_8601_datetime_with_milliseconds(),
        "eventName": event_name.value.removeprefix("s3:"),
        "userIdentity": {"principalId": "AWS:LOCAL"},
        "requestParameters": {"sourceIPAddress": "127.0.0.1"},
        "responseElements": {"x-amz-request-id": "LOCAL", "x-amz-id-2": "LOCAL"},
        "s3": {
            "s3SchemaVersion": "1.0",
            "configurationId": rule_id,
            "bucket": {
                "name": bucket.name,
                "ownerIdentity": {"principalId": "LOCAL"},
                "arn": bucket.arn,
            },
            "object": stored,
        },
    }
