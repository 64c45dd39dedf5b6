"""Batches of messages: the event Lambda makes, and which messages it takes back."""

import json
from typing import Any

import pytest

from local.execution.invocation import Invocation
from local.sources.batch_result import failed_messages
from local.sources.event_source import SqsEventSource
from local.sources.sqs_event import sqs_event

_IDS = ["a", "b", "c"]


def _returned(result: object) -> Invocation:
    return Invocation.of_answer(json.dumps(result).encode(), 1.0)


def _failures(*identifiers: object) -> dict[str, Any]:
    return {"batchItemFailures": [{"itemIdentifier": identifier} for identifier in identifiers]}


@pytest.mark.parametrize(
    ("result", "failed"),
    [
        (None, set()),
        ({}, set()),
        ({"batchItemFailures": None}, set()),
        (_failures(), set()),
        (_failures("b"), {"b"}),
        (_failures("a", "c", "a"), {"a", "c"}),
        (_failures("z"), set(_IDS)),
        (_failures("a", ""), set(_IDS)),
        (_failures("a", None), set(_IDS)),
        ({"batchItemFailures": [{"identifier": "a"}]}, set(_IDS)),
        ({"batchItemFailures": ["a"]}, set(_IDS)),
        ({"batchItemFailures": "a"}, set(_IDS)),
        ("done", set(_IDS)),
    ],
    ids=str,
)
def test_reported_failures_go_back_to_the_queue(result: object, failed: set[str]) -> None:
    assert failed_messages(_returned(result), _IDS, reports_failures=True) == failed


def test_report_counts_only_where_the_template_asks_for_it() -> None:
    assert not failed_messages(_returned(_failures("a")), _IDS, reports_failures=False)


@pytest.mark.parametrize(
    "answer",
    [
        b'{"errorType":"Runtime.ExitError","errorMessage":"exit status 3"}',
        b'{"errorMessage":"no","errorType":"ValueError","requestId":"1","stackTrace":[]}',
        b"Task timed out after 3.00 seconds",
    ],
    ids=["crash", "exception", "timeout"],
)
def test_failed_invocation_fails_its_whole_batch(answer: bytes) -> None:
    invocation = Invocation.of_answer(answer, 1.0)

    assert invocation.error is not None
    assert failed_messages(invocation, _IDS, reports_failures=True) == set(_IDS)


@pytest.mark.parametrize(
    "result",
    [{"errorType": "mine"}, {"errorType": "mine", "errorMessage": "my own", "more": 1}, [], ""],
    ids=str,
)
def test_result_that_only_looks_like_an_error_is_a_result(result: object) -> None:
    invocation = _returned(result)

    assert invocation.error is None
    assert invocation.result == result


def test_event_has_the_shape_of_the_real_one() -> None:
    message = {
        "MessageId": "id-1",
        "ReceiptHandle": "handle-1",
        "Body": "{}",
        "MD5OfBody": "99914b932bd37a50b983c5e7c90ae93b",
        "Attributes": {"ApproximateReceiveCount": "1"},
        "MessageAttributes": {"trace": {"DataType": "String", "StringValue": "t"}},
        "MD5OfMessageAttributes": "feed",
    }

    event = json.loads(sqs_event([message], "arn:aws:sqs:us-east-1:123456789012:work"))

    assert event == {
        "Records": [
            {
                "messageId": "id-1",
                "receiptHandle": "handle-1",
                "body": "{}",
                "attributes": {"ApproximateReceiveCount": "1"},
                "messageAttributes": {
                    "trace": {
                        "stringValue": "t",
                        "stringListValues": [],
                        "binaryListValues": [],
                        "dataType": "String",
                    }
                },
                "md5OfBody": "99914b932bd37a50b983c5e7c90ae93b",
                "md5OfMessageAttributes": "feed",
                "eventSource": "aws:sqs",
                "eventSourceARN": "arn:aws:sqs:us-east-1:123456789012:work",
                "awsRegion": "us-east-1",
            }
        ]
    }


def test_event_source_has_the_defaults_of_lambda() -> None:
    source = SqsEventSource.of({"EventSourceArn": "arn:aws:sqs:r:1:work", "FunctionName": "f"})

    assert source == SqsEventSource(
        queue_arn="arn:aws:sqs:r:1:work",
        function_name="f",
        batch_size=10,
        window_seconds=0.0,
        max_concurrency=None,
        reports_failures=False,
    )
