"""Identifiers: opaque to clients, unguessable, and in order of creation where lists need it."""

import secrets
from datetime import datetime


def new_job_id(now: datetime) -> str:
    """A job id whose text sorts by creation time: 48 bits of milliseconds, 96 random bits."""
    milliseconds = int(now.timestamp() * 1000)
    return f"job_{milliseconds:012x}{secrets.token_hex(12)}"


def new_photo_id(number: int) -> str:
    """A photo id whose text sorts by `number`, the photo's place in its job: 0 to 65535."""
    return f"pho_{number:04x}{secrets.token_hex(12)}"
