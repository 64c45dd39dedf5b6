"""The stand-in as a server: one thread in a test, one process under the runtime."""

import os
import threading
from collections.abc import Callable
from datetime import datetime
from typing import Self

import requests

# Before moto is imported. Pools and clients are then named after their properties, the same in
# every run, so that files may mention them.
os.environ.setdefault("MOTO_COGNITO_IDP_USER_POOL_ID_STRATEGY", "HASH")
os.environ.setdefault("MOTO_COGNITO_IDP_USER_POOL_CLIENT_ID_STRATEGY", "HASH")

from darkroom.clock import SystemClock
from local.aws.authorization import Authorization, Grant
from local.aws.gatekeeper import Gatekeeper
from local.aws.http import make_keep_alive_server
from local.aws.moto_apps import MotoApplications
from local.aws.notifications import Notifications
from local.aws.queues import QueueTraffic

_HOST = "127.0.0.1"
_CLOCK = SystemClock()


class AwsServer:
    """S3, SQS, DynamoDB, Cognito, IAM and STS on one loopback address.

    Only one may run in a process, for moto keeps its state in its modules.
    """

    def __init__(self, port: int = 0, *, now: Callable[[], datetime] = _CLOCK.now) -> None:
        self._authorization = Authorization()
        traffic = QueueTraffic()
        self._notifications = Notifications(self._authorization, traffic).installed()
        gatekeeper = Gatekeeper(MotoApplications(), self._authorization, traffic, now=now)
        self._server = make_keep_alive_server(_HOST, port, gatekeeper)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    @property
    def host(self) -> str:
        """Return the address, always loopback."""
        return _HOST

    @property
    def port(self) -> int:
        """Return the port, also when a free one was taken."""
        return int(self._server.server_address[1])

    @property
    def endpoint(self) -> str:
        """Return what AWS_ENDPOINT_URL must be."""
        return f"http://{self.host}:{self.port}"

    @property
    def grants(self) -> frozenset[Grant]:
        """Return every (role, action, resource) that was asked for and allowed."""
        return frozenset(self._authorization.grants)

    def forget_grants(self) -> None:
        """Start remembering anew."""
        self._authorization.grants.clear()

    def reset(self) -> None:
        """Empty the pretend account."""
        requests.post(f"{self.endpoint}/moto-api/reset", timeout=10)
        self._authorization.bucket_policies.clear()
        self.forget_grants()

    def start(self) -> Self:
        """Serve from a thread of this process."""
        self._notifications.__enter__()
        self._thread.start()
        return self

    def stop(self) -> None:
        """Stop serving and free the port."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
        self._notifications.__exit__(None, None, None)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()
