"""moto's applications, one a service, reached without moto's own search for the right one.

moto guesses a request's service from its host, and lists its whole package folder on the disk to
do so. Here the signature has named the service already.
"""

import threading
from typing import TYPE_CHECKING

from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app

from local.aws.moto_tables import take_over_tables

if TYPE_CHECKING:
    from collections.abc import Iterable

    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment
    from moto.backends import SERVICE_NAMES

# By the name that the gatekeeper gives a service, which is not always moto's.
_NAMES: "dict[str, SERVICE_NAMES]" = {
    "cognito-idp": "cognito-idp",
    "dynamodb": "dynamodb",
    "dynamodbstreams": "dynamodbstreams",
    "iam": "iam",
    "s3": "s3",
    "sqs": "sqs",
    "sts": "sts",
}


class MotoApplications:
    """Makes each service's application when it is first called."""

    def __init__(self) -> None:
        self._made: dict[str, WSGIApplication] = {}
        self._lock = threading.Lock()
        self.dispatcher: WSGIApplication = DomainDispatcherApplication(create_backend_app)

    def of(self, service: str) -> "WSGIApplication":
        """Return the application of a service; moto's dispatcher for those it must guess."""
        name = _NAMES.get(service)
        if name is None:
            return self.dispatcher
        with self._lock:
            if name not in self._made:
                made: WSGIApplication = create_backend_app(name)
                self._made[name] = _one_at_a_time(made) if name == "dynamodb" else made
            return self._made[name]


def _one_at_a_time(application: "WSGIApplication") -> "WSGIApplication":
    """The application for one caller at a time.

    moto checks a condition and writes in two steps; in DynamoDB nobody can come between them.
    """
    lock = threading.Lock()

    def serialized(
        environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> "Iterable[bytes]":
        with lock:
            take_over_tables()
            return application(environ, start_response)

    return serialized
