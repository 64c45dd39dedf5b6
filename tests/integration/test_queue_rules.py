"""moto and our model of a queue agree, wherever moto does as SQS does."""

from collections.abc import Callable

import pytest

from darkroom.bootstrap.aws import sqs_client
from tests import waiting
from tests.simulation.conformance import fifo, standard
from tests.simulation.conformance.bench import Bench, Case


@pytest.fixture
def bench(aws: str, unique_name: Callable[[str], str]) -> Bench:
    del aws
    return Bench(client=sqs_client(), until=waiting.until, name=unique_name)


@pytest.mark.parametrize("check", [*standard.CASES, *fifo.CASES], ids=lambda check: check.__name__)
def test_moto_does_as_every_queue_service(check: Case, bench: Bench) -> None:
    check(bench)
