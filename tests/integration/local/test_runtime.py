"""The runtime in this process, with the tiny template of the e2e tier."""

import io
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from local.errors import LocalError
from local.functions import MAX_WORKERS
from local.journal import Journal
from local.runtime import Runtime
from tests.ports import free_port_pair
from tests.waiting import until
from tools.client import Client

_TEMPLATE = Path(__file__).parents[2] / "e2e" / "stack" / "template.yaml"
_TIMEOUT = 10


@pytest.fixture(scope="module")
def log() -> io.StringIO:
    return io.StringIO()


@pytest.fixture(scope="module")
def runtime(log: io.StringIO) -> Iterator[Runtime]:
    with Runtime(_TEMPLATE, free_port_pair(), Journal(log, is_verbose=True)) as running:
        running.serve()
        yield running


@pytest.fixture(scope="module")
def token(runtime: Runtime) -> dict[str, str]:
    """Sign in as the second demo user."""
    tokens = Client.sign_in(runtime.url, "demo_user_2")
    return {"Authorization": f"Bearer {tokens['AccessToken']}"}


def test_functions_see_what_the_template_gives_them(runtime: Runtime) -> None:
    definition = runtime.functions.definition("work")

    assert runtime.functions.definition("WorkFunction") is definition
    assert definition.timeout_seconds == 10
    assert definition.variables == {"RESULTS_BUCKET": "darkroom-local-results-123456789012"}
    assert [folder.name for folder in definition.import_path] == ["words"]


def test_functions_have_the_sources_and_schedules_that_the_template_gives_them(
    runtime: Runtime,
) -> None:
    queues = {source.queue_name for source in runtime.functions.sources}
    (schedule,) = runtime.functions.schedules

    assert queues == {"darkroom-local-WorkQueue", "darkroom-local-OrderedWorkQueue.fifo"}
    assert schedule.rule_name == "darkroom-local-WorkFunctionEveryMinute"
    assert schedule.function_name == "darkroom-local-WorkFunction"
    assert runtime.functions.limit("darkroom-local-WorkFunction") == MAX_WORKERS


def test_every_schedule_has_a_timer_that_runs(runtime: Runtime) -> None:
    (schedule,) = runtime.functions.schedules

    assert schedule.rule_name in {thread.name for thread in threading.enumerate()}


def test_function_that_is_not_there_is_named(runtime: Runtime) -> None:
    with pytest.raises(LocalError, match="no function nobody; there are answer, work"):
        runtime.functions.invoke("nobody", b"{}")


@pytest.mark.parametrize(
    ("origin", "allowed"),
    [("https://darkroom.example", "https://darkroom.example"), ("https://other.example", None)],
)
@pytest.mark.parametrize("path", ["/config.json", "/v1/health"])
def test_page_reads_what_the_template_lets_its_origin_read(
    runtime: Runtime, path: str, origin: str, allowed: str | None
) -> None:
    response = requests.get(runtime.url + path, headers={"Origin": origin}, timeout=_TIMEOUT)

    assert response.status_code == 200
    assert response.headers.get("access-control-allow-origin") == allowed


def test_message_passes_from_function_to_function(
    runtime: Runtime, token: dict[str, str], log: io.StringIO
) -> None:
    work = {"key": "greeting", "text": "hello"}

    sent = requests.post(f"{runtime.url}/v1/work", json=work, headers=token, timeout=_TIMEOUT)

    results = f"{runtime.url}/v1/results/greeting"
    assert sent.status_code == 202
    until(lambda: requests.get(results, headers=token, timeout=_TIMEOUT).text == "hello, world")
    until(lambda: "ms  1 message" in log.getvalue())


def test_one_function_has_several_queues(runtime: Runtime, token: dict[str, str]) -> None:
    runtime.stack.cloud.client("sqs").send_message(
        QueueUrl=runtime.stack.ref("OrderedWorkQueue"),
        MessageBody='{"key": "ordered", "text": "hello"}',
        MessageGroupId="a",
        MessageDeduplicationId="1",
    )

    results = f"{runtime.url}/v1/results/ordered"
    until(lambda: requests.get(results, headers=token, timeout=_TIMEOUT).text == "hello, world")


def test_failure_is_explained_in_the_log_only(
    runtime: Runtime, token: dict[str, str], log: io.StringIO
) -> None:
    response = requests.get(f"{runtime.url}/v1/crash", headers=token, timeout=_TIMEOUT)

    assert response.json()["code"] == "internal_error"
    assert "failed: Runtime.ExitError" in log.getvalue()


def test_taken_port_is_found_before_anything_starts(runtime: Runtime) -> None:
    port = int(runtime.url.rpartition(":")[2])

    with pytest.raises(LocalError, match=f"Port {port} is taken"):
        Runtime(_TEMPLATE, port, Journal(io.StringIO(), is_verbose=False)).__enter__()
