"""Which messages of a batch are done, by Lambda's rules."""

from collections.abc import Mapping, Sequence
from typing import Any

from local.execution.invocation import Invocation


def failed_messages(
    invocation: Invocation, message_ids: Sequence[str], *, reports_failures: bool
) -> frozenset[str]:
    """Return the ids of the messages that go back to the queue.

    The rules are those of "Implementing partial batch responses" in Lambda's guide: a failed
    invocation fails the whole batch, and so does a report that names what was not sent or
    cannot be read; a report that is null or empty means that everything succeeded.
    """
    everything = frozenset(message_ids)
    if invocation.error is not None:
        return everything
    if not reports_failures:
        return frozenset()
    return _reported(invocation.result, everything)


def _reported(result: Any, everything: frozenset[str]) -> frozenset[str]:  # noqa: ANN401 - any JSON
    if result is None:
        return frozenset()
    if not isinstance(result, Mapping):
        return everything
    failures = result.get("batchItemFailures")
    if not failures:
        return frozenset()
    if not isinstance(failures, list):
        return everything
    failed = [
        failure.get("itemIdentifier") if isinstance(failure, Mapping) else None
        for failure in failures
    ]
    return frozenset(map(str, failed)) if everything.issuperset(failed) else everything
