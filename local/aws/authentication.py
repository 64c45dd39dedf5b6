"""Checking signatures: in the Authorization header, and in the query of a presigned URL."""

import hashlib
import hmac
from datetime import UTC, datetime, timedelta

from local.aws import identities, sigv4
from local.aws.identities import Identity
from local.aws.messages import Request
from local.aws.refusals import RefusedError
from local.aws.sigv4 import Scope, SignedRequest

_MISMATCH = (
    "The request signature we calculated does not match the signature you provided. "
    "Check your key and signing method."
)
_MAX_EXPIRY_SECONDS = 7 * 24 * 3600


def signer_of_header(request: Request) -> Identity:
    """Return who signed a request.

    Raises:
        RefusedError: nobody known did, or the request is not the one that was signed.
    """
    try:
        parts = sigv4.authorization_parts(request.headers["authorization"])
        scope, given = Scope.parse(parts["Credential"]), parts["Signature"]
        signed_headers = parts["SignedHeaders"]
    except (KeyError, ValueError) as error:
        raise _unsupported_signature() from error
    identity = identities.find(scope.access_key_id, request.headers.get("x-amz-security-token"))
    payload_hash = request.headers.get("x-amz-content-sha256")
    signed = SignedRequest(
        method=request.method,
        path=request.raw_path,
        query=request.query,
        headers=request.headers,
        payload_hash=payload_hash or hashlib.sha256(request.body).hexdigest(),
    )
    expected = sigv4.request_signature(
        signed,
        identity.secret,
        scope,
        timestamp=request.headers.get("x-amz-date", ""),
        signed_headers=signed_headers,
    )
    require_same(expected, given)
    return identity


def signer_of_query(request: Request, now: datetime) -> tuple[Identity, timedelta]:
    """Return who presigned a URL, and how old the signature is.

    Raises:
        RefusedError: the URL has expired, was changed, or was signed by nobody known.
    """
    parameters = request.parameters
    try:
        scope = Scope.parse(parameters["X-Amz-Credential"])
        timestamp, given = parameters["X-Amz-Date"], parameters["X-Amz-Signature"]
        expires = int(parameters["X-Amz-Expires"])
        signed_at = datetime.strptime(timestamp, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    except (KeyError, ValueError) as error:
        raise _unsupported_signature() from error
    identity = identities.find(scope.access_key_id, parameters.get("X-Amz-Security-Token"))
    signed = SignedRequest(
        method=request.method,
        path=request.raw_path,
        query=_without_signature(request.query),
        headers=request.headers,
        payload_hash=sigv4.UNSIGNED_PAYLOAD,
    )
    expected = sigv4.request_signature(
        signed,
        identity.secret,
        scope,
        timestamp=timestamp,
        signed_headers=parameters.get("X-Amz-SignedHeaders", ""),
    )
    require_same(expected, given)
    age = now - signed_at
    if expires > _MAX_EXPIRY_SECONDS or age > timedelta(seconds=expires):
        raise RefusedError("AccessDenied", "Request has expired")
    return identity, age


def require_same(expected: str, given: str) -> None:
    """Compare signatures.

    Raises:
        RefusedError: they differ.
    """
    if not hmac.compare_digest(expected.encode(), given.encode()):
        raise RefusedError("SignatureDoesNotMatch", _MISMATCH)


def _unsupported_signature() -> RefusedError:
    # What regions younger than 2014 say to a request signed in version 2, boto3's default for
    # presigned URLs in us-east-1: `signature_version="s3v4"` is the remedy.
    message = "The authorization mechanism you have provided is not supported. "
    return RefusedError("InvalidRequest", message + "Please use AWS4-HMAC-SHA256.", status=400)


def _without_signature(query: str) -> str:
    return "&".join(part for part in query.split("&") if not part.startswith("X-Amz-Signature="))
