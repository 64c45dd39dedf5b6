"""The functions of a stack, ready to be invoked by name."""

import os
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from local import account
from local.errors import LocalError
from local.execution.definition import FunctionDefinition, functions_of
from local.execution.emulator import emulator_path
from local.execution.environment import Environment
from local.execution.invocation import Invocation
from local.execution.pool import Pool
from local.execution.processes import Processes
from local.journal import Journal
from local.sources.event_source import SqsEventSource
from local.sources.schedule import Schedule
from local.sources.triggers import Triggers
from local.stack.stack import Stack

# In AWS a busy queue gets as many workers as MaximumConcurrency allows. Here they share this
# machine's processors: one worker for each, and one more to compute while another waits for S3.
MAX_WORKERS = (os.cpu_count() or 1) + 1
# Of the seconds that Lambda leaves a process between asking and killing it.
_GIVING_UP_SECONDS = 1.0
_RECHECK_SECONDS = 0.01
# The api mostly waits, for the table or, with ?wait, for a photo; so it may have more.
MAX_API_ENVIRONMENTS = 10


def concurrency_of(source: SqsEventSource) -> int:
    """Return how many batches of an event source may be in work at once."""
    return min(source.max_concurrency or MAX_WORKERS, MAX_WORKERS)


class Functions:
    """Every function's pool of execution environments."""

    def __init__(self, stack: Stack, processes: Processes, journal: Journal) -> None:
        self._stack = stack
        self._processes = processes
        self._journal = journal
        self._emulator = emulator_path()
        self._triggers = Triggers.of(stack)
        self._definitions = {
            account.physical_name(definition.logical_id): definition
            for definition in functions_of(stack)
        }
        self._pools = {
            name: Pool(partial(self._start, definition), self.limit(name))
            for name, definition in self._definitions.items()
        }

    @property
    def sources(self) -> Iterable[SqsEventSource]:
        """Return the event sources that feed the functions."""
        return self._triggers.sources

    @property
    def schedules(self) -> Iterable[Schedule]:
        """Return the schedules that functions run by."""
        return self._triggers.schedules

    def limit(self, name: str) -> int:
        """Return how many environments a function may have."""
        concurrencies = [concurrency_of(source) for source in self._triggers.queues_of(name)]
        return min(sum(concurrencies), MAX_WORKERS) if concurrencies else MAX_API_ENVIRONMENTS

    def definition(self, name: str) -> FunctionDefinition:
        """Find a function by its folder, its logical id or its physical name.

        Raises:
            LocalError: there is none of this name.
        """
        for physical_name, definition in self._definitions.items():
            if name in {physical_name, definition.logical_id, definition.name}:
                return definition
        known = ", ".join(sorted(definition.name for definition in self._definitions.values()))
        raise LocalError(f"There is no function {name}; there are {known}.")

    def warm_up(self) -> None:
        """Start the first environment of every function that is soon waited for, all at once."""
        awaited = [
            pool
            for name, pool in self._pools.items()
            # What takes long anyway steps back for others, and so would its start.
            if self._triggers.is_awaited(name) and not self._definitions[name].niceness
        ]
        with ThreadPoolExecutor(len(awaited) or 1) as starters:
            for started in [starters.submit(pool.warm_up) for pool in awaited]:
                started.result()

    def invoke(self, name: str, event: bytes) -> Invocation:
        """Run a function, given any of its names, once."""
        definition = self.definition(name)
        return self._pools[account.physical_name(definition.logical_id)].invoke(event)

    def stop(self) -> None:
        """Have every function give up what it is at, and wait a moment for it to have done so."""
        for pool in self._pools.values():
            pool.ask_to_stop()
        deadline = time.monotonic() + _GIVING_UP_SECONDS
        while time.monotonic() < deadline and not self._is_idle():
            time.sleep(_RECHECK_SECONDS)

    def close(self) -> None:
        """Let go of every environment."""
        for pool in self._pools.values():
            pool.close()

    def _is_idle(self) -> bool:
        return all(pool.is_idle for pool in self._pools.values())

    def _start(self, definition: FunctionDefinition) -> Environment:
        session = account.physical_name(definition.logical_id)
        credentials = self._stack.cloud.credentials_of(definition.role_arn, session)
        return Environment(
            definition,
            definition.environment(credentials, self._stack.cloud.endpoint),
            emulator=self._emulator,
            processes=self._processes,
            on_line=partial(self._journal.function_line, definition.name),
        )
