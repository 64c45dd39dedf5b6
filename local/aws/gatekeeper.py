"""The door in front of moto: who calls, may they, and then moto answers."""

import threading
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from local import account
from local.aws import actions, cors, presigned_post, s3_actions
from local.aws.authentication import signer_of_header, signer_of_query
from local.aws.authorization import Authorization
from local.aws.identities import Identity
from local.aws.messages import Reply, Request, forward
from local.aws.moto_apps import MotoApplications
from local.aws.post_form import PostForm
from local.aws.queues import QueueTraffic
from local.aws.refusals import RefusedError, render, xml
from local.aws.sigv4 import ALGORITHM, Scope, authorization_parts

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

_COGNITO_TARGET = "AWSCognitoIdentityProviderService."
# Cognito takes these from anybody: they are how one comes by a token, or carry it themselves.
_OPEN_COGNITO_OPERATIONS = frozenset(
    {
        "ChangePassword",
        "ConfirmForgotPassword",
        "ConfirmSignUp",
        "ForgotPassword",
        "GetUser",
        "GlobalSignOut",
        "InitiateAuth",
        "ResendConfirmationCode",
        "RespondToAuthChallenge",
        "RevokeToken",
        "SignUp",
    }
)
_NOT_FOUND = 404


class Gatekeeper:
    """A WSGI application around moto's that refuses what AWS would refuse."""

    def __init__(
        self,
        moto: MotoApplications,
        authorization: Authorization,
        traffic: QueueTraffic,
        *,
        now: Callable[[], datetime],
    ) -> None:
        self._moto = moto
        self._authorization = authorization
        self._traffic = traffic
        self._now = now
        # moto checks a condition and then writes, with nothing in between to keep others out.
        self._table_lock = threading.Lock()

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Answer one request."""
        reply = self.answer(Request.of(environ))
        start_response(reply.status, list(reply.headers))
        return [reply.body]

    def answer(self, request: Request) -> Reply:
        """Answer one request, with what a browser needs to see the answer."""
        is_cognito = request.headers.get("x-amz-target", "").startswith(_COGNITO_TARGET) or (
            not request.bucket
        )
        if request.method == "OPTIONS":
            return cors.preflight(request, is_cognito=is_cognito)
        service = _service(request)
        try:
            reply = self._admit(request, service)
        except RefusedError as refusal:
            reply = render(refusal, request, service)
        allowed = cors.response_headers(request, is_cognito=is_cognito)
        return reply.without_headers("access-control-").with_headers(allowed)

    def _admit(self, request: Request, service: str) -> Reply:
        if "authorization" in request.headers:
            return self._signed(request, service, signer_of_header(request))
        if "X-Amz-Credential" in request.parameters or "Signature" in request.parameters:
            identity, age = signer_of_query(request, self._now())
            return self._signed(request, "s3", identity, age=age)
        if presigned_post.is_post(request):
            return self._posted(request)
        if _is_open(request):
            return forward(request, self._moto.dispatcher)
        raise RefusedError("AccessDenied", "Access Denied: the request carries no signature.")

    def _signed(
        self, request: Request, service: str, identity: Identity, *, age: timedelta | None = None
    ) -> Reply:
        needed = actions.needed(request, service)
        if service == "s3" and request.method == "POST" and "delete" in request.parameters:
            if not all(self._authorization.allows(identity, access) for access in needed):
                return _nothing_deleted(request)
        else:
            self._authorization.require(identity, needed, age=age)
        return self._answer(_attributed(request, identity), service, identity)

    def _answer(self, request: Request, service: str, identity: Identity) -> Reply:
        if service == "sqs":
            return self._traffic.answer(request, partial(self._forward, service))
        if service == "dynamodb":
            with self._table_lock:
                return self._forward(service, request)
        if service == "s3" and "policy" in request.parameters and not request.key:
            return self._bucket_policy(request)
        reply = self._forward(service, request)
        if service == "s3" and reply.code == _NOT_FOUND and request.key:
            self._may_know_what_is_missing(request, identity)
        return reply

    def _forward(self, service: str, request: Request) -> Reply:
        return forward(request, self._moto.of(service))

    def _posted(self, request: Request) -> Reply:
        form = PostForm.parse(request.body, request.headers["content-type"])
        identity = presigned_post.signer_of_form(request, form, self._now())
        put = presigned_post.as_put(request, form)
        stored = self._signed(put, "s3", identity)
        if stored.code >= 300:  # noqa: PLR2004 - anything but success
            return stored
        return presigned_post.reply_to_form(request, form, stored)

    def _may_know_what_is_missing(self, request: Request, identity: Identity) -> None:
        # Who may not list a bucket is told 403 for an object that does not exist.
        self._authorization.require(identity, s3_actions.missing_object_access(request))

    def _bucket_policy(self, request: Request) -> Reply:
        # Kept here because moto takes every Deny for one without its condition.
        if request.method == "PUT":
            self._authorization.bucket_policies[request.bucket] = request.body.decode()
            return Reply("204 No Content")
        return self._forward("s3", request)


def _service(request: Request) -> str:
    authorization = request.headers.get("authorization", "")
    # A table's stream is a service of its own that goes by the table's name in signatures.
    if request.headers.get("x-amz-target", "").startswith("DynamoDBStreams_"):
        return "dynamodbstreams"
    try:
        return Scope.parse(authorization_parts(authorization)["Credential"]).service
    except (KeyError, ValueError):
        return "cognito-idp" if "x-amz-target" in request.headers else "s3"


def _is_open(request: Request) -> bool:
    if request.raw_path.startswith("/moto-api/"):
        return True
    if request.raw_path.endswith(("/.well-known/jwks.json", "/.well-known/openid-configuration")):
        return request.method == "GET"
    target = request.headers.get("x-amz-target", "")
    is_cognito = target.startswith(_COGNITO_TARGET)
    return is_cognito and request.operation in _OPEN_COGNITO_OPERATIONS


def _attributed(request: Request, identity: Identity) -> Request:
    # moto wants to see a header before it believes that an object's reader has signed.
    if "authorization" in request.headers:
        return request
    scope = f"{identity.access_key_id}/19700101/{account.REGION}/s3/aws4_request"
    header = {"HTTP_AUTHORIZATION": f"{ALGORITHM} Credential={scope}"}
    return replace(request, environ=request.environ | header)


def _nothing_deleted(request: Request) -> Reply:
    # S3 answers for each key; our policies never tell the keys of one bucket apart.
    errors = "".join(
        f"<Error><Key>{key}</Key><Code>AccessDenied</Code><Message>Access Denied</Message></Error>"
        for key, _ in s3_actions.deletions(request)
    )
    return xml(200, f"<DeleteResult>{errors}</DeleteResult>")
