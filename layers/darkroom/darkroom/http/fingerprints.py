"""What a request was, in few characters: the same key has to come with the same request."""

import hashlib

from pydantic import BaseModel


def fingerprint_of(body: BaseModel, *more: bytes) -> str:
    """A digest of a whole request."""
    digest = hashlib.sha256(body.model_dump_json().encode())
    for part in more:
        digest.update(hashlib.sha256(part).digest())
    return digest.hexdigest()
