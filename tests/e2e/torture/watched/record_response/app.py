"""record_response, saying what the table answers to each of its calls."""

import importlib.util
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import boto3

_REAL = Path(__file__).resolve().parents[5] / "functions" / "record_response" / "app.py"
_spec = importlib.util.spec_from_file_location("real_app", _REAL)
assert _spec
assert _spec.loader


def _tell(
    event_name: str,
    parsed_response: Mapping[str, Any] | None,
    exception: Exception | None,
    **_: object,
) -> None:
    """Called for each attempt, also for those that the SDK repeats by itself."""
    code = parsed_response.get("Error", {}).get("Code", "ok") if parsed_response else None
    answer = code or type(exception).__name__
    line = json.dumps({"table_call": event_name.rpartition(".")[2], "answer": answer})
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


# Before there are clients, which take over what their session listens to.
boto3.setup_default_session()
_session = boto3.DEFAULT_SESSION
assert _session
_session.events.register("response-received.dynamodb", _tell)
_real = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(_real)
lambda_handler = _real.lambda_handler
