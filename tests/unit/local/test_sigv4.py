"""Our verifier and botocore, as the signer, agree on every signature."""

import hashlib
from urllib.parse import urlsplit

import pytest
from botocore.auth import S3SigV4Auth, S3SigV4QueryAuth, SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from local.aws import sigv4
from local.aws.sigv4 import Scope, SignedRequest

_CREDENTIALS = Credentials("AKIAEXAMPLE", "secret", "session-token")


def _as_received(request: AWSRequest, *, payload_hash: str) -> SignedRequest:
    target = urlsplit(str(request.url))
    headers = {str(name).lower(): str(value) for name, value in request.headers.items()}
    return SignedRequest(
        method=str(request.method),
        path=target.path,
        query=target.query,
        headers=headers | {"host": target.netloc},
        payload_hash=payload_hash,
    )


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:8001/",
        "http://127.0.0.1:8001/photos/a%20b/%C3%A9.jpg",
        "http://127.0.0.1:8001/photos?versions&prefix=a%2Fb&max-keys=2",
    ],
)
@pytest.mark.parametrize("service", ["s3", "sqs"])
def test_header_signature_is_the_one_botocore_makes(url: str, service: str) -> None:
    signer = S3SigV4Auth if service == "s3" else SigV4Auth
    request = AWSRequest("POST", url, {"X-Amz-Target": "AmazonSQS.SendMessage"}, b"{}")
    signer(_CREDENTIALS, service, "us-east-1").add_auth(request)

    parts = sigv4.authorization_parts(request.headers["Authorization"])
    computed = sigv4.request_signature(
        _as_received(request, payload_hash=hashlib.sha256(b"{}").hexdigest()),
        "secret",
        Scope.parse(parts["Credential"]),
        timestamp=request.headers["X-Amz-Date"],
        signed_headers=parts["SignedHeaders"],
    )

    assert computed == parts["Signature"]


def test_presigned_signature_is_the_one_botocore_makes() -> None:
    request = AWSRequest(
        "GET", "http://127.0.0.1:8001/photos/a.jpg?response-content-type=image/png"
    )
    S3SigV4QueryAuth(_CREDENTIALS, "s3", "us-east-1", expires=60).add_auth(request)
    unsigned_url, _, signature = str(request.url).partition("&X-Amz-Signature=")
    parameters = dict(part.split("=") for part in urlsplit(unsigned_url).query.split("&"))
    request.url = unsigned_url

    computed = sigv4.request_signature(
        _as_received(request, payload_hash=sigv4.UNSIGNED_PAYLOAD),
        "secret",
        Scope.parse(parameters["X-Amz-Credential"].replace("%2F", "/")),
        timestamp=parameters["X-Amz-Date"],
        signed_headers="host",
    )

    assert computed == signature


def test_scope_without_all_its_parts_is_an_error() -> None:
    with pytest.raises(ValueError, match="unpack"):
        Scope.parse("AKIAEXAMPLE/20261120/us-east-1")
