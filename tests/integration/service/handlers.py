"""The functions' handlers, as the Lambda service finds and calls them."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import module_from_spec, spec_from_file_location
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from local.execution.definition import functions_of
from tests.integration.service.deployment import Deployment

Handle = Callable[[str, Any], Any]
"""Hands an event to the function of a folder; answers what its handler returns."""


class _Context(LambdaContext):
    """One invocation with all the time that a function needs."""

    @staticmethod
    def get_remaining_time_in_millis() -> int:
        """Return what is left of it."""
        return 150_000


@contextmanager
def handlers_of(deployment: Deployment) -> Iterator[Handle]:
    """The handlers, which log for themselves; afterwards nothing is left of how they do."""
    package = logging.getLogger("darkroom")
    before = package.handlers, package.level, package.propagate

    def handle(folder: str, event: Any) -> Any:  # noqa: ANN401 - as the handler returns it
        _forget_loggers(deployment)
        return _handled(deployment, folder, event)

    yield handle
    package.handlers, package.propagate = before[0], before[2]
    package.setLevel(before[1])
    _forget_loggers(deployment)


def _forget_loggers(deployment: Deployment) -> None:
    # Powertools takes a logger of the same service for one that it has set up already.
    for function in functions_of(deployment.stack):
        logging.root.manager.loggerDict.pop(function.name, None)


def _handled(deployment: Deployment, folder: str, event: Any) -> Any:  # noqa: ANN401 - as above
    functions = functions_of(deployment.stack)
    definition = next(each for each in functions if each.folder.name == folder)
    context = _Context()
    context._function_name = definition.name
    context._invoked_function_arn = f"arn:aws:lambda:us-east-1:123456789012:function:{folder}"
    context._memory_limit_in_mb = definition.memory_mb
    context._aws_request_id = "00000000-0000-4000-8000-00000000000f"
    with deployment.acting_as(definition.logical_id):
        spec = spec_from_file_location(f"handler_of_{folder}", definition.folder / "app.py")
        assert spec
        assert spec.loader
        module = module_from_spec(spec)
        spec.loader.exec_module(module)
        return module.lambda_handler(event, context)
