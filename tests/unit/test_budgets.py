"""Whether a call to AWS ends before the time for it does."""

from collections.abc import Callable
from typing import Any

import pytest

from darkroom.bootstrap.aws import (
    dynamodb_client,
    impatient_sqs_client,
    rekognition_client,
    s3_client,
    sqs_client,
)
from darkroom.budgets import (
    CALL_SECONDS,
    FACES_SECONDS,
    OBJECT_CALL_SECONDS,
    OBJECT_STEP_SECONDS,
    STEP_SECONDS,
)
from darkroom.services.lane_work import longest_seconds
from tests.unit.services.lanes import LIMITS


@pytest.fixture(autouse=True)
def _somewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")


def _longest(client: Any) -> float:  # noqa: ANN401 - a client of any service
    """How long a call takes if nobody ever answers, and luck makes every wait its longest."""
    config = client.meta.config
    tries = config.retries["total_max_attempts"]
    waits = sum(2**wait for wait in range(tries - 1))
    return float(tries * (config.connect_timeout + config.read_timeout) + waits)


@pytest.mark.parametrize(
    ("make", "seconds"),
    [
        (dynamodb_client, CALL_SECONDS),
        (sqs_client, CALL_SECONDS),
        (s3_client, OBJECT_CALL_SECONDS),
        (rekognition_client, FACES_SECONDS),
        (impatient_sqs_client, 10),
    ],
)
def test_a_call_that_is_never_answered_ends_in_time(
    make: Callable[[], object], seconds: float
) -> None:
    assert _longest(make()) <= seconds


def test_a_step_has_time_for_a_call_that_fails_and_for_telling_of_others() -> None:
    assert CALL_SECONDS < STEP_SECONDS
    assert OBJECT_CALL_SECONDS < OBJECT_STEP_SECONDS
    around = longest_seconds(LIMITS) - LIMITS.max_wall_seconds
    assert around >= FACES_SECONDS + OBJECT_STEP_SECONDS
