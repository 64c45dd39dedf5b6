"""Saying no in the words of each AWS service, so that boto3 raises what it would there."""

import json
import uuid
from xml.sax.saxutils import escape

from local.aws.messages import Reply, Request

_STATUS_TEXT = {400: "400 Bad Request", 403: "403 Forbidden", 404: "404 Not Found"}

# The same refusal under the name each protocol has for it.
_JSON_CODES = {
    "InvalidAccessKeyId": "UnrecognizedClientException",
    "SignatureDoesNotMatch": "InvalidSignatureException",
}


class RefusedError(Exception):
    """A request that AWS would refuse; `code` is S3's name for the reason."""

    def __init__(self, code: str, message: str, *, status: int = 403) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.status = status


def render(refusal: RefusedError, request: Request, service: str) -> Reply:
    """Write a refusal in the protocol of the service that was called."""
    if service == "s3":
        return _s3(refusal, request)
    if "x-amz-target" in request.headers:
        return _json(refusal, service)
    return _query(refusal)


def xml(status: int, text: str) -> Reply:
    """Write an XML document as a reply."""
    status_text = _STATUS_TEXT.get(status, f"{status} OK")
    body = f'<?xml version="1.0" encoding="UTF-8"?>\n{text}'.encode()
    return Reply(status_text, (("Content-Type", "application/xml"),), body)


def _s3(refusal: RefusedError, request: Request) -> Reply:
    if request.method == "HEAD":
        return Reply(_STATUS_TEXT[refusal.status])
    return xml(
        refusal.status,
        f"<Error><Code>{refusal.code}</Code><Message>{escape(refusal.message)}</Message>"
        f"<Resource>{escape(request.raw_path)}</Resource><RequestId>{uuid.uuid4()}</RequestId></Error>",
    )


def _json(refusal: RefusedError, service: str) -> Reply:
    code = _JSON_CODES.get(refusal.code, refusal.code)
    headers = [("Content-Type", "application/x-amz-json-1.0")]
    if refusal.code == "AccessDenied":
        code = "AccessDeniedException"
        if service == "sqs":
            # SQS still answers with the codes of its older protocol beside the new ones.
            headers.append(("x-amzn-query-error", "AccessDenied;Sender"))
    body = json.dumps({"__type": f"com.amazon.coral.service#{code}", "message": refusal.message})
    return Reply(_STATUS_TEXT[400], tuple(headers), body.encode())


def _query(refusal: RefusedError) -> Reply:
    code = "InvalidClientTokenId" if refusal.code == "InvalidAccessKeyId" else refusal.code
    return xml(
        403,
        f"<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code>"
        f"<Message>{escape(refusal.message)}</Message></Error>"
        f"<RequestId>{uuid.uuid4()}</RequestId></ErrorResponse>",
    )
