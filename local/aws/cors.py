"""What a browser on another origin may do with a bucket: the bucket's own CORS rules."""

from collections.abc import Iterable
from fnmatch import fnmatchcase

from moto.s3.exceptions import MissingBucket
from moto.s3.models import s3_backends

from local import account
from local.aws.messages import Reply, Request
from local.aws.refusals import xml

Header = tuple[str, str]

_NOT_ALLOWED = (
    "CORSResponse: This CORS request is not allowed. This is usually because the evalution of "
    "Origin, request method / Access-Control-Request-Method or Access-Control-Request-Headers "
    "are not whitelisted by the resource's CORS spec."
)


def preflight(request: Request, *, is_cognito: bool) -> Reply:
    """Answer a browser that asks before it sends."""
    method = request.headers.get("access-control-request-method", "")
    asked = request.headers.get("access-control-request-headers", "")
    if is_cognito:
        return Reply("200 OK", _open_to_all(asked))
    headers = _allowed(request, method, _split(asked))
    if not headers:
        refusal = f"<Error><Code>AccessForbidden</Code><Message>{_NOT_ALLOWED}</Message></Error>"
        return xml(403, refusal)
    return Reply("200 OK", (*headers, ("Access-Control-Allow-Headers", asked)))


def response_headers(request: Request, *, is_cognito: bool) -> tuple[Header, ...]:
    """Return what to add to a reply so that a browser lets its page read it."""
    if "origin" not in request.headers:
        return ()
    return _open_to_all("") if is_cognito else _allowed(request, request.method, ())


def _open_to_all(asked_headers: str) -> tuple[Header, ...]:
    # Cognito's own endpoint takes requests from every origin.
    origin = ("Access-Control-Allow-Origin", "*")
    if not asked_headers:
        return (origin,)
    methods = ("Access-Control-Allow-Methods", "POST, GET, OPTIONS")
    return (origin, methods, ("Access-Control-Allow-Headers", asked_headers))


def _allowed(request: Request, method: str, headers: Iterable[str]) -> tuple[Header, ...]:
    origin = request.headers.get("origin", "")
    try:
        rules = s3_backends[account.ACCOUNT_ID][account.PARTITION].get_bucket(request.bucket).cors
    except MissingBucket:
        return ()
    for rule in rules:
        allowed_headers = _listed(rule.allowed_headers)
        if (
            method in _listed(rule.allowed_methods)
            and _any_matches(_listed(rule.allowed_origins), origin)
            and all(_any_matches(allowed_headers, header) for header in headers)
        ):
            return _of_rule(rule, origin)
    return ()


def _of_rule(rule: object, origin: str) -> tuple[Header, ...]:
    is_open = "*" in _listed(getattr(rule, "allowed_origins", None))
    headers = [
        ("Access-Control-Allow-Origin", "*" if is_open else origin),
        (
            "Access-Control-Allow-Methods",
            ", ".join(_listed(getattr(rule, "allowed_methods", None))),
        ),
        ("Vary", "Origin, Access-Control-Request-Headers, Access-Control-Request-Method"),
    ]
    exposed = _listed(getattr(rule, "exposed_headers", None))
    if exposed:
        headers.append(("Access-Control-Expose-Headers", ", ".join(exposed)))
    max_age = getattr(rule, "max_age_seconds", None)
    if max_age:
        headers.append(("Access-Control-Max-Age", str(max_age)))
    return tuple(headers)


def _listed(value: str | list[str] | None) -> list[str]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _any_matches(patterns: Iterable[str], value: str) -> bool:
    return any(fnmatchcase(value.lower(), pattern.lower()) for pattern in patterns)


def _split(header: str) -> list[str]:
    return [name.strip() for name in header.split(",") if name.strip()]
