"""AWS Signature Version 4, from the verifier's side."""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Self
from urllib.parse import quote, unquote

ALGORITHM = "AWS4-HMAC-SHA256"
UNSIGNED_PAYLOAD = "UNSIGNED-PAYLOAD"


@dataclass(frozen=True)
class Scope:
    """Whose key signed, on which day, for which service."""

    access_key_id: str
    date: str
    region: str
    service: str

    @classmethod
    def parse(cls, credential: str) -> Self:
        """Read `AKIA.../20261120/us-east-1/s3/aws4_request`.

        Raises:
            ValueError: it does not have this form.
        """
        access_key_id, date, region, service, _ = credential.split("/")
        return cls(access_key_id, date, region, service)

    def __str__(self) -> str:
        return f"{self.date}/{self.region}/{self.service}/aws4_request"


@dataclass(frozen=True)
class SignedRequest:
    """The parts of a request that a signature covers; header names are in lower case."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    payload_hash: str

    def canonical(self, scope: Scope, signed_headers: str) -> str:
        """Write the request in the one form that both sides sign."""
        # S3 signs the path as it was sent, every other service encodes it once more.
        path = self.path if scope.service == "s3" else quote(self.path, safe="/-_.~")
        lines = [f"{name}:{_folded(self.headers, name)}\n" for name in signed_headers.split(";")]
        return "\n".join(
            [
                self.method,
                path,
                _canonical_query(self.query),
                "".join(lines),
                signed_headers,
                self.payload_hash,
            ]
        )


def request_signature(
    request: SignedRequest, secret: str, scope: Scope, *, timestamp: str, signed_headers: str
) -> str:
    """Return the signature that the holder of the secret would give the request."""
    canonical = hashlib.sha256(request.canonical(scope, signed_headers).encode()).hexdigest()
    return text_signature("\n".join([ALGORITHM, timestamp, str(scope), canonical]), secret, scope)


def text_signature(text: str, secret: str, scope: Scope) -> str:
    """Return the signature of a text, which is how the policy of a POST is signed."""
    key = _signing_key(secret, scope.date, scope.region, scope.service)
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def authorization_parts(header: str) -> dict[str, str]:
    """Split an Authorization header into Credential, SignedHeaders and Signature."""
    _, _, parameters = header.partition(" ")
    pairs = (pair.strip().partition("=") for pair in parameters.split(","))
    return {name: value for name, _, value in pairs}


@lru_cache(maxsize=256)
def _signing_key(secret: str, date: str, region: str, service: str) -> bytes:
    key = f"AWS4{secret}".encode()
    for part in (date, region, service, "aws4_request"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    return key


def _folded(headers: Mapping[str, str], name: str) -> str:
    return " ".join(headers.get(name, "").split())


def _canonical_query(query: str) -> str:
    pairs = (pair.partition("=") for pair in query.split("&") if pair)
    encoded = sorted((_encoded(name), _encoded(value)) for name, _, value in pairs)
    return "&".join(f"{name}={value}" for name, value in encoded)


def _encoded(text: str) -> str:
    return quote(unquote(text), safe="-_.~")
