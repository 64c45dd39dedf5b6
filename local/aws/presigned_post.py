"""A presigned POST, checked as S3 checks it and turned into the put that it stands for."""

from datetime import datetime
from urllib.parse import quote
from xml.sax.saxutils import escape

from local.aws import identities, sigv4
from local.aws.authentication import require_same
from local.aws.identities import Identity
from local.aws.messages import BODY_KEY, Reply, Request
from local.aws.post_form import PostForm
from local.aws.post_policy import PostPolicy
from local.aws.refusals import RefusedError, xml
from local.aws.sigv4 import Scope

_OBJECT_HEADERS = frozenset(
    {"cache-control", "content-type", "content-disposition", "content-encoding", "expires"}
)
_OBJECT_HEADER_PREFIXES = ("x-amz-meta-", "x-amz-server-side-encryption", "x-amz-storage-class")


def is_post(request: Request) -> bool:
    """Tell whether a request is a form sent to a bucket."""
    is_form = request.headers.get("content-type", "").startswith("multipart/form-data")
    return request.method == "POST" and is_form and not request.key


def signer_of_form(request: Request, form: PostForm, now: datetime) -> Identity:
    """Return who signed a form's policy.

    Raises:
        RefusedError: nobody known did, or the form is not what the policy allows.
    """
    try:
        scope = Scope.parse(form.fields["x-amz-credential"])
        policy, given = form.fields["policy"], form.fields["x-amz-signature"]
    except (KeyError, ValueError) as error:
        message = (
            "Bucket POST must contain the fields policy, x-amz-credential and x-amz-signature."
        )
        raise RefusedError("AccessDenied", message) from error
    identity = identities.find(scope.access_key_id, form.fields.get("x-amz-security-token"))
    require_same(sigv4.text_signature(policy, identity.secret, scope), given)
    fields = {**form.fields, "key": form.key, "bucket": request.bucket}
    PostPolicy.parse(policy).check(fields, size=len(form.file), now=now)
    return identity


def as_put(request: Request, form: PostForm) -> Request:
    """Return the ordinary upload of the form's file."""
    path = f"/{request.bucket}/{form.key}"
    raw_path = quote(path, safe="/-_.~")
    kept = {
        name: value
        for name, value in request.environ.items()
        if not name.startswith("HTTP_X_AMZ_") and name != "CONTENT_TYPE"
    }
    environ = kept | {
        "REQUEST_METHOD": "PUT",
        "PATH_INFO": path.encode().decode("latin-1"),
        "RAW_URI": raw_path,
        "REQUEST_URI": raw_path,
        "QUERY_STRING": "",
        "CONTENT_LENGTH": str(len(form.file)),
        BODY_KEY: form.file,
    }
    for name, value in form.fields.items():
        if name in _OBJECT_HEADERS or name.startswith(_OBJECT_HEADER_PREFIXES):
            header = name.upper().replace("-", "_")
            environ[header if header == "CONTENT_TYPE" else f"HTTP_{header}"] = value
    return Request.of(environ)


def reply_to_form(request: Request, form: PostForm, stored: Reply) -> Reply:
    """Answer a stored form with the status, or the redirection, that it asked for."""
    kept = tuple(
        (name, value)
        for name, value in stored.headers
        if name.lower() in {"etag", "x-amz-version-id"}
    )
    redirect = form.fields.get("success_action_redirect", "")
    if redirect:
        separator = "&" if "?" in redirect else "?"
        target = f"{redirect}{separator}bucket={quote(request.bucket)}&key={quote(form.key)}"
        return Reply("303 See Other", (*kept, ("Location", target)))
    status = form.fields.get("success_action_status", "204")
    if status == "201":
        etag = next((value for name, value in kept if name.lower() == "etag"), "")
        created = xml(
            201,
            f"<PostResponse><Bucket>{request.bucket}</Bucket><Key>{escape(form.key)}</Key>"
            f"<ETag>{escape(etag)}</ETag></PostResponse>",
        )
        return Reply("201 Created", (*kept, *created.headers), created.body)
    return Reply("200 OK" if status == "200" else "204 No Content", kept)
