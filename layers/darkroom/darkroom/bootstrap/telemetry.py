"""Structured logs, the same in every function."""

import logging

from aws_lambda_powertools import Logger


def build_logger() -> Logger:
    """Powertools' logger, through which the package's own loggers speak as well."""
    logger = Logger()
    package = logging.getLogger("darkroom")
    package.handlers = [logger.registered_handler]
    package.setLevel(logger.log_level)
    # The runtime's root logger would print every line a second time, unstructured.
    package.propagate = False
    return logger
