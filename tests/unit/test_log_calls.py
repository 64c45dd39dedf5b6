"""What is logged, and under which names."""

import ast
import logging
from pathlib import Path
from typing import Final

import pytest
from aws_lambda_powertools.logging.formatter import RESERVED_LOG_ATTRS

from tests.log_calls import UnreadableError, log_calls

_ROOT: Final = Path(__file__).parents[2]
_DEPLOYED: Final = [_ROOT / "layers" / "darkroom" / "darkroom", _ROOT / "functions"]
_CALLS: Final = [call for folder in _DEPLOYED for call in log_calls(folder)]

# Ids, codes, numbers and keys of objects, which hold ids only. Not: what somebody called a photo,
# an address that somebody signed, a token, what a message says, what a photo knows of itself.
_MAY_BE_LOGGED: Final = {
    "code",
    "faults",
    "generation",
    "job_id",
    "lane",
    "letter_id",
    "message_id",
    "object_key",
    "operation",
    "operation_id",
    "photo_id",
    "photo_ids",
    "queue",
    "queue_time_ms",
    "reason",
    "render_time_ms",
    "s3_code",
    "sequence",
    "sqs_code",
    "state",
    "tries",
    "user_id",
    "waited_seconds",
}


def test_nothing_is_logged_but_what_may_be() -> None:
    unknown = {call.place: call.keys - _MAY_BE_LOGGED for call in _CALLS}

    assert {place: keys for place, keys in unknown.items() if keys} == {}
    assert len(_CALLS) > 15


def test_every_name_that_may_be_logged_is() -> None:
    assert frozenset().union(*(call.keys for call in _CALLS)) == _MAY_BE_LOGGED


def test_no_name_is_one_of_the_logger_s_own() -> None:
    """`logging` raises KeyError for those of a record, and Powertools drops its own."""
    of_a_record = {*vars(logging.makeLogRecord({})), "message", "asctime", "taskName"}
    of_powertools = {"level", "location", "timestamp", "service", "exception", "exception_name"}

    assert not _MAY_BE_LOGGED & (of_a_record | of_powertools | set(RESERVED_LOG_ATTRS))


def test_every_message_is_a_constant() -> None:
    written = {call.place: ast.unparse(call.message) for call in _CALLS}

    varying = {place for place, message in written.items() if message[0] not in "'\""}
    # It passes on what its callers say, which are looked at like everybody.
    assert {place.partition(":")[0] for place in varying} == {"services/lane_work.py"}


@pytest.mark.parametrize(
    "call",
    [
        pytest.param("_logger.info('Said', extra=vars(photo))", id="whatever there is"),
        pytest.param("_logger.info('Said', **photo)", id="keywords"),
        pytest.param("_logger.info('Said', extra={key: 1})", id="a name made up"),
        pytest.param("_logger.info('Said', extra=given)", id="a value from elsewhere"),
        pytest.param("_logger.info('Said', extra=photo.model_dump())", id="all of a row"),
        pytest.param("_logger.info('Said', extra=photo.model_dump(include=FIELDS))", id="fields"),
        pytest.param("_logger.info('Said', extra=self.named(photo))", id="a method from elsewhere"),
    ],
)
def test_a_call_that_could_say_anything_is_found(tmp_path: Path, call: str) -> None:
    code = f"def work(self, photo, key, given):\n    {call}\n"
    (tmp_path / "module.py").write_text(code, encoding="utf-8")

    with pytest.raises(UnreadableError, match=r"module\.py:2"):
        list(log_calls(tmp_path))


@pytest.mark.parametrize(
    ("body", "keys"),
    [
        ("_logger.info('Said')", set()),
        ("_logger.info('Said', extra={'name': 1, 'url': 2})", {"name", "url"}),
        ("known = {'name': 1}; _logger.info('Said', extra=known | {'url': 2})", {"name", "url"}),
        ("_logger.info('Said', extra={**values, 'name': 1})", {"name"}),
        ("_logger.info('Said', extra=photo.model_dump(include={'name'}))", {"name"}),
        ("_logger.error('Said', exc_info=error)", set()),
        ("self.work.log('Said', request, url=1)", {"url"}),
        ("self.add('Said', url=1)", None),
    ],
)
def test_what_a_call_says_is_read(tmp_path: Path, body: str, keys: set[str] | None) -> None:
    code = f"class Work:\n    def work(self, photo, **values):\n        {body}\n"
    (tmp_path / "module.py").write_text(code, encoding="utf-8")

    assert [set(call.keys) for call in log_calls(tmp_path)] == ([] if keys is None else [keys])
